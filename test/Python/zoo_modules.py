"""The workloads of the zoo as modules of PyTorch, with its names of weights: written as
PyTorch's users write them, a token or an expert at a time where that is plainer."""

import math

import torch
from torch import nn
from torch.nn import functional as F


class RMSNorm(nn.Module):
    def __init__(self, size, eps=1e-5):
        super().__init__()
        self.weight, self.eps = nn.Parameter(torch.ones(size)), eps

    def forward(self, x):
        y = x.float()
        y = y * torch.rsqrt(y.pow(2).mean(-1, keepdim=True) + self.eps)
        return (y * self.weight.float()).to(x.dtype)


def rotate(x, cos, sin):
    """Of [..., tokens, features]."""
    cos, sin = torch.cat([cos, cos], -1), torch.cat([sin, sin], -1)
    a, b = x.float().chunk(2, -1)
    return (x.float() * cos + torch.cat([-b, a], -1) * sin).to(x.dtype)


def attend(q, k, v, scale=None, causal=True):
    """Of [batch, heads, tokens, features]; the last query sees all keys."""
    queries, keys = q.shape[-2], k.shape[-2]
    mask = None
    if causal:
        mask = torch.ones(queries, keys, dtype=torch.bool).tril(keys - queries)
    return F.scaled_dot_product_attention(q, k, v, mask, scale=scale)


# Llama and Mixtral.


class SwiGLU(nn.Module):
    def __init__(self, hidden, feed_forward):
        super().__init__()
        self.gate_proj = nn.Linear(hidden, feed_forward, bias=False)
        self.up_proj = nn.Linear(hidden, feed_forward, bias=False)
        self.down_proj = nn.Linear(feed_forward, hidden, bias=False)

    def forward(self, x):
        return self.down_proj(F.silu(self.gate_proj(x)) * self.up_proj(x))


class Experts(nn.Module):
    """Tokens one by one; an expert that is full takes no more."""

    def __init__(self, hidden, feed_forward, experts, capacity):
        super().__init__()
        self.gate_proj = nn.Parameter(torch.randn(experts, feed_forward, hidden) * 0.1)
        self.up_proj = nn.Parameter(torch.randn(experts, feed_forward, hidden) * 0.1)
        self.down_proj = nn.Parameter(torch.randn(experts, hidden, feed_forward) * 0.1)
        self.capacity = capacity

    def forward(self, x, places, shares):
        count, taken = self.gate_proj.shape[0], [0] * self.gate_proj.shape[0]
        slots = len(x)
        if self.capacity is not None:
            slots = math.ceil(self.capacity * places.numel() / count)
        rows = []
        for token, own, weights in zip(x, places.tolist(), shares):
            row = torch.zeros_like(token)
            for expert, weight in zip(own, weights):
                taken[expert] += 1
                if taken[expert] <= slots:
                    gate, up = self.gate_proj[expert] @ token, self.up_proj[expert] @ token
                    row = row + weight * (self.down_proj[expert] @ (F.silu(gate) * up))
            rows.append(row)
        return torch.stack(rows)


class Mixture(nn.Module):
    def __init__(self, hidden, feed_forward, experts, chosen, capacity):
        super().__init__()
        self.gate = nn.Linear(hidden, experts, bias=False)
        self.experts, self.chosen = Experts(hidden, feed_forward, experts, capacity), chosen

    def forward(self, x):
        flat = x.flatten(0, 1)
        shares, places = self.gate(flat).softmax(-1).topk(self.chosen, -1)
        return self.experts(flat, places, shares / shares.sum(-1, keepdim=True)).view_as(x)


class LlamaAttention(nn.Module):
    def __init__(self, hidden, heads, kv_heads, head):
        super().__init__()
        self.head, self.group = head, heads // kv_heads
        self.q_proj = nn.Linear(hidden, heads * head, bias=False)
        self.k_proj = nn.Linear(hidden, kv_heads * head, bias=False)
        self.v_proj = nn.Linear(hidden, kv_heads * head, bias=False)
        self.o_proj = nn.Linear(heads * head, hidden, bias=False)

    def forward(self, x, cos, sin, cache):
        q, k, v = (f(x).unflatten(-1, (-1, self.head)).transpose(1, 2)
                   for f in (self.q_proj, self.k_proj, self.v_proj))
        q, k = rotate(q, cos, sin), rotate(k, cos, sin)
        keys, values = (torch.cat(pair, 2) for pair in zip(cache, (k, v))) if cache else (k, v)
        keys, values = (t.repeat_interleave(self.group, 1) for t in (keys, values))
        y = attend(q, keys, values).transpose(1, 2).flatten(2)
        return self.o_proj(y), k, v


class LlamaLayer(nn.Module):
    def __init__(self, s):
        super().__init__()
        self.self_attn = LlamaAttention(s["hidden"], s["heads"], s["kv_heads"], s["head"])
        if "experts" in s:
            self.block_sparse_moe = Mixture(s["hidden"], s["feed_forward"], s["experts"],
                                            s["chosen"], s["capacity"])
        else:
            self.mlp = SwiGLU(s["hidden"], s["feed_forward"])
        self.input_layernorm = RMSNorm(s["hidden"])
        self.post_attention_layernorm = RMSNorm(s["hidden"])

    def forward(self, x, cos, sin, cache):
        y, k, v = self.self_attn(self.input_layernorm(x), cos, sin, cache)
        x = x + y
        feed = self.mlp if hasattr(self, "mlp") else self.block_sparse_moe
        return x + feed(self.post_attention_layernorm(x)), k, v


class Llama(nn.Module):
    def __init__(self, s):
        super().__init__()
        self.layers = nn.ModuleList(LlamaLayer(s) for _ in range(s["layers"]))
        self.words = s["vocabulary"]
        if self.words:
            self.embed_tokens = nn.Embedding(self.words, s["hidden"])
            self.norm = RMSNorm(s["hidden"])
            self.lm_head = nn.Linear(s["hidden"], self.words, bias=False)

    def forward(self, x, cos, sin, *caches):
        x, kept = self.embed_tokens(x) if self.words else x, []
        for i, layer in enumerate(self.layers):
            x, k, v = layer(x, cos, sin, caches[2 * i:2 * i + 2])
            kept += [k, v]
        return (self.lm_head(self.norm(x[:, -1])) if self.words else x, *kept)


# DeepSeek.


class Latent(nn.Module):
    """Keys and values always brought to the heads."""

    def __init__(self, s):
        super().__init__()
        self.s, hidden, heads = s, s["hidden"], s["heads"]
        self.q_a_proj = nn.Linear(hidden, s["q_rank"], bias=False)
        self.q_a_layernorm = RMSNorm(s["q_rank"], 1e-6)
        self.q_b_proj = nn.Linear(s["q_rank"], heads * (s["nope"] + s["rope"]), bias=False)
        self.kv_a_proj_with_mqa = nn.Linear(hidden, s["kv_rank"] + s["rope"], bias=False)
        self.kv_a_layernorm = RMSNorm(s["kv_rank"], 1e-6)
        self.kv_b_proj = nn.Linear(s["kv_rank"], heads * (s["nope"] + s["value"]), bias=False)
        self.o_proj = nn.Linear(heads * s["value"], hidden, bias=False)

    def forward(self, x, cos, sin, cache):
        s, heads = self.s, self.s["heads"]
        q = self.q_b_proj(self.q_a_layernorm(self.q_a_proj(x)))
        q = q.unflatten(-1, (heads, -1)).transpose(1, 2)
        q = torch.cat([q[..., :s["nope"]], rotate(q[..., s["nope"]:], cos, sin)], -1)
        latent, rope = self.kv_a_proj_with_mqa(x).split([s["kv_rank"], s["rope"]], -1)
        new = torch.cat([self.kv_a_layernorm(latent), rotate(rope, cos, sin)], -1)
        seen = new if cache is None else torch.cat([cache, new], 1)
        latent, rope = seen.split([s["kv_rank"], s["rope"]], -1)
        kv = self.kv_b_proj(latent).unflatten(-1, (heads, -1)).transpose(1, 2)
        k, v = kv.split([s["nope"], s["value"]], -1)
        k = torch.cat([k, rope[:, None].expand(-1, heads, -1, -1)], -1)
        y = attend(q, k, v)
        return self.o_proj(y.transpose(1, 2).flatten(2)), new


class GroupedGate(nn.Module):
    def __init__(self, s):
        super().__init__()
        self.s = s
        self.weight = nn.Parameter(torch.randn(s["experts"], s["hidden"]) * 0.3)
        self.e_score_correction_bias = nn.Parameter(torch.randn(s["experts"]) * 0.1)

    def forward(self, x):
        s = self.s
        scores = F.linear(x, self.weight).sigmoid()
        biased = (scores + self.e_score_correction_bias).unflatten(-1, (s["groups"], -1))
        groups = biased.topk(2, -1)[0].sum(-1).topk(s["chosen_groups"], -1)[1]
        mask = torch.ones(len(x), s["groups"], dtype=torch.bool).scatter(1, groups, False)
        biased = biased.masked_fill(mask[:, :, None], -math.inf).flatten(1)
        places = biased.topk(s["chosen"], -1)[1]
        shares = scores.gather(1, places)
        return places, shares / shares.sum(-1, keepdim=True) * s["routed_scale"]


class DeepSeekMixture(nn.Module):
    def __init__(self, s):
        super().__init__()
        wide = s["expert_feed_forward"]
        self.gate = GroupedGate(s)
        self.experts = Experts(s["hidden"], wide, s["experts"], s["capacity"])
        self.shared_experts = SwiGLU(s["hidden"], s["shared"] * wide)

    def forward(self, x):
        flat = x.flatten(0, 1)
        return self.experts(flat, *self.gate(flat)).view_as(x) + self.shared_experts(x)


class DeepSeekLayer(nn.Module):
    def __init__(self, s, dense):
        super().__init__()
        self.self_attn = Latent(s)
        self.mlp = SwiGLU(s["hidden"], s["feed_forward"]) if dense else DeepSeekMixture(s)
        self.input_layernorm = RMSNorm(s["hidden"], 1e-6)
        self.post_attention_layernorm = RMSNorm(s["hidden"], 1e-6)

    def forward(self, x, cos, sin, cache):
        y, new = self.self_attn(self.input_layernorm(x), cos, sin, cache)
        x = x + y
        return x + self.mlp(self.post_attention_layernorm(x)), new


class DeepSeek(nn.Module):
    def __init__(self, s):
        super().__init__()
        self.layers = nn.ModuleList(
            DeepSeekLayer(s, i < s["dense_layers"]) for i in range(s["layers"]))
        self.embed_tokens = nn.Embedding(s["vocabulary"], s["hidden"])
        self.norm = RMSNorm(s["hidden"], 1e-6)
        self.lm_head = nn.Linear(s["hidden"], s["vocabulary"], bias=False)

    def forward(self, ids, cos, sin, *caches):
        x, kept = self.embed_tokens(ids), []
        for i, layer in enumerate(self.layers):
            x, new = layer(x, cos, sin, caches[i] if caches else None)
            kept.append(new)
        return self.lm_head(self.norm(x[:, -1])), *kept


# Mamba-2, a token at a time.


class Mixer(nn.Module):
    def __init__(self, s):
        super().__init__()
        self.s, inner = s, s["heads"] * s["size"]
        mixed = inner + 2 * s["state"]
        self.in_proj = nn.Linear(s["hidden"], inner + mixed + s["heads"], bias=False)
        self.conv1d = nn.Module()
        self.conv1d.weight = nn.Parameter(torch.randn(mixed, s["kernel"]) * 0.5)
        self.conv1d.bias = nn.Parameter(torch.randn(mixed) * 0.1)
        self.dt_bias = nn.Parameter(torch.randn(s["heads"]))
        self.A_log = nn.Parameter(torch.rand(s["heads"]))
        self.D = nn.Parameter(torch.randn(s["heads"]))
        self.norm = RMSNorm(inner)
        self.out_proj = nn.Linear(inner, s["hidden"], bias=False)

    def forward(self, x, conv, h):
        s, inner = self.s, self.s["heads"] * self.s["size"]
        z, mixed, dt = self.in_proj(x).split([inner, inner + 2 * s["state"], s["heads"]], -1)
        seen = torch.cat([conv, mixed], 1)
        mixed = F.conv1d(seen.mT, self.conv1d.weight[:, None], self.conv1d.bias,
                         groups=seen.shape[-1]).mT
        value, b, c = F.silu(mixed).split([inner, s["state"], s["state"]], -1)
        value = value.unflatten(-1, (s["heads"], -1))
        dt, ys = F.softplus(dt + self.dt_bias), []
        for t in range(x.shape[1]):
            decay = torch.exp(dt[:, t] * -torch.exp(self.A_log))[..., None, None]
            h = h * decay + torch.einsum("bh,bhp,bn->bhpn", dt[:, t], value[:, t], b[:, t])
            ys.append(torch.einsum("bhpn,bn->bhp", h, c[:, t]))
        y = torch.stack(ys, 1) + value * self.D[:, None]
        y = self.norm(y.flatten(2) * F.silu(z))
        return self.out_proj(y), seen[:, 1 - s["kernel"]:], h


class Mamba(nn.Module):
    def __init__(self, s):
        super().__init__()
        self.s = s
        self.embeddings = nn.Embedding(s["vocabulary"], s["hidden"])
        self.layers = nn.ModuleList(nn.ModuleDict(dict(
            norm=RMSNorm(s["hidden"]), mixer=Mixer(s))) for _ in range(s["layers"]))
        self.norm_f = RMSNorm(s["hidden"])
        self.lm_head = nn.Linear(s["hidden"], s["vocabulary"], bias=False)

    def forward(self, ids, *states):
        s, x, kept = self.s, self.embeddings(ids), []
        for i, layer in enumerate(self.layers):
            before = states[2 * i:2 * i + 2] or (
                torch.zeros(len(x), s["kernel"] - 1, s["heads"] * s["size"] + 2 * s["state"]),
                torch.zeros(len(x), s["heads"], s["size"], s["state"]))
            y, conv, h = layer["mixer"](layer["norm"](x), *before)
            x = x + y
            kept += [conv, h]
        return self.lm_head(self.norm_f(x[:, -1])), *kept


# Whisper.


class WhisperAttention(nn.Module):
    def __init__(self, hidden, heads):
        super().__init__()
        self.heads = heads
        self.k_proj = nn.Linear(hidden, hidden, bias=False)
        self.q_proj, self.v_proj, self.out_proj = (nn.Linear(hidden, hidden) for _ in range(3))

    def split(self, x):
        return x.unflatten(-1, (self.heads, -1)).transpose(1, 2)

    def keys(self, x):
        return self.split(self.k_proj(x)), self.split(self.v_proj(x))

    def forward(self, x, k, v, causal=False):
        y = attend(self.split(self.q_proj(x)), k, v, causal=causal)
        return self.out_proj(y.transpose(1, 2).flatten(2))


class WhisperLayer(nn.Module):
    def __init__(self, s, hears):
        super().__init__()
        hidden = s["hidden"]
        self.self_attn = WhisperAttention(hidden, s["heads"])
        self.self_attn_layer_norm = nn.LayerNorm(hidden)
        if hears:
            self.encoder_attn = WhisperAttention(hidden, s["heads"])
            self.encoder_attn_layer_norm = nn.LayerNorm(hidden)
        self.fc1 = nn.Linear(hidden, s["feed_forward"])
        self.fc2 = nn.Linear(s["feed_forward"], hidden)
        self.final_layer_norm = nn.LayerNorm(hidden)

    def forward(self, x, heard=None, caches=()):
        y, kept = self.self_attn_layer_norm(x), []
        keys = self.self_attn.keys(y)
        kept += keys
        if caches:
            keys = [torch.cat(pair, 2) for pair in zip(caches[:2], keys)]
        causal = heard is not None or bool(caches)
        x = x + self.self_attn(y, *keys, causal=causal)
        if causal:
            keys = caches[2:] or self.encoder_attn.keys(heard)
            kept += () if caches else keys
            x = x + self.encoder_attn(self.encoder_attn_layer_norm(x), *keys)
        return x + self.fc2(F.gelu(self.fc1(self.final_layer_norm(x)))), kept


class WhisperEncoder(nn.Module):
    def __init__(self, s):
        super().__init__()
        self.conv1 = nn.Conv1d(s["mels"], s["hidden"], 3, padding=1)
        self.conv2 = nn.Conv1d(s["hidden"], s["hidden"], 3, stride=2, padding=1)
        self.embed_positions = nn.Embedding((s["frames"] + 1) // 2, s["hidden"])
        self.layers = nn.ModuleList(WhisperLayer(s, False) for _ in range(s["layers"]))
        self.layer_norm = nn.LayerNorm(s["hidden"])

    def forward(self, mel):
        x = F.gelu(self.conv2(F.gelu(self.conv1(mel)))).mT + self.embed_positions.weight
        for layer in self.layers:
            x, _ = layer(x)
        return (self.layer_norm(x),)


class WhisperDecoder(nn.Module):
    def __init__(self, s):
        super().__init__()
        self.past = s["past"]
        self.embed_tokens = nn.Embedding(s["vocabulary"], s["hidden"])
        self.embed_positions = nn.Embedding(448, s["hidden"])
        self.layers = nn.ModuleList(WhisperLayer(s, True) for _ in range(s["layers"]))
        self.layer_norm = nn.LayerNorm(s["hidden"])

    def forward(self, ids, *given):
        places = torch.arange(self.past, self.past + ids.shape[1])
        x, written = self.embed_tokens(ids) + self.embed_positions(places), []
        for i, layer in enumerate(self.layers):
            x, kept = (layer(x, caches=given[4 * i:4 * i + 4]) if self.past
                       else layer(x, given[0]))
            written += kept
        return self.layer_norm(x[:, -1:]) @ self.embed_tokens.weight.T, *written


# Recommendation.


class DLRM(nn.Module):
    def __init__(self, s):
        super().__init__()
        self.embeddings = nn.ModuleList(
            nn.EmbeddingBag(s["rows"], s["width"], mode="sum") for _ in range(s["tables"]))
        pairs = s["tables"] * (s["tables"] + 1) // 2

        def stack(sizes, last):
            parts = []
            for a, b in zip(sizes, sizes[1:]):
                parts += [nn.Linear(a, b), nn.ReLU()]
            return nn.Sequential(*parts[:-1], last)

        self.bottom = stack((s["dense"], *s["bottom"], s["width"]), nn.ReLU())
        self.top = stack((s["width"] + pairs, *s["top"], 1), nn.Sigmoid())

    def forward(self, dense, *ids):
        x = self.bottom(dense)
        each = torch.stack([x, *(bag(i) for bag, i in zip(self.embeddings, ids))], 1)
        rows, columns = torch.tril_indices(each.shape[1], each.shape[1], -1)
        pairs = (each @ each.mT)[:, rows, columns]
        return (self.top(torch.cat([x, pairs], 1)),)
