"""JAX's programs without what torch-mlir does not lower: scans are written out, both
sides of a condition computed, sorts, top-k and scatters said by comparisons."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

# More turns than this are no program that was meant to be written out.
_MOST_TURNS = 4096
# A sort compares each element with each.
_MOST_SORTED = 1024


def evaluate(jaxpr, consts: Sequence[Any], args: Sequence[Any]) -> list[Any]:
    """What jax.core.eval_jaxpr gives."""
    from jax.extend.core import Literal

    values: dict[Any, Any] = dict(zip(jaxpr.constvars, consts))
    values.update(zip(jaxpr.invars, args))

    def read(variable):
        return variable.val if isinstance(variable, Literal) else values[variable]

    for equation in jaxpr.eqns:
        inputs = [read(variable) for variable in equation.invars]
        rule = _RULES.get(equation.primitive.name)
        outputs = rule(equation.params, *inputs) if rule else NotImplemented
        if outputs is NotImplemented:
            outputs = _bind(equation, inputs)
        values.update(zip(equation.outvars, outputs))
    return [read(variable) for variable in jaxpr.outvars]


def _bind(equation, inputs):
    bound = equation.primitive.get_bind_params(equation.params)
    # Older releases give functions apart.
    functions, params = bound if isinstance(bound, tuple) else ((), bound)
    with equation.ctx.manager:
        outputs = equation.primitive.bind(*functions, *inputs, **params)
    return outputs if equation.primitive.multiple_results else [outputs]


def _inlined(key: str) -> Callable[..., Any]:
    def rule(params, *inputs):
        closed = params[key]
        if not hasattr(closed, "jaxpr"):
            return evaluate(closed, [], inputs)
        return evaluate(closed.jaxpr, closed.consts, inputs)

    return rule


def _scan(params, *inputs):
    import jax.numpy as jnp

    length, closed = params["length"], params["jaxpr"]
    if length > _MOST_TURNS or length == 0:
        return NotImplemented
    fixed, carried = params["num_consts"], params["num_carry"]
    consts, state = list(inputs[:fixed]), list(inputs[fixed:fixed + carried])
    lists, rows = inputs[fixed + carried:], []
    turns = range(length)
    for turn in reversed(turns) if params["reverse"] else turns:
        row = [x[turn] for x in lists]
        outputs = evaluate(closed.jaxpr, closed.consts, consts + state + row)
        state = outputs[:carried]
        rows.append(outputs[carried:])
    if params["reverse"]:
        rows.reverse()
    return state + [jnp.stack(column) for column in zip(*rows)]


def _while(params, *inputs):
    """A loop whose condition follows from numbers, not from arrays that are traced."""
    import jax

    conditions, bodies = params["cond_nconsts"], params["body_nconsts"]
    known, fixed = inputs[:conditions], inputs[conditions:conditions + bodies]
    state = list(inputs[conditions + bodies:])
    condition, body = params["cond_jaxpr"], params["body_jaxpr"]
    for _ in range(_MOST_TURNS):
        goes_on, = _concrete(condition, [*known, *state])
        if goes_on is None:
            return NotImplemented
        if not goes_on:
            return state
        state = [
            new if isinstance(new, jax.core.Tracer) else np.asarray(new)
            for new in _folded(body, [*fixed, *state])
        ]
    return NotImplemented


def _folded(closed, inputs):
    """The body, with numbers kept numbers where it computes them from numbers."""
    import jax
    from jax.extend.core import Literal

    jaxpr = closed.jaxpr
    values = dict(zip(jaxpr.constvars, closed.consts))
    values.update(zip(jaxpr.invars, inputs))

    def read(variable):
        return variable.val if isinstance(variable, Literal) else values[variable]

    for equation in jaxpr.eqns:
        own = [read(variable) for variable in equation.invars]
        if any(isinstance(x, jax.core.Tracer) for x in own):
            rule = _RULES.get(equation.primitive.name)
            outputs = rule(equation.params, *own) if rule else NotImplemented
            if outputs is NotImplemented:
                outputs = _bind(equation, own)
        else:
            with jax.ensure_compile_time_eval():
                outputs = [np.asarray(x) for x in _bind(equation, own)]
        values.update(zip(equation.outvars, outputs))
    return [read(variable) for variable in jaxpr.outvars]


def _concrete(closed, inputs):
    """[True], [False], or [None] where that depends on arrays."""
    import jax

    result, = _folded(closed, inputs)
    return [None if isinstance(result, jax.core.Tracer) else bool(result)]


def _cond(params, index, *inputs):
    """All branches, and a choice."""
    import jax.numpy as jnp

    results = [evaluate(b.jaxpr, b.consts, inputs) for b in params["branches"]]
    chosen = results[0]
    for number, other in enumerate(results[1:], 1):
        chosen = [jnp.where(index >= number, b, a) for a, b in zip(chosen, other)]
    return chosen


def _top_k(params, x):
    """One after the other: the greatest, which is then left out."""
    import jax.numpy as jnp

    axis = params.get("axis", -1) % x.ndim
    if params["k"] > 64:
        return NotImplemented
    shape = [1] * x.ndim
    shape[axis] = x.shape[axis]
    places = jnp.arange(x.shape[axis], dtype=jnp.int32).reshape(shape)
    worst = -jnp.inf if jnp.issubdtype(x.dtype, jnp.floating) else jnp.iinfo(x.dtype).min
    left, values, positions = jnp.ones(x.shape, bool), [], []
    for _ in range(params["k"]):
        masked = jnp.where(left, x, jnp.asarray(worst, x.dtype))
        best = masked.max(axis, keepdims=True)
        at = jnp.where(left & (masked == best), places, x.shape[axis]).min(axis, keepdims=True)
        values.append(best)
        positions.append(at)
        left = left & (places != at)
    return [jnp.concatenate(values, axis), jnp.concatenate(positions, axis)]


def _sort(params, *operands):
    """Each element goes where as many are before it."""
    import jax.numpy as jnp

    key, axis = operands[0], params["dimension"]
    if params["num_keys"] != 1 or key.shape[axis] > _MOST_SORTED:
        return NotImplemented
    extent = key.shape[axis]
    a, b = jnp.expand_dims(key, axis), jnp.expand_dims(key, axis + 1)
    shape = [1] * (key.ndim + 1)
    shape[axis + 1] = extent
    others = jnp.arange(extent, dtype=jnp.int32).reshape(shape)
    shape[axis], shape[axis + 1] = extent, 1
    places = jnp.arange(extent, dtype=jnp.int32).reshape(shape)
    # Dim `axis` is the element, the next one those that it is compared with.
    rank = ((a < b) | ((a == b) & (others < places))).sum(axis + 1, dtype=jnp.int32)
    goes = jnp.expand_dims(rank, axis) == places
    return [
        jnp.where(goes, jnp.expand_dims(x, axis), jnp.zeros((), x.dtype)).sum(axis + 1, dtype=x.dtype)
        for x in operands
    ]


def _scatter(adds: bool) -> Callable[..., Any]:
    def rule(params, x, indices, updates):
        return _scatter_rows(params["dimension_numbers"], x, indices, updates, adds)

    return rule


def _scatter_rows(numbers, x, indices, updates, adds):
    """Whole rows at places along some dims; what lies outside is dropped."""
    import jax.numpy as jnp

    dims = tuple(numbers.scatter_dims_to_operand_dims)
    if (tuple(sorted(dims)) != tuple(numbers.inserted_window_dims)
            or getattr(numbers, "operand_batching_dims", ())):
        return NotImplemented
    rest = [d for d in range(x.ndim) if d not in dims]
    if [updates.shape[d] for d in numbers.update_window_dims] != [x.shape[d] for d in rest]:
        return NotImplemented
    # The places as one dim, the first; then the rows.
    extents, sizes = [x.shape[d] for d in dims], [x.shape[d] for d in rest]
    count = int(np.prod(extents))
    own = jnp.transpose(x, [*dims, *rest]).reshape([count, *sizes])
    outer = [d for d in range(updates.ndim) if d not in numbers.update_window_dims]
    rows = jnp.transpose(updates, [*outer, *numbers.update_window_dims])
    rows = rows.reshape([-1, *sizes])
    lists = indices.reshape([-1, len(dims)]).astype(jnp.int32)
    places, inside = jnp.zeros(lists.shape[0], jnp.int32), jnp.ones(lists.shape[0], bool)
    for number, extent in enumerate(extents):
        at = lists[:, number]
        inside = inside & (at >= 0) & (at < extent)
        places = places * extent + at
    goes = jnp.arange(count, dtype=jnp.int32)[:, None] == jnp.where(inside, places, -1)[None, :]
    if adds:
        wide = goes.reshape([*goes.shape] + [1] * len(rest))
        result = own + jnp.where(wide, rows[None], jnp.zeros((), x.dtype)).sum(1, dtype=x.dtype)
    else:
        numbers_of = jnp.arange(rows.shape[0], dtype=jnp.int32)[None, :]
        last = jnp.where(goes, numbers_of, -1).max(1)
        chosen = jnp.take(rows, jnp.maximum(last, 0), axis=0)
        result = jnp.where((last >= 0).reshape([-1] + [1] * len(rest)), chosen, own)
    back = np.argsort([*dims, *rest])
    return [jnp.transpose(result.reshape([*extents, *sizes]), back)]


_RULES: dict[str, Callable[..., Any]] = {
    "jit": _inlined("jaxpr"), "pjit": _inlined("jaxpr"),
    "closed_call": _inlined("call_jaxpr"), "core_call": _inlined("call_jaxpr"),
    "remat": _inlined("jaxpr"), "checkpoint": _inlined("jaxpr"),
    "custom_jvp_call": _inlined("call_jaxpr"), "custom_vjp_call": _inlined("call_jaxpr"),
    "scan": _scan, "while": _while, "cond": _cond, "top_k": _top_k, "sort": _sort,
    "scatter": _scatter(False), "scatter-add": _scatter(True),
    "scatter_add": _scatter(True),
}
