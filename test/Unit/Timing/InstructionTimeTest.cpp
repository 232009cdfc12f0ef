//===- InstructionTimeTest.cpp - tests of instruction times ---------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Times of one instruction against published cycle counts, and of kernels
/// against the plain enumeration of their instructions.
///
//===----------------------------------------------------------------------===//

#include "ridge/Timing/Timing.h"
#include "test/Unit/Machine/TestMachines.h"
#include <algorithm>
#include <random>

using namespace ridge;

/// An array of rows x columns that runs a whole matrix product (m, n, k) as one
/// instruction, with SCALE-Sim's closed forms. They count cycles; SCALE-Sim
/// reports the index of the last cycle, one less.
static int64_t scaleSimReport(llvm::StringRef dataflow, int64_t array,
                              llvm::ArrayRef<int64_t> dims) {
  Machine machine = makeMachine();
  Instruction &matmul = machine.instructions[0];
  std::string size = std::to_string(array);
  if (dataflow == "WS")
    // Weights of k x n stay: load them (rows), stream m, drain.
    matmul.occupancy =
        parseTime(matmul, "(k ceildiv " + size + ") * (n ceildiv " + size +
                              ") * (2 * " + size + " + " + size + " + m - 2)");
  else
    matmul.occupancy =
        parseTime(matmul, "(m ceildiv " + size + ") * (n ceildiv " + size +
                              ") * (k + " + size + " + " + size + " - 2)");
  return instructionTime(machine, 0, dims, 8, 4).occupancy - 1;
}

// M x N x K in SCALE-Sim v3, stall-free mode; dims are in the order m, n, k.
TEST(InstructionTime, ScaleSimWeightStationary) {
  EXPECT_EQ(scaleSimReport("WS", 128, {128, 128, 128}), 509);
  EXPECT_EQ(scaleSimReport("WS", 128, {512, 512, 512}), 14303);
  EXPECT_EQ(scaleSimReport("WS", 128, {1024, 1024, 1024}), 89983);
  EXPECT_EQ(scaleSimReport("WS", 128, {4096, 1024, 1024}), 286591);
  EXPECT_EQ(scaleSimReport("WS", 128, {4096, 128, 128}), 4477);
  EXPECT_EQ(scaleSimReport("WS", 32, {4096, 128, 512}), 268159);
}

TEST(InstructionTime, ScaleSimOutputStationary) {
  EXPECT_EQ(scaleSimReport("OS", 128, {512, 512, 512}), 12255);
  EXPECT_EQ(scaleSimReport("OS", 128, {128, 512, 512}), 3063);
  EXPECT_EQ(scaleSimReport("OS", 128, {1024, 1024, 1024}), 81791);
  EXPECT_EQ(scaleSimReport("OS", 32, {1024, 1024, 1024}), 1112063);
  EXPECT_EQ(scaleSimReport("OS", 32, {128, 128, 512}), 9183);
}

TEST(InstructionTime, ExpressionsSeeDimsBitsAndOps) {
  Machine machine = makeMachine();
  Instruction &matmul = machine.instructions[0];
  matmul.occupancy =
      parseTime(matmul, "m + 10 * n + 100 * k + 1000 * bits + 10000 * ops");
  matmul.latency = parseTime(matmul, "10000000");
  UnitTime time = instructionTime(machine, 0, {1, 2, 3}, 4, 5);
  EXPECT_EQ(time.occupancy, 54321);
  EXPECT_EQ(time.latency, 10000000);
}

TEST(InstructionTime, IsAtLeastOneCycle) {
  Machine machine = makeMachine();
  machine.instructions[0].occupancy = Expression();
  machine.instructions[0].latency = Expression();
  UnitTime time = instructionTime(machine, 0, {1, 1, 1}, 8, 1);
  EXPECT_EQ(time.occupancy, 1);
  EXPECT_EQ(time.latency, 1);
}

TEST(InstructionTime, LatencyIsAtLeastOccupancy) {
  Machine machine = makeMachine();
  machine.instructions[0].latency = Expression();
  UnitTime time = instructionTime(machine, 0, {200, 1, 1}, 8, 1);
  EXPECT_EQ(time.occupancy, 200);
  EXPECT_EQ(time.latency, 200);
}

TEST(InstructionTime, IssueTimeComesFirst) {
  Machine machine = makeMachine();
  UnitTime plain = instructionTime(machine, 0, {2, 3, 5}, 8, 4);
  machine.engines[2].issueCycles = 7;
  UnitTime held = instructionTime(machine, 0, {2, 3, 5}, 8, 4);
  EXPECT_EQ(held.occupancy, plain.occupancy + 7);
  EXPECT_EQ(held.latency, plain.latency + 7);
}

/// 76 bytes at 8 a cycle are 10 cycles, of 3 ticks each 30.
TEST(FetchTime, IsWholeCyclesOfTheEngine) {
  Engine engine;
  EXPECT_EQ(fetchTime(engine, 76), 0); // No rate is stated.
  engine.fetchBytesPerCycle = 8;
  EXPECT_EQ(fetchTime(engine, 0), 0);
  EXPECT_EQ(fetchTime(engine, 76), 10);
  engine.period = 3;
  EXPECT_EQ(fetchTime(engine, 76), 30);
}

TEST(FetchTime, HoldsTheEngineWhereItIsLonger) {
  Machine machine = makeMachine();
  UnitTime plain = instructionTime(machine, 0, {2, 3, 5}, 8, 4);
  machine.instructions[0].wordBytes = plain.occupancy;
  machine.engines[2].fetchBytesPerCycle = 1;
  UnitTime same = instructionTime(machine, 0, {2, 3, 5}, 8, 4);
  EXPECT_EQ(same.occupancy, plain.occupancy);
  EXPECT_EQ(same.latency, plain.latency);
  machine.instructions[0].wordBytes = plain.latency + 9;
  UnitTime held = instructionTime(machine, 0, {2, 3, 5}, 8, 4);
  EXPECT_EQ(held.occupancy, plain.latency + 9);
  EXPECT_EQ(held.latency, plain.latency + 9);
}

TEST(Energy, OfBytesIsRoundedUp) {
  EXPECT_EQ(byteEnergy(0, 1000), 0);
  EXPECT_EQ(byteEnergy(3, 1000), 3);
  EXPECT_EQ(byteEnergy(3, 1001), 4);
  EXPECT_EQ(byteEnergy(int64_t(1) << 62, int64_t(1) << 40),
            std::numeric_limits<int64_t>::max());
}

TEST(Energy, OfTimeFollowsTheClock) {
  Machine machine = makeMachine(); // 1 GHz
  // 1 mW for 1000 ns are 1 nJ.
  EXPECT_EQ(staticEnergy(machine, 1000, 1000), 1000000);
  machine.hertz = 3;
  EXPECT_EQ(staticEnergy(machine, 1, 1), 333333334);
  EXPECT_EQ(staticEnergy(machine, 1, 7), 2333333334);
  EXPECT_EQ(staticEnergy(machine, 0, int64_t(1) << 62), 0);
}

TEST(InstructionTime, EnergyIsTheExpression) {
  EXPECT_EQ(instructionEnergy(makeMachine(), 0, {2, 3, 5}, 8, 4), 12000);
}

TEST(KernelTime, BitsAreTheWidestOperandAtLeastEight) {
  EXPECT_EQ(kernelBits(parseKernel(matmulText)), 32);
  EXPECT_EQ(kernelBits(parseKernel("(d0) in i1[0] out i1[0] { yield %0 }")), 8);
}

TEST(KernelTime, OpsAreNodesThatAreNotConstants) {
  EXPECT_EQ(kernelOps(parseKernel(matmulText)), 4);
  EXPECT_EQ(kernelOps(parseKernel("(d0) in f32[0] out f32[0] { yield %0 }")),
            1);
  EXPECT_EQ(kernelOps(parseKernel(
                "(d0) in f32[0] out f32[0] { %2 = arith.constant 1 : f32; "
                "%3 = arith.addf %0, %2 : f32; yield %3 }")),
            1);
}

/// Visits the boxes as a loop nest would, last dim fastest.
static UnitTime enumerateTime(const Machine &machine, const Match &match,
                              const Kernel &kernel,
                              llvm::ArrayRef<int64_t> sizes) {
  auto full = largestBox(machine, match, sizes);
  llvm::SmallVector<int64_t, 6> start(sizes.size(), 0), box(sizes.size());
  int64_t occupancy = 0;
  while (true) {
    for (size_t d = 0; d < sizes.size(); ++d)
      box[d] = std::min(full[d], sizes[d] - start[d]);
    UnitTime time = instructionTime(machine, match.instruction,
                                    boundSizes(machine, match, box),
                                    kernelBits(kernel), kernelOps(kernel));
    occupancy += time.occupancy;
    size_t d = sizes.size();
    while (d-- > 0) {
      start[d] += full[d];
      if (start[d] < sizes[d])
        break;
      start[d] = 0;
    }
    if (d == size_t(-1))
      return {occupancy, occupancy + time.latency - time.occupancy};
  }
}

TEST(KernelTime, EqualsTheSumOverEnumeratedInstructions) {
  Machine machine = makeMachine();
  Instruction &matmul = machine.instructions[0];
  matmul.dims[0].high = 24, matmul.dims[1].high = 8, matmul.dims[2].high = 10;
  matmul.occupancy = parseTime(matmul, "m * 3 + n * (k ceildiv 4) + 7");
  matmul.latency = parseTime(matmul, "m * 5 + n * (k ceildiv 4) + 90");
  // n, oh, ow, oc, kh, kw, ic
  Kernel convolution = parseKernel(
      "(d0, d1, d2, d3, r4, r5, r6) in i8[0,1,2,4,5,6] i8[3,4,5,6] "
      "out i32[0,1,2,3] update { "
      "%3 = arith.extsi %0 : i32; %4 = arith.extsi %1 : i32; "
      "%5 = arith.muli %3, %4 : i32; %6 = arith.addi %2, %5 : i32; yield %6 }");
  auto matches = matchKernel(machine, convolution);
  ASSERT_EQ(matches.size(), 2u);
  std::mt19937_64 random(21);
  for (int i = 0; i < 200; ++i) {
    llvm::SmallVector<int64_t, 7> sizes;
    for (int64_t limit : {3, 7, 15, 20, 3, 3, 12})
      sizes.push_back(1 + random() % limit);
    for (const Match &match : matches) {
      UnitTime expected = enumerateTime(machine, match, convolution, sizes);
      UnitTime found = kernelTime(machine, match, convolution, sizes);
      ASSERT_EQ(found.occupancy, expected.occupancy);
      ASSERT_EQ(found.latency, expected.latency);
    }
  }
}

TEST(KernelTime, LoopsMultiplyTheInstructions) {
  Machine machine = makeMachine();
  Kernel addRows = parseKernel("(d0, d1) in f32[0,1] f32[1] out f32[0,1] { "
                               "%3 = arith.addf %0, %1 : f32; yield %3 }");
  auto matches = matchKernel(machine, addRows);
  ASSERT_EQ(matches.size(), 1u);
  // A row of 1500 is boxes of 1024 and 476: ceil(1024 * 32 / 1024) = 32 and
  // ceil(476 * 32 / 1024) = 15 cycles; 5 rows; latency is 6 longer.
  UnitTime time = kernelTime(machine, matches[0], addRows, {5, 1500});
  EXPECT_EQ(time.occupancy, 5 * (32 + 15));
  EXPECT_EQ(time.latency, 5 * (32 + 15) + 6);
}

TEST(KernelTime, HugeSizesAreCountedNotVisited) {
  Machine machine = makeMachine();
  Kernel matmul = parseKernel(matmulText);
  auto matches = matchKernel(machine, matmul);
  // 2^20 cubed in boxes of 512 x 128 x 128, each of 512 cycles.
  int64_t side = 1 << 20;
  UnitTime time = kernelTime(machine, matches[0], matmul, {side, side, side});
  EXPECT_EQ(time.occupancy, (side / 512) * (side / 128) * (side / 128) * 512);
}

TEST(KernelTime, EmptyKernelsTakeNoTime) {
  Machine machine = makeMachine();
  Kernel matmul = parseKernel(matmulText);
  auto matches = matchKernel(machine, matmul);
  EXPECT_EQ(kernelTime(machine, matches[0], matmul, {4, 0, 4}).occupancy, 0);
}

// T-configuration-1
TEST(EngineConfiguration, CostsWhereItChanges) {
  Machine machine = makeMachine();
  machine.instructions[0].configurationCycles = 40;
  machine.instructions[0].configuredBy = {1, 2};
  machine.instructions[1].configurationCycles = 7;
  EngineConfiguration engine;
  EXPECT_EQ(engine.change(machine, 0, {10, 20, 30}, 32), 40);
  // m is no part of it.
  EXPECT_EQ(engine.change(machine, 0, {11, 20, 30}, 32), 0);
  EXPECT_EQ(engine.change(machine, 0, {11, 20, 31}, 32), 40);
  // What has no configuration leaves it.
  EXPECT_EQ(engine.change(machine, 2, {1, 1}, 32), 0);
  EXPECT_EQ(engine.change(machine, 0, {11, 20, 31}, 32), 0);
  EXPECT_EQ(engine.change(machine, 1, {64}, 32), 7);
  EXPECT_EQ(engine.change(machine, 1, {65}, 32), 0);
  EXPECT_EQ(engine.change(machine, 0, {11, 20, 31}, 32), 40);
}

/// Instruction 0 has three dims: number 3 stands for the bits.
TEST(EngineConfiguration, IsSharedByName) {
  Machine machine = makeMachine();
  for (InstructionId id : {0, 1}) {
    machine.instructions[id].configurationCycles = 40;
    machine.instructions[id].configuration = "mode";
    machine.instructions[id].configuredBy = {
        static_cast<int32_t>(machine.instructions[id].dims.size())};
  }
  EngineConfiguration engine;
  EXPECT_EQ(engine.change(machine, 0, {10, 20, 30}, 32), 40);
  EXPECT_EQ(engine.change(machine, 1, {64}, 32), 0);
  EXPECT_EQ(engine.change(machine, 1, {64}, 16), 40);
  EXPECT_EQ(engine.change(machine, 0, {11, 20, 30}, 16), 0);
}

/// A mode: instructions of another value write it, those of the same do not.
TEST(EngineConfiguration, IsAValue) {
  Machine machine = makeMachine();
  for (InstructionId id : {0, 1, 2}) {
    machine.instructions[id].configurationCycles = 3;
    machine.instructions[id].configuration = "mode";
    machine.instructions[id].configurationValue = id == 1 ? "rows" : "columns";
  }
  EngineConfiguration engine;
  EXPECT_EQ(engine.change(machine, 0, {10, 20, 30}, 32), 3);
  EXPECT_EQ(engine.change(machine, 2, {1, 1}, 32), 0);
  EXPECT_EQ(engine.change(machine, 1, {64}, 32), 3);
  EXPECT_EQ(engine.change(machine, 2, {1, 1}, 32), 3);
}

/// It waits for what the engine has begun, if it changes anything.
TEST(EngineConfiguration, DrainsWhereItSaysSo) {
  Machine machine = makeMachine();
  for (InstructionId id : {0, 1}) {
    machine.instructions[id].configurationCycles = 3;
    machine.instructions[id].configurationDrains = id == 0;
  }
  EngineConfiguration engine;
  EXPECT_EQ(engine.change(machine, 0, {10, 20, 30}, 32, -5), 3);
  EXPECT_EQ(engine.change(machine, 0, {10, 20, 30}, 32, 50), 0);
  EXPECT_EQ(engine.change(machine, 1, {64}, 32, 50), 3);
  EXPECT_EQ(engine.change(machine, 0, {10, 20, 30}, 32, 50), 53);
}
