//===- SplitArgmax.cpp - the position of a maximum ------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A reduction that keeps a value and its position,
///
///   c = x > acc;  acc = c ? x : acc (or max);  at = c ? k : at
///
/// is four steps that machines have: m = max over the reduced dims of x; where
/// x = m the number of the point, else a mark; the least of those; the position
/// k at that point, or the initial one unless m exceeds the initial value. What
/// keeps the last of equals looks for the greatest number, and the initial
/// position stays where only marks are left. Points are numbered in i32 where
/// that is enough, in the order of the reduction.
///
/// Where a NaN's position is kept, points with a NaN have numbers beyond all
/// others, so that the same reduction finds the first or last of them.
///
/// A maximum that passes NaNs on, but whose position does not, exceeds and
/// equals nothing: its position is then the initial one.
///
//===----------------------------------------------------------------------===//

#include "Choice.h"
#include "Convert.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/Matchers.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;
using namespace ridge;
using utils::IteratorType;

namespace {
/// Replaces one result of `op`.
class ArgmaxSplitter {
public:
  ArgmaxSplitter(linalg::GenericOp op, unsigned number, const Extreme &extreme,
                 const KeptPosition &kept, PatternRewriter &rewriter)
      : op(op), number(number), extreme(extreme), kept(kept),
        rewriter(rewriter), extents(op.getStaticLoopRanges()) {
    op.getReductionDims(reduced);
    for (unsigned dim : reduced)
      points *= extents[dim];
    isFirst = kept.tie == KeptPosition::Tie::First ||
              kept.tie == KeptPosition::Tie::Lowest;
  }

  /// Results: the value, its position.
  std::pair<Value, Value> split();
  Value reduceValue();

private:
  Value markPoints(Value most);
  Value reducePoints(Value marked);
  Value positionAt(Value found, Value most);
  Value pointNumber(OpBuilder &inside);
  Value numberOfNaN(OpBuilder &inside, Value point);
  Value foundPoint(OpBuilder &inside, Value found);
  Value isFound(OpBuilder &inside, Value found, Value most, Value initial);
  Value clonePosition(OpBuilder &inside, Value point);
  Value exceeds(OpBuilder &builder, Value most, Value initial);
  linalg::GenericOp generic(ArrayRef<Value> inputs, ArrayRef<AffineMap> maps,
                            Value init, ArrayRef<IteratorType> iterators);
  Value cloneTerm(OpBuilder &builder, Block *body);
  Value empty(ArrayRef<int64_t> shape, Type element);
  Value integer(OpBuilder &builder, int64_t value);
  Value compare(OpBuilder &builder, arith::CmpIPredicate predicate, Value a,
                int64_t b);

  RankedTensorType type(unsigned result) {
    return cast<RankedTensorType>(op.getResult(result).getType());
  }
  AffineMap map(unsigned result) {
    return op.getMatchingIndexingMap(op.getDpsInitOperand(result));
  }
  /// The number that stands for no point.
  int64_t mark() const {
    return isFirst ? APInt::getSignedMaxValue(pointType.getIntOrFloatBitWidth())
                         .getSExtValue()
                   : -1;
  }

  linalg::GenericOp op;
  unsigned number;
  Extreme extreme;
  KeptPosition kept;
  PatternRewriter &rewriter;
  SmallVector<int64_t> extents;
  SmallVector<unsigned> reduced;
  int64_t points = 1;
  bool isFirst;
  Type pointType;
};
} // namespace

//===----------------------------------------------------------------------===//
// Recognition
//===----------------------------------------------------------------------===//

/// The dim whose index `value` is, under integer conversions. An element of a
/// tensor that holds the index of one of its dims is it, too.
static std::optional<unsigned> indexDim(linalg::GenericOp op, Value value) {
  while (
      isa_and_nonnull<arith::IndexCastOp, arith::IndexCastUIOp, arith::ExtSIOp,
                      arith::ExtUIOp, arith::TruncIOp>(value.getDefiningOp()))
    value = value.getDefiningOp()->getOperand(0);
  if (auto index = value.getDefiningOp<linalg::IndexOp>())
    return index.getDim();
  auto argument = dyn_cast<BlockArgument>(value);
  if (!argument || argument.getOwner() != op.getBody() ||
      argument.getArgNumber() >= op.getNumDpsInputs())
    return std::nullopt;
  OpOperand &operand = op->getOpOperand(argument.getArgNumber());
  auto list = operand.get().getDefiningOp<linalg::GenericOp>();
  if (!list || list.getNumDpsInits() != 1 || list.getNumReductionLoops() != 0)
    return std::nullopt;
  std::optional<unsigned> own =
      indexDim(list, list.getBody()->getTerminator()->getOperand(0));
  AffineMap written = list.getIndexingMapsArray().back();
  AffineMap read = op.getMatchingIndexingMap(&operand);
  for (unsigned place = 0; own && place < written.getNumResults(); ++place)
    if (written.getResult(place) == getAffineDimExpr(*own, op.getContext()))
      if (auto dim = dyn_cast<AffineDimExpr>(read.getResult(place)))
        return dim.getPosition();
  return std::nullopt;
}

/// True if `init` holds a constant of at most 0.
static bool startsAtNothing(Value init) {
  APInt constant;
  if (auto fill = init.getDefiningOp<linalg::FillOp>())
    return matchPattern(fill.getInputs().front(), m_ConstantInt(&constant)) &&
           !constant.isStrictlyPositive();
  SplatElementsAttr splat;
  return matchPattern(init, m_Constant(&splat)) &&
         !splat.getSplatValue<APInt>().isStrictlyPositive();
}

/// A position that the splitter can find again.
static std::optional<KeptPosition> readSplittable(linalg::GenericOp op,
                                                  unsigned number) {
  std::optional<KeptPosition> kept = readPosition(op, number);
  if (!kept || op.getMatchingIndexingMap(op.getDpsInitOperand(number)) !=
                   op.getMatchingIndexingMap(op.getDpsInitOperand(kept->value)))
    return std::nullopt;
  if (!op.getMatchingIndexingMap(op.getDpsInitOperand(number))
           .isProjectedPermutation())
    return std::nullopt;
  using Tie = KeptPosition::Tie;
  if (kept->tie == Tie::First || kept->tie == Tie::Last)
    return kept;
  // By position and by order is the same where positions grow. The initial one
  // then is none of them, or comes first.
  SmallVector<unsigned> reduced;
  op.getReductionDims(reduced);
  std::optional<unsigned> dim = indexDim(op, kept->position);
  bool grows = dim && reduced.size() == 1 && reduced.front() == *dim;
  if (!grows || !startsAtNothing(op.getDpsInits()[number]))
    return std::nullopt;
  return kept;
}

//===----------------------------------------------------------------------===//
// Rewriting
//===----------------------------------------------------------------------===//

/// Clones what gives `value` in the body of a generic.
static Value cloneSlice(OpBuilder &builder, Block *from, Value value,
                        IRMapping &mapping) {
  if (mapping.contains(value))
    return mapping.lookup(value);
  Operation *definition = value.getDefiningOp();
  if (!definition || definition->getBlock() != from)
    return value;
  for (Value operand : definition->getOperands())
    mapping.map(operand, cloneSlice(builder, from, operand, mapping));
  builder.clone(*definition, mapping);
  return mapping.lookup(value);
}

/// x, in a body whose first arguments are the inputs of `op`.
Value ArgmaxSplitter::cloneTerm(OpBuilder &builder, Block *body) {
  IRMapping mapping;
  for (auto [from, to] :
       llvm::zip(op.getRegionInputArgs(), body->getArguments()))
    mapping.map(from, to);
  return cloneSlice(builder, op.getBody(), extreme.x, mapping);
}

Value ArgmaxSplitter::empty(ArrayRef<int64_t> shape, Type element) {
  return tensor::EmptyOp::create(rewriter, op.getLoc(), shape, element);
}

Value ArgmaxSplitter::integer(OpBuilder &builder, int64_t value) {
  return arith::ConstantOp::create(builder, op.getLoc(),
                                   builder.getIntegerAttr(pointType, value));
}

Value ArgmaxSplitter::compare(OpBuilder &builder,
                              arith::CmpIPredicate predicate, Value a,
                              int64_t b) {
  return arith::CmpIOp::create(builder, op.getLoc(), predicate, a,
                               integer(builder, b));
}

/// A generic with a body that has its arguments and nothing else yet.
linalg::GenericOp ArgmaxSplitter::generic(ArrayRef<Value> inputs,
                                          ArrayRef<AffineMap> maps, Value init,
                                          ArrayRef<IteratorType> iterators) {
  auto result = linalg::GenericOp::create(rewriter, op.getLoc(),
                                          TypeRange{init.getType()}, inputs,
                                          ValueRange{init}, maps, iterators);
  Block &body = result.getRegion().emplaceBlock();
  for (Value operand : result->getOperands())
    body.addArgument(getElementTypeOrSelf(operand.getType()), op.getLoc());
  return result;
}

/// The maximum alone.
Value ArgmaxSplitter::reduceValue() {
  SmallVector<Value> inputs = op.getDpsInputs();
  SmallVector<AffineMap> maps;
  for (OpOperand *input : op.getDpsInputOperands())
    maps.push_back(op.getMatchingIndexingMap(input));
  maps.push_back(map(kept.value));
  auto reduce = generic(inputs, maps, op.getDpsInits()[kept.value],
                        op.getIteratorTypesArray());
  Block *body = reduce.getBody();
  OpBuilder inside = OpBuilder::atBlockBegin(body);
  Value x = cloneTerm(inside, body);
  OperationState state(op.getLoc(), extreme.combiner);
  state.addOperands({body->getArguments().back(), x});
  state.addTypes(x.getType());
  linalg::YieldOp::create(inside, op.getLoc(),
                          inside.create(state)->getResults());
  return reduce.getResult(0);
}

/// The place of a point in the order of the reduction.
Value ArgmaxSplitter::pointNumber(OpBuilder &inside) {
  Location loc = op.getLoc();
  Value sum;
  for (unsigned dim : reduced) {
    Value index = arith::IndexCastOp::create(
        inside, loc, pointType, linalg::IndexOp::create(inside, loc, dim));
    if (sum)
      sum = arith::MulIOp::create(inside, loc, sum,
                                  integer(inside, extents[dim]));
    sum = sum ? arith::AddIOp::create(inside, loc, sum, index) : index;
  }
  return sum;
}

/// Beyond the numbers of all points: before them if the least is looked for.
///
///                first NaN        last NaN
///     least      point - points   -1 - point
///     greatest   2 points - 1 - point   points + point
Value ArgmaxSplitter::numberOfNaN(OpBuilder &inside, Value point) {
  bool findsFirst = kept.nan == KeptPosition::NaN::First;
  Location loc = op.getLoc();
  if (findsFirst == isFirst)
    return arith::AddIOp::create(inside, loc, point,
                                 integer(inside, isFirst ? -points : points));
  return arith::SubIOp::create(
      inside, loc, integer(inside, isFirst ? -1 : 2 * points - 1), point);
}

/// The number of the point that `found` stands for.
Value ArgmaxSplitter::foundPoint(OpBuilder &inside, Value found) {
  if (kept.nan == KeptPosition::NaN::Ignored)
    return found;
  Location loc = op.getLoc();
  bool findsFirst = kept.nan == KeptPosition::NaN::First;
  Value isNaN = isFirst
                    ? compare(inside, arith::CmpIPredicate::slt, found, 0)
                    : compare(inside, arith::CmpIPredicate::sge, found, points);
  Value ofNaN =
      findsFirst == isFirst
          ? Value(arith::AddIOp::create(
                inside, loc, found,
                integer(inside, isFirst ? points : -points)))
          : Value(arith::SubIOp::create(
                inside, loc, integer(inside, isFirst ? -1 : 2 * points - 1),
                found));
  return arith::SelectOp::create(inside, loc, isNaN, ofNaN, found);
}

/// The number of each point at which x is the extreme, the mark at all others.
Value ArgmaxSplitter::markPoints(Value most) {
  SmallVector<Value> inputs = op.getDpsInputs();
  SmallVector<AffineMap> maps;
  for (OpOperand *input : op.getDpsInputOperands())
    maps.push_back(op.getMatchingIndexingMap(input));
  inputs.push_back(most);
  maps.push_back(map(kept.value));
  unsigned dims = op.getNumLoops();
  maps.push_back(rewriter.getMultiDimIdentityMap(dims));
  SmallVector<IteratorType> iterators(dims, IteratorType::parallel);
  auto marks = generic(inputs, maps, empty(extents, pointType), iterators);
  Block *body = marks.getBody();
  OpBuilder inside = OpBuilder::atBlockBegin(body);
  Location loc = op.getLoc();
  Value x = cloneTerm(inside, body);
  most = body->getArgument(inputs.size() - 1);
  Value isMost = isa<FloatType>(x.getType())
                     ? Value(arith::CmpFOp::create(
                           inside, loc, arith::CmpFPredicate::OEQ, x, most))
                     : Value(arith::CmpIOp::create(
                           inside, loc, arith::CmpIPredicate::eq, x, most));
  Value point = pointNumber(inside);
  Value marked = arith::SelectOp::create(inside, loc, isMost, point,
                                         integer(inside, mark()));
  if (kept.nan != KeptPosition::NaN::Ignored) {
    Value isNaN =
        arith::CmpFOp::create(inside, loc, arith::CmpFPredicate::UNO, x, x);
    marked = arith::SelectOp::create(inside, loc, isNaN,
                                     numberOfNaN(inside, point), marked);
  }
  linalg::YieldOp::create(inside, loc, marked);
  return marks.getResult(0);
}

/// The least number; the greatest if the last of equals is kept.
Value ArgmaxSplitter::reducePoints(Value marked) {
  Location loc = op.getLoc();
  auto fill = linalg::FillOp::create(
      rewriter, loc, ValueRange{integer(rewriter, mark())},
      ValueRange{empty(type(number).getShape(), pointType)});
  auto reduce =
      generic({marked},
              {rewriter.getMultiDimIdentityMap(op.getNumLoops()), map(number)},
              fill.getResult(0), op.getIteratorTypesArray());
  Block *body = reduce.getBody();
  OpBuilder inside = OpBuilder::atBlockBegin(body);
  Value point = body->getArgument(0), least = body->getArgument(1);
  Value joined = isFirst
                     ? Value(arith::MinSIOp::create(inside, loc, least, point))
                     : Value(arith::MaxSIOp::create(inside, loc, least, point));
  linalg::YieldOp::create(inside, loc, joined);
  return reduce.getResult(0);
}

/// True if the extreme is further out than what the reduction began with.
Value ArgmaxSplitter::exceeds(OpBuilder &builder, Value most, Value initial) {
  Location loc = op.getLoc();
  bool isMaximum = extreme.isMaximum;
  if (isa<FloatType>(most.getType()))
    return arith::CmpFOp::create(builder, loc,
                                 isMaximum ? arith::CmpFPredicate::OGT
                                           : arith::CmpFPredicate::OLT,
                                 most, initial);
  using P = arith::CmpIPredicate;
  P more = extreme.isUnsigned ? P::ugt : P::sgt;
  P less = extreme.isUnsigned ? P::ult : P::slt;
  return arith::CmpIOp::create(builder, loc, isMaximum ? more : less, most,
                               initial);
}

/// True if a point was chosen. The first of equals: where the extreme is the
/// initial value, elements that equal it were not. The last of equals: they
/// were.
Value ArgmaxSplitter::isFound(OpBuilder &inside, Value found, Value most,
                              Value initial) {
  if (!isFirst)
    return compare(inside, arith::CmpIPredicate::ne, found, mark());
  Value isMore = exceeds(inside, most, initial);
  if (kept.nan == KeptPosition::NaN::Ignored)
    return isMore;
  return arith::OrIOp::create(
      inside, op.getLoc(), isMore,
      compare(inside, arith::CmpIPredicate::slt, found, 0));
}

/// What the body keeps of the point, in a body over the other dims.
Value ArgmaxSplitter::clonePosition(OpBuilder &inside, Value point) {
  Location loc = op.getLoc();
  AffineMap result = map(number);
  SmallVector<Value> at(extents.size());
  for (auto [place, expr] : llvm::enumerate(result.getResults()))
    at[cast<AffineDimExpr>(expr).getPosition()] =
        linalg::IndexOp::create(inside, loc, place);
  // Digits of the number, the last dim first.
  for (unsigned dim : llvm::reverse(reduced)) {
    Value digit = point;
    if (dim != reduced.front()) {
      Value extent = integer(inside, extents[dim]);
      digit = arith::RemSIOp::create(inside, loc, point, extent);
      point = arith::DivSIOp::create(inside, loc, point, extent);
    }
    at[dim] =
        arith::IndexCastOp::create(inside, loc, inside.getIndexType(), digit);
  }
  IRMapping mapping;
  for (auto index : op.getBody()->getOps<linalg::IndexOp>())
    mapping.map(index.getResult(), at[index.getDim()]);
  llvm::SetVector<Value> needed;
  needed.insert(kept.position);
  for (size_t i = 0; i < needed.size(); ++i) {
    Operation *definition = needed[i].getDefiningOp();
    if (definition && definition->getBlock() == op.getBody())
      needed.insert(definition->operand_begin(), definition->operand_end());
  }
  for (BlockArgument argument : op.getRegionInputArgs()) {
    if (!needed.contains(argument))
      continue;
    OpOperand &operand = op->getOpOperand(argument.getArgNumber());
    SmallVector<Value> indices;
    for (AffineExpr expr : op.getMatchingIndexingMap(&operand).getResults()) {
      auto dim = dyn_cast<AffineDimExpr>(expr);
      indices.push_back(
          dim ? at[dim.getPosition()]
              : Value(arith::ConstantIndexOp::create(
                    inside, loc, cast<AffineConstantExpr>(expr).getValue())));
    }
    mapping.map(argument,
                tensor::ExtractOp::create(inside, loc, operand.get(), indices));
  }
  return cloneSlice(inside, op.getBody(), kept.position, mapping);
}

static Value resize(OpBuilder &builder, Location loc, Value integer,
                    Type type) {
  unsigned from = integer.getType().getIntOrFloatBitWidth();
  unsigned to = type.getIntOrFloatBitWidth();
  if (from == to)
    return integer;
  return from < to
             ? arith::ExtSIOp::create(builder, loc, type, integer).getResult()
             : arith::TruncIOp::create(builder, loc, type, integer).getResult();
}

/// The position of the point that was found, in the type asked for; the initial
/// one where none was.
Value ArgmaxSplitter::positionAt(Value found, Value most) {
  RankedTensorType to = type(number);
  Location loc = op.getLoc();
  AffineMap identity = rewriter.getMultiDimIdentityMap(to.getRank());
  SmallVector<IteratorType> iterators(to.getRank(), IteratorType::parallel);
  SmallVector<Value> inputs = {found, op.getDpsInits()[number]};
  if (isFirst)
    llvm::append_values(inputs, most, op.getDpsInits()[kept.value]);
  SmallVector<AffineMap> maps(inputs.size() + 1, identity);
  auto restore = generic(inputs, maps,
                         empty(to.getShape(), to.getElementType()), iterators);
  Block *body = restore.getBody();
  OpBuilder inside = OpBuilder::atBlockBegin(body);
  Value chosen = body->getArgument(0), initial = body->getArgument(1);
  Value any = isFound(inside, chosen, isFirst ? body->getArgument(2) : Value(),
                      isFirst ? body->getArgument(3) : Value());
  Value position = foundPoint(inside, chosen);
  std::optional<unsigned> dim = indexDim(op, kept.position);
  if (!dim || reduced.size() != 1 || reduced.front() != *dim) {
    position =
        arith::SelectOp::create(inside, loc, any, position, integer(inside, 0));
    position = clonePosition(inside, position);
  } else {
    position = resize(inside, loc, position, to.getElementType());
  }
  Value result = arith::SelectOp::create(inside, loc, any, position, initial);
  linalg::YieldOp::create(inside, loc, result);
  return restore.getResult(0);
}

std::pair<Value, Value> ArgmaxSplitter::split() {
  // Twice as many numbers as points; the type asked for may be too narrow.
  bool fits = points < std::numeric_limits<int32_t>::max() / 2;
  Type wanted = type(number).getElementType();
  bool isNarrow = wanted.getIntOrFloatBitWidth() < 32;
  std::optional<unsigned> dim = indexDim(op, kept.position);
  bool keepsIndex = dim && reduced.size() == 1 && reduced.front() == *dim;
  pointType = !fits                    ? Type(rewriter.getI64Type())
              : isNarrow && keepsIndex ? wanted
                                       : Type(rewriter.getI32Type());
  if (kept.nan != KeptPosition::NaN::Ignored && fits)
    pointType = rewriter.getI32Type();
  Value value = reduceValue();
  Value found = reducePoints(markPoints(value));
  return {value, positionAt(found, value)};
}

namespace {
/// One result at a time; the generic goes when the last has no reader.
struct SplitArgmax : OpRewritePattern<linalg::GenericOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(linalg::GenericOp op,
                                PatternRewriter &rewriter) const override {
    if (!op.hasPureTensorSemantics() || op.getNumReductionLoops() == 0 ||
        ShapedType::isDynamicShape(op.getStaticLoopRanges()))
      return rewriter.notifyMatchFailure(op, "shapes are not static");
    for (unsigned number = 0; number < op.getNumResults(); ++number) {
      std::optional<KeptPosition> kept = readSplittable(op, number);
      std::optional<Extreme> extreme =
          kept ? readExtreme(op, kept->value) : std::nullopt;
      if (!extreme)
        continue;
      ArgmaxSplitter splitter(op, number, *extreme, *kept, rewriter);
      if (op.getResult(number).use_empty()) {
        // Without its position a value is a plain maximum.
        if (op.getResult(kept->value).use_empty())
          continue;
        rewriter.replaceAllUsesWith(op.getResult(kept->value),
                                    splitter.reduceValue());
        return success();
      }
      auto [value, position] = splitter.split();
      rewriter.replaceAllUsesWith(op.getResult(kept->value), value);
      rewriter.replaceAllUsesWith(op.getResult(number), position);
      return success();
    }
    return rewriter.notifyMatchFailure(op, "keeps no position");
  }
};
} // namespace

void ridge::populateSplitArgmaxPatterns(RewritePatternSet &patterns) {
  patterns.add<SplitArgmax>(patterns.getContext());
}
