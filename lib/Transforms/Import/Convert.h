//===- Convert.h - conversions of single operations -------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The two halves of ridge-convert-linalg. Each function builds the ridge
/// operations before `op` and lets the users of `op` read them; the pass erases
/// `op`. A failure has emitted its one error.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_TRANSFORMS_IMPORT_CONVERT_H
#define RIDGE_LIB_TRANSFORMS_IMPORT_CONVERT_H

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/PatternMatch.h"
#include "llvm/ADT/StringRef.h"

namespace mlir::func {
class FuncOp;
} // namespace mlir::func

namespace ridge {

/// The category of this stage's remarks.
constexpr llvm::StringLiteral importCategory = "ridge-import";

/// A linalg.generic becomes maps, reductions, contractions or views.
mlir::LogicalResult convertGeneric(mlir::linalg::GenericOp op);

/// Shape and data operations of tensor, linalg.fill and tensor constants.
/// `handled` is false, and nothing done, for any other operation.
mlir::LogicalResult convertView(mlir::Operation *op, bool &handled);

/// Gives defined targets to insertions into a tensor.empty. An error where
/// elements are read that no insertion has defined.
mlir::LogicalResult defineInserts(mlir::func::FuncOp model);

/// Patterns that turn a reduction of a value with its position into reductions
/// of one value each.
void populateSplitArgmaxPatterns(mlir::RewritePatternSet &patterns);

/// Erases operations of the tensor form that nobody reads any more.
void eraseUnread(mlir::ModuleOp module);

/// `source` in another shape; no operation where the shape is the same. A
/// reshape of a reshape reads the first source.
mlir::Value reshape(mlir::OpBuilder &builder, mlir::Location loc,
                    mlir::Value source, llvm::ArrayRef<int64_t> shape);

/// A ridge.constant whose elements are all `value`.
mlir::Value createSplat(mlir::OpBuilder &builder, mlir::Location loc,
                        mlir::RankedTensorType type, mlir::TypedAttr value);

/// The constant that fills all of `tensor`; null if it is anything else.
mlir::TypedAttr fillValue(mlir::Value tensor);

} // namespace ridge

#endif // RIDGE_LIB_TRANSFORMS_IMPORT_CONVERT_H
