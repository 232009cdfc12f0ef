//===- ProgramVerbs.h - what can be asked of a program alone ----*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// `ridge bound`, `estimate`, `simulate` and `execute`: the right half of Ridge
/// for a program in text form (docs/Program.md), whoever made it.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_DRIVER_PROGRAMVERBS_H
#define RIDGE_DRIVER_PROGRAMVERBS_H

#include "ridge/Driver/ExitStatus.h"
#include "ridge/Values/ArrayFiles.h"
#include "llvm/Support/raw_ostream.h"
#include <optional>
#include <string>

namespace ridge {

enum class ProgramVerb { Bound, Estimate, Simulate, Execute };

struct ProgramOptions {
  ProgramVerb verb = ProgramVerb::Simulate;
  std::string program;          ///< Path of a program in text form.
  std::string machine;          ///< A shipped machine or a .mlir file.
  std::string jsonPath;         ///< "-": standard output, in place of the text.
  std::string tracePath;        ///< Simulate: Perfetto trace.
  InputFiles inputs;            ///< Execute: values of arguments.
  std::optional<uint64_t> seed; ///< Draws what no file gives; 0 if no file.
  std::string outputsPath;      ///< Execute: where results go; writeArrays.
  bool progress = false;
};

ExitStatus runProgram(const ProgramOptions &options, llvm::raw_ostream &out,
                      llvm::raw_ostream &err);

} // namespace ridge

#endif // RIDGE_DRIVER_PROGRAMVERBS_H
