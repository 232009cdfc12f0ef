#!/usr/bin/env python3
"""Runs a command, checks its exit status, and prints what it printed.

    status.py STATUS COMMAND...

With status 1 the command has to be a refusal as the driver promises it: nothing
on standard output but a page whose check failed, and on standard error exactly
one line FILE:LINE:COL: error: ..., with notes after it.
"""

import re
import subprocess
import sys

PLACE = r"^[^:]+:[1-9]\d*:[1-9]\d*: "


def main():
    expected = int(sys.argv[1])
    done = subprocess.run(sys.argv[2:], capture_output=True, text=True)
    sys.stdout.write(done.stdout)
    sys.stdout.write(done.stderr)
    if done.returncode != expected:
        sys.exit("exit status %d, expected %d" % (done.returncode, expected))
    lines = done.stderr.splitlines()
    if expected == 1:
        errors = [line for line in lines if re.match(PLACE + "error: ", line)]
        others = [line for line in lines if not re.match(PLACE + "(error|note): ", line)]
        if len(errors) != 1 or others:
            sys.exit("expected one line FILE:LINE:COL: error: ..., and notes")
    if expected == 2 and len(lines) != 1:
        sys.exit("expected one line")


if __name__ == "__main__":
    main()
