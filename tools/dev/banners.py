#!/usr/bin/env python3
"""Sets, or with --check only reads, the first line of every source file.

    banners.py [--check] [ROOT]

A banner is one line of 80 columns: name, purpose, kind of header, ===//.
clang-format breaks a line that is one column too long in two; this joins them.
"""

import os
import re
import subprocess
import sys

WIDTH = 80
KINDS = {".h": "-*- C++ -*-", ".def": "-*- C++ -*-", ".td": "-*- tablegen -*-"}
OPENING = re.compile(r"//===-+\s*(?P<text>\S.*?)(?:\s*-\*-.*?-\*-)?[\s-]*=*/*$")


def banner(path, text):
    """The line for the file, or None where the text leaves no room."""
    kind = KINDS.get(os.path.splitext(path)[1], "")
    for mark in (kind, ""):
        start = "//===- %s " % text
        end = mark + "===//" if mark else "-===//"
        room = WIDTH - len(start) - len(end)
        if room >= 0:
            return start + "-" * room + end
    return None


def corrected(path, lines):
    """The first lines as they should be: (count of old lines, new line)."""
    if not lines:
        return 0, None
    first = lines[0].rstrip("\n")
    used = 1
    broken = len(lines) > 1 and not first.endswith("===//")
    if broken and re.match(r"//\s*[-*=].*===//$", lines[1].rstrip("\n")):
        first += " " + lines[1].rstrip("\n").lstrip("/ ")
        used = 2
    match = OPENING.match(first)
    if not match or not match.group("text").startswith(os.path.basename(path)):
        return used, None
    return used, banner(path, match.group("text").rstrip(" -"))


def main():
    arguments = [a for a in sys.argv[1:] if a != "--check"]
    check = "--check" in sys.argv[1:]
    default = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../..")
    root = arguments[0] if arguments else default
    listed = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-z"]
        + ["*.h", "*.cpp", "*.td", "*.def"],
        cwd=root, capture_output=True, check=True, text=True,
    ).stdout.split("\0")
    bad = 0
    for path in filter(None, listed):
        full = os.path.join(root, path)
        if not os.path.exists(full):
            continue
        with open(full, encoding="utf-8") as file:
            lines = file.readlines()
        used, line = corrected(path, lines)
        if line is None:
            bad += 1
            print("%s:1: no banner that names the file in 80 columns" % path)
        elif lines[:used] != [line + "\n"]:
            if check:
                bad += 1
                print("%s:1: banner should read\n  %s" % (path, line))
                continue
            with open(full, "w", encoding="utf-8") as file:
                file.writelines([line + "\n"] + lines[used:])
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
