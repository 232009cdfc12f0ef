//===- TilingCostTest.cpp - the rules of a tiling's cost ------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Rules M-1 to M-10 (TilingCost.h): by hand, against a walk over every tile,
/// and against a pipeline that is simulated step by step.
///
//===----------------------------------------------------------------------===//

#include "TestGroups.h"

using namespace ridge;
using namespace ridge::test;

/// Engines and memories of makeMachine().
enum { Load, Store, Array, Vector };

//===----------------------------------------------------------------------===//
// Legality
//===----------------------------------------------------------------------===//

TEST(TilingCost, M1CapacityIsALimit) {
  TestGroup group = rowGroup(8, 8);
  Tiling some = overlapping(group, tiling({4, 8}, {0}));
  // x and out 2 * 128, row 32.
  group.machine->memories[1].bytes = 2 * 128 + 2 * 128 + 32;
  EXPECT_TRUE(TilingCost(group.workload).evaluate(some));
  --group.machine->memories[1].bytes;
  EXPECT_FALSE(TilingCost(group.workload).evaluate(some));
  some.slots.clear();
  EXPECT_TRUE(TilingCost(group.workload).evaluate(some));
}

TEST(TilingCost, M2OrderMustCompute) {
  TestGroup group = productGroup(8, 8, 8);
  Tiling wrong = tiling({4, 8, 4}, {2, 0});
  EXPECT_FALSE(TilingCost(group.workload).evaluate(wrong));
}

TEST(TilingCost, M3UnitsAreWhole) {
  TestGroup group = rowGroup(4, 8);
  group.workload.windows[2].coded = {CodedSide::Side::Target, 8.0, 4, true};
  Tiling half = tiling({4, 6}, {1}), whole = tiling({4, 4}, {1});
  EXPECT_FALSE(TilingCost(group.workload).isLegal(half));
  EXPECT_TRUE(TilingCost(group.workload).isLegal(whole));
}

//===----------------------------------------------------------------------===//
// Demand
//===----------------------------------------------------------------------===//

/// x[8] + row[8] in tiles of 2, i32: a load takes 3 + 8 cycles and 7 more until
/// it is there, an instruction ceil(2 * 32 / 1024) = 1 and 6 more.
TEST(TilingCost, DemandByHand) {
  TestGroup group = rowGroup(1, 8);
  TilingDemand demand = TilingCost(group.workload)
                            .demandOf(overlapping(group, tiling({1, 2}, {1})));
  EXPECT_EQ(demand.tiles, 4);
  EXPECT_EQ(demand.busy[Load], 4 * 2 * 11); // M-4
  EXPECT_EQ(demand.once[Load], 2 * 11);
  EXPECT_EQ(demand.busy[Store], 4 * 11);
  EXPECT_EQ(demand.busy[Vector], 4 * 1); // M-5
  EXPECT_EQ(demand.busy[Array], 0);
  EXPECT_EQ(demand.wire[0], 3 * 32);
  EXPECT_EQ(demand.firstLoad, 2 * 18);
  EXPECT_EQ(demand.compute, 7);
  EXPECT_EQ(demand.lastStore, 18);
  EXPECT_EQ(demand.chain, demand.ramp()); // All of it moves with the loop.
}

TEST(TilingCost, CyclesByHand) {
  TestGroup group = rowGroup(1, 8);
  TilingCost cost(group.workload);
  Tiling some = overlapping(group, tiling({1, 2}, {1}));
  TilingDemand demand = cost.demandOf(some); // ramp 36 + 7 + 18 = 61
  // M-7: loads, 88 + 61 - 22 = 127. M-9: 4 * 61 / 2 = 122.
  EXPECT_EQ(cost.cyclesOf(some, demand), 127);
  // M-9 with one slot: 4 * 61.
  some.slots.clear();
  EXPECT_EQ(cost.cyclesOf(some, demand), 244);
  // M-8 at one byte per cycle: 96 + 7.
  group.machine->memories[0].bytesPerCycle = 1;
  some = overlapping(group, some);
  demand.busy.assign(4, 0), demand.once.assign(4, 0), demand.chain = 0;
  demand.firstLoad = demand.lastStore = 0;
  EXPECT_EQ(cost.cyclesOf(some, demand), 96 + 7);
}

/// An operation that reads what its own engine made waits for its latency.
TEST(TilingCost, M5ResultsOfTheSameQueueAreWaitedFor) {
  TestGroup group = foldGroup(4, 8);
  TilingCost cost(group.workload);
  TilingDemand demand = cost.demandOf(tiling({4, 8}, {}));
  // fold: m * ceil(n / 32) = 4; subtraction: 32 lanes of 32 bits, 1, and 6
  // more.
  EXPECT_EQ(demand.busy[Vector], 4 + (1 + 6));
  EXPECT_EQ(demand.compute, (4 + 6) + (1 + 6));
}

/// The vector engine makes what the product needs and takes what it gives: it
/// waits for the product. So does whoever loads outside of the inner loop.
TEST(TilingCost, M6QueuesAreHeld) {
  TestGroup group("chain", {4, 4, 4});
  int32_t x = group.addWindow({0, 2}, Format::I32, false);
  int32_t b = group.addWindow({2, 1}, Format::I8, false);
  int32_t out = group.addWindow({0, 1}, Format::I32, true);
  int32_t made = group.addLocal({0, 2}, Format::I32, 1, true);
  int32_t sum = group.addLocal({0, 1}, Format::I32, 2, true);
  const char *copy = "(d0, d1) in i32[0,1] out i32[0,1] { "
                     "%2 = arith.maxsi %0, %0 : i32; yield %2 }";
  group.addOperation(copy, {0, 2}, 0, {x}, made);
  group.addOperation(matmulText, {0, 1, 2}, 4, {made, b}, sum);
  group.addOperation(copy, {0, 1}, 0, {sum}, out);
  TilingDemand demand =
      TilingCost(group.workload).demandOf(tiling({4, 4, 4}, {}));
  // max(m, 128) + 254 of the product, 1 of each of its own.
  EXPECT_EQ(demand.busy[Vector], 2 * 1 + 128 + 254);
  EXPECT_EQ(demand.busy[Array], 128);
  // With n in two, B alone moves with the loop: x comes behind both of its
  // tiles, and the product holds the queue that waits for x twice.
  demand = TilingCost(group.workload)
               .demandOf(overlapping(group, tiling({2, 2, 4}, {0, 1})));
  EXPECT_EQ(demand.busy[Array], 4 * 128);
  EXPECT_EQ(demand.busy[Vector], 2 * 1 + 4 * 1 + 4 * (128 + 254));
}

/// x[8] + row[8] in tiles of 2: both loads come one after the other, 2 * 11
/// cycles and 7 more until the second is there, an addition 7; a store 18.
TEST(TilingCost, M19InstancesLiveFromFillToLastUse) {
  TestGroup group = rowGroup(1, 8);
  TilingDemand demand = TilingCost(group.workload)
                            .demandOf(overlapping(group, tiling({1, 2}, {1})));
  EXPECT_EQ(demand.instances, (llvm::SmallVector<double, 8>{4, 4, 4}));
  EXPECT_EQ(demand.lives,
            (llvm::SmallVector<double, 8>{29 + 1, 29 + 1, 7 + 11}));
}

/// The sum stays in its slot for all steps of the inner loop; the operands
/// change with each.
TEST(TilingCost, M19InnerLoopsAreAllOfALife) {
  TestGroup group = productGroup(8, 8, 8);
  TilingDemand demand =
      TilingCost(group.workload)
          .demandOf(overlapping(group, tiling({4, 4, 2}, {0, 1, 2})));
  EXPECT_EQ(demand.instances, (llvm::SmallVector<double, 8>{16, 16, 4, 4}));
  // Four products of 128 cycles and 254 more for the last; 1 to read it.
  EXPECT_EQ(demand.lives[3], 4 * 128 + 254 + 1);
}

/// Where two slots each do not fit, those go that are missed least: the result,
/// not the operands of the inner loop.
TEST(TilingCost, SlotsAreSavedWhereTheyAreMissedLeast) {
  TestGroup group = productGroup(8, 8, 8);
  TilingCost cost(group.workload);
  Tiling some = overlapping(group, tiling({4, 4, 2}, {0, 1, 2}));
  EXPECT_EQ(some.slots, (llvm::SmallVector<int32_t, 8>{2, 2, 2, 2}));
  // Slots of a and b have 8 bytes, of the result 64.
  group.machine->memories[1].bytes = 4 * 8 + 64;
  EXPECT_FALSE(cost.isLegal(some));
  EXPECT_TRUE(cost.saveSlots(some));
  EXPECT_EQ(some.slots, (llvm::SmallVector<int32_t, 8>{2, 2, 1, 2}));
  EXPECT_TRUE(cost.isLegal(some));
  group.machine->memories[1].bytes = 2 * 8 + 64;
  EXPECT_TRUE(cost.saveSlots(some));
  EXPECT_EQ(some.slots, (llvm::SmallVector<int32_t, 8>{1, 1, 1, 2}));
  --group.machine->memories[1].bytes;
  EXPECT_FALSE(cost.saveSlots(some));
}

/// M-4 and M-5 against a walk over every tile: bytes in both directions, times
/// of all instructions, ragged tiles included.
TEST(TilingCost, DemandAgainstEnumeration) {
  std::mt19937_64 random(4);
  for (int i = 0; i < 500; ++i) {
    TestGroup group = randomGroup(random, 9);
    const Workload &workload = group.workload;
    const Machine &machine = *workload.machine;
    Tiling some = randomTiling(random, workload);
    TilingDemand demand = TilingCost(workload).demandOf(some);

    double tiles = 0;
    forEachIteration(workload, some, some.order.size(), [&](auto) { ++tiles; });
    EXPECT_EQ(demand.tiles, tiles);

    std::vector<double> busy(machine.engines.size(), 0);
    double bytes = 0;
    for (const GroupWindow &window : workload.windows)
      forEachIteration(
          workload, some, workload.depthOf(some, window.dims), [&](auto at) {
            int64_t elements = 1;
            for (size_t dim = 0; dim < workload.extents.size(); ++dim)
              if ((window.dims >> dim) & 1)
                elements *= sizeAt(workload, some, int32_t(dim), at);
            bytes += double(elements * bytesOf(window.format));
            busy[machine.paths[window.route.front()].engine] +=
                3 + double(elements * bytesOf(window.format));
          });
    for (const GroupOperation &operation : workload.operations) {
      bool waits = llvm::any_of(operation.producers, [&](int32_t producer) {
        return workload.operations[producer].engine == operation.engine;
      });
      forEachIteration(
          workload, some, workload.depthOf(some, operation.used), [&](auto at) {
            llvm::SmallVector<int64_t, 6> sizes;
            for (int32_t dim : operation.dims)
              sizes.push_back(sizeAt(workload, some, dim, at));
            UnitTime time =
                kernelTime(machine, operation.match, *operation.kernel, sizes);
            busy[operation.engine] +=
                double(waits ? time.latency : time.occupancy);
          });
    }
    EXPECT_NEAR(demand.wire[0], bytes, 1e-6 * bytes) << group.name;
    for (int engine : {Load, Store, Array, Vector})
      EXPECT_NEAR(demand.busy[engine], busy[engine], 1e-6 * busy[engine])
          << group.name << ", engine " << engine;
  }
}

//===----------------------------------------------------------------------===//
// Time
//===----------------------------------------------------------------------===//

/// Tiles of equal size through load, vector and store queues with `slots` slots
/// in every buffer, one step at a time.
static int64_t simulate(int64_t tiles, int64_t slots, UnitTime load,
                        UnitTime compute, UnitTime store) {
  std::vector<int64_t> loaded, computed, stored;
  int64_t loadFree = 0, vectorFree = 0, storeFree = 0;
  for (int64_t i = 0; i < tiles; ++i) {
    auto slot = [&](const std::vector<int64_t> &done) {
      return i < slots ? 0 : done[i - slots];
    };
    int64_t begin = std::max(loadFree, slot(computed));
    loadFree = begin + load.occupancy;
    loaded.push_back(begin + load.latency);
    begin = std::max({vectorFree, loaded[i], slot(stored)});
    vectorFree = begin + compute.occupancy;
    computed.push_back(begin + compute.latency);
    begin = std::max(storeFree, computed[i]);
    storeFree = begin + store.occupancy;
    stored.push_back(begin + store.latency);
  }
  return stored.back();
}

/// M-7 is a limit of a pipeline with two slots. With one slot M-9 is all in a
/// row, which is never less. With two it asks for more where latencies are long
/// beside the work; where they are not, the estimate is near.
TEST(TilingCost, TimeOfAPipeline) {
  std::mt19937_64 random(5);
  for (int i = 0; i < 300; ++i) {
    int64_t tile = 1 + random() % 200, tiles = 1 + random() % 20;
    TestGroup group("copy", {tile * tiles});
    int32_t x = group.addWindow({0}, Format::I32, false);
    int32_t out = group.addWindow({0}, Format::I32, true);
    group.addOperation("(d0) in i32[0] out i32[0] { "
                       "%2 = arith.maxsi %0, %0 : i32; yield %2 }",
                       {0}, 0, {x}, out);
    int64_t moving = 3 + 4 * tile, computing = (tile * 32 + 1023) / 1024;
    UnitTime move{moving, moving + 7}, compute{computing, computing + 6};
    TilingCost cost(group.workload);
    Tiling some = tiling({tile}, {});
    if (tiles > 1)
      some.order = {0};
    some = overlapping(group, some);
    TilingDemand demand = cost.demandOf(some);
    double two = double(simulate(tiles, 2, move, compute, move));
    double estimate = cost.cyclesOf(some, demand);
    if (tile > 50) {
      EXPECT_NEAR(estimate, two, 0.05 * two) << tiles << " tiles of " << tile;
    }
    demand.chain = 0;
    EXPECT_LE(cost.cyclesOf(some, demand), two);
    EXPECT_LE(cost.cyclesOf(some, demand), estimate);
    some.slots.clear();
    EXPECT_GE(cost.cyclesOf(some, cost.demandOf(some)),
              double(simulate(tiles, 1, move, compute, move)));
  }
}

TEST(TilingCost, M10PrefersRoomOfEqualTimes) {
  TestGroup group = rowGroup(8, 8);
  Tiling some = tiling({8, 8}, {});
  TilingCost cost(group.workload);
  group.machine->memories[1].bytes = 2 * (256 + 32 + 256);
  ASSERT_TRUE(cost.evaluate(some)); // Half full.
  EXPECT_DOUBLE_EQ(some.objective, some.cycles * 1.005);
}

/// Sums of x[8, 8] in tiles of two rows: a tile has the columns up to its last
/// row.
TEST(TilingCost, M22TilesHaveTheColumnsOfTheirRows) {
  TestGroup group = foldGroup(8, 8);
  Tiling rows = tiling({2, 8}, {0});
  double all = TilingCost(group.workload).demandOf(rows).busy[Vector];
  group.workload.masked = MaskedPlane{0, 1, 0};
  group.workload.operations[0].isMasked = true;
  double some = TilingCost(group.workload).demandOf(rows).busy[Vector];
  const GroupOperation &sum = group.workload.operations[0];
  double less = 0;
  for (int64_t columns : {2, 4, 6, 8})
    for (auto [size, sign] : {std::pair(int64_t(8), 1), {columns, -1}})
      less += sign * double(kernelTime(*group.machine, sum.match, *sum.kernel,
                                       {2, size})
                                .occupancy);
  EXPECT_EQ(all - some, less);
}
