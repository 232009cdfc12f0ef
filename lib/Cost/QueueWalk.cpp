//===- QueueWalk.cpp - queues in step, loops mostly skipped ---------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A walk along flat queues. Semaphores keep the times of their signals.
///
//===----------------------------------------------------------------------===//

#include "QueueWalk.h"
#include "ridge/Program/Touched.h"
#include "ridge/Support/Saturate.h"
#include <algorithm>
#include <functional>
#include <numeric>

using namespace ridge;

/// Iterations at the end, the last of which can be ragged.
static constexpr int64_t lastIterations = 2;

/// Periods that the pace of a loop is the mean of: iterations may go long and
/// short by turns.
static constexpr int64_t pacePeriods = 4;
/// Slots turn in periods; a loop of longer ones is walked whole.
static constexpr int64_t longestPeriod = 12;

QueueWalk::QueueWalk(const Program &program, const Machine &machine)
    : program(program), machine(machine), loopsOf(program.layers.size()),
      skipped(program.layers.size(), false), signals(program.semaphores.size()),
      layerEnds(program.layers.size(), 0) {
  for (const Queue &queue : program.queues) {
    Cursor &cursor = cursors.emplace_back();
    cursor.queueDepth = machine.engines[queue.engine].queueDepth;
    append(cursor, queue.body, 0, /*repeats=*/false);
    cursor.steps.emplace_back();
  }
  settlePeriod();
  findTurningLoops();
}

//===----------------------------------------------------------------------===//
// Flat queues
//===----------------------------------------------------------------------===//

void QueueWalk::append(Cursor &cursor, const Block &block, int32_t depth,
                       bool repeats) {
  std::vector<Step> &steps = cursor.steps;
  if (static_cast<size_t>(depth) > cursor.counters.size())
    cursor.counters.resize(depth, 0);
  size_t first = steps.size();
  for (const ProgramOp &op : block) {
    if (op.kind == ProgramOp::Kind::Loop && op.trip <= 0)
      continue;
    size_t own = steps.size();
    Step &step = steps.emplace_back();
    step.op = &op;
    step.depth = depth;
    switch (op.kind) {
    case ProgramOp::Kind::Loop:
      step.kind = Step::Kind::LoopBegin;
      append(cursor, op.body, depth + 1, op.trip > 1);
      steps.emplace_back();
      steps.back().kind = Step::Kind::LoopEnd;
      steps.back().op = &op;
      steps.back().depth = depth;
      steps.back().target = own + 1;
      steps[own].target = steps.size();
      break;
    case ProgramOp::Kind::Wait:
      step.kind = Step::Kind::Wait;
      break;
    case ProgramOp::Kind::Signal:
      step.kind = Step::Kind::Signal;
      break;
    case ProgramOp::Kind::Issue:
    case ProgramOp::Kind::Move:
      step.kind = Step::Kind::Work;
      step.fixedSizes = hasFixedSizes(op);
      break;
    }
  }
  findDependences(cursor, first, steps.size(), repeats);
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

/// Which earlier operations of its block an operation waits for.
class DependenceFinder {
public:
  DependenceFinder(const Program &program, const Machine &machine)
      : program(program), machine(machine) {}

  /// Runs step `number` next.
  void step(const ProgramOp &op, int32_t number,
            llvm::ArrayRef<int64_t> counters,
            llvm::SmallVectorImpl<int32_t> &after);
  void forget() { pending.clear(); }

private:
  struct Write {
    Region region;
    int32_t step;
    int64_t complete;
  };

  const Program &program;
  const Machine &machine;
  llvm::SmallVector<Write, 8> pending;
  int64_t now = 0;
};

} // namespace

static UnitTime timeOf(const Program &program, const Machine &machine,
                       const ProgramOp &op, llvm::ArrayRef<int64_t> sizes) {
  return op.kind == ProgramOp::Kind::Issue
             ? issueTime(program, machine, op, sizes)
             : transferTime(moveDemand(program, machine, op, sizes));
}

void DependenceFinder::step(const ProgramOp &op, int32_t number,
                            llvm::ArrayRef<int64_t> counters,
                            llvm::SmallVectorImpl<int32_t> &after) {
  auto sizes = evaluateSizes(op, counters);
  UnitTime time = timeOf(program, machine, op, sizes);
  int64_t start = now;
  llvm::SmallVector<Region, 2> written;
  for (auto [position, access] : llvm::enumerate(op.operands)) {
    if (access.isImmediate())
      continue;
    Region region{access.buffer, slotOf(program, access, counters),
                  touchedBytes(program, op, position, sizes,
                               access.offset.evaluate(counters)),
                  useOf(program, op, position)};
    for (const Write &write : pending) {
      if (write.complete <= now || !write.region.meets(region) ||
          (write.region.isUpdate() && region.isUpdate()))
        continue;
      start = std::max(start, write.complete);
      if (!llvm::is_contained(after, write.step))
        after.push_back(write.step);
    }
    if (region.use != AccessUse::Read)
      written.push_back(std::move(region));
  }
  llvm::erase_if(pending,
                 [&](const Write &write) { return write.complete <= start; });
  for (Region &region : written)
    pending.push_back({std::move(region), number, start + time.latency});
  now = start + time.occupancy;
}

/// C-estimate-3, among the operations of one block, in the first two iterations
/// of its loop. What an inner loop leaves behind is not looked at.
void QueueWalk::findDependences(Cursor &cursor, size_t first, size_t end,
                                bool repeats) {
  DependenceFinder finder(program, machine);
  llvm::SmallVector<int64_t, 6> counters(cursor.counters);
  int32_t depth = -1;
  for (int pass = 0; pass != (repeats ? 2 : 1); ++pass) {
    for (size_t i = first; i < end; ++i) {
      Step &step = cursor.steps[i];
      if (step.kind == Step::Kind::LoopBegin) {
        finder.forget();
        i = step.target - 1;
      } else if (step.kind == Step::Kind::Work) {
        depth = step.depth;
        finder.step(*step.op, i, counters, step.after);
      }
    }
    if (depth <= 0)
      return;
    counters[depth - 1] = 1;
  }
}

//===----------------------------------------------------------------------===//
// Loops that are turned together
//===----------------------------------------------------------------------===//

/// The layer of the first operation in `op` that names one, or -1.
static LayerId layerOf(const ProgramOp &op) {
  if (op.layer >= 0)
    return op.layer;
  for (const ProgramOp &inner : op.body)
    if (LayerId layer = layerOf(inner); layer >= 0)
      return layer;
  return -1;
}

template <typename Counts>
static void countSignals(const ProgramOp &op, int64_t times, Counts &counts) {
  if (op.kind == ProgramOp::Kind::Signal) {
    int64_t &count = counts[op.semaphore];
    count = saturatingAdd(count, times);
  }
  for (const ProgramOp &inner : op.body)
    countSignals(inner,
                 op.kind == ProgramOp::Kind::Loop
                     ? saturatingMul(times, op.trip)
                     : times,
                 counts);
}

/// After how many iterations all buffers are in the same slots again, and after
/// how many slots are empty or full as they will stay: a queue can be ahead of
/// the next one by all slots between them.
void QueueWalk::settlePeriod() {
  int64_t deepest = 1;
  for (const Buffer &buffer : program.buffers) {
    int64_t depth = std::max<int64_t>(buffer.depth, 1);
    deepest = std::max(deepest, depth);
    period = std::lcm(period, depth);
    if (period > longestPeriod)
      return;
  }
  settling = deepest * static_cast<int64_t>(cursors.size()) + 1;
}

/// True if some operation in a loop at depth 0 has sizes that differ between
/// iterations other than the last ones.
static bool growsWithLoop(const ProgramOp &op, int64_t trip) {
  for (const Extent &extent : op.sizes) {
    int64_t least = std::numeric_limits<int64_t>::max(), greatest = 0;
    for (int64_t counter : {int64_t(0), trip - lastIterations - 1}) {
      // The least of what does not vary with this loop bounds what does.
      int64_t size = std::numeric_limits<int64_t>::max();
      for (const Affine &value : extent.values)
        size = std::min(size, value.constant + value.coefficient(0) * counter);
      least = std::min(least, size);
      greatest = std::max(greatest, size);
    }
    if (least != greatest)
      return true;
  }
  return llvm::any_of(op.body, [&](const ProgramOp &inner) {
    return growsWithLoop(inner, trip);
  });
}

/// One long loop of each queue that has one, all about as long.
void QueueWalk::findTurningLoops() {
  if (period > longestPeriod)
    return;
  int64_t worthwhile = settling + (pacePeriods + 2) * period + lastIterations;
  std::vector<bool> unfit(program.layers.size(), false);
  for (auto [number, cursor] : llvm::enumerate(cursors)) {
    for (auto [position, step] : llvm::enumerate(cursor.steps)) {
      if (step.kind != Step::Kind::LoopEnd || step.depth != 0 ||
          step.op->trip < worthwhile)
        continue;
      LayerId layer = layerOf(*step.op);
      if (layer < 0)
        continue;
      for (int32_t other : loopsOf[layer])
        if (loops[other].queue == static_cast<int32_t>(number) ||
            std::abs(loops[other].trip - step.op->trip) > lastIterations)
          unfit[layer] = true;
      TurningLoop loop{layer,
                       static_cast<int32_t>(number),
                       step.op->trip,
                       0,
                       step.target,
                       static_cast<int32_t>(position),
                       {}};
      for (const ProgramOp &inner : step.op->body) {
        countSignals(inner, 1, loop.signals);
        unfit[layer] = unfit[layer] || growsWithLoop(inner, step.op->trip);
      }
      step.turning = loops.size();
      loopsOf[layer].push_back(loops.size());
      loops.push_back(std::move(loop));
    }
  }
  skipped = unfit;
}

/// Moves the queues of a layer, which have all turned as often, on to their
/// last iterations.
void QueueWalk::skip(LayerId layer) {
  skipped[layer] = true;
  int64_t pace = 0, least = std::numeric_limits<int64_t>::max();
  for (int32_t number : loopsOf[layer]) {
    const TurningLoop &loop = loops[number];
    pace = std::max(pace, cursors[loop.queue].now - loop.before);
    least = std::min(least, loop.trip);
  }
  int64_t done = settling + (pacePeriods + 1) * period;
  int64_t periods = (least - done - lastIterations) / period;
  int64_t time = saturatingMul(periods, pace) / pacePeriods;
  for (int32_t number : loopsOf[layer]) {
    const TurningLoop &loop = loops[number];
    Cursor &cursor = cursors[loop.queue];
    cursor.paused = -1;
    cursor.counters[0] += periods * period;
    cursor.now = saturatingAdd(cursor.now, time);
    cursor.latestComplete = saturatingAdd(cursor.latestComplete, time);
    for (int64_t &complete : cursor.inFlight)
      complete = saturatingAdd(complete, time);
    // Operations wait for others of their own block alone.
    for (int32_t step = loop.first; step < loop.end; ++step) {
      int64_t &complete = cursor.steps[step].complete;
      complete = saturatingAdd(complete, time);
    }
    for (auto [semaphore, count] : loop.signals) {
      Signals &own = signals[semaphore];
      own.first += periods * period * count;
      for (int64_t &at : own.times)
        at = saturatingAdd(at, time);
    }
  }
}

/// Nothing moves: skips where all loops of a layer have come to the pause, or
/// else lets the first one go on. False if none is paused.
bool QueueWalk::release() {
  int32_t first = -1;
  for (const Cursor &cursor : cursors) {
    if (cursor.paused < 0)
      continue;
    LayerId layer = loops[cursor.paused].layer;
    if (llvm::all_of(loopsOf[layer], [&](int32_t number) {
          return cursors[loops[number].queue].paused == number;
        })) {
      skip(layer);
      return true;
    }
    if (first < 0 || layer < loops[first].layer)
      first = cursor.paused;
  }
  if (first < 0)
    return false;
  LayerId layer = loops[first].layer;
  skipped[layer] = true;
  for (Cursor &cursor : cursors)
    if (cursor.paused >= 0 && loops[cursor.paused].layer == layer)
      cursor.paused = -1;
  return true;
}

//===----------------------------------------------------------------------===//
// The walk
//===----------------------------------------------------------------------===//

/// C-estimate-2. False if the signal has not been given yet.
bool QueueWalk::stepWait(Cursor &cursor, const ProgramOp &op) {
  const Signals &own = signals[op.semaphore];
  int64_t value = op.value.evaluate(cursor.counters);
  int64_t index = value - 1 - own.first;
  if (index >= static_cast<int64_t>(own.times.size()))
    return false;
  // What lies before those that are kept was there long ago.
  if (value > 0 && index >= 0)
    cursor.now = std::max(cursor.now, own.times[index]);
  return true;
}

/// S-issue-3: until one of the operations in flight is complete.
void QueueWalk::waitForRoom(Cursor &cursor) {
  std::vector<int64_t> &heap = cursor.inFlight;
  while (!heap.empty() &&
         (heap.front() <= cursor.now || heap.size() >= cursor.queueDepth)) {
    cursor.now = std::max(cursor.now, heap.front());
    std::pop_heap(heap.begin(), heap.end(), std::greater<>());
    heap.pop_back();
  }
}

/// C-estimate-3
void QueueWalk::stepWork(Cursor &cursor, Step &step) {
  if (!step.isTimed ||
      (!step.fixedSizes && !hasSizes(*step.op, step.sizes, cursor.counters))) {
    step.sizes = evaluateSizes(*step.op, cursor.counters);
    step.time = timeOf(program, machine, *step.op, step.sizes);
    step.isTimed = true;
  }
  for (int32_t earlier : step.after)
    cursor.now = std::max(cursor.now, cursor.steps[earlier].complete);
  if (cursor.queueDepth > 0)
    waitForRoom(cursor);
  cursor.now = saturatingAdd(
      cursor.now, configure(cursor.configuration, program, machine, *step.op,
                            step.sizes, cursor.latestComplete - cursor.now));
  step.complete = saturatingAdd(cursor.now, step.time.latency);
  if (cursor.queueDepth > 0) {
    cursor.inFlight.push_back(step.complete);
    std::push_heap(cursor.inFlight.begin(), cursor.inFlight.end(),
                   std::greater<>());
  }
  cursor.now = saturatingAdd(cursor.now, step.time.occupancy);
  cursor.latestComplete = std::max(cursor.latestComplete, step.complete);
  int64_t &end = layerEnds[step.op->layer];
  end = std::max(end, step.complete);
}

/// False if the loop pauses here.
bool QueueWalk::stepLoopEnd(Cursor &cursor, Step &step) {
  int64_t &counter = cursor.counters[step.depth];
  bool again = ++counter < step.op->trip;
  cursor.position = again ? step.target : cursor.position + 1;
  if (step.turning < 0 || skipped[loops[step.turning].layer])
    return true;
  int64_t pause = settling + (pacePeriods + 1) * period;
  if (counter == pause - pacePeriods * period)
    loops[step.turning].before = cursor.now;
  if (counter != pause)
    return true;
  cursor.paused = step.turning;
  return false;
}

/// Runs a queue until it has to wait; true if it moved.
bool QueueWalk::advance(int32_t queue) {
  Cursor &cursor = cursors[queue];
  if (cursor.paused >= 0)
    return false;
  for (bool moved = false;; moved = true) {
    Step &step = cursor.steps[cursor.position];
    switch (step.kind) {
    case Step::Kind::LoopBegin:
      cursor.counters[step.depth] = 0;
      ++cursor.position;
      break;
    case Step::Kind::LoopEnd:
      if (!stepLoopEnd(cursor, step))
        return true;
      break;
    case Step::Kind::Work:
      stepWork(cursor, step);
      ++cursor.position;
      break;
    case Step::Kind::Wait:
      if (!stepWait(cursor, *step.op))
        return moved;
      ++cursor.position;
      break;
    case Step::Kind::Signal:
      signals[step.op->semaphore].times.push_back(
          step.op->afterReads ? cursor.now
                              : std::max(cursor.now, cursor.latestComplete));
      ++cursor.position;
      break;
    case Step::Kind::End:
      return moved;
    }
  }
}

std::optional<std::vector<int64_t>> QueueWalk::layerTimes() {
  do {
    for (bool moved = true; moved;) {
      moved = false;
      for (size_t queue = 0; queue < cursors.size(); ++queue)
        moved |= advance(queue);
    }
  } while (release());
  for (const Cursor &cursor : cursors)
    if (cursor.steps[cursor.position].kind != Step::Kind::End)
      return std::nullopt;
  std::vector<int64_t> times;
  int64_t before = 0;
  for (int64_t end : layerEnds) {
    times.push_back(std::max<int64_t>(end - before, 0));
    before = std::max(before, end);
  }
  return times;
}
