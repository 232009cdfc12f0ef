"""Denoisers: the diffusion transformer DiT (arXiv 2212.09748), and the block of Stable
Diffusion's U-Net (arXiv 2112.10752)."""

from __future__ import annotations

import math

from .graph import Graph, Tensor
from .layers import add, conv2d, group_norm, layer_norm, linear, multi_head
from .llama import embed
from .scalars import cos, exp, gelu, gelu_tanh, index, silu, sin
from .vision import mlp, patches, self_attention


def time_embedding(g: Graph, t: Tensor, name: str, hidden: int, size: int = 256) -> Tensor:
    """Steps [batch] as waves of `size` frequencies, through two layers."""
    half = size // 2
    waves = [
        g.map("b -> b w", t, sizes={"w": half}, f=lambda v: wave(
            v * exp(index("w").to("f32") * (-math.log(10000.0) / half))))
        for wave in (cos, sin)
    ]
    x = linear(g, g.concat(1, *waves), name + ".mlp.0", hidden, True, silu)
    return linear(g, x, name + ".mlp.2", hidden, True)


def modulated(g: Graph, x: Tensor, shift: Tensor, scale: Tensor) -> Tensor:
    y = layer_norm(g, x, None, 1e-6)
    return g.map("b t o, b o, b o -> b t o", y, shift, scale,
                 f=lambda v, a, s: v * (s + 1.0) + a)


def gated(g: Graph, x: Tensor, gate: Tensor, y: Tensor) -> Tensor:
    return g.map("b t o, b o, b t o -> b t o", x, gate, y, f=lambda v, a, w: v + a * w)


def dit(name: str, *, image: int, channels: int, patch: int, hidden: int, heads: int,
        feed_forward: int, layers: int, classes: int, batch: int, format: str) -> Graph:
    g = Graph(name, format)
    x = g.input("x", (batch, channels, image, image))
    t, label = g.input("t", (batch,), "f32"), g.input("y", (batch, 1), "i64")
    x = patches(g, x, "x_embedder.proj", patch, hidden)
    place = g.weight("pos_embed", x.shape[1:])
    x = g.map("b t o, t o -> b t o", x, place, f=lambda v, p: v + p)
    c = time_embedding(g, t, "t_embedder", hidden)
    # One class more stands for none.
    named = embed(g, label, "y_embedder.embedding_table", classes + 1, hidden)
    c = g.map("b o, b o -> b o", c, g.reshape(named, (batch, hidden)),
              f=lambda a, b: silu(a + b))
    for i in range(layers):
        prefix = "blocks.%d" % i
        parts = linear(g, c, prefix + ".adaLN_modulation.1", 6 * hidden, True)
        shift, scale, gate, shift2, scale2, gate2 = g.split(parts, 1, (hidden,) * 6)
        y = self_attention(g, modulated(g, x, shift, scale), prefix + ".attn", heads)
        x = gated(g, x, gate, y)
        y = mlp(g, modulated(g, x, shift2, scale2), prefix + ".mlp", feed_forward, gelu_tanh)
        x = gated(g, x, gate2, y)
    shift, scale = g.split(linear(g, c, "final_layer.adaLN_modulation.1", 2 * hidden, True), 1,
                           (hidden, hidden))
    # Noise and its variance.
    x = linear(g, modulated(g, x, shift, scale), "final_layer.linear",
               patch * patch * 2 * channels, True)
    side = image // patch
    x = g.reshape(x, (batch, side, side, patch, patch, 2 * channels))
    x = g.map("b h w p q c -> b c h p w q", x, f=lambda v: v)
    g.result(g.reshape(x, (batch, 2 * channels, image, image)))
    return g


def residual(g: Graph, x: Tensor, time: Tensor, name: str, channels: int,
             groups: int) -> Tensor:
    """Two convolutions behind norms, what is known of the time between them."""
    y = conv2d(g, group_norm(g, x, name + ".norm1", groups, f=silu), name + ".conv1",
               channels, 3, 1, 1, bias=True)
    t = linear(g, time, name + ".time_emb_proj", channels, True)
    y = g.map("n c h w, n c -> n c h w", y, t, f=lambda v, s: v + s)
    y = conv2d(g, group_norm(g, y, name + ".norm2", groups, f=silu), name + ".conv2",
               channels, 3, 1, 1, bias=True)
    if x.shape[1] != channels:
        x = conv2d(g, x, name + ".conv_shortcut", channels, 1, bias=True)
    return add(g, x, y)


def projected_attention(g: Graph, x: Tensor, to: Tensor, name: str, heads: int) -> Tensor:
    q = linear(g, x, name + ".to_q", x.shape[2])
    k, v = (linear(g, to, name + part, x.shape[2]) for part in (".to_k", ".to_v"))
    return linear(g, multi_head(g, q, k, v, heads), name + ".to_out.0", x.shape[2], True)


def transformer(g: Graph, x: Tensor, context: Tensor, name: str, heads: int,
                groups: int) -> Tensor:
    """Pixels attend to one another, then to the text; a gated GELU behind that."""
    batch, channels, height, width = x.shape
    y = group_norm(g, x, name + ".norm", groups, 1e-6)
    y = conv2d(g, y, name + ".proj_in", channels, 1, bias=True)
    y = g.map("b c t -> b t c", g.reshape(y, (batch, channels, height * width)), f=lambda v: v)
    inner = name + ".transformer_blocks.0"
    z = layer_norm(g, y, inner + ".norm1")
    y = add(g, y, projected_attention(g, z, z, inner + ".attn1", heads))
    z = layer_norm(g, y, inner + ".norm2")
    y = add(g, y, projected_attention(g, z, context, inner + ".attn2", heads))
    z = layer_norm(g, y, inner + ".norm3")
    z = linear(g, z, inner + ".ff.net.0.proj", 8 * channels, True)
    a, b = g.split(z, 2, (4 * channels, 4 * channels))
    z = g.map("b t c, b t c -> b t c", a, b, f=lambda v, w: v * gelu(w))
    y = add(g, y, linear(g, z, inner + ".ff.net.2", channels, True))
    y = g.map("b t c -> b c t", y, f=lambda v: v)
    y = conv2d(g, g.reshape(y, x.shape), name + ".proj_out", channels, 1, bias=True)
    return add(g, x, y)


def unet_block(name: str, *, image: int, inputs: int, channels: int, heads: int, groups: int,
               time: int, context: int, context_tokens: int, layers: int, batch: int,
               format: str) -> Graph:
    g = Graph(name, format)
    x = g.input("x", (batch, inputs, image, image))
    t = g.input("time", (batch, time))
    text = g.input("context", (batch, context_tokens, context))
    t = g.map("b c -> b c", t, f=silu)
    for i in range(layers):
        x = residual(g, x, t, "resnets.%d" % i, channels, groups)
        x = transformer(g, x, text, "attentions.%d" % i, heads, groups)
    g.result(x)
    return g
