//===- TextPositionTest.cpp - lines, columns and depths of texts ----------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Support/TextPosition.h"
#include "gtest/gtest.h"

using namespace ridge;

TEST(TextPosition, CountsFromOne) {
  EXPECT_EQ(positionText("ab\ncd", 0), "1:1");
  EXPECT_EQ(positionText("ab\ncd", 2), "1:3");
  EXPECT_EQ(positionText("ab\ncd", 3), "2:1");
  EXPECT_EQ(positionText("ab\ncd", 5), "2:3");
}

TEST(TextPosition, FindsWhatNestsTooDeep) {
  EXPECT_EQ(findTooDeep("([{<>}])", 4), std::nullopt);
  EXPECT_EQ(findTooDeep("([{<<>>}])", 4), 4u);
  EXPECT_EQ(findTooDeep("()()()()()", 1), std::nullopt);
  EXPECT_EQ(findTooDeep(std::string(200000, '(')), size_t(maxIrDepth));
}

TEST(TextPosition, ArrowsTextsAndCommentsDoNotNest) {
  // An arrow that closed something would hide what follows it.
  EXPECT_EQ(findTooDeep("((d0) -> (((", 3), 11u);
  EXPECT_EQ(findTooDeep("(d0 >= 0, d1 <= 1, d1 <= 1)", 1), std::nullopt);
  EXPECT_EQ(findTooDeep("\"(((\\\"(((\" ()", 1), std::nullopt);
  EXPECT_EQ(findTooDeep("// ((((\n()", 1), std::nullopt);
  EXPECT_EQ(findTooDeep("\"", 1), std::nullopt);
  EXPECT_EQ(findTooDeep("\"\\", 1), std::nullopt);
}

TEST(TextPosition, SignsInARowNest) {
  EXPECT_EQ(findTooDeep("- -\n-d0", 3), std::nullopt);
  EXPECT_EQ(findTooDeep("- - - -d0", 3), 6u);
  EXPECT_EQ(findTooDeep("-1, -1, -1, -1", 3), std::nullopt);
}
