"""Decoders of DeepSeek-V3's kind (arXiv 2412.19437): latent attention, and a mixture of
experts whose choice goes by groups.

Rotary dims turn by halves, as in `llama`; the published weights have them interleaved,
which is another order of the same rows."""

from __future__ import annotations

import math
from typing import Any

from .graph import Graph, Tensor
from .layers import add, attention, cached_attention, linear, rms_norm
from .llama import embed, rotate, swiglu
from .moe import chosen_of, experts_of, top_k
from .scalars import constant, index, select, sigmoid


def latent_attention(g: Graph, x: Tensor, name: str, cos: Tensor, sin: Tensor,
                     cache: Tensor | None, *, heads: int, q_rank: int, kv_rank: int,
                     nope: int, rope: int, value: int) -> tuple[Tensor, Tensor]:
    """(result, latents [batch, tokens, kv_rank + rope] for the cache).

    With a cache, queries are brought to the latents, which are keys and values of all
    heads at once ("absorbed"); without one, keys and values are brought to the heads.
    """
    batch, tokens, _ = x.shape
    scale = (nope + rope) ** -0.5
    q = linear(g, rms_norm(g, linear(g, x, name + ".q_a_proj", q_rank),
                           name + ".q_a_layernorm", 1e-6),
               name + ".q_b_proj", heads * (nope + rope))
    q = g.reshape(q, (batch, tokens, heads, nope + rope))
    q_nope, q_rope = g.split(q, 3, (nope, rope))
    q_rope = rotate(g, q_rope, cos, sin, "b s h d -> b s h d")
    latent = linear(g, x, name + ".kv_a_proj_with_mqa", kv_rank + rope)
    latent, k_rope = g.split(latent, 2, (kv_rank, rope))
    latent = rms_norm(g, latent, name + ".kv_a_layernorm", 1e-6)
    k_rope = rotate(g, k_rope, cos, sin, "b s d -> b s d")
    kept = g.concat(2, latent, k_rope)
    w = g.weight(name + ".kv_b_proj.weight", (heads * (nope + value), kv_rank))
    w = g.reshape(w, (heads, nope + value, kv_rank))
    w_key, w_value = g.split(w, 1, (nope, value))
    if cache is None:
        k = g.contract("b t c, h d c -> b h t d", latent, w_key)
        v = g.contract("b t c, h e c -> b h t e", latent, w_value)
        k = g.concat(3, k, g.map("b t d -> b h t d", k_rope, f=lambda v: v,
                                 sizes={"h": heads}))
        q = g.concat(3, q_nope, q_rope)
        y = attention(g, g.reshape(q, (batch, tokens, heads, 1, nope + rope)), k, v, scale,
                      causal=True)
    else:
        q = g.concat(3, g.contract("b s h d, h d c -> b s h c", q_nope, w_key), q_rope)
        q = g.reshape(q, (batch, tokens, 1, heads, kv_rank + rope))
        keys = [g.reshape(x, (batch, 1, x.shape[1], x.shape[2])) for x in (cache, kept)]
        values = [g.slice(x, 3, 0, kv_rank) for x in keys]
        y = cached_attention(g, q, (keys[0], values[0]), (keys[1], values[1]), scale)
        y = g.reshape(y, (batch, tokens, heads, kv_rank))
        y = g.contract("b s h c, h e c -> b s h e", y, w_value)
    y = g.reshape(y, (batch, tokens, heads * value))
    return linear(g, y, name + ".o_proj", x.shape[2]), kept


def grouped_route(g: Graph, x: Tensor, name: str, experts: int, chosen: int, groups: int,
                  chosen_groups: int, scale: float) -> tuple[Tensor, Tensor]:
    """(positions, weights) of experts: the best of the best groups, which are known by
    the sum of their two best, all with a bias that the weights do not have."""
    scores = linear(g, x, name, experts, f=sigmoid, format="f32")
    bias = g.weight(name + ".e_score_correction_bias", (experts,), "f32")
    biased = g.map("t e, e -> t e", scores, bias, f=lambda s, b: s + b, format="f32")
    if experts % groups:
        raise ValueError("%d experts are no multiple of %d groups" % (experts, groups))
    if chosen_groups > groups:
        raise ValueError("%d groups are chosen of %d" % (chosen_groups, groups))
    rows, size = x.shape[0], experts // groups
    if size < 2:
        raise ValueError("a group has %d experts, and is known by its two best" % size)
    parts = g.reshape(biased, (rows * groups, size))
    best = g.sum("t j -> t", chosen_of(g, parts, top_k(g, parts, 2)))
    kept = top_k(g, g.reshape(best, (rows, groups)), chosen_groups)
    mask = g.sum("t j -> t g", kept, sizes={"g": groups}, f=lambda p: select(
        p.equals(index("g").to("i32")), constant(1, "i32"), constant(0, "i32")))
    biased = g.map("t g e, t g -> t g e", g.reshape(biased, (rows, groups, size)), mask,
                   f=lambda s, m: select(m > 0, s, -math.inf), format="f32")
    places = top_k(g, g.reshape(biased, (rows, experts)), chosen)
    weights = chosen_of(g, scores, places)
    return places, g.map("t j, t -> t j", weights, g.sum("t j -> t", weights), format="f32",
                         f=lambda w, s: w / s * scale)


def decoder(name: str, *, hidden: int, feed_forward: int, expert_feed_forward: int,
            experts: int, chosen: int, groups: int, chosen_groups: int, shared: int,
            routed_scale: float, dense_layers: int, capacity: float | None, layers: int,
            vocabulary: int, tokens: int, past: int, batch: int, format: str,
            **sizes: Any) -> Graph:
    """What the functions of the zoo describe; `sizes` are those of `latent_attention`."""
    g = Graph(name, format)
    rope, width = sizes["rope"], sizes["kv_rank"] + sizes["rope"]
    if vocabulary:
        x = embed(g, g.input("ids", (batch, tokens), "i64"), "embed_tokens", vocabulary, hidden)
    else:
        x = g.input("x", (batch, tokens, hidden))
    cos, sin = (g.input(part, (tokens, rope // 2), "f32") for part in ("cos", "sin"))
    caches = [g.input("layers.%d.cache" % i, (batch, past, width)) if past else None
              for i in range(layers)]
    written = []
    for i in range(layers):
        prefix = "layers.%d" % i
        y = rms_norm(g, x, prefix + ".input_layernorm", 1e-6)
        y, kept = latent_attention(g, y, prefix + ".self_attn", cos, sin, caches[i], **sizes)
        written.append(kept)
        x = add(g, x, y)
        y = rms_norm(g, x, prefix + ".post_attention_layernorm", 1e-6)
        if i < dense_layers:
            x = add(g, x, swiglu(g, y, prefix + ".mlp", feed_forward))
            continue
        flat = g.reshape(y, (batch * tokens, hidden))
        places, shares = grouped_route(g, flat, prefix + ".mlp.gate", experts, chosen, groups,
                                       chosen_groups, routed_scale)
        routed = experts_of(g, flat, places, shares, prefix + ".mlp.experts",
                            expert_feed_forward, experts, capacity)
        routed = g.reshape(routed, y.shape)
        y = swiglu(g, y, prefix + ".mlp.shared_experts", shared * expert_feed_forward)
        x = add(g, x, add(g, routed, y))
    if vocabulary:
        last = g.reshape(g.slice(x, 1, tokens - 1, 1), (batch, hidden))
        x = linear(g, rms_norm(g, last, "norm", 1e-6), "lm_head", vocabulary)
    g.result(x, *written)
    return g
