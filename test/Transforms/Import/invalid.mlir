// RUN: ridge-opt --split-input-file --verify-diagnostics --ridge-import %s

// What cannot be said in the tensor form is refused: one error, at its place.

// expected-error @+1 {{argument 0 of the model has the dynamic shape 'tensor<?x8xf32>', expected static extents; export the model with fixed sizes}}
func.func @dynamic_shape(%x: tensor<?x8xf32>) -> tensor<?x8xf32> {
  return %x : tensor<?x8xf32>
}

// -----

// expected-error @+1 {{argument 1 of the model has type 'f32', expected a tensor of known rank}}
func.func @scalar_argument(%x: tensor<8xf32>, %s: f32) -> tensor<8xf32> {
  return %x : tensor<8xf32>
}

// -----

// expected-error @+1 {{has elements of type 'i65', expected i1 to i64 or a float of at most 64 bits}}
func.func @element_type(%x: tensor<8xi65>) -> tensor<8xi65> {
  return %x : tensor<8xi65>
}

// -----

// expected-error @+1 {{has no elements: 'tensor<0x8xf32>'}}
func.func @no_elements(%x: tensor<0x8xf32>) -> tensor<0x8xf32> {
  return %x : tensor<0x8xf32>
}

// -----

// expected-error @+1 {{returns nothing; expected at least one tensor}}
func.func @no_result(%x: tensor<8xf32>) {
  return
}

// -----

// expected-note @+1 {{first function}}
func.func @first(%x: tensor<8xf32>) -> tensor<8xf32> {
  return %x : tensor<8xf32>
}
// expected-error @+1 {{is a second function; expected one model a module}}
func.func @second(%x: tensor<8xf32>) -> tensor<8xf32> {
  return %x : tensor<8xf32>
}

// -----

// expected-error @+1 {{'memref.global' beside the model; expected one func.func and nothing else}}
memref.global @state : memref<8xf32>
func.func @model(%x: tensor<8xf32>) -> tensor<8xf32> {
  return %x : tensor<8xf32>
}

// -----

// expected-error @+1 {{expected a body of one block; control flow between blocks is not supported}}
func.func @blocks(%x: tensor<8xf32>, %y: tensor<8xf32>, %c: tensor<i1>) -> tensor<8xf32> {
  %b = tensor.extract %c[] : tensor<i1>
  cf.cond_br %b, ^bb1, ^bb2
^bb1:
  %z = arith.addf %x, %y : tensor<8xf32>
  return %z : tensor<8xf32>
^bb2:
  %w = arith.mulf %x, %y : tensor<8xf32>
  return %w : tensor<8xf32>
}

// -----

func.func @structured_control_flow(%x: tensor<8xf32>) -> tensor<8xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c9 = arith.constant 9 : index
  // expected-error @+1 {{'scf.for' is not supported; expected linalg operations}}
  %r = scf.for %i = %c0 to %c9 step %c1 iter_args(%a = %x) -> tensor<8xf32> {
    %s = math.exp %a : tensor<8xf32>
    scf.yield %s : tensor<8xf32>
  }
  return %r : tensor<8xf32>
}

// -----

// An effect outside bodies.
func.func @assert_outside(%x: tensor<8xf32>, %c: tensor<i1>) -> tensor<8xf32> {
  %b = tensor.extract %c[] : tensor<i1>
  // expected-error @+1 {{'cf.assert' is not supported}}
  cf.assert %b, "no"
  return %x : tensor<8xf32>
}

// -----

// acc * 2 + x is no combiner.
func.func @recurrence(%x: tensor<8xf32>) -> tensor<f32> {
  %zero = arith.constant 0.0 : f32
  %two = arith.constant 2.0 : f32
  %e = tensor.empty() : tensor<f32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<f32>) -> tensor<f32>
  // expected-error @+1 {{reduction body is not acc op x}}
  %r = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> ()>], iterator_types = ["reduction"]}
      ins(%x : tensor<8xf32>) outs(%f : tensor<f32>) {
  ^bb0(%a: f32, %o: f32):
    %t = arith.mulf %o, %two : f32
    %s = arith.addf %t, %a : f32
    linalg.yield %s : f32
  } -> tensor<f32>
  return %r : tensor<f32>
}

// -----

// A float maximum by comparison lets NaNs through in its own way.
func.func @float_maximum_as_select(%x: tensor<8xf32>) -> tensor<f32> {
  %low = arith.constant 0xFF800000 : f32
  %e = tensor.empty() : tensor<f32>
  %f = linalg.fill ins(%low : f32) outs(%e : tensor<f32>) -> tensor<f32>
  // expected-error @+1 {{reduction body is not acc op x}}
  %r = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> ()>], iterator_types = ["reduction"]}
      ins(%x : tensor<8xf32>) outs(%f : tensor<f32>) {
  ^bb0(%a: f32, %o: f32):
    %c = arith.cmpf ogt, %a, %o : f32
    %s = arith.select %c, %a, %o : f32
    linalg.yield %s : f32
  } -> tensor<f32>
  return %r : tensor<f32>
}

// -----

func.func @unknown_function(%x: tensor<8xf32>) -> tensor<8xf32> {
  // expected-error @+1 {{'math.atan' is not a scalar operation that bodies can hold}}
  %r = math.atan %x : tensor<8xf32>
  return %r : tensor<8xf32>
}

// -----

func.func @scale_with_a_mantissa(%x: tensor<8xf8E4M3FN>, %s: tensor<8xf32>) -> tensor<8xf32> {
  %e = tensor.empty() : tensor<8xf32>
  %r = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>, affine_map<(i) -> (i)>], iterator_types = ["parallel"]}
      ins(%x, %s : tensor<8xf8E4M3FN>, tensor<8xf32>) outs(%e : tensor<8xf32>) {
  ^bb0(%a: f8E4M3FN, %t: f32, %o: f32):
    // expected-error @+1 {{'arith.scaling_extf' has a scale of 'f32', expected f8E8M0FNU; cast it first}}
    %v = arith.scaling_extf %a, %t : f8E4M3FN, f32 to f32
    linalg.yield %v : f32
  } -> tensor<8xf32>
  return %r : tensor<8xf32>
}

// -----

func.func @scales_beyond_f16(%x: tensor<8xf16>, %s: tensor<8xf8E8M0FNU>) -> tensor<8xf4E2M1FN> {
  %e = tensor.empty() : tensor<8xf4E2M1FN>
  %r = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>, affine_map<(i) -> (i)>], iterator_types = ["parallel"]}
      ins(%x, %s : tensor<8xf16>, tensor<8xf8E8M0FNU>) outs(%e : tensor<8xf4E2M1FN>) {
  ^bb0(%a: f16, %t: f8E8M0FNU, %o: f4E2M1FN):
    // expected-error @+1 {{scales 'f16', which does not have every scale; expected bf16, f32 or f64}}
    %v = arith.scaling_truncf %a, %t : f16, f8E8M0FNU to f4E2M1FN
    linalg.yield %v : f4E2M1FN
  } -> tensor<8xf4E2M1FN>
  return %r : tensor<8xf4E2M1FN>
}

// -----

func.func @undefined(%x: tensor<8xf32>) -> tensor<8xf32> {
  // expected-note @+1 {{tensor.empty has no values}}
  %e = tensor.empty() : tensor<8xf32>
  // expected-error @+1 {{reads elements of an undefined tensor; fill it first}}
  %r = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>], iterator_types = ["parallel"]}
      ins(%x : tensor<8xf32>) outs(%e : tensor<8xf32>) {
  ^bb0(%a: f32, %o: f32):
    %s = arith.addf %a, %o : f32
    linalg.yield %s : f32
  } -> tensor<8xf32>
  return %r : tensor<8xf32>
}

// -----

func.func @undefined_result() -> tensor<8xf32> {
  // expected-note @+1 {{tensor.empty has no values}}
  %e = tensor.empty() : tensor<8xf32>
  // expected-error @+1 {{reads elements of an undefined tensor; fill it first}}
  return %e : tensor<8xf32>
}

// -----

func.func @computed_offset(%x: tensor<8xf32>, %at: tensor<i64>) -> tensor<4xf32> {
  %v = tensor.extract %at[] : tensor<i64>
  %o = arith.index_cast %v : i64 to index
  // expected-error @+1 {{'tensor.extract_slice' has an offset, size or stride that is computed; expected constants}}
  %r = tensor.extract_slice %x[%o] [4] [1] : tensor<8xf32> to tensor<4xf32>
  return %r : tensor<4xf32>
}

// -----

func.func @computed_padding(%x: tensor<8xf32>, %value: tensor<f32>) -> tensor<9xf32> {
  %v = tensor.extract %value[] : tensor<f32>
  // expected-error @+1 {{'tensor.pad' takes a value that is computed; expected a constant}}
  %r = tensor.pad %x low[0] high[1] {
  ^bb0(%i: index):
    tensor.yield %v : f32
  } : tensor<8xf32> to tensor<9xf32>
  return %r : tensor<9xf32>
}

// -----

func.func @cutting_pad(%x: tensor<8xf32>) -> tensor<7xf32> {
  %v = arith.constant 0.0 : f32
  // expected-error @+1 {{'tensor.pad' cuts or pads by a computed amount}}
  %r = tensor.pad %x low[-1] high[0] {
  ^bb0(%i: index):
    tensor.yield %v : f32
  } : tensor<8xf32> to tensor<7xf32>
  return %r : tensor<7xf32>
}

// -----

func.func @gather(%x: tensor<8x4xf32>, %at: tensor<2x1xi64>) -> tensor<2x4xf32> {
  // expected-error @+1 {{'tensor.gather' is not supported}}
  %r = tensor.gather %x[%at] gather_dims([0]) : (tensor<8x4xf32>, tensor<2x1xi64>) -> tensor<2x4xf32>
  return %r : tensor<2x4xf32>
}

// -----

// Two points write one element.
func.func @not_each_element_once(%x: tensor<4x8xf32>) -> tensor<4xf32> {
  %e = tensor.empty() : tensor<4xf32>
  // expected-error @+1 {{expected each element once: a permutation of all dims}}
  %r = linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i)>], iterator_types = ["parallel", "parallel"]}
      ins(%x : tensor<4x8xf32>) outs(%e : tensor<4xf32>) {
  ^bb0(%a: f32, %o: f32):
    %s = math.exp %a : f32
    linalg.yield %s : f32
  } -> tensor<4xf32>
  return %r : tensor<4xf32>
}

// -----

// expected-error @+1 {{argument 0 of the model has type 'memref<8xf32>', expected a tensor of known rank}}
func.func @memory(%x: memref<8xf32>) -> tensor<8xf32> {
  %r = bufferization.to_tensor %x restrict : memref<8xf32> to tensor<8xf32>
  return %r : tensor<8xf32>
}

// -----

// Only some elements of a tensor that is put together are defined.
func.func @half_inserted(%x: tensor<4xf32>) -> tensor<8xf32> {
  %e = tensor.empty() : tensor<8xf32>
  // expected-note @+1 {{insertions define 4 of 8 elements}}
  %r = tensor.insert_slice %x into %e[0] [4] [2] : tensor<4xf32> into tensor<8xf32>
  // expected-error @+1 {{reads elements of an undefined tensor; fill it first}}
  return %r : tensor<8xf32>
}

// -----

// expected-error @+1 {{is called and could not be inlined: it calls itself or has no body}}
func.func private @endless(%x: tensor<8xf32>) -> tensor<8xf32> {
  %0 = call @endless(%x) : (tensor<8xf32>) -> tensor<8xf32>
  return %0 : tensor<8xf32>
}
func.func @model(%x: tensor<8xf32>) -> tensor<8xf32> {
  %0 = call @endless(%x) : (tensor<8xf32>) -> tensor<8xf32>
  return %0 : tensor<8xf32>
}

// -----

// Of several reduced dims, the first position is not one index.
#in = affine_map<(i, j) -> (i, j)>
#out = affine_map<(i, j) -> ()>
func.func @position_in_two_dims(%x: tensor<5x9xi32>, %m: tensor<i32>, %p: tensor<i32>) -> tensor<i32> {
  // expected-error @+1 {{reduction body is not acc op x}}
  %0:2 = linalg.generic {indexing_maps = [#in, #out, #out],
      iterator_types = ["reduction", "reduction"]}
      ins(%x : tensor<5x9xi32>) outs(%m, %p : tensor<i32>, tensor<i32>) {
  ^bb0(%a: i32, %most: i32, %at: i32):
    %i = linalg.index 1 : index
    %j = arith.index_cast %i : index to i32
    %c = arith.cmpi sgt, %a, %most : i32
    %n = arith.select %c, %a, %most : i32
    %s = arith.select %c, %j, %at : i32
    linalg.yield %n, %s : i32, i32
  } -> (tensor<i32>, tensor<i32>)
  return %0#1 : tensor<i32>
}

// -----

func.func @weights_are_missing(%x: tensor<2xf32>) -> tensor<2xf32> {
  // expected-error @+1 {{refers to the resource 'absent', which the file does not hold}}
  %w = arith.constant dense_resource<absent> : tensor<2xf32>
  %0 = arith.addf %x, %w : tensor<2xf32>
  return %0 : tensor<2xf32>
}

// -----

func.func @weights_are_short(%x: tensor<2xf32>) -> tensor<2xf32> {
  // expected-error @+1 {{refers to the resource 'short' of 4 bytes, expected 8 for 'tensor<2xf32>'}}
  %w = arith.constant dense_resource<short> : tensor<2xf32>
  %0 = arith.addf %x, %w : tensor<2xf32>
  return %0 : tensor<2xf32>
}
{-# dialect_resources: { builtin: { short: "0x040000000000803F" } } #-}
