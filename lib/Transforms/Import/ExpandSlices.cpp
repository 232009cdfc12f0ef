//===- ExpandSlices.cpp - places that are computed ------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A slice or an insertion whose place is computed, and gathers, are generics
/// that extract elements at the positions that follow; later steps make a
/// ridge.gather of what depends on data. What is inserted is chosen element by
/// element:
///
///     insert x into y at o    y[p], or x[p - o] where o <= p < o + size
///     scatter x into y at a   y[p], or x[u] for the last u with a[u] = p
///
/// Positions are i32 like all that is compared with them: machines have that.
///
//===----------------------------------------------------------------------===//

#include "ExpandForms.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/ReshapeOpsUtils.h"
#include "mlir/IR/Matchers.h"
#include "llvm/ADT/SmallBitVector.h"

using namespace mlir;
using namespace ridge;
using utils::IteratorType;

//===----------------------------------------------------------------------===//
// Building
//===----------------------------------------------------------------------===//

static Value constant(OpBuilder &builder, Location loc, int64_t value) {
  return arith::ConstantOp::create(builder, loc,
                                   builder.getI32IntegerAttr(int32_t(value)));
}

static Value toIndex(OpBuilder &builder, Location loc, Value position) {
  return arith::IndexCastOp::create(builder, loc, builder.getIndexType(),
                                    position);
}

/// `place`, a constant or an index value, as an i32.
static Value toPosition(OpBuilder &builder, Location loc, OpFoldResult place) {
  if (std::optional<int64_t> known = getConstantIntValue(place))
    return constant(builder, loc, *known);
  auto value = cast<Value>(place);
  Type type = builder.getI32Type();
  // Straight from what was read: a position has one width on its way.
  if (auto cast = value.getDefiningOp<arith::IndexCastOp>())
    value = cast.getIn();
  if (value.getType() == type)
    return value;
  if (value.getType().isIndex())
    return arith::IndexCastOp::create(builder, loc, type, value);
  if (value.getType().getIntOrFloatBitWidth() > 32)
    return arith::TruncIOp::create(builder, loc, type, value);
  return arith::ExtSIOp::create(builder, loc, type, value);
}

static Value extract(OpBuilder &builder, Location loc, Value tensor,
                     ValueRange positions) {
  SmallVector<Value> indices;
  for (Value position : positions) {
    // The iteration's own indices stay what they are.
    auto cast = position.getDefiningOp<arith::IndexCastOp>();
    bool isIndex = cast && cast.getIn().getType().isIndex();
    APInt known;
    if (isIndex)
      indices.push_back(cast.getIn());
    else if (matchPattern(position, m_ConstantInt(&known)))
      indices.push_back(
          arith::ConstantIndexOp::create(builder, loc, known.getSExtValue()));
    else
      indices.push_back(toIndex(builder, loc, position));
  }
  return tensor::ExtractOp::create(builder, loc, tensor, indices);
}

Value ridge::tabulate(OpBuilder &builder, Location loc, RankedTensorType type,
                      function_ref<Value(OpBuilder &, ValueRange at)> element) {
  Value empty = tensor::EmptyOp::create(builder, loc, type.getShape(),
                                        type.getElementType());
  unsigned rank = type.getRank();
  SmallVector<IteratorType> parallel(rank, IteratorType::parallel);
  return linalg::GenericOp::create(
             builder, loc, TypeRange{type}, ValueRange{}, ValueRange{empty},
             builder.getMultiDimIdentityMap(rank), parallel,
             [&](OpBuilder &inside, Location loc, ValueRange) {
               SmallVector<Value> at;
               for (unsigned dim = 0; dim < rank; ++dim)
                 at.push_back(arith::IndexCastOp::create(
                     inside, loc, inside.getI32Type(),
                     linalg::IndexOp::create(inside, loc, dim)));
               linalg::YieldOp::create(inside, loc, element(inside, at));
             })
      .getResult(0);
}

/// Positions and products of them fit i32.
static bool fits(RankedTensorType type) {
  return type.hasStaticShape() &&
         llvm::all_of(type.getShape(), [](int64_t extent) {
           return extent < (int64_t(1) << 30);
         });
}

//===----------------------------------------------------------------------===//
// Slices
//===----------------------------------------------------------------------===//

static bool isPlain(OffsetSizeAndStrideOpInterface op) {
  return !ShapedType::isDynamicShape(op.getStaticOffsets()) &&
         !ShapedType::isDynamicShape(op.getStaticStrides()) &&
         llvm::all_of(op.getStaticStrides(),
                      [](int64_t stride) { return stride > 0; });
}

namespace {
struct ExpandExtractSlice : OpRewritePattern<tensor::ExtractSliceOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(tensor::ExtractSliceOp op,
                                PatternRewriter &rewriter) const override {
    if (isPlain(op) || !fits(op.getSourceType()) || !fits(op.getType()))
      return rewriter.notifyMatchFailure(op, "known, or of unknown size");
    Location loc = op.getLoc();
    llvm::SmallBitVector dropped = op.getDroppedDims();
    rewriter.replaceOp(op, tabulate(rewriter, loc, op.getType(),
                                    [&](OpBuilder &inside, ValueRange at) {
                                      return element(inside, op, dropped, at);
                                    }));
    return success();
  }

  static Value element(OpBuilder &inside, tensor::ExtractSliceOp op,
                       const llvm::SmallBitVector &dropped, ValueRange at) {
    Location loc = op.getLoc();
    SmallVector<Value> positions;
    unsigned next = 0;
    SmallVector<OpFoldResult> offsets = op.getMixedOffsets(),
                              strides = op.getMixedStrides();
    for (auto [dim, offset, stride] : llvm::enumerate(offsets, strides)) {
      Value own = dropped.test(dim) ? Value() : at[next++];
      std::optional<int64_t> first = getConstantIntValue(offset);
      if (own && getConstantIntValue(stride) != 1)
        own = arith::MulIOp::create(inside, loc, own,
                                    toPosition(inside, loc, stride));
      if (!own)
        own = toPosition(inside, loc, offset);
      else if (first != 0)
        own = arith::AddIOp::create(inside, loc, own,
                                    toPosition(inside, loc, offset));
      positions.push_back(own);
    }
    return extract(inside, loc, op.getSource(), positions);
  }
};

/// One dim of a box that is laid into a tensor.
struct BoxDim {
  OpFoldResult offset, stride;
  int64_t size, extent;

  bool isWhole() const {
    return size == extent && getConstantIntValue(offset) == 0 &&
           getConstantIntValue(stride) == 1;
  }
  bool isReversed() const {
    return size == extent && getConstantIntValue(offset) == extent - 1 &&
           getConstantIntValue(stride) == -1;
  }
};
} // namespace

/// Where `at` is in the box, and whether it is: null for always.
static std::pair<Value, Value> placeIn(OpBuilder &inside, Location loc,
                                       const BoxDim &dim, Value at) {
  if (dim.isWhole())
    return {at, Value()};
  Value offset = toPosition(inside, loc, dim.offset);
  if (dim.isReversed())
    return {arith::SubIOp::create(inside, loc, offset, at), Value()};
  Value zero = constant(inside, loc, 0);
  if (dim.size == 1)
    return {zero, arith::CmpIOp::create(inside, loc, arith::CmpIPredicate::eq,
                                        at, offset)};
  Value distance = arith::SubIOp::create(inside, loc, at, offset);
  Value holds;
  if (getConstantIntValue(dim.stride) != 1) {
    Value stride = toPosition(inside, loc, dim.stride);
    Value rest = arith::RemSIOp::create(inside, loc, distance, stride);
    holds = arith::CmpIOp::create(inside, loc, arith::CmpIPredicate::eq, rest,
                                  zero);
    distance = arith::DivSIOp::create(inside, loc, distance, stride);
  }
  // Unsigned: what lies before the box is beyond it, too.
  Value within =
      arith::CmpIOp::create(inside, loc, arith::CmpIPredicate::ult, distance,
                            constant(inside, loc, dim.size));
  if (holds)
    within = arith::AndIOp::create(inside, loc, within, holds);
  return {arith::SelectOp::create(inside, loc, within, distance, zero), within};
}

namespace {
struct ExpandInsertSlice : OpRewritePattern<tensor::InsertSliceOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(tensor::InsertSliceOp op,
                                PatternRewriter &rewriter) const override {
    if (isPlain(op) || !fits(op.getSourceType()) || !fits(op.getType()) ||
        ShapedType::isDynamicShape(op.getStaticSizes()))
      return rewriter.notifyMatchFailure(op, "known, or of unknown size");
    llvm::SmallBitVector dropped = op.getDroppedDims();
    SmallVector<BoxDim> dims;
    for (auto [offset, stride, size, extent] :
         llvm::zip(op.getMixedOffsets(), op.getMixedStrides(),
                   op.getStaticSizes(), op.getType().getShape()))
      dims.push_back({offset, stride, size, extent});
    rewriter.replaceOp(op, tabulate(rewriter, op.getLoc(), op.getType(),
                                    [&](OpBuilder &inside, ValueRange at) {
                                      return element(inside, op, dims, dropped,
                                                     at);
                                    }));
    return success();
  }

  static Value element(OpBuilder &inside, tensor::InsertSliceOp op,
                       ArrayRef<BoxDim> dims,
                       const llvm::SmallBitVector &dropped, ValueRange at) {
    Location loc = op.getLoc();
    SmallVector<Value> positions;
    Value isInside;
    for (auto [number, dim, own] : llvm::enumerate(dims, at)) {
      auto [position, holds] = placeIn(inside, loc, dim, own);
      if (!dropped.test(number))
        positions.push_back(position);
      if (holds)
        isInside = isInside
                       ? arith::AndIOp::create(inside, loc, isInside, holds)
                       : holds;
    }
    Value inserted = extract(inside, loc, op.getSource(), positions);
    if (!isInside)
      return inserted;
    return arith::SelectOp::create(inside, loc, isInside, inserted,
                                   extract(inside, loc, op.getDest(), at));
  }
};
} // namespace

//===----------------------------------------------------------------------===//
// Gathers and scatters
//===----------------------------------------------------------------------===//

/// `tensor` with the dims of `wanted`, which it has but for ones.
static Value withShape(OpBuilder &builder, Location loc, Value tensor,
                       ArrayRef<int64_t> wanted) {
  auto type = cast<RankedTensorType>(tensor.getType());
  if (type.getShape() == wanted)
    return tensor;
  auto to = RankedTensorType::get(wanted, type.getElementType());
  if (std::optional<SmallVector<ReassociationIndices>> parts =
          getReassociationIndicesForReshape(type, to)) {
    if (type.getRank() > to.getRank())
      return tensor::CollapseShapeOp::create(builder, loc, to, tensor, *parts);
    return tensor::ExpandShapeOp::create(builder, loc, to, tensor, *parts);
  }
  // Through one dim.
  auto flat =
      RankedTensorType::get({type.getNumElements()}, type.getElementType());
  if (type.getRank() != 1) {
    ReassociationIndices all =
        llvm::to_vector(llvm::seq<int64_t>(0, type.getRank()));
    tensor = tensor::CollapseShapeOp::create(
        builder, loc, flat, tensor, SmallVector<ReassociationIndices>{all});
  }
  ReassociationIndices all =
      llvm::to_vector(llvm::seq<int64_t>(0, to.getRank()));
  return tensor::ExpandShapeOp::create(builder, loc, to, tensor,
                                       SmallVector<ReassociationIndices>{all});
}

namespace {
struct ExpandGather : OpRewritePattern<tensor::GatherOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(tensor::GatherOp op,
                                PatternRewriter &rewriter) const override {
    RankedTensorType result = op.getResultType();
    if (!fits(op.getSourceType()) || !fits(result))
      return rewriter.notifyMatchFailure(op, "of unknown size");
    unsigned batch = op.getIndicesType().getRank() - 1;
    unsigned rank = op.getSourceType().getRank();
    ArrayRef<int64_t> gathered = op.getGatherDims();
    bool keepsRank = result.getRank() == int64_t(batch + rank);
    Location loc = op.getLoc();
    auto element = [&](OpBuilder &inside, ValueRange at) {
      SmallVector<Value> positions;
      unsigned next = batch;
      for (unsigned dim = 0; dim < rank; ++dim) {
        const int64_t *found = llvm::find(gathered, int64_t(dim));
        if (found == gathered.end()) {
          positions.push_back(at[next++]);
          continue;
        }
        next += keepsRank;
        SmallVector<Value> where(at.take_front(batch));
        where.push_back(constant(inside, loc, found - gathered.begin()));
        positions.push_back(toPosition(
            inside, loc, extract(inside, loc, op.getIndices(), where)));
      }
      return extract(inside, loc, op.getSource(), positions);
    };
    rewriter.replaceOp(op, tabulate(rewriter, loc, result, element));
    return success();
  }
};

struct ExpandScatter : OpRewritePattern<tensor::ScatterOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(tensor::ScatterOp op,
                                PatternRewriter &rewriter) const override {
    if (!fits(op.getSourceType()) || !fits(op.getDestType()) ||
        !fits(op.getIndicesType()))
      return rewriter.notifyMatchFailure(op, "of unknown size");
    Location loc = op.getLoc();
    RankedTensorType type = op.getDestType();
    ArrayRef<int64_t> at = op.getIndicesType().getShape();
    int64_t updates = ShapedType::getNumElements(at.drop_back());
    SmallVector<int64_t> window = {updates};
    for (int64_t dim = 0; dim < type.getRank(); ++dim)
      if (!llvm::is_contained(op.getScatterDims(), dim))
        window.push_back(type.getDimSize(dim));
    Value source = withShape(rewriter, loc, op.getSource(), window);
    Value places =
        withShape(rewriter, loc, op.getIndices(), {updates, at.back()});
    Value last = lastUpdates(rewriter, op, places);
    auto element = [&](OpBuilder &inside, ValueRange own) {
      SmallVector<Value> where, from = {Value()};
      for (auto [dim, position] : llvm::enumerate(own))
        (llvm::is_contained(op.getScatterDims(), int64_t(dim)) ? where : from)
            .push_back(position);
      // Dims in the order of scatter_dims.
      for (auto [number, dim] : llvm::enumerate(op.getScatterDims()))
        where[number] = own[dim];
      Value update = extract(inside, loc, last, where);
      Value zero = constant(inside, loc, 0);
      Value isUpdated = arith::CmpIOp::create(
          inside, loc, arith::CmpIPredicate::sge, update, zero);
      from[0] = updates == 1 ? zero
                             : arith::SelectOp::create(inside, loc, isUpdated,
                                                       update, zero)
                                   .getResult();
      return arith::SelectOp::create(inside, loc, isUpdated,
                                     extract(inside, loc, source, from),
                                     extract(inside, loc, op.getDest(), own))
          .getResult();
    };
    rewriter.replaceOp(op, tabulate(rewriter, loc, type, element));
    return success();
  }

  /// For each place in the scattered dims the number of the last update that
  /// goes there, or -1.
  static Value lastUpdates(PatternRewriter &rewriter, tensor::ScatterOp op,
                           Value places) {
    Location loc = op.getLoc();
    SmallVector<int64_t> shape;
    for (int64_t dim : op.getScatterDims())
      shape.push_back(op.getDestType().getDimSize(dim));
    unsigned rank = shape.size();
    Value none = constant(rewriter, loc, -1);
    Value empty =
        tensor::EmptyOp::create(rewriter, loc, shape, rewriter.getI32Type());
    Value init =
        linalg::FillOp::create(rewriter, loc, none, empty).getResult(0);
    SmallVector<Value> coordinates;
    SmallVector<AffineMap> maps;
    MLIRContext *context = op.getContext();
    for (unsigned number = 0; number < rank; ++number) {
      coordinates.push_back(places);
      maps.push_back(AffineMap::get(rank + 1, 0,
                                    {getAffineDimExpr(rank, context),
                                     getAffineConstantExpr(number, context)},
                                    context));
    }
    maps.push_back(
        AffineMap::getMultiDimIdentityMap(rank + 1, context).dropResult(rank));
    SmallVector<IteratorType> iterators(rank, IteratorType::parallel);
    iterators.push_back(IteratorType::reduction);
    return linalg::GenericOp::create(
               rewriter, loc, init.getType(), coordinates, init, maps,
               iterators,
               [&](OpBuilder &inside, Location loc, ValueRange values) {
                 Value goes;
                 for (unsigned dim = 0; dim < rank; ++dim) {
                   Value own = arith::IndexCastOp::create(
                       inside, loc, inside.getI32Type(),
                       linalg::IndexOp::create(inside, loc, dim));
                   Value same = arith::CmpIOp::create(
                       inside, loc, arith::CmpIPredicate::eq, own,
                       toPosition(inside, loc, values[dim]));
                   goes = goes ? arith::AndIOp::create(inside, loc, goes, same)
                               : same;
                 }
                 Value number = arith::IndexCastOp::create(
                     inside, loc, inside.getI32Type(),
                     linalg::IndexOp::create(inside, loc, rank));
                 Value found =
                     arith::SelectOp::create(inside, loc, goes, number, none);
                 linalg::YieldOp::create(
                     inside, loc,
                     arith::MaxSIOp::create(inside, loc, values.back(), found)
                         .getResult());
               })
        .getResult(0);
  }
};
} // namespace

void ridge::populateExpandSlicePatterns(RewritePatternSet &patterns) {
  patterns
      .add<ExpandExtractSlice, ExpandInsertSlice, ExpandGather, ExpandScatter>(
          patterns.getContext());
}
