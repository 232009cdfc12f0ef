//===- GroupModel.cpp - cost of a fused group under a tiling --------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Analysis/GroupModel.h"
#include "ridge/Numerics/Packing.h"
#include "llvm/Support/MathExtras.h"

using namespace ridge;

//===----------------------------------------------------------------------===//
// Loop nest
//===----------------------------------------------------------------------===//

unsigned GroupModel::depthOf(const Tiling &tiling, DimSet dims) const {
  for (size_t position = tiling.order.size(); position-- > 0;)
    if ((dims >> tiling.order[position]) & 1)
      return position + 1;
  return 0;
}

/// Operations at `level` loops deep; deeper ones go into the next loop. What
/// the loop needs goes before it, what needs the loop after it.
static bool nestLevel(const GroupModel &model, const Tiling &tiling,
                      unsigned level, llvm::ArrayRef<int32_t> operations,
                      std::vector<NestItem> &items) {
  llvm::SmallVector<int32_t> direct, deep;
  for (int32_t i : operations)
    (model.depthOf(tiling, model.operations[i].used) <= level ? direct : deep)
        .push_back(i);
  auto leaf = [&](int32_t i) {
    NestItem item;
    item.operation = i;
    items.push_back(std::move(item));
  };
  if (deep.empty()) {
    llvm::for_each(direct, leaf);
    return true;
  }
  llvm::SmallVector<int32_t> after;
  for (int32_t i : operations) {
    bool isDeep = llvm::is_contained(deep, i);
    bool followsDeep = false, followsAfter = false;
    for (int32_t producer : model.operations[i].producers) {
      followsDeep |= llvm::is_contained(deep, producer);
      followsAfter |= llvm::is_contained(after, producer);
    }
    if (isDeep && followsAfter)
      return false; // A second loop over the same dims would be needed.
    if (!isDeep && (followsDeep || followsAfter))
      after.push_back(i);
  }
  for (int32_t i : direct)
    if (!llvm::is_contained(after, i))
      leaf(i);
  NestItem loop;
  loop.loopPosition = level;
  if (!nestLevel(model, tiling, level + 1, deep, loop.body))
    return false;
  items.push_back(std::move(loop));
  llvm::for_each(after, leaf);
  return true;
}

std::optional<std::vector<NestItem>>
GroupModel::nest(const Tiling &tiling) const {
  // The loops between where an accumulator starts and where it is updated must
  // be the reduction's own, or it would count some terms twice.
  for (const GroupOperation &operation : operations) {
    if (!operation.reduced)
      continue;
    for (unsigned position = depthOf(tiling, operation.kept),
                  end = depthOf(tiling, operation.used);
         position < end; ++position)
      if (!((operation.reduced >> tiling.order[position]) & 1))
        return std::nullopt;
  }
  llvm::SmallVector<int32_t> all;
  for (size_t i = 0; i < operations.size(); ++i)
    all.push_back(i);
  std::vector<NestItem> items;
  if (!nestLevel(*this, tiling, 0, all, items))
    return std::nullopt;
  return items;
}

//===----------------------------------------------------------------------===//
// Footprint
//===----------------------------------------------------------------------===//

static int64_t windowElements(const GroupWindow &window, const Tiling &tiling) {
  int64_t elements = 1;
  for (const BoxDim &box : window.box) {
    int64_t extent = 1;
    for (auto [dim, coefficient] : box.terms)
      extent += (tiling.tiles[dim] - 1) * std::abs(coefficient);
    elements *= extent;
  }
  return elements;
}

static int64_t slotBytes(const Machine &machine, MemoryId memory, Format format,
                         int64_t elements) {
  return llvm::alignTo(storedBytes(format, elements),
                       machine.memories[memory].alignment);
}

llvm::SmallVector<int64_t, 4>
GroupModel::footprint(const Tiling &tiling) const {
  llvm::SmallVector<int64_t, 4> bytes(machine->memories.size(), 0);
  auto slots = [&](DimSet dims) {
    return tiling.overlap && depthOf(tiling, dims) > 0 ? 2 : 1;
  };
  for (const GroupWindow &window : windows)
    bytes[window.memory] +=
        slots(window.dims) * slotBytes(*machine, window.memory, window.format,
                                       windowElements(window, tiling));
  llvm::SmallVector<int64_t, 8> storage(numStorages, 0);
  for (const GroupLocal &local : locals) {
    int64_t elements = 1;
    DimSet dims = 0;
    for (int32_t dim : local.dims) {
      elements *= tiling.tiles[dim];
      dims |= DimSet(1) << dim;
    }
    int64_t depth = local.isShared ? slots(dims) : 1;
    int64_t need =
        depth * slotBytes(*machine, local.memory, local.format, elements);
    int64_t &have = storage[local.storage];
    if (need > have) {
      bytes[local.memory] += need - have;
      have = need;
    }
  }
  return bytes;
}

//===----------------------------------------------------------------------===//
// Time
//===----------------------------------------------------------------------===//

/// Which side of the window's transfers is in a codec, and whether every tile
/// begins at a unit.
CodedSide GroupModel::codedSide(const Tiling &tiling,
                                const GroupWindow &window) const {
  CodedSide coded = window.coded;
  if (coded.side == CodedSide::Side::None)
    return coded;
  for (const BoxDim &box : window.box)
    for (auto [dim, coefficient] : box.terms)
      coded.isAligned &=
          trips(tiling, dim) == 1 ||
          tiling.tiles[dim] * coefficient * box.homeStride % coded.unit == 0;
  return coded;
}

/// True unless the window is written in parts of units: its innermost elements,
/// in full tiles and in the last ones, must be whole units, and everything
/// else a whole number of them apart.
bool GroupModel::writesWholeUnits(const Tiling &tiling,
                                  const GroupWindow &window) const {
  CodedSide coded = codedSide(tiling, window);
  if (!window.isWritten || coded.unit == 1)
    return true;
  if (!coded.isAligned)
    return false;
  for (bool isLast : {false, true}) {
    // Dims that continue one another make runs.
    llvm::SmallVector<std::pair<int64_t, int64_t>, 4> dims; // Stride, size.
    for (const BoxDim &box : window.box) {
      int64_t size = 1;
      for (auto [dim, coefficient] : box.terms) {
        int64_t tile = tiling.tiles[dim];
        if (isLast && extents[dim] % tile != 0)
          tile = extents[dim] % tile;
        size += (tile - 1) * std::abs(coefficient);
      }
      if (size > 1)
        dims.push_back({box.homeStride, size});
    }
    llvm::sort(dims);
    int64_t run = 1;
    for (auto [stride, size] : dims) {
      if (stride == run && run % coded.unit != 0)
        run *= size;
      else if (stride % coded.unit != 0)
        return false;
    }
    if (run % coded.unit != 0)
      return false;
  }
  return true;
}

/// Busy time of all transfers of a window; `one` is a full tile's.
double GroupModel::windowTime(const Tiling &tiling, const GroupWindow &window,
                              UnitTime &one, double &wireBytes) const {
  llvm::SmallVector<int64_t, 4> sizes, homeStrides, localStrides;
  // The local copy keeps the order of the home memory: longest runs.
  llvm::SmallVector<const BoxDim *, 4> order;
  for (const BoxDim &box : window.box)
    order.push_back(&box);
  llvm::stable_sort(order, [](const BoxDim *a, const BoxDim *b) {
    return a->homeStride > b->homeStride;
  });
  double fraction = 1, executions = 1;
  for (const BoxDim *box : order) {
    int64_t extent = 1;
    for (auto [dim, coefficient] : box->terms) {
      extent += (tiling.tiles[dim] - 1) * std::abs(coefficient);
      fraction *=
          double(extents[dim]) / double(tiling.tiles[dim] * trips(tiling, dim));
    }
    sizes.push_back(extent);
    homeStrides.push_back(box->homeStride);
  }
  localStrides.assign(sizes.size(), 1);
  for (size_t d = sizes.size(); d-- > 1;)
    localStrides[d - 1] = localStrides[d] * sizes[d];
  auto [source, target] = window.isWritten
                              ? std::pair(&localStrides, &homeStrides)
                              : std::pair(&homeStrides, &localStrides);
  TransferDemand demand =
      transferDemand(*machine, window.path,
                     transferShape(sizes, *source, *target, window.format,
                                   codedSide(tiling, window)));
  one = transferTime(demand);
  for (unsigned position = 0, depth = depthOf(tiling, window.dims);
       position < depth; ++position)
    executions *= trips(tiling, tiling.order[position]);
  wireBytes = executions * fraction * double(demand.wire);
  return executions * (double(demand.setup) +
                       fraction * double(one.occupancy - demand.setup));
}

/// Sums over all executions of an operation, ragged tiles included; returns the
/// time of one full tile.
UnitTime GroupModel::operationTime(unsigned index, const Tiling &tiling,
                                   double &occupancySum,
                                   double &latencySum) const {
  const GroupOperation &operation = operations[index];
  unsigned depth = depthOf(tiling, operation.used);
  double repeats = 1;
  for (unsigned position = 0; position < depth; ++position)
    if (!((operation.used >> tiling.order[position]) & 1))
      repeats *= trips(tiling, tiling.order[position]);
  auto timeOf = [&](llvm::ArrayRef<int64_t> sizes) {
    llvm::SmallVector<int64_t, 8> key{int64_t(index)};
    key.append(sizes.begin(), sizes.end());
    auto [entry, isNew] = timeCache.try_emplace(std::move(key));
    if (isNew)
      entry->second =
          kernelTime(*machine, operation.match, operation.kernel.kernel, sizes);
    return entry->second;
  };
  // Per dim there are full tiles and perhaps one ragged tile.
  size_t dims = operation.dims.size();
  llvm::SmallVector<int64_t, 6> sizes(dims);
  UnitTime full;
  occupancySum = latencySum = 0;
  llvm::SmallVector<unsigned, 6> ragged;
  for (size_t d = 0; d < dims; ++d) {
    int32_t dim = operation.dims[d];
    sizes[d] = tiling.tiles[dim];
    if (extents[dim] % tiling.tiles[dim] != 0)
      ragged.push_back(d);
  }
  full = timeOf(sizes);
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
        sizes[d] = extents[dim] % tiling.tiles[dim];
      else
        count *= double(extents[dim] / tiling.tiles[dim]);
    }
    UnitTime time = timeOf(sizes);
    occupancySum += count * double(time.occupancy);
    latencySum += count * double(time.latency);
  }
  return full;
}

EngineId GroupModel::engineOf(const GroupOperation &operation) const {
  return machine->instructions[operation.match.instruction].engine;
}

/// A queue keeps its order: if it makes what `i` needs and takes what comes of
/// `i`, it cannot begin the next tile before `i` is done.
void GroupModel::findHolds() {
  size_t count = operations.size();
  before.assign(count, llvm::SmallBitVector(count));
  for (size_t i = 0; i < count; ++i) {
    before[i].set(i);
    for (int32_t producer : operations[i].producers)
      before[i] |= before[producer];
  }
  for (size_t i = 0; i < count; ++i) {
    llvm::SmallSetVector<EngineId, 4> makers, takers;
    for (size_t other = 0; other < count; ++other) {
      if (before[i].test(other))
        makers.insert(engineOf(operations[other]));
      if (before[other].test(i))
        takers.insert(engineOf(operations[other]));
    }
    for (EngineId maker : makers)
      if (maker != engineOf(operations[i]) && takers.contains(maker))
        operations[i].holds.push_back(maker);
  }
}

/// Engines that begin their next tile only when operation `index` is done with
/// this one: by their own order, or by that of the loads. A window that changes
/// from iteration to iteration of an inner loop has slots for a few of them;
/// what stands outside of that loop is loaded after the rest.
llvm::SmallSetVector<EngineId, 4>
GroupModel::heldBy(unsigned index, const Tiling &tiling) const {
  const GroupOperation &operation = operations[index];
  llvm::SmallSetVector<EngineId, 4> held;
  held.insert_range(operation.holds);
  auto loadDepth = [&](const GroupOperand &read) -> unsigned {
    return read.kind == GroupOperand::Kind::Window
               ? depthOf(tiling, windows[read.index].dims)
               : 0;
  };
  unsigned deepest = 0;
  for (const GroupOperand &read : operation.reads)
    deepest = std::max(deepest, loadDepth(read));
  for (unsigned other : before[index].set_bits())
    if (llvm::any_of(operations[other].reads, [&](const GroupOperand &read) {
          unsigned depth = loadDepth(read);
          return depth > 0 && depth < deepest;
        }))
      held.insert(engineOf(operations[other]));
  held.remove(engineOf(operation));
  return held;
}

bool GroupModel::evaluate(Tiling &tiling) const {
  llvm::SmallVector<int64_t, 4> bytes = footprint(tiling);
  double fullness = 0;
  for (size_t m = 0; m < bytes.size(); ++m) {
    if (bytes[m] > machine->memories[m].bytes)
      return false;
    if (MemoryId(m) != machine->home())
      fullness = std::max(fullness, double(bytes[m]) /
                                        double(machine->memories[m].bytes));
  }
  if (!nest(tiling) || !llvm::all_of(windows, [&](const GroupWindow &window) {
        return writesWholeUnits(tiling, window);
      }))
    return false;

  llvm::SmallVector<double, 8> busy(machine->engines.size(), 0);
  llvm::SmallVector<double, 8> once(machine->engines.size(), 0);
  double homeWire = 0, chain = 0, innermost = 1;
  for (int64_t dim : tiling.order)
    innermost *= double(trips(tiling, dim));
  unsigned deepest = tiling.order.size();
  MemoryId home = machine->home();
  double firstLoad = 0, lastStore = 0;
  for (const GroupWindow &window : windows) {
    UnitTime one;
    double wire = 0;
    double time = windowTime(tiling, window, one, wire);
    EngineId engine = machine->paths[window.path].engine;
    busy[engine] += time;
    once[engine] += double(one.occupancy);
    homeWire += wire;
    double &edge = window.isWritten ? lastStore : firstLoad;
    edge += double(one.latency);
    if (depthOf(tiling, window.dims) == deepest)
      chain += double(one.latency);
  }
  double computeOnce = 0;
  for (size_t i = 0; i < operations.size(); ++i) {
    const GroupOperation &operation = operations[i];
    double occupancy = 0, latency = 0;
    UnitTime one = operationTime(i, tiling, occupancy, latency);
    EngineId engine = engineOf(operation);
    bool waits = llvm::any_of(operation.producers, [&](int32_t producer) {
      return engineOf(operations[producer]) == engine;
    });
    // A result of the same queue is waited for: its latency is not hidden.
    busy[engine] += waits ? latency : occupancy;
    once[engine] += double(waits ? one.latency : one.occupancy);
    for (EngineId held : heldBy(i, tiling)) {
      busy[held] += latency;
      once[held] += double(one.latency);
    }
    computeOnce += double(one.latency);
    if (depthOf(tiling, operation.used) == deepest)
      chain += double(one.latency);
  }
  // Whoever is busiest waits for its first tile to come and for its last one to
  // go, but not for its own part of that.
  double ramp = firstLoad + computeOnce + lastStore;
  double steady =
      homeWire / double(machine->memories[home].bytesPerCycle) + computeOnce;
  for (auto [time, own] : llvm::zip_equal(busy, once))
    steady = std::max(steady, time + ramp - own);
  // With two slots, every second tile waits for the chain of one.
  double waiting = innermost * chain / (tiling.overlap ? 2 : 1);
  tiling.cycles = std::max(steady, waiting + ramp - chain);
  // Equal times: leave room to the neighbours.
  tiling.objective = tiling.cycles * (1 + 0.01 * fullness);
  return true;
}

//===----------------------------------------------------------------------===//
// Search
//===----------------------------------------------------------------------===//

llvm::SmallVector<llvm::SmallVector<int64_t, 16>, 6>
GroupModel::candidates(bool thorough) const {
  llvm::SmallVector<llvm::SmallVector<int64_t, 16>, 6> result;
  for (size_t dim = 0; dim < extents.size(); ++dim) {
    llvm::SmallVector<int64_t, 16> sizes{extents[dim]};
    int64_t extent = extents[dim];
    auto add = [&](int64_t size) {
      size = static_cast<int64_t>(llvm::alignTo(size, cuts[dim]));
      if (size < extent)
        sizes.push_back(size);
    };
    if (!((whole >> dim) & 1)) {
      for (int64_t size = 1; size < extent; size *= thorough ? 2 : 4)
        add(size);
      for (int64_t pieces : {2, 3, 4, 5, 6, 7, 8, 12, 16})
        if (pieces < extent && (thorough || pieces == 2))
          add(llvm::divideCeil(extent, pieces));
    }
    llvm::sort(sizes);
    sizes.erase(std::unique(sizes.begin(), sizes.end()), sizes.end());
    result.push_back(std::move(sizes));
  }
  return result;
}

/// Tries the loop orders of a tiling: dims that are folded innermost, the
/// others in every order.
void GroupModel::tryOrders(Tiling tiling, std::optional<Tiling> &best) const {
  DimSet folded = 0;
  for (const GroupOperation &operation : operations)
    folded |= operation.reduced;
  llvm::SmallVector<int64_t, 6> parallel, inner;
  for (size_t dim = 0; dim < extents.size(); ++dim)
    if (trips(tiling, dim) > 1)
      ((folded >> dim) & 1 ? inner : parallel).push_back(dim);
  constexpr unsigned kMostPermuted = 4;
  do {
    tiling.order = parallel;
    tiling.order.append(inner.begin(), inner.end());
    for (bool overlap : {true, false}) {
      tiling.overlap = overlap;
      if (evaluate(tiling)) {
        if (!best || tiling.objective < best->objective)
          best = tiling;
        break; // Without overlap it can only be slower.
      }
    }
  } while (parallel.size() <= kMostPermuted &&
           std::next_permutation(parallel.begin(), parallel.end()));
}

std::optional<Tiling> GroupModel::search(bool thorough,
                                         std::string &reason) const {
  auto coarse = candidates(false);
  Tiling tiling;
  tiling.tiles.assign(extents.size(), 1);
  std::optional<Tiling> best;
  constexpr int64_t kMostCoarse = 4096;
  // Thin out the longest lists until the product is small enough.
  auto product = [&] {
    int64_t count = 1;
    for (const auto &list : coarse)
      count *= list.size();
    return count;
  };
  while (product() > kMostCoarse) {
    auto *longest = llvm::max_element(coarse, [](const auto &a, const auto &b) {
      return a.size() < b.size();
    });
    llvm::SmallVector<int64_t, 16> thinned;
    for (size_t i = 0; i < longest->size(); ++i)
      if (i % 2 == 0 || i + 1 == longest->size())
        thinned.push_back((*longest)[i]);
    *longest = thinned;
  }
  llvm::SmallVector<size_t, 6> digits(extents.size(), 0);
  for (bool more = true; more;) {
    for (size_t dim = 0; dim < extents.size(); ++dim)
      tiling.tiles[dim] = coarse[dim][digits[dim]];
    tryOrders(tiling, best);
    more = false;
    for (size_t dim = 0; dim < extents.size() && !more; ++dim) {
      more = ++digits[dim] < coarse[dim].size();
      if (!more)
        digits[dim] = 0;
    }
  }
  if (!best) {
    tiling.tiles.assign(extents.size(), 1);
    for (size_t dim = 0; dim < extents.size(); ++dim)
      tiling.tiles[dim] =
          (whole >> dim) & 1 ? extents[dim] : std::min(cuts[dim], extents[dim]);
    tiling.overlap = false;
    llvm::SmallVector<int64_t, 4> bytes = footprint(tiling);
    for (size_t m = 0; m < bytes.size(); ++m)
      if (bytes[m] > machine->memories[m].bytes)
        reason = "the smallest tile needs " + std::to_string(bytes[m]) +
                 " bytes of @" + machine->memories[m].name + ", which holds " +
                 std::to_string(machine->memories[m].bytes);
    bool isCoded = llvm::any_of(windows, [](const GroupWindow &window) {
      return window.isWritten && window.codec;
    });
    if (reason.empty())
      reason = isCoded ? "no tiles that fit write whole units of the codec"
                       : "no loop order computes it tile by tile";
    return std::nullopt;
  }
  if (!thorough)
    return best;
  auto fine = candidates(true);
  for (bool improved = true; improved;) {
    improved = false;
    for (size_t dim = 0; dim < extents.size(); ++dim)
      for (int64_t size : fine[dim]) {
        if (size == best->tiles[dim])
          continue;
        Tiling changed = *best;
        changed.tiles[dim] = size;
        double before = best->objective;
        tryOrders(changed, best);
        improved |= best->objective < before;
      }
  }
  return best;
}
