#!/usr/bin/env bash
# Builds the library and writes its bindings for a language, with cargo alone. Prints the folder of
# the library, where the `dough` command is too.
#   generate.sh python|kotlin|swift FOLDER
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

language="${1:-}"
folder="${2:-}"
if [[ -z "$folder" || ! "$language" =~ ^(python|kotlin|swift)$ ]]; then
    echo "use: generate.sh python|kotlin|swift FOLDER" >&2
    exit 2
fi
case "$(uname -s)" in
    Darwin) library="libdough_ffi.dylib" ;;
    *) library="libdough_ffi.so" ;;
esac

# The whole workspace, as the tests build it: crate by crate, cargo would choose other features of
# uniffi, and build it again for each.
cargo build --quiet --locked --workspace
built="$(scripts/target.sh)/debug"
made="$(mktemp -d)"
trap 'rm -rf "$made"' EXIT

# A generated module knows whether it fits the library; where it doesn't let one ask, it does here.
case "$language" in
    python)
        "$built/uniffi-bindgen" generate "$built/$library" --language python \
            --config uniffi.toml --out-dir "$made" --no-format >&2
        # The check is there, but its call is commented out.
        sed -i.old 's/^# \(_uniffi_check_api_checksums(\)/\1/' "$made/dough_ffi.py"
        cp "$built/$library" "$made/"
        ;;
    kotlin)
        "$built/uniffi-bindgen" generate "$built/$library" --language kotlin \
            --config uniffi.toml --out-dir "$made" --no-format >&2
        ;;
    swift)
        "$built/uniffi-bindgen-swift" --config uniffi.toml "$built/$library" "$made" \
            --swift-sources --headers --modulemap --module-name DoughCoreFFI \
            --modulemap-filename module.modulemap >&2
        # What the check found is private, and each call ends the program where it is bad.
        sed -i.old -e 's/^private \(enum InitializationResult\)/\1/' \
            -e 's/^private \(let initializationResult\)/\1/' "$made/DoughCore.swift"
        ;;
esac
rm -f "$made"/*.old

# Only what differs is put in place: a new time stamp alone would build everything after it again,
# and a library that a process has loaded must not be written over.
(cd "$made" && find . -type f) | while IFS= read -r file; do
    if ! cmp -s "$made/$file" "$folder/$file"; then
        mkdir -p "$(dirname "$folder/$file")"
        cp "$made/$file" "$folder/$file.new"
        mv "$folder/$file.new" "$folder/$file"
    fi
done
echo "$built"
