//===- ConstantSum.h - sums of weights at compile time ----------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_TRANSFORMS_IMPORT_CONSTANTSUM_H
#define RIDGE_LIB_TRANSFORMS_IMPORT_CONSTANTSUM_H

#include "mlir/IR/AffineMap.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/Value.h"

namespace ridge {

/// `tensor`, of integers, is read at `map` over a box of `extents`. Its sum
/// over the dims that are not in `kept`, with the shape of those, modulo 2 to
/// the width of `type`; null if the elements are not known. A dim that `map`
/// lacks counts once.
mlir::DenseElementsAttr constantSum(mlir::Value tensor, mlir::AffineMap map,
                                    llvm::ArrayRef<int64_t> extents,
                                    llvm::ArrayRef<unsigned> kept,
                                    mlir::IntegerType type, bool isUnsigned);

} // namespace ridge

#endif // RIDGE_LIB_TRANSFORMS_IMPORT_CONSTANTSUM_H
