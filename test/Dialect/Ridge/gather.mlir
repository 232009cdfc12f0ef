// RUN: ridge-opt %s | ridge-opt | FileCheck %s

// Rows of a table, and elements of one at two lists of positions.

// CHECK-LABEL: @rows
// CHECK: ridge.gather %arg0 at %arg1 : tensor<100x8xf32> at tensor<4xi64> extents [4, 8] dims [0] limits [100]
func.func @rows(%table: tensor<100x8xf32>, %ids: tensor<4xi64>) -> tensor<4x8xf32> {
  %r = ridge.gather %table at %ids : tensor<100x8xf32> at tensor<4xi64>
      extents [4, 8] dims [0] limits [100]
      maps [affine_map<(i, j) -> (0, j)>, affine_map<(i, j) -> (i)>, affine_map<(i, j) -> (i, j)>]
      -> tensor<4x8xf32>
  return %r : tensor<4x8xf32>
}

// CHECK-LABEL: @elements
// CHECK: ridge.gather %arg0 at %arg1, %arg2 : tensor<9x7xf32> at tensor<4xi64>, tensor<5xi32> extents [4, 5] dims [1, 0] limits [7, 3]
func.func @elements(%table: tensor<9x7xf32>, %a: tensor<4xi64>, %b: tensor<5xi32>) -> tensor<5x4xf32> {
  %r = ridge.gather %table at %a, %b : tensor<9x7xf32> at tensor<4xi64>, tensor<5xi32>
      extents [4, 5] dims [1, 0] limits [7, 3]
      maps [affine_map<(i, j) -> (0, 0)>, affine_map<(i, j) -> (i)>, affine_map<(i, j) -> (j)>,
            affine_map<(i, j) -> (j, i)>]
      -> tensor<5x4xf32>
  return %r : tensor<5x4xf32>
}

// A transfer by a list of positions, as tiles have it.
// CHECK-LABEL: @move
// CHECK: ridge.move %{{.*}} at %{{.*}} : !arch.buffer<4 x i64> by [8] below [100] to %{{.*}} : <800 x f32> to <32 x f32>
func.func @move() {
  %table = ridge.buffer "table" : !arch.buffer<800 x f32>
  %ids = ridge.buffer "ids" : !arch.buffer<4 x i64>
  %tile = ridge.buffer "tile" : !arch.buffer<32 x f32>
  ridge.layer "g" "gather" macs 0 {
    ridge.move %table at %ids : !arch.buffer<4 x i64> by [8] below [100] to %tile
        : !arch.buffer<800 x f32> to !arch.buffer<32 x f32>
        sizes [affine_map<() -> (4)>, affine_map<() -> (8)>]
        accesses [#arch.access<() -> (0), [0, 1], () -> (0)>, #arch.access<() -> (0), [8, 1], () -> (0)>,
                  #arch.access<() -> (0), [1, 0], () -> (0)>]
  }
  return
}
