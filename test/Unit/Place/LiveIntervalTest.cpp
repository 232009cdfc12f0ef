//===- LiveIntervalTest.cpp - the address planner -------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The planner on small cases by hand, on random cases against the rules, and
/// against the best of all orders by brute force.
///
//===----------------------------------------------------------------------===//

#include "ridge/Transforms/Place/LiveInterval.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "gtest/gtest.h"
#include <numeric>
#include <random>
#include <vector>

using namespace ridge;

static bool liveTogether(const LiveInterval &a, const LiveInterval &b) {
  return a.first <= b.last && b.first <= a.last;
}

static bool overlap(const LiveInterval &a, const LiveInterval &b) {
  return a.address < b.address + b.bytes && b.address < a.address + a.bytes;
}

static int64_t lowerBound(llvm::ArrayRef<LiveInterval> intervals) {
  int64_t most = 0;
  for (const LiveInterval &at : intervals) {
    int64_t live = 0;
    for (const LiveInterval &other : intervals)
      if (other.first <= at.first && at.first <= other.last)
        live += other.bytes;
    most = std::max(most, live);
  }
  return most;
}

TEST(LiveInterval, NothingNeedsNothing) {
  EXPECT_EQ(placeIntervals({}, 64, 1), 0);
}

TEST(LiveInterval, NeighboursInTimeStackUp) {
  std::vector<LiveInterval> all{{10, 0, 1, false, 0}, {20, 1, 2, false, 0}};
  // The larger is placed first, at 0.
  EXPECT_EQ(placeIntervals(all, 64, 1), 30);
  EXPECT_EQ(all[1].address, 0);
  EXPECT_EQ(all[0].address, 20);
}

TEST(LiveInterval, OthersGoAroundWhatIsFixed) {
  std::vector<LiveInterval> all{{20, 0, 2, false, 0},
                                {10, 0, 2, false, 8, true},
                                {8, 1, 1, false, 0},
                                {20, 2, 2, true, 0}};
  EXPECT_EQ(placeIntervals(all, 64, 1), 64);
  EXPECT_EQ(all[1].address, 8);
  EXPECT_EQ(all[0].address, 18);
  EXPECT_EQ(all[2].address, 0);
  EXPECT_EQ(all[3].address, 44);
}

TEST(LiveInterval, StrangersInTimeShareAddresses) {
  std::vector<LiveInterval> all{{10, 0, 0, false, 0}, {20, 1, 1, false, 0}};
  EXPECT_EQ(placeIntervals(all, 64, 1), 20);
  EXPECT_EQ(all[0].address, 0);
  EXPECT_EQ(all[1].address, 0);
}

TEST(LiveInterval, LastLayerIsStillLive) {
  // The first ends in the layer in which the second begins: they meet.
  std::vector<LiveInterval> all{{8, 0, 3, false, 0}, {8, 3, 5, false, 0}};
  EXPECT_EQ(placeIntervals(all, 64, 1), 16);
}

TEST(LiveInterval, AddressesAreAligned) {
  std::vector<LiveInterval> all{{33, 0, 0, false, 0}, {7, 0, 0, false, 0}};
  // 33 at 0, then the next multiple of 32: 64.
  EXPECT_EQ(placeIntervals(all, 128, 32), 71);
  EXPECT_EQ(all[1].address, 64);
}

TEST(LiveInterval, TopGrowsDown) {
  std::vector<LiveInterval> all{{16, 0, 0, true, 0}, {8, 0, 0, true, 0}};
  EXPECT_EQ(placeIntervals(all, 64, 8), 64);
  EXPECT_EQ(all[0].address, 48);
  EXPECT_EQ(all[1].address, 40);
}

TEST(LiveInterval, OppositeEndsDoNotMeet) {
  std::vector<LiveInterval> all{{16, 0, 0, false, 0}, {16, 1, 1, true, 0}};
  placeIntervals(all, 64, 1);
  EXPECT_FALSE(overlap(all[0], all[1]));
}

TEST(LiveInterval, TooMuchSaysHowMuch) {
  std::vector<LiveInterval> all{{40, 0, 0, true, 0}, {40, 0, 0, true, 0}};
  EXPECT_GT(placeIntervals(all, 64, 1), 64);
}

TEST(LiveInterval, HoleBetweenLongOnesIsUsed) {
  // A and C live throughout; B only in layer 0; D fits where B was.
  std::vector<LiveInterval> all{{30, 0, 2, false, 0},
                                {20, 0, 0, false, 0},
                                {15, 0, 2, false, 0},
                                {20, 1, 2, false, 0}};
  EXPECT_EQ(placeIntervals(all, 128, 1), 65);
  EXPECT_EQ(all[3].address, all[1].address);
}

TEST(LiveInterval, EqualSizesKeepTheirOrder) {
  std::vector<LiveInterval> all{{8, 0, 0, false, 0}, {8, 0, 0, false, 0}};
  placeIntervals(all, 64, 1);
  EXPECT_LT(all[0].address, all[1].address);
}

static std::vector<LiveInterval> randomIntervals(std::mt19937_64 &random,
                                                 unsigned count) {
  std::vector<LiveInterval> all(count);
  for (LiveInterval &interval : all) {
    interval.bytes = 1 + random() % 50;
    interval.first = random() % 6;
    interval.last = interval.first + random() % 4;
    interval.fromTop = random() % 3 == 0;
  }
  return all;
}

TEST(LiveInterval, RandomPlansKeepTheRules) {
  std::mt19937_64 random(7);
  for (unsigned round = 0; round < 500; ++round) {
    std::vector<LiveInterval> all = randomIntervals(random, 12);
    int64_t alignment = int64_t(1) << random() % 4;
    int64_t peak = placeIntervals(all, 4096, alignment);
    EXPECT_LE(lowerBound(all), peak);
    for (const LiveInterval &a : all) {
      EXPECT_EQ(a.address % alignment, 0);
      EXPECT_GE(a.address, 0);
      EXPECT_LE(a.address + a.bytes, peak);
      for (const LiveInterval &b : all)
        if (&a != &b && liveTogether(a, b)) {
          EXPECT_FALSE(overlap(a, b));
        }
    }
  }
}

/// Best first-fit peak over all orders of placement: for a handful of intervals
/// that is the optimum.
static int64_t bestPeak(std::vector<LiveInterval> all) {
  std::vector<unsigned> order(all.size());
  std::iota(order.begin(), order.end(), 0);
  int64_t best = INT64_MAX;
  do {
    int64_t peak = 0;
    for (size_t i = 0; i < order.size(); ++i) {
      LiveInterval &interval = all[order[i]];
      interval.address = 0;
      for (bool moved = true; moved;) {
        moved = false;
        for (size_t j = 0; j < i; ++j) {
          const LiveInterval &other = all[order[j]];
          if (liveTogether(interval, other) && overlap(interval, other)) {
            interval.address = other.address + other.bytes;
            moved = true;
          }
        }
      }
      peak = std::max(peak, interval.address + interval.bytes);
    }
    best = std::min(best, peak);
  } while (std::next_permutation(order.begin(), order.end()));
  return best;
}

TEST(LiveInterval, CloseToBruteForce) {
  std::mt19937_64 random(11);
  int64_t planned = 0, optimal = 0;
  for (unsigned round = 0; round < 60; ++round) {
    std::vector<LiveInterval> all = randomIntervals(random, 6);
    for (LiveInterval &interval : all)
      interval.fromTop = false;
    planned += placeIntervals(all, 4096, 1);
    optimal += bestPeak(all);
  }
  EXPECT_GE(planned, optimal);
  // Largest first is a heuristic: within 5 % of the optimum over these cases.
  EXPECT_LE(planned * 100, optimal * 105);
}
