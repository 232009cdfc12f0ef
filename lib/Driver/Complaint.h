//===- Complaint.h - the one message of a refused input ---------*- C++ -*-===//
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

#ifndef RIDGE_LIB_DRIVER_COMPLAINT_H
#define RIDGE_LIB_DRIVER_COMPLAINT_H

#include "mlir/IR/Diagnostics.h"
#include "llvm/Support/Error.h"
#include <string>

namespace ridge {

class Complaint {
public:
  /// `file` stands in for what has no location of its own.
  Complaint(mlir::MLIRContext &context, llvm::StringRef file,
            llvm::raw_ostream &err);

  /// An error about the input as a whole.
  mlir::LogicalResult fail(const llvm::Twine &message);
  mlir::LogicalResult fail(llvm::Error error);
  /// An error about another file.
  mlir::LogicalResult failAt(llvm::StringRef file, const llvm::Twine &message);
  /// What a pass decided.
  void remark(mlir::Location location, const llvm::Twine &message);

  /// The beginning of the file, for those who want a location.
  mlir::Location wholeFile() const;

private:
  mlir::LogicalResult receive(mlir::Diagnostic &diagnostic);
  void print(llvm::StringRef place, llvm::StringRef kind,
             llvm::StringRef message);
  std::string placeOf(mlir::Location location) const;

  mlir::MLIRContext &context;
  std::string file;
  llvm::raw_ostream &err;
  bool reported = false;
  mlir::ScopedDiagnosticHandler handler;
};

} // namespace ridge

#endif // RIDGE_LIB_DRIVER_COMPLAINT_H
