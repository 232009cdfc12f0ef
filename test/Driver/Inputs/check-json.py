#!/usr/bin/env python3
"""Checks a JSON document of `ridge run` against the schema and its own numbers.

    check-json.py FILE --machine NAME [--check]
"""

import argparse
import json


def number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def count(value):
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def fields(where, table, **kinds):
    """`table` has each field, of its kind; it may have others."""
    for name, kind in kinds.items():
        assert name in table, "%s has no %s" % (where, name)
        good = kind(table[name]) if callable(kind) and not isinstance(kind, type) else (
            isinstance(table[name], kind)
        )
        assert good, "%s: %s is %r" % (where, name, table[name])


def check_cycles(document):
    cycles = document["cycles"]
    fields("cycles", cycles, bound=count, estimate=count, simulated=count, serial=count)
    assert 0 < cycles["bound"] <= cycles["simulated"] <= cycles["serial"], cycles
    assert cycles["bound"] <= cycles["estimate"] <= cycles["serial"], cycles


def check_units(document):
    assert document["units"], "no units"
    for unit in document["units"]:
        fields("unit", unit, name=str, states=dict)
        total = sum(unit["states"].values())
        assert total == document["cycles"]["simulated"], (unit, total)


def check_memory(document):
    for name, memory in document["memory"].items():
        fields(name, memory, live_peak=count, peak=count, capacity=count, lower_bound=count)
        assert memory["lower_bound"] <= memory["peak"] <= memory["capacity"], memory
        assert memory["live_peak"] == memory["lower_bound"], memory


def check_ops(document):
    assert document["ops"], "no ops"
    for op in document["ops"]:
        fields("op", op, name=str, location=str, kind=str, instruction=str,
               bound=count, estimate=count, simulated=count, bytes=count, macs=count)
        assert op["location"].rsplit(":", 2)[1].isdigit(), op["location"]
    # What of a layer is hidden behind the one before is not part of its time.
    shares = sum(op["simulated"] for op in document["ops"])
    assert shares == document["cycles"]["simulated"], shares
    estimates = sum(op["estimate"] for op in document["ops"])
    cycles = document["cycles"]
    assert cycles["estimate"] == max(cycles["bound"], min(estimates, cycles["serial"]))
    assert any(op["macs"] for op in document["ops"])


def check_check(document):
    check = document["check"]
    fields("check", check, status=str, compared=count, max_error=number,
           tolerance=number, tolerance_rule=str)
    assert check["status"] == "pass", check
    assert check["compared"] > 0
    assert check["max_error"] <= check["tolerance"], check
    assert check["tolerance_rule"]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("file")
    parser.add_argument("--machine", required=True)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    with open(options.file, encoding="utf-8") as file:
        document = json.load(file)
    fields("document", document, schema=int, model=str, machine=str, cycles=dict,
           seconds=number, traffic=dict, memory=dict, units=list, ops=list)
    assert document["schema"] == 1
    assert document["machine"] == options.machine
    assert document["seconds"] > 0
    assert all(count(size) for size in document["traffic"].values())
    assert sum(document["traffic"].values()) > 0
    check_cycles(document)
    check_units(document)
    check_memory(document)
    check_ops(document)
    assert options.check == ("check" in document)
    if options.check:
        check_check(document)


if __name__ == "__main__":
    main()
