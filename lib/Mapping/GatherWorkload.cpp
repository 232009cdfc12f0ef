//===- GatherWorkload.cpp - windows and cost of a gather ------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Mapping/GatherWorkload.h"
#include "ridge/Numerics/Packing.h"

using namespace ridge;

//===----------------------------------------------------------------------===//
// Memory and paths
//===----------------------------------------------------------------------===//

/// The first memory that the home memory reaches by list, and that leads back.
static MemoryId findMemory(const Machine &machine, llvm::StringRef codec) {
  MemoryId home = machine.home();
  for (MemoryId memory = 0; memory < MemoryId(machine.memories.size());
       ++memory)
    if (memory != home && machine.findPath(home, memory, true, codec) >= 0 &&
        machine.findPath(memory, home) >= 0)
      return memory;
  return -1;
}

bool GatherWorkload::bind(std::string &reason) {
  std::string name = codec ? codec->name : "";
  memory = findMemory(*machine, name);
  if (memory < 0) {
    reason = "no path from its home memory to one that leads back takes lists "
             "of positions";
    reason += name.empty() ? "; give one the attribute 'indexed'"
                           : " and has the codec '" + name + "'";
    return false;
  }
  load = machine->findPath(machine->home(), memory, true, name);
  store = machine->findPath(memory, machine->home());
  describeCodec();
  order.clear();
  for (unsigned d = 0; d < extents.size(); ++d)
    order.push_back(d);
  llvm::stable_sort(order, [&](unsigned a, unsigned b) {
    return result.strides[a] > result.strides[b];
  });
  return true;
}

//===----------------------------------------------------------------------===//
// Tilings
//===----------------------------------------------------------------------===//

llvm::SmallVector<int64_t, 6>
GatherWorkload::localStrides(const Tiling &tiling) const {
  llvm::SmallVector<int64_t, 6> strides(extents.size(), 0);
  int64_t step = 1;
  for (unsigned d : llvm::reverse(order)) {
    strides[d] = step;
    step *= tiling.tiles[d];
  }
  return strides;
}

int64_t GatherWorkload::tileElements(const Tiling &tiling) const {
  int64_t elements = 1;
  for (int64_t tile : tiling.tiles)
    elements *= tile;
  return elements;
}

int64_t GatherWorkload::footprint(const Tiling &tiling) const {
  return tiling.slotsOf(0) *
         llvm::alignTo(storedBytes(table.format, tileElements(tiling)),
                       machine->memories[memory].alignment);
}

Mapping GatherWorkload::mappingOf(const Tiling &tiling) const {
  Mapping mapping;
  mapping.tiles = tiling.tiles;
  mapping.order = tiling.order;
  mapping.locals.push_back({memory, tiling.slotsOf(0)});
  mapping.storages.push_back(0);
  return mapping;
}

/// Rows begin where positions say: at a unit if all rows are whole units, and
/// nothing but whole rows is read.
void GatherWorkload::describeCodec() {
  if (!codec)
    return;
  int64_t unit = codec->unit;
  bool isAligned = table.offset % unit == 0;
  for (int64_t stride : indexStrides)
    isAligned &= stride % unit == 0;
  for (int64_t stride : table.strides)
    isAligned &= stride == 1 || stride % unit == 0;
  coded = {CodedSide::Side::Source, codec->bitsPerValue, unit, isAligned};
}

/// Sets cycles; false if the tiles do not fit. Tiles are taken as full: the
/// last one of a dim costs a little less.
bool GatherWorkload::evaluate(Tiling &tiling) const {
  int64_t count = 1;
  for (unsigned d = 0; d < extents.size(); ++d)
    count *= trips(tiling, d);
  tiling.slots.assign(1, count > 1 ? 2 : 1);
  const Memory &local = machine->memories[memory];
  int64_t bytes = footprint(tiling);
  // Half of the memory: the layer that comes next loads meanwhile.
  if (bytes > local.bytes / 2)
    return false;

  llvm::SmallVector<int64_t, 6> near = localStrides(tiling);
  llvm::SmallVector<IndexListShape, 1> shapes;
  for (const GatherWindow &list : lists)
    shapes.push_back({list.strides, bytesOf(list.format)});
  TransferDemand in = indexedDemand(*machine, load, tiling.tiles, table.strides,
                                    near, table.format, shapes, coded);
  TransferDemand out = transferDemand(
      *machine, store,
      transferShape(tiling.tiles, near, result.strides, table.format));
  UnitTime loading = transferTime(in), storing = transferTime(out);
  double wire = double(count) * (double(in.wire) * in.sourceSlowdown() +
                                 double(out.wire) * out.targetSlowdown());
  const Memory &home = machine->memories[machine->home()];
  double rate = double(home.bytesPerCycle) / double(home.period);
  bool sameEngine = machine->paths[load].engine == machine->paths[store].engine;
  double busy = sameEngine
                    ? double(loading.occupancy + storing.occupancy)
                    : double(std::max(loading.occupancy, storing.occupancy));
  tiling.cycles = std::max(wire / rate, busy * double(count)) +
                  double(loading.latency + storing.latency) - busy;
  // Within a hundredth, the tiling that leaves more memory free wins.
  tiling.objective =
      tiling.cycles * (1 + 0.01 * double(bytes) / double(local.bytes));
  return true;
}

std::optional<Tiling> GatherWorkload::search(std::string &reason) const {
  // Dims are cut from the outside in: those inside the cut one are whole, those
  // outside are walked one by one.
  std::optional<Tiling> best;
  for (size_t cut = 0; cut < order.size() || cut == 0; ++cut) {
    Tiling tiling;
    tiling.tiles.assign(extents.begin(), extents.end());
    for (size_t position = 0; position < cut; ++position)
      tiling.tiles[order[position]] = 1;
    int64_t whole = order.empty() ? 1 : extents[order[cut]];
    for (int64_t tile = whole; tile >= 1;
         tile = tile > 1 ? (tile + 1) / 2 : 0) {
      if (!order.empty())
        tiling.tiles[order[cut]] = tile;
      tiling.order.clear();
      for (unsigned d : order)
        if (trips(tiling, d) > 1)
          tiling.order.push_back(d);
      if (evaluate(tiling) && (!best || tiling.objective < best->objective))
        best = tiling;
    }
  }
  if (!best)
    reason =
        "not one element fits into half of @" + machine->memories[memory].name;
  return best;
}
