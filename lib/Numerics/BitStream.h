//===- BitStream.h - bits in bytes, least first -----------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_NUMERICS_BITSTREAM_H
#define RIDGE_LIB_NUMERICS_BITSTREAM_H

#include "llvm/ADT/ArrayRef.h"
#include <cstdint>
#include <vector>

namespace ridge {

class BitWriter {
public:
  /// The low `bits` (at most 32) of `value`.
  void write(uint64_t value, unsigned bits) {
    pending |= (value & ((uint64_t(1) << bits) - 1)) << pendingBits;
    for (pendingBits += bits; pendingBits >= 8; pendingBits -= 8) {
      bytes.push_back(static_cast<uint8_t>(pending));
      pending >>= 8;
    }
  }
  uint64_t size() const { return bytes.size() * 8 + pendingBits; }

  /// All bytes, the last one padded with zeros.
  std::vector<uint8_t> take() {
    if (pendingBits)
      bytes.push_back(static_cast<uint8_t>(pending));
    return std::move(bytes);
  }

private:
  std::vector<uint8_t> bytes;
  uint64_t pending = 0;
  unsigned pendingBits = 0; ///< At most 7 between calls.
};

/// Reads zeros past the end.
class BitReader {
public:
  explicit BitReader(llvm::ArrayRef<uint8_t> bytes) : bytes(bytes) {}

  /// At most 32 bits.
  uint64_t read(unsigned bits) {
    uint64_t first = position / 8, last = (position + bits + 7) / 8;
    uint64_t word = 0;
    for (uint64_t i = first; i < last && i < bytes.size(); ++i)
      word |= uint64_t(bytes[i]) << (i - first) * 8;
    word >>= position % 8;
    position += bits;
    return word & ((uint64_t(1) << bits) - 1);
  }
  void skipTo(uint64_t bit) { position = bit; }
  /// Bytes up to here; the one that was begun counts.
  uint64_t bytesRead() const { return (position + 7) / 8; }

private:
  llvm::ArrayRef<uint8_t> bytes;
  uint64_t position = 0;
};

} // namespace ridge

#endif // RIDGE_LIB_NUMERICS_BITSTREAM_H
