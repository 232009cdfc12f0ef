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
//===----------------------------------------------------------------------===//

#include "Problem.h"
#include "llvm/ADT/MapVector.h"

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

class LayerSync {
public:
  explicit LayerSync(Problem &problem)
      : problem(problem), numEngines(problem.machine.engines.size()) {}
  void run();

private:
  void collectParts();
  bool conflict(const Touches &child, const Part &earlier) const;
  bool shareAddresses(int a, int b) const;
  void synchronise(size_t layer, EngineId engine, Knowledge &known);
  void waitFor(Operation *child, EngineId engine, const Part &earlier,
               EngineId other, Knowledge &known);
  void addSignals();

  Problem &problem;
  size_t numEngines;
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

bool LayerSync::shareAddresses(int a, int b) const {
  BufferOp first = problem.buffers[a], second = problem.buffers[b];
  if (first.getMemory() != second.getMemory())
    return false;
  auto end = [](BufferOp buffer) {
    return *buffer.getAddress() +
           *buffer.getSlotBytes() * buffer.getDepth().value_or(1);
  };
  return *first.getAddress() < end(second) && *second.getAddress() < end(first);
}

bool LayerSync::conflict(const Touches &child, const Part &earlier) const {
  for (const auto &[buffer, touch] : child) {
    for (const auto &[other, before] : earlier.all) {
      if (buffer == other ? touch.writes || before.writes
                          : touch.fills && shareAddresses(buffer, other))
        return true;
    }
  }
  return false;
}

void LayerSync::waitFor(Operation *child, EngineId engine, const Part &earlier,
                        EngineId other, Knowledge &known) {
  auto [semaphore, isNew] = semaphores.insert({other, -1});
  if (isNew)
    semaphore->second =
        problem.addSemaphore(problem.machine.engines[other].name + ".layers");
  CounterSum value;
  value.constant = earlier.number;
  problem.before[child].push_back({engine, semaphore->second, true, value});
  for (auto [own, theirs] : llvm::zip_equal(known, earlier.known))
    own = std::max(own, theirs);
}

void LayerSync::synchronise(size_t layer, EngineId engine, Knowledge &known) {
  Part &part = parts[layer][engine];
  for (const auto &[child, touches] : part.children)
    for (size_t before = layer; before-- > 0;)
      for (size_t other = 0; other < numEngines; ++other) {
        const Part &earlier = parts[before][other];
        if (static_cast<EngineId>(other) == engine ||
            earlier.number <= known[other] || !conflict(touches, earlier))
          continue;
        waitFor(child, engine, earlier, other, known);
      }
  known[engine] = part.number;
  part.known = known;
}

void LayerSync::addSignals() {
  for (auto [layer, own] : llvm::zip_equal(problem.layers, parts))
    for (auto [engine, semaphore] : semaphores)
      if (own[engine].number != 0)
        problem.after[layer].push_back({engine, semaphore, false, {}});
}

void LayerSync::run() {
  collectParts();
  std::vector<Knowledge> known(numEngines, Knowledge(numEngines, 0));
  for (size_t layer = 0; layer < parts.size(); ++layer)
    for (size_t engine = 0; engine < numEngines; ++engine)
      if (parts[layer][engine].number != 0)
        synchronise(layer, engine, known[engine]);
  addSignals();
}

void ridge::synchroniseAcrossLayers(Problem &problem) {
  LayerSync(problem).run();
}
