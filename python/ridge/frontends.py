"""Models as people have them: PyTorch, JAX, ONNX, StableHLO, TOSA.

What comes out is a model whose weights are arguments, after its own ones: the IR
never holds them. `model.weights` has their values by number of argument, which runs
that ask for values take; `model.save` writes both, the weights as safetensors.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any, Union

from . import jax_frontend, onnx_frontend, torch_frontend
from .errors import Error
from .lowering import Lowered
from .objects import Model
from .session import Session

Path = Union[str, "os.PathLike[str]"]


def _model(session: Session, lowered: Lowered, name: str, **options: Any) -> Model:
    model = session.model(text=lowered.text, name=name, **options)
    model.names = list(lowered.names)
    model.weights = dict(lowered.weights)
    return model


def _text(source: Path) -> tuple[str, str]:
    """(text, name) of a file, or of a text: what has a line break is one."""
    if isinstance(source, str) and "\n" in source:
        return source, "<model>"
    try:
        with open(source, encoding="utf-8") as file:
            return file.read(), os.fspath(source)
    except (OSError, UnicodeDecodeError) as error:
        raise Error(["%s:1:1: error: cannot read the model: %s"
                     % (os.fspath(source), error)]) from error


def from_torch(
    session: Session,
    module: Any,
    example_inputs: Sequence[Any] = (),
    *,
    kwargs: Mapping[str, Any] | None = None,
    dims: Mapping[str, int] | None = None,
    weights: bool = True,
    name: str = "<torch>",
) -> Model:
    """A model from a torch.nn.Module with example inputs, or from an ExportedProgram.

    The module is exported as it stands: call `eval()` for inference. Parameters,
    buffers and constants become arguments after the inputs; a buffer that the module
    changes (a cache) becomes a result before its own.

    Args:
        dims: Sizes of the dynamic dims of an ExportedProgram: by the name of its
            symbol, or as "arg0.1" for dim 1 of input 0.
        weights: False leaves their values behind: runs draw them.
    Raises:
        Error: torch-mlir is missing, or cannot lower the module.
    """
    lowered = torch_frontend.lower(module, example_inputs, kwargs, dims, weights)
    return _model(session, lowered, name)


def from_onnx(
    session: Session,
    model: Any,
    *,
    dims: Mapping[str, int] | None = None,
    weights: bool = True,
) -> Model:
    """A model from a .onnx file, or an onnx.ModelProto.

    Initializers of more than 64 elements become arguments after the inputs.

    Args:
        dims: Sizes of dynamic dims: by their names in the file, or as "arg0.1".
        weights: False leaves their values behind: runs draw them.
    Raises:
        Error: torch-mlir or onnx is missing, or an operation has no lowering.
    """
    lowered = onnx_frontend.lower(model, dims, weights)
    is_path = isinstance(model, (str, os.PathLike))
    return _model(session, lowered, os.fspath(model) if is_path else "<onnx>")


def from_jax(
    session: Session,
    f: Any,
    *example_inputs: Any,
    kwargs: Mapping[str, Any] | None = None,
    weights: bool = True,
    name: str = "<jax>",
) -> Model:
    """A model from a function of JAX and example inputs (arrays, ShapeDtypeStructs,
    or trees of them, flattened in order). Arrays that it closes over become arguments
    after them.

    Raises:
        Error: jax or torch-mlir is missing, or an operation has no lowering.
    """
    return _model(session, jax_frontend.lower(f, example_inputs, kwargs, weights), name)


def from_stablehlo(session: Session, source: Path) -> Model:
    """A model from a file of StableHLO, or its text.

    Raises:
        Error: torch-mlir is missing, or an operation has no lowering.
    """
    text, name = _text(source)
    return _model(session, jax_frontend.lower_stablehlo(text), name)


def from_tosa(
    session: Session, source: Path, *, dims: Mapping[str, int] | None = None
) -> Model:
    """A model from a file of TOSA, or its text. Ridge lowers TOSA by itself: this is
    `ridge.model`.

    Raises:
        Error: The text is wrong, or an operation has no lowering.
    """
    text, name = _text(source)
    return session.model(text=text, name=name, dims=dims)
