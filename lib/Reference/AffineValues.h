//===- AffineValues.h - values of affine expressions ------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_REFERENCE_AFFINEVALUES_H
#define RIDGE_LIB_REFERENCE_AFFINEVALUES_H

#include "mlir/IR/AffineMap.h"

namespace ridge::reference {

/// The results of `map` at `operands`, its dims and then its symbols. A
/// quotient or remainder by zero, which has no value, is 0.
llvm::SmallVector<int64_t> evaluateMap(mlir::AffineMap map,
                                       llvm::ArrayRef<int64_t> operands);

} // namespace ridge::reference

#endif // RIDGE_LIB_REFERENCE_AFFINEVALUES_H
