//===- ErrorSums.h - distance of values from others -------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Sums over pairs of float arrays that give SQNR, largest relative error and
/// bias.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_VALUES_ERRORSUMS_H
#define RIDGE_VALUES_ERRORSUMS_H

#include "ridge/Numerics/Array.h"

namespace ridge {

/// Distance of values from what they should be.
struct ErrorMeasure {
  /// dB; infinite if all are equal, -infinity if NaN or Inf came in.
  double sqnr = 0;
  double maxRelative = 0; ///< Over |x| above 2^-20 of the largest.
  double bias = 0;        ///< Mean of value - reference.
  /// Shares of the values that were cast: beyond the largest, and to zero.
  double saturated = 0, flushed = 0;
};

/// 10 log10(signal / noise); infinite without noise.
double decibels(double signal, double noise);

class ErrorSums {
public:
  /// Arrays of integers add nothing. A value that both have, Inf of a mask or
  /// NaN too, has no error; where only one of them is a number, or an Inf
  /// another one, the noise is infinite and the SQNR -infinity. Signal and bias
  /// are those of numbers.
  void add(const Array &reference, const Array &values);

  double meanSignal() const { return count ? signal / double(count) : 0; }
  double meanSquare() const { return count ? noise / double(count) : 0; }
  ErrorMeasure measure() const;

private:
  double signal = 0, noise = 0, difference = 0, relative = 0;
  int64_t count = 0;
};

ErrorSums sumErrors(llvm::ArrayRef<Array> reference,
                    llvm::ArrayRef<Array> values);

/// Signal and error of float results against `reference`.
inline ErrorMeasure measureResultError(llvm::ArrayRef<Array> reference,
                                       llvm::ArrayRef<Array> values) {
  return sumErrors(reference, values).measure();
}

} // namespace ridge

#endif // RIDGE_VALUES_ERRORSUMS_H
