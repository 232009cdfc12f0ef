// RUN: ridge-opt --split-input-file --verify-diagnostics --ridge-apply-selection=machine=toy %s

func.func @no_choice() {
  %c = ridge.buffer "c" {memory = "acc"} : !arch.buffer<512 x f32>
  ridge.layer "l" "map" macs 0 {
    // expected-error @below {{has no choice of an instruction; run ridge-choose-instructions first}}
    ridge.compute reads() write(%c : !arch.buffer<512 x f32>) sizes [affine_map<() -> (512)>] reduction [false]
        accesses [#arch.immediate<0.0 : f32>, #arch.access<() -> (0), [1], () -> (0)>] {
    ^bb0(%v: f32):
      ridge.yield %v : f32
    }
  }
  return
}

// -----

func.func @unknown_instruction() {
  %c = ridge.buffer "c" {memory = "acc"} : !arch.buffer<512 x f32>
  ridge.layer "l" "map" macs 0 {
    // expected-error @below {{chose "dance", which @toy does not have}}
    ridge.compute reads() write(%c : !arch.buffer<512 x f32>) sizes [affine_map<() -> (512)>] reduction [false]
        accesses [#arch.immediate<0.0 : f32>, #arch.access<() -> (0), [1], () -> (0)>]
        choice <"dance" dims [0] operands [0, 1] cycles 1> {
    ^bb0(%v: f32):
      ridge.yield %v : f32
    }
  }
  return
}

// -----

// A choice of another body: nothing is taken on trust.
func.func @stale_choice() {
  %c = ridge.buffer "c" {memory = "acc"} : !arch.buffer<512 x f32>
  ridge.layer "l" "map" macs 0 {
    // expected-error @below {{chose @matmul_f32, which does not run it as it stands; run ridge-choose-instructions again}}
    ridge.compute reads() write(%c : !arch.buffer<512 x f32>) sizes [affine_map<() -> (512)>] reduction [false]
        accesses [#arch.immediate<0.0 : f32>, #arch.access<() -> (0), [1], () -> (0)>]
        choice <"matmul_f32" dims [0] operands [0, 1] cycles 1> {
    ^bb0(%v: f32):
      ridge.yield %v : f32
    }
  }
  return
}

// -----

// The buffer moved after the choice.
func.func @memory_changed() {
  %c = ridge.buffer "c" {memory = "sram"} : !arch.buffer<512 x f32>
  ridge.layer "l" "map" macs 0 {
    // expected-error @below {{@clear_f32 does not take operand c from 'sram'}}
    ridge.compute reads() write(%c : !arch.buffer<512 x f32>) sizes [affine_map<() -> (512)>] reduction [false]
        accesses [#arch.immediate<0.0 : f32>, #arch.access<() -> (0), [1], () -> (0)>]
        choice <"clear_f32" dims [0] operands [0, 1] cycles 1> {
    ^bb0(%v: f32):
      ridge.yield %v : f32
    }
  }
  return
}

// -----

func.func @dim_that_the_instruction_lacks() {
  %c = ridge.buffer "c" {memory = "acc"} : !arch.buffer<512 x f32>
  ridge.layer "l" "map" macs 0 {
    // expected-error @below {{chose dim 1 of @clear_f32, which has 1}}
    ridge.compute reads() write(%c : !arch.buffer<512 x f32>) sizes [affine_map<() -> (512)>] reduction [false]
        accesses [#arch.immediate<0.0 : f32>, #arch.access<() -> (0), [1], () -> (0)>]
        choice <"clear_f32" dims [1] operands [0, 1] cycles 1> {
    ^bb0(%v: f32):
      ridge.yield %v : f32
    }
  }
  return
}

// -----

func.func @operand_that_the_instruction_lacks() {
  %c = ridge.buffer "c" {memory = "acc"} : !arch.buffer<512 x f32>
  ridge.layer "l" "map" macs 0 {
    // expected-error @below {{chose operand 2 of @clear_f32, which has 2}}
    ridge.compute reads() write(%c : !arch.buffer<512 x f32>) sizes [affine_map<() -> (512)>] reduction [false]
        accesses [#arch.immediate<0.0 : f32>, #arch.access<() -> (0), [1], () -> (0)>]
        choice <"clear_f32" dims [0] operands [0, 2] cycles 1> {
    ^bb0(%v: f32):
      ridge.yield %v : f32
    }
  }
  return
}
