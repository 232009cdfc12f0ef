//===- ImportVerb.h - ridge import ------------------------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_DRIVER_IMPORTVERB_H
#define RIDGE_DRIVER_IMPORTVERB_H

#include "ridge/Driver/ExitStatus.h"
#include "ridge/Pipeline/Model.h"
#include "llvm/Support/raw_ostream.h"
#include <string>

namespace ridge {

struct ImportOptions {
  std::string model; ///< A .mlir file; .onnx and .pt2 by way of Python.
  ModelOptions modelOptions;
  std::string outputPath;  ///< The model, as linalg; "-": standard output.
  std::string weightsPath; ///< A .safetensors file; empty: weights are left.
};

/// Writes a model whose weights are arguments, and the weights beside it.
ExitStatus importModel(const ImportOptions &options, llvm::raw_ostream &out,
                       llvm::raw_ostream &err);

} // namespace ridge

#endif // RIDGE_DRIVER_IMPORTVERB_H
