#!/usr/bin/env python3
"""Writes the models of test/Models from PyTorch modules.

    pip install torch==2.13.0 torch-mlir==20261001
    python python/export_models.py [--out test/Models] [NAME...]

Parameters and buffers become function arguments after the inputs, in module
order, so the files carry no weights. Each model is one function of linalg on
tensors with static shapes. Models whose trained weights are published get a
file NAME.args.txt beside them: the name of each argument in the weights' file,
for `ridge run --input-names`.
"""

import argparse
import math
import pathlib

import torch
from torch import nn
from torch.nn import functional as F

import torch_mlir.fx


# ===----------------------------------------------------------------------===#
# BERT-base encoder layer, f32
# ===----------------------------------------------------------------------===#


class BertLayer(nn.Module):
    """Attention with additive mask, residual, LayerNorm, GELU with erf."""

    def __init__(self, hidden=768, heads=12, feed_forward=3072):
        super().__init__()
        self.heads = heads
        self.query = nn.Linear(hidden, hidden)
        self.key = nn.Linear(hidden, hidden)
        self.value = nn.Linear(hidden, hidden)
        self.attention_output = nn.Linear(hidden, hidden)
        self.attention_norm = nn.LayerNorm(hidden, eps=1e-12)
        self.intermediate = nn.Linear(hidden, feed_forward)
        self.output = nn.Linear(feed_forward, hidden)
        self.output_norm = nn.LayerNorm(hidden, eps=1e-12)

    def split(self, x):
        batch, tokens, hidden = x.shape
        return x.view(batch, tokens, self.heads, hidden // self.heads).transpose(1, 2)

    def forward(self, x, mask):
        query = self.split(self.query(x))
        key = self.split(self.key(x))
        value = self.split(self.value(x))
        scores = query @ key.transpose(-1, -2) / math.sqrt(query.shape[-1]) + mask
        context = (scores.softmax(-1) @ value).transpose(1, 2).reshape(x.shape)
        x = self.attention_norm(x + self.attention_output(context))
        return self.output_norm(x + self.output(F.gelu(self.intermediate(x))))


# ===----------------------------------------------------------------------===#
# Sentence embeddings, f32
# ===----------------------------------------------------------------------===#


class SelfAttention(nn.Module):
    def __init__(self, hidden):
        super().__init__()
        self.query = nn.Linear(hidden, hidden)
        self.key = nn.Linear(hidden, hidden)
        self.value = nn.Linear(hidden, hidden)


class Output(nn.Module):
    def __init__(self, inputs, hidden):
        super().__init__()
        self.dense = nn.Linear(inputs, hidden)
        self.LayerNorm = nn.LayerNorm(hidden, eps=1e-12)


class EncoderLayer(nn.Module):
    """A layer of BERT under the names that published weights use."""

    def __init__(self, hidden, heads, feed_forward):
        super().__init__()
        self.heads = heads
        self.attention = nn.Module()
        self.attention.self = SelfAttention(hidden)
        self.attention.output = Output(hidden, hidden)
        self.intermediate = nn.Module()
        self.intermediate.dense = nn.Linear(hidden, feed_forward)
        self.output = Output(feed_forward, hidden)

    def split(self, x):
        batch, tokens, hidden = x.shape
        return x.view(batch, tokens, self.heads, hidden // self.heads).transpose(1, 2)

    def forward(self, x, mask):
        attention = self.attention.self
        query = self.split(attention.query(x))
        key = self.split(attention.key(x))
        value = self.split(attention.value(x))
        scores = query @ key.transpose(-1, -2) / math.sqrt(query.shape[-1]) + mask
        context = (scores.softmax(-1) @ value).transpose(1, 2).reshape(x.shape)
        output = self.attention.output
        x = output.LayerNorm(x + output.dense(context))
        y = F.gelu(self.intermediate.dense(x))
        return self.output.LayerNorm(x + self.output.dense(y))


class SentenceEncoder(nn.Module):
    """Token ids to one vector of length 1 per sentence: embeddings, encoder, the
    mean of what is not padding."""

    def __init__(self, words, positions, hidden, heads, feed_forward, layers):
        super().__init__()
        self.embeddings = nn.Module()
        self.embeddings.word_embeddings = nn.Embedding(words, hidden)
        self.embeddings.position_embeddings = nn.Embedding(positions, hidden)
        self.embeddings.token_type_embeddings = nn.Embedding(2, hidden)
        self.embeddings.LayerNorm = nn.LayerNorm(hidden, eps=1e-12)
        self.encoder = nn.Module()
        self.encoder.layer = nn.ModuleList(
            EncoderLayer(hidden, heads, feed_forward) for _ in range(layers)
        )

    def forward(self, input_ids, attention_mask):
        tables = self.embeddings
        positions = torch.arange(input_ids.shape[1])
        x = (
            tables.word_embeddings(input_ids)
            + tables.position_embeddings(positions)
            + tables.token_type_embeddings(torch.zeros_like(input_ids))
        )
        x = tables.LayerNorm(x)
        weights = attention_mask.to(x.dtype)
        mask = (1.0 - weights)[:, None, None, :] * -1e9
        for layer in self.encoder.layer:
            x = layer(x, mask)
        weights = weights[:, :, None]
        mean = (x * weights).sum(1) / weights.sum(1).clamp(min=1e-9)
        return F.normalize(mean, dim=1)


# ===----------------------------------------------------------------------===#
# Decoder block of the shape of Llama-3.2-1B, bf16
# ===----------------------------------------------------------------------===#


class RMSNorm(nn.Module):
    def __init__(self, hidden, eps=1e-5):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(hidden))
        self.eps = eps

    def forward(self, x):
        wide = x.float()
        scale = torch.rsqrt(wide.pow(2).mean(-1, keepdim=True) + self.eps)
        return (wide * scale).to(x.dtype) * self.weight


def rotate(x, cos, sin):
    half = x.shape[-1] // 2
    return x * cos + torch.cat((-x[..., half:], x[..., :half]), -1) * sin


class LlamaBlock(nn.Module):
    """Grouped-query attention and SwiGLU; returns the output, keys and values."""

    def __init__(self, hidden=2048, heads=32, kv_heads=8, head=64, feed_forward=8192):
        super().__init__()
        self.heads, self.kv_heads, self.head = heads, kv_heads, head
        self.input_norm = RMSNorm(hidden)
        self.query = nn.Linear(hidden, heads * head, bias=False)
        self.key = nn.Linear(hidden, kv_heads * head, bias=False)
        self.value = nn.Linear(hidden, kv_heads * head, bias=False)
        self.output = nn.Linear(heads * head, hidden, bias=False)
        self.post_norm = RMSNorm(hidden)
        self.gate = nn.Linear(hidden, feed_forward, bias=False)
        self.up = nn.Linear(hidden, feed_forward, bias=False)
        self.down = nn.Linear(feed_forward, hidden, bias=False)

    def project(self, x, linear, heads):
        return linear(x).view(1, x.shape[1], heads, self.head).transpose(1, 2)

    def attend(self, query, key, value, mask):
        """`query` and `key` have one more dim where heads form groups."""
        scores = (query @ key.transpose(-1, -2)).float() * self.head**-0.5
        if mask is not None:
            scores = scores + mask
        return scores.softmax(-1).to(value.dtype) @ value

    def finish(self, x, context):
        x = x + self.output(context)
        y = self.post_norm(x)
        return x + self.down(F.silu(self.gate(y)) * self.up(y))


class LlamaPrefill(LlamaBlock):
    """All tokens at once; K and V are expanded to the query heads."""

    def forward(self, x, cos, sin, mask):
        y = self.input_norm(x)
        query = self.project(y, self.query, self.heads)
        key = self.project(y, self.key, self.kv_heads)
        value = self.project(y, self.value, self.kv_heads)
        query, key = rotate(query, cos, sin), rotate(key, cos, sin)
        tokens, group = x.shape[1], self.heads // self.kv_heads
        shape = (1, self.kv_heads, group, tokens, self.head)
        context = self.attend(
            query.view(shape),
            key[:, :, None].expand(shape),
            value[:, :, None].expand(shape),
            mask,
        )
        context = context.reshape(1, self.heads, tokens, self.head)
        context = context.transpose(1, 2).reshape(1, tokens, -1)
        return self.finish(x, context), key, value


class LlamaDecode(LlamaBlock):
    """One token beside a cache; the query heads of a group are rows."""

    def forward(self, x, cos, sin, key_cache, value_cache):
        y = self.input_norm(x)
        query = self.project(y, self.query, self.heads)
        key = self.project(y, self.key, self.kv_heads)
        value = self.project(y, self.value, self.kv_heads)
        query, key = rotate(query, cos, sin), rotate(key, cos, sin)
        key = torch.cat((key_cache, key), 2)
        value = torch.cat((value_cache, value), 2)
        group = self.heads // self.kv_heads
        query = query.view(1, self.kv_heads, group, self.head)
        context = self.attend(query, key, value, None)
        return self.finish(x, context.reshape(1, 1, -1)), key, value


# ===----------------------------------------------------------------------===#
# ResNet-18, f32
# ===----------------------------------------------------------------------===#


class BasicBlock(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.downsample = None
        if stride != 1 or inputs != outputs:
            self.downsample = nn.Sequential(
                nn.Conv2d(inputs, outputs, 1, stride, bias=False),
                nn.BatchNorm2d(outputs),
            )

    def forward(self, x):
        shortcut = x if self.downsample is None else self.downsample(x)
        y = F.relu(self.bn1(self.conv1(x)))
        return F.relu(self.bn2(self.conv2(y)) + shortcut)


class ResNet18(nn.Module):
    """He et al. 2015, table 1, 18 layers; batch norm in inference mode."""

    def __init__(self, classes=1000):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 64, 7, 2, 3, bias=False)
        self.bn1 = nn.BatchNorm2d(64)
        stages, inputs = [], 64
        for outputs, stride in ((64, 1), (128, 2), (256, 2), (512, 2)):
            stages.append(
                nn.Sequential(
                    BasicBlock(inputs, outputs, stride), BasicBlock(outputs, outputs, 1)
                )
            )
            inputs = outputs
        self.stages = nn.Sequential(*stages)
        self.classifier = nn.Linear(512, classes)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.bn1(self.conv1(x))), 3, 2, 1)
        x = F.adaptive_avg_pool2d(self.stages(x), 1)
        return self.classifier(torch.flatten(x, 1))


# ===----------------------------------------------------------------------===#
# int8
# ===----------------------------------------------------------------------===#


def requantize(x, scale, zero_point=0.0):
    """Scale, round half to even, clamp to int8."""
    x = torch.round(x.to(torch.float32) * scale) + zero_point
    return torch.clamp(x, -128.0, 127.0).to(torch.int8)


class Int8Linear(nn.Module):
    """int8 products into int32, int32 bias, a multiplier per channel."""

    def __init__(self, inputs, outputs):
        super().__init__()
        self.register_buffer("weight", torch.zeros(inputs, outputs, dtype=torch.int8))
        self.register_buffer("bias", torch.zeros(outputs, dtype=torch.int32))
        self.register_buffer("scale", torch.ones(outputs))

    def forward(self, x):
        return requantize(torch._int_mm(x, self.weight) + self.bias, self.scale)


class Int8Mlp(nn.Module):
    def __init__(self):
        super().__init__()
        self.up = Int8Linear(768, 3072)
        self.down = Int8Linear(3072, 768)

    def forward(self, x):
        return self.down(F.relu(self.up(x)))


class Int8Attention(nn.Module):
    """int8 projections and probabilities, softmax in f32."""

    def __init__(self, hidden=768, heads=12):
        super().__init__()
        self.heads = heads
        self.query = Int8Linear(hidden, hidden)
        self.key = Int8Linear(hidden, hidden)
        self.value = Int8Linear(hidden, hidden)
        self.output = Int8Linear(hidden, hidden)

    def split(self, x):
        return x.view(x.shape[0], self.heads, -1).transpose(0, 1)

    def forward(self, x):
        query, key = self.split(self.query(x)), self.split(self.key(x))
        value = self.split(self.value(x))
        scores = torch.bmm(
            query.to(torch.int32), key.transpose(1, 2).to(torch.int32)
        )
        weights = (scores.to(torch.float32) * 0.002).softmax(-1)
        weights = torch.round(weights * 127.0).to(torch.int8)
        context = torch.bmm(weights.to(torch.int32), value.to(torch.int32))
        context = requantize(context, 1.0 / 127.0)
        return self.output(context.transpose(0, 1).reshape(x.shape))


# ===----------------------------------------------------------------------===#
# Export
# ===----------------------------------------------------------------------===#


def bf16(*shape):
    return torch.zeros(shape, dtype=torch.bfloat16)


# Models with published weights: the names of their inputs.
PUBLISHED = {"minilm": ("input_ids", "attention_mask")}

MODELS = {
    "bert_layer": lambda: (
        BertLayer(),
        (torch.zeros(1, 128, 768), torch.zeros(1, 1, 1, 128)),
    ),
    # all-MiniLM-L6-v2: two sentences of up to 64 tokens.
    "minilm": lambda: (
        SentenceEncoder(30522, 512, 384, 12, 1536, 6),
        (torch.zeros(2, 64, dtype=torch.int64), torch.ones(2, 64, dtype=torch.int64)),
    ),
    "sentence_small": lambda: (
        SentenceEncoder(1000, 32, 64, 2, 128, 1),
        (torch.zeros(2, 16, dtype=torch.int64), torch.ones(2, 16, dtype=torch.int64)),
    ),
    "llama_prefill": lambda: (
        LlamaPrefill().bfloat16(),
        (bf16(1, 128, 2048), bf16(128, 64), bf16(128, 64), torch.zeros(128, 128)),
    ),
    "llama_decode": lambda: (
        LlamaDecode().bfloat16(),
        (bf16(1, 1, 2048), bf16(1, 64), bf16(1, 64))
        + (bf16(1, 8, 1023, 64), bf16(1, 8, 1023, 64)),
    ),
    "resnet18": lambda: (ResNet18(), (torch.zeros(1, 3, 224, 224),)),
    "int8_mlp": lambda: (Int8Mlp(), (torch.zeros(128, 768, dtype=torch.int8),)),
    "int8_attention": lambda: (
        Int8Attention(),
        (torch.zeros(128, 768, dtype=torch.int8),),
    ),
}


class WithStateAsArguments(nn.Module):
    """Takes parameters and buffers after the inputs, in module order."""

    def __init__(self, module, names, inputs):
        super().__init__()
        # A list hides the module, or its state would be exported as well.
        self.module, self.names, self.inputs = [module], names, inputs

    def forward(self, *arguments):
        state = dict(zip(self.names, arguments[self.inputs :]))
        return torch.func.functional_call(
            self.module[0], state, arguments[: self.inputs]
        )


def export(name):
    """The model's text, and the names of its arguments."""
    module, inputs = MODELS[name]()
    module = module.eval().requires_grad_(False)
    state = dict(module.named_parameters())
    # Batch norm counts the batches it has seen; inference does not ask.
    state.update(
        (key, value)
        for key, value in module.named_buffers()
        if not key.endswith("num_batches_tracked")
    )
    wrapped = WithStateAsArguments(module, list(state), len(inputs))
    exported = torch_mlir.fx.export_and_import(
        wrapped,
        *inputs,
        *state.values(),
        output_type="linalg-on-tensors",
        func_name=name,
    )
    return str(exported), [*PUBLISHED.get(name, ()), *state]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    default = pathlib.Path(__file__).resolve().parent.parent / "test" / "Models"
    parser.add_argument("--out", type=pathlib.Path, default=default)
    parser.add_argument("names", nargs="*", choices=[[], *MODELS], metavar="NAME")
    options = parser.parse_args()
    for name in options.names or MODELS:
        text, arguments = export(name)
        (options.out / f"{name}.mlir").write_text(text)
        print(f"wrote {options.out / name}.mlir")
        if name in PUBLISHED:
            lines = [f"{index} {argument}\n" for index, argument in enumerate(arguments)]
            (options.out / f"{name}.args.txt").write_text("".join(lines))
            print(f"wrote {options.out / name}.args.txt")


if __name__ == "__main__":
    main()
