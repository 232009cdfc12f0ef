//===- GroupModel.cpp - cost of a fused group under a tiling --------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Analysis/GroupModel.h"
#include "ridge/Numerics/Packing.h"
#include "llvm/ADT/Sequence.h"
#include "llvm/ADT/SmallBitVector.h"
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
/// the loop needs goes before it, what needs the loop after it. Without `items`
/// it is only said whether that can be.
static bool nestLevel(const GroupModel &model, const Tiling &tiling,
                      unsigned level, llvm::ArrayRef<int32_t> operations,
                      std::vector<NestItem> *items) {
  auto leaf = [&](int32_t i) {
    if (items)
      items->emplace_back().operation = i;
  };
  llvm::SmallVector<int32_t> deep;
  llvm::SmallBitVector isDeep(model.operations.size());
  for (int32_t i : operations)
    if (model.depthOf(tiling, model.operations[i].used) > level) {
      deep.push_back(i);
      isDeep.set(i);
    }
  if (deep.empty()) {
    llvm::for_each(operations, leaf);
    return true;
  }
  llvm::SmallVector<int32_t> after;
  llvm::SmallBitVector isAfter(model.operations.size());
  for (int32_t i : operations) {
    bool followsDeep = false, followsAfter = false;
    for (int32_t producer : model.operations[i].producers) {
      followsDeep |= isDeep.test(producer);
      followsAfter |= isAfter.test(producer);
    }
    if (isDeep.test(i) && followsAfter)
      return false; // A second loop over the same dims would be needed.
    if (!isDeep.test(i) && (followsDeep || followsAfter)) {
      after.push_back(i);
      isAfter.set(i);
    }
  }
  for (int32_t i : operations)
    if (!isDeep.test(i) && !isAfter.test(i))
      leaf(i);
  NestItem loop;
  loop.loopPosition = level;
  if (!nestLevel(model, tiling, level + 1, deep, items ? &loop.body : nullptr))
    return false;
  if (items)
    items->push_back(std::move(loop));
  llvm::for_each(after, leaf);
  return true;
}

/// The loops between where an accumulator starts and where it is updated must
/// be the reduction's own, or it would count some terms twice; and they must
/// all be there, or it would start again before it has them all.
static bool sumsUp(const GroupModel &model, const Tiling &tiling,
                   const GroupOperation &operation) {
  if (!operation.reduced)
    return true;
  unsigned start = model.depthOf(tiling, operation.kept),
           end = model.depthOf(tiling, operation.used);
  for (unsigned position = 0; position < end; ++position) {
    bool isReduced = (operation.reduced >> tiling.order[position]) & 1;
    if (isReduced != (position >= start))
      return false;
  }
  return true;
}

static bool findNest(const GroupModel &model, const Tiling &tiling,
                     std::vector<NestItem> *items) {
  for (const GroupOperation &operation : model.operations)
    if (!sumsUp(model, tiling, operation))
      return false;
  auto all = llvm::to_vector(
      llvm::seq<int32_t>(0, static_cast<int32_t>(model.operations.size())));
  return nestLevel(model, tiling, 0, all, items);
}

bool GroupModel::hasNest(const Tiling &tiling) const {
  return findNest(*this, tiling, nullptr);
}

std::optional<std::vector<NestItem>>
GroupModel::nest(const Tiling &tiling) const {
  std::vector<NestItem> items;
  if (!findNest(*this, tiling, &items))
    return std::nullopt;
  return items;
}

//===----------------------------------------------------------------------===//
// Instructions
//===----------------------------------------------------------------------===//

bool GroupModel::runsAs(const GroupModel &other) const {
  return llvm::equal(operations, other.operations,
                     [](const GroupOperation &a, const GroupOperation &b) {
                       return a.match == b.match && a.fill == b.fill;
                     });
}

TileRange GroupModel::rangeOf(const Tiling &tiling,
                              const GroupOperation &operation) const {
  TileRange range;
  for (int32_t dim : operation.dims) {
    int64_t tile = tiling.tiles[dim], rest = extents[dim] % tile;
    range.most.push_back(tile);
    range.least.push_back(rest == 0 ? tile : rest);
  }
  return range;
}

/// The range of the fill of a reduction: dims that it keeps.
static TileRange keptRange(const GroupOperation &operation,
                           const TileRange &range) {
  TileRange kept;
  for (auto [d, dim] : llvm::enumerate(operation.dims))
    if ((operation.kept >> dim) & 1) {
      kept.most.push_back(range.most[d]);
      kept.least.push_back(range.least[d]);
    }
  return kept;
}

bool GroupModel::keepsLimits(const Tiling &tiling) const {
  if (!hasLimits)
    return true;
  std::string why;
  auto keeps = [&](const Match &match, const TileRange &range) {
    return ridge::keepsLimits(*machine, match, cutTile(*machine, match, range),
                              why);
  };
  return llvm::all_of(operations, [&](const GroupOperation &operation) {
    TileRange range = rangeOf(tiling, operation);
    return keeps(operation.match, range) &&
           (!operation.fill ||
            keeps(*operation.fill, keptRange(operation, range)));
  });
}

//===----------------------------------------------------------------------===//
// Footprint
//===----------------------------------------------------------------------===//

static int64_t windowElements(const GroupWindow &window, const Tiling &tiling) {
  int64_t elements = 1;
  for (const BoxDim &box : window.box)
    elements *= box.extent(tiling.tiles);
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
// Codecs
//===----------------------------------------------------------------------===//

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

/// The innermost elements, in full tiles and in the last ones, must be whole
/// units, and everything else a whole number of them apart.
bool GroupModel::writesWholeUnits(const Tiling &tiling,
                                  const GroupWindow &window) const {
  CodedSide coded = codedSide(tiling, window);
  if (!window.isWritten || coded.unit == 1)
    return true;
  if (!coded.isAligned)
    return false;
  for (bool isLast : {false, true}) {
    llvm::SmallVector<int64_t, 6> tiles(tiling.tiles);
    for (auto [tile, extent] : llvm::zip(tiles, extents))
      if (isLast && extent % tile != 0)
        tile = extent % tile;
    // Dims that continue one another make runs.
    llvm::SmallVector<std::pair<int64_t, int64_t>, 4> dims; // Stride, size.
    for (const BoxDim &box : window.box) {
      int64_t size = box.extent(tiles);
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
