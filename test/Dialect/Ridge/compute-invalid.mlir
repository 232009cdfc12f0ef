// RUN: ridge-opt --split-input-file --verify-diagnostics %s

// One case per sentence of the verifiers, named by its constraint.

// compute-c1: sizes over the counters
func.func @size_of_a_counter() {
  %a = ridge.buffer "a" : !arch.buffer<32 x f32>
  %c = ridge.buffer "c" : !arch.buffer<32 x f32>
  ridge.layer "l" "map" macs 0 {
    // expected-error @below {{size 0 must be a map over the 0 counters}}
    ridge.compute reads(%a : !arch.buffer<32 x f32>) write(%c : !arch.buffer<32 x f32>)
        sizes [affine_map<(i) -> (32)>] reduction [false]
        accesses [#arch.access<() -> (0), [1], () -> (0)>, #arch.access<() -> (0), [1], () -> (0)>] {
    ^bb0(%v: f32):
      ridge.yield %v : f32
    }
  }
  return
}

// -----

// compute-c1: a constant
func.func @size_without_constant() {
  %a = ridge.buffer "a" : !arch.buffer<32 x f32>
  %c = ridge.buffer "c" : !arch.buffer<32 x f32>
  ridge.layer "l" "map" macs 0 {
    affine.for %i = 0 to 2 {
      // expected-error @below {{size 0 needs a constant result of at least 1}}
      ridge.compute reads(%a : !arch.buffer<32 x f32>) write(%c : !arch.buffer<32 x f32>) counters(%i)
          sizes [affine_map<(i) -> (i + 1)>] reduction [false]
          accesses [#arch.access<(i) -> (0), [1], (i) -> (0)>, #arch.access<(i) -> (0), [1], (i) -> (0)>] {
      ^bb0(%v: f32):
        ridge.yield %v : f32
      }
    }
  }
  return
}

// -----

// compute-c1: a flag per dim
func.func @flags() {
  %a = ridge.buffer "a" : !arch.buffer<32 x f32>
  %c = ridge.buffer "c" : !arch.buffer<32 x f32>
  ridge.layer "l" "map" macs 0 {
    // expected-error @below {{has 2 reduction flags for 1 dims}}
    ridge.compute reads(%a : !arch.buffer<32 x f32>) write(%c : !arch.buffer<32 x f32>)
        sizes [affine_map<() -> (32)>] reduction [false, true]
        accesses [#arch.access<() -> (0), [1], () -> (0)>, #arch.access<() -> (0), [1], () -> (0)>] {
    ^bb0(%v: f32):
      ridge.yield %v : f32
    }
  }
  return
}

// -----

// compute-c2: an output
func.func @no_accesses() {
  %a = ridge.buffer "a" : !arch.buffer<32 x f32>
  %c = ridge.buffer "c" : !arch.buffer<32 x f32>
  ridge.layer "l" "map" macs 0 {
    // expected-error @below {{needs an access for its output}}
    ridge.compute reads() write(%c : !arch.buffer<32 x f32>)
        sizes [affine_map<() -> (32)>] reduction [false]
        accesses [] {
    ^bb0():
      %v = arith.constant 0.0 : f32
      ridge.yield %v : f32
    }
  }
  return
}

// -----

// compute-c2: inputs
func.func @input_of_a_number() {
  %a = ridge.buffer "a" : !arch.buffer<32 x f32>
  %c = ridge.buffer "c" : !arch.buffer<32 x f32>
  ridge.layer "l" "map" macs 0 {
    // expected-error @below {{input accesses must be immediates or accesses, one per buffer read}}
    ridge.compute reads(%a : !arch.buffer<32 x f32>) write(%c : !arch.buffer<32 x f32>)
        sizes [affine_map<() -> (32)>] reduction [false]
        accesses [0, #arch.access<() -> (0), [1], () -> (0)>] {
    ^bb0(%v: f32):
      ridge.yield %v : f32
    }
  }
  return
}

// -----

// compute-c2: output
func.func @immediate_output() {
  %a = ridge.buffer "a" : !arch.buffer<32 x f32>
  %c = ridge.buffer "c" : !arch.buffer<32 x f32>
  ridge.layer "l" "map" macs 0 {
    // expected-error @below {{output needs an access}}
    ridge.compute reads(%a : !arch.buffer<32 x f32>) write(%c : !arch.buffer<32 x f32>)
        sizes [affine_map<() -> (32)>] reduction [false]
        accesses [#arch.access<() -> (0), [1], () -> (0)>, #arch.immediate<0.0 : f32>] {
    ^bb0(%v: f32):
      ridge.yield %v : f32
    }
  }
  return
}

// -----

// compute-c2: as many as are read
func.func @reads_more() {
  %a = ridge.buffer "a" : !arch.buffer<32 x f32>
  %c = ridge.buffer "c" : !arch.buffer<32 x f32>
  ridge.layer "l" "map" macs 0 {
    // expected-error @below {{reads 2 buffers with 1 accesses}}
    ridge.compute reads(%a, %a : !arch.buffer<32 x f32>, !arch.buffer<32 x f32>) write(%c : !arch.buffer<32 x f32>)
        sizes [affine_map<() -> (32)>] reduction [false]
        accesses [#arch.access<() -> (0), [1], () -> (0)>, #arch.access<() -> (0), [1], () -> (0)>] {
    ^bb0(%v: f32):
      ridge.yield %v : f32
    }
  }
  return
}

// -----

// compute-c3: strides
func.func @two_strides() {
  %a = ridge.buffer "a" : !arch.buffer<32 x f32>
  %c = ridge.buffer "c" : !arch.buffer<32 x f32>
  ridge.layer "l" "map" macs 0 {
    // expected-error @below {{has 2 strides, expected one per dim (1)}}
    ridge.compute reads(%a : !arch.buffer<32 x f32>) write(%c : !arch.buffer<32 x f32>)
        sizes [affine_map<() -> (32)>] reduction [false]
        accesses [#arch.access<() -> (0), [1, 1], () -> (0)>, #arch.access<() -> (0), [1], () -> (0)>] {
    ^bb0(%v: f32):
      ridge.yield %v : f32
    }
  }
  return
}

// -----

// compute-c3: maps
func.func @offset_of_a_counter() {
  %a = ridge.buffer "a" : !arch.buffer<32 x f32>
  %c = ridge.buffer "c" : !arch.buffer<32 x f32>
  ridge.layer "l" "map" macs 0 {
    // expected-error @below {{needs maps with one result over the 0 counters}}
    ridge.compute reads(%a : !arch.buffer<32 x f32>) write(%c : !arch.buffer<32 x f32>)
        sizes [affine_map<() -> (32)>] reduction [false]
        accesses [#arch.access<(i) -> (i), [1], (i) -> (0)>, #arch.access<() -> (0), [1], () -> (0)>] {
    ^bb0(%v: f32):
      ridge.yield %v : f32
    }
  }
  return
}

// -----

// compute-c4: arguments
func.func @accumulator_missing() {
  %a = ridge.buffer "a" : !arch.buffer<32 x f32>
  %c = ridge.buffer "c" : !arch.buffer<32 x f32>
  ridge.layer "l" "map" macs 0 {
    // expected-error @below {{body arguments are 'f32', expected 'f32', 'f32'}}
    ridge.compute reads(%a : !arch.buffer<32 x f32>) write(%c : !arch.buffer<32 x f32>)
        sizes [affine_map<() -> (32)>] reduction [false] update
        accesses [#arch.access<() -> (0), [1], () -> (0)>, #arch.access<() -> (0), [1], () -> (0)>] {
    ^bb0(%v: f32):
      ridge.yield %v : f32
    }
  }
  return
}

// -----

// compute-c4: the yielded value
func.func @other_yield() {
  %a = ridge.buffer "a" : !arch.buffer<32 x f32>
  %c = ridge.buffer "c" : !arch.buffer<32 x f32>
  ridge.layer "l" "map" macs 0 {
    ridge.compute reads(%a : !arch.buffer<32 x f32>) write(%c : !arch.buffer<32 x f32>)
        sizes [affine_map<() -> (32)>] reduction [false]
        accesses [#arch.access<() -> (0), [1], () -> (0)>, #arch.access<() -> (0), [1], () -> (0)>] {
    ^bb0(%v: f32):
      %w = arith.extf %v : f32 to f64
      // expected-error @below {{must yield one value of type 'f32'}}
      ridge.yield %w : f64
    }
  }
  return
}

// -----

// compute-c5
func.func @two_origins() {
  %a = ridge.buffer "a" : !arch.buffer<32 x f32>
  %c = ridge.buffer "c" : !arch.buffer<32 x f32>
  ridge.layer "l" "map" macs 0 {
    // expected-error @below {{needs one origin per dim}}
    ridge.compute reads(%a : !arch.buffer<32 x f32>) write(%c : !arch.buffer<32 x f32>)
        sizes [affine_map<() -> (32)>] reduction [false]
        accesses [#arch.access<() -> (0), [1], () -> (0)>, #arch.access<() -> (0), [1], () -> (0)>] origins [affine_map<() -> (0)>, affine_map<() -> (0)>] {
    ^bb0(%v: f32):
      ridge.yield %v : f32
    }
  }
  return
}

// -----

// compute-c6: a layer
func.func @no_layer() {
  %a = ridge.buffer "a" : !arch.buffer<32 x f32>
  %c = ridge.buffer "c" : !arch.buffer<32 x f32>
  // expected-error @below {{stands outside a ridge.layer}}
  ridge.compute reads(%a : !arch.buffer<32 x f32>) write(%c : !arch.buffer<32 x f32>)
      sizes [affine_map<() -> (32)>] reduction [false]
      accesses [#arch.access<() -> (0), [1], () -> (0)>, #arch.access<() -> (0), [1], () -> (0)>] {
  ^bb0(%v: f32):
    ridge.yield %v : f32
  }
  return
}

// -----

// compute-c6: buffers
func.func @buffer_of_the_caller(%a: !arch.buffer<32 x f32>) {
  %c = ridge.buffer "c" : !arch.buffer<32 x f32>
  ridge.layer "l" "map" macs 0 {
    // expected-error @below {{operand 0 is not made by a ridge.buffer}}
    ridge.compute reads(%a : !arch.buffer<32 x f32>) write(%c : !arch.buffer<32 x f32>)
        sizes [affine_map<() -> (32)>] reduction [false]
        accesses [#arch.access<() -> (0), [1], () -> (0)>, #arch.access<() -> (0), [1], () -> (0)>] {
    ^bb0(%v: f32):
      ridge.yield %v : f32
    }
  }
  return
}

// -----

// compute-c7: a box per access
func.func @one_box() {
  %a = ridge.buffer "a" : !arch.buffer<32 x f32>
  %c = ridge.buffer "c" : !arch.buffer<32 x f32>
  ridge.layer "l" "map" macs 0 {
    // expected-error @below {{has 1 boxes and 1 group dims, expected 2, one per access, and 1, one per dim}}
    ridge.compute reads(%a : !arch.buffer<32 x f32>) write(%c : !arch.buffer<32 x f32>)
        sizes [affine_map<() -> (32)>] reduction [false]
        accesses [#arch.access<() -> (0), [1], () -> (0)>, #arch.access<() -> (0), [1], () -> (0)>]
        group_dims [0] boxes [#ridge.box<(d0) -> (d0), [1]>] {
    ^bb0(%v: f32):
      ridge.yield %v : f32
    }
  }
  return
}

// -----

// compute-c7: a group dim per dim
func.func @no_group_dim() {
  %a = ridge.buffer "a" : !arch.buffer<32 x f32>
  %c = ridge.buffer "c" : !arch.buffer<32 x f32>
  ridge.layer "l" "map" macs 0 {
    // expected-error @below {{has 2 boxes and 0 group dims, expected 2, one per access, and 1, one per dim}}
    ridge.compute reads(%a : !arch.buffer<32 x f32>) write(%c : !arch.buffer<32 x f32>)
        sizes [affine_map<() -> (32)>] reduction [false]
        accesses [#arch.access<() -> (0), [1], () -> (0)>, #arch.access<() -> (0), [1], () -> (0)>]
        group_dims [] boxes [#ridge.box<(d0) -> (d0), [1]>, #ridge.box<(d0) -> (d0), [1]>] {
    ^bb0(%v: f32):
      ridge.yield %v : f32
    }
  }
  return
}

// -----

// compute-c7: both or neither
func.func @no_boxes() {
  %a = ridge.buffer "a" : !arch.buffer<32 x f32>
  %c = ridge.buffer "c" : !arch.buffer<32 x f32>
  ridge.layer "l" "map" macs 0 {
    // expected-error @below {{has 0 boxes and 1 group dims, expected 2, one per access, and 1, one per dim}}
    ridge.compute reads(%a : !arch.buffer<32 x f32>) write(%c : !arch.buffer<32 x f32>)
        sizes [affine_map<() -> (32)>] reduction [false]
        accesses [#arch.access<() -> (0), [1], () -> (0)>, #arch.access<() -> (0), [1], () -> (0)>]
        group_dims [0] {
    ^bb0(%v: f32):
      ridge.yield %v : f32
    }
  }
  return
}

// -----

// compute-c7: over these dims
func.func @box_of_another_dim() {
  %a = ridge.buffer "a" : !arch.buffer<32 x f32>
  %c = ridge.buffer "c" : !arch.buffer<32 x f32>
  ridge.layer "l" "map" macs 0 {
    // expected-error @below {{moves with dim 1, which is none of its group dims}}
    ridge.compute reads(%a : !arch.buffer<32 x f32>) write(%c : !arch.buffer<32 x f32>)
        sizes [affine_map<() -> (32)>] reduction [false]
        accesses [#arch.access<() -> (0), [1], () -> (0)>, #arch.access<() -> (0), [1], () -> (0)>]
        group_dims [0] boxes [#ridge.box<(d0, d1) -> (d1), [1]>, #ridge.box<(d0) -> (d0), [1]>] {
    ^bb0(%v: f32):
      ridge.yield %v : f32
    }
  }
  return
}

// -----

// compute-c8: per dim
func.func @two_totals() {
  %a = ridge.buffer "a" : !arch.buffer<32 x f32>
  %c = ridge.buffer "c" : !arch.buffer<32 x f32>
  ridge.layer "l" "map" macs 0 {
    // expected-error @below {{has 2 totals for 1 dims}}
    ridge.compute reads(%a : !arch.buffer<32 x f32>) write(%c : !arch.buffer<32 x f32>)
        sizes [affine_map<() -> (32)>] reduction [false]
        accesses [#arch.access<() -> (0), [1], () -> (0)>, #arch.access<() -> (0), [1], () -> (0)>] total [32, 32] {
    ^bb0(%v: f32):
      ridge.yield %v : f32
    }
  }
  return
}

// -----

// compute-c8: at least 1
func.func @total_of_nothing() {
  %a = ridge.buffer "a" : !arch.buffer<32 x f32>
  %c = ridge.buffer "c" : !arch.buffer<32 x f32>
  ridge.layer "l" "map" macs 0 {
    // expected-error @below {{has the total 0, expected at least 1}}
    ridge.compute reads(%a : !arch.buffer<32 x f32>) write(%c : !arch.buffer<32 x f32>)
        sizes [affine_map<() -> (32)>] reduction [false]
        accesses [#arch.access<() -> (0), [1], () -> (0)>, #arch.access<() -> (0), [1], () -> (0)>] total [0] {
    ^bb0(%v: f32):
      ridge.yield %v : f32
    }
  }
  return
}

// -----

// compute-c8: or a part
func.func @part_with_total() {
  %a = ridge.buffer "a" : !arch.buffer<32 x f32>
  %c = ridge.buffer "c" : !arch.buffer<32 x f32>
  ridge.layer "l" "map" macs 0 {
    // expected-error @below {{is a part and has totals, expected one of the two}}
    ridge.compute reads(%a : !arch.buffer<32 x f32>) write(%c : !arch.buffer<32 x f32>)
        sizes [affine_map<() -> (32)>] reduction [false]
        accesses [#arch.access<() -> (0), [1], () -> (0)>, #arch.access<() -> (0), [1], () -> (0)>] total [32] part {
    ^bb0(%v: f32):
      ridge.yield %v : f32
    }
  }
  return
}

// -----

// compute-c8: points
func.func @more_points() {
  %a = ridge.buffer "a" : !arch.buffer<32 x f32>
  %c = ridge.buffer "c" : !arch.buffer<32 x f32>
  ridge.layer "l" "map" macs 0 {
    // expected-error @below {{has 33 points of 32}}
    ridge.compute reads(%a : !arch.buffer<32 x f32>) write(%c : !arch.buffer<32 x f32>)
        sizes [affine_map<() -> (32)>] reduction [false]
        accesses [#arch.access<() -> (0), [1], () -> (0)>, #arch.access<() -> (0), [1], () -> (0)>] total [32] points 33 {
    ^bb0(%v: f32):
      ridge.yield %v : f32
    }
  }
  return
}

// -----

// compute-c8: points of totals
func.func @points_of_a_part() {
  %a = ridge.buffer "a" : !arch.buffer<32 x f32>
  %c = ridge.buffer "c" : !arch.buffer<32 x f32>
  ridge.layer "l" "map" macs 0 {
    // expected-error @below {{has points, but no totals that they are of}}
    ridge.compute reads(%a : !arch.buffer<32 x f32>) write(%c : !arch.buffer<32 x f32>)
        sizes [affine_map<() -> (32)>] reduction [false]
        accesses [#arch.access<() -> (0), [1], () -> (0)>, #arch.access<() -> (0), [1], () -> (0)>] points 3 part {
    ^bb0(%v: f32):
      ridge.yield %v : f32
    }
  }
  return
}

// -----

// compute-c9: dims
func.func @choice_of_two_dims() {
  %a = ridge.buffer "a" : !arch.buffer<32 x f32>
  %c = ridge.buffer "c" : !arch.buffer<32 x f32>
  ridge.layer "l" "map" macs 0 {
    // expected-error @below {{chose an instruction for 2 dims and 2 accesses, it has 1 and 2}}
    ridge.compute reads(%a : !arch.buffer<32 x f32>) write(%c : !arch.buffer<32 x f32>)
        sizes [affine_map<() -> (32)>] reduction [false]
        accesses [#arch.access<() -> (0), [1], () -> (0)>, #arch.access<() -> (0), [1], () -> (0)>] choice <"simple" dims [0, 0] operands [0, 1] cycles 2> {
    ^bb0(%v: f32):
      ridge.yield %v : f32
    }
  }
  return
}

// -----

// compute-c9: operands
func.func @choice_of_one_operand() {
  %a = ridge.buffer "a" : !arch.buffer<32 x f32>
  %c = ridge.buffer "c" : !arch.buffer<32 x f32>
  ridge.layer "l" "map" macs 0 {
    // expected-error @below {{chose an instruction for 1 dims and 1 accesses, it has 1 and 2}}
    ridge.compute reads(%a : !arch.buffer<32 x f32>) write(%c : !arch.buffer<32 x f32>)
        sizes [affine_map<() -> (32)>] reduction [false]
        accesses [#arch.access<() -> (0), [1], () -> (0)>, #arch.access<() -> (0), [1], () -> (0)>] choice <"simple" dims [0] operands [0] cycles 2> {
    ^bb0(%v: f32):
      ridge.yield %v : f32
    }
  }
  return
}
