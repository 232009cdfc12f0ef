//===- Packing.cpp - elements narrower than a byte, in memory -------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Numerics/Packing.h"

using namespace ridge;

void ridge::unpackCodes(Format format, const uint8_t *bytes, int64_t first,
                        int64_t count, uint8_t *codes) {
  unsigned bits = formatInfo(format).bits, mask = (1u << bits) - 1;
  for (int64_t i = 0; i < count; ++i) {
    int64_t position = (first + i) * bits;
    unsigned shift = position & 7;
    unsigned window = bytes[position >> 3];
    if (shift + bits > 8) // Else the next byte may not be there.
      window |= unsigned(bytes[(position >> 3) + 1]) << 8;
    codes[i] = window >> shift & mask;
  }
}

void ridge::packCodes(Format format, const uint8_t *codes, int64_t first,
                      int64_t count, uint8_t *bytes) {
  unsigned bits = formatInfo(format).bits, mask = (1u << bits) - 1;
  for (int64_t i = 0; i < count; ++i) {
    int64_t position = (first + i) * bits;
    unsigned shift = position & 7, code = codes[i] & mask;
    uint8_t *byte = bytes + (position >> 3);
    byte[0] = uint8_t((byte[0] & ~(mask << shift)) | code << shift);
    if (shift + bits > 8)
      byte[1] =
          uint8_t((byte[1] & ~(mask >> (8 - shift))) | code >> (8 - shift));
  }
}
