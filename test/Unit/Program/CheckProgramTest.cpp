//===- CheckProgramTest.cpp - each rule is enforced -----------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TestProgram.h"
#include "gtest/gtest.h"
#include <limits>

using namespace ridge;
using namespace ridge::test;

/// Violations, one a line.
static std::string check(const Builder &builder) {
  std::string text;
  for (const std::string &violation :
       checkProgram(builder.program, builder.machine))
    text += violation + "\n";
  return text;
}

/// The program breaks `rule` and says `words`.
static void expectViolation(const Builder &builder, const std::string &rule,
                            const std::string &words) {
  std::string text = check(builder);
  EXPECT_EQ(text.compare(0, rule.size() + 1, rule + ":"), 0) << text;
  EXPECT_NE(text.find(words), std::string::npos) << text;
}

static ProgramOp &opOf(Builder &builder, size_t queue, size_t position) {
  return builder.program.queues[queue].body[0].body[position];
}

TEST(CheckProgram, AcceptsThePipeline) {
  EXPECT_EQ(check(MatmulPipeline(64)), "");
}

TEST(CheckProgram, AcceptsRaggedTiles) {
  // 40 rows: tiles of 16, 16 and 8. Bounding offset and extent apart would see
  // row 2 * 16 + 15 = 47.
  EXPECT_EQ(check(MatmulPipeline(40)), "");
}

TEST(CheckProgram, AcceptsRaggedTilesOfTwoDims) {
  // Tiles of 16 x 16 over 40 x 24: both extents are ragged on their own.
  Builder builder;
  BufferId x = builder.argument("x", 0, {40, 24});
  BufferId a = builder.temporary("a", sram, 256);
  Affine offset;
  offset.terms = {{0, 16 * 24}, {1, 16}};
  builder.queue(
      load,
      {loop(3, {loop(2, {move(dramToSram,
                              {least(Term(16), t(0, -16, 40)),
                               least(Term(16), t(1, -16, 24))},
                              at(x, offset, {24, 1}), at(a, 0, {16, 1}))})})});
  EXPECT_EQ(check(builder), "");
  // One row less in the buffer, and the last row is outside.
  builder.program.buffers[x].elements -= 24;
  builder.program.buffers[x].shape[0] = 39;
  builder.program.buffers[x].slotBytes = 39 * 24 * 4 + 32;
  expectViolation(builder, "P4", "to 959 of @x, which has 936");
}

TEST(CheckProgram, AcceptsTilesOfTiles) {
  // Pieces of 8 in tiles of 32 of 92 elements: 32 = 4 * 8, 92 = 2 * 32 + 28,
  // 28 = 3 * 8 + 4, so every tile has four pieces and the last has 4 elements.
  Builder builder;
  BufferId x = builder.argument("x", 0, {92});
  BufferId a = builder.temporary("a", sram, 8);
  Affine offset, left;
  offset.terms = {{0, 32}, {1, 8}};
  left.constant = 92;
  left.terms = {{0, -32}, {1, -8}};
  Extent size;
  size.values = {Term(8), t(1, -8, 32), left};
  builder.queue(load,
                {loop(3, {loop(4, {move(dramToSram, {size}, at(x, offset, {1}),
                                        at(a, 0, {1}))})})});
  EXPECT_EQ(check(builder), "");
  // One element more than there is.
  left.constant = 93;
  builder.program.queues[0].body[0].body[0].body[0].sizes[0].values[2] = left;
  expectViolation(builder, "P4", "elements 0 to 92 of @x, which has 92");
}

TEST(CheckProgram, AcceptsNegativeStrides) {
  // Elements 15, 14, ..., 0.
  Builder builder;
  BufferId x = builder.argument("x", 0, {16});
  BufferId a = builder.temporary("a", sram, 16);
  builder.queue(load, {move(dramToSram, {16}, at(x, 15, {-1}), at(a, 0, {1}))});
  EXPECT_EQ(check(builder), "");
  builder.program.queues[0].body[0].operands[0].offset = Term(14);
  expectViolation(builder, "P4", "touches elements -1 to 14 of @x");
}

//===----------------------------------------------------------------------===//
// P1
//===----------------------------------------------------------------------===//

TEST(CheckProgram, P1TwoQueuesOfOneEngine) {
  MatmulPipeline pipeline;
  pipeline.queue(vector, {});
  expectViolation(pipeline, "P1", "expected one queue per engine");
}

TEST(CheckProgram, P1EngineOfAnIssue) {
  MatmulPipeline pipeline;
  opOf(pipeline, 2, 2).instruction = lanes;
  expectViolation(pipeline, "P1", "the instruction belongs to engine @vector");
}

TEST(CheckProgram, P1EngineOfAMove) {
  MatmulPipeline pipeline;
  opOf(pipeline, 1, 1).path = dramToSram;
  expectViolation(pipeline, "P1", "the path belongs to engine @load");
}

TEST(CheckProgram, P1IdsOutOfRange) {
  {
    MatmulPipeline pipeline;
    opOf(pipeline, 2, 2).kernel = 99;
    expectViolation(pipeline, "P1", "kernel #99 does not exist");
  }
  {
    MatmulPipeline pipeline;
    opOf(pipeline, 2, 2).operands[1].buffer = 99;
    expectViolation(pipeline, "P1", "buffer #99 does not exist");
  }
  {
    MatmulPipeline pipeline;
    opOf(pipeline, 2, 2).layer = 5;
    expectViolation(pipeline, "P1", "layer #5 does not exist");
  }
  {
    MatmulPipeline pipeline;
    opOf(pipeline, 2, 0).semaphore = 99;
    expectViolation(pipeline, "P1", "the semaphore does not exist");
  }
  {
    MatmulPipeline pipeline;
    pipeline.program.buffers[pipeline.tile].memory = 7;
    expectViolation(pipeline, "P1", "is in memory #7");
  }
}

TEST(CheckProgram, P1CounterOutsideItsLoops) {
  MatmulPipeline pipeline;
  opOf(pipeline, 2, 0).value = t(1);
  expectViolation(pipeline, "P1", "names a loop that does not hold it (1 do)");
}

TEST(CheckProgram, P1StridesPerDim) {
  MatmulPipeline pipeline;
  opOf(pipeline, 2, 2).operands[0].strides.pop_back();
  expectViolation(pipeline, "P1", "2 strides for 3 dims");
}

TEST(CheckProgram, P1OriginsOfAKernelThatReadsItsPosition) {
  Builder builder;
  BufferId out = builder.temporary("out", sram, 16, 1, Format::I32);
  ProgramOp op = builder.issue(iota, builder.kernel(iotaKernel()), {16},
                               {at(out, 0, {1})});
  builder.queue(vector, {op});
  expectViolation(builder, "P1", "0 origins, its kernel has 1 dims");
  builder.program.queues[0].body[0].origins = {Term(4)};
  EXPECT_EQ(check(builder), "");
}

// Sums and products that leave 64 bits would come out as anything.
TEST(CheckProgram, P1ValuesThatLeave64Bits) {
  constexpr int64_t huge = int64_t(1) << 62;
  const char *words = "an affine value or a window leaves 64 bits";
  auto expectRefused = [&](llvm::function_ref<void(ProgramOp &)> change) {
    MatmulPipeline pipeline;
    change(opOf(pipeline, 1, 1)); // The move of a tile.
    std::string text = check(pipeline);
    EXPECT_NE(text.find(words), std::string::npos) << text;
  };
  // Three turns of the loop: 3 * 2^62.
  expectRefused([&](ProgramOp &op) { op.operands[1].offset = t(0, huge); });
  expectRefused([&](ProgramOp &op) { op.operands[0].instance = t(0, huge); });
  // The terms of one loop cancel, on the way they do not fit.
  expectRefused([&](ProgramOp &op) {
    op.operands[1].offset.terms = {{0, huge}, {0, huge}, {0, -huge}};
  });
  // 16 elements apart 2^62, forwards and backwards.
  expectRefused([&](ProgramOp &op) { op.operands[1].strides[0] = huge; });
  expectRefused([&](ProgramOp &op) {
    op.operands[1].strides = {huge, std::numeric_limits<int64_t>::min()};
  });
  expectRefused([&](ProgramOp &op) {
    op.sizes[0].values.push_back(t(0, 0, std::numeric_limits<int64_t>::max()));
  });
  MatmulPipeline pipeline;
  opOf(pipeline, 1, 0).value = t(0, huge);
  expectViolation(pipeline, "P1", words);
  GatherPipeline gather;
  opOf(gather, 0, 1).indices[0].stride = huge;
  expectViolation(gather, "P1", words);
}

//===----------------------------------------------------------------------===//
// P2
//===----------------------------------------------------------------------===//

TEST(CheckProgram, P2KernelThatIsNotTheInstruction) {
  MatmulPipeline pipeline;
  std::swap(pipeline.program.kernels[0].nodes[0].op,
            pipeline.program.kernels[0].nodes[1].op);
  expectViolation(pipeline, "P2", "does not match the instruction");
}

TEST(CheckProgram, P2MatchThatBindsOtherDims) {
  MatmulPipeline pipeline;
  std::swap(opOf(pipeline, 2, 2).match.dims[0],
            opOf(pipeline, 2, 2).match.dims[2]);
  expectViolation(pipeline, "P2", "does not match the instruction");
}

TEST(CheckProgram, P2SizesBeyondTheInstruction) {
  MatmulPipeline pipeline;
  pipeline.machine.instructions[mma].dims[2].high = 8;
  expectViolation(pipeline, "P2",
                  "dim k has sizes 16 to 16, the instruction takes 1 to 8");
}

TEST(CheckProgram, P2SizesThatAreNoMultiples) {
  MatmulPipeline pipeline;
  pipeline.machine.instructions[mma].dims[2] = {"k", 8, 64, 8};
  EXPECT_EQ(check(pipeline), "");
  pipeline.machine.instructions[mma].dims[2] = {"k", 12, 60, 12};
  expectViolation(pipeline, "P2",
                  "dim k has sizes 16 to 16, multiples of 16, the instruction "
                  "takes 12 to 60 by 12");
}

TEST(CheckProgram, P2SizesBelowTheInstruction) {
  // 40 rows leave a tile of 8.
  MatmulPipeline pipeline(40);
  pipeline.machine.instructions[mma].dims[0].low = 16;
  expectViolation(pipeline, "P2",
                  "dim m has sizes 8 to 16, the instruction takes 16");
}

TEST(CheckProgram, P2OperandInAnotherMemory) {
  MatmulPipeline pipeline;
  pipeline.machine.instructions[mma].operands[1].memories = {acc};
  expectViolation(pipeline, "P2", "operand B cannot be in @sram");
}

TEST(CheckProgram, P2ImmediateThatIsNotTaken) {
  MatmulPipeline pipeline;
  pipeline.machine.instructions[lanes].operands[0].immediate = false;
  expectViolation(pipeline, "P2", "does not match the instruction");
}

TEST(CheckProgram, P2FormatOfABuffer) {
  MatmulPipeline pipeline;
  pipeline.program.buffers[pipeline.weights].format = Format::I32;
  std::string text = check(pipeline);
  EXPECT_NE(text.find("P2: issue @mma"), std::string::npos) << text;
  EXPECT_NE(text.find("operand 1 is f32, buffer @weights holds i32"),
            std::string::npos)
      << text;
}

TEST(CheckProgram, P2StrideAlongAForeignDim) {
  // B does not depend on m.
  MatmulPipeline pipeline;
  opOf(pipeline, 2, 2).operands[1].strides = {1, 1, 8};
  expectViolation(pipeline, "P2", "operand 1 moves along d0");
}

TEST(CheckProgram, P2LoopDimOfSizeAboveOne) {
  // A batch dim is a loop around @mma.
  MatmulPipeline pipeline;
  pipeline.program.kernels[0] = parseKernel(
      "(d0, d1, d2, r3) in f32[0,1,3] f32[0,2,3] out f32[0,1,2] update { "
      "%3 = arith.mulf %0, %1 : f32; %4 = arith.addf %2, %3 : f32; yield %4 }");
  auto batched = [&](int64_t batch) {
    return pipeline.issue(mma, 0, {batch, 4, 16, 16},
                          {at(pipeline.tile, 0, {64, 16, 0, 1}, t(0)),
                           at(pipeline.weights, 0, {0, 0, 1, 16}),
                           at(pipeline.sums, 0, {64, 16, 1, 0}, t(0))});
  };
  opOf(pipeline, 2, 2) = batched(1);
  EXPECT_EQ(check(pipeline), "");
  opOf(pipeline, 2, 2) = batched(4);
  expectViolation(pipeline, "P2", "d0 is a loop around the instruction");
}

//===----------------------------------------------------------------------===//
// P3
//===----------------------------------------------------------------------===//

TEST(CheckProgram, P3MemoriesOfThePath) {
  MatmulPipeline pipeline;
  opOf(pipeline, 1, 1).path = sramToDram; // From @sums, which is in acc.
  expectViolation(pipeline, "P3", "not in the memories of the path");
}

TEST(CheckProgram, P3FormatsOfAMove) {
  MatmulPipeline pipeline;
  pipeline.program.buffers[pipeline.x].format = Format::I32;
  expectViolation(pipeline, "P3", "the formats differ: i32 and f32");
}

TEST(CheckProgram, P3ImmediateInAMove) {
  MatmulPipeline pipeline;
  pipeline.program.queues[0].body[0].operands[0] = immediate(1);
  expectViolation(pipeline, "P3", "not a constant");
}

TEST(CheckProgram, AcceptsGathers) { EXPECT_EQ(check(GatherPipeline()), ""); }

TEST(CheckProgram, P3PathThatTakesNoLists) {
  GatherPipeline pipeline;
  pipeline.machine.paths[dramToSram].cyclesPerIndex = -1;
  expectViolation(pipeline, "P3", "the path takes no lists of positions");
}

TEST(CheckProgram, P3ListElsewhere) {
  GatherPipeline pipeline;
  opOf(pipeline, 0, 1).operands[2] =
      at(pipeline.temporary("list", sram, 64, 1, Format::I64), 0, {1, 0});
  expectViolation(pipeline, "P3",
                  "the positions in @list are not in the memory that the path "
                  "comes from");
}

TEST(CheckProgram, P3ListOfFloats) {
  GatherPipeline pipeline;
  pipeline.program.buffers[pipeline.ids].format = Format::F64;
  expectViolation(pipeline, "P3",
                  "the positions in @ids are f64, expected integers");
}

TEST(CheckProgram, P4PositionsWithinTheLimitStayInTheTable) {
  GatherPipeline pipeline;
  // Row 100 of 100 would be legal.
  opOf(pipeline, 0, 1).indices[0].limit = 101;
  expectViolation(pipeline, "P4",
                  "touches elements 0 to 807 of @table, which has 800");
}

//===----------------------------------------------------------------------===//
// P4
//===----------------------------------------------------------------------===//

TEST(CheckProgram, P4OffsetOutsideTheSlot) {
  MatmulPipeline pipeline;
  opOf(pipeline, 2, 2).operands[0].offset = Term(1);
  expectViolation(pipeline, "P4",
                  "touches elements 1 to 256 of @tile, which has 256");
}

TEST(CheckProgram, P4TheLastCounterCounts) {
  MatmulPipeline pipeline;
  pipeline.program.queues[1].body[0].trip = 5; // One tile too many.
  std::string text = check(pipeline);
  EXPECT_NE(text.find("P4: move"), std::string::npos) << text;
}

TEST(CheckProgram, P4SizeBelowOne) {
  MatmulPipeline pipeline(32);
  // min(16, 32 - 32 t0) is 0 at the second tile.
  opOf(pipeline, 2, 2).sizes[0] = least(Term(16), t(0, -32, 32));
  expectViolation(pipeline, "P4", "size 0 falls to 0");
}

TEST(CheckProgram, P4InstanceBelowZero) {
  MatmulPipeline pipeline;
  opOf(pipeline, 2, 2).operands[0].instance = t(0, 1, -1);
  expectViolation(pipeline, "P4", "instance of @tile falls to -1");
}

//===----------------------------------------------------------------------===//
// P5
//===----------------------------------------------------------------------===//

TEST(CheckProgram, P5Overlap) {
  MatmulPipeline pipeline;
  pipeline.program.buffers[pipeline.weights].address = 1024; // In @tile.
  expectViolation(pipeline, "P5",
                  "buffers @tile and @weights share addresses from 1024");
}

TEST(CheckProgram, P5OverlapInDifferentLayersIsFine) {
  Builder builder;
  builder.addLayer("second");
  BufferId a = builder.temporary("a", sram, 16);
  BufferId b = builder.temporary("b", sram, 16);
  builder.program.buffers[a].lastLayer = 0;
  builder.program.buffers[b].firstLayer = 1;
  builder.program.buffers[b].address = 16;
  EXPECT_EQ(check(builder), "");
  builder.program.buffers[a].lastLayer = 1;
  expectViolation(builder, "P5", "both live in layer 1");
}

TEST(CheckProgram, P5NothingMayTakeAnArgumentsPlaceBeforeItIsRead) {
  Builder builder;
  builder.addLayer("second");
  BufferId x = builder.argument("x", 0, {16});
  BufferId a = builder.temporary("a", dram, 16);
  builder.program.buffers[x].firstLayer = 1;
  builder.program.buffers[a].lastLayer = 0;
  builder.program.buffers[a].address = 0;
  expectViolation(builder, "P5", "buffers @x and @a share addresses");
}

TEST(CheckProgram, P5BeyondTheMemory) {
  MatmulPipeline pipeline;
  pipeline.program.buffers[pipeline.sums].address = (1 << 14) - 1024;
  expectViolation(pipeline, "P5", "of @acc, which has 16384");
  // A sum that left 64 bits would come out as an address inside the memory.
  pipeline.program.buffers[pipeline.sums].address =
      std::numeric_limits<int64_t>::max();
  expectViolation(pipeline, "P5", "ends beyond all addresses");
}

TEST(CheckProgram, P5Alignment) {
  MatmulPipeline pipeline;
  pipeline.program.buffers[pipeline.sums].address = 8;
  expectViolation(pipeline, "P5", "not a multiple of the alignment 16");
}

TEST(CheckProgram, P5SlotBytes) {
  MatmulPipeline pipeline;
  pipeline.program.buffers[pipeline.sums].slotBytes = 1008;
  expectViolation(pipeline, "P5", "1008 bytes per slot, expected 1024");
}

TEST(CheckProgram, P5ConstantsHaveTheirData) {
  Builder builder;
  BufferId w = builder.temporary("w", dram, 4);
  builder.program.buffers[w].kind = Buffer::Kind::Constant;
  builder.program.buffers[w].data.resize(12);
  expectViolation(builder, "P5", "12 bytes of data, expected 16");
}

// Seven bits lie packed in the memory of a machine, not in the program.
TEST(CheckProgram, P5PackedConstantsHaveAByteAnElement) {
  Builder builder;
  BufferId w = builder.temporary("w", dram, 4);
  builder.program.buffers[w].kind = Buffer::Kind::Constant;
  builder.program.buffers[w].format = *parseFormat("binary7p3se");
  builder.program.buffers[w].data.resize(3);
  expectViolation(builder, "P5", "3 bytes of data, expected 4");
}

TEST(CheckProgram, P5ArgumentsAreAtHome) {
  Builder builder;
  BufferId w = builder.temporary("w", sram, 4);
  builder.program.buffers[w].kind = Buffer::Kind::Argument;
  builder.program.buffers[w].shape = {4};
  expectViolation(builder, "P5", "expected the machine's home memory");
}

//===----------------------------------------------------------------------===//
// P6
//===----------------------------------------------------------------------===//

TEST(CheckProgram, P6WaitThatNobodyFulfils) {
  MatmulPipeline pipeline;
  opOf(pipeline, 2, 0).value = t(0, 1, 2);
  expectViolation(pipeline, "P6",
                  "@full is waited for up to 5 and signalled 4 times");
}

TEST(CheckProgram, P6SignalsInTwoQueues) {
  MatmulPipeline pipeline;
  opOf(pipeline, 1, 2).semaphore = pipeline.free;
  std::string text = check(pipeline);
  EXPECT_NE(text.find("P6: signal @free"), std::string::npos) << text;
  EXPECT_NE(text.find("also signalled in queue @store"), std::string::npos)
      << text;
}

TEST(CheckProgram, P6MoreSignalsThan64BitsCount) {
  Builder builder;
  SemaphoreId often = builder.semaphore("often");
  Block body = {signal(often)};
  for (int nested = 0; nested != 4; ++nested)
    body = {loop(int64_t(1) << 20, body)};
  builder.queue(load, body);
  builder.queue(store, {wait(often, 5)});
  EXPECT_EQ(check(builder), "");
}
