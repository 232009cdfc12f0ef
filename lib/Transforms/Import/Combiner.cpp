//===- Combiner.cpp - acc op x, however it is written ---------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Combiner.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Builders.h"

using namespace mlir;
using namespace ridge;

/// Operations that join partial results in any order, up to rounding.
static bool isCombiner(Operation *op) {
  return isa<arith::AddFOp, arith::MulFOp, arith::MaximumFOp, arith::MinimumFOp,
             arith::MaxNumFOp, arith::MinNumFOp, arith::AddIOp, arith::MulIOp,
             arith::MaxSIOp, arith::MinSIOp, arith::MaxUIOp, arith::MinUIOp,
             arith::AndIOp, arith::OrIOp, arith::XOrIOp>(op);
}

/// select(x > acc, x, acc) over integers is max(x, acc), and so on: the name of
/// the combiner, empty where the select is something else. (Over floats it is
/// not: NaNs differ.)
static StringRef combinerOfSelect(arith::SelectOp select, Value accumulator) {
  auto compare = select.getCondition().getDefiningOp<arith::CmpIOp>();
  if (!compare)
    return {};
  Value lhs = compare.getLhs(), rhs = compare.getRhs();
  Value yes = select.getTrueValue(), no = select.getFalseValue();
  bool same = lhs == yes && rhs == no, swapped = lhs == no && rhs == yes;
  if ((!same && !swapped) || (lhs != accumulator && rhs != accumulator))
    return {};
  using Predicate = arith::CmpIPredicate;
  switch (compare.getPredicate()) {
  case Predicate::sgt:
  case Predicate::sge:
    return same ? "arith.maxsi" : "arith.minsi";
  case Predicate::slt:
  case Predicate::sle:
    return same ? "arith.minsi" : "arith.maxsi";
  case Predicate::ugt:
  case Predicate::uge:
    return same ? "arith.maxui" : "arith.minui";
  case Predicate::ult:
  case Predicate::ule:
    return same ? "arith.minui" : "arith.maxui";
  default:
    return {};
  }
}

Operation *ridge::canonicalCombiner(Operation *op, Value accumulator) {
  OpBuilder builder(op);
  Location loc = op->getLoc();
  if (auto select = dyn_cast<arith::SelectOp>(op)) {
    StringRef name = combinerOfSelect(select, accumulator);
    if (name.empty())
      return nullptr;
    OperationState state(loc, name);
    state.addOperands({select.getTrueValue(), select.getFalseValue()});
    state.addTypes(select.getType());
    return builder.create(state);
  }
  // acc - x is acc + -x, exactly.
  if (auto subtract = dyn_cast<arith::SubFOp>(op);
      subtract && subtract.getLhs() == accumulator) {
    Value negated = arith::NegFOp::create(builder, loc, subtract.getRhs());
    return arith::AddFOp::create(builder, loc, accumulator, negated);
  }
  if (auto subtract = dyn_cast<arith::SubIOp>(op);
      subtract && subtract.getLhs() == accumulator) {
    Value zero = arith::ConstantOp::create(
        builder, loc, builder.getZeroAttr(subtract.getType()));
    Value negated =
        arith::SubIOp::create(builder, loc, zero, subtract.getRhs());
    return arith::AddIOp::create(builder, loc, accumulator, negated);
  }
  return isCombiner(op) ? op : nullptr;
}
