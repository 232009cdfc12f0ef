// RUN: ridge-opt --split-input-file --verify-diagnostics --ridge-assign-memories=machine=toy %s

// @matmul_f32 adds in @acc and reads from @sram: no memory serves both.
func.func @sum_as_operand() {
  %a = ridge.buffer "a" : !arch.buffer<256 x f32>
  // expected-error @below {{no memory of machine 'toy' is reached by every instruction and path that touches buffer 'c'; add a path or widen an operand's memories}}
  %c = ridge.buffer "c" : !arch.buffer<256 x f32>
  %d = ridge.buffer "d" : !arch.buffer<256 x f32>
  // expected-note @below {{takes operand}}
  ridge.layer "l" "matmul" macs 8192 {
    ridge.compute reads(%a, %a : !arch.buffer<256 x f32>, !arch.buffer<256 x f32>) write(%c : !arch.buffer<256 x f32>)
        sizes [affine_map<() -> (16)>, affine_map<() -> (16)>, affine_map<() -> (16)>] reduction [false, false, true] update
        accesses [#arch.access<() -> (0), [16, 0, 1], () -> (0)>, #arch.access<() -> (0), [0, 1, 16], () -> (0)>,
                  #arch.access<() -> (0), [16, 1, 0], () -> (0)>]
        group_dims [0, 1, 2] boxes [#ridge.box<() -> (), []>, #ridge.box<() -> (), []>, #ridge.box<() -> (), []>] total [16, 16, 16] {
    ^bb0(%x: f32, %y: f32, %acc: f32):
      %p = arith.mulf %x, %y : f32
      %s = arith.addf %acc, %p : f32
      ridge.yield %s : f32
    }
    ridge.compute reads(%c, %a : !arch.buffer<256 x f32>, !arch.buffer<256 x f32>) write(%d : !arch.buffer<256 x f32>)
        sizes [affine_map<() -> (16)>, affine_map<() -> (16)>, affine_map<() -> (16)>] reduction [false, false, true] update
        accesses [#arch.access<() -> (0), [16, 0, 1], () -> (0)>, #arch.access<() -> (0), [0, 1, 16], () -> (0)>,
                  #arch.access<() -> (0), [16, 1, 0], () -> (0)>]
        group_dims [0, 1, 2] boxes [#ridge.box<() -> (), []>, #ridge.box<() -> (), []>, #ridge.box<() -> (), []>] total [16, 16, 16] {
    ^bb0(%x: f32, %y: f32, %acc: f32):
      %p = arith.mulf %x, %y : f32
      %s = arith.addf %acc, %p : f32
      ridge.yield %s : f32
    }
  }
  return
}

// -----

func.func @no_instruction() {
  %a = ridge.buffer "a" : !arch.buffer<16 x f32>
  %b = ridge.buffer "b" : !arch.buffer<16 x f8E4M3FN>
  ridge.layer "l" "map" macs 0 {
    // expected-error @below {{no instruction of machine 'toy' runs this}}
    ridge.compute reads(%a : !arch.buffer<16 x f32>) write(%b : !arch.buffer<16 x f8E4M3FN>) sizes [affine_map<() -> (16)>] reduction [false]
        accesses [#arch.access<() -> (0), [1], () -> (0)>, #arch.access<() -> (0), [1], () -> (0)>]
        group_dims [0] boxes [#ridge.box<() -> (), []>, #ridge.box<() -> (), []>] total [16] {
    ^bb0(%v: f32):
      %r = ridge.cast %v saturate : f32 to f8E4M3FN
      ridge.yield %r : f8E4M3FN
    }
  }
  return
}
