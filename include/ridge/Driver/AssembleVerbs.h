//===- AssembleVerbs.h - programs as instruction words ----------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// `ridge assemble` and `ridge disassemble`: a program, or a model compiled to
/// one, as the words that a machine file states, and back.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_DRIVER_ASSEMBLEVERBS_H
#define RIDGE_DRIVER_ASSEMBLEVERBS_H

#include "ridge/Driver/ExitStatus.h"
#include "ridge/Pipeline/Model.h"
#include "llvm/Support/raw_ostream.h"
#include <string>

namespace ridge {

struct AssembleOptions {
  bool backwards = false; ///< Disassemble.
  std::string input;      ///< A program in text form or a model; or an image.
  std::string machine;    ///< A shipped machine or a .mlir file.
  ModelOptions modelOptions;
  /// Where the image, or the program's text, goes; empty: the text to standard
  /// output, no image.
  std::string outputPath;
  bool lists = false; ///< Each word with its fields, on standard output.
  bool progress = false;
};

ExitStatus runAssembler(const AssembleOptions &options, llvm::raw_ostream &out,
                        llvm::raw_ostream &err);

} // namespace ridge

#endif // RIDGE_DRIVER_ASSEMBLEVERBS_H
