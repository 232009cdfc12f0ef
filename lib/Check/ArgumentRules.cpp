//===- ArgumentRules.cpp - how a model uses its arguments -----------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Follows each argument forward through views and elementwise operations until
/// something says what its values must be like: a square root, a divisor, a
/// multiplication with requantised sums, a product.
///
//===----------------------------------------------------------------------===//

#include "Calls.h"
#include "PositionRule.h"
#include "dialects/Ridge/RidgeDialect.h"
#include "ridge/Check/DrawnValues.h"

#include "dialects/Arch/FormatTypes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Quant/IR/QuantTypes.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Interfaces/ViewLikeInterface.h"
#include "llvm/ADT/SetVector.h"
#include <cmath>

using namespace mlir;
using namespace ridge;

namespace {
using Use = ArgumentRule::Use;

/// Later entries of Use win over earlier ones: a value that is both a weight
/// and under a square root has to be positive.
struct Finding {
  Use use = Use::General;
  int64_t products = 1; ///< Weight and multiplier: products in one sum.
};
} // namespace

static bool isView(Operation *op) {
  return isa<tensor::ExpandShapeOp, tensor::CollapseShapeOp,
             tensor::ExtractSliceOp, tensor::InsertSliceOp, tensor::ConcatOp,
             tensor::CastOp, tensor::PadOp, linalg::TransposeOp,
             linalg::BroadcastOp>(op);
}

/// Products that are summed into one element of a contraction or convolution.
static int64_t productsPerElement(linalg::LinalgOp op) {
  int64_t products = 1;
  SmallVector<int64_t> ranges = op.getStaticLoopRanges();
  for (auto [range, kind] : llvm::zip(ranges, op.getIteratorTypesArray()))
    if (kind == utils::IteratorType::reduction && !ShapedType::isDynamic(range))
      products *= range;
  return products;
}

static bool isProduct(linalg::LinalgOp op) {
  return op.getNumReductionLoops() != 0 && op.getNumDpsInputs() == 2 &&
         (linalg::isaContractionOpInterface(op) ||
          linalg::isaConvolutionOpInterface(op));
}

/// The products in one sum of the integer contraction that `value` is computed
/// from by views and elementwise operations, or 0.
static int64_t integerProductsBehind(Value value, unsigned depth = 0) {
  // Requantisation is a handful of elementwise steps; a longer way means
  // something else.
  constexpr unsigned furthest = 8;
  if (depth == furthest)
    return 0;
  if (Value passed = behindCall(value))
    return integerProductsBehind(passed, depth + 1);
  Operation *producer = value.getDefiningOp();
  if (!producer)
    return 0;
  if (isView(producer) && !isa<linalg::LinalgOp>(producer))
    return integerProductsBehind(producer->getOperand(0), depth + 1);
  auto op = dyn_cast<linalg::LinalgOp>(producer);
  if (!op)
    return 0;
  if (isProduct(op)) {
    bool isInteger = isa<IntegerType>(getElementTypeOrSelf(value));
    return isInteger ? productsPerElement(op) : 0;
  }
  for (OpOperand *input : op.getDpsInputOperands())
    if (int64_t found = integerProductsBehind(input->get(), depth + 1))
      return found;
  return 0;
}

namespace {
class UseFinder {
public:
  Finding find(Value argument) {
    pending.insert(argument);
    // The set grows while it is walked.
    for (size_t i = 0; i < pending.size(); ++i) {
      Value tensor = pending[i];
      for (OpOperand &use : tensor.getUses())
        followTensor(use);
    }
    return finding;
  }

private:
  void note(Use use, int64_t products = 1) {
    if (use > finding.use)
      finding = {use, products};
  }

  void followTensor(OpOperand &use) {
    for (Value passed : followCall(use))
      pending.insert(passed);
    auto op = dyn_cast<linalg::LinalgOp>(use.getOwner());
    if (op && isProduct(op)) {
      if (use.getOperandNumber() == 1)
        note(Use::Weight, productsPerElement(op));
      return;
    }
    if (isView(use.getOwner()) ||
        (op && op.getNumReductionLoops() == 0 && op.isDpsInput(&use)))
      followOperation(use, op);
  }

  void followOperation(OpOperand &use, linalg::LinalgOp op) {
    if (!op || isView(op)) {
      for (Value result : use.getOwner()->getResults())
        pending.insert(result);
      return;
    }
    Value element = op.getMatchingBlockArgument(&use);
    llvm::SetVector<Value> elements;
    elements.insert(element);
    for (size_t i = 0; i < elements.size(); ++i) {
      Value current = elements[i];
      for (OpOperand &scalarUse : current.getUses())
        followScalar(scalarUse, op, elements);
    }
  }

  void followScalar(OpOperand &use, linalg::LinalgOp op,
                    llvm::SetVector<Value> &elements) {
    Operation *user = use.getOwner();
    if (isa<math::SqrtOp, math::RsqrtOp, math::LogOp, math::Log2Op,
            math::Log10Op>(user) ||
        (isa<arith::DivFOp>(user) && use.getOperandNumber() == 1) ||
        (isa<math::PowFOp>(user) && use.getOperandNumber() == 0))
      return note(Use::Positive);
    if (isa<arith::MulFOp>(user))
      return followFactor(user->getOperand(1 - use.getOperandNumber()), op);
    if (isa<arith::ExtFOp, arith::TruncFOp, arith::ExtSIOp, arith::SIToFPOp,
            CastOp>(user) ||
        (isa<arith::AddFOp>(user) &&
         isConstant(user->getOperand(1 - use.getOperandNumber()))))
      elements.insert(user->getResult(0));
    if (isa<linalg::YieldOp>(user))
      pending.insert(op->getResult(use.getOperandNumber()));
  }

  /// The argument's element is multiplied by `other`.
  void followFactor(Value other, linalg::LinalgOp op) {
    if (auto cast = other.getDefiningOp<arith::SIToFPOp>())
      other = cast.getIn();
    auto argument = dyn_cast<BlockArgument>(other);
    if (!argument || argument.getOwner() != op.getBlock())
      return;
    Value tensor = op.getMatchingOpOperand(argument)->get();
    if (int64_t products = integerProductsBehind(tensor))
      note(Use::Multiplier, products);
  }

  /// A constant, also one that is narrowed inside the body.
  static bool isConstant(Value value) {
    while (auto cast = value.getDefiningOp<arith::TruncFOp>())
      value = cast.getIn();
    return value.getDefiningOp<arith::ConstantOp>() != nullptr;
  }

  Finding finding;
  llvm::SetVector<Value> pending;
};
} // namespace

static void setIntegerRange(ArgumentRule &rule, std::optional<int64_t> limit) {
  rule.use = limit ? Use::Position : Use::Integer;
  if (limit) {
    rule.low = 0;
    rule.high = std::min(largestFinite(rule.format), double(*limit - 1));
  } else if (rule.format == Format::I1) {
    rule.low = 0, rule.high = 1;
  } else if (rule.format == Format::I64) {
    rule.low = 0, rule.high = 7;
  } else {
    // Symmetric, as quantised weights are.
    rule.high = std::min(largestFinite(rule.format), 1024.0);
    rule.low = -rule.high;
  }
}

static void setFloatRange(ArgumentRule &rule, const Finding &finding) {
  rule.use = finding.use;
  double products = static_cast<double>(finding.products);
  switch (finding.use) {
  case Use::Weight:
    rule.high = std::sqrt(3.0 / products);
    rule.low = -rule.high;
    return;
  case Use::Multiplier: {
    double unit = 1.0 / (128.0 * std::sqrt(products));
    rule.low = 0.5 * unit, rule.high = 1.5 * unit;
    return;
  }
  case Use::Positive:
    rule.low = 0.5, rule.high = 1.5;
    return;
  case Use::General:
  case Use::Integer:
  case Use::Position:
    rule.low = -1, rule.high = 1;
  }
}

static ArgumentRule ruleFor(Format format, ArrayRef<int64_t> shape,
                            const Finding &finding,
                            std::optional<int64_t> limit) {
  ArgumentRule rule;
  rule.format = format;
  rule.shape.assign(shape.begin(), shape.end());
  if (!isFloat(format)) {
    setIntegerRange(rule, limit);
    return rule;
  }
  setFloatRange(rule, finding);
  // Scales without sign are powers of two around 1.
  if (!formatInfo(format).isSigned)
    rule.low = 0.5, rule.high = 2;
  // A format of small numbers takes what it has.
  double shrink = std::min(1.0, largestFinite(format) / rule.high);
  rule.low *= shrink, rule.high *= shrink;
  return rule;
}

ArgumentRule ridge::plainRule(Format format, ArrayRef<int64_t> shape) {
  return ruleFor(format, shape, Finding(), std::nullopt);
}

FailureOr<std::vector<ArgumentRule>>
ridge::describeArguments(func::FuncOp model) {
  std::vector<ArgumentRule> rules;
  for (BlockArgument argument : model.getArguments()) {
    auto type = dyn_cast<RankedTensorType>(argument.getType());
    if (!type || !type.hasStaticShape()) {
      return emitError(argument.getLoc())
             << "argument " << argument.getArgNumber() << " is "
             << argument.getType()
             << ", expected a tensor whose dims are all known; give the sizes "
                "(--dim arg0.0=128), or export the model with fixed ones";
    }
    Type element = type.getElementType();
    if (auto quantized = dyn_cast<quant::QuantizedType>(element))
      element = quantized.getStorageType();
    std::optional<Format> format = formatOf(element);
    if (!format) {
      return emitError(argument.getLoc())
             << "argument " << argument.getArgNumber() << " has elements of "
             << type.getElementType() << ", which no format describes";
    }
    bool floats = isFloat(*format);
    rules.push_back(ruleFor(*format, type.getShape(),
                            floats ? UseFinder().find(argument) : Finding(),
                            floats ? std::nullopt : positionLimit(argument)));
  }
  return rules;
}
