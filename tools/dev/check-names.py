#!/usr/bin/env python3
"""Checks that machines stay data: no C++ names a shipped machine or one of its
instructions.

    check-names.py [ROOT]

Collects the symbols of chips and instructions in lib/Target/machines/*.mlir and
looks for each as a string literal of its own ("name" or "@name") in the C++ and
.td files of lib/, include/ and dialects/.
"""

import glob
import os
import re
import sys

SYMBOL = re.compile(r"arch\.(?:chip|machine|instruction)\s+@(\w+|\"[^\"]+\")")
LITERAL = re.compile(r'"@?([\w.-]+)"')


def machine_names(root):
    """Name to the machine file that first uses it."""
    names = {}
    for path in sorted(glob.glob(os.path.join(root, "lib/Target/machines/*.mlir"))):
        file_name = os.path.basename(path)
        names.setdefault(os.path.splitext(file_name)[0], file_name)
        with open(path, encoding="utf-8") as file:
            for line in file:
                for name in SYMBOL.findall(line.split("//")[0]):
                    names.setdefault(name.strip('"'), file_name)
    return names


def sources(root):
    for top in ("dialects", "include", "lib"):
        for folder, folders, files in os.walk(os.path.join(root, top)):
            folders.sort()
            for name in sorted(files):
                if name.endswith((".h", ".cpp", ".td", ".def")):
                    yield os.path.relpath(os.path.join(folder, name), root)


def main():
    default = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../..")
    root = sys.argv[1] if len(sys.argv) > 1 else default
    names = machine_names(root)
    bad = 0
    for path in sources(root):
        with open(os.path.join(root, path), encoding="utf-8") as file:
            for number, line in enumerate(file, 1):
                if line.lstrip().startswith(("#include", "include", "//")):
                    continue
                for name in LITERAL.findall(line):
                    if name in names:
                        bad += 1
                        print(
                            "%s:%d: names @%s of %s; say it in the machine file"
                            % (path, number, name, names[name])
                        )
    print("%d names of machines and instructions, %d of them in C++" % (len(names), bad))
    sys.exit(1 if bad or not names else 0)


if __name__ == "__main__":
    main()
