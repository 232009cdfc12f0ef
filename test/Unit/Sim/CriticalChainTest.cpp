//===- CriticalChainTest.cpp - what a simulated time consists of ----------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Sim/CriticalChain.h"
#include "Toy.h"
#include "test/Unit/Sanitizers.h"
#include <gtest/gtest.h>

using namespace ridge;
using namespace toy;

namespace {

constexpr uint64_t rounds = test::tries(400);

struct Chained {
  SimResult result;
  std::vector<ChainShare> shares;
};

Chained chained(const Program &program, const Machine &machine) {
  CriticalChain chain;
  Chained both;
  both.result = simulate(program, machine, &chain);
  both.shares = chain.shares(machine);
  return both;
}

int64_t cyclesOf(llvm::ArrayRef<ChainShare> shares, EngineId engine,
                 ChainPart part) {
  int64_t cycles = 0;
  for (const ChainShare &share : shares)
    if (share.engine == engine && share.part == part)
      cycles += share.cycles;
  return cycles;
}

// Four elements are loaded, multiplied and stored: 2 + 4 cycles of the load's
// engine and 10 until the data is there, 4 and 8 of the array, 4 and 8 of the
// store.
TEST(CriticalChain, OfThreeOperationsInTurn) {
  Chained toy = chained(pipeline(4, 4, 1), machine());
  EXPECT_EQ(toy.result.cycles, 16 + 12 + 12);
  EXPECT_EQ(cyclesOf(toy.shares, load, ChainPart::Occupied), 6);
  EXPECT_EQ(cyclesOf(toy.shares, load, ChainPart::Latency), 10);
  EXPECT_EQ(cyclesOf(toy.shares, array, ChainPart::Occupied), 4);
  EXPECT_EQ(cyclesOf(toy.shares, array, ChainPart::Latency), 8);
  EXPECT_EQ(cyclesOf(toy.shares, store, ChainPart::Occupied), 4);
  EXPECT_EQ(cyclesOf(toy.shares, store, ChainPart::Latency), 8);
}

// Eight tiles of 32, each accumulated four times: the array works without a
// pause from the first load to the last store (docs/CostModel.md, Example).
TEST(CriticalChain, OfAPipelineIsItsSlowestEngine) {
  Chained toy = chained(pipeline(256, 32, 2, 4), machine());
  EXPECT_EQ(toy.result.cycles, 44 + 1024 + 48);
  EXPECT_EQ(cyclesOf(toy.shares, load, ChainPart::Occupied), 34);
  EXPECT_EQ(cyclesOf(toy.shares, array, ChainPart::Occupied), 1024);
  EXPECT_EQ(cyclesOf(toy.shares, store, ChainPart::Occupied), 32);
}

TEST(CriticalChain, LeavesNoCycleOut) {
  for (uint64_t seed = 0; seed != rounds; ++seed) {
    Machine m = seed % 2 == 0 ? randomMachine(seed) : limitedMachine(seed);
    Chained any = chained(randomProgram(seed), m);
    int64_t sum = 0;
    for (const ChainShare &share : any.shares) {
      EXPECT_GT(share.cycles, 0);
      sum += share.cycles;
    }
    EXPECT_EQ(sum, any.result.cycles) << "seed " << seed;
  }
}

TEST(CriticalChain, SpendsNoMoreOfAnEngineThanItWorks) {
  for (uint64_t seed = 0; seed != rounds; ++seed) {
    Machine m = seed % 2 == 0 ? randomMachine(seed) : limitedMachine(seed);
    Chained any = chained(randomProgram(seed), m);
    for (auto [engine, states] : llvm::enumerate(any.result.states)) {
      EngineId id = static_cast<EngineId>(engine);
      EXPECT_LE(cyclesOf(any.shares, id, ChainPart::Occupied), states[0]);
      EXPECT_LE(cyclesOf(any.shares, id, ChainPart::Contended), states[1]);
    }
  }
}

TEST(CriticalChain, OfNothingIsEmpty) {
  Program nothing;
  EXPECT_TRUE(chained(nothing, machine()).shares.empty());
}

} // namespace
