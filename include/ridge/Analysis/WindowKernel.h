//===- WindowKernel.h - kernels of operations on windows --------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What a ridge.compute or ridge.invoke computes, in the form that the
/// instruction matcher takes: the body, and for each operand the dims that its
/// address depends on. A dim of size 1 counts as one that nothing depends on,
/// whatever stride is written for it.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_ANALYSIS_WINDOWKERNEL_H
#define RIDGE_ANALYSIS_WINDOWKERNEL_H

#include "dialects/Ridge/RidgeDialect.h"
#include "ridge/Mapping/InstructionChoice.h"

namespace ridge {

/// The kernel of `body` over a box of `sizes`. `accesses` are the inputs'
/// windows or immediates, then the output's window; `updates` says that the
/// body's last argument is the output's old value.
mlir::FailureOr<Kernel>
kernelOfWindows(mlir::Region &body, mlir::ArrayAttr accesses,
                llvm::ArrayRef<int64_t> sizes, llvm::ArrayRef<bool> reduction,
                bool updates,
                llvm::function_ref<mlir::InFlightDiagnostic()> emitError);

/// The kernel at the full tile size. Errors stand at the operation.
mlir::FailureOr<Kernel> kernelOf(ComputeOp op);
mlir::FailureOr<Kernel> kernelOf(InvokeOp op);

/// Bit i is set if access i is a constant.
uint32_t immediatesOf(mlir::ArrayAttr accesses);

/// Least and greatest size of every dim over all counters. Errors stand at the
/// operation.
mlir::FailureOr<TileRange> tileRange(ComputeOp op);

/// Full size of every dim: the constant result of each size map.
llvm::SmallVector<int64_t, 6> fullSizes(mlir::ArrayAttr sizes);

} // namespace ridge

#endif // RIDGE_ANALYSIS_WINDOWKERNEL_H
