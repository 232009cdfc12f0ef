"""Image classifiers: ResNet (arXiv 1512.03385) and vision transformers (arXiv
2010.11929)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from .graph import Graph, Tensor
from .layers import add, batch_norm, conv2d, layer_norm, linear, multi_head
from .scalars import Scalar, gelu, relu


def bottleneck(g: Graph, x: Tensor, name: str, width: int, stride: int) -> Tensor:
    """1 x 1, 3 x 3 with the stride, 1 x 1 to four times the width."""
    channels = 4 * width
    y = batch_norm(g, conv2d(g, x, name + ".conv1", width, 1), name + ".bn1", relu)
    y = batch_norm(g, conv2d(g, y, name + ".conv2", width, 3, stride, 1), name + ".bn2", relu)
    if stride != 1 or x.shape[1] != channels:
        x = batch_norm(g, conv2d(g, x, name + ".downsample.0", channels, 1, stride),
                       name + ".downsample.1")
    return batch_norm(g, conv2d(g, y, name + ".conv3", channels, 1), name + ".bn3", relu, x)


def resnet(name: str, *, blocks: Sequence[int], width: int, image: int, classes: int,
           batch: int, format: str) -> Graph:
    g = Graph(name, format)
    x = g.input("x", (batch, 3, image, image))
    x = batch_norm(g, conv2d(g, x, "conv1", width, 7, 2, 3), "bn1", relu)
    x = g.max_pool(x, 3, 2, 1)
    for stage, count in enumerate(blocks):
        for i in range(count):
            x = bottleneck(g, x, "layer%d.%d" % (stage + 1, i), width << stage,
                           2 if stage and not i else 1)
    area = x.shape[2] * x.shape[3]
    x = g.sum("n c h w -> n c", x)
    x = g.map("n c -> n c", x, f=lambda v: v * (1.0 / area))
    g.result(linear(g, x, "fc", classes, bias=True))
    return g


def patches(g: Graph, x: Tensor, name: str, patch: int, hidden: int) -> Tensor:
    """A convolution whose windows do not overlap: [batch, patches, hidden]."""
    batch, channels, height, width = x.shape
    if height % patch or width % patch:
        raise ValueError("%d x %d is not cut into patches of %d" % (height, width, patch))
    w = g.weight(name + ".weight", (hidden, channels, patch, patch))
    b = g.weight(name + ".bias", (hidden,))
    x = g.reshape(x, (batch, channels, height // patch, patch, width // patch, patch))
    y = g.contract("b c h p w q, o c p q -> b h w o", x, w, format="f32")
    y = g.map("b h w o, o -> b h w o", y, b, f=lambda v, c: v + c)
    return g.reshape(y, (batch, y.shape[1] * y.shape[2], hidden))


def mlp(g: Graph, x: Tensor, name: str, feed_forward: int,
        f: Callable[[Scalar], Scalar] = gelu) -> Tensor:
    y = linear(g, x, name + ".fc1", feed_forward, True, f)
    return linear(g, y, name + ".fc2", x.shape[-1], True)


def self_attention(g: Graph, x: Tensor, name: str, heads: int) -> Tensor:
    """Queries, keys and values in one product."""
    hidden = x.shape[2]
    q, k, v = g.split(linear(g, x, name + ".qkv", 3 * hidden, True), 2, (hidden,) * 3)
    return linear(g, multi_head(g, q, k, v, heads), name + ".proj", hidden, True)


def vit(name: str, *, image: int, patch: int, hidden: int, heads: int, feed_forward: int,
        layers: int, classes: int, batch: int, format: str) -> Graph:
    g = Graph(name, format)
    x = patches(g, g.input("x", (batch, 3, image, image)), "patch_embed.proj", patch, hidden)
    first = g.map("o -> b t o", g.weight("cls_token", (hidden,)), f=lambda v: v,
                  sizes=dict(b=batch, t=1))
    x = g.concat(1, first, x)
    place = g.weight("pos_embed", x.shape[1:])
    x = g.map("b t o, t o -> b t o", x, place, f=lambda v, p: v + p)
    for i in range(layers):
        prefix = "blocks.%d" % i
        y = layer_norm(g, x, prefix + ".norm1", 1e-6)
        x = add(g, x, self_attention(g, y, prefix + ".attn", heads))
        y = layer_norm(g, x, prefix + ".norm2", 1e-6)
        x = add(g, x, mlp(g, y, prefix + ".mlp", feed_forward))
    x = g.reshape(g.slice(layer_norm(g, x, "norm", 1e-6), 1, 0, 1), (batch, hidden))
    g.result(linear(g, x, "head", classes, bias=True))
    return g
