#!/usr/bin/env python3
"""Cycles of every model on every shipped machine, against the committed table.

    baselines.py check JSON...     documents of `ridge run` against their rows
    baselines.py complete          each model and machine has a row and a test
    baselines.py update --ridge RIDGE [--jobs N] [--accept-slower]

A row is MODEL MACHINE SIMULATED BOUND ESTIMATE in cycles, or MODEL MACHINE
refused. Simulated cycles may grow by the tolerance and no more. What has become
faster by more, and a bound or an estimate that differs by more, asks for the
table to be updated (`make baselines`), so that the next one is measured against
it. `update` leaves a row that is slower within the tolerance as it was, or many
small steps would add up; one that is slower by more is written only if told so.
"""

import argparse
import concurrent.futures
import json
import os
import subprocess
import sys

ROOT = os.path.normpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../.."))
TABLE = os.path.join(ROOT, "test/Baselines/cycles.txt")
TOLERANCE = 0.005
COLUMNS = ("simulated", "bound", "estimate")


def read_table(path):
    """(comment lines, {(model, machine): row}); a row is None if refused."""
    comments, rows = [], {}
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            words = line.split()
            if not words or line.startswith("#"):
                comments.append(line)
                continue
            key = tuple(words[:2])
            if key in rows:
                sys.exit("%s:%d: error: a second row of %s on %s" % ((path, number) + key))
            if words[2:] == ["refused"]:
                rows[key] = None
            elif len(words) == 5 and all(word.isdigit() for word in words[2:]):
                rows[key] = dict(zip(COLUMNS, map(int, words[2:])))
            else:
                sys.exit("%s:%d: error: expected MODEL MACHINE and %s in cycles, "
                         "or `refused`" % (path, number, ", ".join(COLUMNS)))
    return comments, rows


def write_table(path, comments, rows):
    with open(path, "w", encoding="utf-8") as file:
        file.writelines(comments)
        for (model, machine), row in sorted(rows.items()):
            cells = ["%12d" % row[column] for column in COLUMNS] if row else ["     refused"]
            file.write("%-16s %-14s %s\n" % (model, machine, " ".join(cells)))


def change(now, before):
    """now / before - 1; a table holds no 0."""
    return now / before - 1


def findings(where, row, now):
    """What is to be said of one pair, each with whether it is a slowdown."""
    found = []
    for column in COLUMNS:
        by = change(now[column], row[column])
        if abs(by) <= TOLERANCE:
            continue
        slower = column == "simulated" and by > 0
        found.append((slower, "%s: %s %d cycles, the table has %d: %.1f %% %s%s" % (
            where, column, now[column], row[column], 100 * abs(by),
            "more" if by > 0 else "fewer",
            ", more than the %.1f %% allowed" % (100 * TOLERANCE) if slower
            else "; `make baselines` updates the table")))
    return found


def names(document):
    """(model, machine) of a document, as rows call them."""
    model = os.path.splitext(os.path.basename(document["model"]))[0]
    return model, document["machine"]


def check(options):
    rows, failed = read_table(options.table)[1], False
    for path in options.documents:
        with open(path, encoding="utf-8") as file:
            document = json.load(file)
        key = names(document)
        where = "%s on %s" % key
        if not rows.get(key):
            failed = True
            print("%s: %s; `make baselines` updates the table" % (
                where, "runs, the table has it as refused" if key in rows else "has no row"))
            continue
        for _, text in findings(where, rows[key], document["cycles"]):
            failed = True
            print(text)
    sys.exit(1 if failed else 0)


def stems(folder):
    return [os.path.splitext(name)[0] for name in sorted(os.listdir(os.path.join(ROOT, folder)))
            if name.endswith(".mlir")]


def all_pairs():
    return [(model, machine) for model in stems("test/Models")
            for machine in stems("lib/Target/machines")]


def complete(options):
    rows, failed = read_table(options.table)[1], False
    pairs = all_pairs()
    for pair in pairs:
        test = "test/Driver/run_%s_%s.test" % pair
        if pair not in rows:
            failed = True
            print("%s on %s has no row in %s" % (pair + (options.table,)))
        elif rows[pair] and not os.path.exists(os.path.join(ROOT, test)):
            failed = True
            print("%s on %s runs, but there is no %s" % (pair + (test,)))
    for pair in sorted(set(rows) - set(pairs)):
        failed = True
        print("%s on %s: no such model or shipped machine" % pair)
    print("%d pairs of model and machine, %d run" % (
        len(pairs), sum(row is not None for row in rows.values())))
    sys.exit(1 if failed else 0)


def measure(ridge, pair):
    """Cycles, or None where the machine refuses the model."""
    model, machine = pair
    done = subprocess.run(
        [ridge, "run", os.path.join(ROOT, "test/Models", model + ".mlir"),
         "--machine", machine, "--json", "-"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if done.returncode == 1:
        return None
    if done.returncode != 0:
        sys.exit("%s on %s: status %d\n%s" % (pair + (done.returncode, done.stderr)))
    cycles = json.loads(done.stdout)["cycles"]
    return {column: cycles[column] for column in COLUMNS}


def decide(pair, row, now, accept_slower):
    """(row to write, what to say, whether it was refused)."""
    where = "%s on %s" % pair
    if row is None or now is None:
        if row == now:
            return now, [], False
        lost = now is None
        if lost and not accept_slower:
            return row, [where + ": is refused, the table has cycles"], True
        return now, [where + (": is refused" if lost else ": runs")], False
    found = findings(where, row, now)
    if any(slower for slower, _ in found) and not accept_slower:
        return row, [text for _, text in found], True
    said = ["%s: %s %d, was %d (%+.1f %%)" % (
        where, column, now[column], row[column], 100 * change(now[column], row[column]))
        for column in COLUMNS if now[column] != row[column]]
    creeps = 0 < change(now["simulated"], row["simulated"]) <= TOLERANCE
    if creeps:
        now = dict(now, simulated=row["simulated"])
    return now, said, False


def update(options):
    comments, rows = read_table(options.table)
    pairs, refused = all_pairs(), False
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        results = list(pool.map(lambda pair: measure(options.ridge, pair), pairs))
    updated = {}
    for pair, now in zip(pairs, results):
        if pair not in rows:
            updated[pair], said, bad = now, ["%s on %s: new" % pair], False
        else:
            updated[pair], said, bad = decide(pair, rows[pair], now, options.accept_slower)
        refused |= bad
        for text in said:
            print(text)
    write_table(options.table, comments, updated)
    if refused:
        sys.exit("error: rows that are slower, or run no more, keep their old cycles; if it "
                 "has to be so, `make baselines SLOWER=accept` and say why in the commit")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--table", default=TABLE)
    verbs = parser.add_subparsers(dest="verb", required=True)
    verb = verbs.add_parser("check")
    verb.add_argument("documents", nargs="+")
    verb.set_defaults(function=check)
    verbs.add_parser("complete").set_defaults(function=complete)
    verb = verbs.add_parser("update")
    verb.add_argument("--ridge", required=True)
    verb.add_argument("--jobs", type=int, default=1)
    verb.add_argument("--accept-slower", action="store_true")
    verb.set_defaults(function=update)
    options = parser.parse_args()
    options.function(options)


if __name__ == "__main__":
    main()
