//===- SimulatorTest.cpp - timelines done by hand -------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Small programs on the toy machine (Toy.h), one rule of Simulator.h each.
///
//===----------------------------------------------------------------------===//

#include "ridge/Sim/Simulator.h"
#include "Toy.h"
#include "llvm/Support/raw_ostream.h"
#include <gtest/gtest.h>

using namespace ridge;
using namespace toy;

namespace {

/// Writes "engine state begin..end>complete" per event.
class Recorder : public SimListener {
public:
  explicit Recorder(const Machine &machine) : machine(machine) {}
  void onEvent(const SimEvent &e) override {
    std::string line = machine.engines[e.engine].name + " " +
                       unitStateName(e.state).str() + " " +
                       std::to_string(e.begin) + ".." + std::to_string(e.end);
    if (e.state == UnitState::Busy)
      line += ">" + std::to_string(e.complete);
    lines.push_back(line);
  }
  std::vector<std::string> lines;

private:
  const Machine &machine;
};

std::vector<std::string> timeline(const Program &program) {
  Machine m = machine();
  Recorder recorder(m);
  simulate(program, m, &recorder);
  return recorder.lines;
}

SimResult run(const Program &program) { return simulate(program, machine()); }

int64_t state(const SimResult &result, toy::Engine engine, UnitState state) {
  return result.states[engine][static_cast<unsigned>(state)];
}

using Lines = std::vector<std::string>;

TEST(Simulator, NamesOfStates) {
  EXPECT_EQ(unitStateName(UnitState::Busy), "busy");
  EXPECT_EQ(unitStateName(UnitState::Contended), "contended");
  EXPECT_EQ(unitStateName(UnitState::WaitData), "wait_data");
  EXPECT_EQ(unitStateName(UnitState::WaitSemaphore), "wait_semaphore");
  EXPECT_EQ(unitStateName(UnitState::WaitQueue), "wait_queue");
  EXPECT_EQ(unitStateName(UnitState::Idle), "idle");
}

TEST(Simulator, EmptyProgramTakesNoTime) {
  Builder b;
  SimResult result = run(b.program);
  EXPECT_EQ(result.cycles, 0);
  EXPECT_EQ(result.operations, 0);
  EXPECT_EQ(result.deadlock, "");
}

TEST(Simulator, MoveAloneTakesWhatTimingSays) {
  // setup 2, 8 elements at one per cycle, then 4 + 5 + 1 cycles of latency.
  Builder b;
  b.layer("copy");
  BufferId x = b.argument(8), a = b.buffer(sram, 8);
  b.queue(load, {move(in, at(x), at(a), extent(8))});
  SimResult result = run(b.program);
  EXPECT_EQ(result.cycles, 20);
  EXPECT_EQ(state(result, load, UnitState::Busy), 10);
  EXPECT_EQ(state(result, load, UnitState::Idle), 10);
  EXPECT_EQ(result.pathBytes[in], 32);
  EXPECT_EQ(result.pathBytes[out], 0);
}

TEST(Simulator, OccupancyFreesTheEngineBeforeTheResultIsThere) {
  // Two independent issues: 0..4 and 4..8; the second result is there at 16.
  Builder b;
  b.layer("macs");
  BufferId a = b.buffer(sram, 4), c = b.buffer(acc, 4), d = b.buffer(acc, 4);
  b.queue(array, {issue(mac, {at(a), at(a), at(c)}, extent(4)),
                  issue(mac, {at(a), at(a), at(d)}, extent(4))});
  EXPECT_EQ(timeline(b.program),
            (Lines{"array busy 0..4>12", "array busy 4..8>16"}));
  EXPECT_EQ(run(b.program).cycles, 16);
}

TEST(Simulator, ReadWaitsForTheWriteOfItsQueue) {
  Builder b;
  b.layer("chain");
  BufferId c = b.buffer(acc, 4), d = b.buffer(acc, 4), e = b.buffer(acc, 4);
  b.queue(vector, {issue(twice, {at(c), at(d)}, extent(4)),
                   issue(twice, {at(d), at(e)}, extent(4))});
  EXPECT_EQ(timeline(b.program),
            (Lines{"vector busy 0..4>7", "vector wait_data 4..7",
                   "vector busy 7..11>14"}));
  EXPECT_EQ(state(run(b.program), vector, UnitState::WaitData), 3);
}

TEST(Simulator, OverwriteWaitsForTheWrite) {
  Builder b;
  b.layer("overwrite");
  BufferId c = b.buffer(acc, 4), d = b.buffer(acc, 4), e = b.buffer(acc, 4);
  b.queue(vector, {issue(twice, {at(c), at(e)}, extent(4)),
                   issue(twice, {at(d), at(e)}, extent(4))});
  EXPECT_EQ(run(b.program).cycles, 14);
}

TEST(Simulator, UpdateAfterUpdateDoesNotWait) {
  // The second update starts at 4, not at 12.
  Builder b;
  b.layer("accumulate");
  BufferId a = b.buffer(sram, 4), c = b.buffer(acc, 4);
  ProgramOp update = issue(mac, {at(a), at(a), at(c)}, extent(4));
  b.queue(array, {update, update});
  EXPECT_EQ(run(b.program).cycles, 16);
}

TEST(Simulator, UpdateWaitsForAPlainWrite) {
  // Updates of what @twice wrote wait for it; here both run on one engine.
  Machine m = machine();
  m.instructions[twice].engine = array;
  Builder b;
  b.layer("init");
  BufferId a = b.buffer(sram, 4), c = b.buffer(acc, 4), d = b.buffer(acc, 4);
  b.queue(array, {issue(twice, {at(d), at(c)}, extent(4)),
                  issue(mac, {at(a), at(a), at(c)}, extent(4))});
  // twice 0..4, there at 7; mac 7..11, there at 19.
  EXPECT_EQ(simulate(b.program, m).cycles, 19);
}

TEST(Simulator, DisjointElementsOfASlotDoNotWait) {
  // Writes to [0,4) and [4,8), then a read of [0,4) after both.
  Builder b;
  b.layer("halves");
  BufferId c = b.buffer(acc, 8), d = b.buffer(acc, 8), e = b.buffer(acc, 8);
  b.queue(vector, {issue(twice, {at(c), at(d)}, extent(4)),
                   issue(twice, {at(c), at(d, affine(4))}, extent(4)),
                   issue(twice, {at(d), at(e)}, extent(4))});
  // The first write is there at 7: the read does not wait for the second.
  EXPECT_EQ(timeline(b.program),
            (Lines{"vector busy 0..4>7", "vector busy 4..8>11",
                   "vector busy 8..12>15"}));
}

/// One slot of 4 rows of 8. A tile of 4 x 4 takes 16 cycles, and its results
/// are there 3 later.
struct ColumnTiles : Builder {
  BufferId a, c, d;
  ColumnTiles() {
    layer("columns");
    a = buffer(acc, 32);
    c = buffer(acc, 32);
    d = buffer(acc, 32);
  }
  ProgramOp write(int64_t column, int64_t rows = 4, int64_t columns = 4) {
    return issueTile(at(a), at(c, affine(column)), rows, columns, 8);
  }
  ProgramOp read(int64_t column, int64_t columns) {
    return issueTile(at(c, affine(column)), at(d), 4, columns, 8);
  }
};

TEST(Simulator, NeighbouringColumnTilesDoNotWait) {
  // Elements 0..3, 8..11, ... and 4..7, 12..15, ...: between one another, and
  // no byte in common. The right tile starts when the engine is free, at 16,
  // not when the left one is there, at 19.
  ColumnTiles b;
  b.queue(vector, {b.write(0), b.write(4)});
  EXPECT_EQ(timeline(b.program),
            (Lines{"vector busy 0..16>19", "vector busy 16..32>35"}));
}

TEST(Simulator, ReadersWaitForTheTilesThatTheyTouch) {
  // Columns 0..3 are there at 19; the right tile, at 35, does not matter.
  ColumnTiles left;
  left.queue(vector, {left.write(0), left.write(4), left.read(0, 4)});
  EXPECT_EQ(timeline(left.program),
            (Lines{"vector busy 0..16>19", "vector busy 16..32>35",
                   "vector busy 32..48>51"}));
  // Columns 3..4 are of both.
  ColumnTiles seam;
  seam.queue(vector, {seam.write(0), seam.write(4), seam.read(3, 2)});
  EXPECT_EQ(timeline(seam.program),
            (Lines{"vector busy 0..16>19", "vector busy 16..32>35",
                   "vector wait_data 32..35", "vector busy 35..43>46"}));
}

TEST(Simulator, SameColumnWaitsPastOthers) {
  // Two rows of columns 0, 4 and 0 again, 2 cycles each: the third waits for
  // the first, there at 5, and not for the second, there at 7.
  ColumnTiles b;
  b.queue(vector, {b.write(0, 2, 1), b.write(4, 2, 1), b.write(0, 2, 1)});
  EXPECT_EQ(timeline(b.program),
            (Lines{"vector busy 0..2>5", "vector busy 2..4>7",
                   "vector wait_data 4..5", "vector busy 5..7>10"}));
}

TEST(Simulator, OtherSlotDoesNotWait) {
  Builder b;
  b.layer("slots");
  BufferId c = b.buffer(acc, 4), d = b.buffer(acc, 4, 2);
  b.queue(vector,
          {loop(4, {issue(twice, {at(c), at(d, affine(0), affine(-1, 1))},
                          extent(4))})});
  // Slots 1, 0, 1, 0 (instances -1, 0, 1, 2): each overwrites after 8 cycles.
  EXPECT_EQ(run(b.program).cycles, 4 * 4 + 3);
}

TEST(Simulator, SameSlotAgainWaits) {
  Builder b;
  b.layer("slot");
  BufferId c = b.buffer(acc, 4), d = b.buffer(acc, 4, 2);
  b.queue(vector,
          {loop(3, {issue(twice, {at(c), at(d, affine(0), affine(1, 2))},
                          extent(4))})});
  // Instances 1, 3, 5 are all slot 1: 0..4, 7..11, 14..18, there at 21.
  EXPECT_EQ(run(b.program).cycles, 21);
}

TEST(Simulator, DoubleBufferedPipeline) {
  // 64 elements, tiles of 32. Loads occupy 34 and are there after 44; macs
  // occupy 32 and are there after 40; stores occupy 32 and are there after 40.
  EXPECT_EQ(
      timeline(pipeline(64, 32, 2)),
      (Lines{"load busy 0..34>44", "array wait_semaphore 0..44",
             "load busy 34..68>78", "array busy 44..76>84",
             "array wait_semaphore 76..78", "store wait_semaphore 0..84",
             "array busy 78..110>118", "store busy 84..116>124",
             "store wait_semaphore 116..118", "store busy 118..150>158"}));
  SimResult result = run(pipeline(64, 32, 2));
  EXPECT_EQ(result.cycles, 158);
  EXPECT_EQ(state(result, load, UnitState::Idle), 90);
  EXPECT_EQ(state(result, array, UnitState::WaitSemaphore), 46);
  EXPECT_EQ(state(result, array, UnitState::Idle), 48);
  EXPECT_EQ(state(result, vector, UnitState::Idle), 158);
}

TEST(Simulator, SingleBufferSerializesAndTransfersShareTheMemory) {
  // One slot: the second load waits for the first mac (84) and meets the first
  // store there. Store: 84..86 alone (8 of 128 bytes), then 2 B/cycle each:
  // 120 / 2 = 60 cycles, free at 146. Load: 120 bytes by 146, the last 8 alone:
  // free at 148, there at 158. Mac 158..190 > 198, store 198..230 > 238.
  SimResult result = run(pipeline(64, 32, 1));
  EXPECT_EQ(result.cycles, 238);
  EXPECT_EQ(state(result, load, UnitState::Busy), 68);
  EXPECT_EQ(state(result, load, UnitState::Contended), 30);
  EXPECT_EQ(state(result, store, UnitState::Busy), 64);
  EXPECT_EQ(state(result, store, UnitState::Contended), 30);
}

TEST(Simulator, SlotsThatAreFreeWhenTheyAreRead) {
  // The same, but the second load begins at 76, when the array is free, and has
  // 24 bytes when the store joins at 84. The other 104 take until 136, there at
  // 146; the store's last 24 alone until 142. Mac 146..178 > 186, the second
  // store 186..218 > 226.
  SimResult result = run(pipeline(64, 32, 1, 1, /*afterReads=*/true));
  EXPECT_EQ(result.cycles, 226);
  EXPECT_EQ(state(result, load, UnitState::WaitSemaphore), 76 - 34);
}

TEST(Simulator, RaggedTilesTakeTheirOwnTime) {
  // Tiles of 32 and 8: load 0..34>44 and 34..44>54; mac 44..76>84, 76..84>92;
  // store 84..116>124, 116..124>132.
  SimResult result = run(pipeline(40, 32, 2));
  EXPECT_EQ(result.cycles, 132);
  EXPECT_EQ(result.pathBytes[in], 160);
  EXPECT_EQ(result.pathBytes[out], 160);
  EXPECT_EQ(result.operations, 6);
}

TEST(Simulator, SignalCountsWhenResultsAreThere) {
  // Not at 4, when the engine is free, but at 12.
  Builder b;
  b.layer("signal");
  SemaphoreId done = b.semaphore("done");
  BufferId a = b.buffer(sram, 4), c = b.buffer(acc, 4), d = b.buffer(acc, 4);
  b.queue(array, {issue(mac, {at(a), at(a), at(c)}, extent(4)), signal(done)});
  b.queue(vector,
          {wait(done, affine(1)), issue(twice, {at(c), at(d)}, extent(4))});
  EXPECT_EQ(timeline(b.program),
            (Lines{"array busy 0..4>12", "vector wait_semaphore 0..12",
                   "vector busy 12..16>19"}));
  EXPECT_EQ(run(b.program).semaphoreWait[done], 12);
}

TEST(Simulator, SignalDoesNotHoldItsQueue) {
  Builder b;
  b.layer("signal");
  SemaphoreId done = b.semaphore("done");
  BufferId a = b.buffer(sram, 4), c = b.buffer(acc, 4);
  ProgramOp update = issue(mac, {at(a), at(a), at(c)}, extent(4));
  b.queue(array, {update, signal(done), update});
  EXPECT_EQ(timeline(b.program),
            (Lines{"array busy 0..4>12", "array busy 4..8>16"}));
}

TEST(Simulator, TwoQueuesMayWaitForOneSemaphore) {
  Builder b;
  b.layer("fork");
  SemaphoreId full = b.semaphore("full");
  BufferId x = b.argument(8), y = b.result(8), a = b.buffer(sram, 8),
           c = b.buffer(acc, 8);
  b.queue(load, {move(in, at(x), at(a), extent(8)), signal(full)});
  b.queue(array, {wait(full, affine(1)),
                  issue(mac, {at(a), at(a), at(c)}, extent(8))});
  b.queue(store, {wait(full, affine(1)), move(out, at(c), at(y), extent(8))});
  SimResult result = run(b.program);
  EXPECT_EQ(result.semaphoreWait[full], 40); // Both held until 20.
  EXPECT_EQ(result.cycles, 36);              // 20 + 8 + 8
}

TEST(Simulator, WaitAtZeroPasses) {
  Builder b;
  b.layer("free");
  SemaphoreId free = b.semaphore("free");
  BufferId c = b.buffer(acc, 4), d = b.buffer(acc, 4);
  b.queue(vector, {wait(free, affine(0)), wait(free, affine(-3)),
                   issue(twice, {at(c), at(d)}, extent(4))});
  SimResult result = run(b.program);
  EXPECT_EQ(result.deadlock, "");
  EXPECT_EQ(result.cycles, 7);
}

TEST(Simulator, CountersOfNestedLoops) {
  // wait value 4 * t0 + t1 + 1 over 2 x 4 iterations takes each signal once.
  Builder b;
  b.layer("nest");
  SemaphoreId full = b.semaphore("full");
  BufferId x = b.argument(8), a = b.buffer(sram, 1, 2), c = b.buffer(acc, 1);
  Affine nth;
  nth.constant = 1;
  nth.terms = {{0, 4}, {1, 1}};
  Affine source;
  source.terms = {{0, 4}, {1, 1}};
  b.queue(load, {loop(2, {loop(4, {move(in, at(x, source), at(a), extent(1)),
                                   signal(full)})})});
  b.queue(array,
          {loop(2, {loop(4, {wait(full, nth),
                             issue(mac, {at(a), at(a), at(c)}, extent(1))})})});
  // Every load writes the same slot: 3 cycles each, there after 13 and waited
  // for by the next. Load i runs 13 i .. 13 i + 3; the last mac starts at 104.
  SimResult result = run(b.program);
  EXPECT_EQ(result.operations, 16);
  EXPECT_EQ(result.cycles, 8 * 13 + 9);
}

TEST(Simulator, LoopsWithoutIterationsAreSkipped) {
  Builder b;
  b.layer("none");
  SemaphoreId never = b.semaphore("never");
  b.queue(vector, {loop(0, {wait(never, affine(1))})});
  SimResult result = run(b.program);
  EXPECT_EQ(result.deadlock, "");
  EXPECT_EQ(result.cycles, 0);
}

TEST(Simulator, DeadlockNamesEachWaitingQueue) {
  Builder b;
  b.layer("stuck");
  SemaphoreId full = b.semaphore("full"), free = b.semaphore("free");
  BufferId x = b.argument(8), a = b.buffer(sram, 8), c = b.buffer(acc, 8);
  b.queue(load, {move(in, at(x), at(a), extent(8)), signal(full),
                 wait(free, affine(1))});
  b.queue(array, {wait(full, affine(2)),
                  issue(mac, {at(a), at(a), at(c)}, extent(8)), signal(free)});
  SimResult result = run(b.program);
  EXPECT_EQ(result.deadlock,
            "deadlock at cycle 20: queue @load waits for @free >= 1, its count "
            "is 0; queue @array waits for @full >= 2, its count is 1");
  EXPECT_EQ(result.cycles, 20);
  EXPECT_EQ(state(result, array, UnitState::WaitSemaphore), 20);
  EXPECT_EQ(state(result, load, UnitState::WaitSemaphore), 10);
}

TEST(Simulator, LayerSharesAddUpToTheWhole) {
  Builder b;
  addPipeline(b, 64, 32, 2);
  addPipeline(b, 40, 32, 2);
  SimResult result = run(b.program);
  ASSERT_EQ(result.layers.size(), 2u);
  EXPECT_EQ(result.layers[0].begin, 0);
  EXPECT_EQ(result.layers[0].share, result.layers[0].end);
  EXPECT_EQ(result.layers[1].begin, 68); // The loader runs on at once.
  EXPECT_EQ(result.layers[0].share + result.layers[1].share, result.cycles);
}

TEST(Simulator, LayerThatEndsInTheShadowOfAnotherHasNoShare) {
  Builder b;
  LayerId slow = b.layer("slow"), quick = b.layer("quick");
  BufferId a = b.buffer(sram, 64), c = b.buffer(acc, 64), d = b.buffer(acc, 4);
  b.queue(array, {issue(mac, {at(a), at(a), at(c)}, extent(64), slow)});
  b.queue(vector, {issue(twice, {at(d), at(d)}, extent(4), quick)});
  SimResult result = run(b.program);
  EXPECT_EQ(result.layers[slow].share, 72);
  EXPECT_EQ(result.layers[quick].end, 7);
  EXPECT_EQ(result.layers[quick].share, 0);
}

TEST(Simulator, LongLoopsNeedNoMemory) {
  // A million iterations; the text stays four operations.
  Builder b;
  b.layer("long");
  BufferId a = b.buffer(sram, 1), c = b.buffer(acc, 1);
  b.queue(array,
          {loop(1000,
                {loop(1000, {issue(mac, {at(a), at(a), at(c)}, extent(1))})})});
  SimResult result = run(b.program);
  EXPECT_EQ(result.operations, 1000000);
  EXPECT_EQ(result.cycles, 1000008);
}

TEST(Simulator, ListenerChangesNothing) {
  Program program = pipeline(300, 17, 2, 2);
  Machine m = machine();
  Recorder recorder(m);
  SimResult with = simulate(program, m, &recorder), without = run(program);
  EXPECT_EQ(with.cycles, without.cycles);
  EXPECT_EQ(with.states, without.states);
  EXPECT_EQ(with.semaphoreWait, without.semaphoreWait);
}

} // namespace
