//===- GatherWorkload.h - windows and cost of a gather ----------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A gather is two transfers per tile: the rows that the lists name come from
/// the home memory into a local tile, and the tile goes to the result's place.
/// The workload holds the windows of both in the home memory and prices a
/// tiling by Timing alone.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_MAPPING_GATHERWORKLOAD_H
#define RIDGE_MAPPING_GATHERWORKLOAD_H

#include "ridge/Mapping/Workload.h"

namespace ridge {

/// A strided window on a root of the home memory, over the gather's dims.
struct GatherWindow {
  int32_t root = -1;
  int64_t offset = 0;
  llvm::SmallVector<int64_t, 6> strides;
  Format format = Format::F32;
};

class GatherWorkload {
public:
  /// Decides the memory and the paths, and what follows from the windows, which
  /// are there. On failure `reason` says what the machine lacks.
  bool bind(std::string &reason);

  /// The best tiling, or nullopt with `reason` if not even one element fits.
  std::optional<Tiling> search(std::string &reason) const;

  /// Elements of a tile, and from one to the next along each dim: rows lie as
  /// they do in the result, so that they leave in long runs.
  llvm::SmallVector<int64_t, 6> localStrides(const Tiling &tiling) const;
  int64_t tileElements(const Tiling &tiling) const;
  /// Bytes of the tile's slots in its memory.
  int64_t footprint(const Tiling &tiling) const;
  Mapping mappingOf(const Tiling &tiling) const;
  int64_t trips(const Tiling &tiling, unsigned dim) const {
    return llvm::divideCeil(extents[dim], tiling.tiles[dim]);
  }

  llvm::SmallVector<int64_t, 6> extents;
  GatherWindow table, result;
  llvm::SmallVector<GatherWindow, 1> lists;
  std::optional<StoredCodec> codec; ///< That the table is stored in.
  /// Per list: elements of the table's root per position, and the limit.
  llvm::SmallVector<int64_t, 1> indexStrides, indexLimits;

  const Machine *machine = nullptr;

  // Decided by bind().
  MemoryId memory = -1; ///< Of the tile.
  PathId load = -1, store = -1;
  CodedSide coded; ///< What the codec means for the table's transfers.

private:
  bool evaluate(Tiling &tiling) const;
  void describeCodec();

  /// Dims, those that are far apart in the result first.
  llvm::SmallVector<unsigned, 6> order;
};

} // namespace ridge

#endif // RIDGE_MAPPING_GATHERWORKLOAD_H
