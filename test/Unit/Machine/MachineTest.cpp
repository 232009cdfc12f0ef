//===- MachineTest.cpp - tests of machine checks --------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A valid machine passes; each rule is broken once.
///
//===----------------------------------------------------------------------===//

#include "TestMachines.h"

using namespace ridge;

static void expectProblem(const Machine &machine, llvm::StringRef part) {
  std::vector<std::string> problems = machine.check();
  ASSERT_FALSE(problems.empty()) << "expected: " << part.str();
  bool found = false;
  for (const std::string &problem : problems)
    found = found || llvm::StringRef(problem).contains(part);
  EXPECT_TRUE(found) << problems.front();
}

TEST(Machine, ValidMachineHasNoProblems) {
  for (const std::string &problem : makeMachine().check())
    ADD_FAILURE() << problem;
}

TEST(Machine, LookUpsFindPositions) {
  Machine machine = makeMachine();
  EXPECT_EQ(machine.home(), 0);
  EXPECT_EQ(machine.findMemory("acc"), 2);
  EXPECT_EQ(machine.findMemory("none"), -1);
  EXPECT_EQ(machine.findEngine("vector"), 3);
  EXPECT_EQ(machine.findPath(1, 0), 1);
  EXPECT_EQ(machine.findPath(0, 2), -1);
  EXPECT_EQ(machine.findInstruction("fold"), 2);
}

TEST(Machine, FirstPathInFileOrderIsFound) {
  Machine machine = makeMachine();
  machine.paths.push_back(machine.paths[0]);
  EXPECT_EQ(machine.findPath(0, 1), 0);
}

TEST(MachineCheck, ExactlyOneHome) {
  Machine machine = makeMachine();
  machine.memories[1].home = true;
  expectProblem(machine, "2 memories are marked as home");
  machine.memories[0].home = machine.memories[1].home = false;
  expectProblem(machine, "0 memories");
  EXPECT_EQ(machine.home(), -1);
}

TEST(MachineCheck, ClockRatesAndSizesArePositive) {
  Machine machine = makeMachine();
  machine.hertz = 0;
  machine.memories[1].bytesPerCycle = 0;
  machine.memories[2].bytes = -1;
  machine.paths[0].bytesPerCycle = 0;
  machine.paths[1].burst = 0;
  expectProblem(machine, "the clock is 0 Hz");
  expectProblem(machine, "memory @sram has a rate of 0");
  expectProblem(machine, "memory @acc has no bytes");
  expectProblem(machine, "path dram->sram has a rate of 0");
  expectProblem(machine, "path sram->dram has a burst");
}

TEST(MachineCheck, BanksDivideTheMemory) {
  Machine machine = makeMachine();
  machine.memories[1].banks = 3;
  expectProblem(machine, "do not divide into 3 equal banks");
}

TEST(MachineCheck, ReservedBytesAreInBanks) {
  Machine machine = makeMachine();
  machine.memories[1].banks = 4;
  machine.memories[1].reservedBytes = 4;
  EXPECT_TRUE(machine.check().empty());
  EXPECT_EQ(machine.memories[1].bankBytes(), (1 << 16) + 1);
  machine.memories[1].reservedBytes = 2;
  expectProblem(machine, "@sram has 262146 bytes, which do not divide");
}

TEST(MachineCheck, PatternsAreStatedWhole) {
  Machine machine = makeMachine();
  machine.memories[0].pageBytes = 1024;
  machine.memories[1].turnCycles = 4;
  machine.memories[2].requests = -1;
  expectProblem(machine, "memory @dram states a part of its pages");
  expectProblem(machine, "memory @sram states a turn and no batch of writes");
  expectProblem(machine, "has requests of -1, expected at least 0");
}

TEST(MachineCheck, OverheadsMakeSense) {
  Machine machine = makeMachine();
  machine.engines[0].queueDepth = -1;
  machine.engines[1].issueCycles = -2;
  machine.paths[0].rowCycles = -1;
  machine.paths[1].requestBytes = -1;
  machine.paths[0].rowBytes = -1;
  machine.paths[0].commandRows = -1;
  machine.paths[1].commandRows = 4;
  machine.memories[0].bankBytesPerCycle = 8;
  machine.memories[1].ports = -1;
  machine.memories[2].readBytesPerCycle = -1;
  machine.memories[2].reservedBytes = -1;
  expectProblem(machine, "engine @load has a negative queue depth");
  expectProblem(machine, "engine @store has a negative issue time");
  expectProblem(machine, "path dram->sram has a negative time per row");
  expectProblem(machine, "path sram->dram has requests below 1 byte");
  expectProblem(machine, "path dram->sram has rows below 1 byte");
  expectProblem(machine, "path dram->sram has commands below 1 row");
  expectProblem(machine, "path sram->dram states one of command_rows and "
                         "commands, expected both");
  expectProblem(machine, "memory @dram has a rate of a bank and no banks");
  expectProblem(machine, "memory @sram has a negative number of ports");
  expectProblem(machine, "memory @acc has a negative rate");
  expectProblem(machine, "memory @acc reserves less than nothing");
  machine.memories[0].banks = 1 << 13;
  expectProblem(machine, "@dram has 8192 banks with a rate, expected at most "
                         "4096");
}

TEST(MachineCheck, EnergiesAndAreasMakeSense) {
  Machine machine = makeMachine();
  machine.staticPower.value = -2;
  machine.memories[0].readEnergy.value = -3;
  machine.memories[1].writeEnergy.value = int64_t(1) << 41;
  machine.engines[0].area.value = int64_t(1) << 41;
  machine.paths[0].codecEnergy.value = 1;
  expectProblem(machine, "the machine has a negative static power");
  expectProblem(machine, "memory @dram has a negative energy per byte");
  expectProblem(machine, "memory @sram has an energy of 2199023255552");
  expectProblem(machine, "engine @load has an area of 2199023255552");
  expectProblem(machine, "has an energy of codecs and no codecs");
}

TEST(MachineCheck, LimitsOfDimsAreMultiples) {
  Machine machine = makeMachine();
  machine.instructions[0].dims[0] = {"m", 8, 512, 8};
  EXPECT_TRUE(machine.check().empty());
  EXPECT_EQ(machine.instructions[0].dims[0].describe(), "8 to 512 by 8");
  EXPECT_TRUE(machine.instructions[0].dims[0].takes(16));
  EXPECT_FALSE(machine.instructions[0].dims[0].takes(20));
  EXPECT_FALSE(machine.instructions[0].dims[0].takes(0));
  machine.instructions[0].dims[0].high = 500;
  expectProblem(machine, "dim m goes by 8, expected both limits to be");
}

TEST(MachineCheck, IdsAreInRange) {
  Machine machine = makeMachine();
  machine.paths[0].to = 7;
  machine.paths[1].engine = -1;
  machine.instructions[0].engine = 9;
  machine.instructions[1].operands[0].memories = {5};
  expectProblem(machine, "path dram->sram names a memory");
  expectProblem(machine, "path sram->dram names an engine");
  expectProblem(machine, "instruction @matmul names an engine");
  expectProblem(machine, "operand in names a memory");
}

TEST(MachineCheck, CodecsHaveUnits) {
  Machine machine = makeMachine();
  machine.paths[0].codecs = {"mxfp4", "sparse<2:4,f8E4M3FN>", "entropy<bf16>"};
  machine.paths[0].codecBytesPerCycle = 256;
  EXPECT_EQ(machine.check(), std::vector<std::string>());
  machine.paths[0].codecs = {"mxfp4", "nvfp4", "mxfp9", "mxfp4",
                             "sparse<2:4, bf16>"};
  expectProblem(machine, "path dram->sram has codec 'nvfp4', which encodes "
                         "whole runs");
  expectProblem(machine, "path dram->sram: no codec is named 'mxfp9'");
  expectProblem(machine, "path dram->sram has codec 'mxfp4' twice");
  expectProblem(machine, "its name is 'sparse<2:4,bf16>'");
  machine.paths[0].codecs.clear();
  expectProblem(machine, "path dram->sram has a codec rate and no codecs");
  machine.paths[0].codecBytesPerCycle = -1;
  expectProblem(machine, "path dram->sram has a negative codec rate");
}

TEST(MachineCheck, NamesAreUnique) {
  Machine machine = makeMachine();
  machine.memories[2].name = "sram";
  expectProblem(machine, "two memories are named @sram");
}

TEST(MachineCheck, DimLimitsAreARange) {
  Machine machine = makeMachine();
  machine.instructions[0].dims[0].low = 0;
  machine.instructions[0].dims[1] = {"n", 8, 4};
  expectProblem(machine, "dim m has a least size of 0");
  expectProblem(machine, "dim n has a least size of 8 above its largest, 4");
}

TEST(MachineCheck, ExactInstructionsFitTheirKernel) {
  Machine machine = makeMachine();
  machine.instructions[0].operands.pop_back();
  expectProblem(machine, "@matmul has 2 operands, its kernel 3");
  machine = makeMachine();
  machine.instructions[0].dims.pop_back();
  expectProblem(machine, "@matmul has 2 dims, its kernel 3");
  machine = makeMachine();
  machine.instructions[0].kernel.yields = {1};
  expectProblem(machine, "@matmul: yield 0 is i8, output 0 is i32");
}

TEST(MachineCheck, LanesInstructionsHaveTheirForm) {
  Machine machine = makeMachine();
  machine.instructions[1].dims.push_back({"x", 1, 2});
  expectProblem(machine, "@lanes has 2 dims");
  machine = makeMachine();
  machine.instructions[1].laneFormats.clear();
  expectProblem(machine, "@lanes lists no formats");
  machine = makeMachine();
  machine.instructions[2].laneOps.push_back(ScalarOp::Exp);
  expectProblem(machine, "@fold folds with math.exp");
}

TEST(MachineCheck, OperandsNeedAMemoryOrAnImmediate) {
  Machine machine = makeMachine();
  machine.instructions[0].operands[0].memories.clear();
  expectProblem(machine, "operand A has no memory and takes no immediate");
}

TEST(MachineCheck, InputsAreReachableFromHome) {
  Machine machine = makeMachine();
  machine.paths[0].to = 0; // Nothing gets to @sram any more.
  expectProblem(machine, "no path leads from the home memory to operand A");
}

TEST(MachineCheck, OutputsGetBackToHome) {
  Machine machine = makeMachine();
  machine.paths[1].to = 1;
  expectProblem(machine, "back to the home memory");
}

TEST(MachineCheck, AnInstructionCountsAsAWay) {
  // Without acc->sram the accumulator still drains through @lanes.
  Machine machine = makeMachine();
  machine.paths.pop_back();
  EXPECT_TRUE(machine.check().empty());
}

TEST(MachineCheck, LatencyCoversOccupancyOverTheWholeRange) {
  Machine machine = makeMachine();
  Instruction &matmul = machine.instructions[0];
  matmul.latency = parseTime(matmul, "200"); // Less than m from m = 201.
  expectProblem(machine,
                "@matmul has a latency of 200 below its occupancy of 512 "
                "at m = 512, n = 1, k = 1; results");
}

TEST(MachineCheck, ACornerInsideTheRangeIsFound) {
  // Only m = 300 breaks the rule: min and max meet there.
  Machine machine = makeMachine();
  Instruction &matmul = machine.instructions[0];
  matmul.occupancy = parseTime(matmul, "500 - max(m - 300, 300 - m)");
  matmul.latency = parseTime(matmul, "499");
  expectProblem(machine,
                "latency of 499 below its occupancy of 500 at m = 300");
}

TEST(MachineCheck, TimesAndEnergyAreNeverNegative) {
  Machine machine = makeMachine();
  Instruction &matmul = machine.instructions[0];
  matmul.occupancy = parseTime(matmul, "m - 2");
  expectProblem(machine,
                "@matmul has a negative occupancy, -1 at m = 1, n = 1, "
                "k = 1");
  machine = makeMachine();
  machine.instructions[0].energy = parseTime(machine.instructions[0], "2 - k");
  expectProblem(machine, "@matmul has a negative energy, -126 at m = 1, n = 1, "
                         "k = 128");
}

/// What rounds down to nothing for small sizes: ceildiv was meant.
TEST(MachineCheck, AnInstructionTakesACycle) {
  Machine machine = makeMachine();
  Instruction &matmul = machine.instructions[0];
  matmul.occupancy = parseTime(matmul, "m floordiv 16");
  expectProblem(machine,
                "@matmul has an occupancy of 0 at m = 1, n = 1, k = 1; "
                "an engine needs at least a cycle");
}

TEST(MachineCheck, ExpressionsStayWithin64Bits) {
  Machine machine = makeMachine();
  Instruction &matmul = machine.instructions[0];
  const std::string limits = " that leaves 64 bits for m from 1 to 512, n from "
                             "1 to 128, k from 1 to 128; lower a factor or the "
                             "limits of the dims";
  // 512 * 2^54 = 2^63, and it does not matter that it comes back.
  matmul.latency =
      parseTime(matmul, "m * 18014398509481984 - m * 18014398509481984 + 600");
  expectProblem(machine, "@matmul has a latency" + limits);
  matmul.latency = parseTime(matmul, "600");
  matmul.energy = parseTime(matmul, "m * n * k * 9007199254740992");
  expectProblem(machine, "@matmul has an energy" + limits);
  matmul.energy = Expression();
  matmul.occupancy = parseTime(matmul, "min(m * 9223372036854775806, 500)");
  expectProblem(machine, "@matmul has an occupancy" + limits);
}

/// 2^53 cycles.
TEST(MachineCheck, TimesHaveALimit) {
  Machine machine = makeMachine();
  Instruction &matmul = machine.instructions[0];
  matmul.latency = parseTime(matmul, "m - 512 + 9007199254740992");
  for (const std::string &problem : machine.check())
    ADD_FAILURE() << problem;
  matmul.latency = parseTime(matmul, "m - 511 + 9007199254740992");
  expectProblem(machine,
                "@matmul has a latency of 9007199254740993 at m = 512, n = 1, "
                "k = 1, expected at most 9007199254740992 cycles");
}

/// Lanes run at the width of what they are given, not of the widest format.
TEST(MachineCheck, LanesAreCheckedAtEachWidth) {
  Machine machine = makeMachine();
  Instruction &lanes = machine.instructions[1];
  // i32, f32: 32 bits; i1: 8.
  lanes.occupancy = parseTime(lanes, "n * (bits - 8)");
  lanes.latency = parseTime(lanes, "n * bits");
  expectProblem(machine, "@lanes has an occupancy of 0 at n = 1");
}

/// The corner that breaks the rule is one of 2^20, and the dim that matters the
/// last to be halved.
TEST(MachineCheck, ManyDimsAreSearched) {
  Machine machine = makeMachine();
  Instruction &matmul = machine.instructions[0];
  for (int d = 3; d < 20; ++d) {
    matmul.dims.push_back({"d" + std::to_string(d), 1, 1});
    matmul.kernel.reduction.push_back(true);
  }
  matmul.occupancy = parseTime(matmul, "max(m, 128)");
  matmul.latency = parseTime(matmul, "max(m, 128) + 254");
  matmul.energy = parseTime(matmul, "m + d19");
  for (const std::string &problem : machine.check())
    ADD_FAILURE() << problem;
  matmul.energy = parseTime(matmul, "n + 510 - m");
  expectProblem(machine, "@matmul has a negative energy, -1 at m = 512, n = 1");
}
