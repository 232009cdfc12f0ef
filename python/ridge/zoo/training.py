"""A step of training: forward, backward, and AdamW (arXiv 1711.05101) on weights that are
kept in f32 and multiplied in the format of the model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .gradients import gradients
from .graph import Graph, Tensor
from .layers import dims_of
from .llama import layer
from .scalars import sqrt

# PyTorch's, where nothing else is said.
BETA1, BETA2, EPSILON, DECAY = 0.9, 0.999, 1e-8, 0.01


class Trained(Graph):
    """A graph whose weights change.

    Attributes:
        masters: Name and argument of each weight, in f32.
    """

    def __init__(self, name: str, format: str):
        super().__init__(name, format)
        self.masters: list[tuple[str, Tensor]] = []

    def weight(self, name: str, shape: Sequence[int], format: str | None = None) -> Tensor:
        master = super().weight(name, shape, "f32")
        self.masters.append((name, master))
        return self.cast(master, format or self.format)


def adamw(g: Graph, name: str, w: Tensor, gradient: Tensor, rate: Tensor,
          corrections: Sequence[Tensor]) -> tuple[Tensor, Tensor, Tensor]:
    """(weight, mean, mean square) after a step. `corrections` are 1 / (1 - beta^step) for
    the two means."""
    mean, square = (g.input(name + part, w.shape, "f32") for part in (".exp_avg", ".exp_avg_sq"))
    dims = dims_of(w)
    both = "%s, %s -> %s" % (dims, dims, dims)
    mean = g.map(both, mean, gradient, format="f32",
                 f=lambda m, d: m * BETA1 + d * (1 - BETA1))
    square = g.map(both, square, gradient, format="f32",
                   f=lambda v, d: v * BETA2 + d * d * (1 - BETA2))
    w = g.map("%s, %s, %s, , ,  -> %s" % (dims, dims, dims, dims), w, mean, square, rate,
              *corrections, format="f32", f=lambda w, m, v, r, a, b: (
                  w - w * r * DECAY - r * (m * a) / (sqrt(v * b) + EPSILON)))
    return w, mean, square


def llama_step(name: str, *, hidden: int, layers: int, tokens: int, batch: int, format: str,
               **sizes: Any) -> Graph:
    """Layers of Llama and the mean of the squared distances to a target; `sizes` are those
    of `llama.layer`."""
    g = Trained(name, format)
    first = x = g.input("x", (batch, tokens, hidden))
    target = g.input("target", x.shape)
    cos, sin = (g.input(part, (tokens, sizes["head"] // 2), "f32") for part in ("cos", "sin"))
    rate, *corrections = (g.input(part, (), "f32")
                          for part in ("rate", "correction1", "correction2"))
    for i in range(layers):
        x, _, _ = layer(g, x, "layers.%d" % i, cos, sin, (), **sizes)
    count = batch * tokens * hidden
    loss = g.sum("b s h, b s h -> ", x, target,
                 f=lambda a, b: (a - b) * (a - b) * (1.0 / count))
    away = g.map("b s h, b s h -> b s h", x, target, f=lambda a, b: (a - b) * (2.0 / count))
    # What the layers before these ask for comes first.
    changes = gradients(g, {x: away}, [first, *[w for _, w in g.masters]])
    g.result(loss, changes[0])
    for (weight, w), change in zip(g.masters, changes[1:]):
        g.result(*adamw(g, weight, w, change, rate, corrections))
    return g
