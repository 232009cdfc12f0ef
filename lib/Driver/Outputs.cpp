//===- Outputs.cpp - what a verb writes -----------------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Outputs.h"

#include "ridge/Run/WriteFile.h"
#include "ridge/Values/ArrayFiles.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace ridge;
using llvm::StringRef;
using llvm::Twine;

llvm::Error
ridge::writeOutput(StringRef path, llvm::raw_ostream &out,
                   llvm::function_ref<void(llvm::raw_ostream &)> write) {
  if (path != "-")
    return writeFileAt(path, write);
  write(out);
  return llvm::Error::success();
}

static llvm::Error writeBytes(StringRef path, StringRef bytes) {
  return writeFileAt(path, [&](llvm::raw_ostream &os) { os << bytes; });
}

static llvm::Error writeDirectory(StringRef path,
                                  llvm::ArrayRef<Array> results) {
  if (std::error_code code = llvm::sys::fs::create_directories(path))
    return fileError(path, "cannot make the directory: " + code.message());
  for (size_t i = 0; i < results.size(); ++i) {
    llvm::SmallString<128> file(path);
    llvm::sys::path::append(file, "result" + Twine(i) + ".npy");
    llvm::Expected<std::string> bytes = printNpy(results[i]);
    if (!bytes)
      return fileError(file, llvm::toString(bytes.takeError()));
    if (llvm::Error error = writeBytes(file, *bytes))
      return error;
  }
  return llvm::Error::success();
}

llvm::Error ridge::writeArrays(StringRef path, llvm::ArrayRef<Array> results) {
  if (!path.ends_with(".safetensors"))
    return writeDirectory(path, results);
  std::vector<NamedArray> tensors;
  for (size_t i = 0; i < results.size(); ++i)
    tensors.push_back({("result" + Twine(i)).str(), results[i]});
  llvm::Expected<std::string> bytes = printSafetensors(tensors);
  if (!bytes)
    return fileError(path, llvm::toString(bytes.takeError()));
  return writeBytes(path, *bytes);
}

ExitStatus ridge::exitStatus(llvm::Error error, llvm::raw_ostream &err) {
  if (!error)
    return ExitDone;
  bool isFirst = true;
  llvm::handleAllErrors(std::move(error), [&](const llvm::ErrorInfoBase &info) {
    if (isFirst)
      info.log(err);
    isFirst = false;
  });
  return ExitRefused;
}
