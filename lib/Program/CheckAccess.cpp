//===- CheckAccess.cpp - ranges of affine values over loops ---------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Corner evaluation for checkProgram's rule P4; see AffineRange.h.
///
//===----------------------------------------------------------------------===//

#include "AffineRange.h"
#include "llvm/ADT/STLExtras.h"
#include <limits>

using namespace ridge;

bool ridge::inScope(const Affine &value, size_t depth) {
  return llvm::all_of(value.terms, [&](const auto &term) {
    return term.first >= 0 && size_t(term.first) < depth;
  });
}

namespace {
/// An affine value with one coefficient per loop, to add and to bound.
struct Dense {
  int64_t constant = 0;
  llvm::SmallVector<int64_t, 8> coefficients;

  explicit Dense(size_t depth) : coefficients(depth, 0) {}

  void add(const Affine &value, int64_t factor) {
    constant += factor * value.constant;
    for (const auto &[depth, coefficient] : value.terms)
      coefficients[depth] += factor * coefficient;
  }

  Interval range(llvm::ArrayRef<int64_t> trips) const {
    Interval range{constant, constant};
    for (auto [coefficient, trip] : llvm::zip(coefficients, trips)) {
      int64_t reach = coefficient * (trip - 1);
      (reach < 0 ? range.low : range.high) += reach;
    }
    return range;
  }
};
} // namespace

Interval ridge::rangeOf(const Affine &value, llvm::ArrayRef<int64_t> trips) {
  Dense dense(trips.size());
  dense.add(value, 1);
  return dense.range(trips);
}

Interval ridge::rangeOf(const Extent &extent, llvm::ArrayRef<int64_t> trips) {
  Interval range = rangeOf(extent.values.front(), trips);
  for (const Affine &value : llvm::ArrayRef(extent.values).drop_front()) {
    Interval other = rangeOf(value, trips);
    range.low = std::min(range.low, other.low);
    range.high = std::min(range.high, other.high);
  }
  return range;
}

/// The extreme offset in the direction of `sign`: dims whose stride has that
/// sign reach outward, the others stay at their first element.
static int64_t reach(const Access &access, llvm::ArrayRef<Extent> sizes,
                     llvm::ArrayRef<int64_t> trips, int sign) {
  llvm::SmallVector<size_t, 4> outward;
  for (auto [d, stride] : llvm::enumerate(access.strides))
    if (stride * sign > 0)
      outward.push_back(d);
  llvm::SmallVector<size_t, 4> choice(outward.size(), 0);
  int64_t best = std::numeric_limits<int64_t>::max();
  while (true) {
    Dense sum(trips.size());
    sum.add(access.offset, sign);
    for (auto [i, d] : llvm::enumerate(outward)) {
      int64_t stride = access.strides[d] * sign;
      sum.add(sizes[d].values[choice[i]], stride);
      sum.constant -= stride;
    }
    best = std::min(best, sum.range(trips).high);
    // Next choice, as an odometer.
    size_t i = 0;
    for (; i < outward.size(); ++i) {
      if (++choice[i] < sizes[outward[i]].values.size())
        break;
      choice[i] = 0;
    }
    if (i == outward.size())
      return best * sign;
  }
}

Interval ridge::accessRange(const Access &access, llvm::ArrayRef<Extent> sizes,
                            llvm::ArrayRef<int64_t> trips) {
  return {reach(access, sizes, trips, -1), reach(access, sizes, trips, 1)};
}
