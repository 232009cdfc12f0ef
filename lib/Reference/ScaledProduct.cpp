//===- ScaledProduct.cpp - products of blocks, as plain products ----------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ScaledProduct.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using namespace ridge;
using namespace ridge::reference;

/// The maps of element and scale over the element's own dims; nothing if the
/// element is read through a window or its scale elsewhere.
static std::optional<std::pair<AffineMap, AffineMap>>
overElement(AffineMap element, AffineMap scale) {
  if (!element.isProjectedPermutation())
    return std::nullopt;
  MLIRContext *context = element.getContext();
  SmallVector<AffineExpr> dims(element.getNumDims(),
                               getAffineConstantExpr(-1, context));
  for (auto [position, expr] : llvm::enumerate(element.getResults()))
    dims[cast<AffineDimExpr>(expr).getPosition()] =
        getAffineDimExpr(position, context);
  unsigned rank = element.getNumResults();
  AffineMap moved = scale.replaceDimsAndSymbols(dims, {}, rank, 0);
  for (AffineExpr expr : moved.getResults())
    if (!isa<AffineDimExpr>(expr))
      return std::nullopt;
  return std::make_pair(AffineMap::getMultiDimIdentityMap(rank, context),
                        moved);
}

std::optional<ScaledProduct> reference::dequantiseFirst(ContractOp op,
                                                        Block &block) {
  SmallVector<DequantizeOp, 2> scaled(op.getBody().getOps<DequantizeOp>());
  if (scaled.empty())
    return std::nullopt;
  // Not atBlockEnd, which asks the region of a block for its context.
  OpBuilder builder(op.getContext());
  builder.setInsertionPointToEnd(&block);
  SmallVector<AffineMap> maps = op.getOperandMaps(), reads;
  SmallVector<Value> inputs(op.getInputs());
  SmallVector<bool> gone(inputs.size(), false);
  ScaledProduct result;
  for (DequantizeOp dequantize : scaled) {
    auto element = dyn_cast<BlockArgument>(dequantize.getSource());
    auto scale = dyn_cast<BlockArgument>(dequantize.getScale());
    if (!element || !scale)
      return std::nullopt;
    unsigned e = element.getArgNumber(), s = scale.getArgNumber();
    auto over = overElement(maps[e], maps[s]);
    if (!over)
      return std::nullopt;
    auto shape = cast<RankedTensorType>(inputs[e].getType());
    auto map =
        MapOp::create(builder, op.getLoc(), shape.clone(dequantize.getType()),
                      ValueRange{inputs[e], inputs[s]}, shape.getShape(),
                      builder.getAffineMapArrayAttr(
                          {over->first, over->second, over->first}));
    {
      OpBuilder::InsertionGuard guard(builder);
      Block *body = builder.createBlock(&map.getBody());
      IRMapping mapping;
      mapping.map(element, body->addArgument(element.getType(), op.getLoc()));
      mapping.map(scale, body->addArgument(scale.getType(), op.getLoc()));
      Operation *clone = builder.clone(*dequantize, mapping);
      YieldOp::create(builder, op.getLoc(), clone->getResults());
    }
    result.sides.push_back(map);
    inputs[e] = map.getResult();
    gone[s] = true;
  }

  SmallVector<Value> left;
  for (unsigned i = 0; i < inputs.size(); ++i)
    if (!gone[i]) {
      left.push_back(inputs[i]);
      reads.push_back(maps[i]);
    }
  reads.push_back(maps.back());
  auto product = ContractOp::create(
      builder, op.getLoc(), op.getType(), left, op.getExtents(),
      builder.getAffineMapArrayAttr(reads), op.getInit());
  product->setDiscardableAttrs(op->getDiscardableAttrDictionary());
  Block &from = op.getBody().front();
  Block *body = builder.createBlock(&product.getBody());
  IRMapping mapping;
  for (unsigned i = 0; i < inputs.size(); ++i)
    if (!gone[i])
      mapping.map(
          from.getArgument(i),
          body->addArgument(getElementTypeOrSelf(inputs[i]), op.getLoc()));
  Value sum = from.getArguments().back();
  mapping.map(sum, body->addArgument(sum.getType(), op.getLoc()));
  for (Operation &scalar : from)
    if (auto dequantize = dyn_cast<DequantizeOp>(scalar))
      mapping.map(dequantize.getResult(),
                  mapping.lookup(dequantize.getSource()));
    else
      builder.clone(scalar, mapping);
  result.product = product;
  return result;
}
