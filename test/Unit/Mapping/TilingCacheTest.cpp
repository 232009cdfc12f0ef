//===- TilingCacheTest.cpp - searches that were made before ---------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Mapping/TilingCache.h"
#include "TestGroups.h"

using namespace ridge;
using namespace ridge::test;

static std::optional<Tiling> ask(TilingCache &cache, TestGroup &group,
                                 std::string &reason) {
  return cache.search(group.workload, hashParts(*group.machine),
                      /*thorough=*/true, reason);
}

static void expectEqual(const std::optional<Tiling> &one,
                        const std::optional<Tiling> &other) {
  ASSERT_EQ(one.has_value(), other.has_value());
  if (!one)
    return;
  EXPECT_EQ(one->tiles, other->tiles);
  EXPECT_EQ(one->order, other->order);
  EXPECT_EQ(one->steps, other->steps);
  EXPECT_EQ(one->slots, other->slots);
  EXPECT_EQ(one->depths, other->depths);
  EXPECT_EQ(one->cycles, other->cycles);
}

TEST(TilingCache, EqualWorkloadsAreSearchedOnce) {
  TilingCache cache;
  std::string reason;
  TestGroup one = productGroup(64, 96, 128), other = productGroup(64, 96, 128);
  auto first = ask(cache, one, reason), second = ask(cache, other, reason);
  ASSERT_TRUE(first);
  expectEqual(first, second);
  EXPECT_TRUE(one.workload.runsAs(other.workload));
  TestGroup larger = productGroup(64, 96, 129);
  ASSERT_TRUE(ask(cache, larger, reason));
  EXPECT_EQ(cache.counts().asked, 3);
  EXPECT_EQ(cache.counts().searched, 2);
}

TEST(TilingCache, AQuickSearchIsNoThoroughOne) {
  TilingCache cache;
  std::string reason;
  TestGroup group = rowGroup(40, 70);
  PartHashes parts = hashParts(*group.machine);
  cache.search(group.workload, parts, /*thorough=*/false, reason);
  cache.search(group.workload, parts, /*thorough=*/true, reason);
  EXPECT_EQ(cache.counts().searched, 2);
}

/// What a change of the machine asks for.
static int64_t searchesAfter(llvm::function_ref<void(Machine &)> change) {
  TilingCache cache;
  std::string reason;
  TestGroup before = rowGroup(40, 70), after = rowGroup(40, 70);
  change(*after.machine);
  EXPECT_TRUE(ask(cache, before, reason)) << reason;
  ask(cache, after, reason);
  return cache.counts().searched - 1;
}

TEST(TilingCache, AMachineCountsByWhatASearchSees) {
  auto instruction = [](Machine &machine,
                        llvm::StringRef name) -> Instruction & {
    return machine.instructions[machine.findInstruction(name)];
  };
  EXPECT_EQ(searchesAfter([](Machine &) {}), 0);
  // Sums of rows are no business of the array.
  EXPECT_EQ(searchesAfter([&](Machine &machine) {
              Instruction &matmul = instruction(machine, "matmul");
              matmul.occupancy = parseTime(matmul, "m");
            }),
            0);
  EXPECT_EQ(searchesAfter([&](Machine &machine) {
              Instruction &lanes = instruction(machine, "lanes");
              lanes.occupancy = parseTime(lanes, "n");
            }),
            1);
  EXPECT_EQ(searchesAfter([](Machine &machine) { machine.name = "other"; }), 0);
  EXPECT_EQ(
      searchesAfter([](Machine &machine) { machine.memories[1].bytes /= 2; }),
      1);
  EXPECT_EQ(
      searchesAfter([](Machine &machine) { machine.paths[0].latency += 1; }),
      1);
}

TEST(TilingCache, FailuresKeepTheirReason) {
  TilingCache cache;
  std::string first, second;
  for (std::string *reason : {&first, &second}) {
    TestGroup group = productGroup(8, 8, 8);
    group.machine->memories[1].bytes = 1;
    EXPECT_FALSE(ask(cache, group, *reason));
  }
  EXPECT_NE(first, "");
  EXPECT_EQ(first, second);
  EXPECT_EQ(cache.counts().searched, 1);
}

TEST(TilingCache, HoldsAtLeastItsCapacity) {
  TilingCache cache(/*capacity=*/4);
  std::string reason;
  auto askFor = [&](int64_t rows) {
    TestGroup group = rowGroup(rows, 8);
    ask(cache, group, reason);
  };
  for (int64_t rows = 1; rows <= 12; ++rows)
    askFor(rows);
  int64_t before = cache.counts().searched;
  for (int64_t rows = 9; rows <= 12; ++rows)
    askFor(rows);
  EXPECT_EQ(cache.counts().searched, before);
  askFor(1);
  EXPECT_EQ(cache.counts().searched, before + 1);
}

/// In any order of questions, over machines that differ: as without a cache.
TEST(TilingCache, AnswersAsASearchDoes) {
  std::mt19937_64 random(17);
  TilingCache cache(/*capacity=*/64);
  int found = 0;
  for (int i = 0; i < 400; ++i) {
    TestGroup group = randomGroup(random, 3);
    group.machine->memories[1].bytes = 64 << random() % 3;
    Instruction &lanes =
        group.machine->instructions[group.machine->findInstruction("lanes")];
    lanes.occupancy = parseTime(lanes, random() % 2 ? "n" : "n + 40");
    Workload fresh = group.workload;
    std::string reason, why;
    auto expected = searchGroup(fresh, /*thorough=*/true, why);
    auto answer = ask(cache, group, reason);
    expectEqual(expected, answer);
    EXPECT_TRUE(fresh.runsAs(group.workload));
    EXPECT_EQ(why, reason);
    found += expected.has_value();
  }
  EXPECT_GT(found, 200);
  EXPECT_LT(cache.counts().searched, 300);
}
