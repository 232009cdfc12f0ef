//===- Choice.h - bodies that choose between two values ---------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A body that keeps the greater of an element x and an accumulator, and
/// perhaps a position with it, can be written in many ways: by max, by
/// comparison and select, with tests for NaN, with rules for ties, either side
/// first. What it means is a table: which of the two it keeps, for every way in
/// which they can compare. The table is read off by running the body on each
/// case.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_TRANSFORMS_IMPORT_CHOICE_H
#define RIDGE_LIB_TRANSFORMS_IMPORT_CHOICE_H

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include <optional>

namespace ridge {

/// What a reduction to a maximum or minimum keeps.
struct Extreme {
  mlir::Value x;            ///< What is compared with the accumulator.
  bool isMaximum;           ///< Or minimum.
  bool isUnsigned;          ///< Integers are compared as unsigned.
  llvm::StringRef combiner; ///< The operation that says it.
  /// After a NaN the next element is kept whatever it is: what is left depends
  /// on the order. The combiner keeps the NaN.
  bool forgetsNaN;
};

/// Result `number` of `op` as a maximum or minimum of x and the accumulator;
/// nothing where it is anything else.
std::optional<Extreme> readExtreme(mlir::linalg::GenericOp op, unsigned number);

/// What is kept beside an extreme.
struct KeptPosition {
  unsigned value;       ///< Number of the result that keeps the extreme.
  mlir::Value position; ///< What is kept of a chosen point.
  enum class Tie { First, Last, Lowest, Highest };
  Tie tie; ///< Of equals: by order, or by position.
  enum class NaN { Ignored, First, Last };
  NaN nan; ///< Which NaN's position is kept.
};
std::optional<KeptPosition> readPosition(mlir::linalg::GenericOp op,
                                         unsigned number);

} // namespace ridge

#endif // RIDGE_LIB_TRANSFORMS_IMPORT_CHOICE_H
