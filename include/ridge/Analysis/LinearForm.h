//===- LinearForm.h - affine expressions as coefficients --------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Size, offset and epoch maps are linear in the counters. This is the form in
/// which passes compute with them: a constant and one coefficient per counter.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_ANALYSIS_LINEARFORM_H
#define RIDGE_ANALYSIS_LINEARFORM_H

#include "mlir/IR/AffineExpr.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include <optional>

namespace ridge {

struct LinearForm {
  int64_t constant = 0;
  llvm::SmallVector<int64_t, 4> coefficients; ///< One per dim.

  /// Least and greatest value when dim d runs over 0 .. trips[d] - 1.
  int64_t least(llvm::ArrayRef<int64_t> trips) const;
  int64_t greatest(llvm::ArrayRef<int64_t> trips) const;

  bool operator==(const LinearForm &other) const {
    return constant == other.constant && coefficients == other.coefficients;
  }
};

/// `expr` over `numDims` dims; nothing if it divides, multiplies dims or has
/// symbols.
std::optional<LinearForm> linearForm(mlir::AffineExpr expr, unsigned numDims);

/// The expression of a form.
mlir::AffineExpr affineExpr(const LinearForm &form, mlir::MLIRContext *context);

} // namespace ridge

#endif // RIDGE_ANALYSIS_LINEARFORM_H
