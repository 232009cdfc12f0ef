//===- AffineTest.cpp - tests of affine values ----------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Sums and ranges against all values of all variables.
///
//===----------------------------------------------------------------------===//

#include "ridge/Support/Affine.h"
#include "gtest/gtest.h"
#include <random>

using namespace ridge;

namespace {

Affine affine(int64_t constant,
              std::initializer_list<std::pair<int32_t, int64_t>> terms = {}) {
  Affine value;
  value.constant = constant;
  value.terms.append(terms.begin(), terms.end());
  return value;
}

class Random {
public:
  explicit Random(uint64_t seed) : engine(seed) {}
  int64_t pick(int64_t low, int64_t high) {
    return low + static_cast<int64_t>(engine() % (high - low + 1));
  }
  Affine affine(int32_t variables) {
    Affine value;
    value.constant = pick(-20, 20);
    for (int64_t terms = pick(0, 3); terms > 0; --terms)
      value.terms.push_back({pick(0, variables - 1), pick(-9, 9)});
    return value;
  }

private:
  std::mt19937_64 engine;
};

/// Calls `fn` with all counters of loops of `trips`.
template <typename Fn>
void forEachIteration(llvm::ArrayRef<int64_t> trips, Fn fn) {
  llvm::SmallVector<int64_t, 4> counters(trips.size(), 0);
  while (true) {
    fn(llvm::ArrayRef<int64_t>(counters));
    size_t d = 0;
    for (; d < trips.size() && ++counters[d] == trips[d]; ++d)
      counters[d] = 0;
    if (d == trips.size())
      return;
  }
}

struct Seen {
  int64_t low = std::numeric_limits<int64_t>::max();
  int64_t high = std::numeric_limits<int64_t>::min();
  void note(int64_t value) {
    low = std::min(low, value);
    high = std::max(high, value);
  }
  operator Interval() const { return {low, high}; }
};

TEST(Affine, TermsOfAVariableAddUp) {
  Affine value = affine(1, {{0, 4}});
  value.add(1, 7);
  value.add(0, -4); // Nothing is left of it.
  value.add(affine(10, {{1, 1}, {2, 5}}), 2);
  EXPECT_EQ(value, affine(21, {{1, 9}, {2, 10}}));
  EXPECT_EQ(value.coefficient(1), 9);
  EXPECT_EQ(value.coefficient(0), 0);
  EXPECT_EQ(value.evaluate({100, 2, 3}), 21 + 18 + 30);
  EXPECT_FALSE(value.isConstant());
}

TEST(Affine, SumsAreSumsOfValues) {
  Random random(1);
  for (int round = 0; round != 200; ++round) {
    Affine a = random.affine(3), b = random.affine(3), sum = a;
    int64_t factor = random.pick(-3, 3);
    sum.add(b, factor);
    forEachIteration({3, 3, 3}, [&](llvm::ArrayRef<int64_t> counters) {
      EXPECT_EQ(sum.evaluate(counters),
                a.evaluate(counters) + factor * b.evaluate(counters));
    });
  }
}

TEST(Affine, MultiplesAreMultiplesWhateverTheVariables) {
  Random random(2);
  for (int round = 0; round != 500; ++round) {
    Affine value = random.affine(2);
    int64_t unit = random.pick(1, 6);
    bool always = true;
    // Terms of one variable may cancel only together; what is claimed holds.
    forEachIteration({7, 7}, [&](llvm::ArrayRef<int64_t> counters) {
      always &= value.evaluate(counters) % unit == 0;
    });
    if (value.isMultipleOf(unit)) {
      EXPECT_TRUE(always);
    }
    Affine joined;
    joined.add(value); // With one term a variable it is exact.
    EXPECT_EQ(joined.isMultipleOf(unit), always);
  }
}

TEST(Affine, RangesAreThoseOfAllIterations) {
  Random random(3);
  for (int round = 0; round != 300; ++round) {
    int64_t trips[] = {random.pick(1, 5), random.pick(1, 5), random.pick(1, 5)};
    Affine value;
    value.add(random.affine(3));
    Seen seen;
    forEachIteration(trips, [&](llvm::ArrayRef<int64_t> counters) {
      seen.note(value.evaluate(counters));
    });
    EXPECT_EQ(rangeOf(value, llvm::ArrayRef<int64_t>(trips)), Interval(seen));
    // The same space as a box, and moved by one.
    llvm::SmallVector<Interval, 3> box;
    for (int64_t trip : trips)
      box.push_back({1, trip});
    int64_t moved = 0;
    for (auto [variable, coefficient] : value.terms)
      moved += coefficient;
    EXPECT_EQ(rangeOf(value, box),
              (Interval{seen.low + moved, seen.high + moved}));
  }
}

TEST(Affine, ALoopThatNeverRunsStaysAtItsStart) {
  EXPECT_EQ(rangeOf(affine(5, {{0, 3}}), llvm::ArrayRef<int64_t>({0})),
            (Interval{5, 5}));
}

TEST(Affine, RangesSaturate) {
  constexpr int64_t most = std::numeric_limits<int64_t>::max();
  EXPECT_EQ(rangeOf(affine(1, {{0, most}}), llvm::ArrayRef<int64_t>({3})).high,
            most);
}

TEST(Affine, VariablesInScope) {
  EXPECT_TRUE(inScope(affine(1, {{0, 1}, {1, 1}}), 2));
  EXPECT_FALSE(inScope(affine(1, {{2, 1}}), 2));
  EXPECT_FALSE(inScope(affine(1, {{-1, 1}}), 2));
  EXPECT_TRUE(inScope(affine(1), 0));
}

TEST(Affine, MagnitudeHoldsEverySumOnTheWay) {
  // |5| + |-3| * 9 + |2| * 9, although 5 - 3 * t + 2 * t is -4 to 5.
  EXPECT_EQ(magnitudeOf(affine(5, {{0, -3}, {0, 2}}), {10}), 50);
  // A counter that is 0 still has a coefficient.
  EXPECT_EQ(magnitudeOf(affine(0, {{0, 7}}), {1}), 7);
  constexpr int64_t most = std::numeric_limits<int64_t>::max();
  EXPECT_EQ(magnitudeOf(affine(0, {{0, most / 2}}), {3}), most - 1);
  EXPECT_EQ(magnitudeOf(affine(2, {{0, most / 2}}), {3}), most);
  EXPECT_EQ(magnitudeOf(affine(std::numeric_limits<int64_t>::min()), {}), most);
  // Rows of 10, of which min(4, 9 - 4 * t) are touched backwards: 3 + 4 * t
  // and 10 * (the greater of 4 and 9 + 8, and one more).
  EXPECT_EQ(magnitudeOf(affine(3, {{0, 4}}), {-10},
                        {{{affine(4), affine(9, {{0, -4}})}}}, {3}),
            3 + 8 + 10 * (9 + 8 + 1));
}

TEST(Extent, LowEndIsExactHighEndABound) {
  Random random(4);
  for (int round = 0; round != 300; ++round) {
    int64_t trips[] = {random.pick(1, 5), random.pick(1, 5)};
    Extent extent;
    for (int64_t count = random.pick(1, 3); count > 0; --count)
      extent.values.emplace_back().add(random.affine(2));
    Seen seen;
    forEachIteration(trips, [&](llvm::ArrayRef<int64_t> counters) {
      seen.note(extent.evaluate(counters));
    });
    Interval range = rangeOf(extent, llvm::ArrayRef<int64_t>(trips));
    EXPECT_EQ(range.low, seen.low);
    EXPECT_GE(range.high, seen.high);
  }
}

/// min(tile, total - tile * t).
Extent ragged(int64_t tile, int64_t total) {
  return {{affine(tile), affine(total, {{0, -tile}})}};
}

TEST(WindowRange, RaggedTilesEndWhereTheTensorDoes) {
  // 150 rows of 10 in tiles of 64: the last one has 22.
  Interval range = windowRange(affine(0, {{0, 640}}), {10, 1},
                               {ragged(64, 150), {{affine(10)}}}, {3});
  EXPECT_EQ(range, (Interval{0, 1499}));
}

TEST(WindowRange, HoldsEveryElement) {
  Random random(5);
  for (int round = 0; round != 300; ++round) {
    int64_t trip = random.pick(1, 4), tile = random.pick(1, 6);
    int64_t total = tile * (trip - 1) + random.pick(1, tile);
    int64_t size = random.pick(1, 4);
    int64_t strides[] = {random.pick(-8, 8), random.pick(-3, 3)};
    Affine offset = affine(random.pick(0, 9), {{0, random.pick(-50, 50)}});
    Extent sizes[] = {ragged(tile, total), {{affine(size)}}};
    Seen seen;
    for (int64_t t = 0; t < trip; ++t)
      for (int64_t i = 0; i < sizes[0].evaluate({t}); ++i)
        for (int64_t j = 0; j < size; ++j)
          seen.note(offset.evaluate({t}) + i * strides[0] + j * strides[1]);
    Interval range = windowRange(offset, strides, sizes, {trip});
    EXPECT_LE(range.low, seen.low);
    EXPECT_GE(range.high, seen.high);
    // Exact where tiles are whole.
    if (total == tile * trip) {
      EXPECT_EQ(range, Interval(seen));
    }
  }
}

} // namespace
