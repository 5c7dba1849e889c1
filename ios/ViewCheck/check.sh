#!/usr/bin/env bash
# Type-checks the views, the app and the widget where there is no SwiftUI, against the stand-ins in
# SwiftUI/ and Phone/, then checks that the stand-ins still refuse what they must refuse. Runs with
# the Swift toolchain, after `swift build`; a Mac compiles all of it with the real ones.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

modules="$(swift build --show-bin-path)/Modules"
out=.build/view-check
mkdir -p "$out"

compile=(-swift-version 6 -parse-as-library -warnings-as-errors -diagnostic-style llvm
    -I "$out" -I "$modules" -Xcc -fmodule-map-file="$PWD/Sources/DoughCoreFFI/module.modulemap")

# stand_in MODULE FILE...
stand_in() {
    swiftc "${compile[@]}" -emit-module -module-name "$1" \
        -emit-module-path "$out/$1.swiftmodule" "${@:2}"
}

# check MODULE FILE...
check() {
    swiftc "${compile[@]}" -typecheck -module-name "$1" "${@:2}"
}

stand_in SwiftUI ViewCheck/SwiftUI/*.swift
mapfile -t views < <(find Sources/DoughViews -name '*.swift' | sort)
stand_in DoughViews ViewCheck/Bundle.swift "${views[@]}"
echo "views: ${#views[@]} files type-check"

for module in Security LocalAuthentication CryptoKit Network UIKit BackgroundTasks \
    UserNotifications ActivityKit WidgetKit AppIntents; do
    stand_in "$module" "ViewCheck/Phone/$module.swift"
done
app=(App/Shared/*.swift)
for file in App/Dough/*.swift; do
    # See ViewCheck/Keychain.swift.
    [[ "$file" == App/Dough/Keychain.swift ]] || app+=("$file")
done
check Dough ViewCheck/Keychain.swift "${app[@]}"
widget=(App/Shared/*.swift App/Widget/*.swift)
check DoughWidget ViewCheck/Keychain.swift "${widget[@]}"
echo "app and widget: $((${#app[@]} + ${#widget[@]})) files type-check"

# refused FILE: each line marked `refused:` is an error, and no other line is.
refused() {
    local wanted got file
    file="$(basename "$1")"
    wanted="$(grep -n '// refused: ' "$1" | cut -d : -f 1)"
    if check Refused "$1" >"$out/refused.txt" 2>&1; then
        echo "views: nothing was refused in $1" >&2
        return 1
    fi
    got="$(sed -n "s/^.*$file:\([0-9]*\):[0-9]*: error: .*/\1/p" "$out/refused.txt" | sort -nu)"
    if [[ "$wanted" != "$got" ]]; then
        echo "views: lines that must be refused (<) and lines that were (>) differ in $1:" >&2
        diff <(echo "$wanted") <(echo "$got") >&2 || true
        cat "$out/refused.txt" >&2
        return 1
    fi
    echo "views: the stand-ins refused all $(wc -l <<<"$wanted") mistakes of $file"
}
refused ViewCheck/Refused/Refused.swift
refused ViewCheck/Refused/RefusedApp.swift
