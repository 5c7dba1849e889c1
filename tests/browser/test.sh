#!/usr/bin/env bash
# Walks through the pages in headless Chromium, against real processes.
#   test.sh [FILE]...       DOUGH_BIN: a `dough` command that is there already
#   DOUGH_PICTURES=FOLDER   also keeps screenshots there
#   CHROMIUM=FILE           a Chromium or Chrome that isn't /usr/bin/chromium
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

if [[ -z "${DOUGH_BIN:-}" ]]; then
    cargo build --quiet --locked --workspace
    DOUGH_BIN="$(../../scripts/target.sh)/debug/dough"
fi
export DOUGH_BIN
# What is installed is used again while the lock file is the same.
if ! cmp -s package-lock.json node_modules/.installed; then
    npm ci --silent --no-audit --no-fund
    cp package-lock.json node_modules/.installed
fi
if (($# == 0)); then
    set -- *.test.mjs
fi
exec node --test --test-reporter=spec --test-concurrency=1 "$@"
