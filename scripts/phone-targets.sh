#!/usr/bin/env bash
# Type-checks the phone's library for both kinds of phones, where neither Xcode nor Android's NDK is:
# Rust's own targets, and zig, which has a C compiler, for what is C. Then links the Android one, with
# stand-ins for the system's libraries, to say what it weighs. It can't be run.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/phone-flags.sh

android=aarch64-linux-android
ios=aarch64-apple-ios
zig_version=0.15.2
tools="${XDG_CACHE_HOME:-$HOME/.cache}/dough/zig-$zig_version"
zig="$tools/ziglang/zig"

rustup --quiet target add "$android" "$ios"
if [[ ! -x "$zig" ]]; then
    python3 -m pip install --quiet --root-user-action ignore --target "$tools" "ziglang==$zig_version"
fi

# compiler NAME TARGET: a C compiler that takes what the `cc` crate says to another one.
compiler() {
    cat >"$tools/$1" <<SCRIPT
#!/usr/bin/env bash
kept=()
while ((\$#)); do
    case "\$1" in
        --target=* | -march=* | -miphoneos-version-min=* | -gfull) ;;
        -isysroot) shift ;;
        *) kept+=("\$1") ;;
    esac
    shift
done
exec "$zig" cc -target $2 "\${kept[@]}"
SCRIPT
    chmod +x "$tools/$1"
}

compiler cc-android aarch64-linux-musl
compiler cc-ios aarch64-macos
printf '#!/bin/sh\nexec "%s" ar "$@"\n' "$zig" >"$tools/ar"
chmod +x "$tools/ar"
export CC_aarch64_linux_android="$tools/cc-android" AR_aarch64_linux_android="$tools/ar"
export CC_aarch64_apple_ios="$tools/cc-ios" AR_aarch64_apple_ios="$tools/ar"
# Asked for, and not used.
export SDKROOT="$tools/iPhoneOS.platform/sdk"
mkdir -p "$SDKROOT"

for target in "$android" "$ios"; do
    echo "type-check for $target"
    cargo check --quiet --locked --package dough-ffi --target "$target"
done

# Rust's own linker, and empty libraries by the names that Rust's standard library asks for.
stand_ins="$tools/android-libraries"
mkdir -p "$stand_ins"
for library in c m dl log unwind; do
    "$zig" cc -target aarch64-linux-musl -shared -nostdlib -x c /dev/null -o "$stand_ins/lib$library.so"
done
lld="$(rustc --print sysroot)/lib/rustlib/$(rustc -vV | sed -n 's/^host: //p')/bin/rust-lld"
export CARGO_TARGET_AARCH64_LINUX_ANDROID_LINKER="$lld"
# For all crates: one of those that it is made of is a library of its own as well.
export CARGO_TARGET_AARCH64_LINUX_ANDROID_RUSTFLAGS="-Clinker-flavor=ld.lld -Clink-arg=-L$stand_ins \
    -Clink-arg=--unresolved-symbols=ignore-all"
cargo rustc --quiet --locked --profile phone --package dough-ffi --crate-type cdylib --target "$android" -- \
    -Clink-arg=--pack-dyn-relocs=relr -Clink-arg=--icf=all -Clink-arg=-z -Clink-arg=max-page-size=16384 \
    -Clink-arg=--strip-all
wc --bytes "$(scripts/target.sh)/$android/phone/libdough_ffi.so"
