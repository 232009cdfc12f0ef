"""Whisper (arXiv 2212.04356): its encoder of sound, and its decoder of words."""

from __future__ import annotations

from .graph import Graph, Tensor
from .layers import add, attention, cached_attention, layer_norm, linear
from .llama import embed
from .scalars import gelu

# Words that the decoder has positions for.
PLACES = 448


def conv1d(g: Graph, x: Tensor, name: str, channels: int, stride: int) -> Tensor:
    """gelu of a convolution of three steps: [batch, channels, steps]."""
    w = g.weight(name + ".weight", (channels, x.shape[1], 3))
    b = g.weight(name + ".bias", (channels,))
    steps = (x.shape[2] - 1) // stride + 1
    x = g.slice(g.pad(x, (0, 0, 1), (0, 0, 1)), 2, 0, (steps - 1) * stride + 3)
    step = "" if stride == 1 else "%d*" % stride
    y = g.contract("n c %sh+r, o c r -> n o h" % step, x, w, format="f32", sizes={"h": steps})
    return g.map("n o h, o -> n o h", y, b, f=lambda v, c: gelu(v + c))


def _heads(g: Graph, x: Tensor, heads: int) -> Tensor:
    """[batch, heads, tokens, size], as caches have it."""
    x = g.reshape(x, (*x.shape[:2], heads, x.shape[2] // heads))
    return g.map("b t n d -> b n t d", x, f=lambda v: v)


def keys_of(g: Graph, x: Tensor, name: str, heads: int) -> tuple[Tensor, Tensor]:
    k = linear(g, x, name + ".k_proj", x.shape[2])
    v = linear(g, x, name + ".v_proj", x.shape[2], True)
    return _heads(g, k, heads), _heads(g, v, heads)


def attend(g: Graph, x: Tensor, name: str, heads: int, keys: tuple[Tensor, Tensor],
           cache: tuple[Tensor, ...] = (), causal: bool = False) -> Tensor:
    hidden = x.shape[2]
    q = linear(g, x, name + ".q_proj", hidden, True)
    q = g.reshape(q, (*x.shape[:2], heads, 1, hidden // heads))
    y = (cached_attention(g, q, cache, keys) if cache
         else attention(g, q, *keys, causal=causal))
    return linear(g, g.reshape(y, x.shape), name + ".out_proj", hidden, True)


def feed_forward_of(g: Graph, x: Tensor, name: str, feed_forward: int) -> Tensor:
    y = layer_norm(g, x, name + ".final_layer_norm")
    y = linear(g, y, name + ".fc1", feed_forward, True, gelu)
    return add(g, x, linear(g, y, name + ".fc2", x.shape[2], True))


def encoder(name: str, *, mels: int, frames: int, hidden: int, heads: int, feed_forward: int,
            layers: int, batch: int, format: str) -> Graph:
    if hidden % heads:
        raise ValueError("%d features are no multiple of %d heads" % (hidden, heads))
    g = Graph(name, format)
    x = g.input("mel", (batch, mels, frames))
    x = conv1d(g, conv1d(g, x, "conv1", hidden, 1), "conv2", hidden, 2)
    place = g.weight("embed_positions.weight", (x.shape[2], hidden))
    x = g.map("b o t, t o -> b t o", x, place, f=lambda v, p: v + p)
    for i in range(layers):
        prefix = "layers.%d" % i
        y = layer_norm(g, x, prefix + ".self_attn_layer_norm")
        keys = keys_of(g, y, prefix + ".self_attn", heads)
        x = add(g, x, attend(g, y, prefix + ".self_attn", heads, keys))
        x = feed_forward_of(g, x, prefix, feed_forward)
    g.result(layer_norm(g, x, "layer_norm"))
    return g


def decoder(name: str, *, vocabulary: int, hidden: int, heads: int, feed_forward: int,
            layers: int, tokens: int, past: int, sound: int, batch: int, format: str) -> Graph:
    """Words behind `past` cached ones. What the encoder gave is an input, and the keys
    and values that follow from it are computed, unless there is a past: then they are
    cached, too."""
    if past + tokens > PLACES:
        raise ValueError("%d words, and there are %d places" % (past + tokens, PLACES))
    if hidden % heads:
        raise ValueError("%d features are no multiple of %d heads" % (hidden, heads))
    g = Graph(name, format)
    ids = g.input("ids", (batch, tokens), "i64")
    size = hidden // heads
    heard = None if past else g.input("sound", (batch, sound, hidden))
    caches = []
    for i in range(layers if past else 0):
        caches.append([
            g.input("layers.%d.%s_cache" % (i, part), (batch, heads, steps, size))
            for part, steps in (("key", past), ("value", past), ("cross_key", sound),
                                ("cross_value", sound))])
    x = embed(g, ids, "embed_tokens", vocabulary, hidden)
    words = g.arguments[-1][1]
    place = g.weight("embed_positions.weight", (PLACES, hidden))
    place = g.slice(place, 0, past, tokens)
    x = g.map("b t o, t o -> b t o", x, place, f=lambda v, p: v + p)
    written = []
    for i in range(layers):
        prefix = "layers.%d" % i
        y = layer_norm(g, x, prefix + ".self_attn_layer_norm")
        keys = keys_of(g, y, prefix + ".self_attn", heads)
        x = add(g, x, attend(g, y, prefix + ".self_attn", heads, keys,
                             tuple(caches[i][:2]) if past else (), causal=True))
        written += keys
        y = layer_norm(g, x, prefix + ".encoder_attn_layer_norm")
        if heard is None:
            keys = (caches[i][2], caches[i][3])
        else:
            keys = keys_of(g, heard, prefix + ".encoder_attn", heads)
            written += keys
        x = add(g, x, attend(g, y, prefix + ".encoder_attn", heads, keys))
        x = feed_forward_of(g, x, prefix, feed_forward)
    x = layer_norm(g, g.slice(x, 1, tokens - 1, 1), "layer_norm")
    # The table of words gives the next word, too.
    g.result(g.contract("b t i, o i -> b t o", x, words), *written)
    return g
