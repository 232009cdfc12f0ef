//===- TileSearchTest.cpp - tilings that the search chooses ---------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Against every tiling that there is, and properties over many capacities.
///
//===----------------------------------------------------------------------===//

#include "TestGroups.h"
#include "llvm/ADT/Sequence.h"

using namespace ridge;
using namespace ridge::test;

/// The best of all sizes and orders.
static std::optional<Tiling> enumerate(const Workload &workload) {
  TilingCost cost(workload);
  std::optional<Tiling> best;
  Tiling tiling;
  tiling.tiles.assign(workload.extents.begin(), workload.extents.end());
  std::function<void(size_t)> visit = [&](size_t dim) {
    if (dim < workload.extents.size()) {
      int64_t extent = workload.extents[dim];
      for (int64_t size = (workload.whole >> dim) & 1 ? extent : 1;
           size <= extent; ++size) {
        tiling.tiles[dim] = size;
        visit(dim + 1);
      }
      return;
    }
    tiling.order.clear();
    for (size_t d = 0; d < workload.extents.size(); ++d)
      if (workload.trips(tiling, d) > 1)
        tiling.order.push_back(int64_t(d));
    do {
      workload.giveTwoSlots(tiling);
      const auto most = tiling.slots;
      for (unsigned fewer = 0; fewer < 1u << most.size(); ++fewer) {
        tiling.slots = most;
        for (size_t buffer = 0; buffer < most.size(); ++buffer)
          if ((fewer >> buffer) & 1)
            tiling.slots[buffer] = 1;
        if (cost.evaluate(tiling) &&
            (!best || tiling.objective < best->objective))
          best = tiling;
      }
    } while (std::next_permutation(tiling.order.begin(), tiling.order.end()));
  };
  visit(0);
  return best;
}

/// Bytes of the local memories at random, often too few.
static void shrink(std::mt19937_64 &random, TestGroup &group) {
  group.machine->memories[1].bytes = 8 + random() % 600;
  group.machine->memories[2].bytes = 4 + random() % 200;
}

TEST(TileSearch, NearTheBestOfAllTilings) {
  std::mt19937_64 random(6);
  double worst = 1, sum = 0;
  int found = 0;
  for (int i = 0; i < 150; ++i) {
    TestGroup group = randomGroup(random, 8);
    shrink(random, group);
    std::string reason;
    auto best = enumerate(group.workload);
    auto chosen = searchTiles(group.workload, /*thorough=*/true, reason);
    // Something fits if and only if the search finds something.
    ASSERT_EQ(best.has_value(), chosen.has_value()) << group.name << reason;
    if (!best)
      continue;
    ++found;
    EXPECT_GE(chosen->objective, best->objective);
    worst = std::max(worst, chosen->objective / best->objective);
    sum += chosen->objective / best->objective;
  }
  ASSERT_GT(found, 50);
  // One dim at a time ends in a local optimum now and then.
  EXPECT_LT(worst, 1.35);
  EXPECT_LT(sum / found, 1.015);
}

TEST(TileSearch, WhatItChoosesIsLegal) {
  std::mt19937_64 random(7);
  for (int i = 0; i < 300; ++i) {
    TestGroup group = randomGroup(random, 40);
    shrink(random, group);
    std::string reason;
    for (bool thorough : {false, true})
      if (auto chosen = searchTiles(group.workload, thorough, reason)) {
        EXPECT_TRUE(TilingCost(group.workload).isLegal(*chosen));
        auto nest = group.workload.nest(*chosen);
        ASSERT_TRUE(nest);
        EXPECT_EQ(executeNest(group.workload, *chosen, *nest), "");
      }
  }
}

/// The coarse grid is the same for any capacity, so more of it only adds
/// tilings.
TEST(TileSearch, MoreCapacityIsNeverWorse) {
  std::mt19937_64 random(8);
  for (int i = 0; i < 100; ++i) {
    TestGroup group = randomGroup(random, 60);
    group.machine->memories[2].bytes = 1 << 16;
    std::string reason;
    double before = 0;
    for (int64_t bytes = 16; bytes <= 1 << 15; bytes += bytes / 4) {
      group.machine->memories[1].bytes = bytes;
      auto chosen = searchTiles(group.workload, /*thorough=*/false, reason);
      EXPECT_FALSE(before != 0 && !chosen);
      if (!chosen)
        continue;
      if (before != 0) {
        EXPECT_LE(chosen->objective, before) << group.name << " " << bytes;
      }
      before = chosen->objective;
    }
  }
}

TEST(TileSearch, ThoroughIsNoWorseThanCoarse) {
  std::mt19937_64 random(9);
  for (int i = 0; i < 200; ++i) {
    TestGroup group = randomGroup(random, 40);
    shrink(random, group);
    std::string reason;
    auto coarse = searchTiles(group.workload, false, reason);
    auto fine = searchTiles(group.workload, true, reason);
    ASSERT_EQ(coarse.has_value(), fine.has_value());
    if (coarse) {
      EXPECT_LE(fine->objective, coarse->objective);
    }
  }
}

TEST(TileSearch, SaysWhatTheSmallestTileNeeds) {
  TestGroup group = foldGroup(4, 8);
  group.machine->memories[1].bytes = 67;
  std::string reason;
  EXPECT_FALSE(searchTiles(group.workload, false, reason));
  // A row of x and of out, and one sum.
  EXPECT_EQ(reason,
            "the smallest tile needs 68 bytes of @sram, which holds 67");
  group.machine->memories[1].bytes = 68;
  EXPECT_TRUE(searchTiles(group.workload, false, reason));
}

TEST(TileSearch, SizesKeepToCuts) {
  TestGroup group = productGroup(16, 16, 48);
  group.workload.cuts[2] = 12;
  std::mt19937_64 random(10);
  for (int i = 0; i < 50; ++i) {
    group.machine->memories[1].bytes = 100 + random() % 2000;
    std::string reason;
    auto chosen = searchTiles(group.workload, true, reason);
    if (chosen) {
      EXPECT_EQ(chosen->tiles[2] % 12, 0);
    }
  }
}

/// Two sizes for each of 16 dims are more than the grid takes: some are cut
/// together. Both ends stay, so that what fits is found, and in time.
TEST(TileSearch, ManyDims) {
  for (int64_t extent : {2, 3, 7}) {
    llvm::SmallVector<int64_t> extents(16, extent);
    TestGroup group("wide", extents);
    llvm::SmallVector<int32_t> dims = llvm::to_vector(llvm::seq(0, 16));
    llvm::SmallVector<int32_t> reversed(llvm::reverse(dims));
    int32_t x = group.addWindow(dims, Format::I32, false);
    int32_t y = group.addWindow(reversed, Format::I32, false);
    int32_t out = group.addWindow(dims, Format::I32, true);
    group.addOperation(
        "(d0, d1, d2, d3, d4, d5, d6, d7, d8, d9, d10, d11, d12, d13, d14, "
        "d15) in i32[0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15] "
        "i32[0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15] "
        "out i32[0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15] { "
        "%3 = arith.maxsi %0, %1 : i32; yield %3 }",
        dims, 0, {x, y}, out);
    std::string reason;
    for (int64_t bytes : {12, 1 << 10, 1 << 16}) {
      group.machine->memories[1].bytes = bytes;
      auto chosen = searchTiles(group.workload, true, reason);
      ASSERT_TRUE(chosen) << reason;
      EXPECT_TRUE(TilingCost(group.workload).isLegal(*chosen));
    }
    group.machine->memories[1].bytes = 11;
    EXPECT_FALSE(searchTiles(group.workload, true, reason));
  }
}

namespace {
/// Counts what it hears, and keeps the best price of all it heard.
struct CountingObserver : SearchObserver {
  void evaluated(const Tiling &tiling) override {
    ++numEvaluated;
    least = std::min(least, tiling.objective);
  }
  void refused(const Tiling &, MappingRule rule) override {
    ++numRefused;
    lastRule = rule;
  }
  void pruned(const Tiling &, double) override { ++numPruned; }
  void improved(const Tiling &best) override {
    EXPECT_LT(best.objective, improvedTo);
    improvedTo = best.objective;
  }

  int numEvaluated = 0, numRefused = 0, numPruned = 0;
  MappingRule lastRule = MappingRule::Order;
  double least = std::numeric_limits<double>::infinity();
  double improvedTo = std::numeric_limits<double>::infinity();
};
} // namespace

TEST(TileSearch, ObserverHearsAll) {
  TestGroup group = productGroup(16, 16, 16);
  // Tight: what overlaps does not always fit.
  group.machine->memories[1].bytes = 900;
  CountingObserver observer;
  std::string reason;
  auto best = searchTiles(group.workload, true, reason, &observer);
  ASSERT_TRUE(best) << reason;
  EXPECT_GT(observer.numEvaluated, 0);
  EXPECT_GT(observer.numRefused, 0);
  EXPECT_GT(observer.numPruned, 0);
  EXPECT_EQ(observer.lastRule, MappingRule::Capacity);
  EXPECT_EQ(observer.least, best->objective);
  EXPECT_EQ(observer.improvedTo, best->objective);
}
