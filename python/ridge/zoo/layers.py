"""Layers that many models share. Activations are [batch, tokens, features] or, for
images, [batch, channels, height, width]; weights have PyTorch's names and shapes."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from .graph import Graph, Record, Tensor
from .scalars import Scalar, exp, index, rsqrt, select


def dims_of(x: Tensor) -> str:
    """Names for the dims of a tensor of any rank: "a b c"."""
    return " ".join("abcdefgh"[: len(x.shape)])


def add(g: Graph, x: Tensor, y: Tensor) -> Tensor:
    dims = dims_of(x)
    return g.map("%s, %s -> %s" % (dims, dims, dims), x, y, f=lambda a, b: a + b)


def apply(g: Graph, x: Tensor, f: Callable[[Scalar], Scalar]) -> Tensor:
    dims = dims_of(x)
    return g.map("%s -> %s" % (dims, dims), x, f=f)


def linear(g: Graph, x: Tensor, name: str, features: int, bias: bool = False,
           f: Callable[[Scalar], Scalar] | None = None, format: str | None = None) -> Tensor:
    """x W^T + b over the last dim of x, and `f` of that."""
    w = g.weight(name + ".weight", (features, x.shape[-1]))
    dims = dims_of(x)
    rest = dims[:-1]
    finished = format if not bias and f is None else "f32"
    y = g.contract("%s, o %s -> %so" % (dims, dims[-1], rest), x, w, format=finished)
    if bias:
        b = g.weight(name + ".bias", (features,))
        return g.map("%so, o -> %so" % (rest, rest), y, b, format=format,
                     f=lambda v, c: f(v + c) if f else v + c)
    return g.map("%so -> %so" % (rest, rest), y, f=f, format=format) if f else y


def rms_norm(g: Graph, x: Tensor, name: str, eps: float = 1e-5) -> Tensor:
    dims, size = dims_of(x), x.shape[-1]
    rows, last = dims[:-2], dims[-1]
    w = g.weight(name + ".weight", (size,))
    squares = g.sum("%s -> %s" % (dims, rows), x, f=lambda v: v * v)
    return g.map("%s, %s, %s -> %s" % (dims, rows, last, dims), x, squares, w,
                 f=lambda v, s, c: v * rsqrt(s * (1.0 / size) + eps) * c)


def normalized(g: Graph, x: Tensor, eps: float) -> tuple[Tensor, Tensor]:
    """Mean and 1 / deviation along the last dim, both in f32."""
    dims, size = dims_of(x), x.shape[-1]
    rows = dims[:-2]
    total = g.sum("%s -> %s" % (dims, rows), x)
    mean = g.map("%s -> %s" % (rows, rows), total, f=lambda s: s * (1.0 / size), format="f32")
    away = g.sum("%s, %s -> %s" % (dims, rows, rows), x, mean,
                 f=lambda v, m: (v - m) * (v - m))
    scale = g.map("%s -> %s" % (rows, rows), away,
                  f=lambda s: rsqrt(s * (1.0 / size) + eps), format="f32")
    return mean, scale


def layer_norm(g: Graph, x: Tensor, name: str | None, eps: float = 1e-5) -> Tensor:
    """Without a name, without scale and shift."""
    dims = dims_of(x)
    rows, last = dims[:-2], dims[-1]
    mean, scale = normalized(g, x, eps)
    if name is None:
        return g.map("%s, %s, %s -> %s" % (dims, rows, rows, dims), x, mean, scale,
                     f=lambda v, m, s: (v - m) * s)
    w = g.weight(name + ".weight", (x.shape[-1],))
    b = g.weight(name + ".bias", (x.shape[-1],))
    return g.map("%s, %s, %s, %s, %s -> %s" % (dims, rows, rows, last, last, dims),
                 x, mean, scale, w, b, f=lambda v, m, s, c, d: (v - m) * s * c + d)


def softmax(g: Graph, x: Tensor, format: str | None = None) -> Tensor:
    """Along the last dim."""
    dims, before = dims_of(x), len(g.records)
    rows = dims[:-2]
    peak = g.max("%s -> %s" % (dims, rows), x)
    powers = g.map("%s, %s -> %s" % (dims, rows, dims), x, peak,
                   f=lambda v, m: exp(v - m), format="f32")
    total = g.sum("%s -> %s" % (dims, rows), powers)
    result = g.map("%s, %s -> %s" % (dims, rows, dims), powers, total,
                   f=lambda v, s: v / s, format=format)
    # One step for who goes backwards: its derivative needs its result alone.
    g.records[before:] = [Record("softmax", "", (x,), result)]
    return result


def attention(g: Graph, q: Tensor, k: Tensor, v: Tensor, scale: float | None = None,
              causal: bool = False, keys: str = "b n t") -> Tensor:
    """Each query attends to keys; with `causal` to those up to its own position.

    Args:
        q: [batch, queries, groups, heads of a group, size].
        k: [batch, groups, positions, size], in the order of `keys`.
        v: [batch, groups, positions, size of values], likewise.
    Returns:
        [batch, queries, groups, heads of a group, size of values].
    """
    factor = scale or q.shape[-1] ** -0.5
    scores = g.contract("b s n h d, %s d -> b n h s t" % keys, q, k, format="f32")

    def scaled(x: Scalar) -> Scalar:
        x = x * factor
        return select(index("t") <= index("s"), x, -math.inf) if causal else x

    scores = g.map("b n h s t -> b n h s t", scores, f=scaled, format="f32")
    return g.contract("b n h s t, %s e -> b s n h e" % keys, softmax(g, scores), v)


def multi_head(g: Graph, q: Tensor, k: Tensor, v: Tensor, heads: int,
               causal: bool = False) -> Tensor:
    """Attention of projected [batch, tokens, features], each head on its part of them."""
    if q.shape[2] % heads:
        raise ValueError("%d features are no multiple of %d heads" % (q.shape[2], heads))
    q, k, v = (g.reshape(x, (*x.shape[:2], heads, x.shape[2] // heads)) for x in (q, k, v))
    q = g.reshape(q, (*q.shape[:3], 1, q.shape[3]))
    y = attention(g, q, k, v, causal=causal, keys="b t n")
    return g.reshape(y, (*y.shape[:2], heads * y.shape[4]))


def cached_attention(g: Graph, q: Tensor, caches: Sequence[Tensor], new: Sequence[Tensor],
                     scale: float | None = None) -> Tensor:
    """Attention to a cache and, causally, to the new positions behind it. The two are
    one softmax; the cache is read where it lies.

    Args:
        q: [batch, queries, groups, heads of a group, size].
        caches: Keys and values [batch, groups, past, size].
        new: Keys and values [batch, groups, queries, size].
    """
    factor = scale or q.shape[-1] ** -0.5
    past = g.contract("b s n h d, b n t d -> b n h s t", q, caches[0], format="f32")
    here = g.contract("b s n h d, b n u d -> b n h s u", q, new[0], format="f32")
    here = g.map("b n h s u -> b n h s u", here, format="f32", f=lambda x: select(
        index("u") <= index("s"), x, -math.inf))
    peaks = [g.max("b n h s t -> b n h s", x) for x in (past, here)]
    powers = [
        g.map("b n h s t, b n h s, b n h s -> b n h s t", x, *peaks, format="f32",
              f=lambda x, a, b: exp((x - select(a > b, a, b)) * factor))
        for x in (past, here)
    ]
    totals = [g.sum("b n h s t -> b n h s", x) for x in powers]
    shares = [
        g.map("b n h s t, b n h s, b n h s -> b n h s t", x, *totals,
              f=lambda x, a, b: x / (a + b))
        for x in powers
    ]
    parts = [
        g.contract("b n h s t, b n t e -> b s n h e", share, v, format="f32")
        for share, v in zip(shares, (caches[1], new[1]))
    ]
    return g.map("b s n h e, b s n h e -> b s n h e", *parts, f=lambda a, b: a + b)


def conv2d(g: Graph, x: Tensor, name: str, channels: int, kernel: int, stride: int = 1,
           padding: int = 0, bias: bool = False) -> Tensor:
    """A convolution of [batch, channels, height, width], its sums in f32 without bias."""
    w = g.weight(name + ".weight", (channels, x.shape[1], kernel, kernel))
    size = [(n + 2 * padding - kernel) // stride + 1 for n in x.shape[2:]]
    x = g.pad(x, (0, 0, padding, padding), (0, 0, padding, padding))
    # Rows and columns that no window reaches.
    for dim, count in zip((2, 3), size):
        needed = (count - 1) * stride + kernel
        if needed < x.shape[dim]:
            x = g.slice(x, dim, 0, needed)
    step = "" if stride == 1 else "%d*" % stride
    y = g.contract("n c %sh+r %sw+s, o c r s -> n o h w" % (step, step), x, w,
                   format="f32" if bias else None,
                   sizes=dict(h=size[0], w=size[1]))
    if bias:
        b = g.weight(name + ".bias", (channels,))
        y = g.map("n o h w, o -> n o h w", y, b, f=lambda v, c: v + c)
    return y


def batch_norm(g: Graph, x: Tensor, name: str, f: Callable[[Scalar], Scalar] = lambda y: y,
               shortcut: Tensor | None = None, eps: float = 1e-5) -> Tensor:
    """f(norm(x) + shortcut), by running statistics."""
    size = (x.shape[1],)
    w, b, mean, variance = (
        g.weight(name + part, size)
        for part in (".weight", ".bias", ".running_mean", ".running_var"))

    def normal(v, c, d, m, s):
        return (v - m) * rsqrt(s + eps) * c + d

    if shortcut is None:
        return g.map("n c h w, c, c, c, c -> n c h w", x, w, b, mean, variance,
                     f=lambda *values: f(normal(*values)))
    return g.map("n c h w, c, c, c, c, n c h w -> n c h w", x, w, b, mean, variance, shortcut,
                 f=lambda *values: f(normal(*values[:-1]) + values[-1]))


def group_norm(g: Graph, x: Tensor, name: str, groups: int = 32, eps: float = 1e-5,
               f: Callable[[Scalar], Scalar] = lambda y: y) -> Tensor:
    """f(norm(x)) of [batch, channels, height, width] over groups of channels."""
    batch, channels, height, width = x.shape
    if channels % groups:
        raise ValueError("%d channels are no multiple of %d groups" % (channels, groups))
    part = channels // groups
    w = g.reshape(g.weight(name + ".weight", (channels,)), (groups, part))
    b = g.reshape(g.weight(name + ".bias", (channels,)), (groups, part))
    x = g.reshape(x, (batch, groups, part, height * width))
    size = part * height * width
    mean = g.map("n g -> n g", g.sum("n g c p -> n g", x), f=lambda s: s * (1.0 / size),
                 format="f32")
    away = g.sum("n g c p, n g -> n g", x, mean, f=lambda v, m: (v - m) * (v - m))
    y = g.map("n g c p, n g, n g, g c, g c -> n g c p", x, mean, away, w, b,
              f=lambda v, m, s, c, d: f((v - m) * rsqrt(s * (1.0 / size) + eps) * c + d))
    return g.reshape(y, (batch, channels, height, width))
