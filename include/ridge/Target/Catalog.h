//===- Catalog.h - shipped machines, and machines by name -------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The machine files of lib/Target/machines are part of the library: their text
/// is embedded when it is built, so no path matters when it runs.
///
/// A tool loads the machine of its run once and says so to the context of its
/// IR; passes ask for what the IR names and get that very machine:
///
///     FailureOr<MachineHandle> machine = loadMachineByName("toy", context, e);
///     module->setAttr(kMachineAttr, machineWord(*machine, context));
///     ... passes: machineOfWord("toy", context, e) gives the same handle
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_TARGET_CATALOG_H
#define RIDGE_TARGET_CATALOG_H

#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/MLIRContext.h"
#include "ridge/Machine/MachineHandle.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"
#include <optional>

namespace ridge {

/// Names of the shipped machines, sorted.
llvm::ArrayRef<llvm::StringRef> shippedMachines();

/// Text of a shipped machine's file.
std::optional<llvm::StringRef> shippedMachineSource(llvm::StringRef name);

/// The machine of that name: a shipped one, or, for a name that ends in
/// ".mlir", the last machine of that file, which is read now. Errors inside the
/// file are reported through `context` at their place in it; that there is no
/// such machine goes to `emitError`. The file is read in a context of its own:
/// no dialect is needed in `context`.
mlir::FailureOr<MachineHandle>
loadMachineByName(llvm::StringRef name, mlir::MLIRContext &context,
                  llvm::function_ref<mlir::InFlightDiagnostic()> emitError);

/// The last machine of a machine file's `text`; `file` names it in locations
/// and names the machine.
mlir::FailureOr<MachineHandle>
loadMachineFromText(llvm::StringRef text, llvm::StringRef file,
                    mlir::MLIRContext &context,
                    llvm::function_ref<mlir::InFlightDiagnostic()> emitError);

/// Makes `machine` known to `context`, as long as a handle of it lives, and
/// returns the word by which IR names it there. Loads the arch dialect, so not
/// while passes run.
mlir::StringAttr machineWord(const MachineHandle &machine,
                             mlir::MLIRContext &context);

/// The machine that `word` means in IR of `context`, which has loaded the arch
/// dialect. One that nobody has made known is loaded by that name, once for the
/// context.
mlir::FailureOr<MachineHandle>
machineOfWord(llvm::StringRef word, mlir::MLIRContext &context,
              llvm::function_ref<mlir::InFlightDiagnostic()> emitError);

} // namespace ridge

#endif // RIDGE_TARGET_CATALOG_H
