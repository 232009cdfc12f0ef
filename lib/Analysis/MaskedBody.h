//===- MaskedBody.h - a scalar body beyond a diagonal -----------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What a body makes at points whose index along a dim `column` exceeds that
/// along `row` by more than `ahead`, as far as that is one value for all of
/// them.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_ANALYSIS_MASKEDBODY_H
#define RIDGE_LIB_ANALYSIS_MASKEDBODY_H

#include "dialects/Ridge/RidgeDialect.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "ridge/Support/Affine.h"

namespace ridge {

/// Points are beyond it where index(column) > index(row) + ahead.
struct Diagonal {
  int64_t row = -1, column = -1, ahead = 0;
};

/// A value of a body: a number, a sum of multiples of indices (with no terms:
/// an integer), what a reduction has so far, or nobody knows.
class BodyValue {
public:
  static BodyValue number(double value) {
    BodyValue result;
    result.kind = Kind::Number;
    result.value = value;
    return result;
  }
  static BodyValue index(Affine sum) {
    BodyValue result;
    result.kind = Kind::Index;
    result.sum = std::move(sum);
    return result;
  }
  static BodyValue integer(int64_t value) {
    Affine sum;
    sum.constant = value;
    return index(std::move(sum));
  }
  static BodyValue accumulator() {
    BodyValue result;
    result.kind = Kind::Accumulator;
    return result;
  }

  bool isNumber() const { return kind == Kind::Number; }
  bool isAccumulator() const { return kind == Kind::Accumulator; }
  const Affine *asIndex() const { return kind == Kind::Index ? &sum : nullptr; }
  std::optional<int64_t> asInteger() const {
    if (kind == Kind::Index && sum.isConstant())
      return sum.constant;
    return std::nullopt;
  }
  std::optional<double> asNumber() const {
    return isNumber() ? std::optional(value) : std::nullopt;
  }
  bool isZero() const { return isNumber() && value == 0; }
  /// -inf, or as good as that.
  bool isLowest() const { return isNumber() && value <= -1e30; }
  bool is(int64_t integer) const { return asInteger() == integer; }

private:
  enum class Kind : uint8_t { Unknown, Number, Index, Accumulator };
  Kind kind = Kind::Unknown;
  double value = 0;
  Affine sum;
};

class MaskedBody {
public:
  /// Without a diagonal: at any point.
  MaskedBody(StructuredOpInterface op, std::optional<Diagonal> diagonal)
      : op(op), diagonal(diagonal) {}

  /// What the body yields where its inputs are `inputs`.
  BodyValue evaluate(llvm::ArrayRef<BodyValue> inputs);
  /// True if a fold along the columns took something of what is beyond the
  /// diagonal.
  bool dependsOnMasked() const { return isSpoilt; }
  /// Those beyond which the outcome of a comparison is known.
  llvm::SmallVector<Diagonal, 2>
  findDiagonals(llvm::ArrayRef<BodyValue> inputs);

private:
  BodyValue valueOf(mlir::Value value) const { return values.lookup(value); }
  BodyValue evaluateOne(mlir::Operation &op);
  BodyValue compare(mlir::arith::CmpIOp compare);
  BodyValue fold(FoldOp fold);

  StructuredOpInterface op;
  std::optional<Diagonal> diagonal;
  llvm::DenseMap<mlir::Value, BodyValue> values;
  bool isSpoilt = false;
};

} // namespace ridge

#endif // RIDGE_LIB_ANALYSIS_MASKEDBODY_H
