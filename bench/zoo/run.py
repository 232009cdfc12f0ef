#!/usr/bin/env python3
"""What whole models of the zoo take to build, import, compile and simulate.

    bench/zoo/run.py [--build BUILD] [--machine NAME] [--filter TEXT]

Each workload at its published sizes, in a process of its own, on a machine whose home
memory is as large as the weights ask for. Bar: Llama-3-8B, 32 layers, 2,048 tokens, in
less than 20 s on the core and 2 GB.
"""

import argparse
import json
import os
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "bench"))
from measure import Process, table  # noqa: E402

BARS = {"llama3-8b-prefill": (20.0, 2e9)}

# What one process does.
ONE = """
import json, sys
import ridge
machine = ridge.machine(sys.argv[2])
home = next(memory.name for memory in machine.memories if memory.home)
run = ridge.run(ridge.zoo.model(sys.argv[1]), machine.with_({home + ".size": "4096 GiB"}))
print(json.dumps([run.seconds, run.limited_by]))
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--build", default="build")
    parser.add_argument("--machine", default="systolic-128")
    parser.add_argument("--filter", default="")
    options = parser.parse_args()
    build = os.path.join(ROOT, options.build)
    os.environ["PYTHONPATH"] = os.path.join(build, "python")
    python = os.path.join(build, "venv", "bin", "python")
    names = Process([python, "-c", "import ridge; print(*ridge.zoo.names())"]).require()
    rows, missed = [], 0
    for name in names.out.decode().split():
        if options.filter not in name:
            continue
        process = Process([python, "-c", ONE, name, options.machine]).require()
        seconds, limit = json.loads(process.out)
        verdict = ""
        if name in BARS:
            most, memory = BARS[name]
            holds = process.core_seconds < most and process.peak_bytes < memory
            missed += not holds
            verdict = "ok" if holds else "MISSED"
        rows.append([name, "%.1f" % process.core_seconds, "%.0f" % (process.peak_bytes / 1e6),
                     "%.4g" % (seconds * 1e3), limit.split(":")[0], verdict])
    table(["zoo on " + options.machine, "core s", "peak MB", "model ms", "limited by"], rows)
    return missed > 0


if __name__ == "__main__":
    sys.exit(main())
