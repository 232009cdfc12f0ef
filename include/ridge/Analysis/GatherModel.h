//===- GatherModel.h - windows and cost of a gather -------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A gather is two transfers per tile: the rows that the lists name come from
/// the home memory into a local tile, and the tile goes to the result's place.
/// The model holds the windows of both in the home memory and prices a tiling
/// by Timing alone.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_ANALYSIS_GATHERMODEL_H
#define RIDGE_ANALYSIS_GATHERMODEL_H

#include "ridge/Analysis/GroupModel.h"

namespace ridge {

/// A strided window on a root of the home memory, over the gather's dims.
struct GatherWindow {
  int32_t root = -1;
  int64_t offset = 0;
  llvm::SmallVector<int64_t, 6> strides;
  Format format = Format::F32;
};

class GatherModel {
public:
  /// On failure `reason` says what the machine lacks.
  static std::optional<GatherModel> build(GatherOp op,
                                          const HomeLayouts &layouts,
                                          const Machine &machine,
                                          std::string &reason);

  /// The best tiling, or nullopt with `reason` if not even one element fits.
  std::optional<Tiling> search(std::string &reason) const;

  /// Elements of a tile, and from one to the next along each dim: rows lie as
  /// they do in the result, so that they leave in long runs.
  llvm::SmallVector<int64_t, 6> localStrides(const Tiling &tiling) const;
  int64_t tileElements(const Tiling &tiling) const;
  int64_t trips(const Tiling &tiling, unsigned dim) const {
    return llvm::divideCeil(extents[dim], tiling.tiles[dim]);
  }

  llvm::SmallVector<int64_t, 6> extents;
  GatherWindow table, result;
  llvm::SmallVector<GatherWindow, 1> lists;
  arch::CodecAttr codec; ///< That the table is stored in; null: none.
  CodedSide coded;       ///< What that means for its transfers.
  /// Per list: elements of the table's root per position, and the limit.
  llvm::SmallVector<int64_t, 1> indexStrides, indexLimits;

private:
  bool evaluate(Tiling &tiling) const;
  void describeCodec();

  const Machine *machine = nullptr;
  MemoryId memory = -1;
  PathId load = -1, store = -1;
  /// Dims, those that are far apart in the result first.
  llvm::SmallVector<unsigned, 6> order;
};

} // namespace ridge

#endif // RIDGE_ANALYSIS_GATHERMODEL_H
