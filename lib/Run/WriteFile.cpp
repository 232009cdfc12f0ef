//===- WriteFile.cpp - files that a run leaves ----------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Run/WriteFile.h"
#include "ridge/Support/OutputFile.h"

using namespace ridge;
using llvm::StringRef;
using llvm::Twine;

llvm::Error ridge::fileError(StringRef path, const Twine &message) {
  Message error;
  error.place = (path + ":1:1").str();
  error.text = message.str();
  return llvm::make_error<InputError>(std::move(error));
}

llvm::Error
ridge::writeFileAt(StringRef path,
                   llvm::function_ref<void(llvm::raw_ostream &)> write) {
  if (llvm::Error error = writeFile(path, write))
    return fileError(path, llvm::toString(std::move(error)));
  return llvm::Error::success();
}
