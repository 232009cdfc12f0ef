//===- MaskedBody.cpp - a scalar body beyond a diagonal -------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "MaskedBody.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "llvm/ADT/TypeSwitch.h"
#include <limits>

using namespace mlir;
using namespace ridge;

using Bounds = std::pair<int64_t, int64_t>;
constexpr int64_t kNoLimit = std::numeric_limits<int64_t>::max();

//===----------------------------------------------------------------------===//
// Comparisons
//===----------------------------------------------------------------------===//

static arith::CmpIPredicate signedPredicate(arith::CmpIPredicate predicate) {
  switch (predicate) {
  case arith::CmpIPredicate::ult:
    return arith::CmpIPredicate::slt;
  case arith::CmpIPredicate::ule:
    return arith::CmpIPredicate::sle;
  case arith::CmpIPredicate::ugt:
    return arith::CmpIPredicate::sgt;
  case arith::CmpIPredicate::uge:
    return arith::CmpIPredicate::sge;
  default:
    return predicate;
  }
}

/// What `predicate` says of lhs and rhs if lhs - rhs is in `range`: with a
/// sign, what it says at both ends.
static std::optional<bool> outcome(arith::CmpIPredicate predicate,
                                   Bounds range) {
  // Equality at both ends says nothing of what lies between.
  if (predicate == arith::CmpIPredicate::eq ||
      predicate == arith::CmpIPredicate::ne)
    return std::nullopt;
  auto holds = [&](int64_t difference) {
    return arith::applyCmpPredicate(predicate,
                                    APInt(64, difference, /*isSigned=*/true),
                                    APInt::getZero(64));
  };
  bool low = holds(range.first);
  return low == holds(range.second) ? std::optional(low) : std::nullopt;
}

/// lhs - rhs, if the comparison is one of numbers that are not negative or has
/// a sign.
static std::optional<Affine>
difference(arith::CmpIOp compare, const BodyValue &lhs, const BodyValue &rhs) {
  if (!lhs.asIndex() || !rhs.asIndex())
    return std::nullopt;
  auto isNegative = [](const Affine &sum) {
    return sum.constant < 0 ||
           llvm::any_of(
               sum.terms, [](const auto &term) { return term.second < 0; });
  };
  if (signedPredicate(compare.getPredicate()) != compare.getPredicate() &&
      (isNegative(*lhs.asIndex()) || isNegative(*rhs.asIndex())))
    return std::nullopt;
  Affine sum = *lhs.asIndex();
  sum.add(*rhs.asIndex(), -1);
  return sum;
}

/// 1 or -1 if the sum is that times index(column) - index(row), and a constant.
static int64_t signAlong(const Affine &sum, int64_t row, int64_t column) {
  int64_t sign = sum.coefficient(static_cast<int32_t>(column));
  bool isPlane = sum.terms.size() == 2 && (sign == 1 || sign == -1) &&
                 sum.coefficient(static_cast<int32_t>(row)) == -sign;
  return isPlane ? sign : 0;
}

BodyValue MaskedBody::compare(arith::CmpIOp compare) {
  std::optional<Affine> sum =
      difference(compare, valueOf(compare.getLhs()), valueOf(compare.getRhs()));
  if (!sum)
    return {};
  Bounds range{sum->constant, sum->constant};
  if (!sum->isConstant()) {
    int64_t sign =
        diagonal ? signAlong(*sum, diagonal->row, diagonal->column) : 0;
    if (sign == 0)
      return {};
    int64_t first = sum->constant + sign * (diagonal->ahead + 1);
    range = sign > 0 ? Bounds{first, kNoLimit} : Bounds{-kNoLimit, first};
  }
  std::optional<bool> known =
      outcome(signedPredicate(compare.getPredicate()), range);
  return known ? BodyValue::integer(*known) : BodyValue();
}

SmallVector<Diagonal, 2> MaskedBody::findDiagonals(ArrayRef<BodyValue> inputs) {
  evaluate(inputs);
  SmallVector<Diagonal, 2> diagonals;
  for (Operation &each : op.getScalarBody().front()) {
    auto compare = dyn_cast<arith::CmpIOp>(each);
    if (!compare)
      continue;
    std::optional<Affine> sum = difference(compare, valueOf(compare.getLhs()),
                                           valueOf(compare.getRhs()));
    if (!sum || sum->terms.size() != 2)
      continue;
    arith::CmpIPredicate predicate = signedPredicate(compare.getPredicate());
    // Either dim may be the column.
    for (bool isSwapped : {false, true}) {
      Diagonal found;
      found.row = sum->terms[isSwapped].first;
      found.column = sum->terms[!isSwapped].first;
      int64_t sign = signAlong(*sum, found.row, found.column);
      if (sign == 0)
        continue;
      // sign * x + constant, x = column - row, is known from x = first on.
      int64_t first = -sign * sum->constant;
      auto isKnownFrom = [&](int64_t x) {
        int64_t least = sign * x + sum->constant;
        return outcome(predicate, sign > 0 ? Bounds{least, kNoLimit}
                                           : Bounds{-kNoLimit, least})
            .has_value();
      };
      if (!isKnownFrom(first))
        ++first;
      found.ahead = first - 1;
      if (found.ahead >= 0 && isKnownFrom(first))
        diagonals.push_back(found);
    }
  }
  return diagonals;
}

//===----------------------------------------------------------------------===//
// Operations
//===----------------------------------------------------------------------===//

static BodyValue sum(const BodyValue &a, const BodyValue &b) {
  if (a.isNumber() && b.isNumber())
    return BodyValue::number(*a.asNumber() + *b.asNumber());
  if (a.isZero())
    return b;
  if (b.isZero())
    return a;
  if (a.isLowest() && !b.isAccumulator())
    return a;
  if (b.isLowest() && !a.isAccumulator())
    return b;
  return {};
}

static BodyValue product(const BodyValue &a, const BodyValue &b) {
  if (a.isNumber() && b.isNumber())
    return BodyValue::number(*a.asNumber() * *b.asNumber());
  if (a.isZero() || b.isZero())
    return BodyValue::number(0);
  return {};
}

static BodyValue quotient(const BodyValue &a, const BodyValue &b) {
  if (a.isZero() && !b.isZero())
    return a;
  if (a.isNumber() && b.isNumber() && !b.isZero())
    return BodyValue::number(*a.asNumber() / *b.asNumber());
  return {};
}

static BodyValue greatest(const BodyValue &a, const BodyValue &b) {
  if (a.isLowest())
    return b;
  if (b.isLowest())
    return a;
  if (a.isNumber() && b.isNumber())
    return BodyValue::number(std::max(*a.asNumber(), *b.asNumber()));
  return {};
}

static BodyValue joinBits(const BodyValue &a, const BodyValue &b, bool isAnd) {
  if (a.is(!isAnd) || b.is(!isAnd))
    return BodyValue::integer(!isAnd);
  if (a.is(isAnd))
    return b;
  if (b.is(isAnd))
    return a;
  return {};
}

/// Of two numbers, as `arith.cmpf` of constants.
static BodyValue compareNumbers(arith::CmpFOp compare, const BodyValue &a,
                                const BodyValue &b) {
  if (!a.isNumber() || !b.isNumber())
    return {};
  return BodyValue::integer(arith::applyCmpPredicate(
      compare.getPredicate(), llvm::APFloat(*a.asNumber()),
      llvm::APFloat(*b.asNumber())));
}

static BodyValue power(const BodyValue &value) {
  return value.isLowest() ? BodyValue::number(0) : BodyValue();
}

static BodyValue indexSum(const BodyValue &a, const BodyValue &b,
                          int64_t factor) {
  if (!a.asIndex() || !b.asIndex())
    return {};
  Affine sum = *a.asIndex();
  sum.add(*b.asIndex(), factor);
  return BodyValue::index(std::move(sum));
}

static BodyValue indexProduct(const BodyValue &a, const BodyValue &b) {
  const BodyValue &factor = a.asInteger() ? a : b,
                  &other = a.asInteger() ? b : a;
  if (!factor.asInteger() || !other.asIndex())
    return {};
  Affine sum;
  sum.add(*other.asIndex(), *factor.asInteger());
  return BodyValue::index(std::move(sum));
}

static BodyValue constantOf(TypedAttr attribute) {
  if (auto value = dyn_cast<FloatAttr>(attribute))
    return BodyValue::number(value.getValueAsDouble());
  auto integer = dyn_cast<IntegerAttr>(attribute);
  if (!integer || integer.getValue().getSignificantBits() > 62)
    return {};
  // A bit is 0 or 1.
  if (integer.getType().isInteger(1))
    return BodyValue::integer(integer.getValue().isOne());
  return BodyValue::integer(integer.getValue().getSExtValue());
}

/// A fold's result is one for the row: that of what is not masked, if what is
/// adds nothing.
BodyValue MaskedBody::fold(FoldOp fold) {
  if (!diagonal || !llvm::is_contained(fold.getDims(), diagonal->column))
    return {};
  BodyValue value = valueOf(fold.getValue());
  bool isNeutral = (fold.getJoins() == arith::AddFOp::getOperationName() &&
                    value.isZero()) ||
                   ((fold.getJoins() == arith::MaximumFOp::getOperationName() ||
                     fold.getJoins() == arith::MaxNumFOp::getOperationName()) &&
                    value.isLowest());
  isSpoilt |= !isNeutral;
  return {};
}

BodyValue MaskedBody::evaluateOne(Operation &each) {
  auto in = [&](unsigned operand) { return valueOf(each.getOperand(operand)); };
  return llvm::TypeSwitch<Operation *, BodyValue>(&each)
      .Case<IndexOp>([](IndexOp index) {
        Affine sum;
        sum.add(static_cast<int32_t>(index.getDim()), 1);
        return BodyValue::index(std::move(sum));
      })
      .Case<arith::ConstantOp>(
          [](arith::ConstantOp op) { return constantOf(op.getValue()); })
      .Case<LiteralOp>([](LiteralOp op) { return constantOf(op.getValue()); })
      .Case<arith::CmpIOp>([&](arith::CmpIOp op) { return compare(op); })
      .Case<arith::CmpFOp>(
          [&](arith::CmpFOp op) { return compareNumbers(op, in(0), in(1)); })
      .Case<FoldOp>([&](FoldOp op) { return fold(op); })
      .Case<arith::SelectOp>([&](arith::SelectOp) {
        std::optional<int64_t> taken = in(0).asInteger();
        return taken ? in(*taken != 0 ? 1 : 2) : BodyValue();
      })
      .Case<arith::AddFOp>([&](auto) { return sum(in(0), in(1)); })
      .Case<arith::SubFOp>([&](auto) {
        if (std::optional<double> number = in(1).asNumber())
          return sum(in(0), BodyValue::number(-*number));
        return in(0).isLowest() ? in(0) : BodyValue();
      })
      .Case<arith::MulFOp>([&](auto) { return product(in(0), in(1)); })
      .Case<arith::DivFOp>([&](auto) { return quotient(in(0), in(1)); })
      .Case<arith::MaximumFOp, arith::MaxNumFOp>(
          [&](auto) { return greatest(in(0), in(1)); })
      .Case<math::ExpOp, math::Exp2Op>([&](auto) { return power(in(0)); })
      .Case<arith::AddIOp>([&](auto) { return indexSum(in(0), in(1), 1); })
      .Case<arith::SubIOp>([&](auto) { return indexSum(in(0), in(1), -1); })
      .Case<arith::MulIOp>([&](auto) { return indexProduct(in(0), in(1)); })
      .Case<arith::AndIOp, arith::OrIOp>([&](auto) {
        return each.getResult(0).getType().isInteger(1)
                   ? joinBits(in(0), in(1), isa<arith::AndIOp>(each))
                   : BodyValue();
      })
      .Case<arith::XOrIOp>([&](auto) {
        std::optional<int64_t> a = in(0).asInteger(), b = in(1).asInteger();
        return a && b && each.getResult(0).getType().isInteger(1)
                   ? BodyValue::integer((*a ^ *b) & 1)
                   : BodyValue();
      })
      .Case<arith::ExtFOp, arith::TruncFOp>([&](auto) { return in(0); })
      .Case<arith::ExtSIOp, arith::IndexCastOp>([&](auto) {
        // i1 1 is -1.
        return each.getOperand(0).getType().isInteger(1) ? BodyValue() : in(0);
      })
      .Case<arith::UIToFPOp>([&](auto) {
        std::optional<int64_t> value = in(0).asInteger();
        return value && each.getOperand(0).getType().isInteger(1)
                   ? BodyValue::number(static_cast<double>(*value))
                   : BodyValue();
      })
      .Case<CastOp>([&](auto) { return in(0).isZero() ? in(0) : BodyValue(); })
      .Default(BodyValue());
}

BodyValue MaskedBody::evaluate(ArrayRef<BodyValue> inputs) {
  Block &body = op.getScalarBody().front();
  for (auto [argument, value] : llvm::zip(body.getArguments(), inputs))
    values[argument] = value;
  bool foldsColumns =
      diagonal && (op.getReductionDims() >> diagonal->column) & 1;
  if (op.getInitialValue() && foldsColumns)
    values[body.getArguments().back()] = BodyValue::accumulator();
  for (Operation &each : body.without_terminator())
    if (each.getNumResults() == 1)
      values[each.getResult(0)] = evaluateOne(each);
  return valueOf(body.getTerminator()->getOperand(0));
}
