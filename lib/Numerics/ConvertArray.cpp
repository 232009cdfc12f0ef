//===- ConvertArray.cpp - arrays of values and codes ----------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Vector loops for rounding to nearest even with small floats, plain loops for
/// the rest, tables for decoding.
///
//===----------------------------------------------------------------------===//

#include "FastEncode.h"

using namespace ridge;

//===----------------------------------------------------------------------===//
// Small floats, to nearest even
//===----------------------------------------------------------------------===//

std::optional<FastEncode> FastEncode::of(Format format, RoundingRule rule) {
  FormatInfo info = formatInfo(format);
  // Without mantissa, a tie is decided by the exponent, which the adder does
  // not see.
  if (!info.isFloat || info.bits > 8 || info.mantissaBits == 0 ||
      !info.isSigned || !info.subnormals ||
      rule.rounding != Rounding::NearestEven)
    return std::nullopt;
  FloatLayout layout = FloatLayout::of(format);
  double largest = layout.decode(layout.maxFinite);
  int leastExponent = 1 - layout.bias;
  // M has to be a normal f32 for every E up to that of the cap.
  bool within = leastExponent >= -126 &&
                std::ilogb(largest) + 1 + 23 - layout.mantissaBits <= 127;
  if (!within)
    return std::nullopt;
  FastEncode fast;
  fast.cap = float(2 * largest);
  fast.leastExponent = uint32_t(leastExponent + 127) << 23;
  fast.shift = uint32_t(23 - layout.mantissaBits);
  fast.magic = fast.shift << 23;
  // In every format that has a code for overflow, it follows the largest.
  bool saturates = rule.overflow == Overflow::Saturate ||
                   !(layout.hasInfinity || layout.hasNaN);
  fast.limit = layout.maxFinite + !saturates;
  fast.signBit = layout.signBit;
  fast.signShift = uint32_t(llvm::countl_zero(layout.signBit));
  fast.zeroSign = layout.negativeZero ? layout.signBit : 0;
  fast.layout = layout;
  fast.rule = rule;
  return fast;
}

static void encodeSlow(const FastEncode &fast, const float *values,
                       size_t count, uint8_t *codes) {
  for (size_t i = 0; i < count; ++i)
    codes[i] = uint8_t(fast.encodeAny(values[i]));
}

static void encodePortable(const FastEncode &fast, const float *values,
                           size_t count, uint8_t *codes) {
  FastEncode f = fast; // Known not to change while codes are written.
  bool found = false;
  for (size_t i = 0; i < count; ++i) {
    found |= values[i] != values[i];
    codes[i] = uint8_t(f.encode(values[i]));
  }
  if (found)
    encodeSlow(fast, values, count, codes);
}

#if RIDGE_AVX2
/// A multiple of 32 values.
template <bool negativeZero>
__attribute__((target("avx2"))) static void
encodeAVX2(const FastEncode &fast, const float *values, size_t count,
           uint8_t *codes) {
  FastEncodeAVX2 f = loadAVX2(fast);
  for (size_t i = 0; i < count; i += 32) {
    __m256 a = _mm256_loadu_ps(values + i);
    __m256 b = _mm256_loadu_ps(values + i + 8);
    __m256 c = _mm256_loadu_ps(values + i + 16);
    __m256 d = _mm256_loadu_ps(values + i + 24);
    if (LLVM_UNLIKELY(anyNaN(a, b, c, d))) {
      encodeSlow(fast, values + i, 32, codes + i);
      continue;
    }
    __m256i bytes = encode32<negativeZero>(f, a, b, c, d);
    _mm256_storeu_si256(reinterpret_cast<__m256i *>(codes + i), bytes);
  }
}
#endif

void ridge::encodeFast(const FastEncode &fast, const float *values,
                       size_t count, uint8_t *codes) {
  size_t done = 0;
#if RIDGE_AVX2
  if (hasAVX2()) {
    done = count / 32 * 32;
    auto encode = fast.zeroSign ? encodeAVX2<true> : encodeAVX2<false>;
    encode(fast, values, done, codes);
  }
#endif
  // By parts, so that one NaN costs little.
  for (; done < count; done += 256)
    encodePortable(fast, values + done, std::min<size_t>(256, count - done),
                   codes + done);
}

//===----------------------------------------------------------------------===//
// Any conversion
//===----------------------------------------------------------------------===//

/// Calls `store(i, code)` for every value.
template <typename Real, typename Store>
static void encodeEach(const Conversion &conversion,
                       llvm::ArrayRef<Real> values, uint64_t firstIndex,
                       Store store) {
  bool isSmallFloat =
      isFloat(conversion.format) && conversion.format != Format::F64;
  if (!isSmallFloat || conversion.rule.rounding == Rounding::Stochastic) {
    for (size_t i = 0; i < values.size(); ++i)
      store(i, conversion.encode(values[i], firstIndex + i));
    return;
  }
  FloatLayout layout = FloatLayout::of(conversion.format);
  for (size_t i = 0; i < values.size(); ++i)
    store(i, encodeBits(layout, conversion.rule,
                        castBits<uint64_t>(double(values[i])), 0));
}

template <typename Real>
static void encodeAll(const Conversion &conversion, llvm::ArrayRef<Real> values,
                      uint8_t *elements, uint64_t firstIndex) {
  auto as = [&](auto zero) {
    using T = decltype(zero);
    encodeEach(conversion, values, firstIndex, [&](size_t i, uint64_t code) {
      T element = T(code);
      std::memcpy(elements + i * sizeof(T), &element, sizeof(T));
    });
  };
  switch (bytesOf(conversion.format)) {
  case 1:
    return as(uint8_t());
  case 2:
    return as(uint16_t());
  case 4:
    return as(uint32_t());
  default:
    return as(uint64_t());
  }
}

void ridge::encodeArray(const Conversion &conversion,
                        llvm::ArrayRef<float> values, uint8_t *elements,
                        uint64_t firstIndex) {
  if (auto fast = FastEncode::of(conversion.format, conversion.rule))
    return encodeFast(*fast, values.data(), values.size(), elements);
  encodeAll(conversion, values, elements, firstIndex);
}

void ridge::encodeArray(const Conversion &conversion,
                        llvm::ArrayRef<double> values, uint8_t *elements,
                        uint64_t firstIndex) {
  encodeAll(conversion, values, elements, firstIndex);
}

//===----------------------------------------------------------------------===//
// Decoding
//===----------------------------------------------------------------------===//

DecodeTable::DecodeTable(Format format) {
  assert(bitsOf(format) <= 16 && "a table would be too large");
  Conversion conversion{format, {}, 0};
  // Whole bytes index the table of a small format.
  values.resize(size_t(1) << (bytesOf(format) * 8));
  size_t codes = size_t(1) << bitsOf(format);
  for (size_t code = 0; code < values.size(); ++code)
    values[code] = float(conversion.decode(code % codes));
}

#if RIDGE_AVX2
/// A multiple of 16 codes. The table of 16 values lies in two registers; bit 3
/// of a code, brought to the sign, chooses between them.
__attribute__((target("avx2"))) static void
decodeNibblesAVX2(const float *table, const uint8_t *packed, size_t count,
                  float *out) {
  __m256 low = _mm256_loadu_ps(table), high = _mm256_loadu_ps(table + 8);
  const __m256i shifts = _mm256_setr_epi32(0, 4, 8, 12, 16, 20, 24, 28);
  for (size_t i = 0; i < count; i += 8) {
    int word;
    std::memcpy(&word, packed + i / 2, sizeof(word));
    __m256i codes = _mm256_srlv_epi32(_mm256_set1_epi32(word), shifts);
    __m256 a = _mm256_permutevar8x32_ps(low, codes);
    __m256 b = _mm256_permutevar8x32_ps(high, codes);
    __m256 chosen = _mm256_blendv_ps(
        a, b, _mm256_castsi256_ps(_mm256_slli_epi32(codes, 28)));
    _mm256_storeu_ps(out + i, chosen);
  }
}
#endif

void DecodeTable::decode(llvm::ArrayRef<uint8_t> codes, float *out) const {
  const float *table = values.data();
  const uint8_t *in = codes.data();
  for (size_t i = 0, e = codes.size(); i < e; ++i)
    out[i] = table[in[i]];
}

void DecodeTable::decodePacked4(const uint8_t *packed, size_t count,
                                float *out) const {
  size_t done = 0;
#if RIDGE_AVX2
  if (hasAVX2()) {
    done = count / 16 * 16;
    decodeNibblesAVX2(values.data(), packed, done, out);
  }
#endif
  const float *table = values.data();
  for (; done < count; ++done)
    out[done] = table[packed[done / 2] >> (done % 2 * 4) & 15];
}

void ridge::decodeArray(Format format, const uint8_t *elements, size_t count,
                        float *values) {
  unsigned size = bytesOf(format);
  // A table pays once it is read more often than it is written.
  if (size == 1 && count >= 512)
    return DecodeTable(format).decode(llvm::ArrayRef(elements, count), values);
  if (isFloat(format)) {
    for (size_t i = 0; i < count; ++i)
      values[i] = float(decodeFloat(format, elements + i * size));
    return;
  }
  for (size_t i = 0; i < count; ++i)
    values[i] = float(decodeInteger(format, elements + i * size));
}

//===----------------------------------------------------------------------===//
// Packed codes
//===----------------------------------------------------------------------===//

void ridge::packCodes(unsigned bits, llvm::ArrayRef<uint8_t> codes,
                      uint8_t *packed) {
  assert(bits >= 1 && bits <= 8 && "a code is at most a byte");
  size_t count = codes.size(), i = 0;
  const uint8_t *in = codes.data();
  if (bits == 4) {
    for (; i + 2 <= count; i += 2)
      packed[i / 2] = uint8_t(in[i] | in[i + 1] << 4);
    packed += i / 2;
  }
  // Eight codes are `bits` whole bytes.
  for (; i < count; i += 8) {
    uint64_t group = 0;
    size_t here = std::min<size_t>(8, count - i);
    for (size_t j = 0; j < here; ++j)
      group |= uint64_t(in[i + j]) << (j * bits);
    for (size_t j = 0; j < packedBytes(bits, here); ++j)
      *packed++ = uint8_t(group >> (8 * j));
  }
}

void ridge::unpackCodes(unsigned bits, const uint8_t *packed, size_t count,
                        uint8_t *codes) {
  assert(bits >= 1 && bits <= 8 && "a code is at most a byte");
  uint8_t mask = uint8_t((1u << bits) - 1);
  for (size_t i = 0; i < count; i += 8) {
    uint64_t group = 0;
    size_t here = std::min<size_t>(8, count - i);
    for (size_t j = 0; j < packedBytes(bits, here); ++j)
      group |= uint64_t(*packed++) << (8 * j);
    for (size_t j = 0; j < here; ++j)
      codes[i + j] = uint8_t(group >> (j * bits)) & mask;
  }
}
