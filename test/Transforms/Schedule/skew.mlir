// RUN: ridge-opt --ridge-schedule --ridge-verify-stage=form=isa --ridge-print-program %s -o /dev/null | FileCheck %s --check-prefix=TWO
// RUN: sed 's/depth = 2/depth = 1/' %s | ridge-opt --ridge-schedule --ridge-verify-stage=form=isa --ridge-print-program -o /dev/null | FileCheck %s --check-prefix=ONE

// The vector unit fills c[t], the array adds to it, the vector unit takes it. With
// two slots it fills c[t + 1] before it takes c[t], through both loops: the last
// take of a row stands behind the first fill of the next one. The row of the bias is
// waited for before the first take of a row, and free after the last.

// TWO-LABEL: queue @array {
// TWO-NEXT:  for t0 in 3
// TWO-NEXT:    wait @tb.load.array >= t0 + 1
// TWO-NEXT:    for t1 in 3
// TWO-NEXT:      wait @tc.vector.array >= 3*t0 + t1 + 1
// TWO-NEXT:      issue @matmul_f32
// TWO-NEXT:      @tb[
// TWO-NEXT:      signal @tc.array.vector
// TWO-NEXT:    }
// TWO-NEXT:    signal @tb.free

// TWO-LABEL: queue @vector {
// TWO-NEXT:  issue @simple
// TWO-NEXT:  constant 0, @tc[0 : 32, 1]
// TWO-NEXT:  signal @tc.vector.array
// TWO-NEXT:  wait @ts.load.vector >= 1
// TWO-NEXT:  for t0 in 2
// TWO-NEXT:    for t1 in 2
// TWO-NEXT:      issue @simple
// TWO-NEXT:      constant 0, @tc[0 : 32, 1; 3*t0 + t1 + 1]
// TWO-NEXT:      signal @tc.vector.array
// TWO-NEXT:      wait @tc.array.vector >= 3*t0 + t1 + 1
// TWO-NEXT:      wait @ty.free >= 3*t0 + t1 - 1
// TWO-NEXT:      issue @simple
// TWO-NEXT:      @tc[0 : 32, 1; 3*t0 + t1], @ts[0 : 0, 1; t0], @ty[0 : 32, 1; 3*t0 + t1]
// TWO-NEXT:      signal @ty.vector.store
// TWO-NEXT:    }
// TWO-NEXT:    issue @simple
// TWO-NEXT:    constant 0, @tc[0 : 32, 1; 3*t0 + 3]
// TWO-NEXT:    signal @tc.vector.array
// TWO-NEXT:    wait @tc.array.vector >= 3*t0 + 3
// TWO-NEXT:    wait @ty.free >= 3*t0 + 1
// TWO-NEXT:    issue @simple
// TWO-NEXT:    @tc[0 : 32, 1; 3*t0 + 2], @ts[0 : 0, 1; t0], @ty[0 : 32, 1; 3*t0 + 2]
// TWO-NEXT:    signal @ty.vector.store
// TWO-NEXT:    signal @ts.free
// TWO-NEXT:    wait @ts.load.vector >= t0 + 2
// TWO-NEXT:  }
// TWO-NEXT:  for t0 in 2
// TWO-NEXT:    issue @simple
// TWO-NEXT:    constant 0, @tc[0 : 32, 1; t0 + 7]
// TWO:         @tc[0 : 32, 1; t0 + 6], @ts[0 : 0, 1; 2]
// TWO:       wait @tc.array.vector >= 9
// TWO-NEXT:  wait @ty.free >= 7
// TWO-NEXT:  issue @simple
// TWO-NEXT:  @tc[0 : 32, 1; 8], @ts[0 : 0, 1; 2], @ty[0 : 32, 1; 8]
// TWO-NEXT:  signal @ty.vector.store
// TWO-NEXT:  signal @ts.free
// TWO-NEXT:  }

// With one slot there is nothing to fill ahead.

// ONE-LABEL: queue @vector {
// ONE-NEXT:  for t0 in 3
// ONE-NEXT:    wait @ts.load.vector >= t0 + 1
// ONE-NEXT:    for t1 in 3
// ONE-NEXT:      issue @simple
// ONE:           wait @tc.array.vector >= 3*t0 + t1 + 1
func.func @rows() attributes {ridge.machine = "toy"} {
  %b = ridge.buffer "b" {argument = 0 : i64, shape = array<i64: 3, 48, 32>, memory = "dram", address = 0 : i64, slot_bytes = 18432 : i64, layers = array<i64: 0, 0>} : !arch.buffer<4608 x f32>
  %y = ridge.buffer "y" {result_index = 0 : i64, shape = array<i64: 9, 16, 32>, memory = "dram", address = 18432 : i64, slot_bytes = 18432 : i64, layers = array<i64: 0, 0>} : !arch.buffer<4608 x f32>
  %s = ridge.buffer "s" {argument = 1 : i64, shape = array<i64: 3, 32>, memory = "dram", address = 36864 : i64, slot_bytes = 384 : i64, layers = array<i64: 0, 0>} : !arch.buffer<96 x f32>
  %tb = ridge.buffer "tb" {memory = "sram", address = 0 : i64, slot_bytes = 6144 : i64, depth = 2 : i64, layers = array<i64: 0, 0>} : !arch.buffer<1536 x f32>
  %tc = ridge.buffer "tc" {memory = "acc", address = 0 : i64, slot_bytes = 2048 : i64, depth = 2 : i64, layers = array<i64: 0, 0>} : !arch.buffer<512 x f32>
  %ty = ridge.buffer "ty" {memory = "sram", address = 12288 : i64, slot_bytes = 2048 : i64, depth = 2 : i64, layers = array<i64: 0, 0>} : !arch.buffer<512 x f32>
  %ts = ridge.buffer "ts" {memory = "sram", address = 16384 : i64, slot_bytes = 128 : i64, depth = 2 : i64, layers = array<i64: 0, 0>} : !arch.buffer<32 x f32>
  ridge.layer "product" "matmul" macs 221184 {
    affine.for %i = 0 to 3 {
      ridge.move %b to %tb : !arch.buffer<4608 x f32> to !arch.buffer<1536 x f32> counters(%i) sizes [affine_map<(i) -> (1536)>]
          accesses [#arch.access<(i) -> (i * 1536), [1], (i) -> (0)>, #arch.access<(i) -> (0), [1], (i) -> (i)>]
      ridge.move %s to %ts : !arch.buffer<96 x f32> to !arch.buffer<32 x f32> counters(%i) sizes [affine_map<(i) -> (32)>]
          accesses [#arch.access<(i) -> (i * 32), [1], (i) -> (0)>, #arch.access<(i) -> (0), [1], (i) -> (i)>]
      affine.for %j = 0 to 3 {
        ridge.invoke "simple" reads() write(%tc : !arch.buffer<512 x f32>) counters(%i, %j)
            sizes [affine_map<(i, j) -> (16)>, affine_map<(i, j) -> (32)>] reduction [false, false]
            accesses [#arch.immediate<0.0 : f32>, #arch.access<(i, j) -> (0), [32, 1], (i, j) -> (i * 3 + j)>]
            dims [0, 0] operands [0, 1] total [144, 32] {
        ^bb0(%v: f32):
          ridge.yield %v : f32
        }
        ridge.invoke "matmul_f32" reads(%tb, %tb : !arch.buffer<1536 x f32>, !arch.buffer<1536 x f32>) write(%tc : !arch.buffer<512 x f32>) counters(%i, %j)
            sizes [affine_map<(i, j) -> (16)>, affine_map<(i, j) -> (32)>, affine_map<(i, j) -> (48)>] reduction [false, false, true] update
            accesses [#arch.access<(i, j) -> (0), [32, 0, 1], (i, j) -> (i)>, #arch.access<(i, j) -> (0), [0, 1, 32], (i, j) -> (i)>,
                      #arch.access<(i, j) -> (0), [32, 1, 0], (i, j) -> (i * 3 + j)>]
            dims [0, 1, 2] operands [0, 1, 2] total [144, 32, 48] {
        ^bb0(%l: f32, %r: f32, %acc: f32):
          %p = arith.mulf %l, %r : f32
          %t = arith.addf %acc, %p : f32
          ridge.yield %t : f32
        }
        ridge.invoke "simple" reads(%tc, %ts : !arch.buffer<512 x f32>, !arch.buffer<32 x f32>) write(%ty : !arch.buffer<512 x f32>) counters(%i, %j)
            sizes [affine_map<(i, j) -> (16)>, affine_map<(i, j) -> (32)>] reduction [false, false]
            accesses [#arch.access<(i, j) -> (0), [32, 1], (i, j) -> (i * 3 + j)>, #arch.access<(i, j) -> (0), [0, 1], (i, j) -> (i)>,
                      #arch.access<(i, j) -> (0), [32, 1], (i, j) -> (i * 3 + j)>]
            dims [0, 0] operands [0, 0, 1] total [144, 32] {
        ^bb0(%v: f32, %w: f32):
          %n = arith.addf %v, %w : f32
          ridge.yield %n : f32
        }
        ridge.move %ty to %y : !arch.buffer<512 x f32> to !arch.buffer<4608 x f32> counters(%i, %j) sizes [affine_map<(i, j) -> (512)>]
            accesses [#arch.access<(i, j) -> (0), [1], (i, j) -> (i * 3 + j)>, #arch.access<(i, j) -> (i * 1536 + j * 512), [1], (i, j) -> (0)>]
      }
    }
  }
  return
}
