//===- WhatIfVerb.h - ridge whatif ------------------------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_DRIVER_WHATIFVERB_H
#define RIDGE_DRIVER_WHATIFVERB_H

#include "ridge/Driver/ExitStatus.h"
#include "ridge/Pipeline/Model.h"
#include "llvm/Support/raw_ostream.h"
#include <string>
#include <vector>

namespace ridge {

struct WhatIfOptions {
  std::string model;
  ModelOptions modelOptions;
  std::string machine;            ///< A shipped machine or a .mlir file.
  std::vector<std::string> edits; ///< WhatIf.h
  std::string jsonPath; ///< "-": standard output, in place of the table.
  bool progress = false;
};

/// A table of what each edit is worth. Refused if the machine cannot run the
/// model; what an edited one cannot is a line of the table.
ExitStatus whatIf(const WhatIfOptions &options, llvm::raw_ostream &out,
                  llvm::raw_ostream &err);

} // namespace ridge

#endif // RIDGE_DRIVER_WHATIFVERB_H
