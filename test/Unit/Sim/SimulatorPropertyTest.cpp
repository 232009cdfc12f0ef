//===- SimulatorPropertyTest.cpp - what holds for every program -----------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Invariants over random pipelines on random machines, and a second simulator
/// that ticks, flattens and is slow, against which the quick one is compared.
///
//===----------------------------------------------------------------------===//

#include "Toy.h"
#include "ridge/Cost/Cost.h"
#include "ridge/Program/OperationTime.h"
#include "ridge/Sim/Simulator.h"
#include "test/Unit/Sanitizers.h"
#include <gtest/gtest.h>
#include <set>
#include <tuple>

using namespace ridge;
using namespace toy;

namespace {

constexpr uint64_t rounds = test::tries(400);

/// Every other one has limited queues, ports, banks and rows besides.
Machine anyMachine(uint64_t seed) {
  return seed % 2 == 0 ? randomMachine(seed) : limitedMachine(seed);
}

int64_t sum(const std::array<int64_t, numUnitStates> &states) {
  int64_t total = 0;
  for (int64_t cycles : states)
    total += cycles;
  return total;
}

TEST(SimulatorProperty, RandomProgramsAreWellFormed) {
  for (uint64_t seed = 0; seed != 50; ++seed)
    EXPECT_EQ(checkProgram(randomProgram(seed), machine()),
              std::vector<std::string>());
}

TEST(SimulatorProperty, StatesOfEachUnitSumToTheCycles) {
  for (uint64_t seed = 0; seed != rounds; ++seed) {
    SimResult result = simulate(randomProgram(seed), anyMachine(seed));
    ASSERT_EQ(result.deadlock, "");
    for (const auto &states : result.states) {
      EXPECT_EQ(sum(states), result.cycles) << "seed " << seed;
      for (int64_t cycles : states)
        EXPECT_GE(cycles, 0) << "seed " << seed;
    }
  }
}

TEST(SimulatorProperty, BetweenBoundAndSerial) {
  for (uint64_t seed = 0; seed != rounds; ++seed) {
    Program program = randomProgram(seed);
    Machine m = anyMachine(seed);
    SimResult result = simulate(program, m);
    ProgramCost cost = estimate(program, m);
    EXPECT_LE(cost.bound, result.cycles) << "seed " << seed;
    EXPECT_LE(result.cycles, cost.serial) << "seed " << seed;
  }
}

TEST(SimulatorProperty, AgreesWithCostOnWork) {
  for (uint64_t seed = 0; seed != rounds; ++seed) {
    Program program = randomProgram(seed);
    Machine m = anyMachine(seed);
    SimResult result = simulate(program, m);
    ProgramCost cost = estimate(program, m);
    EXPECT_EQ(result.operations, cost.operations);
    EXPECT_EQ(result.pathBytes, cost.pathBytes);
    for (size_t engine = 0; engine != m.engines.size(); ++engine)
      EXPECT_EQ(result.states[engine][0], cost.engineBusy[engine]);
  }
}

/// Collects the events and checks their order.
class OrderCheck : public SimListener {
public:
  explicit OrderCheck(size_t engines) : free(engines, 0), covered(engines, 0) {}
  void onEvent(const SimEvent &e) override {
    EXPECT_GE(e.end, lastEnd) << "events come in order of their end";
    EXPECT_GE(e.begin, free[e.engine]) << "an engine does one thing at a time";
    EXPECT_LE(e.begin, e.end);
    EXPECT_LE(e.end, e.complete);
    lastEnd = e.end;
    free[e.engine] = e.end;
    covered[e.engine] += e.end - e.begin;
  }
  int64_t lastEnd = 0;
  std::vector<int64_t> free, covered;
};

TEST(SimulatorProperty, EventsCoverWhatIsNotIdle) {
  for (uint64_t seed = 0; seed != rounds; ++seed) {
    Machine m = anyMachine(seed);
    OrderCheck check(m.engines.size());
    SimResult result = simulate(randomProgram(seed), m, &check);
    unsigned idle = static_cast<unsigned>(UnitState::Idle);
    for (size_t engine = 0; engine != m.engines.size(); ++engine)
      EXPECT_EQ(check.covered[engine],
                result.cycles - result.states[engine][idle])
          << "seed " << seed;
  }
}

TEST(SimulatorProperty, SameTwice) {
  for (uint64_t seed = 0; seed != 50; ++seed) {
    Program program = randomProgram(seed);
    Machine m = anyMachine(seed);
    SimResult a = simulate(program, m), b = simulate(program, m);
    EXPECT_EQ(a.cycles, b.cycles);
    EXPECT_EQ(a.states, b.states);
    EXPECT_EQ(a.semaphoreWait, b.semaphoreWait);
  }
}

TEST(SimulatorProperty, NoTransferBeatsItsMemory) {
  for (uint64_t seed = 0; seed != rounds; ++seed) {
    Program program = randomProgram(seed);
    Machine m = anyMachine(seed);
    ProgramCost cost = estimate(program, m);
    int64_t wire = 0;
    for (const LayerCost &layer : cost.layers)
      wire += layer.wireBytes; // All of it crosses the home memory.
    EXPECT_GE(simulate(program, m).cycles,
              wire / m.memories[dram].bytesPerCycle);
  }
}

//===----------------------------------------------------------------------===//
// Bytes of tiles
//===----------------------------------------------------------------------===//

TEST(SimulatorProperty, TilesAreWellFormed) {
  for (uint64_t seed = 0; seed != rounds; ++seed)
    EXPECT_EQ(checkProgram(randomTiles(seed), oneEngineMachine()),
              std::vector<std::string>());
}

/// Buffer, slot, byte.
using Bytes = std::set<std::tuple<BufferId, int64_t, int64_t>>;

Bytes bytesOfAccess(const Program &program, const Access &access,
                    llvm::ArrayRef<int64_t> sizes,
                    llvm::ArrayRef<int64_t> counters) {
  std::set<int64_t> elements = {access.offset.evaluate(counters)};
  for (auto [size, stride] : llvm::zip(sizes, access.strides)) {
    std::set<int64_t> next;
    for (int64_t i = 0; i < size; ++i)
      for (int64_t element : elements)
        next.insert(element + i * stride);
    elements = std::move(next);
  }
  const Buffer &buffer = program.buffers[access.buffer];
  int64_t slot = access.instance.evaluate(counters) % buffer.depth;
  Bytes bytes;
  for (int64_t element : elements)
    for (int64_t byte = 0; byte < 4; ++byte)
      bytes.insert({access.buffer, slot, 4 * element + byte});
  return bytes;
}

/// S-issue-1 and S-issue-2 as they stand, for one queue without semaphores:
/// every earlier write is asked for every byte.
int64_t inOrder(const Program &program, const Machine &machine) {
  struct Write {
    Bytes bytes;
    int64_t complete;
    bool isUpdate;
  };
  std::vector<Write> writes;
  int64_t free = 0, end = 0;
  forEachOp(program.queues[0],
            [&](const ProgramOp &op, llvm::ArrayRef<int64_t> counters) {
              auto sizes = evaluateSizes(op, counters);
              UnitTime time = issueTime(program, machine, op, sizes);
              bool updates = program.kernels[op.kernel].outputs[0].updated;
              int64_t start = free;
              for (const Access &access : op.operands) {
                Bytes bytes = bytesOfAccess(program, access, sizes, counters);
                bool isUpdate = updates && &access == &op.operands.back();
                for (const Write &write : writes)
                  if (!(write.isUpdate && isUpdate) &&
                      llvm::any_of(bytes, [&](const auto &b) {
                        return write.bytes.count(b);
                      }))
                    start = std::max(start, write.complete);
              }
              writes.push_back(
                  {bytesOfAccess(program, op.operands.back(), sizes, counters),
                   start + time.latency, updates});
              free = start + time.occupancy;
              end = std::max(end, start + time.latency);
            });
  return end;
}

TEST(SimulatorProperty, WaitsForBytesAndForNothingElse) {
  int waited = 0, passed = 0;
  for (uint64_t seed = 0; seed != rounds; ++seed) {
    Program program = randomTiles(seed);
    SimResult result = simulate(program, oneEngineMachine());
    EXPECT_EQ(result.cycles, inOrder(program, oneEngineMachine()))
        << "seed " << seed;
    bool waits = result.states[array][unsigned(UnitState::WaitData)] != 0;
    ++(waits ? waited : passed);
  }
  EXPECT_GT(waited, test::tries(100));
  EXPECT_GT(passed, test::tries(20));
}

TEST(SimulatorProperty, TilesAreBetweenBoundAndSerial) {
  for (uint64_t seed = 0; seed != rounds; ++seed) {
    Program program = randomTiles(seed);
    SimResult result = simulate(program, oneEngineMachine());
    ProgramCost cost = estimate(program, oneEngineMachine());
    EXPECT_LE(cost.bound, result.cycles) << "seed " << seed;
    EXPECT_LE(result.cycles, cost.serial) << "seed " << seed;
    EXPECT_LE(cost.estimate, cost.serial) << "seed " << seed;
  }
}

//===----------------------------------------------------------------------===//
// Codecs
//===----------------------------------------------------------------------===//

/// A random program whose arguments and results are in codecs: some in one of
/// eight bits, some of units of 32 that windows cut, some of a measured rate.
Program codedProgram(uint64_t seed, bool cutsUnits) {
  std::mt19937_64 random(seed + 1000);
  Program program = randomProgram(seed);
  for (Buffer &buffer : program.buffers) {
    if (buffer.memory != dram || random() % 4 == 0)
      continue;
    uint64_t kind = random() % 3;
    if (kind == 0 && cutsUnits && buffer.kind == Buffer::Kind::Argument) {
      buffer.codec = "mxfp4";
      buffer.codecBits = 4.25;
      buffer.codecUnit = 32;
    } else if (kind == 1) {
      buffer.codec = "entropy<bf16>";
      buffer.codecBits = 9.3;
    } else {
      buffer.codec = "f8E4M3FN";
      buffer.codecBits = 8;
    }
  }
  return program;
}

Machine codedMachine(uint64_t seed) {
  std::mt19937_64 random(seed + 2000);
  Machine machine = anyMachine(seed);
  for (ridge::Path &path : machine.paths) {
    path.codecs = {"mxfp4", "entropy<bf16>", "f8E4M3FN"};
    path.codecBytesPerCycle = random() % 2 ? 1 + random() % 40 : 0;
  }
  return machine;
}

TEST(SimulatorProperty, BetweenBoundAndSerialWithCodecs) {
  for (uint64_t seed = 0; seed != rounds; ++seed) {
    Program program = codedProgram(seed, true);
    Machine m = codedMachine(seed);
    SimResult result = simulate(program, m);
    ProgramCost cost = estimate(program, m);
    ASSERT_EQ(result.deadlock, "");
    EXPECT_LE(cost.bound, result.cycles) << "seed " << seed;
    EXPECT_LE(result.cycles, cost.serial) << "seed " << seed;
    EXPECT_LE(cost.bound, cost.estimate) << "seed " << seed;
    EXPECT_EQ(result.pathBytes, cost.pathBytes) << "seed " << seed;
    for (size_t engine = 0; engine != m.engines.size(); ++engine)
      EXPECT_EQ(result.states[engine][0], cost.engineBusy[engine]);
  }
}

/// Codecs of units of one value take fewer bytes than f32, and without a rate
/// of their own no operation takes longer.
TEST(SimulatorProperty, CodecsSaveTraffic) {
  for (uint64_t seed = 0; seed != rounds; ++seed) {
    Machine m = codedMachine(seed);
    for (ridge::Path &path : m.paths)
      path.codecBytesPerCycle = 0;
    ProgramCost plain = estimate(randomProgram(seed), m);
    ProgramCost coded = estimate(codedProgram(seed, false), m);
    EXPECT_LE(coded.bound, plain.bound) << "seed " << seed;
    EXPECT_LE(coded.serial, plain.serial) << "seed " << seed;
    for (size_t path = 0; path != m.paths.size(); ++path)
      EXPECT_LE(coded.pathBytes[path], plain.pathBytes[path]);
    for (size_t engine = 0; engine != m.engines.size(); ++engine)
      EXPECT_LE(coded.engineBusy[engine], plain.engineBusy[engine]);
  }
}

//===----------------------------------------------------------------------===//
// The ticking simulator
//===----------------------------------------------------------------------===//

struct FlatOp {
  ProgramOp::Kind kind;
  SemaphoreId semaphore;
  bool afterReads;
  int64_t value;
  UnitTime time;
  bool update;
  struct Place {
    BufferId buffer;
    int64_t slot, first, last; ///< Elements of the slot.
  };
  Place target;
  std::vector<Place> reads;
};

std::vector<FlatOp> flatten(const Program &program, const Machine &machine,
                            const Queue &queue) {
  std::vector<FlatOp> ops;
  auto place = [&](const Access &access, llvm::ArrayRef<int64_t> counters,
                   int64_t size) {
    int64_t depth = program.buffers[access.buffer].depth;
    int64_t slot =
        ((access.instance.evaluate(counters) % depth) + depth) % depth;
    int64_t first = access.offset.evaluate(counters);
    return FlatOp::Place{access.buffer, slot, first, first + size - 1};
  };
  forEachOp(queue, [&](const ProgramOp &op, llvm::ArrayRef<int64_t> counters) {
    FlatOp flat{op.kind, op.semaphore, op.afterReads, 0, {}, false, {}, {}};
    if (op.kind == ProgramOp::Kind::Wait)
      flat.value = op.value.evaluate(counters);
    if (op.kind == ProgramOp::Kind::Issue || op.kind == ProgramOp::Kind::Move) {
      auto sizes = evaluateSizes(op, counters);
      flat.time = op.kind == ProgramOp::Kind::Issue
                      ? issueTime(program, machine, op, sizes)
                      : transferTime(moveDemand(program, machine, op, sizes));
      flat.target = place(op.operands.back(), counters, sizes[0]);
      flat.update = op.kind == ProgramOp::Kind::Issue &&
                    program.kernels[op.kernel].outputs[0].updated;
      for (size_t i = 0; i + 1 < op.operands.size(); ++i)
        flat.reads.push_back(place(op.operands[i], counters, sizes[0]));
    }
    ops.push_back(flat);
  });
  return ops;
}

/// Cycle by cycle, for machines whose memories never limit two transfers.
int64_t tick(const Program &program, const Machine &machine) {
  struct Write {
    FlatOp::Place place;
    int64_t complete;
    bool update;
  };
  struct State {
    EngineId engine;
    std::vector<FlatOp> ops;
    size_t next = 0;
    int64_t free = 0, complete = 0;
    std::vector<Write> writes; // One each operation.
    std::vector<std::pair<int64_t, SemaphoreId>> posts;
  };
  std::vector<State> states;
  for (const Queue &queue : program.queues)
    states.push_back(
        {queue.engine, flatten(program, machine, queue), 0, 0, 0, {}, {}});
  int64_t end = 0;
  for (int64_t now = 0;; ++now) {
    std::vector<int64_t> counts(program.semaphores.size(), 0);
    bool open = false;
    for (int round = 0; round != 8; ++round) { // Signals of this very cycle.
      std::fill(counts.begin(), counts.end(), 0);
      for (State &s : states)
        for (auto &[cycle, semaphore] : s.posts)
          counts[semaphore] += cycle <= now;
      open = false;
      for (State &s : states) {
        while (s.next < s.ops.size() && s.free <= now) {
          FlatOp &op = s.ops[s.next];
          if (op.kind == ProgramOp::Kind::Wait &&
              counts[op.semaphore] < op.value)
            break;
          if (op.kind == ProgramOp::Kind::Signal)
            s.posts.push_back({op.afterReads ? now : std::max(now, s.complete),
                               op.semaphore});
          if (op.kind == ProgramOp::Kind::Issue ||
              op.kind == ProgramOp::Kind::Move) {
            bool ready = true;
            auto blocks = [&](const Write &w, const FlatOp::Place &p) {
              return w.complete > now && w.place.buffer == p.buffer &&
                     w.place.slot == p.slot && w.place.first <= p.last &&
                     p.first <= w.place.last;
            };
            for (const Write &w : s.writes) {
              ready &= !blocks(w, op.target) || (w.update && op.update);
              for (const FlatOp::Place &read : op.reads)
                ready &= !blocks(w, read);
            }
            int64_t depth = machine.engines[s.engine].queueDepth;
            int64_t inFlight = llvm::count_if(
                s.writes, [&](const Write &w) { return w.complete > now; });
            if (!ready || (depth > 0 && inFlight >= depth))
              break;
            int64_t complete = now + op.time.latency;
            s.free = now + op.time.occupancy;
            s.complete = std::max(s.complete, complete);
            s.writes.push_back({op.target, complete, op.update});
          }
          ++s.next;
        }
        open |= s.next < s.ops.size();
        end = std::max({end, s.free, s.complete});
      }
    }
    if (!open)
      return end;
  }
}

/// What is left are limits of engines and paths, which need no sharing.
Machine withoutSharing(Machine m) {
  for (ridge::Memory &memory : m.memories) {
    memory.bytesPerCycle = 1000; // Wider than all paths together.
    memory.readBytesPerCycle = memory.writeBytesPerCycle = 0;
    memory.ports = memory.bankBytesPerCycle = 0;
    memory.period = 1;
    memory.pageBytes = memory.pageCycles = memory.openPages = 0;
    memory.turnCycles = memory.requests = 0;
  }
  return m;
}

TEST(SimulatorProperty, AgreesWithTicking) {
  for (uint64_t seed = 0; seed != uint64_t(test::tries(30)); ++seed) {
    Program program = randomProgram(seed);
    Machine m = withoutSharing(randomMachine(seed));
    EXPECT_EQ(simulate(program, m).cycles, tick(program, m)) << "seed " << seed;
  }
}

TEST(SimulatorProperty, AgreesWithTickingOfLimitedQueuesAndRows) {
  int waited = 0;
  for (uint64_t seed = 0; seed != 20; ++seed) {
    Program program = randomProgram(seed);
    Machine m = withoutSharing(limitedMachine(seed));
    SimResult result = simulate(program, m);
    EXPECT_EQ(result.cycles, tick(program, m)) << "seed " << seed;
    for (const auto &states : result.states)
      waited += states[unsigned(UnitState::WaitQueue)] != 0;
  }
  EXPECT_GT(waited, 5);
}

/// A further limit never takes time away. (Larger requests do: more bytes are
/// in flight.)
TEST(SimulatorProperty, LimitsAreNeverFree) {
  for (uint64_t seed = 0; seed != rounds; ++seed) {
    Program program = randomProgram(seed);
    Machine m = limitedMachine(seed);
    for (ridge::Path &path : m.paths)
      path.requestBytes = 0;
    ProgramCost limited = estimate(program, m);
    ProgramCost plain = estimate(program, randomMachine(seed));
    EXPECT_GE(limited.bound, plain.bound) << "seed " << seed;
    EXPECT_GE(limited.serial, plain.serial) << "seed " << seed;
    EXPECT_LE(limited.bound, limited.estimate) << "seed " << seed;
    EXPECT_LE(limited.estimate, limited.serial) << "seed " << seed;
  }
}

} // namespace
