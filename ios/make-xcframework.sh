#!/usr/bin/env bash
# On a Mac: builds the library for phones and the simulator, as the Xcode project links it, and writes
# what isn't committed. Needs Xcode, and the Rust targets:
#   rustup target add aarch64-apple-ios aarch64-apple-ios-sim x86_64-apple-ios
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

if [[ "$(uname -s)" != Darwin ]]; then
    echo "make-xcframework: needs a Mac with Xcode" >&2
    exit 1
fi

ios/generate.sh >/dev/null

# As scripts/phone-library.sh builds it, but to be linked into the app.
source scripts/phone-flags.sh
export IPHONEOS_DEPLOYMENT_TARGET=17.0
built="$(scripts/target.sh)"
for target in aarch64-apple-ios aarch64-apple-ios-sim x86_64-apple-ios; do
    cargo rustc --quiet --locked --profile phone --package dough-ffi --crate-type staticlib \
        --target "$target"
done

simulator="$built/ios-simulator"
mkdir -p "$simulator" ios/Frameworks
lipo -create -output "$simulator/libdough_ffi.a" \
    "$built/aarch64-apple-ios-sim/phone/libdough_ffi.a" \
    "$built/x86_64-apple-ios/phone/libdough_ffi.a"
rm -rf ios/Frameworks/DoughFFI.xcframework
# Without headers: the package's DoughCoreFFI has them.
xcodebuild -create-xcframework -output ios/Frameworks/DoughFFI.xcframework \
    -library "$built/aarch64-apple-ios/phone/libdough_ffi.a" \
    -library "$simulator/libdough_ffi.a"
