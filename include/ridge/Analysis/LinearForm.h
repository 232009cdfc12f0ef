//===- LinearForm.h - affine expressions as coefficients --------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Size, offset and instance maps are linear in the counters. Passes compute
/// with them as affine values (Support), whose variables are the maps' dims.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_ANALYSIS_LINEARFORM_H
#define RIDGE_ANALYSIS_LINEARFORM_H

#include "mlir/IR/AffineExpr.h"
#include "ridge/Support/Affine.h"
#include <optional>

namespace ridge {

/// `expr` over `numDims` dims, its terms by dim; nothing if it divides,
/// multiplies dims or has symbols.
std::optional<Affine> linearForm(mlir::AffineExpr expr, unsigned numDims);

/// The expression of an affine value.
mlir::AffineExpr affineExpr(const Affine &form, mlir::MLIRContext *context);

} // namespace ridge

#endif // RIDGE_ANALYSIS_LINEARFORM_H
