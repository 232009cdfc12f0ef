// RUN: ridge-opt --split-input-file --verify-diagnostics %s

// One case per sentence of the verifiers, named by its constraint. Lists of
// positions are in gather-invalid.mlir.

// move-c1: sizes
func.func @size_of_a_counter() {
  %a = ridge.buffer "a" : !arch.buffer<32 x f32>
  %c = ridge.buffer "c" : !arch.buffer<32 x f32>
  ridge.layer "l" "map" macs 0 {
    // expected-error @below {{size 0 must be a map over the 0 counters}}
    ridge.move %a to %c : !arch.buffer<32 x f32> to !arch.buffer<32 x f32>
        sizes [affine_map<(i) -> (32)>]
        accesses [#arch.access<() -> (0), [1], () -> (0)>, #arch.access<() -> (0), [1], () -> (0)>]
  }
  return
}

// -----

// move-c1: strides
func.func @no_stride() {
  %a = ridge.buffer "a" : !arch.buffer<32 x f32>
  %c = ridge.buffer "c" : !arch.buffer<32 x f32>
  ridge.layer "l" "map" macs 0 {
    // expected-error @below {{has 0 strides, expected one per dim (1)}}
    ridge.move %a to %c : !arch.buffer<32 x f32> to !arch.buffer<32 x f32>
        sizes [affine_map<() -> (32)>]
        accesses [#arch.access<() -> (0), [], () -> (0)>, #arch.access<() -> (0), [1], () -> (0)>]
  }
  return
}

// -----

// move-c1: maps
func.func @two_offsets() {
  %a = ridge.buffer "a" : !arch.buffer<32 x f32>
  %c = ridge.buffer "c" : !arch.buffer<32 x f32>
  ridge.layer "l" "map" macs 0 {
    // expected-error @below {{needs maps with one result over the 0 counters}}
    ridge.move %a to %c : !arch.buffer<32 x f32> to !arch.buffer<32 x f32>
        sizes [affine_map<() -> (32)>]
        accesses [#arch.access<() -> (0), [1], () -> (0)>, #arch.access<() -> (0, 0), [1], () -> (0)>]
  }
  return
}

// -----

// move-c2: accesses
func.func @one_access() {
  %a = ridge.buffer "a" : !arch.buffer<32 x f32>
  %c = ridge.buffer "c" : !arch.buffer<32 x f32>
  ridge.layer "l" "map" macs 0 {
    // expected-error @below {{needs 2 accesses, has 1}}
    ridge.move %a to %c : !arch.buffer<32 x f32> to !arch.buffer<32 x f32>
        sizes [affine_map<() -> (32)>]
        accesses [#arch.access<() -> (0), [1], () -> (0)>]
  }
  return
}

// -----

// move-c2: no immediates
func.func @immediate() {
  %a = ridge.buffer "a" : !arch.buffer<32 x f32>
  %c = ridge.buffer "c" : !arch.buffer<32 x f32>
  ridge.layer "l" "map" macs 0 {
    // expected-error @below {{needs accesses for source, target and lists}}
    ridge.move %a to %c : !arch.buffer<32 x f32> to !arch.buffer<32 x f32>
        sizes [affine_map<() -> (32)>]
        accesses [#arch.immediate<0.0 : f32>, #arch.access<() -> (0), [1], () -> (0)>]
  }
  return
}

// -----

// move-c4
func.func @converts() {
  %a = ridge.buffer "a" : !arch.buffer<32 x f32>
  %c = ridge.buffer "c" : !arch.buffer<32 x f64>
  ridge.layer "l" "map" macs 0 {
    // expected-error @below {{moves 'f32' into 'f64'}}
    ridge.move %a to %c : !arch.buffer<32 x f32> to !arch.buffer<32 x f64>
        sizes [affine_map<() -> (32)>]
        accesses [#arch.access<() -> (0), [1], () -> (0)>, #arch.access<() -> (0), [1], () -> (0)>]
  }
  return
}

// -----

// move-c5: a layer
func.func @no_layer() {
  %a = ridge.buffer "a" : !arch.buffer<32 x f32>
  %c = ridge.buffer "c" : !arch.buffer<32 x f32>
  // expected-error @below {{stands outside a ridge.layer}}
  ridge.move %a to %c : !arch.buffer<32 x f32> to !arch.buffer<32 x f32>
      sizes [affine_map<() -> (32)>]
      accesses [#arch.access<() -> (0), [1], () -> (0)>, #arch.access<() -> (0), [1], () -> (0)>]
  return
}

// -----

// move-c5: buffers
func.func @buffer_of_the_caller(%a: !arch.buffer<32 x f32>) {
  %c = ridge.buffer "c" : !arch.buffer<32 x f32>
  ridge.layer "l" "map" macs 0 {
    // expected-error @below {{operand 0 is not made by a ridge.buffer}}
    ridge.move %a to %c : !arch.buffer<32 x f32> to !arch.buffer<32 x f32>
        sizes [affine_map<() -> (32)>]
        accesses [#arch.access<() -> (0), [1], () -> (0)>, #arch.access<() -> (0), [1], () -> (0)>]
  }
  return
}
