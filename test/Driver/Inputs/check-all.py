#!/usr/bin/env python3
"""Runs every model of a folder with --check.

    check-all.py FOLDER MACHINE...

A line "MODEL MACHINE passed" each; of any other run, the end of what it said.
"""

import pathlib
import subprocess
import sys


def main():
    failed = False
    for model in sorted(pathlib.Path(sys.argv[1]).glob("*.mlir")):
        for machine in sys.argv[2:]:
            command = ["ridge", "run", str(model), "--machine", machine, "--check"]
            done = subprocess.run(command, capture_output=True, text=True)
            passed = done.returncode == 0 and "check passed" in done.stdout
            said = "passed" if passed else (done.stderr + done.stdout)[-2000:]
            print(model.stem, machine, said)
            failed |= not passed
    sys.exit(failed)


if __name__ == "__main__":
    main()
