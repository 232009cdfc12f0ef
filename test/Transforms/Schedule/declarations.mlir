// RUN: ridge-opt --ridge-schedule %s | FileCheck %s

// Equal kernels are declared once; buffers and layers of one name get names apart,
// reports keep the label.

// CHECK-LABEL: isa.program @names machine "toy"
// CHECK:     isa.kernel @k0
// CHECK-NOT: isa.kernel
// CHECK:     isa.buffer @t :
// CHECK:     isa.buffer @t_1 :
// CHECK:     isa.layer @t_2 "t" kind "map" macs 3
// CHECK:     isa.layer @t_3 "t" kind "map" macs 4
// CHECK:     isa.issue "simple" @k0 on [@t]
// CHECK:     isa.issue "simple" @k0 on [@t_1]
func.func @names() attributes {ridge.machine = "toy"} {
  %t = ridge.buffer "t" {memory = "sram", address = 0 : i64, slot_bytes = 64 : i64} : !arch.buffer<16 x f32>
  %u = ridge.buffer "t" {memory = "sram", address = 64 : i64, slot_bytes = 64 : i64} : !arch.buffer<16 x f32>
  ridge.layer "t" "map" macs 3 {
    ridge.invoke "simple" reads() write(%t : !arch.buffer<16 x f32>) sizes [affine_map<() -> (16)>] reduction [false]
        accesses [#arch.immediate<2.0 : f32>, #arch.access<() -> (0), [1], () -> (0)>] dims [0] operands [0, 1] total [16] {
    ^bb0(%v: f32):
      ridge.yield %v : f32
    }
  }
  ridge.layer "t" "map" macs 4 {
    ridge.invoke "simple" reads() write(%u : !arch.buffer<16 x f32>) sizes [affine_map<() -> (16)>] reduction [false]
        accesses [#arch.immediate<3.0 : f32>, #arch.access<() -> (0), [1], () -> (0)>] dims [0] operands [0, 1] total [16] {
    ^bb0(%v: f32):
      ridge.yield %v : f32
    }
  }
  return
}
