//===- IntervalTest.cpp - tests of integer ranges -------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Every operation on all small ranges against all of their values.
///
//===----------------------------------------------------------------------===//

#include "ridge/Support/Interval.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "gtest/gtest.h"

using namespace ridge;

namespace {

/// All ranges within -3..3.
void forEachInterval(llvm::function_ref<void(const Interval &)> fn) {
  for (int64_t low = -3; low <= 3; ++low)
    for (int64_t high = low; high <= 3; ++high)
      fn({low, high});
}

TEST(Interval, OperationsAreThoseOfTheirValues) {
  forEachInterval([](const Interval &a) {
    EXPECT_EQ(a.count(), a.high - a.low + 1);
    EXPECT_EQ(a.isOneValue(), a.count() == 1);
    for (int64_t factor = -2; factor <= 2; ++factor)
      EXPECT_EQ(factor * a,
                (Interval{std::min(factor * a.low, factor * a.high),
                          std::max(factor * a.low, factor * a.high)}));
    forEachInterval([&](const Interval &b) {
      Interval sums{100, -100}, lesser{100, -100};
      Interval differences{100, -100}, products{100, -100};
      bool common = false;
      for (int64_t x = a.low; x <= a.high; ++x)
        for (int64_t y = b.low; y <= b.high; ++y) {
          sums = hull(sums, {x + y, x + y});
          differences = hull(differences, {x - y, x - y});
          products = hull(products, {x * y, x * y});
          lesser = {std::min({lesser.low, x, y}),
                    std::max(lesser.high, std::min(x, y))};
          common |= x == y;
        }
      EXPECT_EQ(a + b, sums);
      EXPECT_EQ(a - b, differences);
      EXPECT_EQ(a * b, products);
      EXPECT_EQ(least(a, b), lesser);
      EXPECT_EQ(a.meets(b), common);
      EXPECT_EQ(hull(a, b),
                (Interval{std::min(a.low, b.low), std::max(a.high, b.high)}));
    });
  });
}

TEST(Interval, StretchMovesOneEnd) {
  Interval range{5, 5};
  range.stretch(3);
  range.stretch(-7);
  range.stretch(0);
  EXPECT_EQ(range, (Interval{-2, 8}));
}

TEST(Interval, WideRangesStayWide) {
  constexpr int64_t most = std::numeric_limits<int64_t>::max();
  Interval all{std::numeric_limits<int64_t>::min(), most};
  EXPECT_EQ(all.count(), most);
  EXPECT_EQ((2 * all), all);
  EXPECT_EQ((all + Interval{-1, 1}), all);
  all.stretch(1);
  EXPECT_EQ(all.high, most);
}

} // namespace
