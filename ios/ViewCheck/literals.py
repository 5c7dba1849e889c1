#!/usr/bin/env python3
"""Finds words in the source of screens: what a customer reads stands in design/strings.

    literals.py FILE...                 fails where there are any
    literals.py --control FILE          fails unless it finds those on the lines marked `refused:`,
                                        and no others
"""

import re
import sys
from pathlib import Path

# Names of the system's symbols: small letters and dots.
SYMBOL = re.compile(r"[a-z0-9]+(\.[a-z0-9]+)*")
# Where not even a symbol's name is meant to stand.
SAID = re.compile(r"\b(Text|String)\(|\bverbatim:|\bNotice\(|\bAside\(")


def literals(source):
    """Line and text of each string literal, without what is interpolated."""
    at, line = 0, 1
    while at < len(source):
        if source.startswith("//", at):
            at = source.find("\n", at)
            if at < 0:
                return
        elif source.startswith('"""', at):
            end = source.find('"""', at + 3) + 3
            yield line, source[at + 3 : end - 3]
            line += source.count("\n", at, end)
            at = end
        elif source[at] == '"':
            begun = line
            text, nested, at = one(source, at + 1)
            yield begun, text
            for inner in nested:
                for _, words in literals(inner):
                    yield begun, words
        else:
            line += source[at] == "\n"
            at += 1


def one(source, at):
    """A literal from behind its first quote: its text, what is interpolated, and where it ends."""
    text, nested = "", []
    while source[at] != '"':
        if source.startswith("\\(", at):
            end = closing(source, at + 2)
            nested.append(source[at + 2 : end])
            at = end + 1
        elif source[at] == "\\":
            at += 2
        else:
            text += source[at]
            at += 1
    return text, nested, at + 1


def closing(source, at):
    """Where the bracket closes that was opened before; literals within are skipped."""
    depth = 1
    while True:
        if source[at] == '"':
            _, _, at = one(source, at + 1)
            continue
        depth += (source[at] == "(") - (source[at] == ")")
        if depth == 0:
            return at
        at += 1


def words(path):
    """Lines with words that a customer would read."""
    source = path.read_text(encoding="utf-8")
    lines = source.split("\n")
    for number, text in literals(source):
        if not re.search(r"[^\W\d_]", text):
            continue
        if SYMBOL.fullmatch(text) and not SAID.search(lines[number - 1]):
            continue
        yield number, text


def control(path):
    wanted = {
        number
        for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1)
        if "// refused: " in line
    }
    got = {number for number, _ in words(path)}
    if not wanted or wanted != got:
        sys.exit(f"{path}: to be refused {sorted(wanted)}, refused {sorted(got)}")
    print(f"words: refused all {len(wanted)} of the control")


match sys.argv[1:]:
    case ["--control", name]:
        control(Path(name))
    case [_, *_] as names:
        found = [f"{name}:{line}: {text!r}" for name in names for line, text in words(Path(name))]
        if found:
            sys.exit("words in a screen, which belong in design/strings:\n" + "\n".join(found))
        print(f"words: {len(names)} files hold none of their own")
    case _:
        sys.exit(__doc__)
