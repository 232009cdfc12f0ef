#!/usr/bin/env python3
"""Cycles, energy and error of the formats that a search tried.

    print-choices.py DOCUMENT [--taken]

DOCUMENT is what `ridge run --error-budget ... --json` wrote. First the uniform
choices, then the one that was taken; with --taken that one alone.
"""

import argparse
import json


def row(name, point):
    sqnr = float(point["sqnr_db"])
    return "%-28s %10d %8.0f %8.2f" % (
        name, point["cycles"], point["energy_femtojoules"] / 1e9, sqnr)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("document")
    parser.add_argument("--taken", action="store_true")
    options = parser.parse_args()
    with open(options.document, encoding="utf-8") as file:
        document = json.load(file)
    precision = document["precision"]
    print("%-28s %10s %8s %8s" % ("choice", "cycles", "uJ", "SQNR dB"))
    for point in [] if options.taken else precision["uniform"]:
        print(row(point["choice"], point))
    for point in precision["front"]:
        if point["taken"]:
            print(row("least %s: %s" % (precision.get("minimize", "time"), point["choice"]), point))


if __name__ == "__main__":
    main()
