"""Reads `cargo metadata` and refuses a dependency whose licence isn't on the list."""

import json
import re
import sys

ALLOWED = {
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MPL-2.0",
    "OpenSSL",
    "Unicode-3.0",
    "Zlib",
}


def allowed(expression):
    """Whether an SPDX expression can be fulfilled with licences of the list."""
    tokens = re.findall(r"\(|\)|[^\s()]+", expression.replace("/", " OR "))

    def either():
        good = both()
        while tokens and tokens[0] == "OR":
            tokens.pop(0)
            good = both() or good
        return good

    def both():
        good = one()
        while tokens and tokens[0] == "AND":
            tokens.pop(0)
            good = one() and good
        return good

    def one():
        if not tokens:
            return False
        name = tokens.pop(0)
        if name == "(":
            good = either()
            return bool(tokens) and tokens.pop(0) == ")" and good
        if len(tokens) > 1 and tokens[0] == "WITH":
            name = f"{name} WITH {tokens[1]}"
            del tokens[:2]
        return name in ALLOWED

    return either() and not tokens


def main():
    packages = json.load(sys.stdin)["packages"]
    bought = [package for package in packages if package["source"]]
    refused = [package for package in bought if not allowed(package["license"] or "")]
    for package in refused:
        licence = package["license"] or "no licence"
        print(f"{package['name']} {package['version']}: {licence} is not on the list")
    print(f"licences: {len(bought)} dependencies, {len(refused)} refused")
    sys.exit(bool(refused))


if __name__ == "__main__":
    main()
