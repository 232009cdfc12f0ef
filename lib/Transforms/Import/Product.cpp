//===- Product.cpp - sums of products in linalg bodies --------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Product.h"
#include "dialects/Ridge/RidgeDialect.h"
#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;
using namespace ridge;

Value ridge::stripWidening(Value value) {
  while (Operation *op = value.getDefiningOp()) {
    if (!isWidening(op))
      break;
    value = op->getOperand(0);
  }
  return value;
}

/// True if `factor` reads tensors and no accumulator.
static bool readsTensors(linalg::GenericOp op, Value factor) {
  Dependence dependence = dependenceOf(op, factor);
  for (unsigned i = op.getNumDpsInputs(); i < op->getNumOperands(); ++i)
    if (dependence.arguments.test(i))
      return false;
  return llvm::any_of(dependence.arguments.set_bits(), [&](unsigned argument) {
    return isa<RankedTensorType>(op->getOperand(argument).getType());
  });
}

std::optional<Product> ridge::findProduct(linalg::GenericOp op, Value term) {
  Operation *product = term.getDefiningOp();
  if (!isa_and_nonnull<arith::MulFOp, arith::MulIOp>(product) ||
      product->getBlock() != op.getBody())
    return std::nullopt;
  Value lhs = product->getOperand(0), rhs = product->getOperand(1);
  if (!readsTensors(op, lhs) || !readsTensors(op, rhs))
    return std::nullopt;
  std::optional<unsigned> a = onlyTensor(op, lhs), b = onlyTensor(op, rhs);
  if (a && b) {
    // Two elements of one tensor are two operands; one element is a square.
    OpOperand &left = op->getOpOperand(*a), &right = op->getOpOperand(*b);
    if (left.get() == right.get() &&
        op.getMatchingIndexingMap(&left) == op.getMatchingIndexingMap(&right))
      return std::nullopt;
  } else if (Space::of(op, lhs).dims() == Space::of(op, rhs).dims()) {
    return std::nullopt;
  }
  return Product{{lhs, rhs}};
}

Value ridge::findTerm(linalg::GenericOp op, unsigned number) {
  Value yielded = op.getBody()->getTerminator()->getOperand(number);
  Value accumulator = op.getRegionOutputArgs()[number];
  Operation *sum = yielded.getDefiningOp();
  if (!isa_and_nonnull<arith::AddFOp, arith::AddIOp, arith::SubFOp,
                       arith::SubIOp>(sum) ||
      sum->getBlock() != op.getBody())
    return {};
  if (sum->getOperand(0) == accumulator)
    return sum->getOperand(1);
  bool commutes = isa<arith::AddFOp, arith::AddIOp>(sum);
  return commutes && sum->getOperand(1) == accumulator ? sum->getOperand(0)
                                                       : Value();
}
