#!/bin/sh
# Builds the library and the `dough` command, writes the Python module, and runs its tests.
#   test.sh [-k NAME]...        DOUGH_BIN: a `dough` command that is there already
set -eu
folder="$(cd "$(dirname "$0")" && pwd)"
PYTHONPATH="$("$folder/generate.sh" | tail -n 1)"
if [ -z "${DOUGH_BIN:-}" ]; then
    (cd "$folder" && cargo build --quiet -p dough)
    DOUGH_BIN="${PYTHONPATH%/bindings/python}/debug/dough"
fi
export PYTHONPATH DOUGH_BIN
exec python3 -B -W error -m unittest discover --verbose --start-directory "$folder/tests" "$@"
