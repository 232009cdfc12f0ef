#!/usr/bin/env python3
"""Checks that what verifiers say is said once, checked and tested.

    check-constraints.py [ROOT]

A constraint of an operation, attribute or type stands in its .td description as
an item with an id (`* map-c1: ...`). The id has to occur in the C++ of the same
dialect, beside the check, and in a test below test/Dialect, beside a case that
breaks it; and no other ids occur there. Each sentence of the verifiers of the
dialects named in SENTENCES has to be expected by a test of that dialect: of what
the C++ puts together, the longest piece of text.
"""

import glob
import os
import re
import sys

ID = re.compile(r"\b[a-z_]+-c[0-9]+\b")
ITEM = re.compile(r"^ *\* ([a-z_]+-c[0-9]+)(?: to ([a-z_]+-c[0-9]+))?:", re.MULTILINE)
# `emitOpError("...") << ...;`, whatever it is called on.
CALL = re.compile(r"\bemit(?:Op)?Error\(")
TEXT = re.compile(r'"((?:[^"\\]|\\.)*)"')
SENTENCES = ("Ridge", "Isa")


def read(pattern):
    """Text of the files, by path."""
    texts = {}
    for path in sorted(glob.glob(pattern, recursive=True)):
        with open(path, encoding="utf-8") as file:
            texts[path] = file.read()
    return texts


def declared(text):
    """Ids of the items of a .td file; `a-c1 to a-c3` are three."""
    ids = []
    for first, last in ITEM.findall(text):
        name, number = first.rsplit("-c", 1)
        end = int((last or first).rsplit("-c", 1)[1])
        ids += ["%s-c%d" % (name, n) for n in range(int(number), end + 1)]
    return ids


def sentences(code):
    """(line, longest piece) of each diagnostic. A `;` ends it; those inside of
    text do not count."""
    for call in CALL.finditer(code):
        pieces, piece, position = [], None, call.end()
        while position < len(code) and code[position] != ";":
            text = TEXT.match(code, position)
            if text:
                # Neighbours are one literal.
                piece = (piece or "") + text.group(1)
                position = text.end()
                continue
            if not code[position].isspace() and piece is not None:
                pieces.append(piece)
                piece = None
            position += 1
        pieces += [piece] if piece is not None else []
        longest = max(pieces, key=len, default="").strip(" ,;:")
        if longest:
            yield code.count("\n", 0, call.start()) + 1, longest.replace('\\"', '"')


def main():
    default = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../..")
    root = sys.argv[1] if len(sys.argv) > 1 else default
    at = lambda *parts: os.path.join(root, *parts)
    tests = read(at("test/Dialect/**/*.mlir"))
    tested = set(ID.findall("\n".join(tests.values())))
    wrong, known, said = [], set(), 0
    for folder in sorted(glob.glob(at("dialects", "*", ""))):
        dialect = os.path.basename(os.path.dirname(folder))
        code = read(os.path.join(folder, "*.cpp"))
        checked = set(ID.findall("\n".join(code.values())))
        own = set()
        for path, text in read(os.path.join(folder, "*.td")).items():
            for name in declared(text):
                own.add(name)
                where = os.path.relpath(path, root)
                if name not in checked:
                    wrong.append("%s: %s is beside no check" % (where, name))
                if name not in tested:
                    wrong.append("%s: no test breaks %s" % (where, name))
        for name in sorted(checked - own):
            wrong.append("dialects/%s: %s is in no description" % (dialect, name))
        known |= own
        if dialect not in SENTENCES:
            continue
        expected = "\n".join(read(at("test/Dialect", dialect, "*.mlir")).values())
        for path, text in code.items():
            for line, sentence in sentences(text):
                said += 1
                if sentence not in expected:
                    where = os.path.relpath(path, root)
                    wrong.append('%s:%d: no test expects "%s"' % (where, line, sentence))
    for name in sorted(tested - known):
        wrong.append("test/Dialect: %s is in no description" % name)
    print("\n".join(wrong + [""]), end="")
    print(
        "%d constraints and %d sentences, %d without a check or a test"
        % (len(known), said, len(wrong))
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
