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

#ifndef RIDGE_DRIVER_NUMERICS_H
#define RIDGE_DRIVER_NUMERICS_H

#include "ridge/Driver/Invocation.h"
#include "ridge/Numerics/BlockFormat.h"

namespace ridge {

/// Parameters and special values; the codes of formats of up to 8 bits.
ExitStatus printFormatTable(Format format, llvm::StringRef jsonPath,
                            llvm::raw_ostream &out, llvm::raw_ostream &err);

struct NumericsConvertOptions {
  struct Value {
    std::string text; ///< As the user wrote it.
    double value;
  };
  Conversion conversion;
  std::vector<Value> values; ///< Their positions are the indices of elements.
  std::string jsonPath;
};

ExitStatus numericsConvert(const NumericsConvertOptions &options,
                           llvm::raw_ostream &out, llvm::raw_ostream &err);

/// Element by element, or in blocks.
struct TriedFormat {
  std::string name;
  Conversion plain;
  std::optional<BlockFormat> blocks;
};

/// What a format does to a tensor. Values that are no numbers to begin with
/// are counted and left out of all else.
struct FormatError {
  int64_t elements = 0, nonFinite = 0;
  /// 10 log10(sum of squares / sum of squared errors); infinite for no error.
  double signalToNoise = 0;
  /// Largest |error| / |value| among what is not flushed.
  double maxRelative = 0;
  int64_t saturated = 0; ///< Beyond the largest value, or the block's.
  int64_t flushed = 0;   ///< To zero, from something else.
  double bias = 0;       ///< Mean error.
  double bitsPerValue = 0;
};

/// `shape` is that of `values`.
FormatError measureError(const TriedFormat &format,
                         llvm::ArrayRef<float> values,
                         llvm::ArrayRef<int64_t> shape);

struct NumericsErrorOptions {
  std::string file; ///< .npy or .safetensors
  std::vector<TriedFormat> formats;
  std::string jsonPath;
};

ExitStatus numericsError(const NumericsErrorOptions &options,
                         llvm::raw_ostream &out, llvm::raw_ostream &err);

} // namespace ridge

#endif // RIDGE_DRIVER_NUMERICS_H
