#!/usr/bin/env bash
# What is built upon: every dependency's licence is on a list, and the phone carries no second
# cryptography or TLS stack beside ring and rustls. reqwest has no TLS without naming
# rustls-platform-verifier; the phone's client is given its roots (core/phone/src/net/http.rs), so
# that the verifier is never called.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

cargo metadata --locked --format-version 1 | python3 scripts/licences.py

tree="$(cargo tree --locked --package dough-core --edges normal --target all --prefix none)"
if unwanted="$(grep -E '^(aws-lc-rs|aws-lc-sys|openssl-sys|native-tls) ' <<<"$tree")"; then
    echo "dough-core must not carry these; cargo tree -p dough-core -i NAME says who brings them:"
    sort -u <<<"$unwanted"
    exit 1
fi
