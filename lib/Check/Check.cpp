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

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/FormatVariadic.h"
#include <algorithm>
#include <cmath>
#include <limits>

using namespace ridge;

static std::string numberText(double value, const char *form = "%.6g") {
  std::string text;
  llvm::raw_string_ostream(text) << llvm::format(form, value);
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

static std::vector<int64_t> indexOf(const Array &array, int64_t flat) {
  std::vector<int64_t> index(array.shape.size());
  for (size_t d = array.shape.size(); d-- > 0;) {
    index[d] = flat % array.shape[d];
    flat /= array.shape[d];
  }
  return index;
}

static std::string indexText(llvm::ArrayRef<int64_t> index) {
  return "[" +
         llvm::join(llvm::map_range(
                        index, [](int64_t i) { return std::to_string(i); }),
                    ", ") +
         "]";
}

namespace {
/// The worst element.
struct Worst {
  double ratio = -1;
  double error = 0, tolerance = 0;
  size_t result = 0;
  int64_t index = 0;

  void offer(double error, double tolerance, size_t result, int64_t index) {
    double ratio = error <= 0      ? 0
                   : tolerance > 0 ? error / tolerance
                                   : std::numeric_limits<double>::infinity();
    bool isWorse = ratio > this->ratio ||
                   (ratio == 0 && this->ratio == 0 &&
                    std::isfinite(tolerance) && tolerance > this->tolerance);
    if (isWorse)
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

static double medianOf(std::vector<float> bounds) {
  if (bounds.empty())
    return 0;
  auto middle = bounds.begin() + bounds.size() / 2;
  std::nth_element(bounds.begin(), middle, bounds.end());
  return *middle;
}

/// "each element its own: ...", with the numbers of this run.
static std::string ruleText(const CheckResult &check,
                            const BoundedResults &reference) {
  if (check.exact == check.compared)
    return "equal: no order of float sums lies between the arguments and the "
           "results";
  std::string text = "each element its own, what other orders of sums can "
                     "change: 2 sqrt(n) u sum|terms| a sum";
  llvm::StringRef separator = ", n up to ";
  for (const auto &[format, terms] : reference.longestSums) {
    text += llvm::formatv("{0}{1} in {2} (u = {3})", separator, terms,
                          formatName(format),
                          numberText(unitRoundoff(format), "%.3g"));
    separator = ", ";
  }
  text += "; median " + numberText(check.medianTolerance, "%.3g");
  auto add = [&](int64_t count, llvm::StringRef what) {
    if (count != 0)
      text += llvm::formatv("; {0} {1}", count, what);
  };
  add(check.exact, "exact");
  add(check.nearTie, "near a tie");
  add(check.unbounded, "unbounded");
  return text;
}

namespace {
/// All elements, one after the other.
class Comparison {
public:
  explicit Comparison(const BoundedResults &reference) : reference(reference) {}

  void compare(size_t result, const Array &have);
  CheckResult finish(llvm::ArrayRef<Array> executed);

private:
  const BoundedResults &reference;
  CheckResult check;
  Worst worst;
  int64_t beyond = 0;
  std::vector<float> bounds;
};
} // namespace

void Comparison::compare(size_t result, const Array &have) {
  const Array &want = reference.values[result];
  llvm::ArrayRef<float> own = reference.bounds[result];
  int64_t elements = want.elements();
  for (int64_t i = 0; i < elements; ++i) {
    double bound = own.empty() ? 0 : own[i];
    double error = difference(elementValue(have, i), elementValue(want, i));
    beyond += error > bound;
    check.largestError = std::max(check.largestError, error);
    check.exact += bound == 0;
    check.nearTie += bound != 0 && !isFloat(want.format);
    check.unbounded += std::isinf(bound);
    worst.offer(error, bound, result, i);
  }
  check.compared += elements;
  bounds.insert(bounds.end(), own.begin(), own.end());
  if (own.empty())
    bounds.resize(bounds.size() + elements, 0);
}

CheckResult Comparison::finish(llvm::ArrayRef<Array> executed) {
  check.pass = beyond == 0;
  check.maxError = worst.error;
  check.tolerance = worst.tolerance;
  if (check.compared == 0)
    return check;
  check.medianTolerance = medianOf(std::move(bounds));
  check.toleranceRule = ruleText(check, reference);
  const Array &want = reference.values[worst.result];
  check.worstResult = static_cast<int64_t>(worst.result);
  check.worstIndex = indexOf(want, worst.index);
  if (!check.pass)
    check.detail = llvm::formatv(
        "result {0}{1} is {2}, the reference says {3}; {4} of {5} elements "
        "differ by more than the tolerance",
        worst.result, indexText(check.worstIndex),
        numberText(elementValue(executed[worst.result], worst.index)),
        numberText(elementValue(want, worst.index)), beyond, check.compared);
  return check;
}

CheckResult ridge::compareResults(const BoundedResults &reference,
                                  llvm::ArrayRef<Array> executed) {
  assert(reference.values.size() == reference.bounds.size() &&
         "bounds for each result");
  if (reference.values.size() != executed.size()) {
    CheckResult check;
    check.detail = llvm::formatv("{0} results, the reference has {1}",
                                 executed.size(), reference.values.size());
    return check;
  }
  Comparison comparison(reference);
  for (size_t r = 0; r < executed.size(); ++r) {
    const Array &want = reference.values[r], &have = executed[r];
    if (want.format != have.format || want.shape != have.shape)
      return differentKind(r, shapeText(have), shapeText(want));
    comparison.compare(r, have);
  }
  return comparison.finish(executed);
}
