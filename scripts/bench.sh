#!/usr/bin/env bash
# Measures a shop and a phone with the release program, and writes docs/performance.md.
#   bench.sh [--seconds N] [--wallets N] [--folder FOLDER]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

target="$(scripts/target.sh)"
cargo build --quiet --locked --release --package dough
scripts/phone-library.sh
library="$(find "$target/phone" -maxdepth 1 -name 'libdough_ffi.so' -o -maxdepth 1 -name 'libdough_ffi.dylib')"
exec "$target/release/dough" bench table --library "$library" --out docs/performance.md "$@"
