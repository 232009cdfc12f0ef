//===- ErrorSums.cpp - distance of values from others ---------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Values/ErrorSums.h"
#include "ridge/Values/ArrayValues.h"
#include "llvm/ADT/STLExtras.h"
#include <cmath>
#include <limits>

using namespace ridge;

double ridge::decibels(double signal, double noise) {
  return noise == 0 ? std::numeric_limits<double>::infinity()
                    : 10 * std::log10(signal / noise);
}

void ErrorSums::add(const Array &reference, const Array &values) {
  if (!formatInfo(reference.format).isFloat)
    return;
  int64_t elements = reference.elements();
  // Beneath that, a relative error says nothing.
  double floor = std::ldexp(largestMagnitude(reference), -20);
  for (int64_t i = 0; i < elements; ++i) {
    double want = elementValue(reference, i), have = elementValue(values, i);
    bool isNumber = std::isfinite(want);
    if (isNumber)
      signal += want * want;
    if (want == have || (std::isnan(want) && std::isnan(have)))
      continue;
    if (!isNumber || !std::isfinite(have)) {
      noise = relative = std::numeric_limits<double>::infinity();
      continue;
    }
    double error = have - want;
    noise += error * error;
    difference += error;
    if (std::fabs(want) > floor)
      relative = std::max(relative, std::fabs(error / want));
  }
  count += elements;
}

ErrorMeasure ErrorSums::measure() const {
  ErrorMeasure result;
  result.sqnr = decibels(signal, noise);
  result.maxRelative = relative;
  result.bias = count ? difference / double(count) : 0;
  return result;
}

ErrorSums ridge::sumErrors(llvm::ArrayRef<Array> reference,
                           llvm::ArrayRef<Array> values) {
  ErrorSums sums;
  for (auto [want, have] : llvm::zip_equal(reference, values))
    sums.add(want, have);
  return sums;
}
