#!/usr/bin/env bash
# Writes what the app is compiled from besides its sources: the library for a phone's processors, the
# bindings, and what design/ says. Needs the NDK, cargo-ndk and its targets.
#   library.sh FOLDER
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

bindings/generate.sh kotlin android/core/src/generated/kotlin >/dev/null
python3 design/generate kotlin android
source scripts/phone-flags.sh
# Relative addresses packed, and pages of 16 KB.
export RUSTFLAGS="-Clink-arg=-Wl,--pack-dyn-relocs=relr $fold_equal -Clink-arg=-Wl,-z,max-page-size=16384"
exec cargo ndk --target arm64-v8a --target x86_64 --platform 30 --output-dir "$1" \
    build --locked --profile phone --package dough-ffi
