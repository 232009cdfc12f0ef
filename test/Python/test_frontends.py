"""Models from other frameworks give what the frameworks give. Left out where these
are not installed: pip install torch-mlir==20261001 torch==2.13.0 onnx jax==0.10.2."""

import math

import numpy as np
import pytest

import ridge
from conftest import ROOT
from ridge import importing, lowering


def need(*names):
    return [
        pytest.importorskip(name, reason="%s is not installed" % name) for name in names
    ]


def agrees(model, inputs, expected, machine="toy", tolerance=1e-5):
    """The reference gives the framework's results, and a program the reference's."""
    values = ridge.evaluate(model, inputs=inputs)
    assert len(values.results) == len(expected)
    for result, wanted in zip(values.results, expected):
        wanted = np.asarray(wanted)
        assert result.shape == wanted.shape
        a, b = result.astype(np.float64), wanted.astype(np.float64)
        scale = max(1.0, np.abs(b[np.isfinite(b)]).max(initial=0))
        np.testing.assert_allclose(a, b, rtol=0, atol=tolerance * scale)
    run = ridge.run(model, machine, check=True, inputs=inputs)
    assert run.check.status == "pass"
    return run


def of_torch(module, *inputs, tolerance=1e-5, machine="toy", **options):
    torch, _ = need("torch", "torch_mlir")
    from ridge.torch_frontend import array_of

    module = module.eval()
    model = ridge.from_torch(module, inputs, **options)
    assert "dense_resource" not in model.text
    with torch.no_grad():
        results = module(*inputs)
    results = results if isinstance(results, tuple) else (results,)
    agrees(model, [array_of(x) for x in inputs], [array_of(r) for r in results],
           machine, tolerance)
    return model


# PyTorch: blocks of today's models.


@pytest.fixture
def torch():
    torch, _ = need("torch", "torch_mlir")
    torch.manual_seed(0)
    return torch


def test_bert_layer(torch):
    nn, F = torch.nn, torch.nn.functional

    class Layer(nn.Module):
        def __init__(self, hidden=32, heads=4):
            super().__init__()
            self.heads = heads
            self.qkv, self.out = nn.Linear(hidden, 3 * hidden), nn.Linear(hidden, hidden)
            self.up, self.down = nn.Linear(hidden, 64), nn.Linear(64, hidden)
            self.norm1, self.norm2 = nn.LayerNorm(hidden), nn.LayerNorm(hidden)

        def forward(self, x, mask):
            b, s, h = x.shape
            q, k, v = (t.view(b, s, self.heads, -1).transpose(1, 2)
                       for t in self.qkv(x).chunk(3, -1))
            y = F.scaled_dot_product_attention(q, k, v, mask)
            x = self.norm1(x + self.out(y.transpose(1, 2).reshape(b, s, h)))
            return self.norm2(x + self.down(F.gelu(self.up(x))))

    model = of_torch(Layer(), torch.randn(2, 6, 32), torch.zeros(2, 1, 1, 6))
    assert "qkv.weight" in model.names
    assert model.weights[model.names.index("down.weight")].shape == (32, 64)


def test_resnet_block(torch):
    nn, F = torch.nn, torch.nn.functional

    class Block(nn.Module):
        def __init__(self):
            super().__init__()
            self.stem = nn.Conv2d(3, 8, 7, 2, 3, bias=False)
            self.conv1 = nn.Conv2d(8, 16, 3, 2, 1, bias=False)
            self.conv2 = nn.Conv2d(16, 16, 3, 1, 1, groups=2)
            self.side = nn.Conv2d(8, 16, 1, 2)
            self.bn = nn.BatchNorm2d(16)
            self.classifier = nn.Linear(16, 5)

        def forward(self, x):
            x = F.max_pool2d(F.relu(self.stem(x)), 3, 2, 1)
            x = F.relu(self.bn(self.conv2(F.relu(self.conv1(x)))) + self.side(x))
            return self.classifier(F.adaptive_avg_pool2d(x, 1).flatten(1))

    of_torch(Block(), torch.randn(1, 3, 24, 24))


def llama_block(torch, hidden=32, heads=4, kv=2, head=8):
    nn, F = torch.nn, torch.nn.functional

    class Block(nn.Module):
        """Grouped queries, rotary positions, SwiGLU."""

        def __init__(self):
            super().__init__()
            self.q = nn.Linear(hidden, heads * head, bias=False)
            self.k = nn.Linear(hidden, kv * head, bias=False)
            self.v = nn.Linear(hidden, kv * head, bias=False)
            self.o = nn.Linear(heads * head, hidden, bias=False)
            self.gate, self.up = nn.Linear(hidden, 48, bias=False), nn.Linear(hidden, 48, bias=False)
            self.down = nn.Linear(48, hidden, bias=False)
            self.norm1, self.norm2 = nn.RMSNorm(hidden, eps=1e-5), nn.RMSNorm(hidden, eps=1e-5)
            angles = torch.outer(torch.arange(16).float(), 1e4 ** (-torch.arange(0, head, 2) / head))
            self.register_buffer("cos", torch.cat([angles, angles], -1).cos(), persistent=False)
            self.register_buffer("sin", torch.cat([angles, angles], -1).sin(), persistent=False)

        def rotate(self, x):
            a, b = x.chunk(2, -1)
            n = x.shape[-2]
            return x * self.cos[:n].to(x.dtype) + torch.cat([-b, a], -1) * self.sin[:n].to(x.dtype)

        def forward(self, x):
            b, s, _ = x.shape
            y = self.norm1(x)
            q, k, v = (f(y).view(b, s, n, head).transpose(1, 2)
                       for f, n in ((self.q, heads), (self.k, kv), (self.v, kv)))
            q, k = self.rotate(q), self.rotate(k)
            k, v = (t.repeat_interleave(heads // kv, 1) for t in (k, v))
            y = F.scaled_dot_product_attention(q, k, v, is_causal=True)
            x = x + self.o(y.transpose(1, 2).reshape(b, s, -1))
            y = self.norm2(x)
            return x + self.down(F.silu(self.gate(y)) * self.up(y))

    return Block()


def test_llama_block(torch):
    of_torch(llama_block(torch), torch.randn(1, 8, 32))


def test_llama_block_in_bf16(torch):
    block, x = llama_block(torch).bfloat16(), torch.randn(1, 8, 32).bfloat16()
    model = of_torch(block, x, tolerance=0.05)
    assert model.arguments[0].format == "bf16"


def test_embedding_and_integers(torch):
    nn = torch.nn

    class Tokens(nn.Module):
        def __init__(self):
            super().__init__()
            self.table = nn.Embedding(50, 16)

        def forward(self, ids):
            x = self.table(ids)
            return x.sum(1), ids.float().mean(1), (ids // 3) * (ids % 3)

    of_torch(Tokens(), torch.tensor([[1, 49, 7], [0, 3, 3]]))


def test_gelu_by_tanh(torch):
    gelu = torch.nn.GELU(approximate="tanh")
    of_torch(gelu, torch.linspace(-4, 4, 64).view(8, 8), tolerance=1e-6)


def test_bags_of_rows(torch):
    bags = torch.nn.EmbeddingBag(20, 6, mode="sum")
    of_torch(bags, torch.tensor([[1, 2, 1], [3, 19, 0]]))


def test_scan_of_a_state_space_model(torch):
    F, nn = torch.nn.functional, torch.nn

    class Mamba(nn.Module):
        def __init__(self):
            super().__init__()
            self.a, self.project = nn.Parameter(-torch.rand(6, 4)), nn.Linear(6, 9)
            self.conv = nn.Conv1d(6, 6, 3, padding=2, groups=6)

        def forward(self, x):
            b, length, d = x.shape
            x = F.silu(self.conv(x.transpose(1, 2))[..., :length].transpose(1, 2))
            step, into, out = self.project(x).split([1, 4, 4], -1)
            step, h, ys = F.softplus(step), torch.zeros(b, d, 4), []
            for i in range(length):
                h = h * torch.exp(step[:, i, :, None] * self.a)
                h = h + (step[:, i] * x[:, i])[..., None] * into[:, i, None, :]
                ys.append((h * out[:, i, None, :]).sum(-1))
            return torch.stack(ys, 1)

    of_torch(Mamba(), torch.randn(1, 5, 6))


def test_narrow_floats(torch):
    class Product(torch.nn.Module):
        def forward(self, x, w, v):
            return x @ w.to(torch.float32), x.to(torch.float8_e4m3fn).float() @ v.float()

    of_torch(Product(), torch.randn(4, 8), torch.randn(8, 3).to(torch.float8_e4m3fn),
             torch.randn(8, 3).to(torch.float8_e5m2))


def test_readme_from_a_module_to_the_page(torch, capsys):
    text = (ROOT / "README.md").read_text()
    code = text[text.index("import ridge, torch"):].split("```")[0]
    assert len([line for line in code.splitlines() if line]) <= 6
    exec(code, {})
    assert "check passed" in capsys.readouterr().out


def test_cache_is_written_at_a_position(torch):
    nn = torch.nn

    class Cache(nn.Module):
        def __init__(self):
            super().__init__()
            self.register_buffer("keys", torch.randn(2, 16, 4))

        def forward(self, new, at):
            self.keys.index_copy_(1, at, new)
            return self.keys.sum(1)

    module = Cache().eval()
    new, at = torch.randn(2, 3, 4), torch.tensor([5, 2, 9])
    before = module.keys.clone()
    model = ridge.from_torch(module, (new, at))
    assert torch.equal(module.keys, before)
    with torch.no_grad():
        result = module(new, at)
    # The cache as it is afterwards is the first result.
    agrees(model, [new.numpy(), at.numpy()], [module.keys.numpy(), result.numpy()])


def test_routing_sorting_sums_and_scatters(torch):
    class Router(torch.nn.Module):
        def forward(self, x, index, rows):
            weights, experts = torch.topk(x.softmax(-1), 2, -1)
            smallest, _ = torch.topk(x, 3, 0, largest=False)
            sums, products = torch.cumsum(x, 1), torch.cumprod(x, 0)
            rests = torch.fmod(x, 0.3)
            ordered, order = torch.sort(x, dim=-1, descending=True, stable=True)
            added = torch.zeros(4, 6).index_add(0, index, rows)
            put = x.index_put((index,), rows) + x.index_put((index, index), rows[:, 0])
            column = x.index_put((torch.tensor([0, 1])[:, None], index), rows[:, :2], True)
            column[:, index] = rows[:, :4].T
            put = put + column
            spread = torch.zeros_like(x).scatter(1, experts, weights)
            total = x.scatter_add(1, experts, weights)
            return weights, experts, smallest, sums, products, rests, ordered, order, added, put, spread, total

    of_torch(Router(), torch.randn(4, 6), torch.tensor([3, 1]), torch.randn(2, 6))


def test_exported_program_with_open_dims(torch, tmp_path):
    layer = torch.nn.Linear(8, 4).eval()
    s = torch.export.Dim("s", min=2, max=512)
    program = torch.export.export(layer, (torch.randn(3, 8),), dynamic_shapes=({0: s},))
    with pytest.raises(ridge.Error, match=r"dynamic dims without a size: arg0\.0 or"):
        ridge.from_torch(program)
    model = ridge.from_torch(program, dims={"arg0.0": 7})
    x = torch.randn(7, 8)
    agrees(model, [x.numpy()], [layer(x).detach().numpy()])
    torch.export.save(program, tmp_path / "layer.pt2")
    assert ridge.from_torch(program, dims={"s": 7}).arguments == model.arguments
    assert importing.main([str(tmp_path / "layer.pt2"), "-o", str(tmp_path / "layer.mlir"),
                           "--weights", str(tmp_path / "layer.safetensors"),
                           "--dim", "arg0.0=7"]) == 0
    again = ridge.model(tmp_path / "layer.mlir")
    assert again.arguments == model.arguments
    np.save(tmp_path / "x.npy", x.numpy())
    values = ridge.evaluate(again, inputs=[
        tmp_path / "layer.safetensors", "arg0=%s" % (tmp_path / "x.npy")])
    np.testing.assert_allclose(values.results[0], layer(x).detach().numpy(), atol=1e-5)


def test_weights_may_stay_behind(torch):
    model = ridge.from_torch(torch.nn.Linear(8, 4), (torch.zeros(2, 8),), weights=False)
    assert not model.weights
    assert model.names[1:] == ["weight", "bias"]
    assert ridge.run(model, "toy", check=True).check.status == "pass"


def test_what_cannot_be_lowered_is_one_error(torch):
    class Strange(torch.nn.Module):
        def forward(self, x):
            return torch.linalg.svd(x)[1]

    with pytest.raises(ridge.Error, match="from_torch: torch-mlir"):
        ridge.from_torch(Strange(), (torch.randn(4, 4),))


# ONNX.


def onnx_model(onnx):
    helper, F = onnx.helper, onnx.TensorProto.FLOAT
    rng = np.random.default_rng(0)
    w = rng.standard_normal((12, 9)).astype(np.float32)
    k = rng.standard_normal((4, 2, 3, 3)).astype(np.float32)
    b = rng.standard_normal(9).astype(np.float32)
    nodes = [
        helper.make_node("Conv", ["x", "k"], ["c"], pads=[1, 1, 1, 1]),
        helper.make_node("Relu", ["c"], ["r"]),
        helper.make_node("Reshape", ["r", "shape"], ["f"]),
        helper.make_node("Gemm", ["f", "w", "b"], ["g"]),
        helper.make_node("Softmax", ["g"], ["y"], axis=-1),
    ]
    named = onnx.numpy_helper.from_array
    graph = helper.make_graph(
        nodes, "g",
        [helper.make_tensor_value_info("x", F, ["batch", 2, 6, 6])],
        [helper.make_tensor_value_info("y", F, None)],
        [named(w, "w"), named(k, "k"), named(b, "b"),
         named(np.array([-1, 12], np.int64), "shape")])
    proto = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    proto.ir_version = 9
    return proto


def test_onnx(tmp_path):
    onnx, _, _ = need("onnx", "torch_mlir", "torch")
    from onnx.reference import ReferenceEvaluator

    proto = onnx_model(onnx)
    path = tmp_path / "m.onnx"
    onnx.save(proto, path)
    with pytest.raises(ridge.Error, match="without a size: batch or arg0.0"):
        ridge.from_onnx(path)
    assert ridge.from_onnx(path, dims={"any": 3}).arguments[0].shape[0] == 3
    model = ridge.from_onnx(path, dims={"batch": 2})
    assert model.names == ["x", "w", "k"]
    x = np.random.default_rng(1).standard_normal((2, 2, 6, 6)).astype(np.float32)
    expected = ReferenceEvaluator(proto).run(None, {"x": x})
    agrees(model, [x], expected)
    model.save(tmp_path / "m.mlir", tmp_path / "m.safetensors")
    assert '{ridge.name = "w"}' in (tmp_path / "m.mlir").read_text()


def test_onnx_that_is_none(tmp_path):
    need("onnx", "torch_mlir")
    (tmp_path / "bad.onnx").write_bytes(b"nothing of the kind")
    with pytest.raises(ridge.Error, match=r"bad\.onnx:1:1: error: cannot read"):
        ridge.from_onnx(tmp_path / "bad.onnx")


# JAX and StableHLO.


def test_jax():
    jax, _ = need("jax", "torch_mlir")
    jnp = jax.numpy
    rng = np.random.default_rng(0)
    w = rng.standard_normal((16, 24)).astype(np.float32)

    def f(params, x):
        h = jax.nn.gelu(x @ params["w"] + params["b"]) @ w.T
        scores = jax.nn.softmax(h @ h.T / math.sqrt(h.shape[-1]))
        cache = jax.lax.dynamic_update_slice(jnp.zeros((9, 16)), h, (2, 0))
        return scores, jnp.argmax(h, -1), jnp.cumsum(x, 1), cache

    params = {"w": rng.standard_normal((16, 24)).astype(np.float32),
              "b": rng.standard_normal(24).astype(np.float32)}
    x = rng.standard_normal((6, 16)).astype(np.float32)
    model = ridge.from_jax(f, params, x)
    assert len(model.arguments) == 4 and list(model.weights) == [3]
    assert "dense<\"0x" not in model.text
    # Leaves of a dictionary in the order of their keys.
    agrees(model, [params["b"], params["w"], x], [np.asarray(r) for r in f(params, x)],
           tolerance=1e-4)


def test_jax_control_flow():
    """What torch-mlir does not lower is said by other operations."""
    jax, _ = need("jax", "torch_mlir")
    jnp, lax = jax.numpy, jax.lax

    def f(x, at, rows):
        turns, steps = lax.scan(lambda c, v: (c * 0.5 + v, c + v), jnp.zeros(16), x)
        looped = lax.fori_loop(0, 4, lambda k, c: jnp.tanh(c + k), x)
        halved = lax.while_loop(lambda c: c[0] < 3, lambda c: (c[0] + 1, c[1] / 2), (0, x))[1]
        either = lax.cond(x[0, 0] > 0, lambda y: y + 1, lambda y: y * 2, x)
        best, places = lax.top_k(x, 3)
        return (turns, steps, looped, halved, either, best, places, jnp.sort(x, -1),
                jnp.argsort(x, 0), x.at[at].set(rows), x.at[at].add(rows),
                x.at[:, 3].set(0.5), x.at[at, at].add(1.0), jax.scipy.special.erf(x), jnp.sinh(x), jnp.arctan(x))

    rng = np.random.default_rng(0)
    x = jnp.asarray(rng.standard_normal((6, 16)), jnp.float32)
    at, rows = jnp.asarray([4, 1]), jnp.asarray(rng.standard_normal((2, 16)), jnp.float32)
    model = ridge.from_jax(f, x, at, rows)
    agrees(model, [np.asarray(a) for a in (x, at, rows)], [np.asarray(r) for r in f(x, at, rows)])


def test_jax_loop_on_data_is_one_error():
    jax, _ = need("jax", "torch_mlir")

    def f(x):
        return jax.lax.while_loop(lambda c: c.sum() < 9, lambda c: c * 2, x)

    with pytest.raises(ridge.Error, match=r"stablehlo\.while"):
        ridge.from_jax(f, np.ones(4, np.float32))


STABLEHLO = """
func.func @main(%x: tensor<4x8xf32>, %at: tensor<i32>) -> (tensor<4x8xf32>, tensor<2x8xf32>) {
  %0 = stablehlo.exponential %x : tensor<4x8xf32>
  %c = stablehlo.constant dense<0> : tensor<i32>
  %1 = stablehlo.dynamic_slice %x, %at, %c, sizes = [2, 8] : (tensor<4x8xf32>, tensor<i32>, tensor<i32>) -> tensor<2x8xf32>
  return %0, %1 : tensor<4x8xf32>, tensor<2x8xf32>
}
"""


def test_stablehlo():
    need("torch_mlir")
    model = ridge.from_stablehlo(STABLEHLO)
    x = np.linspace(-1, 1, 32, dtype=np.float32).reshape(4, 8)
    agrees(model, [x, np.array(1, np.int32)], [np.exp(x), x[1:3]])


def test_stablehlo_that_stays():
    need("torch_mlir")
    text = """
func.func @main(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = stablehlo.custom_call @mystery(%x) : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}
"""
    with pytest.raises(ridge.Error, match=r"stablehlo\.custom_call"):
        ridge.from_stablehlo(text)


# TOSA, and what needs nothing.

TOSA = """
func.func @main(%x: tensor<?x4x8xf32>, %y: tensor<?x8x5xf32>) -> tensor<?x4x5xf32> {
  %z = "tosa.const"() <{values = dense<0.0> : tensor<1xf32>}> : () -> tensor<1xf32>
  %0 = tosa.matmul %x, %y, %z, %z : (tensor<?x4x8xf32>, tensor<?x8x5xf32>, tensor<1xf32>, tensor<1xf32>) -> tensor<?x4x5xf32>
  %1 = tosa.tanh %0 : (tensor<?x4x5xf32>) -> tensor<?x4x5xf32>
  return %1 : tensor<?x4x5xf32>
}
"""


def test_tosa():
    model = ridge.from_tosa(TOSA, dims={"batch": 3})
    rng = np.random.default_rng(0)
    x = rng.standard_normal((3, 4, 8)).astype(np.float32)
    y = rng.standard_normal((3, 8, 5)).astype(np.float32)
    agrees(model, [x, y], [np.tanh(x @ y)])


def test_missing_packages_say_how_to_install_them():
    with pytest.raises(ridge.Error, match=r"f needs the Python package nothing_of_this.*: pip"):
        lowering.need("nothing_of_this.kind", "f", "pip install it")
    with pytest.raises(ridge.Error, match="the wheel of torch-mlir brings: pip install"):
        lowering.tool("torch-mlir-nothing", "f")


def test_import_of_mlir(tmp_path, capsys):
    (tmp_path / "m.mlir").write_text(TOSA)
    out = tmp_path / "out.mlir"
    assert importing.main([str(tmp_path / "m.mlir"), "-o", str(out), "--dim", "b=2"]) == 0
    assert ridge.model(out).results == [ridge.TensorType("f32", (2, 4, 5))]
    (tmp_path / "m.txt").write_text("nothing")
    assert importing.main([str(tmp_path / "m.txt"), "-o", str(out)]) == 1
    assert "m.txt:1:1: error: '.txt' is no ending" in capsys.readouterr().err


def test_weights_are_saved_by_name(tmp_path):
    from ridge import weights

    arrays = {"a": np.arange(6, dtype=np.int8).reshape(2, 3), "b.c": np.float64(2.5).reshape(()),
              "d": np.zeros((0, 4), np.float32)}
    weights.save(tmp_path / "w.safetensors", arrays)
    data = (tmp_path / "w.safetensors").read_bytes()
    size = int.from_bytes(data[:8], "little")
    assert size % 8 == 0 and len(data) == 8 + size + 6 + 8
    with pytest.raises(ValueError, match="no dtype for complex64 of 'z'"):
        weights.save(tmp_path / "w.safetensors", {"z": np.zeros(2, np.complex64)})
