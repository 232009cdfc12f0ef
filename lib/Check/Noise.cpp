//===- Noise.cpp - rounding differences along a model ---------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Walks a model in order and carries the noise of every value, as Check.h
/// defines it, through the scalar bodies of its linalg operations.
///
//===----------------------------------------------------------------------===//

#include "dialects/Ridge/RidgeDialect.h"
#include "ridge/Check/Check.h"

#include "dialects/Arch/FormatTypes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/SymbolTable.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"
#include <cmath>

using namespace mlir;
using namespace ridge;

//===----------------------------------------------------------------------===//
// Noise
//===----------------------------------------------------------------------===//

static double roundoffOf(Format format) {
  const FormatInfo &info = formatInfo(format);
  return info.isFloat ? unitRoundoff(format)
                      : std::ldexp(1.0, -static_cast<int>(info.bits));
}

double Noise::variance() const {
  double sum = 0;
  for (const auto &[format, terms] : byFormat) {
    double u = roundoffOf(format);
    sum += static_cast<double>(terms.summed + terms.rounded) * u * u;
  }
  return sum;
}

bool Noise::isZero() const {
  for (const auto &[format, terms] : byFormat)
    if (terms.summed != 0 || terms.rounded != 0)
      return false;
  return true;
}

std::string Noise::describe() const {
  std::string text;
  auto add = [&](int64_t count, StringRef what, Format format) {
    if (count == 0)
      return;
    if (!text.empty())
      text += ", ";
    llvm::raw_string_ostream(text)
        << count << ' ' << what << ' ' << formatName(format)
        << llvm::format(" (u = %.3g)", roundoffOf(format));
  };
  for (const auto &[format, terms] : byFormat) {
    add(terms.summed, "terms summed in", format);
    add(terms.rounded, "roundings to", format);
  }
  return text;
}

//===----------------------------------------------------------------------===//
// Scalar operations
//===----------------------------------------------------------------------===//

/// Exactly specified, so equal inputs give equal results everywhere.
static bool isExactMath(Operation *op) {
  return isa<math::AbsFOp, math::AbsIOp, math::CeilOp, math::FloorOp,
             math::RoundOp, math::RoundEvenOp, math::TruncOp, math::CopySignOp,
             math::SqrtOp, math::FmaOp>(op);
}

static bool isChangeOfFormat(Operation *op) {
  return isa<CastOp, StochasticCastOp, ScaleOp, QuantizeOp, DequantizeOp>(op) &&
         !isWidening(op);
}

/// Other operations choose or move values without rounding them.
static bool isRounding(Operation *op) {
  return isChangeOfFormat(op) ||
         isa<arith::AddFOp, arith::SubFOp, arith::MulFOp, arith::DivFOp,
             arith::TruncFOp, arith::SIToFPOp, arith::UIToFPOp, arith::FPToSIOp,
             arith::FPToUIOp>(op) ||
         (isa_and_nonnull<math::MathDialect>(op->getDialect()) &&
          !isa<math::AbsFOp, math::AbsIOp, math::CopySignOp>(op));
}

static bool isTranscendental(Operation *op) {
  return isa_and_nonnull<math::MathDialect>(op->getDialect()) &&
         !isExactMath(op);
}

namespace {
class NoiseWalk {
public:
  void walk(mlir::Block &block) {
    for (Operation &op : block)
      visit(op);
  }

  Noise of(Value value) const { return noise.lookup(value); }

private:
  void visit(Operation &op) {
    if (auto structured = dyn_cast<linalg::LinalgOp>(op))
      return visitStructured(structured);
    if (auto softmax = dyn_cast<linalg::SoftmaxOp>(op))
      return visitSoftmax(softmax);
    if (auto call = dyn_cast<func::CallOp>(op))
      return visitCall(call);
    visitScalar(op);
  }

  Noise worst(ValueRange values) const {
    Noise result;
    for (Value value : values) {
      Noise other = of(value);
      if (other.variance() > result.variance())
        result = other;
    }
    return result;
  }

  void set(Value value, const Noise &n) {
    if (!n.isZero())
      noise[value] = n;
  }

  /// Also any operation on whole tensors: a view passes noise on.
  void visitScalar(Operation &op) {
    Noise n = worst(op.getOperands());
    for (Value result : op.getResults()) {
      Noise own = n;
      std::optional<Format> format = formatOf(getElementTypeOrSelf(result));
      bool rounds = isTranscendental(&op) || (isRounding(&op) && !n.isZero());
      if (rounds && format)
        ++own.byFormat[*format].rounded;
      set(result, own);
    }
  }

  void visitStructured(linalg::LinalgOp op) {
    mlir::Block *body = op.getBlock();
    for (OpOperand &operand : op->getOpOperands())
      if (operand.getOperandNumber() < body->getNumArguments())
        set(op.getMatchingBlockArgument(&operand), of(operand.get()));
    walk(*body);

    int64_t terms = 1;
    for (auto [range, kind] :
         llvm::zip(op.getStaticLoopRanges(), op.getIteratorTypesArray()))
      if (kind == utils::IteratorType::reduction)
        terms *= range;
    Operation *yield = body->getTerminator();
    for (auto [result, yielded] :
         llvm::zip(op->getResults(), yield->getOperands())) {
      Noise n = of(yielded);
      addSum(yielded, terms, n);
      set(result, n);
    }
  }

  /// A sum of exponentials of differences, and a quotient by it.
  void visitSoftmax(linalg::SoftmaxOp op) {
    Noise n = of(op.getInput());
    auto type = cast<ShapedType>(op.getInput().getType());
    if (std::optional<Format> format = formatOf(type.getElementType())) {
      n.byFormat[*format].summed += type.getDimSize(op.getDimension());
      n.byFormat[*format].rounded += 3;
    }
    set(op.getResult().front(), n);
  }

  /// A helper is a part of the model. One that calls itself is refused
  /// elsewhere.
  void visitCall(func::CallOp call) {
    auto callee = SymbolTable::lookupNearestSymbolFrom<func::FuncOp>(
        call, call.getCalleeAttr());
    if (!callee || callee.isExternal() || !active.insert(callee).second)
      return visitScalar(*call);
    mlir::Block &body = callee.getBody().front();
    // What an earlier call left may not stay where this one brings none.
    body.walk([&](Operation *op) {
      for (Value result : op->getResults())
        noise.erase(result);
    });
    for (auto [argument, operand] :
         llvm::zip(body.getArguments(), call.getOperands()))
      noise[argument] = of(operand);
    walk(body);
    for (auto [result, returned] :
         llvm::zip(call.getResults(), body.getTerminator()->getOperands()))
      set(result, of(returned));
    active.erase(callee);
  }

  /// A float sum or product over `terms` reorders; a maximum does not.
  static void addSum(Value yielded, int64_t terms, Noise &n) {
    Operation *combiner = yielded.getDefiningOp();
    if (terms <= 1 || !combiner)
      return;
    if (!isa<arith::AddFOp, arith::MulFOp, arith::SubFOp, math::FmaOp>(
            combiner))
      return;
    if (std::optional<Format> format = formatOf(yielded.getType()))
      n.byFormat[*format].summed += terms;
  }

  llvm::DenseMap<Value, Noise> noise; ///< Only looked up, never walked.
  llvm::DenseSet<Operation *> active; ///< Functions whose calls are visited.
};
} // namespace

std::vector<Noise> ridge::deriveNoise(func::FuncOp model) {
  NoiseWalk walk;
  mlir::Block &block = model.getBody().front();
  walk.walk(block);
  std::vector<Noise> results;
  for (Value value : block.getTerminator()->getOperands())
    results.push_back(walk.of(value));
  return results;
}
