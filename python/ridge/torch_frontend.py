"""PyTorch's modules and exported programs, by way of torch-mlir."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from .errors import Error
from .lowering import WHEELS, Lowered, check_lowered, common_size, need, parse_dims


def array_of(tensor) -> np.ndarray:
    """A torch tensor as numpy's; what numpy lacks as ml_dtypes', or its codes."""
    import torch

    from . import formats

    tensor = tensor.detach().cpu().contiguous()
    names = {
        torch.bfloat16: "bf16", torch.float8_e4m3fn: "f8E4M3FN",
        torch.float8_e5m2: "f8E5M2", torch.float8_e4m3fnuz: "f8E4M3FNUZ",
        torch.float8_e5m2fnuz: "f8E5M2FNUZ",
    }
    if tensor.dtype not in names:
        return tensor.numpy()
    size = tensor.element_size()
    codes = tensor.view(torch.int16 if size == 2 else torch.uint8).numpy()
    return codes.view(formats.dtype_of(names[tensor.dtype], size))


def _with_sizes(program, dims: Mapping[str, int]):
    """An exported program with its dynamic dims at the sizes given."""
    import torch

    inputs, unknown = [], []
    common = common_size(dims)
    for number, name in enumerate(program.graph_signature.user_inputs):
        node = next(n for n in program.graph.nodes if n.name == name)
        value = node.meta["val"]
        shape = []
        for dim, size in enumerate(value.shape):
            if isinstance(size, int):
                shape.append(size)
                continue
            keys = ["arg%d.%d" % (number, dim), str(size)]
            found = next((dims[key] for key in keys if key in dims), common)
            if found is None:
                unknown.append(" or ".join(keys))
            shape.append(found or 1)
        inputs.append(torch.zeros(shape, dtype=value.dtype))
    if unknown:
        raise Error([
            "the exported program has dynamic dims without a size: %s; give each, as "
            "--dim %s=128" % (", ".join(unknown), unknown[0].split(" ")[0])
        ])
    return torch.export.export(program.module(), tuple(inputs))


def _is_dynamic(program) -> bool:
    return any(
        not isinstance(size, int)
        for node in program.graph.nodes
        if node.op == "placeholder" and hasattr(node.meta.get("val"), "shape")
        for size in node.meta["val"].shape
    )


def _state_as_arguments(program) -> tuple[list[str], dict[int, np.ndarray]]:
    """Makes parameters, buffers and constants of a program arguments after its own;
    buffers that change are results before its own. Names of all arguments, and the
    values of those that are state."""
    from torch.export.graph_signature import InputKind, OutputKind

    signature = program.graph_signature
    used = {
        node.name for node in program.graph.nodes
        if node.op == "placeholder" and node.users
    }
    inputs, state, names, values = [], [], [], {}
    for spec in signature.input_specs:
        if spec.kind == InputKind.USER_INPUT:
            inputs.append(spec)
        # What nothing reads (the count of batches of a batch norm) is left out.
        elif spec.arg.name in used:
            state.append(spec)
    names = [spec.arg.name for spec in inputs]
    for number, spec in enumerate(state, len(inputs)):
        value = program.state_dict.get(spec.target)
        if value is None:
            value = program.constants[spec.target]
        names.append(spec.target)
        values[number] = value
        spec.kind, spec.target, spec.persistent = InputKind.USER_INPUT, None, None
    signature.input_specs[:] = inputs + state
    # The importer goes by the order of the graph's own placeholders.
    nodes = {n.name: n for n in program.graph.nodes if n.op == "placeholder"}
    last = None
    for spec in signature.input_specs:
        node = nodes.pop(spec.arg.name)
        if last is not None:
            last.append(node)
        elif node is not next(iter(program.graph.nodes)):
            next(iter(program.graph.nodes)).prepend(node)
        last = node
    for node in nodes.values():
        program.graph.erase_node(node)
    for spec in signature.output_specs:
        if spec.kind == OutputKind.BUFFER_MUTATION:
            spec.kind, spec.target = OutputKind.USER_OUTPUT, None
    return names, values


def lower(
    f: Any,
    example_inputs: Sequence[Any] = (),
    kwargs: Mapping[str, Any] | None = None,
    dims: Mapping[str, int] | None = None,
    weights: bool = True,
) -> Lowered:
    torch = need("torch", "from_torch", WHEELS)
    need("torch_mlir", "from_torch", WHEELS)
    import torch_mlir.fx
    from torch_mlir.extras.fx_decomp_util import get_decomposition_table

    from .torch_decompositions import decompositions

    dims = parse_dims(dims)
    if isinstance(f, torch.export.ExportedProgram):
        program = f
        if _is_dynamic(program):
            program = _with_sizes(program, dims)
    else:
        with torch.no_grad():
            program = torch.export.export(f, tuple(example_inputs), dict(kwargs or {}))
    table = dict(get_decomposition_table())
    table.update(decompositions())
    program = program.run_decompositions(table)
    names, state = _state_as_arguments(program)
    try:
        module = torch_mlir.fx.export_and_import(
            program, output_type="linalg-on-tensors", func_name="main",
            # Already done.
            decomposition_table={},
        )
    except Exception as error:  # torch-mlir has many kinds of them.
        raise Error(["from_torch: torch-mlir cannot lower the program: %s"
                     % _shortened(str(error))]) from error
    text = check_lowered(str(module), "from_torch")
    arrays = {number: array_of(value) for number, value in state.items()}
    return Lowered(text, names, arrays if weights else {})


def _shortened(message: str) -> str:
    lines = [line.strip() for line in message.splitlines() if "error:" in line]
    return lines[0] if lines else message.strip().splitlines()[0]
