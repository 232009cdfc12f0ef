//===- Message.h - what is said about an input ------------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_SESSION_MESSAGE_H
#define RIDGE_SESSION_MESSAGE_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/raw_ostream.h"
#include <string>
#include <vector>

namespace ridge {

struct Message {
  enum class Kind : uint8_t { Error, Warning, Remark, Note };
  Kind kind = Kind::Error;
  std::string place; ///< "FILE:LINE:COL".
  std::string text;  ///< One line.
  std::vector<Message> notes;

  /// "FILE:LINE:COL: error: TEXT" and a line for each note.
  void print(llvm::raw_ostream &os) const;
};

/// "error", "warning", "remark" or "note".
llvm::StringRef kindName(Message::Kind kind);

/// What is wrong with an input: where, what was found, what was expected.
class InputError : public llvm::ErrorInfo<InputError> {
public:
  static char ID; // NOLINT(readability-identifier-naming): LLVM's name.

  explicit InputError(Message message) : text(std::move(message)) {}

  const Message &said() const { return text; }
  void log(llvm::raw_ostream &os) const override { text.print(os); }
  std::error_code convertToErrorCode() const override {
    return llvm::inconvertibleErrorCode();
  }

private:
  Message text;
};

/// What is wrong with an input as a whole: a file, or a word of a request.
llvm::Error inputError(const llvm::Twine &input, const llvm::Twine &why);

/// Whoever called the step asked it to end (Session::stopWhen).
class StoppedError : public llvm::ErrorInfo<StoppedError> {
public:
  static char ID; // NOLINT(readability-identifier-naming): LLVM's name.

  void log(llvm::raw_ostream &os) const override { os << "stopped\n"; }
  std::error_code convertToErrorCode() const override {
    return llvm::inconvertibleErrorCode();
  }
};

} // namespace ridge

#endif // RIDGE_SESSION_MESSAGE_H
