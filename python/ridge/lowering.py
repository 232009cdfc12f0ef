"""What the front ends share: torch-mlir's tools, and the linalg that they give."""

from __future__ import annotations

import importlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from .errors import Error

# One release, and what it was tried with.
WHEELS = "pip install torch-mlir==20261001 torch==2.13.0"


@dataclass
class Lowered:
    """Linalg on tensors as text, its weights beside it."""

    text: str
    names: list[str] = field(default_factory=list)  # Of the arguments, in order.
    weights: dict[int, np.ndarray] = field(default_factory=dict)  # By argument.


def need(module: str, wanted: str, install: str) -> Any:
    """The module, or an error that says how to install it."""
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise Error([
            "%s needs the Python package %s, which cannot be imported (%s): %s"
            % (wanted, module.split(".")[0], error, install)
        ]) from error


def tool(name: str, wanted: str) -> str:
    """The path of one of torch-mlir's programs."""
    beside = os.path.join(os.path.dirname(sys.executable), name)
    path = beside if os.path.exists(beside) else shutil.which(name)
    if path is None:
        raise Error([
            "%s needs %s, which the wheel of torch-mlir brings: %s"
            % (wanted, name, WHEELS)
        ])
    return path


def run_tool(command: Sequence[str], text: str, wanted: str) -> str:
    done = subprocess.run(
        [tool(command[0], wanted), *command[1:], "-"],
        input=text, capture_output=True, text=True, check=False,
    )
    if done.returncode:
        raise Error(["%s: %s" % (wanted, first_error(done.stderr))])
    return done.stdout


def first_error(text: str) -> str:
    """The first line that says error, or the last one."""
    lines = [line for line in text.splitlines() if line.strip()]
    for line in lines:
        if "error:" in line:
            return line.strip()
    return lines[-1].strip() if lines else "no message"


# Operations of dialects that linalg has not taken the place of.
_LEFT = re.compile(r'^\s*(?:%\S+(?:, %\S+)*(?::\d+)? = )?"?(stablehlo|chlo|tm_tensor|torch)'
                   r'\.([a-z0-9_.]+)', re.MULTILINE)


def check_lowered(text: str, wanted: str) -> str:
    """The text, or an error that names what has no place in linalg."""
    left = sorted({"%s.%s" % found for found in _LEFT.findall(text)})
    if left:
        raise Error([
            "%s: torch-mlir does not lower %s to linalg; say it by other operations, "
            "or leave it out of the part that is run" % (wanted, ", ".join(left))
        ])
    return text


def parse_dims(dims: Mapping[str, int] | None) -> dict[str, int]:
    """Sizes by name, all of at least 1."""
    given = dict(dims or {})
    for name, size in given.items():
        if not isinstance(size, int) or size < 1:
            raise Error(["dim %s is %r, expected a number of at least 1" % (name, size)])
    return given


def common_size(dims: Mapping[str, int], names: Collection[str] = ()) -> int | None:
    """The size of all dims that no other name says: that of the one name that is no
    place ("arg0.1") and none of the file's own `names`."""
    others = [
        name for name in dims
        if name not in names and not re.fullmatch(r"arg\d+\.\d+|s\d+", name)
    ]
    return dims[others[0]] if len(others) == 1 else None
