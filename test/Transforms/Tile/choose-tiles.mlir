// RUN: ridge-opt %s --ridge-choose-tiles=machine=toy | FileCheck %s
// Groups and tiles by cost, under the capacities of @toy (256 KiB @sram,
// 64 KiB @acc).

#id = affine_map<(d0, d1) -> (d0, d1)>
#row = affine_map<(d0, d1) -> (d0)>
#col = affine_map<(d0, d1) -> (d1)>
#ik = affine_map<(d0, d1, d2) -> (d0, d2)>
#kj = affine_map<(d0, d1, d2) -> (d2, d1)>
#ij = affine_map<(d0, d1, d2) -> (d0, d1)>

// Bias joins the product: the sum never leaves the chip in between.
// An element is loaded in 10 + 1 + 100 cycles, takes 1 + 20 in the array and 1 +
// 10 in the vector unit, and is stored in 111: a chain of 254.
// CHECK-LABEL: func.func @bias_joins_product
// CHECK-SAME: ridge.critical_path = 254
// CHECK: ridge.group "contract0+1" extents [64, 64, 64] mapping
// CHECK-SAME: locals [<"acc" slots {{[12]}}>] storages [0] instructions [<"matmul_f32" {{.*}}>, <"simple" {{.*}}>] fills [<"{{simple|clear_f32}}" {{.*}}>]
// CHECK: ridge.contract
// CHECK: ridge.map
// CHECK-NOT: ridge.group
func.func @bias_joins_product(%a: tensor<64x64xf32>, %b: tensor<64x64xf32>, %c: tensor<64xf32>) -> tensor<64x64xf32> {
  %0 = ridge.contract ins(%a, %b : tensor<64x64xf32>, tensor<64x64xf32>) init 0.0 : f32 extents [64, 64, 64] maps [#ik, #kj, #ij] {
  ^bb0(%x: f32, %y: f32, %acc: f32):
    %p = arith.mulf %x, %y : f32
    %s = arith.addf %acc, %p : f32
    ridge.yield %s : f32
  } -> tensor<64x64xf32>
  %1 = ridge.map ins(%0, %c : tensor<64x64xf32>, tensor<64xf32>) extents [64, 64] maps [#id, #col, #id] {
  ^bb0(%x: f32, %y: f32):
    %s = arith.addf %x, %y : f32
    ridge.yield %s : f32
  } -> tensor<64x64xf32>
  return %1 : tensor<64x64xf32>
}

// The row sum and what divides by it need whole rows: the reduced dim has no
// loop, whatever the tile of the rows.
// CHECK-LABEL: func.func @normalise_rows
// CHECK: ridge.group "reduce0+1" extents [512, 256] mapping <tiles [{{[0-9]+}}, 256] order [0]
func.func @normalise_rows(%a: tensor<512x256xf32>) -> tensor<512x256xf32> {
  %0 = ridge.reduce ins(%a : tensor<512x256xf32>) init 0.0 : f32 extents [512, 256] maps [#id, #row] {
  ^bb0(%x: f32, %acc: f32):
    %s = arith.addf %acc, %x : f32
    ridge.yield %s : f32
  } -> tensor<512xf32>
  %1 = ridge.map ins(%a, %0 : tensor<512x256xf32>, tensor<512xf32>) extents [512, 256] maps [#id, #row, #id] {
  ^bb0(%x: f32, %y: f32):
    %q = arith.divf %x, %y : f32
    ridge.yield %q : f32
  } -> tensor<512x256xf32>
  return %1 : tensor<512x256xf32>
}

// Independent computations stay apart.
// CHECK-LABEL: func.func @strangers_stay_apart
// CHECK: ridge.group "map0"
// CHECK: ridge.group "map1"
func.func @strangers_stay_apart(%a: tensor<64x64xf32>, %b: tensor<64x64xf32>) -> (tensor<64x64xf32>, tensor<64x64xf32>) {
  %0 = ridge.map ins(%a : tensor<64x64xf32>) extents [64, 64] maps [#id, #id] {
  ^bb0(%x: f32):
    %s = math.exp %x : f32
    ridge.yield %s : f32
  } -> tensor<64x64xf32>
  %1 = ridge.map ins(%b : tensor<64x64xf32>) extents [64, 64] maps [#id, #id] {
  ^bb0(%x: f32):
    %s = math.exp %x : f32
    ridge.yield %s : f32
  } -> tensor<64x64xf32>
  return %0, %1 : tensor<64x64xf32>, tensor<64x64xf32>
}

// A long reduction is cut and accumulated; its loop is innermost.
// CHECK-LABEL: func.func @long_sum_is_cut
// CHECK: ridge.group "contract0" extents [64, 64, 16384] mapping <tiles [{{[0-9]+}}, {{[0-9]+}}, {{[0-9]+}}] order [{{.*}}2] windows [<"sram" slots 2>, <"sram" slots 2>
func.func @long_sum_is_cut(%a: tensor<64x16384xf32>, %b: tensor<16384x64xf32>) -> tensor<64x64xf32> {
  %0 = ridge.contract ins(%a, %b : tensor<64x16384xf32>, tensor<16384x64xf32>) init 0.0 : f32 extents [64, 64, 16384] maps [#ik, #kj, #ij] {
  ^bb0(%x: f32, %y: f32, %acc: f32):
    %p = arith.mulf %x, %y : f32
    %s = arith.addf %acc, %p : f32
    ridge.yield %s : f32
  } -> tensor<64x64xf32>
  return %0 : tensor<64x64xf32>
}

// @array makes what @vector takes and takes what @vector makes. With two slots of
// what they hand over it makes the next tile meanwhile, so that the second product
// joins and what lies between the two stays on the chip.
// CHECK-LABEL: func.func @second_product_joins
// CHECK: ridge.group "contract0+2" {{.*}} slots 2>
// CHECK: ridge.contract
// CHECK: math.exp
// CHECK: ridge.contract
// CHECK-NOT: ridge.group
func.func @second_product_joins(%q: tensor<128x64xf32>, %k: tensor<64x128xf32>, %v: tensor<128x64xf32>) -> tensor<128x64xf32> {
  %0 = ridge.contract ins(%q, %k : tensor<128x64xf32>, tensor<64x128xf32>) init 0.0 : f32 extents [128, 128, 64] maps [#ik, #kj, #ij] {
  ^bb0(%x: f32, %y: f32, %acc: f32):
    %p = arith.mulf %x, %y : f32
    %s = arith.addf %acc, %p : f32
    ridge.yield %s : f32
  } -> tensor<128x128xf32>
  %1 = ridge.map ins(%0 : tensor<128x128xf32>) extents [128, 128] maps [#id, #id] {
  ^bb0(%x: f32):
    %e = math.exp %x : f32
    ridge.yield %e : f32
  } -> tensor<128x128xf32>
  %2 = ridge.contract ins(%1, %v : tensor<128x128xf32>, tensor<128x64xf32>) init 0.0 : f32 extents [128, 64, 128] maps [#ik, #kj, #ij] {
  ^bb0(%x: f32, %y: f32, %acc: f32):
    %p = arith.mulf %x, %y : f32
    %s = arith.addf %acc, %p : f32
    ridge.yield %s : f32
  } -> tensor<128x64xf32>
  return %2 : tensor<128x64xf32>
}

// The matrix engine is busy throughout: another one clears its accumulator.
// CHECK-LABEL: func.func @product_alone
// CHECK: fills [<"simple" {{.*}}>]
func.func @product_alone(%a: tensor<512x512xf32>, %b: tensor<512x512xf32>) -> tensor<512x512xf32> {
  %0 = ridge.contract ins(%a, %b : tensor<512x512xf32>, tensor<512x512xf32>) init 0.0 : f32 extents [512, 512, 512] maps [#ik, #kj, #ij] {
  ^bb0(%x: f32, %y: f32, %acc: f32):
    %p = arith.mulf %x, %y : f32
    %s = arith.addf %acc, %p : f32
    ridge.yield %s : f32
  } -> tensor<512x512xf32>
  return %0 : tensor<512x512xf32>
}
