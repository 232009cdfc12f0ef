"""Written by records.stub_text() from the schemas."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Generic, TypeVar, overload

T = TypeVar("T")

class Record:
    def __init__(self, data: dict[str, Any]) -> None: ...
    def to_dict(self) -> dict[str, Any]: ...

class Table(Sequence[T], Generic[T]):
    def __len__(self) -> int: ...
    @overload
    def __getitem__(self, at: int | str) -> T: ...
    @overload
    def __getitem__(self, at: slice) -> Table[T]: ...
    def to_dict(self) -> list[dict[str, Any]]: ...
    def to_dataframe(self) -> Any: ...

class Named(Mapping[str, T], Generic[T]):
    def __len__(self) -> int: ...
    def __iter__(self) -> Iterator[str]: ...
    def __getitem__(self, name: str) -> T: ...
    def to_dict(self) -> dict[str, Any]: ...
    def to_dataframe(self) -> Any: ...

def dataframe(rows: list[dict[str, Any]], index: list[str] | None = None) -> Any: ...
def stub_text() -> str: ...

class Cycles(Record):
    """Cycles of the whole program: bound <= simulated <= serial."""

    @property
    def bound(self) -> int:
        """No mapping of this model on this machine is faster."""

    @property
    def estimate(self) -> int:
        """Analytic, with overlap but without contention."""

    @property
    def simulated(self) -> int | None:
        """By events, with contention."""

    @property
    def serial(self) -> int:
        """Every operation alone, one after the other."""

class Energy(Record):
    """Energy by cause and by part, in femtojoules."""

    @property
    def femtojoules(self) -> int:
        """The sum."""

    @property
    def by_cause(self) -> Named[int]:
        """Femtojoules by cause."""

    @property
    def parts(self) -> Table[EnergyPart]:
        """A line a part and cause."""

    @property
    def missing(self) -> list[str]:
        """Parts that did work and state no energy."""

class EnergyPart(Record):
    """Energy of one part for one cause."""

    @property
    def part(self) -> str:
        """'@array', 'dram->sram', ..."""

    @property
    def cause(self) -> str:
        """Why it was spent."""

    @property
    def femtojoules(self) -> int:
        """How much."""

    @property
    def source(self) -> str:
        """Where the machine's number comes from."""

class Area(Record):
    """Areas that the machine states."""

    @property
    def square_micrometres(self) -> int:
        """The sum."""

    @property
    def parts(self) -> Table[AreaPart]:
        """A line a part."""

class AreaPart(Record):
    """The area of one part."""

    @property
    def part(self) -> str:
        """'@array', 'dram->sram', ..."""

    @property
    def square_micrometres(self) -> int:
        """Its area."""

    @property
    def source(self) -> str:
        """Where the number comes from."""

class MemoryUse(Record):
    """How full a memory gets, in bytes."""

    @property
    def live_peak(self) -> int:
        """Bytes alive at once, at most."""

    @property
    def peak(self) -> int:
        """The highest address in use."""

    @property
    def capacity(self) -> int:
        """Bytes that it has for programs."""

    @property
    def lower_bound(self) -> int:
        """No placement has a lower peak."""

class Unit(Record):
    """What one engine did; the states add up to the simulated cycles."""

    @property
    def name(self) -> str:
        """The engine's name."""

    @property
    def states(self) -> States:
        """Cycles by state."""

class States(Record):
    """Cycles of an engine by what it did in them."""

    @property
    def busy(self) -> int:
        """Computing, or sending at the rate it has alone."""

    @property
    def contended(self) -> int:
        """Slower than alone: the share lost to others."""

    @property
    def wait_data(self) -> int:
        """An earlier result of its queue is not complete."""

    @property
    def wait_semaphore(self) -> int:
        """Held by a semaphore."""

    @property
    def wait_queue(self) -> int:
        """As many operations are in flight as its queue takes."""

    @property
    def idle(self) -> int:
        """Its queue has ended, or never began."""

class Op(Record):
    """One fused layer. Times are cycles."""

    @property
    def name(self) -> str:
        """The layer's name in the program."""

    @property
    def location(self) -> str:
        """'FILE:LINE:COLUMN' in the model."""

    @property
    def kind(self) -> str:
        """'matmul', 'elementwise', ..."""

    @property
    def instruction(self) -> str:
        """That which works longest in it; empty if it only moves data."""

    @property
    def bound(self) -> int:
        """No mapping of this layer is faster."""

    @property
    def estimate(self) -> int:
        """Analytic time that it adds."""

    @property
    def simulated(self) -> int:
        """Time that it adds: from the end of all before it to its own."""

    @property
    def serial(self) -> int:
        """Its operations one after the other."""

    @property
    def begin(self) -> int:
        """Cycle in which its first operation begins."""

    @property
    def end(self) -> int:
        """Cycle after its last completion."""

    @property
    def bytes(self) -> int:
        """Bytes moved for it, on all paths."""

    @property
    def macs(self) -> int:
        """Multiply-accumulates that are done."""

    @property
    def masked_pairs(self) -> int:
        """Pairs of positions that a causal mask makes useless."""

    @property
    def skipped_pairs(self) -> int:
        """Those of them that are not computed."""

    @property
    def energy_femtojoules(self) -> int:
        """Of all but static power."""

    @property
    def formats(self) -> str:
        """'bf16 x bf16 -> f32': what its product reads and writes, or that instruction; of a layer that only moves data, what it moves."""

    @property
    def mapping(self) -> str | None:
        """What was decided about it (docs/Mapping.md), as text; absent if the run did not keep it."""

class Buffer(Record):
    """A buffer and its place."""

    @property
    def name(self) -> str:
        """Its name in the program."""

    @property
    def memory(self) -> str:
        """The memory's name."""

    @property
    def format(self) -> str:
        """Of its elements (docs/Numerics.md)."""

    @property
    def address(self) -> int:
        """First byte."""

    @property
    def bytes(self) -> int:
        """Bytes of all its slots."""

    @property
    def slots(self) -> int:
        """Copies that take turns."""

    @property
    def first_layer(self) -> int:
        """Number of the first layer that uses it."""

    @property
    def last_layer(self) -> int:
        """Number of the last one."""

class Code(Record):
    """The program as instruction words (docs/Machine.md)."""

    @property
    def problem(self) -> str | None:
        """Why it has no words; then there is nothing else."""

    @property
    def bytes(self) -> int | None:
        """Of all words."""

    @property
    def queues(self) -> Table[CodeQueue] | None:
        """One by one, in the machine's order."""

class CodeQueue(Record):
    """The words of one engine."""

    @property
    def engine(self) -> str:
        """Its name."""

    @property
    def words(self) -> int:
        """How many."""

    @property
    def bytes(self) -> int:
        """That they take."""

    @property
    def fetched_bytes(self) -> int:
        """That the engine fetches: bodies of loops in each iteration."""

    @property
    def fetch_cycles(self) -> int | None:
        """Cycles that this takes; absent without a rate."""

    @property
    def memory_bytes(self) -> int | None:
        """That its code memory holds; absent if not stated."""

class Hardware(Record):
    """A machine in numbers; rates are a cycle."""

    @property
    def name(self) -> str:
        """The machine's name."""

    @property
    def hertz(self) -> int:
        """Its clock."""

    @property
    def memories(self) -> Table[Memory]:
        """Also by name."""

    @property
    def engines(self) -> Table[Engine]:
        """Also by name."""

    @property
    def paths(self) -> Table[Path]:
        """Also by name."""

    @property
    def instructions(self) -> Table[Instruction]:
        """Also by name."""

class Memory(Record):
    """A memory; a rate, a number of banks or ports of 0 is not stated."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def home(self) -> bool:
        """Arguments and results of a model lie here."""

    @property
    def bytes(self) -> int:
        """Bytes that programs may use."""

    @property
    def bytes_per_cycle(self) -> int:
        """Shared by all transfers."""

    @property
    def read_bytes_per_cycle(self) -> int:
        """Shared by what reads it."""

    @property
    def write_bytes_per_cycle(self) -> int:
        """Shared by what writes it."""

    @property
    def latency(self) -> int:
        """Cycles from request to first byte."""

    @property
    def alignment(self) -> int:
        """Of buffers, in bytes."""

    @property
    def banks(self) -> int:
        """Equal parts, one after the other."""

    @property
    def bank_bytes(self) -> int:
        """Of each of them; 0: there are none."""

    @property
    def ports(self) -> int:
        """A transfer uses one of them."""

class Engine(Record):
    """An in-order queue that computes or transfers."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def queue_depth(self) -> int:
        """Operations in flight at most; 0: no limit."""

    @property
    def issue_cycles(self) -> int:
        """Held by each operation before it begins."""

    @property
    def hertz(self) -> int:
        """Its own clock."""

class Path(Record):
    """A way from one memory to another."""

    @property
    def name(self) -> str:
        """'dram->sram'; two paths may share a name."""

    @property
    def from_(self) -> str:
        """The memory it reads."""

    @property
    def to(self) -> str:
        """The memory it writes."""

    @property
    def engine(self) -> str:
        """The engine that drives it."""

    @property
    def bytes_per_cycle(self) -> int:
        """Peak of this path alone."""

    @property
    def latency(self) -> int:
        """Cycles added to those of both memories."""

    @property
    def burst(self) -> int:
        """Bytes; contiguous runs move in whole bursts."""

    @property
    def in_flight(self) -> int:
        """Requests outstanding at most; 0: no limit."""

    @property
    def setup(self) -> int:
        """Cycles before the first byte."""

    @property
    def codecs(self) -> list[str]:
        """What units on this path encode and decode."""

class Instruction(Record):
    """What an engine executes."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def engine(self) -> str:
        """The engine that executes it."""

    @property
    def dims(self) -> Table[InstructionDim]:
        """Sizes that it takes."""

    @property
    def macs_per_cycle(self) -> float:
        """Multiply-accumulates a cycle of its largest issue; 0 if it has none."""

    @property
    def memories(self) -> list[str]:
        """Where its operands may lie."""

class InstructionDim(Record):
    """Sizes that a dim of an instruction takes."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def low(self) -> int:
        """At least."""

    @property
    def high(self) -> int:
        """At most."""

    @property
    def step(self) -> int:
        """A multiple of it."""

class Check(Record):
    """Executed values against the model's; each element has a bound of its own."""

    @property
    def status(self) -> str:
        """'pass' or 'fail'."""

    @property
    def compared(self) -> int:
        """Elements."""

    @property
    def max_error(self) -> float:
        """Error of the worst element: the largest part of its bound."""

    @property
    def tolerance(self) -> float:
        """That element's bound."""

    @property
    def tolerance_rule(self) -> str:
        """How the bounds were derived."""

    @property
    def worst(self) -> Element:
        """Where that element is."""

    @property
    def largest_error(self) -> float:
        """Of all elements."""

    @property
    def median_tolerance(self) -> float:
        """Of all elements."""

    @property
    def exact(self) -> int:
        """Elements with the bound 0."""

    @property
    def near_tie(self) -> int:
        """Elements beside a tie, where another outcome is right, too."""

    @property
    def unbounded(self) -> int:
        """Elements that may have any value."""

    @property
    def detail(self) -> str | None:
        """On failure: which element, and both values."""

class Element(Record):
    """The place of an element."""

    @property
    def result(self) -> int:
        """Number of the result."""

    @property
    def index(self) -> list[int]:
        """One number a dim."""

class Precision(Record):
    """Formats of products, what they cost and what they saved."""

    @property
    def sqnr_db(self) -> float:
        """Signal to noise of the results against the model as it is, in dB."""

    @property
    def max_relative_error(self) -> float:
        """Of the results' larger elements."""

    @property
    def bias(self) -> float:
        """Mean error of the results."""

    @property
    def error_budget_db(self) -> float | None:
        """What was asked for; absent for formats that were given."""

    @property
    def weights(self) -> list[int]:
        """Arguments converted ahead of time."""

    @property
    def products(self) -> Table[Product]:
        """In program order."""

    @property
    def uniform(self) -> Table[Choice] | None:
        """One format throughout; absent without a search."""

    @property
    def front(self) -> Table[Choice] | None:
        """Best choices, cheapest first; absent without a search."""

    @property
    def minimize(self) -> str | None:
        """'energy'; absent: time."""

    @property
    def front_within_db(self) -> float | None:
        """How far the front may be from the best."""

    @property
    def executions(self) -> int | None:
        """Runs of the model that the search took."""

    @property
    def simulations(self) -> int | None:
        """Programs that it compiled and simulated."""

    @property
    def error_model(self) -> ErrorModel | None:
        """How errors of products added up."""

class Product(Record):
    """Formats of one product."""

    @property
    def product(self) -> int:
        """Its number in program order."""

    @property
    def location(self) -> str:
        """'FILE:LINE:COLUMN' in the model."""

    @property
    def instruction(self) -> str:
        """Empty: as in the model."""

    @property
    def formats(self) -> str:
        """'f8E4M3FN', 'bf16 x f4E2M1FN/32 f8E8M0FNU', ..."""

    @property
    def exponents(self) -> list[int]:
        """Powers of two that scale the operands."""

    @property
    def rule(self) -> str:
        """How scales of blocks follow from values."""

    @property
    def bits_per_value(self) -> list[float]:
        """Of each operand."""

    @property
    def reason(self) -> str:
        """Why this format."""

    @property
    def elements(self) -> list[int]:
        """Of each operand."""

    @property
    def sqnr_db(self) -> float:
        """Of this product alone, in dB."""

    @property
    def max_relative_error(self) -> float:
        """Of this product alone."""

    @property
    def bias(self) -> float:
        """Of this product alone."""

    @property
    def quantisation_sqnr_db(self) -> float:
        """What of it comes from the operands' formats."""

    @property
    def accumulation_sqnr_db(self) -> float:
        """What of it comes from the sums."""

    @property
    def operands(self) -> Table[Operand]:
        """Both, in their formats."""

class Operand(Record):
    """The error of a product's operand in its format."""

    @property
    def sqnr_db(self) -> float:
        """In dB."""

    @property
    def max_relative_error(self) -> float:
        """Of its larger elements."""

    @property
    def bias(self) -> float:
        """Mean error."""

    @property
    def saturated(self) -> float:
        """Share of values beyond the largest."""

    @property
    def to_zero(self) -> float:
        """Share of values that became zero."""

class Choice(Record):
    """A choice of formats, executed and simulated."""

    @property
    def choice(self) -> str:
        """'uniform @matmul_bf16', 'mixed 3', ..."""

    @property
    def cycles(self) -> int:
        """Simulated."""

    @property
    def energy_femtojoules(self) -> int:
        """Of the run."""

    @property
    def sqnr_db(self) -> float:
        """Of the results, in dB."""

    @property
    def predicted_cycles(self) -> float | None:
        """Before it was simulated."""

    @property
    def predicted_energy_femtojoules(self) -> float | None:
        """Before it was simulated, where energy is minimised."""

    @property
    def predicted_sqnr_db(self) -> float:
        """Before it was executed."""

    @property
    def taken(self) -> bool:
        """The run is this choice."""

class ErrorModel(Record):
    """How errors of products added up."""

    @property
    def coherence(self) -> float:
        """0: as squares; 1: as vectors."""

    @property
    def factor_db(self) -> float:
        """Executed over predicted error."""

    @property
    def spread_db(self) -> float:
        """Of that."""

class Codecs(Record):
    """Tensors that lie encoded in the home memory."""

    @property
    def sqnr_db(self) -> float:
        """Of the results against the model as it is, in dB."""

    @property
    def max_relative_error(self) -> float:
        """Of the results' larger elements."""

    @property
    def bias(self) -> float:
        """Mean error of the results."""

    @property
    def bytes(self) -> int:
        """Of the tensors as they are."""

    @property
    def coded_bytes(self) -> int:
        """Of the tensors in their codecs."""

    @property
    def tensors(self) -> Table[CodedTensor]:
        """One by one."""

class CodedTensor(Record):
    """A tensor in a codec."""

    @property
    def tensors(self) -> str:
        """What was asked for: 'weights', 'arg3', ..."""

    @property
    def location(self) -> str:
        """'FILE:LINE:COLUMN' in the model."""

    @property
    def type(self) -> str:
        """'256x512xf32'."""

    @property
    def codec(self) -> str:
        """Its name (docs/Codecs.md)."""

    @property
    def elements(self) -> int:
        """Values."""

    @property
    def element_bits(self) -> float:
        """Bits of a value as it is."""

    @property
    def bits_per_value(self) -> float:
        """In the codec."""

    @property
    def sqnr_db(self) -> float:
        """Of the tensor's values, in dB."""

    @property
    def max_relative_error(self) -> float:
        """Of its larger elements."""

    @property
    def bias(self) -> float:
        """Mean error."""

    @property
    def decoder_gates(self) -> float:
        """Of a decoder of one value a cycle, assumed."""

class Run(Record):
    """The document of a run (`ridge run --json`), schema 1. Fields are only ever added. Counts of cycles are of the machine's clock."""

    @property
    def schema(self) -> int:
        """1."""

    @property
    def model(self) -> str:
        """The model's file, as it was named."""

    @property
    def machine(self) -> str:
        """The machine's name."""

    @property
    def elided_weights(self) -> int | None:
        """Weights that the file left out and that were drawn."""

    @property
    def widened_sums(self) -> int | None:
        """Sums of products that were told to accumulate in f32 or i32."""

    @property
    def cycles(self) -> Cycles:
        """Time by four measures."""

    @property
    def seconds(self) -> float | None:
        """Simulated cycles over the clock, in seconds."""

    @property
    def bound_by(self) -> str | None:
        """What gives the bound: 'engine @array', 'memory @dram'."""

    @property
    def limited_by(self) -> str | None:
        """What limits the simulated time, as one clause."""

    @property
    def deadlock(self) -> str | None:
        """Why the program does not end; absent if it does."""

    @property
    def operations(self) -> int | None:
        """Issues and moves executed."""

    @property
    def energy_femtojoules(self) -> int | None:
        """Energy of the run, in femtojoules, as far as the machine states any."""

    @property
    def energy(self) -> Energy | None:
        """That energy by cause and by part."""

    @property
    def area(self) -> Area | None:
        """Areas that the machine states; absent if it states none."""

    @property
    def traffic(self) -> Named[int] | None:
        """Bytes moved, by the name of the path."""

    @property
    def memory(self) -> Named[MemoryUse] | None:
        """How full each memory gets, by its name."""

    @property
    def units(self) -> Table[Unit] | None:
        """What each engine did, in the machine's order; also by name."""

    @property
    def ops(self) -> Table[Op] | None:
        """The fused layers in program order; also by name."""

    @property
    def buffers(self) -> Table[Buffer] | None:
        """What lies where."""

    @property
    def code(self) -> Code | None:
        """Instruction words; absent if the machine states none."""

    @property
    def hardware(self) -> Hardware | None:
        """Rates and sizes of the machine."""

    @property
    def check(self) -> Check | None:
        """The comparison of executed values with the model's; absent without one."""

    @property
    def precision(self) -> Precision | None:
        """Formats of products; absent if none were chosen or given."""

    @property
    def codecs(self) -> Codecs | None:
        """Tensors in codecs; absent if none were asked for."""

    @property
    def host_seconds(self) -> Named[float] | None:
        """Seconds that the run itself took, by step; absent unless asked for."""

class ComparedRun(Record):
    """What was run."""

    @property
    def model(self) -> str:
        """The model's file, as it was named."""

    @property
    def machine(self) -> str:
        """The machine's name."""

    @property
    def limited_by(self) -> str:
        """What limits the simulated time."""

    @property
    def hertz(self) -> float:
        """The machine's clock."""

class ComparedFigure(Record):
    """A number of both runs."""

    @property
    def name(self) -> str:
        """'seconds', 'bound_seconds', 'energy_femtojoules', 'bytes', ...; or a path."""

    @property
    def before(self) -> float:
        """In the first run."""

    @property
    def after(self) -> float:
        """In the second run."""

class ComparedLayer(Record):
    """A layer of both runs, or of one of them. Layers meet by name, those left by the place of their first operation."""

    @property
    def name(self) -> str:
        """In the second run, if it is there."""

    @property
    def seconds_lost(self) -> float:
        """Simulated time after less before, in seconds."""

    @property
    def changed(self) -> list[str]:
        """Of 'operations', 'instruction', 'formats', 'tile' and 'mapping' (loops, memories, slots)."""

    @property
    def before(self) -> LayerSide | None:
        """Absent if it is in the second run alone."""

    @property
    def after(self) -> LayerSide | None:
        """Absent if it is in the first run alone."""

class LayerSide(Record):
    """A layer in one of the runs."""

    @property
    def number(self) -> int:
        """Its number in that run's ops."""

    @property
    def name(self) -> str:
        """Its name there."""

    @property
    def location(self) -> str:
        """'FILE:LINE:COLUMN' in the model."""

    @property
    def simulated(self) -> int:
        """Cycles that it adds."""

    @property
    def seconds(self) -> float:
        """The same in seconds."""

    @property
    def bound(self) -> int:
        """No mapping of this layer is faster, in cycles."""

    @property
    def bytes(self) -> int:
        """Bytes moved for it, on all paths."""

    @property
    def energy_femtojoules(self) -> int:
        """Of all but static power."""

    @property
    def instruction(self) -> str:
        """That which works longest in it; empty if it only moves data."""

    @property
    def formats(self) -> str:
        """'bf16 x bf16 -> f32'."""

    @property
    def tile(self) -> str:
        """'d0 64 x d1 48': its innermost tile; empty if no mapping was kept."""

class ComparedNumber(Record):
    """A number of one part, or a part that one machine does not have."""

    @property
    def part(self) -> str:
        """'@sram', 'dram->sram', ...; 'machine' itself."""

    @property
    def number(self) -> str:
        """The field of the part; empty for the part itself."""

    @property
    def before(self) -> str:
        """In the first machine; empty if it has no such part."""

    @property
    def after(self) -> str:
        """In the second machine; empty if it has no such part."""

class Comparison(Record):
    """Two runs side by side (`ridge compare --json`). Fields are only ever added."""

    @property
    def before(self) -> ComparedRun:
        """The first document's run."""

    @property
    def after(self) -> ComparedRun:
        """The second one's."""

    @property
    def figures(self) -> Table[ComparedFigure]:
        """Of the whole; also by name."""

    @property
    def traffic(self) -> Table[ComparedFigure]:
        """Bytes moved, by the name of the path."""

    @property
    def layers(self) -> Table[ComparedLayer]:
        """In the second run's order, then those of the first alone; also by name."""

    @property
    def hardware(self) -> Table[ComparedNumber]:
        """Numbers of the machines that differ."""

class WhatIf(Record):
    """A model on a machine and on variants of it."""

    @property
    def model(self) -> str:
        """The model's file, as it was named."""

    @property
    def machine(self) -> str:
        """The machine's name."""

    @property
    def variants(self) -> Table[Variant]:
        """The machine itself, then the variants in their order; also by what they are called."""

class Variant(Record):
    """What one machine makes of the model; of one that cannot run it there is `refused` alone."""

    @property
    def variant(self) -> str:
        """The edit, or what its file calls the machine."""

    @property
    def refused(self) -> str | None:
        """Why there is no such machine, or no program for it."""

    @property
    def machine(self) -> str | None:
        """The variant's hash; absent of the machine itself."""

    @property
    def cycles(self) -> int | None:
        """Simulated."""

    @property
    def seconds(self) -> float | None:
        """The same over the variant's clock."""

    @property
    def bound(self) -> int | None:
        """No mapping is faster, in cycles."""

    @property
    def bound_by(self) -> str | None:
        """What gives the bound: 'engine @array', 'memory @dram'."""

    @property
    def energy_femtojoules(self) -> int | None:
        """Of the run."""

    @property
    def area_square_micrometres(self) -> int | None:
        """Of the parts that state one; absent if none does."""

    @property
    def instructions(self) -> Table[IssuedInstruction] | None:
        """Those that are issued; also by name."""

    @property
    def engine_busy(self) -> Named[int] | None:
        """Occupied cycles by engine."""

    @property
    def cycles_by_cause(self) -> Named[int] | None:
        """What the simulated time consists of, longest first; empty beyond 4,000,000 operations."""

    @property
    def searches(self) -> int | None:
        """Different searches for tilings that it asks for."""

    @property
    def new_searches(self) -> int | None:
        """Those that the machine itself does not ask for."""

    @property
    def changed_instructions(self) -> list[str] | None:
        """'contract0+11: @matmul_i8 -> @fast': layers of the same operations with another instruction."""

    @property
    def new_groups(self) -> int | None:
        """Layers that hold other operations together."""

class IssuedInstruction(Record):
    """An instruction in a program."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def issues(self) -> int:
        """How often it is issued."""

    @property
    def busy(self) -> int:
        """Cycles that it occupies its engine."""

class Sensitivity(Record):
    """What each number of a machine is worth."""

    @property
    def machine(self) -> str:
        """The machine's name."""

    @property
    def cycles(self) -> int:
        """Simulated on the machine itself."""

    @property
    def energy_femtojoules(self) -> int:
        """Of that run."""

    @property
    def runs(self) -> int:
        """Compilations that it took."""

    @property
    def numbers(self) -> Table[SensitiveNumber]:
        """The greatest elasticity of time first; also by name."""

class SensitiveNumber(Record):
    """One number, made larger and smaller."""

    @property
    def number(self) -> str:
        """'sram.size', 'matmul_i8.occupancy', ..."""

    @property
    def value(self) -> str:
        """As the machine states it."""

    @property
    def more(self) -> Step | None:
        """A step larger; absent where that is no machine."""

    @property
    def less(self) -> Step | None:
        """A step smaller; absent where that is no machine."""

    @property
    def time_elasticity(self) -> float:
        """Percent of time for one percent of the number."""

    @property
    def energy_elasticity(self) -> float:
        """Percent of energy for one percent of the number."""

    @property
    def chain_share(self) -> float | None:
        """What part of the critical chain the number's part has, 0 to 1; absent where no cycles are a part's."""

    @property
    def tried_together(self) -> bool:
        """Tried with others that have no effect together."""

class Step(Record):
    """A number with another value."""

    @property
    def value(self) -> str:
        """What it was tried with."""

    @property
    def ratio(self) -> float:
        """To the number."""

    @property
    def time(self) -> float:
        """To the time of the machine itself."""

    @property
    def energy(self) -> float:
        """To the energy of the machine itself."""

class Found(Record):
    """Where a property begins to hold, or ends to."""

    @property
    def number(self) -> str:
        """'dram.bandwidth'."""

    @property
    def until(self) -> str:
        """The property."""

    @property
    def least(self) -> str | None:
        """The least value where it holds; absent if it ends to hold, or holds nowhere."""

    @property
    def greatest(self) -> str | None:
        """The greatest value where it holds; absent if it begins to hold, or holds nowhere."""

    @property
    def monotone(self) -> bool:
        """It does not come and go in what was tried."""

    @property
    def probes(self) -> Table[Probe]:
        """What was tried, in ascending order."""

class Probe(Record):
    """The property at one value."""

    @property
    def value(self) -> str:
        """Of the number."""

    @property
    def holds(self) -> bool:
        """Whether the property holds."""

    @property
    def because(self) -> str:
        """The figure that says so."""

class LayerReasons(Record):
    """Why a layer is as it is."""

    @property
    def layer(self) -> str:
        """Its name in the program."""

    @property
    def location(self) -> str:
        """'FILE:LINE:COLUMN' in the model."""

    @property
    def instruction(self) -> str:
        """Most of its time is this one's; may be empty."""

    @property
    def cycles(self) -> int:
        """Its part of the simulated time."""

    @property
    def cycles_by_cause(self) -> Named[int]:
        """Where the program waits for it, longest first."""

    @property
    def mapping(self) -> str:
        """What was decided (docs/Mapping.md)."""

    @property
    def remarks(self) -> list[str]:
        """'PLACE: NAME: TEXT': why."""

    @property
    def changes(self) -> Table[LayerChange]:
        """What would change it."""

class LayerChange(Record):
    """A layer with one part of the machine twice as good."""

    @property
    def change(self) -> str:
        """'@sram twice as large'."""

    @property
    def cycles(self) -> int | None:
        """The layer's part of the time then; absent if its operations are grouped differently."""

    @property
    def mapped_anew(self) -> bool:
        """Other tiles, memories, slots or instructions."""

    @property
    def program_cycles(self) -> int:
        """Of the whole program."""
