//===- Quantization.h - integers with scale and zero point ------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Affine quantisation: value = scale * (code - zero point), code = value /
/// scale + zero point, rounded to nearest even and saturated. One scale a
/// tensor, channel or group, as the blocks of a BlockGrid are cut.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_NUMERICS_QUANTIZATION_H
#define RIDGE_NUMERICS_QUANTIZATION_H

#include "ridge/Numerics/BlockFormat.h"
#include "llvm/Support/Error.h"

namespace ridge {

/// Which range of values the codes span. NaN and Inf have no say.
enum class Calibration : uint8_t {
  Max,        ///< All values.
  Percentile, ///< All but a share of the largest magnitudes (asymmetric: as
              ///< many at either end).
  MSE,        ///< Of 100 ranges, from 1 % of that of Max to all of it, the one
              ///< of least square error.
};

struct Quantization {
  Format storage = Format::I8; ///< An integer format of up to 16 bits.
  /// Zero point 0 and codes -max .. max; else the codes of the whole format
  /// span the least to the largest value, 0 included. Unsigned storage is
  /// symmetric around the middle code.
  bool symmetric = true;
  Calibration calibration = Calibration::Max;
  double percentile = 99.9; ///< Values within the range, in percent.

  /// An empty text, or what makes no sense.
  std::string check() const;
};

/// Of one scale.
struct QuantizationParameters {
  float scale = 1;
  int32_t zeroPoint = 0;
};

/// The parameters for `values`; scale 1 if they are all zero. The
/// quantisation has to check().
QuantizationParameters calibrate(const Quantization &quantization,
                                 llvm::ArrayRef<float> values);

int64_t quantize(const Quantization &quantization,
                 QuantizationParameters parameters, float value);
float dequantize(QuantizationParameters parameters, int64_t code);

/// An array with one set of parameters per block of `grid`.
struct QuantizedArray {
  Quantization quantization;
  BlockGrid grid;
  std::vector<QuantizationParameters> parameters;
  std::vector<int32_t> codes;

  /// With 32 bits a scale and, unless symmetric, storage bits a zero point.
  double bitsPerValue() const;
};

QuantizedArray quantizeArray(const Quantization &quantization,
                             llvm::ArrayRef<float> values,
                             const BlockGrid &grid);
std::vector<float> dequantizeArray(const QuantizedArray &array);

//===----------------------------------------------------------------------===//
// Whole tensors
//===----------------------------------------------------------------------===//

/// A quantisation and what of a tensor shares a scale.
struct QuantizationScheme {
  enum Per : uint8_t {
    Tensor,
    Channel, ///< All with the same index of dim `channelAxis`.
    Group,   ///< `group` neighbours along an axis.
  };
  Quantization quantization;
  Per per = Tensor;
  int64_t channelAxis = 0; ///< Negative: counted from the last dim.
  int64_t group = 0;

  /// STORAGE[,asymmetric][,percentile=P|,mse][,channel[=AXIS]|,group=N], as in
  /// "i8,channel" or "ui4,asymmetric,mse,group=128". Errors say what was found
  /// and what was expected.
  static llvm::Expected<QuantizationScheme> parse(llvm::StringRef text);
};

/// A tensor that was quantised and dequantised.
struct QuantizedTensor {
  std::vector<float> values;
  /// The code is the first or the last, and more than half a step is missing.
  std::vector<bool> saturated;
  double bitsPerValue = 0;
};

/// `axis` is that of groups. The shape has the dims that are named.
QuantizedTensor quantizeTensor(const QuantizationScheme &scheme,
                               llvm::ArrayRef<float> values,
                               llvm::ArrayRef<int64_t> shape,
                               int64_t axis = -1);

} // namespace ridge

#endif // RIDGE_NUMERICS_QUANTIZATION_H
