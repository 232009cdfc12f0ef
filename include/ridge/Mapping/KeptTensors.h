//===- KeptTensors.h - tensors that stay where they are read ----*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A tensor that one group makes and others read goes to the home memory and
/// back, unless it is *kept*: it lies whole in a memory where all of them touch
/// it in place, from the first group that does to the last. That takes room
/// from the tiles of every group in between.
///
/// Which tensors are kept is decided for all groups together, greedily: first
/// those that save the most bytes of the home memory per byte of room and group
/// that they live through. One is kept if its bytes fit beside those kept
/// before and some tiles, and if the groups together take no longer than
/// before; groups whose tiles no longer fit are searched again, and must then
/// take less.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_MAPPING_KEPTTENSORS_H
#define RIDGE_MAPPING_KEPTTENSORS_H

#include "ridge/Mapping/Workload.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace ridge {

/// A window of a group, both by their numbers.
struct WindowRef {
  int32_t group = -1;
  int32_t window = -1;
};

/// A tensor that groups hand to one another, in no codec.
struct HandedTensor {
  int64_t bytes = 0;
  llvm::SmallVector<WindowRef, 4> windows; ///< By their groups.
  std::optional<KeptPlace> kept;
  double savedBytes = 0; ///< Of the home memory, if it is kept.

  int32_t first() const { return windows.front().group; }
  int32_t last() const { return windows.back().group; }
};

/// What of a group the decision looks at, and changes.
struct PlannedGroup {
  Workload *workload = nullptr; ///< Null for a gather.
  Tiling *tiling = nullptr;
  /// A person has decided about it: it stays as it is.
  bool isSettled = false;
  /// Bytes per memory that its tiles take, if it has no workload.
  llvm::SmallVector<int64_t, 4> tileBytes;
};

/// The best tiling of a workload, which may be bound anew; nothing fits: none.
using FindTiling = llvm::function_ref<std::optional<Tiling>(Workload &)>;

/// Decides where each of `tensors` is kept, if it is, and changes the windows,
/// the room and the tilings of the groups to suit. Tensors that have a place
/// already keep it, whatever it costs; returns one for which that cannot be, or
/// null.
const HandedTensor *keepTensors(const Machine &machine,
                                llvm::MutableArrayRef<PlannedGroup> groups,
                                llvm::MutableArrayRef<HandedTensor> tensors,
                                FindTiling findTiling);

} // namespace ridge

#endif // RIDGE_MAPPING_KEPTTENSORS_H
