//===- Saturate.h - int64 arithmetic that saturates -------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Sums and products of sizes and cycles. An overflow gives the nearest end of
/// the int64 range, so that a value that is too large stays the largest.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_SUPPORT_SATURATE_H
#define RIDGE_SUPPORT_SATURATE_H

#include <cstdint>
#include <limits>

namespace ridge {

inline int64_t saturatingAdd(int64_t a, int64_t b) {
  int64_t sum;
  if (!__builtin_add_overflow(a, b, &sum))
    return sum;
  return b > 0 ? std::numeric_limits<int64_t>::max()
               : std::numeric_limits<int64_t>::min();
}

inline int64_t saturatingSub(int64_t a, int64_t b) {
  int64_t difference;
  if (!__builtin_sub_overflow(a, b, &difference))
    return difference;
  return b < 0 ? std::numeric_limits<int64_t>::max()
               : std::numeric_limits<int64_t>::min();
}

inline int64_t saturatingMul(int64_t a, int64_t b) {
  int64_t product;
  if (!__builtin_mul_overflow(a, b, &product))
    return product;
  return (a < 0) == (b < 0) ? std::numeric_limits<int64_t>::max()
                            : std::numeric_limits<int64_t>::min();
}

inline int64_t saturatingAbs(int64_t value) {
  return value < 0 ? saturatingSub(0, value) : value;
}

} // namespace ridge

#endif // RIDGE_SUPPORT_SATURATE_H
