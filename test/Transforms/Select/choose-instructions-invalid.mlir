// RUN: ridge-opt --split-input-file --verify-diagnostics --ridge-choose-instructions=machine=toy %s

func.func @no_such_body() {
  %a = ridge.buffer "a" {memory = "sram"} : !arch.buffer<512 x f32>
  ridge.layer "l" "map" macs 0 {
    // expected-error @below {{no instruction of @toy runs this: nearest is}}
    ridge.compute reads(%a : !arch.buffer<512 x f32>) write(%a : !arch.buffer<512 x f32>)
        sizes [affine_map<() -> (512)>] reduction [false]
        accesses [#arch.access<() -> (0), [1], () -> (0)>, #arch.access<() -> (0), [1], () -> (0)>] {
    ^bb0(%x: f32):
      %n = arith.negf %x : f32
      %r = math.exp %n : f32
      ridge.yield %r : f32
    }
  }
  return
}

// -----

func.func @wrong_memory() {
  %a = ridge.buffer "a" {memory = "dram"} : !arch.buffer<512 x f32>
  ridge.layer "l" "map" macs 0 {
    // expected-error @below {{no instruction of @toy runs this: @simple does not take operand}}
    ridge.compute reads(%a : !arch.buffer<512 x f32>) write(%a : !arch.buffer<512 x f32>)
        sizes [affine_map<() -> (512)>] reduction [false]
        accesses [#arch.access<() -> (0), [1], () -> (0)>, #arch.access<() -> (0), [1], () -> (0)>] {
    ^bb0(%x: f32):
      %r = arith.negf %x : f32
      ridge.yield %r : f32
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
          accesses [#arch.access<(i) -> (0), [1], (i) -> (0)>, #arch.access<(i) -> (0), [1], (i) -> (0)>] {
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
          accesses [#arch.access<(i) -> (0), [1], (i) -> (0)>, #arch.access<(i) -> (0), [1], (i) -> (0)>] {
      ^bb0(%x: f32):
        %r = arith.negf %x : f32
        ridge.yield %r : f32
      }
    }
  }
  return
}
