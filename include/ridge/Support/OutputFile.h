//===- OutputFile.h - files that are written whole or not -------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Everything that Ridge writes goes through here: a stream of LLVM that fails
/// and is not asked ends the program with a fatal error.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_SUPPORT_OUTPUTFILE_H
#define RIDGE_SUPPORT_OUTPUTFILE_H

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/raw_ostream.h"

namespace ridge {

/// Writes the file. The error says "cannot write: " and why; what was begun is
/// then removed. "-" is no file: standard output has the page.
llvm::Error writeFile(llvm::StringRef path,
                      llvm::function_ref<void(llvm::raw_ostream &)> write);

/// Flushes the stream; an error if anything that was ever written to it was
/// lost. The stream may then be destroyed in peace.
llvm::Error flushChecked(llvm::raw_fd_ostream &stream);

/// Puts something in the place of standard streams that the caller has closed:
/// the next file opened would take their numbers, and receive their text. What
/// is written to a closed one fails, and flushChecked says so.
void reserveStandardStreams();

} // namespace ridge

#endif // RIDGE_SUPPORT_OUTPUTFILE_H
