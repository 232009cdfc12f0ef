// RUN: ridge-opt --split-input-file --verify-diagnostics %s

// One case per sentence of the verifiers, named by its constraint.

// reduce-c1
func.func @one_map(%x: tensor<4x8xf32>) {
  // expected-error @below {{has 1 maps, expected 2: one per operand and one for the result}}
  %y = ridge.reduce ins(%x : tensor<4x8xf32>) init 0.0 : f32 extents [4, 8]
      maps [affine_map<(i, j) -> (i, j)>] {
  ^bb0(%v: f32, %s: f32):
    %r = arith.addf %s, %v : f32
    ridge.yield %r : f32
  } -> tensor<4xf32>
  return
}

// -----

// reduce-c2
func.func @beyond(%x: tensor<4x8xf32>) {
  // expected-error @below {{map 0 reaches [1, 8] in dim 1 of 'tensor<4x8xf32>'}}
  %y = ridge.reduce ins(%x : tensor<4x8xf32>) init 0.0 : f32 extents [4, 8]
      maps [affine_map<(i, j) -> (i, j + 1)>, affine_map<(i, j) -> (i)>] {
  ^bb0(%v: f32, %s: f32):
    %r = arith.addf %s, %v : f32
    ridge.yield %r : f32
  } -> tensor<4xf32>
  return
}

// -----

// reduce-c3: a projected permutation
func.func @same_dim_twice(%x: tensor<4x8xf32>) {
  // expected-error @below {{result map must be a projected permutation}}
  %y = ridge.reduce ins(%x : tensor<4x8xf32>) init 0.0 : f32 extents [4, 8]
      maps [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i, i)>] {
  ^bb0(%v: f32, %s: f32):
    %r = arith.addf %s, %v : f32
    ridge.yield %r : f32
  } -> tensor<4x4xf32>
  return
}

// -----

// reduce-c3: all of the result
func.func @part(%x: tensor<4x8xf32>) {
  // expected-error @below {{covers 4 of 6 elements in dim 0 of the result}}
  %y = ridge.reduce ins(%x : tensor<4x8xf32>) init 0.0 : f32 extents [4, 8]
      maps [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i)>] {
  ^bb0(%v: f32, %s: f32):
    %r = arith.addf %s, %v : f32
    ridge.yield %r : f32
  } -> tensor<6xf32>
  return
}

// -----

// reduce-c4: arguments
func.func @no_accumulator(%x: tensor<4x8xf32>) {
  // expected-error @below {{body arguments are 'f32', expected 'f32', 'f32'}}
  %y = ridge.reduce ins(%x : tensor<4x8xf32>) init 0.0 : f32 extents [4, 8]
      maps [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i)>] {
  ^bb0(%v: f32):
    ridge.yield %v : f32
  } -> tensor<4xf32>
  return
}

// -----

// reduce-c4: the yielded value
func.func @other_yield(%x: tensor<4x8xf32>) {
  %y = ridge.reduce ins(%x : tensor<4x8xf32>) init 0.0 : f32 extents [4, 8]
      maps [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i)>] {
  ^bb0(%v: f32, %s: f32):
    %r = arith.extf %v : f32 to f64
    // expected-error @below {{must yield one value of type 'f32'}}
    ridge.yield %r : f64
  } -> tensor<4xf32>
  return
}

// -----

// reduce-c5
func.func @other_init(%x: tensor<4x8xf32>) {
  // expected-error @below {{init is 'f64', expected the result's element type 'f32'}}
  %y = ridge.reduce ins(%x : tensor<4x8xf32>) init 0.0 : f64 extents [4, 8]
      maps [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i)>] {
  ^bb0(%v: f32, %s: f32):
    %r = arith.addf %s, %v : f32
    ridge.yield %r : f32
  } -> tensor<4xf32>
  return
}

// -----

// reduce-c6
func.func @mask_of_no_dim(%x: tensor<4x8xf32>) {
  // expected-error @below {{has masked points along dim 3 of 2 dims}}
  %y = ridge.reduce ins(%x : tensor<4x8xf32>) init 0.0 : f32 extents [4, 8]
      maps [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i)>]
      masked <row 3 column 1 ahead 0> {
  ^bb0(%v: f32, %s: f32):
    %r = arith.addf %s, %v : f32
    ridge.yield %r : f32
  } -> tensor<4xf32>
  return
}
