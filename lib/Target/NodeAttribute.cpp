//===- NodeAttribute.cpp - attributes of scalar operations ----------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Target/NodeAttribute.h"
#include "dialects/Arch/FormatTypes.h"
#include "dialects/Ridge/RidgeDialect.h"
#include "ridge/Numerics/ScalarConversion.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace ridge;

static_assert(int(CastRounding::NearestEven) == int(Rounding::NearestEven) &&
                  int(CastRounding::NearestAway) ==
                      int(Rounding::NearestAway) &&
                  int(CastRounding::TowardZero) == int(Rounding::TowardZero) &&
                  int(CastRounding::Up) == int(Rounding::Up) &&
                  int(CastRounding::Down) == int(Rounding::Down) &&
                  int(CastRounding::ToOdd) == int(Rounding::ToOdd),
              "the dialect's roundings are those of Numerics");
static_assert(int(BlockScaleRule::Floor) == int(PowerRule::Floor) &&
                  int(BlockScaleRule::Ceil) == int(PowerRule::Ceil) &&
                  int(BlockScaleRule::RoundUp) == int(PowerRule::RoundUp) &&
                  int(BlockScaleRule::Even) == int(PowerRule::Even),
              "the dialect's scale rules are those of Numerics");

Rounding ridge::roundingOf(std::optional<arith::RoundingMode> mode) {
  switch (mode.value_or(arith::RoundingMode::to_nearest_even)) {
  case arith::RoundingMode::to_nearest_even:
    return Rounding::NearestEven;
  case arith::RoundingMode::downward:
    return Rounding::Down;
  case arith::RoundingMode::upward:
    return Rounding::Up;
  case arith::RoundingMode::toward_zero:
    return Rounding::TowardZero;
  case arith::RoundingMode::to_nearest_away:
    return Rounding::NearestAway;
  }
  llvm_unreachable("every rounding mode has a case");
}

FailureOr<int64_t> ridge::nodeAttribute(Operation &op) {
  ConversionRule rule;
  return llvm::TypeSwitch<Operation *, FailureOr<int64_t>>(&op)
      .Case([&](CastOp cast) {
        rule.rounding = static_cast<Rounding>(cast.getRounding());
        rule.saturate = cast.getSaturate();
        return rule.pack();
      })
      .Case([&](StochasticCastOp cast) {
        rule.randomBits = cast.getBits();
        rule.seed = cast.getSeed();
        rule.saturate = cast.getSaturate();
        return rule.pack();
      })
      .Case([&](ScaleOp scale) -> FailureOr<int64_t> {
        std::optional<Format> element = formatOf(scale.getElement());
        if (!element)
          return op.emitOpError() << "has elements of " << scale.getElement()
                                  << ", which no format describes";
        rule.rule = static_cast<PowerRule>(scale.getRule());
        rule.element = *element;
        return rule.pack();
      })
      .Case([&](QuantizeOp quantize) {
        rule.rounding = static_cast<Rounding>(quantize.getRounding());
        rule.saturate = true;
        rule.reciprocal = quantize.getReciprocal();
        return rule.pack();
      })
      .Case<arith::TruncFOp, arith::ScalingTruncFOp>([&](auto cast) {
        rule.rounding = roundingOf(cast.getRoundingmode());
        return rule.pack();
      })
      .Default([](Operation *op) -> FailureOr<int64_t> {
        auto predicate = op->getAttrOfType<IntegerAttr>("predicate");
        return predicate ? predicate.getInt() : 0;
      });
}
