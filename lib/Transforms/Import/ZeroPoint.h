//===- ZeroPoint.h - operands of products with zero points ------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Recognises an operand of a product as narrow integers less a zero point,
/// through the maps and views that computed it.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_TRANSFORMS_IMPORT_ZEROPOINT_H
#define RIDGE_LIB_TRANSFORMS_IMPORT_ZEROPOINT_H

#include "dialects/Ridge/RidgeDialect.h"
#include "mlir/IR/AffineMap.h"
#include <optional>

namespace ridge {

/// The integers of a tensor; null if it has others.
mlir::IntegerType integerElement(mlir::Value value);

/// A zero point: a constant, or a tensor that is read at dims of the product.
struct ZeroPoint {
  llvm::APInt constant;
  mlir::Value tensor;  ///< Null for a constant.
  mlir::AffineMap map; ///< From dims of the product.
  /// Applied to its elements, in order.
  llvm::SmallVector<mlir::Operation *> widening;
  bool isAdded = false; ///< Instead of taken away.

  bool isZero() const { return !tensor && constant.isZero(); }
};

/// One operand of a product: ext(narrow) - zero.
struct ShiftedOperand {
  mlir::Value narrow;
  mlir::AffineMap map;     ///< From dims of the product.
  bool isUnsigned = false; ///< How it is widened.
  ZeroPoint zero;
  llvm::SmallVector<mlir::Operation *> views; ///< Of what is widened, in order.
};

/// Reads operand `number` of a product of integers. Nothing if it is widened in
/// a way that has no one meaning.
std::optional<ShiftedOperand> readSide(ContractOp op, unsigned number);

} // namespace ridge

#endif // RIDGE_LIB_TRANSFORMS_IMPORT_ZEROPOINT_H
