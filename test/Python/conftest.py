"""Tests of the Python package; `import ridge` is that of the build tree."""

import pathlib

import pytest

import ridge

ROOT = pathlib.Path(__file__).resolve().parents[2]
MODELS = ROOT / "test" / "Models"

PRODUCT = """
func.func @product(%a: tensor<16x32xf32>, %b: tensor<32x8xf32>) -> tensor<16x8xf32> {
  %zero = arith.constant 0.0 : f32
  %empty = tensor.empty() : tensor<16x8xf32>
  %init = linalg.fill ins(%zero : f32) outs(%empty : tensor<16x8xf32>) -> tensor<16x8xf32>
  %c = linalg.matmul ins(%a, %b : tensor<16x32xf32>, tensor<32x8xf32>)
                     outs(%init : tensor<16x8xf32>) -> tensor<16x8xf32>
  return %c : tensor<16x8xf32>
}
"""


@pytest.fixture(scope="session")
def toy():
    return ridge.machine("toy")


@pytest.fixture(scope="session")
def product():
    return ridge.model(text=PRODUCT, name="product.mlir")


@pytest.fixture(scope="session")
def checked(product, toy):
    """A run with all that can be asked of it."""
    return ridge.run(product, toy, check=True)
