// RUN: ridge-opt --split-input-file --verify-diagnostics %s

// One case per sentence of the verifiers, named by its constraint.

// buffer-c1: one role
func.func @argument_and_result() {
  // expected-error @below {{is at most one of argument, result and constant}}
  %b = ridge.buffer "b" {argument = 0 : i64, result_index = 0 : i64, shape = array<i64: 16>} : !arch.buffer<16 x f32>
  return
}

// -----

// buffer-c1: shape of what the user sees
func.func @argument_without_shape() {
  // expected-error @below {{is an argument or result and needs its shape}}
  %b = ridge.buffer "b" {argument = 0 : i64} : !arch.buffer<16 x f32>
  return
}

// -----

// buffer-c1: no shape of others
func.func @temporary_with_shape() {
  // expected-error @below {{has a shape, which only arguments and results have}}
  %b = ridge.buffer "b" {shape = array<i64: 16>} : !arch.buffer<16 x f32>
  return
}

// -----

// buffer-c1: elements
func.func @short_shape() {
  // expected-error @below {{has 16 elements, its shape has 12}}
  %b = ridge.buffer "b" {result_index = 0 : i64, shape = array<i64: 3, 4>} : !arch.buffer<16 x f32>
  return
}

// -----

// buffer-c2: address
func.func @before_the_memory() {
  // expected-error @below {{has address -64, expected at least 0}}
  %b = ridge.buffer "b" {address = -64 : i64} : !arch.buffer<16 x f32>
  return
}

// -----

// buffer-c2: bytes
func.func @slots_of_nothing() {
  // expected-error @below {{has slot_bytes 0, expected at least 1}}
  %b = ridge.buffer "b" {slot_bytes = 0 : i64} : !arch.buffer<16 x f32>
  return
}

// -----

// buffer-c2: slots
func.func @no_slot() {
  // expected-error @below {{has depth 0, expected at least 1}}
  %b = ridge.buffer "b" {depth = 0 : i64} : !arch.buffer<16 x f32>
  return
}

// -----

// buffer-c2: layers
func.func @layers_backwards() {
  // expected-error @below {{needs its first and its last layer}}
  %b = ridge.buffer "b" {layers = array<i64: 2, 1>} : !arch.buffer<16 x f32>
  return
}

// -----

// buffer-c3
func.func @buffer_in_a_layer() {
  ridge.layer "l" "map" macs 0 {
    // expected-error @below {{stands in 'ridge.layer', expected at the top of a function}}
    %b = ridge.buffer "b" : !arch.buffer<16 x f32>
  }
  return
}

// -----

// layer-c1
func.func @layer_in_a_loop() {
  affine.for %i = 0 to 2 {
    // expected-error @below {{stands in 'affine.for', expected at the top of a function}}
    ridge.layer "l" "map" macs 0 {
    }
  }
  return
}

// -----

// layer-c2
func.func @less_than_nothing() {
  // expected-error @below {{has -1 multiply-accumulates, expected at least 0}}
  ridge.layer "l" "map" macs -1 {
  }
  return
}

// -----

// layer-c3
func.func @skips_more_than_there_is() {
  // expected-error @below {{has skipped points 4, 3, expected those that are skipped and, no less, those that could be}}
  ridge.layer "l" "map" macs 0 skipped [4, 3] {
  }
  return
}

// -----

// buffer-c4
func.func @two_places() {
  // expected-error @below {{has a place and a memory, expected one of the two}}
  %a = ridge.buffer "a" {memory = "acc", place = #ridge.place<"acc" slots 1>} : !arch.buffer<16 x f32>
  return
}
