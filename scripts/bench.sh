#!/usr/bin/env bash
# Measures a shop and a phone with the release program, and writes docs/performance.md.
#   bench.sh [--seconds N] [--wallets N] [--folder FOLDER]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

cargo build --quiet --locked --release --package dough
target="$(cargo metadata --format-version 1 --no-deps --locked |
    sed -n 's/.*"target_directory":"\([^"]*\)".*/\1/p')"
exec "$target/release/dough" bench table --out docs/performance.md "$@"
