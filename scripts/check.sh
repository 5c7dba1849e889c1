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
    # With private items shown, a module's table may link to those that live in it. Comments that
    # are a command's help show an address as it is.
    RUSTDOCFLAGS="-D warnings -A rustdoc::private_intra_doc_links -A rustdoc::bare_urls" \
        cargo doc --locked --workspace --no-deps --document-private-items
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
