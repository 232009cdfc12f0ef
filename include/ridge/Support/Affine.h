//===- Affine.h - sums of multiples of variables ----------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// constant + sum of coefficient * variable, and the least of several such
/// values. Variables are whatever the user counts with: the depth of a loop, a
/// dim of a map, the loop itself.
///
/// Each variable has a range of its own, so the space of all values is a box,
/// extremes lie at its corners, and each is found term by term.
///
/// Example: 3 + 16 * t0 - t1 with t0 in 0..3 and t1 in 0..7 is in -4..51.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_SUPPORT_AFFINE_H
#define RIDGE_SUPPORT_AFFINE_H

#include "ridge/Support/Interval.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include <utility>

namespace ridge {

template <typename Variable> struct AffineSum {
  int64_t constant = 0;
  llvm::SmallVector<std::pair<Variable, int64_t>, 3> terms;

  bool isConstant() const { return terms.empty(); }

  /// Of all terms of `variable`.
  int64_t coefficient(Variable variable) const {
    int64_t sum = 0;
    for (const auto &[own, coefficient] : terms)
      sum += own == variable ? coefficient : 0;
    return sum;
  }

  /// Adds to the term of `variable`, which goes if nothing is left of it.
  void add(Variable variable, int64_t coefficient) {
    auto *found = llvm::find_if(
        terms, [&](const auto &term) { return term.first == variable; });
    if (found == terms.end())
      found = terms.insert(found, {variable, 0});
    found->second += coefficient;
    if (found->second == 0)
      terms.erase(found);
  }
  void add(const AffineSum &other, int64_t factor = 1) {
    constant += factor * other.constant;
    for (const auto &[variable, coefficient] : other.terms)
      add(variable, factor * coefficient);
  }

  /// True if the value is a multiple of `unit` whatever the variables are.
  bool isMultipleOf(int64_t unit) const {
    return constant % unit == 0 && llvm::all_of(terms, [&](const auto &term) {
             return term.second % unit == 0;
           });
  }

  /// Exact range where `rangeOf(variable)` is the range of each variable.
  template <typename RangeOf> Interval range(RangeOf rangeOf) const {
    Interval range{constant, constant};
    for (const auto &[variable, coefficient] : terms)
      range = range + coefficient * rangeOf(variable);
    return range;
  }

  /// The value where variable v is values[v].
  int64_t evaluate(llvm::ArrayRef<int64_t> values) const {
    int64_t value = constant;
    for (const auto &[variable, coefficient] : terms)
      value += coefficient * values[variable];
    return value;
  }

  bool operator==(const AffineSum &other) const {
    return constant == other.constant && terms == other.terms;
  }
};

/// Variables are counters of loops by depth (0: the outermost), or dims.
using Affine = AffineSum<int32_t>;

/// The least of one or more affine values: min(tile, size - tile * t).
struct Extent {
  llvm::SmallVector<Affine, 1> values;

  int64_t evaluate(llvm::ArrayRef<int64_t> counters) const {
    int64_t least = values.front().evaluate(counters);
    for (const Affine &value : llvm::ArrayRef(values).drop_front())
      least = std::min(least, value.evaluate(counters));
    return least;
  }
  bool operator==(const Extent &o) const { return values == o.values; }
};

/// What a counter of a loop with `trip` iterations can be. A loop that never
/// runs counts like one that runs once.
inline Interval counterRange(int64_t trip) {
  return {0, std::max<int64_t>(trip, 1) - 1};
}

/// Range of `value` where variable v is in box[v].
Interval rangeOf(const Affine &value, llvm::ArrayRef<Interval> box);
/// The same for counters of loops.
Interval rangeOf(const Affine &value, llvm::ArrayRef<int64_t> trips);

/// Range of an extent: the low end is exact, the high end a bound. Equal ends
/// prove a constant.
Interval rangeOf(const Extent &extent, llvm::ArrayRef<Interval> box);
Interval rangeOf(const Extent &extent, llvm::ArrayRef<int64_t> trips);

/// No number on the way to a value of `value`, whatever is added or multiplied
/// first and whatever its counters are, is further from 0: |constant| + sum of
/// |coefficient| * the greatest counter, 1 at least. The largest number of 64
/// bits says that this leaves them.
int64_t magnitudeOf(const Affine &value, llvm::ArrayRef<int64_t> trips);

/// The same for an element of a window; see windowRange, which is exact where
/// this is not the largest number.
int64_t magnitudeOf(const Affine &offset, llvm::ArrayRef<int64_t> strides,
                    llvm::ArrayRef<Extent> sizes,
                    llvm::ArrayRef<int64_t> trips);

/// True if every variable is one of `count`.
bool inScope(const Affine &value, size_t count);

/// Bounds on offset + sum of i_d * strides[d], 0 <= i_d < sizes[d], over all
/// iterations.
///
/// At every point extent = min(e1, e2, ...), so for each choice of one
/// alternative per dim the affine sum offset + stride * (choice - 1) is a
/// bound, and its extreme over the box is one too; the tightest choice is
/// taken. For offset T*t and extent min(T, N - T*t) the second choice gives N -
/// 1, which a bound per part (T*(trip-1) + T - 1) would miss for ragged tiles.
Interval windowRange(const Affine &offset, llvm::ArrayRef<int64_t> strides,
                     llvm::ArrayRef<Extent> sizes,
                     llvm::ArrayRef<int64_t> trips);

} // namespace ridge

#endif // RIDGE_SUPPORT_AFFINE_H
