#!/usr/bin/env python3
"""Checks that codecs save the traffic that a run says.

    compare-traffic.py PLAIN.json CODED.json [--same-error]

With codecs all paths together move fewer bytes. --same-error: only weights are
in codecs, without loss: no path moves more, the simulated time is no longer, and
the results have the same SQNR.
"""

import json
import sys

plain, coded = (json.load(open(path)) for path in sys.argv[1:3])
before, after = plain["traffic"], coded["traffic"]
assert before.keys() == after.keys(), (before, after)
assert sum(after.values()) < sum(before.values()), (before, after)
codecs = coded["codecs"]
assert 0 < codecs["coded_bytes"] < codecs["bytes"], codecs
for tensor in codecs["tensors"]:
    assert tensor["bits_per_value"] < tensor["element_bits"], tensor
if "--same-error" in sys.argv:
    assert coded["precision"]["sqnr_db"] == plain["precision"]["sqnr_db"]
    assert coded["cycles"]["simulated"] <= plain["cycles"]["simulated"]
    for path, count in after.items():
        assert count <= before[path], (path, count, before[path])
