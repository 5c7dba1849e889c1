#!/usr/bin/env bash
# Looks for what building needs, and says in one line how to get what is missing.
#   requirements.sh run             git, make, a C compiler, Rust: what the demo needs
#   requirements.sh gate            also rustfmt, clippy, and what the other languages' tests and
#                                   the browser's need
#   requirements.sh mutants         also cargo-mutants, which breaks the rules on purpose
#   requirements.sh gate --install  installs what is missing; so does CI=true
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

purpose="${1:-gate}"
install=false
if [[ "${2:-}" == --install || "${CI:-}" == true ]]; then
    install=true
fi
# A newer one changes other places.
wanted_mutants=27.1.0
wanted_rust="$(sed -n 's/^rust-version = "\([0-9.]*\)"$/\1/p' Cargo.toml)"

has() {
    command -v "$1" >/dev/null 2>&1
}

# at_least WANTED FOUND: compares the first two parts of two versions.
at_least() {
    local wanted_major wanted_minor found_major found_minor
    IFS=. read -r wanted_major wanted_minor _ <<<"$1.0"
    IFS=. read -r found_major found_minor _ <<<"$2.0"
    ((found_major > wanted_major || (found_major == wanted_major && found_minor >= wanted_minor)))
}

on_mac() {
    [[ "$(uname -s)" == Darwin ]]
}

# Packages by the names that Debian and Homebrew have for them.
missing_packages() {
    has git || echo git
    has make || echo make
    has cc || on_mac || echo "gcc libc6-dev"
    if [[ "$purpose" == gate ]]; then
        python_fits || echo python3
        has_postgres || echo "$(on_mac && echo postgresql@16 || echo postgresql)"
        missing_of_kotlin
        missing_of_browser
    fi
}

# A JDK, Maven, and what drawing screens to pictures needs.
missing_of_kotlin() {
    if on_mac; then
        has javac || echo openjdk@17
        has mvn || echo maven
    else
        has javac || echo openjdk-17-jdk-headless
        has mvn || echo maven
        missing_libraries libgl1 libx11-6 libfontconfig1 fonts-noto-core fonts-roboto-unhinted
    fi
}

# The server's programs: Debian keeps them beside the path, Homebrew beside its links.
has_postgres() {
    has initdb && return
    local folder
    for folder in /usr/lib/postgresql/*/bin /opt/homebrew/opt/postgresql@16/bin /usr/local/opt/postgresql@16/bin; do
        [[ -x "$folder/initdb" ]] && return
    done
    return 1
}

missing_of_browser() {
    has node || echo "$(on_mac && echo node || echo nodejs)"
    has npm || on_mac || echo npm
    [[ -n "${CHROMIUM:-}" ]] || has chromium || echo chromium
}

# Packages that bring no command.
missing_libraries() {
    local package
    for package in "$@"; do
        dpkg-query --show --showformat '${Status}' "$package" 2>/dev/null |
            grep -q 'install ok installed' || echo "$package"
    done
}

python_fits() {
    has python3 && python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))'
}

rust_fits() {
    has cargo && has rustc || return 1
    # "rustc 1.95.0 (59807616e 2026-04-14)"
    local version
    version="$(rustc --version | cut -d ' ' -f 2)"
    at_least "$wanted_rust" "${version%%-*}"
}

mutants_fit() {
    [[ "$(cargo mutants --version 2>/dev/null)" == "cargo-mutants $wanted_mutants" ]]
}

missing_components() {
    has rustfmt || echo rustfmt
    has cargo-clippy || echo clippy
}

# The command that brings Rust, by what is there.
rust_command() {
    if has rustup; then
        echo "rustup toolchain install stable --profile minimal -c rustfmt -c clippy && rustup default stable"
    else
        echo "curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh -s -- -y"
    fi
}

# Every command that is still needed, one a line.
commands() {
    local packages root=""
    on_mac || [[ "$(id -u)" == 0 ]] || root="sudo "
    packages="$(missing_packages | tr '\n' ' ')"
    packages="${packages% }"
    if ! rust_fits && ! has rustup && ! has curl; then
        packages="${packages:+$packages }curl ca-certificates"
    fi
    if on_mac && ! has cc; then
        echo "xcode-select --install"
    fi
    if [[ -n "$packages" ]]; then
        if on_mac; then
            echo "brew install $packages"
        else
            echo "${root}apt-get update && ${root}env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $packages"
        fi
    fi
    if ! rust_fits; then
        rust_command
    elif [[ "$purpose" == gate && -n "$(missing_components)" ]]; then
        if has rustup; then
            echo "rustup component add $(missing_components | tr '\n' ' ')"
        else
            # Rust of a distribution: its own packages have them.
            echo "${root}apt-get install -y rustfmt rust-clippy"
        fi
    fi
    if [[ "$purpose" == mutants ]] && ! mutants_fit; then
        echo "cargo install cargo-mutants --locked --version $wanted_mutants"
    fi
}

needed="$(commands)"
if [[ -n "$needed" && "$install" == true ]]; then
    while IFS= read -r command; do
        echo "+ $command"
        bash -euo pipefail -c "$command" </dev/null
    done <<<"$needed"
    # What was installed just now may not be on this shell's path yet.
    PATH="$HOME/.cargo/bin:$PATH"
    needed="$(commands)"
fi
if [[ -n "$needed" ]]; then
    line=""
    while IFS= read -r command; do
        line="${line:+$line && }$command"
    done <<<"$needed"
    {
        echo "Something is missing (Rust must be $wanted_rust or newer). This installs it:"
        echo "  $line"
    } >&2
    exit 1
fi
