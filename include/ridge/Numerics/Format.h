//===- Format.h - number formats of values in memory ------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The formats an element of a buffer can have. A Format *is* its description:
/// 32 bits that hold the widths, the bias and the special codes. The named ones
/// are constants of that kind; any other description is as good, and nothing
/// has to be registered. docs/Numerics.md lists names and spellings.
///
/// The code of an element lies in the low bits of a whole number of bytes, 1,
/// 2, 4 or 8, with zeros above it.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_NUMERICS_FORMAT_H
#define RIDGE_NUMERICS_FORMAT_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>

namespace ridge {

/// What the codes of a float format mean that are not finite values.
enum class Specials : uint8_t {
  IEEE,     ///< The top exponent holds Inf (mantissa 0) and NaN.
  FN,       ///< All ones but the sign is NaN; no Inf.
  FNUZ,     ///< What would be -0 is NaN; no Inf.
  Finite,   ///< Every code is finite.
  Scale,    ///< Powers of two without sign or zero; all ones is NaN (E8M0).
  Extended, ///< IEEE P3109: NaN as in FNUZ, or all ones if there is no sign;
            ///< the largest code beside it is Inf.
};

/// "ieee", "fn", "fnuz", "finite", "scale", "extended".
llvm::StringRef specialsName(Specials specials);

//===----------------------------------------------------------------------===//
// Packing
//===----------------------------------------------------------------------===//

// From the top bit down, so that formats sort integers first, then by range,
// then by precision:
//   float 1 | exponent bits 4 | mantissa bits 6 | bias above IEEE's 12 |
//   specials 3 | unsigned 1 | no subnormals 1 | 4 unused
// An integer has its width in the place of exponent and mantissa bits.

/// The bias that IEEE 754 would give an exponent of so many bits.
constexpr int standardBias(unsigned exponentBits) {
  return (1 << (exponentBits - 1)) - 1;
}

constexpr uint32_t packInteger(unsigned bits, bool isSigned = true) {
  return bits << 21 | uint32_t(!isSigned) << 5;
}

constexpr uint32_t packFloat(unsigned exponentBits, unsigned mantissaBits,
                             int bias, Specials specials, bool isSigned = true,
                             bool subnormals = true) {
  uint32_t excess = uint32_t(bias - standardBias(exponentBits)) & 0xFFF;
  return 1u << 31 | exponentBits << 27 | mantissaBits << 21 | excess << 9 |
         uint32_t(specials) << 6 | uint32_t(!isSigned) << 5 |
         uint32_t(!subnormals) << 4;
}

constexpr uint32_t packFloat(unsigned exponentBits, unsigned mantissaBits,
                             Specials specials = Specials::IEEE) {
  return packFloat(exponentBits, mantissaBits, standardBias(exponentBits),
                   specials);
}

enum class Format : uint32_t {
  I1 = packInteger(1), ///< 0 or 1.
  I2 = packInteger(2),
  I4 = packInteger(4),
  I8 = packInteger(8),
  I16 = packInteger(16),
  I32 = packInteger(32),
  I64 = packInteger(64),
  U2 = packInteger(2, false),
  U4 = packInteger(4, false),
  U8 = packInteger(8, false),
  U16 = packInteger(16, false),
  F4E2M1FN = packFloat(2, 1, Specials::Finite),
  F6E2M3FN = packFloat(2, 3, Specials::Finite),
  F6E3M2FN = packFloat(3, 2, Specials::Finite),
  F8E3M4 = packFloat(3, 4),
  F8E4M3 = packFloat(4, 3),
  F8E4M3FN = packFloat(4, 3, Specials::FN),
  F8E4M3FNUZ = packFloat(4, 3, 8, Specials::FNUZ),
  F8E4M3B11FNUZ = packFloat(4, 3, 11, Specials::FNUZ),
  F8E5M2 = packFloat(5, 2),
  F8E5M2FNUZ = packFloat(5, 2, 16, Specials::FNUZ),
  F8E8M0FNU = packFloat(8, 0, 127, Specials::Scale, /*isSigned=*/false),
  F16 = packFloat(5, 10),
  BF16 = packFloat(8, 7),
  TF32 = packFloat(8, 10),
  F32 = packFloat(8, 23),
  F64 = packFloat(11, 52),
};

/// The formats that have a name above, in the order of their values.
llvm::ArrayRef<Format> namedFormats();

/// A format, unpacked.
struct FormatInfo {
  unsigned bits;  ///< Bits of one code: what an element takes when packed.
  unsigned bytes; ///< Bytes that an element occupies in memory.
  bool isFloat;
  bool isSigned;
  unsigned exponentBits; ///< 0 for integers, as all below.
  unsigned mantissaBits; ///< Stored fraction bits.
  int bias;
  Specials specials;
  bool subnormals; ///< Else exponent field 0 holds zero and nothing more.
};

constexpr FormatInfo formatInfo(Format format) {
  uint32_t packed = static_cast<uint32_t>(format);
  bool isFloat = packed >> 31, isSigned = !(packed >> 5 & 1);
  unsigned exponent = isFloat ? packed >> 27 & 15 : 0;
  unsigned mantissa = isFloat ? packed >> 21 & 63 : 0;
  unsigned bits =
      isFloat ? isSigned + exponent + mantissa : packed >> 21 & 0x7F;
  unsigned bytes = bits <= 8 ? 1 : bits <= 16 ? 2 : bits <= 32 ? 4 : 8;
  int excess = int(packed >> 9 & 0xFFF);
  excess -= excess & 0x800 ? 0x1000 : 0;
  int bias = exponent ? standardBias(exponent) + excess : 0;
  return {bits,
          bytes,
          isFloat,
          isSigned,
          exponent,
          mantissa,
          bias,
          static_cast<Specials>(packed >> 6 & 7),
          isFloat && !(packed >> 4 & 1)};
}

constexpr bool isFloat(Format format) {
  return static_cast<uint32_t>(format) >> 31;
}
constexpr unsigned bitsOf(Format format) { return formatInfo(format).bits; }
constexpr unsigned bytesOf(Format format) { return formatInfo(format).bytes; }

/// True for a description that makes sense and that Ridge can hold: integers
/// of 1 to 64 bits (unsigned: 2 to 32); f64; and floats of 3 to 32 bits, all
/// of whose values f64 has. What parseFormat gives is valid.
bool isValid(Format format);

/// True if the executor and the reference compute in this format: i1 to i64,
/// f64, f32, and the floats within f32 of at most 11 bits of precision, for
/// which a result in f32 rounded once more is correctly rounded. Other formats
/// are for storage and conversion.
bool isComputable(Format format);

//===----------------------------------------------------------------------===//
// Spelling
//===----------------------------------------------------------------------===//

/// The name of a format, of letters, digits and '_': MLIR's ("bf16", "i8",
/// "f8E4M3FN", "ui4"), P3109's ("binary8p4se"), or a declaration such as
/// "float_e5m1_bias14_finite_unsigned_nosubnormals" of what differs from IEEE.
std::string formatName(Format format);

/// The format of a name, nullopt if there is none or it is not valid. Also
/// takes p3109<8,4,signed,extended> and float<e5m1,bias=14,specials=finite>.
/// parseFormat(formatName(f)) is f.
std::optional<Format> parseFormat(llvm::StringRef name);

/// The family of IEEE P3109: `bits` wide with `precision` significant bits,
/// the hidden one included. Not always valid.
Format makeP3109(unsigned bits, unsigned precision, bool isSigned,
                 bool isExtended);

//===----------------------------------------------------------------------===//
// Values
//===----------------------------------------------------------------------===//

/// Unit roundoff of a float format (half an ulp of 1.0), 0 for integers.
double unitRoundoff(Format format);

/// Largest finite magnitude; for integers the largest positive value.
double largestFinite(Format format);

/// Decodes the element that starts at `bytes`. Exact: every float format is a
/// subset of f64. Integers of up to 64 bits go through decodeInteger.
double decodeFloat(Format format, const void *bytes);
/// The value of a bf16 code: the upper half of an f32. Inline, for bulk
/// decoding.
inline double decodeBF16(uint16_t code) {
  uint32_t bits = static_cast<uint32_t>(code) << 16;
  float value;
  std::memcpy(&value, &bits, sizeof(value));
  return value;
}
/// Encodes with round to nearest even; overflow gives Inf, NaN where the format
/// has no Inf, and the largest value where it has neither. Conversion.h has the
/// other rules.
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
