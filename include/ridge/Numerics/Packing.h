//===- Packing.h - elements narrower than a byte, in memory -----*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Formats of 2 to 7 bits lie packed in the memories of a machine: element i
/// takes the bits [i * bits, (i + 1) * bits) of a little-endian string. That is
/// two f4 to a byte, the first in the low half, and four f6 to three bytes. i1
/// and what the host computes on (Array, columns) take a byte an element.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_NUMERICS_PACKING_H
#define RIDGE_NUMERICS_PACKING_H

#include "ridge/Numerics/Format.h"

namespace ridge {

/// Elements of 2 to 7 bits lie without gaps; booleans take a byte each.
constexpr bool isPackedWidth(unsigned bits) { return bits > 1 && bits < 8; }

inline bool isPacked(Format format) {
  return isPackedWidth(formatInfo(format).bits);
}

/// Bits from one element to the next in memory.
inline int64_t storedBits(Format format) {
  return isPacked(format) ? int64_t(formatInfo(format).bits)
                          : 8 * int64_t(bytesOf(format));
}

/// Bytes that `elements` elements take in memory, the last one rounded up.
inline int64_t storedBytes(Format format, int64_t elements) {
  return isPacked(format) ? (elements * storedBits(format) + 7) / 8
                          : elements * int64_t(bytesOf(format));
}

/// codes[i] = element first + i of the packed string at `bytes`.
void unpackCodes(Format format, const uint8_t *bytes, int64_t first,
                 int64_t count, uint8_t *codes);
/// The reverse; bits of other elements stay.
void packCodes(Format format, const uint8_t *codes, int64_t first,
               int64_t count, uint8_t *bytes);

} // namespace ridge

#endif // RIDGE_NUMERICS_PACKING_H
