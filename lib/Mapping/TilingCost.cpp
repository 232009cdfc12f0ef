//===- TilingCost.cpp - legality and time of a tiling ---------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Mapping/TilingCost.h"
#include <limits>
#include <map>

using namespace ridge;

TilingCost::TilingCost(const Workload &workload)
    : workload(workload), machine(*workload.machine) {
  addComputations();
  findKinds();
  handedOver.assign(workload.numBuffers(), false);
  for (auto [number, window] : llvm::enumerate(workload.windows))
    handedOver[number] = !window.isInPlace || window.isPassedOn;
  for (const GroupLocal &local : workload.locals)
    if (local.isShared)
      handedOver[workload.windows.size() + local.storage] = true;
  for (auto [number, window] : llvm::enumerate(workload.windows)) {
    llvm::SmallVector<int32_t, 6> dims;
    for (size_t dim = 0; dim < workload.extents.size(); ++dim)
      if ((window.dims >> dim) & 1)
        dims.push_back(static_cast<int32_t>(dim));
    for (auto [hop, path] : llvm::enumerate(window.route)) {
      int32_t staging = workload.stagingBehind(number, hop);
      size_t buffer = staging < 0 ? number : workload.stagingBuffer(staging);
      handedOver[buffer] = true;
      hops.push_back({number, hop, buffer, path, dims});
    }
  }
  findHolds();
  findLimits();
  for (const GroupOperation &operation : workload.operations)
    readsOwn.push_back(llvm::any_of(operation.producers, [&](int32_t producer) {
      return workload.operations[producer].engine == operation.engine;
    }));
}

//===----------------------------------------------------------------------===//
// Transfers
//===----------------------------------------------------------------------===//

/// Steps between the elements of a dense copy of a box, longest first.
static llvm::SmallVector<int64_t, 4> denseStrides(llvm::ArrayRef<int64_t> box) {
  llvm::SmallVector<int64_t, 4> strides(box.size(), 1);
  for (size_t d = box.size(); d-- > 1;)
    strides[d - 1] = strides[d] * box[d];
  return strides;
}

/// M-4. `far` is the box at the hop's far end, `near` that at its other end;
/// none: the home memory.
TilingCost::HopTime
TilingCost::computeHopTime(const Tiling &tiling, const Hop &hop,
                           llvm::ArrayRef<int64_t> far,
                           llvm::ArrayRef<int64_t> near) const {
  const GroupWindow &window = workload.windows[hop.window];
  // The local copy keeps the order of the home memory: longest runs.
  llvm::SmallVector<const BoxDim *, 4> order;
  for (const BoxDim &box : window.box)
    order.push_back(&box);
  llvm::stable_sort(order, [](const BoxDim *a, const BoxDim *b) {
    return a->homeStride > b->homeStride;
  });
  llvm::SmallVector<int64_t, 4> sizes, nearStrides;
  double fraction = 1;
  for (const BoxDim *box : order) {
    for (auto [dim, coefficient] : box->terms) {
      int64_t extent = workload.extents[dim];
      fraction *= double(extent) /
                  double(far[dim] * llvm::divideCeil(extent, far[dim]));
    }
    sizes.push_back(box->extent(far));
    nearStrides.push_back(box->homeStride);
  }
  if (!near.empty()) {
    llvm::SmallVector<int64_t, 4> around;
    for (const BoxDim *box : order)
      around.push_back(box->extent(near));
    nearStrides = denseStrides(around);
  }
  if (stairs && window.isMasked &&
      (window.dims & workload.masked->dims()) == workload.masked->dims())
    fraction *=
        1 -
        double(stairs->pointsBeyond(workload.extents[workload.masked->row])) /
            double(workload.planePoints());
  llvm::SmallVector<int64_t, 4> farStrides = denseStrides(sizes);
  auto [source, target] = window.isWritten
                              ? std::pair(&farStrides, &nearStrides)
                              : std::pair(&nearStrides, &farStrides);
  CodedSide coded =
      near.empty() ? workload.codedSide(tiling, window) : CodedSide();
  TransferDemand demand = transferDemand(
      machine, hop.path,
      transferShape(sizes, *source, *target, window.format, coded));
  HopTime time;
  time.full = transferTime(demand);
  time.wire = fraction * double(demand.wire);
  double from = time.wire * demand.sourceSlowdown(),
         to = time.wire * demand.targetSlowdown();
  time.nearLoad = window.isWritten ? to : from;
  time.farLoad = window.isWritten ? from : to;
  time.busy = double(demand.setup) +
              fraction * double(time.full.occupancy - demand.setup);
  return time;
}

/// Boxes at the ends of a hop say all: what is around them repeats it.
const TilingCost::HopTime &TilingCost::hopTime(const Tiling &tiling,
                                               const Hop &hop) {
  const GroupWindow &window = workload.windows[hop.window];
  bool isStaged = !tiling.depths.empty();
  // The window's own buffer has the tiles, whatever the order of loops.
  bool isLast = hop.number + 1 == window.route.size();
  llvm::ArrayRef<int64_t> far = tiling.tiles, near;
  llvm::SmallVector<int64_t, 6> farBox, nearBox;
  if (isStaged && !isLast)
    far = farBox = workload.boxAt(
        tiling, workload.depthOfHop(tiling, hop.window, hop.number));
  if (hop.number > 0)
    near = tiling.tiles;
  if (isStaged && hop.number > 0)
    near = nearBox = workload.boxAt(
        tiling, workload.depthOfHop(tiling, hop.window, hop.number - 1));
  llvm::SmallVector<int64_t, 8> key{&hop - hops.data()};
  for (int32_t dim : hop.dims)
    key.push_back(far[dim]);
  if (hop.number > 0)
    for (int32_t dim : hop.dims)
      key.push_back(near[dim]);
  if (stairs && window.isMasked)
    key.push_back(-stairs->first);
  auto [entry, isNew] = hopTimes.try_emplace(std::move(key));
  if (isNew)
    entry->second = computeHopTime(tiling, hop, far, near);
  return entry->second;
}

void TilingCost::addHop(const Tiling &tiling, const Hop &hop,
                        TilingDemand &demand) {
  const GroupWindow &window = workload.windows[hop.window];
  unsigned depth = workload.depthOfHop(tiling, hop.window, hop.number);
  double executions = workload.iterations(tiling, depth);
  const HopTime &each = hopTime(tiling, hop);
  const UnitTime &one = each.full;
  double time = executions * each.busy, wire = executions * each.wire;
  const Path &path = machine.paths[hop.path];
  demand.busy[path.engine] += time;
  demand.once[path.engine] += double(one.occupancy);
  // What only tiles pass through is as wide as its paths.
  double nearLoad = executions * each.nearLoad;
  if (hop.number == 0)
    demand.wire[machine.home()] += nearLoad;
  if (hop.number + 1 < window.route.size())
    demand.wire[window.isWritten ? path.from : path.to] +=
        executions * each.farLoad;
  if (hop.number > 0)
    demand.wire[window.isWritten ? path.to : path.from] += nearLoad;
  double &edge = window.isWritten ? demand.lastStore : demand.firstLoad;
  edge += double(one.latency);
  if (depth == tiling.order.size())
    demand.chain += double(one.latency);
  demand.instances[hop.buffer] = executions;
  // Transfers of one queue and loop come one after the other.
  for (const Hop &other : hops)
    if (workload.windows[other.window].isWritten == window.isWritten &&
        machine.paths[other.path].engine == path.engine &&
        workload.depthOfHop(tiling, other.window, other.number) == depth)
      demand.lives[other.buffer] += double(one.occupancy);
  // What is stored is free when it has been read.
  if (!window.isWritten)
    demand.lives[hop.buffer] += double(one.latency - one.occupancy);
  demand.transfers[hop.buffer] = time;
  if (hop.number == 0)
    demand.wires[hop.window] = wire;
}

//===----------------------------------------------------------------------===//
// Operations
//===----------------------------------------------------------------------===//

void TilingCost::addComputations() {
  for (const GroupOperation &operation : workload.operations)
    computations.push_back({&operation.match, operation.kernel.get(),
                            operation.engine, operation.dims, operation.used,
                            operation.isMasked});
  for (const GroupOperation &operation : workload.operations) {
    fills.push_back(operation.fill ? int32_t(computations.size()) : -1);
    if (!operation.fill)
      continue;
    Computation fill{&*operation.fill,
                     &*operation.candidates->fill,
                     machine.instructions[operation.fill->instruction].engine,
                     {},
                     operation.kept,
                     workload.isFillMasked(operation)};
    for (size_t d = 0; d < operation.dims.size(); ++d)
      if (!operation.kernel->reduction[d])
        fill.dims.push_back(operation.dims[d]);
    computations.push_back(std::move(fill));
  }
}

UnitTime TilingCost::timeOf(const Computation &computation,
                            llvm::ArrayRef<int64_t> sizes) {
  llvm::SmallVector<int64_t, 8> key{computation.timing};
  key.append(sizes.begin(), sizes.end());
  auto [entry, isNew] = times.try_emplace(std::move(key));
  if (isNew)
    entry->second =
        kernelTime(machine, *computation.match, *computation.kernel, sizes);
  return entry->second;
}

/// M-5, M-22. Every tile of rows has columns of its own; all else is full, but
/// for the mean of what is ragged.
TilingCost::OperationTime
TilingCost::timeOfStaircase(const Computation &computation,
                            const Tiling &tiling) {
  OperationTime result;
  llvm::SmallVector<int64_t, 6> sizes;
  double repeats = 1;
  size_t column = 0;
  for (auto [d, dim] : llvm::enumerate(computation.dims)) {
    sizes.push_back(tiling.tiles[dim]);
    if (dim == workload.masked->column)
      column = d;
    if (dim != workload.masked->row)
      repeats *= double(workload.extents[dim]) / double(tiling.tiles[dim]);
  }
  int32_t row = workload.masked->row;
  double last = double(workload.extents[row]) / double(tiling.tiles[row]);
  // Of many tiles some stand for all: times grow with the columns.
  constexpr double kMostLooked = 32;
  double step = std::max(1.0, last / kMostLooked);
  auto looked = static_cast<int64_t>(std::ceil(last / step));
  for (int64_t number = 0; number < looked; ++number) {
    double tile = double(number) * step;
    double own = std::min(step, last - tile);
    sizes[column] = stairs->columns(static_cast<int64_t>(tile + own / 2));
    UnitTime time = timeOf(computation, sizes);
    result.occupancy += repeats * own * double(time.occupancy);
    result.latency += repeats * own * double(time.latency);
  }
  // What counts as one of many is a tile in the middle.
  sizes[column] = stairs->columns(static_cast<int64_t>(last / 2));
  result.full = timeOf(computation, sizes);
  return result;
}

/// M-5. Per dim there are full tiles and perhaps one ragged tile.
const TilingCost::OperationTime &
TilingCost::timeOfOwn(const Computation &computation, const Tiling &tiling) {
  size_t dims = computation.dims.size();
  llvm::SmallVector<int64_t, 8> key{computation.kind};
  llvm::SmallVector<unsigned, 6> ragged;
  for (size_t d = 0; d < dims; ++d) {
    int32_t dim = computation.dims[d];
    key.push_back(tiling.tiles[dim]);
    if (workload.extents[dim] % tiling.tiles[dim] != 0)
      ragged.push_back(d);
  }
  if (isStaircase(computation))
    key.push_back(stairs->first);
  auto [entry, isNew] = ownTimes.try_emplace(std::move(key));
  OperationTime &result = entry->second;
  if (!isNew)
    return result;
  if (isStaircase(computation))
    return result = timeOfStaircase(computation, tiling);
  llvm::SmallVector<int64_t, 6> sizes(llvm::drop_begin(entry->first));
  result.full = timeOf(computation, sizes);
  for (unsigned mask = 0; mask < (1u << ragged.size()); ++mask) {
    double count = 1;
    for (size_t d = 0; d < dims; ++d) {
      int32_t dim = computation.dims[d];
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
    UnitTime time = timeOf(computation, sizes);
    result.occupancy += count * double(time.occupancy);
    result.latency += count * double(time.latency);
  }
  return result;
}

/// What kernelTime looks at, and the dims besides.
void TilingCost::findKinds() {
  std::map<llvm::SmallVector<int64_t, 8>, int32_t> timings;
  std::map<llvm::SmallVector<int32_t, 8>, unsigned> kinds;
  for (Computation &computation : computations) {
    llvm::SmallVector<int64_t, 8> timing{computation.match->instruction,
                                         kernelBits(*computation.kernel),
                                         kernelOps(*computation.kernel)};
    timing.append(computation.match->dims.begin(),
                  computation.match->dims.end());
    computation.timing =
        timings.try_emplace(std::move(timing), int32_t(timings.size()))
            .first->second;
    llvm::SmallVector<int32_t, 8> kind(computation.dims.begin(),
                                       computation.dims.end());
    kind.push_back(computation.timing);
    kind.push_back(computation.isMasked);
    computation.kind =
        kinds.try_emplace(std::move(kind), unsigned(kinds.size()))
            .first->second;
  }
  numKinds = static_cast<unsigned>(kinds.size());
}

/// All executions of a computation.
const TilingCost::OperationTime &
TilingCost::timeOfAll(const Tiling &tiling, const Computation &computation) {
  std::optional<OperationTime> &time = known[computation.kind];
  if (time)
    return *time;
  // Loops around it that it has no part in.
  double repeats = 1;
  for (unsigned loop = 0, depth = workload.depthOf(tiling, computation.used);
       loop < depth; ++loop)
    if (!((computation.used >> tiling.order[loop]) & 1))
      repeats *= double(workload.tripsOfLoop(tiling, loop));
  time = timeOfOwn(computation, tiling);
  time->occupancy *= repeats;
  time->latency *= repeats;
  return *time;
}

void TilingCost::addOperations(const Tiling &tiling, TilingDemand &demand) {
  std::vector<EngineSet> held = stalledEngines(tiling);
  known.assign(numKinds, std::nullopt);
  for (auto [index, operation] : llvm::enumerate(workload.operations)) {
    const OperationTime &time = timeOfAll(tiling, computations[index]);
    bool waits = readsOwn[index];
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
    addLives(tiling, index, time, demand);
    if (fills[index] >= 0)
      addFill(tiling, index, demand);
  }
}

void TilingCost::addFill(const Tiling &tiling, size_t index,
                         TilingDemand &demand) {
  const Computation &fill = computations[fills[index]];
  const OperationTime &time = timeOfAll(tiling, fill);
  // The operation waits for it in the same queue.
  bool waits = fill.engine == workload.operations[index].engine;
  demand.busy[fill.engine] += waits ? time.latency : time.occupancy;
  demand.once[fill.engine] +=
      double(waits ? time.full.latency : time.full.occupancy);
  demand.compute += double(time.full.latency);
  int32_t buffer = workload.bufferOf(workload.operations[index].write);
  if (buffer >= 0)
    demand.lives[buffer] += double(time.full.latency);
}

/// M-19. An operation in an inner loop uses one instance until the loop is
/// done, which comes to the pace of its loads.
void TilingCost::addLives(const Tiling &tiling, size_t index,
                          const OperationTime &time,
                          TilingDemand &demand) const {
  const GroupOperation &operation = workload.operations[index];
  llvm::SmallVector<int32_t, 6> buffers = buffersOf(index);
  for (int32_t buffer : buffers) {
    double instances = demand.instances[buffer];
    double cycles = time.occupancy;
    for (const GroupOperand &read : operation.reads)
      if (read.kind == GroupOperand::Kind::Window &&
          demand.instances[read.index] > instances)
        cycles = std::max(cycles, demand.transfers[read.index]);
    demand.lives[buffer] += cycles / instances;
    // What is only read is free when it has been read.
    if (workload.bufferOf(operation.write) == buffer)
      demand.lives[buffer] += double(time.full.latency - time.full.occupancy);
  }
  // So does what is staged, until all tiles of its box have gone on.
  for (const Hop &hop : hops)
    if (hop.buffer != hop.window &&
        llvm::is_contained(buffers, static_cast<int32_t>(hop.window)))
      demand.lives[hop.buffer] +=
          std::max(time.occupancy, demand.transfers[hop.window]) /
          demand.instances[hop.buffer];
}

//===----------------------------------------------------------------------===//
// The whole
//===----------------------------------------------------------------------===//

TilingDemand TilingCost::demandOf(const Tiling &tiling) {
  TilingDemand demand;
  stairs = workload.staircase(tiling);
  demand.busy.assign(machine.engines.size(), 0);
  demand.once.assign(machine.engines.size(), 0);
  demand.instances.assign(workload.numBuffers(), 1);
  demand.lives.assign(workload.numBuffers(), 0);
  demand.transfers.assign(workload.numBuffers(), 0);
  demand.wires.assign(workload.windows.size(), 0);
  demand.wire.assign(machine.memories.size(), 0);
  for (const GroupLocal &local : workload.locals) {
    double &instances =
        demand.instances[workload.windows.size() + local.storage];
    instances = std::max(
        instances,
        workload.iterations(tiling, workload.depthOf(tiling, local.dimSet())));
  }
  demand.tiles =
      workload.iterations(tiling, static_cast<unsigned>(tiling.order.size()));
  for (auto [number, window] : llvm::enumerate(workload.windows))
    if (window.isInPlace)
      demand.instances[number] =
          workload.iterations(tiling, workload.depthOf(tiling, window.dims));
  for (const Hop &hop : hops)
    addHop(tiling, hop, demand);
  addOperations(tiling, demand);
  return demand;
}

double TilingCost::cyclesOf(const Tiling &tiling,
                            const TilingDemand &demand) const {
  double ramp = demand.ramp();
  // M-8
  double steady = demand.compute;
  for (auto [wire, memory] : llvm::zip_equal(demand.wire, machine.memories))
    if (wire > 0)
      steady = std::max(steady, wire * double(memory.period) /
                                        double(memory.bytesPerCycle) +
                                    demand.compute);
  // M-7
  for (auto [busy, once] : llvm::zip_equal(demand.busy, demand.once))
    steady = std::max(steady, busy + ramp - once);
  // M-9
  if (int64_t slots = workload.withoutChain ? 0 : workload.slotsOfChain(tiling))
    steady = std::max(steady, demand.tiles * demand.chain / double(slots) +
                                  ramp - demand.chain);
  // M-19
  for (size_t buffer = 0; buffer < workload.numBuffers(); ++buffer)
    if (handedOver[buffer] && demand.instances[buffer] > 1)
      steady =
          std::max(steady, demand.instances[buffer] * demand.lives[buffer] /
                                   double(workload.roomOf(tiling, buffer)) +
                               std::max(0.0, ramp - demand.lives[buffer]));
  // The same of buffers that take turns: the place is theirs together.
  llvm::SmallDenseMap<int32_t, double, 4> lives;
  for (auto [buffer, turn] : llvm::enumerate(tiling.turns))
    if (double count = demand.instances[buffer]; turn >= 0 && count > 1) {
      double life = lives[turn] += demand.lives[buffer];
      steady = std::max(steady, count * life + std::max(0.0, ramp - life));
    }
  return steady;
}

/// Whatever the order, everything runs once for each tile of its own dims, and
/// ramp is at least what an engine has of it.
double TilingCost::leastOfTransfers(const Tiling &tiling,
                                    llvm::SmallVectorImpl<double> &busy) {
  Tiling once;
  once.tiles = tiling.tiles;
  if (!workload.takesTurns && !fits(once))
    return std::numeric_limits<double>::infinity();
  busy.assign(machine.engines.size(), 0);
  stairs = workload.staircase(tiling);
  double homeWire = 0;
  for (const Hop &hop : hops) {
    // What is staged may come in any larger box.
    const GroupWindow &window = workload.windows[hop.window];
    if (hop.number + 1 < window.route.size())
      continue;
    double executions = 1;
    for (int32_t dim : hop.dims)
      executions *= double(workload.trips(tiling, dim));
    const HopTime &each = hopTime(once, hop);
    busy[machine.paths[hop.path].engine] += executions * each.busy;
    if (hop.number == 0)
      homeWire += executions * each.nearLoad;
  }
  const Memory &home = machine.memories[machine.home()];
  double rate = double(home.bytesPerCycle) / double(home.period);
  return std::max(homeWire / rate, *llvm::max_element(busy));
}

double TilingCost::leastOfTransfers(const Tiling &tiling) {
  llvm::SmallVector<double, 8> busy;
  return leastOfTransfers(tiling, busy);
}

double TilingCost::leastCycles(const Tiling &tiling, double enough) {
  llvm::SmallVector<double, 8> busy;
  double least = leastOfTransfers(tiling, busy);
  for (auto [index, computation] : llvm::enumerate(computations)) {
    if (least > enough || std::isinf(least))
      return least; // Nothing fits: what engines do is not known.
    const OperationTime &time = timeOfOwn(computation, tiling);
    bool waits = index < readsOwn.size() && readsOwn[index];
    double &own = busy[computation.engine];
    own += waits ? time.latency : time.occupancy;
    least = std::max(least, own);
  }
  return least;
}

bool TilingCost::saveSlots(Tiling &tiling) {
  Tiling once = tiling;
  once.slots.clear();
  if (!fits(once)) {
    if (!workload.takesTurns || !workload.takeTurns(tiling))
      return false;
    once.turns = tiling.turns;
    if (!fits(once))
      return false;
  }
  // Cycles that one slot would ask for (M-19), or that would be waited (M-6).
  TilingDemand demand = demandOf(tiling);
  std::vector<double> asked(workload.numBuffers(), 0);
  for (size_t buffer = 0; buffer < asked.size(); ++buffer)
    asked[buffer] = demand.instances[buffer] * demand.lives[buffer];
  for (auto [index, own] : llvm::enumerate(holds))
    for (const Hold &hold : own)
      for (int32_t buffer : hold.buffers)
        asked[buffer] = std::max(
            asked[buffer], demand.busy[hold.engine] +
                               timeOfAll(tiling, computations[index]).latency);
  std::vector<MemoryId> memories(workload.numBuffers(), -1);
  for (size_t buffer = 0; buffer < workload.stagingBuffer(0); ++buffer)
    memories[buffer] = workload.memoryOf(buffer);
  for (auto [number, staging] : llvm::enumerate(workload.stagings))
    memories[workload.stagingBuffer(number)] = staging.memory;
  for (;;) {
    auto bytes = workload.footprint(tiling);
    size_t least = asked.size();
    bool fit = true;
    for (size_t buffer = 0; buffer < asked.size(); ++buffer) {
      MemoryId memory = memories[buffer];
      if (memory < 0 || bytes[memory] <= machine.memories[memory].bytes)
        continue;
      fit = false;
      if (tiling.slotsOf(buffer) > 1 &&
          (least == asked.size() || asked[buffer] < asked[least]))
        least = buffer;
    }
    if (fit)
      return true;
    assert(least < asked.size() && "with one slot each they fit");
    tiling.slots[least] = 1;
  }
}

void TilingCost::price(Tiling &tiling) {
  tiling.cycles = cyclesOf(tiling, demandOf(tiling));
  // M-10, of the slots that it would like to have: more room is never worse.
  Tiling wanted = tiling;
  workload.giveTwoSlots(wanted);
  double fullness = 0;
  for (auto [bytes, memory] :
       llvm::zip(workload.footprint(wanted), machine.memories))
    if (!memory.home)
      fullness = std::max(fullness, double(bytes) / double(memory.bytes));
  tiling.objective = tiling.cycles * (1 + 0.01 * fullness);
}

bool TilingCost::evaluate(Tiling &tiling) {
  if (!isLegal(tiling))
    return false;
  price(tiling);
  return true;
}
