//===- ElementSet.h - sets of elements of a tensor --------------*- C++ -*-===//
//-*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Which elements of a tensor have some property, as disjoint boxes. A box has
/// the positions of each of its dims as runs, so that every other column is one
/// box too. Sizes of tensors cost nothing; what costs is how ragged a set is.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_TRANSFORMS_IMPORT_ELEMENTSET_H
#define RIDGE_LIB_TRANSFORMS_IMPORT_ELEMENTSET_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include <cstdint>
#include <utility>
#include <vector>

namespace ridge {

/// Positions along one dim.
class Runs {
public:
  Runs() = default;
  /// begin, begin + stride, ...: `size` of them; stride is at least 1.
  static Runs progression(int64_t begin, int64_t size, int64_t stride);
  static Runs all(int64_t extent) { return progression(0, extent, 1); }

  bool empty() const { return runs.empty(); }
  int64_t count() const;
  Runs intersect(const Runs &other) const;
  Runs subtract(const Runs &other) const;

  /// The numbers of those positions that begin + number * stride is, for
  /// numbers below `size`.
  Runs numbersIn(int64_t begin, int64_t size, int64_t stride) const;
  /// begin + position * stride for each position.
  Runs placed(int64_t begin, int64_t stride) const;
  /// Row * extent + position for each row of this and each position of `inner`,
  /// which are below `extent`.
  Runs joined(const Runs &inner, int64_t extent) const;
  /// The opposite: rows of `extent` positions, those of equal positions
  /// together.
  std::vector<std::pair<Runs, Runs>> split(int64_t extent) const;

  bool operator==(const Runs &other) const { return runs == other.runs; }

private:
  void append(int64_t begin, int64_t end);

  /// [begin, end), in order; none meets or touches the next.
  std::vector<std::pair<int64_t, int64_t>> runs;
};

/// Offset, size and stride of each dim of a slice.
struct SliceBox {
  llvm::ArrayRef<int64_t> offsets, sizes, strides;
};

class ElementSet {
public:
  ElementSet() = default; ///< No element.
  static ElementSet all(llvm::ArrayRef<int64_t> shape);

  bool empty() const { return boxes.empty(); }
  int64_t count() const;

  /// This, within the slice, at positions of the slice.
  ElementSet sliced(const SliceBox &slice) const;
  /// This without what the slice covers, and with `part`, whose positions are
  /// those of the slice.
  ElementSet replaced(const SliceBox &slice, const ElementSet &part) const;
  /// The same elements in row-major order in another shape: of groups of dims,
  /// each becomes one, or one becomes each.
  ElementSet
  collapsed(llvm::ArrayRef<int64_t> shape,
            llvm::ArrayRef<llvm::SmallVector<int64_t, 2>> groups) const;
  ElementSet
  expanded(llvm::ArrayRef<int64_t> shape,
           llvm::ArrayRef<llvm::SmallVector<int64_t, 2>> groups) const;
  /// Without, or with, dims of extent 1 at the places set in `dims`.
  ElementSet dropped(llvm::ArrayRef<bool> dims) const;
  ElementSet restored(llvm::ArrayRef<bool> dims) const;

private:
  using Box = llvm::SmallVector<Runs, 4>;
  std::vector<Box> boxes;
};

} // namespace ridge

#endif // RIDGE_LIB_TRANSFORMS_IMPORT_ELEMENTSET_H
