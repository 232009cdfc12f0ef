//===- DiagnosticPrinter.h - the one message of a refused input -*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Prints the first error of a run, with its notes, and swallows the errors
/// that follow from it.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_DRIVER_DIAGNOSTICPRINTER_H
#define RIDGE_LIB_DRIVER_DIAGNOSTICPRINTER_H

#include "mlir/IR/Diagnostics.h"
#include "llvm/Support/Error.h"
#include <string>

namespace ridge {

class DiagnosticPrinter {
public:
  /// `file` stands in for what has no location of its own.
  DiagnosticPrinter(mlir::MLIRContext &context, llvm::StringRef file,
                    llvm::raw_ostream &err);

private:
  mlir::LogicalResult receive(mlir::Diagnostic &diagnostic);
  void print(llvm::StringRef place, llvm::StringRef kind,
             llvm::StringRef message);
  std::string placeOf(mlir::Location location) const;

  std::string file;
  llvm::raw_ostream &err;
  bool reported = false;
  mlir::ScopedDiagnosticHandler handler;
};

} // namespace ridge

#endif // RIDGE_LIB_DRIVER_DIAGNOSTICPRINTER_H
