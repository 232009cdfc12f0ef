//===- Choice.cpp - bodies that choose between two values -----------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Choice.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;
using namespace ridge;

namespace {
/// What a scalar of the body is in one case.
enum class Symbol { Unknown, No, Yes, X, Accumulator, K, At };

/// How x compares with the accumulator; floats may also be NaN.
enum Relation { Greater, Equal, Less, XIsNaN, AccumulatorIsNaN, BothNaN };

struct Case {
  Relation relation;
  bool isLower; ///< The element's position than the one that is kept.
};

/// Outcomes of a comparison, as bits: those for which a predicate holds.
enum Outcome : unsigned { IsEqual = 1, IsGreater = 2, IsLess = 4, IsNaN = 8 };

class Table {
public:
  Table(linalg::GenericOp op, unsigned value, std::optional<unsigned> position)
      : op(op), accumulator(op.getRegionOutputArgs()[value]),
        yielded(yieldOf(value)) {
    if (position) {
      at = op.getRegionOutputArgs()[*position];
      yieldedPosition = yieldOf(*position);
    }
  }

  /// Finds x, and k; false where there is none.
  bool find();

  Symbol value(Case which) { return evaluate(yielded, which); }
  Symbol position(Case which) { return evaluate(yieldedPosition, which); }

  Value x, k;
  bool hasUnsigned = false, hasSigned = false;

private:
  Value yieldOf(unsigned number) {
    return op.getBody()->getTerminator()->getOperand(number);
  }
  bool isIndependent(Value value);
  Symbol evaluate(Value value, Case which);
  Symbol compare(Operation *compare, Case which);
  Symbol extreme(Operation *op, Case which);
  unsigned outcome(Symbol a, Symbol b, Case which);

  linalg::GenericOp op;
  Value accumulator, at, yielded, yieldedPosition;
};
} // namespace

//===----------------------------------------------------------------------===//
// Operands
//===----------------------------------------------------------------------===//

/// True if `value` is computed from inputs and positions, in the body or
/// before.
bool Table::isIndependent(Value value) {
  if (auto argument = dyn_cast<BlockArgument>(value))
    return argument.getOwner() != op.getBody() ||
           argument.getArgNumber() < op.getNumDpsInputs();
  Operation *definition = value.getDefiningOp();
  return definition->getBlock() != op.getBody() ||
         llvm::all_of(definition->getOperands(),
                      [&](Value operand) { return isIndependent(operand); });
}

bool Table::find() {
  for (Operation &inner : *op.getBody()) {
    ValueRange operands = inner.getOperands();
    if (isa<arith::SelectOp>(inner))
      operands = operands.drop_front();
    if (operands.size() != 2 || isa<linalg::YieldOp>(inner))
      continue;
    for (unsigned side : {0u, 1u}) {
      Value kept = operands[side], other = operands[1 - side];
      if (kept == accumulator && !x && isIndependent(other))
        x = other;
      if (at && kept == at && !k && isIndependent(other))
        k = other;
    }
  }
  return x && (!at || k);
}

//===----------------------------------------------------------------------===//
// Cases
//===----------------------------------------------------------------------===//

unsigned Table::outcome(Symbol a, Symbol b, Case which) {
  bool positions = a == Symbol::K || a == Symbol::At;
  if (positions)
    return a == b                              ? IsEqual
           : (a == Symbol::K) == which.isLower ? IsLess
                                               : IsGreater;
  bool xIsNaN = which.relation == XIsNaN || which.relation == BothNaN;
  bool otherIsNaN =
      which.relation == AccumulatorIsNaN || which.relation == BothNaN;
  auto isNaN = [&](Symbol symbol) {
    return symbol == Symbol::X ? xIsNaN : otherIsNaN;
  };
  if (isNaN(a) || isNaN(b))
    return IsNaN;
  if (a == b || which.relation == Equal)
    return IsEqual;
  return (a == Symbol::X) == (which.relation == Greater) ? IsGreater : IsLess;
}

static unsigned outcomesOf(arith::CmpFPredicate predicate) {
  // MLIR counts them: ordered ones, then the same with NaN.
  static const unsigned outcomes[16] = {0,
                                        IsEqual,
                                        IsGreater,
                                        IsGreater | IsEqual,
                                        IsLess,
                                        IsLess | IsEqual,
                                        IsGreater | IsLess,
                                        IsGreater | IsLess | IsEqual,
                                        IsEqual | IsNaN,
                                        IsGreater | IsNaN,
                                        IsGreater | IsEqual | IsNaN,
                                        IsLess | IsNaN,
                                        IsLess | IsEqual | IsNaN,
                                        IsGreater | IsLess | IsNaN,
                                        IsNaN,
                                        IsGreater | IsLess | IsEqual | IsNaN};
  return outcomes[static_cast<unsigned>(predicate) & 15];
}

static unsigned outcomesOf(arith::CmpIPredicate predicate) {
  using P = arith::CmpIPredicate;
  switch (predicate) {
  case P::eq:
    return IsEqual;
  case P::ne:
    return IsGreater | IsLess;
  case P::sgt:
  case P::ugt:
    return IsGreater;
  case P::sge:
  case P::uge:
    return IsGreater | IsEqual;
  case P::slt:
  case P::ult:
    return IsLess;
  case P::sle:
  case P::ule:
    return IsLess | IsEqual;
  }
  return 0;
}

static bool areComparable(Symbol a, Symbol b) {
  auto isValue = [](Symbol s) {
    return s == Symbol::X || s == Symbol::Accumulator;
  };
  auto isPosition = [](Symbol s) { return s == Symbol::K || s == Symbol::At; };
  return (isValue(a) && isValue(b)) || (isPosition(a) && isPosition(b));
}

Symbol Table::compare(Operation *compare, Case which) {
  Symbol a = evaluate(compare->getOperand(0), which);
  Symbol b = evaluate(compare->getOperand(1), which);
  if (!areComparable(a, b))
    return Symbol::Unknown;
  unsigned holds = 0;
  if (auto real = dyn_cast<arith::CmpFOp>(compare)) {
    holds = outcomesOf(real.getPredicate());
  } else {
    using P = arith::CmpIPredicate;
    P predicate = cast<arith::CmpIOp>(compare).getPredicate();
    holds = outcomesOf(predicate);
    if (a == Symbol::X || a == Symbol::Accumulator) {
      bool isUnsigned =
          llvm::is_contained({P::ugt, P::uge, P::ult, P::ule}, predicate);
      bool orders = predicate != P::eq && predicate != P::ne;
      (isUnsigned ? hasUnsigned : hasSigned) |= orders;
    }
  }
  return outcome(a, b, which) & holds ? Symbol::Yes : Symbol::No;
}

/// Which operand a max or min gives; Unknown for anything else.
Symbol Table::extreme(Operation *inner, Case which) {
  bool greatest =
      isa<arith::MaximumFOp, arith::MaxNumFOp, arith::MaxSIOp, arith::MaxUIOp>(
          inner);
  if (!greatest &&
      !isa<arith::MinimumFOp, arith::MinNumFOp, arith::MinSIOp, arith::MinUIOp>(
          inner))
    return Symbol::Unknown;
  Symbol a = evaluate(inner->getOperand(0), which);
  Symbol b = evaluate(inner->getOperand(1), which);
  if (!areComparable(a, b))
    return Symbol::Unknown;
  if (a == Symbol::X || a == Symbol::Accumulator) {
    hasUnsigned |= isa<arith::MaxUIOp, arith::MinUIOp>(inner);
    hasSigned |= isa<arith::MaxSIOp, arith::MinSIOp>(inner);
  }
  if (outcome(a, b, which) != IsNaN)
    return (outcome(a, b, which) == IsGreater) == greatest ? a : b;
  bool keepsNaN = isa<arith::MaximumFOp, arith::MinimumFOp>(inner);
  bool aIsNaN = outcome(a, a, which) == IsNaN;
  return aIsNaN == keepsNaN ? a : b;
}

Symbol Table::evaluate(Value value, Case which) {
  if (value == x)
    return Symbol::X;
  if (value == accumulator)
    return Symbol::Accumulator;
  if (k && value == k)
    return Symbol::K;
  if (at && value == at)
    return Symbol::At;
  APInt constant;
  if (value.getType().isInteger(1) &&
      matchPattern(value, m_ConstantInt(&constant)))
    return constant.isZero() ? Symbol::No : Symbol::Yes;
  Operation *inner = value.getDefiningOp();
  if (!inner || inner->getBlock() != op.getBody())
    return Symbol::Unknown;
  if (isa<arith::CmpFOp, arith::CmpIOp>(inner))
    return compare(inner, which);
  auto isTruth = [](Symbol s) { return s == Symbol::No || s == Symbol::Yes; };
  if (auto select = dyn_cast<arith::SelectOp>(inner)) {
    Symbol condition = evaluate(select.getCondition(), which);
    return isTruth(condition)
               ? evaluate(condition == Symbol::Yes ? select.getTrueValue()
                                                   : select.getFalseValue(),
                          which)
               : Symbol::Unknown;
  }
  if (isa<arith::OrIOp, arith::AndIOp, arith::XOrIOp>(inner)) {
    Symbol a = evaluate(inner->getOperand(0), which);
    Symbol b = evaluate(inner->getOperand(1), which);
    if (!isTruth(a) || !isTruth(b))
      return Symbol::Unknown;
    bool p = a == Symbol::Yes, q = b == Symbol::Yes;
    bool holds = isa<arith::OrIOp>(inner)    ? p || q
                 : isa<arith::AndIOp>(inner) ? p && q
                                             : p != q;
    return holds ? Symbol::Yes : Symbol::No;
  }
  return extreme(inner, which);
}

//===----------------------------------------------------------------------===//
// What tables mean
//===----------------------------------------------------------------------===//

/// x or the accumulator, whatever the positions; Unknown where neither.
static Symbol keptValue(Table &table, Relation relation) {
  Symbol low = table.value({relation, true});
  Symbol high = table.value({relation, false});
  bool isKept = low == Symbol::X || low == Symbol::Accumulator;
  return low == high && isKept ? low : Symbol::Unknown;
}

static StringRef combinerName(Type type, bool isMaximum, bool isUnsigned,
                              bool passesNaN) {
  if (isa<FloatType>(type)) {
    if (passesNaN)
      return isMaximum ? "arith.maximumf" : "arith.minimumf";
    return isMaximum ? "arith.maxnumf" : "arith.minnumf";
  }
  if (isUnsigned)
    return isMaximum ? "arith.maxui" : "arith.minui";
  return isMaximum ? "arith.maxsi" : "arith.minsi";
}

static std::optional<Extreme> extremeOf(Table &table) {
  Symbol greater = keptValue(table, Greater), less = keptValue(table, Less);
  Type type = table.x.getType();
  if (greater == Symbol::Unknown || less == Symbol::Unknown ||
      greater == less || keptValue(table, Equal) == Symbol::Unknown)
    return std::nullopt;
  Extreme extreme{table.x, greater == Symbol::X, false, {}, false};
  bool passesNaN = false;
  if (isa<FloatType>(type)) {
    Symbol nan = keptValue(table, XIsNaN);
    Symbol after = keptValue(table, AccumulatorIsNaN);
    if (nan == Symbol::Unknown || after == Symbol::Unknown)
      return std::nullopt;
    passesNaN = nan == Symbol::X;
    extreme.forgetsNaN = passesNaN && after == Symbol::X;
  }
  // Both at once is neither.
  if (table.hasUnsigned && table.hasSigned)
    return std::nullopt;
  extreme.isUnsigned = table.hasUnsigned;
  extreme.combiner =
      combinerName(type, extreme.isMaximum, extreme.isUnsigned, passesNaN);
  return extreme;
}

std::optional<Extreme> ridge::readExtreme(linalg::GenericOp op,
                                          unsigned number) {
  Table table(op, number, std::nullopt);
  return table.find() ? extremeOf(table) : std::nullopt;
}

/// One position whatever the positions are; Unknown where it depends on them.
static Symbol keptPosition(Table &table, Relation relation) {
  Symbol low = table.position({relation, true});
  return low == table.position({relation, false}) ? low : Symbol::Unknown;
}

static std::optional<KeptPosition::Tie> tieOf(Table &table, Relation relation) {
  using Tie = KeptPosition::Tie;
  Symbol low = table.position({relation, true});
  Symbol high = table.position({relation, false});
  if (low == Symbol::At && high == Symbol::At)
    return Tie::First;
  if (low == Symbol::K && high == Symbol::K)
    return Tie::Last;
  if (low == Symbol::K && high == Symbol::At)
    return Tie::Lowest;
  if (low == Symbol::At && high == Symbol::K)
    return Tie::Highest;
  return std::nullopt;
}

static std::optional<KeptPosition> positionOf(linalg::GenericOp op,
                                              unsigned number, unsigned value) {
  Table table(op, value, number);
  if (!table.find() || !isa<IntegerType>(table.k.getType()))
    return std::nullopt;
  std::optional<Extreme> extreme = extremeOf(table);
  if (!extreme)
    return std::nullopt;
  Relation more = extreme->isMaximum ? Greater : Less;
  Relation less = extreme->isMaximum ? Less : Greater;
  std::optional<KeptPosition::Tie> tie = tieOf(table, Equal);
  if (keptPosition(table, more) != Symbol::K ||
      keptPosition(table, less) != Symbol::At || !tie)
    return std::nullopt;
  KeptPosition kept{value, table.k, *tie, KeptPosition::NaN::Ignored};
  if (!isa<FloatType>(table.x.getType()))
    return kept;
  Symbol nan = keptPosition(table, XIsNaN);
  std::optional<KeptPosition::Tie> both = tieOf(table, BothNaN);
  if (nan == Symbol::Unknown || !both)
    return std::nullopt;
  bool isFirst =
      *both == KeptPosition::Tie::First || *both == KeptPosition::Tie::Lowest;
  if (nan == Symbol::K)
    kept.nan = isFirst ? KeptPosition::NaN::First : KeptPosition::NaN::Last;
  return kept;
}

std::optional<KeptPosition> ridge::readPosition(linalg::GenericOp op,
                                                unsigned number) {
  if (!isa<IntegerType>(op.getRegionOutputArgs()[number].getType()))
    return std::nullopt;
  // A maximum of its own is no position of another.
  Table own(op, number, std::nullopt);
  if (own.find() && extremeOf(own))
    return std::nullopt;
  for (unsigned value = 0; value < op.getNumResults(); ++value) {
    if (value == number)
      continue;
    if (std::optional<KeptPosition> kept = positionOf(op, number, value))
      return kept;
  }
  return std::nullopt;
}
