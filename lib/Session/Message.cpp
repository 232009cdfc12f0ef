//===- Message.cpp - what is said about an input --------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Session/Message.h"

using namespace ridge;

char InputError::ID;
char StoppedError::ID;

llvm::StringRef ridge::kindName(Message::Kind kind) {
  switch (kind) {
  case Message::Kind::Error:
    return "error";
  case Message::Kind::Warning:
    return "warning";
  case Message::Kind::Remark:
    return "remark";
  case Message::Kind::Note:
    return "note";
  }
  llvm_unreachable("every kind has a name");
}

void Message::print(llvm::raw_ostream &os) const {
  os << place << ": " << kindName(kind) << ": " << text << "\n";
  for (const Message &note : notes)
    note.print(os);
}

llvm::Error ridge::inputError(const llvm::Twine &input,
                              const llvm::Twine &why) {
  Message error;
  error.place = (input + ":1:1").str();
  error.text = why.str();
  return llvm::make_error<InputError>(std::move(error));
}
