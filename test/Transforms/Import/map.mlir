// RUN: ridge-opt --split-input-file --ridge-import %s | FileCheck %s

// Elementwise computations become ridge.map, whatever operation carries them.

// CHECK-DAG: #[[ROWS:.*]] = affine_map<(d0, d1) -> (d0, d1)>
// CHECK-DAG: #[[LAST:.*]] = affine_map<(d0, d1) -> (d1)>
// CHECK-LABEL: @bias_is_read_along_its_dim
// CHECK: %[[R:.*]] = ridge.map ins(%{{.*}}, %{{.*}} : tensor<4x8xf32>, tensor<8xf32>) extents [4, 8] maps [#[[ROWS]], #[[LAST]], #[[ROWS]]]
// CHECK-NEXT: ^bb0(%[[X:.*]]: f32, %[[B:.*]]: f32):
// CHECK-NEXT: %[[S:.*]] = arith.addf %[[X]], %[[B]] : f32
// CHECK-NEXT: ridge.yield %[[S]] : f32
// CHECK: return %[[R]]
func.func @bias_is_read_along_its_dim(%x: tensor<4x8xf32>, %bias: tensor<8xf32>) -> tensor<4x8xf32> {
  %e = tensor.empty() : tensor<4x8xf32>
  %r = linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (j)>, affine_map<(i, j) -> (i, j)>],
      iterator_types = ["parallel", "parallel"]} ins(%x, %bias : tensor<4x8xf32>, tensor<8xf32>) outs(%e : tensor<4x8xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %s = arith.addf %a, %b : f32
    linalg.yield %s : f32
  } -> tensor<4x8xf32>
  return %r : tensor<4x8xf32>
}

// -----

// CHECK-LABEL: @named_elementwise
// CHECK: ridge.map
// CHECK: arith.mulf
// CHECK-NOT: linalg
func.func @named_elementwise(%x: tensor<4x8xf32>, %y: tensor<4x8xf32>) -> tensor<4x8xf32> {
  %e = tensor.empty() : tensor<4x8xf32>
  %r = linalg.mul ins(%x, %y : tensor<4x8xf32>, tensor<4x8xf32>) outs(%e : tensor<4x8xf32>) -> tensor<4x8xf32>
  return %r : tensor<4x8xf32>
}

// -----

// CHECK-LABEL: @linalg_map
// CHECK: ridge.map
// CHECK: math.exp
func.func @linalg_map(%x: tensor<4x8xf32>) -> tensor<4x8xf32> {
  %e = tensor.empty() : tensor<4x8xf32>
  %r = linalg.map { math.exp } ins(%x : tensor<4x8xf32>) outs(%e : tensor<4x8xf32>)
  return %r : tensor<4x8xf32>
}

// -----

// CHECK-LABEL: @arith_on_tensors
// CHECK: ridge.map
// CHECK: arith.subf
func.func @arith_on_tensors(%x: tensor<4x8xf32>, %y: tensor<4x8xf32>) -> tensor<4x8xf32> {
  %r = arith.subf %x, %y : tensor<4x8xf32>
  return %r : tensor<4x8xf32>
}

// -----

// Two results are two maps; the one that nobody reads is none.
// CHECK-LABEL: @several_results
// CHECK: ridge.map
// CHECK: arith.addf
// CHECK: ridge.map
// CHECK: arith.mulf
// CHECK-NOT: ridge.map
func.func @several_results(%x: tensor<8xf32>) -> (tensor<8xf32>, tensor<8xf32>) {
  %e = tensor.empty() : tensor<8xf32>
  %r:3 = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>, affine_map<(i) -> (i)>, affine_map<(i) -> (i)>],
      iterator_types = ["parallel"]} ins(%x : tensor<8xf32>) outs(%e, %e, %e : tensor<8xf32>, tensor<8xf32>, tensor<8xf32>) {
  ^bb0(%a: f32, %o: f32, %p: f32, %q: f32):
    %s = arith.addf %a, %a : f32
    %d = math.exp %a : f32
    %m = arith.mulf %a, %a : f32
    linalg.yield %s, %d, %m : f32, f32, f32
  } -> (tensor<8xf32>, tensor<8xf32>, tensor<8xf32>)
  return %r#0, %r#2 : tensor<8xf32>, tensor<8xf32>
}

// -----

// The output operand's old value is one more input.
// CHECK-LABEL: @output_is_read
// CHECK: ridge.map ins(%{{.*}}, %{{.*}} : tensor<8xf32>, tensor<8xf32>) extents [8]
func.func @output_is_read(%x: tensor<8xf32>, %y: tensor<8xf32>) -> tensor<8xf32> {
  %r = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>],
      iterator_types = ["parallel"]} ins(%x : tensor<8xf32>) outs(%y : tensor<8xf32>) {
  ^bb0(%a: f32, %o: f32):
    %s = arith.divf %o, %a : f32
    linalg.yield %s : f32
  } -> tensor<8xf32>
  return %r : tensor<8xf32>
}

// -----

// A position is of the type that its cast asks for; other index values are i64.
// CHECK-LABEL: @causal_mask
// CHECK: ridge.map ins(%{{.*}} : tensor<4x4xf32>)
// CHECK-DAG: %[[I:.*]] = ridge.index 0 : i64
// CHECK-DAG: %[[J:.*]] = ridge.index 1 : i64
// CHECK: %[[C:.*]] = arith.cmpi slt, %[[I]], %[[J]] : i64
// CHECK: arith.select %[[C]]
func.func @causal_mask(%x: tensor<4x4xf32>) -> tensor<4x4xf32> {
  %low = arith.constant -1.0e+30 : f32
  %e = tensor.empty() : tensor<4x4xf32>
  %r = linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i, j)>],
      iterator_types = ["parallel", "parallel"]} ins(%x : tensor<4x4xf32>) outs(%e : tensor<4x4xf32>) {
  ^bb0(%a: f32, %o: f32):
    %i = linalg.index 0 : index
    %j = linalg.index 1 : index
    %c = arith.cmpi slt, %i, %j : index
    %s = arith.select %c, %low, %a : f32
    linalg.yield %s : f32
  } -> tensor<4x4xf32>
  return %r : tensor<4x4xf32>
}

// -----

// CHECK-LABEL: @position_as_i32
// CHECK: ridge.map ins() extents [8]
// CHECK: %[[I:.*]] = ridge.index 0 : i32
// CHECK: arith.sitofp %[[I]] : i32 to f32
func.func @position_as_i32() -> tensor<8xf32> {
  %e = tensor.empty() : tensor<8xf32>
  %r = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>], iterator_types = ["parallel"]} outs(%e : tensor<8xf32>) {
  ^bb0(%o: f32):
    %i = linalg.index 0 : index
    %n = arith.index_cast %i : index to i32
    %f = arith.sitofp %n : i32 to f32
    linalg.yield %f : f32
  } -> tensor<8xf32>
  return %r : tensor<8xf32>
}

// -----

// Read at an affine position: no gather, but an input with a map.
// CHECK: #[[SHIFT:.*]] = affine_map<(d0) -> (d0 + 2)>
// CHECK-LABEL: @extract_at_affine_position
// CHECK: ridge.map ins(%{{.*}} : tensor<10xf32>) extents [8] maps [#[[SHIFT]],
func.func @extract_at_affine_position(%x: tensor<10xf32>) -> tensor<8xf32> {
  %c2 = arith.constant 2 : index
  %e = tensor.empty() : tensor<8xf32>
  %r = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>], iterator_types = ["parallel"]} outs(%e : tensor<8xf32>) {
  ^bb0(%o: f32):
    %i = linalg.index 0 : index
    %k = arith.addi %i, %c2 : index
    %v = tensor.extract %x[%k] : tensor<10xf32>
    %s = math.absf %v : f32
    linalg.yield %s : f32
  } -> tensor<8xf32>
  return %r : tensor<8xf32>
}

// -----

// CHECK-LABEL: @unit_dims_go
// CHECK: ridge.map ins(%{{.*}}, %{{.*}} : tensor<4x8xf32>, tensor<4xf32>) extents [4, 8]
// CHECK: ridge.reshape %{{.*}} : tensor<4x8xf32> -> tensor<1x4x8xf32>
func.func @unit_dims_go(%x: tensor<1x4x8xf32>, %m: tensor<1x4x1xf32>) -> tensor<1x4x8xf32> {
  %e = tensor.empty() : tensor<1x4x8xf32>
  %r = linalg.generic {indexing_maps = [affine_map<(i, j, k) -> (i, j, k)>, affine_map<(i, j, k) -> (i, j, 0)>, affine_map<(i, j, k) -> (i, j, k)>],
      iterator_types = ["parallel", "parallel", "parallel"]} ins(%x, %m : tensor<1x4x8xf32>, tensor<1x4x1xf32>) outs(%e : tensor<1x4x8xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %s = arith.subf %a, %b : f32
    linalg.yield %s : f32
  } -> tensor<1x4x8xf32>
  return %r : tensor<1x4x8xf32>
}
