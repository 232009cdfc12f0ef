//===- AlignedSum.cpp - sums of aligned products in f64 -------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "AlignedSum.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include <algorithm>
#include <cmath>
#include <cstring>

using namespace ridge;
using namespace ridge::reference;

/// Beneath any sum of exponents: what zero has.
constexpr int noExponent = -20000;

double AlignedSum::run(const Factors &a, const Factors &b, int64_t count,
                       double sum) const {
  for (int64_t first = 0; first < count; first += model.terms) {
    int64_t last = std::min(first + model.terms, count);
    if (scalesAfter)
      sum = addScaled(sum, round(step(a, b, first, last, 0)),
                      a.scales.values[first] * b.scales.values[first]);
    else
      sum = round(step(a, b, first, last, sum));
    if (!std::isfinite(sum))
      return sum;
  }
  return sum;
}

double AlignedSum::step(const Factors &a, const Factors &b, int64_t first,
                        int64_t last, double sum) const {
  int exponent = -126;
  if (sum != 0)
    exponent = std::max(exponent, std::ilogb(sum));
  return model.group == 1 ? addProducts(a, b, first, last, sum, exponent)
                          : addGroups(a, b, first, last, sum, exponent);
}

double AlignedSum::addProducts(const Factors &a, const Factors &b,
                               int64_t first, int64_t last, double sum,
                               int exponent) const {
  const Numbers &x = a.elements, &y = b.elements;
  for (int64_t i = first; i < last; ++i)
    exponent = std::max(exponent, x.exponents[i] + y.exponents[i]);
  double unit = std::ldexp(1.0, model.fraction - exponent);
  auto total = static_cast<int64_t>(sum * unit);
  for (int64_t i = first; i < last; ++i)
    total += static_cast<int64_t>(x.values[i] * y.values[i] * unit);
  return std::ldexp(double(total), exponent - model.fraction);
}

double AlignedSum::addGroups(const Factors &a, const Factors &b, int64_t first,
                             int64_t last, double sum, int exponent) const {
  const Numbers &x = a.elements, &y = b.elements;
  llvm::SmallVector<double, 64> terms;
  for (int64_t i = first; i < last; i += model.group) {
    double term = 0;
    for (int64_t k = i, e = std::min(i + model.group, last); k < e; ++k)
      term += x.values[k] * y.values[k];
    int scaled = 0;
    if (!scalesAfter) {
      term *= a.scales.values[i] * b.scales.values[i];
      scaled = a.scales.exponents[i] + b.scales.exponents[i];
    }
    if (term != 0)
      exponent = std::max(exponent, scaled);
    terms.push_back(term);
  }
  double unit = std::ldexp(1.0, model.fraction - exponent);
  auto total = static_cast<int64_t>(sum * unit);
  for (double term : terms)
    total += static_cast<int64_t>(term * unit);
  return std::ldexp(double(total), exponent - model.fraction);
}

/// sum + partial * scale, rounded once. f64 gives the nearest of its own
/// values and what is left; the odd one of the two that are next to the exact
/// sum rounds on to fewer bits as that would.
double AlignedSum::addScaled(double sum, double partial, double scale) const {
  double scaled = partial * scale, near = sum + scaled;
  if (!std::isfinite(near))
    return near;
  double part = near - sum;
  double rest = (sum - (near - part)) + (scaled - part);
  uint64_t bits;
  std::memcpy(&bits, &near, sizeof(bits));
  if (rest != 0 && bits % 2 == 0)
    near = std::nextafter(near, rest > 0 ? INFINITY : -INFINITY);
  return round(near);
}

/// To `mantissa` bits in the range of f32.
double AlignedSum::round(double value) const {
  if (value == 0)
    return 0;
  int unit = std::max(std::ilogb(value), -126) - model.mantissa;
  double scaled = std::ldexp(value, -unit);
  switch (model.rounding) {
  case AccumulateModel::Rounding::Zero:
    scaled = std::trunc(scaled);
    break;
  case AccumulateModel::Rounding::Down:
    scaled = std::floor(scaled);
    break;
  case AccumulateModel::Rounding::Even:
    scaled = std::nearbyint(scaled);
    break;
  }
  double rounded = std::ldexp(scaled, unit);
  constexpr double largest = 0x1.fffffep127;
  return std::fabs(rounded) > largest ? std::copysign(INFINITY, rounded)
                                      : rounded + 0.0;
}

bool AlignedSum::isExact(const AccumulateModel &model,
                         const SideFormats *sides) {
  using Model = AccumulateModel;
  if (model.order != Model::Order::Align || model.terms == 0 ||
      model.align != Model::Rounding::Zero ||
      model.addend != Model::Addend::With || model.interleave != 1 ||
      model.flushInputs || model.flushOutputs || model.promote != 0 ||
      model.infiniteProducts || model.result != Format::F32)
    return false;
  // The bits of a term, and by how many it may pass 2^exponent.
  int bits = 0, above = 0;
  auto log2Up = [](int64_t value) {
    return static_cast<int>(std::ceil(std::log2(double(value))));
  };
  for (const SideFormats *side : {&sides[0], &sides[1]}) {
    FormatInfo element = formatInfo(side->element);
    int mantissa = static_cast<int>(element.mantissaBits);
    bits += model.group == 1 ? mantissa + 1
                             : (1 << element.exponentBits) + mantissa;
    above += model.group == 1 ? 1 : (1 << element.exponentBits) - element.bias;
    if (side->scale) {
      bits += static_cast<int>(formatInfo(*side->scale).mantissaBits) + 1;
      above += 1;
    }
  }
  bits += log2Up(model.group);
  above += log2Up(model.group) + log2Up(model.terms / model.group + 1);
  return bits <= 53 && model.fraction + above <= 53;
}

void reference::collectNumbers(Format format, const uint8_t *base,
                               llvm::ArrayRef<int64_t> offsets, bool isScale,
                               Numbers &numbers) {
  FormatInfo info = formatInfo(format);
  // A format of powers of two has no subnormals.
  int least = info.mantissaBits ? 1 - info.bias : noExponent;
  numbers.values.resize(offsets.size());
  numbers.exponents.resize(offsets.size());
  for (auto [i, offset] : llvm::enumerate(offsets)) {
    double value = decodeFloat(format, base + offset);
    numbers.values[i] = isScale ? std::fabs(value) : value;
    numbers.exponents[i] =
        value == 0 ? noExponent : std::max(std::ilogb(value), least);
    numbers.isFinite &= std::isfinite(value);
  }
}
