//===- GatherTest.cpp - copies addressed by lists of positions ------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lib/Exec/Gather.h"
#include "gtest/gtest.h"
#include <random>

using namespace ridge;

static OperandView view(void *base, llvm::ArrayRef<int64_t> strides) {
  OperandView result;
  result.base = static_cast<uint8_t *>(base);
  result.strides.assign(strides.begin(), strides.end());
  return result;
}

// Any box, any strides of list and target: element by element it is
// target[p] = table[table strides . p + sum of list[p] * stride].
TEST(Gather, AgreesWithElementByElement) {
  std::mt19937_64 random(17);
  for (int i = 0; i < 300; ++i) {
    int64_t sizes[3];
    for (int64_t &size : sizes)
      size = 1 + int64_t(random() % 4);
    std::vector<uint16_t> table(4096);
    for (size_t n = 0; n < table.size(); ++n)
      table[n] = uint16_t(random());
    std::vector<int32_t> first(64);
    std::vector<int8_t> second(64);
    for (int32_t &position : first)
      position = int32_t(random() % 30);
    for (int8_t &position : second)
      position = int8_t(random() % 20);
    std::vector<uint16_t> target(64, 0);
    int64_t tableStrides[3], firstStrides[3], secondStrides[3];
    for (int d = 0; d < 3; ++d) {
      tableStrides[d] = int64_t(random() % 3);
      firstStrides[d] = int64_t(random() % 4);
      secondStrides[d] = int64_t(random() % 2);
    }
    std::vector<PositionList> lists = {
        {view(first.data(), firstStrides), Format::I32, {40, 30}},
        {view(second.data(), secondStrides), Format::I8, {7, 20}}};
    EXPECT_FALSE(gatherWindow(view(table.data(), tableStrides),
                              view(target.data(), {16, 4, 1}), lists, sizes,
                              2));
    for (int64_t a = 0; a < sizes[0]; ++a)
      for (int64_t b = 0; b < sizes[1]; ++b)
        for (int64_t c = 0; c < sizes[2]; ++c) {
          auto at = [&](const int64_t *strides) {
            return a * strides[0] + b * strides[1] + c * strides[2];
          };
          int64_t from = at(tableStrides) + 40 * first[at(firstStrides)] +
                         7 * second[at(secondStrides)];
          ASSERT_EQ(target[a * 16 + b * 4 + c], table[from]);
        }
  }
}

TEST(Gather, StopsAtTheFirstBadPosition) {
  float table[4] = {0, 1, 2, 3}, target[3] = {-1, -1, -1};
  int64_t list[3] = {2, 4, 1};
  std::vector<PositionList> lists = {{view(list, {1}), Format::I64, {1, 4}}};
  auto bad = gatherWindow(view(table, {0}), view(target, {1}), lists, {3}, 4);
  ASSERT_TRUE(bad);
  EXPECT_EQ(bad->position, 4);
  EXPECT_EQ(bad->point[0], 1);
  EXPECT_EQ(target[0], 2);
  EXPECT_EQ(target[2], -1);
}
