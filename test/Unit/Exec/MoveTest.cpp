//===- MoveTest.cpp - copies between strided windows ----------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lib/Exec/Move.h"
#include "gtest/gtest.h"
#include <cstring>
#include <random>
#include <vector>

using namespace ridge;

TEST(Move, Transposes) {
  uint16_t source[6] = {1, 2, 3, 4, 5, 6}, target[6] = {};
  copyWindow(reinterpret_cast<uint8_t *>(source), {3, 1},
             reinterpret_cast<uint8_t *>(target), {1, 2}, {2, 3}, 2);
  uint16_t expected[6] = {1, 4, 2, 5, 3, 6};
  EXPECT_EQ(std::memcmp(target, expected, sizeof(expected)), 0);
}

TEST(Move, OneElementWithoutDims) {
  uint32_t source = 7, target = 0;
  copyWindow(reinterpret_cast<uint8_t *>(&source), {},
             reinterpret_cast<uint8_t *>(&target), {}, {}, 4);
  EXPECT_EQ(target, 7u);
}

TEST(Move, BroadcastsASourceOfStrideZero) {
  uint8_t source[2] = {5, 6}, target[6] = {};
  copyWindow(source, {0, 1}, target, {2, 1}, {3, 2}, 1);
  uint8_t expected[6] = {5, 6, 5, 6, 5, 6};
  EXPECT_EQ(std::memcmp(target, expected, sizeof(expected)), 0);
}

/// Random boxes with row-major strides of random outer shapes, dims permuted.
TEST(Move, AgreesWithElementByElement) {
  std::mt19937_64 random(11);
  for (int round = 0; round < 500; ++round) {
    size_t dims = random() % 4 + 1;
    std::vector<int64_t> sizes, from(dims), to(dims);
    for (size_t d = 0; d < dims; ++d)
      sizes.push_back(int64_t(random() % 5) + 1);
    auto fill = [&](std::vector<int64_t> &strides) {
      std::vector<size_t> order(dims);
      for (size_t d = 0; d < dims; ++d)
        order[d] = d;
      std::shuffle(order.begin(), order.end(), random);
      int64_t stride = 1;
      for (size_t d : order) {
        strides[d] = stride;
        stride *= sizes[d] + int64_t(random() % 2);
      }
      return stride;
    };
    int64_t sourceSize = fill(from), targetSize = fill(to);
    int64_t bytes = int64_t(1) << random() % 4;
    std::vector<uint8_t> source(sourceSize * bytes), target(targetSize * bytes);
    for (uint8_t &byte : source)
      byte = uint8_t(random());
    std::vector<uint8_t> expected = target;
    std::vector<int64_t> position(dims, 0);
    for (bool more = true; more;) {
      int64_t s = 0, t = 0;
      for (size_t d = 0; d < dims; ++d) {
        s += position[d] * from[d];
        t += position[d] * to[d];
      }
      std::memcpy(&expected[t * bytes], &source[s * bytes], bytes);
      more = false;
      for (size_t d = 0; d < dims && !more; ++d) {
        more = ++position[d] < sizes[d];
        if (!more)
          position[d] = 0;
      }
    }
    copyWindow(source.data(), from, target.data(), to, sizes, bytes);
    EXPECT_EQ(target, expected) << "round " << round;
  }
}
