#!/usr/bin/env bash
# Compiles the resources of the app and of its libraries, links them with the manifest, and writes
# every `R` in Java, and in keep.pro what the manifest and the layouts name.
#   resources.sh AAPT2 ANDROID_JAR LIBRARIES FOLDER
set -euo pipefail
aapt2="$1"
android="$2"
libraries="$3"
made="$4"
main="$(dirname "${BASH_SOURCE[0]}")/src/main"

rm -rf -- "$made"
mkdir -p "$made/compiled"
for library in "$libraries"/*/res; do
    "$aapt2" compile --dir "$library" -o "$made/compiled/$(basename "$(dirname "$library")").zip"
done
"$aapt2" compile --dir "$main/res" -o "$made/app.zip"

# Android's own build takes the package from build.gradle.kts.
sed 's/<manifest /&package="dough.app" /' "$main/AndroidManifest.xml" >"$made/AndroidManifest.xml"
packages="$(sed -n 's/.*package="\([^"]*\)".*/\1/p' "$libraries"/*/AndroidManifest.xml | sort -u | paste -sd :)"
"$aapt2" link -I "$android" --manifest "$made/AndroidManifest.xml" \
    --min-sdk-version 30 --target-sdk-version 36 \
    --java "$made/java" --extra-packages "$packages" --proguard "$made/keep.pro" \
    --auto-add-overlay -o "$made/app.apk" "$made"/compiled/*.zip -R "$made/app.zip"
