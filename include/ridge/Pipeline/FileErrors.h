//===- FileErrors.h - errors about a file as a whole ------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Errors that belong to no operation: diagnostics at the first line of a file.
/// Like all diagnostics they go to the context's handler, which prints or keeps
/// them.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_PIPELINE_FILEERRORS_H
#define RIDGE_PIPELINE_FILEERRORS_H

#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/MLIRContext.h"
#include "llvm/Support/Error.h"
#include <string>

namespace ridge {

class FileErrors {
public:
  /// `file`: the input that errors are about unless they name another.
  FileErrors(mlir::MLIRContext &context, llvm::StringRef file)
      : context(context), file(file) {}

  mlir::LogicalResult fail(const llvm::Twine &message) const {
    return failAt(file, message);
  }
  mlir::LogicalResult fail(llvm::Error error) const {
    return fail(llvm::toString(std::move(error)));
  }
  /// An error about another file.
  mlir::LogicalResult failAt(llvm::StringRef other,
                             const llvm::Twine &message) const;

  /// The beginning of the file, for those who want a location.
  mlir::Location wholeFile() const { return beginningOf(file); }

private:
  mlir::Location beginningOf(llvm::StringRef path) const;

  mlir::MLIRContext &context;
  std::string file;
};

} // namespace ridge

#endif // RIDGE_PIPELINE_FILEERRORS_H
