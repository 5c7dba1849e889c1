#!/usr/bin/env bash
# Changes the rules of money and dough, one place at a time, and runs their tests: `make mutants`.
# .cargo/mutants.toml says which files, docs/mutants.md what is left out and why. What survives a few
# walks is walked at length. Arguments go to cargo-mutants: `mutants.sh --re refund`, `--shard 1/8`.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# A mutant is built from what the last one left, in a copy of its own.
export CARGO_INCREMENTAL=1
# The same walks for each, and the first failure is enough.
export DOUGH_SEED=1 PROPTEST_MAX_SHRINK_ITERS=0 PROPTEST_DISABLE_FAILURE_PERSISTENCE=1

# The results are in mutants.out there.
out="$(scripts/target.sh)"
mkdir -p "$out"

mutate() {
    cargo mutants --package dough-rules --copy-target=false --output "$out" "$@"
}

status=0
DOUGH_WALKS=16 mutate "$@" || status=$?
# 2: some survived.
if ((status == 2)); then
    status=0
    DOUGH_WALKS=2000 mutate --iterate "$@" || status=$?
fi
exit "$status"
