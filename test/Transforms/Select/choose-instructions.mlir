// RUN: ridge-opt --split-input-file --ridge-choose-instructions=machine=toy %s | FileCheck %s
// RUN: ridge-opt --split-input-file --ridge-choose-instructions=machine=toy --remarks-filter=ridge-select --remark-policy=all %s -o /dev/null 2>&1 | FileCheck %s --check-prefix=REMARK

// The matrix unit is the only one that multiplies and adds at once.

// REMARK: remark: {{.*}}ChooseInstructions{{.*}}Cycles=96, Instruction=matmul_f32
// CHECK-LABEL: @product
// CHECK: choice <"matmul_f32" dims [0, 1, 2] operands [0, 1, 2] cycles 96>
func.func @product() {
  %a = ridge.buffer "a" {memory = "sram"} : !arch.buffer<768 x f32>
  %b = ridge.buffer "b" {memory = "sram"} : !arch.buffer<1536 x f32>
  %c = ridge.buffer "c" {memory = "acc"} : !arch.buffer<512 x f32>
  ridge.layer "l" "matmul" macs 24576 {
    ridge.compute reads(%a, %b : !arch.buffer<768 x f32>, !arch.buffer<1536 x f32>) write(%c : !arch.buffer<512 x f32>)
        sizes [affine_map<() -> (16)>, affine_map<() -> (32)>, affine_map<() -> (48)>] reduction [false, false, true]
        accesses [#arch.access<() -> (0), [48, 0, 1], () -> (0)>, #arch.access<() -> (0), [0, 1, 32], () -> (0)>,
                  #arch.access<() -> (0), [32, 1, 0], () -> (0)>] {
    ^bb0(%x: f32, %y: f32, %s: f32):
      %p = arith.mulf %x, %y : f32
      %t = arith.addf %s, %p : f32
      ridge.yield %t : f32
    }
  }
  return
}

// -----

// Two instructions write a constant to @acc in 32 cycles; the file's first wins.

// REMARK: remark: {{.*}}Cycles=32, Instruction=clear_f32, Reason="least occupancy at the full tile; alternatives: @simple at 32 cycles"
// CHECK-LABEL: @tie
// CHECK: choice <"clear_f32"
func.func @tie() {
  %c = ridge.buffer "c" {memory = "acc"} : !arch.buffer<512 x f32>
  ridge.layer "l" "map" macs 0 {
    ridge.compute reads() write(%c : !arch.buffer<512 x f32>) sizes [affine_map<() -> (512)>] reduction [false]
        accesses [#arch.immediate<0.0 : f32>, #arch.access<() -> (0), [1], () -> (0)>] {
    ^bb0(%v: f32):
      ridge.yield %v : f32
    }
  }
  return
}

// -----

// The array's clear does not reach @sram.

// REMARK: remark: {{.*}}Instruction=simple, Reason="least occupancy at the full tile; alternatives: none"
// CHECK-LABEL: @memory_decides
// CHECK: choice <"simple"
func.func @memory_decides() {
  %c = ridge.buffer "c" {memory = "sram"} : !arch.buffer<512 x f32>
  ridge.layer "l" "map" macs 0 {
    ridge.compute reads() write(%c : !arch.buffer<512 x f32>) sizes [affine_map<() -> (512)>] reduction [false]
        accesses [#arch.immediate<0.0 : f32>, #arch.access<() -> (0), [1], () -> (0)>] {
    ^bb0(%v: f32):
      ridge.yield %v : f32
    }
  }
  return
}

// -----

// Rows and columns together are the one dim of a vector instruction.

// CHECK-LABEL: @dims_share
// CHECK: choice <"simple" dims [0, 0]
func.func @dims_share() {
  %a = ridge.buffer "a" {memory = "sram"} : !arch.buffer<512 x f32>
  %c = ridge.buffer "c" {memory = "sram"} : !arch.buffer<512 x f32>
  ridge.layer "l" "map" macs 0 {
    ridge.compute reads(%a : !arch.buffer<512 x f32>) write(%c : !arch.buffer<512 x f32>)
        sizes [affine_map<() -> (16)>, affine_map<() -> (32)>] reduction [false, false]
        accesses [#arch.access<() -> (0), [32, 1], () -> (0)>, #arch.access<() -> (0), [32, 1], () -> (0)>] {
    ^bb0(%x: f32):
      %r = arith.negf %x : f32
      ridge.yield %r : f32
    }
  }
  return
}

// -----

// The attribute of the function names the machine where the option does not.

// CHECK-LABEL: @by_attribute
// CHECK: choice <"hard"
module attributes {ridge.machine = "toy"} {
  func.func @by_attribute() {
    %a = ridge.buffer "a" {memory = "sram"} : !arch.buffer<512 x f32>
    ridge.layer "l" "map" macs 0 {
      ridge.compute reads(%a : !arch.buffer<512 x f32>) write(%a : !arch.buffer<512 x f32>)
          sizes [affine_map<() -> (512)>] reduction [false]
          accesses [#arch.access<() -> (0), [1], () -> (0)>, #arch.access<() -> (0), [1], () -> (0)>] {
      ^bb0(%x: f32):
        %r = math.exp %x : f32
        ridge.yield %r : f32
      }
    }
    return
  }
}
