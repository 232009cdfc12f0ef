//===- StridedBox.h - elements and bytes of a strided window ----*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The set { offset + sum of i_d * stride_d : 0 <= i_d < size_d }: what a
/// window touches, whether two windows share anything, how far one reaches.
///
/// Example: columns 0..3 and 4..7 of rows of 8. The boxes {0, sizes (2, 4),
/// strides (8, 1)} = {0 1 2 3 8 9 10 11} and the same at 4 = {4 5 6 7 12 13 14
/// 15} share nothing, although the ranges 0..11 and 4..15 do.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_SUPPORT_STRIDEDBOX_H
#define RIDGE_SUPPORT_STRIDEDBOX_H

#include "ridge/Support/Interval.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"

namespace ridge {

/// Least and greatest point of a box, relative to its first. Sizes are at least
/// 1; strides may have any sign.
Interval spanOf(llvm::ArrayRef<int64_t> sizes, llvm::ArrayRef<int64_t> strides);

class StridedBox {
public:
  StridedBox() = default; ///< The point 0.
  StridedBox(int64_t offset, llvm::ArrayRef<int64_t> sizes,
             llvm::ArrayRef<int64_t> strides);
  /// All points from the low end to the high one.
  explicit StridedBox(const Interval &run);

  /// The bytes that hold any bit of the points of this box, if points are
  /// elements of `bits` bits in a row, the first one at bit 0.
  ///
  /// Exact for whole bytes. For packed elements it is exact where rows begin
  /// at whole bytes alike, that is if every stride but one of 1 is a multiple
  /// of the elements that fill whole bytes (4 of 6 bits); otherwise all bytes
  /// from the first to the last.
  StridedBox bytes(int64_t bits) const;

  Interval span() const { return {low, low + reach}; }
  /// True if every point of the span is in the box.
  bool isContiguous() const {
    return dims.empty() || (dims.size() == 1 && dims.front().stride == 1);
  }

  /// True if this box and `other`, moved by `shift`, have a point in common.
  ///
  /// Exact for any strides, at the price of a search in boxes whose dims do not
  /// nest. That search is given up after `maxSteps` steps, and the answer is
  /// true. Boxes of one or two distinct strides in all never need it, and row
  /// major windows of d dims need 2^d steps at most.
  bool meets(const StridedBox &other, int64_t shift = 0) const;
  static constexpr unsigned maxSteps = 4096;

  /// Equal boxes have equal points. (Not the reverse: points can be written as
  /// boxes in more than one way, although most are brought to one.)
  bool operator==(const StridedBox &other) const {
    return low == other.low && dims == other.dims;
  }

private:
  struct Dim {
    int64_t stride; ///< Positive.
    int64_t steps;  ///< Size - 1; positive.
    bool operator==(const Dim &other) const {
      return stride == other.stride && steps == other.steps;
    }
  };
  using Dims = llvm::SmallVector<Dim, 4>;

  static void normalise(llvm::SmallVectorImpl<Dim> &dims);
  static bool reaches(int64_t target, const Dim &narrow, const Dim &wide);
  static bool reaches(int64_t target, llvm::ArrayRef<Dim> dims,
                      unsigned &steps);

  int64_t low = 0;   ///< Least point,
  int64_t reach = 0; ///< and how far the greatest is from it.
  Dims dims;         ///< By stride, least first; none continues another.
};

} // namespace ridge

#endif // RIDGE_SUPPORT_STRIDEDBOX_H
