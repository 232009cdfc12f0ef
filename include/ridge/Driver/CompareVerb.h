//===- CompareVerb.h - two runs side by side --------------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_DRIVER_COMPAREVERB_H
#define RIDGE_DRIVER_COMPAREVERB_H

#include "ridge/Driver/ExitStatus.h"
#include "llvm/Support/raw_ostream.h"
#include <string>

namespace ridge {

struct CompareOptions {
  std::string before, after; ///< Documents of `ridge run --json`.
  std::string jsonPath;      ///< "-": standard output, in place of the text.
  std::string reportPath;    ///< A page for a browser.
};

ExitStatus compareDocuments(const CompareOptions &options,
                            llvm::raw_ostream &out, llvm::raw_ostream &err);

} // namespace ridge

#endif // RIDGE_DRIVER_COMPAREVERB_H
