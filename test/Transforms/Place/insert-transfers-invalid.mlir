// RUN: ridge-opt --split-input-file --verify-diagnostics --ridge-insert-transfers %s

// What transfers are made from is missing: refused, at the computation.
func.func @no_boxes() {
  %x = ridge.buffer "x" {memory = "dram"} : !arch.buffer<8 x f32>
  ridge.layer "l" "map" macs 0 {
    // expected-error @below {{does not say which boxes lie beneath its windows; run ridge-apply-tiling first}}
    ridge.compute reads(%x : !arch.buffer<8 x f32>) write(%x : !arch.buffer<8 x f32>) sizes [affine_map<() -> (8)>] reduction [false]
        accesses [#arch.access<() -> (0), [1], () -> (0)>, #arch.access<() -> (0), [1], () -> (0)>] total [8] {
    ^bb0(%v: f32):
      ridge.yield %v : f32
    }
  }
  return
}

// -----

// One box for two windows.
func.func @short_boxes() {
  %x = ridge.buffer "x" {memory = "dram"} : !arch.buffer<8 x f32>
  ridge.layer "l" "map" macs 0 {
    // expected-error @below {{has 1 boxes and 1 group dims, expected 2, one per access, and 1, one per dim}}
    ridge.compute reads(%x : !arch.buffer<8 x f32>) write(%x : !arch.buffer<8 x f32>) sizes [affine_map<() -> (8)>] reduction [false]
        accesses [#arch.access<() -> (0), [1], () -> (0)>, #arch.access<() -> (0), [1], () -> (0)>]
        group_dims [0] boxes [#ridge.box<(d0) -> (d0), [1]>] total [8] {
    ^bb0(%v: f32):
      ridge.yield %v : f32
    }
  }
  return
}

// -----

// Boxes by a name that nobody reads.
func.func @discardable_boxes() {
  %x = ridge.buffer "x" {memory = "dram"} : !arch.buffer<8 x f32>
  ridge.layer "l" "map" macs 0 {
    // expected-error @below {{has 'ridge.boxes', which is no attribute of the ridge dialect}}
    ridge.compute reads(%x : !arch.buffer<8 x f32>) write(%x : !arch.buffer<8 x f32>) sizes [affine_map<() -> (8)>] reduction [false]
        accesses [#arch.access<() -> (0), [1], () -> (0)>, #arch.access<() -> (0), [1], () -> (0)>]
        attributes {ridge.boxes = [[array<i64: 1, 0, 1>]]} {
    ^bb0(%v: f32):
      ridge.yield %v : f32
    }
  }
  return
}

// -----

func.func @loop_from_one() {
  %x = ridge.buffer "x" {memory = "dram"} : !arch.buffer<16 x f32>
  ridge.layer "l" "map" macs 0 {
    // expected-error @below {{must count from 0 to a constant in steps of 1 and carry no values}}
    affine.for %i = 1 to 2 {
      ridge.compute reads(%x : !arch.buffer<16 x f32>) write(%x : !arch.buffer<16 x f32>) counters(%i) sizes [affine_map<(i) -> (8)>] reduction [false]
          accesses [#arch.access<(i) -> (i * 8), [1], (i) -> (0)>, #arch.access<(i) -> (i * 8), [1], (i) -> (0)>]
        group_dims [0] boxes [#ridge.box<(d0) -> (d0), [1]>, #ridge.box<(d0) -> (d0), [1]>] total [16] {
      ^bb0(%v: f32):
        ridge.yield %v : f32
      }
    }
  }
  return
}

// -----

// Counters out of their order would count instances in another.
func.func @counter_of_another_loop() {
  %x = ridge.buffer "x" {memory = "dram"} : !arch.buffer<16 x f32>
  ridge.layer "l" "map" macs 0 {
    affine.for %i = 0 to 2 {
      affine.for %j = 0 to 2 {
        // expected-error @below {{counter 0 is not that of the loop around it at this depth}}
        ridge.compute reads(%x : !arch.buffer<16 x f32>) write(%x : !arch.buffer<16 x f32>) counters(%j) sizes [affine_map<(j) -> (8)>] reduction [false]
            accesses [#arch.access<(j) -> (j * 8), [1], (j) -> (0)>, #arch.access<(j) -> (j * 8), [1], (j) -> (0)>]
        group_dims [0] boxes [#ridge.box<(d0) -> (d0), [1]>, #ridge.box<(d0) -> (d0), [1]>] total [16] {
        ^bb0(%v: f32):
          ridge.yield %v : f32
        }
      }
    }
  }
  return
}
