//===- Deviation.h - how far an element may be from the reference ---------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A program does the scalar operations of its model in the model's formats; it
/// only takes sums in another order. So each element has a deviation d: a right
/// program's element is in [x - d, x + d], where x is the reference's. Where no
/// order was open, d is 0 and the two are equal.
///
/// Deviations begin in float sums. Of n additions whose terms have magnitudes
/// that add up to A, accumulated with unit roundoff u, the reference's own
/// error e is known, since the exact sum is taken beside it. The other order
/// has an error of at most n u A, and, if its roundings do not conspire, of
///
///     2 sqrt(n) u A + 8 e
///
/// 2 sqrt(n) is 8 standard deviations of independent roundings where all terms
/// have one sign and fewer elsewhere; the second term is for roundings that do
/// conspire, as those of equal terms: there e is large, too.
///
/// They go on through scalar operations as intervals: what both ends give,
/// rounded to the format, so that a rounding without a tie between the ends
/// makes the values equal again. Two operands add their deviations if both
/// depend on one input, else the squares of them. Comparisons whose operands
/// overlap have both outcomes. Sums and products add the squares of what their
/// terms deviate by, weighted (`spread`).
/// docs/Decisions/2026-11-29-each-element-has-its-own-bound.md says why.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_REFERENCE_DEVIATION_H
#define RIDGE_LIB_REFERENCE_DEVIATION_H

#include "Lanes.h"
#include "ridge/Numerics/Array.h"
#include <map>
#include <memory>

namespace ridge::reference {

/// Of one register's lanes.
struct DeviationLanes {
  bool any = false; ///< Else all are 0, whatever the lanes hold.
  alignas(64) double lanes[maxLanes];

  double at(unsigned i) const { return any ? lanes[i] : 0.0; }
};

/// |a - b|, 0 for equal infinities and two NaN, infinite if only one is a
/// number.
double distance(double a, double b);

/// The least f32 that is not less: arrays of deviations are f32.
float roundedUp(double deviation);

/// An array of zero deviations for `values`.
std::shared_ptr<Array> makeDeviations(const Array &values);
inline float *deviationsOf(Array &array) {
  return reinterpret_cast<float *>(array.bytes.data());
}
inline const float *deviationsOf(const Array &array) {
  return reinterpret_cast<const float *>(array.bytes.data());
}

/// From one value of `format` near `value` to the next.
double stepAt(Format format, double value);

/// The square that a term's deviation adds to a sum's. Where it is a step or
/// less of the term's format, a term deviates by all of it or not at all: few
/// do, but each of them more than independent small parts would; such a step
/// counts three times.
inline double spread(double deviation, double step) {
  double discrete = deviation < step ? deviation : step;
  return deviation * deviation + 8 * discrete * discrete;
}

/// A sum while its terms are added in f64.
struct RunningSum {
  double exact = 0;     ///< Of the terms.
  double magnitude = 0; ///< Of their magnitudes.
  double square = 0;    ///< Of their spreads.

  void add(double term, double spread) {
    exact += term;
    magnitude += term < 0 ? -term : term;
    square += spread;
  }
};

/// What one loop nest's sums have in common.
struct SumRule {
  double roundoff = 0;
  int64_t terms = 0; ///< Without the initial value.

  SumRule(Format format, int64_t terms);

  /// Of a sum that the reference gives as `value`, from `initial`.
  double deviation(const RunningSum &sum, double value, double initial,
                   double ofInitial) const;
};

/// For the report: the most terms that one sum of each format had.
using LongestSums = std::map<Format, int64_t>;

} // namespace ridge::reference

#endif // RIDGE_LIB_REFERENCE_DEVIATION_H
