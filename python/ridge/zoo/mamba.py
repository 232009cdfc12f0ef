"""Mamba-2 (arXiv 2405.21060): the scan of a state, by products within chunks and between
them, or one step at a time."""

from __future__ import annotations

import math

from .graph import Graph, Tensor
from .layers import add, linear, rms_norm
from .llama import embed
from .scalars import exp, index, select, silu, softplus


def running_sum(g: Graph, x: Tensor, spec: str, inclusive: bool = True) -> Tensor:
    """Sums of x over r up to q, of a spec "... r ... -> ... q ..."."""
    size = x.shape[spec.split("->")[0].split().index("r")]
    return g.sum(spec, x, sizes={"q": size}, f=lambda v: select(
        (index("r") <= index("q")) if inclusive else (index("r") < index("q")), v, 0.0))


def scan(g: Graph, x: Tensor, step: Tensor, decay: Tensor, into: Tensor, out: Tensor,
         chunk: int) -> tuple[Tensor, Tensor]:
    """(what the state gives at each token [b, tokens, heads, p], the last state).

    h_t = exp(step_t * decay) h_(t-1) + step_t * x_t into_t, y_t = h_t out_t.

    Args:
        x: [b, tokens, heads, p].
        step: [b, tokens, heads], f32.
        decay: [heads], f32, negative.
        into, out: [b, tokens, state].
        chunk: Tokens whose products with one another are computed at once.
    """
    batch, tokens, heads, p = x.shape
    count, state = tokens // chunk, into.shape[2]
    x = g.reshape(x, (batch, count, chunk, heads, p))
    step = g.reshape(step, (batch, count, chunk, heads))
    into, out = (g.reshape(v, (batch, count, chunk, state)) for v in (into, out))
    slopes = g.map("b c r h, h -> b c r h", step, decay, f=lambda d, a: d * a, format="f32")
    sums = running_sum(g, slopes, "b c r h -> b c q h")
    # Within a chunk: token q hears of r by what is left of it.
    near = g.contract("b c q n, b c r n -> b c q r", out, into, format="f32")
    near = g.map("b c q r, b c q h, b c r h, b c r h -> b c h q r", near, sums, sums, step,
                 f=lambda v, a, e, d: v * d * exp(select(
                     index("r") <= index("q"), a - e, -math.inf)))
    y = g.contract("b c h q r, b c r h p -> b c q h p", near, x, format="f32")
    # What a chunk adds to the state, as it is at its end.
    total = g.reshape(g.slice(sums, 2, chunk - 1, 1), (batch, count, heads))
    left = g.map("b c r h p, b c r h, b c r h, b c h -> b c r h p", x, step, sums, total,
                 f=lambda v, d, a, t: v * d * exp(t - a))
    added = g.contract("b c r h p, b c r n -> b c h p n", left, into, format="f32")
    # The state before chunk q: of each chunk r before it what the ones between leave.
    before = running_sum(g, total, "b r h -> b q h", inclusive=False)
    between = g.map("b q h, b r h, b r h -> b h q r", before, before, total, format="f32",
                    f=lambda a, e, t: exp(select(index("r") < index("q"), a - e - t, -math.inf)))
    states = g.contract("b h q r, b r h p n -> b q h p n", between, added, format="f32")
    far = g.contract("b c q n, b c h p n -> b c q h p", out, g.cast(states, g.format),
                     format="f32")
    y = g.map("b c q h p, b c q h p, b c q h -> b c q h p", y, far, sums, format="f32",
              f=lambda v, w, a: v + w * exp(a))
    last = [g.reshape(g.slice(v, 1, count - 1, 1), (v.shape[0], *v.shape[2:]))
            for v in (states, added, total)]
    final = g.map("b h p n, b h p n, b h -> b h p n", *last, format="f32",
                  f=lambda s, a, t: s * exp(t) + a)
    return g.reshape(y, (batch, tokens, heads, p)), final


def one_step(g: Graph, x: Tensor, step: Tensor, decay: Tensor, into: Tensor, out: Tensor,
             state: Tensor) -> tuple[Tensor, Tensor]:
    """The same for one token and the state before it [b, heads, p, state]."""
    state = g.map("b h p n, b h, h, b h p, b n -> b h p n", state,
                  *_alone(g, step), decay, *_alone(g, x, into), format="f32",
                  f=lambda s, d, a, v, i: s * exp(d * a) + d * v * i)
    y = g.sum("b h p n, b n -> b h p", state, *_alone(g, out), f=lambda s, o: s * o)
    return g.reshape(y, x.shape), state


def _alone(g: Graph, *tensors: Tensor) -> list[Tensor]:
    """Without the dim of the one token."""
    return [g.reshape(x, (x.shape[0], *x.shape[2:])) for x in tensors]


def layer(g: Graph, x: Tensor, name: str, heads: int, size: int, state: int, kernel: int,
          chunk: int, cache: list[Tensor]) -> tuple[Tensor, list[Tensor]]:
    batch, tokens, hidden = x.shape
    inner = heads * size
    mixed = inner + 2 * state
    z = linear(g, x, name + ".in_proj", inner + mixed + heads)
    gate, mixture, step = g.split(z, 2, (inner, mixed, heads))
    # A convolution of each feature along the tokens, which looks back only.
    w, b = g.weight(name + ".conv1d.weight", (mixed, kernel)), g.weight(
        name + ".conv1d.bias", (mixed,))
    back = kernel - 1
    seen = g.concat(1, cache[0], mixture) if cache else g.pad(mixture, (0, back, 0), (0, 0, 0))
    tail = g.slice(seen, 1, tokens, back)
    # So few taps are steps of a vector unit, and no product of matrices.
    taps = [g.slice(seen, 1, i, tokens) for i in range(kernel)]
    factors = [g.reshape(g.slice(w, 1, i, 1), (mixed,)) for i in range(kernel)]
    mixture = g.map(", ".join(["b t m"] * kernel + ["m"] * (kernel + 1)) + " -> b t m",
                    *taps, *factors, b, f=lambda *v: silu(
                        sum((v[i] * v[kernel + i] for i in range(kernel)), v[-1])))
    values, into, out = g.split(mixture, 2, (inner, state, state))
    values = g.reshape(values, (batch, tokens, heads, size))
    bias, slope, skip = (g.weight(name + part, (heads,), "f32")
                         for part in (".dt_bias", ".A_log", ".D"))
    step = g.map("b t h, h -> b t h", step, bias, f=lambda d, c: softplus(d + c), format="f32")
    slope = g.map("h -> h", slope, f=lambda a: -exp(a), format="f32")
    if cache:
        y, final = one_step(g, values, step, slope, into, out, cache[1])
    else:
        y, final = scan(g, values, step, slope, into, out, chunk)
    gate = g.reshape(gate, values.shape)
    y = g.map("b t h p, b t h p, h, b t h p -> b t h p", y, values, skip, gate,
              f=lambda v, x, d, z: (v + x * d) * silu(z))
    y = rms_norm(g, g.reshape(y, (batch, tokens, inner)), name + ".norm")
    return linear(g, y, name + ".out_proj", hidden), [tail, final]


def mamba2(name: str, *, hidden: int, heads: int, size: int, state: int, kernel: int,
           chunk: int, layers: int, vocabulary: int, tokens: int, cached: bool, batch: int,
           format: str) -> Graph:
    if cached and tokens != 1:
        raise ValueError("behind a state comes one token at a time, not %d" % tokens)
    if not cached and tokens % chunk:
        raise ValueError("%d tokens are no multiple of chunks of %d" % (tokens, chunk))
    g = Graph(name, format)
    if vocabulary:
        x = embed(g, g.input("ids", (batch, tokens), "i64"), "embeddings", vocabulary, hidden)
    else:
        x = g.input("x", (batch, tokens, hidden))
    mixed = heads * size + 2 * state
    caches = [
        [g.input("layers.%d.conv_state" % i, (batch, kernel - 1, mixed)),
         g.input("layers.%d.ssm_state" % i, (batch, heads, size, state), "f32")]
        if cached else [] for i in range(layers)
    ]
    written = []
    for i in range(layers):
        prefix = "layers.%d" % i
        y = rms_norm(g, x, prefix + ".norm")
        y, kept = layer(g, y, prefix + ".mixer", heads, size, state, kernel, chunk, caches[i])
        x = add(g, x, y)
        written += kept
    if vocabulary:
        last = g.reshape(g.slice(x, 1, tokens - 1, 1), (batch, hidden))
        x = linear(g, rms_norm(g, last, "norm_f"), "lm_head", vocabulary)
    g.result(x, *written)
    return g
