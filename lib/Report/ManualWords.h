//===- ManualWords.h - instruction words in the manual ----------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_REPORT_MANUALWORDS_H
#define RIDGE_LIB_REPORT_MANUALWORDS_H

#include "ridge/Machine/Machine.h"

namespace ridge {

/// The bits of a word as a table, and a word as an example. Nothing if the
/// machine states no such word.
void printWord(const Machine &machine, EncodingTarget target,
               llvm::raw_ostream &os);

/// Words of paths, and those that every engine has, with the engines of each.
void printOtherWords(const Machine &machine, llvm::raw_ostream &os);

} // namespace ridge

#endif // RIDGE_LIB_REPORT_MANUALWORDS_H
