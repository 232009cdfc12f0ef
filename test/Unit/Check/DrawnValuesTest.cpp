//===- DrawnValuesTest.cpp - ranges and determinism of drawn values -------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Which rule an argument gets, and that its values keep to it.
///
//===----------------------------------------------------------------------===//

#include "ridge/Check/DrawnValues.h"
#include "ModelFixture.h"
#include <cmath>

using namespace ridge;

namespace {

using Use = ArgumentRule::Use;

class ValuesTest : public ModelTest {
protected:
  std::vector<ArgumentRule> rulesOf(llvm::StringRef text) {
    mlir::func::FuncOp model = parse(text);
    EXPECT_TRUE(model);
    auto rules = describeArguments(model);
    EXPECT_TRUE(succeeded(rules));
    return succeeded(rules) ? *rules : std::vector<ArgumentRule>();
  }
};

double floatAt(const Array &array, int64_t index) {
  return decodeFloat(array.format,
                     array.bytes.data() + index * bytesOf(array.format));
}
int64_t integerAt(const Array &array, int64_t index) {
  return decodeInteger(array.format,
                       array.bytes.data() + index * bytesOf(array.format));
}

ArgumentRule rule(Format format, int64_t elements, double low, double high) {
  ArgumentRule result;
  result.format = format;
  result.shape = {elements};
  result.low = low;
  result.high = high;
  return result;
}

TEST_F(ValuesTest, matmul_weight_keeps_variance) {
  auto rules = rulesOf(R"(
    func.func @f(%x: tensor<4x48xf32>, %w: tensor<48x8xf32>,
                 %o: tensor<4x8xf32>) -> tensor<4x8xf32> {
      %0 = linalg.matmul ins(%x, %w : tensor<4x48xf32>, tensor<48x8xf32>)
             outs(%o : tensor<4x8xf32>) -> tensor<4x8xf32>
      return %0 : tensor<4x8xf32>
    })");
  ASSERT_EQ(rules.size(), 3u);
  EXPECT_EQ(rules[0].use, Use::General);
  EXPECT_EQ(rules[1].use, Use::Weight);
  // sqrt(3 / 48) = 1/4.
  EXPECT_DOUBLE_EQ(rules[1].high, 0.25);
  EXPECT_DOUBLE_EQ(rules[1].low, -0.25);
}

TEST_F(ValuesTest, weight_is_found_behind_transpose_and_cast) {
  auto rules = rulesOf(R"(
    #id = affine_map<(d0, d1) -> (d0, d1)>
    func.func @f(%x: tensor<4x48xf32>, %w: tensor<8x48xbf16>,
                 %o: tensor<4x8xf32>) -> tensor<4x8xf32> {
      %e = tensor.empty() : tensor<48x8xbf16>
      %t = linalg.transpose ins(%w : tensor<8x48xbf16>)
             outs(%e : tensor<48x8xbf16>) permutation = [1, 0]
      %g = tensor.empty() : tensor<48x8xf32>
      %c = linalg.generic {indexing_maps = [#id, #id],
             iterator_types = ["parallel", "parallel"]}
             ins(%t : tensor<48x8xbf16>) outs(%g : tensor<48x8xf32>) {
      ^bb0(%in: bf16, %out: f32):
        %1 = arith.extf %in : bf16 to f32
        linalg.yield %1 : f32
      } -> tensor<48x8xf32>
      %0 = linalg.matmul ins(%x, %c : tensor<4x48xf32>, tensor<48x8xf32>)
             outs(%o : tensor<4x8xf32>) -> tensor<4x8xf32>
      return %0 : tensor<4x8xf32>
    })");
  ASSERT_EQ(rules.size(), 3u);
  EXPECT_EQ(rules[1].use, Use::Weight);
  EXPECT_EQ(rules[1].format, Format::BF16);
  EXPECT_DOUBLE_EQ(rules[1].high, 0.25);
}

// Batch norm: sqrt(variance + epsilon) below a fraction.
TEST_F(ValuesTest, variance_is_positive) {
  auto rules = rulesOf(R"(
    #id = affine_map<(d0) -> (d0)>
    func.func @f(%x: tensor<8xf32>, %v: tensor<8xf32>) -> tensor<8xf32> {
      %eps = arith.constant 1.0e-5 : f64
      %e = tensor.empty() : tensor<8xf32>
      %1 = linalg.generic {indexing_maps = [#id, #id],
             iterator_types = ["parallel"]}
             ins(%v : tensor<8xf32>) outs(%e : tensor<8xf32>) {
      ^bb0(%in: f32, %out: f32):
        %t = arith.truncf %eps : f64 to f32
        %a = arith.addf %in, %t : f32
        linalg.yield %a : f32
      } -> tensor<8xf32>
      %2 = linalg.generic {indexing_maps = [#id, #id],
             iterator_types = ["parallel"]}
             ins(%1 : tensor<8xf32>) outs(%e : tensor<8xf32>) {
      ^bb0(%in: f32, %out: f32):
        %s = math.sqrt %in : f32
        linalg.yield %s : f32
      } -> tensor<8xf32>
      %3 = linalg.generic {indexing_maps = [#id, #id, #id],
             iterator_types = ["parallel"]}
             ins(%x, %2 : tensor<8xf32>, tensor<8xf32>)
             outs(%e : tensor<8xf32>) {
      ^bb0(%a: f32, %b: f32, %out: f32):
        %q = arith.divf %a, %b : f32
        linalg.yield %q : f32
      } -> tensor<8xf32>
      return %3 : tensor<8xf32>
    })");
  ASSERT_EQ(rules.size(), 2u);
  EXPECT_EQ(rules[0].use, Use::General);
  EXPECT_EQ(rules[1].use, Use::Positive);
  EXPECT_DOUBLE_EQ(rules[1].low, 0.5);
  EXPECT_DOUBLE_EQ(rules[1].high, 1.5);
}

// The sum of squares of layer norm is no argument of its own: x stays general.
TEST_F(ValuesTest, reduction_stops_the_search_for_positive) {
  auto rules = rulesOf(R"(
    func.func @f(%x: tensor<4x8xf32>, %o: tensor<4xf32>) -> tensor<4xf32> {
      %1 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>,
             affine_map<(d0, d1) -> (d0)>],
             iterator_types = ["parallel", "reduction"]}
             ins(%x : tensor<4x8xf32>) outs(%o : tensor<4xf32>) {
      ^bb0(%in: f32, %out: f32):
        %a = arith.addf %in, %out : f32
        linalg.yield %a : f32
      } -> tensor<4xf32>
      %2 = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>,
             affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]}
             ins(%1 : tensor<4xf32>) outs(%o : tensor<4xf32>) {
      ^bb0(%in: f32, %out: f32):
        %s = math.rsqrt %in : f32
        linalg.yield %s : f32
      } -> tensor<4xf32>
      return %2 : tensor<4xf32>
    })");
  ASSERT_EQ(rules.size(), 2u);
  EXPECT_EQ(rules[0].use, Use::General);
}

TEST_F(ValuesTest, requantisation_multiplier_follows_the_product_length) {
  auto rules = rulesOf(R"(
    #id = affine_map<(d0, d1) -> (d0, d1)>
    #row = affine_map<(d0, d1) -> (d1)>
    func.func @f(%x: tensor<4x64xi8>, %w: tensor<64x8xi8>, %m: tensor<8xf32>,
                 %o: tensor<4x8xi32>) -> tensor<4x8xf32> {
      %0 = linalg.matmul ins(%x, %w : tensor<4x64xi8>, tensor<64x8xi8>)
             outs(%o : tensor<4x8xi32>) -> tensor<4x8xi32>
      %e = tensor.empty() : tensor<4x8xf32>
      %1 = linalg.generic {indexing_maps = [#id, #id],
             iterator_types = ["parallel", "parallel"]}
             ins(%0 : tensor<4x8xi32>) outs(%e : tensor<4x8xf32>) {
      ^bb0(%in: i32, %out: f32):
        %c = arith.sitofp %in : i32 to f32
        linalg.yield %c : f32
      } -> tensor<4x8xf32>
      %2 = linalg.generic {indexing_maps = [#id, #row, #id],
             iterator_types = ["parallel", "parallel"]}
             ins(%1, %m : tensor<4x8xf32>, tensor<8xf32>)
             outs(%e : tensor<4x8xf32>) {
      ^bb0(%a: f32, %b: f32, %out: f32):
        %p = arith.mulf %a, %b : f32
        linalg.yield %p : f32
      } -> tensor<4x8xf32>
      return %2 : tensor<4x8xf32>
    })");
  ASSERT_EQ(rules.size(), 4u);
  EXPECT_EQ(rules[0].use, Use::Integer);
  EXPECT_EQ(rules[2].use, Use::Multiplier);
  // 0.5 / (128 * sqrt(64)) = 0.5 / 1024.
  EXPECT_DOUBLE_EQ(rules[2].low, 0.5 / 1024);
  EXPECT_DOUBLE_EQ(rules[2].high, 1.5 / 1024);
}

// A position is drawn inside what it addresses: a table of 100 rows, of which
// an assertion allows 40, and columns of 7 through a wrap of negative
// positions.
TEST_F(ValuesTest, positions_stay_inside_what_they_address) {
  auto rules = rulesOf(R"(
    func.func @f(%table: tensor<100x7xf32>, %rows: tensor<2x2xi64>,
                 %columns: tensor<4xi32>) -> tensor<4xf32> {
      %limit = arith.constant 40 : index
      %zero = arith.constant 0 : i32
      %seven = arith.constant 7 : i32
      %flat = tensor.collapse_shape %rows [[0, 1]] : tensor<2x2xi64> into tensor<4xi64>
      %e = tensor.empty() : tensor<4xf32>
      %r = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>, affine_map<(i) -> (i)>],
          iterator_types = ["parallel"]}
          ins(%flat, %columns : tensor<4xi64>, tensor<4xi32>) outs(%e : tensor<4xf32>) {
      ^bb0(%a: i64, %b: i32, %o: f32):
        %i = arith.index_cast %a : i64 to index
        %fits = arith.cmpi slt, %i, %limit : index
        cf.assert %fits, "row"
        %below = arith.cmpi slt, %b, %zero : i32
        %moved = arith.addi %b, %seven : i32
        %c = arith.select %below, %moved, %b : i32
        %j = arith.index_cast %c : i32 to index
        %v = tensor.extract %table[%i, %j] : tensor<100x7xf32>
        linalg.yield %v : f32
      } -> tensor<4xf32>
      return %r : tensor<4xf32>
    })");
  ASSERT_EQ(rules.size(), 3u);
  EXPECT_EQ(rules[0].use, Use::General);
  EXPECT_EQ(rules[1].use, Use::Position);
  EXPECT_EQ(rules[1].low, 0);
  EXPECT_EQ(rules[1].high, 39);
  EXPECT_EQ(rules[2].use, Use::Position);
  EXPECT_EQ(rules[2].high, 6);
}

TEST_F(ValuesTest, dynamic_argument_is_refused) {
  std::string message;
  mlir::ScopedDiagnosticHandler handler(&context,
                                        [&](mlir::Diagnostic &diagnostic) {
                                          message = diagnostic.str();
                                          return mlir::success();
                                        });
  auto model = parse("func.func @f(%x: tensor<?x4xf32>) { return }");
  ASSERT_TRUE(model);
  EXPECT_TRUE(failed(describeArguments(model)));
  EXPECT_NE(message.find("argument 0 is 'tensor<?x4xf32>'"), std::string::npos)
      << message;
}

TEST_F(ValuesTest, integers_reach_both_ends_and_no_further) {
  struct Row {
    Format format;
    int64_t low, high;
  };
  for (Row row : {Row{Format::I1, 0, 1}, Row{Format::I2, -1, 1},
                  Row{Format::I4, -7, 7}, Row{Format::I8, -127, 127},
                  Row{Format::I32, -1024, 1024}, Row{Format::I64, 0, 7}}) {
    auto rules = rulesOf("func.func @f(%x: tensor<65536x" +
                         formatName(row.format) + ">) { return }");
    ASSERT_EQ(rules.size(), 1u);
    Array array = drawArgument(rules[0], 1, 0);
    int64_t low = integerAt(array, 0), high = low;
    for (int64_t i = 0; i < array.elements(); ++i) {
      low = std::min(low, integerAt(array, i));
      high = std::max(high, integerAt(array, i));
    }
    EXPECT_EQ(low, row.low) << formatName(row.format);
    EXPECT_EQ(high, row.high) << formatName(row.format);
  }
}

TEST(Values, floats_fill_their_range_evenly) {
  Array array = drawArgument(rule(Format::F32, 1 << 16, -2, 2), 7, 3);
  double sum = 0, squares = 0;
  for (int64_t i = 0; i < array.elements(); ++i) {
    double value = floatAt(array, i);
    ASSERT_GE(value, -2);
    ASSERT_LE(value, 2);
    sum += value;
    squares += value * value;
  }
  // Uniform on [-2, 2): mean 0, variance 4/3; 65536 draws put the mean within
  // 5 * 1.155 / 256 = 0.023.
  EXPECT_NEAR(sum / array.elements(), 0, 0.023);
  EXPECT_NEAR(squares / array.elements(), 4.0 / 3, 0.03);
}

TEST(Values, same_seed_gives_same_bytes_and_other_seed_or_index_does_not) {
  ArgumentRule r = rule(Format::BF16, 200000, -1, 1);
  Array first = drawArgument(r, 1, 0);
  EXPECT_EQ(first.bytes, drawArgument(r, 1, 0).bytes);
  EXPECT_NE(first.bytes, drawArgument(r, 2, 0).bytes);
  EXPECT_NE(first.bytes, drawArgument(r, 1, 1).bytes);
}

// An element depends on its own number, not on how many there are: chunks that
// are filled in parallel meet seamlessly.
TEST(Values, elements_do_not_depend_on_the_count) {
  Array small = drawArgument(rule(Format::F32, 10, -1, 1), 1, 0);
  Array large = drawArgument(rule(Format::F32, 100000, -1, 1), 1, 0);
  EXPECT_TRUE(
      std::equal(small.bytes.begin(), small.bytes.end(), large.bytes.begin()));
}

// Known answer, so that values never change silently between versions:
// splitmix64's finaliser of 0 is 0xe220a8397b1dcdaf.
TEST(Values, first_element_is_pinned) {
  auto mix = [](uint64_t z) {
    z += 0x9e3779b97f4a7c15ull;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
    return z ^ (z >> 31);
  };
  ASSERT_EQ(mix(0), 0xe220a8397b1dcdafull);
  uint64_t key = mix(mix(0) ^ 0);
  double t = static_cast<double>(mix(key ^ 0) >> 11) * 0x1p-53;
  Array array = drawArgument(rule(Format::F64, 1, 0, 1), 0, 0);
  EXPECT_DOUBLE_EQ(floatAt(array, 0), t);
}

} // namespace
