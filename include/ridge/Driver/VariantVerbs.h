//===- VariantVerbs.h - whatif, sensitivity, find and explain ---*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The verbs that compile a model for many variants of a machine. What is wrong
/// with the machine, the model or the request is an error; what one variant
/// cannot do is part of the answer.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_DRIVER_VARIANTVERBS_H
#define RIDGE_DRIVER_VARIANTVERBS_H

#include "ridge/Driver/ExitStatus.h"
#include "ridge/Pipeline/Model.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/raw_ostream.h"
#include <string>
#include <vector>

namespace ridge {

struct VariantOptions {
  std::vector<std::string> models; ///< One but for whatif.
  ModelOptions modelOptions;
  std::string machine;    ///< A shipped machine or a .mlir file.
  std::string jsonPath;   ///< "-": standard output, in place of the table.
  std::string reportPath; ///< Of whatif and sensitivity: a page in HTML.
  unsigned jobs = 0;      ///< Variants at a time; 0: one a core.
  bool progress = false;
};

/// A table a model of what each edit (Variant.h) is worth.
ExitStatus whatIf(const VariantOptions &options,
                  llvm::ArrayRef<std::string> edits, llvm::raw_ostream &out,
                  llvm::raw_ostream &err);

/// Elasticities of the numbers whose name begins with one of `prefixes`, of all
/// if there are none. `step`: 0.1 for a tenth.
ExitStatus sensitivity(const VariantOptions &options,
                       llvm::ArrayRef<std::string> prefixes, double step,
                       llvm::raw_ostream &out, llvm::raw_ostream &err);

struct FindRequest {
  std::string number, first, last, property; ///< Find.h
};
ExitStatus findNumber(const VariantOptions &options, const FindRequest &request,
                      llvm::raw_ostream &out, llvm::raw_ostream &err);

/// Why each layer, or `layer` alone, is as it is.
ExitStatus explainLayers(const VariantOptions &options, llvm::StringRef layer,
                         llvm::raw_ostream &out, llvm::raw_ostream &err);

} // namespace ridge

#endif // RIDGE_DRIVER_VARIANTVERBS_H
