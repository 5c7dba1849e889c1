#!/usr/bin/env bash
# The whole gate: `make test`. Runs the layers in order, stops at the first that fails, and ends
# with a table. Each layer's own output stands above it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

if [[ "${CI:-}" == true && -z "${CARGO_TARGET_DIR:-}" ]]; then
    # Outside the checkout, so that it can be kept between runs; it need not be there.
    export CARGO_TARGET_DIR="$HOME/.cache/dough/target"
fi
# Where Rust is if the first layer has just brought it.
export PATH="$HOME/.cargo/bin:$PATH"

logs="$(mktemp -d)"
trap 'rm -rf "$logs"' EXIT

table=()
passed=0
failed=0

# The sum of what a pattern's first group holds, over the lines of a layer's output.
sum() {
    sed -nE "s/$1.*/\\1/p" "$2" | awk '{ sum += $1 } END { print sum + 0 }'
}

# How many cases passed, as a layer's runner says: cargo's, unittest's, the story's.
cases() {
    local rust python failures errors story
    rust="$(sum '^test result: [A-Za-z]+\. ([0-9]+) passed' "$1")"
    python="$(sum '^Ran ([0-9]+) tests?' "$1")"
    failures="$(sum '^FAILED \(failures=([0-9]+)' "$1")"
    errors="$(sum '^FAILED \(.*errors=([0-9]+)' "$1")"
    story="$(sum '^story: ([0-9]+) steps' "$1")"
    echo $((rust + python - failures - errors + story))
}

finish() {
    echo
    echo "What the runners said last:"
    cat "$logs"/*.log | grep -E '^(test result:|Ran [0-9]+ test|OK( |$)|FAILED|story:|licences:)' || true
    echo
    printf '%-14s | %6s | %8s\n' layer cases time
    printf '%-14s | %6s | %8s\n' -------------- ------ --------
    printf '%s\n' "${table[@]}"
    echo
    echo "$passed passed, $failed failed"
}

# layer NAME COMMAND...
layer() {
    local name="$1" log began took count shown
    shift
    # The names sort as the layers ran.
    log="$(printf '%s/%02d.log' "$logs" "${#table[@]}")"
    echo
    echo "== $name: $*"
    began=$SECONDS
    local status=0
    "$@" 2>&1 | tee "$log" || status=$?
    took=$((SECONDS - began))
    count="$(cases "$log")"
    passed=$((passed + count))
    shown="$count"
    ((count > 0)) || shown="-"
    if ((status != 0)); then
        local wrong
        wrong="$(sum '^test result: [A-Za-z]+\. [0-9]+ passed; ([0-9]+) failed' "$log")"
        failed=$((failed + (wrong > 0 ? wrong : 1)))
        shown="FAILED"
    fi
    table+=("$(printf '%-14s | %6s | %4dm %02ds' "$name" "$shown" $((took / 60)) $((took % 60)))")
    if ((status != 0)); then
        finish
        exit 1
    fi
}

layer requirements scripts/requirements.sh gate
layer format scripts/check.sh format
layer lint scripts/check.sh lint
layer docs scripts/check.sh docs
layer rust cargo test --locked --workspace --no-fail-fast
layer python bindings/python/test.sh
layer story scripts/demo.sh
layer licences scripts/licences.sh
finish
