//===- ExpandForms.h - rarer forms of input ---------------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The parts of ridge-expand-forms: each says a form by plainer ones.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_TRANSFORMS_IMPORT_EXPANDFORMS_H
#define RIDGE_LIB_TRANSFORMS_IMPORT_EXPANDFORMS_H

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/IR/PatternMatch.h"

namespace ridge {

/// A tensor whose element at the positions `at` (i32) is what `element` builds.
mlir::Value
tabulate(mlir::OpBuilder &builder, mlir::Location loc,
         mlir::RankedTensorType type,
         llvm::function_ref<mlir::Value(mlir::OpBuilder &, mlir::ValueRange at)>
             element);

/// Slices and insertions at computed places, gathers, scatters
/// (ExpandSlices.cpp).
void populateExpandSlicePatterns(mlir::RewritePatternSet &patterns);

/// Generics that write at offsets, with strides or backwards
/// (ExpandOutputs.cpp).
void populateExpandOutputPatterns(mlir::RewritePatternSet &patterns);

/// Scalar operations that others say exactly (ExpandScalars.cpp).
void populateExpandScalarPatterns(mlir::RewritePatternSet &patterns);

/// Loops of known bounds become straight code; an error where that would be
/// more than a model can be.
mlir::LogicalResult unrollLoops(mlir::Operation *function);

} // namespace ridge

#endif // RIDGE_LIB_TRANSFORMS_IMPORT_EXPANDFORMS_H
