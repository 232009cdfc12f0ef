//===- Column.cpp - many values of one format, to compute on --------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Loads, stores and roundings of whole columns.
///
//===----------------------------------------------------------------------===//

#include "ridge/Exec/Column.h"
#include "Codec.h"
#include "llvm/Support/ErrorHandling.h"
#include <array>
#include <memory>
#include <type_traits>

using namespace ridge;

template <typename T, typename U> static T bitCast(U from) {
  static_assert(sizeof(T) == sizeof(U));
  T to;
  std::memcpy(&to, &from, sizeof(T));
  return to;
}

//===----------------------------------------------------------------------===//
// Half-width floats
//===----------------------------------------------------------------------===//

float ridge::decodeBFloat(uint16_t bits) {
  return bitCast<float>(uint32_t(bits) << 16);
}

uint16_t ridge::encodeBFloat(float value) {
  uint32_t bits = bitCast<uint32_t>(value);
  // A NaN stays one, quiet; rounding could carry its payload away.
  if ((bits & 0x7FFFFFFF) > 0x7F800000)
    return uint16_t(bits >> 16 | 0x40);
  return uint16_t((bits + 0x7FFF + (bits >> 16 & 1)) >> 16);
}

uint16_t ridge::encodeHalf(float value) {
  uint32_t bits = bitCast<uint32_t>(value);
  uint16_t sign = uint16_t(bits >> 16 & 0x8000);
  bits &= 0x7FFFFFFF;
  if (bits > 0x7F800000)
    return sign | 0x7E00 | uint16_t(bits >> 13 & 0x1FF);
  if (bits >= 0x477FF000) // 65520 and more round to infinity.
    return sign | 0x7C00;
  // Below 2^-14 the result is subnormal: adding 0.5, whose last place is the
  // subnormals' 2^-24, rounds there.
  if (bits < 0x38800000)
    return sign | uint16_t(bitCast<uint32_t>(bitCast<float>(bits) + 0.5f) -
                           0x3F000000);
  // Rebias the exponent from 127 to 15 and round 13 bits away.
  return sign | uint16_t((bits - 0x38000000 + 0xFFF + (bits >> 13 & 1)) >> 13);
}

template <Format format, size_t codes> static const float *tableOf() {
  static const auto table = [] {
    auto values = std::make_unique<std::array<float, codes>>();
    for (size_t code = 0; code < codes; ++code) {
      uint16_t bits = uint16_t(code);
      (*values)[code] = float(decodeFloat(format, &bits));
    }
    return values;
  }();
  return table->data();
}

const float *ridge::decodeTable(Format format) {
  switch (format) {
  case Format::F4E2M1FN:
    return tableOf<Format::F4E2M1FN, 256>();
  case Format::F8E4M3FN:
    return tableOf<Format::F8E4M3FN, 256>();
  case Format::F8E5M2:
    return tableOf<Format::F8E5M2, 256>();
  case Format::F16:
    return tableOf<Format::F16, 65536>();
  default:
    llvm_unreachable("the format is decoded without a table");
  }
}

float ridge::decodeHalf(uint16_t bits) {
  return decodeTable(Format::F16)[bits];
}

//===----------------------------------------------------------------------===//
// Columns
//===----------------------------------------------------------------------===//

void ridge::loadColumn(Format format, const uint8_t *base, int64_t stride,
                       int64_t count, void *values) {
  withCodec(format, [&](auto codec) {
    using Codec = decltype(codec);
    using Memory = typename Codec::Memory;
    auto *out = static_cast<typename Codec::Value *>(values);
    if (stride == 0) {
      auto value = codec.decode(loadUnaligned<Memory>(base));
      for (int64_t i = 0; i < count; ++i)
        out[i] = value;
    } else if (stride == 1) {
      for (int64_t i = 0; i < count; ++i)
        out[i] = codec.decode(loadUnaligned<Memory>(base + i * sizeof(Memory)));
    } else {
      int64_t step = stride * int64_t(sizeof(Memory));
      for (int64_t i = 0; i < count; ++i)
        out[i] = codec.decode(loadUnaligned<Memory>(base + i * step));
    }
  });
}

void ridge::storeColumn(Format format, uint8_t *base, int64_t stride,
                        int64_t count, const void *values) {
  withCodec(format, [&](auto codec) {
    using Codec = decltype(codec);
    using Memory = typename Codec::Memory;
    auto *in = static_cast<const typename Codec::Value *>(values);
    if (stride == 1) {
      for (int64_t i = 0; i < count; ++i)
        storeUnaligned<Memory>(base + i * sizeof(Memory), codec.encode(in[i]));
      return;
    }
    int64_t step = stride * int64_t(sizeof(Memory));
    for (int64_t i = 0; i < count; ++i)
      storeUnaligned<Memory>(base + i * step, codec.encode(in[i]));
  });
}

static bool isUnitStride(llvm::ArrayRef<int64_t> offsets) {
  for (size_t i = 1; i < offsets.size(); ++i)
    if (offsets[i] != offsets[i - 1] + 1)
      return false;
  return true;
}

void ridge::loadTile(Format format, const uint8_t *base,
                     llvm::ArrayRef<int64_t> rows,
                     llvm::ArrayRef<int64_t> columns, void *values) {
  bool unit = isUnitStride(columns);
  withCodec(format, [&](auto codec) {
    using Codec = decltype(codec);
    using Memory = typename Codec::Memory;
    constexpr int64_t size = sizeof(Memory);
    auto *out = static_cast<typename Codec::Value *>(values);
    int64_t width = columns.size();
    for (int64_t row : rows) {
      const uint8_t *start = base + row * size;
      if (unit) {
        start += columns.front() * size;
        for (int64_t c = 0; c < width; ++c)
          out[c] = codec.decode(loadUnaligned<Memory>(start + c * size));
      } else {
        for (int64_t c = 0; c < width; ++c)
          out[c] =
              codec.decode(loadUnaligned<Memory>(start + columns[c] * size));
      }
      out += width;
    }
  });
}

void ridge::storeTile(Format format, uint8_t *base,
                      llvm::ArrayRef<int64_t> rows,
                      llvm::ArrayRef<int64_t> columns, int64_t pitch,
                      const void *values) {
  withCodec(format, [&](auto codec) {
    using Codec = decltype(codec);
    using Memory = typename Codec::Memory;
    constexpr int64_t size = sizeof(Memory);
    auto *in = static_cast<const typename Codec::Value *>(values);
    for (int64_t row : rows) {
      for (size_t c = 0; c < columns.size(); ++c)
        storeUnaligned<Memory>(base + (row + columns[c]) * size,
                               codec.encode(in[c]));
      in += pitch;
    }
  });
}

void ridge::fillColumn(Format format, double real, int64_t integer,
                       int64_t count, void *values) {
  // Through the format's own bytes, so that the value is one it has.
  uint8_t bytes[8];
  if (isFloat(format))
    encodeFloat(format, real, bytes);
  else
    encodeInteger(format, integer, bytes);
  loadColumn(format, bytes, 0, count, values);
}

void ridge::roundColumn(Format format, float *values, int64_t count) {
  if (format == Format::F32)
    return;
  if (format == Format::BF16) {
    for (int64_t i = 0; i < count; ++i)
      values[i] = decodeBFloat(encodeBFloat(values[i]));
    return;
  }
  withCodec(format, [&](auto codec) {
    if constexpr (std::is_same_v<typename decltype(codec)::Value, float>)
      for (int64_t i = 0; i < count; ++i)
        values[i] = codec.decode(codec.encode(values[i]));
  });
}
