#!/usr/bin/env bash
# Format, lints and documentation, without running a test. `make check`; the gate runs each apart.
#   check.sh [format|lint|docs]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

format() {
    cargo fmt --all -- --check
}

lint() {
    cargo clippy --locked --workspace --all-targets -- -D warnings
}

docs() {
    RUSTDOCFLAGS="-D warnings" cargo doc --locked --workspace --no-deps --document-private-items
}

case "${1:-all}" in
    format | lint | docs) "$1" ;;
    all)
        format
        lint
        docs
        ;;
    *)
        echo "use: check.sh [format|lint|docs]" >&2
        exit 2
        ;;
esac
