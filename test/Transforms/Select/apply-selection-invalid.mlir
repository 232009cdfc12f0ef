// RUN: ridge-opt --split-input-file --verify-diagnostics --ridge-apply-selection=machine=toy %s

func.func @no_choice() {
  %c = ridge.buffer "c" {memory = "acc"} : !arch.buffer<512 x f32>
  ridge.layer "l" "map" macs 0 {
    // expected-error @below {{has no choice of an instruction; run ridge-choose-tiles and ridge-apply-tiling first}}
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
    // expected-error @below {{chose @matmul_f32, which does not run it as it stands; run ridge-choose-tiles again}}
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

// -----

func.func @size_falls_to_zero() {
  %a = ridge.buffer "a" {memory = "sram"} : !arch.buffer<512 x f32>
  ridge.layer "l" "map" macs 0 {
    affine.for %i = 0 to 3 {
      // expected-error @below {{size 0 must be a linear map that stays at 1 or more}}
      ridge.compute reads(%a : !arch.buffer<512 x f32>) write(%a : !arch.buffer<512 x f32>) counters(%i)
          sizes [affine_map<(i) -> (256, 512 - 256 * i)>] reduction [false]
          accesses [#arch.access<(i) -> (0), [1], (i) -> (0)>, #arch.access<(i) -> (0), [1], (i) -> (0)>]
          choice <"simple" dims [0] operands [0, 1] cycles 1> {
      ^bb0(%x: f32):
        %r = arith.negf %x : f32
        ridge.yield %r : f32
      }
    }
  }
  return
}

// -----

func.func @loop_by_twos() {
  %a = ridge.buffer "a" {memory = "sram"} : !arch.buffer<512 x f32>
  ridge.layer "l" "map" macs 0 {
    affine.for %i = 0 to 4 step 2 {
      // expected-error @below {{counter 0 is not that of a loop from 0 to a constant in steps of 1}}
      ridge.compute reads(%a : !arch.buffer<512 x f32>) write(%a : !arch.buffer<512 x f32>) counters(%i)
          sizes [affine_map<(i) -> (256)>] reduction [false]
          accesses [#arch.access<(i) -> (0), [1], (i) -> (0)>, #arch.access<(i) -> (0), [1], (i) -> (0)>]
          choice <"simple" dims [0] operands [0, 1] cycles 1> {
      ^bb0(%x: f32):
        %r = arith.negf %x : f32
        ridge.yield %r : f32
      }
    }
  }
  return
}
