//===- WriteFile.h - files that a run leaves --------------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_RUN_WRITEFILE_H
#define RIDGE_RUN_WRITEFILE_H

#include "ridge/Session/Message.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/Twine.h"

namespace ridge {

/// An InputError about a whole file.
llvm::Error fileError(llvm::StringRef path, const llvm::Twine &message);

/// Writes a file, or nothing of it; the error names the file.
llvm::Error writeFileAt(llvm::StringRef path,
                        llvm::function_ref<void(llvm::raw_ostream &)> write);

} // namespace ridge

#endif // RIDGE_RUN_WRITEFILE_H
