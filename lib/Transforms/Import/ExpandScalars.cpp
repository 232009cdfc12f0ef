//===- ExpandScalars.cpp - scalar operations by others --------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Operations of arith and math that a few others say in every bit, so that
/// machines need not have them.
///
//===----------------------------------------------------------------------===//

#include "ExpandForms.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Affine/Utils.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;
using arith::CmpFPredicate;
using arith::CmpIPredicate;

/// Scalars alone: on tensors they become bodies first.
static bool isScalar(Operation *op) {
  return llvm::all_of(op->getOperandTypes(),
                      [](Type type) { return type.isIntOrIndexOrFloat(); });
}

static Value integer(OpBuilder &builder, Location loc, Type type,
                     int64_t value) {
  return arith::ConstantOp::create(builder, loc,
                                   builder.getIntegerAttr(type, value));
}

static Value real(OpBuilder &builder, Location loc, Type type, APFloat value) {
  return arith::ConstantOp::create(builder, loc, FloatAttr::get(type, value));
}

static Value negative(OpBuilder &builder, Location loc, Value value) {
  return arith::CmpIOp::create(builder, loc, CmpIPredicate::slt, value,
                               integer(builder, loc, value.getType(), 0));
}

//===----------------------------------------------------------------------===//
// Integers
//===----------------------------------------------------------------------===//

/// The quotient towards zero, and one less (or more) where something is left
/// whose sign says that it was rounded the other way.
static Value divide(OpBuilder &builder, Location loc, Value a, Value b,
                    bool isFloor) {
  Type type = a.getType();
  Value quotient = arith::DivSIOp::create(builder, loc, a, b);
  Value rest = arith::RemSIOp::create(builder, loc, a, b);
  Value isInexact = arith::CmpIOp::create(builder, loc, CmpIPredicate::ne, rest,
                                          integer(builder, loc, type, 0));
  Value signs = arith::CmpIOp::create(
      builder, loc, isFloor ? CmpIPredicate::ne : CmpIPredicate::eq,
      negative(builder, loc, rest), negative(builder, loc, b));
  Value moves = arith::AndIOp::create(builder, loc, isInexact, signs);
  Value moved = arith::AddIOp::create(
      builder, loc, quotient, integer(builder, loc, type, isFloor ? -1 : 1));
  return arith::SelectOp::create(builder, loc, moves, moved, quotient);
}

static Value expand(arith::FloorDivSIOp op, PatternRewriter &rewriter) {
  return divide(rewriter, op.getLoc(), op.getLhs(), op.getRhs(), true);
}

static Value expand(arith::CeilDivSIOp op, PatternRewriter &rewriter) {
  return divide(rewriter, op.getLoc(), op.getLhs(), op.getRhs(), false);
}

static Value expand(arith::CeilDivUIOp op, PatternRewriter &rewriter) {
  Location loc = op.getLoc();
  Type type = op.getType();
  Value quotient =
      arith::DivUIOp::create(rewriter, loc, op.getLhs(), op.getRhs());
  Value rest = arith::RemUIOp::create(rewriter, loc, op.getLhs(), op.getRhs());
  Value isExact = arith::CmpIOp::create(rewriter, loc, CmpIPredicate::eq, rest,
                                        integer(rewriter, loc, type, 0));
  Value more = arith::AddIOp::create(rewriter, loc, quotient,
                                     integer(rewriter, loc, type, 1));
  return arith::SelectOp::create(rewriter, loc, isExact, quotient, more);
}

/// x to a known power by squares and products.
static Value expand(math::IPowIOp op, PatternRewriter &rewriter) {
  APInt exponent;
  constexpr int64_t most = 64;
  if (!matchPattern(op.getRhs(), m_ConstantInt(&exponent)) ||
      exponent.isNegative() || exponent.getSExtValue() > most)
    return {};
  Location loc = op.getLoc();
  Value power = op.getLhs(), result;
  for (auto left = exponent.getZExtValue(); left != 0; left >>= 1) {
    if (left & 1)
      result =
          result ? arith::MulIOp::create(rewriter, loc, result, power) : power;
    if (left > 1)
      power = arith::MulIOp::create(rewriter, loc, power, power);
  }
  return result ? result : integer(rewriter, loc, op.getType(), 1);
}

//===----------------------------------------------------------------------===//
// Floats
//===----------------------------------------------------------------------===//

static Value expand(math::ClampFOp op, PatternRewriter &rewriter) {
  Location loc = op.getLoc();
  Value low =
      arith::MaximumFOp::create(rewriter, loc, op.getValue(), op.getMin());
  return arith::MinimumFOp::create(rewriter, loc, low, op.getMax());
}

static Value compare(OpBuilder &builder, Location loc, CmpFPredicate predicate,
                     Value a, Value b) {
  return arith::CmpFOp::create(builder, loc, predicate, a, b);
}

static Value expand(math::IsNaNOp op, PatternRewriter &rewriter) {
  Value x = op.getOperand();
  return compare(rewriter, op.getLoc(), CmpFPredicate::UNO, x, x);
}

/// |x| beside the infinity of its format; null where it has none.
static Value besideInfinity(Operation *op, PatternRewriter &rewriter,
                            CmpFPredicate predicate) {
  Value x = op->getOperand(0);
  Location loc = op->getLoc();
  const llvm::fltSemantics &semantics =
      cast<FloatType>(x.getType()).getFloatSemantics();
  if (!APFloat::semanticsHasInf(semantics))
    return {};
  Value magnitude = math::AbsFOp::create(rewriter, loc, x);
  return compare(rewriter, loc, predicate, magnitude,
                 real(rewriter, loc, x.getType(), APFloat::getInf(semantics)));
}

static Value expand(math::IsInfOp op, PatternRewriter &rewriter) {
  return besideInfinity(op, rewriter, CmpFPredicate::OEQ);
}

static Value expand(math::IsFiniteOp op, PatternRewriter &rewriter) {
  return besideInfinity(op, rewriter, CmpFPredicate::OLT);
}

static Value expand(math::IsNormalOp op, PatternRewriter &rewriter) {
  Value isFinite = besideInfinity(op, rewriter, CmpFPredicate::OLT);
  if (!isFinite)
    return {};
  Location loc = op.getLoc();
  Value x = op.getOperand();
  const llvm::fltSemantics &semantics =
      cast<FloatType>(x.getType()).getFloatSemantics();
  Value magnitude = math::AbsFOp::create(rewriter, loc, x);
  Value least = real(rewriter, loc, x.getType(),
                     APFloat::getSmallestNormalized(semantics));
  return arith::AndIOp::create(
      rewriter, loc, isFinite,
      compare(rewriter, loc, CmpFPredicate::OGE, magnitude, least));
}

//===----------------------------------------------------------------------===//
// Affine expressions
//===----------------------------------------------------------------------===//

static Value expand(affine::AffineApplyOp op, PatternRewriter &rewriter) {
  std::optional<SmallVector<Value, 8>> values = affine::expandAffineMap(
      rewriter, op.getLoc(), op.getAffineMap(), op.getMapOperands());
  return values ? values->front() : Value();
}

template <typename Op, typename JoinOp>
static Value expandExtreme(Op op, PatternRewriter &rewriter) {
  std::optional<SmallVector<Value, 8>> values = affine::expandAffineMap(
      rewriter, op.getLoc(), op.getMap(), op.getOperands());
  if (!values)
    return {};
  Value result = values->front();
  for (Value value : ArrayRef(*values).drop_front())
    result = JoinOp::create(rewriter, op.getLoc(), result, value);
  return result;
}

static Value expand(affine::AffineMinOp op, PatternRewriter &rewriter) {
  return expandExtreme<affine::AffineMinOp, arith::MinSIOp>(op, rewriter);
}

static Value expand(affine::AffineMaxOp op, PatternRewriter &rewriter) {
  return expandExtreme<affine::AffineMaxOp, arith::MaxSIOp>(op, rewriter);
}

//===----------------------------------------------------------------------===//
// Patterns
//===----------------------------------------------------------------------===//

namespace {
template <typename Op> struct ExpandScalar : OpRewritePattern<Op> {
  using OpRewritePattern<Op>::OpRewritePattern;
  LogicalResult matchAndRewrite(Op op,
                                PatternRewriter &rewriter) const override {
    Value value = isScalar(op) ? expand(op, rewriter) : Value();
    if (!value)
      return rewriter.notifyMatchFailure(op, "no other operations say it");
    rewriter.replaceOp(op, value);
    return success();
  }
};
} // namespace

void ridge::populateExpandScalarPatterns(RewritePatternSet &patterns) {
  patterns
      .add<ExpandScalar<arith::FloorDivSIOp>, ExpandScalar<arith::CeilDivSIOp>,
           ExpandScalar<arith::CeilDivUIOp>, ExpandScalar<math::IPowIOp>,
           ExpandScalar<math::ClampFOp>, ExpandScalar<math::IsNaNOp>,
           ExpandScalar<math::IsInfOp>, ExpandScalar<math::IsFiniteOp>,
           ExpandScalar<math::IsNormalOp>, ExpandScalar<affine::AffineApplyOp>,
           ExpandScalar<affine::AffineMinOp>,
           ExpandScalar<affine::AffineMaxOp>>(patterns.getContext());
}
