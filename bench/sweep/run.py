#!/usr/bin/env python3
"""What workers are worth to a sweep, and what a kill costs.

    bench/sweep/run.py [--build BUILD] [--machines N] [--repeats N]

Runs three models on 200 variants of a machine with one worker and with two, each into a
store of its own; the best of some runs. Then starts the sweep again, kills all of it after
a third of the points, and lets it go on. Bars: two workers at least 1.8 times as fast as
one; no point lost, and none run twice.
"""

import argparse
import contextlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
MODELS = ["bert_layer", "int8_attention", "int8_mlp"]
RATIO = 1.8


def spec_of(folder, machines):
    """The file of a sweep; its store is made anew."""
    store = os.path.join(folder, "store.sqlite")
    with contextlib.suppress(FileNotFoundError):
        os.remove(store)
    rates = ["%d B/cycle" % (8 + 4 * i) for i in range(10)]
    sizes = ["%d KiB" % (64 + 16 * i) for i in range(machines // 10)]
    path = os.path.join(folder, "spec.json")
    with open(path, "w") as file:
        json.dump({"models": [os.path.join(ROOT, "test/Models", m + ".mlir") for m in MODELS],
                   "machines": [{"base": "toy", "grid": {
                       "sram.size": sizes, "dram.bandwidth": rates}}],
                   "store": store}, file)
    return path, store


def start(python, spec, workers):
    # A group of its own, so that all of it can be killed at once.
    return subprocess.Popen(
        [python, "-m", "ridge", "sweep", spec, "--workers", str(workers), "--figures",
         "seconds"], stdout=subprocess.DEVNULL, preexec_fn=os.setpgrp)


def rows(store):
    """(points, distinct ones) of a store, which may not be there yet."""
    try:
        with contextlib.closing(sqlite3.connect("file:%s?mode=ro" % store, uri=True)) as db:
            return db.execute("select count(*), count(distinct key) from points").fetchone()
    except sqlite3.OperationalError:
        return 0, 0


def seconds(python, folder, machines, workers):
    spec, store = spec_of(folder, machines)
    begin = time.monotonic()
    if start(python, spec, workers).wait():
        raise SystemExit("error: the sweep failed")
    took, count = time.monotonic() - begin, machines * len(MODELS)
    if rows(store) != (count, count):
        raise SystemExit("error: %s of %d points" % (rows(store), count))
    return took


def killed(python, folder, machines):
    """(points at the kill, points that stayed as they were, points in the end)."""
    spec, store = spec_of(folder, machines)
    count = machines * len(MODELS)
    process = start(python, spec, 2)
    while rows(store)[0] < count // 3 and process.poll() is None:
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    read = "select rowid, key, document from points"
    with contextlib.closing(sqlite3.connect(store)) as db:
        before = set(db.execute(read))
    if start(python, spec, 2).wait():
        raise SystemExit("error: the sweep did not go on")
    with contextlib.closing(sqlite3.connect(store)) as db:
        after = set(db.execute(read))
    return len(before), len(before & after), len(after)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--build", default="build")
    parser.add_argument("--machines", type=int, default=200)
    parser.add_argument("--repeats", type=int, default=2)
    options = parser.parse_args()
    build = os.path.join(ROOT, options.build)
    os.environ["PYTHONPATH"] = os.path.join(build, "python")
    python = os.path.join(build, "venv", "bin", "python")
    with tempfile.TemporaryDirectory() as folder:
        best = {w: min(seconds(python, folder, options.machines, w)
                       for _ in range(options.repeats)) for w in (1, 2)}
        kept, same, total = killed(python, folder, options.machines)
    ratio, count = best[1] / best[2], options.machines * len(MODELS)
    print("%d points: %.1f s with one worker, %.1f s with two, %.2f times as fast"
          " (load before: %.1f)" % (count, best[1], best[2], ratio, os.getloadavg()[2]))
    print("killed at %d points: %d of them as they were, %d in the end" % (kept, same, total))
    holds = ratio >= RATIO and kept == same and total == count
    print("ok" if holds else "MISSED")
    return not holds


if __name__ == "__main__":
    sys.exit(main())
