#!/usr/bin/env python3
"""Runs the commands of a Markdown document and compares what they print.

    run-document.py DOCUMENT [--folder FOLDER] [--update]

Code blocks, in order:
    ```mlir tiny.mlir    is written to the file of that name;
    ```sh run            is run; `build/bin/` before a tool is dropped, PATH has
                         it. A command may fail if its line ends in `# fails`;
    ```text              right after such a block is what the commands print. A
                         line `...` stands for any number of lines.
Other blocks are only read by people. With --update, outputs without `...` are
rewritten to what was printed.

Relative paths are those of FOLDER (default: the root of the repository).
"""

import argparse
import os
import re
import subprocess
import sys

FENCE = re.compile(r"^```(.*)$")


def blocks(lines):
    """(info, first line, lines) of each fenced block."""
    found, info, begin = [], None, 0
    for number, line in enumerate(lines):
        match = FENCE.match(line)
        if not match:
            continue
        if info is None:
            info, begin = match.group(1).split(), number + 1
        else:
            found.append((info, begin, lines[begin:number]))
            info = None
    return found


def run(commands, folder):
    """What the commands print; a backslash continues a line."""
    printed = ""
    for command in "\n".join(commands).replace("\\\n", " ").splitlines():
        may_fail = command.rstrip().endswith("# fails")
        command = re.sub(r"(^|\s)build/bin/", r"\1", command.lstrip("$ "))
        done = subprocess.run(command, shell=True, cwd=folder, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        printed += done.stdout
        if (done.returncode != 0) != may_fail:
            sys.exit("%s\n%s: exit status %d" % (done.stdout, command, done.returncode))
    return printed.splitlines()


def matches(expected, printed):
    """`expected` with `...` for any lines."""
    pattern = "".join(
        r"(?:.*\n)*?" if line.strip() == "..." else re.escape(line.rstrip()) + r"[ ]*\n"
        for line in expected
    )
    return re.fullmatch(pattern, "".join(line + "\n" for line in printed)) is not None


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("document")
    root = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../..")
    parser.add_argument("--folder", default=root)
    parser.add_argument("--update", action="store_true")
    options = parser.parse_args()
    with open(options.document, encoding="utf-8") as file:
        lines = file.read().splitlines()

    printed, ran, replacements = None, 0, []
    for info, begin, content in blocks(lines):
        if info[:1] == ["mlir"] and len(info) == 2:
            with open(os.path.join(options.folder, info[1]), "w", encoding="utf-8") as file:
                file.write("\n".join(content) + "\n")
        elif info == ["sh", "run"]:
            printed, ran = run(content, options.folder), ran + 1
            continue
        elif info == ["text"] and printed is not None:
            if options.update and "..." not in (line.strip() for line in content):
                replacements.append((begin, len(content), printed))
            elif not matches(content, printed):
                sys.exit("%s:%d: expected\n%s\nprinted\n%s" % (
                    options.document, begin, "\n".join(content), "\n".join(printed)))
        printed = None
    for begin, count, printed in reversed(replacements):
        lines[begin : begin + count] = [line.rstrip() for line in printed]
    if replacements:
        with open(options.document, "w", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")
    if not ran:
        sys.exit("%s: no block `sh run`" % options.document)
    print("%s: ran %d blocks" % (os.path.basename(options.document), ran))


if __name__ == "__main__":
    main()
