//===- GatherModel.cpp - windows and cost of a gather ---------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Analysis/GatherModel.h"
#include "dialects/Arch/FormatTypes.h"
#include "ridge/Analysis/LinearForm.h"
#include "ridge/Numerics/Packing.h"

using namespace mlir;
using namespace ridge;

//===----------------------------------------------------------------------===//
// Building
//===----------------------------------------------------------------------===//

/// The window that `map` shows of `tensor`; nullopt if the tensor has no place.
static std::optional<GatherWindow> windowOf(Value tensor, AffineMap map,
                                            const HomeLayouts &layouts) {
  std::optional<Format> format = formatOf(getElementTypeOrSelf(tensor));
  if (!layouts.has(tensor) || !format)
    return std::nullopt;
  const HomeLayout &layout = layouts.of(tensor);
  GatherWindow window;
  window.root = layout.root;
  window.offset = layout.offset;
  window.strides.assign(map.getNumDims(), 0);
  window.format = *format;
  for (auto [expr, stride] : llvm::zip(map.getResults(), layout.strides)) {
    Affine linear = *linearForm(expr, map.getNumDims());
    window.offset += linear.constant * stride;
    for (auto [dim, coefficient] : linear.terms)
      window.strides[dim] += coefficient * stride;
  }
  return window;
}

/// The first memory that the home memory reaches by list, and that leads back.
static MemoryId findMemory(const Machine &machine, StringRef codec) {
  MemoryId home = machine.home();
  for (MemoryId memory = 0; memory < MemoryId(machine.memories.size());
       ++memory)
    if (memory != home && machine.findPath(home, memory, true, codec) >= 0 &&
        machine.findPath(memory, home) >= 0)
      return memory;
  return -1;
}

std::optional<GatherModel> GatherModel::build(GatherOp op,
                                              const HomeLayouts &layouts,
                                              const Machine &machine,
                                              std::string &reason) {
  GatherModel model;
  model.machine = &machine;
  auto table = windowOf(op.getTable(), op.getTableMap(), layouts);
  auto result = windowOf(op.getResult(), op.getResultMap(), layouts);
  if (table)
    model.codec = layouts.roots()[table->root].codec();
  StringRef codec = model.codec ? model.codec.getName() : "";
  model.memory = findMemory(machine, codec);
  if (model.memory < 0) {
    reason = "no path from its home memory to one that leads back takes lists "
             "of positions";
    reason += codec.empty() ? "; give one the attribute 'indexed'"
                            : " and has the codec '" + codec.str() + "'";
    return std::nullopt;
  }
  model.load = machine.findPath(machine.home(), model.memory, true, codec);
  model.store = machine.findPath(model.memory, machine.home());
  model.extents.assign(op.getExtents().begin(), op.getExtents().end());
  for (auto [k, list] : llvm::enumerate(op.getIndices())) {
    auto window = windowOf(list, op.getIndexMap(k), layouts);
    if (window)
      model.lists.push_back(*window);
  }
  if (!table || !result || model.lists.size() != op.getIndices().size()) {
    reason = "an operand has no place in the home memory";
    return std::nullopt;
  }
  model.table = *table;
  model.result = *result;
  for (auto [dim, limit] : llvm::zip(op.getDims(), op.getLimits())) {
    model.indexStrides.push_back(layouts.of(op.getTable()).strides[dim]);
    model.indexLimits.push_back(limit);
  }
  model.describeCodec();
  for (unsigned d = 0; d < model.extents.size(); ++d)
    model.order.push_back(d);
  llvm::stable_sort(model.order, [&](unsigned a, unsigned b) {
    return model.result.strides[a] > model.result.strides[b];
  });
  return model;
}

//===----------------------------------------------------------------------===//
// Tilings
//===----------------------------------------------------------------------===//

SmallVector<int64_t, 6> GatherModel::localStrides(const Tiling &tiling) const {
  SmallVector<int64_t, 6> strides(extents.size(), 0);
  int64_t step = 1;
  for (unsigned d : llvm::reverse(order)) {
    strides[d] = step;
    step *= tiling.tiles[d];
  }
  return strides;
}

int64_t GatherModel::tileElements(const Tiling &tiling) const {
  int64_t elements = 1;
  for (int64_t tile : tiling.tiles)
    elements *= tile;
  return elements;
}

/// Rows begin where positions say: at a unit if all rows are whole units, and
/// nothing but whole rows is read.
void GatherModel::describeCodec() {
  if (!codec)
    return;
  int64_t unit = codec.getUnit();
  bool isAligned = table.offset % unit == 0;
  for (int64_t stride : indexStrides)
    isAligned &= stride % unit == 0;
  for (int64_t stride : table.strides)
    isAligned &= stride == 1 || stride % unit == 0;
  coded = {CodedSide::Side::Source, codec.getBitsPerValue(), unit, isAligned};
}

/// Sets cycles; false if the tiles do not fit. Tiles are taken as full: the
/// last one of a dim costs a little less.
bool GatherModel::evaluate(Tiling &tiling) const {
  int64_t count = 1;
  for (unsigned d = 0; d < extents.size(); ++d)
    count *= trips(tiling, d);
  tiling.overlap = count > 1;
  const Memory &local = machine->memories[memory];
  int64_t slot = llvm::alignTo(storedBytes(table.format, tileElements(tiling)),
                               local.alignment);
  int64_t bytes = slot * (tiling.overlap ? 2 : 1);
  // Half of the memory: the layer that comes next loads meanwhile.
  if (bytes > local.bytes / 2)
    return false;

  SmallVector<int64_t, 6> near = localStrides(tiling);
  SmallVector<IndexListShape, 1> shapes;
  for (const GatherWindow &list : lists)
    shapes.push_back({list.strides, bytesOf(list.format)});
  TransferDemand in = indexedDemand(*machine, load, tiling.tiles, table.strides,
                                    near, table.format, shapes, coded);
  TransferDemand out = transferDemand(
      *machine, store,
      transferShape(tiling.tiles, near, result.strides, table.format));
  UnitTime loading = transferTime(in), storing = transferTime(out);
  double wire = double(count) * (double(in.wire) + double(out.wire));
  double rate = double(machine->memories[machine->home()].bytesPerCycle);
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

std::optional<Tiling> GatherModel::search(std::string &reason) const {
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
