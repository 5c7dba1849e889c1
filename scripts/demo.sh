#!/usr/bin/env bash
# Plays the story once, with the program that the tests have built, and checks every line of it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# With the workspace's features, as the tests built it: nothing is compiled twice.
cargo build --locked --quiet --workspace --bin dough
"$(scripts/target.sh)/debug/dough" demo --once --json | python3 -c '
import json, sys

steps = [json.loads(line) for line in sys.stdin]
for step in steps:
    print("ok   " if step["ok"] else "WRONG", step["step"])
    if not step["ok"]:
        print("       ", step["wrong"])
wrong = [step for step in steps if not step["ok"] or not step["checked"]]
checks = sum(len(step["checked"]) for step in steps)
print(f"story: {len(steps)} steps, {checks} checks, {len(wrong)} wrong")
sys.exit(bool(wrong) or not steps)
'
