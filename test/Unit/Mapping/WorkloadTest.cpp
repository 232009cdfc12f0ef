//===- WorkloadTest.cpp - loops, footprint and codecs of a tiling ---------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// By hand, and against execution of every iteration.
///
//===----------------------------------------------------------------------===//

#include "TestGroups.h"

using namespace ridge;
using namespace ridge::test;

//===----------------------------------------------------------------------===//
// Loops
//===----------------------------------------------------------------------===//

TEST(Workload, DepthIsThatOfTheDeepestLoop) {
  TestGroup group = productGroup(8, 8, 8);
  Tiling loops = tiling({2, 2, 2}, {1, 0, 2});
  EXPECT_EQ(group.workload.depthOf(loops, 0), 0u);
  EXPECT_EQ(group.workload.depthOf(loops, 0b010), 1u); // n alone
  EXPECT_EQ(group.workload.depthOf(loops, 0b011), 2u); // m and n
  EXPECT_EQ(group.workload.depthOf(loops, 0b110), 3u); // n and k
  EXPECT_EQ(group.workload.depthOf(tiling({2, 8, 8}, {0}), 0b110), 0u);
}

TEST(Workload, EpilogueStandsBehindTheReductionLoop) {
  TestGroup group = productGroup(8, 8, 8);
  auto nest = group.workload.nest(tiling({4, 8, 2}, {0, 2}));
  ASSERT_TRUE(nest);
  // for m { for k { product } relu }
  ASSERT_EQ(nest->size(), 1u);
  const NestItem &m = nest->front();
  ASSERT_EQ(m.body.size(), 2u);
  EXPECT_EQ(m.body[0].loopPosition, 1);
  ASSERT_EQ(m.body[0].body.size(), 1u);
  EXPECT_EQ(m.body[0].body[0].operation, 0);
  EXPECT_EQ(m.body[1].operation, 1);
}

TEST(Workload, ReductionLoopOutsideOfItsResultIsRefused) {
  TestGroup group = productGroup(8, 8, 8);
  // The sum of tile (m, n) would begin again in every iteration of k.
  EXPECT_FALSE(group.workload.nest(tiling({4, 8, 4}, {2, 0})));
  EXPECT_FALSE(group.workload.nest(tiling({4, 4, 4}, {0, 2, 1})));
  EXPECT_TRUE(group.workload.nest(tiling({4, 4, 4}, {1, 0, 2})));
}

TEST(Workload, NestsComputeEveryValueBeforeItIsRead) {
  std::mt19937_64 random(1);
  int legal = 0;
  for (int i = 0; i < 2000; ++i) {
    TestGroup group = randomGroup(random, 7);
    Tiling some = randomTiling(random, group.workload);
    auto nest = group.workload.nest(some);
    if (!nest)
      continue;
    ++legal;
    EXPECT_EQ(executeNest(group.workload, some, *nest), "") << group.name;
  }
  EXPECT_GT(legal, 1000);
}

/// What the search tries is legal: folded dims innermost, in their order.
TEST(Workload, FoldedInnermostIsAlwaysLegal) {
  std::mt19937_64 random(2);
  for (int i = 0; i < 500; ++i) {
    TestGroup group = randomGroup(random, 7);
    Tiling some = randomTiling(random, group.workload);
    DimSet folded = 0;
    for (const GroupOperation &operation : group.workload.operations)
      folded |= operation.reduced;
    llvm::stable_sort(some.order, [&](int64_t a, int64_t b) {
      return ((folded >> a) & 1) < ((folded >> b) & 1);
    });
    EXPECT_TRUE(group.workload.nest(some)) << group.name;
  }
}

//===----------------------------------------------------------------------===//
// Footprint
//===----------------------------------------------------------------------===//

TEST(Workload, FootprintByHand) {
  TestGroup group = productGroup(8, 8, 8);
  // A 4x2 and B 2x8 bytes in @sram, out 4x8 words; the sum 4x8 words in @acc.
  auto once = group.workload.footprint(tiling({4, 8, 2}, {0, 2}));
  EXPECT_EQ(once[0], 0);
  EXPECT_EQ(once[1], 8 + 16 + 128);
  EXPECT_EQ(once[2], 128);
  // All of them move with a loop: two slots each.
  auto twice =
      group.workload.footprint(overlapping(group, tiling({4, 8, 2}, {0, 2})));
  EXPECT_EQ(twice[1], 2 * (8 + 16 + 128));
  EXPECT_EQ(twice[2], 256);
  // What stands still has one slot: B does not move with m.
  auto still =
      group.workload.footprint(overlapping(group, tiling({4, 8, 8}, {0})));
  EXPECT_EQ(still[1], 2 * 32 + 64 + 2 * 128);
}

TEST(Workload, SlotsAreAligned) {
  TestGroup group = rowGroup(3, 5);
  group.machine->memories[1].alignment = 64;
  // x 60, row 20, out 60 bytes.
  EXPECT_EQ(group.workload.footprint(tiling({3, 5}, {}))[1], 3 * 64);
}

TEST(Workload, SharedStorageCountsOnce) {
  TestGroup group = productGroup(8, 8, 8);
  int32_t other = ~group.addLocal({0}, Format::I32, 2, /*isShared=*/true);
  Tiling whole = tiling({8, 8, 8}, {});
  EXPECT_EQ(group.workload.footprint(whole)[2], 256 + 32);
  group.workload.locals[other].storage = 0; // The larger of both remains.
  EXPECT_EQ(group.workload.footprint(whole)[2], 256);
}

/// Slots times the most that any iteration touches.
TEST(Workload, FootprintAgainstEnumeration) {
  std::mt19937_64 random(3);
  for (int i = 0; i < 500; ++i) {
    TestGroup group = randomGroup(random, 9);
    const Workload &workload = group.workload;
    Tiling some = randomTiling(random, workload);
    llvm::SmallVector<int64_t, 4> expected(workload.machine->memories.size(),
                                           0);
    auto add = [&](MemoryId memory, Format format, DimSet dims, bool rotates) {
      int64_t most = 0, instances = 0;
      forEachIteration(
          workload, some, workload.depthOf(some, dims), [&](auto at) {
            int64_t elements = 1;
            for (size_t dim = 0; dim < workload.extents.size(); ++dim)
              if ((dims >> dim) & 1)
                elements *= sizeAt(workload, some, int32_t(dim), at);
            most = std::max(most, elements);
            ++instances;
          });
      expected[memory] +=
          most * bytesOf(format) *
          (!some.slots.empty() && rotates && instances > 1 ? 2 : 1);
    };
    for (const GroupWindow &window : workload.windows)
      add(window.memory, window.format, window.dims, true);
    for (const GroupLocal &local : workload.locals) {
      DimSet dims = 0;
      for (int32_t dim : local.dims)
        dims |= DimSet(1) << dim;
      add(local.memory, local.format, dims, local.isShared);
    }
    EXPECT_EQ(workload.footprint(some), expected) << group.name;
  }
}

//===----------------------------------------------------------------------===//
// Codecs
//===----------------------------------------------------------------------===//

/// out[m, n] stored in units of 4 neighbours.
static TestGroup codedRows(int64_t m, int64_t n) {
  TestGroup group = rowGroup(m, n);
  group.workload.windows[2].coded = {CodedSide::Side::Target, 8.0, 4, true};
  return group;
}

TEST(Workload, WritesWholeUnits) {
  TestGroup group = codedRows(6, 16);
  const GroupWindow &out = group.workload.windows[2];
  EXPECT_TRUE(group.workload.writesWholeUnits(tiling({6, 16}, {}), out));
  EXPECT_TRUE(group.workload.writesWholeUnits(tiling({1, 16}, {0}), out));
  EXPECT_TRUE(group.workload.writesWholeUnits(tiling({4, 8}, {0, 1}), out));
  // 6 columns end in the middle of a unit.
  EXPECT_FALSE(group.workload.writesWholeUnits(tiling({6, 6}, {1}), out));
  // 12 and 4 are whole units, though the last tile is short.
  EXPECT_TRUE(group.workload.writesWholeUnits(tiling({6, 12}, {1}), out));
}

TEST(Workload, RowsThatEndInAUnitMustBeWhole) {
  // Rows of 6: the unit goes on in the next row.
  TestGroup group = codedRows(4, 6);
  const GroupWindow &out = group.workload.windows[2];
  EXPECT_TRUE(group.workload.writesWholeUnits(tiling({4, 6}, {}), out));
  EXPECT_TRUE(group.workload.writesWholeUnits(tiling({2, 6}, {0}), out));
  EXPECT_FALSE(group.workload.writesWholeUnits(tiling({1, 6}, {0}), out));
}

TEST(Workload, TilesOfACodecAreAlignedOrNot) {
  TestGroup group = codedRows(4, 16);
  const GroupWindow &out = group.workload.windows[2];
  EXPECT_TRUE(group.workload.codedSide(tiling({4, 4}, {1}), out).isAligned);
  EXPECT_FALSE(group.workload.codedSide(tiling({4, 6}, {1}), out).isAligned);
  group.workload.windows[2].coded.isAligned = false; // By its offset.
  EXPECT_FALSE(group.workload.codedSide(tiling({4, 4}, {1}), out).isAligned);
}

//===----------------------------------------------------------------------===//
// Masks
//===----------------------------------------------------------------------===//

/// The sum over n of x[m, n] where n <= m + ahead.
static TestGroup maskedGroup(int64_t m, int64_t n, int64_t ahead) {
  TestGroup group = foldGroup(m, n);
  group.workload.masked = MaskedPlane{0, 1, ahead};
  group.workload.operations[0].isMasked = true;
  return group;
}

TEST(Workload, StaircaseByHand) {
  TestGroup group = maskedGroup(8, 8, 1);
  auto stairs = group.workload.staircase(tiling({2, 8}, {0}));
  ASSERT_TRUE(stairs);
  EXPECT_EQ(stairs->columns(0), 3);
  EXPECT_EQ(stairs->columns(2), 7);
  EXPECT_EQ(stairs->columns(3), 8);
  EXPECT_EQ(group.workload.uselessPoints(), 6 + 5 + 4 + 3 + 2 + 1);
  EXPECT_EQ(group.workload.skippedPoints(tiling({2, 8}, {0})),
            2 * 5 + 2 * 3 + 2 * 1);
  // The columns are cut, or the rows are not.
  EXPECT_FALSE(group.workload.staircase(tiling({2, 4}, {0, 1})));
  EXPECT_FALSE(group.workload.staircase(tiling({8, 8}, {})));
  EXPECT_EQ(group.workload.skippedPoints(tiling({8, 8}, {})), 0);
}

TEST(Workload, SkippedPointsAreThoseBehindTheLastRow) {
  std::mt19937_64 random(5);
  for (int i = 0; i < 500; ++i) {
    int64_t m = 2 + random() % 30, n = 2 + random() % 30, ahead = random() % 12;
    TestGroup group = maskedGroup(m, n, ahead);
    int64_t tile = 1 + random() % (m - 1), useless = 0, skipped = 0;
    for (int64_t row = 0; row < m; ++row)
      for (int64_t column = 0; column < n; ++column) {
        int64_t last = row / tile * tile + tile - 1;
        useless += column > row + ahead;
        skipped += column > last + ahead;
      }
    EXPECT_EQ(group.workload.uselessPoints(), useless);
    EXPECT_EQ(group.workload.skippedPoints(tiling({tile, n}, {0})), skipped)
        << m << " x " << n << " by " << tile << ", ahead " << ahead;
  }
}
