// RUN: ridge-opt %s --split-input-file --verify-diagnostics --ridge-import

func.func @quantise(%x: tensor<4xf32>) -> tensor<4x!quant.uniform<i8:f32, 0.5:3>> {
  // expected-error @below {{quantises, but the dialect does not say how quant.qcast rounds; write the steps: arith.divf by the scale, math.roundeven, arith.addf of the zero point, arith.maximumf and arith.minimumf for the range, arith.fptosi, and quant.scast to '!quant.uniform<i8:f32, 5.000000e-01:3>'}}
  %q = quant.qcast %x : tensor<4xf32> to tensor<4x!quant.uniform<i8:f32, 0.5:3>>
  return %q : tensor<4x!quant.uniform<i8:f32, 0.5:3>>
}

// -----

func.func @blocks(%q: tensor<2x4x!quant.uniform<i8:f32:{0:1, 1:2}, {{1.0, 2.0}, {3.0, 4.0}}>>) -> tensor<2x4xf32> {
  // expected-error @below {{expected a scale for the tensor or for each index of one axis; reshape so that blocks are an axis, or multiply by a tensor of scales}}
  %r = quant.dcast %q : tensor<2x4x!quant.uniform<i8:f32:{0:1, 1:2}, {{1.0, 2.0}, {3.0, 4.0}}>> to tensor<2x4xf32>
  return %r : tensor<2x4xf32>
}

// -----

func.func @dynamic(%q: tensor<?x!quant.uniform<i8:f32, 0.5>>) -> tensor<?xf32> {
  // expected-error @below {{dequantises to 'tensor<?xf32>', expected a tensor of static shape}}
  %r = quant.dcast %q : tensor<?x!quant.uniform<i8:f32, 0.5>> to tensor<?xf32>
  return %r : tensor<?xf32>
}

// -----

#i = affine_map<(i) -> (i)>
func.func @scalar(%q: tensor<4x!quant.uniform<i8:f32, 0.5>>) -> tensor<4xf32> {
  %e = tensor.empty() : tensor<4xf32>
  %r = linalg.generic {indexing_maps = [#i, #i], iterator_types = ["parallel"]}
      ins(%q : tensor<4x!quant.uniform<i8:f32, 0.5>>) outs(%e : tensor<4xf32>) {
  ^bb0(%a: !quant.uniform<i8:f32, 0.5>, %o: f32):
    // expected-error @below {{dequantises to 'f32', expected a tensor of static shape}}
    %x = quant.dcast %a : !quant.uniform<i8:f32, 0.5> to f32
    linalg.yield %x : f32
  } -> tensor<4xf32>
  return %r : tensor<4xf32>
}
