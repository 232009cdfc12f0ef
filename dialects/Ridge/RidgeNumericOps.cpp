//===- RidgeNumericOps.cpp - changes of number format ---------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialects/Arch/FormatTypes.h"
#include "dialects/Ridge/RidgeDialect.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "ridge/Numerics/FloatLayout.h"
#include "ridge/Numerics/Inclusion.h"

using namespace mlir;
using namespace ridge;

/// True if every value of `narrow` is one of `wide`, both floats with a format.
static bool includes(Type wide, Type narrow) {
  return isFloatFormat(wide) && isFloatFormat(narrow) &&
         hasEveryValue(*formatOf(wide), *formatOf(narrow));
}

bool ridge::isWidening(Operation *op) {
  if (isa<arith::ExtFOp, arith::ExtSIOp, arith::ExtUIOp>(op))
    return true;
  auto cast = dyn_cast<CastOp>(op);
  if (!cast || cast.getSaturate()) // That would cut Inf.
    return false;
  Type from = cast.getSource().getType(), to = cast.getType();
  return includes(to, from) && bitsOf(*formatOf(from)) < bitsOf(*formatOf(to));
}

Value ridge::createWidening(OpBuilder &builder, Location loc, Type type,
                            Value value) {
  if (isa<FloatType>(type) && isa<FloatType>(value.getType()))
    return arith::ExtFOp::create(builder, loc, type, value);
  return CastOp::create(builder, loc, type, value);
}

LogicalResult CastOp::verify() {
  Type from = getSource().getType(), to = getType();
  // cast-c1
  if (from == to)
    return emitOpError() << "changes nothing: both formats are " << from;
  // cast-c2
  if (isa<FloatType>(from) && isa<FloatType>(to) && includes(to, from))
    return emitOpError() << "loses nothing: " << to << " has every value of "
                         << from << "; use arith.extf";
  return success();
}

static bool hasInfinity(Type type) {
  std::optional<Format> format = formatOf(type);
  return !format || FloatLayout::of(*format).hasInfinity;
}

/// The cast of a widened value of the result's own format gives the value back;
/// everything else loses something and stays, an Inf that saturates as well.
OpFoldResult CastOp::fold(FoldAdaptor) {
  Operation *widened = getSource().getDefiningOp();
  if (!widened || !isWidening(widened) ||
      widened->getOperand(0).getType() != getType() ||
      (getSaturate() && hasInfinity(getType())))
    return {};
  return widened->getOperand(0);
}

LogicalResult StochasticCastOp::verify() {
  // stochastic_cast-c1
  if (getBits() < 1 || getBits() > 32)
    return emitOpError() << "draws " << getBits() << " bits; expected 1 to 32";
  if (getSeed() >> 32)
    return emitOpError() << "seed " << getSeed() << " does not fit 32 bits";
  // stochastic_cast-c2
  if (getSource().getType() == getType())
    return emitOpError() << "changes nothing: both formats are " << getType();
  return success();
}

LogicalResult ScaleOp::verify() {
  // scale-c1
  if (!formatOf(getElement()))
    return emitOpError() << "element " << getElement()
                         << " is no scalar format";
  if (!isFloatFormat(getType()))
    return emitOpError() << "gives " << getType() << ", expected a float";
  // scale-c2
  bool isPowerOfTwo = formatInfo(*formatOf(getType())).mantissaBits == 0;
  if (!isPowerOfTwo && getRule() != BlockScaleRule::RoundUp)
    return emitOpError() << "rule " << stringifyBlockScaleRule(getRule())
                         << " gives powers of two; a scale of " << getType()
                         << " takes rule round_up";
  return success();
}

LogicalResult QuantizeOp::verify() {
  // quantize-c1
  if (getSource().getType() == getType())
    return emitOpError() << "changes nothing: both formats are " << getType();
  return success();
}

LogicalResult DequantizeOp::verify() {
  Type from = getSource().getType(), to = getType();
  // dequantize-c1
  if (!isFloatFormat(to))
    return emitOpError() << "gives " << to << ", expected a float";
  unsigned precision = formatInfo(*formatOf(to)).mantissaBits + 1;
  bool isWider = from.isInteger() ? from.getIntOrFloatBitWidth() <= precision
                                  : includes(to, from) && from != to;
  if (!isWider)
    return emitOpError() << "result " << to
                         << " does not have every value of the element "
                         << from;
  return success();
}
