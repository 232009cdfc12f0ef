//===- SaturateTest.cpp - tests of saturating arithmetic ------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Each operation at, below and past both ends of the int64 range.
///
//===----------------------------------------------------------------------===//

#include "ridge/Support/Saturate.h"
#include "gtest/gtest.h"

using namespace ridge;

static constexpr int64_t most = std::numeric_limits<int64_t>::max();
static constexpr int64_t least = std::numeric_limits<int64_t>::min();

TEST(Saturate, InRangeIsExact) {
  EXPECT_EQ(saturatingAdd(most - 1, 1), most);
  EXPECT_EQ(saturatingSub(least + 1, 1), least);
  EXPECT_EQ(saturatingMul(-3, 7), -21);
}

TEST(Saturate, PastTheEndStaysAtTheEnd) {
  EXPECT_EQ(saturatingAdd(most, 1), most);
  EXPECT_EQ(saturatingAdd(least, -1), least);
  EXPECT_EQ(saturatingSub(most, -1), most);
  EXPECT_EQ(saturatingSub(least, 1), least);
}

TEST(Saturate, ProductsKeepTheirSign) {
  EXPECT_EQ(saturatingMul(most, 2), most);
  EXPECT_EQ(saturatingMul(most, -2), least);
  EXPECT_EQ(saturatingMul(least, -1), most);
  EXPECT_EQ(saturatingMul(least, 2), least);
}
