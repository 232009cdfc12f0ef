// RUN: split-file %s %t
// RUN: ridge-opt --pass-pipeline='builtin.module(func.func(ridge-insert-copies{machine=%t/behind.mlir}))' %t/product.mlir | FileCheck %s
// RUN: ridge-opt --pass-pipeline='builtin.module(func.func(ridge-insert-copies{machine=toy}))' %t/product.mlir | FileCheck %s --check-prefix=SAME

// No path leads from @acc: a vector instruction copies what the product leaves
// there. Nothing else needs a copy.
// CHECK-LABEL: func.func @product
// CHECK: %[[SUM:.*]] = ridge.contract
// CHECK: %[[COPY:.*]] = ridge.map ins(%[[SUM]] : tensor<4x4xf32>)
// CHECK-NEXT: ^bb0(%[[X:.*]]: f32):
// CHECK-NEXT: ridge.yield %[[X]]
// CHECK: %[[ABS:.*]] = ridge.map ins(%[[COPY]] : tensor<4x4xf32>)
// CHECK: math.absf
// CHECK: return %[[ABS]]

// All memories of toy have their paths.
// SAME: ridge.contract
// SAME-COUNT-1: ridge.map
// SAME-NOT: ridge.map

// The result is wanted in columns, which the vector unit does not give: the unit
// that transposes writes them. Where all take any strides nothing happens.
// RUN: ridge-opt --pass-pipeline='builtin.module(func.func(ridge-insert-copies{machine=%t/rows.mlir}))' %t/columns.mlir | FileCheck %s --check-prefix=TURNED
// RUN: ridge-opt --pass-pipeline='builtin.module(func.func(ridge-insert-copies{machine=toy}))' %t/columns.mlir | FileCheck %s --check-prefix=ANY
// TURNED: %[[ABS:.*]] = ridge.map
// TURNED: math.absf
// TURNED: %[[COPY:.*]] = ridge.map ins(%[[ABS]] : tensor<4x8xf32>)
// TURNED-NEXT: ^bb0(%[[X:.*]]: f32):
// TURNED-NEXT: ridge.yield %[[X]]
// TURNED: ridge.transpose %[[COPY]]
// ANY-COUNT-1: ridge.map
// ANY-NOT: ridge.map

//--- rows.mlir
arch.machine @rows derives @toy {
  arch.lanes @simple unit_stride
  arch.instruction @turn on @vector
      dims (r: 1 to 64, c: 1 to 64)
      reads (x: f32 [c, r] in [@sram] unit_stride)
      writes (y: f32 [r, c] in [@sram] unit_stride)
      occupancy "r * c" latency "occupancy + 16" energy "r * c * 100"
      {source = "assumed"}
      does (%x: f32) { arch.yield %x : f32 }
}

//--- columns.mlir
func.func @columns(%a: tensor<4x8xf32>) -> tensor<8x4xf32> {
  %r = ridge.map ins(%a : tensor<4x8xf32>) extents [4, 8]
      maps [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i, j)>] {
  ^bb0(%x: f32):
    %m = math.absf %x : f32
    ridge.yield %m : f32
  } -> tensor<4x8xf32>
  %t = ridge.transpose %r by [1, 0] : tensor<4x8xf32> -> tensor<8x4xf32>
  return %t : tensor<8x4xf32>
}

//--- behind.mlir
arch.machine @behind derives @toy {
  arch.remove @dram -> @acc
  arch.remove @acc -> @dram
}

//--- product.mlir
func.func @product(%a: tensor<4x8xf32>, %b: tensor<8x4xf32>) -> tensor<4x4xf32> {
  %c = ridge.contract ins(%a, %b : tensor<4x8xf32>, tensor<8x4xf32>) init 0.0 : f32 extents [4, 4, 8]
      maps [affine_map<(m, n, k) -> (m, k)>, affine_map<(m, n, k) -> (k, n)>, affine_map<(m, n, k) -> (m, n)>] {
  ^bb0(%x: f32, %y: f32, %s: f32):
    %p = arith.mulf %x, %y : f32
    %t = arith.addf %s, %p : f32
    ridge.yield %t : f32
  } -> tensor<4x4xf32>
  %r = ridge.map ins(%c : tensor<4x4xf32>) extents [4, 4]
      maps [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i, j)>] {
  ^bb0(%x: f32):
    %m = math.absf %x : f32
    ridge.yield %m : f32
  } -> tensor<4x4xf32>
  return %r : tensor<4x4xf32>
}
