"""Workloads of the zoo that look at images, as modules of PyTorch with its names of
weights."""

import math

import torch
from torch import nn
from torch.nn import functional as F

from zoo_modules import attend


class Bottleneck(nn.Module):
    def __init__(self, inputs, width, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, width, 1, bias=False)
        self.conv2 = nn.Conv2d(width, width, 3, stride, 1, bias=False)
        self.conv3 = nn.Conv2d(width, 4 * width, 1, bias=False)
        self.bn1, self.bn2 = nn.BatchNorm2d(width), nn.BatchNorm2d(width)
        self.bn3 = nn.BatchNorm2d(4 * width)
        self.downsample = nn.Sequential()
        if stride != 1 or inputs != 4 * width:
            self.downsample = nn.Sequential(
                nn.Conv2d(inputs, 4 * width, 1, stride, bias=False), nn.BatchNorm2d(4 * width))

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)))
        y = F.relu(self.bn2(self.conv2(y)))
        return F.relu(self.bn3(self.conv3(y)) + self.downsample(x))


class ResNet(nn.Module):
    def __init__(self, s):
        super().__init__()
        width = s["width"]
        self.conv1 = nn.Conv2d(3, width, 7, 2, 3, bias=False)
        self.bn1, inputs = nn.BatchNorm2d(width), width
        for stage, count in enumerate(s["blocks"]):
            blocks = []
            for i in range(count):
                blocks.append(Bottleneck(inputs, width << stage, 2 if stage and not i else 1))
                inputs = 4 * (width << stage)
            setattr(self, "layer%d" % (stage + 1), nn.Sequential(*blocks))
        self.fc = nn.Linear(inputs, s["classes"])

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.bn1(self.conv1(x))), 3, 2, 1)
        for stage in range(4):
            x = getattr(self, "layer%d" % (stage + 1))(x)
        return (self.fc(x.mean((2, 3))),)


class Patches(nn.Module):
    def __init__(self, channels, patch, hidden):
        super().__init__()
        self.proj = nn.Conv2d(channels, hidden, patch, patch)

    def forward(self, x):
        return self.proj(x).flatten(2).mT


class SelfAttention(nn.Module):
    def __init__(self, hidden, heads):
        super().__init__()
        self.heads = heads
        self.qkv, self.proj = nn.Linear(hidden, 3 * hidden), nn.Linear(hidden, hidden)

    def forward(self, x):
        q, k, v = (t.unflatten(-1, (self.heads, -1)).transpose(1, 2)
                   for t in self.qkv(x).chunk(3, -1))
        return self.proj(attend(q, k, v, causal=False).transpose(1, 2).flatten(2))


class Mlp(nn.Module):
    def __init__(self, hidden, feed_forward, approximate):
        super().__init__()
        self.fc1, self.fc2 = nn.Linear(hidden, feed_forward), nn.Linear(feed_forward, hidden)
        self.approximate = approximate

    def forward(self, x):
        return self.fc2(F.gelu(self.fc1(x), approximate=self.approximate))


class ViTBlock(nn.Module):
    def __init__(self, s):
        super().__init__()
        hidden = s["hidden"]
        self.norm1, self.norm2 = nn.LayerNorm(hidden, 1e-6), nn.LayerNorm(hidden, 1e-6)
        self.attn = SelfAttention(hidden, s["heads"])
        self.mlp = Mlp(hidden, s["feed_forward"], "none")

    def forward(self, x):
        x = x + self.attn(self.norm1(x))
        return x + self.mlp(self.norm2(x))


class ViT(nn.Module):
    def __init__(self, s):
        super().__init__()
        hidden, count = s["hidden"], (s["image"] // s["patch"]) ** 2 + 1
        self.patch_embed = Patches(3, s["patch"], hidden)
        self.cls_token = nn.Parameter(torch.randn(hidden))
        self.pos_embed = nn.Parameter(torch.randn(count, hidden))
        self.blocks = nn.Sequential(*(ViTBlock(s) for _ in range(s["layers"])))
        self.norm, self.head = nn.LayerNorm(hidden, 1e-6), nn.Linear(hidden, s["classes"])

    def forward(self, x):
        x = self.patch_embed(x)
        x = torch.cat([self.cls_token.expand(len(x), 1, -1), x], 1) + self.pos_embed
        return (self.head(self.norm(self.blocks(x))[:, 0]),)


class DiTBlock(nn.Module):
    def __init__(self, s):
        super().__init__()
        hidden = s["hidden"]
        self.norm = nn.LayerNorm(hidden, 1e-6, elementwise_affine=False)
        self.attn = SelfAttention(hidden, s["heads"])
        self.mlp = Mlp(hidden, s["feed_forward"], "tanh")
        self.adaLN_modulation = nn.Sequential(nn.SiLU(), nn.Linear(hidden, 6 * hidden))

    def forward(self, x, c):
        a = self.adaLN_modulation(c)[:, None].chunk(6, -1)
        x = x + a[2] * self.attn(self.norm(x) * (1 + a[1]) + a[0])
        return x + a[5] * self.mlp(self.norm(x) * (1 + a[4]) + a[3])


class DiT(nn.Module):
    def __init__(self, s):
        super().__init__()
        self.s, hidden, patch = s, s["hidden"], s["patch"]
        self.x_embedder = Patches(s["channels"], patch, hidden)
        self.pos_embed = nn.Parameter(torch.randn((s["image"] // patch) ** 2, hidden))
        self.t_embedder = nn.Module()
        self.t_embedder.mlp = nn.Sequential(
            nn.Linear(256, hidden), nn.SiLU(), nn.Linear(hidden, hidden))
        self.y_embedder = nn.Module()
        self.y_embedder.embedding_table = nn.Embedding(s["classes"] + 1, hidden)
        self.blocks = nn.ModuleList(DiTBlock(s) for _ in range(s["layers"]))
        self.final_layer = nn.Module()
        self.final_layer.adaLN_modulation = nn.Sequential(
            nn.SiLU(), nn.Linear(hidden, 2 * hidden))
        self.final_layer.linear = nn.Linear(hidden, patch * patch * 2 * s["channels"])

    def forward(self, x, t, y):
        patch, side = self.s["patch"], self.s["image"] // self.s["patch"]
        x = self.x_embedder(x) + self.pos_embed
        angles = t[:, None] * torch.exp(-math.log(1e4) * torch.arange(128) / 128)
        c = self.t_embedder.mlp(torch.cat([angles.cos(), angles.sin()], -1))
        c = c + self.y_embedder.embedding_table(y[:, 0])
        for block in self.blocks:
            x = block(x, c)
        shift, scale = self.final_layer.adaLN_modulation(c)[:, None].chunk(2, -1)
        x = F.layer_norm(x, x.shape[-1:], eps=1e-6) * (1 + scale) + shift
        x = self.final_layer.linear(x).unflatten(1, (side, side)).unflatten(-1, (patch, patch, -1))
        return (torch.einsum("nhwpqc->nchpwq", x).flatten(4).flatten(2, 3),)


class Residual(nn.Module):
    def __init__(self, inputs, channels, groups, time):
        super().__init__()
        self.norm1, self.norm2 = nn.GroupNorm(groups, inputs), nn.GroupNorm(groups, channels)
        self.conv1 = nn.Conv2d(inputs, channels, 3, 1, 1)
        self.conv2 = nn.Conv2d(channels, channels, 3, 1, 1)
        self.time_emb_proj = nn.Linear(time, channels)
        if inputs != channels:
            self.conv_shortcut = nn.Conv2d(inputs, channels, 1)

    def forward(self, x, t):
        y = self.conv1(F.silu(self.norm1(x))) + self.time_emb_proj(F.silu(t))[..., None, None]
        y = self.conv2(F.silu(self.norm2(y)))
        return y + (self.conv_shortcut(x) if hasattr(self, "conv_shortcut") else x)


class CrossAttention(nn.Module):
    def __init__(self, hidden, context, heads):
        super().__init__()
        self.heads = heads
        self.to_q = nn.Linear(hidden, hidden, bias=False)
        self.to_k = nn.Linear(context, hidden, bias=False)
        self.to_v = nn.Linear(context, hidden, bias=False)
        self.to_out = nn.Sequential(nn.Linear(hidden, hidden))

    def forward(self, x, to):
        q, k, v = (t.unflatten(-1, (self.heads, -1)).transpose(1, 2)
                   for t in (self.to_q(x), self.to_k(to), self.to_v(to)))
        return self.to_out(attend(q, k, v, causal=False).transpose(1, 2).flatten(2))


class GEGLU(nn.Module):
    def __init__(self, hidden):
        super().__init__()
        self.proj = nn.Linear(hidden, 8 * hidden)

    def forward(self, x):
        value, gate = self.proj(x).chunk(2, -1)
        return value * F.gelu(gate)


class TransformerBlock(nn.Module):
    def __init__(self, hidden, context, heads):
        super().__init__()
        self.norm1, self.norm2, self.norm3 = (nn.LayerNorm(hidden) for _ in range(3))
        self.attn1 = CrossAttention(hidden, hidden, heads)
        self.attn2 = CrossAttention(hidden, context, heads)
        self.ff = nn.Module()
        self.ff.net = nn.Sequential(GEGLU(hidden), nn.Identity(), nn.Linear(4 * hidden, hidden))

    def forward(self, x, context):
        y = self.norm1(x)
        x = x + self.attn1(y, y)
        x = x + self.attn2(self.norm2(x), context)
        return x + self.ff.net(self.norm3(x))


class SpatialTransformer(nn.Module):
    def __init__(self, channels, context, heads, groups):
        super().__init__()
        self.norm = nn.GroupNorm(groups, channels, 1e-6)
        self.proj_in = nn.Conv2d(channels, channels, 1)
        self.transformer_blocks = nn.ModuleList([TransformerBlock(channels, context, heads)])
        self.proj_out = nn.Conv2d(channels, channels, 1)

    def forward(self, x, context):
        y = self.proj_in(self.norm(x)).flatten(2).mT
        y = self.transformer_blocks[0](y, context).mT.view_as(x)
        return x + self.proj_out(y)


class UNetBlock(nn.Module):
    def __init__(self, s):
        super().__init__()
        channels = s["channels"]
        self.resnets = nn.ModuleList(
            Residual(channels if i else s["inputs"], channels, s["groups"], s["time"])
            for i in range(s["layers"]))
        self.attentions = nn.ModuleList(
            SpatialTransformer(channels, s["context"], s["heads"], s["groups"])
            for _ in range(s["layers"]))

    def forward(self, x, time, context):
        for block, transformer in zip(self.resnets, self.attentions):
            x = transformer(block(x, time), context)
        return (x,)
