#!/usr/bin/env bash
# Shrinks the app with R8 and the rules of app and libraries, and looks that what the native library
# reaches by name is left as it was. R8 itself complains about classes that are missing.
#   shrink.sh R8 ANDROID_JAR LIBRARIES KEEP_RULES FOLDER CLASSES...
set -euo pipefail
r8="$1"
android="$2"
libraries="$3"
keep="$4"
made="$5"
shift 5
here="$(dirname "${BASH_SOURCE[0]}")"

rm -rf -- "$made"
mkdir -p "$made/java"
# android-all leaves out what the Java machine brings. Android has no more of it than this.
for module in java.base java.logging; do
    jmod extract --dir "$made/java" "$(dirname "$(dirname "$(readlink -f "$(command -v jmod)")")")/jmods/$module.jmod"
done
jar --create --no-compress --file "$made/java.jar" -C "$made/java/classes" .

inputs=()
for classes in "$@"; do
    if [[ -d "$classes" ]]; then
        jar --create --no-compress --file "$made/app.jar" -C "$classes" .
        classes="$made/app.jar"
    fi
    inputs+=("$classes")
done
rules=(--pg-conf "$here/rules.pro" --pg-conf "$keep")
for library in "$libraries"/*/proguard.txt; do
    rules+=(--pg-conf "$library")
done
# Optimising and writing dex would take as long again, and change nothing of what is kept.
printf -- '-dontoptimize\n-printusage %s\n' "$made/usage.txt" >"$made/report.pro"
java -Xmx2g -XX:TieredStopAtLevel=1 -cp "$r8" com.android.tools.r8.R8 --release --classfile \
    --lib "$android" --lib "$made/java.jar" "${rules[@]}" --pg-conf "$made/report.pro" \
    --pg-map-output "$made/mapping.txt" --output "$made/shrunk.jar" "${inputs[@]}" >"$made/log.txt" 2>&1 || {
    grep -v '^Info' "$made/log.txt" >&2
    exit 1
}

reached='(dough\.core|com\.sun\.jna)\.'
gone="$(grep -E "^$reached" "$made/usage.txt" || true)"
renamed="$(awk -v reached="^$reached" '$0 ~ reached && $1 ":" != $3' "$made/mapping.txt")"
kept="$(jar --list --file "$made/shrunk.jar" | grep -cE '^(dough/core|com/sun/jna)/.*\.class$')"
if [[ -n "$gone$renamed" || "$kept" == 0 ]]; then
    printf 'R8 took or renamed what is reached by name:\n%s\n%s\n' "$gone" "$renamed" >&2
    exit 1
fi
