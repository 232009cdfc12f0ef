//===- FastElements.h - values of a block to codes of elements --*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What FastEncode.h does in f32, in f64 and for integers, too: values that a
/// scale has divided are not f32. Loops without branches, of which compilers
/// make vector code. Always saturates.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_NUMERICS_FASTELEMENTS_H
#define RIDGE_LIB_NUMERICS_FASTELEMENTS_H

#include "ridge/Numerics/Conversion.h"

namespace ridge {

/// The bits of the largest magnitude; above those of Inf if there is a NaN.
uint32_t largestMagnitude(llvm::ArrayRef<float> values);

class FastElements {
public:
  /// Nothing if the format or the rounding is not of this kind. `exact`: the
  /// scales are powers of two, so that quotients have at most 24 significant
  /// bits, which rounding ties away needs. `least`: of integers, the least
  /// value that is used.
  static std::optional<FastElements> of(Format format, const RoundingRule &rule,
                                        double least, bool exact);

  /// The codes of finite values, each divided by a positive `scale`.
  void encode(llvm::ArrayRef<float> values, double scale,
              uint32_t *codes) const;
  /// The same without vectors, for machines that have none.
  void encodePortable(llvm::ArrayRef<float> values, double scale,
                      uint32_t *codes) const;

  bool isFloatFormat;
  double low, high; ///< The least and the largest value that is used.
  // Floats.
  double leastNormal;
  unsigned mantissaBits, signShift;
  uint64_t zeroSign; ///< All ones if -0 is a value.
  // Integers.
  bool awayFromZero;
  uint32_t mask;
};

} // namespace ridge

#endif // RIDGE_LIB_NUMERICS_FASTELEMENTS_H
