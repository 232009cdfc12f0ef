//===- LoopNest.cpp - the loops of a tiled group --------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Which operation stands in which loops, and whether every value is complete
/// before it is read.
///
//===----------------------------------------------------------------------===//

#include "ridge/Mapping/Workload.h"
#include "llvm/ADT/Sequence.h"
#include "llvm/ADT/SmallBitVector.h"

using namespace ridge;

int64_t Workload::tripsOfLoop(const Tiling &tiling, size_t loop) const {
  int64_t dim = tiling.order[loop], around = extents[dim];
  for (size_t outer = 0; outer < loop; ++outer)
    if (tiling.order[outer] == dim)
      around = tiling.stepOf(outer);
  return llvm::divideCeil(around, tiling.stepOf(loop));
}

double Workload::iterations(const Tiling &tiling, unsigned depth) const {
  double count = 1;
  for (size_t loop = 0; loop < depth; ++loop)
    count *= double(tripsOfLoop(tiling, loop));
  return count;
}

llvm::SmallVector<int64_t, 6> Workload::boxAt(const Tiling &tiling,
                                              unsigned depth) const {
  llvm::SmallVector<int64_t, 6> sizes(extents);
  for (size_t loop = 0; loop < depth; ++loop)
    sizes[tiling.order[loop]] = tiling.stepOf(loop);
  return sizes;
}

unsigned Workload::depthOf(const Tiling &tiling, DimSet dims,
                           unsigned limit) const {
  for (unsigned position = limit; position-- > 0;)
    if ((dims >> tiling.order[position]) & 1)
      return position + 1;
  return 0;
}

unsigned Workload::depthOf(const Tiling &tiling, DimSet dims) const {
  return depthOf(tiling, dims, static_cast<unsigned>(tiling.order.size()));
}

unsigned Workload::depthOfHop(const Tiling &tiling, size_t window,
                              size_t hop) const {
  int32_t staging = stagingBehind(window, hop);
  if (staging >= 0 && !tiling.depths.empty())
    return static_cast<unsigned>(tiling.depths[staging]);
  return depthOf(tiling, windows[window].dims);
}

/// Operations at `level` loops deep; deeper ones go into the next loop. What
/// the loop needs goes before it, what needs the loop after it. Without `items`
/// it is only said whether that can be.
static bool nestLevel(const Workload &workload, const Tiling &tiling,
                      unsigned level, llvm::ArrayRef<int32_t> operations,
                      std::vector<NestItem> *items) {
  auto leaf = [&](int32_t i) {
    if (items)
      items->emplace_back().operation = i;
  };
  llvm::SmallVector<int32_t> deep;
  llvm::SmallBitVector isDeep(workload.operations.size());
  for (int32_t i : operations)
    if (workload.depthOf(tiling, workload.operations[i].used) > level) {
      deep.push_back(i);
      isDeep.set(i);
    }
  if (deep.empty()) {
    llvm::for_each(operations, leaf);
    return true;
  }
  llvm::SmallVector<int32_t> after;
  llvm::SmallBitVector isAfter(workload.operations.size());
  for (int32_t i : operations) {
    bool followsDeep = false, followsAfter = false;
    for (int32_t producer : workload.operations[i].producers) {
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
  if (!nestLevel(workload, tiling, level + 1, deep,
                 items ? &loop.body : nullptr))
    return false;
  if (items)
    items->push_back(std::move(loop));
  llvm::for_each(after, leaf);
  return true;
}

/// The loops between where an accumulator starts and where it is updated must
/// be the reduction's own, or it would count some terms twice; and they must
/// all be there, or it would start again before it has them all.
static bool sumsUp(const Workload &workload, const Tiling &tiling,
                   const GroupOperation &operation) {
  if (!operation.reduced)
    return true;
  unsigned start = workload.depthOf(tiling, operation.kept),
           end = workload.depthOf(tiling, operation.used);
  for (unsigned position = 0; position < end; ++position) {
    bool isReduced = (operation.reduced >> tiling.order[position]) & 1;
    if (isReduced != (position >= start))
      return false;
  }
  return true;
}

static bool findNest(const Workload &workload, const Tiling &tiling,
                     std::vector<NestItem> *items) {
  for (const GroupOperation &operation : workload.operations)
    if (!sumsUp(workload, tiling, operation))
      return false;
  auto all = llvm::to_vector(
      llvm::seq<int32_t>(0, static_cast<int32_t>(workload.operations.size())));
  return nestLevel(workload, tiling, 0, all, items);
}

bool Workload::hasNest(const Tiling &tiling) const {
  return findNest(*this, tiling, nullptr);
}

std::optional<std::vector<NestItem>>
Workload::nest(const Tiling &tiling) const {
  std::vector<NestItem> items;
  if (!findNest(*this, tiling, &items))
    return std::nullopt;
  return items;
}
