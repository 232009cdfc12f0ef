//===- CheckMapping.cpp - whether a mapping is legal ----------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Mapping/CheckMapping.h"
#include "ridge/Mapping/TilingCost.h"
#include "ridge/Support/Saturate.h"
#include <limits>

using namespace ridge;

std::string ridge::ruleName(MappingRule rule) {
  return "M-" + std::to_string(static_cast<int>(rule));
}

Tiling Mapping::tiling() const {
  Tiling tiling;
  tiling.tiles = tiles;
  tiling.order = order;
  for (const BufferPlan &plan : windows)
    tiling.slots.push_back(static_cast<int32_t>(plan.slots));
  for (const BufferPlan &plan : locals)
    tiling.slots.push_back(static_cast<int32_t>(plan.slots));
  for (const std::vector<BufferPlan> *plans : {&windows, &locals})
    for (const BufferPlan &plan : *plans)
      tiling.turns.push_back(plan.turn);
  if (llvm::all_of(tiling.turns, [](int32_t turn) { return turn < 0; }))
    tiling.turns.clear();
  tiling.steps = steps;
  for (const StagingPlan &plan : stagings) {
    tiling.slots.push_back(static_cast<int32_t>(plan.slots));
    tiling.depths.push_back(plan.depth);
  }
  return tiling;
}

static std::string dimName(int64_t dim) { return "d" + std::to_string(dim); }

static MappingPlace atDim(int64_t dim) {
  return {MappingPlace::Kind::Dim, static_cast<int32_t>(dim)};
}

static Refusal refuseLoop(int64_t dim, const std::string &why) {
  return {MappingRule::Loops, dimName(dim) + " " + why, atDim(dim)};
}

/// M-12 for dim `dim`: its loops go from larger boxes to its tiles, with a
/// whole number of tiles in every box.
static std::optional<Refusal> checkLoopsOf(int64_t dim, int64_t extent,
                                           const Mapping &mapping) {
  int64_t tile = mapping.tiles[dim];
  if (tile < 1 || tile > extent)
    return refuseLoop(dim, "has tiles of " + std::to_string(tile) +
                               ", expected 1 to its extent, " +
                               std::to_string(extent));
  int64_t around = extent, loops = 0;
  bool isInner = false;
  for (auto [position, other] : llvm::enumerate(mapping.order)) {
    if (other != dim)
      continue;
    int64_t step = mapping.stepOf(position);
    if (isInner && (step >= around || step < 1))
      return refuseLoop(dim, "has a loop by " + std::to_string(step) +
                                 " inside of one by " + std::to_string(around));
    if (step < 1 || step > extent || step % tile != 0 ||
        (isInner && around % step != 0))
      return refuseLoop(dim, "has a loop by " + std::to_string(step) +
                                 ", expected a multiple of the loops inside");
    // Tiles in all, by the loops and by the extent.
    if (!isInner && step != tile &&
        llvm::divideCeil(extent, step) * (step / tile) !=
            llvm::divideCeil(extent, tile))
      return refuseLoop(dim, "has a loop by " + std::to_string(step) +
                                 " of which the last does not hold " +
                                 std::to_string(step / tile) + " tiles of " +
                                 std::to_string(tile));
    around = step;
    isInner = true;
    ++loops;
  }
  if (loops == 0 ? tile < extent : around != tile)
    return refuseLoop(dim, "has tiles of " + std::to_string(tile) + " of " +
                               std::to_string(extent) + " and no loop");
  return std::nullopt;
}

/// M-12
static std::optional<Refusal> checkLoops(llvm::ArrayRef<int64_t> extents,
                                         const Mapping &mapping) {
  auto dims = static_cast<int64_t>(extents.size());
  for (int64_t dim : mapping.order)
    if (dim < 0 || dim >= dims)
      return refuseLoop(dim, "is no dim of the group, which has " +
                                 std::to_string(dims));
  if (mapping.tiles.size() != extents.size())
    return Refusal{MappingRule::Loops,
                   std::to_string(mapping.tiles.size()) + " tile sizes for " +
                       std::to_string(dims) + " dims",
                   {}};
  if (!mapping.steps.empty() && mapping.steps.size() != mapping.order.size())
    return Refusal{MappingRule::Loops,
                   std::to_string(mapping.steps.size()) + " steps for " +
                       std::to_string(mapping.order.size()) + " loops",
                   {}};
  for (int64_t dim = 0; dim < dims; ++dim)
    if (auto refusal = checkLoopsOf(dim, extents[dim], mapping))
      return refusal;
  return std::nullopt;
}

/// M-13
static std::optional<Refusal> checkCuts(const Workload &workload,
                                        const Mapping &mapping) {
  for (auto [dim, extent] : llvm::enumerate(workload.extents)) {
    int64_t tile = mapping.tiles[dim], cut = workload.cuts[dim];
    if (tile == extent)
      continue;
    std::string found =
        dimName(dim) + " is cut into tiles of " + std::to_string(tile) + ", ";
    if ((workload.whole >> dim) & 1)
      return Refusal{MappingRule::Cuts,
                     found + "it must stay whole: what is folded along it is "
                             "used along it, its sum has an order, or a window "
                             "walks it backwards",
                     atDim(dim)};
    if (tile % cut != 0)
      return Refusal{MappingRule::Cuts,
                     found + "expected a multiple of " + std::to_string(cut) +
                         ", between which its sum may be cut",
                     atDim(dim)};
  }
  return std::nullopt;
}

/// M-16 for a buffer that has `tiles` tiles in all.
static std::optional<Refusal> checkSlots(const BufferPlan &plan, int64_t tiles,
                                         MappingPlace place) {
  if (plan.slots >= 1 && plan.slots <= tiles)
    return std::nullopt;
  return Refusal{MappingRule::Slots,
                 std::to_string(plan.slots) +
                     " slots, expected 1 to the number of tiles, " +
                     std::to_string(tiles),
                 place};
}

/// Iterations of the outer `depth` loops.
static int64_t iterations(llvm::ArrayRef<int64_t> extents,
                          const Mapping &mapping, unsigned depth) {
  int64_t count = 1;
  llvm::SmallVector<int64_t, 6> around(extents);
  for (unsigned loop = 0; loop < depth; ++loop) {
    int64_t dim = mapping.order[loop];
    int64_t step = mapping.stepOf(loop);
    count = saturatingMul(count, llvm::divideCeil(around[dim], step));
    around[dim] = step;
  }
  // More than fit into 32 bits no memory holds.
  return std::min<int64_t>(count, std::numeric_limits<int32_t>::max());
}

static std::optional<Refusal> checkSlots(const Workload &workload,
                                         const Mapping &mapping) {
  Tiling loops;
  loops.tiles = mapping.tiles;
  loops.order = mapping.order;
  loops.steps = mapping.steps;
  auto tilesOf = [&](DimSet dims) {
    return iterations(workload.extents, mapping, workload.depthOf(loops, dims));
  };
  for (auto [i, plan] : llvm::enumerate(mapping.windows))
    if (auto refusal = checkSlots(plan, tilesOf(workload.windows[i].dims),
                                  {MappingPlace::Kind::Window, int32_t(i)}))
      return refusal;
  for (auto [i, plan] : llvm::enumerate(mapping.locals)) {
    MappingPlace place{MappingPlace::Kind::Local, int32_t(i)};
    if (auto refusal =
            checkSlots(plan, tilesOf(workload.locals[i].dimSet()), place))
      return refusal;
    // M-17
    int32_t storage = mapping.storages[i];
    if (storage < 0 || storage > int32_t(i) ||
        mapping.storages[storage] != storage ||
        !(mapping.locals[storage] == plan))
      return Refusal{MappingRule::Storage,
                     "t" + std::to_string(i) +
                         " is said to share a buffer with one that is not the "
                         "first in it or lies elsewhere",
                     place};
  }
  return std::nullopt;
}

/// M-20: what is staged has a box that holds those that follow on its way, and
/// moves with the loops around it; M-16 for it.
static std::optional<Refusal> checkStagings(const Workload &workload,
                                            const Mapping &mapping) {
  Tiling loops = mapping.tiling();
  for (auto [i, plan] : llvm::enumerate(mapping.stagings)) {
    MappingPlace place{MappingPlace::Kind::Window, plan.window};
    unsigned depth =
        workload.depthOf(loops, workload.windows[plan.window].dims);
    if (i + 1 < mapping.stagings.size() &&
        mapping.stagings[i + 1].window == plan.window)
      depth = static_cast<unsigned>(mapping.stagings[i + 1].depth);
    if (plan.depth < 0 || plan.depth > static_cast<int32_t>(depth))
      return Refusal{MappingRule::Staging,
                     "w" + std::to_string(plan.window) + " is staged inside " +
                         std::to_string(plan.depth) +
                         " loops, what follows on its way inside " +
                         std::to_string(depth),
                     place};
    if (auto refusal = checkSlots(plan,
                                  iterations(workload.extents, mapping,
                                             static_cast<unsigned>(plan.depth)),
                                  place))
      return refusal;
  }
  return std::nullopt;
}

static Refusal explainCapacity(const Machine &machine,
                               llvm::ArrayRef<int64_t> footprint) {
  for (auto [bytes, memory] : llvm::zip_equal(footprint, machine.memories))
    if (bytes > memory.bytes)
      return {MappingRule::Capacity,
              "the buffers take " + std::to_string(bytes) + " bytes of @" +
                  memory.name + ", which holds " + std::to_string(memory.bytes),
              {}};
  llvm_unreachable("the footprint fits");
}

/// M-1 to M-3, M-11.
static std::optional<Refusal> checkTiling(const Workload &workload,
                                          const Tiling &tiling) {
  std::optional<MappingRule> broken = TilingCost(workload).brokenRule(tiling);
  if (!broken)
    return std::nullopt;
  switch (*broken) {
  case MappingRule::Capacity:
    return explainCapacity(*workload.machine, workload.footprint(tiling));
  case MappingRule::Order:
    return Refusal{*broken,
                   "the loops do not compute it: a value would be read before "
                   "its reduction is complete",
                   {}};
  case MappingRule::Units:
    for (auto [i, window] : llvm::enumerate(workload.windows))
      if (!workload.writesWholeUnits(tiling, window))
        return Refusal{*broken,
                       "tiles of w" + std::to_string(i) +
                           " are not whole units of the codec",
                       {MappingPlace::Kind::Window, int32_t(i)}};
    break;
  case MappingRule::Limits:
    for (size_t i = 0; i < workload.operations.size(); ++i) {
      std::string why;
      if (!workload.keepsLimits(tiling, workload.operations[i], why))
        return Refusal{
            *broken, why, {MappingPlace::Kind::Operation, int32_t(i)}};
    }
    break;
  case MappingRule::Turns: {
    auto [a, b] = *workload.clashOfTurns(tiling);
    auto nameOf = [&](int32_t buffer) {
      auto windows = static_cast<int32_t>(workload.windows.size());
      return buffer < windows ? "w" + std::to_string(buffer)
                              : "t" + std::to_string(buffer - windows);
    };
    std::string text =
        a == b ? nameOf(a) + " has no tiles, and takes no turns"
               : nameOf(a) + " and " + nameOf(b) +
                     " cannot take turns in one place: they are needed at a "
                     "time, in different loops or memories, or have several "
                     "slots";
    return Refusal{*broken, text, {}};
  }
  default:
    break;
  }
  llvm_unreachable("TilingCost checks four rules");
}

/// The mapping speaks of the same operations, windows and locals.
static std::optional<Refusal> checkShape(size_t operations, size_t windows,
                                         size_t locals,
                                         const Mapping &mapping) {
  if (mapping.operations.size() == operations &&
      mapping.windows.size() == windows && mapping.locals.size() == locals &&
      mapping.storages.size() == locals)
    return std::nullopt;
  auto counts = [](size_t operations, size_t windows, size_t locals) {
    return std::to_string(operations) + " operations, " +
           std::to_string(windows) + " windows and " + std::to_string(locals) +
           " locals";
  };
  return Refusal{MappingRule::Group,
                 "the mapping is one of " +
                     counts(mapping.operations.size(), mapping.windows.size(),
                            mapping.locals.size()) +
                     ", the group has " + counts(operations, windows, locals),
                 {}};
}

/// M-21 of the windows that are kept.
static std::optional<Refusal> checkKept(const Workload &workload) {
  for (auto [number, window] : llvm::enumerate(workload.windows)) {
    if (!window.kept)
      continue;
    auto refuse = [&, number = number](const std::string &why) {
      return Refusal{MappingRule::Kept,
                     "w" + std::to_string(number) + " " + why,
                     {MappingPlace::Kind::Window, int32_t(number)}};
    };
    const Memory &memory = workload.machine->memories[window.kept->memory];
    if (memory.home)
      return refuse("is kept in @" + memory.name +
                    ", which is the home memory");
    if (window.kept->address % memory.alignment != 0)
      return refuse("is kept at " + std::to_string(window.kept->address) +
                    ", expected a multiple of " +
                    std::to_string(memory.alignment));
    if (window.codec)
      return refuse("is in a codec, and such tensors are not kept");
  }
  return std::nullopt;
}

std::optional<Refusal> ridge::checkMapping(Workload &workload,
                                           const Mapping &mapping) {
  if (auto refusal =
          checkShape(workload.operations.size(), workload.windows.size(),
                     workload.locals.size(), mapping))
    return refusal;
  if (auto refusal = checkLoops(workload.extents, mapping))
    return refusal;
  if (auto refusal = checkSlots(workload, mapping))
    return refusal;
  if (auto refusal = workload.bind(mapping))
    return refusal;
  if (auto refusal = checkStagings(workload, mapping))
    return refusal;
  if (auto refusal = checkKept(workload))
    return refusal;
  if (auto refusal = checkCuts(workload, mapping))
    return refusal;
  return checkTiling(workload, mapping.tiling());
}

std::optional<Refusal> ridge::checkMapping(const GatherWorkload &workload,
                                           const Mapping &mapping) {
  if (auto refusal = checkShape(0, 0, 1, mapping))
    return refusal;
  if (auto refusal = checkLoops(workload.extents, mapping))
    return refusal;
  const BufferPlan &plan = mapping.locals.front();
  MappingPlace place{MappingPlace::Kind::Local, 0};
  if (auto refusal = checkSlots(
          plan, iterations(workload.extents, mapping, mapping.order.size()),
          place))
    return refusal;
  const Machine &machine = *workload.machine;
  if (plan.memory != workload.memory)
    return Refusal{MappingRule::Memory,
                   "rows are gathered into @" +
                       machine.memories[workload.memory].name + ", not into @" +
                       machine.memories[plan.memory].name,
                   place};
  llvm::SmallVector<int64_t, 4> bytes(machine.memories.size(), 0);
  bytes[plan.memory] = workload.footprint(mapping.tiling());
  if (bytes[plan.memory] > machine.memories[plan.memory].bytes)
    return explainCapacity(machine, bytes);
  return std::nullopt;
}
