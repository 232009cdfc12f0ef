//===- WrapGroups.h - decided groups become operations ----------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_TRANSFORMS_TILE_WRAPGROUPS_H
#define RIDGE_LIB_TRANSFORMS_TILE_WRAPGROUPS_H

#include "dialects/Ridge/RidgeDialect.h"
#include "ridge/Mapping/GatherWorkload.h"
#include "ridge/Mapping/Workload.h"

namespace ridge {

/// A computation that shares no loops.
inline bool isAlone(StructuredOpInterface op) {
  auto map = llvm::dyn_cast<MapOp>(op.getOperation());
  return map && map.getAlone();
}

/// Moves operations, in the order of the workload's, into a ridge.group at the
/// end of their block; `index` is for its label. It has no numbers yet.
GroupOp wrapGroup(llvm::ArrayRef<StructuredOpInterface> ops,
                  const Workload &workload, const Tiling &tiling,
                  unsigned index);
GroupOp wrapGather(GatherOp gather, const GatherWorkload &workload,
                   const Tiling &tiling, unsigned index);

/// Views follow what they show; groups stay in their order.
void placeViews(mlir::Block &block);

} // namespace ridge

#endif // RIDGE_LIB_TRANSFORMS_TILE_WRAPGROUPS_H
