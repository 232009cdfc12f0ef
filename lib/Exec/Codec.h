//===- Codec.h - elements in memory and values in columns -------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// One codec per common format and two for all the others: how an element
/// becomes a column value and back, inline for bulk loops. Numerics' decode and
/// encode say the same, and tests compare.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_EXEC_CODEC_H
#define RIDGE_LIB_EXEC_CODEC_H

#include "ridge/Exec/Column.h"
#include "ridge/Numerics/Rounding.h"
#include <cstring>
#include <type_traits>

namespace ridge {

/// Value of every code of a format of at most 16 bits.
const float *decodeTable(Format format);

/// Elements that are held in columns as they lie in memory.
template <typename T> struct PlainCodec {
  using Memory = T;
  using Value = T;
  Value decode(Memory code) const { return code; }
  Memory encode(Value value) const { return value; }
};

struct I1Codec {
  using Memory = uint8_t;
  using Value = int32_t;
  Value decode(Memory code) const { return code & 1; }
  Memory encode(Value value) const { return value & 1; }
};

template <typename T> struct NarrowIntCodec {
  using Memory = T;
  using Value = int32_t;
  Value decode(Memory code) const { return code; }
  Memory encode(Value value) const { return Memory(value); }
};

struct BF16Codec {
  using Memory = uint16_t;
  using Value = float;
  Value decode(Memory code) const { return decodeBFloat(code); }
  Memory encode(Value value) const { return encodeBFloat(value); }
};

struct F16Codec {
  using Memory = uint16_t;
  using Value = float;
  const float *table = decodeTable(Format::F16);
  Value decode(Memory code) const { return table[code]; }
  Memory encode(Value value) const { return encodeHalf(value); }
};

template <Format format> struct F8Codec {
  using Memory = uint8_t;
  using Value = float;
  const float *table = decodeTable(format);
  Value decode(Memory code) const { return table[code]; }
  Memory encode(Value value) const {
    uint8_t code;
    encodeFloat(format, value, &code);
    return code;
  }
};

/// Integers of any width, sign-extended.
template <typename T, typename V> struct OtherIntCodec {
  using Memory = T;
  using Value = V;
  unsigned unused;
  explicit OtherIntCodec(Format format)
      : unused(8 * sizeof(V) - bitsOf(format)) {}
  Value decode(Memory code) const {
    return Value(std::make_unsigned_t<V>(code) << unused) >> unused;
  }
  Memory encode(Value value) const {
    return Memory(std::make_unsigned_t<V>(value) << unused >> unused);
  }
};

/// Any other float format.
template <typename T> struct OtherFloatCodec {
  using Memory = T;
  using Value = float;
  FloatLayout layout;
  explicit OtherFloatCodec(Format format) : layout(FloatLayout::of(format)) {}
  Value decode(Memory code) const { return float(layout.decode(code)); }
  Memory encode(Value value) const {
    double wide = value;
    uint64_t bits;
    std::memcpy(&bits, &wide, sizeof(bits));
    return Memory(encodeBits(layout, RoundingRule(), bits, 0));
  }
};

template <typename Function> auto withOtherCodec(Format format, Function fn) {
  FormatInfo info = formatInfo(format);
  if (info.isFloat)
    return info.bytes == 1   ? fn(OtherFloatCodec<uint8_t>(format))
           : info.bytes == 2 ? fn(OtherFloatCodec<uint16_t>(format))
                             : fn(OtherFloatCodec<uint32_t>(format));
  return info.bytes == 1   ? fn(OtherIntCodec<uint8_t, int32_t>(format))
         : info.bytes == 2 ? fn(OtherIntCodec<uint16_t, int32_t>(format))
         : info.bytes == 4 ? fn(OtherIntCodec<uint32_t, int32_t>(format))
                           : fn(OtherIntCodec<uint64_t, int64_t>(format));
}

/// Calls `fn` with the codec of `format`.
template <typename Function> auto withCodec(Format format, Function fn) {
  switch (format) {
  case Format::I1:
    return fn(I1Codec());
  case Format::I8:
    return fn(NarrowIntCodec<int8_t>());
  case Format::I16:
    return fn(NarrowIntCodec<int16_t>());
  case Format::I32:
    return fn(PlainCodec<int32_t>());
  case Format::I64:
    return fn(PlainCodec<int64_t>());
  case Format::F4E2M1FN:
    return fn(F8Codec<Format::F4E2M1FN>());
  case Format::F8E4M3FN:
    return fn(F8Codec<Format::F8E4M3FN>());
  case Format::F8E5M2:
    return fn(F8Codec<Format::F8E5M2>());
  case Format::F16:
    return fn(F16Codec());
  case Format::BF16:
    return fn(BF16Codec());
  case Format::F32:
    return fn(PlainCodec<float>());
  case Format::F64:
    return fn(PlainCodec<double>());
  default:
    return withOtherCodec(format, fn);
  }
}

/// Memory of a machine need not align elements.
template <typename T> T loadUnaligned(const uint8_t *address) {
  T value;
  std::memcpy(&value, address, sizeof(T));
  return value;
}
template <typename T> void storeUnaligned(uint8_t *address, T value) {
  std::memcpy(address, &value, sizeof(T));
}

} // namespace ridge

#endif // RIDGE_LIB_EXEC_CODEC_H
