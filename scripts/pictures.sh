#!/usr/bin/env bash
# Makes the pictures of docs/screenshots.md anew: the pages in Chromium, the screens on a desktop.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

DOUGH_PICTURES="$PWD/docs/pictures" tests/browser/test.sh walk.test.mjs
android/test.sh -pl ui -am
for screen in home-light home-dark code-light code-dark; do
    cp "android/ui/target/pictures/$screen.png" docs/pictures/
done
