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
  func.func @sentence_small(%arg0: tensor<2x16xi64>, %arg1: tensor<2x16xi64>, %arg2: tensor<1000x64xf32>, %arg3: tensor<32x64xf32>, %arg4: tensor<2x64xf32>, %arg5: tensor<64xf32>, %arg6: tensor<64xf32>, %arg7: tensor<64x64xf32>, %arg8: tensor<64xf32>, %arg9: tensor<64x64xf32>, %arg10: tensor<64xf32>, %arg11: tensor<64x64xf32>, %arg12: tensor<64xf32>, %arg13: tensor<64x64xf32>, %arg14: tensor<64xf32>, %arg15: tensor<64xf32>, %arg16: tensor<64xf32>, %arg17: tensor<128x64xf32>, %arg18: tensor<128xf32>, %arg19: tensor<64x128xf32>, %arg20: tensor<64xf32>, %arg21: tensor<64xf32>, %arg22: tensor<64xf32>) -> tensor<2x64xf32> {
    %c0_i64 = arith.constant 0 : i64
    %c2 = arith.constant 2 : index
    %c1000 = arith.constant 1000 : index
    %c32 = arith.constant 32 : index
    %cst = arith.constant 0.000000e+00 : f64
    %cst_0 = arith.constant 0.000000e+00 : f32
    %cst_1 = arith.constant 0xFF800000 : f32
    %cst_2 = arith.constant 1.000000e+00 : f32
    %cst_3 = arith.constant 5.000000e-01 : f32
    %cst_4 = arith.constant dense<1.000000e+00> : tensor<f32>
    %cst_5 = arith.constant 1.000000e-09 : f64
    %cst_6 = arith.constant 5.6568542494923806 : f64
    %cst_7 = arith.constant 9.9999999999999998E-13 : f64
    %cst_8 = arith.constant 6.400000e+01 : f64
    %cst_9 = arith.constant 6.400000e+01 : f32
    %cst_10 = arith.constant -1.000000e+09 : f32
    %cst_11 = arith.constant 1.41421354 : f32
    %cst_12 = arith.constant 2.000000e+00 : f32
    %cst_13 = arith.constant dense<0> : tensor<2x16xi64>
    %0 = tensor.empty() : tensor<16xi64>
    %1 = linalg.generic {indexing_maps = [#map], iterator_types = ["parallel"]} outs(%0 : tensor<16xi64>) {
    ^bb0(%out: i64):
      %127 = linalg.index 0 : index
      %128 = arith.index_cast %127 : index to i64
      linalg.yield %128 : i64
    } -> tensor<16xi64>
    %2 = tensor.empty() : tensor<2x16x64xf32>
    %3 = linalg.generic {indexing_maps = [#map1, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%arg0 : tensor<2x16xi64>) outs(%2 : tensor<2x16x64xf32>) {
    ^bb0(%in: i64, %out: f32):
      %127 = arith.index_cast %in : i64 to index
      %128 = linalg.index 2 : index
      %129 = arith.cmpi slt, %127, %c1000 : index
      cf.assert %129, "index must be smaller than dim size"
      %130 = arith.cmpi sge, %in, %c0_i64 : i64
      cf.assert %130, "index must be larger or equal to 0"
      %extracted = tensor.extract %arg2[%127, %128] : tensor<1000x64xf32>
      linalg.yield %extracted : f32
    } -> tensor<2x16x64xf32>
    %4 = tensor.empty() : tensor<16x64xf32>
    %5 = linalg.generic {indexing_maps = [#map3, #map4], iterator_types = ["parallel", "parallel"]} ins(%1 : tensor<16xi64>) outs(%4 : tensor<16x64xf32>) {
    ^bb0(%in: i64, %out: f32):
      %127 = arith.index_cast %in : i64 to index
      %128 = linalg.index 1 : index
      %129 = arith.cmpi slt, %127, %c32 : index
      cf.assert %129, "index must be smaller than dim size"
      %130 = arith.cmpi sge, %in, %c0_i64 : i64
      cf.assert %130, "index must be larger or equal to 0"
      %extracted = tensor.extract %arg3[%127, %128] : tensor<32x64xf32>
      linalg.yield %extracted : f32
    } -> tensor<16x64xf32>
    %6 = linalg.generic {indexing_maps = [#map2, #map5, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%3, %5 : tensor<2x16x64xf32>, tensor<16x64xf32>) outs(%2 : tensor<2x16x64xf32>) {
    ^bb0(%in: f32, %in_41: f32, %out: f32):
      %127 = arith.addf %in, %in_41 : f32
      linalg.yield %127 : f32
    } -> tensor<2x16x64xf32>
    %7 = linalg.generic {indexing_maps = [#map1, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%cst_13 : tensor<2x16xi64>) outs(%2 : tensor<2x16x64xf32>) {
    ^bb0(%in: i64, %out: f32):
      %127 = arith.index_cast %in : i64 to index
      %128 = linalg.index 2 : index
      %129 = arith.cmpi slt, %127, %c2 : index
      cf.assert %129, "index must be smaller than dim size"
      %130 = arith.cmpi sge, %in, %c0_i64 : i64
      cf.assert %130, "index must be larger or equal to 0"
      %extracted = tensor.extract %arg4[%127, %128] : tensor<2x64xf32>
      linalg.yield %extracted : f32
    } -> tensor<2x16x64xf32>
    %8 = linalg.generic {indexing_maps = [#map2, #map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%6, %7 : tensor<2x16x64xf32>, tensor<2x16x64xf32>) outs(%2 : tensor<2x16x64xf32>) {
    ^bb0(%in: f32, %in_41: f32, %out: f32):
      %127 = arith.addf %in, %in_41 : f32
      linalg.yield %127 : f32
    } -> tensor<2x16x64xf32>
    %9 = tensor.empty() : tensor<2x16x64xf64>
    %10 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%8 : tensor<2x16x64xf32>) outs(%9 : tensor<2x16x64xf64>) {
    ^bb0(%in: f32, %out: f64):
      %127 = arith.extf %in : f32 to f64
      linalg.yield %127 : f64
    } -> tensor<2x16x64xf64>
    %11 = tensor.empty() : tensor<2x16x1xf64>
    %12 = linalg.fill ins(%cst : f64) outs(%11 : tensor<2x16x1xf64>) -> tensor<2x16x1xf64>
    %13 = linalg.generic {indexing_maps = [#map2, #map6], iterator_types = ["parallel", "parallel", "reduction"]} ins(%10 : tensor<2x16x64xf64>) outs(%12 : tensor<2x16x1xf64>) {
    ^bb0(%in: f64, %out: f64):
      %127 = arith.addf %in, %out : f64
      linalg.yield %127 : f64
    } -> tensor<2x16x1xf64>
    %14 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%13 : tensor<2x16x1xf64>) outs(%11 : tensor<2x16x1xf64>) {
    ^bb0(%in: f64, %out: f64):
      %127 = arith.divf %in, %cst_8 : f64
      linalg.yield %127 : f64
    } -> tensor<2x16x1xf64>
    %15 = linalg.generic {indexing_maps = [#map2, #map6, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%10, %14 : tensor<2x16x64xf64>, tensor<2x16x1xf64>) outs(%9 : tensor<2x16x64xf64>) {
    ^bb0(%in: f64, %in_41: f64, %out: f64):
      %127 = arith.subf %in, %in_41 : f64
      linalg.yield %127 : f64
    } -> tensor<2x16x64xf64>
    %16 = linalg.generic {indexing_maps = [#map2, #map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%15, %15 : tensor<2x16x64xf64>, tensor<2x16x64xf64>) outs(%9 : tensor<2x16x64xf64>) {
    ^bb0(%in: f64, %in_41: f64, %out: f64):
      %127 = arith.mulf %in, %in_41 : f64
      linalg.yield %127 : f64
    } -> tensor<2x16x64xf64>
    %17 = linalg.generic {indexing_maps = [#map2, #map6], iterator_types = ["parallel", "parallel", "reduction"]} ins(%16 : tensor<2x16x64xf64>) outs(%12 : tensor<2x16x1xf64>) {
    ^bb0(%in: f64, %out: f64):
      %127 = arith.addf %in, %out : f64
      linalg.yield %127 : f64
    } -> tensor<2x16x1xf64>
    %18 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%17 : tensor<2x16x1xf64>) outs(%11 : tensor<2x16x1xf64>) {
    ^bb0(%in: f64, %out: f64):
      %127 = arith.divf %in, %cst_8 : f64
      linalg.yield %127 : f64
    } -> tensor<2x16x1xf64>
    %19 = tensor.empty() : tensor<2x16x1xf32>
    %20 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%18 : tensor<2x16x1xf64>) outs(%19 : tensor<2x16x1xf32>) {
    ^bb0(%in: f64, %out: f32):
      %127 = arith.truncf %in : f64 to f32
      linalg.yield %127 : f32
    } -> tensor<2x16x1xf32>
    %21 = linalg.fill ins(%cst_0 : f32) outs(%19 : tensor<2x16x1xf32>) -> tensor<2x16x1xf32>
    %22 = linalg.generic {indexing_maps = [#map2, #map6], iterator_types = ["parallel", "parallel", "reduction"]} ins(%8 : tensor<2x16x64xf32>) outs(%21 : tensor<2x16x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %127 = arith.addf %in, %out : f32
      linalg.yield %127 : f32
    } -> tensor<2x16x1xf32>
    %23 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%22 : tensor<2x16x1xf32>) outs(%19 : tensor<2x16x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %127 = arith.divf %in, %cst_9 : f32
      linalg.yield %127 : f32
    } -> tensor<2x16x1xf32>
    %24 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%20 : tensor<2x16x1xf32>) outs(%19 : tensor<2x16x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %127 = arith.truncf %cst_7 : f64 to f32
      %128 = arith.addf %in, %127 : f32
      linalg.yield %128 : f32
    } -> tensor<2x16x1xf32>
    %25 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%24 : tensor<2x16x1xf32>) outs(%19 : tensor<2x16x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %127 = math.rsqrt %in : f32
      linalg.yield %127 : f32
    } -> tensor<2x16x1xf32>
    %26 = linalg.generic {indexing_maps = [#map2, #map6, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%8, %23 : tensor<2x16x64xf32>, tensor<2x16x1xf32>) outs(%2 : tensor<2x16x64xf32>) {
    ^bb0(%in: f32, %in_41: f32, %out: f32):
      %127 = arith.subf %in, %in_41 : f32
      linalg.yield %127 : f32
    } -> tensor<2x16x64xf32>
    %27 = linalg.generic {indexing_maps = [#map2, #map6, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%26, %25 : tensor<2x16x64xf32>, tensor<2x16x1xf32>) outs(%2 : tensor<2x16x64xf32>) {
    ^bb0(%in: f32, %in_41: f32, %out: f32):
      %127 = arith.mulf %in, %in_41 : f32
      linalg.yield %127 : f32
    } -> tensor<2x16x64xf32>
    %28 = linalg.generic {indexing_maps = [#map2, #map7, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%27, %arg5 : tensor<2x16x64xf32>, tensor<64xf32>) outs(%2 : tensor<2x16x64xf32>) {
    ^bb0(%in: f32, %in_41: f32, %out: f32):
      %127 = arith.mulf %in, %in_41 : f32
      linalg.yield %127 : f32
    } -> tensor<2x16x64xf32>
    %29 = linalg.generic {indexing_maps = [#map2, #map7, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%28, %arg6 : tensor<2x16x64xf32>, tensor<64xf32>) outs(%2 : tensor<2x16x64xf32>) {
    ^bb0(%in: f32, %in_41: f32, %out: f32):
      %127 = arith.addf %in, %in_41 : f32
      linalg.yield %127 : f32
    } -> tensor<2x16x64xf32>
    %30 = tensor.empty() : tensor<2x16xf32>
    %31 = linalg.generic {indexing_maps = [#map4, #map4], iterator_types = ["parallel", "parallel"]} ins(%arg1 : tensor<2x16xi64>) outs(%30 : tensor<2x16xf32>) {
    ^bb0(%in: i64, %out: f32):
      %127 = arith.sitofp %in : i64 to f32
      linalg.yield %127 : f32
    } -> tensor<2x16xf32>
    %32 = linalg.generic {indexing_maps = [#map8, #map4, #map4], iterator_types = ["parallel", "parallel"]} ins(%cst_4, %31 : tensor<f32>, tensor<2x16xf32>) outs(%30 : tensor<2x16xf32>) {
    ^bb0(%in: f32, %in_41: f32, %out: f32):
      %127 = arith.subf %in, %in_41 : f32
      linalg.yield %127 : f32
    } -> tensor<2x16xf32>
    %expanded = tensor.expand_shape %32 [[0], [1, 2, 3]] output_shape [2, 1, 1, 16] : tensor<2x16xf32> into tensor<2x1x1x16xf32>
    %33 = tensor.empty() : tensor<2x1x1x16xf32>
    %34 = linalg.generic {indexing_maps = [#map9, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%expanded : tensor<2x1x1x16xf32>) outs(%33 : tensor<2x1x1x16xf32>) {
    ^bb0(%in: f32, %out: f32):
      %127 = arith.mulf %in, %cst_10 : f32
      linalg.yield %127 : f32
    } -> tensor<2x1x1x16xf32>
    %collapsed = tensor.collapse_shape %29 [[0, 1], [2]] : tensor<2x16x64xf32> into tensor<32x64xf32>
    %35 = tensor.empty() : tensor<64x64xf32>
    %transposed = linalg.transpose ins(%arg7 : tensor<64x64xf32>) outs(%35 : tensor<64x64xf32>) permutation = [1, 0] 
    %36 = tensor.empty() : tensor<32x64xf32>
    %37 = linalg.fill ins(%cst_0 : f32) outs(%36 : tensor<32x64xf32>) -> tensor<32x64xf32>
    %38 = linalg.matmul ins(%collapsed, %transposed : tensor<32x64xf32>, tensor<64x64xf32>) outs(%37 : tensor<32x64xf32>) -> tensor<32x64xf32>
    %39 = linalg.generic {indexing_maps = [#map4, #map10, #map4], iterator_types = ["parallel", "parallel"]} ins(%38, %arg8 : tensor<32x64xf32>, tensor<64xf32>) outs(%36 : tensor<32x64xf32>) {
    ^bb0(%in: f32, %in_41: f32, %out: f32):
      %127 = arith.addf %in, %in_41 : f32
      linalg.yield %127 : f32
    } -> tensor<32x64xf32>
    %expanded_14 = tensor.expand_shape %39 [[0, 1], [2, 3]] output_shape [2, 16, 2, 32] : tensor<32x64xf32> into tensor<2x16x2x32xf32>
    %40 = tensor.empty() : tensor<2x2x16x32xf32>
    %transposed_15 = linalg.transpose ins(%expanded_14 : tensor<2x16x2x32xf32>) outs(%40 : tensor<2x2x16x32xf32>) permutation = [0, 2, 1, 3] 
    %transposed_16 = linalg.transpose ins(%arg9 : tensor<64x64xf32>) outs(%35 : tensor<64x64xf32>) permutation = [1, 0] 
    %41 = linalg.matmul ins(%collapsed, %transposed_16 : tensor<32x64xf32>, tensor<64x64xf32>) outs(%37 : tensor<32x64xf32>) -> tensor<32x64xf32>
    %42 = linalg.generic {indexing_maps = [#map4, #map10, #map4], iterator_types = ["parallel", "parallel"]} ins(%41, %arg10 : tensor<32x64xf32>, tensor<64xf32>) outs(%36 : tensor<32x64xf32>) {
    ^bb0(%in: f32, %in_41: f32, %out: f32):
      %127 = arith.addf %in, %in_41 : f32
      linalg.yield %127 : f32
    } -> tensor<32x64xf32>
    %expanded_17 = tensor.expand_shape %42 [[0, 1], [2, 3]] output_shape [2, 16, 2, 32] : tensor<32x64xf32> into tensor<2x16x2x32xf32>
    %transposed_18 = linalg.transpose ins(%arg11 : tensor<64x64xf32>) outs(%35 : tensor<64x64xf32>) permutation = [1, 0] 
    %43 = linalg.matmul ins(%collapsed, %transposed_18 : tensor<32x64xf32>, tensor<64x64xf32>) outs(%37 : tensor<32x64xf32>) -> tensor<32x64xf32>
    %44 = linalg.generic {indexing_maps = [#map4, #map10, #map4], iterator_types = ["parallel", "parallel"]} ins(%43, %arg12 : tensor<32x64xf32>, tensor<64xf32>) outs(%36 : tensor<32x64xf32>) {
    ^bb0(%in: f32, %in_41: f32, %out: f32):
      %127 = arith.addf %in, %in_41 : f32
      linalg.yield %127 : f32
    } -> tensor<32x64xf32>
    %expanded_19 = tensor.expand_shape %44 [[0, 1], [2, 3]] output_shape [2, 16, 2, 32] : tensor<32x64xf32> into tensor<2x16x2x32xf32>
    %transposed_20 = linalg.transpose ins(%expanded_19 : tensor<2x16x2x32xf32>) outs(%40 : tensor<2x2x16x32xf32>) permutation = [0, 2, 1, 3] 
    %45 = tensor.empty() : tensor<2x2x32x16xf32>
    %transposed_21 = linalg.transpose ins(%expanded_17 : tensor<2x16x2x32xf32>) outs(%45 : tensor<2x2x32x16xf32>) permutation = [0, 2, 3, 1] 
    %collapsed_22 = tensor.collapse_shape %transposed_15 [[0, 1], [2], [3]] : tensor<2x2x16x32xf32> into tensor<4x16x32xf32>
    %collapsed_23 = tensor.collapse_shape %transposed_21 [[0, 1], [2], [3]] : tensor<2x2x32x16xf32> into tensor<4x32x16xf32>
    %46 = tensor.empty() : tensor<4x16x16xf32>
    %47 = linalg.fill ins(%cst_0 : f32) outs(%46 : tensor<4x16x16xf32>) -> tensor<4x16x16xf32>
    %48 = linalg.batch_matmul ins(%collapsed_22, %collapsed_23 : tensor<4x16x32xf32>, tensor<4x32x16xf32>) outs(%47 : tensor<4x16x16xf32>) -> tensor<4x16x16xf32>
    %expanded_24 = tensor.expand_shape %48 [[0, 1], [2], [3]] output_shape [2, 2, 16, 16] : tensor<4x16x16xf32> into tensor<2x2x16x16xf32>
    %49 = tensor.empty() : tensor<2x2x16x16xf32>
    %50 = linalg.generic {indexing_maps = [#map9, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%expanded_24 : tensor<2x2x16x16xf32>) outs(%49 : tensor<2x2x16x16xf32>) {
    ^bb0(%in: f32, %out: f32):
      %127 = arith.truncf %cst_6 : f64 to f32
      %128 = arith.divf %in, %127 : f32
      linalg.yield %128 : f32
    } -> tensor<2x2x16x16xf32>
    %51 = linalg.generic {indexing_maps = [#map9, #map11, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%50, %34 : tensor<2x2x16x16xf32>, tensor<2x1x1x16xf32>) outs(%49 : tensor<2x2x16x16xf32>) {
    ^bb0(%in: f32, %in_41: f32, %out: f32):
      %127 = arith.addf %in, %in_41 : f32
      linalg.yield %127 : f32
    } -> tensor<2x2x16x16xf32>
    %52 = tensor.empty() : tensor<2x2x16xi64>
    %53 = linalg.fill ins(%c0_i64 : i64) outs(%52 : tensor<2x2x16xi64>) -> tensor<2x2x16xi64>
    %54 = tensor.empty() : tensor<2x2x16xf32>
    %55 = linalg.fill ins(%cst_1 : f32) outs(%54 : tensor<2x2x16xf32>) -> tensor<2x2x16xf32>
    %56:2 = linalg.generic {indexing_maps = [#map9, #map12, #map12], iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%51 : tensor<2x2x16x16xf32>) outs(%55, %53 : tensor<2x2x16xf32>, tensor<2x2x16xi64>) {
    ^bb0(%in: f32, %out: f32, %out_41: i64):
      %127 = linalg.index 3 : index
      %128 = arith.index_cast %127 : index to i64
      %129 = arith.maximumf %in, %out : f32
      %130 = arith.cmpf ogt, %in, %out : f32
      %131 = arith.select %130, %128, %out_41 : i64
      linalg.yield %129, %131 : f32, i64
    } -> (tensor<2x2x16xf32>, tensor<2x2x16xi64>)
    %expanded_25 = tensor.expand_shape %56#0 [[0], [1], [2, 3]] output_shape [2, 2, 16, 1] : tensor<2x2x16xf32> into tensor<2x2x16x1xf32>
    %57 = linalg.generic {indexing_maps = [#map9, #map13, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%51, %expanded_25 : tensor<2x2x16x16xf32>, tensor<2x2x16x1xf32>) outs(%49 : tensor<2x2x16x16xf32>) {
    ^bb0(%in: f32, %in_41: f32, %out: f32):
      %127 = arith.subf %in, %in_41 : f32
      linalg.yield %127 : f32
    } -> tensor<2x2x16x16xf32>
    %58 = linalg.generic {indexing_maps = [#map9, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%57 : tensor<2x2x16x16xf32>) outs(%49 : tensor<2x2x16x16xf32>) {
    ^bb0(%in: f32, %out: f32):
      %127 = math.exp %in : f32
      linalg.yield %127 : f32
    } -> tensor<2x2x16x16xf32>
    %59 = tensor.empty() : tensor<2x2x16x1xf32>
    %60 = linalg.fill ins(%cst_0 : f32) outs(%59 : tensor<2x2x16x1xf32>) -> tensor<2x2x16x1xf32>
    %61 = linalg.generic {indexing_maps = [#map9, #map13], iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%58 : tensor<2x2x16x16xf32>) outs(%60 : tensor<2x2x16x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %127 = arith.addf %in, %out : f32
      linalg.yield %127 : f32
    } -> tensor<2x2x16x1xf32>
    %62 = linalg.generic {indexing_maps = [#map9, #map13, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%58, %61 : tensor<2x2x16x16xf32>, tensor<2x2x16x1xf32>) outs(%49 : tensor<2x2x16x16xf32>) {
    ^bb0(%in: f32, %in_41: f32, %out: f32):
      %127 = arith.divf %in, %in_41 : f32
      linalg.yield %127 : f32
    } -> tensor<2x2x16x16xf32>
    %collapsed_26 = tensor.collapse_shape %62 [[0, 1], [2], [3]] : tensor<2x2x16x16xf32> into tensor<4x16x16xf32>
    %collapsed_27 = tensor.collapse_shape %transposed_20 [[0, 1], [2], [3]] : tensor<2x2x16x32xf32> into tensor<4x16x32xf32>
    %63 = tensor.empty() : tensor<4x16x32xf32>
    %64 = linalg.fill ins(%cst_0 : f32) outs(%63 : tensor<4x16x32xf32>) -> tensor<4x16x32xf32>
    %65 = linalg.batch_matmul ins(%collapsed_26, %collapsed_27 : tensor<4x16x16xf32>, tensor<4x16x32xf32>) outs(%64 : tensor<4x16x32xf32>) -> tensor<4x16x32xf32>
    %expanded_28 = tensor.expand_shape %65 [[0, 1], [2], [3]] output_shape [2, 2, 16, 32] : tensor<4x16x32xf32> into tensor<2x2x16x32xf32>
    %66 = tensor.empty() : tensor<2x16x2x32xf32>
    %transposed_29 = linalg.transpose ins(%expanded_28 : tensor<2x2x16x32xf32>) outs(%66 : tensor<2x16x2x32xf32>) permutation = [0, 2, 1, 3] 
    %collapsed_30 = tensor.collapse_shape %transposed_29 [[0, 1], [2, 3]] : tensor<2x16x2x32xf32> into tensor<32x64xf32>
    %transposed_31 = linalg.transpose ins(%arg13 : tensor<64x64xf32>) outs(%35 : tensor<64x64xf32>) permutation = [1, 0] 
    %67 = linalg.matmul ins(%collapsed_30, %transposed_31 : tensor<32x64xf32>, tensor<64x64xf32>) outs(%37 : tensor<32x64xf32>) -> tensor<32x64xf32>
    %68 = linalg.generic {indexing_maps = [#map4, #map10, #map4], iterator_types = ["parallel", "parallel"]} ins(%67, %arg14 : tensor<32x64xf32>, tensor<64xf32>) outs(%36 : tensor<32x64xf32>) {
    ^bb0(%in: f32, %in_41: f32, %out: f32):
      %127 = arith.addf %in, %in_41 : f32
      linalg.yield %127 : f32
    } -> tensor<32x64xf32>
    %expanded_32 = tensor.expand_shape %68 [[0, 1], [2]] output_shape [2, 16, 64] : tensor<32x64xf32> into tensor<2x16x64xf32>
    %69 = linalg.generic {indexing_maps = [#map2, #map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%29, %expanded_32 : tensor<2x16x64xf32>, tensor<2x16x64xf32>) outs(%2 : tensor<2x16x64xf32>) {
    ^bb0(%in: f32, %in_41: f32, %out: f32):
      %127 = arith.addf %in, %in_41 : f32
      linalg.yield %127 : f32
    } -> tensor<2x16x64xf32>
    %70 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%69 : tensor<2x16x64xf32>) outs(%9 : tensor<2x16x64xf64>) {
    ^bb0(%in: f32, %out: f64):
      %127 = arith.extf %in : f32 to f64
      linalg.yield %127 : f64
    } -> tensor<2x16x64xf64>
    %71 = linalg.generic {indexing_maps = [#map2, #map6], iterator_types = ["parallel", "parallel", "reduction"]} ins(%70 : tensor<2x16x64xf64>) outs(%12 : tensor<2x16x1xf64>) {
    ^bb0(%in: f64, %out: f64):
      %127 = arith.addf %in, %out : f64
      linalg.yield %127 : f64
    } -> tensor<2x16x1xf64>
    %72 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%71 : tensor<2x16x1xf64>) outs(%11 : tensor<2x16x1xf64>) {
    ^bb0(%in: f64, %out: f64):
      %127 = arith.divf %in, %cst_8 : f64
      linalg.yield %127 : f64
    } -> tensor<2x16x1xf64>
    %73 = linalg.generic {indexing_maps = [#map2, #map6, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%70, %72 : tensor<2x16x64xf64>, tensor<2x16x1xf64>) outs(%9 : tensor<2x16x64xf64>) {
    ^bb0(%in: f64, %in_41: f64, %out: f64):
      %127 = arith.subf %in, %in_41 : f64
      linalg.yield %127 : f64
    } -> tensor<2x16x64xf64>
    %74 = linalg.generic {indexing_maps = [#map2, #map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%73, %73 : tensor<2x16x64xf64>, tensor<2x16x64xf64>) outs(%9 : tensor<2x16x64xf64>) {
    ^bb0(%in: f64, %in_41: f64, %out: f64):
      %127 = arith.mulf %in, %in_41 : f64
      linalg.yield %127 : f64
    } -> tensor<2x16x64xf64>
    %75 = linalg.generic {indexing_maps = [#map2, #map6], iterator_types = ["parallel", "parallel", "reduction"]} ins(%74 : tensor<2x16x64xf64>) outs(%12 : tensor<2x16x1xf64>) {
    ^bb0(%in: f64, %out: f64):
      %127 = arith.addf %in, %out : f64
      linalg.yield %127 : f64
    } -> tensor<2x16x1xf64>
    %76 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%75 : tensor<2x16x1xf64>) outs(%11 : tensor<2x16x1xf64>) {
    ^bb0(%in: f64, %out: f64):
      %127 = arith.divf %in, %cst_8 : f64
      linalg.yield %127 : f64
    } -> tensor<2x16x1xf64>
    %77 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%76 : tensor<2x16x1xf64>) outs(%19 : tensor<2x16x1xf32>) {
    ^bb0(%in: f64, %out: f32):
      %127 = arith.truncf %in : f64 to f32
      linalg.yield %127 : f32
    } -> tensor<2x16x1xf32>
    %78 = linalg.generic {indexing_maps = [#map2, #map6], iterator_types = ["parallel", "parallel", "reduction"]} ins(%69 : tensor<2x16x64xf32>) outs(%21 : tensor<2x16x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %127 = arith.addf %in, %out : f32
      linalg.yield %127 : f32
    } -> tensor<2x16x1xf32>
    %79 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%78 : tensor<2x16x1xf32>) outs(%19 : tensor<2x16x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %127 = arith.divf %in, %cst_9 : f32
      linalg.yield %127 : f32
    } -> tensor<2x16x1xf32>
    %80 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%77 : tensor<2x16x1xf32>) outs(%19 : tensor<2x16x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %127 = arith.truncf %cst_7 : f64 to f32
      %128 = arith.addf %in, %127 : f32
      linalg.yield %128 : f32
    } -> tensor<2x16x1xf32>
    %81 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%80 : tensor<2x16x1xf32>) outs(%19 : tensor<2x16x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %127 = math.rsqrt %in : f32
      linalg.yield %127 : f32
    } -> tensor<2x16x1xf32>
    %82 = linalg.generic {indexing_maps = [#map2, #map6, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%69, %79 : tensor<2x16x64xf32>, tensor<2x16x1xf32>) outs(%2 : tensor<2x16x64xf32>) {
    ^bb0(%in: f32, %in_41: f32, %out: f32):
      %127 = arith.subf %in, %in_41 : f32
      linalg.yield %127 : f32
    } -> tensor<2x16x64xf32>
    %83 = linalg.generic {indexing_maps = [#map2, #map6, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%82, %81 : tensor<2x16x64xf32>, tensor<2x16x1xf32>) outs(%2 : tensor<2x16x64xf32>) {
    ^bb0(%in: f32, %in_41: f32, %out: f32):
      %127 = arith.mulf %in, %in_41 : f32
      linalg.yield %127 : f32
    } -> tensor<2x16x64xf32>
    %84 = linalg.generic {indexing_maps = [#map2, #map7, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%83, %arg15 : tensor<2x16x64xf32>, tensor<64xf32>) outs(%2 : tensor<2x16x64xf32>) {
    ^bb0(%in: f32, %in_41: f32, %out: f32):
      %127 = arith.mulf %in, %in_41 : f32
      linalg.yield %127 : f32
    } -> tensor<2x16x64xf32>
    %85 = linalg.generic {indexing_maps = [#map2, #map7, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%84, %arg16 : tensor<2x16x64xf32>, tensor<64xf32>) outs(%2 : tensor<2x16x64xf32>) {
    ^bb0(%in: f32, %in_41: f32, %out: f32):
      %127 = arith.addf %in, %in_41 : f32
      linalg.yield %127 : f32
    } -> tensor<2x16x64xf32>
    %collapsed_33 = tensor.collapse_shape %85 [[0, 1], [2]] : tensor<2x16x64xf32> into tensor<32x64xf32>
    %86 = tensor.empty() : tensor<64x128xf32>
    %transposed_34 = linalg.transpose ins(%arg17 : tensor<128x64xf32>) outs(%86 : tensor<64x128xf32>) permutation = [1, 0] 
    %87 = tensor.empty() : tensor<32x128xf32>
    %88 = linalg.fill ins(%cst_0 : f32) outs(%87 : tensor<32x128xf32>) -> tensor<32x128xf32>
    %89 = linalg.matmul ins(%collapsed_33, %transposed_34 : tensor<32x64xf32>, tensor<64x128xf32>) outs(%88 : tensor<32x128xf32>) -> tensor<32x128xf32>
    %90 = linalg.generic {indexing_maps = [#map4, #map10, #map4], iterator_types = ["parallel", "parallel"]} ins(%89, %arg18 : tensor<32x128xf32>, tensor<128xf32>) outs(%87 : tensor<32x128xf32>) {
    ^bb0(%in: f32, %in_41: f32, %out: f32):
      %127 = arith.addf %in, %in_41 : f32
      linalg.yield %127 : f32
    } -> tensor<32x128xf32>
    %expanded_35 = tensor.expand_shape %90 [[0, 1], [2]] output_shape [2, 16, 128] : tensor<32x128xf32> into tensor<2x16x128xf32>
    %91 = tensor.empty() : tensor<2x16x128xf32>
    %92 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_35 : tensor<2x16x128xf32>) outs(%91 : tensor<2x16x128xf32>) {
    ^bb0(%in: f32, %out: f32):
      %127 = arith.divf %in, %cst_11 : f32
      %128 = math.erf %127 : f32
      %129 = arith.addf %128, %cst_2 : f32
      %130 = arith.mulf %129, %cst_3 : f32
      %131 = arith.mulf %in, %130 : f32
      linalg.yield %131 : f32
    } -> tensor<2x16x128xf32>
    %collapsed_36 = tensor.collapse_shape %92 [[0, 1], [2]] : tensor<2x16x128xf32> into tensor<32x128xf32>
    %93 = tensor.empty() : tensor<128x64xf32>
    %transposed_37 = linalg.transpose ins(%arg19 : tensor<64x128xf32>) outs(%93 : tensor<128x64xf32>) permutation = [1, 0] 
    %94 = linalg.matmul ins(%collapsed_36, %transposed_37 : tensor<32x128xf32>, tensor<128x64xf32>) outs(%37 : tensor<32x64xf32>) -> tensor<32x64xf32>
    %95 = linalg.generic {indexing_maps = [#map4, #map10, #map4], iterator_types = ["parallel", "parallel"]} ins(%94, %arg20 : tensor<32x64xf32>, tensor<64xf32>) outs(%36 : tensor<32x64xf32>) {
    ^bb0(%in: f32, %in_41: f32, %out: f32):
      %127 = arith.addf %in, %in_41 : f32
      linalg.yield %127 : f32
    } -> tensor<32x64xf32>
    %expanded_38 = tensor.expand_shape %95 [[0, 1], [2]] output_shape [2, 16, 64] : tensor<32x64xf32> into tensor<2x16x64xf32>
    %96 = linalg.generic {indexing_maps = [#map2, #map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%85, %expanded_38 : tensor<2x16x64xf32>, tensor<2x16x64xf32>) outs(%2 : tensor<2x16x64xf32>) {
    ^bb0(%in: f32, %in_41: f32, %out: f32):
      %127 = arith.addf %in, %in_41 : f32
      linalg.yield %127 : f32
    } -> tensor<2x16x64xf32>
    %97 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%96 : tensor<2x16x64xf32>) outs(%9 : tensor<2x16x64xf64>) {
    ^bb0(%in: f32, %out: f64):
      %127 = arith.extf %in : f32 to f64
      linalg.yield %127 : f64
    } -> tensor<2x16x64xf64>
    %98 = linalg.generic {indexing_maps = [#map2, #map6], iterator_types = ["parallel", "parallel", "reduction"]} ins(%97 : tensor<2x16x64xf64>) outs(%12 : tensor<2x16x1xf64>) {
    ^bb0(%in: f64, %out: f64):
      %127 = arith.addf %in, %out : f64
      linalg.yield %127 : f64
    } -> tensor<2x16x1xf64>
    %99 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%98 : tensor<2x16x1xf64>) outs(%11 : tensor<2x16x1xf64>) {
    ^bb0(%in: f64, %out: f64):
      %127 = arith.divf %in, %cst_8 : f64
      linalg.yield %127 : f64
    } -> tensor<2x16x1xf64>
    %100 = linalg.generic {indexing_maps = [#map2, #map6, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%97, %99 : tensor<2x16x64xf64>, tensor<2x16x1xf64>) outs(%9 : tensor<2x16x64xf64>) {
    ^bb0(%in: f64, %in_41: f64, %out: f64):
      %127 = arith.subf %in, %in_41 : f64
      linalg.yield %127 : f64
    } -> tensor<2x16x64xf64>
    %101 = linalg.generic {indexing_maps = [#map2, #map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%100, %100 : tensor<2x16x64xf64>, tensor<2x16x64xf64>) outs(%9 : tensor<2x16x64xf64>) {
    ^bb0(%in: f64, %in_41: f64, %out: f64):
      %127 = arith.mulf %in, %in_41 : f64
      linalg.yield %127 : f64
    } -> tensor<2x16x64xf64>
    %102 = linalg.generic {indexing_maps = [#map2, #map6], iterator_types = ["parallel", "parallel", "reduction"]} ins(%101 : tensor<2x16x64xf64>) outs(%12 : tensor<2x16x1xf64>) {
    ^bb0(%in: f64, %out: f64):
      %127 = arith.addf %in, %out : f64
      linalg.yield %127 : f64
    } -> tensor<2x16x1xf64>
    %103 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%102 : tensor<2x16x1xf64>) outs(%11 : tensor<2x16x1xf64>) {
    ^bb0(%in: f64, %out: f64):
      %127 = arith.divf %in, %cst_8 : f64
      linalg.yield %127 : f64
    } -> tensor<2x16x1xf64>
    %104 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%103 : tensor<2x16x1xf64>) outs(%19 : tensor<2x16x1xf32>) {
    ^bb0(%in: f64, %out: f32):
      %127 = arith.truncf %in : f64 to f32
      linalg.yield %127 : f32
    } -> tensor<2x16x1xf32>
    %105 = linalg.generic {indexing_maps = [#map2, #map6], iterator_types = ["parallel", "parallel", "reduction"]} ins(%96 : tensor<2x16x64xf32>) outs(%21 : tensor<2x16x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %127 = arith.addf %in, %out : f32
      linalg.yield %127 : f32
    } -> tensor<2x16x1xf32>
    %106 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%105 : tensor<2x16x1xf32>) outs(%19 : tensor<2x16x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %127 = arith.divf %in, %cst_9 : f32
      linalg.yield %127 : f32
    } -> tensor<2x16x1xf32>
    %107 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%104 : tensor<2x16x1xf32>) outs(%19 : tensor<2x16x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %127 = arith.truncf %cst_7 : f64 to f32
      %128 = arith.addf %in, %127 : f32
      linalg.yield %128 : f32
    } -> tensor<2x16x1xf32>
    %108 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%107 : tensor<2x16x1xf32>) outs(%19 : tensor<2x16x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %127 = math.rsqrt %in : f32
      linalg.yield %127 : f32
    } -> tensor<2x16x1xf32>
    %109 = linalg.generic {indexing_maps = [#map2, #map6, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%96, %106 : tensor<2x16x64xf32>, tensor<2x16x1xf32>) outs(%2 : tensor<2x16x64xf32>) {
    ^bb0(%in: f32, %in_41: f32, %out: f32):
      %127 = arith.subf %in, %in_41 : f32
      linalg.yield %127 : f32
    } -> tensor<2x16x64xf32>
    %110 = linalg.generic {indexing_maps = [#map2, #map6, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%109, %108 : tensor<2x16x64xf32>, tensor<2x16x1xf32>) outs(%2 : tensor<2x16x64xf32>) {
    ^bb0(%in: f32, %in_41: f32, %out: f32):
      %127 = arith.mulf %in, %in_41 : f32
      linalg.yield %127 : f32
    } -> tensor<2x16x64xf32>
    %111 = linalg.generic {indexing_maps = [#map2, #map7, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%110, %arg21 : tensor<2x16x64xf32>, tensor<64xf32>) outs(%2 : tensor<2x16x64xf32>) {
    ^bb0(%in: f32, %in_41: f32, %out: f32):
      %127 = arith.mulf %in, %in_41 : f32
      linalg.yield %127 : f32
    } -> tensor<2x16x64xf32>
    %112 = linalg.generic {indexing_maps = [#map2, #map7, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%111, %arg22 : tensor<2x16x64xf32>, tensor<64xf32>) outs(%2 : tensor<2x16x64xf32>) {
    ^bb0(%in: f32, %in_41: f32, %out: f32):
      %127 = arith.addf %in, %in_41 : f32
      linalg.yield %127 : f32
    } -> tensor<2x16x64xf32>
    %expanded_39 = tensor.expand_shape %31 [[0], [1, 2]] output_shape [2, 16, 1] : tensor<2x16xf32> into tensor<2x16x1xf32>
    %113 = linalg.generic {indexing_maps = [#map2, #map6, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%112, %expanded_39 : tensor<2x16x64xf32>, tensor<2x16x1xf32>) outs(%2 : tensor<2x16x64xf32>) {
    ^bb0(%in: f32, %in_41: f32, %out: f32):
      %127 = arith.mulf %in, %in_41 : f32
      linalg.yield %127 : f32
    } -> tensor<2x16x64xf32>
    %114 = tensor.empty() : tensor<2x64xf32>
    %115 = linalg.fill ins(%cst_0 : f32) outs(%114 : tensor<2x64xf32>) -> tensor<2x64xf32>
    %116 = linalg.generic {indexing_maps = [#map2, #map14], iterator_types = ["parallel", "reduction", "parallel"]} ins(%113 : tensor<2x16x64xf32>) outs(%115 : tensor<2x64xf32>) {
    ^bb0(%in: f32, %out: f32):
      %127 = arith.addf %in, %out : f32
      linalg.yield %127 : f32
    } -> tensor<2x64xf32>
    %117 = tensor.empty() : tensor<2x1xf32>
    %118 = linalg.fill ins(%cst_0 : f32) outs(%117 : tensor<2x1xf32>) -> tensor<2x1xf32>
    %119 = linalg.generic {indexing_maps = [#map2, #map14], iterator_types = ["parallel", "reduction", "parallel"]} ins(%expanded_39 : tensor<2x16x1xf32>) outs(%118 : tensor<2x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %127 = arith.addf %in, %out : f32
      linalg.yield %127 : f32
    } -> tensor<2x1xf32>
    %120 = linalg.generic {indexing_maps = [#map4, #map4], iterator_types = ["parallel", "parallel"]} ins(%119 : tensor<2x1xf32>) outs(%117 : tensor<2x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %127 = arith.truncf %cst_5 : f64 to f32
      %128 = arith.cmpf ult, %in, %127 : f32
      %129 = arith.select %128, %127, %in : f32
      linalg.yield %129 : f32
    } -> tensor<2x1xf32>
    %121 = linalg.generic {indexing_maps = [#map4, #map15, #map4], iterator_types = ["parallel", "parallel"]} ins(%116, %120 : tensor<2x64xf32>, tensor<2x1xf32>) outs(%114 : tensor<2x64xf32>) {
    ^bb0(%in: f32, %in_41: f32, %out: f32):
      %127 = arith.divf %in, %in_41 : f32
      linalg.yield %127 : f32
    } -> tensor<2x64xf32>
    %122 = linalg.generic {indexing_maps = [#map4, #map15], iterator_types = ["parallel", "reduction"]} ins(%121 : tensor<2x64xf32>) outs(%118 : tensor<2x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %127 = math.absf %in : f32
      %128 = math.powf %127, %cst_12 : f32
      %129 = arith.addf %128, %out : f32
      linalg.yield %129 : f32
    } -> tensor<2x1xf32>
    %123 = linalg.generic {indexing_maps = [#map4, #map4], iterator_types = ["parallel", "parallel"]} ins(%122 : tensor<2x1xf32>) outs(%117 : tensor<2x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %127 = math.powf %in, %cst_3 : f32
      linalg.yield %127 : f32
    } -> tensor<2x1xf32>
    %124 = linalg.generic {indexing_maps = [#map4, #map4], iterator_types = ["parallel", "parallel"]} ins(%123 : tensor<2x1xf32>) outs(%117 : tensor<2x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %127 = arith.truncf %cst_7 : f64 to f32
      %128 = arith.cmpf ult, %in, %127 : f32
      %129 = arith.select %128, %127, %in : f32
      linalg.yield %129 : f32
    } -> tensor<2x1xf32>
    %collapsed_40 = tensor.collapse_shape %124 [[0, 1]] : tensor<2x1xf32> into tensor<2xf32>
    %125 = linalg.generic {indexing_maps = [#map3, #map4], iterator_types = ["parallel", "parallel"]} ins(%collapsed_40 : tensor<2xf32>) outs(%114 : tensor<2x64xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x64xf32>
    %126 = linalg.generic {indexing_maps = [#map4, #map4, #map4], iterator_types = ["parallel", "parallel"]} ins(%121, %125 : tensor<2x64xf32>, tensor<2x64xf32>) outs(%114 : tensor<2x64xf32>) {
    ^bb0(%in: f32, %in_41: f32, %out: f32):
      %127 = arith.divf %in, %in_41 : f32
      linalg.yield %127 : f32
    } -> tensor<2x64xf32>
    return %126 : tensor<2x64xf32>
  }
}
