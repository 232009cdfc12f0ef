//===- AffineRange.h - ranges of affine values over loops -------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What affine values can be while every counter t of depth d runs over
/// 0 ... trips[d] - 1. The box is rectangular, so extremes lie at its corners
/// and each is found term by term.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_PROGRAM_AFFINERANGE_H
#define RIDGE_LIB_PROGRAM_AFFINERANGE_H

#include "ridge/Program/Program.h"

namespace ridge {

/// True if every term names a loop that exists.
bool inScope(const Affine &value, size_t depth);

/// Exact range of `value`.
Interval rangeOf(const Affine &value, llvm::ArrayRef<int64_t> trips);

/// Range of an extent: the low end is exact, the high end a bound.
Interval rangeOf(const Extent &extent, llvm::ArrayRef<int64_t> trips);

/// Bounds on the elements that `access` touches over a box of `sizes`.
///
/// At every point extent = min(e1, e2, ...), so for each choice of one
/// alternative per dim the affine sum offset + stride * (choice - 1) is a
/// bound, and its extreme over the box is one too; the tightest choice is
/// taken. For offset T*t and extent min(T, N - T*t) the second choice gives N -
/// 1, which a bound per part (T*(trip-1) + T - 1) would miss for ragged tiles.
Interval accessRange(const Access &access, llvm::ArrayRef<Extent> sizes,
                     llvm::ArrayRef<int64_t> trips);

} // namespace ridge

#endif // RIDGE_LIB_PROGRAM_AFFINERANGE_H
