"""ONNX models, by way of torch-mlir."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, Union

import numpy as np

from .errors import Error
from .lowering import WHEELS, Lowered, check_lowered, common_size, first_error, need, parse_dims

# Smaller constants are shapes, axes and factors that operations ask for as such.
_LEAST_WEIGHT = 65


def _set_dims(graph, weights, dims: Mapping[str, int]) -> None:
    """Gives sizes to the named dims of inputs; an error for those without one."""
    unknown, common = [], common_size(dims, {
        dim.dim_param for value in graph.input
        for dim in value.type.tensor_type.shape.dim if dim.dim_param})
    sizes: dict[str, int] = {}  # By the file's own names.
    inputs = [value for value in graph.input if value.name not in weights]
    for number, value in enumerate(inputs):
        for place, dim in enumerate(value.type.tensor_type.shape.dim):
            if dim.HasField("dim_value") and dim.dim_value > 0:
                continue
            keys = ["arg%d.%d" % (number, place)]
            if dim.dim_param:
                keys.insert(0, dim.dim_param)
            size = next((dims[key] for key in keys if key in dims), common)
            if size is None:
                unknown.append(" or ".join(keys))
            else:
                sizes.setdefault(dim.dim_param, size)
                dim.dim_value = size
    if unknown:
        raise Error([
            "the ONNX model has dynamic dims without a size: %s; give each, as "
            "--dim %s=128" % (", ".join(unknown), unknown[0].split(" ")[0])
        ])
    # Names of dims of what is computed would contradict the sizes.
    for value in list(graph.value_info) + list(graph.output):
        for dim in value.type.tensor_type.shape.dim:
            if dim.dim_param in sizes:
                dim.dim_value = sizes[dim.dim_param]
            elif dim.dim_param:
                dim.ClearField("dim_param")


def _weights_as_inputs(graph, numpy_helper, helper) -> dict[str, Any]:
    """Makes inputs of large initializers; their protos by name."""
    names = {value.name for value in graph.input}
    weights = {}
    for tensor in graph.initializer:
        count = int(np.prod(tensor.dims)) if tensor.dims else 1
        if count < _LEAST_WEIGHT:
            continue
        weights[tensor.name] = numpy_helper.to_array(tensor)
        if tensor.name not in names:
            graph.input.append(helper.make_tensor_value_info(
                tensor.name, tensor.data_type, list(tensor.dims)))
    kept = [t for t in graph.initializer if t.name not in weights]
    small = {t.name for t in kept}
    del graph.initializer[:]
    graph.initializer.extend(kept)
    # Old files list initializers among the inputs, too. Weights come last.
    inputs = [v for v in graph.input if v.name not in weights and v.name not in small]
    last = [v for v in graph.input if v.name in weights]
    del graph.input[:]
    graph.input.extend(inputs + last)
    return {value.name: weights[value.name] for value in last}


def lower(
    source: Union[str, "os.PathLike[str]", Any],
    dims: Mapping[str, int] | None = None,
    weights: bool = True,
) -> Lowered:
    need("torch_mlir", "from_onnx", WHEELS + " onnx")
    onnx = need("onnx", "from_onnx", WHEELS + " onnx")
    from onnx import helper, numpy_helper
    from torch_mlir import ir, passmanager
    from torch_mlir.dialects import torch as torch_dialect
    from torch_mlir.extras import onnx_importer

    dims = parse_dims(dims)
    if isinstance(source, onnx.ModelProto):
        proto = onnx.ModelProto()
        proto.CopyFrom(source)
    else:
        try:
            proto = onnx.load(os.fspath(source))
        except Exception as error:
            raise Error(["%s:1:1: error: cannot read the ONNX model: %s"
                         % (os.fspath(source), error)]) from error
    values = _weights_as_inputs(proto.graph, numpy_helper, helper)
    _set_dims(proto.graph, values, dims)
    try:
        proto = onnx.shape_inference.infer_shapes(proto, data_prop=True)
        context = ir.Context()
        torch_dialect.register_dialect(context)
        info = onnx_importer.ModelInfo(proto)
        module = info.create_module(context=context).operation
        onnx_importer.NodeImporter.define_function(info.main_graph, module).import_all()
        with context:
            passmanager.PassManager.parse(
                "builtin.module(torch-onnx-to-torch-backend-pipeline,"
                "torch-backend-to-linalg-on-tensors-backend-pipeline)"
            ).run(module)
    except Exception as error:
        raise Error(["from_onnx: torch-mlir cannot lower the model: %s"
                     % first_error(str(error))]) from error
    text = check_lowered(str(module), "from_onnx")
    names = [value.name for value in proto.graph.input]
    arrays = {names.index(name): array for name, array in values.items()}
    return Lowered(text, names, arrays if weights else {})
