#!/usr/bin/env python3
"""Runs the commands of Markdown documents and compares what they print.

    run-document.py DOCUMENT... [--folder FOLDER] [--build BUILD] [--update] [--slow]
    run-document.py --marks     every block `sh` of the repository says who runs it

Code blocks, in order:
    ```mlir tiny.mlir    is written to the file of that name;
    ```sh run            is run. `build/bin/` before a tool is dropped, PATH has
                         it, and other paths of build/ are those of BUILD. A
                         command may fail if its line ends in `# fails`;
    ```sh slow           is run with --slow alone (`make test-slow`);
    ```sh by-hand        is never run: it installs, downloads, builds, or has a
                         word in CAPITALS to be filled in;
    ```python run        is run by the interpreter that the build's module of Python
                         is for, in one session a document; left out where the
                         build has none;
    ```text              right after a block that ran is what the commands print.
                         A line `...` stands for any number of lines.
Other blocks are only read by people. With --update, outputs without `...` are
rewritten to what was printed.

Relative paths are those of FOLDER (default: the root of the repository).
"""

import argparse
import glob
import os
import re
import subprocess
import sys
import tempfile

ROOT = os.path.normpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../.."))
FENCE = re.compile(r"^```(.*)$")
MARKS = ("run", "slow", "by-hand")


def read_lines(path):
    with open(path, encoding="utf-8") as file:
        return file.read().splitlines()


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


def run(commands, options):
    """What the commands print; a backslash continues a line."""
    printed = ""
    for command in "\n".join(commands).replace("\\\n", " ").splitlines():
        may_fail = command.rstrip().endswith("# fails")
        command = re.sub(r"(^|\s)build/bin/", r"\1", command.lstrip("$ "))
        if options.build:
            command = re.sub(r"(^|[\s=])build/", lambda m: m.group(1) + options.build + "/",
                             command)
        done = subprocess.run(command, shell=True, cwd=options.folder, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        output = done.stdout
        # The document's reader has the build tree in build/.
        if options.build:
            output = output.replace(options.build + "/", "build/")
        printed += output
        if (done.returncode != 0) != may_fail:
            sys.exit("%s\n%s: exit status %d" % (done.stdout, command, done.returncode))
    return printed.splitlines()


# Runs the blocks of its arguments' files, prints a mark before each.
PYTHON_SESSION = """
import sys
names = {"__name__": "__main__"}
for path in sys.argv[2:]:
    print(sys.argv[1], flush=True)
    with open(path, encoding="utf-8") as file:
        exec(compile(file.read(), path, "exec"), names)
"""
PYTHON_MARK = "---- next block"


def run_python(texts, options):
    """What each block prints; None without a module."""
    build = options.build or os.path.join(ROOT, "build")
    package = os.path.join(build, "python")
    python = os.path.join(build, "venv/bin/python")
    if not glob.glob(os.path.join(package, "ridge/_native*.so")) or not os.path.exists(python):
        return None
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for number, text in enumerate(texts):
            paths.append(os.path.join(folder, "block%d.py" % number))
            with open(paths[-1], "w", encoding="utf-8") as file:
                file.write("\n".join(text) + "\n")
        done = subprocess.run(
            [python, "-c", PYTHON_SESSION, PYTHON_MARK, *paths], cwd=options.folder,
            env={**os.environ, "PYTHONPATH": package}, text=True, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT)
    if done.returncode:
        sys.exit(done.stdout)
    return [part.splitlines()[1:] for part in done.stdout.split(PYTHON_MARK)[1:]]


def matches(expected, printed):
    """`expected` with `...` for any lines."""
    pattern = "".join(
        r"(?:.*\n)*?" if line.strip() == "..." else re.escape(line.rstrip()) + r"[ ]*\n"
        for line in expected
    )
    return re.fullmatch(pattern, "".join(line + "\n" for line in printed)) is not None


def run_document(path, options):
    """Counts of blocks that ran and that were left out."""
    lines = read_lines(path)
    printed, ran, left, replacements = None, 0, 0, []
    found = blocks(lines)
    session = [content for info, _, content in found if info == ["python", "run"]]
    outputs = run_python(session, options) if session else None
    for info, begin, content in found:
        if info[:1] == ["mlir"] and len(info) == 2:
            with open(os.path.join(options.folder, info[1]), "w", encoding="utf-8") as file:
                file.write("\n".join(content) + "\n")
        elif info == ["sh", "run"] or (options.slow and info == ["sh", "slow"]):
            printed, ran = run(content, options), ran + 1
            continue
        elif info == ["python", "run"] and outputs:
            printed, ran = outputs.pop(0), ran + 1
            continue
        elif info in (["sh", "slow"], ["python", "run"]):
            left += 1
        elif info == ["text"] and printed is not None:
            if options.update and "..." not in (line.strip() for line in content):
                replacements.append((begin, len(content), printed))
            elif not matches(content, printed):
                sys.exit("%s:%d: expected\n%s\nprinted\n%s" % (
                    path, begin, "\n".join(content), "\n".join(printed)))
        printed = None
    for begin, count, printed in reversed(replacements):
        lines[begin : begin + count] = [line.rstrip() for line in printed]
    if replacements:
        with open(path, "w", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")
    return ran, left


def documents():
    listed = subprocess.run(["git", "-c", "safe.directory=*", "ls-files", "-z", "*.md"],
                            cwd=ROOT, capture_output=True, check=True, text=True).stdout
    return sorted(filter(None, listed.split("\0")))


def check_marks():
    """Each block is marked, and each document that has blocks to run, in a test."""
    tests = ""
    for folder, _, names in os.walk(os.path.join(ROOT, "test/Documents")):
        for name in names:
            tests += "\n".join(read_lines(os.path.join(folder, name)))
    bad, counts = 0, dict.fromkeys(MARKS, 0)
    for path in documents():
        for info, begin, _ in blocks(read_lines(os.path.join(ROOT, path))):
            if info == ["python", "run"]:
                counts["run"] += 1
                if path not in tests:
                    bad += 1
                    print("%s:%d: no test of test/Documents runs it" % (path, begin))
            if info[:1] != ["sh"]:
                continue
            if len(info) != 2 or info[1] not in MARKS:
                bad += 1
                print("%s:%d: a block `sh` that says neither %s" % (
                    path, begin, " nor ".join("`sh %s`" % mark for mark in MARKS)))
                continue
            counts[info[1]] += 1
            if info[1] != "by-hand" and path not in tests:
                bad += 1
                print("%s:%d: no test of test/Documents runs this document" % (path, begin))
    print(", ".join("%d blocks %s" % (counts[mark], mark) for mark in MARKS))
    sys.exit(1 if bad else 0)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("documents", nargs="*")
    parser.add_argument("--folder", default=ROOT)
    parser.add_argument("--build")
    parser.add_argument("--update", action="store_true")
    parser.add_argument("--slow", action="store_true")
    parser.add_argument("--marks", action="store_true")
    options = parser.parse_args()
    if options.marks:
        check_marks()
    if not options.documents:
        parser.error("which document?")
    for path in options.documents:
        ran, left = run_document(path, options)
        if not ran + left:
            sys.exit("%s: no block `sh run`, `sh slow` or `python run`" % path)
        print("%s: ran %d blocks%s" % (
            os.path.basename(path), ran,
            ", left %d that are slow or have no module of Python" % left if left else ""))


if __name__ == "__main__":
    main()
