//===- CheckTest.cpp - the tolerance rule and what it catches -------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Comparisons on both sides of each element's bound.
///
//===----------------------------------------------------------------------===//

#include "ridge/Check/Check.h"
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

/// One result with a bound for each element; none: all are exact.
BoundedResults bounded(Array values, std::vector<float> bounds = {}) {
  BoundedResults results;
  results.values = {std::move(values)};
  results.bounds = {std::move(bounds)};
  results.longestSums[Format::F32] = 768;
  return results;
}

//===----------------------------------------------------------------------===//
// Comparison
//===----------------------------------------------------------------------===//

TEST(Check, equal_values_pass_without_bounds) {
  Array a = floats(Format::F32, {1, -2, 0.5});
  CheckResult check = compareResults(bounded(a), {a});
  EXPECT_TRUE(check.pass);
  EXPECT_EQ(check.compared, 3);
  EXPECT_EQ(check.exact, 3);
  EXPECT_EQ(check.maxError, 0);
  EXPECT_EQ(check.tolerance, 0);
  EXPECT_NE(check.toleranceRule.find("equal"), std::string::npos);
}

TEST(Check, last_bit_fails_without_bounds) {
  Array a = floats(Format::F32, {1, 2}), b = a;
  b.bytes[0] ^= 1;
  CheckResult check = compareResults(bounded(a), {b});
  EXPECT_FALSE(check.pass);
  EXPECT_NE(check.detail.find("result 0[0] is 1, the reference says 1; 1 of 2"),
            std::string::npos)
      << check.detail;
}

TEST(Check, each_element_has_its_own_bound) {
  Array want = floats(Format::F32, {1024, 1, 0.5});
  BoundedResults reference = bounded(want, {1, 0x1p-20f, 0});
  CheckResult inside = compareResults(
      reference, {floats(Format::F32, {1024.5, 1 + 0x1p-20, 0.5})});
  EXPECT_TRUE(inside.pass);
  // The worst uses all of its bound; the largest error only half.
  EXPECT_EQ(inside.tolerance, 0x1p-20);
  EXPECT_EQ(inside.maxError, 0x1p-20);
  EXPECT_EQ(inside.worstIndex, (std::vector<int64_t>{1}));
  EXPECT_EQ(inside.largestError, 0.5);
  EXPECT_EQ(inside.medianTolerance, 0x1p-20);
  EXPECT_EQ(inside.exact, 1);
  // The next f32 is beyond, whatever the first element may do.
  CheckResult outside = compareResults(
      reference, {floats(Format::F32, {1024, 1 + 0x1p-20 + 0x1p-23, 0.5})});
  EXPECT_FALSE(outside.pass);
  EXPECT_NE(outside.detail.find("1 of 3 elements"), std::string::npos);
}

TEST(Check, the_rule_says_its_numbers) {
  Array a = floats(Format::F32, {8, 1, 1});
  CheckResult check = compareResults(bounded(a, {0, 2e-6f, 4e-6f}), {a});
  EXPECT_EQ(check.toleranceRule,
            "each element its own, what other orders of sums can change: "
            "2 sqrt(n) u sum|terms| a sum, n up to 768 in f32 (u = 5.96e-08); "
            "median 2e-06; 1 exact");
  // Where nothing differs, the largest bound stands for all.
  EXPECT_FLOAT_EQ(float(check.tolerance), 4e-6f);
}

TEST(Check, integers_are_equal_unless_a_tie_is_near) {
  Array a = integers(Format::I8, {100, -3}),
        b = integers(Format::I8, {100, -2});
  EXPECT_FALSE(compareResults(bounded(a), {b}).pass);
  CheckResult check = compareResults(bounded(a, {0, 1}), {b});
  EXPECT_TRUE(check.pass);
  EXPECT_EQ(check.tolerance, 1);
  EXPECT_EQ(check.nearTie, 1);
  EXPECT_FALSE(compareResults(bounded(a, {1, 0}), {b}).pass);
  Array c = integers(Format::I8, {100, -1});
  EXPECT_FALSE(compareResults(bounded(a, {0, 1}), {c}).pass);
}

TEST(Check, nan_and_infinities_agree_in_place) {
  Array a = floats(Format::F32, {nan, inf, -inf, 1});
  std::vector<float> bounds = {1, 1, 1, 1};
  EXPECT_TRUE(compareResults(bounded(a, bounds), {a}).pass);
  for (auto values : {std::vector<double>{1, inf, -inf, 1},
                      std::vector<double>{nan, -inf, -inf, 1},
                      std::vector<double>{nan, inf, 5, 1},
                      std::vector<double>{nan, inf, -inf, nan},
                      std::vector<double>{nan, nan, -inf, 1}})
    EXPECT_FALSE(
        compareResults(bounded(a, bounds), {floats(Format::F32, values)}).pass);
}

TEST(Check, an_element_without_a_bound_is_counted) {
  Array a = floats(Format::F32, {1, 2});
  CheckResult check = compareResults(bounded(a, {float(inf), 0}),
                                     {floats(Format::F32, {nan, 2})});
  EXPECT_TRUE(check.pass);
  EXPECT_EQ(check.unbounded, 1);
  EXPECT_NE(check.toleranceRule.find("; 1 unbounded"), std::string::npos);
}

TEST(Check, the_second_result_is_looked_at) {
  Array a = floats(Format::F32, {1}), b = floats(Format::F32, {2});
  BoundedResults reference = bounded(a);
  reference.values.push_back(a);
  reference.bounds.emplace_back();
  CheckResult check = compareResults(reference, {a, b});
  EXPECT_FALSE(check.pass);
  EXPECT_NE(check.detail.find("result 1[0]"), std::string::npos);
  EXPECT_EQ(check.worstResult, 1);
  EXPECT_EQ(check.maxError, 1);
}

TEST(Check, other_shape_or_count_fails) {
  Array a = floats(Format::F32, {1}), b = floats(Format::F32, {1, 1});
  EXPECT_NE(compareResults(bounded(a), {b}).detail.find("2xf32"),
            std::string::npos);
  EXPECT_FALSE(compareResults(bounded(a), {}).pass);
}

} // namespace
