// RUN: sed -e 's/@toy/@"toy-plain"/' -e 's/, indexed = "2 cycles"//' %machines/toy.mlir > %t.mlir
// RUN: not ridge run %s --machine %t.mlir --check 2>&1 | FileCheck %s

// A machine whose paths take no lists says so, at the operation.

// CHECK: gather-refused.mlir:[[#@LINE+8]]:{{.*}} error: cannot be done by machine 'toy-plain': no path from its home memory to one that leads back takes lists of positions; give one the attribute 'indexed'
func.func @embed(%table: tensor<100x8xf32>, %ids: tensor<4xi64>) -> tensor<4x8xf32> {
  %e = tensor.empty() : tensor<4x8xf32>
  %r = linalg.generic {indexing_maps = [affine_map<(i, j) -> (i)>, affine_map<(i, j) -> (i, j)>], iterator_types = ["parallel", "parallel"]}
      ins(%ids : tensor<4xi64>) outs(%e : tensor<4x8xf32>) {
  ^bb0(%id: i64, %o: f32):
    %k = arith.index_cast %id : i64 to index
    %j = linalg.index 1 : index
    %v = tensor.extract %table[%k, %j] : tensor<100x8xf32>
    linalg.yield %v : f32
  } -> tensor<4x8xf32>
  return %r : tensor<4x8xf32>
}
