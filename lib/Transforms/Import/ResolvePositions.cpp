//===- ResolvePositions.cpp - positions that follow from the iteration ----===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Each index of a tensor.extract that is known at compile time is tabulated
/// over the dims it depends on, and the table is read back as
///
///     constant + sum over dims d of sum over digits of coefficient * digit(d)
///
/// where the digits of d are those of a mixed radix: floor(d / 8) is the upper
/// digit of radix 8, d mod 8 the lower. The generic then iterates over digits,
/// and the index is affine in them. What does not fit is left as it is: a
/// gather by a constant list.
///
//===----------------------------------------------------------------------===//

#include "KnownValues.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlowOps.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "ridge/Transforms/Import/Passes.h"
#include "llvm/ADT/MapVector.h"

namespace ridge {
#define GEN_PASS_DEF_RESOLVEPOSITIONS
#include "lib/Transforms/Import/Passes.h.inc"
} // namespace ridge

using namespace mlir;
using namespace ridge;

namespace {
/// Steps of dim d at which a new digit begins, ascending, without 1.
using Radices = SmallVector<int64_t, 2>;

/// A value as constant + sum of table[d][position of d]; tables of dims that it
/// does not depend on are empty.
struct Separated {
  int64_t constant = 0;
  SmallVector<std::vector<int64_t>, 4> tables;
};

/// Rewrites one generic.
class PositionResolver {
public:
  PositionResolver(linalg::GenericOp op, KnownValues &known)
      : op(op), known(known), builder(op), extents(op.getStaticLoopRanges()),
        radices(extents.size()) {}

  LogicalResult run();

private:
  LogicalResult checkAsserts();
  LogicalResult collect();
  std::optional<Separated> separate(Value value);
  bool refine(const Separated &separated);
  LogicalResult checkRange(Value index, const Separated &separated,
                           tensor::ExtractOp extract, unsigned dim);

  void splitIteration();
  void numberDigits();
  AffineMap digitMap(AffineMap map, ArrayRef<int64_t> shape,
                     SmallVectorImpl<int64_t> &digitShape,
                     SmallVectorImpl<ReassociationIndices> &parts);
  AffineExpr dimFromDigits(unsigned dim);
  Value digitOf(OpBuilder &inside, unsigned dim, size_t digit);
  Value rebuild(OpBuilder &inside, const Separated &separated);
  void replaceIndices();
  void eraseDead();

  linalg::GenericOp op;
  KnownValues &known;
  OpBuilder builder;
  SmallVector<int64_t> extents;
  SmallVector<Radices, 4> radices;
  /// Indices to rewrite, in order.
  llvm::MapVector<Value, Separated> resolved;
  /// Per dim the number of its first digit, outermost first.
  SmallVector<unsigned, 4> firstDigit;
  unsigned numDigits = 0;
};
} // namespace

//===----------------------------------------------------------------------===//
// Tables
//===----------------------------------------------------------------------===//

/// Positions are functions of few dims; a table beyond this is data.
static constexpr int64_t largestTable = 1 << 16;

/// Calls `fn` on every point of the dims in `dims`, the others at 0, until it
/// says false.
static bool forEachPoint(const llvm::SmallBitVector &dims,
                         ArrayRef<int64_t> extents,
                         llvm::function_ref<bool(ArrayRef<int64_t>)> fn) {
  SmallVector<int64_t, 4> point(extents.size(), 0);
  while (true) {
    if (!fn(point))
      return false;
    int d = dims.find_last();
    for (; d >= 0; d = dims.find_prev(d)) {
      if (++point[d] < extents[d])
        break;
      point[d] = 0;
    }
    if (d < 0)
      return true;
  }
}

std::optional<Separated> PositionResolver::separate(Value value) {
  std::optional<llvm::SmallBitVector> dims = known.dimsOf(op, value);
  if (!dims)
    return std::nullopt;
  int64_t points = 1;
  for (unsigned d : dims->set_bits())
    points *= extents[d];
  if (points > largestTable)
    return std::nullopt;

  auto at = [&](ArrayRef<int64_t> point) -> std::optional<int64_t> {
    auto number =
        dyn_cast_or_null<IntegerAttr>(known.evaluate(op, value, point));
    if (!number)
      return std::nullopt;
    return number.getInt();
  };
  Separated result;
  result.tables.resize(extents.size());
  SmallVector<int64_t, 4> point(extents.size(), 0);
  std::optional<int64_t> origin = at(point);
  if (!origin)
    return std::nullopt;
  result.constant = *origin;
  for (unsigned d : dims->set_bits()) {
    for (point[d] = 0; point[d] < extents[d]; ++point[d]) {
      std::optional<int64_t> number = at(point);
      if (!number)
        return std::nullopt;
      result.tables[d].push_back(*number - *origin);
    }
    point[d] = 0;
  }
  if (dims->count() > 1 &&
      !forEachPoint(*dims, extents, [&](ArrayRef<int64_t> where) {
        int64_t sum = *origin;
        for (unsigned d : dims->set_bits())
          sum += result.tables[d][where[d]];
        return at(where) == sum;
      }))
    return std::nullopt;
  return result;
}

/// The steps at which the digits of a table begin; nullopt if the table is not
/// a sum of multiples of digits. A digit's run is the longest that walks in
/// equal steps: where the next digit goes on at the same step, both are one.
static std::optional<Radices> radicesOf(ArrayRef<int64_t> table) {
  Radices steps;
  std::vector<int64_t> left(table.begin(), table.end());
  int64_t step = 1;
  while (left.size() > 1) {
    int64_t stride = left[1] - left[0], size = left.size(), run = 1;
    while (run < size && left[run] == left[0] + stride * run)
      ++run;
    if (size % run != 0)
      return std::nullopt;
    std::vector<int64_t> upper;
    for (int64_t i = 0; i < size; ++i) {
      if (i % run == 0)
        upper.push_back(left[i]);
      else if (left[i] != upper.back() + stride * (i % run))
        return std::nullopt;
    }
    step *= run;
    if (upper.size() > 1)
      steps.push_back(step);
    left = std::move(upper);
  }
  return steps;
}

/// Adds the digits that `separated` needs; false, and nothing done, if they do
/// not nest with those that others need.
bool PositionResolver::refine(const Separated &separated) {
  SmallVector<Radices, 4> refined(radices);
  for (auto [table, steps] : llvm::zip(separated.tables, refined)) {
    std::optional<Radices> own = radicesOf(table);
    if (!own)
      return false;
    llvm::append_range(steps, *own);
    llvm::sort(steps);
    steps.erase(std::unique(steps.begin(), steps.end()), steps.end());
    for (size_t i = 1; i < steps.size(); ++i)
      if (steps[i] % steps[i - 1] != 0)
        return false;
  }
  radices = std::move(refined);
  return true;
}

//===----------------------------------------------------------------------===//
// Checks
//===----------------------------------------------------------------------===//

LogicalResult PositionResolver::checkRange(Value index,
                                           const Separated &separated,
                                           tensor::ExtractOp extract,
                                           unsigned dim) {
  int64_t low = separated.constant, high = separated.constant;
  for (const std::vector<int64_t> &table : separated.tables) {
    if (table.empty())
      continue;
    low += *llvm::min_element(table);
    high += *llvm::max_element(table);
  }
  int64_t extent =
      cast<RankedTensorType>(extract.getTensor().getType()).getDimSize(dim);
  if (low >= 0 && high < extent)
    return success();
  return extract.emitError("reads positions ")
         << low << " to " << high << " of dim " << dim << ", which has "
         << extent << " elements; expected positions inside the tensor";
}

/// Assertions that are known go: they hold, or the model never does.
LogicalResult PositionResolver::checkAsserts() {
  for (auto check :
       llvm::make_early_inc_range(op.getBody()->getOps<cf::AssertOp>())) {
    std::optional<llvm::SmallBitVector> dims = known.dimsOf(op, check.getArg());
    int64_t points = 1;
    if (dims)
      for (unsigned d : dims->set_bits())
        points *= extents[d];
    if (!dims || points > largestTable)
      continue;
    bool unknown = false;
    bool holds = forEachPoint(*dims, extents, [&](ArrayRef<int64_t> point) {
      auto value = dyn_cast_or_null<IntegerAttr>(
          known.evaluate(op, check.getArg(), point));
      unknown |= !value;
      return value && !value.getValue().isZero();
    });
    if (unknown)
      continue;
    if (!holds)
      return check.emitError("'cf.assert' fails for every input: ")
             << check.getMsg();
    check.erase();
  }
  return success();
}

//===----------------------------------------------------------------------===//
// Digits
//===----------------------------------------------------------------------===//

void PositionResolver::numberDigits() {
  for (const Radices &steps : radices) {
    firstDigit.push_back(numDigits);
    numDigits += steps.size() + 1;
  }
}

/// Extents of the digits of a dim, outermost first.
static SmallVector<int64_t, 4> digitExtents(int64_t extent,
                                            ArrayRef<int64_t> steps) {
  SmallVector<int64_t, 4> sizes;
  for (int64_t step : llvm::reverse(steps)) {
    sizes.push_back(extent / step);
    extent = step;
  }
  sizes.push_back(extent);
  return sizes;
}

AffineExpr PositionResolver::dimFromDigits(unsigned dim) {
  AffineExpr sum = builder.getAffineConstantExpr(0);
  unsigned digit = firstDigit[dim];
  for (int64_t step : llvm::reverse(radices[dim]))
    sum = sum + builder.getAffineDimExpr(digit++) * step;
  return sum + builder.getAffineDimExpr(digit);
}

/// `map` over digits. A result that is a whole dim becomes its digits, with
/// `digitShape` the operand's shape then; any other is rewritten.
AffineMap
PositionResolver::digitMap(AffineMap map, ArrayRef<int64_t> shape,
                           SmallVectorImpl<int64_t> &digitShape,
                           SmallVectorImpl<ReassociationIndices> &parts) {
  SmallVector<AffineExpr> dims, results;
  for (unsigned d = 0; d < extents.size(); ++d)
    dims.push_back(dimFromDigits(d));
  for (auto [expr, extent] : llvm::zip(map.getResults(), shape)) {
    ReassociationIndices &part = parts.emplace_back();
    auto add = [&](AffineExpr result, int64_t size) {
      part.push_back(digitShape.size());
      results.push_back(result);
      digitShape.push_back(size);
    };
    auto dim = dyn_cast<AffineDimExpr>(expr);
    if (!dim || extents[dim.getPosition()] != extent) {
      add(expr.replaceDimsAndSymbols(dims, {}), extent);
      continue;
    }
    unsigned digit = firstDigit[dim.getPosition()];
    for (int64_t size : digitExtents(extent, radices[dim.getPosition()]))
      add(builder.getAffineDimExpr(digit++), size);
  }
  return AffineMap::get(numDigits, 0, results, op.getContext());
}

/// The generic again, over digits.
void PositionResolver::splitIteration() {
  SmallVector<AffineMap> maps;
  SmallVector<Value> operands;
  Location loc = op.getLoc();
  for (OpOperand &operand : op->getOpOperands()) {
    AffineMap map = op.getMatchingIndexingMap(&operand);
    auto type = dyn_cast<RankedTensorType>(operand.get().getType());
    SmallVector<int64_t> shape;
    SmallVector<ReassociationIndices> parts;
    maps.push_back(digitMap(map, type ? type.getShape() : ArrayRef<int64_t>(),
                            shape, parts));
    Value value = operand.get();
    if (type && static_cast<int64_t>(shape.size()) != type.getRank())
      value = tensor::ExpandShapeOp::create(
          builder, loc, RankedTensorType::get(shape, type.getElementType()),
          value, parts);
    operands.push_back(value);
  }
  SmallVector<utils::IteratorType> iterators;
  for (auto [type, steps] : llvm::zip(op.getIteratorTypesArray(), radices))
    iterators.append(steps.size() + 1, type);
  ArrayRef<Value> all(operands);
  ArrayRef<Value> inits = all.drop_front(op.getNumDpsInputs());
  auto split = linalg::GenericOp::create(
      builder, loc, ValueRange(inits).getTypes(),
      all.take_front(op.getNumDpsInputs()), inits, maps, iterators);
  split.getRegion().takeBody(op.getRegion());

  for (auto [before, after] : llvm::zip(op.getResults(), split.getResults())) {
    auto type = cast<RankedTensorType>(before.getType());
    Value whole = after;
    if (after.getType() != type) {
      AffineMap map = op.getMatchingIndexingMap(
          op.getDpsInitOperand(before.getResultNumber()));
      SmallVector<int64_t> shape;
      SmallVector<ReassociationIndices> parts;
      digitMap(map, type.getShape(), shape, parts);
      whole = tensor::CollapseShapeOp::create(builder, loc, type, after, parts);
    }
    before.replaceAllUsesWith(whole);
  }
  op.erase();
  op = split;

  // Positions that the body reads otherwise.
  for (auto index :
       llvm::make_early_inc_range(op.getBody()->getOps<linalg::IndexOp>())) {
    OpBuilder inside(index);
    Separated whole;
    whole.tables.resize(extents.size());
    for (int64_t at = 0; at < extents[index.getDim()]; ++at)
      whole.tables[index.getDim()].push_back(at);
    index.getResult().replaceAllUsesWith(rebuild(inside, whole));
    index.erase();
  }
}

//===----------------------------------------------------------------------===//
// Indices
//===----------------------------------------------------------------------===//

Value PositionResolver::digitOf(OpBuilder &inside, unsigned dim, size_t digit) {
  // Digits are numbered from the outermost.
  unsigned number = firstDigit[dim] + radices[dim].size() - digit;
  return linalg::IndexOp::create(inside, op.getLoc(), number);
}

/// The value as sums of multiples of linalg.index.
Value PositionResolver::rebuild(OpBuilder &inside, const Separated &separated) {
  Location loc = op.getLoc();
  Value sum;
  auto add = [&](Value term) {
    sum =
        sum ? arith::AddIOp::create(inside, loc, sum, term).getResult() : term;
  };
  for (unsigned d = 0; d < extents.size(); ++d) {
    const std::vector<int64_t> &table = separated.tables[d];
    for (size_t digit = 0; digit <= radices[d].size(); ++digit) {
      int64_t step = digit == 0 ? 1 : radices[d][digit - 1];
      // The coefficient of a digit is the value at its first step.
      if (step >= static_cast<int64_t>(table.size()) || table[step] == 0)
        continue;
      Value term = digitOf(inside, d, digit);
      if (table[step] != 1)
        term = arith::MulIOp::create(
            inside, loc, term,
            arith::ConstantIndexOp::create(inside, loc, table[step]));
      add(term);
    }
  }
  if (separated.constant != 0 || !sum)
    add(arith::ConstantIndexOp::create(inside, loc, separated.constant));
  return sum;
}

/// An index that says what it is already.
static bool isPlain(Value index) {
  return matchPattern(index, m_Constant()) ||
         isa_and_nonnull<linalg::IndexOp>(index.getDefiningOp());
}

LogicalResult PositionResolver::collect() {
  for (auto extract : op.getBody()->getOps<tensor::ExtractOp>())
    for (auto [dim, index] : llvm::enumerate(extract.getIndices())) {
      std::optional<Separated> separated = separate(index);
      if (!separated)
        continue;
      if (failed(checkRange(index, *separated, extract, dim)))
        return failure();
      if (!isPlain(index) && !resolved.contains(index) && refine(*separated))
        resolved[index] = std::move(*separated);
    }
  return success();
}

void PositionResolver::replaceIndices() {
  for (auto &[index, separated] : resolved) {
    OpBuilder inside(op.getContext());
    inside.setInsertionPointToStart(op.getBody());
    Value affine = rebuild(inside, separated);
    index.replaceUsesWithIf(affine, [&](OpOperand &use) {
      return isa<tensor::ExtractOp>(use.getOwner()) &&
             use.getOwner()->getBlock() == op.getBody();
    });
  }
}

void PositionResolver::eraseDead() {
  for (Operation &inner :
       llvm::make_early_inc_range(llvm::reverse(*op.getBody())))
    if (isOpTriviallyDead(&inner))
      inner.erase();
}

LogicalResult PositionResolver::run() {
  if (failed(checkAsserts()) || failed(collect()))
    return failure();
  numberDigits();
  if (!resolved.empty()) {
    if (numDigits != extents.size())
      splitIteration();
    replaceIndices();
  }
  eraseDead();
  return success();
}

//===----------------------------------------------------------------------===//
// Pass
//===----------------------------------------------------------------------===//

namespace {
struct ResolvePositionsPass
    : ridge::impl::ResolvePositionsBase<ResolvePositionsPass> {
  void runOnOperation() override {
    SmallVector<linalg::GenericOp> generics;
    getOperation().walk([&](linalg::GenericOp op) {
      bool looksUp = !op.getBody()->getOps<tensor::ExtractOp>().empty() ||
                     !op.getBody()->getOps<cf::AssertOp>().empty();
      if (looksUp && op.hasPureTensorSemantics() &&
          !ShapedType::isDynamicShape(op.getStaticLoopRanges()))
        generics.push_back(op);
    });
    for (linalg::GenericOp op : generics) {
      // What is known about a tensor changes with the generic that makes it.
      KnownValues known;
      if (failed(PositionResolver(op, known).run()))
        return signalPassFailure();
    }
  }
};
} // namespace
