//===- BoundTest.cpp - times that no mapping can beat ---------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// C-bound-1 to C-bound-3 on the toy machine: @mac takes one cycle per element,
/// the home memory carries one element per cycle.
///
//===----------------------------------------------------------------------===//

#include "ridge/Cost/Cost.h"
#include "test/Unit/Sim/Toy.h"
#include <gtest/gtest.h>

using namespace ridge;
using namespace toy;

namespace {

int64_t bound(const Builder &b) { return estimate(b.program, machine()).bound; }

TEST(Bound, ComputeOfOneEngineAddsUpOverLayers) {
  Builder b;
  b.layer("first");
  b.layer("second");
  b.program.layers[0].work.push_back({{{mac, {100}, 3, 32, 2}}});
  b.program.layers[1].work.push_back({{{mac, {50}, 1, 32, 2}}});
  ProgramCost cost = estimate(b.program, machine());
  EXPECT_EQ(cost.bound, 350);
  EXPECT_EQ(cost.boundBy, "engine @array");
  EXPECT_EQ(cost.layers[0].bound, 300);
  EXPECT_EQ(cost.layers[1].bound, 50);
}

TEST(Bound, DifferentEnginesOverlap) {
  Builder b;
  b.layer("both");
  b.program.layers[0].work.push_back({{{mac, {100}, 1, 32, 2}}});
  b.program.layers[0].work.push_back({{{twice, {130}, 1, 32, 1}}});
  ProgramCost cost = estimate(b.program, machine());
  EXPECT_EQ(cost.bound, 130);
  EXPECT_EQ(cost.boundBy, "engine @vector");
}

TEST(Bound, WorkThatTwoEnginesCanDoIsSkipped) {
  Builder b;
  b.layer("either");
  b.program.layers[0].work.push_back(
      {{{mac, {100}, 1, 32, 2}, {twice, {100}, 1, 32, 1}}});
  EXPECT_EQ(bound(b), 0);
}

TEST(Bound, AlternativesOfOneEngineTakeTheLeast) {
  Builder b;
  b.layer("either");
  b.program.layers[0].work.push_back(
      {{{mac, {100}, 2, 32, 2}, {mac, {120}, 1, 32, 2}}});
  EXPECT_EQ(bound(b), 120);
}

TEST(Bound, NothingToDoHasNoLimit) {
  Builder b;
  ProgramCost cost = estimate(b.program, machine());
  EXPECT_EQ(cost.bound, 0);
  EXPECT_EQ(cost.boundBy, "");
}

TEST(Bound, HomeTrafficIsArgumentsReadAndResults) {
  // 100 elements in and out, 4 bytes each over 4 B/cycle.
  Builder b;
  addPipeline(b, 100, 32, 2);
  b.argument(5000); // Nobody reads it.
  ProgramCost cost = estimate(b.program, machine());
  EXPECT_EQ(cost.bound, 200);
  EXPECT_EQ(cost.boundBy, "memory @dram");
  EXPECT_EQ(cost.layers[0].bound, 200);
}

TEST(Bound, HomeTrafficRoundsDown) {
  Builder b;
  addPipeline(b, 5, 5, 1); // 40 bytes
  Machine m = machine();
  m.memories[dram].bytesPerCycle = 7;
  EXPECT_EQ(estimate(b.program, m).bound, 5);
}

TEST(Bound, ReadingTwiceCountsOnce) {
  Builder b;
  b.layer("again");
  BufferId x = b.argument(10), a = b.buffer(sram, 10);
  b.queue(load, {loop(7, {move(in, at(x), at(a), extent(10))})});
  EXPECT_EQ(bound(b), 10);
}

TEST(Bound, PartOfAnArgumentCountsAsThatPart) {
  // Elements 20..29 and 30..39 of 1000, twice each.
  Builder b;
  b.layer("slice");
  BufferId x = b.argument(1000), a = b.buffer(sram, 10);
  b.queue(load, {loop(2, {loop(2, {move(in, at(x, affine(20, 10, 1)), at(a),
                                        extent(10))})})});
  EXPECT_EQ(bound(b), 20);
}

TEST(Bound, ArgumentOfTwoLayersIsInNoLayersBound) {
  Builder b;
  LayerId first = b.layer("first"), second = b.layer("second");
  BufferId x = b.argument(10), a = b.buffer(sram, 10);
  b.queue(load, {move(in, at(x), at(a), extent(10), first),
                 move(in, at(x), at(a), extent(10), second)});
  ProgramCost cost = estimate(b.program, machine());
  EXPECT_EQ(cost.layers[first].bound, 0);
  EXPECT_EQ(cost.layers[second].bound, 0);
  EXPECT_EQ(cost.bound, 10);
}

TEST(Bound, CopyInsideTheHomeMemoryCrossesItOnce) {
  Machine m = machine();
  m.paths.push_back({"dram->dram", dram, dram, load, 4, 4, 4, 0, 2});
  Builder b;
  b.layer("copy");
  BufferId x = b.argument(100), y = b.result(100);
  b.queue(load, {move(static_cast<toy::Path>(2), at(x), at(y), extent(100))});
  EXPECT_EQ(estimate(b.program, m).bound, 100);
}

TEST(Bound, CodesCountAsTheyLie) {
  // 100 values of 8 bits in, 100 of 4.25 bits out: 100 + 53 bytes at 4 a cycle.
  Builder b;
  b.layer("copy");
  BufferId x = b.argument(100), a = b.buffer(sram, 100), y = b.result(100);
  b.queue(load, {move(in, at(x), at(a), extent(100))});
  b.queue(store, {move(out, at(a), at(y), extent(100))});
  EXPECT_EQ(estimate(b.program, machine()).bound, 200);
  b.program.buffers[x].codec = "f8E4M3FN";
  b.program.buffers[x].codecBits = 8;
  b.program.buffers[y].codec = "entropy<bf16>";
  b.program.buffers[y].codecBits = 4.25;
  EXPECT_EQ(estimate(b.program, machine()).bound, 38);
}

TEST(Bound, BufferReadInPlaceNeedsNoTransfer) {
  Builder b;
  b.layer("in place");
  BufferId x = b.argument(10), c = b.buffer(acc, 10), a = b.buffer(sram, 10);
  b.queue(vector, {issue(twice, {at(x), at(c)}, extent(10))});
  b.queue(load, {move(in, at(x), at(a), extent(10))});
  EXPECT_EQ(bound(b), 0);
}

TEST(Bound, MoreBandwidthNeverRaisesIt) {
  for (uint64_t seed = 0; seed != 200; ++seed) {
    Program program = randomProgram(seed);
    Machine m = randomMachine(seed);
    int64_t before = estimate(program, m).bound;
    m.memories[seed % 3].bytesPerCycle *= 2;
    m.paths[seed % 2].bytesPerCycle *= 2;
    EXPECT_LE(estimate(program, m).bound, before) << "seed " << seed;
  }
}

TEST(Bound, DependencesCountWhereTheyAskForMost) {
  Program program = pipeline(64, 32, 2);
  ProgramCost cost = estimate(program, machine());
  program.criticalPath = cost.bound - 1;
  EXPECT_EQ(estimate(program, machine()).boundBy, cost.boundBy);
  program.criticalPath = cost.bound + 1;
  EXPECT_EQ(estimate(program, machine()).bound, cost.bound + 1);
  EXPECT_EQ(estimate(program, machine()).boundBy, "dependences");
}

} // namespace
