//===- TilingLegality.cpp - which tilings may be --------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// From a tiling of a workload to the first rule that it breaks, with what a
/// search would work out again remembered.
///
//===----------------------------------------------------------------------===//

#include "ridge/Mapping/TilingCost.h"

using namespace ridge;

/// M-1
bool TilingCost::fits(const Tiling &tiling) const {
  for (auto [bytes, memory] :
       llvm::zip(workload.footprint(tiling), machine.memories))
    if (bytes > memory.bytes)
      return false;
  return true;
}

void TilingCost::findLimits() {
  for (const GroupOperation &operation : workload.operations) {
    DimSet set = operation.used | operation.kept;
    auto add = [&](const GroupOperand &operand) {
      if (operand.kind == GroupOperand::Kind::Window)
        set |= workload.windows[operand.index].dims;
      if (operand.kind == GroupOperand::Kind::Local)
        set |= workload.locals[operand.index].dimSet();
    };
    llvm::for_each(operation.reads, add);
    add(operation.write);
    llvm::SmallVector<int32_t, 6> &dims = limitedDims.emplace_back();
    for (size_t dim = 0; dim < workload.extents.size(); ++dim)
      if ((set >> dim) & 1)
        dims.push_back(static_cast<int32_t>(dim));
  }
}

/// Orders and neighbours in a search ask for the same tiles again.
bool TilingCost::keepsLimits(const Tiling &tiling) const {
  if (!workload.hasLimits)
    return true;
  for (auto [index, operation] : llvm::enumerate(workload.operations)) {
    llvm::SmallVector<int64_t, 8> key{static_cast<int64_t>(index)};
    for (int32_t dim : limitedDims[index])
      key.push_back(tiling.tiles[dim]);
    auto [entry, isNew] = withinLimits.try_emplace(std::move(key));
    if (isNew) {
      std::string why;
      entry->second = workload.keepsLimits(tiling, operation, why);
    }
    if (!entry->second)
      return false;
  }
  return true;
}

std::optional<MappingRule> TilingCost::brokenRule(const Tiling &tiling) const {
  if (!fits(tiling))
    return MappingRule::Capacity;
  if (!workload.hasNest(tiling))
    return MappingRule::Order;
  if (!keepsLimits(tiling))
    return MappingRule::Limits;
  for (const GroupWindow &window : workload.windows)
    if (!workload.writesWholeUnits(tiling, window))
      return MappingRule::Units;
  if (workload.clashOfTurns(tiling))
    return MappingRule::Turns;
  return std::nullopt;
}
