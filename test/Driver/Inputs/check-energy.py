"""The energy of a run is the sum of its parts, by cause, and each has a source."""

import json
import sys

document = json.load(open(sys.argv[1]))
energy = document["energy"]
assert energy["femtojoules"] == document["energy_femtojoules"] > 0
sums = dict.fromkeys(energy["by_cause"], 0)
for part in energy["parts"]:
    sums[part["cause"]] += part["femtojoules"]
    assert part["source"], part
assert sums == energy["by_cause"], (sums, energy["by_cause"])
assert sum(sums.values()) == energy["femtojoules"]
assert list(sums) == ["instructions", "paths", "memories", "static"]

# 620 mW at 1 GHz: 620 pJ a cycle.
assert sums["static"] == 620000 * document["cycles"]["simulated"], sums
# All but static power is in the layers, each of which rounds up its parts.
layers = sum(op["energy_femtojoules"] for op in document["ops"])
assert 0 <= layers - (energy["femtojoules"] - sums["static"]) < 100

# Whole bursts of 64 B at 0.5 pJ/B, where rows are multiples of that.
parts = {(part["part"], part["cause"]): part["femtojoules"]
         for part in energy["parts"]}
assert parts["dram->sram", "paths"] == 500 * document["traffic"]["dram->sram"]
assert energy["missing"] == ["sram->dram", "reads of @acc", "writes of @acc"]

area = document["area"]
assert area["square_micrometres"] == sum(
    part["square_micrometres"] for part in area["parts"]) == 13500000
