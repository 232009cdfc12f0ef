"""Mixtures of experts: the choice of experts, and what each token's experts compute.

Weights of experts are stacked, [experts, out, in]. Two ways to the same values:

* without a capacity each token reads the weights of its own experts, as engines do where
  few tokens are decoded;
* with one, tokens are sent to their experts, of which each takes at most capacity x
  tokens x chosen / experts (GShard, arXiv 2006.16668), the first ones first; what is over
  that is left out. experts / chosen leaves out none.
"""

from __future__ import annotations

import math

from .graph import Graph, Tensor
from .layers import linear, softmax
from .scalars import Scalar, constant, extract, index, select, silu


def top_k(g: Graph, x: Tensor, count: int) -> Tensor:
    """Positions [rows, count] of the largest elements of the rows of x, largest first;
    i32, which vector units take at full rate."""
    if count > x.shape[1]:
        raise ValueError("%d experts are chosen of %d" % (count, x.shape[1]))
    places = []
    for i in range(count):
        _, place = g.argmax("t e -> t", x)
        places.append(g.map("t -> t j", place, f=lambda p: p.to("i32"), sizes={"j": 1}))
        if i + 1 < count:
            x = g.map("t e, t -> t e", x, place, format="f32", f=lambda v, p: select(
                index("e").equals(p), -math.inf, v))
    return g.concat(1, *places) if count > 1 else places[0]


def chosen_of(g: Graph, x: Tensor, places: Tensor) -> Tensor:
    """The elements [rows, count] of x at these positions, in f32."""
    return g.map("t j -> t j", places, format="f32",
                 f=lambda p: extract(x, [index("t"), p]))


def route(g: Graph, scores: Tensor, count: int) -> tuple[Tensor, Tensor]:
    """(positions, weights) of the experts with the best scores; the weights of a token
    sum to 1."""
    places = top_k(g, scores, count)
    weights = chosen_of(g, scores, places)
    total = g.sum("t j -> t", weights)
    return places, g.map("t j, t -> t j", weights, total, f=lambda w, s: w / s, format="f32")


def experts_of(g: Graph, x: Tensor, places: Tensor, shares: Tensor, name: str,
               feed_forward: int, experts: int, capacity: float | None) -> Tensor:
    """What the chosen experts (SwiGLU) make of x [tokens, hidden], by their shares
    [tokens, chosen] of the result."""
    hidden = x.shape[1]
    gate, up = (g.weight("%s.%s_proj" % (name, part), (experts, feed_forward, hidden))
                for part in ("gate", "up"))
    down = g.weight(name + ".down_proj", (experts, hidden, feed_forward))
    if capacity is None:
        return _by_token(g, x, places, shares, gate, up, down)
    return _by_expert(g, x, places, shares, gate, up, down, capacity)


def _gated(a: Scalar, b: Scalar) -> Scalar:
    return silu(a) * b


def _by_token(g: Graph, x: Tensor, places: Tensor, shares: Tensor, gate: Tensor, up: Tensor,
              down: Tensor) -> Tensor:
    def own(table: Tensor) -> Tensor:
        sizes = dict(zip("oi", table.shape[1:]))
        return g.map("t j -> t j o i", places, sizes=sizes, f=lambda p: extract(
            table, [p, index("o"), index("i")]))

    left, right = (g.contract("t i, t j o i -> t j o", x, own(w)) for w in (gate, up))
    y = g.map("t j o, t j o -> t j o", left, right, f=_gated)
    y = g.contract("t j i, t j o i -> t j o", y, own(down))
    return g.sum("t j o, t j -> t o", y, shares, f=lambda v, w: v * w, format=g.format)


def _by_expert(g: Graph, x: Tensor, places: Tensor, shares: Tensor, gate: Tensor, up: Tensor,
               down: Tensor, capacity: float) -> Tensor:
    tokens, chosen = places.shape
    experts, choices = gate.shape[0], tokens * chosen
    slots = min(tokens, math.ceil(capacity * choices / experts))
    flat = g.reshape(places, (choices,))
    zero, one = constant(0, "i32"), constant(1, "i32")

    def at(dim: str) -> Scalar:
        return index(dim).to("i32")

    # How many earlier choices are of the same expert: the slot of this one there.
    slot = g.sum("i, j -> i", flat, flat, f=lambda a, b: select(
        a.equals(b) & (at("j") < at("i")), one, zero))
    # Which choice is in a slot, counted from 1; 0 where there is none.
    source = g.sum("j, j -> e c", flat, slot, sizes=dict(e=experts, c=slots),
                   f=lambda p, s: select(
                       p.equals(at("e")) & s.equals(at("c")), at("j") + one, zero))
    given = g.map("e c -> e c h", source, sizes={"h": x.shape[1]}, f=lambda s: select(
        s > 0, extract(x, [select(s > 0, (s - 1) / chosen, 0), index("h")]).to("f32"), 0.0))
    left, right = (g.contract("e c i, e o i -> e c o", given, w) for w in (gate, up))
    y = g.map("e c o, e c o -> e c o", left, right, f=_gated)
    y = g.contract("e c i, e o i -> e c o", y, down)
    slot = g.reshape(slot, (tokens, chosen))
    back = g.map("t j, t j -> t j h", places, slot, sizes={"h": x.shape[1]},
                 f=lambda p, s: extract(y, [p, select(s < slots, s, 0), index("h")]))
    kept = g.map("t j, t j -> t j", shares, slot, format="f32",
                 f=lambda w, s: select(s < slots, w, 0.0))
    return g.sum("t j h, t j -> t h", back, kept, f=lambda v, w: v * w, format=g.format)


def mixture(g: Graph, x: Tensor, name: str, feed_forward: int, experts: int, chosen: int,
            capacity: float | None) -> Tensor:
    """Mixtral's: the best of a softmax."""
    flat = g.reshape(x, (x.shape[0] * x.shape[1], x.shape[2]))
    scores = softmax(g, linear(g, flat, name + ".gate", experts, format="f32"), "f32")
    places, shares = route(g, scores, chosen)
    y = experts_of(g, flat, places, shares, name + ".experts", feed_forward, experts, capacity)
    return g.reshape(y, x.shape)
