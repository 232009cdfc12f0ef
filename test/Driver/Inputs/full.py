#!/usr/bin/env python3
"""Runs a command whose standard output takes nothing, as status.py 1 does.

    full.py full|closed COMMAND...

full: a disk without room; closed: the caller has closed the stream.
"""

import os
import re
import subprocess
import sys


def main():
    closed = sys.argv[1] == "closed"
    with open("/dev/full", "wb") as full:
        done = subprocess.run(sys.argv[2:], stdout=full, stderr=subprocess.PIPE, text=True,
                              preexec_fn=(lambda: os.close(1)) if closed else None)
    sys.stdout.write(done.stderr)
    if done.returncode != 1:
        sys.exit("exit status %d, expected 1" % done.returncode)
    if len(re.findall(r"^[^:\n]+:\d+:\d+: error: .*\n", done.stderr, re.M)) != 1 or (
            done.stderr.count("\n") != 1):
        sys.exit("expected one line FILE:LINE:COL: error: ...")


if __name__ == "__main__":
    main()
