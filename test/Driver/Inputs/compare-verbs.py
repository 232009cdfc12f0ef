"""Compares the documents of bound, estimate and simulate with that of run."""

import json
import os
import sys


def load(name):
    with open(os.path.join(sys.argv[1], name + ".json")) as file:
        return json.load(file)


run, simulated = load("run"), load("simulate")
run.pop("model"), simulated.pop("model")
# A program knows no mapping any more.
assert all([op.pop("mapping") for op in run["ops"]])
assert run == simulated, "simulate says something else than run"
for verb in ("bound", "estimate"):
    found, expected = load(verb)["cycles"][verb], run["cycles"][verb]
    assert found == expected > 0, "%s: %s, of run: %s" % (verb, found, expected)
