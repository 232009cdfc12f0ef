//===- MaterializeViews.cpp - copies where windows end --------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Entry and exit form: tensor. After this pass HomeLayouts::compute succeeds
/// without making a copy. See Passes.td.
///
//===----------------------------------------------------------------------===//

#include "IdentityMap.h"
#include "mlir/IR/Builders.h"
#include "ridge/Analysis/HomeLayout.h"
#include "ridge/Transforms/Tile/Passes.h"

namespace ridge {
#define GEN_PASS_DEF_MATERIALIZEVIEWS
#include "lib/Transforms/Tile/Passes.h.inc"
} // namespace ridge

using namespace mlir;
using namespace ridge;

/// An identity map of what `use` reads, before its reader.
static Value makeCopy(OpOperand &use) {
  // The copy stands for the value it copies: reports point there.
  Operation *source = use.get().getDefiningOp();
  MapOp copy =
      createIdentityMap(use.get(), use.getOwner(),
                        source ? source->getLoc() : use.getOwner()->getLoc());
  copy.setAlone(true);
  return copy.getResult();
}

/// Padding: an unstrided insert into a fill becomes concats along each padded
/// dim, innermost dim first.
static void padByConcat(InsertOp insert, FillOp fill) {
  OpBuilder builder(insert);
  Location loc = insert.getLoc();
  Value padded = insert.getSource();
  auto target = cast<RankedTensorType>(insert.getType());
  auto slab = [&](ArrayRef<int64_t> shape, int64_t dim, int64_t width) {
    SmallVector<int64_t> slabShape(shape);
    slabShape[dim] = width;
    auto type = RankedTensorType::get(slabShape, target.getElementType());
    return FillOp::create(builder, fill.getLoc(), type, fill.getValue())
        .getResult();
  };
  for (int64_t dim = target.getRank(); dim-- > 0;) {
    auto type = cast<RankedTensorType>(padded.getType());
    int64_t before = insert.getOffsets()[dim];
    int64_t after = target.getDimSize(dim) - before - type.getDimSize(dim);
    SmallVector<Value> pieces;
    if (before > 0)
      pieces.push_back(slab(type.getShape(), dim, before));
    pieces.push_back(padded);
    if (after > 0)
      pieces.push_back(slab(type.getShape(), dim, after));
    if (pieces.size() == 1)
      continue;
    SmallVector<int64_t> shape(type.getShape());
    shape[dim] = target.getDimSize(dim);
    padded = ConcatOp::create(
        builder, loc, RankedTensorType::get(shape, target.getElementType()),
        pieces, dim);
  }
  insert.replaceAllUsesWith(padded);
  insert.erase();
}

namespace {
struct MaterializeViewsPass
    : ridge::impl::MaterializeViewsBase<MaterializeViewsPass> {
  void runOnOperation() override {
    SmallVector<InsertOp> inserts;
    getOperation().walk([&](InsertOp insert) { inserts.push_back(insert); });
    for (InsertOp insert : inserts) {
      auto fill = insert.getTarget().getDefiningOp<FillOp>();
      if (fill && llvm::all_of(insert.getStrides(),
                               [](int64_t stride) { return stride == 1; }))
        padByConcat(insert, fill);
    }
    if (failed(HomeLayouts::compute(getOperation(), makeCopy)))
      signalPassFailure();
  }
};
} // namespace
