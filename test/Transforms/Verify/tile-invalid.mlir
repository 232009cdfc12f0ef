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
          accesses [#arch.immediate<2.0 : f32>, #arch.access<(i) -> (16 * i), [1], (i) -> (0)>] {
      ^bb0(%v: f32):
        ridge.yield %v : f32
      }
    }
  }
  return
}
