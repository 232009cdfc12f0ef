//===- CostTest.cpp - sums and estimates ----------------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// C-serial-1 and C-estimate-1 to C-estimate-4 by hand, and against Sim.
///
//===----------------------------------------------------------------------===//

#include "ridge/Cost/Cost.h"
#include "ridge/Program/OperationTime.h"
#include "ridge/Sim/Simulator.h"
#include "test/Unit/Sim/Toy.h"
#include <cmath>
#include <gtest/gtest.h>

using namespace ridge;
using namespace toy;

namespace {

TEST(Cost, SerialIsEveryLatencyInTurn) {
  // Tiles of 32 and 8: loads 44 + 20, macs 40 + 16, stores 40 + 16.
  EXPECT_EQ(estimate(pipeline(40, 32, 2), machine()).serial, 176);
}

TEST(Cost, BusyTrafficAndEnergy) {
  ProgramCost cost = estimate(pipeline(40, 32, 2, 3), machine());
  EXPECT_EQ(cost.engineBusy, (std::vector<int64_t>{44, 120, 0, 40}));
  EXPECT_EQ(cost.instructionBusy, (std::vector<int64_t>{120, 0}));
  EXPECT_EQ(cost.pathBytes, (std::vector<int64_t>{160, 160}));
  EXPECT_EQ(cost.layers[0].payloadBytes, 320);
  EXPECT_EQ(cost.layers[0].wireBytes, 320);
  EXPECT_EQ(cost.layers[0].energyFemtojoules, 3 * 120);
  EXPECT_EQ(cost.work.instructionFemtojoules, (std::vector<int64_t>{360, 0}));
  EXPECT_EQ(cost.operations, 2 + 6 + 2);
  EXPECT_EQ(cost.layers[0].instruction, mac);
}

TEST(Cost, WireBytesAreWholeBursts) {
  Machine m = machine();
  m.paths[in].burst = 64;
  ProgramCost cost = estimate(pipeline(40, 32, 2), m);
  EXPECT_EQ(cost.layers[0].payloadBytes, 320);
  EXPECT_EQ(cost.layers[0].wireBytes, 128 + 64 + 160);
}

TEST(Cost, LayerOfMovesHasNoInstruction) {
  Builder b;
  b.layer("copy");
  BufferId x = b.argument(8), a = b.buffer(sram, 8);
  b.queue(load, {move(in, at(x), at(a), extent(8))});
  EXPECT_EQ(estimate(b.program, machine()).layers[0].instruction, -1);
}

TEST(Cost, SumsAgreeWithWalkingEveryIteration) {
  for (uint64_t seed = 0; seed != 100; ++seed) {
    Program program = randomProgram(seed);
    Machine m = randomMachine(seed);
    ProgramCost cost = estimate(program, m);
    int64_t serial = 0, operations = 0;
    std::vector<int64_t> busy(m.engines.size(), 0);
    for (const Queue &queue : program.queues) {
      forEachOp(queue, [&](const ProgramOp &op,
                           llvm::ArrayRef<int64_t> counters) {
        if (op.kind != ProgramOp::Kind::Issue &&
            op.kind != ProgramOp::Kind::Move)
          return;
        auto sizes = evaluateSizes(op, counters);
        UnitTime time = op.kind == ProgramOp::Kind::Issue
                            ? issueTime(program, m, op, sizes)
                            : transferTime(moveDemand(program, m, op, sizes));
        serial += time.latency;
        busy[queue.engine] += time.occupancy;
        ++operations;
      });
    }
    EXPECT_EQ(cost.serial, serial);
    EXPECT_EQ(cost.operations, operations);
    EXPECT_EQ(cost.engineBusy, busy);
  }
}

TEST(Cost, EstimateOfOneTileIsItsCriticalPath) {
  // Load 44, mac 40, store 40: nothing overlaps, as in Sim.
  Program program = pipeline(32, 32, 2);
  EXPECT_EQ(estimate(program, machine()).estimate, 124);
  EXPECT_EQ(simulate(program, machine()).cycles, 124);
}

TEST(Cost, EstimateOfAComputeBoundPipeline) {
  // 8 tiles of 32, each 4 macs. Array 1024 busy; fill 44 (first load there);
  // drain: mac tail 8, store 32, its tail 8.
  Program program = pipeline(256, 32, 2, 4);
  ProgramCost cost = estimate(program, machine());
  EXPECT_EQ(cost.estimate, 44 + 1024 + 48);
  EXPECT_EQ(cost.bound, 1024);
  EXPECT_EQ(cost.serial, 8 * 44 + 32 * 40 + 8 * 40);
  EXPECT_EQ(simulate(program, machine()).cycles, 44 + 1024 + 48);
}

TEST(Cost, EstimateOfAMemoryBoundPipeline) {
  // Both directions share 4 B/cycle: 512 elements take 512 cycles, and it takes
  // some more until the first are asked for and the last are there.
  Program program = pipeline(256, 32, 4);
  EXPECT_EQ(estimate(program, machine()).estimate, 512);
  EXPECT_EQ(simulate(program, machine()).cycles, 540);
}

TEST(Cost, EstimateWaitsForOwnResults) {
  // Four dependent @twice in a row: each waits 3 for the one before.
  Builder b;
  b.layer("chain");
  BufferId c = b.buffer(acc, 8);
  b.queue(vector, {loop(4, {issue(twice, {at(c), at(c)}, extent(8))})});
  ProgramCost cost = estimate(b.program, machine());
  EXPECT_EQ(cost.engineBusy[vector], 32);
  EXPECT_EQ(cost.estimate, 4 * 11); // Capped by the serial sum.
  EXPECT_EQ(simulate(b.program, machine()).cycles, 44);
}

TEST(Cost, EstimateTakesTurnsWithFewSlots) {
  // One slot: of load 20 and mac 16 nothing overlaps the next. No transfer
  // slows another down, so the estimate is exact.
  int64_t before = std::numeric_limits<int64_t>::max();
  for (int64_t slots : {1, 2, 3}) {
    Program program = pipeline(512, 8, slots);
    Machine m = machine();
    m.memories[dram].bytesPerCycle = 1000;
    int64_t cycles = estimate(program, m).estimate;
    EXPECT_EQ(cycles, simulate(program, m).cycles);
    EXPECT_LT(cycles, before);
    before = cycles;
  }
}

TEST(Cost, LongLoopsAreSkipped) {
  // A million tiles are walked as fast as a hundred, and every one of them
  // counts; the last one is ragged.
  for (int64_t slots : {1, 2, 3, 4}) {
    Machine m = machine();
    m.memories[dram].bytesPerCycle = 1000;
    int64_t hundred = estimate(pipeline(803, 8, slots, 3), m).estimate;
    EXPECT_EQ(hundred, simulate(pipeline(803, 8, slots, 3), m).cycles);
    int64_t pace =
        (estimate(pipeline(8003, 8, slots, 3), m).estimate - hundred);
    EXPECT_EQ(estimate(pipeline(8 * 1000 * 900 + 803, 8, slots, 3), m).estimate,
              hundred + pace * 1000);
  }
}

TEST(Cost, ProgramIsTheSumOfItsLayers) {
  Builder b;
  addPipeline(b, 64, 32, 2);
  addPipeline(b, 100, 8, 2);
  ProgramCost cost = estimate(b.program, machine());
  EXPECT_EQ(cost.estimate, cost.layers[0].estimate + cost.layers[1].estimate);
  EXPECT_EQ(cost.serial, cost.layers[0].serial + cost.layers[1].serial);
}

TEST(Cost, LaterLayersCountFromWhereSemaphoresStand) {
  // The same semaphores serve both layers: the second waits for higher values.
  Builder b;
  LayerId layers[] = {b.layer("first"), b.layer("second")};
  SemaphoreId full = b.semaphore("full");
  BufferId x = b.argument(32), a = b.buffer(sram, 32), c = b.buffer(acc, 32);
  for (LayerId layer : layers) {
    b.queue(load,
            {move(in, at(x), at(a), extent(32), layer), signal(full, layer)});
    b.queue(array, {wait(full, affine(layer + 1), layer),
                    issue(mac, {at(a), at(a), at(c)}, extent(32), layer)});
  }
  ProgramCost cost = estimate(b.program, machine());
  EXPECT_EQ(cost.layers[0].estimate, 84); // 44 + 40
  // Its load writes what the first one wrote: from 44 to 78, there at 88.
  EXPECT_EQ(cost.layers[1].estimate, 88 + 40 - 84);
  EXPECT_EQ(simulate(b.program, machine()).cycles, 128);
}

TEST(CostProperty, EstimateLiesBetweenBoundAndSerial) {
  for (uint64_t seed = 0; seed != 300; ++seed) {
    ProgramCost cost = estimate(randomProgram(seed), randomMachine(seed));
    EXPECT_LE(cost.bound, cost.estimate) << "seed " << seed;
    EXPECT_LE(cost.estimate, cost.serial) << "seed " << seed;
    for (const LayerCost &layer : cost.layers)
      EXPECT_GE(layer.estimate, 0) << "seed " << seed;
  }
}

TEST(CostProperty, EstimateIsExactWithoutSharing) {
  // Memories so fast that no transfer slows another down; layers overlap.
  int exact = 0;
  for (uint64_t seed = 0; seed != 400; ++seed) {
    Program program = randomProgram(seed);
    Machine m = randomMachine(seed);
    for (ridge::Memory &memory : m.memories)
      memory.bytesPerCycle = 1 << 20;
    int64_t cycles = simulate(program, m).cycles;
    int64_t estimated = estimate(program, m).estimate;
    EXPECT_NEAR(estimated, cycles, 0.05 * cycles) << "seed " << seed;
    exact += estimated == cycles;
  }
  RecordProperty("exact", exact);
  EXPECT_GT(exact, 390);
}

TEST(CostProperty, EstimateKnowsQueuesRowsAndIssue) {
  // The limits of engines and paths; those of memories are shared.
  int exact = 0;
  for (uint64_t seed = 0; seed != 400; ++seed) {
    Program program = randomProgram(seed);
    Machine m = limitedMachine(seed);
    for (ridge::Memory &memory : m.memories) {
      memory.bytesPerCycle = 1 << 20;
      memory.readBytesPerCycle = memory.writeBytesPerCycle = 0;
      memory.bankBytesPerCycle = memory.pageBytes = memory.openPages = 0;
      memory.pageCycles = memory.turnCycles = memory.requests = 0;
    }
    int64_t cycles = simulate(program, m).cycles;
    int64_t estimated = estimate(program, m).estimate;
    EXPECT_NEAR(estimated, cycles, 0.05 * cycles) << "seed " << seed;
    exact += estimated == cycles;
  }
  EXPECT_GT(exact, 390);
}

/// Mean and greatest |ln(estimate / simulated)| over random programs.
static std::pair<double, double> difference(Machine (*machineOf)(uint64_t)) {
  double sum = 0, most = 0;
  for (uint64_t seed = 0; seed != 400; ++seed) {
    Program program = randomProgram(seed);
    Machine m = machineOf(seed);
    double ratio = static_cast<double>(estimate(program, m).estimate) /
                   static_cast<double>(simulate(program, m).cycles);
    sum += std::abs(std::log(ratio));
    most = std::max(most, std::abs(std::log(ratio)));
  }
  return {sum / 400, most};
}

TEST(CostProperty, EstimateIsNearTheSimulation) {
  auto [mean, most] = difference(randomMachine);
  EXPECT_LT(mean, 0.002);
  EXPECT_LT(most, 0.06);
}

TEST(CostProperty, EstimateIsNearWhereMuchIsLimited) {
  auto [mean, most] = difference(limitedMachine);
  EXPECT_LT(mean, 0.008);
  EXPECT_LT(most, 0.25);
}

} // namespace
