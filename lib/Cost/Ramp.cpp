//===- Ramp.cpp - what overlap cannot hide --------------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Walks along the first and last iterations of a layer's queues. Loops in the
/// way count as trip times their body, so the cost is that of the program's
/// text, not of its iterations.
///
//===----------------------------------------------------------------------===//

#include "Ramp.h"
#include "ridge/Program/Touched.h"
#include "ridge/Support/Saturate.h"
#include <algorithm>
#include <cassert>

using namespace ridge;

/// The layer of the first operation in `op` that names one, or -1.
static LayerId layerOf(const Op &op) {
  if (op.layer >= 0)
    return op.layer;
  for (const Op &inner : op.body)
    if (LayerId layer = layerOf(inner); layer >= 0)
      return layer;
  return -1;
}

std::vector<LayerBlocks> ridge::splitByLayer(const Program &program) {
  std::vector<LayerBlocks> layers(program.layers.size(),
                                  LayerBlocks(program.queues.size()));
  for (auto [number, queue] : llvm::enumerate(program.queues)) {
    LayerId current = 0;
    for (const Op &op : queue.body) {
      LayerId layer = layerOf(op);
      current = layer >= 0 ? layer : current;
      if (current < static_cast<LayerId>(layers.size()))
        layers[current][number].push_back(&op);
    }
  }
  return layers;
}

Ramp::Ramp(const Program &program, const Machine &machine,
           const LayerBlocks &blocks, llvm::ArrayRef<int64_t> base)
    : program(program), machine(machine), blocks(blocks), base(base),
      signalCount(program.semaphores.size(), 0),
      signaller(program.semaphores.size(), -1),
      walking(program.queues.size(), false) {
  for (auto [queue, ops] : llvm::enumerate(blocks))
    measure(queue, ops, nullptr, 1);
}

//===----------------------------------------------------------------------===//
// Times of single operations
//===----------------------------------------------------------------------===//

static llvm::SmallVector<const Op *, 8> pointers(const Block &block) {
  llvm::SmallVector<const Op *, 8> ops;
  for (const Op &op : block)
    ops.push_back(&op);
  return ops;
}

static bool isWork(const Op &op) {
  return op.kind == Op::Kind::Issue || op.kind == Op::Kind::Move;
}

void Ramp::measure(int32_t queue, llvm::ArrayRef<const Op *> ops,
                   const Block *block, int64_t executions) {
  for (auto [position, op] : llvm::enumerate(ops)) {
    if (op->kind == Op::Kind::Wait) {
      waitOf[op] = waits.size();
      waits.push_back({op, queue, block, position, executions,
                       op->value.evaluate(firstCounters),
                       op->value.evaluate(lastCounters)});
    } else if (op->kind == Op::Kind::Signal) {
      int64_t &count = signalCount[op->semaphore];
      count = saturatingAdd(count, executions);
      signaller[op->semaphore] = queue;
    } else if (op->kind == Op::Kind::Loop && op->trip > 0) {
      firstCounters.push_back(0);
      lastCounters.push_back(op->trip - 1);
      measure(queue, pointers(op->body), &op->body,
              saturatingMul(executions, op->trip));
      firstCounters.pop_back();
      lastCounters.pop_back();
    } else if (isWork(*op)) {
      measureOp(*op);
    }
  }
  measureHolds(ops, block != nullptr);
}

void Ramp::measureOp(const Op &op) {
  auto timeAt = [&](llvm::ArrayRef<int64_t> counters) {
    auto sizes = evaluateSizes(op, counters);
    return op.kind == Op::Kind::Issue
               ? issueTime(program, machine, op, sizes)
               : transferTime(moveDemand(program, machine, op, sizes));
  };
  OpTime &time = times[&op];
  time.first = timeAt(firstCounters);
  time.last = timeAt(lastCounters);
}

static EngineId engineOf(const Machine &machine, const Op &op) {
  return op.kind == Op::Kind::Issue
             ? machine.instructions[op.instruction].engine
             : machine.paths[op.path].engine;
}

namespace {

/// What one operand does to a slot.
struct Region {
  BufferId buffer;
  int64_t slot;
  StridedBox bytes;
  AccessUse use;

  bool isUpdate() const { return use == AccessUse::Update; }
  bool meets(const Region &other) const {
    return buffer == other.buffer && slot == other.slot &&
           bytes.meets(other.bytes);
  }
};

/// The in-order wait of operations for earlier results of their queue.
class HoldTracker {
public:
  HoldTracker(const Program &program, const Machine &machine)
      : program(program), machine(machine) {}

  /// Runs `op` next; returns the cycles it waits.
  int64_t step(const Op &op, llvm::ArrayRef<int64_t> counters, UnitTime time);
  void forget() {
    pending.clear();
    inFlight.clear();
  }

private:
  struct Write {
    Region region;
    int64_t complete;
  };
  Region regionOf(const Op &op, size_t position, llvm::ArrayRef<int64_t> sizes,
                  llvm::ArrayRef<int64_t> counters) const;

  int64_t roomCycle(EngineId engine) const;

  const Program &program;
  const Machine &machine;
  llvm::SmallVector<Write, 8> pending;
  llvm::SmallVector<int64_t, 8> inFlight; ///< When each is complete.
  int64_t now = 0;
};

} // namespace

Region HoldTracker::regionOf(const Op &op, size_t position,
                             llvm::ArrayRef<int64_t> sizes,
                             llvm::ArrayRef<int64_t> counters) const {
  const Access &access = op.operands[position];
  return {access.buffer, slotOf(program, access, counters),
          touchedBytes(program, op, position, sizes,
                       access.offset.evaluate(counters)),
          useOf(program, op, position)};
}

/// When fewer operations are in flight than the engine's queue takes.
int64_t HoldTracker::roomCycle(EngineId engine) const {
  size_t depth = machine.engines[engine].queueDepth;
  if (depth == 0 || inFlight.size() < depth)
    return now;
  llvm::SmallVector<int64_t, 8> latest(inFlight);
  std::nth_element(latest.begin(), latest.begin() + (depth - 1), latest.end(),
                   std::greater<>());
  return std::max(now, latest[depth - 1]);
}

int64_t HoldTracker::step(const Op &op, llvm::ArrayRef<int64_t> counters,
                          UnitTime time) {
  auto sizes = evaluateSizes(op, counters);
  int64_t start = roomCycle(engineOf(machine, op));
  llvm::SmallVector<Region, 2> written;
  for (size_t position = 0; position != op.operands.size(); ++position) {
    if (op.operands[position].isImmediate())
      continue;
    Region region = regionOf(op, position, sizes, counters);
    for (const Write &write : pending)
      if (write.complete > start &&
          !(write.region.isUpdate() && region.isUpdate()) &&
          write.region.meets(region))
        start = write.complete;
    if (region.use != AccessUse::Read)
      written.push_back(std::move(region));
  }
  llvm::erase_if(pending,
                 [&](const Write &write) { return write.complete <= start; });
  llvm::erase_if(inFlight, [&](int64_t complete) { return complete <= start; });
  inFlight.push_back(start + time.latency);
  for (Region &region : written)
    pending.push_back({std::move(region), start + time.latency});
  int64_t held = start - now;
  now = start + time.occupancy;
  return held;
}

/// In a loop, the wait is that of the second iteration.
void Ramp::measureHolds(llvm::ArrayRef<const Op *> ops, bool repeats) {
  HoldTracker tracker(program, machine);
  llvm::SmallVector<int64_t, 6> counters(firstCounters);
  for (int pass = 0; pass != (repeats ? 2 : 1); ++pass) {
    if (pass == 1) {
      if (lastCounters.back() == 0)
        break;
      counters.back() = 1;
    }
    for (const Op *op : ops) {
      if (op->kind == Op::Kind::Loop)
        tracker.forget(); // Long enough for what came before it.
      else if (isWork(*op)) {
        OpTime &time = times[op];
        time.held = tracker.step(*op, counters, time.first);
      }
    }
  }
}

//===----------------------------------------------------------------------===//
// Sums over blocks
//===----------------------------------------------------------------------===//

int64_t Ramp::signalsIn(const Op &op, SemaphoreId semaphore) const {
  if (op.kind == Op::Kind::Signal)
    return op.semaphore == semaphore;
  int64_t sum = 0;
  for (const Op &inner : op.body)
    sum = saturatingAdd(sum, signalsIn(inner, semaphore));
  return saturatingMul(sum, op.kind == Op::Kind::Loop ? op.trip : 1);
}

int64_t Ramp::heldIn(const Op &op) const {
  if (isWork(op))
    return times.lookup(&op).held;
  int64_t sum = 0;
  for (const Op &inner : op.body)
    sum = saturatingAdd(sum, heldIn(inner));
  return saturatingMul(sum, op.kind == Op::Kind::Loop ? op.trip : 1);
}

int64_t Ramp::held(int32_t queue) const {
  int64_t sum = 0;
  for (const Op *op : blocks[queue])
    sum = saturatingAdd(sum, heldIn(*op));
  return sum;
}

/// Engine time of `op` with all of its iterations like the first or last.
int64_t Ramp::span(const Op &op, Corner corner) const {
  if (isWork(op))
    return times.lookup(&op).at(corner).occupancy;
  int64_t sum = 0;
  for (const Op &inner : op.body)
    sum = saturatingAdd(sum, span(inner, corner));
  return saturatingMul(sum, op.kind == Op::Kind::Loop ? op.trip : 1);
}

/// From the last release in `op` to its last result.
int64_t Ramp::tail(const Op &op) const {
  if (isWork(op)) {
    UnitTime time = times.lookup(&op).last;
    return time.latency - time.occupancy;
  }
  if (op.kind != Op::Kind::Loop || op.trip <= 0)
    return -1;
  for (const Op &inner : llvm::reverse(op.body))
    if (int64_t cycles = tail(inner); cycles >= 0)
      return cycles;
  return -1;
}

//===----------------------------------------------------------------------===//
// Fill
//===----------------------------------------------------------------------===//

/// True if the walk has reached its goal.
bool Ramp::walk(const Op &op, Walk &state) {
  switch (op.kind) {
  case Op::Kind::Loop:
    return op.trip > 0 && walkLoop(op, state);
  case Op::Kind::Wait:
    if (state.followWaits)
      follow(op, state);
    return false;
  case Op::Kind::Signal:
    return op.semaphore == state.semaphore && --state.needed == 0;
  case Op::Kind::Issue:
  case Op::Kind::Move: {
    if (state.toFirstWork)
      return true;
    UnitTime time = times.lookup(&op).at(Corner::First);
    state.complete = std::max(state.complete, state.time + time.latency);
    state.time += time.occupancy;
    return false;
  }
  }
  return false;
}

/// The first iteration in full, the others in one go up to the one in which the
/// goal lies.
bool Ramp::walkLoop(const Op &op, Walk &state) {
  int64_t each = 0, body = 0;
  for (const Op &inner : op.body) {
    each += signalsIn(inner, state.semaphore);
    body += span(inner, Corner::First);
  }
  auto once = [&] {
    return llvm::any_of(op.body,
                        [&](const Op &inner) { return walk(inner, state); });
  };
  if (once())
    return true;
  int64_t others = op.trip - 1;
  bool inHere = each > 0 && state.needed <= each * others;
  int64_t skipped = inHere ? (state.needed - 1) / each : others;
  int64_t cycles = saturatingMul(skipped, body);
  state.time = saturatingAdd(state.time, cycles);
  if (skipped > 0)
    state.complete = saturatingAdd(state.complete, cycles);
  if (each > 0)
    state.needed -= each * skipped;
  if (!inHere)
    return false;
  bool follows = std::exchange(state.followWaits, false);
  bool reached = once();
  state.followWaits = follows;
  assert(reached && "the signals were counted");
  return reached;
}

void Ramp::follow(const Op &op, Walk &state) {
  const WaitPlace &wait = waits[waitOf.lookup(&op)];
  if (!isForward(wait))
    return;
  int64_t needed = wait.first - base[op.semaphore];
  state.time = std::max(state.time, signalTime(op.semaphore, needed));
}

/// When the needed-th signal of the layer is counted.
int64_t Ramp::signalTime(SemaphoreId semaphore, int64_t needed) {
  int32_t queue = signaller[semaphore];
  if (queue < 0 || walking[queue] || needed > signalCount[semaphore])
    return 0;
  walking[queue] = true;
  Walk state;
  state.semaphore = semaphore;
  state.needed = needed;
  for (const Op *op : blocks[queue])
    if (walk(*op, state))
      break;
  walking[queue] = false;
  return std::max(state.time, state.complete);
}

int64_t Ramp::fill(int32_t queue) {
  walking[queue] = true;
  Walk state;
  state.toFirstWork = true;
  for (const Op *op : blocks[queue])
    if (walk(*op, state))
      break;
  walking[queue] = false;
  return state.time;
}

//===----------------------------------------------------------------------===//
// Drain
//===----------------------------------------------------------------------===//

/// Adds the engine time after the last forward wait for queue `from`; false if
/// there is no such wait in `op` (then all of `op` has been added).
bool Ramp::suffix(const Op &op, int32_t from, int64_t &time) const {
  if (op.kind == Op::Kind::Wait)
    return signaller[op.semaphore] == from &&
           isForward(waits[waitOf.lookup(&op)]);
  if (op.kind != Op::Kind::Loop) {
    time += span(op, Corner::Last);
    return false;
  }
  if (op.trip <= 0)
    return false;
  int64_t last = 0;
  for (const Op &inner : llvm::reverse(op.body)) {
    if (suffix(inner, from, last)) {
      time += last;
      return true;
    }
  }
  time = saturatingAdd(time, saturatingMul(last, op.trip));
  return false;
}

int64_t Ramp::drain(int32_t queue, std::vector<bool> &visited) const {
  visited[queue] = true;
  int64_t own = 0;
  for (const Op *op : llvm::reverse(blocks[queue])) {
    if (int64_t cycles = tail(*op); cycles >= 0) {
      own = cycles;
      break;
    }
  }
  int64_t after = 0;
  for (int32_t other = 0, e = blocks.size(); other != e; ++other) {
    if (visited[other])
      continue;
    int64_t time = 0;
    bool waitsForUs = false;
    for (const Op *op : llvm::reverse(blocks[other])) {
      waitsForUs = suffix(*op, queue, time);
      if (waitsForUs)
        break;
    }
    if (waitsForUs)
      after = std::max(after, saturatingAdd(time, drain(other, visited)));
  }
  visited[queue] = false;
  return saturatingAdd(own, after);
}

int64_t Ramp::drain(int32_t queue) {
  std::vector<bool> visited(blocks.size(), false);
  return drain(queue, visited);
}

//===----------------------------------------------------------------------===//
// Turns
//===----------------------------------------------------------------------===//

/// The time from a wait to the next signal of `signal` in the same block.
bool Ramp::segment(const WaitPlace &wait, SemaphoreId signal,
                   int64_t &time) const {
  int64_t complete = 0;
  time = 0;
  for (size_t i = wait.position + 1; i < wait.block->size(); ++i) {
    const Op &op = (*wait.block)[i];
    if (op.kind == Op::Kind::Signal && op.semaphore == signal) {
      time = std::max(time, complete);
      return true;
    }
    time = saturatingAdd(time, span(op, Corner::First));
    complete =
        std::max(complete, saturatingAdd(time, std::max<int64_t>(0, tail(op))));
  }
  return false;
}

int64_t Ramp::turns() const {
  int64_t longest = 0;
  for (const WaitPlace &back : waits) {
    SemaphoreId freed = back.op->semaphore;
    // Only waits that count on by one turn after turn, within a loop.
    if (!back.block || back.executions < 2 || signaller[freed] < 0 ||
        isForward(back) || back.last - back.first != back.executions - 1)
      continue;
    int64_t slots = base[freed] + 1 - back.first;
    if (back.executions <= slots)
      continue;
    for (const WaitPlace &ahead : waits) {
      SemaphoreId full = ahead.op->semaphore;
      if (!ahead.block || !isForward(ahead) ||
          ahead.queue != signaller[freed] || back.queue != signaller[full])
        continue;
      int64_t fill, use;
      if (!segment(back, full, fill) || !segment(ahead, freed, use))
        continue;
      int64_t trip = saturatingAdd(fill, use);
      longest = std::max(longest, saturatingMul(trip, back.executions / slots));
    }
  }
  return longest;
}
