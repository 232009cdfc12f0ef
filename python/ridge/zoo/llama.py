"""Decoders of the Llama family (arXiv 2407.21783): RMSNorm, grouped-query attention with
rotary positions, SwiGLU; and Mixtral's (arXiv 2401.04088), whose feed-forward part is a
mixture of experts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .graph import Graph, Tensor
from .layers import add, attention, cached_attention, dims_of, linear, rms_norm
from .moe import mixture
from .scalars import extract, index, silu


def rotate(g: Graph, x: Tensor, cos: Tensor, sin: Tensor, spec: str) -> Tensor:
    """Rotary positions: the two halves of the last dim of x turn by the angles whose
    cosines and sines are [tokens, half]. `spec` says x's dims and the result's, the last
    one "d" and the tokens "s"."""
    half = x.shape[-1] // 2
    if x.shape[-1] % 2:
        raise ValueError("%d dims do not turn by halves" % x.shape[-1])
    a, b = g.split(x, len(x.shape) - 1, (half, half))
    left, right = spec.split("->")
    said = "%s, %s, s d, s d -> %s" % (left, left, right)
    return g.concat(
        len(x.shape) - 1,
        g.map(said, a, b, cos, sin, f=lambda a, b, c, s: a * c - b * s),
        g.map(said, a, b, cos, sin, f=lambda a, b, c, s: b * c + a * s))


def swiglu(g: Graph, x: Tensor, name: str, feed_forward: int) -> Tensor:
    gate = linear(g, x, name + ".gate_proj", feed_forward)
    up = linear(g, x, name + ".up_proj", feed_forward)
    dims = dims_of(gate)
    y = g.map("%s, %s -> %s" % (dims, dims, dims), gate, up, f=lambda a, b: silu(a) * b)
    return linear(g, y, name + ".down_proj", x.shape[-1])


def embed(g: Graph, ids: Tensor, name: str, words: int, hidden: int) -> Tensor:
    """Rows of a table by [batch, tokens] numbers."""
    table = g.weight(name + ".weight", (words, hidden))
    return g.map("b s -> b s h", ids, sizes={"h": hidden}, f=lambda i: extract(
        table, [i, index("h")]))


def layer(g: Graph, x: Tensor, name: str, cos: Tensor, sin: Tensor, cache: Sequence[Tensor], *,
          heads: int, kv_heads: int, head: int, feed_forward: int, experts: int = 0,
          chosen: int = 0, capacity: float | None = None) -> tuple[Tensor, Tensor, Tensor]:
    """(result, keys, values) of one layer; keys and values are those of x alone."""
    if heads % kv_heads:
        raise ValueError("%d heads are no multiple of %d heads of keys" % (heads, kv_heads))
    batch, tokens, hidden = x.shape
    y = rms_norm(g, x, name + ".input_layernorm")
    q = linear(g, y, name + ".self_attn.q_proj", heads * head)
    k = linear(g, y, name + ".self_attn.k_proj", kv_heads * head)
    v = linear(g, y, name + ".self_attn.v_proj", kv_heads * head)
    q = rotate(g, g.reshape(q, (batch, tokens, kv_heads, heads // kv_heads, head)), cos, sin,
               "b s n h d -> b s n h d")
    k = rotate(g, g.reshape(k, (batch, tokens, kv_heads, head)), cos, sin, "b s n d -> b n s d")
    v = g.map("b s n d -> b n s d", g.reshape(v, (batch, tokens, kv_heads, head)),
              f=lambda v: v)
    y = cached_attention(g, q, cache, (k, v)) if cache else attention(g, q, k, v, causal=True)
    y = g.reshape(y, (batch, tokens, heads * head))
    x = add(g, x, linear(g, y, name + ".self_attn.o_proj", hidden))
    y = rms_norm(g, x, name + ".post_attention_layernorm")
    if experts:
        y = mixture(g, y, name + ".block_sparse_moe", feed_forward, experts, chosen, capacity)
    else:
        y = swiglu(g, y, name + ".mlp", feed_forward)
    return add(g, x, y), k, v


def decoder(name: str, *, hidden: int, layers: int, vocabulary: int, tokens: int, past: int,
            batch: int, format: str, **sizes: Any) -> Graph:
    """Layers, and words before and behind them; `sizes` are those of `layer`."""
    g = Graph(name, format)
    kv_heads, head = sizes["kv_heads"], sizes["head"]
    if vocabulary:
        x = embed(g, g.input("ids", (batch, tokens), "i64"), "embed_tokens", vocabulary, hidden)
    else:
        x = g.input("x", (batch, tokens, hidden))
    cos, sin = (g.input(part, (tokens, head // 2), "f32") for part in ("cos", "sin"))
    caches = [
        [g.input("layers.%d.%s_cache" % (i, part), (batch, kv_heads, past, head))
         for part in ("key", "value")] if past else []
        for i in range(layers)
    ]
    written = []
    for i in range(layers):
        x, k, v = layer(g, x, "layers.%d" % i, cos, sin, caches[i], **sizes)
        written += [k, v]
    if vocabulary:
        # The next word follows from the last position.
        last = g.reshape(g.slice(x, 1, tokens - 1, 1), (batch, hidden))
        x = linear(g, rms_norm(g, last, "norm"), "lm_head", vocabulary)
    g.result(x, *written)
    return g
