//===- TilingHolds.cpp - queues that wait for one another -----------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Which engines wait for the operations of others, tile by tile (M-6).
///
//===----------------------------------------------------------------------===//

#include "ridge/Mapping/TilingCost.h"
#include "llvm/ADT/SmallBitVector.h"

using namespace ridge;

/// Each once. Most of what is kept is handed over between groups, not tiles.
llvm::SmallVector<int32_t, 6> TilingCost::buffersOf(size_t operation) const {
  llvm::SmallVector<int32_t, 6> buffers;
  auto note = [&](const GroupOperand &operand) {
    int32_t buffer = workload.bufferOf(operand);
    if (buffer >= 0 && (handedOver[buffer] || !isInPlace(buffer)) &&
        !llvm::is_contained(buffers, buffer))
      buffers.push_back(buffer);
  };
  for (const GroupOperand &read : workload.operations[operation].reads)
    note(read);
  note(workload.operations[operation].write);
  return buffers;
}

/// A queue keeps its order: if it makes what an operation needs, or fills it,
/// and takes what comes of it, it cannot begin the next tile before the
/// operation is done. Schedule lets it begin if the result, where it goes to
/// another engine, has a second slot, and so has all that it uses before the
/// operation as well as after it.
void TilingCost::findHolds() {
  size_t count = workload.operations.size(), engines = machine.engines.size();
  holds.resize(count);
  // Nobody hands anything over in a long chain of one engine.
  if (llvm::all_of(computations, [&](const Computation &computation) {
        return computation.engine == computations.front().engine;
      }))
    return;
  size_t buffers = workload.numBuffers();
  std::vector<llvm::SmallBitVector> makers(count,
                                           llvm::SmallBitVector(engines));
  std::vector<llvm::SmallBitVector> takers(makers);
  std::vector<llvm::SmallBitVector> before(count,
                                           llvm::SmallBitVector(buffers));
  std::vector<llvm::SmallBitVector> after(before);
  std::vector<llvm::SmallBitVector> touchers(buffers,
                                             llvm::SmallBitVector(engines));
  for (size_t i = 0; i < count; ++i) {
    const GroupOperation &operation = workload.operations[i];
    for (int32_t buffer : buffersOf(i))
      touchers[buffer].set(operation.engine);
    if (int32_t result = workload.bufferOf(operation.write);
        fills[i] >= 0 && result >= 0) {
      EngineId filler = computations[fills[i]].engine;
      makers[i].set(filler);
      touchers[result].set(filler);
      before[i].set(result);
    }
    for (int32_t producer : operation.producers) {
      makers[i] |= makers[producer];
      makers[i].set(workload.operations[producer].engine);
      before[i] |= before[producer];
      for (int32_t buffer : buffersOf(producer))
        before[i].set(buffer);
    }
  }
  for (size_t i = count; i-- > 0;)
    for (int32_t producer : workload.operations[i].producers) {
      takers[producer] |= takers[i];
      takers[producer].set(workload.operations[i].engine);
      after[producer] |= after[i];
      for (int32_t buffer : buffersOf(i))
        after[producer].set(buffer);
    }
  for (size_t i = 0; i < count; ++i) {
    const GroupOperation &operation = workload.operations[i];
    auto &own = holds[i];
    makers[i] &= takers[i];
    makers[i].reset(operation.engine);
    before[i] &= after[i];
    for (unsigned engine : makers[i].set_bits()) {
      Hold hold{EngineId(engine), {}};
      if (int32_t result = workload.bufferOf(operation.write);
          result >= 0 && handedOver[result])
        hold.buffers.push_back(result);
      for (unsigned buffer : before[i].set_bits())
        if (touchers[buffer].test(engine))
          hold.buffers.push_back(int32_t(buffer));
      own.push_back(std::move(hold));
    }
  }
}

/// Engines that begin their next tile only when an operation is done with this
/// one: by their own order, or by that of the loads. A window that changes from
/// iteration to iteration of an inner loop has slots for a few of them; what
/// stands outside of that loop is loaded after the rest.
std::vector<TilingCost::EngineSet>
TilingCost::stalledEngines(const Tiling &tiling) const {
  size_t engines = machine.engines.size();
  // Per operation and engine the depths (bit d: d loops) at which the engine's
  // operations among those that it needs, itself included, load.
  std::vector<uint32_t> loads(workload.operations.size() * engines, 0);
  std::vector<EngineSet> held(workload.operations.size());
  for (auto [own, all] : llvm::zip_equal(held, holds))
    for (const Hold &hold : all)
      if (llvm::any_of(hold.buffers, [&](int32_t buffer) {
            return workload.roomOf(tiling, buffer) == 1;
          }))
        own.push_back(hold.engine);
  for (auto [i, operation] : llvm::enumerate(workload.operations)) {
    uint32_t *own = &loads[i * engines];
    unsigned deepest = 0;
    for (const GroupOperand &read : operation.reads) {
      if (read.kind != GroupOperand::Kind::Window ||
          workload.windows[read.index].isInPlace)
        continue;
      unsigned depth =
          workload.depthOf(tiling, workload.windows[read.index].dims);
      own[operation.engine] |= uint32_t(1) << depth;
      deepest = std::max(deepest, depth);
    }
    for (int32_t producer : operation.producers)
      for (size_t engine = 0; engine < engines; ++engine)
        own[engine] |= loads[producer * engines + engine];
    // Loads at depth 0 are done once.
    uint32_t outside = (uint32_t(1) << deepest) - 1 - (deepest > 0);
    for (size_t engine = 0; engine < engines; ++engine)
      if ((own[engine] & outside) != 0 &&
          static_cast<EngineId>(engine) != operation.engine &&
          !llvm::is_contained(held[i], static_cast<EngineId>(engine)))
        held[i].push_back(static_cast<EngineId>(engine));
  }
  return held;
}
