// RUN: ridge-opt --split-input-file --verify-diagnostics %s

// One case per sentence of the verifiers, named by its constraint.

// group-c1: a tile per extent
func.func @tile_missing(%x: tensor<4x8xf32>, %t: tensor<100x8xf32>, %ids: tensor<4xi64>) {
  // expected-error @below {{has 1 tiles for 2 extents}}
  %g = ridge.group "g" extents [4, 8] mapping <tiles [2] order [0] windows [] locals [] storages [] instructions [<"simple" dims [] operands [] cycles 1>] fills []> {
    %0 = ridge.map ins(%x : tensor<4x8xf32>) extents [4, 8]
        maps [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i, j)>] group_dims [0, 1] {
    ^bb0(%v: f32):
      ridge.yield %v : f32
    } -> tensor<4x8xf32>
    ridge.yield %0 : tensor<4x8xf32>
  } -> tensor<4x8xf32>
  return
}

// -----

// group-c1: at least 1
func.func @empty_tile(%x: tensor<4x8xf32>, %t: tensor<100x8xf32>, %ids: tensor<4xi64>) {
  // expected-error @below {{tile 0 must be in [1, 8]}}
  %g = ridge.group "g" extents [4, 8] mapping <tiles [2, 0] order [0] windows [] locals [] storages [] instructions [<"simple" dims [] operands [] cycles 1>] fills []> {
    %0 = ridge.map ins(%x : tensor<4x8xf32>) extents [4, 8]
        maps [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i, j)>] group_dims [0, 1] {
    ^bb0(%v: f32):
      ridge.yield %v : f32
    } -> tensor<4x8xf32>
    ridge.yield %0 : tensor<4x8xf32>
  } -> tensor<4x8xf32>
  return
}

// -----

// group-c1: at most the extent
func.func @large_tile(%x: tensor<4x8xf32>, %t: tensor<100x8xf32>, %ids: tensor<4xi64>) {
  // expected-error @below {{tile 5 must be in [1, 4]}}
  %g = ridge.group "g" extents [4, 8] mapping <tiles [5, 8] order [0] windows [] locals [] storages [] instructions [<"simple" dims [] operands [] cycles 1>] fills []> {
    %0 = ridge.map ins(%x : tensor<4x8xf32>) extents [4, 8]
        maps [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i, j)>] group_dims [0, 1] {
    ^bb0(%v: f32):
      ridge.yield %v : f32
    } -> tensor<4x8xf32>
    ridge.yield %0 : tensor<4x8xf32>
  } -> tensor<4x8xf32>
  return
}

// -----

// group-c2: dims
func.func @order_beyond(%x: tensor<4x8xf32>, %t: tensor<100x8xf32>, %ids: tensor<4xi64>) {
  // expected-error @below {{order names dim 2, expected each dim at most once}}
  %g = ridge.group "g" extents [4, 8] mapping <tiles [2, 8] order [2] windows [] locals [] storages [] instructions [<"simple" dims [] operands [] cycles 1>] fills []> {
    %0 = ridge.map ins(%x : tensor<4x8xf32>) extents [4, 8]
        maps [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i, j)>] group_dims [0, 1] {
    ^bb0(%v: f32):
      ridge.yield %v : f32
    } -> tensor<4x8xf32>
    ridge.yield %0 : tensor<4x8xf32>
  } -> tensor<4x8xf32>
  return
}

// -----

// group-c2: once
func.func @order_repeats(%x: tensor<4x8xf32>, %t: tensor<100x8xf32>, %ids: tensor<4xi64>) {
  // expected-error @below {{order names dim 0, expected each dim at most once}}
  %g = ridge.group "g" extents [4, 8] mapping <tiles [2, 8] order [0, 0] windows [] locals [] storages [] instructions [<"simple" dims [] operands [] cycles 1>] fills []> {
    %0 = ridge.map ins(%x : tensor<4x8xf32>) extents [4, 8]
        maps [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i, j)>] group_dims [0, 1] {
    ^bb0(%v: f32):
      ridge.yield %v : f32
    } -> tensor<4x8xf32>
    ridge.yield %0 : tensor<4x8xf32>
  } -> tensor<4x8xf32>
  return
}

// -----

// group-c3: computations
func.func @view_inside(%x: tensor<4x8xf32>, %t: tensor<100x8xf32>, %ids: tensor<4xi64>) {
  %g = ridge.group "g" extents [4, 8] mapping <tiles [2, 8] order [0] windows [] locals [] storages [] instructions [] fills []> {
    // expected-error @below {{cannot stand in a ridge.group}}
    %0 = ridge.slice %x at [0, 0] by [1, 1] : tensor<4x8xf32> -> tensor<4x8xf32>
    ridge.yield %0 : tensor<4x8xf32>
  } -> tensor<4x8xf32>
  return
}

// -----

// group-c3: a gather alone
func.func @gather_among_others(%x: tensor<4x8xf32>, %t: tensor<100x8xf32>, %ids: tensor<4xi64>) {
  %g = ridge.group "g" extents [4, 8] mapping <tiles [2, 8] order [0] windows [] locals [] storages [] instructions [<"simple" dims [] operands [] cycles 1>] fills []> {
    %0 = ridge.map ins(%x : tensor<4x8xf32>) extents [4, 8]
        maps [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i, j)>] group_dims [0, 1] {
    ^bb0(%v: f32):
      ridge.yield %v : f32
    } -> tensor<4x8xf32>
    // expected-error @below {{must be alone in its ridge.group}}
    %1 = ridge.gather %t at %ids : tensor<100x8xf32> at tensor<4xi64> extents [4, 8] dims [0] limits [100]
        maps [affine_map<(i, j) -> (0, j)>, affine_map<(i, j) -> (i)>, affine_map<(i, j) -> (i, j)>] -> tensor<4x8xf32>
    ridge.yield %0 : tensor<4x8xf32>
  } -> tensor<4x8xf32>
  return
}

// -----

// group-c4: there
func.func @no_group_dims(%x: tensor<4x8xf32>, %t: tensor<100x8xf32>, %ids: tensor<4xi64>) {
  %g = ridge.group "g" extents [4, 8] mapping <tiles [2, 8] order [0] windows [] locals [] storages [] instructions [<"simple" dims [] operands [] cycles 1>] fills []> {
    // expected-error @below {{needs group_dims with one entry per extent}}
    %0 = ridge.map ins(%x : tensor<4x8xf32>) extents [4, 8]
        maps [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i, j)>] {
    ^bb0(%v: f32):
      ridge.yield %v : f32
    } -> tensor<4x8xf32>
    ridge.yield %0 : tensor<4x8xf32>
  } -> tensor<4x8xf32>
  return
}

// -----

// group-c4: one per extent
func.func @one_group_dim(%x: tensor<4x8xf32>, %t: tensor<100x8xf32>, %ids: tensor<4xi64>) {
  %g = ridge.group "g" extents [4, 8] mapping <tiles [2, 8] order [0] windows [] locals [] storages [] instructions [<"simple" dims [] operands [] cycles 1>] fills []> {
    // expected-error @below {{needs group_dims with one entry per extent}}
    %0 = ridge.map ins(%x : tensor<4x8xf32>) extents [4, 8]
        maps [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i, j)>] group_dims [0] {
    ^bb0(%v: f32):
      ridge.yield %v : f32
    } -> tensor<4x8xf32>
    ridge.yield %0 : tensor<4x8xf32>
  } -> tensor<4x8xf32>
  return
}

// -----

// group-c4: in range
func.func @group_dim_beyond(%x: tensor<4x8xf32>, %t: tensor<100x8xf32>, %ids: tensor<4xi64>) {
  %g = ridge.group "g" extents [4, 8] mapping <tiles [2, 8] order [0] windows [] locals [] storages [] instructions [<"simple" dims [] operands [] cycles 1>] fills []> {
    // expected-error @below {{group dim 2 does not have the extent 8}}
    %0 = ridge.map ins(%x : tensor<4x8xf32>) extents [4, 8]
        maps [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i, j)>] group_dims [0, 2] {
    ^bb0(%v: f32):
      ridge.yield %v : f32
    } -> tensor<4x8xf32>
    ridge.yield %0 : tensor<4x8xf32>
  } -> tensor<4x8xf32>
  return
}

// -----

// group-c4: of that extent
func.func @group_dims_swapped(%x: tensor<4x8xf32>, %t: tensor<100x8xf32>, %ids: tensor<4xi64>) {
  %g = ridge.group "g" extents [4, 8] mapping <tiles [2, 8] order [0] windows [] locals [] storages [] instructions [<"simple" dims [] operands [] cycles 1>] fills []> {
    // expected-error @below {{group dim 1 does not have the extent 4}}
    %0 = ridge.map ins(%x : tensor<4x8xf32>) extents [4, 8]
        maps [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i, j)>] group_dims [1, 0] {
    ^bb0(%v: f32):
      ridge.yield %v : f32
    } -> tensor<4x8xf32>
    ridge.yield %0 : tensor<4x8xf32>
  } -> tensor<4x8xf32>
  return
}

// -----

// group-c5
func.func @yields_another(%x: tensor<4x8xf32>, %t: tensor<100x8xf32>, %ids: tensor<4xi64>) {
  // expected-error @below {{yields other types than it results in}}
  %g = ridge.group "g" extents [4, 8] mapping <tiles [2, 8] order [0] windows [] locals [] storages [] instructions [<"simple" dims [] operands [] cycles 1>] fills []> {
    %0 = ridge.map ins(%x : tensor<4x8xf32>) extents [4, 8]
        maps [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i, j)>] group_dims [0, 1] {
    ^bb0(%v: f32):
      ridge.yield %v : f32
    } -> tensor<4x8xf32>
    ridge.yield %0 : tensor<4x8xf32>
  } -> tensor<4x9xf32>
  return
}

// -----

// group-c6
func.func @no_instruction(%x: tensor<4x8xf32>) {
  // expected-error @below {{has instructions for 0 computations, its body has 1}}
  %g = ridge.group "g" extents [4, 8] mapping <tiles [2, 8] order [0] windows [] locals [] storages [] instructions [] fills []> {
    %0 = ridge.map ins(%x : tensor<4x8xf32>) extents [4, 8]
        maps [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i, j)>] group_dims [0, 1] {
    ^bb0(%v: f32):
      ridge.yield %v : f32
    } -> tensor<4x8xf32>
    ridge.yield %0 : tensor<4x8xf32>
  } -> tensor<4x8xf32>
  return
}

// -----

// group-c7
func.func @numbers(%x: tensor<4x8xf32>) {
  // expected-error @below {{has 2 numbers of operations, its body has 1}}
  %g = ridge.group "g" extents [4, 8] mapping <tiles [2, 8] order [0] windows [] locals [] storages [] instructions [<"simple" dims [] operands [] cycles 1>] fills []> numbers [0, 1] {
    %0 = ridge.map ins(%x : tensor<4x8xf32>) extents [4, 8]
        maps [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i, j)>] group_dims [0, 1] {
    ^bb0(%v: f32):
      ridge.yield %v : f32
    } -> tensor<4x8xf32>
    ridge.yield %0 : tensor<4x8xf32>
  } -> tensor<4x8xf32>
  return
}
