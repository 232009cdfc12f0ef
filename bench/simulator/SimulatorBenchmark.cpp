//===- SimulatorBenchmark.cpp - operations simulated per second -----------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Long loops on the machine of the tests (test/Unit/Sim/Toy.h), one core;
/// prints the best rate of all rounds in millions of operations (issues and
/// moves) a second.
///
///   bench-simulator [ROUNDS [TEXT]]     default: 5, all cases; only cases with
///                                       the text in their name
///
//===----------------------------------------------------------------------===//

#include "ridge/Sim/Simulator.h"
#include "test/Unit/Sim/Toy.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"
#include <ctime>

using namespace ridge;
using namespace toy;

namespace {
struct Case {
  const char *name;
  Program program;
  Machine machine;
};
} // namespace

static constexpr int64_t turns = 300000;

/// Memories that all transfers fit into at once, or not.
static Machine withBandwidth(int64_t bytesPerCycle) {
  Machine m = machine();
  for (ridge::Memory &memory : m.memories)
    memory.bytesPerCycle = bytesPerCycle;
  return m;
}

/// Tiles of n elements.
static Machine withTileTimes(llvm::StringRef occupancy,
                             llvm::StringRef latency) {
  Machine m = oneEngineMachine();
  m.instructions[twice].occupancy = expression(occupancy);
  m.instructions[twice].latency = expression(latency);
  return m;
}

/// `body` again and again on @array.
static Program onArray(int64_t trip, Builder &b, Block body) {
  b.queue(array, {loop(trip, std::move(body))});
  return std::move(b.program);
}

/// Four tiles of 16 columns next to one another in rows of 64.
static Program columnTiles() {
  Builder b;
  b.layer("columns");
  BufferId a = b.buffer(acc, 4096), c = b.buffer(acc, 4096);
  Block body;
  for (int64_t column : {0, 16, 32, 48})
    body.push_back(issueTile(at(a), at(c, affine(column)), 16, 16, 64));
  return onArray(turns, b, std::move(body));
}

/// Single elements, one after the other through all of a buffer.
static Program elementByElement() {
  Builder b;
  b.layer("elements");
  BufferId a = b.buffer(acc, 4096), c = b.buffer(acc, 4096);
  ProgramOp one = issueTile(at(a), at(c, affine(0, 1, 1)), 1, 1, 64);
  return onArray(turns / 1000, b, {loop(4096, {one})});
}

static std::vector<Case> cases() {
  std::vector<Case> all;
  all.push_back({"loads, macs and stores, two slots",
                 pipeline(turns * 32, 32, 2), withBandwidth(1000)});
  all.push_back({"the same, every transfer shares its memory",
                 pipeline(turns * 32, 32, 2), withBandwidth(4)});
  all.push_back({"four macs a tile", pipeline(turns * 32, 32, 2, 4),
                 withBandwidth(1000)});
  all.push_back({"neighbouring column tiles, three pending", columnTiles(),
                 withTileTimes("n", "n + 700")});
  all.push_back({"single elements, 500 pending", elementByElement(),
                 withTileTimes("1", "500")});
  return all;
}

int main(int argc, char **argv) {
  int rounds = argc > 1 ? std::atoi(argv[1]) : 5;
  llvm::StringRef text = argc > 2 ? argv[2] : "";
  for (const Case &entry : cases()) {
    if (!llvm::StringRef(entry.name).contains(text))
      continue;
    double best = 0;
    for (int round = 0; round < rounds; ++round) {
      // On the core: others may share the machine.
      std::clock_t begin = std::clock();
      SimResult result = simulate(entry.program, entry.machine);
      double seconds = double(std::clock() - begin) / CLOCKS_PER_SEC;
      best = std::max(best, double(result.operations) / seconds / 1e6);
    }
    llvm::outs() << llvm::format("%-46s %6.1f million operations/s\n",
                                 entry.name, best);
  }
  return 0;
}
