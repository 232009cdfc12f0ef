//===- SizeClassesTest.cpp - iterations in classes ------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Classes against one by one enumeration.
///
//===----------------------------------------------------------------------===//

#include "lib/Cost/SizeClasses.h"
#include "test/Unit/Sim/Toy.h"
#include <gtest/gtest.h>
#include <map>

using namespace ridge;
using namespace toy;

namespace {

using Histogram = std::map<std::vector<int64_t>, int64_t>;

Histogram classes(const ProgramOp &op, llvm::ArrayRef<int64_t> trips,
                  int *calls = nullptr) {
  Histogram histogram;
  forEachSizeClass(op, trips, [&](llvm::ArrayRef<int64_t> sizes, int64_t n) {
    histogram[sizes.vec()] += n;
    if (calls)
      ++*calls;
  });
  return histogram;
}

Histogram enumerate(const ProgramOp &op, llvm::ArrayRef<int64_t> trips) {
  Histogram histogram;
  std::vector<int64_t> counters(trips.size(), 0);
  for (;;) {
    std::vector<int64_t> sizes;
    for (const Extent &extent : op.sizes)
      sizes.push_back(extent.evaluate(counters));
    ++histogram[sizes];
    size_t d = trips.size();
    while (d > 0 && ++counters[d - 1] == trips[d - 1])
      counters[--d] = 0;
    if (d == 0)
      return histogram;
  }
}

ProgramOp withSizes(std::initializer_list<Extent> sizes) {
  ProgramOp op;
  op.sizes.assign(sizes.begin(), sizes.end());
  return op;
}

TEST(SizeClasses, ConstantSizesAreOneClass) {
  int calls = 0;
  ProgramOp op = withSizes({extent(8), extent(3)});
  EXPECT_EQ(classes(op, {10, 20, 30}, &calls), (Histogram{{{8, 3}, 6000}}));
  EXPECT_EQ(calls, 1);
}

TEST(SizeClasses, NoLoopsIsOneIteration) {
  EXPECT_EQ(classes(withSizes({extent(8)}), {}), (Histogram{{{8}, 1}}));
}

TEST(SizeClasses, LoopWithoutIterationsHasNone) {
  EXPECT_EQ(classes(withSizes({extent(8)}), {3, 0}), Histogram());
}

TEST(SizeClasses, RaggedEnd) {
  // 150 in tiles of 64: 64, 64, 22.
  int calls = 0;
  EXPECT_EQ(classes(withSizes({ragged(64, 150)}), {3}, &calls),
            (Histogram{{{64}, 2}, {{22}, 1}}));
  EXPECT_EQ(calls, 2);
}

TEST(SizeClasses, TwoRaggedDimsAreFourClasses) {
  int calls = 0;
  ProgramOp op = withSizes({ragged(64, 150, 0), ragged(10, 95, 1)});
  EXPECT_EQ(
      classes(op, {3, 10}, &calls),
      (Histogram{{{64, 10}, 18}, {{64, 5}, 2}, {{22, 10}, 9}, {{22, 5}, 1}}));
  EXPECT_EQ(calls, 4);
}

TEST(SizeClasses, ManyIterationsCostNothing) {
  int calls = 0;
  ProgramOp op = withSizes({ragged(7, 7000000 - 3, 1)});
  EXPECT_EQ(classes(op, {1000000, 1000000}, &calls),
            (Histogram{{{7}, 999999000000}, {{4}, 1000000}}));
  EXPECT_EQ(calls, 2);
}

TEST(SizeClasses, SizeThatShrinksEveryTime) {
  ProgramOp op = withSizes({{{affine(100, -1)}}});
  EXPECT_EQ(classes(op, {100}), enumerate(op, {100}));
}

TEST(SizeClasses, RandomExtentsAgreeWithEnumeration) {
  std::mt19937_64 random(5);
  auto pick = [&](int64_t low, int64_t high) {
    return low + static_cast<int64_t>(random() % (high - low + 1));
  };
  for (int round = 0; round != 300; ++round) {
    std::vector<int64_t> trips;
    for (int64_t d = pick(1, 3); d > 0; --d)
      trips.push_back(pick(1, 9));
    ProgramOp op;
    for (int64_t n = pick(1, 3); n > 0; --n) {
      Extent extent;
      for (int64_t m = pick(1, 3); m > 0; --m) {
        Affine value = affine(pick(1, 40));
        for (size_t d = 0; d != trips.size(); ++d)
          if (pick(0, 1))
            value.terms.push_back({static_cast<int32_t>(d), pick(-6, 6)});
        extent.values.push_back(value);
      }
      op.sizes.push_back(extent);
    }
    EXPECT_EQ(classes(op, trips), enumerate(op, trips)) << "round " << round;
  }
}

} // namespace
