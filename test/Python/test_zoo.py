"""The zoo: each workload gives what its module of PyTorch gives (zoo_modules.py and
zoo_images.py; left out
where PyTorch is not installed), and what runs gives what the model gives."""

import re

import numpy as np
import pytest

import ridge
from ridge import zoo
from ridge.zoo import scalars, shell
from ridge.zoo.gradients import gradients

# Each workload, small enough for a test, with what makes it differ from its neighbours.
LLAMA = dict(hidden=32, heads=4, kv_heads=2, head=8, feed_forward=48, layers=2, vocabulary=40,
             format="f32")
MIXTRAL = dict(LLAMA, layers=1, experts=4, chosen=2)
DEEPSEEK = dict(hidden=32, heads=2, q_rank=12, kv_rank=16, nope=8, rope=4, value=6,
                feed_forward=40, expert_feed_forward=16, experts=8, chosen=3, groups=4,
                chosen_groups=2, dense_layers=1, layers=2, vocabulary=40, format="f32")
MAMBA = dict(hidden=16, heads=4, size=8, state=6, layers=2, vocabulary=40, format="f32")
WHISPER = dict(hidden=16, heads=2, feed_forward=24, layers=1, format="f32")
SMALL = {
    "llama3-8b-prefill": dict(LLAMA, tokens=6, batch=2),
    "llama3-8b-decode": dict(LLAMA, past=7, batch=2),
    "llama3-70b-prefill": dict(LLAMA, kv_heads=4, vocabulary=0, tokens=5),
    # Several at once, as in speculative decoding.
    "llama3-70b-decode": dict(LLAMA, past=5, tokens=3, vocabulary=0),
    "mixtral-8x7b-prefill": dict(MIXTRAL, tokens=8, capacity=2.0),
    "mixtral-8x7b-decode": dict(MIXTRAL, past=6, batch=3),
    "deepseek-v3-prefill": dict(DEEPSEEK, tokens=6, capacity=1.0),
    "deepseek-v3-decode": dict(DEEPSEEK, past=5, batch=2),
    "mamba2-2.7b-prefill": dict(MAMBA, tokens=12, chunk=4, batch=2),
    "mamba2-2.7b-decode": dict(MAMBA, batch=2),
    "whisper-base-encoder": dict(WHISPER, mels=6, frames=20),
    "whisper-base-decoder": dict(WHISPER, past=4, sound=9, vocabulary=30),
    "whisper-large-v3-decoder": dict(WHISPER, past=0, tokens=3, sound=9, vocabulary=30),
    "vit-b16": dict(image=16, patch=4, hidden=16, heads=2, feed_forward=24, layers=1,
                    classes=5, batch=2, format="f32"),
    "resnet50": dict(blocks=(1, 2, 1, 1), width=4, image=32, classes=5),
    "dit-xl2": dict(image=8, channels=2, hidden=16, heads=2, feed_forward=24, layers=1,
                    classes=5, batch=2, format="f32"),
    "unet-block": dict(image=4, inputs=8, channels=16, heads=2, groups=4, time=12, context=10,
                       context_tokens=5, format="f32"),
    "dlrm": dict(dense=5, tables=3, rows=20, width=8, hots=2, bottom=(12,), top=(16, 8),
                 batch=4),
}


def module_of(name, sizes):
    import zoo_images as images
    import zoo_modules as modules

    for begin, kind in (
            ("llama", modules.Llama), ("mixtral", modules.Llama), ("dlrm", modules.DLRM),
            ("deepseek", modules.DeepSeek), ("mamba2", modules.Mamba), ("vit", images.ViT),
            ("resnet", images.ResNet), ("dit", images.DiT), ("unet", images.UNetBlock)):
        if name.startswith(begin):
            return kind(sizes)
    return (modules.WhisperEncoder if "encoder" in name else modules.WhisperDecoder)(sizes)


def arguments_of(torch, graph, state, words):
    """Values of all arguments by name: weights of the module, and inputs drawn."""
    values = dict(state)
    for name, tensor, is_weight in graph.arguments:
        if is_weight:
            assert tuple(state[name].shape) == tensor.shape, name
        elif tensor.format == "i64":
            values[name] = torch.randint(words, tensor.shape)
        else:
            values[name] = torch.randn(tensor.shape)
    return values


@pytest.mark.parametrize("name", SMALL)
def test_gives_what_pytorch_gives(name):
    torch = pytest.importorskip("torch", reason="torch is not installed")
    torch.manual_seed(0)
    sizes = {**zoo.sizes(name), **SMALL[name]}
    graph, model = zoo.graph(name, **SMALL[name]), zoo.model(name, **SMALL[name])
    module = module_of(name, sizes).eval()
    with torch.no_grad():
        for key, value in module.state_dict().items():
            if key.endswith("running_var"):
                value.uniform_(0.5, 2)
            elif "norm" in key or "bn" in key:
                value.add_(torch.randn_like(value.float()) * 0.1 if value.ndim else 0)
        values = arguments_of(torch, graph, module.state_dict(),
                              min(sizes.get(k, 99) for k in ("vocabulary", "rows", "classes")))
        inputs = [values[n] for n, _, is_weight in graph.arguments if not is_weight]
        wanted = module(*inputs)
    # Keys of the sound that are cached ask for no weights.
    unused = [key for key in module.state_dict() if key not in model.names
              and not key.endswith("num_batches_tracked") and "encoder_attn." not in key]
    assert not unused
    results = ridge.evaluate(model, inputs=[values[n].numpy() for n in model.names]).results
    assert len(results) == len(wanted)
    for result, other in zip(results, wanted):
        assert result.shape == tuple(other.shape)
        scale = max(1.0, float(other.abs().max()))
        np.testing.assert_allclose(result, other.numpy(), rtol=0, atol=2e-5 * scale)


TRAINING = dict({k: v for k, v in LLAMA.items() if k != "vocabulary"}, tokens=6, batch=2)


def test_a_step_of_training_is_pytorchs():
    torch = pytest.importorskip("torch", reason="torch is not installed")
    import zoo_modules

    torch.manual_seed(0)
    name, step, rate = "llama3-8b-training", 5, 0.01
    model = zoo.model(name, **TRAINING)
    module = zoo_modules.Llama({**zoo.sizes(name), **TRAINING, "vocabulary": 0})
    weights = dict(module.named_parameters())
    optimizer = torch.optim.AdamW(weights.values(), lr=rate)
    values = {key: value.detach().clone() for key, value in weights.items()}
    for key, weight in weights.items():
        state = dict(step=torch.tensor(float(step - 1)), exp_avg=torch.randn_like(weight) * 0.01,
                     exp_avg_sq=torch.rand_like(weight) * 0.001)
        optimizer.state[weight] = state
        values[key + ".exp_avg"] = state["exp_avg"].clone()
        values[key + ".exp_avg_sq"] = state["exp_avg_sq"].clone()
    values["x"], values["target"] = torch.randn(2, 6, 32), torch.randn(2, 6, 32)
    values["cos"], values["sin"] = torch.randn(6, 4), torch.randn(6, 4)
    values.update(rate=torch.tensor(rate), correction1=torch.tensor(1 / (1 - 0.9**step)),
                  correction2=torch.tensor(1 / (1 - 0.999**step)))
    assert set(values) == set(model.names)
    results = ridge.evaluate(model, inputs=[values[n].numpy() for n in model.names]).results
    x = values["x"].requires_grad_()
    loss = torch.nn.functional.mse_loss(module(x, values["cos"], values["sin"])[0],
                                        values["target"])
    loss.backward()
    optimizer.step()
    wanted = [loss, x.grad]
    for key in [n for n in model.names if n in weights]:
        state = optimizer.state[weights[key]]
        wanted += [weights[key], state["exp_avg"], state["exp_avg_sq"]]
    assert len(results) == len(wanted)
    for result, other in zip(results, wanted):
        other = other.detach().numpy()
        scale = float(np.abs(other).max())
        np.testing.assert_allclose(result, other, rtol=0, atol=2e-5 * scale)
    run = ridge.run(model, "systolic-128", check=True)
    assert run.check.status == "pass"


@pytest.mark.parametrize("name", SMALL)
def test_small_ones_run_and_check(name):
    run = ridge.run(zoo.model(name, **SMALL[name]), "systolic-128", check=True)
    assert run.check.status == "pass" and run.check.compared > 0


def test_every_word_and_workload_is_explained_and_tried():
    words = {word for entry in zoo.entries() for word in entry.sizes}
    assert words == set(zoo.WORDS)
    # One size of a family stands for the others, which are the same code.
    kinds = {zoo._entries[name].build for name in zoo.names()}
    assert len(kinds) == len(zoo.names()) and all(zoo.graph(n).text() for n in zoo.names())


def test_bf16_keeps_sums_in_f32():
    model = zoo.model("llama3-8b-prefill", **dict(LLAMA, tokens=6, format="bf16"))
    assert model.results[0] == ridge.TensorType("bf16", (1, 40))
    assert ridge.run(model, "toy", check=True).check.status == "pass"


def test_a_whole_stack_asks_for_no_values():
    """Eight billion weights are names."""
    model = zoo.model("llama3-8b-prefill", layers=2, tokens=256)
    sizes = dict(zip(model.names, model.arguments))
    assert sizes["layers.1.mlp.up_proj.weight"] == ridge.TensorType("bf16", (14336, 4096))
    run = ridge.run(model, "systolic-128")
    work = 2 * 4096 * (2 * 4096 + 2 * 1024 + 3 * 14336) * 256
    assert sum(op.macs for op in run.ops if op.macs) >= work


REFUSED = [
    ("nosuch", {}, "the zoo has no 'nosuch'; it has llama3-8b-prefill"),
    ("vit-b16", dict(tokens=3), "vit-b16 has no size 'tokens'; it has image, patch"),
    ("vit-b16", dict(image=100), "100 x 100 is not cut into patches of 16"),
    ("vit-b16", dict(layers=0), "layers of vit-b16 is 0, expected a whole number of at least 1"),
    ("vit-b16", dict(hidden="wide"), "hidden of vit-b16 is 'wide'"),
    ("vit-b16", dict(heads=7), "768 features are no multiple of 7 heads"),
    ("vit-b16", dict(format="i8"), "format of vit-b16 is 'i8', expected one of bf16, f16, f32"),
    ("resnet50", dict(blocks=(1, 2)), "expected 4 numbers"),
    ("dlrm", dict(top=()), "expected numbers of at least 1"),
    ("llama3-8b-decode", dict(kv_heads=5), "32 heads are no multiple of 5 heads of keys"),
    ("llama3-8b-decode", dict(head=127), "127 dims do not turn by halves"),
    ("mixtral-8x7b-decode", dict(chosen=9), "9 experts are chosen of 8"),
    ("mixtral-8x7b-prefill", dict(capacity=0), "expected a number above 0, or None"),
    ("deepseek-v3-decode", dict(groups=7), "256 experts are no multiple of 7 groups"),
    ("deepseek-v3-decode", dict(chosen_groups=9), "9 groups are chosen of 8"),
    ("unet-block", dict(groups=7), "320 channels are no multiple of 7 groups"),
    ("mamba2-2.7b-prefill", dict(tokens=100), "100 tokens are no multiple of chunks of 256"),
    ("whisper-base-decoder", dict(past=448), "449 words, and there are 448 places"),
]


@pytest.mark.parametrize("name, sizes, text", REFUSED)
def test_what_does_not_go_together_is_one_error(name, sizes, text):
    with pytest.raises(ridge.Error) as caught:
        zoo.model(name, **sizes)
    assert text in str(caught.value) and len(caught.value.diagnostics) == 1


def test_the_shell(tmp_path, capsys):
    assert shell.main([]) == 0
    assert len(capsys.readouterr().out.splitlines()) == len(zoo.names())
    assert shell.main(["dlrm"]) == 0
    assert "(1024, 1024, 512, 256)" in capsys.readouterr().out
    path = tmp_path / "vit.mlir"
    words = ["vit-b16", "layers=1", "format=f32", "-o", str(path)]
    assert shell.main(words) == 0
    assert path.read_text() == zoo.graph("vit-b16", layers=1, format="f32").text()
    assert ridge.model(path).results == [ridge.TensorType("f32", (1, 1000))]
    assert shell.main(["vit-b16", "layers=1"]) == 1
    assert "vit-b16:1:1: error: where to is missing" in capsys.readouterr().err
    assert shell.main(["vit-b16", "layers=x", "-o", "-"]) == 1
    assert "layers of vit-b16 is 'x'" in capsys.readouterr().err


def test_the_builder_names_what_does_not_fit():
    g = zoo.Graph("g")
    x, y = g.input("x", (2, 3)), g.input("y", (4, 5))
    for spec, text in (("a b, b c -> a c", "b of 'a b, b c -> a c' is 3 and 4"),
                       ("a, b c -> a c", "'a' in 'a, b c -> a c' is not of tensor<2x3xf32>"),
                       ("a b, c d -> a e", "says no size of e"),
                       ("a b -> a", "is of 1 operands, not of 2")):
        with pytest.raises(ValueError, match=re.escape(text)):
            g.contract(spec, x, y)
    with pytest.raises(ValueError, match="sums what a map does not"):
        g.map("a b -> a", x, f=lambda v: v)
    with pytest.raises(ValueError, match="has no shape"):
        g.reshape(x, (5,))
    for y, text in ((g.map("a b -> a b", x, f=lambda v: scalars.erf(scalars.sin(v))),
                     "no rule for the derivative of math.sin"),
                    (g.max("a b -> a", x), "no derivative of max")):
        with pytest.raises(ValueError, match=text):
            gradients(g, {y: y}, [x])
