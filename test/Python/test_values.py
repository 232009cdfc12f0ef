"""Values of models as arrays."""

import numpy as np
import pytest

import ridge
from conftest import PRODUCT


@pytest.fixture(scope="module")
def operands():
    draw = np.random.default_rng(1)
    return [draw.standard_normal(s, np.float32) for s in ((16, 32), (32, 8))]


def test_values_in_and_out(product, toy, operands):
    run = ridge.run(product, toy, inputs=operands, check=True)
    np.testing.assert_allclose(run.outputs[0], operands[0] @ operands[1], rtol=1e-5, atol=1e-5)
    assert run.check.status == "pass" and run.check.compared == 128
    for given, kept in zip(operands, run.values.arguments):
        assert np.array_equal(given, kept)


def test_results_are_shared_and_outlive_their_run(product, toy, operands):
    run = ridge.run(product, toy, inputs=operands, execute=True)
    assert run.check is not None  # it was compared on the way
    first, second = run.outputs[0], run.outputs[0]
    assert np.shares_memory(first, second) and not first.flags.writeable
    kept = first.copy()
    del run, second
    ridge.run(product, toy, execute=True)
    assert np.array_equal(first, kept)


def test_orders_in_memory(product, operands):
    """Columns first, and every second row: the values count, not their places."""
    a, b = operands
    doubled = np.repeat(a, 2, axis=0)
    values = ridge.evaluate(product, inputs={"arg0": doubled[::2], 1: np.asfortranarray(b)})
    assert np.array_equal(values.results[0], ridge.evaluate(product, inputs=operands).results[0])


@pytest.mark.parametrize(
    "inputs, message",
    [
        ([np.zeros((16, 32)), np.zeros((32, 8))], "argument 0 is 16x32xf64"),
        ([np.zeros((16, 31), np.float32)], "argument 0 is 16x31xf32"),
        ([np.zeros((16, 32), np.float32)], "argument 1 has no value"),
        ({5: np.zeros(1, np.float32)}, "6 arguments"),
    ],
)
def test_refused_values(product, toy, inputs, message):
    with pytest.raises(ridge.Error, match=message):
        ridge.run(product, toy, inputs=inputs, check=True)


def test_seed_draws_what_is_missing(product, operands):
    values = ridge.evaluate(product, inputs=operands[:1], seed=3)
    assert np.array_equal(values.arguments[0], operands[0])
    drawn = ridge.evaluate(product, seed=3)
    assert np.array_equal(values.arguments[1], drawn.arguments[1])


def test_programs_alone(product, toy, operands):
    program = ridge.program(text=ridge.compile(product, toy).text, machine=toy)
    out, = ridge.execute(program, operands)
    np.testing.assert_allclose(out, operands[0] @ operands[1], rtol=1e-5, atol=1e-5)
    with pytest.raises(ridge.Error, match="argument 1 has no value"):
        ridge.execute(program, operands[:1])


@pytest.mark.parametrize("format, name", [("bf16", "bfloat16"), ("f8E4M3FN", "float8_e4m3fn")])
def test_narrow_floats(format, name):
    types = pytest.importorskip("ml_dtypes")
    model = ridge.model(
        text="func.func @f(%%a: tensor<4x8x%s>) -> tensor<8x4x%s> {\n"
        "  %%e = tensor.empty() : tensor<8x4x%s>\n"
        "  %%t = linalg.transpose ins(%%a : tensor<4x8x%s>) outs(%%e : tensor<8x4x%s>)"
        " permutation = [1, 0]\n  return %%t : tensor<8x4x%s>\n}" % ((format,) * 6)
    )
    given = np.arange(32, dtype=np.float32).reshape(4, 8).astype(getattr(types, name))
    values = ridge.evaluate(model, inputs=[given])
    assert values.results[0].dtype == given.dtype
    assert np.array_equal(values.results[0], given.T)
    # Codes as plain integers are as good.
    codes = given.view("u%d" % given.itemsize)
    assert np.array_equal(ridge.evaluate(model, inputs=[codes]).results[0], given.T)
