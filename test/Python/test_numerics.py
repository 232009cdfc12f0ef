"""Number formats on arrays, against the tool's own words and ml_dtypes."""

import numpy as np
import pytest

import ridge
from ridge import numerics


@pytest.fixture(scope="module")
def x():
    return np.random.default_rng(0).standard_normal((8, 64)).astype(np.float32) * 4


def test_formats():
    assert "f8E4M3FN" in numerics.formats()
    fp8 = numerics.format("f8E4M3FN")
    assert (fp8.bits, fp8.exponent_bits, fp8.mantissa_bits, fp8.bias) == (8, 4, 3, 7)
    assert fp8.largest == 448 and fp8.specials == "fn"
    values = fp8.values()
    assert values[0x7E] == 448 and np.isnan(values[0x7F]) and len(values) == 256
    with pytest.raises(ridge.Error, match="'f9' is no format"):
        numerics.format("f9")


@pytest.mark.parametrize("format, name", [
    ("bf16", "bfloat16"), ("f8E5M2", "float8_e5m2"), ("f8E4M3FNUZ", "float8_e4m3fnuz"),
    ("f4E2M1FN", "float4_e2m1fn"),
])
def test_conversions_agree_with_ml_dtypes(x, format, name):
    types = pytest.importorskip("ml_dtypes")
    codes = numerics.encode(x, format)
    assert codes.dtype == getattr(types, name)
    assert np.array_equal(codes.view("u1"), x.astype(codes.dtype).view("u1"))
    assert np.array_equal(numerics.decode(codes), codes.astype(np.float32))


def test_roundings(x):
    down = numerics.round(x, "bf16", rounding="down")
    up = numerics.round(x, "bf16", rounding="up")
    assert (down <= x).all() and (x <= up).all() and (down < up).any()
    once = numerics.encode(x, "f8E4M3FN", rounding="stochastic", seed=1)
    again = numerics.encode(x, "f8E4M3FN", rounding="stochastic", seed=1)
    other = numerics.encode(x, "f8E4M3FN", rounding="stochastic", seed=2)
    assert np.array_equal(once.view("u1"), again.view("u1"))
    assert not np.array_equal(once.view("u1"), other.view("u1"))
    assert numerics.round(1e9, "f8E4M3FN", overflow="saturate") == 448
    assert np.isnan(numerics.round(1e9, "f8E4M3FN"))
    assert numerics.round(np.float64(2**53 + 1), "f64") == 2.0**53
    with pytest.raises(ridge.Error, match="rounding is nearest-even"):
        numerics.encode(x, "bf16", rounding="sideways")


def test_blocks(x):
    blocks = numerics.encode_blocks(x, "mxfp4")
    assert blocks.bits_per_value == 4.25
    assert len(blocks.elements) == x.size // 2 and len(blocks.scales) == x.size // 32
    back = blocks.decode()
    assert back.shape == x.shape and np.abs(back - x).max() < 4
    # A scale of the format's own is a power of two.
    assert blocks.element_format == "f4E2M1FN" and blocks.scale_format == "f8E8M0FNU"
    tall = numerics.encode_blocks(x, "f8E4M3FN", block=8, axis=0)
    assert len(tall.scales) == x.size // 8
    with pytest.raises(ridge.Error, match="block=N"):
        numerics.encode_blocks(x, "f8E4M3FN")
    with pytest.raises(ridge.Error, match="scale_rule"):
        numerics.encode_blocks(x, "mxfp4", scale_rule="best")
    kept = numerics.encode_blocks(x, "mxfp8e4m3").elements
    assert kept.base is not None and kept.sum() > 0  # outlives its Blocks


def test_quantisation_and_codecs(x):
    quantized = numerics.quantize(x, "i8,channel=0")
    assert np.abs(quantized.values - x).max() < np.abs(x).max() / 100
    assert quantized.saturated.shape == x.shape and quantized.saturated.dtype == bool
    codec = numerics.Codec("sparse<2:4,bf16>")
    data = codec.encode(x)
    back = codec.decode(data, x.shape)
    assert data.dtype == np.uint8 and (back.reshape(-1, 4) != 0).sum(axis=1).max() <= 2
    with pytest.raises(ridge.Error):
        codec.decode(data[:-1], x.shape)
    with pytest.raises(ridge.Error):
        numerics.Codec("zip")


def test_errors(x):
    error = numerics.error(x, format="f8E4M3FN")
    expected = numerics.round(x, "f8E4M3FN", overflow="saturate")
    noise = np.square(expected - x, dtype=np.float64).sum()
    sqnr = 10 * np.log10(np.square(x, dtype=np.float64).sum() / noise)
    assert error.sqnr_db == pytest.approx(sqnr, abs=1e-9)
    assert error.bits_per_value == 8 and error.elements == x.size and error.saturated == 0
    finer = numerics.error(x, format="mxfp8e4m3", scale_rule="round-up").sqnr_db
    assert finer > numerics.error(x, format="mxfp4").sqnr_db
    assert numerics.error(x, quantize="i8").sqnr_db > numerics.error(x, quantize="i4").sqnr_db
    assert numerics.error(x, codec="entropy<f32>").sqnr_db == float("inf")
    with pytest.raises(TypeError):
        numerics.error(x, format="bf16", codec="bf16")


def test_inner_products(x):
    presets = {preset.name: preset for preset in numerics.presets()}
    assert len(presets) > 3 and all(p.source for p in presets.values())
    plain = "accumulate<order=sequential, rounding=even>"
    a, b = numerics.encode(x[:4], "f16"), numerics.encode(x[4:], "f16")
    exact = (a.astype(np.float64) * b.astype(np.float64)).sum(axis=-1)
    whole = numerics.dot(a, b, accumulate="accumulate<order=exact, terms=0, rounding=even>")
    assert np.array_equal(whole, exact.astype(np.float32))
    steps = np.zeros(4, np.float32)
    for k in range(64):
        steps = (steps + a[:, k].astype(np.float64) * b[:, k].astype(np.float64)).astype(np.float32)
    assert np.array_equal(numerics.dot(a, b, accumulate=plain), steps)
    product = numerics.matmul(a, b.T, 1.0, accumulate=plain)
    assert product.shape == (4, 4)
    assert product[2, 2] == numerics.dot(a[2], b[2], 1.0, accumulate=plain)
    with pytest.raises(ridge.Error):
        numerics.dot(a, b, accumulate="nosuch")
    with pytest.raises(ValueError):
        numerics.dot(a, b[:, :3], accumulate=plain)


def test_scaled_products(x):
    """Powers of two as scales are the same as scaled operands."""
    a, b = numerics.encode(x[:4], "f8E4M3FN"), numerics.encode(x[4:], "f8E4M3FN")
    model = "accumulate<order=exact, terms=32, rounding=even>"
    ones, twos = np.full((4, 2), 127, np.uint8), np.full((4, 2), 128, np.uint8)
    plain = numerics.dot(a, b, accumulate=model, scales_a=ones, scales_b=ones, block=32)
    twice = numerics.dot(a, b, accumulate=model, scales_a=twos, scales_b=ones, block=32)
    assert np.array_equal(twice, 2 * plain)
