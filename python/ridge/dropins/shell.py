"""ridge from-scalesim TOPOLOGY.csv CONFIG.cfg -o NAME
ridge from-timeloop PROBLEM.yaml ARCHITECTURE.yaml -o NAME
ridge from-zigzag WORKLOAD.yaml ACCELERATOR.yaml [MAPPING.yaml] -o NAME

Writes NAME.machine.mlir and NAME.model.mlir, for `ridge run NAME.model.mlir --machine
NAME.machine.mlir`, and says on standard error what could not be kept, line by line.
"""

from __future__ import annotations

import argparse
import sys

from ..errors import Error
from . import scalesim, timeloop, zigzag

# How many files each takes.
READERS = {"from-scalesim": (scalesim, (2,)), "from-timeloop": (timeloop, (2,)),
           "from-zigzag": (zigzag, (2, 3))}


def main(verb: str, words: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="ridge " + verb, description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+")
    parser.add_argument("-o", dest="output", required=True)
    given = parser.parse_args(words)
    read, counts = READERS[verb]
    if len(given.files) not in counts:
        parser.error("found %d files, expected %s" % (
            len(given.files), " or ".join(map(str, counts))))
    try:
        got = read(*given.files)
        # Neither is written unless both are whole.
        got.machine(), got.model()
        for part, text in (("machine", got.machine_text), ("model", got.model_text)):
            with open("%s.%s.mlir" % (given.output, part), "w", encoding="utf-8") as file:
                file.write(text)
    except (Error, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    for note in got.notes:
        print(note, file=sys.stderr)
    return 0
