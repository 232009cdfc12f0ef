//===- ZeroPoint.cpp - operands of products with zero points --------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// See ZeroPoint.h.
///
//===----------------------------------------------------------------------===//

#include "ZeroPoint.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;
using namespace ridge;

IntegerType ridge::integerElement(Value value) {
  return dyn_cast<IntegerType>(
      cast<RankedTensorType>(value.getType()).getElementType());
}

/// The argument of a body under conversions that widen integers, which are
/// appended to `widening` in the order of their application.
static BlockArgument narrowArgument(Value value,
                                    SmallVectorImpl<Operation *> &widening) {
  while (
      isa_and_nonnull<arith::ExtSIOp, arith::ExtUIOp>(value.getDefiningOp())) {
    widening.insert(widening.begin(), value.getDefiningOp());
    value = value.getDefiningOp()->getOperand(0);
  }
  return dyn_cast<BlockArgument>(value);
}

/// How a chain of widenings extends: as unsigned if the first does. A sign
/// extension that is then read as unsigned has no one meaning.
static std::optional<bool> isUnsignedChain(ArrayRef<Operation *> widening) {
  if (widening.empty())
    return false;
  bool isUnsigned = isa<arith::ExtUIOp>(widening.front());
  for (Operation *op : widening.drop_front())
    if (!isUnsigned && isa<arith::ExtUIOp>(op))
      return std::nullopt;
  return isUnsigned;
}

/// `map`, of the dims of what `producer` writes, as one of the dims of the
/// product that reads its result at `read`. Nothing if a dim is not one dim
/// that stays.
static std::optional<AffineMap> mapOfProduct(AffineMap map, MapOp producer,
                                             AffineMap read, AffineMap result) {
  AffineMap written = producer.getOperandMaps().back();
  SmallVector<AffineExpr> exprs;
  for (AffineExpr expr : map.getResults()) {
    if (isa<AffineConstantExpr>(expr)) {
      exprs.push_back(expr);
      continue;
    }
    std::optional<unsigned> position = isa<AffineDimExpr>(expr)
                                           ? written.getResultPosition(expr)
                                           : std::nullopt;
    if (!position || !result)
      return std::nullopt;
    AffineExpr outer = read.getResult(*position);
    if (!isa<AffineDimExpr>(outer) || !result.getResultPosition(outer))
      return std::nullopt;
    exprs.push_back(outer);
  }
  return AffineMap::get(read.getNumDims(), 0, exprs, map.getContext());
}

/// True if ext(x) - zero, or + zero, of `bits` wide x never leaves the signed
/// range of its type.
static bool neverWraps(unsigned bits, bool isUnsigned, const ZeroPoint &zero) {
  if (zero.tensor)
    return false;
  unsigned width = zero.constant.getBitWidth();
  if (bits + 1 >= width)
    return false;
  APInt low = isUnsigned ? APInt::getZero(width)
                         : APInt::getSignedMinValue(bits).sext(width);
  APInt high = isUnsigned ? APInt::getMaxValue(bits).zext(width)
                          : APInt::getSignedMaxValue(bits).sext(width);
  bool first = false, second = false;
  if (zero.isAdded) {
    (void)low.sadd_ov(zero.constant, first);
    (void)high.sadd_ov(zero.constant, second);
  } else {
    (void)low.ssub_ov(zero.constant, first);
    (void)high.ssub_ov(zero.constant, second);
  }
  return !first && !second;
}

/// Reads `value`, of the body of `producer`, as a zero point.
static std::optional<ZeroPoint>
readZeroPoint(Value value, MapOp producer, AffineMap read, AffineMap result) {
  ZeroPoint zero;
  if (matchPattern(value, m_ConstantInt(&zero.constant)))
    return zero;
  BlockArgument argument = narrowArgument(value, zero.widening);
  if (!argument)
    return std::nullopt;
  std::optional<AffineMap> map =
      mapOfProduct(producer.getOperandMaps()[argument.getArgNumber()], producer,
                   read, result);
  if (!map)
    return std::nullopt;
  zero.tensor = producer.getInputs()[argument.getArgNumber()];
  zero.map = *map;
  return zero;
}

/// Reads what `producer` gives, which the product reads at `read`, as ext(x) -
/// zero.
static std::optional<ShiftedOperand> readShifted(MapOp producer, AffineMap read,
                                                 AffineMap result) {
  Block &body = producer.getBody().front();
  Operation *shift = body.getTerminator()->getOperand(0).getDefiningOp();
  if (!isa_and_nonnull<arith::SubIOp, arith::AddIOp>(shift))
    return std::nullopt;
  SmallVector<AffineMap> maps = producer.getOperandMaps();
  bool commutes = isa<arith::AddIOp>(shift);
  for (unsigned position : {0u, 1u}) {
    if (position == 1 && !commutes)
      continue;
    SmallVector<Operation *> widening;
    BlockArgument argument =
        narrowArgument(shift->getOperand(position), widening);
    std::optional<bool> isUnsigned = isUnsignedChain(widening);
    if (!argument || widening.empty() || !isUnsigned ||
        maps[argument.getArgNumber()] != maps.back())
      continue;
    std::optional<ZeroPoint> zero =
        readZeroPoint(shift->getOperand(1 - position), producer, read, result);
    if (!zero)
      continue;
    zero->isAdded = commutes;
    return ShiftedOperand{producer.getInputs()[argument.getArgNumber()],
                          read,
                          *isUnsigned,
                          *zero,
                          {}};
  }
  return std::nullopt;
}

/// Reads the map that made `input`, which the product reads at `read`. Views
/// may stand between; they do not say where a tensor of zero points goes.
static std::optional<ShiftedOperand> readProducer(Value input, AffineMap read,
                                                  AffineMap result) {
  SmallVector<Operation *> views;
  Value source = input;
  while (isa_and_nonnull<ReshapeOp, TransposeOp, BroadcastOp, SliceOp>(
      source.getDefiningOp())) {
    views.push_back(source.getDefiningOp());
    source = views.back()->getOperand(0);
  }
  auto producer = source.getDefiningOp<MapOp>();
  if (!producer)
    return std::nullopt;
  AffineMap own = AffineMap::getMultiDimIdentityMap(
      producer.getType().getRank(), producer.getContext());
  std::optional<ShiftedOperand> side = views.empty()
                                           ? readShifted(producer, read, result)
                                           : readShifted(producer, own, {});
  if (!side)
    return std::nullopt;
  side->map = read;
  side->views.assign(views.rbegin(), views.rend());
  return side;
}

std::optional<ShiftedOperand> ridge::readSide(ContractOp op, unsigned number) {
  SmallVector<AffineMap> maps = op.getOperandMaps();
  Value input = op.getInputs()[number];
  // What the body itself does to the operand.
  Block &body = op.getBody().front();
  SmallVector<Operation *> widening;
  for (Operation *next = *body.getArgument(number).user_begin();
       isa<arith::ExtSIOp, arith::ExtUIOp>(next);
       next = *next->getResult(0).user_begin())
    widening.push_back(next);
  std::optional<bool> isUnsigned = isUnsignedChain(widening);
  if (!isUnsigned)
    return std::nullopt;
  IntegerType type = integerElement(input), sum = integerElement(op);
  std::optional<ShiftedOperand> side =
      readProducer(input, maps[number], maps.back());
  // Widened after the zero point has gone, the difference must be exact.
  if (side &&
      (type == sum ||
       (!*isUnsigned && neverWraps(integerElement(side->narrow).getWidth(),
                                   side->isUnsigned, side->zero))))
    return side;
  ShiftedOperand plain{input, maps[number], *isUnsigned, ZeroPoint(), {}};
  plain.zero.constant = APInt::getZero(sum.getWidth());
  return plain;
}
