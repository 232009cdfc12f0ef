// RUN: ridge-opt --split-input-file --verify-diagnostics --ridge-verify-stage=form=tile %s

func.func @tensor_left(%x: tensor<16xf32>) -> tensor<4x4xf32> {
  // expected-error @below {{'ridge.reshape' does not belong to the tile form}}
  %y = ridge.reshape %x : tensor<16xf32> -> tensor<4x4xf32>
  return %y : tensor<4x4xf32>
}

// -----

func.func @move_too_early(%x: tensor<16xf32>) {
  %t = ridge.buffer "t" : !arch.buffer<16 x f32>
  ridge.layer "l" "copy" macs 0 {
    // expected-error @below {{'ridge.move' does not belong to the tile form}}
    ridge.move %t to %t : !arch.buffer<16 x f32> to !arch.buffer<16 x f32> sizes [affine_map<() -> (16)>]
        accesses [#arch.access<() -> (0), [1], () -> (0)>, #arch.access<() -> (0), [1], () -> (0)>]
  }
  return
}

// -----

func.func @loop_from_one() {
  ridge.layer "l" "map" macs 0 {
    // expected-error @below {{must count from 0 to a constant in steps of 1 and carry no values}}
    affine.for %i = 1 to 2 {
    }
  }
  return
}

// -----

func.func @empty_tile() {
  %t = ridge.buffer "t" : !arch.buffer<64 x f32>
  ridge.layer "l" "map" macs 0 {
    affine.for %i = 0 to 3 {
      // expected-error @below {{size 0 falls to 0, expected 1 or more for all counters}}
      ridge.compute reads() write(%t : !arch.buffer<64 x f32>) counters(%i) sizes [affine_map<(i) -> (16, 32 - 16 * i)>] reduction [false]
          accesses [#arch.immediate<2.0 : f32>, #arch.access<(i) -> (16 * i), [1], (i) -> (0)>]
          group_dims [0] boxes [#ridge.box<() -> (), []>, #ridge.box<() -> (), []>] total [32] {
      ^bb0(%v: f32):
        ridge.yield %v : f32
      }
    }
  }
  return
}

// -----

// A layer by any name: what data addresses, and who passes it on, may move.
func.func @gather_by_another_name() {
  %table = ridge.buffer "table" : !arch.buffer<800 x f32>
  %ids = ridge.buffer "ids" : !arch.buffer<4 x i64>
  %tile = ridge.buffer "tile" : !arch.buffer<32 x f32>
  %rows = ridge.buffer "rows" : !arch.buffer<32 x f32>
  ridge.layer "g" "lookup" macs 0 {
    ridge.move %table at %ids : !arch.buffer<4 x i64> by [8] below [100] to %tile
        : !arch.buffer<800 x f32> to !arch.buffer<32 x f32>
        sizes [affine_map<() -> (4)>, affine_map<() -> (8)>]
        accesses [#arch.access<() -> (0), [0, 1], () -> (0)>, #arch.access<() -> (0), [8, 1], () -> (0)>,
                  #arch.access<() -> (0), [1, 0], () -> (0)>]
    ridge.move %tile to %rows : !arch.buffer<32 x f32> to !arch.buffer<32 x f32> sizes [affine_map<() -> (32)>]
        accesses [#arch.access<() -> (0), [1], () -> (0)>, #arch.access<() -> (0), [1], () -> (0)>]
  }
  return
}

// -----

// The name of a layer allows nothing.
func.func @gather_by_name_alone() {
  %t = ridge.buffer "t" : !arch.buffer<16 x f32>
  ridge.layer "l" "gather" macs 0 {
    // expected-error @below {{'ridge.move' does not belong to the tile form}}
    ridge.move %t to %t : !arch.buffer<16 x f32> to !arch.buffer<16 x f32> sizes [affine_map<() -> (16)>]
        accesses [#arch.access<() -> (0), [1], () -> (0)>, #arch.access<() -> (0), [1], () -> (0)>]
  }
  return
}

// -----

func.func @no_totals() {
  %t = ridge.buffer "t" : !arch.buffer<16 x f32>
  ridge.layer "l" "map" macs 0 {
    // expected-error @below {{has neither totals nor is it a part: bounds would not count its work}}
    ridge.compute reads() write(%t : !arch.buffer<16 x f32>) sizes [affine_map<() -> (16)>] reduction [false]
        accesses [#arch.immediate<2.0 : f32>, #arch.access<() -> (0), [1], () -> (0)>]
        group_dims [0] boxes [#ridge.box<() -> (), []>, #ridge.box<() -> (), []>] {
    ^bb0(%v: f32):
      ridge.yield %v : f32
    }
  }
  return
}

// -----

func.func @no_boxes() {
  %t = ridge.buffer "t" : !arch.buffer<16 x f32>
  ridge.layer "l" "map" macs 0 {
    // expected-error @below {{needs group_dims and boxes in this form: they say what lies beneath its windows}}
    ridge.compute reads() write(%t : !arch.buffer<16 x f32>) sizes [affine_map<() -> (16)>] reduction [false]
        accesses [#arch.immediate<2.0 : f32>, #arch.access<() -> (0), [1], () -> (0)>] total [16] {
    ^bb0(%v: f32):
      ridge.yield %v : f32
    }
  }
  return
}
