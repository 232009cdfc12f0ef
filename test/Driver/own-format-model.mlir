// RUN: ridge run %s --machine %S/Inputs/edge-own-formats.mlir --check --check-stages --json %t.json | FileCheck %s
// RUN: ridge run %s --machine %S/Inputs/edge-own-formats.mlir --emit tensor | FileCheck %s --check-prefix=TENSOR
// RUN: not ridge run %s --machine edge-mx 2>&1 | FileCheck %s --check-prefix=OTHER

// A model whose weights are stored in a format of the machine's own, as an
// argument and as a constant; its activations are cast to it, put together from
// two parts, and one product has both operands in it.

// CHECK: check passed: {{.*}} largest error 0,

// Widening goes into the product, as it does for builtin formats.
// TENSOR: ridge.contract ins(%{{.*}}, %{{.*}} : tensor<8x32x!arch.float<"binary7p3se">>, tensor<32x16x!arch.float<"binary7p3se">>)
// TENSOR-NEXT: ^bb0(%[[A:.*]]: !arch.float<"binary7p3se">, %[[B:.*]]: !arch.float<"binary7p3se">, %{{.*}}: f32):
// TENSOR-DAG: ridge.cast %[[A]] : !arch.float<"binary7p3se"> to f32
// TENSOR-DAG: ridge.cast %[[B]] : !arch.float<"binary7p3se"> to f32

// OTHER: error: no instruction of machine 'edge-mx' runs this

!own = !arch.float<"binary7p3se">
#same = affine_map<(i, j) -> (i, j)>
func.func @model(%x: tensor<8x16xf32>, %w: tensor<32x16x!own>) -> tensor<8x4xf32> {
  %zero = arith.constant 0.0 : f32
  %parts = tensor.empty() : tensor<8x32x!own>
  %half = tensor.empty() : tensor<8x16x!own>
  %q = linalg.generic {indexing_maps = [#same, #same], iterator_types = ["parallel", "parallel"]}
      ins(%x : tensor<8x16xf32>) outs(%half : tensor<8x16x!own>) {
  ^bb0(%a: f32, %o: !own):
    %c = ridge.cast %a saturate : f32 to !own
    linalg.yield %c : !own
  } -> tensor<8x16x!own>
  %left = tensor.insert_slice %q into %parts[0, 0] [8, 16] [1, 1] : tensor<8x16x!own> into tensor<8x32x!own>
  %both = tensor.insert_slice %q into %left[0, 16] [8, 16] [1, 1] : tensor<8x16x!own> into tensor<8x32x!own>

  %se = tensor.empty() : tensor<8x16xf32>
  %sz = linalg.fill ins(%zero : f32) outs(%se : tensor<8x16xf32>) -> tensor<8x16xf32>
  %s = linalg.generic {indexing_maps = [affine_map<(m, n, k) -> (m, k)>, affine_map<(m, n, k) -> (k, n)>,
          affine_map<(m, n, k) -> (m, n)>], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%both, %w : tensor<8x32x!own>, tensor<32x16x!own>) outs(%sz : tensor<8x16xf32>) {
  ^bb0(%a: !own, %b: !own, %c: f32):
    %wa = ridge.cast %a : !own to f32
    %wb = ridge.cast %b : !own to f32
    %p = arith.mulf %wa, %wb : f32
    %t = arith.addf %c, %p : f32
    linalg.yield %t : f32
  } -> tensor<8x16xf32>

  // Weights as they lie in the file: codes 0, 1, 2, ... 63 of seven bits.
  %v = arith.constant dense_resource<codes> : tensor<16x4x!own>
  %ve = tensor.empty() : tensor<16x4xf32>
  %vw = linalg.generic {indexing_maps = [#same, #same], iterator_types = ["parallel", "parallel"]}
      ins(%v : tensor<16x4x!own>) outs(%ve : tensor<16x4xf32>) {
  ^bb0(%a: !own, %o: f32):
    %c = ridge.cast %a : !own to f32
    // Code 63 is Inf: no value of a weight.
    %largest = arith.constant 1024.0 : f32
    %d = arith.minimumf %c, %largest : f32
    linalg.yield %d : f32
  } -> tensor<16x4xf32>
  %re = tensor.empty() : tensor<8x4xf32>
  %rz = linalg.fill ins(%zero : f32) outs(%re : tensor<8x4xf32>) -> tensor<8x4xf32>
  %r = linalg.matmul ins(%s, %vw : tensor<8x16xf32>, tensor<16x4xf32>) outs(%rz : tensor<8x4xf32>) -> tensor<8x4xf32>
  return %r : tensor<8x4xf32>
}

{-#
  dialect_resources: {
    builtin: {
      codes: "0x01000000000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f"
    }
  }
#-}
