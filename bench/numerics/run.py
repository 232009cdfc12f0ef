#!/usr/bin/env python3
"""Conversion speed of Ridge against its bars, beside ml_dtypes.

    bench/numerics/run.py [--build DIR] [--repeats N] [--no-peers]

Builds and runs bench-numerics of a build tree, and times the casts of ml_dtypes
on the same numbers of values in the same run; bench/README.md says what is
measured. ml_dtypes and numpy are installed with pip into DIR/numerics-venv at the
first run. The exit status is 1 if a bar is missed.
"""

import argparse
import os
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PEERS = ["numpy==2.*", "ml_dtypes>=0.5"]

# 10^9 elements a second on one core, of arrays in the second-level cache.
BARS = {
    "encode f8E4M3FN": 1.1,
    "encode f4E2M1FN": 2.5,
    "encode blocks mxfp4": 1.5,
    "decode f8E4M3FN": 2.5,
    "decode f4E2M1FN": 2.5,
}
TYPES = {
    "f8E4M3FN": "float8_e4m3fn",
    "f8E5M2": "float8_e5m2",
    "f8E4M3FNUZ": "float8_e4m3fnuz",
    "f6E2M3FN": "float6_e2m3fn",
    "f6E3M2FN": "float6_e3m2fn",
    "f4E2M1FN": "float4_e2m1fn",
}


def best_rate(function, count):
    """The best round of a fifth of a second."""
    function()
    best, begin = float("inf"), time.perf_counter()
    while time.perf_counter() - begin < 0.2:
        start = time.perf_counter()
        function()
        best = min(best, time.perf_counter() - start)
    return count / best / 1e9


def measure_peers(counts):
    """Prints NAME, COUNT and RATE a line; runs in the environment of the peers."""
    import ml_dtypes
    import numpy

    for count in counts:
        values = numpy.random.default_rng(7).standard_normal(count).astype("float32")
        for name, type_name in TYPES.items():
            kind = getattr(ml_dtypes, type_name)
            codes, floats = values.astype(kind), numpy.empty_like(values)
            # Into arrays that are there, as the other side does it.
            rate = best_rate(lambda: numpy.copyto(codes, values, casting="unsafe"), count)
            print(f"encode {name} {count} {rate}")
            rate = best_rate(lambda: numpy.copyto(floats, codes, casting="unsafe"), count)
            print(f"decode {name} {count} {rate}")


def peers_python(build):
    """A Python that has the peers, or none and why."""
    folder = os.path.join(build, "numerics-venv")
    python = os.path.join(folder, "bin", "python")
    commands = [[python, "-m", "pip", "install", "--quiet", *PEERS]]
    if not os.path.exists(python):
        commands.insert(0, [sys.executable, "-m", "venv", folder])
    if subprocess.run([python, "-c", "import ml_dtypes"], stderr=subprocess.DEVNULL).returncode \
            if os.path.exists(python) else True:
        for command in commands:
            done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
            if done.returncode:
                return None, f"{' '.join(command)}: {done.stdout.strip()[-200:]}"
    return python, ""


def rates_of(command):
    """{(name, elements): rate} of what a command prints."""
    printed = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    lines = [line.rsplit(maxsplit=2) for line in printed.splitlines()]
    return {(name, int(count)): float(rate) for name, count, rate in lines}


def best_of(repeats, commands):
    """The best rates of each command, which take turns."""
    best = [{} for _ in commands]
    for _ in range(repeats):
        for found, command in zip(best, commands):
            for key, rate in rates_of(command).items():
                found[key] = max(rate, found.get(key, 0))
    return best


def show(ours, theirs):
    """The table; gives the number of bars missed."""
    counts = sorted({count for _, count in ours})
    heads = "".join(f"{count:>10} {'ml_dtypes':>9}" for count in counts)
    print(f"{'10^9 elements/s of arrays of':28}{heads}   bar")
    missed = 0
    for name in dict.fromkeys(name for name, _ in ours):
        cells = ""
        for count in counts:
            other = theirs.get((name, count))
            cells += f"{ours[name, count]:10.2f} " + (f"{other:9.2f}" if other else " " * 9)
        verdict = ""
        if name in BARS:
            fails = ours[name, counts[0]] < BARS[name]
            missed += fails
            verdict = f"{BARS[name]:6.1f}  {'MISSED' if fails else 'ok'}"
        print(f"{name:28}{cells}{verdict}".rstrip())
    return missed


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", default=os.path.join(ROOT, "build"))
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--no-peers", action="store_true")
    parser.add_argument("--measure-peers", nargs="+", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure_peers:
        return measure_peers(options.measure_peers)
    subprocess.run(["cmake", "--build", options.build, "--target", "bench-numerics"],
                   check=True, stdout=subprocess.DEVNULL)
    commands = [[os.path.join(options.build, "bin", "bench-numerics")]]
    python, why = (None, "--no-peers") if options.no_peers else peers_python(options.build)
    if python:
        counts = sorted({count for _, count in rates_of(commands[0])})
        commands.append([python, __file__, "--measure-peers", *map(str, counts)])
    else:
        print(f"# without ml_dtypes: {why}")
    rates = best_of(options.repeats, commands)
    missed = show(rates[0], rates[1] if python else {})
    print(f"{missed} bars missed; the best of {options.repeats} runs")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
