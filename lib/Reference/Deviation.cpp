//===- Deviation.cpp - how far an element may be from the reference -------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Deviation.h"
#include <algorithm>
#include <cmath>
#include <limits>

using namespace ridge;
using namespace ridge::reference;

constexpr double infinity = std::numeric_limits<double>::infinity();

double reference::distance(double a, double b) {
  if (a == b || (std::isnan(a) && std::isnan(b)))
    return 0;
  double difference = std::fabs(a - b);
  return std::isnan(difference) ? infinity : difference;
}

float reference::roundedUp(double deviation) {
  auto narrow = static_cast<float>(deviation);
  if (static_cast<double>(narrow) < deviation)
    narrow = std::nextafter(narrow, std::numeric_limits<float>::infinity());
  return narrow;
}

std::shared_ptr<Array> reference::makeDeviations(const Array &values) {
  auto deviations = std::make_shared<Array>();
  deviations->format = Format::F32;
  deviations->shape = values.shape;
  deviations->bytes.resize(values.elements() * sizeof(float));
  return deviations;
}

double reference::stepAt(Format format, double value) {
  FormatInfo info = formatInfo(format);
  if (!info.isFloat)
    return 1;
  if (!std::isfinite(value))
    return 0;
  int least = 1 - info.bias;
  int exponent = value == 0 ? least : std::max(std::ilogb(value), least);
  return std::ldexp(1.0, exponent - static_cast<int>(info.mantissaBits));
}

SumRule::SumRule(Format format, int64_t terms)
    : roundoff(unitRoundoff(format)), terms(terms) {}

double SumRule::deviation(const RunningSum &sum, double value, double initial,
                          double ofInitial) const {
  double ofTerms = std::sqrt(sum.square + ofInitial * ofInitial);
  // An infinite or undefined term makes the sum what it is in any order.
  double magnitude = sum.magnitude + std::fabs(initial);
  if (!std::isfinite(magnitude))
    return ofTerms == 0 ? 0 : infinity;
  if (!std::isfinite(value))
    return infinity;
  // Of two terms there is one order.
  auto additions = static_cast<double>(terms - (initial == 0));
  if (roundoff == 0 || additions < 2)
    return ofTerms == 0 ? 0
                        : ofTerms + roundoff * (std::fabs(value) + ofTerms) * 2;
  double own = std::fabs(value - (initial + sum.exact));
  double most = additions * roundoff * magnitude;
  double likely = 2 * std::sqrt(additions) * roundoff * magnitude + 8 * own;
  return ofTerms + own + std::min(most, likely);
}
