//===- Lanes.h - many points of an iteration space at once ------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A scalar value of a body at up to `maxLanes` points. Floats of up to 32 bits
/// are held as float, f64 as double, integers as sign-extended int64_t (i1 as 0
/// or 1); a lane always holds a value of its format.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_REFERENCE_LANES_H
#define RIDGE_LIB_REFERENCE_LANES_H

#include "ridge/Numerics/Format.h"
#include <cstdint>

namespace ridge::reference {

/// Long enough that choosing what to do costs little against doing it, short
/// enough that a body's values stay in the first-level cache.
constexpr unsigned maxLanes = 256;

struct Lanes {
  Format format = Format::F32;
  alignas(64) unsigned char storage[maxLanes * sizeof(int64_t)];

  template <typename T> T *as() { return reinterpret_cast<T *>(storage); }
  template <typename T> const T *as() const {
    return reinterpret_cast<const T *>(storage);
  }
};

inline bool isDouble(Format format) { return format == Format::F64; }
inline bool isSingle(Format format) {
  return isFloat(format) && format != Format::F64;
}
inline bool isInteger(Format format) { return !isFloat(format); }

/// One lane; integers beyond 2^53 to the nearest f64.
inline double laneValue(const Lanes &lanes, unsigned i) {
  if (isInteger(lanes.format))
    return static_cast<double>(lanes.as<int64_t>()[i]);
  return isDouble(lanes.format) ? lanes.as<double>()[i]
                                : static_cast<double>(lanes.as<float>()[i]);
}

/// Reads `count` elements that lie `stride` bytes apart.
void load(Lanes &lanes, const uint8_t *from, int64_t stride, unsigned count);
/// Writes them.
void store(const Lanes &lanes, uint8_t *to, int64_t stride, unsigned count);

/// Rounds floats to the lanes' format, wraps integers to its width: what ends
/// every operation.
void roundLanes(Lanes &lanes, unsigned count);

/// The integer's low bits, sign-extended (i1: 0 or 1).
int64_t wrapInteger(Format format, int64_t value);

} // namespace ridge::reference

#endif // RIDGE_LIB_REFERENCE_LANES_H
