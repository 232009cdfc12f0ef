//===- Combiner.cpp - acc op x, however it is written ---------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Combiner.h"
#include "Choice.h"
#include "Convert.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/Matchers.h"
#include "mlir/IR/Remarks.h"

using namespace mlir;
using namespace ridge;

/// Operations that join partial results in any order, up to rounding.
static bool isCombiner(Operation *op) {
  return isa<arith::AddFOp, arith::MulFOp, arith::MaximumFOp, arith::MinimumFOp,
             arith::MaxNumFOp, arith::MinNumFOp, arith::AddIOp, arith::MulIOp,
             arith::MaxSIOp, arith::MinSIOp, arith::MaxUIOp, arith::MinUIOp,
             arith::AndIOp, arith::OrIOp, arith::XOrIOp>(op);
}

/// The value that changes nothing where `op` joins it; of sums of floats -0,
/// which keeps a -0.
static TypedAttr unchanging(Operation *op) {
  if (isa<arith::AddFOp>(op)) {
    auto type = cast<FloatType>(op->getResult(0).getType());
    return FloatAttr::get(type, APFloat::getZero(type.getFloatSemantics(),
                                                 /*Negative=*/true));
  }
  return arith::getNeutralElement(op).value_or(TypedAttr());
}

/// c ? acc op x : acc, or the other way round, is acc op (c ? x : what changes
/// nothing).
static Operation *combinerUnderCondition(linalg::GenericOp op, unsigned number,
                                         arith::SelectOp select) {
  Value accumulator = op.getRegionOutputArgs()[number];
  bool isTrue = select.getFalseValue() == accumulator;
  if (!isTrue && select.getTrueValue() != accumulator)
    return nullptr;
  Value joined = isTrue ? select.getTrueValue() : select.getFalseValue();
  Operation *join = joined.getDefiningOp();
  if (!join || join->getBlock() != op.getBody() || !isCombiner(join))
    return nullptr;
  bool onLeft = join->getOperand(0) == accumulator;
  if (onLeft == (join->getOperand(1) == accumulator))
    return nullptr;
  Value x = join->getOperand(onLeft ? 1 : 0);
  TypedAttr nothing = unchanging(join);
  if (!nothing)
    return nullptr;
  OpBuilder builder(op.getBody()->getTerminator());
  Location loc = op.getLoc();
  Value constant = arith::ConstantOp::create(builder, loc, nothing);
  Value chosen =
      arith::SelectOp::create(builder, loc, select.getCondition(),
                              isTrue ? x : constant, isTrue ? constant : x);
  OperationState state(loc, join->getName());
  state.addOperands({accumulator, chosen});
  state.addTypes(joined.getType());
  return builder.create(state);
}

/// Of truth values: acc ? x : false is acc and x, acc ? true : x acc or x, with
/// x on either side.
static Operation *combinerOfTruth(linalg::GenericOp op, unsigned number,
                                  arith::SelectOp select) {
  Value accumulator = op.getRegionOutputArgs()[number];
  if (!accumulator.getType().isInteger(1))
    return nullptr;
  APInt constant;
  bool isAnd = matchPattern(select.getFalseValue(), m_ConstantInt(&constant)) &&
               constant.isZero();
  bool isOr = !isAnd &&
              matchPattern(select.getTrueValue(), m_ConstantInt(&constant)) &&
              !constant.isZero();
  Value other = isAnd ? select.getTrueValue() : select.getFalseValue();
  Value condition = select.getCondition();
  if ((!isAnd && !isOr) || (condition != accumulator && other != accumulator))
    return nullptr;
  Value x = condition == accumulator ? other : condition;
  OpBuilder builder(op.getBody()->getTerminator());
  if (isAnd)
    return arith::AndIOp::create(builder, op.getLoc(), accumulator, x);
  return arith::OrIOp::create(builder, op.getLoc(), accumulator, x);
}

/// A choice between x and the accumulator, as the operation that it means.
static Operation *combinerOfChoice(linalg::GenericOp op, unsigned number) {
  std::optional<Extreme> extreme = readExtreme(op, number);
  if (!extreme)
    return nullptr;
  if (extreme->forgetsNaN)
    remark::missed(op.getLoc(),
                   remark::RemarkOpts::name("maximum").category(importCategory))
        << "after a NaN the next element is kept, so what is left of a row "
           "with a NaN depends on the order; here it is the NaN";
  OpBuilder builder(op.getBody()->getTerminator());
  OperationState state(op.getLoc(), extreme->combiner);
  state.addOperands({op.getRegionOutputArgs()[number], extreme->x});
  state.addTypes(extreme->x.getType());
  return builder.create(state);
}

Operation *ridge::canonicalCombiner(linalg::GenericOp generic,
                                    unsigned number) {
  Value yielded = generic.getBody()->getTerminator()->getOperand(number);
  Value accumulator = generic.getRegionOutputArgs()[number];
  Operation *op = yielded.getDefiningOp();
  if (!op || op->getBlock() != generic.getBody())
    return nullptr;
  if (auto select = dyn_cast<arith::SelectOp>(op)) {
    if (Operation *truth = combinerOfTruth(generic, number, select))
      return truth;
    if (Operation *join = combinerUnderCondition(generic, number, select))
      return join;
    return combinerOfChoice(generic, number);
  }
  OpBuilder builder(op);
  Location loc = op->getLoc();
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
