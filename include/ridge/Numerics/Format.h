//===- Format.h - number formats of values in memory ------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The formats an element of a buffer can have. One row of one table describes
/// a format; decoding, encoding, printing and the IR type mapping read that
/// row. An element occupies a whole number of bytes in memory (i1 takes one
/// byte).
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_NUMERICS_FORMAT_H
#define RIDGE_NUMERICS_FORMAT_H

#include "llvm/ADT/StringRef.h"
#include <cstdint>
#include <cstring>
#include <optional>

namespace ridge {

enum class Format : uint8_t {
  I1,
  I8,
  I16,
  I32,
  I64,
  F8E4M3FN,
  F8E5M2,
  F16,
  BF16,
  F32,
  F64,
};
constexpr unsigned numFormats = static_cast<unsigned>(Format::F64) + 1;

/// One row of the format table.
struct FormatInfo {
  Format format;
  llvm::StringLiteral name; ///< MLIR's spelling: "bf16", "i8", "f8E4M3FN".
  unsigned bits;            ///< Significant bits of one element.
  unsigned bytes;           ///< Bytes one element occupies in memory.
  bool isFloat;
  int exponentBits; ///< 0 for integers.
  int mantissaBits; ///< Stored fraction bits; 0 for integers.
};

const FormatInfo &formatInfo(Format format);
std::optional<Format> parseFormat(llvm::StringRef name);

inline unsigned bytesOf(Format format) { return formatInfo(format).bytes; }

/// Unit roundoff of a float format (half an ulp of 1.0), 0 for integers.
double unitRoundoff(Format format);

/// Largest finite magnitude; for integers the largest positive value.
double largestFinite(Format format);

/// Decodes the element that starts at `bytes`. Exact: every float format here
/// is a subset of f64. Integers of up to 64 bits go through decodeInteger.
double decodeFloat(Format format, const void *bytes);
/// The value of a bf16 code: the upper half of an f32. Inline, for bulk
/// decoding.
inline double decodeBF16(uint16_t code) {
  uint32_t bits = static_cast<uint32_t>(code) << 16;
  float value;
  std::memcpy(&value, &bits, sizeof(value));
  return value;
}
/// Encodes with round to nearest even; overflow gives Inf, or NaN where the
/// format has no Inf (f8E4M3FN).
void encodeFloat(Format format, double value, void *bytes);

/// Sign-extended integer value (i1 gives 0 or 1).
int64_t decodeInteger(Format format, const void *bytes);
/// Stores the low bits: wraps modulo 2^bits.
void encodeInteger(Format format, int64_t value, void *bytes);

/// Rounds an f64 to the nearest value of `format` (ties to even), as an f64.
/// A correctly rounded f32 result of an f32 operation equals the f64 operation
/// rounded here for + - * / sqrt (double rounding is innocuous: 53 >= 2*24+2).
double roundTo(Format format, double value);

} // namespace ridge

#endif // RIDGE_NUMERICS_FORMAT_H
