//===- ProgramTest.cpp - walks, sizes and peaks ---------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TestProgram.h"
#include "ridge/Program/Describe.h"
#include "gtest/gtest.h"

using namespace ridge;
using namespace ridge::test;

TEST(Affine, EvaluatesOverCounters) {
  // 3 + 16 * 2 - 4 * 5 = 15.
  Affine value;
  value.constant = 3;
  value.terms = {{0, 16}, {1, -4}};
  EXPECT_EQ(value.evaluate({2, 5}), 15);
}

TEST(Extent, IsTheLeastOfItsValues) {
  Extent tile = least(Term(16), t(0, -16, 40));
  EXPECT_EQ(tile.evaluate({1}), 16);
  EXPECT_EQ(tile.evaluate({2}), 8); // 40 - 32
}

TEST(ForEachOp, FollowsLoopsInOrder) {
  Queue queue{load,
              {loop(2, {wait(0, t(0)), loop(3, {signal(0)})}), signal(1)}};
  std::vector<std::string> seen;
  forEachOp(queue, [&](const ProgramOp &op, llvm::ArrayRef<int64_t> counters) {
    std::string text = op.kind == ProgramOp::Kind::Wait ? "w" : "s";
    for (int64_t count : counters)
      text += std::to_string(count);
    seen.push_back(text);
  });
  std::vector<std::string> expected = {"w0",  "s00", "s01", "s02", "w1",
                                       "s10", "s11", "s12", "s"};
  EXPECT_EQ(seen, expected);
}

TEST(ForEachOp, SkipsLoopsOfTripZero) {
  Queue queue{load, {loop(0, {signal(0)})}};
  int calls = 0;
  forEachOp(queue,
            [&](const ProgramOp &, llvm::ArrayRef<int64_t>) { ++calls; });
  EXPECT_EQ(calls, 0);
}

TEST(CountStaticOps, DoesNotGrowWithTrips) {
  // One loop and two operations each.
  Program program;
  program.queues = {{load, {loop(3, {signal(0), signal(1)})}}};
  EXPECT_EQ(countStaticOps(program), 3);
  program.queues[0].body[0].trip = 3000000;
  EXPECT_EQ(countStaticOps(program), 3);
}

TEST(CountStaticOps, AddsQueuesAndNestedLoops) {
  Program program;
  program.queues = {{load, {loop(3, {loop(2, {signal(0)})})}},
                    {store, {wait(0, 6)}}};
  EXPECT_EQ(countStaticOps(program), 4);
}

TEST(MemoryPeaks, PeakIsTheHighestEnd) {
  Builder builder;
  builder.temporary("a", sram, 4);    // 16 bytes at 0
  builder.temporary("b", sram, 5, 3); // 3 slots of 32 bytes at 16
  auto peaks = memoryPeaks(builder.program, builder.machine);
  EXPECT_EQ(peaks[sram].peak, 16 + 96);
  EXPECT_EQ(peaks[sram].lowerBound, 16 + 96);
  EXPECT_EQ(peaks[acc].peak, 0);
}

TEST(MemoryPeaks, LowerBoundIsTheFullestLayer) {
  // a: layers 0-0, 64 bytes; b: 1-2, 32 bytes; c: 2-2, 48 bytes.
  // Live: 64, 32, 80. Laid end to end they take 144.
  Builder builder;
  builder.addLayer("second");
  builder.addLayer("third");
  BufferId a = builder.temporary("a", sram, 16);
  BufferId b = builder.temporary("b", sram, 8);
  BufferId c = builder.temporary("c", sram, 12);
  builder.program.buffers[a].lastLayer = 0;
  builder.program.buffers[b].firstLayer = 1;
  builder.program.buffers[c].firstLayer = 2;
  auto peaks = memoryPeaks(builder.program, builder.machine);
  EXPECT_EQ(peaks[sram].peak, 144);
  EXPECT_EQ(peaks[sram].lowerBound, 80);
}

TEST(MemoryPeaks, ArgumentsAreLiveFromTheStartAndResultsToTheEnd) {
  // The result of layer 0 and the argument of layer 1 meet in both layers.
  Builder builder;
  builder.addLayer("second");
  BufferId x = builder.argument("x", 0, {16});
  BufferId y = builder.result("y", 0, {16});
  builder.program.buffers[x].firstLayer = 1;
  builder.program.buffers[y].lastLayer = 0;
  auto peaks = memoryPeaks(builder.program, builder.machine);
  EXPECT_EQ(peaks[dram].lowerBound, 128);
}

TEST(DescribeOp, NamesLayerAndBuffers) {
  MatmulPipeline pipeline;
  const ProgramOp &multiply = pipeline.program.queues[2].body[0].body[2];
  EXPECT_EQ(describeOp(pipeline.program, pipeline.machine, multiply),
            "issue @mma of layer 'first' (@tile, @weights -> @sums)");
  const ProgramOp &move = pipeline.program.queues[0].body[0];
  EXPECT_EQ(describeOp(pipeline.program, pipeline.machine, move),
            "move @\"dram->sram\" of layer 'first' (@w -> @weights)");
}

TEST(DescribeOp, SurvivesBrokenIds) {
  Builder builder;
  ProgramOp op = move(17, {1}, at(40, 0, {1}), at(41, 0, {1}), 9);
  EXPECT_EQ(describeOp(builder.program, builder.machine, op),
            "move #17 (#40 -> #41)");
}
