// RUN: ridge-opt --pass-pipeline='builtin.module(func.func(ridge-mark-masked))' --split-input-file %s | FileCheck %s

#scores = affine_map<(s, t) -> (s, t)>
#row = affine_map<(s, t) -> (s)>
#a = affine_map<(s, t, d) -> (s, d)>
#b = affine_map<(s, t, d) -> (t, d)>
#c = affine_map<(s, t, d) -> (s, t)>
#p = affine_map<(s, e, t) -> (s, t)>
#v = affine_map<(s, e, t) -> (t, e)>
#o = affine_map<(s, e, t) -> (s, e)>

// Scores of later keys are masked, and so nothing but the maximum of a row, its
// sum and the product with the values is left of them; the mask is a tensor of
// its own, made of two lists of positions. The columns of the product are its
// last dim.
// CHECK-LABEL: func.func @causal
// CHECK: ridge.map {{.*}} extents [8] maps [#{{.*}}] {
// CHECK: ridge.map {{.*}} extents [8] maps [#{{.*}}] {
// CHECK: ridge.map {{.*}} masked <row 0 column 1 ahead 0> {
// CHECK: arith.cmpi sle
// CHECK: ridge.contract {{.*}} masked <row 0 column 1 ahead 0> {
// CHECK: ridge.map {{.*}} masked <row 0 column 1 ahead 0> {
// CHECK: arith.select
// CHECK: ridge.reduce {{.*}} masked <row 0 column 1 ahead 0> {
// CHECK: ridge.map {{.*}} masked <row 0 column 1 ahead 0> {
// CHECK: math.exp
// CHECK: ridge.reduce {{.*}} masked <row 0 column 1 ahead 0> {
// CHECK: ridge.map {{.*}} masked <row 0 column 1 ahead 0> {
// CHECK: arith.divf
// CHECK: ridge.contract {{.*}} masked <row 0 column 2 ahead 0> {
func.func @causal(%q: tensor<8x4xf32>, %k: tensor<8x4xf32>, %w: tensor<8x4xf32>) -> tensor<8x4xf32> {
  %t = ridge.map ins() extents [8] maps [affine_map<(i) -> (i)>] {
    %i = ridge.index 0 : i64
    ridge.yield %i : i64
  } -> tensor<8xi64>
  %s = ridge.map ins() extents [8] maps [affine_map<(i) -> (i)>] {
    %i = ridge.index 0 : i64
    ridge.yield %i : i64
  } -> tensor<8xi64>
  %seen = ridge.map ins(%t, %s : tensor<8xi64>, tensor<8xi64>) extents [8, 8] maps [affine_map<(s, t) -> (t)>, #row, #scores] {
  ^bb0(%x: i64, %y: i64):
    %m = arith.cmpi sle, %x, %y : i64
    ridge.yield %m : i1
  } -> tensor<8x8xi1>
  %qk = ridge.contract ins(%q, %k : tensor<8x4xf32>, tensor<8x4xf32>) init 0.0 : f32 extents [8, 8, 4] maps [#a, #b, #c] {
  ^bb0(%x: f32, %y: f32, %z: f32):
    %m = arith.mulf %x, %y : f32
    %n = arith.addf %z, %m : f32
    ridge.yield %n : f32
  } -> tensor<8x8xf32>
  %masked = ridge.map ins(%seen, %qk : tensor<8x8xi1>, tensor<8x8xf32>) extents [8, 8] maps [#scores, #scores, #scores] {
  ^bb0(%x: i1, %y: f32):
    %low = arith.constant 0xFF800000 : f32
    %m = arith.select %x, %y, %low : f32
    ridge.yield %m : f32
  } -> tensor<8x8xf32>
  %max = ridge.reduce ins(%masked : tensor<8x8xf32>) init 0xFF800000 : f32 extents [8, 8] maps [#scores, #row] {
  ^bb0(%x: f32, %z: f32):
    %m = arith.maximumf %z, %x : f32
    ridge.yield %m : f32
  } -> tensor<8xf32>
  %exp = ridge.map ins(%masked, %max : tensor<8x8xf32>, tensor<8xf32>) extents [8, 8] maps [#scores, #row, #scores] {
  ^bb0(%x: f32, %y: f32):
    %m = arith.subf %x, %y : f32
    %n = math.exp %m : f32
    ridge.yield %n : f32
  } -> tensor<8x8xf32>
  %sum = ridge.reduce ins(%exp : tensor<8x8xf32>) init 0.0 : f32 extents [8, 8] maps [#scores, #row] {
  ^bb0(%x: f32, %z: f32):
    %m = arith.addf %z, %x : f32
    ridge.yield %m : f32
  } -> tensor<8xf32>
  %prob = ridge.map ins(%exp, %sum : tensor<8x8xf32>, tensor<8xf32>) extents [8, 8] maps [#scores, #row, #scores] {
  ^bb0(%x: f32, %y: f32):
    %m = arith.divf %x, %y : f32
    ridge.yield %m : f32
  } -> tensor<8x8xf32>
  %out = ridge.contract ins(%prob, %w : tensor<8x8xf32>, tensor<8x4xf32>) init 0.0 : f32 extents [8, 4, 8] maps [#p, #v, #o] {
  ^bb0(%x: f32, %y: f32, %z: f32):
    %m = arith.mulf %x, %y : f32
    %n = arith.addf %z, %m : f32
    ridge.yield %n : f32
  } -> tensor<8x4xf32>
  return %out : tensor<8x4xf32>
}

// -----

#scores = affine_map<(s, t) -> (s, t)>
#row = affine_map<(s, t) -> (s)>

// A sum of scores that are added a mask of -inf beyond two positions ahead: the
// scores are returned, so only the sum and what is made for it alone may leave
// something out.
// CHECK-LABEL: func.func @read_by_others
// CHECK: ridge.map
// CHECK-SAME: maps [#{{[a-z0-9]+}}, #{{[a-z0-9]+}}] {
// CHECK: arith.mulf
// CHECK: ridge.map {{.*}} masked <row 0 column 1 ahead 2> {
// CHECK: math.exp
// CHECK: ridge.reduce {{.*}} masked <row 0 column 1 ahead 2> {
func.func @read_by_others(%x: tensor<8x8xf32>) -> (tensor<8x8xf32>, tensor<8xf32>) {
  %scaled = ridge.map ins(%x : tensor<8x8xf32>) extents [8, 8] maps [#scores, #scores] {
  ^bb0(%v: f32):
    %m = arith.mulf %v, %v : f32
    ridge.yield %m : f32
  } -> tensor<8x8xf32>
  %exp = ridge.map ins(%scaled : tensor<8x8xf32>) extents [8, 8] maps [#scores, #scores] {
  ^bb0(%v: f32):
    %s = ridge.index 0 : i64
    %t = ridge.index 1 : i64
    %two = arith.constant 2 : i64
    %last = arith.addi %s, %two : i64
    %late = arith.cmpi sgt, %t, %last : i64
    %zero = arith.constant 0.0 : f32
    %low = arith.constant -3.0e38 : f32
    %mask = arith.select %late, %low, %zero : f32
    %m = arith.addf %v, %mask : f32
    %n = math.exp %m : f32
    ridge.yield %n : f32
  } -> tensor<8x8xf32>
  %sum = ridge.reduce ins(%exp : tensor<8x8xf32>) init 0.0 : f32 extents [8, 8] maps [#scores, #row] {
  ^bb0(%v: f32, %z: f32):
    %m = arith.addf %z, %v : f32
    ridge.yield %m : f32
  } -> tensor<8xf32>
  return %scaled, %sum : tensor<8x8xf32>, tensor<8xf32>
}

// -----

#scores = affine_map<(s, t) -> (s, t)>
#row = affine_map<(s, t) -> (s)>

// What is masked with a number counts.
// CHECK-LABEL: func.func @masked_by_numbers
// CHECK-NOT: masked <
func.func @masked_by_numbers(%x: tensor<8x8xf32>) -> tensor<8xf32> {
  %masked = ridge.map ins(%x : tensor<8x8xf32>) extents [8, 8] maps [#scores, #scores] {
  ^bb0(%v: f32):
    %s = ridge.index 0 : i64
    %t = ridge.index 1 : i64
    %seen = arith.cmpi ule, %t, %s : i64
    %low = arith.constant -1.0e4 : f32
    %m = arith.select %seen, %v, %low : f32
    ridge.yield %m : f32
  } -> tensor<8x8xf32>
  %max = ridge.reduce ins(%masked : tensor<8x8xf32>) init 0xFF800000 : f32 extents [8, 8] maps [#scores, #row] {
  ^bb0(%v: f32, %z: f32):
    %m = arith.maximumf %z, %v : f32
    ridge.yield %m : f32
  } -> tensor<8xf32>
  return %max : tensor<8xf32>
}

// -----

#scores = affine_map<(s, t) -> (s, t)>
#column = affine_map<(s, t) -> (t)>

// Sums of columns: rows are what is left out.
// CHECK-LABEL: func.func @columns
// CHECK: ridge.map {{.*}} masked <row 1 column 0 ahead 0> {
// CHECK: ridge.reduce {{.*}} masked <row 1 column 0 ahead 0> {
func.func @columns(%x: tensor<8x8xf32>) -> tensor<8xf32> {
  %masked = ridge.map ins(%x : tensor<8x8xf32>) extents [8, 8] maps [#scores, #scores] {
  ^bb0(%v: f32):
    %s = ridge.index 0 : i64
    %t = ridge.index 1 : i64
    %seen = arith.cmpi uge, %t, %s : i64
    %zero = arith.constant 0.0 : f32
    %m = arith.select %seen, %v, %zero : f32
    ridge.yield %m : f32
  } -> tensor<8x8xf32>
  %sum = ridge.reduce ins(%masked : tensor<8x8xf32>) init 0.0 : f32 extents [8, 8] maps [#scores, #column] {
  ^bb0(%v: f32, %z: f32):
    %m = arith.addf %z, %v : f32
    ridge.yield %m : f32
  } -> tensor<8xf32>
  return %sum : tensor<8xf32>
}

// -----

#scores = affine_map<(s, t) -> (s, t)>
#row = affine_map<(s, t) -> (s)>

// A mask of ones and zeros (tril), of which zeros become -inf: as exporters to ONNX
// write it.
// CHECK-LABEL: func.func @lower_triangle
// CHECK: ridge.map {{.*}} masked <row 0 column 1 ahead 0> {
// CHECK: ridge.index
// CHECK: ridge.map {{.*}} masked <row 0 column 1 ahead 0> {
// CHECK: arith.addf
// CHECK: ridge.reduce {{.*}} masked <row 0 column 1 ahead 0> {
func.func @lower_triangle(%x: tensor<8x8xf32>) -> tensor<8xf32> {
  %tril = ridge.map ins() extents [8, 8] maps [#scores] {
    %s = ridge.index 0 : i64
    %t = ridge.index 1 : i64
    %seen = arith.cmpi sle, %t, %s : i64
    %one = arith.constant 1.0 : f32
    %zero = arith.constant 0.0 : f32
    %m = arith.select %seen, %one, %zero : f32
    ridge.yield %m : f32
  } -> tensor<8x8xf32>
  %masked = ridge.map ins(%x, %tril : tensor<8x8xf32>, tensor<8x8xf32>) extents [8, 8] maps [#scores, #scores, #scores] {
  ^bb0(%v: f32, %m: f32):
    %zero = arith.constant 0.0 : f32
    %low = arith.constant 0xFF800000 : f32
    %late = arith.cmpf oeq, %m, %zero : f32
    %mask = arith.select %late, %low, %zero : f32
    %r = arith.addf %v, %mask : f32
    ridge.yield %r : f32
  } -> tensor<8x8xf32>
  %max = ridge.reduce ins(%masked : tensor<8x8xf32>) init 0xFF800000 : f32 extents [8, 8] maps [#scores, #row] {
  ^bb0(%v: f32, %z: f32):
    %m = arith.maximumf %z, %v : f32
    ridge.yield %m : f32
  } -> tensor<8xf32>
  return %max : tensor<8xf32>
}
