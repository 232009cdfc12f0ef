//===- SynchroniseAcrossLayers.cpp - keep parts of layers in step ---------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Engine f signals the end of its part of every layer: its n-th signal says
/// that its first n parts are complete. Before a child of layer L that engine e
/// runs, e waits for the latest earlier part of f that conflicts with the
/// child:
///
///  * both touch a buffer and at least one writes it, or
///  * the child fills a buffer whose addresses f used for another one. Who only
///    reads or updates such a buffer comes behind its fill, which has waited.
///
/// What e has waited for it knows, and with it all that f knew when it
/// signalled; waits for what is known are left away.
///
/// Layers are walked once, with a history of who touched each buffer and each
/// address last, so that the time grows with the operations and not with the
/// pairs of layers.
///
//===----------------------------------------------------------------------===//

#include "Problem.h"
#include "llvm/ADT/MapVector.h"
#include <map>

using namespace mlir;
using namespace ridge;

namespace {
struct Touch {
  bool writes = false;
  bool fills = false; ///< Some operation writes it without reading it.
};
/// Buffers by what is done to them, in order of first use.
using Touches = llvm::MapVector<int, Touch>;

/// Number of parts per engine that are known to be complete.
using Knowledge = std::vector<int64_t>;

/// What one engine does in one layer.
struct Part {
  int64_t number = 0; ///< Its running number among the engine's parts, from 1.
  llvm::MapVector<Operation *, Touches> children;
  Touches all;
  Knowledge known; ///< When it signals its end.
};

/// Bytes of one memory.
struct AddressRange {
  MemoryId memory;
  int64_t begin, end;
};

/// Per byte of a memory the latest layer that touched it, as ranges by their
/// begin. Layers come in order, so the newest takes its range over.
class AddressHistory {
public:
  void touch(const AddressRange &range, int64_t layer);
  /// -1: none.
  int64_t latest(const AddressRange &range) const;

private:
  struct Range {
    int64_t end, layer;
  };
  using Ranges = std::map<std::pair<MemoryId, int64_t>, Range>;
  template <typename Map> static auto firstIn(Map &ranges, AddressRange range) {
    auto at = ranges.upper_bound({range.memory, range.begin});
    if (at != ranges.begin()) {
      auto before = std::prev(at);
      if (before->first.first == range.memory &&
          before->second.end > range.begin)
        return before;
    }
    return at;
  }
  Ranges ranges;
};

/// What one engine did in the layers so far; layers are -1 for never.
struct History {
  llvm::DenseMap<int, int64_t> touched, written; ///< By buffer.
  AddressHistory addresses;
};

class LayerSync {
public:
  explicit LayerSync(Problem &problem)
      : problem(problem), numEngines(problem.machine.engines.size()),
        history(numEngines) {}
  void run();

private:
  void locateBuffers();
  void collectParts();
  int64_t latestConflict(const Touches &child, const History &other) const;
  void record(size_t layer);
  void synchronise(size_t layer, EngineId engine, Knowledge &known);
  void waitFor(Operation *child, EngineId engine, const Part &earlier,
               EngineId other, Knowledge &known);
  void addSignals();

  Problem &problem;
  size_t numEngines;
  std::vector<AddressRange> places; ///< Of each buffer, all slots.
  std::vector<History> history;     ///< Per engine.
  /// Per layer and engine; number 0 where the engine has no part.
  std::vector<std::vector<Part>> parts;
  llvm::MapVector<EngineId, int> semaphores;
};
} // namespace

/// A write by an operation that does not read the buffer besides.
static bool isFill(const Use &use, ArrayRef<Use> uses) {
  if (!use.writes || use.reads)
    return false;
  // An operation's reads stand right before its write.
  ArrayRef<Use> before = uses.take_front(&use - uses.data());
  for (const Use &other : llvm::reverse(before)) {
    if (other.op != use.op)
      break;
    if (other.buffer == use.buffer)
      return false;
  }
  return true;
}

void LayerSync::collectParts() {
  std::vector<int64_t> numbers(numEngines, 0);
  for (auto [layer, uses] : llvm::zip_equal(problem.layers, problem.uses)) {
    std::vector<Part> &own = parts.emplace_back(numEngines);
    Block &body = layer.getBody().front();
    for (const Use &use : uses) {
      Part &part = own[use.engine];
      if (part.number == 0)
        part.number = ++numbers[use.engine];
      Operation *child = body.findAncestorOpInBlock(*use.op);
      for (Touches *touches : {&part.children[child], &part.all}) {
        Touch &touch = (*touches)[use.buffer];
        touch.writes |= use.writes;
        touch.fills |= isFill(use, uses);
      }
    }
  }
}

//===----------------------------------------------------------------------===//
// History
//===----------------------------------------------------------------------===//

void AddressHistory::touch(const AddressRange &range, int64_t layer) {
  if (range.begin >= range.end)
    return;
  auto at = firstIn(ranges, range);
  while (at != ranges.end() && at->first.first == range.memory &&
         at->first.second < range.end) {
    auto [place, old] = *at;
    ranges.erase(at);
    // What sticks out on either side stays as it was.
    if (place.second < range.begin)
      ranges[place] = {range.begin, old.layer};
    if (old.end > range.end)
      ranges[{range.memory, range.end}] = old;
    at = firstIn(ranges, range);
  }
  ranges[{range.memory, range.begin}] = {range.end, layer};
}

int64_t AddressHistory::latest(const AddressRange &range) const {
  int64_t latest = -1;
  for (auto at = firstIn(ranges, range);
       at != ranges.end() && at->first.first == range.memory &&
       at->first.second < range.end;
       ++at)
    latest = std::max(latest, at->second.layer);
  return latest;
}

void LayerSync::locateBuffers() {
  for (BufferOp buffer : problem.buffers) {
    int64_t begin = *buffer.getAddress();
    places.push_back({problem.machine.findMemory(*buffer.getMemory()), begin,
                      begin + int64_t(*buffer.getSlotBytes() *
                                      buffer.getDepth().value_or(1))});
  }
}

void LayerSync::record(size_t layer) {
  for (auto [part, own] : llvm::zip_equal(parts[layer], history))
    for (const auto &[buffer, touch] : part.all) {
      own.touched[buffer] = layer;
      if (touch.writes)
        own.written[buffer] = layer;
      own.addresses.touch(places[buffer], layer);
    }
}

/// The latest layer in which the engine of `other` did what `child` must wait
/// for; -1: none.
int64_t LayerSync::latestConflict(const Touches &child,
                                  const History &other) const {
  int64_t latest = -1;
  for (const auto &[buffer, touch] : child) {
    const auto &layers = touch.writes ? other.touched : other.written;
    if (auto found = layers.find(buffer); found != layers.end())
      latest = std::max(latest, found->second);
    if (touch.fills)
      latest = std::max(latest, other.addresses.latest(places[buffer]));
  }
  return latest;
}

//===----------------------------------------------------------------------===//
// Waits and signals
//===----------------------------------------------------------------------===//

void LayerSync::waitFor(Operation *child, EngineId engine, const Part &earlier,
                        EngineId other, Knowledge &known) {
  auto [semaphore, isNew] = semaphores.insert({other, -1});
  if (isNew)
    semaphore->second =
        problem.addSemaphore(problem.machine.engines[other].name + ".layers");
  CounterSum value;
  value.constant = earlier.number;
  problem.before[child].push_back({engine, semaphore->second, true, value, -1});
  for (auto [own, theirs] : llvm::zip_equal(known, earlier.known))
    own = std::max(own, theirs);
}

void LayerSync::synchronise(size_t layer, EngineId engine, Knowledge &known) {
  Part &part = parts[layer][engine];
  for (const auto &[child, touches] : part.children) {
    // The latest first: what it knew when it signalled saves other waits.
    llvm::SmallVector<std::pair<int64_t, EngineId>> conflicts;
    for (size_t other = 0; other < numEngines; ++other) {
      int64_t latest = static_cast<EngineId>(other) == engine
                           ? -1
                           : latestConflict(touches, history[other]);
      if (latest >= 0)
        conflicts.push_back({-latest, other});
    }
    llvm::sort(conflicts);
    for (auto [before, other] : conflicts) {
      const Part &earlier = parts[-before][other];
      if (earlier.number > known[other])
        waitFor(child, engine, earlier, other, known);
    }
  }
  known[engine] = part.number;
  part.known = known;
}

void LayerSync::addSignals() {
  for (auto [layer, own] : llvm::zip_equal(problem.layers, parts))
    for (auto [engine, semaphore] : semaphores)
      if (own[engine].number != 0)
        problem.after[layer].push_back({engine, semaphore, false, {}, -1});
}

void LayerSync::run() {
  locateBuffers();
  collectParts();
  std::vector<Knowledge> known(numEngines, Knowledge(numEngines, 0));
  for (size_t layer = 0; layer < parts.size(); ++layer) {
    for (size_t engine = 0; engine < numEngines; ++engine)
      if (parts[layer][engine].number != 0)
        synchronise(layer, engine, known[engine]);
    record(layer);
  }
  addSignals();
}

void ridge::synchroniseAcrossLayers(Problem &problem) {
  LayerSync(problem).run();
}
