//===- OperationKernel.h - kernels of tensor operations ---------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The meaning of a structured operation (`ridge.map`, `reduce`, `contract`) as
/// a Kernel that instructions are matched against. Constants of the body and
/// inputs that are a `ridge.fill` become kernel inputs that are immediates:
/// they stand in the instruction word, not in a buffer. Dims of extent 1 belong
/// to no operand's footprint.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_ANALYSIS_OPERATIONKERNEL_H
#define RIDGE_ANALYSIS_OPERATIONKERNEL_H

#include "dialects/Ridge/RidgeDialect.h"
#include "ridge/Machine/Match.h"

namespace ridge {

struct OperationKernel {
  Kernel kernel;
  /// Bit i: kernel input i is a constant.
  uint32_t immediates = 0;
  /// Per kernel input: the operation's input it is, or -1 for a constant of the
  /// body.
  llvm::SmallVector<int32_t, 4> inputs;
  /// Per kernel input that is an immediate its value, else null.
  llvm::SmallVector<mlir::TypedAttr, 4> values;
};

/// Fails, with an error on the operation, if the body holds what a Kernel
/// cannot say. Operands do not depend on dims of extent 1, unless those are
/// kept.
mlir::FailureOr<OperationKernel> operationKernel(StructuredOpInterface op,
                                                 bool keepsUnitDims = false);

/// True if an instruction of the machine runs the operation. An operation
/// without a kernel has none, and its error.
bool hasInstruction(StructuredOpInterface op, const Machine &machine);

/// Set of dims that a map's results use.
DimSet dimsOf(mlir::AffineMap map);

} // namespace ridge

#endif // RIDGE_ANALYSIS_OPERATIONKERNEL_H
