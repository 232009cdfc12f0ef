// RUN: split-file %s %t
// RUN: ridge-opt --ridge-verify-stage=form=tensor %t/tensor.mlir | FileCheck %s --check-prefix=TENSOR
// RUN: ridge-opt --ridge-verify-stage=form=tile %t/tile.mlir | FileCheck %s --check-prefix=TILE
// RUN: ridge-opt --ridge-verify-stage=form=placed %t/placed.mlir | FileCheck %s --check-prefix=PLACED
// RUN: ridge-opt --ridge-verify-stage=form=selected %t/selected.mlir | FileCheck %s --check-prefix=SELECTED
// RUN: ridge-opt --ridge-verify-stage=form=isa %t/isa.mlir | FileCheck %s --check-prefix=ISA
// RUN: not ridge-opt --ridge-verify-stage=form=gas %t/isa.mlir 2>&1 | FileCheck %s --check-prefix=GAS

// A module in each form passes unchanged.

// TENSOR: ridge.map
// TILE: ridge.compute
// PLACED: ridge.move
// SELECTED: ridge.invoke
// ISA: isa.queue
// GAS: error: no form is called 'gas'; forms are tensor, tile, placed, selected and isa

//--- tensor.mlir
func.func @tensor(%x: tensor<16xf32>) -> tensor<16xf32> {
  %y = ridge.map ins(%x : tensor<16xf32>) extents [16] maps [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>] {
  ^bb0(%v: f32):
    %r = arith.negf %v : f32
    ridge.yield %r : f32
  } -> tensor<16xf32>
  return %y : tensor<16xf32>
}

//--- tile.mlir
func.func @tile() attributes {ridge.machine = "toy"} {
  %t = ridge.buffer "t" : !arch.buffer<16 x f32>
  ridge.layer "l" "map" macs 0 {
  affine.for %i = 0 to 2 {
    ridge.compute reads() write(%t : !arch.buffer<16 x f32>) sizes [affine_map<() -> (16)>] reduction [false]
        accesses [#arch.immediate<2.0 : f32>, #arch.access<() -> (0), [1], () -> (0)>]
        group_dims [0] boxes [#ridge.box<() -> (), []>, #ridge.box<() -> (), []>] total [16] {
    ^bb0(%v: f32):
      ridge.yield %v : f32
    }
  }
  }
  return
}

//--- placed.mlir
func.func @placed() attributes {ridge.machine = "toy"} {
  %t = ridge.buffer "t" {memory = "sram", address = 0 : i64, slot_bytes = 64 : i64, layers = array<i64: 0, 0>} : !arch.buffer<16 x f32>
  %h = ridge.buffer "h" {memory = "dram", address = 0 : i64, slot_bytes = 64 : i64, layers = array<i64: 0, 0>} : !arch.buffer<16 x f32>
  ridge.layer "l" "map" macs 0 {
    ridge.compute reads() write(%t : !arch.buffer<16 x f32>) sizes [affine_map<() -> (16)>] reduction [false]
        accesses [#arch.immediate<2.0 : f32>, #arch.access<() -> (0), [1], () -> (0)>] total [16] {
    ^bb0(%v: f32):
      ridge.yield %v : f32
    }
    ridge.move %t to %h : !arch.buffer<16 x f32> to !arch.buffer<16 x f32> sizes [affine_map<() -> (16)>]
        accesses [#arch.access<() -> (0), [1], () -> (0)>, #arch.access<() -> (0), [1], () -> (0)>]
  }
  return
}

//--- selected.mlir
func.func @selected() attributes {ridge.machine = "toy"} {
  %t = ridge.buffer "t" {memory = "sram", address = 0 : i64, slot_bytes = 64 : i64, layers = array<i64: 0, 0>} : !arch.buffer<16 x f32>
  ridge.layer "l" "map" macs 0 {
    ridge.invoke "simple" reads() write(%t : !arch.buffer<16 x f32>) sizes [affine_map<() -> (16)>] reduction [false]
        accesses [#arch.immediate<2.0 : f32>, #arch.access<() -> (0), [1], () -> (0)>] dims [0] operands [0, 1] total [16] {
    ^bb0(%v: f32):
      ridge.yield %v : f32
    }
  }
  return
}

//--- isa.mlir
isa.program @p machine "toy" {
  isa.layer @l "l" kind "map" macs 0
  isa.semaphore @s
  isa.queue "load" {
    affine.for %i = 0 to 4 {
      isa.signal @s layer @l
    }
  }
  isa.queue "store" {
    affine.for %i = 0 to 4 {
      isa.wait @s until affine_map<(t) -> (t + 1)> counters(%i) layer @l
    }
  }
}
