//===- ModelFlags.h - models on a command line ------------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_TOOLS_RIDGE_MODELFLAGS_H
#define RIDGE_TOOLS_RIDGE_MODELFLAGS_H

#include "CommandLine.h"
#include "ridge/Pipeline/Model.h"
#include <vector>

namespace ridge {

/// The models of a line and how they are read.
struct ModelFlags {
  std::vector<std::string> models;
  ModelOptions options;

  /// True if `word` is a flag that says how a model is read.
  bool take(CommandLine &line, llvm::StringRef word);
  /// Takes a word that is no flag as a model; a verb takes one of them, or
  /// many.
  void takeModel(CommandLine &line, llvm::StringRef word, llvm::StringRef verb,
                 bool many = false);
  /// At the end of the line: what is wrong with it; nothing: empty.
  std::string finish(const CommandLine &line, llvm::StringRef verb);
  /// What --dim says; an empty text or what is wrong.
  std::string setDims();

private:
  std::vector<std::string> dims;
};

} // namespace ridge

#endif // RIDGE_TOOLS_RIDGE_MODELFLAGS_H
