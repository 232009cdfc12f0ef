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
///   c = x > acc;  acc = c ? x : acc (or max);  at = c ? index d : at
///
/// is four steps that machines have: m = max over d of x; where x = m the
/// position, else a mark; the least of those; the initial position unless m
/// exceeds the initial value. `>=` keeps the last of equals (the greatest
/// position), and the initial one where only marks are left; `<` and `<=` look
/// for minima. Positions are computed in i32 where they fit.
///
/// A maximum that passes NaNs on exceeds and equals nothing: its position is
/// then the initial one.
///
//===----------------------------------------------------------------------===//

#include "Convert.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/IRMapping.h"

using namespace mlir;
using namespace ridge;

namespace {
/// What the body of such a reduction says.
struct Argmax {
  unsigned value;     ///< Number of the result that keeps the value.
  Value x;            ///< What is compared with it.
  unsigned dim;       ///< Whose index is kept.
  bool isMaximum;     ///< Or minimum.
  bool isFirst;       ///< Of equals, the first; else the last.
  bool isUnsigned;    ///< Integers are compared as unsigned.
  StringRef combiner; ///< That reduces the value.
};

/// Replaces one result of `op`.
class ArgmaxSplitter {
public:
  ArgmaxSplitter(linalg::GenericOp op, unsigned number, const Argmax &argmax,
                 PatternRewriter &rewriter)
      : op(op), number(number), argmax(argmax), rewriter(rewriter) {}

  /// Results: the value, its position.
  std::pair<Value, Value> split();
  Value reduceValue();

private:
  Value markPositions(Value extreme);
  Value reducePositions(Value marked);
  Value restoreInitial(Value position, Value extreme);
  Value exceeds(OpBuilder &builder, Value extreme, Value initial);
  linalg::GenericOp generic(ArrayRef<Value> inputs, ArrayRef<AffineMap> maps,
                            Value init,
                            ArrayRef<utils::IteratorType> iterators);
  Value cloneTerm(OpBuilder &builder, Block *body);
  Value empty(ArrayRef<int64_t> shape, Type element);
  Value mark(OpBuilder &builder);

  RankedTensorType type(unsigned result) {
    return cast<RankedTensorType>(op.getResult(result).getType());
  }
  AffineMap map(unsigned result) {
    return op.getMatchingIndexingMap(op.getDpsInitOperand(result));
  }

  linalg::GenericOp op;
  unsigned number;
  Argmax argmax;
  PatternRewriter &rewriter;
  Type positionType;
};
} // namespace

//===----------------------------------------------------------------------===//
// Recognition
//===----------------------------------------------------------------------===//

/// True if `value` is computed from inputs and positions, in the body or
/// before.
static bool dependsOnAccumulator(linalg::GenericOp op, Value value) {
  if (auto argument = dyn_cast<BlockArgument>(value))
    return argument.getOwner() == op.getBody() &&
           argument.getArgNumber() >= op.getNumDpsInputs();
  Operation *definition = value.getDefiningOp();
  if (definition->getBlock() != op.getBody())
    return false;
  return llvm::any_of(definition->getOperands(), [&](Value operand) {
    return dependsOnAccumulator(op, operand);
  });
}

/// The dim whose index `value` is, in whatever integer type.
static std::optional<unsigned> indexDim(Value value) {
  while (
      isa_and_nonnull<arith::IndexCastOp, arith::IndexCastUIOp, arith::ExtSIOp,
                      arith::ExtUIOp, arith::TruncIOp>(value.getDefiningOp()))
    value = value.getDefiningOp()->getOperand(0);
  auto index = value.getDefiningOp<linalg::IndexOp>();
  return index ? std::optional<unsigned>(index.getDim()) : std::nullopt;
}

/// The comparison as `lhs > rhs` and its like. NaNs must not compare.
static bool readPredicate(Operation *compare, bool &isMaximum, bool &isFirst) {
  if (auto real = dyn_cast<arith::CmpFOp>(compare)) {
    using P = arith::CmpFPredicate;
    P p = real.getPredicate();
    isMaximum = p == P::OGT || p == P::OGE;
    isFirst = p == P::OGT || p == P::OLT;
    return isMaximum || p == P::OLT || p == P::OLE;
  }
  auto integer = dyn_cast<arith::CmpIOp>(compare);
  if (!integer)
    return false;
  using P = arith::CmpIPredicate;
  P p = integer.getPredicate();
  isMaximum = p == P::sgt || p == P::sge || p == P::ugt || p == P::uge;
  isFirst = p == P::sgt || p == P::slt || p == P::ugt || p == P::ult;
  return p != P::eq && p != P::ne;
}

static bool isUnsigned(Operation *compare) {
  auto integer = dyn_cast<arith::CmpIOp>(compare);
  using P = arith::CmpIPredicate;
  return integer && llvm::is_contained({P::ugt, P::uge, P::ult, P::ule},
                                       integer.getPredicate());
}

/// The combiner that `yielded` applies to `accumulator` and `x`; empty if it is
/// not what `compare` chooses.
static StringRef combinerOf(Value yielded, Value accumulator, Value x,
                            Operation *compare, bool isMaximum) {
  Operation *op = yielded.getDefiningOp();
  if (!op)
    return {};
  if (auto select = dyn_cast<arith::SelectOp>(op)) {
    if (select.getCondition() != compare->getResult(0) ||
        select.getTrueValue() != x || select.getFalseValue() != accumulator)
      return {};
    // A NaN is never chosen.
    if (isa<FloatType>(x.getType()))
      return isMaximum ? "arith.maxnumf" : "arith.minnumf";
    if (isUnsigned(compare))
      return isMaximum ? "arith.maxui" : "arith.minui";
    return isMaximum ? "arith.maxsi" : "arith.minsi";
  }
  bool takesBoth =
      op->getNumOperands() == 2 &&
      ((op->getOperand(0) == x && op->getOperand(1) == accumulator) ||
       (op->getOperand(1) == x && op->getOperand(0) == accumulator));
  bool agrees =
      isMaximum
          ? isUnsigned(compare)
                ? isa<arith::MaxUIOp>(op)
                : isa<arith::MaximumFOp, arith::MaxNumFOp, arith::MaxSIOp>(op)
      : isUnsigned(compare)
          ? isa<arith::MinUIOp>(op)
          : isa<arith::MinimumFOp, arith::MinNumFOp, arith::MinSIOp>(op);
  return takesBoth && agrees ? op->getName().getStringRef() : StringRef();
}

/// Reads result `number` of `op` as the position of a maximum.
static std::optional<Argmax> readArgmax(linalg::GenericOp op, unsigned number) {
  Operation *yield = op.getBody()->getTerminator();
  auto select = yield->getOperand(number).getDefiningOp<arith::SelectOp>();
  if (!select || select.getFalseValue() != op.getRegionOutputArgs()[number] ||
      !isa<IntegerType>(select.getType()))
    return std::nullopt;
  std::optional<unsigned> dim = indexDim(select.getTrueValue());
  Operation *compare = select.getCondition().getDefiningOp();
  Argmax argmax;
  if (!dim || !compare ||
      !readPredicate(compare, argmax.isMaximum, argmax.isFirst))
    return std::nullopt;

  Value x = compare->getOperand(0), accumulator = compare->getOperand(1);
  if (dependsOnAccumulator(op, x)) {
    std::swap(x, accumulator); // acc < x is x > acc.
    argmax.isMaximum = !argmax.isMaximum;
  }
  auto argument = dyn_cast<BlockArgument>(accumulator);
  if (dependsOnAccumulator(op, x) || !argument ||
      argument.getOwner() != op.getBody() ||
      argument.getArgNumber() < op.getNumDpsInputs())
    return std::nullopt;
  argmax.value = argument.getArgNumber() - op.getNumDpsInputs();
  argmax.x = x;
  argmax.dim = *dim;
  argmax.isUnsigned = isUnsigned(compare);
  argmax.combiner = combinerOf(yield->getOperand(argmax.value), accumulator, x,
                               compare, argmax.isMaximum);
  // One reduced dim: of several, the first in order would have to be told.
  SmallVector<unsigned> reduced;
  op.getReductionDims(reduced);
  bool alike = op.getMatchingIndexingMap(op.getDpsInitOperand(number)) ==
               op.getMatchingIndexingMap(op.getDpsInitOperand(argmax.value));
  if (argmax.combiner.empty() || !alike || reduced.size() != 1 ||
      reduced.front() != *dim)
    return std::nullopt;
  return argmax;
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
  return cloneSlice(builder, op.getBody(), argmax.x, mapping);
}

Value ArgmaxSplitter::empty(ArrayRef<int64_t> shape, Type element) {
  return tensor::EmptyOp::create(rewriter, op.getLoc(), shape, element);
}

/// No position: it loses against every one.
Value ArgmaxSplitter::mark(OpBuilder &builder) {
  unsigned bits = positionType.getIntOrFloatBitWidth();
  APInt none =
      argmax.isFirst ? APInt::getSignedMaxValue(bits) : APInt::getAllOnes(bits);
  return arith::ConstantOp::create(builder, op.getLoc(),
                                   builder.getIntegerAttr(positionType, none));
}

/// A generic with an empty body whose arguments are those of its operands.
linalg::GenericOp
ArgmaxSplitter::generic(ArrayRef<Value> inputs, ArrayRef<AffineMap> maps,
                        Value init, ArrayRef<utils::IteratorType> iterators) {
  auto result = linalg::GenericOp::create(rewriter, op.getLoc(),
                                          TypeRange{init.getType()}, inputs,
                                          ValueRange{init}, maps, iterators);
  Block &body = result.getRegion().emplaceBlock();
  for (Value operand : result->getOperands())
    body.addArgument(getElementTypeOrSelf(operand.getType()), op.getLoc());
  return result;
}

Value ArgmaxSplitter::reduceValue() {
  SmallVector<Value> inputs = op.getDpsInputs();
  SmallVector<AffineMap> maps;
  for (OpOperand *input : op.getDpsInputOperands())
    maps.push_back(op.getMatchingIndexingMap(input));
  maps.push_back(map(argmax.value));
  auto reduce = generic(inputs, maps, op.getDpsInits()[argmax.value],
                        op.getIteratorTypesArray());
  Block *body = reduce.getBody();
  OpBuilder inside = OpBuilder::atBlockBegin(body);
  Value x = cloneTerm(inside, body);
  OperationState state(op.getLoc(), argmax.combiner);
  state.addOperands({body->getArguments().back(), x});
  state.addTypes(x.getType());
  linalg::YieldOp::create(inside, op.getLoc(),
                          inside.create(state)->getResults());
  return reduce.getResult(0);
}

Value ArgmaxSplitter::markPositions(Value extreme) {
  SmallVector<Value> inputs = op.getDpsInputs();
  SmallVector<AffineMap> maps;
  for (OpOperand *input : op.getDpsInputOperands())
    maps.push_back(op.getMatchingIndexingMap(input));
  inputs.push_back(extreme);
  maps.push_back(map(argmax.value));
  unsigned dims = op.getNumLoops();
  maps.push_back(rewriter.getMultiDimIdentityMap(dims));
  SmallVector<utils::IteratorType> iterators(dims,
                                             utils::IteratorType::parallel);
  auto marks = generic(
      inputs, maps, empty(op.getStaticLoopRanges(), positionType), iterators);
  Block *body = marks.getBody();
  OpBuilder inside = OpBuilder::atBlockBegin(body);
  Location loc = op.getLoc();
  Value x = cloneTerm(inside, body);
  Value most = body->getArgument(inputs.size() - 1);
  Value isMost = isa<FloatType>(x.getType())
                     ? Value(arith::CmpFOp::create(
                           inside, loc, arith::CmpFPredicate::OEQ, x, most))
                     : Value(arith::CmpIOp::create(
                           inside, loc, arith::CmpIPredicate::eq, x, most));
  Value index = linalg::IndexOp::create(inside, loc, argmax.dim);
  index = arith::IndexCastOp::create(inside, loc, positionType, index);
  Value marked =
      arith::SelectOp::create(inside, loc, isMost, index, mark(inside));
  linalg::YieldOp::create(inside, loc, marked);
  return marks.getResult(0);
}

Value ArgmaxSplitter::reducePositions(Value marked) {
  Location loc = op.getLoc();
  auto fill = linalg::FillOp::create(
      rewriter, loc, ValueRange{mark(rewriter)},
      ValueRange{empty(type(number).getShape(), positionType)});
  auto reduce =
      generic({marked},
              {rewriter.getMultiDimIdentityMap(op.getNumLoops()), map(number)},
              fill.getResult(0), op.getIteratorTypesArray());
  Block *body = reduce.getBody();
  OpBuilder inside = OpBuilder::atBlockBegin(body);
  Value position = body->getArgument(0), least = body->getArgument(1);
  Value joined =
      argmax.isFirst
          ? Value(arith::MinSIOp::create(inside, loc, least, position))
          : Value(arith::MaxSIOp::create(inside, loc, least, position));
  linalg::YieldOp::create(inside, loc, joined);
  return reduce.getResult(0);
}

/// True if `extreme` is beyond `initial`: some element was chosen.
Value ArgmaxSplitter::exceeds(OpBuilder &builder, Value extreme,
                              Value initial) {
  Location loc = op.getLoc();
  bool isMaximum = argmax.isMaximum;
  if (isa<FloatType>(extreme.getType()))
    return arith::CmpFOp::create(builder, loc,
                                 isMaximum ? arith::CmpFPredicate::OGT
                                           : arith::CmpFPredicate::OLT,
                                 extreme, initial);
  using P = arith::CmpIPredicate;
  P more = argmax.isUnsigned ? P::ugt : P::sgt;
  P less = argmax.isUnsigned ? P::ult : P::slt;
  return arith::CmpIOp::create(builder, loc, isMaximum ? more : less, extreme,
                               initial);
}

Value ArgmaxSplitter::restoreInitial(Value position, Value extreme) {
  RankedTensorType to = type(number);
  Location loc = op.getLoc();
  AffineMap identity = rewriter.getMultiDimIdentityMap(to.getRank());
  SmallVector<utils::IteratorType> iterators(to.getRank(),
                                             utils::IteratorType::parallel);
  // The first of equals: where the extreme is the initial value, elements that
  // equal it were not chosen. The last of equals: they were.
  SmallVector<Value> inputs = {position, op.getDpsInits()[number]};
  if (argmax.isFirst)
    llvm::append_values(inputs, extreme, op.getDpsInits()[argmax.value]);
  SmallVector<AffineMap> maps(inputs.size() + 1, identity);
  auto restore = generic(inputs, maps,
                         empty(to.getShape(), to.getElementType()), iterators);
  Block *body = restore.getBody();
  OpBuilder inside = OpBuilder::atBlockBegin(body);
  Value found = body->getArgument(0), initial = body->getArgument(1);
  Value isFound =
      argmax.isFirst
          ? exceeds(inside, body->getArgument(2), body->getArgument(3))
          : Value(arith::CmpIOp::create(inside, loc, arith::CmpIPredicate::ne,
                                        found, mark(inside)));
  if (found.getType() != to.getElementType())
    found = arith::ExtSIOp::create(inside, loc, to.getElementType(), found);
  Value result = arith::SelectOp::create(inside, loc, isFound, found, initial);
  linalg::YieldOp::create(inside, loc, result);
  return restore.getResult(0);
}

std::pair<Value, Value> ArgmaxSplitter::split() {
  Type wanted = type(number).getElementType();
  bool isWide = wanted.getIntOrFloatBitWidth() > 32;
  bool fits = op.getStaticLoopRanges()[argmax.dim] <=
              std::numeric_limits<int32_t>::max();
  positionType = isWide && fits ? Type(rewriter.getI32Type()) : wanted;
  Value value = reduceValue();
  Value position = reducePositions(markPositions(value));
  return {value, restoreInitial(position, value)};
}

namespace {
/// One result at a time; the generic goes when the last has no reader.
struct SplitArgmax : OpRewritePattern<linalg::GenericOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(linalg::GenericOp op,
                                PatternRewriter &rewriter) const override {
    if (!op.hasPureTensorSemantics() ||
        ShapedType::isDynamicShape(op.getStaticLoopRanges()))
      return rewriter.notifyMatchFailure(op, "shapes are not static");
    for (unsigned number = 0; number < op.getNumResults(); ++number) {
      std::optional<Argmax> argmax = readArgmax(op, number);
      if (!argmax)
        continue;
      ArgmaxSplitter splitter(op, number, *argmax, rewriter);
      if (op.getResult(number).use_empty()) {
        // Without its position a value is a plain maximum.
        if (op.getResult(argmax->value).use_empty())
          continue;
        rewriter.replaceAllUsesWith(op.getResult(argmax->value),
                                    splitter.reduceValue());
        return success();
      }
      auto [value, position] = splitter.split();
      rewriter.replaceAllUsesWith(op.getResult(argmax->value), value);
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
