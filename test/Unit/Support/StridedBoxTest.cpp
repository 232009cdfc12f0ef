//===- StridedBoxTest.cpp - tests of strided boxes ------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Boxes against the sets of their points, element by element and bit by bit.
///
//===----------------------------------------------------------------------===//

#include "ridge/Support/StridedBox.h"
#include "gtest/gtest.h"
#include <numeric>
#include <random>
#include <set>

using namespace ridge;

namespace {

/// A box as it is written down, and its points.
struct Written {
  int64_t offset = 0;
  llvm::SmallVector<int64_t, 4> sizes, strides;

  StridedBox box() const { return {offset, sizes, strides}; }
  std::set<int64_t> points() const {
    std::set<int64_t> all = {offset};
    for (auto [size, stride] : llvm::zip(sizes, strides)) {
      std::set<int64_t> next;
      for (int64_t i = 0; i < size; ++i)
        for (int64_t point : all)
          next.insert(point + i * stride);
      all = std::move(next);
    }
    return all;
  }
};

class Random {
public:
  explicit Random(uint64_t seed) : engine(seed) {}
  int64_t pick(int64_t low, int64_t high) {
    return low + static_cast<int64_t>(engine() % (high - low + 1));
  }
  /// Any strides.
  Written wild(int64_t dims) {
    Written w;
    w.offset = pick(-30, 30);
    for (; dims > 0; --dims) {
      w.sizes.push_back(pick(1, 4));
      w.strides.push_back(pick(-12, 12));
    }
    return w;
  }
  /// A window of a row-major tensor of `shape`.
  Written window(llvm::ArrayRef<int64_t> shape) {
    Written w;
    int64_t stride = 1;
    for (int64_t extent : llvm::reverse(shape)) {
      int64_t first = pick(0, extent - 1);
      w.offset += first * stride;
      w.sizes.push_back(pick(1, extent - first));
      w.strides.push_back(stride);
      stride *= extent;
    }
    return w;
  }

private:
  std::mt19937_64 engine;
};

bool haveCommon(const std::set<int64_t> &a, const std::set<int64_t> &b,
                int64_t shift) {
  return llvm::any_of(
      b, [&](int64_t point) { return a.count(point + shift) != 0; });
}

TEST(StridedBox, ColumnTilesAreDisjoint) {
  StridedBox left(0, {2, 4}, {8, 1}), right(4, {2, 4}, {8, 1});
  EXPECT_FALSE(left.meets(right));
  EXPECT_FALSE(right.meets(left));
  EXPECT_TRUE(left.meets(right, -1));
  EXPECT_TRUE(left.meets(right, -4));
  EXPECT_FALSE(left.meets(left, 4));
  EXPECT_TRUE(left.meets(left, 8));
  EXPECT_FALSE(left.meets(left, 12)); // Past the end: 12..23 and 0..11.
}

TEST(StridedBox, DimsThatContinueOneAnotherAreOne) {
  StridedBox rows(3, {4, 5}, {5, 1}), run(Interval{3, 22});
  EXPECT_TRUE(rows.isContiguous());
  EXPECT_EQ(rows, run);
  EXPECT_EQ(rows.span(), (Interval{3, 22}));
  // Backwards, in another order, with a dim that stays.
  EXPECT_EQ(StridedBox(22, {5, 7, 4}, {-1, 0, -5}), run);
  // Overlapping rows have no gaps either.
  EXPECT_EQ(StridedBox(0, {3, 4}, {2, 1}), StridedBox(Interval{0, 7}));
  EXPECT_FALSE(StridedBox(0, {3}, {2}).isContiguous());
  EXPECT_TRUE(StridedBox(0, {1}, {2}).isContiguous());
}

TEST(StridedBox, SpansAndGapsAreThoseOfThePoints) {
  Random random(1);
  for (int round = 0; round != 2000; ++round) {
    Written w = random.wild(random.pick(0, 4));
    std::set<int64_t> points = w.points();
    StridedBox box = w.box();
    Interval span{*points.begin(), *points.rbegin()};
    EXPECT_EQ(box.span(), span);
    Interval relative = spanOf(w.sizes, w.strides);
    EXPECT_EQ((Interval{w.offset, w.offset} + relative), span);
    // No gap is missed; some runs are not seen to be one.
    if (box.isContiguous()) {
      EXPECT_EQ(span.count(), static_cast<int64_t>(points.size()));
    }
  }
}

TEST(StridedBox, MeetsExactlyWherePointsAreShared) {
  Random random(2);
  int met = 0, missed = 0;
  for (int round = 0; round != 20000; ++round) {
    Written a = random.wild(random.pick(0, 4)),
            b = random.wild(random.pick(0, 4));
    int64_t shift = random.pick(-10, 10);
    bool common = haveCommon(a.points(), b.points(), shift);
    EXPECT_EQ(a.box().meets(b.box(), shift), common) << "round " << round;
    EXPECT_EQ(b.box().meets(a.box(), -shift), common) << "round " << round;
    ++(common ? met : missed);
  }
  EXPECT_GT(met, 1000);
  EXPECT_GT(missed, 1000);
}

TEST(StridedBox, WindowsOfOneTensorMeetWhereTheyDo) {
  Random random(3);
  for (int round = 0; round != 5000; ++round) {
    llvm::SmallVector<int64_t, 4> shape;
    for (int64_t dims = random.pick(1, 4); dims > 0; --dims)
      shape.push_back(random.pick(1, 5));
    Written a = random.window(shape), b = random.window(shape);
    EXPECT_EQ(a.box().meets(b.box()), haveCommon(a.points(), b.points(), 0));
  }
}

TEST(StridedBox, LargeStridesAreNoHarder) {
  // Every third and every fifth element: they meet at a multiple of 15.
  int64_t many = 1000000000;
  StridedBox thirds(0, {many}, {3}), fifths(1, {many}, {5});
  EXPECT_TRUE(thirds.meets(fifths));
  StridedBox evens(0, {many}, {6}), odds(3, {many}, {10});
  EXPECT_FALSE(evens.meets(odds));
  // Two numbers of steps, one answer: 7919 * 104729 apart.
  StridedBox a(0, {104730}, {7919}), b(7919 * 104729 - 104729, {2}, {104729});
  EXPECT_TRUE(a.meets(b));
  EXPECT_FALSE(a.meets(b, 1));
}

TEST(StridedBox, GivingUpMeansThatTheyMayMeet) {
  // Odd distances of even steps, in dims that do not nest: no search of
  // 4096 steps proves it.
  llvm::SmallVector<int64_t, 8> sizes(8, 1000), strides;
  for (int64_t d = 0; d < 8; ++d)
    strides.push_back(2 * (1000003 + 7 * d));
  EXPECT_TRUE(
      StridedBox(0, sizes, strides).meets(StridedBox(1, sizes, strides)));
}

TEST(StridedBox, BytesHoldTheirBits) {
  Random random(4);
  int exact = 0;
  for (int round = 0; round != 4000; ++round) {
    static constexpr int64_t widths[] = {2, 3, 4, 5, 6, 7, 8, 16, 32};
    int64_t bits = widths[random.pick(0, 8)];
    int64_t unit = 8 / std::gcd<int64_t>(bits, 8);
    Written w = random.wild(random.pick(0, 3));
    w.offset += 64; // Bytes of what is left of bit 0 are tested below.
    bool nests = false;
    if (random.pick(0, 1) == 1) { // Rows that begin at bytes alike.
      for (int64_t &stride : w.strides)
        stride *= unit;
      w.sizes.push_back(random.pick(1, 9));
      w.strides.push_back(1);
      nests = true;
    }
    std::set<int64_t> bytes;
    for (int64_t point : w.points())
      for (int64_t bit = point * bits; bit < (point + 1) * bits; ++bit)
        bytes.insert(bit < 0 ? (bit - 7) / 8 : bit / 8);
    StridedBox box = w.box().bytes(bits);
    EXPECT_EQ(box.span(), (Interval{*bytes.begin(), *bytes.rbegin()}));
    for (int64_t at = *bytes.begin() - 2; at <= *bytes.rbegin() + 2; ++at) {
      bool holds = box.meets(StridedBox(Interval{at, at}));
      bool needed = bytes.count(at) != 0;
      EXPECT_TRUE(holds || !needed) << "round " << round;
      EXPECT_TRUE(holds == needed || !(nests || unit == 1))
          << "round " << round;
    }
    exact += nests;
  }
  EXPECT_GT(exact, 1000);
}

TEST(StridedBox, PackedNeighboursShareTheirByte) {
  // Two columns of four bits: elements 0..1 and 2..3 of rows of 8 share none;
  // 0..2 and 3..4 share the byte of 2 and 3.
  StridedBox a(0, {3, 2}, {8, 1}), b(2, {3, 2}, {8, 1});
  EXPECT_FALSE(a.bytes(4).meets(b.bytes(4)));
  StridedBox c(0, {3, 3}, {8, 1}), d(3, {3, 2}, {8, 1});
  EXPECT_FALSE(c.meets(d));
  EXPECT_TRUE(c.bytes(4).meets(d.bytes(4)));
}

} // namespace
