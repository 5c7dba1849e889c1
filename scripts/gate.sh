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

# The closing lines of every runner.
said_last='^(test result:|Ran [0-9]+ test|OK( |$)|FAILED|Tests run: .* in all|ℹ (tests|pass|fail) |'
said_last+='story:|licences:)|Test run with [0-9]+ tests'

table=()
passed=0
failed=0

# The sum of what a pattern's first group holds, over the lines of a layer's output.
sum() {
    sed -nE "s/$1.*/\\1/p" "$2" | awk '{ sum += $1 } END { print sum + 0 }'
}

# How many cases passed, as a layer's runner says: cargo's, unittest's, swift-testing's, surefire's,
# node's, the story's.
cases() {
    local count=0 pattern
    for pattern in '^test result: [A-Za-z]+\. ([0-9]+) passed' '^Ran ([0-9]+) tests?' \
        '^.*Test run with ([0-9]+) tests?.* passed' '^Tests run: ([0-9]+), .* in all' \
        '^ℹ pass ([0-9]+)' '^story: ([0-9]+) steps'; do
        count=$((count + $(sum "$pattern" "$1")))
    done
    # unittest and surefire count the failed among those that ran.
    for pattern in '^FAILED \(failures=([0-9]+)' '^FAILED \(.*errors=([0-9]+)' \
        '^Tests run: .* Failures: ([0-9]+), .* in all' '^Tests run: .* Errors: ([0-9]+), .* in all'; do
        count=$((count - $(sum "$pattern" "$1")))
    done
    echo "$count"
}

finish() {
    echo
    echo "What the runners said last:"
    cat "$logs"/*.log | grep -E "$said_last" || true
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
layer swift ios/test.sh
layer kotlin android/test.sh
layer browser tests/browser/test.sh
layer story scripts/demo.sh
layer licences scripts/licences.sh
finish
