// RUN: ridge-opt --split-input-file --verify-diagnostics --ridge-import %s

// What cannot be said in the tensor form is refused: one error, at its place.

// expected-error @+1 {{argument 0 of the model has the dynamic shape 'tensor<?x8xf32>', expected static extents; give the sizes (--dim arg0.0=128), or export the model with fixed ones}}
func.func @dynamic_shape(%x: tensor<?x8xf32>) -> tensor<?x8xf32> {
  return %x : tensor<?x8xf32>
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

// How often a loop runs has to be known.
func.func @structured_control_flow(%x: tensor<8xf32>, %n: tensor<index>) -> tensor<8xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %end = tensor.extract %n[] : tensor<index>
  // expected-error @+1 {{'scf.for' has a bound or a step that is computed; expected constants}}
  %r = scf.for %i = %c0 to %end step %c1 iter_args(%a = %x) -> tensor<8xf32> {
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

func.func @unknown_function(%x: tensor<8xi64>) -> tensor<8xi64> {
  %e = tensor.empty() : tensor<8xi64>
  %r = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>], iterator_types = ["parallel"]}
      ins(%x : tensor<8xi64>) outs(%e : tensor<8xi64>) {
  ^bb0(%a: i64, %o: i64):
    // expected-error @+1 {{'arith.mulsi_extended' is not a scalar operation that bodies can hold}}
    %low, %high = arith.mulsi_extended %a, %a : i64
    linalg.yield %high : i64
  } -> tensor<8xi64>
  return %r : tensor<8xi64>
}

// -----

func.func @endless_loop(%x: tensor<8xf32>) -> tensor<8xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %many = arith.constant 1000000 : index
  // expected-error @+1 {{'scf.for' of 1000000 times 2 operations is more than 262144 when it is written out}}
  %r = scf.for %i = %c0 to %many step %c1 iter_args(%a = %x) -> tensor<8xf32> {
    %s = math.exp %a : tensor<8xf32>
    scf.yield %s : tensor<8xf32>
  }
  return %r : tensor<8xf32>
}

// -----

// What happens in between is no part of a straight list.
func.func @while_loop(%x: tensor<i32>) -> tensor<i32> {
  // expected-error @+1 {{'scf.while' has a condition that depends on data}}
  %r = scf.while (%a = %x) : (tensor<i32>) -> tensor<i32> {
    %v = tensor.extract %a[] : tensor<i32>
    %c9 = arith.constant 9 : i32
    %c = arith.cmpi slt, %v, %c9 : i32
    scf.condition(%c) %a : tensor<i32>
  } do {
  ^bb0(%a: tensor<i32>):
    %b = arith.addi %a, %a : tensor<i32>
    scf.yield %b : tensor<i32>
  }
  return %r : tensor<i32>
}

// -----

// Points of two dims write one element.
func.func @output_at_sum(%x: tensor<3x4xf32>) -> tensor<6xf32> {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<6xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<6xf32>) -> tensor<6xf32>
  // expected-error @+1 {{writes its result at affine_map<(d0, d1) -> (d0 + d1)>, expected plain dims}}
  %r = linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i + j)>], iterator_types = ["parallel", "parallel"]}
      ins(%x : tensor<3x4xf32>) outs(%f : tensor<6xf32>) {
  ^bb0(%a: f32, %o: f32):
    linalg.yield %a : f32
  } -> tensor<6xf32>
  return %r : tensor<6xf32>
}

// -----

// State between runs.
ml_program.global private mutable @state(dense<0.0> : tensor<8xf32>) : tensor<8xf32>
func.func @counts(%x: tensor<8xf32>) -> tensor<8xf32> {
  %s = ml_program.global_load @state : tensor<8xf32>
  %r = arith.addf %x, %s : tensor<8xf32>
  // expected-error @+1 {{writes or passes on the global '@state'; a model keeps no state between runs}}
  ml_program.global_store @state = %r : tensor<8xf32>
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
