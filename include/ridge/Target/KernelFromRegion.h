//===- KernelFromRegion.h - scalar bodies become kernels --------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Reads the body of a linalg.generic, of a ridge op or of an arch.instruction
/// into a Kernel, the plain form that selection, Exec and Timing share.
///
/// What a body may hold:
///   * every operation with a row in ScalarOps.def;
///   * constants, inside the body or captured from above;
///   * `linalg.index` and `ridge.index` (attribute `dim`), with
///     `arith.index_cast`. An index value is an i64; an index_cast of the
///     position itself gives an Index node of the integer type.
/// Operations whose result nobody needs are left out.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_TARGET_KERNELFROMREGION_H
#define RIDGE_TARGET_KERNELFROMREGION_H

#include "dialects/Arch/FormatTypes.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/Region.h"
#include "ridge/Machine/Kernel.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace ridge {

/// The kernel of `body`. Its arguments are the inputs, then the outputs; bodies
/// that update no output may leave the output arguments away. Errors about one
/// operation stand at its location, errors about the whole go to `emitError`.
/// `literals` gets the numbers of the nodes that stand for a ridge.literal.
mlir::FailureOr<Kernel>
kernelFromRegion(mlir::Region &body, llvm::ArrayRef<KernelOperand> inputs,
                 llvm::ArrayRef<KernelOperand> outputs,
                 llvm::ArrayRef<bool> reduction,
                 llvm::function_ref<mlir::InFlightDiagnostic()> emitError,
                 llvm::SmallVectorImpl<size_t> *literals = nullptr);

/// What the operation is in kernels, if it can be part of one: a widening has
/// one name, whichever operation states it.
std::optional<ScalarOp> scalarOpOf(mlir::Operation &op);

} // namespace ridge

#endif // RIDGE_TARGET_KERNELFROMREGION_H
