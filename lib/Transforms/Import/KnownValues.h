//===- KnownValues.h - elements known at compile time -----------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Folds scalars of linalg bodies at given points of the iteration, through
/// constants, shape operations and other bodies. Front ends compute positions
/// in roundabout ways (a table of row numbers, a floor of a float quotient);
/// what such a value is at each point says more than how it is written.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_TRANSFORMS_IMPORT_KNOWNVALUES_H
#define RIDGE_LIB_TRANSFORMS_IMPORT_KNOWNVALUES_H

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallBitVector.h"

namespace ridge {

class KnownValues {
public:
  /// The iteration dims that `value`, a scalar in `op`'s body, is a function
  /// of; nothing if it depends on what only a run knows.
  std::optional<llvm::SmallBitVector> dimsOf(mlir::linalg::GenericOp op,
                                             mlir::Value value);

  /// The value at `point`; null where an operation on the way has no folder.
  mlir::Attribute evaluate(mlir::linalg::GenericOp op, mlir::Value value,
                           llvm::ArrayRef<int64_t> point);

private:
  using Point = llvm::SmallVector<int64_t, 4>;
  using Cache = llvm::DenseMap<mlir::Value, mlir::Attribute>;

  bool isKnown(mlir::Value tensor);
  mlir::Attribute element(mlir::Value tensor, llvm::ArrayRef<int64_t> position);
  mlir::Attribute elementOf(mlir::linalg::GenericOp op, unsigned result,
                            llvm::ArrayRef<int64_t> position);
  mlir::Attribute evaluate(mlir::linalg::GenericOp op, mlir::Value value,
                           llvm::ArrayRef<int64_t> point, Cache &cache);
  mlir::Attribute compute(mlir::linalg::GenericOp op, mlir::Value value,
                          llvm::ArrayRef<int64_t> point, Cache &cache);

  llvm::DenseMap<mlir::Value, bool> known;
  /// Constants that arrive as resources, with their elements in reach.
  llvm::DenseMap<mlir::Value, mlir::DenseElementsAttr> constants;
};

} // namespace ridge

#endif // RIDGE_LIB_TRANSFORMS_IMPORT_KNOWNVALUES_H
