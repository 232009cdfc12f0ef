#!/usr/bin/env python3
"""Runs the cells of notebooks and compares what they print.

    run-notebook.py NOTEBOOK... [--build BUILD] [--update]

Cells run in order, in one interpreter a notebook: that of the build's module of Python;
a build without one runs nothing and says so. What a cell prints is the notebook's own
output, and --update rewrites it. No Jupyter is needed: cells are plain Python that print.
"""

import argparse
import contextlib
import difflib
import io
import json
import os
import subprocess
import sys
import traceback

ROOT = os.path.normpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../.."))


def printed(cell):
    """What stands below a cell."""
    return "".join("".join(output.get("text", ())) for output in cell["outputs"])


def execute(notebook):
    """The outputs of all cells, or the exit status of the first that fails."""
    names, outputs = {"__name__": "__main__"}, []
    for number, cell in enumerate(notebook["cells"]):
        if cell["cell_type"] != "code":
            continue
        out = io.StringIO()
        try:
            with contextlib.redirect_stdout(out):
                exec(compile("".join(cell["source"]), "cell %d" % number, "exec"), names)
        except Exception:
            traceback.print_exc()
            sys.exit(1)
        outputs.append(out.getvalue())
    return outputs


def child(path):
    with open(path, encoding="utf-8") as file:
        print(json.dumps(execute(json.load(file))))


def run(python, path):
    done = subprocess.run([python, os.path.abspath(__file__), "--child", path], cwd=ROOT,
                          env={**os.environ, "PYTHONHASHSEED": "0"}, capture_output=True,
                          text=True, check=False)
    if done.returncode:
        sys.exit("%s: %s" % (path, done.stderr.strip()))
    return json.loads(done.stdout.splitlines()[-1])


def compare(path, notebook, outputs):
    """Whether each cell prints what stands below it; says what differs."""
    same = True
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    for number, (cell, out) in enumerate(zip(cells, outputs)):
        if printed(cell) != out:
            same = False
            sys.stdout.writelines(difflib.unified_diff(
                printed(cell).splitlines(True), out.splitlines(True),
                "%s, code cell %d" % (path, number), "printed"))
    return same


def update(path, notebook, outputs):
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    for number, (cell, out) in enumerate(zip(cells, outputs), 1):
        cell["execution_count"] = number
        cell["outputs"] = [{"name": "stdout", "output_type": "stream",
                            "text": out.splitlines(True)}] if out else []
    with open(path, "w", encoding="utf-8") as file:
        json.dump(notebook, file, indent=1, ensure_ascii=False)
        file.write("\n")


def main():
    if sys.argv[1:2] == ["--child"]:
        return child(sys.argv[2])
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("notebooks", nargs="+")
    parser.add_argument("--build", default="build")
    parser.add_argument("--update", action="store_true")
    given = parser.parse_args()
    build = os.path.abspath(given.build)
    python = os.path.join(build, "venv", "bin", "python")
    if not os.path.exists(python):
        print("not run: the build has no module of Python")
        return 0
    os.environ["PYTHONPATH"] = os.path.join(build, "python")
    failed = False
    for path in map(os.path.abspath, given.notebooks):
        with open(path, encoding="utf-8") as file:
            notebook = json.load(file)
        outputs = run(python, path)
        name = os.path.basename(path)
        if given.update:
            update(path, notebook, outputs)
        elif not compare(name, notebook, outputs):
            failed = True
            print("%s prints something else; --update rewrites it" % name)
            continue
        print("%s: ran %d cells" % (name, len(outputs)))
    return failed


if __name__ == "__main__":
    sys.exit(main())
