//===- TilingCost.cpp - legality and time of a tiling ---------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Mapping/TilingCost.h"
#include "llvm/ADT/SmallBitVector.h"
#include <limits>

using namespace ridge;

TilingCost::TilingCost(const Workload &workload)
    : workload(workload), machine(*workload.machine) {
  findHolds();
  findTimings();
  findKinds();
  for (const GroupOperation &operation : workload.operations)
    readsOwn.push_back(llvm::any_of(operation.producers, [&](int32_t producer) {
      return workload.operations[producer].engine == operation.engine;
    }));
}

//===----------------------------------------------------------------------===//
// Legality
//===----------------------------------------------------------------------===//

/// M-1
bool TilingCost::fits(const Tiling &tiling) const {
  for (auto [bytes, memory] :
       llvm::zip(workload.footprint(tiling), machine.memories))
    if (bytes > memory.bytes)
      return false;
  return true;
}

std::optional<MappingRule> TilingCost::brokenRule(const Tiling &tiling) const {
  if (!fits(tiling))
    return MappingRule::Capacity;
  if (!workload.hasNest(tiling))
    return MappingRule::Order;
  if (!workload.keepsLimits(tiling))
    return MappingRule::Limits;
  for (const GroupWindow &window : workload.windows)
    if (!workload.writesWholeUnits(tiling, window))
      return MappingRule::Units;
  return std::nullopt;
}

//===----------------------------------------------------------------------===//
// Transfers
//===----------------------------------------------------------------------===//

/// M-4. Busy time of all transfers of a window; `one` is a full tile's.
double TilingCost::windowTime(const Tiling &tiling, const GroupWindow &window,
                              double executions, UnitTime &one,
                              double &wireBytes) const {
  llvm::SmallVector<int64_t, 4> sizes, homeStrides, localStrides;
  // The local copy keeps the order of the home memory: longest runs.
  llvm::SmallVector<const BoxDim *, 4> order;
  for (const BoxDim &box : window.box)
    order.push_back(&box);
  llvm::stable_sort(order, [](const BoxDim *a, const BoxDim *b) {
    return a->homeStride > b->homeStride;
  });
  double fraction = 1;
  for (const BoxDim *box : order) {
    for (auto [dim, coefficient] : box->terms)
      fraction *= double(workload.extents[dim]) /
                  double(tiling.tiles[dim] * workload.trips(tiling, dim));
    sizes.push_back(box->extent(tiling.tiles));
    homeStrides.push_back(box->homeStride);
  }
  localStrides.assign(sizes.size(), 1);
  for (size_t d = sizes.size(); d-- > 1;)
    localStrides[d - 1] = localStrides[d] * sizes[d];
  auto [source, target] = window.isWritten
                              ? std::pair(&localStrides, &homeStrides)
                              : std::pair(&homeStrides, &localStrides);
  TransferDemand demand =
      transferDemand(machine, window.path,
                     transferShape(sizes, *source, *target, window.format,
                                   workload.codedSide(tiling, window)));
  one = transferTime(demand);
  wireBytes = executions * fraction * double(demand.wire);
  return executions * (double(demand.setup) +
                       fraction * double(one.occupancy - demand.setup));
}

void TilingCost::addWindow(const Tiling &tiling, const GroupWindow &window,
                           TilingDemand &demand) const {
  double executions = 1;
  for (unsigned position = 0, depth = workload.depthOf(tiling, window.dims);
       position < depth; ++position)
    executions *= double(workload.trips(tiling, tiling.order[position]));
  UnitTime one;
  double wire = 0;
  double time = windowTime(tiling, window, executions, one, wire);
  EngineId engine = machine.paths[window.path].engine;
  demand.busy[engine] += time;
  demand.once[engine] += double(one.occupancy);
  demand.homeWire += wire;
  double &edge = window.isWritten ? demand.lastStore : demand.firstLoad;
  edge += double(one.latency);
  if (workload.depthOf(tiling, window.dims) == tiling.order.size())
    demand.chain += double(one.latency);
}

//===----------------------------------------------------------------------===//
// Operations
//===----------------------------------------------------------------------===//

UnitTime TilingCost::timeOf(size_t index, llvm::ArrayRef<int64_t> sizes) {
  const GroupOperation &operation = workload.operations[index];
  llvm::SmallVector<int64_t, 8> key{timings[index]};
  key.append(sizes.begin(), sizes.end());
  auto [entry, isNew] = times.try_emplace(std::move(key));
  if (isNew)
    entry->second =
        kernelTime(machine, operation.match, *operation.kernel, sizes);
  return entry->second;
}

/// M-5. Per dim there are full tiles and perhaps one ragged tile.
TilingCost::OperationTime
TilingCost::operationTime(size_t index, const Tiling &tiling, double repeats) {
  const GroupOperation &operation = workload.operations[index];
  size_t dims = operation.dims.size();
  llvm::SmallVector<int64_t, 6> sizes(dims);
  llvm::SmallVector<unsigned, 6> ragged;
  for (size_t d = 0; d < dims; ++d) {
    int32_t dim = operation.dims[d];
    sizes[d] = tiling.tiles[dim];
    if (workload.extents[dim] % tiling.tiles[dim] != 0)
      ragged.push_back(d);
  }
  OperationTime result;
  result.full = timeOf(index, sizes);
  for (unsigned mask = 0; mask < (1u << ragged.size()); ++mask) {
    double count = repeats;
    for (size_t d = 0; d < dims; ++d) {
      int32_t dim = operation.dims[d];
      sizes[d] = tiling.tiles[dim];
      bool isRagged = false;
      for (size_t r = 0; r < ragged.size(); ++r)
        if (ragged[r] == d && (mask >> r) & 1)
          isRagged = true;
      if (isRagged)
        sizes[d] = workload.extents[dim] % tiling.tiles[dim];
      else
        count *= double(workload.extents[dim] / tiling.tiles[dim]);
    }
    UnitTime time = timeOf(index, sizes);
    result.occupancy += count * double(time.occupancy);
    result.latency += count * double(time.latency);
  }
  return result;
}

/// By what kernelTime looks at.
void TilingCost::findTimings() {
  std::map<llvm::SmallVector<int64_t, 8>, int32_t> numbers;
  for (const GroupOperation &operation : workload.operations) {
    llvm::SmallVector<int64_t, 8> key{operation.match.instruction,
                                      kernelBits(*operation.kernel),
                                      kernelOps(*operation.kernel)};
    key.append(operation.match.dims.begin(), operation.match.dims.end());
    auto number = static_cast<int32_t>(numbers.size());
    timings.push_back(
        numbers.try_emplace(std::move(key), number).first->second);
  }
}

void TilingCost::findKinds() {
  std::map<llvm::SmallVector<int32_t, 8>, unsigned> numbers;
  for (auto [operation, timing] :
       llvm::zip_equal(workload.operations, timings)) {
    llvm::SmallVector<int32_t, 8> key(operation.dims.begin(),
                                      operation.dims.end());
    key.push_back(timing);
    kinds.push_back(numbers.try_emplace(key, numbers.size()).first->second);
  }
  numKinds = static_cast<unsigned>(numbers.size());
}

void TilingCost::addOperations(const Tiling &tiling, TilingDemand &demand) {
  std::vector<EngineSet> held = heldEngines(tiling);
  std::vector<std::optional<OperationTime>> known(numKinds);
  for (auto [index, operation] : llvm::enumerate(workload.operations)) {
    unsigned kind = kinds[index];
    bool waits = readsOwn[index];
    if (!known[kind]) {
      // Loops around it that it has no part in.
      double repeats = 1;
      for (unsigned position = 0,
                    depth = workload.depthOf(tiling, operation.used);
           position < depth; ++position)
        if (!((operation.used >> tiling.order[position]) & 1))
          repeats *= double(workload.trips(tiling, tiling.order[position]));
      known[kind] = operationTime(index, tiling, repeats);
    }
    const OperationTime &time = *known[kind];
    demand.busy[operation.engine] += waits ? time.latency : time.occupancy;
    demand.once[operation.engine] +=
        double(waits ? time.full.latency : time.full.occupancy);
    for (EngineId engine : held[index]) {
      demand.busy[engine] += time.latency;
      demand.once[engine] += double(time.full.latency);
    }
    demand.compute += double(time.full.latency);
    if (workload.depthOf(tiling, operation.used) == tiling.order.size())
      demand.chain += double(time.full.latency);
  }
}

//===----------------------------------------------------------------------===//
// Queues that wait (M-6)
//===----------------------------------------------------------------------===//

/// A queue keeps its order: if it makes what an operation needs and takes what
/// comes of it, it cannot begin the next tile before the operation is done.
/// Where what it hands over has two slots, Schedule lets it begin; not if it
/// keeps something for itself meanwhile, of which there is one.
void TilingCost::findHolds() {
  size_t count = workload.operations.size(), engines = machine.engines.size();
  std::vector<llvm::SmallBitVector> makers(count,
                                           llvm::SmallBitVector(engines));
  std::vector<llvm::SmallBitVector> takers(makers);
  // Own storages of what an operation needs, and of what comes of it.
  std::vector<llvm::SmallBitVector> made(
      count, llvm::SmallBitVector(workload.numStorages));
  std::vector<llvm::SmallBitVector> used(made);
  std::vector<EngineId> owner(workload.numStorages, -1);
  auto own = [&](size_t operation) {
    llvm::SmallVector<int32_t, 4> storages = ownStorages(operation);
    for (int32_t storage : storages)
      owner[storage] = workload.operations[operation].engine;
    return storages;
  };
  for (size_t i = 0; i < count; ++i) {
    makers[i].set(workload.operations[i].engine);
    for (int32_t producer : workload.operations[i].producers) {
      makers[i] |= makers[producer];
      made[i] |= made[producer];
      for (int32_t storage : own(producer))
        made[i].set(storage);
    }
  }
  for (size_t i = count; i-- > 0;) {
    takers[i].set(workload.operations[i].engine);
    for (int32_t producer : workload.operations[i].producers) {
      takers[producer] |= takers[i];
      used[producer] |= used[i];
      for (int32_t storage : own(i))
        used[producer].set(storage);
    }
  }
  for (size_t i = 0; i < count; ++i) {
    makers[i] &= takers[i];
    makers[i].reset(workload.operations[i].engine);
    holds.emplace_back(makers[i].set_bits_begin(), makers[i].set_bits_end());
    made[i] &= used[i];
    EngineSet &kept = keeps.emplace_back();
    for (EngineId engine : holds.back())
      if (llvm::any_of(made[i].set_bits(), [&](unsigned storage) {
            return owner[storage] == engine;
          }))
        kept.push_back(engine);
  }
}

/// Buffers that an operation touches and no other engine does.
llvm::SmallVector<int32_t, 4> TilingCost::ownStorages(size_t operation) const {
  llvm::SmallVector<int32_t, 4> storages;
  auto note = [&](const GroupOperand &operand) {
    if (operand.kind != GroupOperand::Kind::Local)
      return;
    const GroupLocal &local = workload.locals[operand.index];
    if (!local.isShared && local.storage >= 0)
      storages.push_back(local.storage);
  };
  for (const GroupOperand &read : workload.operations[operation].reads)
    note(read);
  note(workload.operations[operation].write);
  return storages;
}

/// Engines that begin their next tile only when an operation is done with this
/// one: by their own order, or by that of the loads. A window that changes from
/// iteration to iteration of an inner loop has slots for a few of them; what
/// stands outside of that loop is loaded after the rest.
std::vector<TilingCost::EngineSet>
TilingCost::heldEngines(const Tiling &tiling) const {
  size_t engines = machine.engines.size();
  // Per operation and engine the depths (bit d: d loops) at which the engine's
  // operations among those that it needs, itself included, load.
  std::vector<uint32_t> loads(workload.operations.size() * engines, 0);
  bool overlaps =
      llvm::any_of(tiling.slots, [](int32_t slots) { return slots > 1; }) &&
      workload.slotsOfChain(tiling) != 1;
  std::vector<EngineSet> held(overlaps ? keeps : holds);
  for (auto [i, operation] : llvm::enumerate(workload.operations)) {
    uint32_t *own = &loads[i * engines];
    unsigned deepest = 0;
    for (const GroupOperand &read : operation.reads) {
      if (read.kind != GroupOperand::Kind::Window)
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

//===----------------------------------------------------------------------===//
// The whole
//===----------------------------------------------------------------------===//

TilingDemand TilingCost::demandOf(const Tiling &tiling) {
  TilingDemand demand;
  demand.busy.assign(machine.engines.size(), 0);
  demand.once.assign(machine.engines.size(), 0);
  for (int64_t dim : tiling.order)
    demand.tiles *= double(workload.trips(tiling, dim));
  for (const GroupWindow &window : workload.windows)
    addWindow(tiling, window, demand);
  addOperations(tiling, demand);
  return demand;
}

double TilingCost::cyclesOf(const Tiling &tiling,
                            const TilingDemand &demand) const {
  double ramp = demand.ramp();
  // M-8
  double rate = double(machine.memories[machine.home()].bytesPerCycle);
  double steady = demand.homeWire / rate + demand.compute;
  // M-7
  for (auto [busy, once] : llvm::zip_equal(demand.busy, demand.once))
    steady = std::max(steady, busy + ramp - once);
  // M-9
  int64_t slots = workload.slotsOfChain(tiling);
  if (slots == 0)
    return steady;
  double waiting = demand.tiles * demand.chain / double(slots);
  return std::max(steady, waiting + ramp - demand.chain);
}

/// Whatever the order, everything runs once for each tile of its own dims, and
/// ramp is at least what an engine has of it.
double TilingCost::leastCycles(const Tiling &tiling) {
  Tiling once = tiling;
  once.slots.clear();
  if (!fits(once))
    return std::numeric_limits<double>::infinity();
  llvm::SmallVector<double, 8> busy(machine.engines.size(), 0);
  double homeWire = 0;
  for (const GroupWindow &window : workload.windows) {
    double executions = 1;
    for (size_t dim = 0; dim < workload.extents.size(); ++dim)
      if ((window.dims >> dim) & 1)
        executions *= double(workload.trips(tiling, dim));
    UnitTime one;
    double wire = 0;
    busy[machine.paths[window.path].engine] +=
        windowTime(tiling, window, executions, one, wire);
    homeWire += wire;
  }
  std::vector<std::optional<OperationTime>> known(numKinds);
  for (auto [index, operation] : llvm::enumerate(workload.operations)) {
    std::optional<OperationTime> &time = known[kinds[index]];
    if (!time)
      time = operationTime(index, tiling, /*repeats=*/1);
    busy[operation.engine] += readsOwn[index] ? time->latency : time->occupancy;
  }
  double rate = double(machine.memories[machine.home()].bytesPerCycle);
  return std::max(homeWire / rate, *llvm::max_element(busy));
}

void TilingCost::price(Tiling &tiling) {
  tiling.cycles = cyclesOf(tiling, demandOf(tiling));
  double fullness = 0;
  for (auto [bytes, memory] :
       llvm::zip(workload.footprint(tiling), machine.memories))
    if (!memory.home)
      fullness = std::max(fullness, double(bytes) / double(memory.bytes));
  // M-10
  tiling.objective = tiling.cycles * (1 + 0.01 * fullness);
}

bool TilingCost::evaluate(Tiling &tiling) {
  if (!isLegal(tiling))
    return false;
  price(tiling);
  return true;
}
