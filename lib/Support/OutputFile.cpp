//===- OutputFile.cpp - files that are written whole or not ---------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Support/OutputFile.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/ToolOutputFile.h"
#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

using namespace ridge;

static llvm::Error cannotWrite(llvm::StringRef why) {
  return llvm::createStringError("cannot write: " + why);
}

llvm::Error
ridge::writeFile(llvm::StringRef path,
                 llvm::function_ref<void(llvm::raw_ostream &)> write) {
  if (path == "-")
    return cannotWrite("standard output has the page; name a file");
  std::error_code code;
  llvm::ToolOutputFile file(path, code, llvm::sys::fs::OF_None);
  if (code)
    return cannotWrite(code.message());
  write(file.os());
  file.os().close();
  if (file.os().has_error()) {
    std::string reason = file.os().error().message();
    file.os().clear_error();
    return cannotWrite(reason);
  }
  file.keep();
  return llvm::Error::success();
}

llvm::Error ridge::flushChecked(llvm::raw_fd_ostream &stream) {
  stream.flush();
  if (!stream.has_error())
    return llvm::Error::success();
  std::string reason = stream.error().message();
  stream.clear_error();
  return cannotWrite(reason);
}

void ridge::reserveStandardStreams() {
  for (int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (fcntl(stream, F_GETFD) != -1 || errno != EBADF)
      continue;
    // The lowest free number is this one. Only readable: writes are to fail.
    if (open("/dev/null", O_RDONLY) != stream)
      return;
  }
}
