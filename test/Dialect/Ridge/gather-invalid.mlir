// RUN: ridge-opt --split-input-file --verify-diagnostics %s

// gather-c2
func.func @table_moves_in_a_gathered_dim(%table: tensor<100x8xf32>, %ids: tensor<4xi64>) {
  // expected-error @+1 {{table map must be 0 in dim 0, which indices address}}
  %r = "ridge.gather"(%table, %ids) {extents = array<i64: 4, 8>, dims = array<i64: 0>, limits = array<i64: 100>,
      maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i)>, affine_map<(i, j) -> (i, j)>]}
      : (tensor<100x8xf32>, tensor<4xi64>) -> tensor<4x8xf32>
  return
}

// -----

// gather-c4
func.func @limit_above_the_extent(%table: tensor<100x8xf32>, %ids: tensor<4xi64>) {
  // expected-error @+1 {{has the limit 101 in a dim of extent 100}}
  %r = "ridge.gather"(%table, %ids) {extents = array<i64: 4, 8>, dims = array<i64: 0>, limits = array<i64: 101>,
      maps = [affine_map<(i, j) -> (0, j)>, affine_map<(i, j) -> (i)>, affine_map<(i, j) -> (i, j)>]}
      : (tensor<100x8xf32>, tensor<4xi64>) -> tensor<4x8xf32>
  return
}

// -----

// gather-c4
func.func @limit_of_nothing(%table: tensor<100x8xf32>, %ids: tensor<4xi64>) {
  // expected-error @+1 {{has the limit 0 in a dim of extent 100}}
  %r = "ridge.gather"(%table, %ids) {extents = array<i64: 4, 8>, dims = array<i64: 0>, limits = array<i64: 0>,
      maps = [affine_map<(i, j) -> (0, j)>, affine_map<(i, j) -> (i)>, affine_map<(i, j) -> (i, j)>]}
      : (tensor<100x8xf32>, tensor<4xi64>) -> tensor<4x8xf32>
  return
}

// -----

// gather-c4
func.func @no_such_dim(%table: tensor<100x8xf32>, %ids: tensor<4xi64>) {
  // expected-error @+1 {{gathers along dim 2, expected distinct dims of the table}}
  %r = "ridge.gather"(%table, %ids) {extents = array<i64: 4, 8>, dims = array<i64: 2>, limits = array<i64: 100>,
      maps = [affine_map<(i, j) -> (0, j)>, affine_map<(i, j) -> (i)>, affine_map<(i, j) -> (i, j)>]}
      : (tensor<100x8xf32>, tensor<4xi64>) -> tensor<4x8xf32>
  return
}

// -----

// gather-c4
func.func @dim_per_list(%table: tensor<100x8xf32>, %ids: tensor<4xi64>) {
  // expected-error @+1 {{has 1 lists, 2 dims and 1 limits, expected as many of each and at least 1}}
  %r = "ridge.gather"(%table, %ids) {extents = array<i64: 4, 8>, dims = array<i64: 0, 1>, limits = array<i64: 100>,
      maps = [affine_map<(i, j) -> (0, j)>, affine_map<(i, j) -> (i)>, affine_map<(i, j) -> (i, j)>]}
      : (tensor<100x8xf32>, tensor<4xi64>) -> tensor<4x8xf32>
  return
}

// -----

// gather-c5
func.func @float_positions(%table: tensor<100x8xf32>, %ids: tensor<4xf32>) {
  // expected-error @+1 {{has indices of type 'f32', expected integers of at least 8 bits}}
  %r = "ridge.gather"(%table, %ids) {extents = array<i64: 4, 8>, dims = array<i64: 0>, limits = array<i64: 100>,
      maps = [affine_map<(i, j) -> (0, j)>, affine_map<(i, j) -> (i)>, affine_map<(i, j) -> (i, j)>]}
      : (tensor<100x8xf32>, tensor<4xf32>) -> tensor<4x8xf32>
  return
}

// -----

// gather-c5
func.func @bits_as_positions(%table: tensor<100x8xf32>, %ids: tensor<4xi1>) {
  // expected-error @+1 {{has indices of type 'i1', expected integers of at least 8 bits}}
  %r = "ridge.gather"(%table, %ids) {extents = array<i64: 4, 8>, dims = array<i64: 0>, limits = array<i64: 100>,
      maps = [affine_map<(i, j) -> (0, j)>, affine_map<(i, j) -> (i)>, affine_map<(i, j) -> (i, j)>]}
      : (tensor<100x8xf32>, tensor<4xi1>) -> tensor<4x8xf32>
  return
}

// -----

// gather-c6
func.func @other_elements(%table: tensor<100x8xf32>, %ids: tensor<4xi64>) {
  // expected-error @+1 {{gathers 'f32' into 'f16'}}
  %r = "ridge.gather"(%table, %ids) {extents = array<i64: 4, 8>, dims = array<i64: 0>, limits = array<i64: 100>,
      maps = [affine_map<(i, j) -> (0, j)>, affine_map<(i, j) -> (i)>, affine_map<(i, j) -> (i, j)>]}
      : (tensor<100x8xf32>, tensor<4xi64>) -> tensor<4x8xf16>
  return
}

// -----

// gather-c2
func.func @beyond_the_list(%table: tensor<100x8xf32>, %ids: tensor<4xi64>) {
  // expected-error @+1 {{map 1 reaches [0, 4] in dim 0 of 'tensor<4xi64>'}}
  %r = "ridge.gather"(%table, %ids) {extents = array<i64: 5, 8>, dims = array<i64: 0>, limits = array<i64: 100>,
      maps = [affine_map<(i, j) -> (0, j)>, affine_map<(i, j) -> (i)>, affine_map<(i, j) -> (i, j)>]}
      : (tensor<100x8xf32>, tensor<4xi64>) -> tensor<4x8xf32>
  return
}

// -----

// gather-c3
func.func @window(%table: tensor<100x8xf32>, %ids: tensor<4xi64>) {
  // expected-error @+1 {{result map must be a projected permutation}}
  %r = "ridge.gather"(%table, %ids) {extents = array<i64: 4, 8>, dims = array<i64: 0>, limits = array<i64: 100>,
      maps = [affine_map<(i, j) -> (0, j)>, affine_map<(i, j) -> (i)>, affine_map<(i, j) -> (i, i)>]}
      : (tensor<100x8xf32>, tensor<4xi64>) -> tensor<4x8xf32>
  return
}

// -----

// move-c2
func.func @move_without_access_of_its_list() {
  %table = ridge.buffer "table" : !arch.buffer<800 x f32>
  %ids = ridge.buffer "ids" : !arch.buffer<4 x i64>
  %tile = ridge.buffer "tile" : !arch.buffer<32 x f32>
  ridge.layer "g" "gather" macs 0 {
    // expected-error @+1 {{needs 3 accesses, has 2}}
    ridge.move %table at %ids : !arch.buffer<4 x i64> by [8] below [100] to %tile
        : !arch.buffer<800 x f32> to !arch.buffer<32 x f32>
        sizes [affine_map<() -> (4)>, affine_map<() -> (8)>]
        accesses [#arch.access<() -> (0), [0, 1], () -> (0)>, #arch.access<() -> (0), [8, 1], () -> (0)>]
  }
  return
}

// -----

// move-c3
func.func @move_without_limits() {
  %table = ridge.buffer "table" : !arch.buffer<800 x f32>
  %ids = ridge.buffer "ids" : !arch.buffer<4 x i64>
  %tile = ridge.buffer "tile" : !arch.buffer<32 x f32>
  ridge.layer "g" "gather" macs 0 {
    // expected-error @+1 {{needs a stride and a limit per list of positions}}
    ridge.move %table at %ids : !arch.buffer<4 x i64> by [8] below [1, 2] to %tile
        : !arch.buffer<800 x f32> to !arch.buffer<32 x f32>
        sizes [affine_map<() -> (4)>, affine_map<() -> (8)>]
        accesses [#arch.access<() -> (0), [0, 1], () -> (0)>, #arch.access<() -> (0), [8, 1], () -> (0)>,
                  #arch.access<() -> (0), [1, 0], () -> (0)>]
  }
  return
}

// -----

// move-c3
func.func @move_below_nothing() {
  %table = ridge.buffer "table" : !arch.buffer<800 x f32>
  %ids = ridge.buffer "ids" : !arch.buffer<4 x i64>
  %tile = ridge.buffer "tile" : !arch.buffer<32 x f32>
  ridge.layer "g" "gather" macs 0 {
    // expected-error @+1 {{has the limit 0, expected at least 1}}
    ridge.move %table at %ids : !arch.buffer<4 x i64> by [8] below [0] to %tile
        : !arch.buffer<800 x f32> to !arch.buffer<32 x f32>
        sizes [affine_map<() -> (4)>, affine_map<() -> (8)>]
        accesses [#arch.access<() -> (0), [0, 1], () -> (0)>, #arch.access<() -> (0), [8, 1], () -> (0)>,
                  #arch.access<() -> (0), [1, 0], () -> (0)>]
  }
  return
}

// -----

// move-c3
func.func @move_by_floats() {
  %table = ridge.buffer "table" : !arch.buffer<800 x f32>
  %ids = ridge.buffer "ids" : !arch.buffer<4 x f32>
  %tile = ridge.buffer "tile" : !arch.buffer<32 x f32>
  ridge.layer "g" "gather" macs 0 {
    // expected-error @+1 {{reads positions of type 'f32', expected integers of at least 8 bits}}
    ridge.move %table at %ids : !arch.buffer<4 x f32> by [8] below [100] to %tile
        : !arch.buffer<800 x f32> to !arch.buffer<32 x f32>
        sizes [affine_map<() -> (4)>, affine_map<() -> (8)>]
        accesses [#arch.access<() -> (0), [0, 1], () -> (0)>, #arch.access<() -> (0), [8, 1], () -> (0)>,
                  #arch.access<() -> (0), [1, 0], () -> (0)>]
  }
  return
}

// -----

// gather-c1
func.func @no_map_of_the_list(%table: tensor<100x8xf32>, %ids: tensor<4xi64>) {
  // expected-error @+1 {{has 2 maps, expected 3: one per operand and one for the result}}
  %r = "ridge.gather"(%table, %ids) {extents = array<i64: 4, 8>, dims = array<i64: 0>, limits = array<i64: 100>,
      maps = [affine_map<(i, j) -> (0, j)>, affine_map<(i, j) -> (i, j)>]}
      : (tensor<100x8xf32>, tensor<4xi64>) -> tensor<4x8xf32>
  return
}

// -----

// gather-c3: a dropped dim
func.func @dropped_dim(%table: tensor<100x8xf32>, %ids: tensor<4xi64>) {
  // expected-error @+1 {{result map must be a permutation of all dims}}
  %r = "ridge.gather"(%table, %ids) {extents = array<i64: 4, 8>, dims = array<i64: 0>, limits = array<i64: 100>,
      maps = [affine_map<(i, j) -> (0, j)>, affine_map<(i, j) -> (i)>, affine_map<(i, j) -> (i)>]}
      : (tensor<100x8xf32>, tensor<4xi64>) -> tensor<4xf32>
  return
}
