//===- PassMachine.h - the machine that a pass works for --------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Passes take the machine's name, or file, as an option. Without one they read
/// the attribute `ridge.machine` of the function or of an operation around it.
/// The context knows which machine that is (dialects/Arch/MachineRegistry.h),
/// so all passes of a run work for one object; one that it does not know is
/// loaded by the first that asks.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_ANALYSIS_PASSMACHINE_H
#define RIDGE_ANALYSIS_PASSMACHINE_H

#include "mlir/IR/Operation.h"
#include "ridge/Machine/MachineHandle.h"

namespace ridge {

constexpr llvm::StringLiteral kMachineAttr = "ridge.machine";

/// The name that `option` or the attribute gives; fails with an error at `op`.
mlir::FailureOr<std::string> machineNameFor(mlir::Operation *op,
                                            llvm::StringRef option);

/// The machine of that name.
mlir::FailureOr<MachineHandle> machineFor(mlir::Operation *op,
                                          llvm::StringRef option);

/// The same, and writes the name to `op`: whoever reads the IR, and every later
/// pass, then knows what it was made for.
mlir::FailureOr<MachineHandle> recordMachine(mlir::Operation *op,
                                             llvm::StringRef option);

} // namespace ridge

#endif // RIDGE_ANALYSIS_PASSMACHINE_H
