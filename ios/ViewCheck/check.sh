#!/usr/bin/env bash
# Type-checks the views where there is no SwiftUI, against the stand-in in SwiftUI/, then checks
# that the stand-in still refuses what it must refuse. Runs with the Swift toolchain, after
# `swift build`; a Mac compiles the views with the real SwiftUI and has no use for it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

modules="$(swift build --show-bin-path)/Modules"
out=.build/view-check
mkdir -p "$out"

swiftc -swift-version 6 -parse-as-library -warnings-as-errors -emit-module -module-name SwiftUI \
    -emit-module-path "$out/SwiftUI.swiftmodule" ViewCheck/SwiftUI/*.swift

# check MODULE-NAME FILE...
check() {
    local name="$1"
    shift
    swiftc -typecheck -swift-version 6 -parse-as-library -warnings-as-errors \
        -diagnostic-style llvm -module-name "$name" -I "$out" -I "$modules" \
        -Xcc -fmodule-map-file="$PWD/Sources/DoughCoreFFI/module.modulemap" "$@"
}

mapfile -t views < <(find Sources/DoughViews -name '*.swift' | sort)
check DoughViews ViewCheck/Bundle.swift "${views[@]}"
echo "views: ${#views[@]} files type-check"

control=ViewCheck/Refused/Refused.swift
wanted="$(grep -n '// refused: ' "$control" | cut -d : -f 1)"
if check Refused "$control" >"$out/refused.txt" 2>&1; then
    echo "views: nothing was refused in $control" >&2
    exit 1
fi
got="$(sed -n 's/^.*Refused\.swift:\([0-9]*\):[0-9]*: error: .*/\1/p' "$out/refused.txt" | sort -nu)"
if [[ "$wanted" != "$got" ]]; then
    echo "views: lines that must be refused (<) and lines that were (>) differ in $control:" >&2
    diff <(echo "$wanted") <(echo "$got") >&2 || true
    cat "$out/refused.txt" >&2
    exit 1
fi
echo "views: the stand-in refused all $(wc -l <<<"$wanted") mistakes"
