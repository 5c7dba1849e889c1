#!/usr/bin/env bash
# Makes the pictures of docs/screenshots.md and docs/screens.md anew: the pages in Chromium, the
# screens on a desktop.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

DOUGH_PICTURES="$PWD/docs/pictures" tests/browser/test.sh walk.test.mjs
DOUGH_KEEP_PICTURES=1 android/test.sh -pl ui -am
