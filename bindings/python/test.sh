#!/bin/sh
# Writes the Python module and runs its tests.
set -eu
folder="$(dirname "$0")"
PYTHONPATH="$("$folder/generate.sh" | tail -n 1)"
case "$PYTHONPATH" in
    /*) ;;
    *) PYTHONPATH="$(cd "$folder/../.." && pwd)/$PYTHONPATH" ;;
esac
export PYTHONPATH
exec python3 -m unittest discover --start-directory "$folder/tests" "$@"
