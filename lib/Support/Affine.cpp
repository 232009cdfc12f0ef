//===- Affine.cpp - sums of multiples of variables ------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Ranges at the corners of the box of all variables.
///
//===----------------------------------------------------------------------===//

#include "ridge/Support/Affine.h"

using namespace ridge;

Interval ridge::rangeOf(const Affine &value, llvm::ArrayRef<Interval> box) {
  return value.range([&](int32_t variable) { return box[variable]; });
}

Interval ridge::rangeOf(const Affine &value, llvm::ArrayRef<int64_t> trips) {
  return value.range([&](int32_t depth) { return counterRange(trips[depth]); });
}

template <typename Box>
static Interval rangeOfLeast(const Extent &extent, Box box) {
  Interval range = rangeOf(extent.values.front(), box);
  for (const Affine &value : llvm::ArrayRef(extent.values).drop_front())
    range = least(range, rangeOf(value, box));
  return range;
}

Interval ridge::rangeOf(const Extent &extent, llvm::ArrayRef<Interval> box) {
  return rangeOfLeast(extent, box);
}

Interval ridge::rangeOf(const Extent &extent, llvm::ArrayRef<int64_t> trips) {
  return rangeOfLeast(extent, trips);
}

int64_t ridge::magnitudeOf(const Affine &value, llvm::ArrayRef<int64_t> trips) {
  int64_t magnitude = saturatingAbs(value.constant);
  for (const auto &[depth, coefficient] : value.terms) {
    int64_t counter = std::max<int64_t>(counterRange(trips[depth]).high, 1);
    magnitude = saturatingAdd(
        magnitude, saturatingMul(saturatingAbs(coefficient), counter));
  }
  return magnitude;
}

int64_t ridge::magnitudeOf(const Affine &offset,
                           llvm::ArrayRef<int64_t> strides,
                           llvm::ArrayRef<Extent> sizes,
                           llvm::ArrayRef<int64_t> trips) {
  int64_t magnitude = magnitudeOf(offset, trips);
  for (auto [stride, size] : llvm::zip_equal(strides, sizes)) {
    int64_t steps = 0;
    for (const Affine &value : size.values)
      steps = std::max(steps, magnitudeOf(value, trips));
    // One more: the last element is one before the size.
    magnitude =
        saturatingAdd(magnitude, saturatingMul(saturatingAbs(stride),
                                               saturatingAdd(steps, 1)));
  }
  return magnitude;
}

bool ridge::inScope(const Affine &value, size_t count) {
  return llvm::all_of(value.terms, [&](const auto &term) {
    return term.first >= 0 && size_t(term.first) < count;
  });
}

/// The extreme offset in the direction of `sign`: dims whose stride has that
/// sign reach outward, the others stay at their first element.
static int64_t windowReach(const Affine &offset,
                           llvm::ArrayRef<int64_t> strides,
                           llvm::ArrayRef<Extent> sizes,
                           llvm::ArrayRef<int64_t> trips, int sign) {
  llvm::SmallVector<size_t, 4> outward;
  for (auto [d, stride] : llvm::enumerate(strides))
    if (stride != 0 && (stride < 0) == (sign < 0))
      outward.push_back(d);
  llvm::SmallVector<size_t, 4> choice(outward.size(), 0);
  int64_t best = std::numeric_limits<int64_t>::max();
  while (true) {
    Affine sum;
    sum.add(offset, sign);
    for (auto [i, d] : llvm::enumerate(outward)) {
      int64_t stride = strides[d] * sign;
      sum.add(sizes[d].values[choice[i]], stride);
      sum.constant -= stride;
    }
    best = std::min(best, rangeOf(sum, trips).high);
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

Interval ridge::windowRange(const Affine &offset,
                            llvm::ArrayRef<int64_t> strides,
                            llvm::ArrayRef<Extent> sizes,
                            llvm::ArrayRef<int64_t> trips) {
  return {windowReach(offset, strides, sizes, trips, -1),
          windowReach(offset, strides, sizes, trips, 1)};
}
