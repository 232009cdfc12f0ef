//===- NumericsText.h - numbers as ridge numerics prints them ---*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_TOOLS_RIDGE_NUMERICSTEXT_H
#define RIDGE_TOOLS_RIDGE_NUMERICSTEXT_H

#include "ridge/Driver/ExitStatus.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"
#include <string>

namespace ridge {

/// The shortest decimal that is read back as the value; "nan", "inf".
std::string shortest(double value);

/// "0x0f", as wide as `bits` ask for.
std::string hexCode(uint64_t code, unsigned bits);

/// Prints `text` unless the path is "-", and the document to where the path
/// says.
ExitStatus printBoth(llvm::StringRef jsonPath,
                     llvm::function_ref<void(llvm::raw_ostream &)> text,
                     llvm::function_ref<void(llvm::json::OStream &)> document,
                     llvm::raw_ostream &out, llvm::raw_ostream &err);

} // namespace ridge

#endif // RIDGE_TOOLS_RIDGE_NUMERICSTEXT_H
