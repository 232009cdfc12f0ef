// RUN: ridge-opt --split-input-file --verify-diagnostics --ridge-verify-stage=form=placed %s

func.func @no_address() attributes {ridge.machine = "toy"} {
  // expected-error @below {{needs memory, address, slot_bytes and layers in this form}}
  %t = ridge.buffer "t" {memory = "sram"} : !arch.buffer<16 x f32>
  ridge.layer "l" "map" macs 0 {
  }
  return
}

// -----

func.func @no_such_memory() attributes {ridge.machine = "toy"} {
  // expected-error @below {{is in memory 'attic', which @toy does not have}}
  %t = ridge.buffer "t" {memory = "attic", address = 0 : i64, slot_bytes = 64 : i64, layers = array<i64: 0, 0>} : !arch.buffer<16 x f32>
  ridge.layer "l" "map" macs 0 {
  }
  return
}

// -----

func.func @unaligned_address() attributes {ridge.machine = "toy"} {
  // expected-error @below {{has address 32 and slots of 64 bytes, 'sram' asks for multiples of 64}}
  %t = ridge.buffer "t" {memory = "sram", address = 32 : i64, slot_bytes = 64 : i64, layers = array<i64: 0, 0>} : !arch.buffer<16 x f32>
  ridge.layer "l" "map" macs 0 {
  }
  return
}

// -----

func.func @unaligned_slots() attributes {ridge.machine = "toy"} {
  // expected-error @below {{has address 0 and slots of 96 bytes, 'sram' asks for multiples of 64}}
  %t = ridge.buffer "t" {memory = "sram", address = 0 : i64, slot_bytes = 96 : i64, layers = array<i64: 0, 0>} : !arch.buffer<16 x f32>
  ridge.layer "l" "map" macs 0 {
  }
  return
}

// -----

func.func @past_the_end() attributes {ridge.machine = "toy"} {
  // expected-error @below {{takes bytes 262080 to 262208, 'sram' holds 262144}}
  %t = ridge.buffer "t" {depth = 2 : i64, memory = "sram", address = 262080 : i64, slot_bytes = 64 : i64, layers = array<i64: 0, 0>} : !arch.buffer<16 x f32>
  ridge.layer "l" "map" macs 0 {
  }
  return
}

// -----

func.func @slots_too_small() attributes {ridge.machine = "toy"} {
  // expected-error @below {{has slots of 64 bytes for 17 elements of}}
  %t = ridge.buffer "t" {memory = "sram", address = 0 : i64, slot_bytes = 64 : i64, layers = array<i64: 0, 0>} : !arch.buffer<17 x f32>
  ridge.layer "l" "map" macs 0 {
  }
  return
}

// -----

func.func @overlap() attributes {ridge.machine = "toy"} {
  // expected-note @below {{the other is here}}
  %a = ridge.buffer "a" {memory = "sram", address = 0 : i64, slot_bytes = 128 : i64, layers = array<i64: 0, 0>} : !arch.buffer<16 x f32>
  // expected-error @below {{shares addresses with 'a' while both live}}
  %b = ridge.buffer "b" {memory = "sram", address = 64 : i64, slot_bytes = 64 : i64, layers = array<i64: 0, 0>} : !arch.buffer<16 x f32>
  ridge.layer "l" "map" macs 0 {
  }
  return
}

// -----

// One after the other may share addresses.
func.func @no_overlap() attributes {ridge.machine = "toy"} {
  %a = ridge.buffer "a" {memory = "sram", address = 0 : i64, slot_bytes = 64 : i64, layers = array<i64: 0, 0>} : !arch.buffer<16 x f32>
  %b = ridge.buffer "b" {memory = "sram", address = 0 : i64, slot_bytes = 64 : i64, layers = array<i64: 1, 1>} : !arch.buffer<16 x f32>
  ridge.layer "l" "map" macs 0 {
  }
  ridge.layer "l" "map" macs 0 {
  }
  return
}

// -----

// Constants stay throughout, whatever their layers say.
func.func @over_a_constant() attributes {ridge.machine = "toy"} {
  // expected-note @below {{the other is here}}
  %a = ridge.buffer "a" {value = dense<1.0> : tensor<16xf32>, memory = "sram", address = 0 : i64, slot_bytes = 64 : i64, layers = array<i64: 1, 1>} : !arch.buffer<16 x f32>
  // expected-error @below {{shares addresses with 'a' while both live}}
  %b = ridge.buffer "b" {memory = "sram", address = 0 : i64, slot_bytes = 64 : i64, layers = array<i64: 0, 0>} : !arch.buffer<16 x f32>
  ridge.layer "l" "map" macs 0 {
  }
  ridge.layer "l" "map" macs 0 {
  }
  return
}

// -----

func.func @used_after_death() attributes {ridge.machine = "toy"} {
  %t = ridge.buffer "t" {memory = "sram", address = 0 : i64, slot_bytes = 64 : i64, layers = array<i64: 0, 0>} : !arch.buffer<16 x f32>
  ridge.layer "l" "map" macs 0 {
  }
  ridge.layer "l" "map" macs 0 {
    // expected-error @below {{uses 't' in layer 1, it lives from 0 to 0}}
    ridge.compute reads() write(%t : !arch.buffer<16 x f32>) sizes [affine_map<() -> (16)>] reduction [false]
        accesses [#arch.immediate<2.0 : f32>, #arch.access<() -> (0), [1], () -> (0)>] total [16] {
    ^bb0(%v: f32):
      ridge.yield %v : f32
    }
  }
  return
}

// -----

func.func @no_path() attributes {ridge.machine = "toy"} {
  %t = ridge.buffer "t" {memory = "sram", address = 0 : i64, slot_bytes = 64 : i64, layers = array<i64: 0, 0>} : !arch.buffer<16 x f32>
  %h = ridge.buffer "h" {memory = "acc", address = 0 : i64, slot_bytes = 64 : i64, layers = array<i64: 0, 0>} : !arch.buffer<16 x f32>
  ridge.layer "l" "map" macs 0 {
    // expected-error @below {{goes from 'sram' to 'acc', which no path of @toy joins}}
    ridge.move %t to %h : !arch.buffer<16 x f32> to !arch.buffer<16 x f32> sizes [affine_map<() -> (16)>]
        accesses [#arch.access<() -> (0), [1], () -> (0)>, #arch.access<() -> (0), [1], () -> (0)>]
  }
  return
}

// -----

func.func @list_elsewhere() attributes {ridge.machine = "toy"} {
  %table = ridge.buffer "table" {memory = "dram", address = 0 : i64, slot_bytes = 3200 : i64, layers = array<i64: 0, 0>} : !arch.buffer<800 x f32>
  %ids = ridge.buffer "ids" {memory = "sram", address = 6400 : i64, slot_bytes = 64 : i64, layers = array<i64: 0, 0>} : !arch.buffer<4 x i64>
  %tile = ridge.buffer "tile" {memory = "sram", address = 12800 : i64, slot_bytes = 128 : i64, layers = array<i64: 0, 0>} : !arch.buffer<32 x f32>
  ridge.layer "g" "gather" macs 0 {
    // expected-error @below {{reads positions in 'sram', expected them in 'dram', where the table is}}
    ridge.move %table at %ids : !arch.buffer<4 x i64> by [8] below [100] to %tile
        : !arch.buffer<800 x f32> to !arch.buffer<32 x f32>
        sizes [affine_map<() -> (4)>, affine_map<() -> (8)>]
        accesses [#arch.access<() -> (0), [0, 1], () -> (0)>, #arch.access<() -> (0), [8, 1], () -> (0)>,
                  #arch.access<() -> (0), [1, 0], () -> (0)>]
  }
  return
}

// -----

func.func @path_without_lists() attributes {ridge.machine = "toy"} {
  %table = ridge.buffer "table" {memory = "sram", address = 0 : i64, slot_bytes = 3200 : i64, layers = array<i64: 0, 0>} : !arch.buffer<800 x f32>
  %ids = ridge.buffer "ids" {memory = "sram", address = 6400 : i64, slot_bytes = 64 : i64, layers = array<i64: 0, 0>} : !arch.buffer<4 x i64>
  %tile = ridge.buffer "tile" {memory = "dram", address = 12800 : i64, slot_bytes = 128 : i64, layers = array<i64: 0, 0>} : !arch.buffer<32 x f32>
  ridge.layer "g" "gather" macs 0 {
    // expected-error @below {{gathers from 'sram' to 'dram', and no path of @toy between them is indexed}}
    ridge.move %table at %ids : !arch.buffer<4 x i64> by [8] below [100] to %tile
        : !arch.buffer<800 x f32> to !arch.buffer<32 x f32>
        sizes [affine_map<() -> (4)>, affine_map<() -> (8)>]
        accesses [#arch.access<() -> (0), [0, 1], () -> (0)>, #arch.access<() -> (0), [8, 1], () -> (0)>,
                  #arch.access<() -> (0), [1, 0], () -> (0)>]
  }
  return
}
