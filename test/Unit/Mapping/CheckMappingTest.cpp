//===- CheckMappingTest.cpp - whether a mapping is legal ------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A mapping that the search found is legal; each case breaks one rule of it.
///
//===----------------------------------------------------------------------===//

#include "ridge/Mapping/CheckMapping.h"
#include "TestGroups.h"

using namespace ridge;
using namespace ridge::test;

enum : MemoryId { Dram, Sram, Acc };

namespace {
class CheckMappingTest : public testing::Test {
protected:
  /// relu(A * B) of 8 x 8 x 8 in tiles of 4 x 8 x 2, all in two slots.
  CheckMappingTest() {
    completeForMappings(group);
    std::string reason;
    EXPECT_TRUE(group.workload.bind({}, reason)) << reason;
    Tiling tiling;
    tiling.tiles = {4, 8, 2};
    tiling.order = {0, 2};
    group.workload.giveTwoSlots(tiling);
    mapping = group.workload.mappingOf(tiling);
  }

  std::string check() {
    std::optional<Refusal> refusal = checkMapping(group.workload, mapping);
    place = refusal ? refusal->place : MappingPlace();
    return refusal ? refusal->print() : "";
  }

  TestGroup group = productGroup(8, 8, 8);
  Mapping mapping;
  MappingPlace place; ///< Of the last refusal.
};
} // namespace

using Kind = MappingPlace::Kind;

TEST_F(CheckMappingTest, WhatWasRecordedIsLegal) {
  EXPECT_EQ(check(), "");
  Tiling tiling = mapping.tiling();
  EXPECT_EQ(group.workload.mappingOf(tiling), mapping);
}

TEST_F(CheckMappingTest, M1Capacity) {
  group.machine->memories[Sram].bytes = 2 * (8 + 16 + 128) - 1;
  EXPECT_EQ(check(), "M-1: the buffers take 304 bytes of @sram, which holds "
                     "303");
  mapping.windows[1].slots = 1; // Each buffer has its own.
  EXPECT_EQ(check(), "");
}

TEST_F(CheckMappingTest, M2Order) {
  mapping.order = {2, 0};
  EXPECT_EQ(check().substr(0, 30), "M-2: the loops do not compute ");
}

TEST_F(CheckMappingTest, M3Units) {
  group.workload.windows[2].codec = StoredCodec{"", 8, 16};
  mapping.tiles = {8, 4, 8};
  mapping.order = {1};
  for (BufferPlan &plan : mapping.windows)
    plan.slots = 1;
  mapping.locals[0].slots = 1;
  EXPECT_EQ(check(), "M-3: tiles of w2 are not whole units of the codec");
  EXPECT_EQ(place.kind, Kind::Window);
  EXPECT_EQ(place.number, 2);
}

TEST_F(CheckMappingTest, M11Limits) {
  InstructionId product = mapping.operations[0].match.instruction;
  group.machine->instructions[product].dims[2].low = 3;
  EXPECT_EQ(check(), "M-11: @matmul needs k of at least 3, the tile leaves 2");
  EXPECT_EQ(place.kind, Kind::Operation);
  EXPECT_EQ(place.number, 0);
}

TEST_F(CheckMappingTest, M12Loops) {
  mapping.order = {0};
  EXPECT_EQ(check(), "M-12: d2 has tiles of 2 of 8 and no loop");
  EXPECT_EQ(place.number, 2);
  mapping.order = {0, 0, 2};
  EXPECT_EQ(check(), "M-12: d0 has a loop by 4 inside of one by 4");
  mapping.steps = {8, 2};
  EXPECT_EQ(check(), "M-12: 2 steps for 3 loops");
  mapping.steps = {6, 4, 2};
  EXPECT_EQ(check(), "M-12: d0 has a loop by 6, expected a multiple of the "
                     "loops inside");
  mapping.steps = {8, 2, 2};
  EXPECT_EQ(check(), "M-12: d0 has a loop by 2, expected a multiple of the "
                     "loops inside");
  mapping.steps = {8, 4, 2}; // One box of two tiles.
  EXPECT_EQ(check(), "");
  mapping.tiles[0] = 1; // Boxes of 3, 3 and 2.
  mapping.steps = {3, 1, 2};
  EXPECT_EQ(check(), "M-12: d0 has a loop by 3 of which the last does not hold "
                     "3 tiles of 1");
  mapping.tiles[0] = 4;
  mapping.steps.clear();
  mapping.order = {0, 7};
  EXPECT_EQ(check(), "M-12: d7 is no dim of the group, which has 3");
  mapping.order = {0, 2};
  mapping.tiles[0] = 9;
  EXPECT_EQ(check(), "M-12: d0 has tiles of 9, expected 1 to its extent, 8");
  mapping.tiles[0] = 0;
  EXPECT_NE(check(), "");
  mapping.tiles.pop_back();
  EXPECT_EQ(check(), "M-12: 2 tile sizes for 3 dims");
}

TEST_F(CheckMappingTest, M13Cuts) {
  TestGroup fold = foldGroup(4, 8);
  std::string reason;
  ASSERT_TRUE(fold.workload.bind({}, reason)) << reason;
  Tiling tiling;
  tiling.tiles = {4, 2};
  tiling.order = {1};
  auto refusal = checkMapping(fold.workload, fold.workload.mappingOf(tiling));
  ASSERT_TRUE(refusal);
  EXPECT_EQ(refusal->rule, MappingRule::Cuts);
  EXPECT_EQ(refusal->place.number, 1);
}

TEST_F(CheckMappingTest, M14Instructions) {
  mapping.operations[1].match.instruction = 0;
  EXPECT_EQ(check().substr(0, 40), "M-14: @matmul(A, B) does not run the ope");
  EXPECT_EQ(place.kind, Kind::Operation);
  EXPECT_EQ(place.number, 1);
  mapping.operations[1].match = group.workload.operations[1].match;
  mapping.operations[0].fill.reset();
  EXPECT_EQ(check(), "M-14: the operation's sum starts from a value, and "
                     "nobody is to write it");
}

TEST_F(CheckMappingTest, M15Memories) {
  mapping.locals[0].memory = Sram;
  EXPECT_EQ(check(), "M-15: operand C is taken from @acc, not from @sram");
  EXPECT_EQ(place.kind, Kind::Operation);
  mapping.locals[0].memory = Acc;
  mapping.windows[0].memory = Acc;
  EXPECT_EQ(check(), "M-15: @acc lacks a path that the tile needs to or from "
                     "the home memory");
  mapping.windows[0].memory = Dram;
  // Instructions may take operands from there; this one does not.
  EXPECT_EQ(check(), "M-15: operand A is taken from @sram, not from @dram");
  EXPECT_EQ(place.kind, Kind::Operation);
}

TEST_F(CheckMappingTest, M16Slots) {
  mapping.windows[0].slots = 0;
  EXPECT_EQ(check(), "M-16: 0 slots, expected 1 to the number of tiles, 8");
  mapping.windows[0].slots = 5;
  EXPECT_EQ(check(), "");
  mapping.windows[0].slots = 9;
  EXPECT_EQ(check(), "M-16: 9 slots, expected 1 to the number of tiles, 8");
  mapping.windows[0].slots = 2;
  mapping.tiles = {8, 8, 2};
  mapping.order = {2};
  EXPECT_EQ(check(), "M-16: 2 slots, expected 1 to the number of tiles, 1");
  EXPECT_EQ(place.number, 2); // A and B move with k, the result does not.
}

TEST_F(CheckMappingTest, M17Storages) {
  mapping.storages[0] = 1;
  EXPECT_EQ(check(), "M-17: t0 is said to share a buffer with one that is not "
                     "the first in it or lies elsewhere");
}

/// Two locals in a row that are read point by point may share a buffer, or not.
TEST_F(CheckMappingTest, M17SharingIsAChoice) {
  TestGroup chain("chain", {8});
  int32_t x = chain.addWindow({0}, Format::I32, false);
  int32_t out = chain.addWindow({0}, Format::I32, true);
  int32_t first = chain.addLocal({0}, Format::I32, 1, false);
  int32_t second = chain.addLocal({0}, Format::I32, 1, false);
  const char *copy = "(d0) in i32[0] out i32[0] { "
                     "%2 = arith.maxsi %0, %0 : i32; yield %2 }";
  chain.addOperation(copy, {0}, 0, {x}, first);
  chain.addOperation(copy, {0}, 0, {first}, second);
  chain.addOperation(copy, {0}, 0, {second}, out);
  for (GroupOperation &operation : chain.workload.operations)
    operation.reads[0].isPointwise = true;
  std::string reason;
  ASSERT_TRUE(chain.workload.bind({}, reason)) << reason;
  Tiling tiling;
  tiling.tiles = {8};
  Mapping shared = chain.workload.mappingOf(tiling), apart = shared;
  EXPECT_EQ(shared.storages[1], 0);
  apart.storages[1] = 1;
  EXPECT_FALSE(checkMapping(chain.workload, apart));
  EXPECT_EQ(chain.workload.footprint(tiling)[Sram], 4 * 32);
  EXPECT_FALSE(checkMapping(chain.workload, shared));
  EXPECT_EQ(chain.workload.footprint(tiling)[Sram], 3 * 32);
  // Not point by point: the second would overwrite what is still to be read.
  chain.workload.operations[1].reads[0].isPointwise = false;
  auto refusal = checkMapping(chain.workload, shared);
  ASSERT_TRUE(refusal);
  EXPECT_EQ(refusal->print(), "M-17: t1 cannot share a buffer with t0: it is "
                              "not made of it in place");
}

TEST_F(CheckMappingTest, M21KeptTensors) {
  mapping.windows[2] = {Sram, 1, 64};
  EXPECT_EQ(check(), "");
  EXPECT_TRUE(group.workload.windows[2].kept);
  group.machine->memories[Sram].alignment = 128;
  EXPECT_EQ(check(), "M-21: w2 is kept at 64, expected a multiple of 128");
  EXPECT_EQ(place.kind, Kind::Window);
  group.machine->memories[Sram].alignment = 64;
  group.workload.windows[2].codec = StoredCodec{"", 8, 1};
  EXPECT_EQ(check(), "M-21: w2 is in a codec, and such tensors are not kept");
  group.workload.windows[2].codec.reset();
  // What reads it must take it from there, with or without a path.
  mapping.windows[2] = {Dram, 1, 0};
  EXPECT_EQ(check().substr(0, 16), "M-15: operand ou");
  // Slots that it does not take any more are free.
  mapping.windows[2] = {Sram, 1, 0};
  group.machine->memories[Sram].bytes = 2 * (8 + 16);
  group.machine->memories[Sram].alignment = 1;
  EXPECT_EQ(check(), "");
}

TEST_F(CheckMappingTest, M18AnotherGroup) {
  mapping.windows.pop_back();
  EXPECT_EQ(check(), "M-18: the mapping is one of 2 operations, 2 windows and "
                     "1 locals, the group has 2 operations, 3 windows and 1 "
                     "locals");
}
