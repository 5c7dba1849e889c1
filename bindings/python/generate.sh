#!/bin/sh
# Builds the library and writes its Python module, with cargo alone, to target/bindings/python.
# Use: PYTHONPATH=target/bindings/python python3 -c 'import dough_ffi'
set -eu
cd "$(dirname "$0")/../.."
target="${CARGO_TARGET_DIR:-target}"
out="$target/bindings/python"
case "$(uname -s)" in
    Darwin) library="libdough_ffi.dylib" ;;
    *) library="libdough_ffi.so" ;;
esac
cargo build --quiet -p dough-ffi
mkdir -p "$out"
cargo run --quiet -p uniffi-bindgen -- generate "$target/debug/$library" \
    --language python --config uniffi.toml --out-dir "$out" --no-format
cp "$target/debug/$library" "$out/"
echo "$out"
