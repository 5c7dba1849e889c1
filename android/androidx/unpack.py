"""Unpacks the app's libraries: the classes of all in one folder, the rest in a folder each.

use: unpack.py LIBRARIES FOLDER CLASSES
"""

import io
import shutil
import sys
import zipfile
from pathlib import Path


def main(libraries: Path, folder: Path, classes: Path) -> None:
    # What an earlier list held must not stay.
    for old in (folder, classes):
        shutil.rmtree(old, ignore_errors=True)
    for library in sorted(libraries.iterdir()):
        if library.suffix == ".jar":
            zipfile.ZipFile(library).extractall(classes)
            continue
        with zipfile.ZipFile(library) as aar:
            aar.extractall(folder / library.stem)
            zipfile.ZipFile(io.BytesIO(aar.read("classes.jar"))).extractall(classes)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
