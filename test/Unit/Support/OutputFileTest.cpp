//===- OutputFileTest.cpp - files that are written whole or not -----------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Support/OutputFile.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "gtest/gtest.h"

using namespace ridge;

static std::string write(llvm::StringRef path, llvm::StringRef text) {
  return llvm::toString(
      writeFile(path, [&](llvm::raw_ostream &os) { os << text; }));
}

TEST(OutputFile, IsWritten) {
  llvm::SmallString<64> path;
  ASSERT_FALSE(llvm::sys::fs::createTemporaryFile("ridge", "txt", path));
  EXPECT_EQ(write(path, "text\n"), "");
  auto buffer = llvm::MemoryBuffer::getFile(path);
  ASSERT_TRUE(buffer);
  EXPECT_EQ((*buffer)->getBuffer(), "text\n");
  llvm::sys::fs::remove(path);
}

TEST(OutputFile, SaysWhyItCannotBeWritten) {
  EXPECT_EQ(write("/nonexistent/file", ""),
            "cannot write: No such file or directory");
  EXPECT_EQ(write("-", ""),
            "cannot write: standard output has the page; name a file");
  // A full disk shows when the buffer is written, be that early or at the end.
  for (size_t size : {1, 1 << 20})
    EXPECT_EQ(write("/dev/full", std::string(size, 'a')),
              "cannot write: No space left on device");
}

TEST(OutputFile, AStreamThatLostTextSaysSoOnce) {
  std::error_code code;
  llvm::raw_fd_ostream full("/dev/full", code);
  ASSERT_FALSE(code);
  EXPECT_FALSE(bool(flushChecked(full)));
  full << "text";
  EXPECT_EQ(llvm::toString(flushChecked(full)),
            "cannot write: No space left on device");
  EXPECT_FALSE(bool(flushChecked(full)));
}
