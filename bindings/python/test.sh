#!/usr/bin/env bash
# Builds the library and the `dough` command, writes the Python module, and runs its tests.
#   test.sh [-k NAME]...        DOUGH_BIN: a `dough` command that is there already
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

built="$(bindings/generate.sh python target/bindings/python)"
export PYTHONPATH="$PWD/target/bindings/python"
export DOUGH_BIN="${DOUGH_BIN:-$built/dough}"
exec python3 -B -W error -m unittest discover --verbose --start-directory bindings/python/tests "$@"
