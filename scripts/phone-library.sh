#!/usr/bin/env bash
# Builds the library that a phone carries, as small as it gets.
#   phone-library.sh [--target TRIPLE]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# Parts of SQLite that the store has no use for.
unused=(FTS3 FTS3_PARENTHESIS FTS5 RTREE DBSTAT_VTAB STAT4 LOAD_EXTENSION)
export LIBSQLITE3_FLAGS="${unused[*]/#/-USQLITE_ENABLE_}"

# Equal functions once, and relative addresses packed: two thirds of the size without.
links=()
if [ "$(uname)" = Linux ]; then
    links=(-Clink-arg=-Wl,-z,pack-relative-relocs -Clink-arg=-Wl,--icf=all -Clink-arg=-Wl,--strip-all)
fi
cargo rustc --quiet --locked --profile phone --package dough-ffi --crate-type cdylib "$@" -- "${links[@]}"
