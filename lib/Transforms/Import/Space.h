//===- Space.h - the points that a scalar has values at ---------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A scalar of a linalg body that becomes a tensor of its own need not be
/// computed at every point of the iteration: the factor of a product lacks a
/// dim, and what reads a window x[h + k] has one value for each h + k. The
/// points at which it differs are its space.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_TRANSFORMS_IMPORT_SPACE_H
#define RIDGE_LIB_TRANSFORMS_IMPORT_SPACE_H

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/IR/AffineExpr.h"
#include "llvm/ADT/SmallBitVector.h"

namespace ridge {

/// What a scalar of a linalg body is a function of.
struct Dependence {
  llvm::SmallBitVector arguments; ///< Block arguments, by number.
  llvm::SmallBitVector indices;   ///< Dims whose linalg.index it takes.
  bool extracts = false;          ///< It takes a tensor.extract.
};
Dependence dependenceOf(mlir::linalg::GenericOp op, mlir::Value value);

/// The number of the one tensor operand that `value` is a function of.
std::optional<unsigned> onlyTensor(mlir::linalg::GenericOp op,
                                   mlir::Value value);

class Space {
public:
  /// All points of the iteration.
  static Space whole(mlir::linalg::GenericOp op);
  /// Where `value` differs; all of it for a constant.
  static Space of(mlir::linalg::GenericOp op, mlir::Value value);

  llvm::ArrayRef<int64_t> extents() const { return sizes; }
  /// From the iteration to the space.
  mlir::AffineMap map() const;
  /// `map`, of the iteration, as one of the space.
  mlir::AffineMap within(mlir::AffineMap map) const;
  /// The dim of the space that is dim `dim` of the iteration.
  unsigned dimOf(unsigned dim) const;
  /// Dims of the iteration along which values differ.
  llvm::SmallBitVector dims() const;

private:
  explicit Space(mlir::linalg::GenericOp op);
  void add(mlir::AffineExpr coordinate, int64_t extent);

  mlir::MLIRContext *context;
  unsigned numDims; ///< Of the iteration.
  llvm::SmallVector<mlir::AffineExpr> coordinates;
  llvm::SmallVector<int64_t> sizes;
};

} // namespace ridge

#endif // RIDGE_LIB_TRANSFORMS_IMPORT_SPACE_H
