//===- DrawnValues.cpp - what a model is run on ---------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Draws the elements of an argument. A counter-based generator has no state,
/// so that elements do not depend on the order in which they are made.
///
//===----------------------------------------------------------------------===//

#include "ridge/Check/DrawnValues.h"

#include "llvm/Support/Parallel.h"
#include <cmath>
#include <cstring>

using namespace ridge;

/// The finaliser of splitmix64 (Steele, Lea, Flood 2014).
static uint64_t mix(uint64_t z) {
  z += 0x9e3779b97f4a7c15ull;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
  return z ^ (z >> 31);
}

/// encodeFloat for the formats that weights have, several times as fast.
static void encodeDrawn(Format format, double value, uint8_t *target) {
  uint64_t bits;
  std::memcpy(&bits, &value, sizeof(bits));
  auto exponent = static_cast<int>(bits >> 52 & 0x7FF) - 1023;
  if (format == Format::F32) {
    auto single = static_cast<float>(value);
    std::memcpy(target, &single, sizeof(single));
  } else if (format == Format::BF16 && exponent >= -126 && exponent < 127) {
    // The sign, 11 bits of exponent and 7 of mantissa, to nearest even.
    bits += (uint64_t(1) << 44) - 1 + (bits >> 45 & 1);
    bits >>= 45;
    uint64_t excess = uint64_t(1023 - 127) << 7;
    auto code = static_cast<uint16_t>((bits >> 18 & 1) << 15 |
                                      ((bits & 0x3FFFF) - excess));
    std::memcpy(target, &code, sizeof(code));
  } else {
    encodeFloat(format, value, target);
  }
}

namespace {
class Drawer {
public:
  Drawer(const ArgumentRule &rule, uint64_t seed, uint64_t index)
      : rule(rule), key(mix(mix(seed) ^ index)),
        isFloat(ridge::isFloat(rule.format)), bytes(bytesOf(rule.format)) {}

  void drawElement(int64_t element, uint8_t *target) const {
    uint64_t random = mix(key ^ static_cast<uint64_t>(element));
    double t = static_cast<double>(random >> 11) * 0x1p-53;
    if (isFloat)
      return encodeDrawn(rule.format, rule.low + t * (rule.high - rule.low),
                         target);
    double span = rule.high - rule.low + 1;
    encodeInteger(rule.format,
                  static_cast<int64_t>(std::floor(rule.low + t * span)),
                  target);
  }

  void drawRange(int64_t begin, int64_t end, uint8_t *first) const {
    for (int64_t element = begin; element < end; ++element)
      drawElement(element, first + element * bytes);
  }

private:
  const ArgumentRule &rule;
  uint64_t key;
  bool isFloat;
  int64_t bytes;
};
} // namespace

Array ridge::drawArgument(const ArgumentRule &rule, uint64_t seed,
                          uint64_t index) {
  Array array;
  array.format = rule.format;
  array.shape = rule.shape;
  int64_t elements = array.elements();
  array.bytes.resize(elements * bytesOf(rule.format));
  Drawer drawer(rule, seed, index);
  // Large enough that handing out a chunk costs nothing beside filling it.
  constexpr int64_t chunk = 1 << 16;
  llvm::parallelFor(0, (elements + chunk - 1) / chunk, [&](size_t c) {
    int64_t begin = static_cast<int64_t>(c) * chunk;
    drawer.drawRange(begin, std::min(begin + chunk, elements),
                     array.bytes.data());
  });
  return array;
}
