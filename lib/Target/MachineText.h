//===- MachineText.h - machine files as text, read apart --------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Machine files are read in a context of their own: dialects cannot be loaded
/// into one that runs passes, and what was read goes with its context, so that
/// a thousand variants of a machine leave nothing behind.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_TARGET_MACHINETEXT_H
#define RIDGE_LIB_TARGET_MACHINETEXT_H

#include "dialects/Arch/ArchOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include "ridge/Machine/MachineHandle.h"

namespace ridge {

/// A context with what machine files hold. What is reported in it is reported
/// in `caller`, at the same place.
class MachineTextContext {
public:
  explicit MachineTextContext(mlir::MLIRContext &caller);

  mlir::MLIRContext &get() { return own; }
  /// Null after an error. `verify`: as a whole, when it is parsed.
  mlir::OwningOpRef<mlir::ModuleOp>
  parse(llvm::StringRef text, llvm::StringRef file, bool verify = true);

private:
  mlir::MLIRContext own;
  mlir::ScopedDiagnosticHandler handler;
};

/// The last machine of `module`: the one that a file means. Null: none.
arch::MachineOp lastMachine(mlir::ModuleOp module);

/// Names of the attributes of `part` that are numbers, each with a source.
llvm::ArrayRef<llvm::StringRef> numbersOf(mlir::Operation *part);

/// The handle of the machine of `resolved`, which resolveMachine made.
/// `nameOf(hash)` names it.
mlir::FailureOr<MachineHandle>
makeHandle(mlir::ModuleOp resolved,
           llvm::function_ref<std::string(llvm::StringRef hash)> nameOf);

} // namespace ridge

#endif // RIDGE_LIB_TARGET_MACHINETEXT_H
