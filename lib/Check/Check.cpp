//===- Check.cpp - executed values against the reference ------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Compares two sets of arrays element by element.
///
//===----------------------------------------------------------------------===//

#include "ridge/Check/Check.h"
#include "ridge/Values/ArrayValues.h"

#include "llvm/Support/Format.h"
#include "llvm/Support/FormatVariadic.h"
#include <cmath>
#include <limits>

using namespace ridge;

/// Rounding differences are 1 to 2 standard deviations of the noise, in the
/// worst of many elements 5; the noise is relative to the largest element,
/// which is about 4 standard deviations of the values.
constexpr double safetyFactor = 4;

static double toleranceOf(const Array &reference, const Noise &noise) {
  if (noise.isZero())
    return 0;
  double bound =
      safetyFactor * largestMagnitude(reference) * std::sqrt(noise.variance());
  if (isFloat(reference.format))
    return bound;
  return std::max(1.0, std::floor(bound));
}

static std::string numberText(double value) {
  std::string text;
  llvm::raw_string_ostream(text) << llvm::format("%.6g", value);
  return text;
}

/// |a - b|; 0 for the same NaN or infinity, infinite if only one is finite.
static double difference(double a, double b) {
  if (std::isnan(a) && std::isnan(b))
    return 0;
  if (a == b)
    return 0;
  double distance = std::fabs(a - b);
  return std::isnan(distance) ? std::numeric_limits<double>::infinity()
                              : distance;
}

static std::string shapeText(const Array &array) {
  std::string text;
  for (int64_t size : array.shape)
    text += std::to_string(size) + "x";
  return text + formatName(array.format);
}

static std::string indexText(const Array &array, int64_t flat) {
  llvm::SmallVector<int64_t, 4> index(array.shape.size());
  for (size_t d = array.shape.size(); d-- > 0;) {
    index[d] = flat % array.shape[d];
    flat /= array.shape[d];
  }
  std::string text;
  for (int64_t i : index)
    text += (text.empty() ? "" : ", ") + std::to_string(i);
  return "[" + text + "]";
}

namespace {
/// The element that comes nearest to its tolerance or exceeds it most.
struct Worst {
  double ratio = -1;
  double error = 0, tolerance = 0;
  size_t result = 0;
  int64_t index = 0;

  void offer(double error, double tolerance, size_t result, int64_t index) {
    double ratio = error == 0      ? 0
                   : tolerance > 0 ? error / tolerance
                                   : std::numeric_limits<double>::infinity();
    if (ratio > this->ratio)
      *this = {ratio, error, tolerance, result, index};
  }
};
} // namespace

static CheckResult differentKind(size_t result, const std::string &found,
                                 const std::string &expected) {
  CheckResult check;
  check.maxError = std::numeric_limits<double>::infinity();
  check.detail = llvm::formatv("result {0} is {1}, the reference's is {2}",
                               result, found, expected);
  return check;
}

static std::string ruleText(const Noise &noise, const Array &reference) {
  if (noise.isZero())
    return "equal: no float sum and no transcendental function lies between "
           "the arguments and the result";
  llvm::StringRef unit =
      isFloat(reference.format) ? "" : ", in whole units, at least 1";
  return llvm::formatv(
      "4 * max|reference| * sqrt(sum of u^2){0}; max|reference|"
      " = {1}, on the path of most noise {2}",
      unit, numberText(largestMagnitude(reference)), noise.describe());
}

CheckResult ridge::compareResults(llvm::ArrayRef<Array> reference,
                                  llvm::ArrayRef<Array> executed,
                                  llvm::ArrayRef<Noise> noise) {
  assert(reference.size() == noise.size() && "one noise per result");
  CheckResult check;
  if (reference.size() != executed.size()) {
    check.detail = llvm::formatv("{0} results, the reference has {1}",
                                 executed.size(), reference.size());
    return check;
  }
  Worst worst;
  int64_t beyond = 0;
  for (size_t r = 0; r < reference.size(); ++r) {
    const Array &want = reference[r], &have = executed[r];
    if (want.format != have.format || want.shape != have.shape)
      return differentKind(r, shapeText(have), shapeText(want));
    double tolerance = toleranceOf(want, noise[r]);
    for (int64_t i = 0, e = want.elements(); i < e; ++i) {
      double error = difference(elementValue(have, i), elementValue(want, i));
      beyond += error > tolerance;
      worst.offer(error, tolerance, r, i);
    }
    check.compared += want.elements();
  }

  check.pass = beyond == 0;
  check.maxError = worst.error;
  check.tolerance = worst.tolerance;
  if (check.compared == 0)
    return check;
  const Array &want = reference[worst.result];
  check.toleranceRule = ruleText(noise[worst.result], want);
  if (!check.pass)
    check.detail = llvm::formatv(
        "result {0}{1} is {2}, the reference says {3}; {4} of {5} elements "
        "differ by more than the tolerance",
        worst.result, indexText(want, worst.index),
        numberText(elementValue(executed[worst.result], worst.index)),
        numberText(elementValue(want, worst.index)), beyond, check.compared);
  return check;
}
