//===- RaceTest.cpp - missing order between queues is found ---------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Exec/Executor.h"
#include "test/Unit/Program/TestProgram.h"
#include "gtest/gtest.h"
#include <random>
#include <set>

using namespace ridge;
using namespace ridge::test;

/// Runs on arguments of zeros.
static std::string run(const Builder &builder, bool checkRaces = true) {
  std::vector<Array> arguments;
  for (const Buffer &buffer : builder.program.buffers) {
    if (buffer.kind != Buffer::Kind::Argument)
      continue;
    Array array;
    array.format = buffer.format;
    array.shape = buffer.shape;
    array.bytes.resize(buffer.elements * bytesOf(buffer.format));
    arguments.push_back(array);
  }
  ExecOptions options;
  options.checkRaces = checkRaces;
  llvm::Expected<std::vector<Array>> results =
      execute(builder.program, builder.machine, arguments, options);
  return results ? "" : llvm::toString(results.takeError());
}
static void expectError(const std::string &error, const std::string &words) {
  EXPECT_NE(error.find(words), std::string::npos) << error;
}

/// @load writes a, @store reads it; `full` orders them if both ends are there.
struct Handover : Builder {
  BufferId x, y, a;
  SemaphoreId full;
  Handover(bool signals, bool waits) {
    x = argument("x", 0, {16});
    y = result("y", 0, {16});
    a = temporary("a", sram, 16);
    full = semaphore("full");
    Block produce = {move(dramToSram, {16}, at(x, 0, {1}), at(a, 0, {1}))};
    Block consume = {move(sramToDram, {16}, at(a, 0, {1}), at(y, 0, {1}))};
    if (signals)
      produce.push_back(signal(full));
    if (waits)
      consume.insert(consume.begin(), wait(full, 1));
    queue(load, produce);
    queue(store, consume);
  }
};

TEST(Race, OrderedHandover) { EXPECT_EQ(run(Handover(true, true)), ""); }

TEST(Race, MissingWaitNamesBothOperations) {
  std::string error = run(Handover(true, false));
  expectError(error, "race: move @\"sram->dram\" of layer 'first' (@a -> @y) "
                     "in queue @store reads and move @\"dram->sram\" of layer "
                     "'first' (@x -> @a) in queue @load writes @a slot 0");
}

TEST(Race, ChecksCanBeTurnedOff) {
  EXPECT_EQ(run(Handover(true, false), /*checkRaces=*/false), "");
}

TEST(Race, SignalBeforeTheWriteDoesNotOrderIt) {
  Handover test(true, true);
  std::swap(test.program.queues[0].body[0], test.program.queues[0].body[1]);
  expectError(run(test), "race: ");
}

TEST(Race, SignalAfterReadsDoesNotOrderWrites) {
  Handover test(true, true);
  test.program.queues[0].body[1].afterReads = true;
  expectError(run(test), "race: ");
}

TEST(Race, SignalAfterReadsOrdersReads) {
  // One slot, two tiles: the second load waits until the first has been read.
  for (bool passed : {false, true}) {
    Builder builder;
    BufferId x = builder.argument("x", 0, {32});
    BufferId y = builder.result("y", 0, {32});
    BufferId a = builder.temporary("a", sram, 16);
    SemaphoreId full = builder.semaphore("full");
    SemaphoreId free = builder.semaphore("free");
    SemaphoreId onward = builder.semaphore("onward");
    builder.queue(
        load,
        {loop(2, {wait(passed ? onward : free, t(0)),
                  move(dramToSram, {16}, at(x, t(0, 16), {1}), at(a, 0, {1})),
                  signal(full)})});
    builder.queue(
        store,
        {loop(2, {wait(full, t(0, 1, 1)),
                  move(sramToDram, {16}, at(a, 0, {1}), at(y, t(0, 16), {1})),
                  signal(free)})});
    builder.program.queues[1].body[0].body[2].afterReads = true;
    // What a third queue passes on after its own reads, it has been told.
    builder.queue(array, {loop(2, {wait(free, t(0, 1, 1)), signal(onward)})});
    builder.program.queues[2].body[0].body[1].afterReads = true;
    EXPECT_EQ(run(builder), "");
  }
}

TEST(Race, ReadBeforeAnyWrite) {
  // The reader's queue comes first, so that it really runs first.
  Handover test(true, false);
  std::swap(test.program.queues[0], test.program.queues[1]);
  expectError(run(test), "reads @a slot 0, which was never written");
}

TEST(Race, OrderPassesThroughAThirdQueue) {
  // load -> array -> store, without a semaphore from load to store.
  Handover test(true, false);
  SemaphoreId passed = test.semaphore("passed");
  test.queue(array, {wait(test.full, 1), signal(passed)});
  Block &consume = test.program.queues[1].body;
  consume.insert(consume.begin(), wait(passed, 1));
  EXPECT_EQ(run(test), "");
  // The third queue passes nothing on if it does not wait.
  test.program.queues[2].body.erase(test.program.queues[2].body.begin());
  expectError(run(test), "race: ");
}

TEST(Race, OnlyTheSignalWaitedForCounts) {
  // Two tiles to two slots; the reader waits for the first signal and reads the
  // second slot. That the writer is long done when this runs must not matter.
  Builder builder;
  BufferId x = builder.argument("x", 0, {32});
  BufferId y = builder.result("y", 0, {16});
  BufferId a = builder.temporary("a", sram, 16, 2);
  SemaphoreId full = builder.semaphore("full");
  builder.queue(load, {loop(2, {move(dramToSram, {16}, at(x, t(0, 16), {1}),
                                     at(a, 0, {1}, t(0))),
                                signal(full)})});
  builder.queue(store, {wait(full, 1), move(sramToDram, {16}, at(a, 0, {1}, 1),
                                            at(y, 0, {1}))});
  expectError(run(builder), "@a slot 1; no semaphore orders them");
  builder.program.queues[1].body[0].value = Term(2);
  EXPECT_EQ(run(builder), "");
}

TEST(Race, WriteAfterReadNeedsOrderToo) {
  // One slot, two tiles: the second load must wait for the first store.
  for (bool waits : {false, true}) {
    Builder builder;
    BufferId x = builder.argument("x", 0, {32});
    BufferId y = builder.result("y", 0, {32});
    BufferId a = builder.temporary("a", sram, 16);
    SemaphoreId full = builder.semaphore("full");
    SemaphoreId free = builder.semaphore("free");
    // Without the wait the reads are ordered after the writes, not before.
    builder.queue(
        load,
        {loop(2, {wait(free, waits ? t(0) : Term(0)),
                  move(dramToSram, {16}, at(x, t(0, 16), {1}), at(a, 0, {1})),
                  signal(full)})});
    builder.queue(
        store,
        {loop(2, {wait(full, t(0, 1, 1)),
                  move(sramToDram, {16}, at(a, 0, {1}), at(y, t(0, 16), {1})),
                  signal(free)})});
    if (waits) {
      EXPECT_EQ(run(builder), "");
    } else {
      expectError(run(builder), "race: ");
    }
  }
}

//===----------------------------------------------------------------------===//
// Parts of a slot
//===----------------------------------------------------------------------===//

/// @load writes tiles of a slot of 4 rows of 8, @vector fills columns of it, in
/// one order with @load's `loaded` alone.
struct TwoWriters : Builder {
  BufferId x, a;
  SemaphoreId loaded;
  KernelId fill;
  TwoWriters() {
    x = argument("x", 0, {32});
    a = temporary("a", sram, 32);
    loaded = semaphore("loaded");
    fill = kernel(fillKernel());
  }
  ProgramOp tile(int64_t row, int64_t column, int64_t rows, int64_t columns) {
    return move(dramToSram, {rows, columns}, at(x, 0, {8, 1}),
                at(a, 8 * row + column, {8, 1}));
  }
  ProgramOp column(int64_t row, int64_t column, int64_t rows) {
    return issue(lanes, fill, {rows},
                 {immediate(0), at(a, 8 * row + column, {8})});
  }
};

TEST(Race, NeighbouringColumnsNeedNoOrder) {
  // Columns 0..3 and column 4: between one another, no byte in common.
  TwoWriters apart;
  apart.queue(load, {apart.tile(0, 0, 4, 4)});
  apart.queue(vector, {apart.column(0, 4, 4)});
  EXPECT_EQ(run(apart), "");
  // Column 3 is in both.
  TwoWriters meeting;
  meeting.queue(load, {meeting.tile(0, 0, 4, 4)});
  meeting.queue(vector, {meeting.column(0, 3, 4)});
  expectError(run(meeting), "no semaphore orders them");
}

TEST(Race, AnOlderWriteIsNotHiddenByOneElsewhere) {
  // The last write of @load is ordered nowhere and far away, the one before it
  // meets: the pair is found all the same.
  TwoWriters test;
  test.queue(load, {test.tile(0, 0, 4, 1), test.tile(0, 7, 4, 1)});
  test.queue(vector, {test.column(2, 0, 1)});
  expectError(run(test), "no semaphore orders them");
}

TEST(Race, FoundExactlyWhereUnorderedAccessesShareAByte) {
  int races = 0, clean = 0;
  for (uint64_t seed = 0; seed != 400; ++seed) {
    std::mt19937_64 random(seed);
    auto pick = [&](int64_t low, int64_t high) {
      return low + static_cast<int64_t>(random() % (high - low + 1));
    };
    TwoWriters test;
    // Every tile with the number of signals before it.
    struct Written {
      int64_t signals;
      std::set<int64_t> elements;
    };
    std::vector<Written> tiles;
    Block loads;
    int64_t signals = 0;
    for (int64_t n = pick(1, 5); n > 0; --n) {
      int64_t row = pick(0, 3), column = pick(0, 7);
      int64_t rows = pick(1, std::min<int64_t>(2, 4 - row));
      int64_t columns = pick(1, std::min<int64_t>(3, 8 - column));
      loads.push_back(test.tile(row, column, rows, columns));
      Written &tile = tiles.emplace_back();
      tile.signals = signals;
      for (int64_t i = 0; i < rows; ++i)
        for (int64_t j = 0; j < columns; ++j)
          tile.elements.insert(8 * (row + i) + column + j);
      if (pick(0, 1) == 1) {
        loads.push_back(signal(test.loaded));
        ++signals;
      }
    }
    // A wait for the v-th signal orders what comes after it behind all tiles
    // before that signal.
    Block fills;
    int64_t waited = 0;
    bool race = false;
    for (int64_t n = pick(1, 3); n > 0; --n) {
      int64_t value = pick(0, signals);
      fills.push_back(wait(test.loaded, value));
      waited = std::max(waited, value);
      int64_t row = pick(0, 3), column = pick(0, 7), rows = pick(1, 4 - row);
      fills.push_back(test.column(row, column, rows));
      for (const Written &tile : tiles)
        for (int64_t i = 0; i < rows; ++i)
          race |= tile.signals >= waited &&
                  tile.elements.count(8 * (row + i) + column) != 0;
    }
    test.queue(load, loads);
    test.queue(vector, fills);
    // Whoever runs first.
    for (bool swapped : {false, true}) {
      if (swapped)
        std::swap(test.program.queues[0], test.program.queues[1]);
      std::string error = run(test);
      EXPECT_EQ(error.find("race: ") != std::string::npos, race)
          << "seed " << seed << ": " << error;
    }
    ++(race ? races : clean);
  }
  EXPECT_GT(races, 50);
  EXPECT_GT(clean, 50);
}

TEST(Race, MoreThanCanBeRememberedIsHeldTogether) {
  // 6000 unordered writes of single elements: the older ones become one of all
  // bytes between them. What none of them touched, but lies between, is then
  // called a race; what is outside of them is not.
  for (int64_t far : {1, 2 * 6000 + 8}) {
    Builder builder;
    BufferId x = builder.argument("x", 0, {1});
    BufferId a = builder.temporary("a", sram, 2 * 6000 + 16);
    KernelId fill = builder.kernel(fillKernel());
    builder.queue(load, {loop(6000, {move(dramToSram, {1}, at(x, 0, {1}),
                                          at(a, t(0, 2), {1}))})});
    builder.queue(vector, {builder.issue(lanes, fill, {1},
                                         {immediate(0), at(a, far, {1})})});
    EXPECT_EQ(run(builder).empty(), far != 1);
  }
}

TEST(Race, UpdateOfASlotNeverWritten) {
  MatmulPipeline pipeline(16);
  // No fill: the product would add to nothing.
  pipeline.program.queues[3].body[0].body.erase(
      pipeline.program.queues[3].body[0].body.begin() + 1);
  expectError(run(pipeline), "reads @sums slot 0, which was never written");
}

TEST(Race, EveryWaitOfThePipelineIsNeeded) {
  // More tiles than slots, so that each of the waits does its work.
  MatmulPipeline whole(80, 2);
  ASSERT_EQ(run(whole), "");
  int waits = 0;
  for (size_t q = 0; q < whole.program.queues.size(); ++q) {
    Block &body = whole.program.queues[q].body.back().body;
    for (size_t i = 0; i < body.size(); ++i) {
      if (body[i].kind != ProgramOp::Kind::Wait)
        continue;
      ++waits;
      MatmulPipeline pipeline(80, 2);
      Block &damaged = pipeline.program.queues[q].body.back().body;
      damaged.erase(damaged.begin() + i);
      EXPECT_NE(run(pipeline), "") << "queue " << q << " wait " << i;
    }
  }
  EXPECT_EQ(waits, 5);
}

TEST(Race, EveryWaitValueOfThePipelineIsNeeded) {
  // One less, and a slot is used one tile too early.
  for (size_t q = 0; q < 4; ++q) {
    MatmulPipeline pipeline(80, 2);
    for (ProgramOp &op : pipeline.program.queues[q].body.back().body)
      if (op.kind == ProgramOp::Kind::Wait)
        op.value.constant -= 1;
    EXPECT_NE(run(pipeline), "") << "queue " << q;
  }
}

TEST(Race, EverySignalOfThePipelineIsNeeded) {
  for (size_t q = 0; q < 4; ++q) {
    MatmulPipeline pipeline(80, 2);
    Block &body = pipeline.program.queues[q].body.back().body;
    body.pop_back(); // Each loop ends with a signal.
    expectError(run(pipeline), "deadlock: ");
  }
}

//===----------------------------------------------------------------------===//
// Buffers that take turns at an address
//===----------------------------------------------------------------------===//

/// x -> a -> y in layer 0, z -> b -> u in layer 1, a and b at one address.
struct SharedAddress : Builder {
  BufferId a, b;
  SharedAddress(bool ordered) {
    addLayer("second");
    BufferId x = argument("x", 0, {16}), z = argument("z", 1, {16});
    BufferId y = result("y", 0, {16}), u = result("u", 1, {16});
    a = temporary("a", sram, 16);
    b = temporary("b", sram, 16);
    program.buffers[b].address = program.buffers[a].address;
    program.buffers[a].lastLayer = 0;
    program.buffers[b].firstLayer = 1;
    SemaphoreId full = semaphore("full"), free = semaphore("free");
    queue(load, {move(dramToSram, {16}, at(x, 0, {1}), at(a, 0, {1})),
                 signal(full), wait(free, ordered ? 1 : 0),
                 move(dramToSram, {16}, at(z, 0, {1}), at(b, 0, {1}), 1),
                 signal(full)});
    queue(store,
          {wait(full, 1), move(sramToDram, {16}, at(a, 0, {1}), at(y, 0, {1})),
           signal(free), wait(full, 2),
           move(sramToDram, {16}, at(b, 0, {1}), at(u, 0, {1}), 1)});
  }
};

TEST(Race, SharedAddressesInTurn) {
  SharedAddress test(true);
  ASSERT_TRUE(checkProgram(test.program, test.machine).empty());
  EXPECT_EQ(run(test), "");
}

TEST(Race, SharedAddressTakenTooEarly) {
  // The program is well formed, but nothing keeps layer 1 from overtaking. In
  // this order of queues the second load comes before the first store.
  SharedAddress test(false);
  ASSERT_TRUE(checkProgram(test.program, test.machine).empty());
  expectError(run(test), "another buffer has taken since");
  // In the other order it comes after, and still is not ordered.
  std::swap(test.program.queues[0], test.program.queues[1]);
  test.program.queues[1].body[2].value = Term(0);
  expectError(run(test), "taken");
}

TEST(Race, ValuesAreGoneWithTheAddress) {
  // a is written, b takes the place, a is read: ordered, but wrong.
  SharedAddress test(true);
  Block &consume = test.program.queues[1].body;
  consume[4].operands[0] = at(test.a, 0, {1});
  expectError(run(test), "reads @a slot 0, which was never written or whose "
                         "addresses another buffer has taken since");
}

TEST(Race, ArgumentsAreReadableFromTheStart) {
  // Nobody writes x, nobody waits.
  Handover test(true, true);
  EXPECT_EQ(run(test), "");
  // To overwrite it is a write like any other: here after the only read.
  test.program.buffers[test.y].address = test.program.buffers[test.x].address;
  EXPECT_EQ(run(test), "");
}
