//===- ScaledProduct.h - products of blocks, as plain products --*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_REFERENCE_SCALEDPRODUCT_H
#define RIDGE_LIB_REFERENCE_SCALEDPRODUCT_H

#include "dialects/Ridge/RidgeDialect.h"

namespace ridge::reference {

/// A contraction of scaled elements, taken apart.
struct ScaledProduct {
  /// Maps that dequantise a side; they stand in `block`, before `product`.
  llvm::SmallVector<MapOp, 2> sides;
  ContractOp product; ///< Of what they give.
};

/// Builds into `block` what has the same value as `op`, element by element the
/// same roundings in the same order: each scaled element is dequantised once,
/// in front, and not once for each product it takes part in. Nothing if no side
/// is scaled, or one is read through a window. The inputs are those of `op`.
std::optional<ScaledProduct> dequantiseFirst(ContractOp op, mlir::Block &block);

} // namespace ridge::reference

#endif // RIDGE_LIB_REFERENCE_SCALEDPRODUCT_H
