//===- PeersTest.cpp - instructions of equal engines ----------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TestMachines.h"

using namespace ridge;

/// Two arrays with the same product; `change` makes the second another one.
static std::vector<InstructionId>
peersAfter(llvm::function_ref<void(Machine &, Instruction &)> change) {
  Machine machine = makeMachine();
  Instruction copy = machine.instructions[0];
  copy.name = "other";
  copy.engine = static_cast<EngineId>(machine.engines.size());
  machine.engines.push_back({"second"});
  change(machine, copy);
  machine.instructions.push_back(copy);
  findPeers(machine);
  EXPECT_EQ(machine.instructions[0].peers, machine.instructions.back().peers);
  return machine.instructions[0].peers;
}

TEST(Peers, EqualInstructionsOnEqualEngines) {
  EXPECT_EQ(peersAfter([](Machine &, Instruction &) {}),
            (std::vector<InstructionId>{0, 3}));
}

TEST(Peers, AnyDifferenceSeparates) {
  using Change = void (*)(Machine &, Instruction &);
  const Change changes[] = {
      [](Machine &machine, Instruction &) {
        machine.engines.back().queueDepth = 2;
      },
      [](Machine &machine, Instruction &) {
        machine.engines.back().issueCycles = 1;
      },
      [](Machine &, Instruction &other) { other.dims[1].high = 64; },
      [](Machine &, Instruction &other) { other.dims[0].low = 2; },
      [](Machine &, Instruction &other) { other.dims[2].step = 8; },
      [](Machine &, Instruction &other) { other.operands[0].memories = {2}; },
      [](Machine &, Instruction &other) { other.operands[1].broadcast = true; },
      [](Machine &, Instruction &other) { other.operands[1].immediate = true; },
      [](Machine &, Instruction &other) {
        other.occupancy = parseTime(other, "max(m, 127)");
      },
      [](Machine &, Instruction &other) {
        other.latency = parseTime(other, "max(m, 128) + 255");
      },
      [](Machine &, Instruction &other) {
        other.energy = parseTime(other, "m * n * k");
      },
      [](Machine &, Instruction &other) { other.ordered = true; },
      [](Machine &, Instruction &other) {
        other.kernel = parseKernel(
            "(d0, d1, r2) in i8[0,2] i8[1,2] out i32[0,1] update { "
            "%3 = arith.extui %0 : i32; %4 = arith.extui %1 : i32; "
            "%5 = arith.muli %3, %4 : i32; %6 = arith.addi %2, %5 : i32; "
            "yield %6 }");
      },
  };
  for (auto [number, change] : llvm::enumerate(changes))
    EXPECT_TRUE(peersAfter(change).empty()) << number;
}

TEST(Peers, OneOfAnEngineAndByEngine) {
  Machine machine = makeMachine();
  machine.engines.push_back({"second"});
  Instruction copy = machine.instructions[0];
  copy.engine = 4;
  machine.instructions.insert(machine.instructions.begin(), copy);
  machine.instructions.push_back(copy); // The same once more.
  machine.instructions.push_back(machine.instructions[1]);
  findPeers(machine);
  EXPECT_EQ(machine.instructions[0].peers, (std::vector<InstructionId>{1, 0}));
  EXPECT_EQ(machine.instructions[1].peers, (std::vector<InstructionId>{1, 0}));
  // What comes again is never chosen beside what came first.
  EXPECT_EQ(machine.instructions[4].peers, (std::vector<InstructionId>{5, 4}));
}
