"""Today's workloads at any size, built here: no download, and no framework.

    ridge.zoo.names()
    model = ridge.zoo.model("llama3-8b-prefill", tokens=2048)
    block = ridge.zoo.model("llama3-8b-decode", layers=1, vocabulary=0, past=8191, batch=16)
    run = ridge.run(model, "systolic-128")

Weights are arguments with names, never values: what no run asks for is nowhere. Each
architecture is compared with a module of PyTorch in test/Python/test_zoo.py.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ..errors import Error
from ..objects import Model
from ..session import Session, default_session
from . import deepseek, diffusion, llama, mamba, recommend, speech, training, vision
from .graph import Graph, Tensor

__all__ = ["Entry", "Graph", "Tensor", "WORDS", "entries", "graph", "model", "names", "sizes"]

# What the sizes mean.
WORDS = {
    "batch": "sequences, images or samples at once",
    "blocks": "blocks of each of the four stages",
    "bottom": "widths of the layers for dense features, but the last, which is `width`",
    "capacity": "how many times its even share of tokens an expert takes; None: each token"
                " reads the weights of its own experts",
    "channels": "features of a pixel",
    "chosen": "experts of a token",
    "chosen_groups": "groups whose experts a token may choose",
    "chunk": "tokens of a scan that are products with one another",
    "classes": "classes that are told apart",
    "context": "features of a word of the text",
    "context_tokens": "words of the text",
    "dense": "dense features",
    "dense_layers": "layers whose feed-forward part is no mixture",
    "expert_feed_forward": "width of an expert",
    "experts": "experts of a mixture",
    "feed_forward": "width of a feed-forward part",
    "format": "of activations and weights: bf16, f16 or f32; sums are in f32",
    "frames": "steps of the spectrogram",
    "groups": "groups of experts, or of channels that a norm looks at",
    "head": "features of a head",
    "heads": "heads of queries, or of the scan",
    "hidden": "features of a token",
    "hots": "rows of each table that a sample reads",
    "image": "height and width",
    "inputs": "features of a pixel of the input",
    "kernel": "taps of the convolution",
    "kv_heads": "heads of keys and values",
    "kv_rank": "features of a latent",
    "layers": "layers",
    "mels": "bands of the spectrogram",
    "nope": "features of a head without positions",
    "past": "positions in the cache",
    "patch": "height and width of a patch",
    "q_rank": "features of compressed queries",
    "rope": "features of a head with positions",
    "routed_scale": "factor of what the chosen experts give",
    "rows": "rows of each table",
    "shared": "experts that every token has",
    "size": "features of a head of the scan",
    "sound": "steps that the encoder gives",
    "state": "numbers that each feature keeps",
    "tables": "sparse features, each with a table",
    "time": "features of the step in time",
    "tokens": "tokens of a sequence at once",
    "top": "widths of the last layers, but the very last, which is 1",
    "value": "features of a value",
    "vocabulary": "words; 0: hidden states come in and go out",
    "width": "features of a row of a table, or channels of the first stage",
}


@dataclass(frozen=True)
class Entry:
    """A workload.

    Attributes:
        text: What it is, and where its sizes are from.
        sizes: Published ones, by the words of `WORDS`; each can be given anew.
    """

    name: str
    text: str
    sizes: Mapping[str, Any]
    build: Callable[..., Graph]


_entries: dict[str, Entry] = {}


def _add(name: str, text: str, build: Callable[..., Graph], *, fixed: Mapping[str, Any] = {},
         **sizes: Any) -> None:
    def made(function: str, **given: Any) -> Graph:
        return build(function, **{**fixed, **given})

    _entries[name] = Entry(name, text, sizes, made)


_LLAMA = dict(
    llama3_8b=("Llama-3-8B (arXiv 2407.21783, table 3)", dict(
        hidden=4096, heads=32, kv_heads=8, head=128, feed_forward=14336, layers=32,
        vocabulary=128256)),
    llama3_70b=("Llama-3-70B (arXiv 2407.21783, table 3)", dict(
        hidden=8192, heads=64, kv_heads=8, head=128, feed_forward=28672, layers=80,
        vocabulary=128256)),
)
_PREFILL = "reads a prompt; gives logits of the last position, keys and values"
_DECODE = "reads tokens behind cached ones; gives logits of the last, new keys and values"
_NO_EXPERTS = dict(experts=0, chosen=0, capacity=None)

for _key, (_text, _sizes) in _LLAMA.items():
    _name = _key.replace("_", "-")
    _add(_name + "-prefill", "%s %s" % (_text, _PREFILL), llama.decoder,
         fixed=dict(past=0, **_NO_EXPERTS), **_sizes, tokens=2048, batch=1, format="bf16")
    _add(_name + "-decode", "%s %s" % (_text, _DECODE), llama.decoder, fixed=_NO_EXPERTS,
         **_sizes, tokens=1, past=2047, batch=1, format="bf16")
_add("llama3-8b-training", "a step of training of a layer of Llama-3-8B: forward, squared"
     " distance to a target, backward, AdamW on weights in f32", training.llama_step,
     **{k: v for k, v in _LLAMA["llama3_8b"][1].items() if k not in ("vocabulary", "layers")},
     layers=1, tokens=2048, batch=1, format="bf16")

_MIXTRAL = dict(hidden=4096, heads=32, kv_heads=8, head=128, feed_forward=14336, layers=32,
                vocabulary=32000, experts=8, chosen=2)
_add("mixtral-8x7b-prefill", "Mixtral-8x7B (arXiv 2401.04088, table 1) " + _PREFILL,
     llama.decoder, fixed=dict(past=0), **_MIXTRAL, capacity=1.25, tokens=2048, batch=1,
     format="bf16")
_add("mixtral-8x7b-decode", "Mixtral-8x7B (arXiv 2401.04088, table 1) " + _DECODE,
     llama.decoder, **_MIXTRAL, capacity=None, tokens=1, past=2047, batch=1, format="bf16")

_DEEPSEEK = dict(
    hidden=7168, heads=128, q_rank=1536, kv_rank=512, nope=128, rope=64, value=128,
    feed_forward=18432, expert_feed_forward=2048, experts=256, chosen=8, groups=8,
    chosen_groups=4, shared=1, routed_scale=2.5, dense_layers=3, layers=61,
    vocabulary=129280)
_add("deepseek-v3-prefill", "DeepSeek-V3 (arXiv 2412.19437, section 4.2) " + _PREFILL
     + " as latents", deepseek.decoder, fixed=dict(past=0), **_DEEPSEEK, capacity=1.25,
     tokens=2048, batch=1, format="bf16")
_add("deepseek-v3-decode", "DeepSeek-V3 (arXiv 2412.19437, section 4.2) " + _DECODE
     + " as latents", deepseek.decoder, **_DEEPSEEK, capacity=None, tokens=1, past=2047,
     batch=1, format="bf16")

_MAMBA = dict(hidden=2560, heads=80, size=64, state=128, kernel=4, layers=64,
              vocabulary=50288)
_add("mamba2-2.7b-prefill", "Mamba-2 2.7B (arXiv 2405.21060; its published configuration)"
     " reads a prompt by chunks; gives logits of the last position and states", mamba.mamba2,
     fixed=dict(cached=False), **_MAMBA, chunk=256, tokens=2048, batch=1, format="bf16")
_add("mamba2-2.7b-decode", "Mamba-2 2.7B (arXiv 2405.21060; its published configuration)"
     " reads one token behind a state; gives logits and the next state", mamba.mamba2,
     fixed=dict(cached=True, chunk=1, tokens=1), **_MAMBA, batch=1, format="bf16")

_WHISPER = dict(
    whisper_base=("Whisper base (arXiv 2212.04356, table 1)", 80, 51865, dict(
        hidden=512, heads=8, feed_forward=2048, layers=6)),
    whisper_large_v3=("Whisper large-v3 (arXiv 2212.04356, table 1; its published"
                      " configuration)", 128, 51866, dict(
        hidden=1280, heads=20, feed_forward=5120, layers=32)),
)
for _key, (_text, _mels, _words, _sizes) in _WHISPER.items():
    _name = _key.replace("_", "-")
    _add(_name + "-encoder", _text + " hears 30 seconds", speech.encoder, mels=_mels,
         frames=3000, **_sizes, batch=1, format="bf16")
    _add(_name + "-decoder", _text + " writes words behind cached ones, or with past=0 the"
         " first ones", speech.decoder, vocabulary=_words, **_sizes, tokens=1, past=223,
         sound=1500, batch=1, format="bf16")

_add("vit-b16", "ViT-B/16 (arXiv 2010.11929, table 1) on images of 224 x 224", vision.vit,
     image=224, patch=16, hidden=768, heads=12, feed_forward=3072, layers=12, classes=1000,
     batch=1, format="bf16")
_add("vit-l16", "ViT-L/16 (arXiv 2010.11929, table 1) on images of 224 x 224", vision.vit,
     image=224, patch=16, hidden=1024, heads=16, feed_forward=4096, layers=24, classes=1000,
     batch=1, format="bf16")
for _depth, _blocks in ((50, (3, 4, 6, 3)), (101, (3, 4, 23, 3)), (152, (3, 8, 36, 3))):
    _add("resnet%d" % _depth, "ResNet-%d (arXiv 1512.03385, table 1), batch norm by running"
         " statistics" % _depth, vision.resnet, blocks=_blocks, width=64, image=224,
         classes=1000, batch=1, format="f32")
_add("dit-xl2", "DiT-XL/2 (arXiv 2212.09748, table 1) on latents of 32 x 32: noise and its"
     " variance", diffusion.dit, image=32, channels=4, patch=2, hidden=1152, heads=16,
     feed_forward=4608, layers=28, classes=1000, batch=1, format="bf16")
_add("unet-block", "blocks of Stable Diffusion's U-Net (arXiv 2112.10752; the configuration"
     " of 1.5, first level): residual ones, each with a transformer", diffusion.unet_block,
     image=64, inputs=320, channels=320, heads=8, groups=32, time=1280, context=768,
     context_tokens=77, layers=2, batch=1, format="bf16")
_add("dlrm", "DLRM (arXiv 1906.00091) of MLPerf's widths; tables of equal rows, which are"
     " assumed", recommend.dlrm, dense=13, tables=26, rows=1000000, width=128, hots=1,
     bottom=(512, 256), top=(1024, 1024, 512, 256), batch=2048, format="f32")


def entries() -> list[Entry]:
    """All workloads, in the order in which `names` has them."""
    return list(_entries.values())


def names() -> list[str]:
    return list(_entries)


def _entry(name: str) -> Entry:
    if name not in _entries:
        raise Error(["the zoo has no '%s'; it has %s" % (name, ", ".join(_entries))])
    return _entries[name]


def sizes(name: str) -> dict[str, Any]:
    """The sizes of a workload as they are where none is given."""
    return dict(_entry(name).sizes)


# Sizes that may be nothing, or none.
_FROM_ZERO = ("vocabulary", "past", "dense_layers")
_FORMATS = ("bf16", "f16", "f32")


def _checked(entry: Entry, word: str, value: Any) -> Any:
    published = entry.sizes[word]

    def refuse(wanted: str) -> Error:
        return Error(["%s of %s is %r, expected %s" % (word, entry.name, value, wanted)])

    if word == "format":
        if value not in _FORMATS:
            raise refuse("one of " + ", ".join(_FORMATS))
        return value
    if word == "capacity":
        if value is None or isinstance(value, (int, float)) and value > 0:
            return value
        raise refuse("a number above 0, or None")
    if isinstance(published, tuple):
        if (not isinstance(value, (tuple, list)) or not value
                or any(not isinstance(n, int) or n < 1 for n in value)):
            raise refuse("numbers of at least 1")
        if word == "blocks" and len(value) != len(published):
            raise refuse("%d numbers" % len(published))
        return tuple(value)
    if isinstance(published, float):
        if not isinstance(value, (int, float)) or value <= 0:
            raise refuse("a number above 0")
        return value
    least = 0 if word in _FROM_ZERO else 1
    if not isinstance(value, int) or isinstance(value, bool) or value < least:
        raise refuse("a whole number of at least %d" % least)
    return value


def graph(name: str, **given: Any) -> Graph:
    """A workload as the builder has it: its `text()` is linalg on tensors.

    Raises:
        Error: No such workload, no such size of it, or sizes that do not go together.
    """
    entry = _entry(name)
    unknown = sorted(set(given) - set(entry.sizes))
    if unknown:
        raise Error(["%s has no size '%s'; it has %s"
                     % (name, unknown[0], ", ".join(entry.sizes))])
    chosen = {word: _checked(entry, word, given.get(word, value))
              for word, value in entry.sizes.items()}
    function = name.replace("-", "_").replace(".", "_")
    try:
        return entry.build(function, **chosen)
    except ValueError as error:
        raise Error(["%s cannot be built: %s" % (name, error)]) from error


def model(name: str, *, session: Session | None = None, **given: Any) -> Model:
    """A workload as a model whose arguments have names (`model.names`).

    Args:
        given: Sizes other than the published ones (`sizes(name)`).
    Raises:
        Error: No such workload, no such size of it, or sizes that do not go together.
    """
    built = graph(name, **given)
    result = (session or default_session()).model(text=built.text(), name=name)
    result.names = [argument for argument, _, _ in built.arguments]
    return result
