#!/usr/bin/env bash
# Builds the library and the `dough` command, writes the Swift bindings and what design/ says, and
# lints and tests the package. Ends with the test runner's own words.
#   test.sh [--filter NAME]...      DOUGH_BIN: a `dough` command that is there already
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
swift="$PWD/scripts/swift-toolchain.sh"

DOUGH_LIB_DIR="$(ios/generate.sh)"
DOUGH_BIN="${DOUGH_BIN:-$DOUGH_LIB_DIR/dough}"
# Both may be outside the repository.
DOUGH_SWIFT_BIND="$DOUGH_LIB_DIR:$(dirname "$DOUGH_BIN")${DOUGH_SWIFT_BIND:+:$DOUGH_SWIFT_BIND}"
export DOUGH_LIB_DIR DOUGH_BIN DOUGH_SWIFT_BIND

cd ios
screens=()
while IFS= read -r file; do screens+=("$file"); done < <(
    find Sources/DoughViews App/Widget -name '*.swift' -not -path '*/Generated/*' | sort)
"$swift" run swift format lint --strict --recursive Package.swift Tests ViewCheck App \
    Sources/DoughCore/LibraryCheck.swift Sources/DoughKit "${screens[@]}"

python3 ViewCheck/literals.py --control ViewCheck/Refused/Literals.swift
python3 ViewCheck/literals.py "${screens[@]}"

# SwiftPM doesn't say where a target imports a module of the package without naming it, and then
# doesn't compile the target anew when that module changes.
undeclared="$("$swift" run swift package describe --type text | awk '
    /^    Name: / { target = $2 }
    /^    Path: / { path[target] = $2 }
    /^    [A-Z]/ { listed = /Target dependencies:/ }
    listed && /^        / { declared[target, $1] = 1 }
    END {
        for (target in path) known[target] = 1
        for (target in path) {
            find = "grep -rhoE --include=\"*.swift\" \"^ *(@[a-zA-Z]+ +)?import +[A-Za-z]+\" " \
                path[target] " | sort -u"
            while ((find | getline line) > 0) {
                words = split(line, word, " +")
                module = word[words]
                if (known[module] && module != target && !((target, module) in declared))
                    print target " imports " module
            }
        }
    }')"
if [[ -n "$undeclared" ]]; then
    echo "not named in Package.swift: $undeclared" >&2
    exit 1
fi

"$swift" run swift build --build-tests
if [[ "$(uname -s)" != Darwin ]]; then
    "$swift" run ViewCheck/check.sh
fi
exec "$swift" run swift test --skip-build --disable-xctest "$@"
