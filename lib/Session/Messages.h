//===- Messages.h - diagnostics of a session --------------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_SESSION_MESSAGES_H
#define RIDGE_LIB_SESSION_MESSAGES_H

#include "mlir/IR/Diagnostics.h"
#include "ridge/Session/Session.h"

namespace ridge {

/// One message is one line, whatever it quotes.
std::string oneLine(llvm::StringRef text);

/// What the context's passes and verifiers say: errors are kept, the rest is
/// handed on.
class Session::Messages {
public:
  explicit Messages(mlir::MLIRContext &context);

  /// The first error since the last call.
  std::optional<Message> takeError();

  std::function<void(const Message &)> handler;

private:
  mlir::LogicalResult receive(mlir::Diagnostic &diagnostic);

  std::optional<Message> firstError;
  mlir::ScopedDiagnosticHandler registration;
};

/// Remarks of passes become diagnostics: their words in order, then what has a
/// name.
mlir::LogicalResult enableRemarks(mlir::MLIRContext &context);

/// An error of the program's text form, "LINE:COL: TEXT", at its place.
llvm::Error programError(llvm::StringRef file, llvm::Error error);

} // namespace ridge

#endif // RIDGE_LIB_SESSION_MESSAGES_H
