//===- RidgeNumericOps.cpp - changes of number format ---------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialects/Ridge/RidgeDialect.h"
#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;
using namespace ridge;

/// True if every value of `narrow` is one of `wide`, as far as APFloat's tables
/// tell: more precision, and exponents that reach as far on both sides.
static bool includes(FloatType wide, FloatType narrow) {
  const llvm::fltSemantics &w = wide.getFloatSemantics();
  const llvm::fltSemantics &n = narrow.getFloatSemantics();
  using F = llvm::APFloat;
  // Subnormals of the narrow format need the exponents beneath its least.
  int least = F::semanticsMinExponent(n) - int(F::semanticsPrecision(n)) + 1;
  return F::semanticsPrecision(w) >= F::semanticsPrecision(n) &&
         F::semanticsMaxExponent(w) >= F::semanticsMaxExponent(n) &&
         F::semanticsMinExponent(w) - int(F::semanticsPrecision(w)) + 1 <=
             least;
}

LogicalResult CastOp::verify() {
  Type from = getSource().getType(), to = getType();
  if (from == to)
    return emitOpError() << "changes nothing: both formats are " << from;
  auto narrow = dyn_cast<FloatType>(to);
  if (narrow && includes(narrow, cast<FloatType>(from)))
    return emitOpError() << "loses nothing: " << to << " has every value of "
                         << from << "; use arith.extf";
  return success();
}

/// The cast of a widened value of the result's own format gives the value back;
/// everything else loses something and stays.
OpFoldResult CastOp::fold(FoldAdaptor) {
  auto widened = getSource().getDefiningOp<arith::ExtFOp>();
  if (widened && widened.getIn().getType() == getType())
    return widened.getIn();
  return {};
}

LogicalResult StochasticCastOp::verify() {
  if (getBits() < 1 || getBits() > 32)
    return emitOpError() << "draws " << getBits() << " bits; expected 1 to 32";
  if (getSeed() >> 32)
    return emitOpError() << "seed " << getSeed() << " does not fit 32 bits";
  if (getSource().getType() == getType())
    return emitOpError() << "changes nothing: both formats are " << getType();
  return success();
}

static bool isPowerOfTwoFormat(Type type) {
  return isa<Float8E8M0FNUType>(type);
}

LogicalResult ScaleOp::verify() {
  if (!isa<FloatType, IntegerType>(getElement()))
    return emitOpError() << "element " << getElement()
                         << " is no scalar format";
  if (!isa<FloatType>(getType()))
    return emitOpError() << "gives " << getType() << ", expected a float";
  if (!isPowerOfTwoFormat(getType()) && getRule() != BlockScaleRule::RoundUp)
    return emitOpError() << "rule " << stringifyBlockScaleRule(getRule())
                         << " gives powers of two; a scale of " << getType()
                         << " takes rule round_up";
  return success();
}

LogicalResult QuantizeOp::verify() {
  if (getSource().getType() == getType())
    return emitOpError() << "changes nothing: both formats are " << getType();
  return success();
}

LogicalResult DequantizeOp::verify() {
  auto to = dyn_cast<FloatType>(getType());
  if (!to)
    return emitOpError() << "gives " << getType() << ", expected a float";
  auto from = dyn_cast<FloatType>(getSource().getType());
  bool wider = from ? includes(to, from) && from != to
                    : getSource().getType().getIntOrFloatBitWidth() <=
                          unsigned(to.getFPMantissaWidth());
  if (!wider)
    return emitOpError() << "result " << to
                         << " does not have every value of the element "
                         << getSource().getType();
  return success();
}
