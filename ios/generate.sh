#!/usr/bin/env bash
# Writes what isn't committed: the Swift bindings, and words, colours and sizes of design/. Prints the
# folder of the library that the bindings were made from.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

library="$(bindings/generate.sh swift target/bindings/swift)"

# place FILE FOLDER: only what differs, since a new time stamp alone builds everything again.
place() {
    mkdir -p "ios/Sources/$2"
    cmp -s "target/bindings/swift/$1" "ios/Sources/$2/$1" ||
        cp "target/bindings/swift/$1" "ios/Sources/$2/$1"
}
place DoughCore.swift DoughCore
place DoughCoreFFI.h DoughCoreFFI
place module.modulemap DoughCoreFFI

python3 design/generate swift ios >&2
echo "$library"
