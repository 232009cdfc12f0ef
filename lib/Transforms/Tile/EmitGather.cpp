//===- EmitGather.cpp - loops and moves of a gather -----------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Nothing is computed, so the layer is its transfers, in the tile form
/// already.
///
//===----------------------------------------------------------------------===//

#include "EmitGather.h"
#include "dialects/Ridge/RidgeDialect.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"

using namespace mlir;
using namespace ridge;

namespace {
class GatherEmitter {
public:
  GatherEmitter(const GatherWorkload &workload, const Tiling &tiling,
                OpBuilder &builder)
      : workload(workload), tiling(tiling), builder(builder) {}

  void emit(Value local, llvm::function_ref<Value(int32_t)> rootOf,
            Location loc);

private:
  AffineMap mapOf(ArrayRef<AffineExpr> exprs) const {
    return AffineMap::get(tiling.order.size(), 0, exprs, builder.getContext());
  }
  AffineMap constant(int64_t value) const {
    return mapOf(builder.getAffineConstantExpr(value));
  }
  ArrayAttr sizes() const;
  Attribute windowOn(const GatherWindow &window) const;
  Attribute windowOnTile() const;

  const GatherWorkload &workload;
  const Tiling &tiling;
  OpBuilder &builder;
};
} // namespace

ArrayAttr GatherEmitter::sizes() const {
  SmallVector<AffineMap> maps;
  for (auto [d, tile] : llvm::enumerate(tiling.tiles)) {
    SmallVector<AffineExpr, 2> sizes{builder.getAffineConstantExpr(tile)};
    for (auto [depth, dim] : llvm::enumerate(tiling.order))
      if (dim == static_cast<int64_t>(d) && workload.extents[d] % tile != 0)
        sizes.push_back(builder.getAffineDimExpr(depth) * -tile +
                        workload.extents[d]);
    maps.push_back(mapOf(sizes));
  }
  return builder.getAffineMapArrayAttr(maps);
}

Attribute GatherEmitter::windowOn(const GatherWindow &window) const {
  AffineExpr offset = builder.getAffineConstantExpr(window.offset);
  for (auto [depth, dim] : llvm::enumerate(tiling.order))
    offset = offset + builder.getAffineDimExpr(depth) *
                          (window.strides[dim] * tiling.tiles[dim]);
  return arch::AccessAttr::get(builder.getContext(), mapOf(offset),
                               window.strides, constant(0));
}

/// A new instance of the tile in every iteration.
Attribute GatherEmitter::windowOnTile() const {
  AffineExpr number = builder.getAffineConstantExpr(0);
  for (auto [depth, dim] : llvm::enumerate(tiling.order))
    number =
        number * workload.trips(tiling, dim) + builder.getAffineDimExpr(depth);
  return arch::AccessAttr::get(builder.getContext(), constant(0),
                               workload.localStrides(tiling), mapOf(number));
}

void GatherEmitter::emit(Value local, llvm::function_ref<Value(int32_t)> rootOf,
                         Location loc) {
  OpBuilder::InsertionGuard guard(builder);
  SmallVector<Value> counters;
  for (int64_t dim : tiling.order) {
    auto loop = affine::AffineForOp::create(builder, builder.getUnknownLoc(), 0,
                                            workload.trips(tiling, dim));
    counters.push_back(loop.getInductionVar());
    builder.setInsertionPointToStart(loop.getBody());
  }
  SmallVector<Value> lists;
  SmallVector<Attribute> accesses{windowOn(workload.table), windowOnTile()};
  for (const GatherWindow &list : workload.lists) {
    lists.push_back(rootOf(list.root));
    accesses.push_back(windowOn(list));
  }
  MoveOp::create(builder, loc, rootOf(workload.table.root), local, lists,
                 counters, sizes(), builder.getArrayAttr(accesses),
                 builder.getDenseI64ArrayAttr(workload.indexStrides),
                 builder.getDenseI64ArrayAttr(workload.indexLimits));
  MoveOp::create(
      builder, loc, local, rootOf(workload.result.root), counters, sizes(),
      builder.getArrayAttr({windowOnTile(), windowOn(workload.result)}));
}

void ridge::emitGather(const GatherWorkload &workload, const Tiling &tiling,
                       Value local, llvm::function_ref<Value(int32_t)> rootOf,
                       OpBuilder &builder, Location loc) {
  GatherEmitter(workload, tiling, builder).emit(local, rootOf, loc);
}
