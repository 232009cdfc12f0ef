// RUN: ridge-opt --split-input-file --verify-diagnostics %s

// One case per sentence of the verifiers, named by its constraint.

// map-c1: extents
func.func @no_points(%x: tensor<4x8xf32>) {
  // expected-error @below {{extent 0 must be at least 1}}
  %y = ridge.map ins(%x : tensor<4x8xf32>) extents [0, 8]
      maps [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i, j)>] {
  ^bb0(%v: f32):
    ridge.yield %v : f32
  } -> tensor<4x8xf32>
  return
}

// -----

// map-c1: at most 16 dims
func.func @too_many_dims(%x: tensor<1xf32>) {
  // expected-error @below {{has 17 dims; at most 16 are supported}}
  %y = ridge.map ins(%x : tensor<1xf32>) extents [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]
      maps [affine_map<(d0, d1, d2, d3, d4, d5, d6, d7, d8, d9, d10, d11, d12, d13, d14, d15, d16) -> (d0)>, affine_map<(d0, d1, d2, d3, d4, d5, d6, d7, d8, d9, d10, d11, d12, d13, d14, d15, d16) -> (d0)>] {
  ^bb0(%v: f32):
    ridge.yield %v : f32
  } -> tensor<1xf32>
  return
}

// -----

// map-c1: a map per operand
func.func @one_map(%x: tensor<4x8xf32>) {
  // expected-error @below {{has 1 maps, expected 2: one per operand and one for the result}}
  %y = ridge.map ins(%x : tensor<4x8xf32>) extents [4, 8]
      maps [affine_map<(i, j) -> (i, j)>] {
  ^bb0(%v: f32):
    ridge.yield %v : f32
  } -> tensor<4x8xf32>
  return
}

// -----

// map-c1: dims of a map
func.func @other_dims(%x: tensor<4x8xf32>) {
  // expected-error @below {{map 0 has 1 dims, expected 2, and no symbols}}
  %y = ridge.map ins(%x : tensor<4x8xf32>) extents [4, 8]
      maps [affine_map<(i) -> (i, i)>, affine_map<(i, j) -> (i, j)>] {
  ^bb0(%v: f32):
    ridge.yield %v : f32
  } -> tensor<4x8xf32>
  return
}

// -----

// map-c1: symbols
func.func @symbols(%x: tensor<4x8xf32>) {
  // expected-error @below {{map 1 has 2 dims, expected 2, and no symbols}}
  %y = ridge.map ins(%x : tensor<4x8xf32>) extents [4, 8]
      maps [affine_map<(i, j) -> (i, j)>, affine_map<(i, j)[s] -> (i, j)>] {
  ^bb0(%v: f32):
    ridge.yield %v : f32
  } -> tensor<4x8xf32>
  return
}

// -----

// map-c1: results of a map
func.func @other_rank(%x: tensor<4x8xf32>) {
  // expected-error @below {{map 0 has 1 results for 'tensor<4x8xf32>'}}
  %y = ridge.map ins(%x : tensor<4x8xf32>) extents [4, 8]
      maps [affine_map<(i, j) -> (i)>, affine_map<(i, j) -> (i, j)>] {
  ^bb0(%v: f32):
    ridge.yield %v : f32
  } -> tensor<4x8xf32>
  return
}

// -----

// map-c2: sums of multiples
func.func @divides(%x: tensor<4x8xf32>) {
  // expected-error @below {{map 0 result 0 is not a sum of multiples of dims}}
  %y = ridge.map ins(%x : tensor<4x8xf32>) extents [4, 8]
      maps [affine_map<(i, j) -> (i floordiv 2, j)>, affine_map<(i, j) -> (i, j)>] {
  ^bb0(%v: f32):
    ridge.yield %v : f32
  } -> tensor<4x8xf32>
  return
}

// -----

// map-c2: inside the tensor
func.func @beyond(%x: tensor<4x8xf32>) {
  // expected-error @below {{map 0 reaches [2, 9] in dim 1 of 'tensor<4x8xf32>'}}
  %y = ridge.map ins(%x : tensor<4x8xf32>) extents [4, 8]
      maps [affine_map<(i, j) -> (i, j + 2)>, affine_map<(i, j) -> (i, j)>] {
  ^bb0(%v: f32):
    ridge.yield %v : f32
  } -> tensor<4x8xf32>
  return
}

// -----

// map-c2: not before it
func.func @before(%x: tensor<4x8xf32>) {
  // expected-error @below {{map 0 reaches [-7, 0] in dim 1 of 'tensor<4x8xf32>'}}
  %y = ridge.map ins(%x : tensor<4x8xf32>) extents [4, 8]
      maps [affine_map<(i, j) -> (i, -j)>, affine_map<(i, j) -> (i, j)>] {
  ^bb0(%v: f32):
    ridge.yield %v : f32
  } -> tensor<4x8xf32>
  return
}

// -----

// map-c3: a window of the result
func.func @window(%x: tensor<4x8xf32>) {
  // expected-error @below {{result map must be a projected permutation}}
  %y = ridge.map ins(%x : tensor<4x8xf32>) extents [4, 8]
      maps [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i, i + j)>] {
  ^bb0(%v: f32):
    ridge.yield %v : f32
  } -> tensor<4x11xf32>
  return
}

// -----

// map-c3: a part of the result
func.func @part(%x: tensor<4x8xf32>) {
  // expected-error @below {{covers 4 of 5 elements in dim 0 of the result}}
  %y = ridge.map ins(%x : tensor<4x8xf32>) extents [4, 8]
      maps [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i, j)>] {
  ^bb0(%v: f32):
    ridge.yield %v : f32
  } -> tensor<5x8xf32>
  return
}

// -----

// map-c3: a dropped dim
func.func @dropped_dim(%x: tensor<4x8xf32>) {
  // expected-error @below {{result map must be a permutation of all dims; a dim that it drops is a reduction (use ridge.reduce)}}
  %y = ridge.map ins(%x : tensor<4x8xf32>) extents [4, 8]
      maps [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i)>] {
  ^bb0(%v: f32):
    ridge.yield %v : f32
  } -> tensor<4xf32>
  return
}

// -----

// map-c4: arguments
func.func @other_argument(%x: tensor<4x8xf32>) {
  // expected-error @below {{body arguments are 'f64', expected 'f32'}}
  %y = ridge.map ins(%x : tensor<4x8xf32>) extents [4, 8]
      maps [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i, j)>] {
  ^bb0(%v: f64):
    ridge.yield %v : f64
  } -> tensor<4x8xf64>
  return
}

// -----

// map-c4: the yielded value
func.func @other_yield(%x: tensor<4x8xf32>) {
  %y = ridge.map ins(%x : tensor<4x8xf32>) extents [4, 8]
      maps [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i, j)>] {
  ^bb0(%v: f32):
    // expected-error @below {{must yield one value of type 'f64'}}
    ridge.yield %v : f32
  } -> tensor<4x8xf64>
  return
}

// -----

// map-c4: one value
func.func @two_values(%x: tensor<4x8xf32>) {
  %y = ridge.map ins(%x : tensor<4x8xf32>) extents [4, 8]
      maps [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i, j)>] {
  ^bb0(%v: f32):
    // expected-error @below {{must yield one value of type 'f32'}}
    ridge.yield %v, %v : f32, f32
  } -> tensor<4x8xf32>
  return
}

// -----

// map-c5
func.func @mask_of_no_dim(%x: tensor<4x8xf32>) {
  // expected-error @below {{has masked points along dim 2 of 2 dims}}
  %y = ridge.map ins(%x : tensor<4x8xf32>) extents [4, 8]
      maps [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i, j)>]
      masked <row 0 column 2 ahead 0> {
  ^bb0(%v: f32):
    ridge.yield %v : f32
  } -> tensor<4x8xf32>
  return
}
