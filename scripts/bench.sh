#!/usr/bin/env bash
# Measures a shop and a phone with the release program, and writes docs/performance.md.
#   bench.sh [--seconds N] [--wallets N] [--folder FOLDER]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

cargo build --quiet --locked --release --package dough
exec "$(scripts/target.sh)/release/dough" bench table --out docs/performance.md "$@"
