//===- StorageFormat.h - what a format does to a tensor ---------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A way to store a tensor in fewer bits, of whatever kind, and the error that
/// it makes.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_VALUES_TRIEDFORMAT_H
#define RIDGE_VALUES_TRIEDFORMAT_H

#include "ridge/Numerics/Codec.h"
#include "ridge/Numerics/Quantization.h"
#include <memory>
#include <variant>

namespace ridge {

struct StorageFormat {
  std::string name; ///< As the user wrote it.
  /// Element by element; in blocks; as integers with scales; as a run of values
  /// in row-major order.
  std::variant<Conversion, BlockFormat, QuantizationScheme,
               std::shared_ptr<const Codec>>
      how;
  /// Of 1-D blocks and of groups; negative: counted from the last dim.
  int64_t axis = -1;

  /// An empty text, or why a tensor of so many dims cannot be tried.
  std::string checkRank(size_t rank) const;
  /// Of a unit that decodes a value a cycle; none for plain integers.
  std::optional<CodecCost> cost() const;
};

/// Values that are no numbers to begin with, or whose block has such a one and
/// is lost with it, are counted and left out of all else.
struct FormatError {
  int64_t elements = 0, nonFinite = 0;
  int64_t lost = 0; ///< Numbers that became NaN or Inf.
  /// 10 log10(sum of squares / sum of squared errors); infinite for no error.
  double signalToNoise = 0;
  /// Largest |error| / |value| among what is not flushed.
  double maxRelative = 0;
  /// Beyond the largest value, or the block's; unknown for codecs of blocks.
  std::optional<int64_t> saturated = 0;
  int64_t flushed = 0; ///< To zero, from something else.
  double bias = 0;     ///< Mean error.
  double bitsPerValue = 0;
};

/// `shape` is that of `values`, of a rank that the format can be tried on.
FormatError measureFormatError(const StorageFormat &format,
                               llvm::ArrayRef<float> values,
                               llvm::ArrayRef<int64_t> shape);

} // namespace ridge

#endif // RIDGE_VALUES_TRIEDFORMAT_H
