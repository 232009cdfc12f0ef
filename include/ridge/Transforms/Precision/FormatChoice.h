//===- FormatChoice.h - the format of one product ---------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What is chosen for a product, as C++ and as an attribute, and whether a
/// product admits it. The passes and the search share it.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_TRANSFORMS_PRECISION_FORMATCHOICE_H
#define RIDGE_TRANSFORMS_PRECISION_FORMATCHOICE_H

#include "dialects/Ridge/RidgeAttributes.h"
#include "dialects/Ridge/RidgeDialect.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "ridge/Analysis/ProductFormat.h"

namespace ridge {

struct FormatChoice {
  std::string instruction;
  /// Side s is divided by 2^exponents[s] before its cast, the result multiplied
  /// by both. Zero where the instruction has scales of its own.
  int64_t exponents[2] = {0, 0};
  BlockScaleRule rule = BlockScaleRule::RoundUp;

  FormatAttr toAttribute(mlir::MLIRContext *context) const;
  static FormatChoice fromAttribute(FormatAttr attribute);
};

/// The contractions of floats of a function, in program order: what choices
/// number. They compute in floats and sum in f32 or f64.
llvm::SmallVector<ContractOp> numberedProducts(mlir::func::FuncOp function);

/// How a product takes a format.
struct ProductPlan {
  /// The contracted dim that is cut into blocks; -1: no side has blocks.
  int64_t blockDim = -1;
};

/// Empty `reason` and a plan, or why the product does not admit the format.
std::optional<ProductPlan> planProduct(ContractOp product,
                                       const ProductFormat &format,
                                       std::string &reason);

} // namespace ridge

#endif // RIDGE_TRANSFORMS_PRECISION_FORMATCHOICE_H
