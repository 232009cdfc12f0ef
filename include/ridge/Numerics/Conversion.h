//===- Conversion.h - values to codes, with every rounding ------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A conversion says everything that decides a code: the format, the rounding,
/// what overflows and NaNs become, and the seed of stochastic rounding. One
/// value at a time, or arrays of f32. Both give the same codes.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_NUMERICS_CONVERSION_H
#define RIDGE_NUMERICS_CONVERSION_H

#include "ridge/Numerics/Rounding.h"
#include "llvm/ADT/ArrayRef.h"
#include <vector>

namespace ridge {

struct Conversion {
  Format format = Format::F32;
  /// For an integer format, which has neither Inf nor NaN, an overflow is the
  /// largest or the least value.
  RoundingRule rule;
  uint64_t seed = 0;

  /// The code that `value` becomes, rounded once. `index` is the number of the
  /// element: under stochastic rounding, the code depends on value, seed and
  /// index alone, whatever was converted before.
  uint64_t encode(double value, uint64_t index = 0) const;
  /// The value of a code.
  double decode(uint64_t code) const;
  /// The value that `value` becomes.
  double round(double value, uint64_t index = 0) const {
    return decode(encode(value, index));
  }
};

/// 32 random bits that depend on (seed, index) only.
uint32_t randomBits(uint64_t seed, uint64_t index);

llvm::StringRef roundingName(Rounding rounding);
/// "nearest-even", "nearest-away", "toward-zero", "up", "down", "to-odd",
/// "stochastic".
std::optional<Rounding> parseRounding(llvm::StringRef name);

//===----------------------------------------------------------------------===//
// Arrays
//===----------------------------------------------------------------------===//

/// Elements of bytesOf(format) bytes, one a value; element i has the index
/// `firstIndex` + i. Rounding to nearest even with a float format of up to
/// eight bits is vector code and needs the host's default rounding mode.
void encodeArray(const Conversion &conversion, llvm::ArrayRef<float> values,
                 uint8_t *elements, uint64_t firstIndex = 0);
void encodeArray(const Conversion &conversion, llvm::ArrayRef<double> values,
                 uint8_t *elements, uint64_t firstIndex = 0);

/// The values of a format of up to 16 bits, by code; made once, used for many
/// elements. Values that f32 does not have are rounded to it.
class DecodeTable {
public:
  explicit DecodeTable(Format format);
  float operator[](uint32_t code) const { return values[code]; }
  /// One value per byte of `codes`; the format has at most eight bits, and the
  /// bits above them are 0.
  void decode(llvm::ArrayRef<uint8_t> codes, float *out) const;
  /// The same from packed codes of four bits.
  void decodePacked4(const uint8_t *packed, size_t count, float *out) const;

private:
  std::vector<float> values;
};

/// Values of `count` elements of bytesOf(format) bytes, rounded to f32 where
/// it has them not.
void decodeArray(Format format, const uint8_t *elements, size_t count,
                 float *values);

//===----------------------------------------------------------------------===//
// Packed codes
//===----------------------------------------------------------------------===//

// Codes of b bits one after the other, each from its low bit, in bytes from
// their low bit: two of 4 bits in a byte, low half first; four of 6 in three.

constexpr size_t packedBytes(unsigned bits, size_t count) {
  return (count * bits + 7) / 8;
}
/// Packs codes of at most eight bits that lie one in a byte.
void packCodes(unsigned bits, llvm::ArrayRef<uint8_t> codes, uint8_t *packed);
/// The reverse, for `count` codes.
void unpackCodes(unsigned bits, const uint8_t *packed, size_t count,
                 uint8_t *codes);

} // namespace ridge

#endif // RIDGE_NUMERICS_CONVERSION_H
