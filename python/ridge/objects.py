"""Machines, models, programs, values and runs."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from . import formats, records
from .weights import save

if TYPE_CHECKING:
    from .session import Session


def arrays(tensors) -> list[np.ndarray]:
    """Arrays that show Ridge's memory; they are read only."""
    return [formats.from_bytes(*tensor) for tensor in tensors]


def _spelt(value: Any) -> str:
    """As machine files spell it: lists of names have double quotes."""
    return json.dumps(value) if isinstance(value, (list, tuple)) else str(value)


class Machine:
    """A machine: it never changes; `with_` makes another one.

    `hardware` has its sizes and rates, and so have the attributes `memories`,
    `engines`, `paths` and `instructions`, whose parts are found by name:

        >>> ridge.machine("toy").memories["sram"].bytes

    Attributes:
        changes: What `with_` has changed, by "PART.ATTRIBUTE"; a text is not taken apart.
    """

    def __init__(self, native, session: Session, changes: Mapping[str, str] = {}):
        self._native, self._session = native, session
        self.changes = dict(changes)
        self._hardware: records.Hardware | None = None

    @property
    def name(self) -> str:
        """How reports name it; a variant's ends in the start of its hash."""
        return self._native.name

    @property
    def hash(self) -> str:
        """32 hex digits: machines with equal ones give equal times."""
        return self._native.hash

    @property
    def text(self) -> str:
        """A machine file that says the same."""
        return self._native.text

    @property
    def hardware(self) -> records.Hardware:
        """Sizes, rates and parts."""
        if self._hardware is None:
            self._hardware = records.Hardware(json.loads(self._native.json()))
        return self._hardware

    @property
    def hertz(self) -> int:
        return self.hardware.hertz

    @property
    def memories(self) -> records.Table[records.Memory]:
        return self.hardware.memories

    @property
    def engines(self) -> records.Table[records.Engine]:
        return self.hardware.engines

    @property
    def paths(self) -> records.Table[records.Path]:
        return self.hardware.paths

    @property
    def instructions(self) -> records.Table[records.Instruction]:
        return self.hardware.instructions

    def describe(self) -> str:
        """What the machine file comes to, as `ridge machines FILE` prints it."""
        return self._native.describe()

    def with_(
        self,
        changes: Mapping[str, Any] | str | None = None,
        *,
        source: str = "assumed",
        **parts: Any,
    ) -> Machine:
        """This machine with some numbers changed, checked like a machine file.

        A keyword names a part: a value is the size of a memory, a mapping has
        attributes of the part as machine files spell them. `changes` is for what
        is no word of Python's, by "PART.ATTRIBUTE", or "ATTRIBUTE" of the machine
        itself; or it is the text of parts as a machine file has them:

            m.with_(sram="512 KiB")
            m.with_(dram={"bandwidth": "64 B/cycle"}, array={"queue": 4})
            m.with_({"dram->sram.bandwidth": "32 B/cycle", "clock": "1.2 GHz"})
            m.with_('arch.remove @fold')

        Args:
            source: Where the numbers come from; energy and area reports say it.
        Raises:
            Error: A change names nothing, or the machine does not fit together.
        """
        if isinstance(changes, str):
            if parts:
                raise TypeError("text or parts, not both")
            native = self._session._native.derive_machine_text(
                self._native, changes, "<changes>"
            )
            return Machine(native, self._session, self.changes)
        rows = []
        for key, value in (changes or {}).items():
            part, _, name = key.rpartition(".")
            rows.append([part, name, _spelt(value), source])
        for part, value in parts.items():
            named = value if isinstance(value, Mapping) else {"size": value}
            rows += [[part, name, _spelt(value), source] for name, value in named.items()]
        said = {"%s.%s" % (part, name) if part else name: value
                for part, name, value, _ in rows}
        return Machine(
            self._session._native.derive_machine(self._native, rows), self._session,
            {**self.changes, **said},
        )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Machine) and self.hash == other.hash

    def __hash__(self) -> int:
        return hash(self.hash)

    def __repr__(self) -> str:
        return "<ridge.Machine %s>" % self.name


class TensorType(NamedTuple):
    """What an argument or a result is: its format, or MLIR's word for it, and its
    shape."""

    format: str
    shape: tuple[int, ...]


def tensor_type(text: str) -> TensorType:
    """Of MLIR's "tensor<4x8xf32>"."""
    match = re.fullmatch(r"tensor<((?:\d+x)*)(.+)>", text)
    if not match:
        return TensorType(text, ())
    return TensorType(match[2], tuple(int(n) for n in match[1].split("x") if n))


class Model:
    """One function of linalg on tensors, as it was read.

    Attributes:
        weights: Values of arguments that a front end has found, by number: runs that
            execute or compare take them, where `inputs` gives no other.
        names: What the front end calls the arguments, in order; empty without one.
    """

    def __init__(self, native, session: Session):
        self._native, self._session = native, session
        self.weights: dict[int, np.ndarray] = {}
        self.names: list[str] = []

    @property
    def file(self) -> str:
        """Its file, or the name that was given with the text."""
        return self._native.file

    @property
    def text(self) -> str:
        """The IR of the model."""
        return self._native.text

    @property
    def arguments(self) -> list[TensorType]:
        """Format and shape of each argument."""
        return [tensor_type(text) for text in self._native.argument_types]

    @property
    def results(self) -> list[TensorType]:
        """Format and shape of each result."""
        return [tensor_type(text) for text in self._native.result_types]

    def save(
        self,
        path: str | os.PathLike[str],
        weights: str | os.PathLike[str] | None = None,
    ) -> None:
        """Writes the IR, in which weights are arguments with names, and with
        `weights` their values, as .safetensors: `ridge run PATH --inputs WEIGHTS
        --seed 0` takes both."""
        text = self.text
        for number in sorted(self.weights):
            text = _with_name(text, number, self._name(number))
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        if weights is not None:
            save(weights, {self._name(n): a for n, a in sorted(self.weights.items())})

    def _name(self, number: int) -> str:
        return self.names[number] if number < len(self.names) else "arg%d" % number

    def __repr__(self) -> str:
        return "<ridge.Model %s>" % self.file


def _with_name(text: str, number: int, name: str) -> str:
    """The signature's argument with the attribute that says its name."""
    quoted = json.dumps(name)
    return re.sub(
        r"(%%arg%d: tensor<[^>(){}]*>)(?=[,)])" % number,
        lambda match: "%s {ridge.name = %s}" % (match[1], quoted),
        text, count=1)


class Program:
    """A compiled program: queues of operations for one machine."""

    def __init__(self, native, session: Session):
        self._native, self._session = native, session

    @property
    def text(self) -> str:
        """The program in its text form (docs/Program.md)."""
        return self._native.text

    @property
    def machine(self) -> Machine:
        return Machine(self._native.machine, self._session)

    @property
    def file(self) -> str:
        """The file of the model, or of the program's text."""
        return self._native.file

    def __repr__(self) -> str:
        return "<ridge.Program of %s on %s>" % (self.file, self.machine.name)


class Values:
    """A model's arguments, and what the reference makes of them."""

    def __init__(self, native, session: Session):
        self._native, self._session = native, session

    @property
    def arguments(self) -> list[np.ndarray]:
        """By number; read only, without a copy."""
        return arrays(self._native.arguments())

    @property
    def results(self) -> list[np.ndarray]:
        """What the model gives; read only, without a copy."""
        return arrays(self._native.results())


class Run:
    """All that one run made. The fields of its document are attributes:

        >>> run.cycles.simulated, run.units["array"].states.busy, run.ops[0].bound

    `help(ridge.records.Run)` has them with their units. What the document leaves
    out is None.
    """

    def __init__(self, native, session: Session, model: Model, options: dict):
        self._native, self._session = native, session
        self.model, self._options = model, options
        self.json: str = native.json()
        self.record: records.Run = records.Run(json.loads(self.json))

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name == "record":
            raise AttributeError(name)
        return getattr(self.record, name)

    def __dir__(self):
        return [*super().__dir__(), *dir(self.record)]

    def to_dict(self) -> dict[str, Any]:
        """The document of `ridge run --json`."""
        return self.record.to_dict()

    @property
    def page(self) -> str:
        """The page that `ridge run` prints."""
        return self._native.page()

    @property
    def program(self) -> Program:
        return Program(self._native.program, self._session)

    @property
    def mapping(self) -> str:
        """What was decided about each group (docs/Mapping.md), as text that
        `mapping=` takes."""
        return self._native.mapping()

    @property
    def values(self) -> Values | None:
        """Arguments and the reference's results; None if nothing asked for them."""
        native = self._native.values
        return None if native is None else Values(native, self._session)

    @property
    def outputs(self) -> list[np.ndarray]:
        """What the program computed: with check, check_stages or execute. Read
        only, without a copy."""
        return arrays(self._native.outputs())

    @property
    def pareto(self) -> str:
        """The choices of formats that were tried, as a picture (SVG); empty
        without error_budget."""
        return self._native.pareto()

    @property
    def messages(self) -> list[Any]:
        """Warnings, and with remarks=True what passes decided and why."""
        return self._native.messages

    def ir(self, stage: str) -> str:
        """The IR after a stage: tensor, typed, tile, placed, selected or isa. The
        model is compiled again as far as that."""
        return self._session.ir(
            self.model, Machine(self._native.machine, self._session), stage,
            **self._options,
        )

    def save_report(self, path: str | os.PathLike[str]) -> None:
        """Writes the page for a browser, one HTML file that needs no other."""
        with open(path, "w", encoding="utf-8") as file:
            file.write(self._native.report())

    def save_json(self, path: str | os.PathLike[str]) -> None:
        with open(path, "w", encoding="utf-8") as file:
            file.write(self.json)

    def __repr__(self) -> str:
        return "<ridge.Run of %s on %s: %d cycles, limited by %s>" % (
            self.record.model, self.record.machine, self.record.cycles.simulated or 0,
            self.record.limited_by,
        )
