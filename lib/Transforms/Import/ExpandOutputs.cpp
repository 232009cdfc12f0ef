//===- ExpandOutputs.cpp - generics that write part of a tensor -----------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A result that is written at i + 1, 2 * i or n - 1 - i is computed as a
/// tensor of its own, of what is written alone, and inserted there:
///
///     outs(%t) at (i + 1)     %s = slice of %t at 1; outs(%s) at (i);
///                             %r = insert into %t at 1
///
//===----------------------------------------------------------------------===//

#include "ExpandForms.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "ridge/Analysis/LinearForm.h"

using namespace mlir;
using namespace ridge;

namespace {
/// Where a generic writes one of its results.
struct Written {
  SmallVector<OpFoldResult> offsets, sizes, strides;
  SmallVector<int64_t> shape;
  SmallVector<AffineExpr> plain; ///< The same place in the part.
};

struct ExpandOutputMap : OpRewritePattern<linalg::GenericOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(linalg::GenericOp op,
                                PatternRewriter &rewriter) const override;
};
} // namespace

/// True if every element of the output is written by plain dims.
static bool isPlain(AffineMap map, RankedTensorType type,
                    ArrayRef<int64_t> extents) {
  for (auto [expr, size] : llvm::zip(map.getResults(), type.getShape())) {
    auto dim = dyn_cast<AffineDimExpr>(expr);
    auto fixed = dyn_cast<AffineConstantExpr>(expr);
    if (dim ? extents[dim.getPosition()] != size
            : !fixed || fixed.getValue() != 0 || size != 1)
      return false;
  }
  return true;
}

/// Null where a place is more than one dim times a number.
static std::optional<Written> readMap(AffineMap map,
                                      ArrayRef<int64_t> extents) {
  Written written;
  Builder builder(map.getContext());
  llvm::SmallDenseSet<int64_t> seen;
  for (AffineExpr expr : map.getResults()) {
    std::optional<Affine> form = linearForm(expr, extents.size());
    if (!form)
      return std::nullopt;
    int64_t size = 1, stride = 1;
    AffineExpr plain = builder.getAffineConstantExpr(0);
    bool found = false;
    for (auto [dim, coefficient] : form->terms) {
      if (coefficient == 0)
        continue;
      if (found || !seen.insert(dim).second)
        return std::nullopt;
      found = true;
      size = extents[dim];
      stride = size == 1 ? 1 : coefficient;
      plain = builder.getAffineDimExpr(dim);
    }
    written.offsets.push_back(builder.getIndexAttr(form->constant));
    written.sizes.push_back(builder.getIndexAttr(size));
    written.strides.push_back(builder.getIndexAttr(stride));
    written.shape.push_back(size);
    written.plain.push_back(plain);
  }
  return written;
}

LogicalResult
ExpandOutputMap::matchAndRewrite(linalg::GenericOp op,
                                 PatternRewriter &rewriter) const {
  if (!op.hasPureTensorSemantics() ||
      ShapedType::isDynamicShape(op.getStaticLoopRanges()))
    return rewriter.notifyMatchFailure(op, "shapes are not static");
  SmallVector<int64_t> extents = op.getStaticLoopRanges();
  Location loc = op.getLoc();
  SmallVector<AffineMap> maps = op.getIndexingMapsArray();
  SmallVector<std::optional<Written>, 1> parts(op.getNumDpsInits());
  SmallVector<Value> inits(op.getDpsInits());
  bool changes = false;
  for (unsigned number = 0; number < inits.size(); ++number) {
    OpOperand *init = op.getDpsInitOperand(number);
    AffineMap &map = maps[init->getOperandNumber()];
    auto type = cast<RankedTensorType>(init->get().getType());
    if (isPlain(map, type, extents))
      continue;
    parts[number] = readMap(map, extents);
    if (!parts[number])
      return rewriter.notifyMatchFailure(op, "writes at sums of dims");
    changes = true;
    map = AffineMap::get(map.getNumDims(), 0, parts[number]->plain,
                         op.getContext());
    if (op.payloadUsesValueFromOperand(init))
      inits[number] = tensor::ExtractSliceOp::create(
          rewriter, loc, type.clone(parts[number]->shape), init->get(),
          parts[number]->offsets, parts[number]->sizes, parts[number]->strides);
    else
      inits[number] = tensor::EmptyOp::create(
          rewriter, loc, parts[number]->shape, type.getElementType());
  }
  if (!changes)
    return rewriter.notifyMatchFailure(op, "writes by plain dims");
  auto plain = linalg::GenericOp::create(
      rewriter, loc, ValueRange(inits).getTypes(), op.getDpsInputs(), inits,
      maps, op.getIteratorTypesArray());
  rewriter.inlineRegionBefore(op.getRegion(), plain.getRegion(),
                              plain.getRegion().begin());
  SmallVector<Value> results(plain.getResults());
  for (auto [number, part] : llvm::enumerate(parts))
    if (part)
      results[number] = tensor::InsertSliceOp::create(
          rewriter, loc, results[number], op.getDpsInits()[number],
          part->offsets, part->sizes, part->strides);
  rewriter.replaceOp(op, results);
  return success();
}

void ridge::populateExpandOutputPatterns(RewritePatternSet &patterns) {
  patterns.add<ExpandOutputMap>(patterns.getContext());
}
