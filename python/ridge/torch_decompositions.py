"""ATen operations that torch-mlir lowers to tm_tensor (scans, scatters, sorts), by
operations that it lowers to linalg. Sums may be taken in another order. And what it
lowers to other values than PyTorch's."""

from __future__ import annotations

import math


def _cumulative_sum(x, dim, *, dtype=None):
    """By doubling: after step k each element has the sum of the last 2^k."""
    import torch

    if dtype is None and x.dtype in (torch.bool, torch.uint8, torch.int8, torch.int16,
                                     torch.int32):
        dtype = torch.int64
    x = x.to(dtype) if dtype is not None else x
    if x.dim() == 0:
        return x
    extent, step = x.shape[dim], 1
    while step < extent:
        kept = x.narrow(dim, 0, extent - step)
        shape = list(x.shape)
        shape[dim] = step
        x = x + torch.cat([torch.zeros(shape, dtype=x.dtype), kept], dim)
        step *= 2
    return x


def _cumulative_product(x, dim, *, dtype=None):
    """The same of products."""
    import torch

    x = x.to(dtype) if dtype is not None else x
    if x.dim() == 0:
        return x
    extent, step = x.shape[dim], 1
    while step < extent:
        shape = list(x.shape)
        shape[dim] = step
        x = x * torch.cat([torch.ones(shape, dtype=x.dtype), x.narrow(dim, 0, extent - step)], dim)
        step *= 2
    return x


def _gelu(x, *, approximate="none"):
    """The approximation by tanh: torch-mlir 20261001 has 0.797724 for the root of 2 / pi,
    which is 0.797885, an error of 5e-5 in the result."""
    import torch

    if approximate != "tanh":
        return NotImplemented
    inner = math.sqrt(2 / math.pi) * (x + 0.044715 * x * x * x)
    return 0.5 * x * (1 + torch.tanh(inner))


def _fmod(x, y):
    """With the sign of x, exactly; `remainder` has that of y."""
    import torch

    rest = torch.remainder(x.abs(), abs(y))
    return torch.where(x < 0, -rest, rest)


def _largest(x, k, dim=-1, largest=True, sorted=True):
    """One after the other: the extreme, which is then left out."""
    import torch

    dim = dim % x.dim() if x.dim() else 0
    floats = x.dtype.is_floating_point
    worst = (float("-inf") if floats else torch.iinfo(x.dtype).min) if largest else (
        float("inf") if floats else torch.iinfo(x.dtype).max)
    shape = [1] * x.dim()
    shape[dim] = x.shape[dim]
    places = torch.arange(x.shape[dim]).view(shape)
    left = torch.ones_like(x, dtype=torch.bool)
    values, positions = [], []
    for _ in range(k):
        masked = torch.where(left, x, worst)
        best = masked.amax(dim, True) if largest else masked.amin(dim, True)
        # The first of those that are left, also where x itself is the worst.
        candidates = left & (masked == best)
        at = torch.where(candidates, places, x.shape[dim]).amin(dim, True)
        values.append(best)
        positions.append(at)
        left = left & (places != at)
    return torch.cat(values, dim), torch.cat(positions, dim)


# A sort is as many steps as there are elements.
_MOST_SORTED = 64


def _sort(x, dim=-1, descending=False):
    if x.dim() == 0 or x.shape[dim] > _MOST_SORTED:
        return NotImplemented
    return _largest(x, x.shape[dim], dim, descending)


def _stable_sort(x, *, stable=None, dim=-1, descending=False):
    return _sort(x, dim, descending)


def _put_rows(x, dim, index, rows, accumulate):
    """`rows` laid into x at `index` along `dim`; of equal places the last stays."""
    import torch

    extent = x.shape[dim]
    index = torch.where(index < 0, index + extent, index)
    places = torch.arange(extent, dtype=index.dtype)
    goes = places[:, None] == index[None, :]
    moved = rows.movedim(dim, 0)
    shape = [extent] + [1] * (x.dim() - 1)
    if accumulate:
        flat = moved.reshape(index.shape[0], -1)
        added = (goes.to(x.dtype) @ flat).reshape([extent, *moved.shape[1:]])
        return x + added.movedim(0, dim)
    numbers = torch.arange(index.shape[0])
    last = torch.where(goes, numbers[None, :], -1).amax(1)
    chosen = moved.index_select(0, last.clamp(min=0))
    own = x.movedim(dim, 0)
    return torch.where(last.view(shape) >= 0, chosen, own).movedim(0, dim)


def _index_put(x, indices, values, accumulate=False):
    """Lists of places along neighbouring dims: what caches are written with."""
    import torch

    given = [(dim, index) for dim, index in enumerate(indices) if index is not None]
    dims = [dim for dim, _ in given]
    if not dims or dims != list(range(dims[0], dims[0] + len(dims))):
        return NotImplemented
    if any(index.dtype == torch.bool for _, index in given):
        return NotImplemented
    lists = torch.broadcast_tensors(*(index for _, index in given))
    first, shape = dims[0], list(lists[0].shape)
    before, after = list(x.shape[:first]), list(x.shape[first + len(dims):])
    extents = [x.shape[dim] for dim in dims]
    place = torch.zeros_like(lists[0])
    for index, extent in zip(lists, extents):
        place = place * extent + torch.where(index < 0, index + extent, index)
    # The places as one dim, the first.
    front = list(range(len(shape)))
    rows = values.expand(before + shape + after)
    rows = rows.movedim([first + n for n in front], front)
    rows = rows.reshape([-1, *before, *after])
    own = x.movedim(dims, list(range(len(dims))))
    flat = own.reshape([math.prod(extents), *before, *after])
    flat = _put_rows(flat, 0, place.reshape(-1), rows, accumulate)
    return flat.reshape(own.shape).movedim(list(range(len(dims))), dims)


def _index_copy(x, dim, index, source):
    return _put_rows(x, dim % x.dim(), index.reshape(-1), source, False)


def _index_add(x, dim, index, source, *, alpha=1):
    return _put_rows(x, dim % x.dim(), index.reshape(-1), source * alpha, True)


def _scatter_rows(x, dim, index, source, add):
    """Each element has a place of its own along `dim`."""
    import torch

    dim = dim % x.dim()
    for own, (a, b) in enumerate(zip(x.shape, index.shape)):
        if own != dim and a != b:
            return NotImplemented
    extent = x.shape[dim]
    places = torch.arange(extent, dtype=index.dtype)
    # One more dim: the places, before the updates.
    shape = [1] * (x.dim() + 1)
    shape[dim] = extent
    goes = places.view(shape) == index.unsqueeze(dim)
    source = source.narrow(dim, 0, index.shape[dim]).unsqueeze(dim)
    if add:
        return x + torch.where(goes, source, 0).sum(dim + 1).to(x.dtype)
    numbers = [1] * (x.dim() + 1)
    numbers[dim + 1] = index.shape[dim]
    count = torch.arange(index.shape[dim]).view(numbers)
    last = torch.where(goes, count, -1).amax(dim + 1, True)
    value = torch.where(goes & (count == last), source, 0).sum(dim + 1).to(x.dtype)
    return torch.where(last.squeeze(dim + 1) >= 0, value, x)


def _scatter(x, dim, index, source):
    return _scatter_rows(x, dim, index, source, False)


def _scatter_value(x, dim, index, value):
    import torch

    return _scatter_rows(x, dim, index, torch.full(index.shape, value, dtype=x.dtype), False)


def _scatter_add(x, dim, index, source):
    return _scatter_rows(x, dim, index, source, True)


def decompositions():
    """By operation, for ExportedProgram.run_decompositions."""
    import torch

    aten = torch.ops.aten
    return {
        aten.cumsum.default: _cumulative_sum,
        aten.cumprod.default: _cumulative_product,
        aten.gelu.default: _gelu,
        aten.fmod.Scalar: _fmod,
        aten.fmod.Tensor: _fmod,
        aten.topk.default: _largest,
        aten.sort.default: _sort,
        aten.sort.stable: _stable_sort,
        aten.index_put.default: _index_put,
        aten._unsafe_index_put.default: _index_put,
        aten.index_copy.default: _index_copy,
        aten.index_add.default: _index_add,
        aten.scatter.src: _scatter,
        aten.scatter.value: _scatter_value,
        aten.scatter_add.default: _scatter_add,
    }
