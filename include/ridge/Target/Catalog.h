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
//===----------------------------------------------------------------------===//

#ifndef RIDGE_TARGET_CATALOG_H
#define RIDGE_TARGET_CATALOG_H

#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/MLIRContext.h"
#include "ridge/Machine/Machine.h"
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
/// ".mlir", the last machine of that file. Errors inside the file are reported
/// through `context` at their place in it; that there is no such machine goes
/// to `emitError`. The file is read in a context of its own, so this may be
/// called from a pass, and needs no dialect in `context`.
mlir::FailureOr<Machine>
loadMachineByName(llvm::StringRef name, mlir::MLIRContext &context,
                  llvm::function_ref<mlir::InFlightDiagnostic()> emitError);

} // namespace ridge

#endif // RIDGE_TARGET_CATALOG_H
