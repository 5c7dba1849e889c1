"""Writes what design/ says in the form that an app reads; only files that differ.

    python3 design/generate check
    python3 design/generate kotlin FOLDER        what belongs below android/
    python3 design/generate swift FOLDER         what belongs below ios/
"""

import sys
from pathlib import Path

import kotlin
import source
import swift

FORMS = {"kotlin": kotlin.files, "swift": swift.files}


def main(arguments):
    sentences, tokens = source.sentences(), source.tokens()
    match arguments:
        case ["check"]:
            print(f"design: {len(sentences)} sentences in {len(source.LANGUAGES)} languages, checked")
        case [form, folder] if form in FORMS:
            for path, text in FORMS[form](sentences, tokens):
                place(Path(folder) / path, text)
        case _:
            sys.exit(__doc__)


def place(path, text):
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


try:
    main(sys.argv[1:])
except source.Mistake as mistake:
    sys.exit(f"design: {mistake}")
