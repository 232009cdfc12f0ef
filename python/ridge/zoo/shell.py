"""ridge zoo [NAME [SIZE=VALUE ...] [-o FILE.mlir]]

Lists the workloads; the sizes of one; or writes one as linalg whose weights are
arguments ("-o -": to the standard output).

    ridge zoo llama3-8b-prefill layers=1 vocabulary=0 tokens=512 -o block.mlir
"""

from __future__ import annotations

import argparse
import ast
import sys
from typing import Any

from . import WORDS, entries, graph, sizes
from ..errors import Error


def _size(text: str) -> tuple[str, Any]:
    word, found, value = text.partition("=")
    if not found or not word:
        raise argparse.ArgumentTypeError("expected SIZE=VALUE, not '%s'" % text)
    try:
        return word, ast.literal_eval(value)
    except (SyntaxError, ValueError):
        return word, value


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="ridge zoo", description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name", nargs="?")
    parser.add_argument("sizes", nargs="*", type=_size, metavar="SIZE=VALUE")
    parser.add_argument("-o", dest="output")
    given = parser.parse_intermixed_args(words)
    try:
        if given.name is None:
            for entry in entries():
                print("%-26s %s" % (entry.name, entry.text))
        elif given.output is None and not given.sizes:
            for word, value in sizes(given.name).items():
                print("%-20s %-22s %s" % (word, value, WORDS[word]))
        elif given.output is None:
            raise Error(["where to is missing: -o FILE.mlir"])
        else:
            text = graph(given.name, **dict(given.sizes)).text()
            if given.output == "-":
                sys.stdout.write(text)
            else:
                with open(given.output, "w", encoding="utf-8") as file:
                    file.write(text)
    except (Error, OSError) as error:
        print("%s:1:1: error: %s" % (given.name, error), file=sys.stderr)
        return 1
    return 0
