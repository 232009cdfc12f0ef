// RUN: ridge-opt --split-input-file --verify-diagnostics %s

// One case per sentence of the verifiers, named by its constraint.

// reshape-c1: elements
func.func @reshape_grows(%x: tensor<4x8xf32>) {
  // expected-error @below {{changes 32 elements into 40}}
  %y = ridge.reshape %x : tensor<4x8xf32> -> tensor<5x8xf32>
  return
}

// -----

// reshape-c1: their type
func.func @reshape_converts(%x: tensor<4x8xf32>) {
  // expected-error @below {{changes the element type from 'f32' to 'f64'}}
  %y = ridge.reshape %x : tensor<4x8xf32> -> tensor<32xf64>
  return
}

// -----

// transpose-c1
func.func @transpose_repeats(%x: tensor<4x8xf32>) {
  // expected-error @below {{needs a permutation of 2 dims}}
  %y = ridge.transpose %x by [0, 0] : tensor<4x8xf32> -> tensor<4x4xf32>
  return
}

// -----

// transpose-c1: of all dims
func.func @transpose_of_one(%x: tensor<4x8xf32>) {
  // expected-error @below {{needs a permutation of 2 dims}}
  %y = ridge.transpose %x by [0] : tensor<4x8xf32> -> tensor<4xf32>
  return
}

// -----

// transpose-c2: shape
func.func @transpose_stays(%x: tensor<4x8xf32>) {
  // expected-error @below {{result is 'tensor<4x8xf32>', expected shape [8, 4]}}
  %y = ridge.transpose %x by [1, 0] : tensor<4x8xf32> -> tensor<4x8xf32>
  return
}

// -----

// transpose-c2: elements
func.func @transpose_converts(%x: tensor<4x8xf32>) {
  // expected-error @below {{changes the element type from 'f32' to 'i32'}}
  %y = ridge.transpose %x by [1, 0] : tensor<4x8xf32> -> tensor<8x4xi32>
  return
}

// -----

// broadcast-c1: order
func.func @broadcast_descends(%x: tensor<4xf32>) {
  // expected-error @below {{dimensions must be ascending dims of the result}}
  %y = ridge.broadcast %x along [2, 1] : tensor<4xf32> -> tensor<4x8x2xf32>
  return
}

// -----

// broadcast-c1: range
func.func @broadcast_nowhere(%x: tensor<4xf32>) {
  // expected-error @below {{dimensions must be ascending dims of the result}}
  %y = ridge.broadcast %x along [2] : tensor<4xf32> -> tensor<4x8xf32>
  return
}

// -----

// broadcast-c2: shape
func.func @broadcast_other_dim(%x: tensor<4xf32>) {
  // expected-error @below {{source 'tensor<4xf32>' is not the result without the new dims}}
  %y = ridge.broadcast %x along [0] : tensor<4xf32> -> tensor<4x8xf32>
  return
}

// -----

// broadcast-c2: elements
func.func @broadcast_converts(%x: tensor<4xf32>) {
  // expected-error @below {{changes the element type from 'f32' to 'f16'}}
  %y = ridge.broadcast %x along [1] : tensor<4xf32> -> tensor<4x8xf16>
  return
}

// -----

// slice-c1: per dim
func.func @slice_of_one_dim(%x: tensor<4x8xf32>) {
  // expected-error @below {{needs rank, offsets and strides of 2}}
  %y = ridge.slice %x at [0] by [1] : tensor<4x8xf32> -> tensor<4x8xf32>
  return
}

// -----

// slice-c1: range
func.func @slice_by_zero(%x: tensor<4x8xf32>) {
  // expected-error @below {{offset 0 or stride 0 of dim 1 is out of range}}
  %y = ridge.slice %x at [0, 0] by [1, 0] : tensor<4x8xf32> -> tensor<4x8xf32>
  return
}

// -----

// slice-c2: end
func.func @slice_beyond(%x: tensor<4x8xf32>) {
  // expected-error @below {{reaches element 8 of dim 1, which has 8}}
  %y = ridge.slice %x at [0, 2] by [1, 2] : tensor<4x8xf32> -> tensor<4x4xf32>
  return
}

// -----

// slice-c2: elements
func.func @slice_converts(%x: tensor<4x8xf32>) {
  // expected-error @below {{changes the element type from 'f32' to 'bf16'}}
  %y = ridge.slice %x at [0, 0] by [1, 1] : tensor<4x8xf32> -> tensor<4x8xbf16>
  return
}

// -----

// concat-c1: sources
func.func @concat_of_nothing() {
  // expected-error @below {{needs at least one source}}
  %y = "ridge.concat"() {dim = 0 : i64} : () -> tensor<4xf32>
  return
}

// -----

// concat-c1: dim
func.func @concat_nowhere(%x: tensor<4x8xf32>) {
  // expected-error @below {{dim 2 is not a dim of 'tensor<4x8xf32>'}}
  %y = ridge.concat %x along 2 : tensor<4x8xf32> -> tensor<4x8xf32>
  return
}

// -----

// concat-c2: rank
func.func @concat_of_rows(%x: tensor<8xf32>) {
  // expected-error @below {{sources need the rank of the result}}
  %y = ridge.concat %x along 0 : tensor<8xf32> -> tensor<1x8xf32>
  return
}

// -----

// concat-c2: elements
func.func @concat_converts(%x: tensor<4x8xf32>) {
  // expected-error @below {{changes the element type from 'f32' to 'f64'}}
  %y = ridge.concat %x along 0 : tensor<4x8xf32> -> tensor<4x8xf64>
  return
}

// -----

// concat-c2: extents
func.func @concat_of_widths(%x: tensor<4x8xf32>, %z: tensor<4x7xf32>) {
  // expected-error @below {{source 'tensor<4x7xf32>' does not fit dim 1}}
  %y = ridge.concat %x, %z along 0 : tensor<4x8xf32>, tensor<4x7xf32> -> tensor<8x8xf32>
  return
}

// -----

// concat-c3
func.func @concat_is_short(%x: tensor<4x8xf32>) {
  // expected-error @below {{result is 'tensor<7x8xf32>', expected shape [8, 8]}}
  %y = ridge.concat %x, %x along 0 : tensor<4x8xf32>, tensor<4x8xf32> -> tensor<7x8xf32>
  return
}

// -----

// insert-c1
func.func @insert_grows(%x: tensor<2xf32>, %t: tensor<4xf32>) {
  // expected-error @below {{result must have the type of the target}}
  %y = ridge.insert %x into %t at [0] by [1] : tensor<2xf32> into tensor<4xf32> -> tensor<5xf32>
  return
}

// -----

// insert-c2: range
func.func @insert_before(%x: tensor<2xf32>, %t: tensor<4xf32>) {
  // expected-error @below {{offset -1 or stride 1 of dim 0 is out of range}}
  %y = ridge.insert %x into %t at [-1] by [1] : tensor<2xf32> into tensor<4xf32> -> tensor<4xf32>
  return
}

// -----

// insert-c2: end
func.func @insert_beyond(%x: tensor<2xf32>, %t: tensor<4xf32>) {
  // expected-error @below {{reaches element 4 of dim 0, which has 4}}
  %y = ridge.insert %x into %t at [3] by [1] : tensor<2xf32> into tensor<4xf32> -> tensor<4xf32>
  return
}

// -----

// insert-c2: elements
func.func @insert_converts(%x: tensor<2xf32>, %t: tensor<4xf64>) {
  // expected-error @below {{changes the element type from 'f64' to 'f32'}}
  %y = ridge.insert %x into %t at [0] by [1] : tensor<2xf32> into tensor<4xf64> -> tensor<4xf64>
  return
}

// -----

// fill-c1
func.func @fill_with_another() {
  // expected-error @below {{value is 'f64', expected 'f32'}}
  %y = ridge.fill 0.0 : f64 -> tensor<4xf32>
  return
}

// -----

// constant-c1
func.func @constant_of_another() {
  // expected-error @below {{value is 'tensor<2xf32>', result 'tensor<4xf32>'}}
  %y = ridge.constant dense<0.0> : tensor<2xf32> -> tensor<4xf32>
  return
}
