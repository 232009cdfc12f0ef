"""JAX functions and StableHLO, by way of torch-mlir's torch-mlir-opt."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from .jax_control import evaluate
from .lowering import Lowered, check_lowered, need, run_tool

JAX = "pip install jax==0.10.2 jaxlib==0.10.2"


# What torch-mlir leaves of CHLO, and the operation of math that it is.
_CHLO = re.compile(
    r"\bchlo\.(erf|erfc|sinh|cosh|tan|asin|acos|atan|asinh|acosh|atanh) (%\S+) : (\S+) -> \S+")
_SQUARE = re.compile(r"\bchlo\.square (%\S+) : (tensor<\S*(?:x|<)([a-z])\w*>) -> \S+")


def _replace_chlo(text: str) -> str:
    text = _CHLO.sub(lambda m: "math.%s %s : %s" % m.groups(), text)
    return _SQUARE.sub(
        lambda m: "arith.%s %s, %s : %s"
        % ("muli" if m[3] == "i" else "mulf", m[1], m[1], m[2]), text)


def lower_stablehlo(text: str, wanted: str = "from_stablehlo") -> Lowered:
    text = run_tool(
        ["torch-mlir-opt", "--stablehlo-convert-to-signless", "--inline", "--symbol-dce",
         "--stablehlo-aggressive-simplification",
         "--stablehlo-legalize-to-linalg=enable-primitive-ops", "--canonicalize"],
        text, wanted)
    return Lowered(check_lowered(_replace_chlo(text), wanted))


def lower(
    f: Any,
    example_inputs: Sequence[Any],
    kwargs: Mapping[str, Any] | None = None,
    weights: bool = True,
) -> Lowered:
    """Arrays that f closes over become arguments after its own."""
    jax = need("jax", "from_jax", JAX)
    from jax.tree_util import keystr, tree_flatten_with_path

    kwargs = dict(kwargs or {})
    leaves, _ = tree_flatten_with_path((tuple(example_inputs), kwargs))
    closed, _ = jax.make_jaxpr(f, return_shape=True)(*example_inputs, **kwargs)
    constants = [np.asarray(c) for c in closed.consts]
    large = [c for c in constants if c.size > 64]

    def flat(*values):
        own, given = values[:len(leaves)], iter(values[len(leaves):])
        consts = [next(given) if c.size > 64 else c for c in constants]
        return evaluate(closed.jaxpr, consts, own)

    shapes = [jax.ShapeDtypeStruct(np.shape(leaf), leaf.dtype if hasattr(leaf, "dtype")
                                   else np.asarray(leaf).dtype) for _, leaf in leaves]
    shapes += [jax.ShapeDtypeStruct(c.shape, c.dtype) for c in large]
    # Arguments stay where they are, used or not.
    text = jax.jit(flat, keep_unused=True).lower(*shapes).as_text()
    lowered = lower_stablehlo(text, "from_jax")
    lowered.names = ["x" + keystr(path) for path, _ in leaves]
    lowered.names += ["constant%d" % number for number in range(len(large))]
    if weights:
        lowered.weights = {len(leaves) + n: array for n, array in enumerate(large)}
    return lowered
