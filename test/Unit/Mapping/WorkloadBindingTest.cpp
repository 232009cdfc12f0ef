//===- WorkloadBindingTest.cpp - instructions and memories of a group -----===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What bind() decides of groups that say only what they compute. Engines and
/// memories of makeMachine(): @dram, @sram, @acc.
///
//===----------------------------------------------------------------------===//

#include "TestGroups.h"

using namespace ridge;
using namespace ridge::test;

enum : MemoryId { Dram, Sram, Acc };

/// Forgets what the group was built with.
static void unbind(TestGroup &group) {
  for (GroupWindow &window : group.workload.windows) {
    window.memory = -1;
    window.route.clear();
    window.isRead = !window.isWritten;
  }
  for (GroupLocal &local : group.workload.locals)
    local.memory = local.storage = -1;
  for (GroupOperation &operation : group.workload.operations) {
    operation.match = {};
    operation.engine = -1;
  }
  group.workload.numStorages = 0;
  group.workload.cuts.clear();
}

/// Its sums begin with a value that @lanes writes to @acc.
static TestGroup filledProduct(int64_t m, int64_t n, int64_t k) {
  TestGroup group = productGroup(m, n, k);
  InstructionId lanes = group.machine->findInstruction("lanes");
  group.machine->instructions[lanes].operands.back().memories.push_back(Acc);
  return group;
}

TEST(WorkloadBinding, FindsWhatTheProductWasBuiltWith) {
  TestGroup built = filledProduct(8, 8, 8), group = filledProduct(8, 8, 8);
  unbind(group);
  std::string reason;
  ASSERT_TRUE(group.workload.bind({}, reason)) << reason;
  EXPECT_EQ(group.workload.windows[0].memory, Sram);
  EXPECT_EQ(group.workload.windows[0].route.front(), 0);
  EXPECT_EQ(group.workload.windows[2].route.front(), 1);
  EXPECT_EQ(group.workload.locals[0].memory, Acc);
  EXPECT_TRUE(group.workload.locals[0].isShared);
  EXPECT_EQ(group.workload.numStorages, 1);
  for (auto [mine, wanted] :
       llvm::zip_equal(group.workload.operations, built.workload.operations)) {
    EXPECT_EQ(mine.match, wanted.match);
    EXPECT_EQ(mine.engine, wanted.engine);
  }
  EXPECT_TRUE(group.workload.operations[0].fill);
  EXPECT_FALSE(group.workload.operations[1].fill);
}

TEST(WorkloadBinding, WhatIsFoldedAndWalkedAgainIsWhole) {
  TestGroup group = foldGroup(4, 8);
  unbind(group);
  group.workload.whole = 0;
  std::string reason;
  ASSERT_TRUE(group.workload.bind({}, reason)) << reason;
  EXPECT_EQ(group.workload.whole, DimSet(2));
  EXPECT_EQ(group.workload.cuts[0], 1);
}

TEST(WorkloadBinding, DimsThatWalkBackwardsAreWhole) {
  TestGroup group = rowGroup(4, 8);
  unbind(group);
  group.workload.backwards = 1;
  std::string reason;
  ASSERT_TRUE(group.workload.bind({}, reason)) << reason;
  EXPECT_EQ(group.workload.whole, DimSet(1));
}

/// A chain of two operations through a local: the second takes over its
/// storage only if it reads point by point.
TEST(WorkloadBinding, StorageIsTakenOverPointByPoint) {
  for (bool isPointwise : {true, false}) {
    TestGroup group("chain", {8});
    int32_t x = group.addWindow({0}, Format::I32, false);
    int32_t out = group.addWindow({0}, Format::I32, true);
    int32_t first = group.addLocal({0}, Format::I32, 1, false);
    int32_t second = group.addLocal({0}, Format::I32, 1, false);
    const char *copy = "(d0) in i32[0] out i32[0] { "
                       "%2 = arith.maxsi %0, %0 : i32; yield %2 }";
    group.addOperation(copy, {0}, 0, {x}, first);
    group.addOperation(copy, {0}, 0, {first}, second);
    group.addOperation(copy, {0}, 0, {second}, out);
    for (GroupOperation &operation : group.workload.operations)
      operation.reads[0].isPointwise = isPointwise;
    unbind(group);
    std::string reason;
    ASSERT_TRUE(group.workload.bind({}, reason)) << reason;
    const std::vector<GroupLocal> &locals = group.workload.locals;
    EXPECT_EQ(locals[0].storage == locals[1].storage, isPointwise);
    EXPECT_FALSE(locals[0].isShared);
  }
}

/// A unit that cannot take the last tile is not chosen for it.
TEST(WorkloadBinding, LimitsHoldForTheTiles) {
  TestGroup group = rowGroup(1, 8);
  unbind(group);
  InstructionId chosen =
      group.workload.operations[0].candidates->matches.front().instruction;
  group.machine->instructions[chosen].dims.back().low = 3;
  std::string reason;
  EXPECT_TRUE(group.workload.bind({}, reason)) << reason;
  EXPECT_TRUE(group.workload.hasLimits);
  Tiling six;
  six.tiles = {1, 6};
  EXPECT_FALSE(group.workload.bind(six, reason));
  EXPECT_NE(reason.find("the tile leaves 2"), std::string::npos) << reason;
}

TEST(WorkloadBinding, EqualGroupsHaveOneFingerprint) {
  auto fingerprint = [](const TestGroup &group) {
    Workload workload = group.workload;
    std::string reason;
    EXPECT_TRUE(workload.bind({}, reason)) << reason;
    return workload.fingerprint(hashParts(*group.machine));
  };
  TestGroup group = filledProduct(8, 4, 2);
  EXPECT_EQ(fingerprint(group), fingerprint(filledProduct(8, 4, 2)));
  EXPECT_NE(fingerprint(group), fingerprint(filledProduct(8, 4, 3)));
  TestGroup other = filledProduct(8, 4, 2);
  other.workload.windows[0].box[0].homeStride = 7;
  EXPECT_NE(fingerprint(group), fingerprint(other));
  other = filledProduct(8, 4, 2);
  other.workload.windows[1].codec = StoredCodec{"rle", 4, 8};
  Workload coded = other.workload;
  EXPECT_NE(coded.fingerprint(hashParts(*other.machine)),
            group.workload.fingerprint(hashParts(*group.machine)));
  other = filledProduct(8, 4, 2);
  other.workload.operations[1].reads[0].isPointwise = true;
  EXPECT_NE(fingerprint(group), fingerprint(other));
}
