// RUN: ridge-opt --split-input-file --verify-diagnostics %s

// One case per sentence of the verifiers, named by its constraint.

// invoke-c1: sizes over the counters
func.func @size_of_a_counter() {
  %a = ridge.buffer "a" : !arch.buffer<32 x f32>
  %c = ridge.buffer "c" : !arch.buffer<32 x f32>
  ridge.layer "l" "map" macs 0 {
    // expected-error @below {{size 0 must be a map over the 0 counters}}
    ridge.invoke "simple" reads(%a : !arch.buffer<32 x f32>) write(%c : !arch.buffer<32 x f32>)
        sizes [affine_map<(i) -> (32)>] reduction [false]
        accesses [#arch.access<() -> (0), [1], () -> (0)>, #arch.access<() -> (0), [1], () -> (0)>] dims [0] operands [0, 1] {
    ^bb0(%v: f32):
      ridge.yield %v : f32
    }
  }
  return
}

// -----

// invoke-c1: a constant
func.func @size_without_constant() {
  %a = ridge.buffer "a" : !arch.buffer<32 x f32>
  %c = ridge.buffer "c" : !arch.buffer<32 x f32>
  ridge.layer "l" "map" macs 0 {
    affine.for %i = 0 to 2 {
      // expected-error @below {{size 0 needs a constant result of at least 1}}
      ridge.invoke "simple" reads(%a : !arch.buffer<32 x f32>) write(%c : !arch.buffer<32 x f32>) counters(%i)
          sizes [affine_map<(i) -> (i + 1)>] reduction [false]
          accesses [#arch.access<(i) -> (0), [1], (i) -> (0)>, #arch.access<(i) -> (0), [1], (i) -> (0)>] dims [0] operands [0, 1] {
      ^bb0(%v: f32):
        ridge.yield %v : f32
      }
    }
  }
  return
}

// -----

// invoke-c1: a flag per dim
func.func @flags() {
  %a = ridge.buffer "a" : !arch.buffer<32 x f32>
  %c = ridge.buffer "c" : !arch.buffer<32 x f32>
  ridge.layer "l" "map" macs 0 {
    // expected-error @below {{has 2 reduction flags for 1 dims}}
    ridge.invoke "simple" reads(%a : !arch.buffer<32 x f32>) write(%c : !arch.buffer<32 x f32>)
        sizes [affine_map<() -> (32)>] reduction [false, true]
        accesses [#arch.access<() -> (0), [1], () -> (0)>, #arch.access<() -> (0), [1], () -> (0)>] dims [0] operands [0, 1] {
    ^bb0(%v: f32):
      ridge.yield %v : f32
    }
  }
  return
}

// -----

// invoke-c2: an output
func.func @no_accesses() {
  %a = ridge.buffer "a" : !arch.buffer<32 x f32>
  %c = ridge.buffer "c" : !arch.buffer<32 x f32>
  ridge.layer "l" "map" macs 0 {
    // expected-error @below {{needs an access for its output}}
    ridge.invoke "simple" reads() write(%c : !arch.buffer<32 x f32>)
        sizes [affine_map<() -> (32)>] reduction [false]
        accesses [] dims [0] operands [] {
    ^bb0():
      %v = arith.constant 0.0 : f32
      ridge.yield %v : f32
    }
  }
  return
}

// -----

// invoke-c2: inputs
func.func @input_of_a_number() {
  %a = ridge.buffer "a" : !arch.buffer<32 x f32>
  %c = ridge.buffer "c" : !arch.buffer<32 x f32>
  ridge.layer "l" "map" macs 0 {
    // expected-error @below {{input accesses must be immediates or accesses, one per buffer read}}
    ridge.invoke "simple" reads(%a : !arch.buffer<32 x f32>) write(%c : !arch.buffer<32 x f32>)
        sizes [affine_map<() -> (32)>] reduction [false]
        accesses [0, #arch.access<() -> (0), [1], () -> (0)>] dims [0] operands [0, 1] {
    ^bb0(%v: f32):
      ridge.yield %v : f32
    }
  }
  return
}

// -----

// invoke-c2: output
func.func @immediate_output() {
  %a = ridge.buffer "a" : !arch.buffer<32 x f32>
  %c = ridge.buffer "c" : !arch.buffer<32 x f32>
  ridge.layer "l" "map" macs 0 {
    // expected-error @below {{output needs an access}}
    ridge.invoke "simple" reads(%a : !arch.buffer<32 x f32>) write(%c : !arch.buffer<32 x f32>)
        sizes [affine_map<() -> (32)>] reduction [false]
        accesses [#arch.access<() -> (0), [1], () -> (0)>, #arch.immediate<0.0 : f32>] dims [0] operands [0, 1] {
    ^bb0(%v: f32):
      ridge.yield %v : f32
    }
  }
  return
}

// -----

// invoke-c2: as many as are read
func.func @reads_more() {
  %a = ridge.buffer "a" : !arch.buffer<32 x f32>
  %c = ridge.buffer "c" : !arch.buffer<32 x f32>
  ridge.layer "l" "map" macs 0 {
    // expected-error @below {{reads 2 buffers with 1 accesses}}
    ridge.invoke "simple" reads(%a, %a : !arch.buffer<32 x f32>, !arch.buffer<32 x f32>) write(%c : !arch.buffer<32 x f32>)
        sizes [affine_map<() -> (32)>] reduction [false]
        accesses [#arch.access<() -> (0), [1], () -> (0)>, #arch.access<() -> (0), [1], () -> (0)>] dims [0] operands [0, 1] {
    ^bb0(%v: f32):
      ridge.yield %v : f32
    }
  }
  return
}

// -----

// invoke-c3: strides
func.func @two_strides() {
  %a = ridge.buffer "a" : !arch.buffer<32 x f32>
  %c = ridge.buffer "c" : !arch.buffer<32 x f32>
  ridge.layer "l" "map" macs 0 {
    // expected-error @below {{has 2 strides, expected one per dim (1)}}
    ridge.invoke "simple" reads(%a : !arch.buffer<32 x f32>) write(%c : !arch.buffer<32 x f32>)
        sizes [affine_map<() -> (32)>] reduction [false]
        accesses [#arch.access<() -> (0), [1, 1], () -> (0)>, #arch.access<() -> (0), [1], () -> (0)>] dims [0] operands [0, 1] {
    ^bb0(%v: f32):
      ridge.yield %v : f32
    }
  }
  return
}

// -----

// invoke-c3: maps
func.func @offset_of_a_counter() {
  %a = ridge.buffer "a" : !arch.buffer<32 x f32>
  %c = ridge.buffer "c" : !arch.buffer<32 x f32>
  ridge.layer "l" "map" macs 0 {
    // expected-error @below {{needs maps with one result over the 0 counters}}
    ridge.invoke "simple" reads(%a : !arch.buffer<32 x f32>) write(%c : !arch.buffer<32 x f32>)
        sizes [affine_map<() -> (32)>] reduction [false]
        accesses [#arch.access<(i) -> (i), [1], (i) -> (0)>, #arch.access<() -> (0), [1], () -> (0)>] dims [0] operands [0, 1] {
    ^bb0(%v: f32):
      ridge.yield %v : f32
    }
  }
  return
}

// -----

// invoke-c4: arguments
func.func @accumulator_missing() {
  %a = ridge.buffer "a" : !arch.buffer<32 x f32>
  %c = ridge.buffer "c" : !arch.buffer<32 x f32>
  ridge.layer "l" "map" macs 0 {
    // expected-error @below {{body arguments are 'f32', expected 'f32', 'f32'}}
    ridge.invoke "simple" reads(%a : !arch.buffer<32 x f32>) write(%c : !arch.buffer<32 x f32>)
        sizes [affine_map<() -> (32)>] reduction [false] update
        accesses [#arch.access<() -> (0), [1], () -> (0)>, #arch.access<() -> (0), [1], () -> (0)>] dims [0] operands [0, 1] {
    ^bb0(%v: f32):
      ridge.yield %v : f32
    }
  }
  return
}

// -----

// invoke-c4: the yielded value
func.func @other_yield() {
  %a = ridge.buffer "a" : !arch.buffer<32 x f32>
  %c = ridge.buffer "c" : !arch.buffer<32 x f32>
  ridge.layer "l" "map" macs 0 {
    ridge.invoke "simple" reads(%a : !arch.buffer<32 x f32>) write(%c : !arch.buffer<32 x f32>)
        sizes [affine_map<() -> (32)>] reduction [false]
        accesses [#arch.access<() -> (0), [1], () -> (0)>, #arch.access<() -> (0), [1], () -> (0)>] dims [0] operands [0, 1] {
    ^bb0(%v: f32):
      %w = arith.extf %v : f32 to f64
      // expected-error @below {{must yield one value of type 'f32'}}
      ridge.yield %w : f64
    }
  }
  return
}

// -----

// invoke-c5
func.func @two_origins() {
  %a = ridge.buffer "a" : !arch.buffer<32 x f32>
  %c = ridge.buffer "c" : !arch.buffer<32 x f32>
  ridge.layer "l" "map" macs 0 {
    // expected-error @below {{needs one origin per dim}}
    ridge.invoke "simple" reads(%a : !arch.buffer<32 x f32>) write(%c : !arch.buffer<32 x f32>)
        sizes [affine_map<() -> (32)>] reduction [false]
        accesses [#arch.access<() -> (0), [1], () -> (0)>, #arch.access<() -> (0), [1], () -> (0)>] origins [affine_map<() -> (0)>, affine_map<() -> (0)>] dims [0] operands [0, 1] {
    ^bb0(%v: f32):
      ridge.yield %v : f32
    }
  }
  return
}

// -----

// invoke-c6: a layer
func.func @no_layer() {
  %a = ridge.buffer "a" : !arch.buffer<32 x f32>
  %c = ridge.buffer "c" : !arch.buffer<32 x f32>
  // expected-error @below {{stands outside a ridge.layer}}
  ridge.invoke "simple" reads(%a : !arch.buffer<32 x f32>) write(%c : !arch.buffer<32 x f32>)
      sizes [affine_map<() -> (32)>] reduction [false]
      accesses [#arch.access<() -> (0), [1], () -> (0)>, #arch.access<() -> (0), [1], () -> (0)>] dims [0] operands [0, 1] {
  ^bb0(%v: f32):
    ridge.yield %v : f32
  }
  return
}

// -----

// invoke-c6: buffers
func.func @buffer_of_the_caller(%a: !arch.buffer<32 x f32>) {
  %c = ridge.buffer "c" : !arch.buffer<32 x f32>
  ridge.layer "l" "map" macs 0 {
    // expected-error @below {{operand 0 is not made by a ridge.buffer}}
    ridge.invoke "simple" reads(%a : !arch.buffer<32 x f32>) write(%c : !arch.buffer<32 x f32>)
        sizes [affine_map<() -> (32)>] reduction [false]
        accesses [#arch.access<() -> (0), [1], () -> (0)>, #arch.access<() -> (0), [1], () -> (0)>] dims [0] operands [0, 1] {
    ^bb0(%v: f32):
      ridge.yield %v : f32
    }
  }
  return
}

// -----

// invoke-c7: dims
func.func @dims() {
  %a = ridge.buffer "a" : !arch.buffer<32 x f32>
  %c = ridge.buffer "c" : !arch.buffer<32 x f32>
  ridge.layer "l" "map" macs 0 {
    // expected-error @below {{needs one instruction dim per dim}}
    ridge.invoke "simple" reads(%a : !arch.buffer<32 x f32>) write(%c : !arch.buffer<32 x f32>)
        sizes [affine_map<() -> (32)>] reduction [false]
        accesses [#arch.access<() -> (0), [1], () -> (0)>, #arch.access<() -> (0), [1], () -> (0)>] dims [0, 1] operands [0, 1] {
    ^bb0(%v: f32):
      ridge.yield %v : f32
    }
  }
  return
}

// -----

// invoke-c7: operands
func.func @operands() {
  %a = ridge.buffer "a" : !arch.buffer<32 x f32>
  %c = ridge.buffer "c" : !arch.buffer<32 x f32>
  ridge.layer "l" "map" macs 0 {
    // expected-error @below {{needs one instruction operand per access}}
    ridge.invoke "simple" reads(%a : !arch.buffer<32 x f32>) write(%c : !arch.buffer<32 x f32>)
        sizes [affine_map<() -> (32)>] reduction [false]
        accesses [#arch.access<() -> (0), [1], () -> (0)>, #arch.access<() -> (0), [1], () -> (0)>] dims [0] operands [0] {
    ^bb0(%v: f32):
      ridge.yield %v : f32
    }
  }
  return
}

// -----

// invoke-c8: per dim
func.func @two_totals() {
  %a = ridge.buffer "a" : !arch.buffer<32 x f32>
  %c = ridge.buffer "c" : !arch.buffer<32 x f32>
  ridge.layer "l" "map" macs 0 {
    // expected-error @below {{has 2 totals for 1 dims}}
    ridge.invoke "simple" reads(%a : !arch.buffer<32 x f32>) write(%c : !arch.buffer<32 x f32>)
        sizes [affine_map<() -> (32)>] reduction [false]
        accesses [#arch.access<() -> (0), [1], () -> (0)>, #arch.access<() -> (0), [1], () -> (0)>] dims [0] operands [0, 1] total [32, 32] {
    ^bb0(%v: f32):
      ridge.yield %v : f32
    }
  }
  return
}

// -----

// invoke-c8: or a part
func.func @part_with_total() {
  %a = ridge.buffer "a" : !arch.buffer<32 x f32>
  %c = ridge.buffer "c" : !arch.buffer<32 x f32>
  ridge.layer "l" "map" macs 0 {
    // expected-error @below {{is a part and has totals, expected one of the two}}
    ridge.invoke "simple" reads(%a : !arch.buffer<32 x f32>) write(%c : !arch.buffer<32 x f32>)
        sizes [affine_map<() -> (32)>] reduction [false]
        accesses [#arch.access<() -> (0), [1], () -> (0)>, #arch.access<() -> (0), [1], () -> (0)>] dims [0] operands [0, 1] total [32] part {
    ^bb0(%v: f32):
      ridge.yield %v : f32
    }
  }
  return
}
