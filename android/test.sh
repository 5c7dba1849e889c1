#!/usr/bin/env bash
# Builds the library and the `dough` command, writes the Kotlin bindings, and builds, lints and
# tests every module.
#   test.sh [MAVEN ARGUMENT]...     DOUGH_BIN: a `dough` command that is there already
#   test.sh -pl state -am           one module, and those that it needs
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

built="$(bindings/generate.sh kotlin android/core/src/generated/kotlin)"
export DOUGH_BIN="${DOUGH_BIN:-$built/dough}"
python3 design/generate kotlin android
cd android

# What is counted below must be of this run.
rm -rf -- */target/surefire-reports
status=0
mvn -B -ntp -q -Djna.library.path="$built" verify "$@" || status=$?

# Quiet, Maven doesn't say what was tested.
find . -path '*/target/surefire-reports/*.txt' -exec cat {} + | awk '
    /^Tests run: / {
        print
        for (i = 3; i <= 9; i += 2) { sub(",", "", $i); sum[i] += $i }
    }
    END {
        printf "Tests run: %d, Failures: %d, Errors: %d, Skipped: %d in all\n",
            sum[3], sum[5], sum[7], sum[9]
    }'
exit "$status"
