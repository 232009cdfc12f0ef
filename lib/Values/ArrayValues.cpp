//===- ArrayValues.cpp - elements of arrays as doubles --------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Values/ArrayValues.h"
#include <algorithm>
#include <cmath>

using namespace ridge;

double ridge::elementValue(const Array &array, int64_t index) {
  const uint8_t *bytes = array.bytes.data() + index * bytesOf(array.format);
  return isFloat(array.format)
             ? decodeFloat(array.format, bytes)
             : static_cast<double>(decodeInteger(array.format, bytes));
}

double ridge::largestMagnitude(const Array &array) {
  double largest = 0;
  for (int64_t i = 0, e = array.elements(); i < e; ++i) {
    double magnitude = std::fabs(elementValue(array, i));
    if (std::isfinite(magnitude))
      largest = std::max(largest, magnitude);
  }
  return largest;
}
