// RUN: ridge-opt --split-input-file --verify-diagnostics --ridge-apply-tiling=machine=toy %s

#id = affine_map<(d0, d1) -> (d0, d1)>

func.func @no_group(%x: tensor<10x8xf32>) -> tensor<10x8xf32> {
  // expected-error @below {{stands outside a group; run ridge-choose-tiles first}}
  %0 = ridge.map ins(%x : tensor<10x8xf32>) extents [10, 8] maps [#id, #id] {
  ^bb0(%v: f32):
    %r = math.exp %v : f32
    ridge.yield %r : f32
  } -> tensor<10x8xf32>
  return %0 : tensor<10x8xf32>
}

// -----

#id = affine_map<(d0, d1) -> (d0, d1)>
#row = affine_map<(d0, d1) -> (d0)>

// The rows are divided by their sums before those are complete.
func.func @read_too_early(%x: tensor<8x32xf32>) -> tensor<8x32xf32> {
  // expected-error @below {{has a mapping that machine 'toy' cannot carry out: M-13: d1 is cut into tiles of 8, it must stay whole: what is folded along it is used along it, its sum has an order, or a window walks it backwards}}
  %0 = ridge.group "reduce0+1" extents [8, 32] mapping <tiles [4, 8] order [1, 0]
      windows [<"sram" slots 1>, <"sram" slots 1>] locals [<"acc" slots 1>] storages [0] instructions [<"fold" dims [0, 1] operands [0, 1] cycles 16>, <"hard" dims [0, 0] operands [0, 0, 1] cycles 64>] fills [<"clear_f32" dims [0] operands [0, 1] cycles 1>]> {
    %1 = ridge.reduce ins(%x : tensor<8x32xf32>) init 0.0 : f32 extents [8, 32] maps [#id, #row] group_dims [0, 1] {
    ^bb0(%v: f32, %acc: f32):
      %s = arith.addf %acc, %v : f32
      ridge.yield %s : f32
    } -> tensor<8xf32>
    %2 = ridge.map ins(%x, %1 : tensor<8x32xf32>, tensor<8xf32>) extents [8, 32] maps [#id, #row, #id] group_dims [0, 1] {
    ^bb0(%v: f32, %s: f32):
      %r = arith.divf %v, %s : f32
      ridge.yield %r : f32
    } -> tensor<8x32xf32>
    ridge.yield %2 : tensor<8x32xf32>
  } -> tensor<8x32xf32>
  return %0 : tensor<8x32xf32>
}

// -----

#id = affine_map<(d0, d1) -> (d0, d1)>
#row = affine_map<(d0, d1) -> (d0)>

// The sum of each row would begin again for every piece of it.
func.func @fold_outside(%x: tensor<8x32xf32>) -> tensor<8xf32> {
  // expected-error @below {{has a mapping that machine 'toy' cannot carry out: M-2: the loops do not compute it: a value would be read before its reduction is complete}}
  %0 = ridge.group "reduce0" extents [8, 32] mapping <tiles [4, 8] order [1, 0]
      windows [<"sram" slots 1>, <"acc" slots 1>] locals [] storages [] instructions [<"fold" dims [0, 1] operands [0, 1] cycles 8>] fills [<"clear_f32" dims [0] operands [0, 1] cycles 1>]> {
    %1 = ridge.reduce ins(%x : tensor<8x32xf32>) init 0.0 : f32 extents [8, 32] maps [#id, #row] group_dims [0, 1] {
    ^bb0(%v: f32, %acc: f32):
      %s = arith.addf %acc, %v : f32
      ridge.yield %s : f32
    } -> tensor<8xf32>
    ridge.yield %1 : tensor<8xf32>
  } -> tensor<8xf32>
  return %0 : tensor<8xf32>
}

// -----

#id = affine_map<(d0, d1) -> (d0, d1)>

// The unit for simple operations has no exponential.
func.func @another_instruction(%x: tensor<8x8xf32>) -> tensor<8x8xf32> {
  // expected-error @below {{M-14: @simple(in, out) does not run the operation; @hard(in, out) does}}
  %0 = ridge.group "map0" extents [8, 8] mapping <tiles [8, 8] order [] windows [<"sram" slots 1>, <"sram" slots 1>] locals [] storages [] instructions [<"simple" dims [0, 0] operands [0, 1] cycles 8>] fills []> {
    %1 = ridge.map ins(%x : tensor<8x8xf32>) extents [8, 8] maps [#id, #id] group_dims [0, 1] {
    ^bb0(%v: f32):
      %r = math.exp %v : f32
      ridge.yield %r : f32
    } -> tensor<8x8xf32>
    ridge.yield %1 : tensor<8x8xf32>
  } -> tensor<8x8xf32>
  return %0 : tensor<8x8xf32>
}

// -----

#id = affine_map<(d0, d1) -> (d0, d1)>

// A machine knows its instructions.
func.func @unknown_instruction(%x: tensor<8x8xf32>) -> tensor<8x8xf32> {
  // expected-error @below {{chose "dance", which @toy does not have}}
  %0 = ridge.group "map0" extents [8, 8] mapping <tiles [8, 8] order [] windows [<"sram" slots 1>, <"sram" slots 1>] locals [] storages [] instructions [<"dance" dims [0, 0] operands [0, 1] cycles 8>] fills []> {
    %1 = ridge.map ins(%x : tensor<8x8xf32>) extents [8, 8] maps [#id, #id] group_dims [0, 1] {
    ^bb0(%v: f32):
      %r = math.exp %v : f32
      ridge.yield %r : f32
    } -> tensor<8x8xf32>
    ridge.yield %1 : tensor<8x8xf32>
  } -> tensor<8x8xf32>
  return %0 : tensor<8x8xf32>
}

// -----

#id = affine_map<(d0, d1) -> (d0, d1)>

// And its memories.
func.func @unknown_memory(%x: tensor<8x8xf32>) -> tensor<8x8xf32> {
  // expected-error @below {{is to lie in "attic", which @toy does not have}}
  %0 = ridge.group "map0" extents [8, 8] mapping <tiles [8, 8] order [] windows [<"attic" slots 1>, <"sram" slots 1>] locals [] storages [] instructions [<"hard" dims [0, 0] operands [0, 1] cycles 8>] fills []> {
    %1 = ridge.map ins(%x : tensor<8x8xf32>) extents [8, 8] maps [#id, #id] group_dims [0, 1] {
    ^bb0(%v: f32):
      %r = math.exp %v : f32
      ridge.yield %r : f32
    } -> tensor<8x8xf32>
    ridge.yield %1 : tensor<8x8xf32>
  } -> tensor<8x8xf32>
  return %0 : tensor<8x8xf32>
}

// -----

#id = affine_map<(d0, d1) -> (d0, d1)>

// No sum, no fill.
func.func @fill_of_nothing(%x: tensor<8x8xf32>) -> tensor<8x8xf32> {
  // expected-error @below {{has 1 fills, 0 of its sums start from a value}}
  %0 = ridge.group "map0" extents [8, 8] mapping <tiles [8, 8] order [] windows [<"sram" slots 1>, <"sram" slots 1>] locals [] storages [] instructions [<"hard" dims [0, 0] operands [0, 1] cycles 8>] fills [<"hard" dims [0] operands [0] cycles 8>]> {
    %1 = ridge.map ins(%x : tensor<8x8xf32>) extents [8, 8] maps [#id, #id] group_dims [0, 1] {
    ^bb0(%v: f32):
      %r = math.exp %v : f32
      ridge.yield %r : f32
    } -> tensor<8x8xf32>
    ridge.yield %1 : tensor<8x8xf32>
  } -> tensor<8x8xf32>
  return %0 : tensor<8x8xf32>
}

// -----

#id = affine_map<(d0, d1) -> (d0, d1)>

// A transposed view of a broadcast is no window of one buffer: copies come first.
// expected-error @below {{has views that no window can show; run ridge-materialize-views first}}
func.func @view_without_copy(%x: tensor<4x8xf32>) -> tensor<4x8xf32> {
  return %x : tensor<4x8xf32>
}

// -----

#id = affine_map<(d0, d1) -> (d0, d1)>

func.func @no_instruction(%x: tensor<10x8xf32>) -> tensor<10x8xf8E4M3FN> {
  // expected-error @below {{is not a group for machine 'toy'}}
  %0 = ridge.group "map0" extents [10, 8] mapping <tiles [4, 8] order [0]
      windows [<"sram" slots 1>, <"sram" slots 1>] locals [] storages [] instructions [<"hard" dims [0, 0] operands [0, 1] cycles 8>] fills []> {
    %1 = ridge.map ins(%x : tensor<10x8xf32>) extents [10, 8] maps [#id, #id] group_dims [0, 1] {
    ^bb0(%v: f32):
      %r = ridge.cast %v saturate : f32 to f8E4M3FN
      ridge.yield %r : f8E4M3FN
    } -> tensor<10x8xf8E4M3FN>
    ridge.yield %1 : tensor<10x8xf8E4M3FN>
  } -> tensor<10x8xf8E4M3FN>
  return %0 : tensor<10x8xf8E4M3FN>
}

// -----

#id = affine_map<(d0, d1) -> (d0, d1)>

// Tiles of 2 along the first dim would be taken along the second.
func.func @dims_in_another_order(%x: tensor<8x8xf32>) -> tensor<8x8xf32> {
  %0 = ridge.group "map0" extents [8, 8] mapping <tiles [2, 8] order [0]
      windows [<"sram" slots 1>, <"sram" slots 1>] locals [] storages [] instructions [<"hard" dims [0, 0] operands [0, 1] cycles 8>] fills []> {
    // expected-error @below {{has group dims that do not follow from what its group computes; run ridge-choose-tiles again}}
    %1 = ridge.map ins(%x : tensor<8x8xf32>) extents [8, 8] maps [#id, #id] group_dims [1, 0] {
    ^bb0(%v: f32):
      %r = math.exp %v : f32
      ridge.yield %r : f32
    } -> tensor<8x8xf32>
    ridge.yield %1 : tensor<8x8xf32>
  } -> tensor<8x8xf32>
  return %0 : tensor<8x8xf32>
}

// -----

func.func @more_dims_than_the_gather(%table: tensor<100x8xf32>, %ids: tensor<4xi64>) -> tensor<4x8xf32> {
  %0 = ridge.group "gather0" extents [4, 8, 2] mapping <tiles [2, 8, 1] order [0, 2]
      windows [] locals [<"sram" slots 1>] storages [0] instructions [] fills []> {
    // expected-error @below {{has group dims that do not follow from what its group computes; run ridge-choose-tiles again}}
    %1 = ridge.gather %table at %ids : tensor<100x8xf32> at tensor<4xi64> extents [4, 8] dims [0] limits [100]
        maps [affine_map<(i, j) -> (0, j)>, affine_map<(i, j) -> (i)>, affine_map<(i, j) -> (i, j)>] group_dims [0, 1] -> tensor<4x8xf32>
    ridge.yield %1 : tensor<4x8xf32>
  } -> tensor<4x8xf32>
  return %0 : tensor<4x8xf32>
}

// -----

#id = affine_map<(d0, d1) -> (d0, d1)>

// Kept by who writes it, fetched from the home memory by who reads it.
func.func @kept_by_one(%x: tensor<10x8xf32>) -> tensor<10x8xf32> {
  // expected-note @below {{the tensor is made here}}
  %a = ridge.group "map0" extents [10, 8] mapping <tiles [4, 8] order [0]
      windows [<"sram" slots 2>, <"sram" at 0>] locals [] storages [] instructions [<"hard" dims [0, 0] operands [0, 1] cycles 8>] fills []> {
    %av = ridge.map ins(%x : tensor<10x8xf32>) extents [10, 8] maps [#id, #id] group_dims [0, 1] {
    ^bb0(%v: f32):
      %r = math.exp %v : f32
      ridge.yield %r : f32
    } -> tensor<10x8xf32>
    ridge.yield %av : tensor<10x8xf32>
  } -> tensor<10x8xf32>
  // expected-error @below {{M-21: keeps a tensor elsewhere than a group before it, or only one of them keeps it}}
  %b = ridge.group "map1" extents [10, 8] mapping <tiles [4, 8] order [0]
      windows [<"sram" slots 2>, <"sram" slots 2>] locals [] storages [] instructions [<"hard" dims [0, 0] operands [0, 1] cycles 8>] fills []> {
    %bv = ridge.map ins(%a : tensor<10x8xf32>) extents [10, 8] maps [#id, #id] group_dims [0, 1] {
    ^bb0(%v: f32):
      %r = math.exp %v : f32
      ridge.yield %r : f32
    } -> tensor<10x8xf32>
    ridge.yield %bv : tensor<10x8xf32>
  } -> tensor<10x8xf32>
  return %b : tensor<10x8xf32>
}

// -----

#id = affine_map<(d0, d1) -> (d0, d1)>

func.func @kept_argument(%x: tensor<10x8xf32>) -> tensor<10x8xf32> {
  // expected-error @below {{M-21: keeps a tensor that belongs into the home memory: an argument, a result, a constant or one in a codec}}
  %a = ridge.group "map0" extents [10, 8] mapping <tiles [4, 8] order [0]
      windows [<"sram" at 0>, <"sram" slots 2>] locals [] storages [] instructions [<"hard" dims [0, 0] operands [0, 1] cycles 8>] fills []> {
    %av = ridge.map ins(%x : tensor<10x8xf32>) extents [10, 8] maps [#id, #id] group_dims [0, 1] {
    ^bb0(%v: f32):
      %r = math.exp %v : f32
      ridge.yield %r : f32
    } -> tensor<10x8xf32>
    ridge.yield %av : tensor<10x8xf32>
  } -> tensor<10x8xf32>
  return %a : tensor<10x8xf32>
}
