// RUN: ridge-opt --split-input-file --verify-diagnostics --ridge-assign-memories=machine=toy %s

func.func @no_place() {
  %h = ridge.buffer "h" {memory = "dram"} : !arch.buffer<16 x f32>
  // expected-error @below {{does not say where it is to lie; run ridge-choose-tiles and ridge-apply-tiling first}}
  %x = ridge.buffer "x" : !arch.buffer<16 x f32>
  ridge.layer "l" "map" macs 0 {
    ridge.move %h to %x : !arch.buffer<16 x f32> to !arch.buffer<16 x f32> sizes [affine_map<() -> (16)>]
        accesses [#arch.access<() -> (0), [1], () -> (0)>, #arch.access<() -> (0), [1], () -> (0)>]
  }
  return
}

// -----

func.func @unknown_memory() {
  %h = ridge.buffer "h" {memory = "dram"} : !arch.buffer<16 x f32>
  // expected-error @below {{is to lie in 'attic', which machine 'toy' does not have}}
  %x = ridge.buffer "x" {place = #ridge.place<"attic" slots 1>} : !arch.buffer<16 x f32>
  ridge.layer "l" "map" macs 0 {
    ridge.move %h to %x : !arch.buffer<16 x f32> to !arch.buffer<16 x f32> sizes [affine_map<() -> (16)>]
        accesses [#arch.access<() -> (0), [1], () -> (0)>, #arch.access<() -> (0), [1], () -> (0)>]
  }
  return
}

// -----

// The second slot would never be used.
func.func @idle_slots() {
  %h = ridge.buffer "h" {memory = "dram"} : !arch.buffer<16 x f32>
  // expected-error @below {{is to have 2 slots, and its contents never change; expected 1}}
  %x = ridge.buffer "x" {place = #ridge.place<"sram" slots 2>} : !arch.buffer<16 x f32>
  ridge.layer "l" "map" macs 0 {
    ridge.move %h to %x : !arch.buffer<16 x f32> to !arch.buffer<16 x f32> sizes [affine_map<() -> (16)>]
        accesses [#arch.access<() -> (0), [1], () -> (0)>, #arch.access<() -> (0), [1], () -> (0)>]
  }
  return
}
