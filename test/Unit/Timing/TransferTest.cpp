//===- TransferTest.cpp - tests of transfer times -------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Runs of strided copies, and each rule T-transfer-1 to 5 by hand.
///
//===----------------------------------------------------------------------===//

#include "ridge/Timing/Timing.h"
#include "test/Unit/Machine/TestMachines.h"
#include <algorithm>
#include <random>
#include <set>

using namespace ridge;

static void expectShape(TransferShape shape, int64_t runs, int64_t runBytes) {
  EXPECT_EQ(shape.runs, runs);
  EXPECT_EQ(shape.runBytes, runBytes);
}

TEST(TransferShape, ContiguousCopyIsOneRun) {
  expectShape(transferShape({4, 8}, {8, 1}, {8, 1}, 2), 1, 64);
}

TEST(TransferShape, TileOfAMatrixIsOneRunPerRow) {
  // 16 x 32 of a matrix with rows of 100, packed on the other side.
  expectShape(transferShape({16, 32}, {100, 1}, {32, 1}, 4), 16, 128);
  expectShape(transferShape({16, 32}, {32, 1}, {100, 1}, 4), 16, 128);
}

TEST(TransferShape, TransposeMovesSingleElements) {
  expectShape(transferShape({16, 32}, {32, 1}, {1, 16}, 2), 512, 2);
}

TEST(TransferShape, DimsMayComeInAnyOrder) {
  expectShape(transferShape({8, 4}, {1, 8}, {1, 8}, 1), 1, 32);
  expectShape(transferShape({8, 4, 3}, {1, 24, 8}, {1, 24, 8}, 1), 1, 96);
}

TEST(TransferShape, SizeOneDimsDoNotBreakRuns) {
  expectShape(transferShape({4, 1, 8}, {8, 999, 1}, {8, 5, 1}, 2), 1, 64);
  expectShape(transferShape({1}, {7}, {9}, 2), 1, 2);
  expectShape(transferShape({}, {}, {}, 2), 1, 2);
}

TEST(TransferShape, InnerDimsMergeWhereBothSidesAllow) {
  // (2, 3, 5): rows of 5 follow each other on both sides, planes do not.
  expectShape(transferShape({2, 3, 5}, {30, 5, 1}, {15, 5, 1}, 1), 2, 15);
}

TEST(TransferShape, BroadcastSourceIsRunsOfTheRest) {
  expectShape(transferShape({4, 8}, {0, 1}, {8, 1}, 2), 4, 16);
  expectShape(transferShape({8}, {0}, {1}, 2), 8, 2);
}

TEST(TransferShape, EmptyCopyMovesNothing) {
  EXPECT_EQ(transferShape({4, 0}, {8, 1}, {8, 1}, 2).bytes(), 0);
}

// Whatever the strides, the bytes of the runs are the bytes of the copy, and no
// run is longer than the elements allow. Where a padded row happens to end
// where an unrelated one starts on both sides, the elements allow more than
// strides say; that is rare.
TEST(TransferShape, BytesAreConservedAndRunsContiguous) {
  std::mt19937_64 random(31);
  int equal = 0;
  for (int i = 0; i < 500; ++i) {
    int64_t sizes[3], source[3], target[3];
    for (int64_t &size : sizes)
      size = 1 + random() % 4;
    auto layOut = [&](int64_t *strides) {
      int order[3] = {0, 1, 2};
      std::shuffle(order, order + 3, random);
      int64_t next = 1;
      for (int d : order) {
        strides[d] = next;
        next *= sizes[d] + random() % 2;
      }
    };
    layOut(source);
    layOut(target);
    TransferShape shape = transferShape(sizes, source, target, 1);
    ASSERT_EQ(shape.bytes(), sizes[0] * sizes[1] * sizes[2]);
    // An element without a predecessor at distance one on both sides starts a
    // run.
    std::set<std::pair<int64_t, int64_t>> places;
    for (int64_t a = 0; a < sizes[0]; ++a)
      for (int64_t b = 0; b < sizes[1]; ++b)
        for (int64_t c = 0; c < sizes[2]; ++c)
          places.insert({a * source[0] + b * source[1] + c * source[2],
                         a * target[0] + b * target[1] + c * target[2]});
    int64_t starts = 0;
    for (auto [from, to] : places)
      starts += !places.count({from - 1, to - 1});
    ASSERT_GE(shape.runs, starts);
    equal += shape.runs == starts;
  }
  EXPECT_GE(equal, 450);
}

// @dram 64 B/cycle latency 100, @sram 128 B/cycle latency 0, path 64 B/cycle
// latency 10, burst 64, setup 5.
TEST(Transfer, WireIsWholeBursts) {
  Machine machine = makeMachine();
  EXPECT_EQ(transferDemand(machine, 0, {10, 64}).wire, 640);
  EXPECT_EQ(transferDemand(machine, 0, {10, 65}).wire, 1280);
  EXPECT_EQ(transferDemand(machine, 0, {10, 1}).wire, 640);
  EXPECT_EQ(transferDemand(machine, 0, {10, 65}).payload, 650);
}

TEST(Transfer, LatencyIsPathAndBothMemories) {
  Machine machine = makeMachine();
  EXPECT_EQ(transferDemand(machine, 0, {1, 64}).latency, 110);
  machine.memories[1].latency = 7;
  EXPECT_EQ(transferDemand(machine, 0, {1, 64}).latency, 117);
}

TEST(Transfer, RateIsTheLeastOfPathAndMemories) {
  Machine machine = makeMachine();
  EXPECT_EQ(transferDemand(machine, 0, {1, 64}).rate, 64);
  machine.memories[0].bytesPerCycle = 48;
  EXPECT_EQ(transferDemand(machine, 0, {1, 64}).rate, 48);
  machine.memories[1].bytesPerCycle = 16;
  EXPECT_EQ(transferDemand(machine, 0, {1, 64}).rate, 16);
  machine.paths[0].bytesPerCycle = 8;
  EXPECT_EQ(transferDemand(machine, 0, {1, 64}).rate, 8);
}

// The path's engine is held for the word where that is longer than the transfer
// alone, and not at all where it is not.
TEST(Transfer, HoldsTheEngineForItsWord) {
  Machine machine = makeMachine();
  TransferShape shape = transferShape({64}, {1}, {1}, 4);
  UnitTime plain = transferTime(transferDemand(machine, 0, shape));
  Engine &engine = machine.engines[machine.paths[0].engine];
  engine.fetchBytesPerCycle = 1;
  machine.paths[0].wordBytes = plain.occupancy;
  EXPECT_EQ(transferTime(transferDemand(machine, 0, shape)).occupancy,
            plain.occupancy);
  machine.paths[0].wordBytes = plain.occupancy + 5;
  UnitTime held = transferTime(transferDemand(machine, 0, shape));
  EXPECT_EQ(held.occupancy, plain.occupancy + 5);
  EXPECT_EQ(held.latency, plain.latency + 5);
}

TEST(Transfer, InFlightLimitsTheRate) {
  Machine machine = makeMachine();
  machine.paths[0].inFlight = 16;
  // 16 * 64 bytes per 110 cycles.
  EXPECT_DOUBLE_EQ(transferDemand(machine, 0, {1, 64}).rate, 1024.0 / 110);
  // Enough in flight: the wires limit.
  machine.paths[0].inFlight = 1000;
  EXPECT_EQ(transferDemand(machine, 0, {1, 64}).rate, 64);
}

TEST(Transfer, RequestsInFlightMayBeOfAnotherSizeThanBursts) {
  Machine machine = makeMachine();
  Path &path = machine.paths[0];
  path.burst = 16, path.inFlight = 4, path.requestBytes = 64;
  // Runs of 256 B: requests of 64 B, 4 * 64 bytes per 110 cycles.
  EXPECT_DOUBLE_EQ(transferDemand(machine, 0, {3, 256}).rate, 256.0 / 110);
  EXPECT_EQ(transferDemand(machine, 0, {3, 256}).requests, 12);
  // Runs of 20 B: 32 B on the wire, a request each, 4 * 32 per 110.
  EXPECT_DOUBLE_EQ(transferDemand(machine, 0, {3, 20}).rate, 128.0 / 110);
  EXPECT_EQ(transferDemand(machine, 0, {3, 20}).wire, 96);
  EXPECT_EQ(transferTime(transferDemand(machine, 0, {3, 20})).occupancy,
            5 + 83); // setup, 3 * 110 / 4 rounded up
}

TEST(Transfer, RowsBeginApart) {
  Machine machine = makeMachine();
  machine.paths[0].rowCycles = 4;
  // Ten runs of a burst: 4 cycles each where the wires take 1.
  TransferDemand demand = transferDemand(machine, 0, {10, 64});
  EXPECT_EQ(transferTime(demand).occupancy, 5 + 40);
  // Runs of 8 bursts take longer than that anyway.
  demand = transferDemand(machine, 0, {10, 512});
  EXPECT_EQ(transferTime(demand).occupancy, 5 + 80);
  EXPECT_EQ(demand.runs, 10);
}

TEST(Transfer, LongRunsAreSeveralRows) {
  Machine machine = makeMachine();
  Path &path = machine.paths[0];
  path.rowCycles = 4, path.rowBytes = 32;
  // Ten runs of 96 B: 30 rows of 4 cycles; 128 B on the wire take 2 a run.
  TransferDemand demand = transferDemand(machine, 0, {10, 96});
  EXPECT_EQ(demand.rows, 30);
  EXPECT_EQ(transferTime(demand).occupancy, 5 + 120);
}

TEST(Transfer, CommandsWaitForTheirData) {
  Machine machine = makeMachine();
  Path &path = machine.paths[0];
  path.rowCycles = 1, path.commandRows = 4, path.commandsInFlight = 1;
  // Twelve rows a step apart: 3 commands, each 110 cycles beyond its 4 rows.
  TransferShape shape = transferShape({12, 64}, {256, 1}, {64, 1}, 1);
  EXPECT_EQ(shape.equalRuns, 12);
  TransferDemand demand = transferDemand(machine, 0, shape);
  EXPECT_EQ(demand.commands, 3);
  EXPECT_EQ(transferTime(demand).occupancy, 5 + 3 * 114);
  // With two outstanding, half of it.
  path.commandsInFlight = 2;
  demand = transferDemand(machine, 0, shape);
  EXPECT_EQ(transferTime(demand).occupancy, 5 + 3 * 57);
  // Rows of an image do not follow one another at one step: 2 * ceil(6 / 4).
  shape = transferShape({2, 6, 64}, {4096, 256, 1}, {384, 64, 1}, 1);
  EXPECT_EQ(shape.equalRuns, 6);
  EXPECT_EQ(transferDemand(machine, 0, shape).commands, 4);
  // Whole images do.
  shape = transferShape({2, 6, 64}, {1536, 256, 1}, {384, 64, 1}, 1);
  EXPECT_EQ(shape.equalRuns, 12);
}

TEST(Transfer, IssueTimeIsPartOfTheSetup) {
  Machine machine = makeMachine();
  machine.engines[0].issueCycles = 3;
  EXPECT_EQ(transferDemand(machine, 0, {1, 64}).setup, 8);
}

TEST(Transfer, DirectionsOfAMemoryMayDiffer) {
  Machine machine = makeMachine();
  machine.memories[0].readBytesPerCycle = 24;
  machine.memories[0].writeBytesPerCycle = 8;
  EXPECT_EQ(transferDemand(machine, 0, {1, 64}).rate, 24); // From @dram,
  EXPECT_EQ(transferDemand(machine, 1, {1, 64}).rate, 8);  // to @dram.
}

TEST(Transfer, OnePortIsAPartOfTheRate) {
  Machine machine = makeMachine();
  machine.memories[0].ports = 4;
  EXPECT_EQ(transferDemand(machine, 0, {1, 64}).rate, 16);
  machine.memories[0].readBytesPerCycle = 32;
  EXPECT_EQ(transferDemand(machine, 0, {1, 64}).rate, 8);
}

TEST(Transfer, IsInOneBankAtATime) {
  Machine machine = makeMachine();
  machine.memories[1].banks = 4;
  machine.memories[1].bankBytesPerCycle = 20;
  EXPECT_EQ(transferDemand(machine, 0, {1, 64}).rate, 20);
  EXPECT_EQ(transferDemand(machine, 1, {1, 64}).rate, 20);
}

TEST(Transfer, RatesArePerCycleOfTheirClock) {
  Machine machine = makeMachine(); // 64 B/cycle from @dram and on the path.
  machine.memories[0].period = 3;
  EXPECT_DOUBLE_EQ(transferDemand(machine, 0, {1, 640}).rate, 64.0 / 3);
  EXPECT_EQ(transferTime(transferDemand(machine, 0, {1, 640})).occupancy,
            5 + 30); // Ticks: 10 cycles of @dram.
  machine.paths[0].period = 4;
  EXPECT_EQ(transferDemand(machine, 0, {1, 640}).rate, 16);
  // @sram has twice the rate, until its cycles are nine times as long.
  machine.memories[1].period = 9;
  EXPECT_DOUBLE_EQ(transferDemand(machine, 0, {1, 640}).rate, 128.0 / 9);
}

TEST(Transfer, PagesAreOpenedAtARate) {
  Machine machine = makeMachine(); // 64 B/cycle from @dram.
  Memory &dram = machine.memories[0];
  dram.pageBytes = 256, dram.pageCycles = 40, dram.openPages = 4;
  // Ten runs far apart: 10 pages of 10 cycles each, where bytes take 1.
  TransferShape apart = transferShape({10, 64}, {4096, 1}, {64, 1}, 1);
  EXPECT_EQ(apart.sourceStep, 4096);
  TransferDemand demand = transferDemand(machine, 0, apart);
  EXPECT_EQ(demand.sourceBytes, 640);
  EXPECT_EQ(demand.sourceLoad, 6400); // What @dram moves in 100 cycles.
  EXPECT_EQ(demand.targetLoad, demand.targetBytes);
  EXPECT_EQ(transferTime(demand).occupancy, 5 + 100);
  // A step of half a page: 9 * 128 + 64 bytes are 5 pages.
  demand =
      transferDemand(machine, 0, transferShape({10, 64}, {128, 1}, {64, 1}, 1));
  EXPECT_EQ(demand.sourceLoad, 5 * 10 * 64);
  // One run of 640 B is in 3 pages, 30 cycles; one of 64 KiB is bound by bytes
  // where four pages in 16 cycles take no longer.
  EXPECT_EQ(transferDemand(machine, 0, {1, 640}).sourceLoad, 3 * 10 * 64);
  dram.pageCycles = 16;
  EXPECT_EQ(transferDemand(machine, 0, {1, 65536}).sourceLoad, 65536);
  // So it is on the way back.
  EXPECT_EQ(
      transferDemand(machine, 1, transferShape({10, 64}, {64, 1}, {4096, 1}, 1))
          .targetLoad,
      10 * 4 * 64);
}

TEST(Transfer, ListsOpenAPageForEachRow) {
  Machine machine = makeMachine();
  machine.paths[0].cyclesPerIndex = 0;
  Memory &dram = machine.memories[0];
  dram.pageBytes = 1024, dram.pageCycles = 40, dram.openPages = 1;
  // Eight rows of 64 B, wherever they are, and a list of 32 B.
  TransferDemand demand = indexedDemand(machine, 0, {8, 64}, {64, 1}, {64, 1},
                                        Format::I8, {{{1, 0}, 4}});
  EXPECT_EQ(demand.sourceLoad, (8 + 1) * 40 * 64);
}

TEST(Transfer, WritesTurnTheMemoryAround) {
  Machine machine = makeMachine();
  Memory &dram = machine.memories[0];
  dram.turnCycles = 6, dram.writeBatchBytes = 256;
  // 640 B are three batches.
  TransferDemand demand = transferDemand(machine, 1, {1, 640});
  EXPECT_EQ(demand.targetLoad, 640 + 3 * 6 * 64);
  EXPECT_EQ(transferTime(demand).occupancy,
            machine.paths[1].setup + 10 + 3 * 6);
  EXPECT_EQ(transferDemand(machine, 0, {1, 640}).sourceLoad, 640);
}

TEST(Transfer, RequestsInWorkAreShared) {
  Machine machine = makeMachine();
  Memory &dram = machine.memories[0];
  dram.requests = 4;
  // Ten runs are ten requests, each for the latency of @dram.
  TransferDemand demand = transferDemand(machine, 0, {10, 64});
  EXPECT_EQ(demand.sourceLoad, 10 * dram.latency * 64 / 4);
  EXPECT_EQ(transferTime(demand).occupancy, 5 + 10 * dram.latency / 4);
}

TEST(Transfer, InFlightIsNoLimitWithoutLatency) {
  Machine machine = makeMachine();
  machine.paths[0].inFlight = 1;
  machine.paths[0].latency = machine.memories[0].latency = 0;
  EXPECT_EQ(transferDemand(machine, 0, {1, 64}).rate, 64);
}

TEST(Transfer, TimeAloneIsSetupAndWireAtRate) {
  Machine machine = makeMachine();
  UnitTime time = transferTime(transferDemand(machine, 0, {3, 100}));
  // 3 runs of 2 bursts of 64 bytes at 64 bytes per cycle: 6 cycles after 5.
  EXPECT_EQ(time.occupancy, 11);
  EXPECT_EQ(time.latency, 11 + 110);
}

TEST(Transfer, PartialCyclesRoundUp) {
  TransferDemand demand;
  demand.wire = 65;
  demand.rate = 64;
  EXPECT_EQ(transferTime(demand).occupancy, 2);
  demand.wire = 0;
  EXPECT_EQ(transferTime(demand).occupancy, 0);
}

// bytes / (bytes / cycles) is not always `cycles` in f64.
TEST(Transfer, WholeQuotientsDoNotRoundUp) {
  for (int64_t cycles = 1; cycles < 3000; ++cycles) {
    TransferDemand demand;
    demand.wire = 1024;
    demand.rate = 1024.0 / double(cycles);
    ASSERT_EQ(transferTime(demand).occupancy, cycles);
  }
}

//===----------------------------------------------------------------------===//
// Lists of positions
//===----------------------------------------------------------------------===//

/// 64 B bursts over 32 B/cycle, setup 10, path latency 5, memories 100 and 1,
/// 3 cycles per position.
static Machine gatherMachine() {
  Machine machine;
  machine.memories = {{"dram", 1 << 20, 64, 100, 64, 1, true},
                      {"sram", 1 << 16, 64, 1, 16, 1, false}};
  machine.engines = {{"load"}};
  Path path{"dram->sram", 0, 1, 0, 32};
  path.latency = 5;
  path.burst = 64;
  path.setup = 10;
  path.cyclesPerIndex = 3;
  machine.paths = {path};
  return machine;
}

TEST(IndexedTransfer, RowsAndListsMoveInWholeBursts) {
  // 8 rows of 20 f32, 80 bytes: 2 bursts each. 8 positions of 8 bytes are 64
  // bytes: one burst. Wire: 8 * 2 * 64 + 64 = 1088; payload 8 * 80 + 64 = 704.
  // Setup: 10, round trip of the list 5 + 100, 8 rows * 3 = 24: 139.
  TransferDemand demand = indexedDemand(gatherMachine(), 0, {8, 20}, {0, 1},
                                        {20, 1}, Format::F32, {{{1, 0}, 8}});
  EXPECT_EQ(demand.wire, 1088);
  EXPECT_EQ(demand.payload, 704);
  EXPECT_EQ(demand.setup, 139);
  EXPECT_EQ(demand.latency, 106);
  // T-transfer-4: 139 + 1088 / 32.
  EXPECT_EQ(transferTime(demand).occupancy, 139 + 34);
}

TEST(IndexedTransfer, RowsNeverMerge) {
  // The table's stride along the list's dim, 4, would continue a row of 4: two
  // positions may still be far apart.
  TransferDemand demand = indexedDemand(gatherMachine(), 0, {8, 4}, {4, 1},
                                        {4, 1}, Format::F32, {{{1, 0}, 8}});
  EXPECT_EQ(demand.wire, 8 * 64 + 64);
}

TEST(IndexedTransfer, TwoListsCountTheirOwnElements) {
  // Elements (a[i], b[j]) for 4 x 16 pairs: 64 rows of one element, lists of 4
  // and 16 positions of 4 bytes, each one burst.
  TransferDemand demand =
      indexedDemand(gatherMachine(), 0, {4, 16}, {0, 0}, {16, 1}, Format::F16,
                    {{{1, 0}, 4}, {{0, 1}, 4}});
  EXPECT_EQ(demand.payload, 64 * 2 + 4 * 4 + 16 * 4);
  EXPECT_EQ(demand.wire, 64 * 64 + 64 + 64);
  EXPECT_EQ(demand.setup, 10 + 105 + 64 * 3);
}
