//===- MachineOf.h - the machine a function is compiled for -----*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A pass that asks the machine has an option `machine`; without it the function
/// says which machine it is for in its attribute `ridge.machine`. The option is
/// written to the attribute, so that later passes and readers of the IR know.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_ANALYSIS_MACHINEOF_H
#define RIDGE_ANALYSIS_MACHINEOF_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "ridge/Machine/Machine.h"

namespace ridge {

constexpr llvm::StringLiteral kMachineAttr = "ridge.machine";

/// `option` is a shipped machine's name, a file, or empty.
mlir::FailureOr<Machine> machineOf(mlir::func::FuncOp func,
                                   llvm::StringRef option);

} // namespace ridge

#endif // RIDGE_ANALYSIS_MACHINEOF_H
