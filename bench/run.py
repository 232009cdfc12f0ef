#!/usr/bin/env python3
"""Measures what Ridge promises, as whole processes, against its bars.

    bench/run.py [--filter REGEX] [--build DIR] [--repeats N] [--list]

Entries have names like models/bert_layer/toy. The exit status is 1 if a bar is
missed. bench/README.md says what each group shows.
"""

import argparse
import os
import re
import sys
import tempfile

from measure import MODELS, ROOT, Ridge, best, table

FLOAT_MODELS = ["bert_layer", "llama_prefill", "llama_decode", "resnet18"]
INT8_MODELS = ["int8_mlp", "int8_attention"]
# gemmini-16 has no float products; it refuses a float model (test/Driver).
RUNS = [(model, machine) for model in FLOAT_MODELS + INT8_MODELS
        for machine in ["toy", "systolic-128"]]
RUNS += [(model, "gemmini-16") for model in INT8_MODELS]

# Compile + simulate, seconds of the whole process, on every machine.
SECONDS = {"bert_layer": 1.0, "resnet18": 3.0, "llama_prefill": 2.0}
# The same with --check.
CHECK_SECONDS = {"bert_layer": 10.0}
PEAK_BYTES = 1e9

STAGES = ["tensor", "tile", "placed", "typed", "selected", "isa", "program"]

# More positions in the model: more trips, not more program. Tiles are chosen
# anew, so a nest more or less may come of it, and no more than that.
TOKENS = 128
TOKEN_MODELS = ["bert_layer", "llama_prefill", "int8_mlp", "int8_attention"]
TOKEN_FACTORS = [1, 8, 32]
LINES_FACTOR = 1.5

# SCALE-Sim v3, stall-free: dataflow, rows = columns, M, N, K and the number of
# its last cycle, counted from 0. All in one layer each, then those of its golden
# files (test/general).
SCALE_SIM = [
    ("ws", 128, 128, 128, 128, 509),
    ("ws", 128, 512, 512, 512, 14303),
    ("ws", 128, 1024, 1024, 1024, 89983),
    ("ws", 128, 4096, 1024, 1024, 286591),
    ("ws", 128, 4096, 128, 128, 4477),
    ("ws", 32, 4096, 128, 512, 268159),
    ("os", 128, 512, 512, 512, 12255),
    ("os", 128, 128, 512, 512, 3063),
    ("os", 128, 1024, 1024, 1024, 81791),
    ("os", 32, 1024, 1024, 1024, 1112063),
    ("os", 32, 128, 128, 512, 9183),
    ("os", 32, 256, 128, 256, 10175),
    ("ws", 32, 256, 128, 256, 11199),
    ("is", 32, 256, 128, 256, 14207),
    ("ws", 32, 3025, 96, 363, 112283),
]
# The same of a whole network, the sum of its layers: ResNet-50 as SCALE-Sim has it
# (topologies/conv_nets/Resnet50.csv, no padding), M, N, K and how many of them.
RESNET50 = [
    (12100, 64, 147, 1), (3136, 64, 64, 1), (2916, 64, 576, 3),
    (3136, 256, 64, 4), (3136, 64, 256, 2), (841, 128, 256, 1),
    (676, 128, 1152, 4), (784, 512, 128, 4), (841, 512, 256, 1),
    (784, 128, 512, 3), (225, 256, 512, 1), (144, 256, 2304, 6),
    (196, 1024, 256, 6), (225, 1024, 512, 1), (196, 256, 1024, 5),
    (64, 512, 1024, 1), (25, 512, 4608, 3), (49, 2048, 512, 3),
    (64, 2048, 1024, 1), (49, 512, 2048, 2), (1, 1000, 2048, 1),
]
SCALE_SIM_NETWORKS = [("ws", 128, 876832), ("os", 32, 4434168)]
# The operand that stands still: its folds, and what a fold takes of the cycles that
# fill the array with it (none if it is the output), stream past it and drain.
OCCUPANCY = {
    "ws": "(k ceildiv R) * (n ceildiv R) * (2 * R + R + m - 2)",
    "os": "(m ceildiv R) * (n ceildiv R) * (k + R + R - 2)",
    "is": "(k ceildiv R) * (m ceildiv R) * (2 * R + R + n - 2)",
}


def model_file(model):
    # Relative, so that pages are the same wherever the checkout is.
    return os.path.relpath(os.path.join(MODELS, model + ".mlir"), ROOT)


def grouped(number):
    return format(number, ",").replace(",", " ")


class Bench:
    """Runs the entries that were asked for and counts the bars missed."""

    def __init__(self, options):
        self.ridge = None if options.list else Ridge(options.build)
        self.wanted = re.compile(options.filter)
        self.repeats = options.repeats
        self.lists = options.list
        self.missed = []

    def select(self, group, entries):
        """Those of `entries`, pairs of a name and what it stands for, to run."""
        chosen = [(name, entry) for name, entry in entries
                  if self.wanted.search("%s/%s" % (group, name))]
        if self.lists:
            for name, _ in chosen:
                print("%s/%s" % (group, name))
            return []
        return chosen

    def bar(self, name, holds):
        if not holds:
            self.missed.append(name)
        return "ok" if holds else "MISSED"

    # Each group -----------------------------------------------------------

    def models(self):
        """Time and memory of every model on every machine that can run it."""
        rows = []
        for name, run in self.select(
                "models", [("/".join(run), run) for run in RUNS]):
            rows += [self.model(name, run, [], SECONDS),
                     self.model(name, run, ["--check"], CHECK_SECONDS)]
        if rows:
            table(["models", "wall s", "core s", "bar s", "peak MB"], rows)

    def model(self, name, run, flags, bars):
        model, machine = run
        bar = bars.get(model)
        process = best(self.repeats if bar else 1, lambda: self.ridge.run(
            model_file(model), machine, *flags))
        # On the core: ridge has one thread, and others may share the machine.
        holds = (bar is None or process.core_seconds < bar) and (
            process.peak_bytes < PEAK_BYTES)
        return [" ".join([name] + flags), "%.2f" % process.seconds,
                "%.2f" % process.core_seconds, bar or "",
                "%.0f" % (process.peak_bytes / 1e6),
                self.bar("models/" + name, holds)]

    def order(self):
        """bound <= simulated <= serial."""
        rows = []
        for name, (model, machine) in self.select(
                "order", [("/".join(run), run) for run in RUNS]):
            cycles = self.ridge.document(model_file(model), machine)["cycles"]
            holds = cycles["bound"] <= cycles["simulated"] <= cycles["serial"]
            rows.append([name] + [grouped(cycles[key]) for key in
                                  ["bound", "estimate", "simulated", "serial"]] +
                        ["%+.1f %%" % difference(cycles),
                         self.bar("order/" + name, holds)])
        if rows:
            table(["order", "bound", "estimate", "simulated", "serial",
                   "estimate to simulated"], rows)

    def layers(self):
        """How far the estimate of each layer is from its simulated time."""
        for name, (model, machine) in self.select(
                "layers", [("/".join(run), run) for run in RUNS]):
            layers = self.ridge.document(model_file(model), machine)["ops"]
            table(["layers/" + name, "estimate", "simulated", "differ"],
                  [[layer["name"], grouped(layer["estimate"]),
                    grouped(layer["simulated"]),
                    "%+.1f %%" % difference(layer)] for layer in layers])

    def determinism(self):
        """Two runs, the same bytes in everything that ridge writes."""
        rows = []
        for name, run in self.select(
                "determinism", [("/".join(run), run) for run in RUNS]):
            first, second = self.outputs(*run), self.outputs(*run)
            differ = [output for output in first
                      if first[output] != second[output]]
            rows.append([name, len(first),
                         grouped(sum(map(len, first.values()))),
                         ", ".join(differ) or "none",
                         self.bar("determinism/" + name, not differ)])
        if rows:
            table(["determinism", "outputs", "bytes", "differ"], rows)

    def outputs(self, model, machine):
        file = model_file(model)
        outputs = {}
        with tempfile.TemporaryDirectory() as folder:
            paths = {kind: os.path.join(folder, kind)
                     for kind in ["json", "trace"]}
            outputs["page"] = self.ridge.run(
                file, machine, "--check", "--json", paths["json"], "--trace",
                paths["trace"]).require().out
            for kind, path in paths.items():
                with open(path, "rb") as written:
                    outputs[kind] = written.read()
        for stage in STAGES:
            outputs[stage] = self.ridge.run(
                file, machine, "--emit=" + stage).require().out
        return outputs

    def scale_sim(self):
        """Products on an array that never stalls, beside SCALE-Sim's counts."""
        entries = [("%s-%d/%dx%dx%d" % case[:5], case[:2], [case[2:5] + (1,)],
                    case[5]) for case in SCALE_SIM]
        entries += [("%s-%d/ResNet-50" % (dataflow, side), (dataflow, side),
                     RESNET50, reported)
                    for dataflow, side, reported in SCALE_SIM_NETWORKS]
        rows = []
        for name, (array, layers, reported) in self.select(
                "scale-sim", [(entry[0], entry[1:]) for entry in entries]):
            # Its report is the number of the last cycle; busy counts cycles.
            last = sum(count * (self.product(*array, m, n, k) - 1)
                       for m, n, k, count in layers)
            rows.append([name, grouped(reported), grouped(last),
                         self.bar("scale-sim/" + name, last == reported)])
        if rows:
            table(["scale-sim (M x N x K)", "SCALE-Sim", "Ridge"], rows)

    def product(self, dataflow, side, m, n, k):
        """Cycles that the array is busy in the simulation of one product."""
        occupancy = OCCUPANCY[dataflow].replace("R", str(side))
        with tempfile.TemporaryDirectory() as folder:
            files = []
            for template, values in [
                    ("machine.mlir.in", {"OCCUPANCY": occupancy}),
                    ("product.mlir.in", {"M": m, "N": n, "K": k})]:
                with open(os.path.join(ROOT, "bench", "scale-sim",
                                       template)) as file:
                    text = file.read()
                for key, value in values.items():
                    text = text.replace("@%s@" % key, str(value))
                files.append(os.path.join(folder, template[:-3]))
                with open(files[-1], "w") as file:
                    file.write(text)
            units = self.ridge.document(files[1], files[0])["units"]
        array, = [unit for unit in units if unit["name"] == "array"]
        return array["states"]["busy"]

    def size(self):
        """Lines of the program for more and more tokens."""
        rows = []
        entries = [("%s/%s" % (model, machine), (model, machine))
                   for model in TOKEN_MODELS for machine in ["toy",
                                                             "systolic-128"]]
        for name, (model, machine) in self.select("size", entries):
            lines = [self.program_lines(model, machine, factor)
                     for factor in TOKEN_FACTORS]
            rows.append([name] + lines + [self.bar(
                "size/" + name, max(lines) <= LINES_FACTOR * lines[0])])
        if rows:
            table(["size (lines of program)"] +
                  ["%d tokens" % (TOKENS * factor)
                   for factor in TOKEN_FACTORS], rows)

    def program_lines(self, model, machine, factor):
        with open(os.path.join(MODELS, model + ".mlir")) as file:
            text = file.read()
        # Nothing else in these models has this extent.
        text = re.sub(r"(?<![0-9.])%d(?![0-9.])" % TOKENS,
                      str(TOKENS * factor), text)
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, model + ".mlir")
            with open(path, "w") as file:
                file.write(text)
            process = self.ridge.run(path, machine, "--emit=program").require()
        return process.out.count(b"\n")


def difference(cycles):
    """Of the estimate from the simulated time, in percent."""
    if cycles["simulated"] == 0:
        return 0.0
    return 100.0 * (cycles["estimate"] / cycles["simulated"] - 1)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--filter", default="", metavar="REGEX",
                        help="only entries whose name has it (all)")
    parser.add_argument("--build", default=os.path.join(ROOT, "build"),
                        metavar="DIR", help="the build tree (build)")
    parser.add_argument("--repeats", type=int, default=3, metavar="N",
                        help="of each time, the best of N (3)")
    parser.add_argument("--list", action="store_true",
                        help="names of entries, nothing else")
    options = parser.parse_args()
    if options.repeats < 1:
        parser.error("--repeats must be at least 1")
    bench = Bench(options)
    for group in [bench.models, bench.order, bench.layers, bench.determinism,
                  bench.scale_sim, bench.size]:
        group()
    if bench.lists:
        return
    for name in bench.missed:
        print("missed: " + name)
    print("%d bars missed; load of the machine %.1f on %d cores" %
          (len(bench.missed), os.getloadavg()[0], os.cpu_count()))
    sys.exit(1 if bench.missed else 0)


if __name__ == "__main__":
    main()
