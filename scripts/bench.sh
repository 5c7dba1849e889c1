#!/usr/bin/env bash
# Measures a shop on both stores, and a phone, with the release program, and writes
# docs/performance.md.
#   bench.sh [--seconds N] [--wallets N] [--most-wallets N] [--folder FOLDER]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

target="$(scripts/target.sh)"
cargo build --quiet --locked --release --package dough
cargo build --quiet --locked --package dough-test-postgres
scripts/phone-library.sh
library="$(find "$target/phone" -maxdepth 1 -name 'libdough_ffi.so' -o -maxdepth 1 -name 'libdough_ffi.dylib')"
slow=()
if [[ "$(uname -s)" == Linux ]]; then
    cc -O2 -shared -fPIC -o "$target/slow-sync.so" scripts/slow-sync.c -ldl
    slow=(--slow-sync "$target/slow-sync.so")
fi
exec "$target/debug/with-postgres" DOUGH_BENCH_POSTGRES \
    "$target/release/dough" bench table --library "$library" "${slow[@]}" \
    --out docs/performance.md "$@"
