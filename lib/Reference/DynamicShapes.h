//===- DynamicShapes.h - shapes that types leave open -----------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Sizes and positions that files give as values, constants as a rule, which
/// the compiler folds into types and attributes. Here they are looked up.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_REFERENCE_DYNAMICSHAPES_H
#define RIDGE_LIB_REFERENCE_DYNAMICSHAPES_H

#include "Environment.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/IR/OpDefinition.h"

namespace ridge::reference {

/// The integers that attributes say or scalar values are.
llvm::Expected<llvm::SmallVector<int64_t>>
integersOf(llvm::ArrayRef<mlir::OpFoldResult> entries,
           const Environment &environment, mlir::Location location);

/// An array for the one result of `op`: of the shape of its type, or where that
/// leaves a dim open, the shape that follows from the operands.
llvm::Expected<std::shared_ptr<Array>>
makeResult(mlir::Operation &op, const Environment &environment);

/// The extent of each loop of `op`, from the shapes of its operands.
llvm::Expected<llvm::SmallVector<int64_t>>
loopExtents(mlir::linalg::LinalgOp op, const Environment &environment);

} // namespace ridge::reference

#endif // RIDGE_LIB_REFERENCE_DYNAMICSHAPES_H
