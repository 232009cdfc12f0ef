//===- MachineHandleTest.cpp - tests of shared machines and hashes --------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The hash sees every field of a machine and nothing else; handles share.
///
//===----------------------------------------------------------------------===//

#include "ridge/Machine/MachineHandle.h"
#include "TestMachines.h"
#include <functional>
#include <set>

using namespace ridge;

TEST(ContentHash, IsOfTheContentAlone) {
  Machine first = makeMachine(), second = makeMachine();
  EXPECT_EQ(contentHash(first), contentHash(second));
  // Values that are written otherwise: parentheses, spaces, folded constants.
  Instruction &matmul = second.instructions[0];
  matmul.latency = parseTime(matmul, "(max( m,128 ))+(250 + 4)");
  EXPECT_EQ(contentHash(first), contentHash(second));
}

/// The hash is compared between processes, so it may not change by itself. A
/// change of the printed form is one; then this number changes too.
TEST(ContentHash, IsTheSameInEveryProcess) {
  Machine machine;
  machine.name = "m";
  machine.hertz = 1;
  machine.memories.resize(1);
  machine.memories[0].name = "d";
  // printf 'machine @m: 1 Hz\nmemory @d: 0 B, 0 B/cycle, latency 0, alignment
  // 1\n' | sha256sum | cut -c 1-32
  EXPECT_EQ(contentHash(machine), "84389cfd0f40df6d122fc24f0a4c6d25");
}

/// One change of each field; all hashes differ.
TEST(ContentHash, SeesEveryField) {
  using Change = std::function<void(Machine &)>;
  const Change changes[] = {
      [](Machine &) {},
      [](Machine &m) { m.name = "other"; },
      [](Machine &m) { m.hertz += 1; },
      [](Machine &m) { m.memories[1].name = "scratch"; },
      [](Machine &m) { m.memories[1].bytes += 64; },
      [](Machine &m) { m.memories[1].bytesPerCycle += 1; },
      [](Machine &m) { m.memories[1].latency += 1; },
      [](Machine &m) { m.memories[1].alignment = 32; },
      [](Machine &m) { m.memories[1].banks = 4; },
      [](Machine &m) { std::swap(m.memories[0].home, m.memories[1].home); },
      [](Machine &m) { m.engines[3].name = "lanes"; },
      [](Machine &m) { m.engines.push_back({"idle"}); },
      [](Machine &m) { m.paths[0].name = "in"; },
      [](Machine &m) { m.paths[0].from = 2; },
      [](Machine &m) { m.paths[0].to = 2; },
      [](Machine &m) { m.paths[0].engine = 1; },
      [](Machine &m) { m.paths[0].bytesPerCycle += 1; },
      [](Machine &m) { m.paths[0].latency += 1; },
      [](Machine &m) { m.paths[0].burst = 32; },
      [](Machine &m) { m.paths[0].inFlight = 8; },
      [](Machine &m) { m.paths[0].setup += 1; },
      [](Machine &m) { m.paths[0].cyclesPerIndex = 0; },
      [](Machine &m) { m.paths[0].codecs = {"mxfp4"}; },
      [](Machine &m) { m.paths[0].codecBytesPerCycle = 16; },
      [](Machine &m) { m.staticPower = {5, "a"}; },
      [](Machine &m) { m.staticPower = {5, "b"}; },
      [](Machine &m) { m.area.value = 5; },
      [](Machine &m) { m.memories[1].readBytesPerCycle = 5; },
      [](Machine &m) { m.memories[1].writeBytesPerCycle = 5; },
      [](Machine &m) { m.memories[1].ports = 5; },
      [](Machine &m) { m.memories[1].bankBytesPerCycle = 5; },
      [](Machine &m) { m.memories[1].reservedBytes = 5; },
      [](Machine &m) { m.memories[1].readEnergy.value = 5; },
      [](Machine &m) { m.memories[1].writeEnergy.value = 5; },
      [](Machine &m) { m.memories[1].staticPower.value = 5; },
      [](Machine &m) { m.memories[1].area.value = 5; },
      [](Machine &m) { m.engines[3].queueDepth = 5; },
      [](Machine &m) { m.engines[3].issueCycles = 5; },
      [](Machine &m) { m.engines[3].staticPower.value = 5; },
      [](Machine &m) { m.engines[3].area.value = 5; },
      [](Machine &m) { m.paths[0].rowCycles = 5; },
      [](Machine &m) { m.paths[0].requestBytes = 5; },
      [](Machine &m) { m.paths[0].energy.value = 5; },
      [](Machine &m) { m.paths[0].codecEnergy.value = 5; },
      [](Machine &m) { m.paths[0].area.value = 5; },
      [](Machine &m) { m.instructions[0].energySource = "a"; },
      [](Machine &m) { m.instructions[0].ordered = true; },
      [](Machine &m) { m.instructions[0].dims[0].step = 2; },
      [](Machine &m) { m.instructions[0].name = "product"; },
      [](Machine &m) { m.instructions[0].engine = 3; },
      [](Machine &m) { m.instructions[0].dims[0].name = "rows"; },
      [](Machine &m) { m.instructions[0].dims[0].low = 2; },
      [](Machine &m) { m.instructions[0].dims[0].high = 256; },
      [](Machine &m) { m.instructions[0].operands[0].name = "X"; },
      [](Machine &m) { m.instructions[0].operands[0].memories = {1, 2}; },
      [](Machine &m) { m.instructions[0].operands[0].broadcast = true; },
      [](Machine &m) { m.instructions[0].operands[0].immediate = true; },
      [](Machine &m) { m.instructions[0].kernel.inputs[0].dims = 3; },
      [](Machine &m) { m.instructions[0].kernel.nodes[2].op = ScalarOp::SubI; },
      [](Machine &m) { m.instructions[0].occupancy = Expression(); },
      [](Machine &m) { m.instructions[0].latency = Expression(); },
      [](Machine &m) { m.instructions[0].energy = Expression(); },
      [](Machine &m) { m.instructions[1].laneOps.pop_back(); },
      [](Machine &m) { m.instructions[1].laneFormats.pop_back(); },
      [](Machine &m) { m.instructions[1].laneReduce = true; },
      [](Machine &m) { std::swap(m.instructions[1], m.instructions[2]); },
  };
  std::set<std::string> hashes;
  for (const Change &change : changes) {
    Machine machine = makeMachine();
    change(machine);
    hashes.insert(contentHash(machine));
  }
  EXPECT_EQ(hashes.size(), std::size(changes));
}

TEST(ContentHash, SeesWords) {
  Machine machine = makeMachine();
  std::set<std::string> seen{contentHash(machine)};
  Encoding wait;
  wait.target = {EncodingTarget::Kind::Wait, 0};
  wait.name = "wait";
  wait.bits = 32;
  machine.encodings.push_back(wait);
  seen.insert(contentHash(machine));
  machine.encodings[0].bits = 64;
  seen.insert(contentHash(machine));
  EncodingField field;
  field.low = 0;
  field.high = 7;
  machine.encodings[0].fields.push_back(field);
  seen.insert(contentHash(machine));
  machine.encodings[0].fields[0].constant = 5;
  seen.insert(contentHash(machine));
  machine.instructions[0].wordBytes = 4;
  seen.insert(contentHash(machine));
  machine.paths[0].wordBytes = 4;
  seen.insert(contentHash(machine));
  machine.engines[0].fetchBytesPerCycle = 4;
  seen.insert(contentHash(machine));
  machine.engines[0].codeBytes = 4;
  seen.insert(contentHash(machine));
  EXPECT_EQ(seen.size(), 9u);
}

TEST(ContentHash, SeesConfigurations) {
  Machine machine = makeMachine();
  std::set<std::string> seen{contentHash(machine)};
  machine.instructions[0].configurationCycles = 5;
  EXPECT_TRUE(seen.insert(contentHash(machine)).second);
  machine.instructions[0].configuredBy = {1};
  EXPECT_TRUE(seen.insert(contentHash(machine)).second);
  machine.instructions[0].configuration = "vtype";
  EXPECT_TRUE(seen.insert(contentHash(machine)).second);
}

TEST(ContentHash, SeesStrides) {
  Machine machine = makeMachine();
  std::set<std::string> seen{contentHash(machine)};
  machine.instructions[0].operands[0].unitStride = 0;
  EXPECT_TRUE(seen.insert(contentHash(machine)).second);
  machine.instructions[0].operands[0].unitStride = 1;
  EXPECT_TRUE(seen.insert(contentHash(machine)).second);
}

TEST(ContentHash, SeesClocksAndPatterns) {
  std::set<std::string> seen{contentHash(makeMachine())};
  auto see = [&](int64_t Memory::*field) {
    Machine machine = makeMachine();
    machine.memories[1].*field = 5;
    EXPECT_TRUE(seen.insert(contentHash(machine)).second);
  };
  for (int64_t Memory::*field :
       {&Memory::period, &Memory::pageBytes, &Memory::pageCycles,
        &Memory::openPages, &Memory::turnCycles, &Memory::writeBatchBytes,
        &Memory::requests})
    see(field);
  Machine ticks = makeMachine(), engine = ticks, path = ticks;
  ticks.ticksPerCycle = engine.engines[3].period = path.paths[0].period = 5;
  for (const Machine &machine : {ticks, engine, path})
    EXPECT_TRUE(seen.insert(contentHash(machine)).second);
}

TEST(ContentHash, SeesRowsAndCommands) {
  std::set<std::string> seen{contentHash(makeMachine())};
  for (int64_t Path::*field :
       {&Path::rowBytes, &Path::commandRows, &Path::commandsInFlight}) {
    Machine machine = makeMachine();
    machine.paths[0].*field = 5;
    EXPECT_TRUE(seen.insert(contentHash(machine)).second);
  }
}

TEST(MachineHandle, CopiesShareOneMachine) {
  MachineHandle none;
  EXPECT_FALSE(none);
  MachineHandle handle = MachineHandle::create(makeMachine(), "test", "text");
  MachineHandle copy = handle;
  EXPECT_TRUE(copy);
  EXPECT_EQ(&*copy, &*handle);
  EXPECT_EQ(copy->name, "test");
  EXPECT_EQ(copy.hash(), contentHash(makeMachine()));
}

TEST(MachineHandle, WeakOnesDoNotKeepIt) {
  MachineHandle handle = MachineHandle::create(makeMachine(), "test", "text");
  MachineHandle::Weak weak = handle;
  EXPECT_TRUE(weak.lock());
  MachineHandle copy = handle;
  handle = MachineHandle();
  EXPECT_EQ(&*weak.lock(), &*copy);
  copy = MachineHandle();
  EXPECT_FALSE(weak.lock());
}
