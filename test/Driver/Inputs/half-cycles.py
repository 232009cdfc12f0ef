#!/usr/bin/env python3
"""Checks that every time of the second document is half of the first one's.

    half-cycles.py FILE FILE
"""

import json
import sys


def main():
    documents = []
    for name in sys.argv[1:]:
        with open(name, encoding="utf-8") as file:
            documents.append(json.load(file))
    whole, half = documents
    for kind, cycles in whole["cycles"].items():
        assert half["cycles"][kind] == (cycles + 1) // 2, (kind, cycles)
    assert abs(whole["seconds"] - half["seconds"]) <= 1e-9, "seconds differ"
    assert whole["traffic"] == half["traffic"]


if __name__ == "__main__":
    main()
