#!/bin/sh
# Builds the library and writes its Python module, with cargo alone, to target/bindings/python.
# Use: PYTHONPATH=target/bindings/python python3 -c 'import dough_ffi'
set -eu
cd "$(dirname "$0")/../.."
target="$(cargo metadata --format-version 1 --no-deps |
    sed -n 's/.*"target_directory":"\([^"]*\)".*/\1/p')"
out="$target/bindings/python"
case "$(uname -s)" in
    Darwin) library="libdough_ffi.dylib" ;;
    *) library="libdough_ffi.so" ;;
esac
cargo build --quiet -p dough-ffi
mkdir -p "$out"
cargo run --quiet -p uniffi-bindgen -- generate "$target/debug/$library" \
    --language python --config uniffi.toml --out-dir "$out" --no-format >&2
# UniFFI writes the check that module and library fit, but leaves the call to it commented out.
sed 's/^# \(_uniffi_check_api_checksums(\)/\1/' "$out/dough_ffi.py" >"$out/dough_ffi.py.new"
mv "$out/dough_ffi.py.new" "$out/dough_ffi.py"
# Not written over: a process may have it loaded.
rm -f "$out/$library"
cp "$target/debug/$library" "$out/"
echo "$out"
