//===- DealTest.cpp - boxes that equal engines share ----------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Timing/Timing.h"
#include "test/Unit/Machine/TestMachines.h"
#include <random>

using namespace ridge;

/// makeMachine() with its product on `count` equal arrays.
static Machine withArrays(int count, llvm::StringRef occupancy) {
  Machine machine = makeMachine();
  Instruction &matmul = machine.instructions[0];
  matmul.occupancy = matmul.latency = parseTime(matmul, occupancy);
  for (int i = 1; i < count; ++i) {
    Instruction copy = machine.instructions[0];
    copy.name = "matmul" + std::to_string(i);
    copy.engine = static_cast<EngineId>(machine.engines.size());
    machine.engines.push_back({"array" + std::to_string(i)});
    machine.instructions.push_back(copy);
  }
  findPeers(machine);
  return machine;
}

static Match productMatch(const Machine &machine) {
  auto matches = matchKernel(machine, parseKernel(matmulText));
  EXPECT_FALSE(matches.empty());
  return matches.front();
}

TEST(Deal, OneEngineDoesAll) {
  Machine machine = withArrays(1, "m * n * k");
  EXPECT_EQ(dealOf(machine, productMatch(machine), parseKernel(matmulText),
                   {64, 64, 64})
                .dim,
            -1);
}

TEST(Deal, FourShareTheDimThatLeavesLeast) {
  // Rows are free below 128, so columns are dealt.
  Machine machine = withArrays(4, "max(m, 128) * n");
  Kernel kernel = parseKernel(matmulText);
  Match match = productMatch(machine);
  Deal deal = dealOf(machine, match, kernel, {128, 100, 64});
  EXPECT_EQ(match.dims[deal.dim], 1); // n
  EXPECT_EQ(deal.part, 25);
  EXPECT_EQ(deal.parts, 4);
  EXPECT_EQ(kernelTime(machine, match, kernel, {128, 100, 64}).occupancy,
            128 * 25);
}

TEST(Deal, SumsStayWhole) {
  // Only cutting k would help; a part of a sum is no result.
  Machine machine = withArrays(4, "k");
  EXPECT_EQ(dealOf(machine, productMatch(machine), parseKernel(matmulText),
                   {64, 64, 64})
                .dim,
            -1);
}

TEST(Deal, PartsAreMultiplesOfTheStep) {
  Machine machine = withArrays(4, "m * n * k");
  for (Instruction &instruction : machine.instructions)
    if (!instruction.peers.empty())
      instruction.dims[0].low = instruction.dims[0].step = 16;
  Kernel kernel = parseKernel(matmulText);
  Match match = productMatch(machine);
  // 80 rows are five times 16: two each for two engines and one for a third,
  // or 2 columns of 8 for each of four.
  Deal deal = dealOf(machine, match, kernel, {80, 8, 8});
  EXPECT_EQ(match.dims[deal.dim], 1);
  EXPECT_EQ(deal.part, 2);
  deal = dealOf(machine, match, kernel, {80, 1, 8});
  EXPECT_EQ(match.dims[deal.dim], 0);
  EXPECT_EQ(deal.part, 32);
  EXPECT_EQ(deal.parts, 3);
}

/// The parts make up the box, keep to the limits, and the deal is the best of
/// all dims: the busiest engine has the least to do.
TEST(Deal, IsTheBestOfAllDims) {
  std::mt19937_64 random(5);
  const char *times[] = {"m * n * k", "max(m, 32) * (n ceildiv 8) + k",
                         "(m ceildiv 16) * (n ceildiv 16) * (k + 30)"};
  int dealt = 0;
  for (int i = 0; i < 300; ++i) {
    int count = 2 + int(random() % 4);
    Machine machine = withArrays(count, times[random() % 3]);
    Kernel kernel = parseKernel(matmulText);
    Match match = productMatch(machine);
    llvm::SmallVector<int64_t, 3> sizes;
    for (int d = 0; d < 3; ++d)
      sizes.push_back(1 + random() % 200);
    Machine alone = machine;
    for (Instruction &instruction : alone.instructions)
      instruction.peers.clear();
    int64_t least = kernelTime(alone, match, kernel, sizes).occupancy;
    for (size_t d = 0; d < 2; ++d) {
      auto part = sizes;
      part[d] = (sizes[d] + count - 1) / count;
      least = std::min(least, kernelTime(alone, match, kernel, part).occupancy);
    }
    EXPECT_EQ(kernelTime(machine, match, kernel, sizes).occupancy, least);
    Deal deal = dealOf(machine, match, kernel, sizes);
    if (deal.dim < 0)
      continue;
    ++dealt;
    EXPECT_FALSE(kernel.reduction[deal.dim]);
    EXPECT_LE(deal.parts, count);
    EXPECT_GE(deal.part * deal.parts, sizes[deal.dim]);
    EXPECT_LT(deal.part * (deal.parts - 1), sizes[deal.dim]);
  }
  EXPECT_GT(dealt, 200);
}
