"""The steps of a run, each callable alone."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Union

import numpy as np

from . import _native, formats, records
from .errors import CheckFailed
from .objects import Machine, Model, Program, Run, TensorType, Values, arrays

Path = Union[str, "os.PathLike[str]"]
Inputs = Union[
    None, Path, Sequence[Any], Mapping[Union[int, str], Any], Values
]
Progress = Union[None, Callable[[str], object]]


def _number(key: int | str) -> int:
    """3, "3" or "arg3"."""
    text = str(key)
    digits = text[3:] if text.startswith("arg") else text
    if not digits.isdigit():
        raise KeyError("an argument is named by its number or as arg3, not %r" % key)
    return int(digits)


def _give(options, inputs: Inputs, expected: Sequence[TensorType]) -> None:
    """Puts arrays and files among the options."""
    if inputs is None:
        return
    if isinstance(inputs, (str, os.PathLike)):
        options.input_files = [os.fspath(inputs)]
        return
    if isinstance(inputs, Values):
        inputs = inputs.arguments
    if isinstance(inputs, Mapping):
        items = [(_number(key), value) for key, value in inputs.items()]
    elif all(isinstance(value, (str, os.PathLike)) for value in inputs):
        options.input_files = [os.fspath(value) for value in inputs]
        return
    else:
        items = list(enumerate(inputs))
    for number, value in items:
        if isinstance(value, (str, os.PathLike)):
            options.input_files += ["arg%d=%s" % (number, os.fspath(value))]
            continue
        array = np.asarray(value)
        wanted = expected[number].format if number < len(expected) else None
        options.give(
            number, formats.format_of(array, wanted), array.shape, formats.as_bytes(array)
        )


def _with_weights(model: Model | None, inputs: Inputs) -> Inputs:
    """The model's own weights, where arrays give no others. Files speak for
    themselves."""
    if not model or not model.weights:
        return inputs
    if isinstance(inputs, (str, os.PathLike, Values)):
        return inputs
    given: dict[int, Any] = dict(model.weights)
    if isinstance(inputs, Mapping):
        given.update((_number(key), value) for key, value in inputs.items())
    elif inputs is not None:
        if any(isinstance(value, (str, os.PathLike)) for value in inputs):
            return inputs
        given.update(enumerate(inputs))
    return given


def _source(given: Any) -> tuple[str, str]:
    """(name, text) of a file, or of a text: what has a line break is one."""
    if isinstance(given, records.Record):
        given = given.to_dict()
    if isinstance(given, Mapping):
        return "<formats>", json.dumps(given)
    if isinstance(given, str) and "\n" in given:
        return "<text>", given
    with open(given, encoding="utf-8") as file:
        return os.fspath(given), file.read()


def _options(
    model: Model | None,
    *,
    check: bool = False,
    check_stages: bool = False,
    execute: bool = False,
    evaluate: bool = False,
    inputs: Inputs = None,
    input_names: Path | None = None,
    seed: int | None = None,
    weights: Sequence[int] | None = None,
    error_budget: float | None = None,
    minimize: str = "time",
    formats: Any = None,
    narrow_logits: bool = False,
    codec: Mapping[str, str] | None = None,
    mapping: Any = None,
    trace: Path | None = None,
    remarks: bool = False,
    last: str = "",
    reads_values: bool = False,
):
    options = _native.RunOptions()
    options.check, options.check_stages = check, check_stages
    options.executes, options.evaluates = execute, evaluate
    values = check or check_stages or execute or evaluate or reads_values
    values = values or error_budget is not None or bool(codec)
    if model and model.weights and values:
        # What no weight is, is drawn.
        seed = 0 if inputs is None and seed is None else seed
        inputs = _with_weights(model, inputs)
    _give(options, inputs, model.arguments if model else [])
    options.names_file = os.fspath(input_names) if input_names else ""
    options.seed = seed
    options.weights = None if weights is None else list(weights)
    options.error_budget = error_budget
    if minimize not in ("time", "energy"):
        raise ValueError("minimize is 'time' or 'energy', not %r" % minimize)
    if error_budget is not None and formats is not None:
        raise ValueError("error_budget chooses formats and formats gives them: one")
    options.minimizes_energy = minimize == "energy"
    options.narrow_logits = narrow_logits
    options.codecs = list((codec or {}).items())
    if formats is not None:
        options.set_formats(*_source(formats))
    if mapping is not None:
        options.set_mapping(*_source(mapping))
    options.trace_path = os.fspath(trace) if trace else ""
    options.remarks = remarks
    options.last = last
    return options


class Session:
    """What machines, models and runs are made in. The functions of this module
    work in a session of their thread; threads that run models at the same time
    each take a session of their own. A session that is asked by two threads
    serves them in turn.
    """

    def __init__(self) -> None:
        self._native = _native.Session()

    # Machines and models.

    def machine(self, name: Path | None = None, *, text: str | None = None) -> Machine:
        """A machine: a shipped one by name (`machines()` has them), a machine file
        (.mlir) by its path, or the text of one.

        Raises:
            Error: No such machine, or its file is wrong; the place says where.
        """
        if (name is None) == (text is None):
            raise TypeError("a machine is a name or a text")
        if text is not None:
            return Machine(self._native.parse_machine(text, "<machine>"), self)
        return Machine(self._native.load_machine(os.fspath(name or "")), self)

    def model(
        self,
        path: Path | None = None,
        *,
        text: str | None = None,
        name: str = "<model>",
        function: str = "",
        draw_elided: bool = False,
        accumulate_wider: bool = False,
        dims: Mapping[str, int] | None = None,
    ) -> Model:
        """A model: linalg on tensors, in a .mlir file or as text.

        Args:
            name: Names the text in places of errors.
            function: The one to run; "" is the only public one.
            draw_elided: Weights that the file leaves out become arguments.
            accumulate_wider: Sums of products in less than f32 or i32 do so in
                these.
            dims: Sizes of dims that the file leaves open: "arg0.1" is dim 1 of
                argument 0, any other name all that are not named so.
        Raises:
            Error: Not to be read; the place says where.
        """
        if (path is None) == (text is None):
            raise TypeError("a model is a path or a text")
        sizes = [(key, int(size)) for key, size in (dims or {}).items()]
        options = (function, draw_elided, accumulate_wider, sizes)
        if text is not None:
            return Model(self._native.parse_model(text, name, *options), self)
        return Model(self._native.load_model(os.fspath(path or ""), *options), self)

    def _given(self, model: Model | Path) -> Model:
        return model if isinstance(model, Model) else self.model(model)

    def _machine(self, machine: Machine | Path) -> Machine:
        return machine if isinstance(machine, Machine) else self.machine(machine)

    # Runs.

    def run(
        self,
        model: Model | Path,
        machine: Machine | Path,
        *,
        check: bool = False,
        check_stages: bool = False,
        execute: bool = False,
        evaluate: bool = False,
        inputs: Inputs = None,
        input_names: Path | None = None,
        seed: int | None = None,
        weights: Sequence[int] | None = None,
        error_budget: float | None = None,
        minimize: str = "time",
        formats: Any = None,
        narrow_logits: bool = False,
        codec: Mapping[str, str] | None = None,
        mapping: Any = None,
        trace: Path | None = None,
        remarks: bool = False,
        progress: Progress = None,
    ) -> Run:
        """Compiles, bounds, estimates and simulates a model, as `ridge run`.

        Args:
            check: Execute the program on data and compare with the model.
            check_stages: And the IR after each pass, to find the wrong one.
            execute: Execute the program without comparing: `outputs` has what it
                computed.
            evaluate: Run the reference: `values` has what the model gives.
            inputs: Values of arguments: arrays in order or by number, a
                .safetensors file, or argN=FILE.npy files. Arrays have the
                argument's own type and shape; what no input gives is drawn if
                there is none at all, or a seed.
            input_names: Other names in files: lines of "INDEX NAME".
            seed: Of drawn arguments.
            weights: Numbers of arguments that hold weights; None: second operands
                of products.
            error_budget: Signal to noise ratio in dB that the results keep: the
                fastest program's formats are chosen.
            minimize: "time", or "energy".
            formats: Formats chosen before: `run.precision`, or a JSON file.
            narrow_logits: Products whose sums are results change, too.
            codec: Tensors ("weights", "activations", "arg3") that lie in a codec.
            mapping: Mappings of groups to carry out, as `run.mapping` has them:
                text or a file.
            trace: Where a Perfetto trace of all engines goes.
            remarks: `run.messages` says what the passes decided and why.
            progress: Called with a text as each step begins.
        Raises:
            Error: The model or an option was refused.
            CheckFailed: The values differ; its `run` has the numbers.
            KeyboardInterrupt: At once. What ran ends between two passes; until
                then the next call of this session waits.
        """
        given = dict(
            seed=seed, weights=weights, error_budget=error_budget, minimize=minimize,
            formats=formats, narrow_logits=narrow_logits, codec=codec, mapping=mapping,
            inputs=inputs, input_names=input_names,
        )
        model = self._given(model)
        options = _options(
            model, check=check, check_stages=check_stages, execute=execute,
            evaluate=evaluate, trace=trace, remarks=remarks, **given,
        )
        native = model._session._native.run(
            model._native, self._machine(machine)._native, options, progress
        )
        run = Run(native, model._session, model, given)
        if native.check_detail:
            raise CheckFailed("check failed: " + native.check_detail, run)
        return run

    def _compiled(self, model, machine, last, progress, options):
        model = self._given(model)
        native = None if machine is None else self._machine(machine)._native
        options = _options(model, last=last, **options)
        return model._session, model._session._native.run(
            model._native, native, options, progress
        )

    def compile(
        self,
        model: Model | Path,
        machine: Machine | Path,
        *,
        progress: Progress = None,
        **options: Any,
    ) -> Program:
        """The program of a model: the first step of `run`, with its options
        formats, codec, mapping, error_budget and what belongs to them."""
        session, native = self._compiled(model, machine, "program", progress, options)
        return Program(native.program, session)

    def ir(
        self,
        model: Model | Path,
        machine: Machine | Path | None,
        stage: str,
        *,
        progress: Progress = None,
        **options: Any,
    ) -> str:
        """The IR after a stage: tensor (which needs no machine), typed, tile,
        placed, selected or isa; or "mapping" or "program", as text."""
        session, native = self._compiled(model, machine, stage, progress, options)
        return native.program.text if stage == "program" else native.text()

    def evaluate(
        self,
        model: Model | Path,
        *,
        inputs: Inputs = None,
        input_names: Path | None = None,
        seed: int | None = None,
        progress: Progress = None,
    ) -> Values:
        """Reads or draws arguments and runs the model on them: the reference."""
        model = self._given(model)
        options = _options(
            model, inputs=inputs, input_names=input_names, seed=seed, reads_values=True
        )
        native = model._session._native.evaluate(model._native, options, progress)
        return Values(native, model._session)

    # Programs.

    def program(
        self,
        path: Path | None = None,
        machine: Machine | Path = "",
        *,
        text: str | None = None,
    ) -> Program:
        """A program in text form (docs/Program.md), from a file or as text, proved
        well formed for the machine."""
        file, source = _source(path) if text is None else ("<program>", text)
        native = self._native.parse_program(
            source, file, self._machine(machine)._native
        )
        return Program(native, self)

    def bound(self, program: Program) -> int:
        """Cycles that no order of the program's work beats."""
        return self.estimate(program).cycles.bound

    def estimate(self, program: Program) -> records.Run:
        """Bound, analytic estimate and serial sum: `cycles` and `bound_by`."""
        return records.Run(json.loads(self._native.estimate(program._native)))

    def simulate(self, program: Program, *, trace: Path | None = None) -> records.Run:
        """The document of a simulation; with `trace`, a Perfetto trace as well."""
        path = os.fspath(trace) if trace else ""
        return records.Run(json.loads(self._native.simulate(program._native, path)))

    def execute(
        self, program: Program, inputs: Inputs = None, *, seed: int | None = None
    ) -> list[np.ndarray]:
        """What a program computes, at its own addresses; an Error where semaphores
        leave two accesses unordered. Without inputs arguments are drawn."""
        if isinstance(inputs, Values):
            return arrays(self._native.execute_on(program._native, inputs._native))
        options = _options(None, inputs=inputs, seed=seed)
        return arrays(self._native.execute(program._native, options))

    def compare(self, program: Program, values: Values) -> records.Check:
        """Executes a program on the arguments of `values` and compares with what
        the model gave; `status` is "pass" or "fail"."""
        return records.Check(
            json.loads(
                values._session._native.compare(program._native, values._native)
            )
        )


_local = threading.local()


def default_session() -> Session:
    """The session of this thread that the module's functions use."""
    if not hasattr(_local, "session"):
        _local.session = Session()
    return _local.session
