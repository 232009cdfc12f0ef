//===- Codec.h - elements in memory and values in columns -------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// One codec per format: how an element becomes a column value and back, inline
/// for bulk loops. Numerics' decode and encode say the same, and tests compare.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_EXEC_CODEC_H
#define RIDGE_LIB_EXEC_CODEC_H

#include "ridge/Exec/Column.h"
#include "llvm/Support/ErrorHandling.h"
#include <cstring>

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
  }
  llvm_unreachable("a format without a codec");
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
