//===- SplitZeroPoints.cpp - products of bytes with zero points -----------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A product of integers less their zero points is computed on the narrow
/// integers themselves:
///
///     sum (a - za) (b - zb) = sum a b - za sum (b - zb) - zb sum a
///
/// Zero points do not vary along what is summed, so what is added to the
/// product are sums of one operand each. Exact: all of it is modulo 2 to the
/// width of the sum.
///
//===----------------------------------------------------------------------===//

#include "ConstantSum.h"
#include "Convert.h"
#include "ZeroPoint.h"
#include "dialects/Arch/FormatTypes.h"
#include "dialects/Ridge/RidgeDialect.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/IRMapping.h"
#include "ridge/Transforms/Import/Passes.h"

namespace ridge {
#define GEN_PASS_DEF_SPLITZEROPOINTS
#include "lib/Transforms/Import/Passes.h.inc"
} // namespace ridge

using namespace mlir;
using namespace ridge;

namespace {
/// Builds the product of the narrow operands and what corrects it.
class ZeroPointSplitter {
public:
  ZeroPointSplitter(ContractOp op, ShiftedOperand a, ShiftedOperand b)
      : op(op), builder(op), loc(op.getLoc()), sum(integerElement(op)),
        extents(op.getExtents()), result(op.getOperandMaps().back()),
        sides{std::move(a), std::move(b)} {}

  void split();

private:
  /// A tensor and where the product's iteration reads it.
  struct Term {
    Value tensor;
    AffineMap map;
  };
  using BuildBody = function_ref<Value(OpBuilder &, ValueRange)>;

  void moveViews(ShiftedOperand &side);
  Value buildProduct();
  Value widen(const ShiftedOperand &side);
  Term sumOf(const ShiftedOperand &side);
  Term foldedSum(const ShiftedOperand &side);
  Term reduce(Term term, ArrayRef<int64_t> space, AffineMap written);
  Term correction(const ShiftedOperand &other, const ShiftedOperand &own,
                  bool subtractsOwn);
  Term buildMap(ArrayRef<Term> reads, ArrayRef<AffineExpr> dims,
                BuildBody buildBody);
  Value zeroOf(OpBuilder &inside, const ShiftedOperand &side, Value element);

  bool isReduced(unsigned dim) const { return !result.isFunctionOfDim(dim); }
  /// Points of the dims that are summed and for which `counts` holds.
  int64_t reducedPoints(function_ref<bool(unsigned)> counts) const;
  Value constant(OpBuilder &inside, const APInt &value) const {
    return arith::ConstantOp::create(
        inside, loc, IntegerAttr::get(sum, value.sextOrTrunc(sum.getWidth())));
  }
  Value constant(OpBuilder &inside, int64_t value) const {
    return constant(inside, APInt(64, value, /*isSigned=*/true));
  }

  ContractOp op;
  OpBuilder builder;
  Location loc;
  IntegerType sum;
  ArrayRef<int64_t> extents;
  AffineMap result;
  ShiftedOperand sides[2];
};
} // namespace

static Value extend(OpBuilder &builder, Location loc, Type type, Value value,
                    bool isUnsigned) {
  if (value.getType() == type)
    return value;
  if (isUnsigned)
    return arith::ExtUIOp::create(builder, loc, type, value);
  return arith::ExtSIOp::create(builder, loc, type, value);
}

int64_t
ZeroPointSplitter::reducedPoints(function_ref<bool(unsigned)> counts) const {
  int64_t points = 1;
  for (auto [dim, extent] : llvm::enumerate(extents))
    if (isReduced(dim) && counts(dim))
      points *= extent;
  return points;
}

/// acc + ext(a) * ext(b) on the narrow operands.
Value ZeroPointSplitter::buildProduct() {
  auto product = ContractOp::create(
      builder, loc, cast<RankedTensorType>(op.getType()),
      ValueRange{sides[0].narrow, sides[1].narrow}, op.getExtentsAttr(),
      op.getMapsAttr(), op.getInitAttr());
  Block &block = product.getBody().emplaceBlock();
  OpBuilder inside = OpBuilder::atBlockBegin(&block);
  for (const ShiftedOperand &side : sides)
    block.addArgument(integerElement(side.narrow), loc);
  Value total = block.addArgument(sum, loc);
  Value factors[2];
  for (unsigned i : {0u, 1u})
    factors[i] =
        extend(inside, loc, sum, block.getArgument(i), sides[i].isUnsigned);
  Value scaled = arith::MulIOp::create(inside, loc, factors[0], factors[1]);
  total = arith::AddIOp::create(inside, loc, total, scaled);
  YieldOp::create(inside, loc, ValueRange{total});
  return product;
}

/// A map over `dims` of the product's iteration.
ZeroPointSplitter::Term ZeroPointSplitter::buildMap(ArrayRef<Term> reads,
                                                    ArrayRef<AffineExpr> dims,
                                                    BuildBody buildBody) {
  MLIRContext *context = op.getContext();
  SmallVector<AffineExpr> own(extents.size(),
                              getAffineConstantExpr(0, context));
  SmallVector<int64_t> space;
  for (AffineExpr dim : dims) {
    unsigned position = cast<AffineDimExpr>(dim).getPosition();
    own[position] = getAffineDimExpr(space.size(), context);
    space.push_back(extents[position]);
  }
  SmallVector<Value> tensors;
  SmallVector<AffineMap> maps;
  for (const Term &read : reads) {
    tensors.push_back(read.tensor);
    maps.push_back(read.map.replaceDimsAndSymbols(own, {}, space.size(), 0));
  }
  maps.push_back(builder.getMultiDimIdentityMap(space.size()));
  auto map = MapOp::create(builder, loc, RankedTensorType::get(space, sum),
                           tensors, builder.getDenseI64ArrayAttr(space),
                           builder.getAffineMapArrayAttr(maps));
  Block &block = map.getBody().emplaceBlock();
  for (Value tensor : tensors)
    block.addArgument(integerElement(tensor), loc);
  OpBuilder inside = OpBuilder::atBlockBegin(&block);
  YieldOp::create(inside, loc,
                  ValueRange{buildBody(inside, block.getArguments())});
  return {map, AffineMap::get(extents.size(), 0, dims, context)};
}

/// The elements of the narrow operand in the width of the sum.
Value ZeroPointSplitter::widen(const ShiftedOperand &side) {
  auto type = cast<RankedTensorType>(side.narrow.getType());
  AffineMap identity = builder.getMultiDimIdentityMap(type.getRank());
  auto map = MapOp::create(builder, loc, type.clone(sum),
                           ValueRange{side.narrow}, type.getShape(),
                           builder.getAffineMapArrayAttr({identity, identity}));
  Block &block = map.getBody().emplaceBlock();
  Value element = block.addArgument(type.getElementType(), loc);
  OpBuilder inside = OpBuilder::atBlockBegin(&block);
  YieldOp::create(
      inside, loc,
      ValueRange{extend(inside, loc, sum, element, side.isUnsigned)});
  return map;
}

/// The sum over the dims of `space` that `written` lacks.
ZeroPointSplitter::Term ZeroPointSplitter::reduce(Term term,
                                                  ArrayRef<int64_t> space,
                                                  AffineMap written) {
  SmallVector<int64_t> shape;
  for (AffineExpr expr : written.getResults())
    shape.push_back(space[cast<AffineDimExpr>(expr).getPosition()]);
  auto reduce = ReduceOp::create(
      builder, loc, RankedTensorType::get(shape, sum), ValueRange{term.tensor},
      builder.getDenseI64ArrayAttr(space),
      builder.getAffineMapArrayAttr({term.map, written}),
      IntegerAttr::get(sum, 0));
  Block &block = reduce.getBody().emplaceBlock();
  Value element = block.addArgument(sum, loc);
  Value total = block.addArgument(sum, loc);
  OpBuilder inside = OpBuilder::atBlockBegin(&block);
  total = arith::AddIOp::create(inside, loc, total, element);
  YieldOp::create(inside, loc, ValueRange{total});
  return {reduce, written};
}

/// The same of weights that the model holds, as a constant; nothing otherwise.
ZeroPointSplitter::Term
ZeroPointSplitter::foldedSum(const ShiftedOperand &side) {
  SmallVector<unsigned> kept;
  SmallVector<AffineExpr> stays;
  for (unsigned dim = 0; dim < extents.size(); ++dim)
    if (!isReduced(dim) && side.map.isFunctionOfDim(dim)) {
      kept.push_back(dim);
      stays.push_back(builder.getAffineDimExpr(dim));
    }
  DenseElementsAttr sums =
      constantSum(side.narrow, side.map, extents, kept, sum, side.isUnsigned);
  if (!sums)
    return {};
  Value constant = ConstantOp::create(builder, loc, sums.getType(), sums);
  return {constant, AffineMap::get(extents.size(), 0, stays, op.getContext())};
}

/// The sum of the narrow operand over the dims that are summed. Of windows the
/// dims outside the window go first: each element is added once for its
/// channel, and once a window after that.
ZeroPointSplitter::Term ZeroPointSplitter::sumOf(const ShiftedOperand &side) {
  if (Term folded = foldedSum(side); folded.tensor)
    return folded;
  MLIRContext *context = op.getContext();
  Term term{widen(side), side.map};
  auto isPlainReduced = [&](AffineExpr expr) {
    auto dim = dyn_cast<AffineDimExpr>(expr);
    return dim && isReduced(dim.getPosition());
  };
  bool hasWindows = llvm::any_of(side.map.getResults(), [&](AffineExpr expr) {
    return !isa<AffineDimExpr, AffineConstantExpr>(expr);
  });
  if (hasWindows && llvm::any_of(side.map.getResults(), isPlainReduced)) {
    auto type = cast<RankedTensorType>(term.tensor.getType());
    SmallVector<AffineExpr> kept, read;
    for (auto [position, expr] : llvm::enumerate(side.map.getResults())) {
      if (isPlainReduced(expr))
        continue;
      kept.push_back(getAffineDimExpr(position, context));
      read.push_back(expr);
    }
    AffineMap all = builder.getMultiDimIdentityMap(type.getRank());
    term = reduce({term.tensor, all}, type.getShape(),
                  AffineMap::get(type.getRank(), 0, kept, context));
    term.map = AffineMap::get(extents.size(), 0, read, context);
  }

  SmallVector<AffineExpr> own(extents.size(),
                              getAffineConstantExpr(0, context));
  SmallVector<AffineExpr> stays, written;
  SmallVector<int64_t> space;
  for (auto [dim, extent] : llvm::enumerate(extents)) {
    if (!term.map.isFunctionOfDim(dim))
      continue;
    own[dim] = getAffineDimExpr(space.size(), context);
    space.push_back(extent);
    if (isReduced(dim))
      continue;
    stays.push_back(getAffineDimExpr(dim, context));
    written.push_back(own[dim]);
  }
  if (stays.size() == space.size())
    return term; // Nothing of it is left to sum.
  term.map = term.map.replaceDimsAndSymbols(own, {}, space.size(), 0);
  term = reduce(term, space, AffineMap::get(space.size(), 0, written, context));
  term.map = AffineMap::get(extents.size(), 0, stays, context);
  return term;
}

/// The zero point of a side, whose element is `element` if it has one.
Value ZeroPointSplitter::zeroOf(OpBuilder &inside, const ShiftedOperand &side,
                                Value element) {
  const ZeroPoint &zero = side.zero;
  if (!zero.tensor) {
    APInt value = zero.constant.sextOrTrunc(sum.getWidth());
    return constant(inside, zero.isAdded ? -value : value);
  }
  for (Operation *widening : zero.widening) {
    Operation *clone = inside.clone(*widening);
    clone->setOperand(0, element);
    element = clone->getResult(0);
  }
  if (!zero.isAdded)
    return element;
  return arith::SubIOp::create(inside, loc, constant(inside, 0), element);
}

/// zero of `other` * sum of (x - zero, if `subtractsOwn`) of `own`.
ZeroPointSplitter::Term
ZeroPointSplitter::correction(const ShiftedOperand &other,
                              const ShiftedOperand &own, bool subtractsOwn) {
  SmallVector<Term> reads = {sumOf(own)};
  std::optional<unsigned> otherAt, ownAt;
  if (other.zero.tensor) {
    otherAt = reads.size();
    reads.push_back({other.zero.tensor, other.zero.map});
  }
  if (subtractsOwn && own.zero.tensor) {
    ownAt = reads.size();
    reads.push_back({own.zero.tensor, own.zero.map});
  }
  SmallVector<AffineExpr> dims;
  for (unsigned dim = 0; dim < extents.size(); ++dim)
    if (llvm::any_of(reads, [&](const Term &read) {
          return read.map.isFunctionOfDim(dim);
        }))
      dims.push_back(builder.getAffineDimExpr(dim));

  int64_t repeats = reducedPoints(
      [&](unsigned dim) { return !own.map.isFunctionOfDim(dim); });
  int64_t points = reducedPoints([](unsigned) { return true; });
  return buildMap(reads, dims, [&](OpBuilder &inside, ValueRange elements) {
    Value total = elements[0];
    if (repeats != 1)
      total =
          arith::MulIOp::create(inside, loc, total, constant(inside, repeats));
    if (subtractsOwn) {
      Value zero = zeroOf(inside, own, ownAt ? elements[*ownAt] : Value());
      zero = arith::MulIOp::create(inside, loc, zero, constant(inside, points));
      total = arith::SubIOp::create(inside, loc, total, zero);
    }
    Value zero = zeroOf(inside, other, otherAt ? elements[*otherAt] : Value());
    return arith::MulIOp::create(inside, loc, total, zero).getResult();
  });
}

/// The views of `side` again, of the narrow tensor.
void ZeroPointSplitter::moveViews(ShiftedOperand &side) {
  for (Operation *view : side.views) {
    IRMapping mapping;
    mapping.map(view->getOperand(0), side.narrow);
    IntegerType element = integerElement(side.narrow);
    Operation *clone = builder.clone(*view, mapping);
    auto type = cast<RankedTensorType>(view->getResult(0).getType());
    clone->getResult(0).setType(type.clone(element));
    side.narrow = clone->getResult(0);
  }
}

void ZeroPointSplitter::split() {
  for (ShiftedOperand &side : sides)
    moveViews(side);
  SmallVector<Term> terms = {{buildProduct(), result}};
  if (!sides[0].zero.isZero())
    terms.push_back(correction(sides[0], sides[1], !sides[1].zero.isZero()));
  if (!sides[1].zero.isZero())
    terms.push_back(correction(sides[1], sides[0], /*subtractsOwn=*/false));
  Term corrected = buildMap(
      terms, result.getResults(), [&](OpBuilder &inside, ValueRange elements) {
        Value total = elements[0];
        for (Value element : elements.drop_front())
          total = arith::SubIOp::create(inside, loc, total, element);
        return total;
      });
  op.replaceAllUsesWith(corrected.tensor);
  op.erase();
}

/// Splits `op` if all that keeps it from narrow operands are zero points.
static void splitZeroPoints(ContractOp op) {
  IntegerType sum = integerElement(op);
  if (!sum || op.getInputs().size() != 2 ||
      !integerElement(op.getInputs()[0]) || !integerElement(op.getInputs()[1]))
    return;
  std::optional<ShiftedOperand> a = readSide(op, 0), b = readSide(op, 1);
  if (!a || !b || (a->zero.isZero() && b->zero.isZero()))
    return;
  // Nothing is won if one operand is as wide as the sum.
  if (integerElement(a->narrow).getWidth() >= sum.getWidth() ||
      integerElement(b->narrow).getWidth() >= sum.getWidth())
    return;
  ZeroPointSplitter(op, std::move(*a), std::move(*b)).split();
}

//===----------------------------------------------------------------------===//
// Pass
//===----------------------------------------------------------------------===//

namespace {
struct SplitZeroPointsPass
    : ridge::impl::SplitZeroPointsBase<SplitZeroPointsPass> {
  void runOnOperation() override {
    SmallVector<ContractOp> contracts;
    getOperation().walk([&](ContractOp op) { contracts.push_back(op); });
    for (ContractOp contract : contracts)
      splitZeroPoints(contract);
    eraseUnread(getOperation());
  }
};
} // namespace
