//===- HomeLayoutTest.cpp - windows of tensors in the home memory ---------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Strides under reshapes, by hand and against enumeration of all elements.
///
//===----------------------------------------------------------------------===//

#include "ridge/Analysis/HomeLayout.h"
#include "gtest/gtest.h"
#include <random>
#include <vector>

using namespace ridge;
using Strides = llvm::SmallVector<int64_t, 4>;

TEST(ReshapeStrides, ContiguousSplits) {
  EXPECT_EQ(reshapeStrides({6, 8}, {8, 1}, {2, 3, 8}), Strides({24, 8, 1}));
}

TEST(ReshapeStrides, ContiguousMerges) {
  EXPECT_EQ(reshapeStrides({2, 3, 8}, {24, 8, 1}, {48}), Strides({1}));
}

TEST(ReshapeStrides, TransposedSplits) {
  // Columns of a 4x8 matrix: split the dim of stride 8 into 2x2.
  EXPECT_EQ(reshapeStrides({8, 4}, {1, 8}, {8, 2, 2}), Strides({1, 16, 8}));
}

TEST(ReshapeStrides, TransposedDoesNotMerge) {
  EXPECT_FALSE(reshapeStrides({8, 4}, {1, 8}, {32}).has_value());
}

TEST(ReshapeStrides, RowsOfASliceDoNotMerge) {
  // 4x4 out of 4x8: rows are 8 apart.
  EXPECT_FALSE(reshapeStrides({4, 4}, {8, 1}, {16}).has_value());
  EXPECT_EQ(reshapeStrides({4, 4}, {8, 1}, {4, 2, 2}), Strides({8, 2, 1}));
}

TEST(ReshapeStrides, UnitDimsComeAndGo) {
  auto with = reshapeStrides({4, 8}, {8, 1}, {1, 4, 1, 8, 1});
  ASSERT_TRUE(with.has_value());
  EXPECT_EQ((*with)[1], 8);
  EXPECT_EQ((*with)[3], 1);
  EXPECT_EQ(reshapeStrides({1, 4, 1, 8}, {99, 8, 77, 1}, {4, 8}),
            Strides({8, 1}));
}

TEST(ReshapeStrides, BroadcastRunsMerge) {
  // Both dims stand still: so does their product.
  EXPECT_EQ(reshapeStrides({4, 8}, {0, 0}, {32}), Strides({0}));
}

TEST(ReshapeStrides, AcrossARunBoundary) {
  // 6 = 2 * 3 where the runs are 4 and 3 long: no strides.
  EXPECT_FALSE(reshapeStrides({4, 3}, {100, 1}, {2, 6}).has_value());
}

/// Offsets of all elements in row-major order of `shape`.
static std::vector<int64_t> offsets(llvm::ArrayRef<int64_t> shape,
                                    llvm::ArrayRef<int64_t> strides) {
  std::vector<int64_t> result{0};
  for (size_t d = 0; d < shape.size(); ++d) {
    std::vector<int64_t> next;
    for (int64_t base : result)
      for (int64_t i = 0; i < shape[d]; ++i)
        next.push_back(base + i * strides[d]);
    result = std::move(next);
  }
  return result;
}

static Strides randomShape(std::mt19937_64 &random, int64_t elements) {
  Strides shape;
  while (elements > 1) {
    int64_t factor = 1 + random() % 6;
    if (elements % factor == 0 && shape.size() < 6) {
      shape.push_back(factor);
      elements /= factor;
    }
    if (shape.size() == 6) {
      shape.push_back(elements);
      break;
    }
  }
  return shape;
}

TEST(ReshapeStrides, SameElementsInTheSameOrder) {
  std::mt19937_64 random(3);
  unsigned strided = 0;
  for (unsigned round = 0; round < 3000; ++round) {
    Strides from = randomShape(random, 144), to = randomShape(random, 144);
    Strides strides;
    int64_t step = 1;
    for (size_t d = from.size(); d-- > 0;) {
      strides.insert(strides.begin(), step);
      step *= from[d];
      if (random() % 4 == 0)
        step += random() % 3; // A gap now and then.
    }
    auto result = reshapeStrides(from, strides, to);
    if (!result)
      continue;
    ++strided;
    EXPECT_EQ(offsets(from, strides), offsets(to, *result));
  }
  EXPECT_GT(strided, 300u);
}
