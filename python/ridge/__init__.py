"""How fast a model is on a machine, why, and whether the answer holds.

    import ridge
    machine = ridge.machine("edge-mx").with_(sram="512 KiB")
    run = ridge.run("model.mlir", machine, check=True)
    print(run.page)

`from_torch`, `from_jax`, `from_onnx`, `from_stablehlo` and `from_tosa` make models, and
`ridge.zoo` has those that need none. `whatif`, `sensitivity`, `find`, `explain` and
`compare_runs` answer questions about machines.
docs/Python.md walks through it.
"""

import atexit as _atexit
import functools as _functools
import os as _os
import typing as _typing

from . import _native, dropins, numerics, records, zoo
from . import frontends as _frontends
from . import questions as _questions
from .errors import CheckFailed, Error
from .objects import Machine, Model, Program, Run, TensorType, Values
from .points import Point, Points
from .questions import Comparison, Found, Reasons, Sensitivity, WhatIf, compare_runs
from .search import Range, search
from .session import Session, default_session
from .sweeps import grid, points, sweep

__all__ = [
    "CheckFailed", "Comparison", "Error", "Found", "Machine", "Model", "Point", "Points",
    "Program", "Range", "Reasons", "Run", "Sensitivity", "Session", "TensorType", "Values",
    "WhatIf", "bound", "compare", "compare_runs", "compile", "default_session", "dropins",
    "estimate", "evaluate", "execute", "explain", "find", "from_jax", "from_onnx",
    "from_stablehlo", "from_torch", "from_tosa", "grid", "ir", "machine", "machines",
    "model", "numerics", "points", "program", "records", "run", "search", "sensitivity",
    "simulate", "sweep", "whatif", "zoo",
]


def machines() -> list[str]:
    """The names of the shipped machines."""
    return _native.shipped_machines()


_P = _typing.ParamSpec("_P")
_T = _typing.TypeVar("_T")


def _of_default(
    step: _typing.Callable[_typing.Concatenate[Session, _P], _T],
) -> _typing.Callable[_P, _T]:
    """A step of this thread's session as a function, with its documentation."""

    @_functools.wraps(step)
    def call(*args: _P.args, **kwargs: _P.kwargs) -> _T:
        return step(default_session(), *args, **kwargs)

    return call


machine = _of_default(Session.machine)
model = _of_default(Session.model)
run = _of_default(Session.run)
compile = _of_default(Session.compile)
ir = _of_default(Session.ir)
evaluate = _of_default(Session.evaluate)
program = _of_default(Session.program)
bound = _of_default(Session.bound)
estimate = _of_default(Session.estimate)
simulate = _of_default(Session.simulate)
execute = _of_default(Session.execute)
compare = _of_default(Session.compare)
whatif = _of_default(_questions.whatif)
sensitivity = _of_default(_questions.sensitivity)
find = _of_default(_questions.find)
explain = _of_default(_questions.explain)
from_torch = _of_default(_frontends.from_torch)
from_onnx = _of_default(_frontends.from_onnx)
from_jax = _of_default(_frontends.from_jax)
from_stablehlo = _of_default(_frontends.from_stablehlo)
from_tosa = _of_default(_frontends.from_tosa)


@_atexit.register
def _finish():
    # A step that was interrupted may still run; the memory it works on must not
    # go before it. Whoever interrupts again wants out.
    try:
        _native.finish()
    except KeyboardInterrupt:
        _os._exit(130)
