#map = affine_map<(d0) -> (d0)>
#map1 = affine_map<(d0, d1, d2) -> (d0, d1)>
#map2 = affine_map<(d0, d1, d2) -> (d0, d1, d2)>
#map3 = affine_map<(d0, d1) -> (d0)>
#map4 = affine_map<(d0, d1) -> (d0, d1)>
#map5 = affine_map<(d0, d1, d2) -> (d1, d2)>
#map6 = affine_map<(d0, d1, d2) -> (d0, d1, 0)>
#map7 = affine_map<(d0, d1, d2) -> (d2)>
#map8 = affine_map<(d0, d1) -> ()>
#map9 = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, d3)>
#map10 = affine_map<(d0, d1) -> (d1)>
#map11 = affine_map<(d0, d1, d2, d3) -> (d0, 0, 0, d3)>
#map12 = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2)>
#map13 = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, 0)>
#map14 = affine_map<(d0, d1, d2) -> (d0, d2)>
#map15 = affine_map<(d0, d1) -> (d0, 0)>
module {
  func.func @minilm(%arg0: tensor<2x64xi64>, %arg1: tensor<2x64xi64>, %arg2: tensor<30522x384xf32>, %arg3: tensor<512x384xf32>, %arg4: tensor<2x384xf32>, %arg5: tensor<384xf32>, %arg6: tensor<384xf32>, %arg7: tensor<384x384xf32>, %arg8: tensor<384xf32>, %arg9: tensor<384x384xf32>, %arg10: tensor<384xf32>, %arg11: tensor<384x384xf32>, %arg12: tensor<384xf32>, %arg13: tensor<384x384xf32>, %arg14: tensor<384xf32>, %arg15: tensor<384xf32>, %arg16: tensor<384xf32>, %arg17: tensor<1536x384xf32>, %arg18: tensor<1536xf32>, %arg19: tensor<384x1536xf32>, %arg20: tensor<384xf32>, %arg21: tensor<384xf32>, %arg22: tensor<384xf32>, %arg23: tensor<384x384xf32>, %arg24: tensor<384xf32>, %arg25: tensor<384x384xf32>, %arg26: tensor<384xf32>, %arg27: tensor<384x384xf32>, %arg28: tensor<384xf32>, %arg29: tensor<384x384xf32>, %arg30: tensor<384xf32>, %arg31: tensor<384xf32>, %arg32: tensor<384xf32>, %arg33: tensor<1536x384xf32>, %arg34: tensor<1536xf32>, %arg35: tensor<384x1536xf32>, %arg36: tensor<384xf32>, %arg37: tensor<384xf32>, %arg38: tensor<384xf32>, %arg39: tensor<384x384xf32>, %arg40: tensor<384xf32>, %arg41: tensor<384x384xf32>, %arg42: tensor<384xf32>, %arg43: tensor<384x384xf32>, %arg44: tensor<384xf32>, %arg45: tensor<384x384xf32>, %arg46: tensor<384xf32>, %arg47: tensor<384xf32>, %arg48: tensor<384xf32>, %arg49: tensor<1536x384xf32>, %arg50: tensor<1536xf32>, %arg51: tensor<384x1536xf32>, %arg52: tensor<384xf32>, %arg53: tensor<384xf32>, %arg54: tensor<384xf32>, %arg55: tensor<384x384xf32>, %arg56: tensor<384xf32>, %arg57: tensor<384x384xf32>, %arg58: tensor<384xf32>, %arg59: tensor<384x384xf32>, %arg60: tensor<384xf32>, %arg61: tensor<384x384xf32>, %arg62: tensor<384xf32>, %arg63: tensor<384xf32>, %arg64: tensor<384xf32>, %arg65: tensor<1536x384xf32>, %arg66: tensor<1536xf32>, %arg67: tensor<384x1536xf32>, %arg68: tensor<384xf32>, %arg69: tensor<384xf32>, %arg70: tensor<384xf32>, %arg71: tensor<384x384xf32>, %arg72: tensor<384xf32>, %arg73: tensor<384x384xf32>, %arg74: tensor<384xf32>, %arg75: tensor<384x384xf32>, %arg76: tensor<384xf32>, %arg77: tensor<384x384xf32>, %arg78: tensor<384xf32>, %arg79: tensor<384xf32>, %arg80: tensor<384xf32>, %arg81: tensor<1536x384xf32>, %arg82: tensor<1536xf32>, %arg83: tensor<384x1536xf32>, %arg84: tensor<384xf32>, %arg85: tensor<384xf32>, %arg86: tensor<384xf32>, %arg87: tensor<384x384xf32>, %arg88: tensor<384xf32>, %arg89: tensor<384x384xf32>, %arg90: tensor<384xf32>, %arg91: tensor<384x384xf32>, %arg92: tensor<384xf32>, %arg93: tensor<384x384xf32>, %arg94: tensor<384xf32>, %arg95: tensor<384xf32>, %arg96: tensor<384xf32>, %arg97: tensor<1536x384xf32>, %arg98: tensor<1536xf32>, %arg99: tensor<384x1536xf32>, %arg100: tensor<384xf32>, %arg101: tensor<384xf32>, %arg102: tensor<384xf32>) -> tensor<2x384xf32> {
    %c0_i64 = arith.constant 0 : i64
    %c2 = arith.constant 2 : index
    %c30522 = arith.constant 30522 : index
    %c512 = arith.constant 512 : index
    %cst = arith.constant 0.000000e+00 : f64
    %cst_0 = arith.constant 0.000000e+00 : f32
    %cst_1 = arith.constant 0xFF800000 : f32
    %cst_2 = arith.constant 1.000000e+00 : f32
    %cst_3 = arith.constant 5.000000e-01 : f32
    %cst_4 = arith.constant dense<1.000000e+00> : tensor<f32>
    %cst_5 = arith.constant 1.000000e-09 : f64
    %cst_6 = arith.constant 5.6568542494923806 : f64
    %cst_7 = arith.constant 9.9999999999999998E-13 : f64
    %cst_8 = arith.constant 3.840000e+02 : f64
    %cst_9 = arith.constant 3.840000e+02 : f32
    %cst_10 = arith.constant -1.000000e+09 : f32
    %cst_11 = arith.constant 1.41421354 : f32
    %cst_12 = arith.constant 2.000000e+00 : f32
    %cst_13 = arith.constant dense<0> : tensor<2x64xi64>
    %0 = tensor.empty() : tensor<64xi64>
    %1 = linalg.generic {indexing_maps = [#map], iterator_types = ["parallel"]} outs(%0 : tensor<64xi64>) {
    ^bb0(%out: i64):
      %407 = linalg.index 0 : index
      %408 = arith.index_cast %407 : index to i64
      linalg.yield %408 : i64
    } -> tensor<64xi64>
    %2 = tensor.empty() : tensor<2x64x384xf32>
    %3 = linalg.generic {indexing_maps = [#map1, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%arg0 : tensor<2x64xi64>) outs(%2 : tensor<2x64x384xf32>) {
    ^bb0(%in: i64, %out: f32):
      %407 = arith.index_cast %in : i64 to index
      %408 = linalg.index 2 : index
      %409 = arith.cmpi slt, %407, %c30522 : index
      cf.assert %409, "index must be smaller than dim size"
      %410 = arith.cmpi sge, %in, %c0_i64 : i64
      cf.assert %410, "index must be larger or equal to 0"
      %extracted = tensor.extract %arg2[%407, %408] : tensor<30522x384xf32>
      linalg.yield %extracted : f32
    } -> tensor<2x64x384xf32>
    %4 = tensor.empty() : tensor<64x384xf32>
    %5 = linalg.generic {indexing_maps = [#map3, #map4], iterator_types = ["parallel", "parallel"]} ins(%1 : tensor<64xi64>) outs(%4 : tensor<64x384xf32>) {
    ^bb0(%in: i64, %out: f32):
      %407 = arith.index_cast %in : i64 to index
      %408 = linalg.index 1 : index
      %409 = arith.cmpi slt, %407, %c512 : index
      cf.assert %409, "index must be smaller than dim size"
      %410 = arith.cmpi sge, %in, %c0_i64 : i64
      cf.assert %410, "index must be larger or equal to 0"
      %extracted = tensor.extract %arg3[%407, %408] : tensor<512x384xf32>
      linalg.yield %extracted : f32
    } -> tensor<64x384xf32>
    %6 = linalg.generic {indexing_maps = [#map2, #map5, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%3, %5 : tensor<2x64x384xf32>, tensor<64x384xf32>) outs(%2 : tensor<2x64x384xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.addf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x384xf32>
    %7 = linalg.generic {indexing_maps = [#map1, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%cst_13 : tensor<2x64xi64>) outs(%2 : tensor<2x64x384xf32>) {
    ^bb0(%in: i64, %out: f32):
      %407 = arith.index_cast %in : i64 to index
      %408 = linalg.index 2 : index
      %409 = arith.cmpi slt, %407, %c2 : index
      cf.assert %409, "index must be smaller than dim size"
      %410 = arith.cmpi sge, %in, %c0_i64 : i64
      cf.assert %410, "index must be larger or equal to 0"
      %extracted = tensor.extract %arg4[%407, %408] : tensor<2x384xf32>
      linalg.yield %extracted : f32
    } -> tensor<2x64x384xf32>
    %8 = linalg.generic {indexing_maps = [#map2, #map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%6, %7 : tensor<2x64x384xf32>, tensor<2x64x384xf32>) outs(%2 : tensor<2x64x384xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.addf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x384xf32>
    %9 = tensor.empty() : tensor<2x64x384xf64>
    %10 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%8 : tensor<2x64x384xf32>) outs(%9 : tensor<2x64x384xf64>) {
    ^bb0(%in: f32, %out: f64):
      %407 = arith.extf %in : f32 to f64
      linalg.yield %407 : f64
    } -> tensor<2x64x384xf64>
    %11 = tensor.empty() : tensor<2x64x1xf64>
    %12 = linalg.fill ins(%cst : f64) outs(%11 : tensor<2x64x1xf64>) -> tensor<2x64x1xf64>
    %13 = linalg.generic {indexing_maps = [#map2, #map6], iterator_types = ["parallel", "parallel", "reduction"]} ins(%10 : tensor<2x64x384xf64>) outs(%12 : tensor<2x64x1xf64>) {
    ^bb0(%in: f64, %out: f64):
      %407 = arith.addf %in, %out : f64
      linalg.yield %407 : f64
    } -> tensor<2x64x1xf64>
    %14 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%13 : tensor<2x64x1xf64>) outs(%11 : tensor<2x64x1xf64>) {
    ^bb0(%in: f64, %out: f64):
      %407 = arith.divf %in, %cst_8 : f64
      linalg.yield %407 : f64
    } -> tensor<2x64x1xf64>
    %15 = linalg.generic {indexing_maps = [#map2, #map6, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%10, %14 : tensor<2x64x384xf64>, tensor<2x64x1xf64>) outs(%9 : tensor<2x64x384xf64>) {
    ^bb0(%in: f64, %in_176: f64, %out: f64):
      %407 = arith.subf %in, %in_176 : f64
      linalg.yield %407 : f64
    } -> tensor<2x64x384xf64>
    %16 = linalg.generic {indexing_maps = [#map2, #map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%15, %15 : tensor<2x64x384xf64>, tensor<2x64x384xf64>) outs(%9 : tensor<2x64x384xf64>) {
    ^bb0(%in: f64, %in_176: f64, %out: f64):
      %407 = arith.mulf %in, %in_176 : f64
      linalg.yield %407 : f64
    } -> tensor<2x64x384xf64>
    %17 = linalg.generic {indexing_maps = [#map2, #map6], iterator_types = ["parallel", "parallel", "reduction"]} ins(%16 : tensor<2x64x384xf64>) outs(%12 : tensor<2x64x1xf64>) {
    ^bb0(%in: f64, %out: f64):
      %407 = arith.addf %in, %out : f64
      linalg.yield %407 : f64
    } -> tensor<2x64x1xf64>
    %18 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%17 : tensor<2x64x1xf64>) outs(%11 : tensor<2x64x1xf64>) {
    ^bb0(%in: f64, %out: f64):
      %407 = arith.divf %in, %cst_8 : f64
      linalg.yield %407 : f64
    } -> tensor<2x64x1xf64>
    %19 = tensor.empty() : tensor<2x64x1xf32>
    %20 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%18 : tensor<2x64x1xf64>) outs(%19 : tensor<2x64x1xf32>) {
    ^bb0(%in: f64, %out: f32):
      %407 = arith.truncf %in : f64 to f32
      linalg.yield %407 : f32
    } -> tensor<2x64x1xf32>
    %21 = linalg.fill ins(%cst_0 : f32) outs(%19 : tensor<2x64x1xf32>) -> tensor<2x64x1xf32>
    %22 = linalg.generic {indexing_maps = [#map2, #map6], iterator_types = ["parallel", "parallel", "reduction"]} ins(%8 : tensor<2x64x384xf32>) outs(%21 : tensor<2x64x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %407 = arith.addf %in, %out : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x1xf32>
    %23 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%22 : tensor<2x64x1xf32>) outs(%19 : tensor<2x64x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %407 = arith.divf %in, %cst_9 : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x1xf32>
    %24 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%20 : tensor<2x64x1xf32>) outs(%19 : tensor<2x64x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %407 = arith.truncf %cst_7 : f64 to f32
      %408 = arith.addf %in, %407 : f32
      linalg.yield %408 : f32
    } -> tensor<2x64x1xf32>
    %25 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%24 : tensor<2x64x1xf32>) outs(%19 : tensor<2x64x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %407 = math.rsqrt %in : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x1xf32>
    %26 = linalg.generic {indexing_maps = [#map2, #map6, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%8, %23 : tensor<2x64x384xf32>, tensor<2x64x1xf32>) outs(%2 : tensor<2x64x384xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.subf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x384xf32>
    %27 = linalg.generic {indexing_maps = [#map2, #map6, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%26, %25 : tensor<2x64x384xf32>, tensor<2x64x1xf32>) outs(%2 : tensor<2x64x384xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.mulf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x384xf32>
    %28 = linalg.generic {indexing_maps = [#map2, #map7, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%27, %arg5 : tensor<2x64x384xf32>, tensor<384xf32>) outs(%2 : tensor<2x64x384xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.mulf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x384xf32>
    %29 = linalg.generic {indexing_maps = [#map2, #map7, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%28, %arg6 : tensor<2x64x384xf32>, tensor<384xf32>) outs(%2 : tensor<2x64x384xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.addf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x384xf32>
    %30 = tensor.empty() : tensor<2x64xf32>
    %31 = linalg.generic {indexing_maps = [#map4, #map4], iterator_types = ["parallel", "parallel"]} ins(%arg1 : tensor<2x64xi64>) outs(%30 : tensor<2x64xf32>) {
    ^bb0(%in: i64, %out: f32):
      %407 = arith.sitofp %in : i64 to f32
      linalg.yield %407 : f32
    } -> tensor<2x64xf32>
    %32 = linalg.generic {indexing_maps = [#map8, #map4, #map4], iterator_types = ["parallel", "parallel"]} ins(%cst_4, %31 : tensor<f32>, tensor<2x64xf32>) outs(%30 : tensor<2x64xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.subf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<2x64xf32>
    %expanded = tensor.expand_shape %32 [[0], [1, 2, 3]] output_shape [2, 1, 1, 64] : tensor<2x64xf32> into tensor<2x1x1x64xf32>
    %33 = tensor.empty() : tensor<2x1x1x64xf32>
    %34 = linalg.generic {indexing_maps = [#map9, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%expanded : tensor<2x1x1x64xf32>) outs(%33 : tensor<2x1x1x64xf32>) {
    ^bb0(%in: f32, %out: f32):
      %407 = arith.mulf %in, %cst_10 : f32
      linalg.yield %407 : f32
    } -> tensor<2x1x1x64xf32>
    %collapsed = tensor.collapse_shape %29 [[0, 1], [2]] : tensor<2x64x384xf32> into tensor<128x384xf32>
    %35 = tensor.empty() : tensor<384x384xf32>
    %transposed = linalg.transpose ins(%arg7 : tensor<384x384xf32>) outs(%35 : tensor<384x384xf32>) permutation = [1, 0] 
    %36 = tensor.empty() : tensor<128x384xf32>
    %37 = linalg.fill ins(%cst_0 : f32) outs(%36 : tensor<128x384xf32>) -> tensor<128x384xf32>
    %38 = linalg.matmul ins(%collapsed, %transposed : tensor<128x384xf32>, tensor<384x384xf32>) outs(%37 : tensor<128x384xf32>) -> tensor<128x384xf32>
    %39 = linalg.generic {indexing_maps = [#map4, #map10, #map4], iterator_types = ["parallel", "parallel"]} ins(%38, %arg8 : tensor<128x384xf32>, tensor<384xf32>) outs(%36 : tensor<128x384xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.addf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<128x384xf32>
    %expanded_14 = tensor.expand_shape %39 [[0, 1], [2, 3]] output_shape [2, 64, 12, 32] : tensor<128x384xf32> into tensor<2x64x12x32xf32>
    %40 = tensor.empty() : tensor<2x12x64x32xf32>
    %transposed_15 = linalg.transpose ins(%expanded_14 : tensor<2x64x12x32xf32>) outs(%40 : tensor<2x12x64x32xf32>) permutation = [0, 2, 1, 3] 
    %transposed_16 = linalg.transpose ins(%arg9 : tensor<384x384xf32>) outs(%35 : tensor<384x384xf32>) permutation = [1, 0] 
    %41 = linalg.matmul ins(%collapsed, %transposed_16 : tensor<128x384xf32>, tensor<384x384xf32>) outs(%37 : tensor<128x384xf32>) -> tensor<128x384xf32>
    %42 = linalg.generic {indexing_maps = [#map4, #map10, #map4], iterator_types = ["parallel", "parallel"]} ins(%41, %arg10 : tensor<128x384xf32>, tensor<384xf32>) outs(%36 : tensor<128x384xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.addf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<128x384xf32>
    %expanded_17 = tensor.expand_shape %42 [[0, 1], [2, 3]] output_shape [2, 64, 12, 32] : tensor<128x384xf32> into tensor<2x64x12x32xf32>
    %transposed_18 = linalg.transpose ins(%arg11 : tensor<384x384xf32>) outs(%35 : tensor<384x384xf32>) permutation = [1, 0] 
    %43 = linalg.matmul ins(%collapsed, %transposed_18 : tensor<128x384xf32>, tensor<384x384xf32>) outs(%37 : tensor<128x384xf32>) -> tensor<128x384xf32>
    %44 = linalg.generic {indexing_maps = [#map4, #map10, #map4], iterator_types = ["parallel", "parallel"]} ins(%43, %arg12 : tensor<128x384xf32>, tensor<384xf32>) outs(%36 : tensor<128x384xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.addf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<128x384xf32>
    %expanded_19 = tensor.expand_shape %44 [[0, 1], [2, 3]] output_shape [2, 64, 12, 32] : tensor<128x384xf32> into tensor<2x64x12x32xf32>
    %transposed_20 = linalg.transpose ins(%expanded_19 : tensor<2x64x12x32xf32>) outs(%40 : tensor<2x12x64x32xf32>) permutation = [0, 2, 1, 3] 
    %45 = tensor.empty() : tensor<2x12x32x64xf32>
    %transposed_21 = linalg.transpose ins(%expanded_17 : tensor<2x64x12x32xf32>) outs(%45 : tensor<2x12x32x64xf32>) permutation = [0, 2, 3, 1] 
    %collapsed_22 = tensor.collapse_shape %transposed_15 [[0, 1], [2], [3]] : tensor<2x12x64x32xf32> into tensor<24x64x32xf32>
    %collapsed_23 = tensor.collapse_shape %transposed_21 [[0, 1], [2], [3]] : tensor<2x12x32x64xf32> into tensor<24x32x64xf32>
    %46 = tensor.empty() : tensor<24x64x64xf32>
    %47 = linalg.fill ins(%cst_0 : f32) outs(%46 : tensor<24x64x64xf32>) -> tensor<24x64x64xf32>
    %48 = linalg.batch_matmul ins(%collapsed_22, %collapsed_23 : tensor<24x64x32xf32>, tensor<24x32x64xf32>) outs(%47 : tensor<24x64x64xf32>) -> tensor<24x64x64xf32>
    %expanded_24 = tensor.expand_shape %48 [[0, 1], [2], [3]] output_shape [2, 12, 64, 64] : tensor<24x64x64xf32> into tensor<2x12x64x64xf32>
    %49 = tensor.empty() : tensor<2x12x64x64xf32>
    %50 = linalg.generic {indexing_maps = [#map9, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%expanded_24 : tensor<2x12x64x64xf32>) outs(%49 : tensor<2x12x64x64xf32>) {
    ^bb0(%in: f32, %out: f32):
      %407 = arith.truncf %cst_6 : f64 to f32
      %408 = arith.divf %in, %407 : f32
      linalg.yield %408 : f32
    } -> tensor<2x12x64x64xf32>
    %51 = linalg.generic {indexing_maps = [#map9, #map11, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%50, %34 : tensor<2x12x64x64xf32>, tensor<2x1x1x64xf32>) outs(%49 : tensor<2x12x64x64xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.addf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<2x12x64x64xf32>
    %52 = tensor.empty() : tensor<2x12x64xi64>
    %53 = linalg.fill ins(%c0_i64 : i64) outs(%52 : tensor<2x12x64xi64>) -> tensor<2x12x64xi64>
    %54 = tensor.empty() : tensor<2x12x64xf32>
    %55 = linalg.fill ins(%cst_1 : f32) outs(%54 : tensor<2x12x64xf32>) -> tensor<2x12x64xf32>
    %56:2 = linalg.generic {indexing_maps = [#map9, #map12, #map12], iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%51 : tensor<2x12x64x64xf32>) outs(%55, %53 : tensor<2x12x64xf32>, tensor<2x12x64xi64>) {
    ^bb0(%in: f32, %out: f32, %out_176: i64):
      %407 = linalg.index 3 : index
      %408 = arith.index_cast %407 : index to i64
      %409 = arith.maximumf %in, %out : f32
      %410 = arith.cmpf ogt, %in, %out : f32
      %411 = arith.select %410, %408, %out_176 : i64
      linalg.yield %409, %411 : f32, i64
    } -> (tensor<2x12x64xf32>, tensor<2x12x64xi64>)
    %expanded_25 = tensor.expand_shape %56#0 [[0], [1], [2, 3]] output_shape [2, 12, 64, 1] : tensor<2x12x64xf32> into tensor<2x12x64x1xf32>
    %57 = linalg.generic {indexing_maps = [#map9, #map13, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%51, %expanded_25 : tensor<2x12x64x64xf32>, tensor<2x12x64x1xf32>) outs(%49 : tensor<2x12x64x64xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.subf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<2x12x64x64xf32>
    %58 = linalg.generic {indexing_maps = [#map9, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%57 : tensor<2x12x64x64xf32>) outs(%49 : tensor<2x12x64x64xf32>) {
    ^bb0(%in: f32, %out: f32):
      %407 = math.exp %in : f32
      linalg.yield %407 : f32
    } -> tensor<2x12x64x64xf32>
    %59 = tensor.empty() : tensor<2x12x64x1xf32>
    %60 = linalg.fill ins(%cst_0 : f32) outs(%59 : tensor<2x12x64x1xf32>) -> tensor<2x12x64x1xf32>
    %61 = linalg.generic {indexing_maps = [#map9, #map13], iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%58 : tensor<2x12x64x64xf32>) outs(%60 : tensor<2x12x64x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %407 = arith.addf %in, %out : f32
      linalg.yield %407 : f32
    } -> tensor<2x12x64x1xf32>
    %62 = linalg.generic {indexing_maps = [#map9, #map13, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%58, %61 : tensor<2x12x64x64xf32>, tensor<2x12x64x1xf32>) outs(%49 : tensor<2x12x64x64xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.divf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<2x12x64x64xf32>
    %collapsed_26 = tensor.collapse_shape %62 [[0, 1], [2], [3]] : tensor<2x12x64x64xf32> into tensor<24x64x64xf32>
    %collapsed_27 = tensor.collapse_shape %transposed_20 [[0, 1], [2], [3]] : tensor<2x12x64x32xf32> into tensor<24x64x32xf32>
    %63 = tensor.empty() : tensor<24x64x32xf32>
    %64 = linalg.fill ins(%cst_0 : f32) outs(%63 : tensor<24x64x32xf32>) -> tensor<24x64x32xf32>
    %65 = linalg.batch_matmul ins(%collapsed_26, %collapsed_27 : tensor<24x64x64xf32>, tensor<24x64x32xf32>) outs(%64 : tensor<24x64x32xf32>) -> tensor<24x64x32xf32>
    %expanded_28 = tensor.expand_shape %65 [[0, 1], [2], [3]] output_shape [2, 12, 64, 32] : tensor<24x64x32xf32> into tensor<2x12x64x32xf32>
    %66 = tensor.empty() : tensor<2x64x12x32xf32>
    %transposed_29 = linalg.transpose ins(%expanded_28 : tensor<2x12x64x32xf32>) outs(%66 : tensor<2x64x12x32xf32>) permutation = [0, 2, 1, 3] 
    %collapsed_30 = tensor.collapse_shape %transposed_29 [[0, 1], [2, 3]] : tensor<2x64x12x32xf32> into tensor<128x384xf32>
    %transposed_31 = linalg.transpose ins(%arg13 : tensor<384x384xf32>) outs(%35 : tensor<384x384xf32>) permutation = [1, 0] 
    %67 = linalg.matmul ins(%collapsed_30, %transposed_31 : tensor<128x384xf32>, tensor<384x384xf32>) outs(%37 : tensor<128x384xf32>) -> tensor<128x384xf32>
    %68 = linalg.generic {indexing_maps = [#map4, #map10, #map4], iterator_types = ["parallel", "parallel"]} ins(%67, %arg14 : tensor<128x384xf32>, tensor<384xf32>) outs(%36 : tensor<128x384xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.addf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<128x384xf32>
    %expanded_32 = tensor.expand_shape %68 [[0, 1], [2]] output_shape [2, 64, 384] : tensor<128x384xf32> into tensor<2x64x384xf32>
    %69 = linalg.generic {indexing_maps = [#map2, #map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%29, %expanded_32 : tensor<2x64x384xf32>, tensor<2x64x384xf32>) outs(%2 : tensor<2x64x384xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.addf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x384xf32>
    %70 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%69 : tensor<2x64x384xf32>) outs(%9 : tensor<2x64x384xf64>) {
    ^bb0(%in: f32, %out: f64):
      %407 = arith.extf %in : f32 to f64
      linalg.yield %407 : f64
    } -> tensor<2x64x384xf64>
    %71 = linalg.generic {indexing_maps = [#map2, #map6], iterator_types = ["parallel", "parallel", "reduction"]} ins(%70 : tensor<2x64x384xf64>) outs(%12 : tensor<2x64x1xf64>) {
    ^bb0(%in: f64, %out: f64):
      %407 = arith.addf %in, %out : f64
      linalg.yield %407 : f64
    } -> tensor<2x64x1xf64>
    %72 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%71 : tensor<2x64x1xf64>) outs(%11 : tensor<2x64x1xf64>) {
    ^bb0(%in: f64, %out: f64):
      %407 = arith.divf %in, %cst_8 : f64
      linalg.yield %407 : f64
    } -> tensor<2x64x1xf64>
    %73 = linalg.generic {indexing_maps = [#map2, #map6, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%70, %72 : tensor<2x64x384xf64>, tensor<2x64x1xf64>) outs(%9 : tensor<2x64x384xf64>) {
    ^bb0(%in: f64, %in_176: f64, %out: f64):
      %407 = arith.subf %in, %in_176 : f64
      linalg.yield %407 : f64
    } -> tensor<2x64x384xf64>
    %74 = linalg.generic {indexing_maps = [#map2, #map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%73, %73 : tensor<2x64x384xf64>, tensor<2x64x384xf64>) outs(%9 : tensor<2x64x384xf64>) {
    ^bb0(%in: f64, %in_176: f64, %out: f64):
      %407 = arith.mulf %in, %in_176 : f64
      linalg.yield %407 : f64
    } -> tensor<2x64x384xf64>
    %75 = linalg.generic {indexing_maps = [#map2, #map6], iterator_types = ["parallel", "parallel", "reduction"]} ins(%74 : tensor<2x64x384xf64>) outs(%12 : tensor<2x64x1xf64>) {
    ^bb0(%in: f64, %out: f64):
      %407 = arith.addf %in, %out : f64
      linalg.yield %407 : f64
    } -> tensor<2x64x1xf64>
    %76 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%75 : tensor<2x64x1xf64>) outs(%11 : tensor<2x64x1xf64>) {
    ^bb0(%in: f64, %out: f64):
      %407 = arith.divf %in, %cst_8 : f64
      linalg.yield %407 : f64
    } -> tensor<2x64x1xf64>
    %77 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%76 : tensor<2x64x1xf64>) outs(%19 : tensor<2x64x1xf32>) {
    ^bb0(%in: f64, %out: f32):
      %407 = arith.truncf %in : f64 to f32
      linalg.yield %407 : f32
    } -> tensor<2x64x1xf32>
    %78 = linalg.generic {indexing_maps = [#map2, #map6], iterator_types = ["parallel", "parallel", "reduction"]} ins(%69 : tensor<2x64x384xf32>) outs(%21 : tensor<2x64x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %407 = arith.addf %in, %out : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x1xf32>
    %79 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%78 : tensor<2x64x1xf32>) outs(%19 : tensor<2x64x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %407 = arith.divf %in, %cst_9 : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x1xf32>
    %80 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%77 : tensor<2x64x1xf32>) outs(%19 : tensor<2x64x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %407 = arith.truncf %cst_7 : f64 to f32
      %408 = arith.addf %in, %407 : f32
      linalg.yield %408 : f32
    } -> tensor<2x64x1xf32>
    %81 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%80 : tensor<2x64x1xf32>) outs(%19 : tensor<2x64x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %407 = math.rsqrt %in : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x1xf32>
    %82 = linalg.generic {indexing_maps = [#map2, #map6, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%69, %79 : tensor<2x64x384xf32>, tensor<2x64x1xf32>) outs(%2 : tensor<2x64x384xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.subf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x384xf32>
    %83 = linalg.generic {indexing_maps = [#map2, #map6, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%82, %81 : tensor<2x64x384xf32>, tensor<2x64x1xf32>) outs(%2 : tensor<2x64x384xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.mulf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x384xf32>
    %84 = linalg.generic {indexing_maps = [#map2, #map7, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%83, %arg15 : tensor<2x64x384xf32>, tensor<384xf32>) outs(%2 : tensor<2x64x384xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.mulf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x384xf32>
    %85 = linalg.generic {indexing_maps = [#map2, #map7, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%84, %arg16 : tensor<2x64x384xf32>, tensor<384xf32>) outs(%2 : tensor<2x64x384xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.addf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x384xf32>
    %collapsed_33 = tensor.collapse_shape %85 [[0, 1], [2]] : tensor<2x64x384xf32> into tensor<128x384xf32>
    %86 = tensor.empty() : tensor<384x1536xf32>
    %transposed_34 = linalg.transpose ins(%arg17 : tensor<1536x384xf32>) outs(%86 : tensor<384x1536xf32>) permutation = [1, 0] 
    %87 = tensor.empty() : tensor<128x1536xf32>
    %88 = linalg.fill ins(%cst_0 : f32) outs(%87 : tensor<128x1536xf32>) -> tensor<128x1536xf32>
    %89 = linalg.matmul ins(%collapsed_33, %transposed_34 : tensor<128x384xf32>, tensor<384x1536xf32>) outs(%88 : tensor<128x1536xf32>) -> tensor<128x1536xf32>
    %90 = linalg.generic {indexing_maps = [#map4, #map10, #map4], iterator_types = ["parallel", "parallel"]} ins(%89, %arg18 : tensor<128x1536xf32>, tensor<1536xf32>) outs(%87 : tensor<128x1536xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.addf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<128x1536xf32>
    %expanded_35 = tensor.expand_shape %90 [[0, 1], [2]] output_shape [2, 64, 1536] : tensor<128x1536xf32> into tensor<2x64x1536xf32>
    %91 = tensor.empty() : tensor<2x64x1536xf32>
    %92 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_35 : tensor<2x64x1536xf32>) outs(%91 : tensor<2x64x1536xf32>) {
    ^bb0(%in: f32, %out: f32):
      %407 = arith.divf %in, %cst_11 : f32
      %408 = math.erf %407 : f32
      %409 = arith.addf %408, %cst_2 : f32
      %410 = arith.mulf %409, %cst_3 : f32
      %411 = arith.mulf %in, %410 : f32
      linalg.yield %411 : f32
    } -> tensor<2x64x1536xf32>
    %collapsed_36 = tensor.collapse_shape %92 [[0, 1], [2]] : tensor<2x64x1536xf32> into tensor<128x1536xf32>
    %93 = tensor.empty() : tensor<1536x384xf32>
    %transposed_37 = linalg.transpose ins(%arg19 : tensor<384x1536xf32>) outs(%93 : tensor<1536x384xf32>) permutation = [1, 0] 
    %94 = linalg.matmul ins(%collapsed_36, %transposed_37 : tensor<128x1536xf32>, tensor<1536x384xf32>) outs(%37 : tensor<128x384xf32>) -> tensor<128x384xf32>
    %95 = linalg.generic {indexing_maps = [#map4, #map10, #map4], iterator_types = ["parallel", "parallel"]} ins(%94, %arg20 : tensor<128x384xf32>, tensor<384xf32>) outs(%36 : tensor<128x384xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.addf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<128x384xf32>
    %expanded_38 = tensor.expand_shape %95 [[0, 1], [2]] output_shape [2, 64, 384] : tensor<128x384xf32> into tensor<2x64x384xf32>
    %96 = linalg.generic {indexing_maps = [#map2, #map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%85, %expanded_38 : tensor<2x64x384xf32>, tensor<2x64x384xf32>) outs(%2 : tensor<2x64x384xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.addf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x384xf32>
    %97 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%96 : tensor<2x64x384xf32>) outs(%9 : tensor<2x64x384xf64>) {
    ^bb0(%in: f32, %out: f64):
      %407 = arith.extf %in : f32 to f64
      linalg.yield %407 : f64
    } -> tensor<2x64x384xf64>
    %98 = linalg.generic {indexing_maps = [#map2, #map6], iterator_types = ["parallel", "parallel", "reduction"]} ins(%97 : tensor<2x64x384xf64>) outs(%12 : tensor<2x64x1xf64>) {
    ^bb0(%in: f64, %out: f64):
      %407 = arith.addf %in, %out : f64
      linalg.yield %407 : f64
    } -> tensor<2x64x1xf64>
    %99 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%98 : tensor<2x64x1xf64>) outs(%11 : tensor<2x64x1xf64>) {
    ^bb0(%in: f64, %out: f64):
      %407 = arith.divf %in, %cst_8 : f64
      linalg.yield %407 : f64
    } -> tensor<2x64x1xf64>
    %100 = linalg.generic {indexing_maps = [#map2, #map6, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%97, %99 : tensor<2x64x384xf64>, tensor<2x64x1xf64>) outs(%9 : tensor<2x64x384xf64>) {
    ^bb0(%in: f64, %in_176: f64, %out: f64):
      %407 = arith.subf %in, %in_176 : f64
      linalg.yield %407 : f64
    } -> tensor<2x64x384xf64>
    %101 = linalg.generic {indexing_maps = [#map2, #map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%100, %100 : tensor<2x64x384xf64>, tensor<2x64x384xf64>) outs(%9 : tensor<2x64x384xf64>) {
    ^bb0(%in: f64, %in_176: f64, %out: f64):
      %407 = arith.mulf %in, %in_176 : f64
      linalg.yield %407 : f64
    } -> tensor<2x64x384xf64>
    %102 = linalg.generic {indexing_maps = [#map2, #map6], iterator_types = ["parallel", "parallel", "reduction"]} ins(%101 : tensor<2x64x384xf64>) outs(%12 : tensor<2x64x1xf64>) {
    ^bb0(%in: f64, %out: f64):
      %407 = arith.addf %in, %out : f64
      linalg.yield %407 : f64
    } -> tensor<2x64x1xf64>
    %103 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%102 : tensor<2x64x1xf64>) outs(%11 : tensor<2x64x1xf64>) {
    ^bb0(%in: f64, %out: f64):
      %407 = arith.divf %in, %cst_8 : f64
      linalg.yield %407 : f64
    } -> tensor<2x64x1xf64>
    %104 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%103 : tensor<2x64x1xf64>) outs(%19 : tensor<2x64x1xf32>) {
    ^bb0(%in: f64, %out: f32):
      %407 = arith.truncf %in : f64 to f32
      linalg.yield %407 : f32
    } -> tensor<2x64x1xf32>
    %105 = linalg.generic {indexing_maps = [#map2, #map6], iterator_types = ["parallel", "parallel", "reduction"]} ins(%96 : tensor<2x64x384xf32>) outs(%21 : tensor<2x64x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %407 = arith.addf %in, %out : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x1xf32>
    %106 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%105 : tensor<2x64x1xf32>) outs(%19 : tensor<2x64x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %407 = arith.divf %in, %cst_9 : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x1xf32>
    %107 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%104 : tensor<2x64x1xf32>) outs(%19 : tensor<2x64x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %407 = arith.truncf %cst_7 : f64 to f32
      %408 = arith.addf %in, %407 : f32
      linalg.yield %408 : f32
    } -> tensor<2x64x1xf32>
    %108 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%107 : tensor<2x64x1xf32>) outs(%19 : tensor<2x64x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %407 = math.rsqrt %in : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x1xf32>
    %109 = linalg.generic {indexing_maps = [#map2, #map6, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%96, %106 : tensor<2x64x384xf32>, tensor<2x64x1xf32>) outs(%2 : tensor<2x64x384xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.subf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x384xf32>
    %110 = linalg.generic {indexing_maps = [#map2, #map6, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%109, %108 : tensor<2x64x384xf32>, tensor<2x64x1xf32>) outs(%2 : tensor<2x64x384xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.mulf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x384xf32>
    %111 = linalg.generic {indexing_maps = [#map2, #map7, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%110, %arg21 : tensor<2x64x384xf32>, tensor<384xf32>) outs(%2 : tensor<2x64x384xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.mulf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x384xf32>
    %112 = linalg.generic {indexing_maps = [#map2, #map7, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%111, %arg22 : tensor<2x64x384xf32>, tensor<384xf32>) outs(%2 : tensor<2x64x384xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.addf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x384xf32>
    %collapsed_39 = tensor.collapse_shape %112 [[0, 1], [2]] : tensor<2x64x384xf32> into tensor<128x384xf32>
    %transposed_40 = linalg.transpose ins(%arg23 : tensor<384x384xf32>) outs(%35 : tensor<384x384xf32>) permutation = [1, 0] 
    %113 = linalg.matmul ins(%collapsed_39, %transposed_40 : tensor<128x384xf32>, tensor<384x384xf32>) outs(%37 : tensor<128x384xf32>) -> tensor<128x384xf32>
    %114 = linalg.generic {indexing_maps = [#map4, #map10, #map4], iterator_types = ["parallel", "parallel"]} ins(%113, %arg24 : tensor<128x384xf32>, tensor<384xf32>) outs(%36 : tensor<128x384xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.addf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<128x384xf32>
    %expanded_41 = tensor.expand_shape %114 [[0, 1], [2, 3]] output_shape [2, 64, 12, 32] : tensor<128x384xf32> into tensor<2x64x12x32xf32>
    %transposed_42 = linalg.transpose ins(%expanded_41 : tensor<2x64x12x32xf32>) outs(%40 : tensor<2x12x64x32xf32>) permutation = [0, 2, 1, 3] 
    %transposed_43 = linalg.transpose ins(%arg25 : tensor<384x384xf32>) outs(%35 : tensor<384x384xf32>) permutation = [1, 0] 
    %115 = linalg.matmul ins(%collapsed_39, %transposed_43 : tensor<128x384xf32>, tensor<384x384xf32>) outs(%37 : tensor<128x384xf32>) -> tensor<128x384xf32>
    %116 = linalg.generic {indexing_maps = [#map4, #map10, #map4], iterator_types = ["parallel", "parallel"]} ins(%115, %arg26 : tensor<128x384xf32>, tensor<384xf32>) outs(%36 : tensor<128x384xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.addf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<128x384xf32>
    %expanded_44 = tensor.expand_shape %116 [[0, 1], [2, 3]] output_shape [2, 64, 12, 32] : tensor<128x384xf32> into tensor<2x64x12x32xf32>
    %transposed_45 = linalg.transpose ins(%arg27 : tensor<384x384xf32>) outs(%35 : tensor<384x384xf32>) permutation = [1, 0] 
    %117 = linalg.matmul ins(%collapsed_39, %transposed_45 : tensor<128x384xf32>, tensor<384x384xf32>) outs(%37 : tensor<128x384xf32>) -> tensor<128x384xf32>
    %118 = linalg.generic {indexing_maps = [#map4, #map10, #map4], iterator_types = ["parallel", "parallel"]} ins(%117, %arg28 : tensor<128x384xf32>, tensor<384xf32>) outs(%36 : tensor<128x384xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.addf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<128x384xf32>
    %expanded_46 = tensor.expand_shape %118 [[0, 1], [2, 3]] output_shape [2, 64, 12, 32] : tensor<128x384xf32> into tensor<2x64x12x32xf32>
    %transposed_47 = linalg.transpose ins(%expanded_46 : tensor<2x64x12x32xf32>) outs(%40 : tensor<2x12x64x32xf32>) permutation = [0, 2, 1, 3] 
    %transposed_48 = linalg.transpose ins(%expanded_44 : tensor<2x64x12x32xf32>) outs(%45 : tensor<2x12x32x64xf32>) permutation = [0, 2, 3, 1] 
    %collapsed_49 = tensor.collapse_shape %transposed_42 [[0, 1], [2], [3]] : tensor<2x12x64x32xf32> into tensor<24x64x32xf32>
    %collapsed_50 = tensor.collapse_shape %transposed_48 [[0, 1], [2], [3]] : tensor<2x12x32x64xf32> into tensor<24x32x64xf32>
    %119 = linalg.batch_matmul ins(%collapsed_49, %collapsed_50 : tensor<24x64x32xf32>, tensor<24x32x64xf32>) outs(%47 : tensor<24x64x64xf32>) -> tensor<24x64x64xf32>
    %expanded_51 = tensor.expand_shape %119 [[0, 1], [2], [3]] output_shape [2, 12, 64, 64] : tensor<24x64x64xf32> into tensor<2x12x64x64xf32>
    %120 = linalg.generic {indexing_maps = [#map9, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%expanded_51 : tensor<2x12x64x64xf32>) outs(%49 : tensor<2x12x64x64xf32>) {
    ^bb0(%in: f32, %out: f32):
      %407 = arith.truncf %cst_6 : f64 to f32
      %408 = arith.divf %in, %407 : f32
      linalg.yield %408 : f32
    } -> tensor<2x12x64x64xf32>
    %121 = linalg.generic {indexing_maps = [#map9, #map11, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%120, %34 : tensor<2x12x64x64xf32>, tensor<2x1x1x64xf32>) outs(%49 : tensor<2x12x64x64xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.addf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<2x12x64x64xf32>
    %122:2 = linalg.generic {indexing_maps = [#map9, #map12, #map12], iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%121 : tensor<2x12x64x64xf32>) outs(%55, %53 : tensor<2x12x64xf32>, tensor<2x12x64xi64>) {
    ^bb0(%in: f32, %out: f32, %out_176: i64):
      %407 = linalg.index 3 : index
      %408 = arith.index_cast %407 : index to i64
      %409 = arith.maximumf %in, %out : f32
      %410 = arith.cmpf ogt, %in, %out : f32
      %411 = arith.select %410, %408, %out_176 : i64
      linalg.yield %409, %411 : f32, i64
    } -> (tensor<2x12x64xf32>, tensor<2x12x64xi64>)
    %expanded_52 = tensor.expand_shape %122#0 [[0], [1], [2, 3]] output_shape [2, 12, 64, 1] : tensor<2x12x64xf32> into tensor<2x12x64x1xf32>
    %123 = linalg.generic {indexing_maps = [#map9, #map13, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%121, %expanded_52 : tensor<2x12x64x64xf32>, tensor<2x12x64x1xf32>) outs(%49 : tensor<2x12x64x64xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.subf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<2x12x64x64xf32>
    %124 = linalg.generic {indexing_maps = [#map9, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%123 : tensor<2x12x64x64xf32>) outs(%49 : tensor<2x12x64x64xf32>) {
    ^bb0(%in: f32, %out: f32):
      %407 = math.exp %in : f32
      linalg.yield %407 : f32
    } -> tensor<2x12x64x64xf32>
    %125 = linalg.generic {indexing_maps = [#map9, #map13], iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%124 : tensor<2x12x64x64xf32>) outs(%60 : tensor<2x12x64x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %407 = arith.addf %in, %out : f32
      linalg.yield %407 : f32
    } -> tensor<2x12x64x1xf32>
    %126 = linalg.generic {indexing_maps = [#map9, #map13, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%124, %125 : tensor<2x12x64x64xf32>, tensor<2x12x64x1xf32>) outs(%49 : tensor<2x12x64x64xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.divf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<2x12x64x64xf32>
    %collapsed_53 = tensor.collapse_shape %126 [[0, 1], [2], [3]] : tensor<2x12x64x64xf32> into tensor<24x64x64xf32>
    %collapsed_54 = tensor.collapse_shape %transposed_47 [[0, 1], [2], [3]] : tensor<2x12x64x32xf32> into tensor<24x64x32xf32>
    %127 = linalg.batch_matmul ins(%collapsed_53, %collapsed_54 : tensor<24x64x64xf32>, tensor<24x64x32xf32>) outs(%64 : tensor<24x64x32xf32>) -> tensor<24x64x32xf32>
    %expanded_55 = tensor.expand_shape %127 [[0, 1], [2], [3]] output_shape [2, 12, 64, 32] : tensor<24x64x32xf32> into tensor<2x12x64x32xf32>
    %transposed_56 = linalg.transpose ins(%expanded_55 : tensor<2x12x64x32xf32>) outs(%66 : tensor<2x64x12x32xf32>) permutation = [0, 2, 1, 3] 
    %collapsed_57 = tensor.collapse_shape %transposed_56 [[0, 1], [2, 3]] : tensor<2x64x12x32xf32> into tensor<128x384xf32>
    %transposed_58 = linalg.transpose ins(%arg29 : tensor<384x384xf32>) outs(%35 : tensor<384x384xf32>) permutation = [1, 0] 
    %128 = linalg.matmul ins(%collapsed_57, %transposed_58 : tensor<128x384xf32>, tensor<384x384xf32>) outs(%37 : tensor<128x384xf32>) -> tensor<128x384xf32>
    %129 = linalg.generic {indexing_maps = [#map4, #map10, #map4], iterator_types = ["parallel", "parallel"]} ins(%128, %arg30 : tensor<128x384xf32>, tensor<384xf32>) outs(%36 : tensor<128x384xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.addf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<128x384xf32>
    %expanded_59 = tensor.expand_shape %129 [[0, 1], [2]] output_shape [2, 64, 384] : tensor<128x384xf32> into tensor<2x64x384xf32>
    %130 = linalg.generic {indexing_maps = [#map2, #map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%112, %expanded_59 : tensor<2x64x384xf32>, tensor<2x64x384xf32>) outs(%2 : tensor<2x64x384xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.addf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x384xf32>
    %131 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%130 : tensor<2x64x384xf32>) outs(%9 : tensor<2x64x384xf64>) {
    ^bb0(%in: f32, %out: f64):
      %407 = arith.extf %in : f32 to f64
      linalg.yield %407 : f64
    } -> tensor<2x64x384xf64>
    %132 = linalg.generic {indexing_maps = [#map2, #map6], iterator_types = ["parallel", "parallel", "reduction"]} ins(%131 : tensor<2x64x384xf64>) outs(%12 : tensor<2x64x1xf64>) {
    ^bb0(%in: f64, %out: f64):
      %407 = arith.addf %in, %out : f64
      linalg.yield %407 : f64
    } -> tensor<2x64x1xf64>
    %133 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%132 : tensor<2x64x1xf64>) outs(%11 : tensor<2x64x1xf64>) {
    ^bb0(%in: f64, %out: f64):
      %407 = arith.divf %in, %cst_8 : f64
      linalg.yield %407 : f64
    } -> tensor<2x64x1xf64>
    %134 = linalg.generic {indexing_maps = [#map2, #map6, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%131, %133 : tensor<2x64x384xf64>, tensor<2x64x1xf64>) outs(%9 : tensor<2x64x384xf64>) {
    ^bb0(%in: f64, %in_176: f64, %out: f64):
      %407 = arith.subf %in, %in_176 : f64
      linalg.yield %407 : f64
    } -> tensor<2x64x384xf64>
    %135 = linalg.generic {indexing_maps = [#map2, #map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%134, %134 : tensor<2x64x384xf64>, tensor<2x64x384xf64>) outs(%9 : tensor<2x64x384xf64>) {
    ^bb0(%in: f64, %in_176: f64, %out: f64):
      %407 = arith.mulf %in, %in_176 : f64
      linalg.yield %407 : f64
    } -> tensor<2x64x384xf64>
    %136 = linalg.generic {indexing_maps = [#map2, #map6], iterator_types = ["parallel", "parallel", "reduction"]} ins(%135 : tensor<2x64x384xf64>) outs(%12 : tensor<2x64x1xf64>) {
    ^bb0(%in: f64, %out: f64):
      %407 = arith.addf %in, %out : f64
      linalg.yield %407 : f64
    } -> tensor<2x64x1xf64>
    %137 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%136 : tensor<2x64x1xf64>) outs(%11 : tensor<2x64x1xf64>) {
    ^bb0(%in: f64, %out: f64):
      %407 = arith.divf %in, %cst_8 : f64
      linalg.yield %407 : f64
    } -> tensor<2x64x1xf64>
    %138 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%137 : tensor<2x64x1xf64>) outs(%19 : tensor<2x64x1xf32>) {
    ^bb0(%in: f64, %out: f32):
      %407 = arith.truncf %in : f64 to f32
      linalg.yield %407 : f32
    } -> tensor<2x64x1xf32>
    %139 = linalg.generic {indexing_maps = [#map2, #map6], iterator_types = ["parallel", "parallel", "reduction"]} ins(%130 : tensor<2x64x384xf32>) outs(%21 : tensor<2x64x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %407 = arith.addf %in, %out : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x1xf32>
    %140 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%139 : tensor<2x64x1xf32>) outs(%19 : tensor<2x64x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %407 = arith.divf %in, %cst_9 : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x1xf32>
    %141 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%138 : tensor<2x64x1xf32>) outs(%19 : tensor<2x64x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %407 = arith.truncf %cst_7 : f64 to f32
      %408 = arith.addf %in, %407 : f32
      linalg.yield %408 : f32
    } -> tensor<2x64x1xf32>
    %142 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%141 : tensor<2x64x1xf32>) outs(%19 : tensor<2x64x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %407 = math.rsqrt %in : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x1xf32>
    %143 = linalg.generic {indexing_maps = [#map2, #map6, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%130, %140 : tensor<2x64x384xf32>, tensor<2x64x1xf32>) outs(%2 : tensor<2x64x384xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.subf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x384xf32>
    %144 = linalg.generic {indexing_maps = [#map2, #map6, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%143, %142 : tensor<2x64x384xf32>, tensor<2x64x1xf32>) outs(%2 : tensor<2x64x384xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.mulf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x384xf32>
    %145 = linalg.generic {indexing_maps = [#map2, #map7, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%144, %arg31 : tensor<2x64x384xf32>, tensor<384xf32>) outs(%2 : tensor<2x64x384xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.mulf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x384xf32>
    %146 = linalg.generic {indexing_maps = [#map2, #map7, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%145, %arg32 : tensor<2x64x384xf32>, tensor<384xf32>) outs(%2 : tensor<2x64x384xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.addf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x384xf32>
    %collapsed_60 = tensor.collapse_shape %146 [[0, 1], [2]] : tensor<2x64x384xf32> into tensor<128x384xf32>
    %transposed_61 = linalg.transpose ins(%arg33 : tensor<1536x384xf32>) outs(%86 : tensor<384x1536xf32>) permutation = [1, 0] 
    %147 = linalg.matmul ins(%collapsed_60, %transposed_61 : tensor<128x384xf32>, tensor<384x1536xf32>) outs(%88 : tensor<128x1536xf32>) -> tensor<128x1536xf32>
    %148 = linalg.generic {indexing_maps = [#map4, #map10, #map4], iterator_types = ["parallel", "parallel"]} ins(%147, %arg34 : tensor<128x1536xf32>, tensor<1536xf32>) outs(%87 : tensor<128x1536xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.addf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<128x1536xf32>
    %expanded_62 = tensor.expand_shape %148 [[0, 1], [2]] output_shape [2, 64, 1536] : tensor<128x1536xf32> into tensor<2x64x1536xf32>
    %149 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_62 : tensor<2x64x1536xf32>) outs(%91 : tensor<2x64x1536xf32>) {
    ^bb0(%in: f32, %out: f32):
      %407 = arith.divf %in, %cst_11 : f32
      %408 = math.erf %407 : f32
      %409 = arith.addf %408, %cst_2 : f32
      %410 = arith.mulf %409, %cst_3 : f32
      %411 = arith.mulf %in, %410 : f32
      linalg.yield %411 : f32
    } -> tensor<2x64x1536xf32>
    %collapsed_63 = tensor.collapse_shape %149 [[0, 1], [2]] : tensor<2x64x1536xf32> into tensor<128x1536xf32>
    %transposed_64 = linalg.transpose ins(%arg35 : tensor<384x1536xf32>) outs(%93 : tensor<1536x384xf32>) permutation = [1, 0] 
    %150 = linalg.matmul ins(%collapsed_63, %transposed_64 : tensor<128x1536xf32>, tensor<1536x384xf32>) outs(%37 : tensor<128x384xf32>) -> tensor<128x384xf32>
    %151 = linalg.generic {indexing_maps = [#map4, #map10, #map4], iterator_types = ["parallel", "parallel"]} ins(%150, %arg36 : tensor<128x384xf32>, tensor<384xf32>) outs(%36 : tensor<128x384xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.addf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<128x384xf32>
    %expanded_65 = tensor.expand_shape %151 [[0, 1], [2]] output_shape [2, 64, 384] : tensor<128x384xf32> into tensor<2x64x384xf32>
    %152 = linalg.generic {indexing_maps = [#map2, #map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%146, %expanded_65 : tensor<2x64x384xf32>, tensor<2x64x384xf32>) outs(%2 : tensor<2x64x384xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.addf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x384xf32>
    %153 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%152 : tensor<2x64x384xf32>) outs(%9 : tensor<2x64x384xf64>) {
    ^bb0(%in: f32, %out: f64):
      %407 = arith.extf %in : f32 to f64
      linalg.yield %407 : f64
    } -> tensor<2x64x384xf64>
    %154 = linalg.generic {indexing_maps = [#map2, #map6], iterator_types = ["parallel", "parallel", "reduction"]} ins(%153 : tensor<2x64x384xf64>) outs(%12 : tensor<2x64x1xf64>) {
    ^bb0(%in: f64, %out: f64):
      %407 = arith.addf %in, %out : f64
      linalg.yield %407 : f64
    } -> tensor<2x64x1xf64>
    %155 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%154 : tensor<2x64x1xf64>) outs(%11 : tensor<2x64x1xf64>) {
    ^bb0(%in: f64, %out: f64):
      %407 = arith.divf %in, %cst_8 : f64
      linalg.yield %407 : f64
    } -> tensor<2x64x1xf64>
    %156 = linalg.generic {indexing_maps = [#map2, #map6, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%153, %155 : tensor<2x64x384xf64>, tensor<2x64x1xf64>) outs(%9 : tensor<2x64x384xf64>) {
    ^bb0(%in: f64, %in_176: f64, %out: f64):
      %407 = arith.subf %in, %in_176 : f64
      linalg.yield %407 : f64
    } -> tensor<2x64x384xf64>
    %157 = linalg.generic {indexing_maps = [#map2, #map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%156, %156 : tensor<2x64x384xf64>, tensor<2x64x384xf64>) outs(%9 : tensor<2x64x384xf64>) {
    ^bb0(%in: f64, %in_176: f64, %out: f64):
      %407 = arith.mulf %in, %in_176 : f64
      linalg.yield %407 : f64
    } -> tensor<2x64x384xf64>
    %158 = linalg.generic {indexing_maps = [#map2, #map6], iterator_types = ["parallel", "parallel", "reduction"]} ins(%157 : tensor<2x64x384xf64>) outs(%12 : tensor<2x64x1xf64>) {
    ^bb0(%in: f64, %out: f64):
      %407 = arith.addf %in, %out : f64
      linalg.yield %407 : f64
    } -> tensor<2x64x1xf64>
    %159 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%158 : tensor<2x64x1xf64>) outs(%11 : tensor<2x64x1xf64>) {
    ^bb0(%in: f64, %out: f64):
      %407 = arith.divf %in, %cst_8 : f64
      linalg.yield %407 : f64
    } -> tensor<2x64x1xf64>
    %160 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%159 : tensor<2x64x1xf64>) outs(%19 : tensor<2x64x1xf32>) {
    ^bb0(%in: f64, %out: f32):
      %407 = arith.truncf %in : f64 to f32
      linalg.yield %407 : f32
    } -> tensor<2x64x1xf32>
    %161 = linalg.generic {indexing_maps = [#map2, #map6], iterator_types = ["parallel", "parallel", "reduction"]} ins(%152 : tensor<2x64x384xf32>) outs(%21 : tensor<2x64x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %407 = arith.addf %in, %out : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x1xf32>
    %162 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%161 : tensor<2x64x1xf32>) outs(%19 : tensor<2x64x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %407 = arith.divf %in, %cst_9 : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x1xf32>
    %163 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%160 : tensor<2x64x1xf32>) outs(%19 : tensor<2x64x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %407 = arith.truncf %cst_7 : f64 to f32
      %408 = arith.addf %in, %407 : f32
      linalg.yield %408 : f32
    } -> tensor<2x64x1xf32>
    %164 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%163 : tensor<2x64x1xf32>) outs(%19 : tensor<2x64x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %407 = math.rsqrt %in : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x1xf32>
    %165 = linalg.generic {indexing_maps = [#map2, #map6, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%152, %162 : tensor<2x64x384xf32>, tensor<2x64x1xf32>) outs(%2 : tensor<2x64x384xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.subf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x384xf32>
    %166 = linalg.generic {indexing_maps = [#map2, #map6, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%165, %164 : tensor<2x64x384xf32>, tensor<2x64x1xf32>) outs(%2 : tensor<2x64x384xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.mulf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x384xf32>
    %167 = linalg.generic {indexing_maps = [#map2, #map7, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%166, %arg37 : tensor<2x64x384xf32>, tensor<384xf32>) outs(%2 : tensor<2x64x384xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.mulf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x384xf32>
    %168 = linalg.generic {indexing_maps = [#map2, #map7, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%167, %arg38 : tensor<2x64x384xf32>, tensor<384xf32>) outs(%2 : tensor<2x64x384xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.addf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x384xf32>
    %collapsed_66 = tensor.collapse_shape %168 [[0, 1], [2]] : tensor<2x64x384xf32> into tensor<128x384xf32>
    %transposed_67 = linalg.transpose ins(%arg39 : tensor<384x384xf32>) outs(%35 : tensor<384x384xf32>) permutation = [1, 0] 
    %169 = linalg.matmul ins(%collapsed_66, %transposed_67 : tensor<128x384xf32>, tensor<384x384xf32>) outs(%37 : tensor<128x384xf32>) -> tensor<128x384xf32>
    %170 = linalg.generic {indexing_maps = [#map4, #map10, #map4], iterator_types = ["parallel", "parallel"]} ins(%169, %arg40 : tensor<128x384xf32>, tensor<384xf32>) outs(%36 : tensor<128x384xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.addf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<128x384xf32>
    %expanded_68 = tensor.expand_shape %170 [[0, 1], [2, 3]] output_shape [2, 64, 12, 32] : tensor<128x384xf32> into tensor<2x64x12x32xf32>
    %transposed_69 = linalg.transpose ins(%expanded_68 : tensor<2x64x12x32xf32>) outs(%40 : tensor<2x12x64x32xf32>) permutation = [0, 2, 1, 3] 
    %transposed_70 = linalg.transpose ins(%arg41 : tensor<384x384xf32>) outs(%35 : tensor<384x384xf32>) permutation = [1, 0] 
    %171 = linalg.matmul ins(%collapsed_66, %transposed_70 : tensor<128x384xf32>, tensor<384x384xf32>) outs(%37 : tensor<128x384xf32>) -> tensor<128x384xf32>
    %172 = linalg.generic {indexing_maps = [#map4, #map10, #map4], iterator_types = ["parallel", "parallel"]} ins(%171, %arg42 : tensor<128x384xf32>, tensor<384xf32>) outs(%36 : tensor<128x384xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.addf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<128x384xf32>
    %expanded_71 = tensor.expand_shape %172 [[0, 1], [2, 3]] output_shape [2, 64, 12, 32] : tensor<128x384xf32> into tensor<2x64x12x32xf32>
    %transposed_72 = linalg.transpose ins(%arg43 : tensor<384x384xf32>) outs(%35 : tensor<384x384xf32>) permutation = [1, 0] 
    %173 = linalg.matmul ins(%collapsed_66, %transposed_72 : tensor<128x384xf32>, tensor<384x384xf32>) outs(%37 : tensor<128x384xf32>) -> tensor<128x384xf32>
    %174 = linalg.generic {indexing_maps = [#map4, #map10, #map4], iterator_types = ["parallel", "parallel"]} ins(%173, %arg44 : tensor<128x384xf32>, tensor<384xf32>) outs(%36 : tensor<128x384xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.addf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<128x384xf32>
    %expanded_73 = tensor.expand_shape %174 [[0, 1], [2, 3]] output_shape [2, 64, 12, 32] : tensor<128x384xf32> into tensor<2x64x12x32xf32>
    %transposed_74 = linalg.transpose ins(%expanded_73 : tensor<2x64x12x32xf32>) outs(%40 : tensor<2x12x64x32xf32>) permutation = [0, 2, 1, 3] 
    %transposed_75 = linalg.transpose ins(%expanded_71 : tensor<2x64x12x32xf32>) outs(%45 : tensor<2x12x32x64xf32>) permutation = [0, 2, 3, 1] 
    %collapsed_76 = tensor.collapse_shape %transposed_69 [[0, 1], [2], [3]] : tensor<2x12x64x32xf32> into tensor<24x64x32xf32>
    %collapsed_77 = tensor.collapse_shape %transposed_75 [[0, 1], [2], [3]] : tensor<2x12x32x64xf32> into tensor<24x32x64xf32>
    %175 = linalg.batch_matmul ins(%collapsed_76, %collapsed_77 : tensor<24x64x32xf32>, tensor<24x32x64xf32>) outs(%47 : tensor<24x64x64xf32>) -> tensor<24x64x64xf32>
    %expanded_78 = tensor.expand_shape %175 [[0, 1], [2], [3]] output_shape [2, 12, 64, 64] : tensor<24x64x64xf32> into tensor<2x12x64x64xf32>
    %176 = linalg.generic {indexing_maps = [#map9, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%expanded_78 : tensor<2x12x64x64xf32>) outs(%49 : tensor<2x12x64x64xf32>) {
    ^bb0(%in: f32, %out: f32):
      %407 = arith.truncf %cst_6 : f64 to f32
      %408 = arith.divf %in, %407 : f32
      linalg.yield %408 : f32
    } -> tensor<2x12x64x64xf32>
    %177 = linalg.generic {indexing_maps = [#map9, #map11, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%176, %34 : tensor<2x12x64x64xf32>, tensor<2x1x1x64xf32>) outs(%49 : tensor<2x12x64x64xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.addf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<2x12x64x64xf32>
    %178:2 = linalg.generic {indexing_maps = [#map9, #map12, #map12], iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%177 : tensor<2x12x64x64xf32>) outs(%55, %53 : tensor<2x12x64xf32>, tensor<2x12x64xi64>) {
    ^bb0(%in: f32, %out: f32, %out_176: i64):
      %407 = linalg.index 3 : index
      %408 = arith.index_cast %407 : index to i64
      %409 = arith.maximumf %in, %out : f32
      %410 = arith.cmpf ogt, %in, %out : f32
      %411 = arith.select %410, %408, %out_176 : i64
      linalg.yield %409, %411 : f32, i64
    } -> (tensor<2x12x64xf32>, tensor<2x12x64xi64>)
    %expanded_79 = tensor.expand_shape %178#0 [[0], [1], [2, 3]] output_shape [2, 12, 64, 1] : tensor<2x12x64xf32> into tensor<2x12x64x1xf32>
    %179 = linalg.generic {indexing_maps = [#map9, #map13, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%177, %expanded_79 : tensor<2x12x64x64xf32>, tensor<2x12x64x1xf32>) outs(%49 : tensor<2x12x64x64xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.subf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<2x12x64x64xf32>
    %180 = linalg.generic {indexing_maps = [#map9, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%179 : tensor<2x12x64x64xf32>) outs(%49 : tensor<2x12x64x64xf32>) {
    ^bb0(%in: f32, %out: f32):
      %407 = math.exp %in : f32
      linalg.yield %407 : f32
    } -> tensor<2x12x64x64xf32>
    %181 = linalg.generic {indexing_maps = [#map9, #map13], iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%180 : tensor<2x12x64x64xf32>) outs(%60 : tensor<2x12x64x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %407 = arith.addf %in, %out : f32
      linalg.yield %407 : f32
    } -> tensor<2x12x64x1xf32>
    %182 = linalg.generic {indexing_maps = [#map9, #map13, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%180, %181 : tensor<2x12x64x64xf32>, tensor<2x12x64x1xf32>) outs(%49 : tensor<2x12x64x64xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.divf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<2x12x64x64xf32>
    %collapsed_80 = tensor.collapse_shape %182 [[0, 1], [2], [3]] : tensor<2x12x64x64xf32> into tensor<24x64x64xf32>
    %collapsed_81 = tensor.collapse_shape %transposed_74 [[0, 1], [2], [3]] : tensor<2x12x64x32xf32> into tensor<24x64x32xf32>
    %183 = linalg.batch_matmul ins(%collapsed_80, %collapsed_81 : tensor<24x64x64xf32>, tensor<24x64x32xf32>) outs(%64 : tensor<24x64x32xf32>) -> tensor<24x64x32xf32>
    %expanded_82 = tensor.expand_shape %183 [[0, 1], [2], [3]] output_shape [2, 12, 64, 32] : tensor<24x64x32xf32> into tensor<2x12x64x32xf32>
    %transposed_83 = linalg.transpose ins(%expanded_82 : tensor<2x12x64x32xf32>) outs(%66 : tensor<2x64x12x32xf32>) permutation = [0, 2, 1, 3] 
    %collapsed_84 = tensor.collapse_shape %transposed_83 [[0, 1], [2, 3]] : tensor<2x64x12x32xf32> into tensor<128x384xf32>
    %transposed_85 = linalg.transpose ins(%arg45 : tensor<384x384xf32>) outs(%35 : tensor<384x384xf32>) permutation = [1, 0] 
    %184 = linalg.matmul ins(%collapsed_84, %transposed_85 : tensor<128x384xf32>, tensor<384x384xf32>) outs(%37 : tensor<128x384xf32>) -> tensor<128x384xf32>
    %185 = linalg.generic {indexing_maps = [#map4, #map10, #map4], iterator_types = ["parallel", "parallel"]} ins(%184, %arg46 : tensor<128x384xf32>, tensor<384xf32>) outs(%36 : tensor<128x384xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.addf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<128x384xf32>
    %expanded_86 = tensor.expand_shape %185 [[0, 1], [2]] output_shape [2, 64, 384] : tensor<128x384xf32> into tensor<2x64x384xf32>
    %186 = linalg.generic {indexing_maps = [#map2, #map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%168, %expanded_86 : tensor<2x64x384xf32>, tensor<2x64x384xf32>) outs(%2 : tensor<2x64x384xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.addf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x384xf32>
    %187 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%186 : tensor<2x64x384xf32>) outs(%9 : tensor<2x64x384xf64>) {
    ^bb0(%in: f32, %out: f64):
      %407 = arith.extf %in : f32 to f64
      linalg.yield %407 : f64
    } -> tensor<2x64x384xf64>
    %188 = linalg.generic {indexing_maps = [#map2, #map6], iterator_types = ["parallel", "parallel", "reduction"]} ins(%187 : tensor<2x64x384xf64>) outs(%12 : tensor<2x64x1xf64>) {
    ^bb0(%in: f64, %out: f64):
      %407 = arith.addf %in, %out : f64
      linalg.yield %407 : f64
    } -> tensor<2x64x1xf64>
    %189 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%188 : tensor<2x64x1xf64>) outs(%11 : tensor<2x64x1xf64>) {
    ^bb0(%in: f64, %out: f64):
      %407 = arith.divf %in, %cst_8 : f64
      linalg.yield %407 : f64
    } -> tensor<2x64x1xf64>
    %190 = linalg.generic {indexing_maps = [#map2, #map6, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%187, %189 : tensor<2x64x384xf64>, tensor<2x64x1xf64>) outs(%9 : tensor<2x64x384xf64>) {
    ^bb0(%in: f64, %in_176: f64, %out: f64):
      %407 = arith.subf %in, %in_176 : f64
      linalg.yield %407 : f64
    } -> tensor<2x64x384xf64>
    %191 = linalg.generic {indexing_maps = [#map2, #map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%190, %190 : tensor<2x64x384xf64>, tensor<2x64x384xf64>) outs(%9 : tensor<2x64x384xf64>) {
    ^bb0(%in: f64, %in_176: f64, %out: f64):
      %407 = arith.mulf %in, %in_176 : f64
      linalg.yield %407 : f64
    } -> tensor<2x64x384xf64>
    %192 = linalg.generic {indexing_maps = [#map2, #map6], iterator_types = ["parallel", "parallel", "reduction"]} ins(%191 : tensor<2x64x384xf64>) outs(%12 : tensor<2x64x1xf64>) {
    ^bb0(%in: f64, %out: f64):
      %407 = arith.addf %in, %out : f64
      linalg.yield %407 : f64
    } -> tensor<2x64x1xf64>
    %193 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%192 : tensor<2x64x1xf64>) outs(%11 : tensor<2x64x1xf64>) {
    ^bb0(%in: f64, %out: f64):
      %407 = arith.divf %in, %cst_8 : f64
      linalg.yield %407 : f64
    } -> tensor<2x64x1xf64>
    %194 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%193 : tensor<2x64x1xf64>) outs(%19 : tensor<2x64x1xf32>) {
    ^bb0(%in: f64, %out: f32):
      %407 = arith.truncf %in : f64 to f32
      linalg.yield %407 : f32
    } -> tensor<2x64x1xf32>
    %195 = linalg.generic {indexing_maps = [#map2, #map6], iterator_types = ["parallel", "parallel", "reduction"]} ins(%186 : tensor<2x64x384xf32>) outs(%21 : tensor<2x64x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %407 = arith.addf %in, %out : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x1xf32>
    %196 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%195 : tensor<2x64x1xf32>) outs(%19 : tensor<2x64x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %407 = arith.divf %in, %cst_9 : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x1xf32>
    %197 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%194 : tensor<2x64x1xf32>) outs(%19 : tensor<2x64x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %407 = arith.truncf %cst_7 : f64 to f32
      %408 = arith.addf %in, %407 : f32
      linalg.yield %408 : f32
    } -> tensor<2x64x1xf32>
    %198 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%197 : tensor<2x64x1xf32>) outs(%19 : tensor<2x64x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %407 = math.rsqrt %in : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x1xf32>
    %199 = linalg.generic {indexing_maps = [#map2, #map6, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%186, %196 : tensor<2x64x384xf32>, tensor<2x64x1xf32>) outs(%2 : tensor<2x64x384xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.subf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x384xf32>
    %200 = linalg.generic {indexing_maps = [#map2, #map6, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%199, %198 : tensor<2x64x384xf32>, tensor<2x64x1xf32>) outs(%2 : tensor<2x64x384xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.mulf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x384xf32>
    %201 = linalg.generic {indexing_maps = [#map2, #map7, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%200, %arg47 : tensor<2x64x384xf32>, tensor<384xf32>) outs(%2 : tensor<2x64x384xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.mulf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x384xf32>
    %202 = linalg.generic {indexing_maps = [#map2, #map7, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%201, %arg48 : tensor<2x64x384xf32>, tensor<384xf32>) outs(%2 : tensor<2x64x384xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.addf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x384xf32>
    %collapsed_87 = tensor.collapse_shape %202 [[0, 1], [2]] : tensor<2x64x384xf32> into tensor<128x384xf32>
    %transposed_88 = linalg.transpose ins(%arg49 : tensor<1536x384xf32>) outs(%86 : tensor<384x1536xf32>) permutation = [1, 0] 
    %203 = linalg.matmul ins(%collapsed_87, %transposed_88 : tensor<128x384xf32>, tensor<384x1536xf32>) outs(%88 : tensor<128x1536xf32>) -> tensor<128x1536xf32>
    %204 = linalg.generic {indexing_maps = [#map4, #map10, #map4], iterator_types = ["parallel", "parallel"]} ins(%203, %arg50 : tensor<128x1536xf32>, tensor<1536xf32>) outs(%87 : tensor<128x1536xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.addf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<128x1536xf32>
    %expanded_89 = tensor.expand_shape %204 [[0, 1], [2]] output_shape [2, 64, 1536] : tensor<128x1536xf32> into tensor<2x64x1536xf32>
    %205 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_89 : tensor<2x64x1536xf32>) outs(%91 : tensor<2x64x1536xf32>) {
    ^bb0(%in: f32, %out: f32):
      %407 = arith.divf %in, %cst_11 : f32
      %408 = math.erf %407 : f32
      %409 = arith.addf %408, %cst_2 : f32
      %410 = arith.mulf %409, %cst_3 : f32
      %411 = arith.mulf %in, %410 : f32
      linalg.yield %411 : f32
    } -> tensor<2x64x1536xf32>
    %collapsed_90 = tensor.collapse_shape %205 [[0, 1], [2]] : tensor<2x64x1536xf32> into tensor<128x1536xf32>
    %transposed_91 = linalg.transpose ins(%arg51 : tensor<384x1536xf32>) outs(%93 : tensor<1536x384xf32>) permutation = [1, 0] 
    %206 = linalg.matmul ins(%collapsed_90, %transposed_91 : tensor<128x1536xf32>, tensor<1536x384xf32>) outs(%37 : tensor<128x384xf32>) -> tensor<128x384xf32>
    %207 = linalg.generic {indexing_maps = [#map4, #map10, #map4], iterator_types = ["parallel", "parallel"]} ins(%206, %arg52 : tensor<128x384xf32>, tensor<384xf32>) outs(%36 : tensor<128x384xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.addf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<128x384xf32>
    %expanded_92 = tensor.expand_shape %207 [[0, 1], [2]] output_shape [2, 64, 384] : tensor<128x384xf32> into tensor<2x64x384xf32>
    %208 = linalg.generic {indexing_maps = [#map2, #map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%202, %expanded_92 : tensor<2x64x384xf32>, tensor<2x64x384xf32>) outs(%2 : tensor<2x64x384xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.addf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x384xf32>
    %209 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%208 : tensor<2x64x384xf32>) outs(%9 : tensor<2x64x384xf64>) {
    ^bb0(%in: f32, %out: f64):
      %407 = arith.extf %in : f32 to f64
      linalg.yield %407 : f64
    } -> tensor<2x64x384xf64>
    %210 = linalg.generic {indexing_maps = [#map2, #map6], iterator_types = ["parallel", "parallel", "reduction"]} ins(%209 : tensor<2x64x384xf64>) outs(%12 : tensor<2x64x1xf64>) {
    ^bb0(%in: f64, %out: f64):
      %407 = arith.addf %in, %out : f64
      linalg.yield %407 : f64
    } -> tensor<2x64x1xf64>
    %211 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%210 : tensor<2x64x1xf64>) outs(%11 : tensor<2x64x1xf64>) {
    ^bb0(%in: f64, %out: f64):
      %407 = arith.divf %in, %cst_8 : f64
      linalg.yield %407 : f64
    } -> tensor<2x64x1xf64>
    %212 = linalg.generic {indexing_maps = [#map2, #map6, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%209, %211 : tensor<2x64x384xf64>, tensor<2x64x1xf64>) outs(%9 : tensor<2x64x384xf64>) {
    ^bb0(%in: f64, %in_176: f64, %out: f64):
      %407 = arith.subf %in, %in_176 : f64
      linalg.yield %407 : f64
    } -> tensor<2x64x384xf64>
    %213 = linalg.generic {indexing_maps = [#map2, #map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%212, %212 : tensor<2x64x384xf64>, tensor<2x64x384xf64>) outs(%9 : tensor<2x64x384xf64>) {
    ^bb0(%in: f64, %in_176: f64, %out: f64):
      %407 = arith.mulf %in, %in_176 : f64
      linalg.yield %407 : f64
    } -> tensor<2x64x384xf64>
    %214 = linalg.generic {indexing_maps = [#map2, #map6], iterator_types = ["parallel", "parallel", "reduction"]} ins(%213 : tensor<2x64x384xf64>) outs(%12 : tensor<2x64x1xf64>) {
    ^bb0(%in: f64, %out: f64):
      %407 = arith.addf %in, %out : f64
      linalg.yield %407 : f64
    } -> tensor<2x64x1xf64>
    %215 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%214 : tensor<2x64x1xf64>) outs(%11 : tensor<2x64x1xf64>) {
    ^bb0(%in: f64, %out: f64):
      %407 = arith.divf %in, %cst_8 : f64
      linalg.yield %407 : f64
    } -> tensor<2x64x1xf64>
    %216 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%215 : tensor<2x64x1xf64>) outs(%19 : tensor<2x64x1xf32>) {
    ^bb0(%in: f64, %out: f32):
      %407 = arith.truncf %in : f64 to f32
      linalg.yield %407 : f32
    } -> tensor<2x64x1xf32>
    %217 = linalg.generic {indexing_maps = [#map2, #map6], iterator_types = ["parallel", "parallel", "reduction"]} ins(%208 : tensor<2x64x384xf32>) outs(%21 : tensor<2x64x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %407 = arith.addf %in, %out : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x1xf32>
    %218 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%217 : tensor<2x64x1xf32>) outs(%19 : tensor<2x64x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %407 = arith.divf %in, %cst_9 : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x1xf32>
    %219 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%216 : tensor<2x64x1xf32>) outs(%19 : tensor<2x64x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %407 = arith.truncf %cst_7 : f64 to f32
      %408 = arith.addf %in, %407 : f32
      linalg.yield %408 : f32
    } -> tensor<2x64x1xf32>
    %220 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%219 : tensor<2x64x1xf32>) outs(%19 : tensor<2x64x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %407 = math.rsqrt %in : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x1xf32>
    %221 = linalg.generic {indexing_maps = [#map2, #map6, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%208, %218 : tensor<2x64x384xf32>, tensor<2x64x1xf32>) outs(%2 : tensor<2x64x384xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.subf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x384xf32>
    %222 = linalg.generic {indexing_maps = [#map2, #map6, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%221, %220 : tensor<2x64x384xf32>, tensor<2x64x1xf32>) outs(%2 : tensor<2x64x384xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.mulf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x384xf32>
    %223 = linalg.generic {indexing_maps = [#map2, #map7, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%222, %arg53 : tensor<2x64x384xf32>, tensor<384xf32>) outs(%2 : tensor<2x64x384xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.mulf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x384xf32>
    %224 = linalg.generic {indexing_maps = [#map2, #map7, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%223, %arg54 : tensor<2x64x384xf32>, tensor<384xf32>) outs(%2 : tensor<2x64x384xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.addf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x384xf32>
    %collapsed_93 = tensor.collapse_shape %224 [[0, 1], [2]] : tensor<2x64x384xf32> into tensor<128x384xf32>
    %transposed_94 = linalg.transpose ins(%arg55 : tensor<384x384xf32>) outs(%35 : tensor<384x384xf32>) permutation = [1, 0] 
    %225 = linalg.matmul ins(%collapsed_93, %transposed_94 : tensor<128x384xf32>, tensor<384x384xf32>) outs(%37 : tensor<128x384xf32>) -> tensor<128x384xf32>
    %226 = linalg.generic {indexing_maps = [#map4, #map10, #map4], iterator_types = ["parallel", "parallel"]} ins(%225, %arg56 : tensor<128x384xf32>, tensor<384xf32>) outs(%36 : tensor<128x384xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.addf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<128x384xf32>
    %expanded_95 = tensor.expand_shape %226 [[0, 1], [2, 3]] output_shape [2, 64, 12, 32] : tensor<128x384xf32> into tensor<2x64x12x32xf32>
    %transposed_96 = linalg.transpose ins(%expanded_95 : tensor<2x64x12x32xf32>) outs(%40 : tensor<2x12x64x32xf32>) permutation = [0, 2, 1, 3] 
    %transposed_97 = linalg.transpose ins(%arg57 : tensor<384x384xf32>) outs(%35 : tensor<384x384xf32>) permutation = [1, 0] 
    %227 = linalg.matmul ins(%collapsed_93, %transposed_97 : tensor<128x384xf32>, tensor<384x384xf32>) outs(%37 : tensor<128x384xf32>) -> tensor<128x384xf32>
    %228 = linalg.generic {indexing_maps = [#map4, #map10, #map4], iterator_types = ["parallel", "parallel"]} ins(%227, %arg58 : tensor<128x384xf32>, tensor<384xf32>) outs(%36 : tensor<128x384xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.addf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<128x384xf32>
    %expanded_98 = tensor.expand_shape %228 [[0, 1], [2, 3]] output_shape [2, 64, 12, 32] : tensor<128x384xf32> into tensor<2x64x12x32xf32>
    %transposed_99 = linalg.transpose ins(%arg59 : tensor<384x384xf32>) outs(%35 : tensor<384x384xf32>) permutation = [1, 0] 
    %229 = linalg.matmul ins(%collapsed_93, %transposed_99 : tensor<128x384xf32>, tensor<384x384xf32>) outs(%37 : tensor<128x384xf32>) -> tensor<128x384xf32>
    %230 = linalg.generic {indexing_maps = [#map4, #map10, #map4], iterator_types = ["parallel", "parallel"]} ins(%229, %arg60 : tensor<128x384xf32>, tensor<384xf32>) outs(%36 : tensor<128x384xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.addf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<128x384xf32>
    %expanded_100 = tensor.expand_shape %230 [[0, 1], [2, 3]] output_shape [2, 64, 12, 32] : tensor<128x384xf32> into tensor<2x64x12x32xf32>
    %transposed_101 = linalg.transpose ins(%expanded_100 : tensor<2x64x12x32xf32>) outs(%40 : tensor<2x12x64x32xf32>) permutation = [0, 2, 1, 3] 
    %transposed_102 = linalg.transpose ins(%expanded_98 : tensor<2x64x12x32xf32>) outs(%45 : tensor<2x12x32x64xf32>) permutation = [0, 2, 3, 1] 
    %collapsed_103 = tensor.collapse_shape %transposed_96 [[0, 1], [2], [3]] : tensor<2x12x64x32xf32> into tensor<24x64x32xf32>
    %collapsed_104 = tensor.collapse_shape %transposed_102 [[0, 1], [2], [3]] : tensor<2x12x32x64xf32> into tensor<24x32x64xf32>
    %231 = linalg.batch_matmul ins(%collapsed_103, %collapsed_104 : tensor<24x64x32xf32>, tensor<24x32x64xf32>) outs(%47 : tensor<24x64x64xf32>) -> tensor<24x64x64xf32>
    %expanded_105 = tensor.expand_shape %231 [[0, 1], [2], [3]] output_shape [2, 12, 64, 64] : tensor<24x64x64xf32> into tensor<2x12x64x64xf32>
    %232 = linalg.generic {indexing_maps = [#map9, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%expanded_105 : tensor<2x12x64x64xf32>) outs(%49 : tensor<2x12x64x64xf32>) {
    ^bb0(%in: f32, %out: f32):
      %407 = arith.truncf %cst_6 : f64 to f32
      %408 = arith.divf %in, %407 : f32
      linalg.yield %408 : f32
    } -> tensor<2x12x64x64xf32>
    %233 = linalg.generic {indexing_maps = [#map9, #map11, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%232, %34 : tensor<2x12x64x64xf32>, tensor<2x1x1x64xf32>) outs(%49 : tensor<2x12x64x64xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.addf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<2x12x64x64xf32>
    %234:2 = linalg.generic {indexing_maps = [#map9, #map12, #map12], iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%233 : tensor<2x12x64x64xf32>) outs(%55, %53 : tensor<2x12x64xf32>, tensor<2x12x64xi64>) {
    ^bb0(%in: f32, %out: f32, %out_176: i64):
      %407 = linalg.index 3 : index
      %408 = arith.index_cast %407 : index to i64
      %409 = arith.maximumf %in, %out : f32
      %410 = arith.cmpf ogt, %in, %out : f32
      %411 = arith.select %410, %408, %out_176 : i64
      linalg.yield %409, %411 : f32, i64
    } -> (tensor<2x12x64xf32>, tensor<2x12x64xi64>)
    %expanded_106 = tensor.expand_shape %234#0 [[0], [1], [2, 3]] output_shape [2, 12, 64, 1] : tensor<2x12x64xf32> into tensor<2x12x64x1xf32>
    %235 = linalg.generic {indexing_maps = [#map9, #map13, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%233, %expanded_106 : tensor<2x12x64x64xf32>, tensor<2x12x64x1xf32>) outs(%49 : tensor<2x12x64x64xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.subf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<2x12x64x64xf32>
    %236 = linalg.generic {indexing_maps = [#map9, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%235 : tensor<2x12x64x64xf32>) outs(%49 : tensor<2x12x64x64xf32>) {
    ^bb0(%in: f32, %out: f32):
      %407 = math.exp %in : f32
      linalg.yield %407 : f32
    } -> tensor<2x12x64x64xf32>
    %237 = linalg.generic {indexing_maps = [#map9, #map13], iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%236 : tensor<2x12x64x64xf32>) outs(%60 : tensor<2x12x64x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %407 = arith.addf %in, %out : f32
      linalg.yield %407 : f32
    } -> tensor<2x12x64x1xf32>
    %238 = linalg.generic {indexing_maps = [#map9, #map13, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%236, %237 : tensor<2x12x64x64xf32>, tensor<2x12x64x1xf32>) outs(%49 : tensor<2x12x64x64xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.divf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<2x12x64x64xf32>
    %collapsed_107 = tensor.collapse_shape %238 [[0, 1], [2], [3]] : tensor<2x12x64x64xf32> into tensor<24x64x64xf32>
    %collapsed_108 = tensor.collapse_shape %transposed_101 [[0, 1], [2], [3]] : tensor<2x12x64x32xf32> into tensor<24x64x32xf32>
    %239 = linalg.batch_matmul ins(%collapsed_107, %collapsed_108 : tensor<24x64x64xf32>, tensor<24x64x32xf32>) outs(%64 : tensor<24x64x32xf32>) -> tensor<24x64x32xf32>
    %expanded_109 = tensor.expand_shape %239 [[0, 1], [2], [3]] output_shape [2, 12, 64, 32] : tensor<24x64x32xf32> into tensor<2x12x64x32xf32>
    %transposed_110 = linalg.transpose ins(%expanded_109 : tensor<2x12x64x32xf32>) outs(%66 : tensor<2x64x12x32xf32>) permutation = [0, 2, 1, 3] 
    %collapsed_111 = tensor.collapse_shape %transposed_110 [[0, 1], [2, 3]] : tensor<2x64x12x32xf32> into tensor<128x384xf32>
    %transposed_112 = linalg.transpose ins(%arg61 : tensor<384x384xf32>) outs(%35 : tensor<384x384xf32>) permutation = [1, 0] 
    %240 = linalg.matmul ins(%collapsed_111, %transposed_112 : tensor<128x384xf32>, tensor<384x384xf32>) outs(%37 : tensor<128x384xf32>) -> tensor<128x384xf32>
    %241 = linalg.generic {indexing_maps = [#map4, #map10, #map4], iterator_types = ["parallel", "parallel"]} ins(%240, %arg62 : tensor<128x384xf32>, tensor<384xf32>) outs(%36 : tensor<128x384xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.addf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<128x384xf32>
    %expanded_113 = tensor.expand_shape %241 [[0, 1], [2]] output_shape [2, 64, 384] : tensor<128x384xf32> into tensor<2x64x384xf32>
    %242 = linalg.generic {indexing_maps = [#map2, #map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%224, %expanded_113 : tensor<2x64x384xf32>, tensor<2x64x384xf32>) outs(%2 : tensor<2x64x384xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.addf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x384xf32>
    %243 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%242 : tensor<2x64x384xf32>) outs(%9 : tensor<2x64x384xf64>) {
    ^bb0(%in: f32, %out: f64):
      %407 = arith.extf %in : f32 to f64
      linalg.yield %407 : f64
    } -> tensor<2x64x384xf64>
    %244 = linalg.generic {indexing_maps = [#map2, #map6], iterator_types = ["parallel", "parallel", "reduction"]} ins(%243 : tensor<2x64x384xf64>) outs(%12 : tensor<2x64x1xf64>) {
    ^bb0(%in: f64, %out: f64):
      %407 = arith.addf %in, %out : f64
      linalg.yield %407 : f64
    } -> tensor<2x64x1xf64>
    %245 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%244 : tensor<2x64x1xf64>) outs(%11 : tensor<2x64x1xf64>) {
    ^bb0(%in: f64, %out: f64):
      %407 = arith.divf %in, %cst_8 : f64
      linalg.yield %407 : f64
    } -> tensor<2x64x1xf64>
    %246 = linalg.generic {indexing_maps = [#map2, #map6, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%243, %245 : tensor<2x64x384xf64>, tensor<2x64x1xf64>) outs(%9 : tensor<2x64x384xf64>) {
    ^bb0(%in: f64, %in_176: f64, %out: f64):
      %407 = arith.subf %in, %in_176 : f64
      linalg.yield %407 : f64
    } -> tensor<2x64x384xf64>
    %247 = linalg.generic {indexing_maps = [#map2, #map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%246, %246 : tensor<2x64x384xf64>, tensor<2x64x384xf64>) outs(%9 : tensor<2x64x384xf64>) {
    ^bb0(%in: f64, %in_176: f64, %out: f64):
      %407 = arith.mulf %in, %in_176 : f64
      linalg.yield %407 : f64
    } -> tensor<2x64x384xf64>
    %248 = linalg.generic {indexing_maps = [#map2, #map6], iterator_types = ["parallel", "parallel", "reduction"]} ins(%247 : tensor<2x64x384xf64>) outs(%12 : tensor<2x64x1xf64>) {
    ^bb0(%in: f64, %out: f64):
      %407 = arith.addf %in, %out : f64
      linalg.yield %407 : f64
    } -> tensor<2x64x1xf64>
    %249 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%248 : tensor<2x64x1xf64>) outs(%11 : tensor<2x64x1xf64>) {
    ^bb0(%in: f64, %out: f64):
      %407 = arith.divf %in, %cst_8 : f64
      linalg.yield %407 : f64
    } -> tensor<2x64x1xf64>
    %250 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%249 : tensor<2x64x1xf64>) outs(%19 : tensor<2x64x1xf32>) {
    ^bb0(%in: f64, %out: f32):
      %407 = arith.truncf %in : f64 to f32
      linalg.yield %407 : f32
    } -> tensor<2x64x1xf32>
    %251 = linalg.generic {indexing_maps = [#map2, #map6], iterator_types = ["parallel", "parallel", "reduction"]} ins(%242 : tensor<2x64x384xf32>) outs(%21 : tensor<2x64x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %407 = arith.addf %in, %out : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x1xf32>
    %252 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%251 : tensor<2x64x1xf32>) outs(%19 : tensor<2x64x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %407 = arith.divf %in, %cst_9 : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x1xf32>
    %253 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%250 : tensor<2x64x1xf32>) outs(%19 : tensor<2x64x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %407 = arith.truncf %cst_7 : f64 to f32
      %408 = arith.addf %in, %407 : f32
      linalg.yield %408 : f32
    } -> tensor<2x64x1xf32>
    %254 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%253 : tensor<2x64x1xf32>) outs(%19 : tensor<2x64x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %407 = math.rsqrt %in : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x1xf32>
    %255 = linalg.generic {indexing_maps = [#map2, #map6, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%242, %252 : tensor<2x64x384xf32>, tensor<2x64x1xf32>) outs(%2 : tensor<2x64x384xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.subf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x384xf32>
    %256 = linalg.generic {indexing_maps = [#map2, #map6, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%255, %254 : tensor<2x64x384xf32>, tensor<2x64x1xf32>) outs(%2 : tensor<2x64x384xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.mulf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x384xf32>
    %257 = linalg.generic {indexing_maps = [#map2, #map7, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%256, %arg63 : tensor<2x64x384xf32>, tensor<384xf32>) outs(%2 : tensor<2x64x384xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.mulf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x384xf32>
    %258 = linalg.generic {indexing_maps = [#map2, #map7, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%257, %arg64 : tensor<2x64x384xf32>, tensor<384xf32>) outs(%2 : tensor<2x64x384xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.addf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x384xf32>
    %collapsed_114 = tensor.collapse_shape %258 [[0, 1], [2]] : tensor<2x64x384xf32> into tensor<128x384xf32>
    %transposed_115 = linalg.transpose ins(%arg65 : tensor<1536x384xf32>) outs(%86 : tensor<384x1536xf32>) permutation = [1, 0] 
    %259 = linalg.matmul ins(%collapsed_114, %transposed_115 : tensor<128x384xf32>, tensor<384x1536xf32>) outs(%88 : tensor<128x1536xf32>) -> tensor<128x1536xf32>
    %260 = linalg.generic {indexing_maps = [#map4, #map10, #map4], iterator_types = ["parallel", "parallel"]} ins(%259, %arg66 : tensor<128x1536xf32>, tensor<1536xf32>) outs(%87 : tensor<128x1536xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.addf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<128x1536xf32>
    %expanded_116 = tensor.expand_shape %260 [[0, 1], [2]] output_shape [2, 64, 1536] : tensor<128x1536xf32> into tensor<2x64x1536xf32>
    %261 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_116 : tensor<2x64x1536xf32>) outs(%91 : tensor<2x64x1536xf32>) {
    ^bb0(%in: f32, %out: f32):
      %407 = arith.divf %in, %cst_11 : f32
      %408 = math.erf %407 : f32
      %409 = arith.addf %408, %cst_2 : f32
      %410 = arith.mulf %409, %cst_3 : f32
      %411 = arith.mulf %in, %410 : f32
      linalg.yield %411 : f32
    } -> tensor<2x64x1536xf32>
    %collapsed_117 = tensor.collapse_shape %261 [[0, 1], [2]] : tensor<2x64x1536xf32> into tensor<128x1536xf32>
    %transposed_118 = linalg.transpose ins(%arg67 : tensor<384x1536xf32>) outs(%93 : tensor<1536x384xf32>) permutation = [1, 0] 
    %262 = linalg.matmul ins(%collapsed_117, %transposed_118 : tensor<128x1536xf32>, tensor<1536x384xf32>) outs(%37 : tensor<128x384xf32>) -> tensor<128x384xf32>
    %263 = linalg.generic {indexing_maps = [#map4, #map10, #map4], iterator_types = ["parallel", "parallel"]} ins(%262, %arg68 : tensor<128x384xf32>, tensor<384xf32>) outs(%36 : tensor<128x384xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.addf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<128x384xf32>
    %expanded_119 = tensor.expand_shape %263 [[0, 1], [2]] output_shape [2, 64, 384] : tensor<128x384xf32> into tensor<2x64x384xf32>
    %264 = linalg.generic {indexing_maps = [#map2, #map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%258, %expanded_119 : tensor<2x64x384xf32>, tensor<2x64x384xf32>) outs(%2 : tensor<2x64x384xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.addf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x384xf32>
    %265 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%264 : tensor<2x64x384xf32>) outs(%9 : tensor<2x64x384xf64>) {
    ^bb0(%in: f32, %out: f64):
      %407 = arith.extf %in : f32 to f64
      linalg.yield %407 : f64
    } -> tensor<2x64x384xf64>
    %266 = linalg.generic {indexing_maps = [#map2, #map6], iterator_types = ["parallel", "parallel", "reduction"]} ins(%265 : tensor<2x64x384xf64>) outs(%12 : tensor<2x64x1xf64>) {
    ^bb0(%in: f64, %out: f64):
      %407 = arith.addf %in, %out : f64
      linalg.yield %407 : f64
    } -> tensor<2x64x1xf64>
    %267 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%266 : tensor<2x64x1xf64>) outs(%11 : tensor<2x64x1xf64>) {
    ^bb0(%in: f64, %out: f64):
      %407 = arith.divf %in, %cst_8 : f64
      linalg.yield %407 : f64
    } -> tensor<2x64x1xf64>
    %268 = linalg.generic {indexing_maps = [#map2, #map6, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%265, %267 : tensor<2x64x384xf64>, tensor<2x64x1xf64>) outs(%9 : tensor<2x64x384xf64>) {
    ^bb0(%in: f64, %in_176: f64, %out: f64):
      %407 = arith.subf %in, %in_176 : f64
      linalg.yield %407 : f64
    } -> tensor<2x64x384xf64>
    %269 = linalg.generic {indexing_maps = [#map2, #map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%268, %268 : tensor<2x64x384xf64>, tensor<2x64x384xf64>) outs(%9 : tensor<2x64x384xf64>) {
    ^bb0(%in: f64, %in_176: f64, %out: f64):
      %407 = arith.mulf %in, %in_176 : f64
      linalg.yield %407 : f64
    } -> tensor<2x64x384xf64>
    %270 = linalg.generic {indexing_maps = [#map2, #map6], iterator_types = ["parallel", "parallel", "reduction"]} ins(%269 : tensor<2x64x384xf64>) outs(%12 : tensor<2x64x1xf64>) {
    ^bb0(%in: f64, %out: f64):
      %407 = arith.addf %in, %out : f64
      linalg.yield %407 : f64
    } -> tensor<2x64x1xf64>
    %271 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%270 : tensor<2x64x1xf64>) outs(%11 : tensor<2x64x1xf64>) {
    ^bb0(%in: f64, %out: f64):
      %407 = arith.divf %in, %cst_8 : f64
      linalg.yield %407 : f64
    } -> tensor<2x64x1xf64>
    %272 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%271 : tensor<2x64x1xf64>) outs(%19 : tensor<2x64x1xf32>) {
    ^bb0(%in: f64, %out: f32):
      %407 = arith.truncf %in : f64 to f32
      linalg.yield %407 : f32
    } -> tensor<2x64x1xf32>
    %273 = linalg.generic {indexing_maps = [#map2, #map6], iterator_types = ["parallel", "parallel", "reduction"]} ins(%264 : tensor<2x64x384xf32>) outs(%21 : tensor<2x64x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %407 = arith.addf %in, %out : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x1xf32>
    %274 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%273 : tensor<2x64x1xf32>) outs(%19 : tensor<2x64x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %407 = arith.divf %in, %cst_9 : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x1xf32>
    %275 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%272 : tensor<2x64x1xf32>) outs(%19 : tensor<2x64x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %407 = arith.truncf %cst_7 : f64 to f32
      %408 = arith.addf %in, %407 : f32
      linalg.yield %408 : f32
    } -> tensor<2x64x1xf32>
    %276 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%275 : tensor<2x64x1xf32>) outs(%19 : tensor<2x64x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %407 = math.rsqrt %in : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x1xf32>
    %277 = linalg.generic {indexing_maps = [#map2, #map6, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%264, %274 : tensor<2x64x384xf32>, tensor<2x64x1xf32>) outs(%2 : tensor<2x64x384xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.subf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x384xf32>
    %278 = linalg.generic {indexing_maps = [#map2, #map6, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%277, %276 : tensor<2x64x384xf32>, tensor<2x64x1xf32>) outs(%2 : tensor<2x64x384xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.mulf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x384xf32>
    %279 = linalg.generic {indexing_maps = [#map2, #map7, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%278, %arg69 : tensor<2x64x384xf32>, tensor<384xf32>) outs(%2 : tensor<2x64x384xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.mulf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x384xf32>
    %280 = linalg.generic {indexing_maps = [#map2, #map7, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%279, %arg70 : tensor<2x64x384xf32>, tensor<384xf32>) outs(%2 : tensor<2x64x384xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.addf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x384xf32>
    %collapsed_120 = tensor.collapse_shape %280 [[0, 1], [2]] : tensor<2x64x384xf32> into tensor<128x384xf32>
    %transposed_121 = linalg.transpose ins(%arg71 : tensor<384x384xf32>) outs(%35 : tensor<384x384xf32>) permutation = [1, 0] 
    %281 = linalg.matmul ins(%collapsed_120, %transposed_121 : tensor<128x384xf32>, tensor<384x384xf32>) outs(%37 : tensor<128x384xf32>) -> tensor<128x384xf32>
    %282 = linalg.generic {indexing_maps = [#map4, #map10, #map4], iterator_types = ["parallel", "parallel"]} ins(%281, %arg72 : tensor<128x384xf32>, tensor<384xf32>) outs(%36 : tensor<128x384xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.addf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<128x384xf32>
    %expanded_122 = tensor.expand_shape %282 [[0, 1], [2, 3]] output_shape [2, 64, 12, 32] : tensor<128x384xf32> into tensor<2x64x12x32xf32>
    %transposed_123 = linalg.transpose ins(%expanded_122 : tensor<2x64x12x32xf32>) outs(%40 : tensor<2x12x64x32xf32>) permutation = [0, 2, 1, 3] 
    %transposed_124 = linalg.transpose ins(%arg73 : tensor<384x384xf32>) outs(%35 : tensor<384x384xf32>) permutation = [1, 0] 
    %283 = linalg.matmul ins(%collapsed_120, %transposed_124 : tensor<128x384xf32>, tensor<384x384xf32>) outs(%37 : tensor<128x384xf32>) -> tensor<128x384xf32>
    %284 = linalg.generic {indexing_maps = [#map4, #map10, #map4], iterator_types = ["parallel", "parallel"]} ins(%283, %arg74 : tensor<128x384xf32>, tensor<384xf32>) outs(%36 : tensor<128x384xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.addf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<128x384xf32>
    %expanded_125 = tensor.expand_shape %284 [[0, 1], [2, 3]] output_shape [2, 64, 12, 32] : tensor<128x384xf32> into tensor<2x64x12x32xf32>
    %transposed_126 = linalg.transpose ins(%arg75 : tensor<384x384xf32>) outs(%35 : tensor<384x384xf32>) permutation = [1, 0] 
    %285 = linalg.matmul ins(%collapsed_120, %transposed_126 : tensor<128x384xf32>, tensor<384x384xf32>) outs(%37 : tensor<128x384xf32>) -> tensor<128x384xf32>
    %286 = linalg.generic {indexing_maps = [#map4, #map10, #map4], iterator_types = ["parallel", "parallel"]} ins(%285, %arg76 : tensor<128x384xf32>, tensor<384xf32>) outs(%36 : tensor<128x384xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.addf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<128x384xf32>
    %expanded_127 = tensor.expand_shape %286 [[0, 1], [2, 3]] output_shape [2, 64, 12, 32] : tensor<128x384xf32> into tensor<2x64x12x32xf32>
    %transposed_128 = linalg.transpose ins(%expanded_127 : tensor<2x64x12x32xf32>) outs(%40 : tensor<2x12x64x32xf32>) permutation = [0, 2, 1, 3] 
    %transposed_129 = linalg.transpose ins(%expanded_125 : tensor<2x64x12x32xf32>) outs(%45 : tensor<2x12x32x64xf32>) permutation = [0, 2, 3, 1] 
    %collapsed_130 = tensor.collapse_shape %transposed_123 [[0, 1], [2], [3]] : tensor<2x12x64x32xf32> into tensor<24x64x32xf32>
    %collapsed_131 = tensor.collapse_shape %transposed_129 [[0, 1], [2], [3]] : tensor<2x12x32x64xf32> into tensor<24x32x64xf32>
    %287 = linalg.batch_matmul ins(%collapsed_130, %collapsed_131 : tensor<24x64x32xf32>, tensor<24x32x64xf32>) outs(%47 : tensor<24x64x64xf32>) -> tensor<24x64x64xf32>
    %expanded_132 = tensor.expand_shape %287 [[0, 1], [2], [3]] output_shape [2, 12, 64, 64] : tensor<24x64x64xf32> into tensor<2x12x64x64xf32>
    %288 = linalg.generic {indexing_maps = [#map9, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%expanded_132 : tensor<2x12x64x64xf32>) outs(%49 : tensor<2x12x64x64xf32>) {
    ^bb0(%in: f32, %out: f32):
      %407 = arith.truncf %cst_6 : f64 to f32
      %408 = arith.divf %in, %407 : f32
      linalg.yield %408 : f32
    } -> tensor<2x12x64x64xf32>
    %289 = linalg.generic {indexing_maps = [#map9, #map11, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%288, %34 : tensor<2x12x64x64xf32>, tensor<2x1x1x64xf32>) outs(%49 : tensor<2x12x64x64xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.addf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<2x12x64x64xf32>
    %290:2 = linalg.generic {indexing_maps = [#map9, #map12, #map12], iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%289 : tensor<2x12x64x64xf32>) outs(%55, %53 : tensor<2x12x64xf32>, tensor<2x12x64xi64>) {
    ^bb0(%in: f32, %out: f32, %out_176: i64):
      %407 = linalg.index 3 : index
      %408 = arith.index_cast %407 : index to i64
      %409 = arith.maximumf %in, %out : f32
      %410 = arith.cmpf ogt, %in, %out : f32
      %411 = arith.select %410, %408, %out_176 : i64
      linalg.yield %409, %411 : f32, i64
    } -> (tensor<2x12x64xf32>, tensor<2x12x64xi64>)
    %expanded_133 = tensor.expand_shape %290#0 [[0], [1], [2, 3]] output_shape [2, 12, 64, 1] : tensor<2x12x64xf32> into tensor<2x12x64x1xf32>
    %291 = linalg.generic {indexing_maps = [#map9, #map13, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%289, %expanded_133 : tensor<2x12x64x64xf32>, tensor<2x12x64x1xf32>) outs(%49 : tensor<2x12x64x64xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.subf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<2x12x64x64xf32>
    %292 = linalg.generic {indexing_maps = [#map9, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%291 : tensor<2x12x64x64xf32>) outs(%49 : tensor<2x12x64x64xf32>) {
    ^bb0(%in: f32, %out: f32):
      %407 = math.exp %in : f32
      linalg.yield %407 : f32
    } -> tensor<2x12x64x64xf32>
    %293 = linalg.generic {indexing_maps = [#map9, #map13], iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%292 : tensor<2x12x64x64xf32>) outs(%60 : tensor<2x12x64x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %407 = arith.addf %in, %out : f32
      linalg.yield %407 : f32
    } -> tensor<2x12x64x1xf32>
    %294 = linalg.generic {indexing_maps = [#map9, #map13, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%292, %293 : tensor<2x12x64x64xf32>, tensor<2x12x64x1xf32>) outs(%49 : tensor<2x12x64x64xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.divf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<2x12x64x64xf32>
    %collapsed_134 = tensor.collapse_shape %294 [[0, 1], [2], [3]] : tensor<2x12x64x64xf32> into tensor<24x64x64xf32>
    %collapsed_135 = tensor.collapse_shape %transposed_128 [[0, 1], [2], [3]] : tensor<2x12x64x32xf32> into tensor<24x64x32xf32>
    %295 = linalg.batch_matmul ins(%collapsed_134, %collapsed_135 : tensor<24x64x64xf32>, tensor<24x64x32xf32>) outs(%64 : tensor<24x64x32xf32>) -> tensor<24x64x32xf32>
    %expanded_136 = tensor.expand_shape %295 [[0, 1], [2], [3]] output_shape [2, 12, 64, 32] : tensor<24x64x32xf32> into tensor<2x12x64x32xf32>
    %transposed_137 = linalg.transpose ins(%expanded_136 : tensor<2x12x64x32xf32>) outs(%66 : tensor<2x64x12x32xf32>) permutation = [0, 2, 1, 3] 
    %collapsed_138 = tensor.collapse_shape %transposed_137 [[0, 1], [2, 3]] : tensor<2x64x12x32xf32> into tensor<128x384xf32>
    %transposed_139 = linalg.transpose ins(%arg77 : tensor<384x384xf32>) outs(%35 : tensor<384x384xf32>) permutation = [1, 0] 
    %296 = linalg.matmul ins(%collapsed_138, %transposed_139 : tensor<128x384xf32>, tensor<384x384xf32>) outs(%37 : tensor<128x384xf32>) -> tensor<128x384xf32>
    %297 = linalg.generic {indexing_maps = [#map4, #map10, #map4], iterator_types = ["parallel", "parallel"]} ins(%296, %arg78 : tensor<128x384xf32>, tensor<384xf32>) outs(%36 : tensor<128x384xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.addf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<128x384xf32>
    %expanded_140 = tensor.expand_shape %297 [[0, 1], [2]] output_shape [2, 64, 384] : tensor<128x384xf32> into tensor<2x64x384xf32>
    %298 = linalg.generic {indexing_maps = [#map2, #map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%280, %expanded_140 : tensor<2x64x384xf32>, tensor<2x64x384xf32>) outs(%2 : tensor<2x64x384xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.addf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x384xf32>
    %299 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%298 : tensor<2x64x384xf32>) outs(%9 : tensor<2x64x384xf64>) {
    ^bb0(%in: f32, %out: f64):
      %407 = arith.extf %in : f32 to f64
      linalg.yield %407 : f64
    } -> tensor<2x64x384xf64>
    %300 = linalg.generic {indexing_maps = [#map2, #map6], iterator_types = ["parallel", "parallel", "reduction"]} ins(%299 : tensor<2x64x384xf64>) outs(%12 : tensor<2x64x1xf64>) {
    ^bb0(%in: f64, %out: f64):
      %407 = arith.addf %in, %out : f64
      linalg.yield %407 : f64
    } -> tensor<2x64x1xf64>
    %301 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%300 : tensor<2x64x1xf64>) outs(%11 : tensor<2x64x1xf64>) {
    ^bb0(%in: f64, %out: f64):
      %407 = arith.divf %in, %cst_8 : f64
      linalg.yield %407 : f64
    } -> tensor<2x64x1xf64>
    %302 = linalg.generic {indexing_maps = [#map2, #map6, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%299, %301 : tensor<2x64x384xf64>, tensor<2x64x1xf64>) outs(%9 : tensor<2x64x384xf64>) {
    ^bb0(%in: f64, %in_176: f64, %out: f64):
      %407 = arith.subf %in, %in_176 : f64
      linalg.yield %407 : f64
    } -> tensor<2x64x384xf64>
    %303 = linalg.generic {indexing_maps = [#map2, #map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%302, %302 : tensor<2x64x384xf64>, tensor<2x64x384xf64>) outs(%9 : tensor<2x64x384xf64>) {
    ^bb0(%in: f64, %in_176: f64, %out: f64):
      %407 = arith.mulf %in, %in_176 : f64
      linalg.yield %407 : f64
    } -> tensor<2x64x384xf64>
    %304 = linalg.generic {indexing_maps = [#map2, #map6], iterator_types = ["parallel", "parallel", "reduction"]} ins(%303 : tensor<2x64x384xf64>) outs(%12 : tensor<2x64x1xf64>) {
    ^bb0(%in: f64, %out: f64):
      %407 = arith.addf %in, %out : f64
      linalg.yield %407 : f64
    } -> tensor<2x64x1xf64>
    %305 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%304 : tensor<2x64x1xf64>) outs(%11 : tensor<2x64x1xf64>) {
    ^bb0(%in: f64, %out: f64):
      %407 = arith.divf %in, %cst_8 : f64
      linalg.yield %407 : f64
    } -> tensor<2x64x1xf64>
    %306 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%305 : tensor<2x64x1xf64>) outs(%19 : tensor<2x64x1xf32>) {
    ^bb0(%in: f64, %out: f32):
      %407 = arith.truncf %in : f64 to f32
      linalg.yield %407 : f32
    } -> tensor<2x64x1xf32>
    %307 = linalg.generic {indexing_maps = [#map2, #map6], iterator_types = ["parallel", "parallel", "reduction"]} ins(%298 : tensor<2x64x384xf32>) outs(%21 : tensor<2x64x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %407 = arith.addf %in, %out : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x1xf32>
    %308 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%307 : tensor<2x64x1xf32>) outs(%19 : tensor<2x64x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %407 = arith.divf %in, %cst_9 : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x1xf32>
    %309 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%306 : tensor<2x64x1xf32>) outs(%19 : tensor<2x64x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %407 = arith.truncf %cst_7 : f64 to f32
      %408 = arith.addf %in, %407 : f32
      linalg.yield %408 : f32
    } -> tensor<2x64x1xf32>
    %310 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%309 : tensor<2x64x1xf32>) outs(%19 : tensor<2x64x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %407 = math.rsqrt %in : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x1xf32>
    %311 = linalg.generic {indexing_maps = [#map2, #map6, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%298, %308 : tensor<2x64x384xf32>, tensor<2x64x1xf32>) outs(%2 : tensor<2x64x384xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.subf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x384xf32>
    %312 = linalg.generic {indexing_maps = [#map2, #map6, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%311, %310 : tensor<2x64x384xf32>, tensor<2x64x1xf32>) outs(%2 : tensor<2x64x384xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.mulf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x384xf32>
    %313 = linalg.generic {indexing_maps = [#map2, #map7, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%312, %arg79 : tensor<2x64x384xf32>, tensor<384xf32>) outs(%2 : tensor<2x64x384xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.mulf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x384xf32>
    %314 = linalg.generic {indexing_maps = [#map2, #map7, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%313, %arg80 : tensor<2x64x384xf32>, tensor<384xf32>) outs(%2 : tensor<2x64x384xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.addf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x384xf32>
    %collapsed_141 = tensor.collapse_shape %314 [[0, 1], [2]] : tensor<2x64x384xf32> into tensor<128x384xf32>
    %transposed_142 = linalg.transpose ins(%arg81 : tensor<1536x384xf32>) outs(%86 : tensor<384x1536xf32>) permutation = [1, 0] 
    %315 = linalg.matmul ins(%collapsed_141, %transposed_142 : tensor<128x384xf32>, tensor<384x1536xf32>) outs(%88 : tensor<128x1536xf32>) -> tensor<128x1536xf32>
    %316 = linalg.generic {indexing_maps = [#map4, #map10, #map4], iterator_types = ["parallel", "parallel"]} ins(%315, %arg82 : tensor<128x1536xf32>, tensor<1536xf32>) outs(%87 : tensor<128x1536xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.addf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<128x1536xf32>
    %expanded_143 = tensor.expand_shape %316 [[0, 1], [2]] output_shape [2, 64, 1536] : tensor<128x1536xf32> into tensor<2x64x1536xf32>
    %317 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_143 : tensor<2x64x1536xf32>) outs(%91 : tensor<2x64x1536xf32>) {
    ^bb0(%in: f32, %out: f32):
      %407 = arith.divf %in, %cst_11 : f32
      %408 = math.erf %407 : f32
      %409 = arith.addf %408, %cst_2 : f32
      %410 = arith.mulf %409, %cst_3 : f32
      %411 = arith.mulf %in, %410 : f32
      linalg.yield %411 : f32
    } -> tensor<2x64x1536xf32>
    %collapsed_144 = tensor.collapse_shape %317 [[0, 1], [2]] : tensor<2x64x1536xf32> into tensor<128x1536xf32>
    %transposed_145 = linalg.transpose ins(%arg83 : tensor<384x1536xf32>) outs(%93 : tensor<1536x384xf32>) permutation = [1, 0] 
    %318 = linalg.matmul ins(%collapsed_144, %transposed_145 : tensor<128x1536xf32>, tensor<1536x384xf32>) outs(%37 : tensor<128x384xf32>) -> tensor<128x384xf32>
    %319 = linalg.generic {indexing_maps = [#map4, #map10, #map4], iterator_types = ["parallel", "parallel"]} ins(%318, %arg84 : tensor<128x384xf32>, tensor<384xf32>) outs(%36 : tensor<128x384xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.addf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<128x384xf32>
    %expanded_146 = tensor.expand_shape %319 [[0, 1], [2]] output_shape [2, 64, 384] : tensor<128x384xf32> into tensor<2x64x384xf32>
    %320 = linalg.generic {indexing_maps = [#map2, #map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%314, %expanded_146 : tensor<2x64x384xf32>, tensor<2x64x384xf32>) outs(%2 : tensor<2x64x384xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.addf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x384xf32>
    %321 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%320 : tensor<2x64x384xf32>) outs(%9 : tensor<2x64x384xf64>) {
    ^bb0(%in: f32, %out: f64):
      %407 = arith.extf %in : f32 to f64
      linalg.yield %407 : f64
    } -> tensor<2x64x384xf64>
    %322 = linalg.generic {indexing_maps = [#map2, #map6], iterator_types = ["parallel", "parallel", "reduction"]} ins(%321 : tensor<2x64x384xf64>) outs(%12 : tensor<2x64x1xf64>) {
    ^bb0(%in: f64, %out: f64):
      %407 = arith.addf %in, %out : f64
      linalg.yield %407 : f64
    } -> tensor<2x64x1xf64>
    %323 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%322 : tensor<2x64x1xf64>) outs(%11 : tensor<2x64x1xf64>) {
    ^bb0(%in: f64, %out: f64):
      %407 = arith.divf %in, %cst_8 : f64
      linalg.yield %407 : f64
    } -> tensor<2x64x1xf64>
    %324 = linalg.generic {indexing_maps = [#map2, #map6, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%321, %323 : tensor<2x64x384xf64>, tensor<2x64x1xf64>) outs(%9 : tensor<2x64x384xf64>) {
    ^bb0(%in: f64, %in_176: f64, %out: f64):
      %407 = arith.subf %in, %in_176 : f64
      linalg.yield %407 : f64
    } -> tensor<2x64x384xf64>
    %325 = linalg.generic {indexing_maps = [#map2, #map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%324, %324 : tensor<2x64x384xf64>, tensor<2x64x384xf64>) outs(%9 : tensor<2x64x384xf64>) {
    ^bb0(%in: f64, %in_176: f64, %out: f64):
      %407 = arith.mulf %in, %in_176 : f64
      linalg.yield %407 : f64
    } -> tensor<2x64x384xf64>
    %326 = linalg.generic {indexing_maps = [#map2, #map6], iterator_types = ["parallel", "parallel", "reduction"]} ins(%325 : tensor<2x64x384xf64>) outs(%12 : tensor<2x64x1xf64>) {
    ^bb0(%in: f64, %out: f64):
      %407 = arith.addf %in, %out : f64
      linalg.yield %407 : f64
    } -> tensor<2x64x1xf64>
    %327 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%326 : tensor<2x64x1xf64>) outs(%11 : tensor<2x64x1xf64>) {
    ^bb0(%in: f64, %out: f64):
      %407 = arith.divf %in, %cst_8 : f64
      linalg.yield %407 : f64
    } -> tensor<2x64x1xf64>
    %328 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%327 : tensor<2x64x1xf64>) outs(%19 : tensor<2x64x1xf32>) {
    ^bb0(%in: f64, %out: f32):
      %407 = arith.truncf %in : f64 to f32
      linalg.yield %407 : f32
    } -> tensor<2x64x1xf32>
    %329 = linalg.generic {indexing_maps = [#map2, #map6], iterator_types = ["parallel", "parallel", "reduction"]} ins(%320 : tensor<2x64x384xf32>) outs(%21 : tensor<2x64x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %407 = arith.addf %in, %out : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x1xf32>
    %330 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%329 : tensor<2x64x1xf32>) outs(%19 : tensor<2x64x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %407 = arith.divf %in, %cst_9 : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x1xf32>
    %331 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%328 : tensor<2x64x1xf32>) outs(%19 : tensor<2x64x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %407 = arith.truncf %cst_7 : f64 to f32
      %408 = arith.addf %in, %407 : f32
      linalg.yield %408 : f32
    } -> tensor<2x64x1xf32>
    %332 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%331 : tensor<2x64x1xf32>) outs(%19 : tensor<2x64x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %407 = math.rsqrt %in : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x1xf32>
    %333 = linalg.generic {indexing_maps = [#map2, #map6, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%320, %330 : tensor<2x64x384xf32>, tensor<2x64x1xf32>) outs(%2 : tensor<2x64x384xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.subf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x384xf32>
    %334 = linalg.generic {indexing_maps = [#map2, #map6, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%333, %332 : tensor<2x64x384xf32>, tensor<2x64x1xf32>) outs(%2 : tensor<2x64x384xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.mulf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x384xf32>
    %335 = linalg.generic {indexing_maps = [#map2, #map7, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%334, %arg85 : tensor<2x64x384xf32>, tensor<384xf32>) outs(%2 : tensor<2x64x384xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.mulf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x384xf32>
    %336 = linalg.generic {indexing_maps = [#map2, #map7, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%335, %arg86 : tensor<2x64x384xf32>, tensor<384xf32>) outs(%2 : tensor<2x64x384xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.addf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x384xf32>
    %collapsed_147 = tensor.collapse_shape %336 [[0, 1], [2]] : tensor<2x64x384xf32> into tensor<128x384xf32>
    %transposed_148 = linalg.transpose ins(%arg87 : tensor<384x384xf32>) outs(%35 : tensor<384x384xf32>) permutation = [1, 0] 
    %337 = linalg.matmul ins(%collapsed_147, %transposed_148 : tensor<128x384xf32>, tensor<384x384xf32>) outs(%37 : tensor<128x384xf32>) -> tensor<128x384xf32>
    %338 = linalg.generic {indexing_maps = [#map4, #map10, #map4], iterator_types = ["parallel", "parallel"]} ins(%337, %arg88 : tensor<128x384xf32>, tensor<384xf32>) outs(%36 : tensor<128x384xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.addf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<128x384xf32>
    %expanded_149 = tensor.expand_shape %338 [[0, 1], [2, 3]] output_shape [2, 64, 12, 32] : tensor<128x384xf32> into tensor<2x64x12x32xf32>
    %transposed_150 = linalg.transpose ins(%expanded_149 : tensor<2x64x12x32xf32>) outs(%40 : tensor<2x12x64x32xf32>) permutation = [0, 2, 1, 3] 
    %transposed_151 = linalg.transpose ins(%arg89 : tensor<384x384xf32>) outs(%35 : tensor<384x384xf32>) permutation = [1, 0] 
    %339 = linalg.matmul ins(%collapsed_147, %transposed_151 : tensor<128x384xf32>, tensor<384x384xf32>) outs(%37 : tensor<128x384xf32>) -> tensor<128x384xf32>
    %340 = linalg.generic {indexing_maps = [#map4, #map10, #map4], iterator_types = ["parallel", "parallel"]} ins(%339, %arg90 : tensor<128x384xf32>, tensor<384xf32>) outs(%36 : tensor<128x384xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.addf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<128x384xf32>
    %expanded_152 = tensor.expand_shape %340 [[0, 1], [2, 3]] output_shape [2, 64, 12, 32] : tensor<128x384xf32> into tensor<2x64x12x32xf32>
    %transposed_153 = linalg.transpose ins(%arg91 : tensor<384x384xf32>) outs(%35 : tensor<384x384xf32>) permutation = [1, 0] 
    %341 = linalg.matmul ins(%collapsed_147, %transposed_153 : tensor<128x384xf32>, tensor<384x384xf32>) outs(%37 : tensor<128x384xf32>) -> tensor<128x384xf32>
    %342 = linalg.generic {indexing_maps = [#map4, #map10, #map4], iterator_types = ["parallel", "parallel"]} ins(%341, %arg92 : tensor<128x384xf32>, tensor<384xf32>) outs(%36 : tensor<128x384xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.addf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<128x384xf32>
    %expanded_154 = tensor.expand_shape %342 [[0, 1], [2, 3]] output_shape [2, 64, 12, 32] : tensor<128x384xf32> into tensor<2x64x12x32xf32>
    %transposed_155 = linalg.transpose ins(%expanded_154 : tensor<2x64x12x32xf32>) outs(%40 : tensor<2x12x64x32xf32>) permutation = [0, 2, 1, 3] 
    %transposed_156 = linalg.transpose ins(%expanded_152 : tensor<2x64x12x32xf32>) outs(%45 : tensor<2x12x32x64xf32>) permutation = [0, 2, 3, 1] 
    %collapsed_157 = tensor.collapse_shape %transposed_150 [[0, 1], [2], [3]] : tensor<2x12x64x32xf32> into tensor<24x64x32xf32>
    %collapsed_158 = tensor.collapse_shape %transposed_156 [[0, 1], [2], [3]] : tensor<2x12x32x64xf32> into tensor<24x32x64xf32>
    %343 = linalg.batch_matmul ins(%collapsed_157, %collapsed_158 : tensor<24x64x32xf32>, tensor<24x32x64xf32>) outs(%47 : tensor<24x64x64xf32>) -> tensor<24x64x64xf32>
    %expanded_159 = tensor.expand_shape %343 [[0, 1], [2], [3]] output_shape [2, 12, 64, 64] : tensor<24x64x64xf32> into tensor<2x12x64x64xf32>
    %344 = linalg.generic {indexing_maps = [#map9, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%expanded_159 : tensor<2x12x64x64xf32>) outs(%49 : tensor<2x12x64x64xf32>) {
    ^bb0(%in: f32, %out: f32):
      %407 = arith.truncf %cst_6 : f64 to f32
      %408 = arith.divf %in, %407 : f32
      linalg.yield %408 : f32
    } -> tensor<2x12x64x64xf32>
    %345 = linalg.generic {indexing_maps = [#map9, #map11, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%344, %34 : tensor<2x12x64x64xf32>, tensor<2x1x1x64xf32>) outs(%49 : tensor<2x12x64x64xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.addf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<2x12x64x64xf32>
    %346:2 = linalg.generic {indexing_maps = [#map9, #map12, #map12], iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%345 : tensor<2x12x64x64xf32>) outs(%55, %53 : tensor<2x12x64xf32>, tensor<2x12x64xi64>) {
    ^bb0(%in: f32, %out: f32, %out_176: i64):
      %407 = linalg.index 3 : index
      %408 = arith.index_cast %407 : index to i64
      %409 = arith.maximumf %in, %out : f32
      %410 = arith.cmpf ogt, %in, %out : f32
      %411 = arith.select %410, %408, %out_176 : i64
      linalg.yield %409, %411 : f32, i64
    } -> (tensor<2x12x64xf32>, tensor<2x12x64xi64>)
    %expanded_160 = tensor.expand_shape %346#0 [[0], [1], [2, 3]] output_shape [2, 12, 64, 1] : tensor<2x12x64xf32> into tensor<2x12x64x1xf32>
    %347 = linalg.generic {indexing_maps = [#map9, #map13, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%345, %expanded_160 : tensor<2x12x64x64xf32>, tensor<2x12x64x1xf32>) outs(%49 : tensor<2x12x64x64xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.subf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<2x12x64x64xf32>
    %348 = linalg.generic {indexing_maps = [#map9, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%347 : tensor<2x12x64x64xf32>) outs(%49 : tensor<2x12x64x64xf32>) {
    ^bb0(%in: f32, %out: f32):
      %407 = math.exp %in : f32
      linalg.yield %407 : f32
    } -> tensor<2x12x64x64xf32>
    %349 = linalg.generic {indexing_maps = [#map9, #map13], iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%348 : tensor<2x12x64x64xf32>) outs(%60 : tensor<2x12x64x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %407 = arith.addf %in, %out : f32
      linalg.yield %407 : f32
    } -> tensor<2x12x64x1xf32>
    %350 = linalg.generic {indexing_maps = [#map9, #map13, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%348, %349 : tensor<2x12x64x64xf32>, tensor<2x12x64x1xf32>) outs(%49 : tensor<2x12x64x64xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.divf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<2x12x64x64xf32>
    %collapsed_161 = tensor.collapse_shape %350 [[0, 1], [2], [3]] : tensor<2x12x64x64xf32> into tensor<24x64x64xf32>
    %collapsed_162 = tensor.collapse_shape %transposed_155 [[0, 1], [2], [3]] : tensor<2x12x64x32xf32> into tensor<24x64x32xf32>
    %351 = linalg.batch_matmul ins(%collapsed_161, %collapsed_162 : tensor<24x64x64xf32>, tensor<24x64x32xf32>) outs(%64 : tensor<24x64x32xf32>) -> tensor<24x64x32xf32>
    %expanded_163 = tensor.expand_shape %351 [[0, 1], [2], [3]] output_shape [2, 12, 64, 32] : tensor<24x64x32xf32> into tensor<2x12x64x32xf32>
    %transposed_164 = linalg.transpose ins(%expanded_163 : tensor<2x12x64x32xf32>) outs(%66 : tensor<2x64x12x32xf32>) permutation = [0, 2, 1, 3] 
    %collapsed_165 = tensor.collapse_shape %transposed_164 [[0, 1], [2, 3]] : tensor<2x64x12x32xf32> into tensor<128x384xf32>
    %transposed_166 = linalg.transpose ins(%arg93 : tensor<384x384xf32>) outs(%35 : tensor<384x384xf32>) permutation = [1, 0] 
    %352 = linalg.matmul ins(%collapsed_165, %transposed_166 : tensor<128x384xf32>, tensor<384x384xf32>) outs(%37 : tensor<128x384xf32>) -> tensor<128x384xf32>
    %353 = linalg.generic {indexing_maps = [#map4, #map10, #map4], iterator_types = ["parallel", "parallel"]} ins(%352, %arg94 : tensor<128x384xf32>, tensor<384xf32>) outs(%36 : tensor<128x384xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.addf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<128x384xf32>
    %expanded_167 = tensor.expand_shape %353 [[0, 1], [2]] output_shape [2, 64, 384] : tensor<128x384xf32> into tensor<2x64x384xf32>
    %354 = linalg.generic {indexing_maps = [#map2, #map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%336, %expanded_167 : tensor<2x64x384xf32>, tensor<2x64x384xf32>) outs(%2 : tensor<2x64x384xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.addf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x384xf32>
    %355 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%354 : tensor<2x64x384xf32>) outs(%9 : tensor<2x64x384xf64>) {
    ^bb0(%in: f32, %out: f64):
      %407 = arith.extf %in : f32 to f64
      linalg.yield %407 : f64
    } -> tensor<2x64x384xf64>
    %356 = linalg.generic {indexing_maps = [#map2, #map6], iterator_types = ["parallel", "parallel", "reduction"]} ins(%355 : tensor<2x64x384xf64>) outs(%12 : tensor<2x64x1xf64>) {
    ^bb0(%in: f64, %out: f64):
      %407 = arith.addf %in, %out : f64
      linalg.yield %407 : f64
    } -> tensor<2x64x1xf64>
    %357 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%356 : tensor<2x64x1xf64>) outs(%11 : tensor<2x64x1xf64>) {
    ^bb0(%in: f64, %out: f64):
      %407 = arith.divf %in, %cst_8 : f64
      linalg.yield %407 : f64
    } -> tensor<2x64x1xf64>
    %358 = linalg.generic {indexing_maps = [#map2, #map6, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%355, %357 : tensor<2x64x384xf64>, tensor<2x64x1xf64>) outs(%9 : tensor<2x64x384xf64>) {
    ^bb0(%in: f64, %in_176: f64, %out: f64):
      %407 = arith.subf %in, %in_176 : f64
      linalg.yield %407 : f64
    } -> tensor<2x64x384xf64>
    %359 = linalg.generic {indexing_maps = [#map2, #map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%358, %358 : tensor<2x64x384xf64>, tensor<2x64x384xf64>) outs(%9 : tensor<2x64x384xf64>) {
    ^bb0(%in: f64, %in_176: f64, %out: f64):
      %407 = arith.mulf %in, %in_176 : f64
      linalg.yield %407 : f64
    } -> tensor<2x64x384xf64>
    %360 = linalg.generic {indexing_maps = [#map2, #map6], iterator_types = ["parallel", "parallel", "reduction"]} ins(%359 : tensor<2x64x384xf64>) outs(%12 : tensor<2x64x1xf64>) {
    ^bb0(%in: f64, %out: f64):
      %407 = arith.addf %in, %out : f64
      linalg.yield %407 : f64
    } -> tensor<2x64x1xf64>
    %361 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%360 : tensor<2x64x1xf64>) outs(%11 : tensor<2x64x1xf64>) {
    ^bb0(%in: f64, %out: f64):
      %407 = arith.divf %in, %cst_8 : f64
      linalg.yield %407 : f64
    } -> tensor<2x64x1xf64>
    %362 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%361 : tensor<2x64x1xf64>) outs(%19 : tensor<2x64x1xf32>) {
    ^bb0(%in: f64, %out: f32):
      %407 = arith.truncf %in : f64 to f32
      linalg.yield %407 : f32
    } -> tensor<2x64x1xf32>
    %363 = linalg.generic {indexing_maps = [#map2, #map6], iterator_types = ["parallel", "parallel", "reduction"]} ins(%354 : tensor<2x64x384xf32>) outs(%21 : tensor<2x64x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %407 = arith.addf %in, %out : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x1xf32>
    %364 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%363 : tensor<2x64x1xf32>) outs(%19 : tensor<2x64x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %407 = arith.divf %in, %cst_9 : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x1xf32>
    %365 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%362 : tensor<2x64x1xf32>) outs(%19 : tensor<2x64x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %407 = arith.truncf %cst_7 : f64 to f32
      %408 = arith.addf %in, %407 : f32
      linalg.yield %408 : f32
    } -> tensor<2x64x1xf32>
    %366 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%365 : tensor<2x64x1xf32>) outs(%19 : tensor<2x64x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %407 = math.rsqrt %in : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x1xf32>
    %367 = linalg.generic {indexing_maps = [#map2, #map6, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%354, %364 : tensor<2x64x384xf32>, tensor<2x64x1xf32>) outs(%2 : tensor<2x64x384xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.subf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x384xf32>
    %368 = linalg.generic {indexing_maps = [#map2, #map6, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%367, %366 : tensor<2x64x384xf32>, tensor<2x64x1xf32>) outs(%2 : tensor<2x64x384xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.mulf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x384xf32>
    %369 = linalg.generic {indexing_maps = [#map2, #map7, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%368, %arg95 : tensor<2x64x384xf32>, tensor<384xf32>) outs(%2 : tensor<2x64x384xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.mulf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x384xf32>
    %370 = linalg.generic {indexing_maps = [#map2, #map7, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%369, %arg96 : tensor<2x64x384xf32>, tensor<384xf32>) outs(%2 : tensor<2x64x384xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.addf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x384xf32>
    %collapsed_168 = tensor.collapse_shape %370 [[0, 1], [2]] : tensor<2x64x384xf32> into tensor<128x384xf32>
    %transposed_169 = linalg.transpose ins(%arg97 : tensor<1536x384xf32>) outs(%86 : tensor<384x1536xf32>) permutation = [1, 0] 
    %371 = linalg.matmul ins(%collapsed_168, %transposed_169 : tensor<128x384xf32>, tensor<384x1536xf32>) outs(%88 : tensor<128x1536xf32>) -> tensor<128x1536xf32>
    %372 = linalg.generic {indexing_maps = [#map4, #map10, #map4], iterator_types = ["parallel", "parallel"]} ins(%371, %arg98 : tensor<128x1536xf32>, tensor<1536xf32>) outs(%87 : tensor<128x1536xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.addf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<128x1536xf32>
    %expanded_170 = tensor.expand_shape %372 [[0, 1], [2]] output_shape [2, 64, 1536] : tensor<128x1536xf32> into tensor<2x64x1536xf32>
    %373 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_170 : tensor<2x64x1536xf32>) outs(%91 : tensor<2x64x1536xf32>) {
    ^bb0(%in: f32, %out: f32):
      %407 = arith.divf %in, %cst_11 : f32
      %408 = math.erf %407 : f32
      %409 = arith.addf %408, %cst_2 : f32
      %410 = arith.mulf %409, %cst_3 : f32
      %411 = arith.mulf %in, %410 : f32
      linalg.yield %411 : f32
    } -> tensor<2x64x1536xf32>
    %collapsed_171 = tensor.collapse_shape %373 [[0, 1], [2]] : tensor<2x64x1536xf32> into tensor<128x1536xf32>
    %transposed_172 = linalg.transpose ins(%arg99 : tensor<384x1536xf32>) outs(%93 : tensor<1536x384xf32>) permutation = [1, 0] 
    %374 = linalg.matmul ins(%collapsed_171, %transposed_172 : tensor<128x1536xf32>, tensor<1536x384xf32>) outs(%37 : tensor<128x384xf32>) -> tensor<128x384xf32>
    %375 = linalg.generic {indexing_maps = [#map4, #map10, #map4], iterator_types = ["parallel", "parallel"]} ins(%374, %arg100 : tensor<128x384xf32>, tensor<384xf32>) outs(%36 : tensor<128x384xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.addf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<128x384xf32>
    %expanded_173 = tensor.expand_shape %375 [[0, 1], [2]] output_shape [2, 64, 384] : tensor<128x384xf32> into tensor<2x64x384xf32>
    %376 = linalg.generic {indexing_maps = [#map2, #map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%370, %expanded_173 : tensor<2x64x384xf32>, tensor<2x64x384xf32>) outs(%2 : tensor<2x64x384xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.addf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x384xf32>
    %377 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%376 : tensor<2x64x384xf32>) outs(%9 : tensor<2x64x384xf64>) {
    ^bb0(%in: f32, %out: f64):
      %407 = arith.extf %in : f32 to f64
      linalg.yield %407 : f64
    } -> tensor<2x64x384xf64>
    %378 = linalg.generic {indexing_maps = [#map2, #map6], iterator_types = ["parallel", "parallel", "reduction"]} ins(%377 : tensor<2x64x384xf64>) outs(%12 : tensor<2x64x1xf64>) {
    ^bb0(%in: f64, %out: f64):
      %407 = arith.addf %in, %out : f64
      linalg.yield %407 : f64
    } -> tensor<2x64x1xf64>
    %379 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%378 : tensor<2x64x1xf64>) outs(%11 : tensor<2x64x1xf64>) {
    ^bb0(%in: f64, %out: f64):
      %407 = arith.divf %in, %cst_8 : f64
      linalg.yield %407 : f64
    } -> tensor<2x64x1xf64>
    %380 = linalg.generic {indexing_maps = [#map2, #map6, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%377, %379 : tensor<2x64x384xf64>, tensor<2x64x1xf64>) outs(%9 : tensor<2x64x384xf64>) {
    ^bb0(%in: f64, %in_176: f64, %out: f64):
      %407 = arith.subf %in, %in_176 : f64
      linalg.yield %407 : f64
    } -> tensor<2x64x384xf64>
    %381 = linalg.generic {indexing_maps = [#map2, #map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%380, %380 : tensor<2x64x384xf64>, tensor<2x64x384xf64>) outs(%9 : tensor<2x64x384xf64>) {
    ^bb0(%in: f64, %in_176: f64, %out: f64):
      %407 = arith.mulf %in, %in_176 : f64
      linalg.yield %407 : f64
    } -> tensor<2x64x384xf64>
    %382 = linalg.generic {indexing_maps = [#map2, #map6], iterator_types = ["parallel", "parallel", "reduction"]} ins(%381 : tensor<2x64x384xf64>) outs(%12 : tensor<2x64x1xf64>) {
    ^bb0(%in: f64, %out: f64):
      %407 = arith.addf %in, %out : f64
      linalg.yield %407 : f64
    } -> tensor<2x64x1xf64>
    %383 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%382 : tensor<2x64x1xf64>) outs(%11 : tensor<2x64x1xf64>) {
    ^bb0(%in: f64, %out: f64):
      %407 = arith.divf %in, %cst_8 : f64
      linalg.yield %407 : f64
    } -> tensor<2x64x1xf64>
    %384 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%383 : tensor<2x64x1xf64>) outs(%19 : tensor<2x64x1xf32>) {
    ^bb0(%in: f64, %out: f32):
      %407 = arith.truncf %in : f64 to f32
      linalg.yield %407 : f32
    } -> tensor<2x64x1xf32>
    %385 = linalg.generic {indexing_maps = [#map2, #map6], iterator_types = ["parallel", "parallel", "reduction"]} ins(%376 : tensor<2x64x384xf32>) outs(%21 : tensor<2x64x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %407 = arith.addf %in, %out : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x1xf32>
    %386 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%385 : tensor<2x64x1xf32>) outs(%19 : tensor<2x64x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %407 = arith.divf %in, %cst_9 : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x1xf32>
    %387 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%384 : tensor<2x64x1xf32>) outs(%19 : tensor<2x64x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %407 = arith.truncf %cst_7 : f64 to f32
      %408 = arith.addf %in, %407 : f32
      linalg.yield %408 : f32
    } -> tensor<2x64x1xf32>
    %388 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%387 : tensor<2x64x1xf32>) outs(%19 : tensor<2x64x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %407 = math.rsqrt %in : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x1xf32>
    %389 = linalg.generic {indexing_maps = [#map2, #map6, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%376, %386 : tensor<2x64x384xf32>, tensor<2x64x1xf32>) outs(%2 : tensor<2x64x384xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.subf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x384xf32>
    %390 = linalg.generic {indexing_maps = [#map2, #map6, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%389, %388 : tensor<2x64x384xf32>, tensor<2x64x1xf32>) outs(%2 : tensor<2x64x384xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.mulf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x384xf32>
    %391 = linalg.generic {indexing_maps = [#map2, #map7, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%390, %arg101 : tensor<2x64x384xf32>, tensor<384xf32>) outs(%2 : tensor<2x64x384xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.mulf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x384xf32>
    %392 = linalg.generic {indexing_maps = [#map2, #map7, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%391, %arg102 : tensor<2x64x384xf32>, tensor<384xf32>) outs(%2 : tensor<2x64x384xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.addf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x384xf32>
    %expanded_174 = tensor.expand_shape %31 [[0], [1, 2]] output_shape [2, 64, 1] : tensor<2x64xf32> into tensor<2x64x1xf32>
    %393 = linalg.generic {indexing_maps = [#map2, #map6, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%392, %expanded_174 : tensor<2x64x384xf32>, tensor<2x64x1xf32>) outs(%2 : tensor<2x64x384xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.mulf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<2x64x384xf32>
    %394 = tensor.empty() : tensor<2x384xf32>
    %395 = linalg.fill ins(%cst_0 : f32) outs(%394 : tensor<2x384xf32>) -> tensor<2x384xf32>
    %396 = linalg.generic {indexing_maps = [#map2, #map14], iterator_types = ["parallel", "reduction", "parallel"]} ins(%393 : tensor<2x64x384xf32>) outs(%395 : tensor<2x384xf32>) {
    ^bb0(%in: f32, %out: f32):
      %407 = arith.addf %in, %out : f32
      linalg.yield %407 : f32
    } -> tensor<2x384xf32>
    %397 = tensor.empty() : tensor<2x1xf32>
    %398 = linalg.fill ins(%cst_0 : f32) outs(%397 : tensor<2x1xf32>) -> tensor<2x1xf32>
    %399 = linalg.generic {indexing_maps = [#map2, #map14], iterator_types = ["parallel", "reduction", "parallel"]} ins(%expanded_174 : tensor<2x64x1xf32>) outs(%398 : tensor<2x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %407 = arith.addf %in, %out : f32
      linalg.yield %407 : f32
    } -> tensor<2x1xf32>
    %400 = linalg.generic {indexing_maps = [#map4, #map4], iterator_types = ["parallel", "parallel"]} ins(%399 : tensor<2x1xf32>) outs(%397 : tensor<2x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %407 = arith.truncf %cst_5 : f64 to f32
      %408 = arith.cmpf ult, %in, %407 : f32
      %409 = arith.select %408, %407, %in : f32
      linalg.yield %409 : f32
    } -> tensor<2x1xf32>
    %401 = linalg.generic {indexing_maps = [#map4, #map15, #map4], iterator_types = ["parallel", "parallel"]} ins(%396, %400 : tensor<2x384xf32>, tensor<2x1xf32>) outs(%394 : tensor<2x384xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.divf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<2x384xf32>
    %402 = linalg.generic {indexing_maps = [#map4, #map15], iterator_types = ["parallel", "reduction"]} ins(%401 : tensor<2x384xf32>) outs(%398 : tensor<2x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %407 = math.absf %in : f32
      %408 = math.powf %407, %cst_12 : f32
      %409 = arith.addf %408, %out : f32
      linalg.yield %409 : f32
    } -> tensor<2x1xf32>
    %403 = linalg.generic {indexing_maps = [#map4, #map4], iterator_types = ["parallel", "parallel"]} ins(%402 : tensor<2x1xf32>) outs(%397 : tensor<2x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %407 = math.powf %in, %cst_3 : f32
      linalg.yield %407 : f32
    } -> tensor<2x1xf32>
    %404 = linalg.generic {indexing_maps = [#map4, #map4], iterator_types = ["parallel", "parallel"]} ins(%403 : tensor<2x1xf32>) outs(%397 : tensor<2x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %407 = arith.truncf %cst_7 : f64 to f32
      %408 = arith.cmpf ult, %in, %407 : f32
      %409 = arith.select %408, %407, %in : f32
      linalg.yield %409 : f32
    } -> tensor<2x1xf32>
    %collapsed_175 = tensor.collapse_shape %404 [[0, 1]] : tensor<2x1xf32> into tensor<2xf32>
    %405 = linalg.generic {indexing_maps = [#map3, #map4], iterator_types = ["parallel", "parallel"]} ins(%collapsed_175 : tensor<2xf32>) outs(%394 : tensor<2x384xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x384xf32>
    %406 = linalg.generic {indexing_maps = [#map4, #map4, #map4], iterator_types = ["parallel", "parallel"]} ins(%401, %405 : tensor<2x384xf32>, tensor<2x384xf32>) outs(%394 : tensor<2x384xf32>) {
    ^bb0(%in: f32, %in_176: f32, %out: f32):
      %407 = arith.divf %in, %in_176 : f32
      linalg.yield %407 : f32
    } -> tensor<2x384xf32>
    return %406 : tensor<2x384xf32>
  }
}
