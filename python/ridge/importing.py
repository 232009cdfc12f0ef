"""python -m ridge import MODEL -o FILE.mlir [--weights FILE.safetensors] [--dim NAME=SIZE]

Writes a model of another framework (.onnx; .pt2, an exported program of PyTorch; .mlir
with StableHLO, linalg or TOSA) as linalg whose weights are arguments, and the weights
beside it. `ridge import` calls it.
"""

from __future__ import annotations

import argparse
import logging
import os
import sys

from . import from_onnx, from_stablehlo, from_torch, model
from .errors import Error
from .lowering import WHEELS, need


def _size(text: str) -> tuple[str, int]:
    name, _, size = text.partition("=")
    if not name or not size.isdigit() or int(size) < 1:
        raise argparse.ArgumentTypeError("expected NAME=SIZE, not '%s'" % text)
    return name, int(size)


def read(path: str, dims: dict[str, int]):
    """A Model of a file, by how its name ends."""
    ending = os.path.splitext(path)[1]
    if ending == ".onnx":
        return from_onnx(path, dims=dims)
    if ending == ".pt2":
        torch = need("torch", "a .pt2 file", WHEELS)
        # What it logs of an error, the error says.
        logger = logging.getLogger("torch.export")
        level = logger.level
        logger.setLevel(logging.CRITICAL)
        try:
            program = torch.export.load(path)
        except Exception as error:
            raise Error(["cannot read the exported program: %s" % error]) from error
        finally:
            logger.setLevel(level)
        return from_torch(program, dims=dims, name=path)
    if ending != ".mlir":
        raise Error(["'%s' is no ending that says what the file is; expected .mlir, "
                     ".onnx or .pt2" % ending])
    with open(path, encoding="utf-8") as file:
        if "stablehlo." in file.read():
            return from_stablehlo(path)
    return model(path, dims=dims)


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m ridge import", description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model")
    parser.add_argument("-o", dest="output", required=True)
    parser.add_argument("--weights")
    parser.add_argument("--dim", type=_size, action="append", default=[])
    given = parser.parse_args(words)
    try:
        read(given.model, dict(given.dim)).save(given.output, given.weights)
    except (Error, OSError, ValueError) as error:
        # What has a place of its own says it.
        said = str(error)
        placed = isinstance(error, Error) and hasattr(error.diagnostics[0], "place")
        print(said if placed or ": error: " in said
              else "%s:1:1: error: %s" % (given.model, said), file=sys.stderr)
        return 1
    return 0
