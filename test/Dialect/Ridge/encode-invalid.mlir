// RUN: ridge-opt --split-input-file --verify-diagnostics %s

// encode-c1
func.func @shape(%a: tensor<4x8xf32>) {
  // expected-error @below {{takes 'tensor<4x8xf32>' to 'tensor<8x4xf32, #arch.codec<"mxfp8e4m3">>', expected the same type with a codec}}
  %0 = ridge.encode %a : tensor<4x8xf32> -> tensor<8x4xf32, #arch.codec<"mxfp8e4m3">>
  return
}

// -----

// encode-c1
func.func @plain(%a: tensor<4x8xf32>) {
  // expected-error @below {{expected the same type with a codec}}
  %0 = ridge.encode %a : tensor<4x8xf32> -> tensor<4x8xf32>
  return
}

// -----

// encode-c2
func.func @integers(%a: tensor<4x8xi8>) {
  // expected-error @below {{encodes 'i8', expected a float format}}
  %0 = ridge.encode %a : tensor<4x8xi8> -> tensor<4x8xi8, #arch.codec<"sparse<2:4,f8E4M3FN>">>
  return
}

// -----

// encode-c3
func.func @ragged(%a: tensor<3x40xf32>) {
  // expected-error @below {{encodes units of 32 elements, the tensor has 120}}
  %0 = ridge.encode %a : tensor<3x40xf32> -> tensor<3x40xf32, #arch.codec<"mxfp8e4m3">>
  return
}

// -----

// codec-c1
// expected-error @below {{codec 'nvfp4' encodes whole runs, expected one with units of fixed size: no scale of the tensor, no block '*'}}
func.func private @runs(tensor<4x16xf32, #arch.codec<"nvfp4">>)

// -----

// codec-c2
// expected-error @below {{the rate of codec 'entropy<bf16>' depends on the values: give bits per value, as in <"entropy<bf16>", 10.5 : f64>}}
func.func private @rate(tensor<4x16xf32, #arch.codec<"entropy<bf16>">>)

// -----

// codec-c2
// expected-error @below {{codec 'transform<8>' has 8.000000e+00 bits per value, remove the given ones}}
func.func private @fixed(tensor<4x16xf32, #arch.codec<"transform<8>", 8.0 : f64>>)
