//===- LayerKind.cpp - what reports call a group --------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "LayerKind.h"

using namespace mlir;
using namespace ridge;

std::pair<StringRef, int64_t> ridge::describeLayer(const Group &group,
                                                   const Tiling &tiling) {
  StringRef kind = "map";
  int64_t macs = 0;
  for (auto [number, each] : llvm::enumerate(group.ops)) {
    StructuredOpInterface op = each;
    if (isa<ReduceOp>(op) && kind == "map")
      kind = "reduce";
    if (!isa<ContractOp>(op))
      continue;
    int64_t points = 1;
    for (int64_t extent : op.getIterationExtents())
      points *= extent;
    if (group.workload.operations[number].isMasked)
      points -= points / group.workload.planePoints() *
                group.workload.skippedPoints(tiling);
    macs += points;
    bool isWindow = false, isBatched = false;
    SmallVector<AffineMap> maps = op.getOperandMaps();
    for (AffineMap map : maps)
      isWindow |= !map.isProjectedPermutation(/*allowZeroInResults=*/true);
    DimSet inAll = dimsOf(maps[0]) & dimsOf(maps[1]) & dimsOf(maps[2]);
    for (auto [d, extent] : llvm::enumerate(op.getIterationExtents()))
      isBatched |= ((inAll >> d) & 1) && extent > 1;
    kind = isWindow ? "conv" : isBatched ? "batch_matmul" : "matmul";
  }
  if (kind == "map" && group.ops.size() == 1 &&
      group.kernels[0]->kernel.nodes.empty())
    kind = "copy";
  return {kind, macs};
}
