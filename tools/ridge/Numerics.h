//===- Numerics.h - ridge numerics ------------------------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The verbs of `ridge numerics` on formats: what one holds, what becomes of
/// values, and what of whole tensors. NumericsDot.h has the one on inner
/// products. A JSON path of "-" prints the document in place of the text; ""
/// writes none.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_TOOLS_RIDGE_NUMERICS_H
#define RIDGE_TOOLS_RIDGE_NUMERICS_H

#include "ridge/Driver/ExitStatus.h"
#include "ridge/Values/StorageFormat.h"
#include "llvm/Support/raw_ostream.h"

namespace ridge {

/// Parameters and special values; the codes of formats of up to 8 bits.
ExitStatus printFormatTable(Format format, llvm::StringRef jsonPath,
                            llvm::raw_ostream &out, llvm::raw_ostream &err);

/// The presets of accumulation with their fields, which measured rows they
/// give, and their sources.
ExitStatus printAccumulatePresets(llvm::StringRef jsonPath,
                                  llvm::raw_ostream &out,
                                  llvm::raw_ostream &err);

struct NumericsConvertOptions {
  struct Value {
    std::string text; ///< As the user wrote it.
    double value;
  };
  std::string formatName; ///< As the user wrote it.
  Conversion conversion;  ///< If there are no blocks.
  std::optional<BlockFormat> blocks;
  std::vector<Value> values; ///< Their positions are the indices of elements.
  std::string jsonPath;
};

ExitStatus numericsConvert(const NumericsConvertOptions &options,
                           llvm::raw_ostream &out, llvm::raw_ostream &err);

struct NumericsErrorOptions {
  std::string file; ///< .npy or .safetensors
  std::vector<StorageFormat> formats;
  std::string jsonPath;
};

ExitStatus numericsError(const NumericsErrorOptions &options,
                         llvm::raw_ostream &out, llvm::raw_ostream &err);

} // namespace ridge

#endif // RIDGE_TOOLS_RIDGE_NUMERICS_H
