//===- AccumulateWider.cpp - products that add up in a wider type ---------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Files say `linalg.matmul` of bf16 into bf16 and mean what hardware does:
/// sums in f32, rounded once at the end. Read as written, each addition rounds
/// to bf16. On request, a sum of products that accumulates in a float narrower
/// than f32, or an integer narrower than i32,
///
///     %r = generic ins(%a, %b) outs(%c : bf16) { %c + %a * %b }
///
/// becomes
///
///     %w = generic ins(%c : bf16) outs(f32) { extf }
///     %s = generic ins(%a, %b) outs(%w : f32) { %w + extf %a * extf %b }
///     %r = generic ins(%s : f32) outs(bf16) { truncf }
///
//===----------------------------------------------------------------------===//

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/PatternMatch.h"
#include "ridge/Analysis/WiderSum.h"
#include "ridge/Transforms/Import/Passes.h"

namespace ridge {
#define GEN_PASS_DEF_ACCUMULATEWIDER
#include "lib/Transforms/Import/Passes.h.inc"
} // namespace ridge

using namespace mlir;

namespace {
/// A body acc + x * y, where x and y are inputs or conversions of them.
struct SumOfProducts {
  Operation *sum, *product;
};
} // namespace

static bool isConversionOfInput(Value value, linalg::LinalgOp op) {
  while (Operation *conversion = value.getDefiningOp()) {
    if (!isa<arith::ExtFOp, arith::ExtSIOp, arith::ExtUIOp, arith::TruncFOp>(
            conversion))
      return false;
    value = conversion->getOperand(0);
  }
  auto argument = dyn_cast<BlockArgument>(value);
  return argument && argument.getOwner() == op.getBlock() &&
         argument.getArgNumber() < op.getNumDpsInputs();
}

static std::optional<SumOfProducts> findSum(linalg::LinalgOp op) {
  if (op.getNumReductionLoops() == 0 || op.getNumDpsInits() != 1 ||
      op.getNumDpsInputs() < 2 || !op.hasPureTensorSemantics())
    return std::nullopt;
  mlir::Block *body = op.getBlock();
  Operation *sum = body->getTerminator()->getOperand(0).getDefiningOp();
  if (!isa_and_nonnull<arith::AddFOp, arith::AddIOp>(sum))
    return std::nullopt;
  BlockArgument accumulator = body->getArguments().back();
  for (unsigned side : {0u, 1u}) {
    Operation *product = sum->getOperand(1 - side).getDefiningOp();
    if (sum->getOperand(side) == accumulator && accumulator.hasOneUse() &&
        isa_and_nonnull<arith::MulFOp, arith::MulIOp>(product) &&
        isConversionOfInput(product->getOperand(0), op) &&
        isConversionOfInput(product->getOperand(1), op))
      return SumOfProducts{sum, product};
  }
  return std::nullopt;
}

/// Between a narrow number and a wide one.
static Value convert(OpBuilder &builder, Location loc, Value value, Type type) {
  unsigned from = value.getType().getIntOrFloatBitWidth();
  unsigned to = type.getIntOrFloatBitWidth();
  if (from == to)
    return value;
  if (isa<FloatType>(type))
    return from < to
               ? arith::ExtFOp::create(builder, loc, type, value).getResult()
               : arith::TruncFOp::create(builder, loc, type, value).getResult();
  return from < to
             ? arith::ExtSIOp::create(builder, loc, type, value).getResult()
             : arith::TruncIOp::create(builder, loc, type, value).getResult();
}

/// `tensor` element by element in another type.
static Value convertTensor(OpBuilder &builder, Location loc, Value tensor,
                           Type element) {
  auto type = cast<RankedTensorType>(tensor.getType()).clone(element);
  Value empty = tensor::EmptyOp::create(builder, loc, type.getShape(), element);
  AffineMap map =
      builder.getMultiDimIdentityMap(static_cast<unsigned>(type.getRank()));
  SmallVector<utils::IteratorType> parallel(type.getRank(),
                                            utils::IteratorType::parallel);
  return linalg::GenericOp::create(
             builder, loc, type, tensor, empty, {map, map}, parallel,
             [&](OpBuilder &inner, Location loc, ValueRange arguments) {
               linalg::YieldOp::create(
                   inner, loc, convert(inner, loc, arguments[0], element));
             })
      .getResult(0);
}

/// An unsigned operand stays it.
static Value widenOperand(OpBuilder &builder, Location loc, Value value,
                          Type wide) {
  if (auto natural = value.getDefiningOp<arith::ExtUIOp>())
    return arith::ExtUIOp::create(builder, loc, wide, natural.getIn());
  return convert(builder, loc, value, wide);
}

static void accumulateIn(linalg::GenericOp op, const SumOfProducts &parts,
                         Type wide) {
  OpBuilder builder(op);
  Location loc = op.getLoc();
  Value init = op.getDpsInits()[0];
  Type narrow = getElementTypeOrSelf(init);
  auto type = cast<RankedTensorType>(init.getType()).clone(wide);
  op.getDpsInitsMutable()[0].set(convertTensor(builder, loc, init, wide));
  op.getResult(0).setType(type);

  mlir::Block *body = op.getBody();
  body->getArguments().back().setType(wide);
  builder.setInsertionPoint(parts.product);
  for (OpOperand &operand : parts.product->getOpOperands())
    operand.set(widenOperand(builder, loc, operand.get(), wide));
  parts.product->getResult(0).setType(wide);
  parts.sum->getResult(0).setType(wide);

  builder.setInsertionPointAfter(op);
  Value result = convertTensor(builder, loc, op.getResult(0), narrow);
  op.getResult(0).replaceAllUsesExcept(result, result.getDefiningOp());
}

int64_t ridge::accumulateWider(Operation *root) {
  SmallVector<linalg::LinalgOp> sums;
  root->walk([&](linalg::LinalgOp op) {
    if (op.getNumDpsInits() == 1 &&
        ridge::widerSum(getElementTypeOrSelf(op.getDpsInits()[0].getType())) &&
        findSum(op))
      sums.push_back(op);
  });
  int64_t widened = 0;
  IRRewriter rewriter(root->getContext());
  for (linalg::LinalgOp op : sums) {
    rewriter.setInsertionPoint(op);
    FailureOr<linalg::GenericOp> generic =
        isa<linalg::GenericOp>(op) ? cast<linalg::GenericOp>(op)
                                   : linalg::generalizeNamedOp(rewriter, op);
    if (failed(generic))
      continue;
    std::optional<SumOfProducts> parts = findSum(*generic);
    Type wide = ridge::widerSum(
        getElementTypeOrSelf(generic->getDpsInits()[0].getType()));
    accumulateIn(*generic, *parts, wide);
    ++widened;
  }
  return widened;
}

namespace {
struct AccumulateWiderPass
    : ridge::impl::AccumulateWiderBase<AccumulateWiderPass> {
  void runOnOperation() override {
    numWidened += ridge::accumulateWider(getOperation());
  }
};
} // namespace
