//===- FlowNetworkTest.cpp - max-min fair sharing -------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Rates and release cycles of small networks, each derived by hand.
///
//===----------------------------------------------------------------------===//

#include "lib/Sim/FlowNetwork.h"
#include <cmath>
#include <gtest/gtest.h>
#include <random>

using namespace ridge;

namespace {

/// Memories of the given widths; path i joins ends[i].
Machine network(std::vector<int64_t> widths,
                std::vector<std::pair<int, int>> ends) {
  Machine machine;
  for (int64_t width : widths) {
    Memory memory;
    memory.bytesPerCycle = width;
    machine.memories.push_back(memory);
  }
  for (auto [from, to] : ends) {
    Path path;
    path.from = from;
    path.to = to;
    machine.paths.push_back(path);
  }
  return machine;
}

/// `wire` bytes at up to `rate`, and what they are at the two memories.
TransferDemand demand(int64_t wire, double rate, int64_t fromBytes,
                      int64_t toBytes) {
  TransferDemand demand;
  demand.wire = wire;
  demand.rate = rate;
  demand.sourceBytes = demand.sourceLoad = fromBytes;
  demand.targetBytes = demand.targetLoad = toBytes;
  return demand;
}

TransferDemand demand(int64_t wire, double rate) {
  return demand(wire, rate, wire, wire);
}

using Releases = llvm::SmallVector<FlowNetwork::Release, 8>;

TEST(FlowNetwork, OneFlowRunsAtItsCap) {
  Machine m = network({12, 12}, {{0, 1}});
  FlowNetwork flows(m);
  flows.start(0, 7, 0, demand(100, 5), 20);
  EXPECT_EQ(flows.rateOf(7), 5);
  EXPECT_EQ(flows.nextEnd(), 20); // 100 / 5
}

TEST(FlowNetwork, WaterFillsAroundTheCappedFlow) {
  // 12 B/cycle for caps 2, 9, 9: 2 is frozen first, the others get 5 each.
  Machine m = network({12, 100, 100, 100}, {{0, 1}, {0, 2}, {0, 3}});
  FlowNetwork flows(m);
  flows.start(0, 0, 0, demand(1000, 2), 500);
  flows.start(0, 1, 1, demand(1000, 9), 112);
  flows.start(0, 2, 2, demand(1000, 9), 112);
  EXPECT_EQ(flows.rateOf(0), 2);
  EXPECT_EQ(flows.rateOf(1), 5);
  EXPECT_EQ(flows.rateOf(2), 5);
}

TEST(FlowNetwork, SecondMemoryGivesBackWhatItsFlowsCannotUse) {
  // Memory 0 (10) carries flows A, B; memory 1 (4) carries B, C.
  // Memory 1 is full first at 2 each; A takes the other 8 of memory 0.
  Machine m = network({10, 4, 100, 100}, {{0, 2}, {0, 1}, {1, 3}});
  FlowNetwork flows(m);
  flows.start(0, 0, 0, demand(800, 10), 80);
  flows.start(0, 1, 1, demand(800, 10), 80);
  flows.start(0, 2, 2, demand(800, 10), 80);
  EXPECT_EQ(flows.rateOf(1), 2);
  EXPECT_EQ(flows.rateOf(2), 2);
  EXPECT_EQ(flows.rateOf(0), 8);
}

TEST(FlowNetwork, FlowInsideOneMemoryCountsOnce) {
  Machine m = network({10}, {{0, 0}});
  FlowNetwork flows(m);
  flows.start(0, 0, 0, demand(100, 10), 10);
  EXPECT_EQ(flows.rateOf(0), 10);
}

TEST(FlowNetwork, OthersSpeedUpInsideACycle) {
  // 10 B/cycle. A (25 bytes) and B (100) at 5 each: A ends at 5.0; B has 75
  // left and ends at 12.5, so its engine is free in cycle 13.
  Machine m = network({10, 100, 100}, {{0, 1}, {0, 2}});
  FlowNetwork flows(m);
  Releases released;
  flows.start(0, 0, 0, demand(25, 10), 3);
  flows.start(0, 1, 1, demand(100, 10), 10);
  EXPECT_EQ(flows.nextEnd(), 5);
  flows.advance(5, released);
  ASSERT_EQ(released.size(), 1u);
  EXPECT_EQ(released[0].owner, 0);
  EXPECT_EQ(released[0].cycle, 5);
  EXPECT_EQ(flows.nextEnd(), 13);
}

TEST(FlowNetwork, FractionalEndsLoseNoBandwidth) {
  // Three flows of 11, 22 and 33 bytes on 10 B/cycle: work conserving sharing
  // ends exactly at 66 / 10 = 6.6, whatever happens inside the cycles.
  Machine m = network({10, 99, 99, 99}, {{0, 1}, {0, 2}, {0, 3}});
  FlowNetwork flows(m);
  Releases released;
  flows.start(0, 0, 0, demand(11, 10), 2);
  flows.start(0, 1, 1, demand(22, 10), 3);
  flows.start(0, 2, 2, demand(33, 10), 4);
  while (!flows.empty())
    flows.advance(flows.nextEnd(), released);
  ASSERT_EQ(released.size(), 3u);
  EXPECT_EQ(released[0].cycle, 4); // 33 / 10 = 3.3
  EXPECT_EQ(released[1].cycle, 6); // 3.3 + 22 / 10 = 5.5
  EXPECT_EQ(released[2].cycle, 7); // 6.6
}

TEST(FlowNetwork, UnslowedFlowIsReleasedWhenTimingSays) {
  // A flow that never shares takes the date it came with, not one recomputed
  // in floating point.
  Machine m = network({1000, 1000, 1000}, {{0, 1}, {0, 2}});
  FlowNetwork flows(m);
  Releases released;
  flows.start(0, 0, 0, demand(1024, 10.24), 100);
  flows.advance(37, released);
  flows.start(37, 1, 1, demand(7, 0.7), 47);
  while (!flows.empty())
    flows.advance(flows.nextEnd(), released);
  ASSERT_EQ(released.size(), 2u);
  EXPECT_EQ(released[0].cycle, 47);
  EXPECT_EQ(released[1].cycle, 100);
}

TEST(FlowNetwork, LateComerSharesFromItsStart) {
  // A: 100 bytes alone at 10 until 4, 60 left; then 5 each. B: 20 bytes ends at
  // 8; A has 40 left and ends at 12.
  Machine m = network({10, 99, 99}, {{0, 1}, {0, 2}});
  FlowNetwork flows(m);
  Releases released;
  flows.start(0, 0, 0, demand(100, 10), 10);
  flows.advance(4, released);
  flows.start(4, 1, 1, demand(20, 10), 6);
  while (!flows.empty())
    flows.advance(flows.nextEnd(), released);
  EXPECT_EQ(released[0].cycle, 8);
  EXPECT_EQ(released[1].cycle, 12);
}

TEST(FlowNetwork, NothingToEndIsNever) {
  Machine m = network({10}, {});
  FlowNetwork flows(m);
  EXPECT_EQ(flows.nextEnd(), FlowNetwork::never);
  EXPECT_TRUE(flows.empty());
}

//===----------------------------------------------------------------------===//
// Codes on one side, values on the other
//===----------------------------------------------------------------------===//

TEST(FlowNetwork, ValuesFillTheirMemorySooner) {
  // Memory 0 (12) is the source of codes, memory 1 (6) takes 3 bytes of values
  // for each: 2 B/cycle on the wire fill memory 1, 10 of memory 0 are left.
  Machine m = network({12, 6, 100}, {{0, 1}, {0, 2}});
  FlowNetwork flows(m);
  flows.start(0, 0, 0, demand(100, 12, 100, 300), 50);
  EXPECT_DOUBLE_EQ(flows.rateOf(0), 2);
  flows.start(0, 1, 1, demand(100, 12), 9);
  EXPECT_DOUBLE_EQ(flows.rateOf(0), 2);
  EXPECT_DOUBLE_EQ(flows.rateOf(1), 10);
}

TEST(FlowNetwork, RatesOfTheWireRiseTogether) {
  // 12 B/cycle for caps 2, 9, 9; the last takes 3 bytes there for one on the
  // wire. The first is frozen at 2; x + 3 x = 10 gives the others 2.5.
  Machine m = network({12, 100, 100, 100}, {{1, 0}, {2, 0}, {3, 0}});
  FlowNetwork flows(m);
  flows.start(0, 0, 0, demand(1000, 2), 500);
  flows.start(0, 1, 1, demand(1000, 9), 112);
  flows.start(0, 2, 2, demand(1000, 9, 1000, 3000), 112);
  EXPECT_DOUBLE_EQ(flows.rateOf(0), 2);
  EXPECT_DOUBLE_EQ(flows.rateOf(1), 2.5);
  EXPECT_DOUBLE_EQ(flows.rateOf(2), 2.5);
}

TEST(FlowNetwork, FewerValuesThanCodesLeaveRoom) {
  // A row shorter than its unit: half a byte arrives for each on the wire.
  // x + x / 2 = 9 gives 6 each.
  Machine m = network({100, 9, 100}, {{0, 1}, {2, 1}});
  FlowNetwork flows(m);
  flows.start(0, 0, 0, demand(1000, 9), 112);
  flows.start(0, 1, 1, demand(1000, 18, 1000, 500), 56);
  EXPECT_DOUBLE_EQ(flows.rateOf(0), 6);
  EXPECT_DOUBLE_EQ(flows.rateOf(1), 6);
}

TEST(FlowNetwork, InsideOneMemoryTheLargerSideCounts) {
  // 12 B/cycle; 2 bytes of values for each byte of codes: 6 on the wire.
  Machine m = network({12}, {{0, 0}});
  FlowNetwork flows(m);
  flows.start(0, 0, 0, demand(60, 12, 60, 120), 5);
  EXPECT_DOUBLE_EQ(flows.rateOf(0), 6);
  EXPECT_EQ(flows.nextEnd(), 10);
}

/// What makes an allocation max-min fair: no memory is overfull, and every flow
/// below its cap crosses a full memory in which nobody has more.
TEST(FlowNetwork, RandomAllocationsAreMaxMinFair) {
  std::mt19937_64 random(11);
  for (int round = 0; round != 500; ++round) {
    int memories = 1 + random() % 4, count = 1 + random() % 6;
    std::vector<int64_t> widths;
    for (int i = 0; i != memories; ++i)
      widths.push_back(1 + random() % 64);
    std::vector<std::pair<int, int>> ends;
    for (int i = 0; i != count; ++i)
      ends.push_back({random() % memories, random() % memories});
    Machine m = network(widths, ends);
    FlowNetwork flows(m);
    std::vector<double> caps;
    // In every other round one side holds codes: up to 8 bytes there for one.
    std::vector<std::pair<int64_t, int64_t>> weights;
    for (int i = 0; i != count; ++i) {
      int64_t values = round % 2 ? 1 + random() % 8 : 1;
      weights.push_back(random() % 2 ? std::pair(values, int64_t(1))
                                     : std::pair(int64_t(1), values));
      double narrow =
          std::min(double(widths[ends[i].first]) / weights[i].first,
                   double(widths[ends[i].second]) / weights[i].second);
      caps.push_back(narrow * (1 + random() % 8) / 8);
      flows.start(0, i, i,
                  demand(1 << 20, caps[i], weights[i].first << 20,
                         weights[i].second << 20),
                  0);
    }
    std::vector<double> load(memories, 0), most(memories, 0);
    for (int i = 0; i != count; ++i) {
      double rate = flows.rateOf(i);
      EXPECT_LE(rate, caps[i] + 1e-9);
      for (int memory = 0; memory != memories; ++memory) {
        if (ends[i].first != memory && ends[i].second != memory)
          continue;
        auto [from, to] = weights[i];
        int64_t weight = ends[i].first != ends[i].second
                             ? (ends[i].first == memory ? from : to)
                             : std::max(from, to);
        load[memory] += rate * weight;
        most[memory] = std::max(most[memory], rate);
      }
    }
    for (int memory = 0; memory != memories; ++memory)
      EXPECT_LE(load[memory], widths[memory] + 1e-9);
    for (int i = 0; i != count; ++i) {
      auto bottleneck = [&](int memory) {
        return load[memory] > widths[memory] - 1e-6 &&
               flows.rateOf(i) > most[memory] - 1e-6;
      };
      EXPECT_TRUE(flows.rateOf(i) > caps[i] - 1e-9 ||
                  bottleneck(ends[i].first) || bottleneck(ends[i].second));
    }
  }
}

} // namespace
