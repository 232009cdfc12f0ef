// RUN: ridge-opt --ridge-allocate-buffers=machine=toy %s | FileCheck %s

// @dram: what the user sees lives throughout, so x (400 bytes, 448 with the
// alignment of 64), then z (64) lie in a row. The temporary t lives in layers 0 and
// 1, u in 1 and 2: they meet in 1, so u lies above t.
// @sram: p of layer 0 and q of layer 2 never live together and share address 0.
// r lives in layer 1, an odd one: it grows down from the top, 262144 - 2 * 256.
// What nobody touches goes.

// CHECK-LABEL: func.func @addresses
// CHECK: ridge.buffer "x" {address = 0 : i64, argument = 0 : i64, depth = 1 : i64, layers = array<i64: 0, 2>, memory = "dram", shape = array<i64: 100>, slot_bytes = 448 : i64}
// CHECK: ridge.buffer "z" {address = 960 : i64, {{.*}}layers = array<i64: 0, 2>, {{.*}}slot_bytes = 64 : i64}
// CHECK: ridge.buffer "t" {address = 448 : i64, {{.*}}layers = array<i64: 0, 1>, {{.*}}slot_bytes = 256 : i64}
// CHECK: ridge.buffer "u" {address = 704 : i64, {{.*}}layers = array<i64: 1, 2>, {{.*}}slot_bytes = 256 : i64}
// CHECK: ridge.buffer "p" {address = 0 : i64, {{.*}}layers = array<i64: 0, 0>, memory = "sram"
// CHECK: ridge.buffer "r" {address = 261632 : i64, depth = 2 : i64, layers = array<i64: 1, 1>, memory = "sram", slot_bytes = 256 : i64}
// CHECK: ridge.buffer "q" {address = 0 : i64, {{.*}}layers = array<i64: 2, 2>, memory = "sram"
// CHECK-NOT: ridge.buffer
func.func @addresses() {
  %x = ridge.buffer "x" {argument = 0 : i64, shape = array<i64: 100>, memory = "dram"} : !arch.buffer<100 x f32>
  %z = ridge.buffer "z" {result_index = 0 : i64, shape = array<i64: 16>, memory = "dram"} : !arch.buffer<16 x f32>
  %t = ridge.buffer "t" {memory = "dram"} : !arch.buffer<64 x f32>
  %u = ridge.buffer "u" {memory = "dram"} : !arch.buffer<64 x f32>
  %p = ridge.buffer "p" {memory = "sram"} : !arch.buffer<64 x f32>
  %r = ridge.buffer "r" {memory = "sram", depth = 2 : i64} : !arch.buffer<64 x f32>
  %q = ridge.buffer "q" {memory = "sram"} : !arch.buffer<16 x f32>
  %nobody = ridge.buffer "nobody" {memory = "sram"} : !arch.buffer<64 x f32>
  ridge.layer "a" "copy" macs 0 {
    ridge.move %x to %p : !arch.buffer<100 x f32> to !arch.buffer<64 x f32> sizes [affine_map<() -> (64)>]
        accesses [#arch.access<() -> (0), [1], () -> (0)>, #arch.access<() -> (0), [1], () -> (0)>]
    ridge.move %p to %t : !arch.buffer<64 x f32> to !arch.buffer<64 x f32> sizes [affine_map<() -> (64)>]
        accesses [#arch.access<() -> (0), [1], () -> (0)>, #arch.access<() -> (0), [1], () -> (0)>]
  }
  ridge.layer "b" "copy" macs 0 {
    ridge.move %t to %r : !arch.buffer<64 x f32> to !arch.buffer<64 x f32> sizes [affine_map<() -> (64)>]
        accesses [#arch.access<() -> (0), [1], () -> (0)>, #arch.access<() -> (0), [1], () -> (0)>]
    ridge.move %r to %u : !arch.buffer<64 x f32> to !arch.buffer<64 x f32> sizes [affine_map<() -> (64)>]
        accesses [#arch.access<() -> (0), [1], () -> (0)>, #arch.access<() -> (0), [1], () -> (0)>]
  }
  ridge.layer "c" "copy" macs 0 {
    ridge.move %u to %q : !arch.buffer<64 x f32> to !arch.buffer<16 x f32> sizes [affine_map<() -> (16)>]
        accesses [#arch.access<() -> (0), [1], () -> (0)>, #arch.access<() -> (0), [1], () -> (0)>]
    ridge.move %q to %z : !arch.buffer<16 x f32> to !arch.buffer<16 x f32> sizes [affine_map<() -> (16)>]
        accesses [#arch.access<() -> (0), [1], () -> (0)>, #arch.access<() -> (0), [1], () -> (0)>]
  }
  return
}
