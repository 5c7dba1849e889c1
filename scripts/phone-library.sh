#!/usr/bin/env bash
# Builds the library that a phone carries, as small as it gets.
#   phone-library.sh [--target TRIPLE]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

source scripts/phone-flags.sh

# With relative addresses packed: two thirds of the size without.
links=()
if [[ "$(uname -s)" == Linux ]]; then
    links=(-Clink-arg=-Wl,-z,pack-relative-relocs "$fold_equal" -Clink-arg=-Wl,--strip-all)
fi
# A Mac's bash takes an empty list for an unset one.
exec cargo rustc --quiet --locked --profile phone --package dough-ffi --crate-type cdylib "$@" \
    -- ${links[@]+"${links[@]}"}
