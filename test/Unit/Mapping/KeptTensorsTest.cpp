//===- KeptTensorsTest.cpp - tensors that stay where they are read --------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Chains of groups: each reads what the one before it has written.
///
//===----------------------------------------------------------------------===//

#include "ridge/Mapping/KeptTensors.h"
#include "TestGroups.h"
#include "ridge/Mapping/TilingCost.h"
#include "llvm/ADT/DenseSet.h"
#include <limits>

using namespace ridge;
using namespace ridge::test;

enum : MemoryId { Dram, Sram, Acc };

namespace {
/// out = x + row of m x n elements of i32, one after the other.
struct Chain {
  Machine machine = byteMachine();
  std::vector<Workload> workloads;
  std::vector<Tiling> tilings;
  std::vector<HandedTensor> tensors;

  void addGroup(int64_t m, int64_t n) {
    TestGroup group = rowGroup(m, n);
    completeForMappings(group);
    workloads.push_back(group.workload);
  }
  /// What group `from` writes is read by group `to`.
  void hand(int32_t from, int32_t to) {
    HandedTensor tensor;
    tensor.bytes = workloads[from].extents[0] * workloads[from].extents[1] * 4;
    tensor.windows = {{from, 2}, {to, 0}};
    tensors.push_back(tensor);
  }
  double cycles() const {
    double sum = 0;
    for (const Tiling &tiling : tilings)
      sum += tiling.cycles;
    return sum;
  }
  static std::optional<Tiling> find(Workload &workload) {
    std::string reason;
    return searchGroup(workload, /*thorough=*/true, reason);
  }
  /// True if every group can be tiled.
  bool search() {
    for (Workload &workload : workloads) {
      workload.machine = &machine;
      std::string reason;
      if (!workload.bind({}, reason))
        return false;
      std::optional<Tiling> tiling = find(workload);
      if (!tiling)
        return false;
      tilings.push_back(*tiling);
    }
    return true;
  }
  void keep() {
    std::vector<PlannedGroup> groups;
    for (auto [workload, tiling] : llvm::zip_equal(workloads, tilings))
      groups.push_back({&workload, &tiling, false, {}});
    keepTensors(machine, groups, tensors, find);
  }
};
} // namespace

TEST(KeptTensors, WhatFitsIsKeptInPlace) {
  Chain chain;
  chain.addGroup(8, 16);
  chain.addGroup(8, 16);
  chain.hand(0, 1);
  ASSERT_TRUE(chain.search());
  double before = chain.cycles();
  chain.keep();
  ASSERT_TRUE(chain.tensors[0].kept);
  EXPECT_EQ(chain.tensors[0].kept->memory, Sram);
  EXPECT_EQ(chain.tensors[0].kept->address, 0);
  EXPECT_EQ(chain.tensors[0].savedBytes, 2 * 8 * 16 * 4);
  EXPECT_LT(chain.cycles(), before);
  const int32_t windows[] = {2, 0};
  for (auto [workload, window] : llvm::zip_equal(chain.workloads, windows)) {
    EXPECT_TRUE(workload.windows[window].kept);
    EXPECT_TRUE(workload.windows[window].route.empty());
    EXPECT_EQ(workload.reserved[Sram], 512);
  }
  // The address is part of the mapping.
  Mapping mapping = chain.workloads[0].mappingOf(chain.tilings[0]);
  EXPECT_EQ(mapping.windows[2].address, 0);
  EXPECT_EQ(mapping.windows[2].slots, 1);
  EXPECT_FALSE(mapping.windows[0].address);
}

TEST(KeptTensors, TilesNeedRoomBesideIt) {
  Chain chain;
  chain.addGroup(8, 16);
  chain.addGroup(8, 16);
  chain.hand(0, 1);
  // The tensor alone would fit.
  chain.machine.memories[Sram].bytes = 512;
  ASSERT_TRUE(chain.search());
  chain.keep();
  EXPECT_FALSE(chain.tensors[0].kept);
}

TEST(KeptTensors, WhoSavesMostPerRoomComesFirst) {
  Chain chain;
  for (int i = 0; i < 4; ++i)
    chain.addGroup(8, 16);
  chain.hand(0, 3); // Through four groups,
  chain.hand(1, 2); // through two.
  chain.machine.memories[Sram].bytes = 512 + 300;
  ASSERT_TRUE(chain.search());
  chain.keep();
  EXPECT_FALSE(chain.tensors[0].kept);
  EXPECT_TRUE(chain.tensors[1].kept);
}

TEST(KeptTensors, NeighboursInTimeShareAddresses) {
  Chain chain;
  for (int i = 0; i < 4; ++i)
    chain.addGroup(8, 16);
  chain.hand(0, 1);
  chain.hand(2, 3);
  ASSERT_TRUE(chain.search());
  chain.keep();
  ASSERT_TRUE(chain.tensors[0].kept && chain.tensors[1].kept);
  EXPECT_EQ(chain.tensors[0].kept->address, 0);
  EXPECT_EQ(chain.tensors[1].kept->address, 0);
}

TEST(KeptTensors, WhatIsSettledStaysAsItIs) {
  Chain chain;
  chain.addGroup(8, 16);
  chain.addGroup(8, 16);
  chain.hand(0, 1);
  ASSERT_TRUE(chain.search());
  std::vector<PlannedGroup> groups;
  for (auto [workload, tiling] :
       llvm::zip_equal(chain.workloads, chain.tilings))
    groups.push_back({&workload, &tiling, /*isSettled=*/true, {}});
  keepTensors(chain.machine, groups, chain.tensors, Chain::find);
  EXPECT_FALSE(chain.tensors[0].kept);
}

TEST(KeptTensors, NothingOverlapsAndNothingIsSlower) {
  std::mt19937_64 random(7);
  int kept = 0, left = 0;
  for (int round = 0; round < 60; ++round) {
    Chain chain;
    auto length = static_cast<int32_t>(2 + random() % 5);
    for (int32_t i = 0; i < length; ++i)
      chain.addGroup(8, 16);
    for (int32_t from = 0; from + 1 < length; ++from)
      chain.hand(from, static_cast<int32_t>(from + 1 +
                                            random() % (length - from - 1)));
    // Each group reads one tensor at most.
    llvm::SmallDenseSet<int32_t> readers;
    llvm::erase_if(chain.tensors, [&](const HandedTensor &tensor) {
      return !readers.insert(tensor.last()).second;
    });
    chain.machine.memories[Sram].bytes =
        static_cast<int64_t>(256 + random() % 3000);
    ASSERT_TRUE(chain.search());
    double before = chain.cycles();
    chain.keep();
    EXPECT_LE(chain.cycles(), before * (1 + 1e-9));
    for (auto [workload, tiling] :
         llvm::zip_equal(chain.workloads, chain.tilings))
      EXPECT_TRUE(TilingCost(workload).isLegal(tiling));
    for (const HandedTensor &a : chain.tensors) {
      ++(a.kept ? kept : left);
      for (const HandedTensor &b : chain.tensors)
        if (&a < &b && a.kept && b.kept && a.first() <= b.last() &&
            b.first() <= a.last()) {
          EXPECT_TRUE(a.kept->address + a.bytes <= b.kept->address ||
                      b.kept->address + b.bytes <= a.kept->address);
        }
    }
  }
  EXPECT_GT(kept, 20);
  EXPECT_GT(left, 20);
}

/// What the vector unit writes the array reads in the same group.
TEST(KeptTensors, RoomIsWhatLiesBetweenTwoUses) {
  TestGroup pair("pair", {8, 8, 8});
  Machine &machine = *pair.machine;
  machine.instructions[machine.findInstruction("lanes")].laneFormats.push_back(
      Format::I8);
  int32_t x = pair.addWindow({0, 2}, Format::I8, false);
  int32_t b = pair.addWindow({1, 2}, Format::I8, false);
  int32_t a = pair.addWindow({0, 2}, Format::I8, true);
  int32_t out = pair.addWindow({0, 1}, Format::I32, true);
  int32_t sum = pair.addLocal({0, 1}, Format::I32, Acc, /*isShared=*/true);
  pair.addOperation("(d0, d1) in i8[0,1] out i8[0,1] { "
                    "%2 = arith.maxsi %0, %0 : i8; yield %2 }",
                    {0, 2}, 0, {x}, a);
  pair.addOperation(matmulText, {0, 1, 2}, /*reduced=*/4, {a, b}, sum);
  pair.addOperation("(d0, d1) in i32[0,1] out i32[0,1] { "
                    "%2 = arith.maxsi %0, %0 : i32; yield %2 }",
                    {0, 1}, 0, {sum}, out);
  completeForMappings(pair);
  pair.workload.windows[a].kept = KeptPlace{Sram, 0};
  std::string reason;
  ASSERT_TRUE(pair.workload.bind({}, reason)) << reason;
  EXPECT_TRUE(pair.workload.windows[a].isPassedOn);
  auto room = [&](llvm::ArrayRef<int64_t> tiles,
                  llvm::ArrayRef<int64_t> order) {
    return pair.workload.roomOf(tiling(tiles, order), a);
  };
  constexpr int64_t always = std::numeric_limits<int32_t>::max();
  EXPECT_EQ(room({2, 8, 4}, {0, 2}), always);
  EXPECT_EQ(room({8, 8, 8}, {}), always);
  // Two tiles of k until n comes back to the first of them.
  EXPECT_EQ(room({2, 4, 4}, {0, 1, 2}), 2);
  EXPECT_EQ(room({2, 4, 4}, {1, 0, 2}), 8);
  EXPECT_EQ(room({2, 4, 8}, {0, 1}), always);
  // Others have their slots.
  Tiling tiles = tiling({2, 4, 4}, {0, 1, 2});
  pair.workload.giveTwoSlots(tiles);
  EXPECT_EQ(tiles.slots[a], 1);
  EXPECT_EQ(pair.workload.roomOf(tiles, b), 2);
}
