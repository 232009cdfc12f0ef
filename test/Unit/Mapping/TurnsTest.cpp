//===- TurnsTest.cpp - buffers that take turns in one place ---------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TestGroups.h"
#include "ridge/Mapping/TilingCost.h"
#include "gtest/gtest.h"

using namespace ridge;
using namespace ridge::test;

namespace {

/// A product of 8 x 8 x 8 whose factors are 64 bytes each, and its result,
/// 256 bytes, in a memory of `bytes`.
struct TurnsTest : testing::Test {
  TestGroup group = productGroup(8, 8, 8);
  Machine machine = *group.machine;

  Workload &in(int64_t bytes) {
    machine.memories[1].bytes = bytes;
    machine.memories[1].alignment = 1;
    group.workload.machine = &machine;
    return group.workload;
  }
  static Tiling whole() {
    Tiling tiling;
    tiling.tiles = {8, 8, 8};
    return tiling;
  }
};

TEST_F(TurnsTest, TheResultComesWhereAFactorWas) {
  const Workload &workload = in(320);
  Tiling tiling = whole();
  EXPECT_EQ(workload.footprint(tiling)[1], 64 + 64 + 256);
  ASSERT_TRUE(workload.takeTurns(tiling));
  // The largest first, and then the first factor, which is read before.
  EXPECT_EQ(llvm::ArrayRef(tiling.turns), llvm::ArrayRef({0, -1, 0, -1}));
  EXPECT_EQ(workload.footprint(tiling)[1], 256 + 64);
  EXPECT_EQ(workload.clashOfTurns(tiling), std::nullopt);
  EXPECT_EQ(TilingCost(workload).brokenRule(tiling), std::nullopt);
}

TEST_F(TurnsTest, OnlyWhereThereIsNoRoom) {
  const Workload &workload = in(384);
  Tiling tiling = whole();
  EXPECT_FALSE(workload.takeTurns(tiling));
  EXPECT_TRUE(tiling.turns.empty());
}

TEST_F(TurnsTest, WhatIsNeededAtATimeClashes) {
  const Workload &workload = in(320);
  Tiling tiling = whole();
  tiling.turns = {0, 0, -1, -1};
  EXPECT_EQ(workload.clashOfTurns(tiling), (std::pair<int32_t, int32_t>(0, 1)));
  EXPECT_EQ(TilingCost(workload).brokenRule(tiling), MappingRule::Turns);
  // The sum lies in another memory.
  tiling.turns = {0, -1, -1, 0};
  EXPECT_EQ(workload.clashOfTurns(tiling), (std::pair<int32_t, int32_t>(0, 3)));
  // With two slots the next tile comes while this one is there.
  tiling.turns = {0, -1, 0, -1};
  tiling.slots = {2, 1, 1, 1};
  EXPECT_EQ(workload.clashOfTurns(tiling), (std::pair<int32_t, int32_t>(0, 2)));
}

/// The factors move in the loop of the sum, the result behind it.
TEST_F(TurnsTest, NotBetweenLoops) {
  const Workload &workload = in(280);
  Tiling tiling = whole();
  tiling.tiles[2] = 2;
  tiling.order = {2};
  EXPECT_FALSE(workload.takeTurns(tiling));
  tiling.turns = {0, -1, 0, -1};
  EXPECT_EQ(workload.clashOfTurns(tiling), (std::pair<int32_t, int32_t>(0, 2)));
}

/// In one loop around all of it they do, tile by tile.
TEST_F(TurnsTest, InEveryIterationOfALoop) {
  const Workload &workload = in(200);
  Tiling tiling = whole();
  tiling.tiles[0] = 4;
  tiling.order = {0};
  ASSERT_TRUE(workload.takeTurns(tiling));
  // 128 bytes of result, where 32 of the first factor were; 64 stay beside it.
  EXPECT_EQ(llvm::ArrayRef(tiling.turns), llvm::ArrayRef({0, -1, 0, -1}));
  EXPECT_EQ(workload.footprint(tiling)[1], 128 + 64);
}

/// What fits beside one another in some tiles is not made to take turns.
TEST_F(TurnsTest, TheSearchTakesSmallerTilesFirst) {
  Workload workload = in(320);
  std::string reason;
  auto found = searchTiles(workload, /*thorough=*/false, reason);
  ASSERT_TRUE(found) << reason;
  EXPECT_TRUE(found->turns.empty());
}

} // namespace
