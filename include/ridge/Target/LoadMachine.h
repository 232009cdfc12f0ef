//===- LoadMachine.h - machine files become machines ------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// From an arch.machine to the plain Machine, once: derivations merged, units
/// converted with the clock, names replaced by ids, bodies by kernels. What is
/// wrong becomes a diagnostic at the operation that says it.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_TARGET_LOADMACHINE_H
#define RIDGE_TARGET_LOADMACHINE_H

#include "dialects/Arch/ArchOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include "ridge/Machine/Machine.h"

namespace ridge {

/// A copy of `machine` that stands alone, as the only operation of a module:
/// its base's parts, merged attribute by attribute with its own. The base is a
/// machine of the same module, or `given`, or a shipped one.
mlir::OwningOpRef<mlir::ModuleOp> resolveMachine(arch::MachineOp machine,
                                                 arch::MachineOp given = {});

/// The machine that `machine` describes, checked as a whole.
mlir::FailureOr<Machine> loadMachine(arch::MachineOp machine);

/// The same for the machine of a module that resolveMachine made.
mlir::FailureOr<Machine> loadResolved(mlir::ModuleOp resolved);

/// Machines in contexts made from `registry` are verified as far as loading
/// them does, so that `ridge-opt` and editors find what a run would find.
void registerMachineChecks(mlir::DialectRegistry &registry);

} // namespace ridge

#endif // RIDGE_TARGET_LOADMACHINE_H
