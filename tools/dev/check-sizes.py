#!/usr/bin/env python3
"""Files over 600 lines and C++ functions over 80 that do not say why.

    check-sizes.py [ROOT]

A function says why in the comment above it, a file in the one at its top, in a
sentence with "Long because". Models, and pages made from other files, are data:
their size says nothing about us. Also prints the median of each kind of file and
what is within a tenth of a limit. The exit status is 1 if something is too long.
"""

import os
import re
import statistics
import subprocess
import sys

FILE_LINES = 600
FUNCTION_LINES = 80
REASON = "long because"
KINDS = (".cpp", ".h", ".td", ".py", ".mlir", ".test")
CXX = (".cpp", ".h")

# What braces in comments, texts and directives would disturb.
NO_CODE = re.compile(
    r'R"([^(\s]*)\(.*?\)\1"|//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"'
    r"|(?<![0-9a-zA-Z])'(?:\\.|[^'\\\n])+'"
    r"|^[ \t]*#(?:[^\n]*\\\n)*[^\n]*",
    re.DOTALL | re.MULTILINE,
)


def blank(text):
    """Without comments, texts and directives, line by line as before."""
    return NO_CODE.sub(lambda found: re.sub(r"[^\n]", " ", found.group()), text)


def kind_of_block(head, outer, nested):
    """What the brace behind `head` opens; `nested`: inside parentheses."""
    if outer not in ("namespace", "class"):
        return "block"
    if re.search(r"\bnamespace\b|\bextern\s*$", head):
        return "namespace"
    head = re.sub(r"^\s*template\s*<[^{]*?>\s*", "", head)
    if re.match(r"\s*(class|struct|union|enum)\b", head):
        return "class"
    # An initializer has no parameters, or an assignment before it, or is that of
    # a member.
    if nested or "(" not in head or re.search(r"=\s*$|\)\s*:(?!:).*[\w>]\s*$", head, re.DOTALL):
        return "block"
    return "function"


def functions(text):
    """(first line, last line, head) of each function with a body."""
    line, parentheses, start = 1, 0, None
    blocks = []  # (kind, first line, head, parentheses around it)
    code = blank(text)
    for at, char in enumerate(code):
        if char == "\n":
            line += 1
        if char.isspace():
            continue
        if start is None:
            start = (at, line)
        around = blocks[-1][3] if blocks else 0
        if char in "([":
            parentheses += 1
        elif char in ")]":
            parentheses -= 1
        elif char == "{":
            head = code[start[0] : at]
            outer = blocks[-1][0] if blocks else "namespace"
            kind = kind_of_block(head, outer, parentheses != around)
            blocks.append((kind, start[1], head, parentheses))
            if kind != "block":
                start = None
        elif char == "}" and blocks:
            kind, first, head, _ = blocks.pop()
            if kind == "function":
                yield first, line, " ".join(head.split())
            if kind != "block":
                start = None
        elif char == ";" and parentheses == around:
            start = None
        elif char == ":" and code[start[0] : at] in ("public", "private", "protected"):
            start = None


def comment_above(lines, first):
    """The comment that ends before line `first`, counted from 1."""
    begin = first - 1
    while begin > 0 and lines[begin - 1].lstrip().startswith("//"):
        begin -= 1
    return " ".join(lines[begin : first - 1]).lower()


def main():
    default = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../..")
    root = sys.argv[1] if len(sys.argv) > 1 else default
    listed = []
    for folder, folders, files in os.walk(root):
        # Build trees, data and what others wrote are not ours to cut.
        folders[:] = sorted(
            f
            for f in folders
            if not f.startswith((".", "build")) and f not in ("Models", "shared")
        )
        listed += [os.path.join(folder, f) for f in sorted(files) if f.endswith(KINDS)]
    sizes, long, near, count = {}, [], [], 0
    for path in listed:
        name = os.path.relpath(path, root)
        with open(path, encoding="utf-8", errors="replace") as file:
            text = file.read()
        lines = text.split("\n")
        length = text.count("\n")
        kind = os.path.splitext(path)[1]
        sizes.setdefault(kind, []).append(length)
        if length > FILE_LINES and REASON not in " ".join(lines[:30]).lower():
            long.append("%s: %d lines, at most %d" % (name, length, FILE_LINES))
        elif length > FILE_LINES * 0.9:
            near.append("%s: %d lines" % (name, length))
        if kind not in CXX:
            continue
        for first, last, head in functions(text):
            count += 1
            length = last - first + 1
            where = "%s:%d: %d lines: %s" % (name, first, length, head[:70])
            if length > FUNCTION_LINES and REASON not in comment_above(lines, first):
                long.append(where)
            elif length > FUNCTION_LINES * 0.9:
                near.append(where)
    for kind, counts in sorted(sizes.items()):
        print(
            "%-6s %4d files, median %4d, largest %5d"
            % (kind, len(counts), statistics.median(counts), max(counts))
        )
    for text in near:
        print("near: " + text)
    for text in long:
        print("too long: " + text)
    print("%d functions; %d files and functions too long" % (count, len(long)))
    sys.exit(1 if long else 0)


if __name__ == "__main__":
    main()
