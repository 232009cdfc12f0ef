//===- CheckTest.cpp - the tolerance rule and what it catches -------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Noise of small models by hand, and comparisons on both sides of the bound.
///
//===----------------------------------------------------------------------===//

#include "ridge/Check/Check.h"
#include "ModelFixture.h"
#include <cmath>
#include <limits>
#include <random>

using namespace ridge;

namespace {

constexpr double inf = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

Array floats(Format format, std::vector<double> values) {
  Array array;
  array.format = format;
  array.shape = {static_cast<int64_t>(values.size())};
  array.bytes.resize(values.size() * bytesOf(format));
  for (size_t i = 0; i < values.size(); ++i)
    encodeFloat(format, values[i], &array.bytes[i * bytesOf(format)]);
  return array;
}

Array integers(Format format, std::vector<int64_t> values) {
  Array array;
  array.format = format;
  array.shape = {static_cast<int64_t>(values.size())};
  array.bytes.resize(values.size() * bytesOf(format));
  for (size_t i = 0; i < values.size(); ++i)
    encodeInteger(format, values[i], &array.bytes[i * bytesOf(format)]);
  return array;
}

Noise sumOf(int64_t terms, Format format) {
  Noise noise;
  noise.byFormat[format].summed = terms;
  return noise;
}

const Noise none;

//===----------------------------------------------------------------------===//
// Noise
//===----------------------------------------------------------------------===//

class NoiseTest : public ModelTest {};

TEST_F(NoiseTest, matrix_product_counts_its_terms) {
  auto noise = deriveNoise(parse(R"(
    func.func @f(%x: tensor<4x768xbf16>, %w: tensor<768x8xbf16>,
                 %o: tensor<4x8xf32>) -> tensor<4x8xf32> {
      %0 = linalg.matmul
             ins(%x, %w : tensor<4x768xbf16>, tensor<768x8xbf16>)
             outs(%o : tensor<4x8xf32>) -> tensor<4x8xf32>
      return %0 : tensor<4x8xf32>
    })"));
  ASSERT_EQ(noise.size(), 1u);
  // The accumulator's format counts, not that of the operands.
  EXPECT_DOUBLE_EQ(noise[0].variance(), 768 * std::ldexp(1.0, -48));
  EXPECT_EQ(noise[0].describe(), "768 terms summed in f32 (u = 5.96e-08)");
}

TEST_F(NoiseTest, integer_products_and_maxima_are_exact) {
  auto noise = deriveNoise(parse(R"(
    func.func @f(%x: tensor<4x64xi8>, %w: tensor<64x8xi8>,
                 %o: tensor<4x8xi32>, %y: tensor<4x8xf32>, %p: tensor<4xf32>)
        -> (tensor<4x8xi32>, tensor<4xf32>) {
      %0 = linalg.matmul ins(%x, %w : tensor<4x64xi8>, tensor<64x8xi8>)
             outs(%o : tensor<4x8xi32>) -> tensor<4x8xi32>
      %1 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>,
             affine_map<(d0, d1) -> (d0)>],
             iterator_types = ["parallel", "reduction"]}
             ins(%y : tensor<4x8xf32>) outs(%p : tensor<4xf32>) {
      ^bb0(%in: f32, %out: f32):
        %a = arith.maximumf %in, %out : f32
        linalg.yield %a : f32
      } -> tensor<4xf32>
      return %0, %1 : tensor<4x8xi32>, tensor<4xf32>
    })"));
  ASSERT_EQ(noise.size(), 2u);
  EXPECT_TRUE(noise[0].isZero());
  EXPECT_TRUE(noise[1].isZero());
}

TEST_F(NoiseTest, rounding_counts_only_after_something_is_noisy) {
  auto noise = deriveNoise(parse(R"(
    #id = affine_map<(d0) -> (d0)>
    func.func @f(%x: tensor<8xf32>) -> (tensor<8xbf16>, tensor<8xbf16>) {
      %e = tensor.empty() : tensor<8xbf16>
      %0 = linalg.generic {indexing_maps = [#id, #id],
             iterator_types = ["parallel"]}
             ins(%x : tensor<8xf32>) outs(%e : tensor<8xbf16>) {
      ^bb0(%in: f32, %out: bf16):
        %a = arith.mulf %in, %in : f32
        %t = arith.truncf %a : f32 to bf16
        linalg.yield %t : bf16
      } -> tensor<8xbf16>
      %1 = linalg.generic {indexing_maps = [#id, #id],
             iterator_types = ["parallel"]}
             ins(%x : tensor<8xf32>) outs(%e : tensor<8xbf16>) {
      ^bb0(%in: f32, %out: bf16):
        %a = math.exp %in : f32
        %t = arith.truncf %a : f32 to bf16
        linalg.yield %t : bf16
      } -> tensor<8xbf16>
      return %0, %1 : tensor<8xbf16>, tensor<8xbf16>
    })"));
  ASSERT_EQ(noise.size(), 2u);
  EXPECT_TRUE(noise[0].isZero());
  // exp in f32 (2^-24), then the rounding to bf16 (2^-8).
  EXPECT_DOUBLE_EQ(noise[1].variance(),
                   std::ldexp(1.0, -48) + std::ldexp(1.0, -16));
}

TEST_F(NoiseTest, requantised_noise_is_half_a_step_of_full_scale) {
  auto noise = deriveNoise(parse(R"(
    #id = affine_map<(d0) -> (d0)>
    func.func @f(%x: tensor<8xf32>) -> tensor<8xi8> {
      %e = tensor.empty() : tensor<8xi8>
      %0 = linalg.generic {indexing_maps = [#id, #id],
             iterator_types = ["parallel"]}
             ins(%x : tensor<8xf32>) outs(%e : tensor<8xi8>) {
      ^bb0(%in: f32, %out: i8):
        %a = math.tanh %in : f32
        %t = arith.fptosi %a : f32 to i8
        linalg.yield %t : i8
      } -> tensor<8xi8>
      return %0 : tensor<8xi8>
    })"));
  ASSERT_EQ(noise.size(), 1u);
  EXPECT_DOUBLE_EQ(noise[0].variance(),
                   std::ldexp(1.0, -48) + std::ldexp(1.0, -16));
}

//===----------------------------------------------------------------------===//
// Comparison
//===----------------------------------------------------------------------===//

TEST(Check, equal_values_pass_without_noise) {
  Array a = floats(Format::F32, {1, -2, 0.5});
  CheckResult check = compareResults({a}, {a}, {none});
  EXPECT_TRUE(check.pass);
  EXPECT_EQ(check.compared, 3);
  EXPECT_EQ(check.maxError, 0);
  EXPECT_EQ(check.tolerance, 0);
  EXPECT_NE(check.toleranceRule.find("equal"), std::string::npos);
}

TEST(Check, last_bit_fails_without_noise) {
  Array a = floats(Format::F32, {1, 2}), b = a;
  b.bytes[0] ^= 1;
  CheckResult check = compareResults({a}, {b}, {none});
  EXPECT_FALSE(check.pass);
  EXPECT_NE(check.detail.find("result 0[0] is 1, the reference says 1; 1 of 2"),
            std::string::npos)
      << check.detail;
}

TEST(Check, bound_is_four_roundoffs_of_the_largest_element) {
  // 256 terms: sqrt(v) = 16 * 2^-24 = 2^-20; max|reference| = 8: 2^-15.
  Noise noise = sumOf(256, Format::F32);
  double bound = std::ldexp(1.0, -15);
  Array want = floats(Format::F32, {8, 1});
  CheckResult inside =
      compareResults({want}, {floats(Format::F32, {8, 1 + bound})}, {noise});
  EXPECT_TRUE(inside.pass);
  EXPECT_DOUBLE_EQ(inside.tolerance, bound);
  EXPECT_DOUBLE_EQ(inside.maxError, bound);
  // The next f32 above 1 + 2^-15 is 2^-23 further.
  CheckResult outside = compareResults(
      {want}, {floats(Format::F32, {8, 1 + bound + 0x1p-23})}, {noise});
  EXPECT_FALSE(outside.pass);
}

// A product of 768 terms: the last term left out has to show.
TEST(Check, a_missing_term_of_a_long_sum_fails) {
  std::mt19937_64 random(1);
  std::uniform_real_distribution<double> uniform(-1, 1);
  std::vector<double> full, cut;
  for (int row = 0; row < 64; ++row) {
    double sum = 0, last = 0;
    for (int k = 0; k < 768; ++k)
      sum += last = uniform(random) * uniform(random) / 16;
    full.push_back(sum);
    cut.push_back(sum - last);
  }
  Noise noise = sumOf(768, Format::F32);
  EXPECT_TRUE(compareResults({floats(Format::F32, full)},
                             {floats(Format::F32, full)}, {noise})
                  .pass);
  EXPECT_FALSE(compareResults({floats(Format::F32, full)},
                              {floats(Format::F32, cut)}, {noise})
                   .pass);
}

TEST(Check, two_tiles_exchanged_fail_in_bf16) {
  std::mt19937_64 random(2);
  std::normal_distribution<double> normal;
  std::vector<double> values(256);
  for (double &value : values)
    value = normal(random);
  std::vector<double> wrong = values;
  std::swap_ranges(wrong.begin(), wrong.begin() + 16, wrong.begin() + 128);
  Noise noise = sumOf(4096, Format::F32);
  noise.byFormat[Format::BF16].rounded = 16;
  CheckResult check = compareResults({floats(Format::BF16, values)},
                                     {floats(Format::BF16, wrong)}, {noise});
  EXPECT_FALSE(check.pass);
}

TEST(Check, a_flipped_last_bit_of_bf16_passes) {
  Noise noise = sumOf(64, Format::F32);
  noise.byFormat[Format::BF16].rounded = 1;
  Array a = floats(Format::BF16, {1, 1.5, 3}), b = a;
  b.bytes[4] ^= 1; // 3 becomes 3 + 2^-6.
  EXPECT_TRUE(compareResults({a}, {b}, {noise}).pass);
}

TEST(Check, integers_are_equal_or_off_by_whole_units) {
  Array a = integers(Format::I8, {100, -3}),
        b = integers(Format::I8, {100, -2});
  EXPECT_FALSE(compareResults({a}, {b}, {none}).pass);
  CheckResult check = compareResults({a}, {b}, {sumOf(128, Format::F32)});
  EXPECT_TRUE(check.pass);
  EXPECT_EQ(check.tolerance, 1);
  Array c = integers(Format::I8, {100, -1});
  EXPECT_FALSE(compareResults({a}, {c}, {sumOf(128, Format::F32)}).pass);
}

TEST(Check, nan_and_infinities_agree_in_place) {
  Noise noise = sumOf(1 << 20, Format::F32);
  Array a = floats(Format::F32, {nan, inf, -inf, 1});
  EXPECT_TRUE(compareResults({a}, {a}, {noise}).pass);
  for (auto values : {std::vector<double>{1, inf, -inf, 1},
                      std::vector<double>{nan, -inf, -inf, 1},
                      std::vector<double>{nan, inf, 5, 1},
                      std::vector<double>{nan, inf, -inf, nan},
                      std::vector<double>{nan, nan, -inf, 1}})
    EXPECT_FALSE(
        compareResults({a}, {floats(Format::F32, values)}, {noise}).pass);
}

TEST(Check, the_second_result_is_looked_at) {
  Array a = floats(Format::F32, {1}), b = floats(Format::F32, {2});
  CheckResult check = compareResults({a, a}, {a, b}, {none, none});
  EXPECT_FALSE(check.pass);
  EXPECT_NE(check.detail.find("result 1[0]"), std::string::npos);
  EXPECT_EQ(check.maxError, 1);
}

TEST(Check, other_shape_or_count_fails) {
  Array a = floats(Format::F32, {1}), b = floats(Format::F32, {1, 1});
  EXPECT_NE(compareResults({a}, {b}, {none}).detail.find("2xf32"),
            std::string::npos);
  EXPECT_FALSE(compareResults({a}, {}, {none}).pass);
}

} // namespace
