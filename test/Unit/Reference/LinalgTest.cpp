//===- LinalgTest.cpp - values of linalg on tensors -----------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "RunModule.h"
#include <cmath>
#include <random>

using namespace ridge;

namespace {
class LinalgTest : public ModuleTest {};
} // namespace

// [1 2; 3 4] * [5 6; 7 8] = [19 22; 43 50], on top of ones.
TEST_F(LinalgTest, matmulAddsToItsOutput) {
  EXPECT_EQ(run(R"(
    func.func @f(%a: tensor<2x2xf32>, %b: tensor<2x2xf32>, %c: tensor<2x2xf32>) -> tensor<2x2xf32> {
      %r = linalg.matmul ins(%a, %b : tensor<2x2xf32>, tensor<2x2xf32>) outs(%c : tensor<2x2xf32>) -> tensor<2x2xf32>
      return %r : tensor<2x2xf32>
    })",
                {makeArray(Format::F32, {2, 2}, {1, 2, 3, 4}),
                 makeArray(Format::F32, {2, 2}, {5, 6, 7, 8}),
                 makeArray(Format::F32, {2, 2}, {1, 1, 1, 1})}),
            (Values{20, 23, 44, 51}));
}

// The argument is not changed by an operation that writes a copy of it.
TEST_F(LinalgTest, argumentsDoNotChange) {
  Array c = makeArray(Format::F32, {1, 1}, {7});
  Array a = makeArray(Format::F32, {1, 1}, {2});
  run(R"(
    func.func @f(%a: tensor<1x1xf32>, %c: tensor<1x1xf32>) -> tensor<1x1xf32> {
      %r = linalg.matmul ins(%a, %a : tensor<1x1xf32>, tensor<1x1xf32>) outs(%c : tensor<1x1xf32>) -> tensor<1x1xf32>
      return %r : tensor<1x1xf32>
    })",
      {a, c});
  EXPECT_EQ(valuesOf(c), (Values{7}));
}

// 2^24 + 1 + 1 ... in f32, one after the other: each 1 is lost. Any other order
// of the 20 terms would give more.
TEST_F(LinalgTest, sumsRunInLoopOrder) {
  Values terms(20, 1.0);
  terms[0] = 16777216;
  std::vector<Array> arguments = {makeArray(Format::F32, {1, 20}, terms)};
  EXPECT_EQ(run(R"(
    func.func @f(%x: tensor<1x20xf32>) -> tensor<1xf32> {
      %z = arith.constant dense<0.0> : tensor<1xf32>
      %r = linalg.reduce { arith.addf } ins(%x : tensor<1x20xf32>) outs(%z : tensor<1xf32>) dimensions = [1]
      return %r : tensor<1xf32>
    })",
                arguments),
            (Values{16777216}));
}

// The same order, seen through a product of 33 columns: wider than one pack.
TEST_F(LinalgTest, productsRunInLoopOrder) {
  Values row(20, 1.0), ones(20 * 33, 1.0);
  row[0] = 16777216;
  Values result = run(R"(
    func.func @f(%a: tensor<1x20xf32>, %b: tensor<20x33xf32>) -> tensor<1x33xf32> {
      %z = arith.constant dense<0.0> : tensor<1x33xf32>
      %r = linalg.matmul ins(%a, %b : tensor<1x20xf32>, tensor<20x33xf32>) outs(%z : tensor<1x33xf32>) -> tensor<1x33xf32>
      return %r : tensor<1x33xf32>
    })",
                      {makeArray(Format::F32, {1, 20}, row),
                       makeArray(Format::F32, {20, 33}, ones)});
  EXPECT_EQ(result, Values(33, 16777216.0));
}

// A bf16 sum of 300 ones stops at 256: 257 is no bf16.
TEST_F(LinalgTest, narrowSumsRoundAtEachStep) {
  Values ones(300, 1.0);
  EXPECT_EQ(run(R"(
    func.func @f(%a: tensor<1x300xbf16>, %b: tensor<300x1xbf16>) -> tensor<1x1xbf16> {
      %z = arith.constant dense<0.0> : tensor<1x1xbf16>
      %r = linalg.matmul ins(%a, %b : tensor<1x300xbf16>, tensor<300x1xbf16>) outs(%z : tensor<1x1xbf16>) -> tensor<1x1xbf16>
      return %r : tensor<1x1xbf16>
    })",
                {makeArray(Format::BF16, {1, 300}, ones),
                 makeArray(Format::BF16, {300, 1}, ones)}),
            (Values{256}));
}

// Products against a plain triple loop, in the types that models use.
TEST_F(LinalgTest, productsOfIntegersAgreeWithThreeLoops) {
  constexpr int64_t m = 5, n = 37, k = 11;
  std::mt19937_64 random(2);
  Values a, b, expected(m * n, 0.0);
  for (int i = 0; i < m * k; ++i)
    a.push_back(static_cast<double>(random() % 256) - 128);
  for (int i = 0; i < k * n; ++i)
    b.push_back(static_cast<double>(random() % 256) - 128);
  for (int i = 0; i < m; ++i)
    for (int j = 0; j < n; ++j)
      for (int l = 0; l < k; ++l)
        expected[i * n + j] += a[i * k + l] * b[l * n + j];
  EXPECT_EQ(
      run(R"(
    func.func @f(%a: tensor<5x11xi8>, %b: tensor<11x37xi8>) -> tensor<5x37xi32> {
      %z = arith.constant dense<0> : tensor<5x37xi32>
      %r = linalg.matmul ins(%a, %b : tensor<5x11xi8>, tensor<11x37xi8>) outs(%z : tensor<5x37xi32>) -> tensor<5x37xi32>
      return %r : tensor<5x37xi32>
    })",
          {makeArray(Format::I8, {m, k}, a), makeArray(Format::I8, {k, n}, b)}),
      expected);
}

// (a - za)(b - zb) over 35 columns, more than one pack: a zero point of the
// tensor (an argument), one of each row and one of each column, against three
// loops modulo 2^32.
TEST_F(LinalgTest, productsWithZeroPointsAgreeWithThreeLoops) {
  constexpr int64_t m = 3, n = 35, k = 7;
  std::mt19937_64 random(5);
  auto draw = [&](int64_t count, int64_t most) {
    Values values;
    for (int64_t i = 0; i < count; ++i)
      values.push_back(double(int64_t(random() % (2 * most)) - most));
    return values;
  };
  Values a = draw(m * k, 128), b = draw(k * n, 128), rows = draw(m, 1 << 30),
         columns = draw(n, 128);
  std::vector<Array> arguments = {
      makeArray(Format::I8, {m, k}, a), makeArray(Format::I8, {k, n}, b),
      makeArray(Format::I32, {m}, rows), makeArray(Format::I8, {n}, columns)};
  auto expected = [&](auto zeroOfRow, auto zeroOfColumn) {
    Values sums;
    for (int64_t i = 0; i < m; ++i)
      for (int64_t j = 0; j < n; ++j) {
        uint32_t sum = 0;
        for (int64_t l = 0; l < k; ++l)
          sum += (uint32_t(int64_t(a[i * k + l])) - uint32_t(zeroOfRow(i))) *
                 (uint32_t(int64_t(b[l * n + j])) - uint32_t(zeroOfColumn(j)));
        sums.push_back(int32_t(sum));
      }
    return sums;
  };
  EXPECT_EQ(run(R"(
    func.func @f(%a: tensor<3x7xi8>, %b: tensor<7x35xi8>, %r: tensor<3xi32>, %c: tensor<35xi8>) -> tensor<3x35xi32> {
      %z = arith.constant dense<0> : tensor<3x35xi32>
      %0 = linalg.generic {indexing_maps = [affine_map<(m, n, k) -> (m, k)>, affine_map<(m, n, k) -> (k, n)>, affine_map<(m, n, k) -> (m)>,
          affine_map<(m, n, k) -> (n)>, affine_map<(m, n, k) -> (m, n)>], iterator_types = ["parallel", "parallel", "reduction"]}
          ins(%a, %b, %r, %c : tensor<3x7xi8>, tensor<7x35xi8>, tensor<3xi32>, tensor<35xi8>) outs(%z : tensor<3x35xi32>) {
      ^bb0(%x: i8, %y: i8, %zx: i32, %zy: i8, %sum: i32):
        %xw = arith.extsi %x : i8 to i32
        %yw = arith.extsi %y : i8 to i32
        %zw = arith.extsi %zy : i8 to i32
        %dx = arith.subi %xw, %zx : i32
        %dy = arith.subi %yw, %zw : i32
        %p = arith.muli %dx, %dy : i32
        %s = arith.addi %sum, %p : i32
        linalg.yield %s : i32
      } -> tensor<3x35xi32>
      return %0 : tensor<3x35xi32>
    })",
                arguments),
            expected([&](int64_t i) { return int64_t(rows[i]); },
                     [&](int64_t j) { return int64_t(columns[j]); }));
  EXPECT_EQ(run(R"(
    func.func @f(%a: tensor<3x7xi8>, %b: tensor<7x35xi8>, %r: tensor<3xi32>, %c: tensor<35xi8>) -> tensor<3x35xi32> {
      %z = arith.constant dense<0> : tensor<3x35xi32>
      %za = arith.constant -11 : i32
      %zb = arith.constant 3 : i32
      %0 = linalg.quantized_matmul ins(%a, %b, %za, %zb : tensor<3x7xi8>, tensor<7x35xi8>, i32, i32) outs(%z : tensor<3x35xi32>) -> tensor<3x35xi32>
      return %0 : tensor<3x35xi32>
    })",
                arguments),
            expected([](int64_t) { return -11; }, [](int64_t) { return 3; }));
}

// Image 1..16, kernel of ones, stride 2, dilation 1: windows of 2 x 2.
//   1+2+5+6 = 14, 3+4+7+8 = 22, 9+10+13+14 = 46, 11+12+15+16 = 54.
TEST_F(LinalgTest, convolutionWithStride) {
  Values image;
  for (int i = 1; i <= 16; ++i)
    image.push_back(i);
  EXPECT_EQ(run(R"(
    func.func @f(%x: tensor<1x1x4x4xf32>, %w: tensor<1x1x2x2xf32>) -> tensor<1x1x2x2xf32> {
      %z = arith.constant dense<0.0> : tensor<1x1x2x2xf32>
      %r = linalg.conv_2d_nchw_fchw {dilations = dense<1> : vector<2xi64>, strides = dense<2> : vector<2xi64>}
        ins(%x, %w : tensor<1x1x4x4xf32>, tensor<1x1x2x2xf32>) outs(%z : tensor<1x1x2x2xf32>) -> tensor<1x1x2x2xf32>
      return %r : tensor<1x1x2x2xf32>
    })",
                {makeArray(Format::F32, {1, 1, 4, 4}, image),
                 makeArray(Format::F32, {1, 1, 2, 2}, {1, 1, 1, 1})}),
            (Values{14, 22, 46, 54}));
}

TEST_F(LinalgTest, maximumWithItsPosition) {
  auto results =
      tryRun(R"(
    func.func @f(%x: tensor<2x4xf32>) -> (tensor<2xf32>, tensor<2xi64>) {
      %l = arith.constant dense<0xFF800000> : tensor<2xf32>
      %z = arith.constant dense<0> : tensor<2xi64>
      %r:2 = linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i)>, affine_map<(i, j) -> (i)>],
          iterator_types = ["parallel", "reduction"]} ins(%x : tensor<2x4xf32>) outs(%l, %z : tensor<2xf32>, tensor<2xi64>) {
      ^bb0(%a: f32, %o: f32, %p: i64):
        %j = linalg.index 1 : index
        %k = arith.index_cast %j : index to i64
        %m = arith.maximumf %a, %o : f32
        %c = arith.cmpf ogt, %a, %o : f32
        %s = arith.select %c, %k, %p : i64
        linalg.yield %m, %s : f32, i64
      } -> (tensor<2xf32>, tensor<2xi64>)
      return %r#0, %r#1 : tensor<2xf32>, tensor<2xi64>
    })",
             {makeArray(Format::F32, {2, 4}, {1, 5, 2, 5, -3, -9, -1, -2})});
  ASSERT_TRUE(static_cast<bool>(results));
  EXPECT_EQ(valuesOf((*results)[0]), (Values{5, -1}));
  EXPECT_EQ(valuesOf((*results)[1]), (Values{1, 2}));
}

// Longer than the lanes that run at once, and not a multiple of them.
TEST_F(LinalgTest, longRows) {
  Values x, expected;
  for (int i = 0; i < 1000; ++i) {
    x.push_back(i);
    expected.push_back(2 * i + i);
  }
  EXPECT_EQ(run(R"(
    func.func @f(%x: tensor<1000xi32>) -> tensor<1000xi32> {
      %e = tensor.empty() : tensor<1000xi32>
      %r = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>], iterator_types = ["parallel"]}
          ins(%x : tensor<1000xi32>) outs(%e : tensor<1000xi32>) {
      ^bb0(%a: i32, %o: i32):
        %i = linalg.index 0 : index
        %k = arith.index_cast %i : index to i32
        %d = arith.addi %a, %a : i32
        %s = arith.addi %d, %k : i32
        linalg.yield %s : i32
      } -> tensor<1000xi32>
      return %r : tensor<1000xi32>
    })",
                {makeArray(Format::I32, {1000}, x)}),
            expected);
}

TEST_F(LinalgTest, embeddingByExtract) {
  const char *text = R"(
    func.func @f(%t: tensor<3x2xf32>, %ids: tensor<2xi64>) -> tensor<2x2xf32> {
      %e = tensor.empty() : tensor<2x2xf32>
      %r = linalg.generic {indexing_maps = [affine_map<(i, j) -> (i)>, affine_map<(i, j) -> (i, j)>], iterator_types = ["parallel", "parallel"]}
          ins(%ids : tensor<2xi64>) outs(%e : tensor<2x2xf32>) {
      ^bb0(%id: i64, %o: f32):
        %k = arith.index_cast %id : i64 to index
        %j = linalg.index 1 : index
        %v = tensor.extract %t[%k, %j] : tensor<3x2xf32>
        linalg.yield %v : f32
      } -> tensor<2x2xf32>
      return %r : tensor<2x2xf32>
    })";
  Array table = makeArray(Format::F32, {3, 2}, {1, 2, 3, 4, 5, 6});
  EXPECT_EQ(run(text, {table, makeArray(Format::I64, {2}, {2, 0})}),
            (Values{5, 6, 1, 2}));
  std::string error =
      errorOf(text, {table, makeArray(Format::I64, {2}, {3, 0})});
  EXPECT_NE(error.find("index 3 is outside dim 0 of 3 elements"),
            std::string::npos)
      << error;
}

TEST_F(LinalgTest, assertionThatFailsIsAnError) {
  const char *text = R"(
    func.func @f(%x: tensor<2xf32>) -> tensor<2xf32> {
      %z = arith.constant 0.0 : f32
      %e = tensor.empty() : tensor<2xf32>
      %r = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>], iterator_types = ["parallel"]}
          ins(%x : tensor<2xf32>) outs(%e : tensor<2xf32>) {
      ^bb0(%a: f32, %o: f32):
        %c = arith.cmpf one, %a, %z : f32
        cf.assert %c, "zero element"
        linalg.yield %a : f32
      } -> tensor<2xf32>
      return %r : tensor<2xf32>
    })";
  EXPECT_EQ(run(text, {makeArray(Format::F32, {2}, {1, 2})}), (Values{1, 2}));
  std::string error = errorOf(text, {makeArray(Format::F32, {2}, {1, 0})});
  EXPECT_NE(error.find(":9:9: assertion failed: zero element"),
            std::string::npos)
      << error;
}

//===----------------------------------------------------------------------===//
// Shapes
//===----------------------------------------------------------------------===//

TEST_F(LinalgTest, padAndSlice) {
  EXPECT_EQ(run(R"(
    func.func @f(%x: tensor<2x2xi32>) -> tensor<3x2xi32> {
      %c = arith.constant 9 : i32
      %p = tensor.pad %x low[1, 0] high[0, 2] {
      ^bb0(%i: index, %j: index):
        tensor.yield %c : i32
      } : tensor<2x2xi32> to tensor<3x4xi32>
      %r = tensor.extract_slice %p[0, 1] [3, 2] [1, 2] : tensor<3x4xi32> to tensor<3x2xi32>
      return %r : tensor<3x2xi32>
    })",
                {makeArray(Format::I32, {2, 2}, {1, 2, 3, 4})}),
            (Values{9, 9, 2, 9, 4, 9}));
}

TEST_F(LinalgTest, concatTransposeReshape) {
  // [1 2 | 5] over [3 4 | 6], transposed: 1 3 2 4 5 6.
  EXPECT_EQ(run(R"(
    func.func @f(%x: tensor<2x2xi8>, %y: tensor<2x1xi8>) -> tensor<6xi8> {
      %c = tensor.concat dim(1) %x, %y : (tensor<2x2xi8>, tensor<2x1xi8>) -> tensor<2x3xi8>
      %e = tensor.empty() : tensor<3x2xi8>
      %t = linalg.transpose ins(%c : tensor<2x3xi8>) outs(%e : tensor<3x2xi8>) permutation = [1, 0]
      %r = tensor.collapse_shape %t [[0, 1]] : tensor<3x2xi8> into tensor<6xi8>
      return %r : tensor<6xi8>
    })",
                {makeArray(Format::I8, {2, 2}, {1, 2, 3, 4}),
                 makeArray(Format::I8, {2, 1}, {5, 6})}),
            (Values{1, 3, 2, 4, 5, 6}));
}

TEST_F(LinalgTest, insertSliceKeepsTheRest) {
  EXPECT_EQ(run(R"(
    func.func @f(%x: tensor<2xf32>, %y: tensor<5xf32>) -> tensor<5xf32> {
      %r = tensor.insert_slice %x into %y[1] [2] [2] : tensor<2xf32> into tensor<5xf32>
      return %r : tensor<5xf32>
    })",
                {makeArray(Format::F32, {2}, {8, 9}),
                 makeArray(Format::F32, {5}, {0, 1, 2, 3, 4})}),
            (Values{0, 8, 2, 9, 4}));
}

TEST_F(LinalgTest, constantsOfAllKinds) {
  EXPECT_EQ(run(R"(
    func.func @f() -> tensor<3xi64> {
      %a = arith.constant dense<[1, 2, 3]> : tensor<3xi64>
      %b = arith.constant dense_resource<data> : tensor<3xi64>
      %c = arith.constant dense<10> : tensor<3xi64>
      %d = arith.addi %a, %b : tensor<3xi64>
      %r = arith.addi %c, %d : tensor<3xi64>
      return %r : tensor<3xi64>
    }
    {-#
      dialect_resources: { builtin: { data: "0x08000000640000000000000000000000000000000100000000000000" } }
    #-})",
                {}),
            (Values{111, 12, 14}));
}

TEST_F(LinalgTest, undefinedTensorsGiveNaN) {
  Values result = run(R"(
    func.func @f() -> tensor<2xf32> {
      %e = tensor.empty() : tensor<2xf32>
      return %e : tensor<2xf32>
    })",
                      {});
  EXPECT_TRUE(std::isnan(result[0]) && std::isnan(result[1]));
}

TEST_F(LinalgTest, callsRunTheirFunction) {
  EXPECT_EQ(run(R"(
    func.func private @twice(%x: tensor<2xf32>) -> tensor<2xf32> {
      %r = arith.addf %x, %x : tensor<2xf32>
      return %r : tensor<2xf32>
    }
    func.func @f(%x: tensor<2xf32>) -> tensor<2xf32> {
      %a = call @twice(%x) : (tensor<2xf32>) -> tensor<2xf32>
      %b = call @twice(%a) : (tensor<2xf32>) -> tensor<2xf32>
      return %b : tensor<2xf32>
    })",
                {makeArray(Format::F32, {2}, {1, -3})}),
            (Values{4, -12}));
}

//===----------------------------------------------------------------------===//
// Refusals
//===----------------------------------------------------------------------===//

TEST_F(LinalgTest, argumentsMustFit) {
  const char *text = R"(
    func.func @f(%x: tensor<2xf32>) -> tensor<2xf32> {
      return %x : tensor<2xf32>
    })";
  EXPECT_NE(errorOf(text, {}).find("takes 1 arguments, got 0"),
            std::string::npos);
  Array wrongFormat = makeArray(Format::F64, {2}, {1, 2});
  Array wrongShape = makeArray(Format::F32, {1, 2}, {1, 2});
  for (const Array &array : {wrongFormat, wrongShape})
    EXPECT_NE(errorOf(text, {array})
                  .find("argument 0 has another format, shape or size"),
              std::string::npos);
}

TEST_F(LinalgTest, operationsWithoutMeaningAreNamed) {
  std::string error =
      errorOf(R"(
    func.func @f(%x: tensor<2x3x3x2xf32>, %e: tensor<6x6x2x2xf32>) -> tensor<6x6x2x2xf32> {
      %r = linalg.winograd_filter_transform fmr(F_4_3) ins(%x : tensor<2x3x3x2xf32>) outs(%e : tensor<6x6x2x2xf32>) -> tensor<6x6x2x2xf32>
      return %r : tensor<6x6x2x2xf32>
    })",
              {makeArray(Format::F32, {2, 3, 3, 2}, Values(36, 0.0)),
               makeArray(Format::F32, {6, 6, 2, 2}, Values(144, 0.0))});
  EXPECT_NE(error.find(":3:12: 'linalg.winograd_filter_transform' has no "
                       "meaning"),
            std::string::npos)
      << error;
}
