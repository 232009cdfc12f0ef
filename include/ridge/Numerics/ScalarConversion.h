//===- ScalarConversion.h - changes of format in bodies ---------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The meaning of ridge.cast, stochastic_cast, scale, quantize and dequantize
/// on one value (dialects/Ridge/RidgeNumericOps.td), and their rules as one
/// integer, which is what a node of a kernel has room for.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_NUMERICS_SCALARCONVERSION_H
#define RIDGE_NUMERICS_SCALARCONVERSION_H

#include "ridge/Numerics/Conversion.h"

namespace ridge {

/// How the scale of a block follows from its largest magnitude.
enum class PowerRule : uint8_t { Floor, Ceil, RoundUp, Even };

/// The rules of one change of format.
struct ConversionRule {
  Rounding rounding = Rounding::NearestEven;
  bool saturate = false;
  bool reciprocal = false;           ///< quantize: times the inverse.
  PowerRule rule = PowerRule::Floor; ///< scale
  Format element = Format::I1;       ///< scale: of the elements.
  uint8_t randomBits = 1;            ///< stochastic_cast
  uint32_t seed = 0;                 ///< stochastic_cast

  /// pack and unpack are inverse for the fields that an operation has.
  int64_t pack() const;
  static ConversionRule unpack(int64_t attribute);
};

/// `value`, a value of any float format, rounded to `format`: a float, or an
/// integer, which saturates. Where there is no NaN, it becomes the largest
/// float or zero. `counter` matters for stochastic rounding only.
double castValue(Format format, const ConversionRule &rule, double value,
                 uint64_t counter = 0);

/// The scale of a block whose largest magnitude is `amax`.
double scaleValue(Format format, const ConversionRule &rule, double amax);

/// source / scale in `format`; `sourceFormat` is where an inverse is rounded.
double quantizeValue(Format format, const ConversionRule &rule,
                     Format sourceFormat, double source, double scale);

/// source * scale, rounded to `format`.
inline double dequantizeValue(Format format, double source, double scale) {
  return roundTo(format, source * scale);
}

} // namespace ridge

#endif // RIDGE_NUMERICS_SCALARCONVERSION_H
