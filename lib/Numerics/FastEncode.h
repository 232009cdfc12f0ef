//===- FastEncode.h - f32 to small floats, many at a time -------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Rounds to nearest even without a branch. Let 2^E be the power of two at or
/// below |x|, no less than the least normal value. In f32, the numbers from
/// M = 2^(E + 23 - m) to 2M are 2^(E - m) apart, which is the distance of the
/// format's neighbours around x. So |x| + M, rounded by the adder, is M plus n
/// of those distances, and the bits of the sum less those of M are n. The
/// magnitude is n + (E - least E) * 2^m: subnormals have E = least E and n <
/// 2^m; normal values have 2^m <= n <= 2^(m+1), which counts the hidden bit as
/// one more step of the exponent field, and so is a carry.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_NUMERICS_FASTENCODE_H
#define RIDGE_LIB_NUMERICS_FASTENCODE_H

#include "ridge/Numerics/Conversion.h"
#include <cmath>

#if defined(__x86_64__)
#define RIDGE_AVX2 1
#include <immintrin.h>
#else
#define RIDGE_AVX2 0
#endif

namespace ridge {

template <typename T, typename U> inline T castBits(U from) {
  static_assert(sizeof(T) == sizeof(U));
  T to;
  std::memcpy(&to, &from, sizeof(T));
  return to;
}

inline bool hasAVX2() {
#if RIDGE_AVX2
  return __builtin_cpu_supports("avx2");
#else
  return false;
#endif
}

/// What the loops need to know of a conversion.
struct FastEncode {
  float cap;              ///< Twice the largest value.
  uint32_t leastExponent; ///< Exponent bits, as f32, of the least normal value.
  uint32_t magic;         ///< From the bits of 2^E to those of M.
  uint32_t shift;         ///< 23 - m.
  uint32_t limit;         ///< Magnitude of everything too large.
  uint32_t signBit;
  uint32_t signShift;
  uint32_t zeroSign; ///< The sign bit if -0 is a value, else 0.
  /// For what the loops leave out: blocks that hold a NaN.
  FloatLayout layout;
  RoundingRule rule;

  /// Nothing if the conversion is not of the kind that the loops do: to nearest
  /// even, of a signed float of at most eight bits, well within f32.
  static std::optional<FastEncode> of(Format format, RoundingRule rule);

  /// The code of a value that is no NaN.
  uint32_t encode(float value) const {
    uint32_t bits = castBits<uint32_t>(value);
    float absolute = castBits<float>(bits & 0x7FFFFFFF);
    float y = absolute < cap ? absolute : cap;
    uint32_t exponent = castBits<uint32_t>(y) & 0x7F800000;
    exponent = exponent > leastExponent ? exponent : leastExponent;
    uint32_t m = exponent + magic;
    uint32_t n = castBits<uint32_t>(y + castBits<float>(m)) - m;
    uint32_t code = n + ((exponent - leastExponent) >> shift);
    code = code < limit ? code : limit;
    uint32_t sign = bits >> signShift & (code ? signBit : zeroSign);
    return code | sign;
  }
  uint32_t encodeAny(float value) const {
    return encodeBits(layout, rule, castBits<uint64_t>(double(value)), 0);
  }
};

/// One code a byte.
void encodeFast(const FastEncode &fast, const float *values, size_t count,
                uint8_t *codes);

#if RIDGE_AVX2
#define RIDGE_TARGET_AVX2 __attribute__((target("avx2"), always_inline)) inline

/// FastEncode in registers.
struct FastEncodeAVX2 {
  __m256 cap;
  __m256i leastExponent, magic, limit, signBit;
  __m128i shift, signShift;
};

RIDGE_TARGET_AVX2 FastEncodeAVX2 loadAVX2(const FastEncode &fast) {
  return {_mm256_set1_ps(fast.cap),
          _mm256_set1_epi32(int(fast.leastExponent)),
          _mm256_set1_epi32(int(fast.magic)),
          _mm256_set1_epi32(int(fast.limit)),
          _mm256_set1_epi32(int(fast.signBit)),
          _mm_cvtsi32_si128(int(fast.shift)),
          _mm_cvtsi32_si128(int(fast.signShift))};
}

/// Eight codes, each in 32 bits. A NaN gives some code.
template <bool negativeZero>
RIDGE_TARGET_AVX2 __m256i encode8(const FastEncodeAVX2 &f, __m256 x) {
  const __m256i absoluteMask = _mm256_set1_epi32(0x7FFFFFFF);
  const __m256i exponentMask = _mm256_set1_epi32(0x7F800000);
  __m256 y = _mm256_and_ps(x, _mm256_castsi256_ps(absoluteMask));
  y = _mm256_min_ps(y, f.cap);
  __m256i exponent = _mm256_and_si256(_mm256_castps_si256(y), exponentMask);
  exponent = _mm256_max_epi32(exponent, f.leastExponent);
  __m256i m = _mm256_add_epi32(exponent, f.magic);
  __m256 sum = _mm256_add_ps(y, _mm256_castsi256_ps(m));
  __m256i n = _mm256_sub_epi32(_mm256_castps_si256(sum), m);
  __m256i steps =
      _mm256_srl_epi32(_mm256_sub_epi32(exponent, f.leastExponent), f.shift);
  __m256i code = _mm256_min_epi32(_mm256_add_epi32(n, steps), f.limit);
  __m256i sign = _mm256_srl_epi32(_mm256_castps_si256(x), f.signShift);
  sign = _mm256_and_si256(sign, f.signBit);
  if (!negativeZero) {
    __m256i isZero = _mm256_cmpeq_epi32(code, _mm256_setzero_si256());
    sign = _mm256_andnot_si256(isZero, sign);
  }
  return _mm256_or_si256(code, sign);
}

/// 32 codes of 32 bits as bytes, in order.
RIDGE_TARGET_AVX2 __m256i packBytes(__m256i a, __m256i b, __m256i c,
                                    __m256i d) {
  __m256i ab = _mm256_packus_epi32(a, b), cd = _mm256_packus_epi32(c, d);
  // Packing works within halves; put the groups of four into order.
  return _mm256_permutevar8x32_epi32(_mm256_packus_epi16(ab, cd),
                                     _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7));
}

/// 32 codes of values without NaN.
template <bool negativeZero>
RIDGE_TARGET_AVX2 __m256i encode32(const FastEncodeAVX2 &f, __m256 a, __m256 b,
                                   __m256 c, __m256 d) {
  return packBytes(encode8<negativeZero>(f, a), encode8<negativeZero>(f, b),
                   encode8<negativeZero>(f, c), encode8<negativeZero>(f, d));
}

/// True if one of 32 values is a NaN.
RIDGE_TARGET_AVX2 bool anyNaN(__m256 a, __m256 b, __m256 c, __m256 d) {
  __m256 ab = _mm256_cmp_ps(a, b, _CMP_UNORD_Q);
  __m256 cd = _mm256_cmp_ps(c, d, _CMP_UNORD_Q);
  return _mm256_movemask_ps(_mm256_or_ps(ab, cd)) != 0;
}
#endif

} // namespace ridge

#endif // RIDGE_LIB_NUMERICS_FASTENCODE_H
