// RUN: ridge-opt --split-input-file --verify-diagnostics --ridge-verify-stage=form=selected %s

func.func @not_selected() attributes {ridge.machine = "toy"} {
  %t = ridge.buffer "t" {memory = "sram", address = 0 : i64, slot_bytes = 64 : i64, layers = array<i64: 0, 0>} : !arch.buffer<16 x f32>
  ridge.layer "l" "map" macs 0 {
    // expected-error @below {{'ridge.compute' does not belong to the selected form}}
    ridge.compute reads() write(%t : !arch.buffer<16 x f32>) sizes [affine_map<() -> (16)>] reduction [false]
        accesses [#arch.immediate<2.0 : f32>, #arch.access<() -> (0), [1], () -> (0)>] {
    ^bb0(%v: f32):
      ridge.yield %v : f32
    }
  }
  return
}

// -----

func.func @no_such_instruction() attributes {ridge.machine = "toy"} {
  %t = ridge.buffer "t" {memory = "sram", address = 0 : i64, slot_bytes = 64 : i64, layers = array<i64: 0, 0>} : !arch.buffer<16 x f32>
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

func.func @other_body() attributes {ridge.machine = "toy"} {
  %t = ridge.buffer "t" {memory = "sram", address = 0 : i64, slot_bytes = 64 : i64, layers = array<i64: 0, 0>} : !arch.buffer<16 x f32>
  ridge.layer "l" "map" macs 0 {
    // expected-error @below {{does not match @matmul_f32 in this way}}
    ridge.invoke "matmul_f32" reads() write(%t : !arch.buffer<16 x f32>) sizes [affine_map<() -> (16)>] reduction [false]
        accesses [#arch.immediate<2.0 : f32>, #arch.access<() -> (0), [1], () -> (0)>] dims [0] operands [0, 1] total [16] {
    ^bb0(%v: f32):
      ridge.yield %v : f32
    }
  }
  return
}

// -----

func.func @other_dims() attributes {ridge.machine = "toy"} {
  %t = ridge.buffer "t" {memory = "sram", address = 0 : i64, slot_bytes = 64 : i64, layers = array<i64: 0, 0>} : !arch.buffer<16 x f32>
  ridge.layer "l" "map" macs 0 {
    // expected-error @below {{does not match @simple in this way}}
    ridge.invoke "simple" reads() write(%t : !arch.buffer<16 x f32>) sizes [affine_map<() -> (16)>] reduction [false]
        accesses [#arch.immediate<2.0 : f32>, #arch.access<() -> (0), [1], () -> (0)>] dims [-1] operands [0, 1] total [16] {
    ^bb0(%v: f32):
      ridge.yield %v : f32
    }
  }
  return
}

// -----

// 262144 elements, of 65536 at a time.
func.func @too_long() attributes {ridge.machine = "toy"} {
  %t = ridge.buffer "t" {memory = "sram", address = 0 : i64, slot_bytes = 262144 : i64, layers = array<i64: 0, 0>} : !arch.buffer<65537 x i8>
  ridge.layer "l" "map" macs 0 {
    // expected-error @below {{asks @simple for n from 65537 to 65537, it takes 1 to 65536}}
    ridge.invoke "simple" reads() write(%t : !arch.buffer<65537 x i8>) sizes [affine_map<() -> (65537)>] reduction [false]
        accesses [#arch.immediate<2 : i8>, #arch.access<() -> (0), [1], () -> (0)>] dims [0] operands [0, 1] total [16] {
    ^bb0(%v: i8):
      ridge.yield %v : i8
    }
  }
  return
}

// -----

func.func @wrong_memory() attributes {ridge.machine = "toy"} {
  %t = ridge.buffer "t" {memory = "sram", address = 0 : i64, slot_bytes = 64 : i64, layers = array<i64: 0, 0>} : !arch.buffer<16 x f32>
  ridge.layer "l" "map" macs 0 {
    // expected-error @below {{operand 1 is in 'sram', from where @clear_f32 does not take c}}
    ridge.invoke "clear_f32" reads() write(%t : !arch.buffer<16 x f32>) sizes [affine_map<() -> (16)>] reduction [false]
        accesses [#arch.immediate<2.0 : f32>, #arch.access<() -> (0), [1], () -> (0)>] dims [0] operands [0, 1] total [16] {
    ^bb0(%v: f32):
      ridge.yield %v : f32
    }
  }
  return
}
