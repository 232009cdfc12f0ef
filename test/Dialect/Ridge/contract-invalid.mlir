// RUN: ridge-opt --split-input-file --verify-diagnostics %s

// One case per sentence of the verifiers, named by its constraint.

// contract-c1
func.func @no_extent(%a: tensor<4x8xf32>, %b: tensor<8x2xf32>) {
  // expected-error @below {{extent -4 must be at least 1}}
  %c = ridge.contract ins(%a, %b : tensor<4x8xf32>, tensor<8x2xf32>) init 0.0 : f32 extents [-4, 2, 8]
      maps [affine_map<(m, n, k) -> (m, k)>, affine_map<(m, n, k) -> (k, n)>, affine_map<(m, n, k) -> (m, n)>] {
  ^bb0(%x: f32, %y: f32, %s: f32):
    %p = arith.mulf %x, %y : f32
    %r = arith.addf %s, %p : f32
    ridge.yield %r : f32
  } -> tensor<4x2xf32>
  return
}

// -----

// contract-c2
func.func @beyond(%a: tensor<4x10xf32>, %b: tensor<8x2xf32>) {
  // expected-error @below {{map 1 reaches [0, 9] in dim 0 of 'tensor<8x2xf32>'}}
  %c = ridge.contract ins(%a, %b : tensor<4x10xf32>, tensor<8x2xf32>) init 0.0 : f32 extents [4, 2, 10]
      maps [affine_map<(m, n, k) -> (m, k)>, affine_map<(m, n, k) -> (k, n)>, affine_map<(m, n, k) -> (m, n)>] {
  ^bb0(%x: f32, %y: f32, %s: f32):
    %p = arith.mulf %x, %y : f32
    %r = arith.addf %s, %p : f32
    ridge.yield %r : f32
  } -> tensor<4x2xf32>
  return
}

// -----

// contract-c3
func.func @constant_result(%a: tensor<4x8xf32>, %b: tensor<8x2xf32>) {
  // expected-error @below {{result map must be a projected permutation}}
  %c = ridge.contract ins(%a, %b : tensor<4x8xf32>, tensor<8x2xf32>) init 0.0 : f32 extents [4, 2, 8]
      maps [affine_map<(m, n, k) -> (m, k)>, affine_map<(m, n, k) -> (k, n)>, affine_map<(m, n, k) -> (m + n, n)>] {
  ^bb0(%x: f32, %y: f32, %s: f32):
    %p = arith.mulf %x, %y : f32
    %r = arith.addf %s, %p : f32
    ridge.yield %r : f32
  } -> tensor<5x2xf32>
  return
}

// -----

// contract-c4
func.func @other_arguments(%a: tensor<4x8xf32>, %b: tensor<8x2xf32>) {
  // expected-error @below {{body arguments are 'f64', 'f64', 'f32', expected 'f32', 'f32', 'f32'}}
  %c = ridge.contract ins(%a, %b : tensor<4x8xf32>, tensor<8x2xf32>) init 0.0 : f32 extents [4, 2, 8]
      maps [affine_map<(m, n, k) -> (m, k)>, affine_map<(m, n, k) -> (k, n)>, affine_map<(m, n, k) -> (m, n)>] {
  ^bb0(%x: f64, %y: f64, %s: f32):
    %u = arith.mulf %x, %y : f64
    %p = arith.truncf %u : f64 to f32
    %r = arith.addf %s, %p : f32
    ridge.yield %r : f32
  } -> tensor<4x2xf32>
  return
}

// -----

// contract-c5
func.func @other_init(%a: tensor<4x8xf32>, %b: tensor<8x2xf32>) {
  // expected-error @below {{init is 'i32', expected the result's element type 'f32'}}
  %c = ridge.contract ins(%a, %b : tensor<4x8xf32>, tensor<8x2xf32>) init 0 : i32 extents [4, 2, 8]
      maps [affine_map<(m, n, k) -> (m, k)>, affine_map<(m, n, k) -> (k, n)>, affine_map<(m, n, k) -> (m, n)>] {
  ^bb0(%x: f32, %y: f32, %s: f32):
    %p = arith.mulf %x, %y : f32
    %r = arith.addf %s, %p : f32
    ridge.yield %r : f32
  } -> tensor<4x2xf32>
  return
}

// -----

// contract-c6: two inputs
func.func @one_input(%a: tensor<4x8xf32>, %b: tensor<8x2xf32>) {
  // expected-error @below {{takes 2 inputs and at most a scale for each, has 1}}
  %c = ridge.contract ins(%a : tensor<4x8xf32>) init 0.0 : f32 extents [4, 8]
      maps [affine_map<(m, k) -> (m, k)>, affine_map<(m, k) -> (m)>] {
  ^bb0(%x: f32, %s: f32):
    %p = arith.mulf %x, %x : f32
    %r = arith.addf %s, %p : f32
    ridge.yield %r : f32
  } -> tensor<4xf32>
  return
}

// -----

// contract-c6: a product
func.func @sum_of_sums(%a: tensor<4x8xf32>, %b: tensor<8x2xf32>) {
  // expected-error @below {{body must be acc + ext(a) * ext(b), where ext widens an element or is ridge.dequantize}}
  %c = ridge.contract ins(%a, %b : tensor<4x8xf32>, tensor<8x2xf32>) init 0.0 : f32 extents [4, 2, 8]
      maps [affine_map<(m, n, k) -> (m, k)>, affine_map<(m, n, k) -> (k, n)>, affine_map<(m, n, k) -> (m, n)>] {
  ^bb0(%x: f32, %y: f32, %s: f32):
    %p = arith.addf %x, %y : f32
    %r = arith.addf %s, %p : f32
    ridge.yield %r : f32
  } -> tensor<4x2xf32>
  return
}

// -----

// contract-c6: of both inputs
func.func @square(%a: tensor<4x8xf32>, %b: tensor<8x2xf32>) {
  // expected-error @below {{body must be acc + ext(a) * ext(b)}}
  %c = ridge.contract ins(%a, %b : tensor<4x8xf32>, tensor<8x2xf32>) init 0.0 : f32 extents [4, 2, 8]
      maps [affine_map<(m, n, k) -> (m, k)>, affine_map<(m, n, k) -> (k, n)>, affine_map<(m, n, k) -> (m, n)>] {
  ^bb0(%x: f32, %y: f32, %s: f32):
    %p = arith.mulf %x, %x : f32
    %r = arith.addf %s, %p : f32
    ridge.yield %r : f32
  } -> tensor<4x2xf32>
  return
}

// -----

// contract-c6: added to the accumulator
func.func @overwrites(%a: tensor<4x8xf32>, %b: tensor<8x2xf32>) {
  // expected-error @below {{body must be acc + ext(a) * ext(b)}}
  %c = ridge.contract ins(%a, %b : tensor<4x8xf32>, tensor<8x2xf32>) init 0.0 : f32 extents [4, 2, 8]
      maps [affine_map<(m, n, k) -> (m, k)>, affine_map<(m, n, k) -> (k, n)>, affine_map<(m, n, k) -> (m, n)>] {
  ^bb0(%x: f32, %y: f32, %s: f32):
    %r = arith.mulf %x, %y : f32
    ridge.yield %r : f32
  } -> tensor<4x2xf32>
  return
}

// -----

// contract-c7
func.func @no_such_sum(%a: tensor<4x8xf32>, %b: tensor<8x2xf32>) {
  // expected-error @below {{accumulate: no model of accumulation is named}}
  %c = ridge.contract ins(%a, %b : tensor<4x8xf32>, tensor<8x2xf32>) init 0.0 : f32 extents [4, 2, 8]
      maps [affine_map<(m, n, k) -> (m, k)>, affine_map<(m, n, k) -> (k, n)>, affine_map<(m, n, k) -> (m, n)>] accumulate "hoper" {
  ^bb0(%x: f32, %y: f32, %s: f32):
    %p = arith.mulf %x, %y : f32
    %r = arith.addf %s, %p : f32
    ridge.yield %r : f32
  } -> tensor<4x2xf32>
  return
}
