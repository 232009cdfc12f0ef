// RUN: ridge-opt --split-input-file --verify-diagnostics --ridge-schedule %s

// Buffers without a place
func.func @unplaced() attributes {ridge.machine = "toy"} {
  // expected-error @below {{has no memory, address or slot_bytes; place the buffers first}}
  %t = ridge.buffer "t" : !arch.buffer<16 x f32>
  return
}

// -----

// A memory of another machine
func.func @elsewhere() attributes {ridge.machine = "toy"} {
  // expected-error @below {{is in memory 'attic', which @toy does not have; place the buffers first}}
  %t = ridge.buffer "t" {memory = "attic", address = 0 : i64, slot_bytes = 64 : i64} : !arch.buffer<16 x f32>
  return
}

// -----

// No way from one memory to the other
func.func @no_path() attributes {ridge.machine = "toy"} {
  %x = ridge.buffer "x" {memory = "acc", address = 0 : i64, slot_bytes = 64 : i64} : !arch.buffer<16 x f32>
  %t = ridge.buffer "t" {memory = "sram", address = 0 : i64, slot_bytes = 64 : i64} : !arch.buffer<16 x f32>
  ridge.layer "l" "copy" macs 0 {
    // expected-error @below {{goes from 'acc' to 'sram', which no path of @toy joins}}
    ridge.move %x to %t : !arch.buffer<16 x f32> to !arch.buffer<16 x f32> sizes [affine_map<() -> (16)>]
        accesses [#arch.access<() -> (0), [1], () -> (0)>, #arch.access<() -> (0), [1], () -> (0)>]
  }
  return
}

// -----

// An instruction of another machine
func.func @no_instruction() attributes {ridge.machine = "toy"} {
  %t = ridge.buffer "t" {memory = "sram", address = 0 : i64, slot_bytes = 64 : i64} : !arch.buffer<16 x f32>
  ridge.layer "l" "map" macs 0 {
    // expected-error @below {{names @dance, which @toy does not have}}
    ridge.invoke "dance" reads() write(%t : !arch.buffer<16 x f32>) sizes [affine_map<() -> (16)>] reduction [false]
        accesses [#arch.immediate<2.0 : f32>, #arch.access<() -> (0), [1], () -> (0)>] dims [0] operands [0, 1] total [16] {
    ^bb0(%v: f32):
      ridge.yield %v : f32
    }
  }
  return
}

// -----

// Not selected
func.func @compute() attributes {ridge.machine = "toy"} {
  %t = ridge.buffer "t" {memory = "sram", address = 0 : i64, slot_bytes = 64 : i64} : !arch.buffer<16 x f32>
  ridge.layer "l" "map" macs 0 {
    // expected-error @below {{is not selected; run ridge-apply-selection}}
    ridge.compute reads() write(%t : !arch.buffer<16 x f32>) sizes [affine_map<() -> (16)>] reduction [false]
        accesses [#arch.immediate<2.0 : f32>, #arch.access<() -> (0), [1], () -> (0)>] {
    ^bb0(%v: f32):
      ridge.yield %v : f32
    }
  }
  return
}

// -----

// A loop that programs do not have
func.func @loop() attributes {ridge.machine = "toy"} {
  ridge.layer "l" "map" macs 0 {
    // expected-error @below {{must count from 0 to a constant in steps of 1 and carry no values}}
    affine.for %i = 2 to 4 {
    }
  }
  return
}

// -----

// An instance with a remainder
func.func @remainder() attributes {ridge.machine = "toy"} {
  %x = ridge.buffer "x" {memory = "dram", address = 0 : i64, slot_bytes = 64 : i64} : !arch.buffer<16 x f32>
  %t = ridge.buffer "t" {memory = "sram", address = 0 : i64, slot_bytes = 64 : i64} : !arch.buffer<16 x f32>
  ridge.layer "l" "copy" macs 0 {
    affine.for %i = 0 to 4 {
      // expected-error @below {{which is not linear in its counters}}
      ridge.move %x to %t : !arch.buffer<16 x f32> to !arch.buffer<16 x f32> counters(%i) sizes [affine_map<(i) -> (16)>]
          accesses [#arch.access<(i) -> (0), [1], (i) -> (0)>, #arch.access<(i) -> (0), [1], (i) -> (i mod 2)>]
    }
  }
  return
}

// -----

// Work outside of layers
func.func @outside() attributes {ridge.machine = "toy"} {
  // expected-error @below {{stands outside of a layer}}
  %c = arith.constant 1 : index
  return
}

// -----

// No machine
// expected-error @below {{names no machine; give the pass option 'machine' or the attribute 'ridge.machine'}}
func.func @whose() {
  return
}
