//===- EncodeBlocksFast.cpp - blocks of 32, by vectors --------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The MX formats in f32: a scale is a power of two and scaling is exact, but
/// where the result is subnormal in f32 and rounds to zero anyway.
///
//===----------------------------------------------------------------------===//

#include "FastEncode.h"
#include "ridge/Numerics/BlockFormat.h"
#include <algorithm>

using namespace ridge;

#if RIDGE_AVX2
namespace {
/// The exponent rules as integer arithmetic on the f32 bits of amax: add, take
/// the exponent field, subtract emax.
struct FastScale {
  uint32_t add;
  int emax;

  static FastScale of(const BlockFormat &format) {
    double largest = format.largestElement();
    int emax = std::ilogb(largest);
    switch (format.rule) {
    case ScaleRule::Ceil:
      return {0x7FFFFF, emax};
    case ScaleRule::RoundUp: {
      // Carries what has a larger mantissa than the largest element.
      double room = 2 - std::ldexp(largest, -emax);
      return {static_cast<uint32_t>(std::ldexp(room, 23)) - 1, emax};
    }
    case ScaleRule::Even:
      return {1u << (22 - formatInfo(format.element).mantissaBits), emax};
    case ScaleRule::Floor:
    case ScaleRule::Search:
      break;
    }
    return {0, emax};
  }

  /// The code of the scale, its exponent plus 127; amax is finite.
  uint32_t code(uint32_t amaxBits) const {
    int exponent = int((amaxBits + add) >> 23) - emax;
    return uint32_t(std::max(exponent, 0));
  }
};
} // namespace

/// 2^(127 - code), for codes up to 254: the last is subnormal.
static float inverseScale(uint32_t code) {
  return castBits<float>(code < 254 ? (254 - code) << 23 : 1u << 22);
}

/// The bits of the largest magnitude: as integers, Inf and NaN are above all.
RIDGE_TARGET_AVX2 uint32_t largestBits(__m256 a, __m256 b, __m256 c, __m256 d) {
  const __m256 mask = _mm256_castsi256_ps(_mm256_set1_epi32(0x7FFFFFFF));
  __m256i p = _mm256_castps_si256(_mm256_and_ps(a, mask));
  __m256i q = _mm256_castps_si256(_mm256_and_ps(b, mask));
  __m256i r = _mm256_castps_si256(_mm256_and_ps(c, mask));
  __m256i s = _mm256_castps_si256(_mm256_and_ps(d, mask));
  __m256i m = _mm256_max_epi32(_mm256_max_epi32(p, q), _mm256_max_epi32(r, s));
  __m128i h =
      _mm_max_epi32(_mm256_castsi256_si128(m), _mm256_extracti128_si256(m, 1));
  h = _mm_max_epi32(h, _mm_shuffle_epi32(h, 0x4E));
  h = _mm_max_epi32(h, _mm_shuffle_epi32(h, 0xB1));
  return static_cast<uint32_t>(_mm_cvtsi128_si32(h));
}

/// 32 codes of `bits` bits.
RIDGE_TARGET_AVX2 void storeCodes(unsigned bits, __m256i codes, uint8_t *to) {
  if (bits == 8) {
    _mm256_storeu_si256(reinterpret_cast<__m256i *>(to), codes);
  } else if (bits == 4) {
    // Low code + 16 * high code in each pair of bytes.
    __m256i pairs = _mm256_maddubs_epi16(codes, _mm256_set1_epi16(0x1001));
    __m256i bytes = _mm256_packus_epi16(pairs, pairs);
    bytes = _mm256_permute4x64_epi64(bytes, 0x08);
    _mm_storeu_si128(reinterpret_cast<__m128i *>(to),
                     _mm256_castsi256_si128(bytes));
  } else {
    uint8_t apart[32];
    _mm256_storeu_si256(reinterpret_cast<__m256i *>(apart), codes);
    packCodes(bits, apart, to);
  }
}

/// A block with a NaN or Inf: see BlockFormat.h.
static void encodeNaNBlock(const FastEncode &fast, unsigned bits, uint8_t *to,
                           uint8_t &scale) {
  uint8_t codes[32];
  std::fill(codes, codes + 32,
            uint8_t(fast.encodeAny(std::numeric_limits<float>::quiet_NaN())));
  packCodes(bits, codes, to);
  scale = 0xFF;
}

template <bool negativeZero>
__attribute__((target("avx2"))) static void
encodeAVX2(const FastEncode &fast, FastScale rule, unsigned bits,
           const float *values, size_t blocks, uint8_t *packed,
           uint8_t *scales) {
  FastEncodeAVX2 f = loadAVX2(fast);
  for (size_t block = 0; block < blocks; ++block) {
    const float *from = values + 32 * block;
    uint8_t *to = packed + 4 * bits * block;
    __m256 a = _mm256_loadu_ps(from), b = _mm256_loadu_ps(from + 8);
    __m256 c = _mm256_loadu_ps(from + 16), d = _mm256_loadu_ps(from + 24);
    uint32_t amax = largestBits(a, b, c, d);
    if (LLVM_UNLIKELY(amax >= 0x7F800000)) {
      encodeNaNBlock(fast, bits, to, scales[block]);
      continue;
    }
    uint32_t scale = rule.code(amax);
    scales[block] = static_cast<uint8_t>(scale);
    __m256 by = _mm256_set1_ps(inverseScale(scale));
    storeCodes(
        bits,
        encode32<negativeZero>(f, _mm256_mul_ps(a, by), _mm256_mul_ps(b, by),
                               _mm256_mul_ps(c, by), _mm256_mul_ps(d, by)),
        to);
  }
}
#endif

bool ridge::encodeBlocksFast(const BlockFormat &format,
                             llvm::ArrayRef<float> values, uint8_t *packed,
                             uint8_t *scales) {
#if RIDGE_AVX2
  auto fast = FastEncode::of(format.element, format.rounding);
  // With emax above 0, what is subnormal in f32 has the least scale.
  bool simple = format.scale == Format::F8E8M0FNU && format.rows == 1 &&
                format.columns == 32 && format.rule != ScaleRule::Search &&
                !format.tensorScale && format.leastScale == 0 &&
                values.size() % 32 == 0;
  if (!fast || !simple || !hasAVX2() || format.largestElement() < 2)
    return false;
  auto encode = fast->zeroSign ? encodeAVX2<true> : encodeAVX2<false>;
  encode(*fast, FastScale::of(format), bitsOf(format.element), values.data(),
         values.size() / 32, packed, scales);
  return true;
#else
  return false;
#endif
}
