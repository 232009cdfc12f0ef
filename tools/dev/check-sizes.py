#!/usr/bin/env python3
"""Reports long files; a report, not a gate.

    check-sizes.py [ROOT]

Past 500 lines a file is asked what wants to leave; past 800 it should state at
its top why it is one. Also prints the median of each kind of file.
"""

import os
import statistics
import subprocess
import sys

ASK = 500
REASON = 800


def main():
    default = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../..")
    root = sys.argv[1] if len(sys.argv) > 1 else default
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=root, capture_output=True, check=True, text=True
    ).stdout
    sizes = {}
    for path in filter(None, listed.split("\0")):
        kind = os.path.splitext(path)[1]
        # Models are data; their size says nothing about us.
        if kind not in (".cpp", ".h", ".td", ".py", ".mlir") or "/Models/" in path:
            continue
        if not os.path.exists(os.path.join(root, path)):
            continue
        with open(os.path.join(root, path), "rb") as file:
            sizes.setdefault(kind, []).append((sum(1 for _ in file), path))
    for kind, rows in sorted(sizes.items()):
        counts = [count for count, _ in rows]
        print(
            "%-6s %4d files, median %4d, largest %5d"
            % (kind, len(rows), statistics.median(counts), max(counts))
        )
    for count, path in sorted((r for rows in sizes.values() for r in rows), reverse=True):
        if count > ASK:
            print("%5d %s%s" % (count, path, " (why one file?)" if count > REASON else ""))


if __name__ == "__main__":
    main()
