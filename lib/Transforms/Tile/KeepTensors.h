//===- KeepTensors.h - which tensors stay where they are read ---*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_TRANSFORMS_TILE_KEEPTENSORS_H
#define RIDGE_LIB_TRANSFORMS_TILE_KEEPTENSORS_H

#include "ridge/Analysis/Group.h"
#include "ridge/Mapping/KeptTensors.h"

namespace ridge {

/// From groups to what decides which tensors are kept (KeptTensors.h). Only
/// temporaries of the home memory can be, which no gather touches.
class TensorHandover {
public:
  TensorHandover(const HomeLayouts &layouts, const Machine &machine)
      : layouts(layouts), machine(machine) {}

  /// Groups come in the order of their layers.
  void add(Group &group, Tiling &tiling, bool isSettled);
  void addGather(mlir::Operation *gather,
                 llvm::SmallVector<int64_t, 4> tileBytes);

  /// Of a root that others touch, too.
  void leaveAtHome(int32_t root) { atHome.insert(root); }

  /// M-21: fails, with an error at the tensor, if it cannot be where settled
  /// groups say, or they do not agree.
  mlir::LogicalResult keep(FindTiling findTiling);
  bool keepsAny() const;
  /// Says what is kept, as remarks.
  void explain() const;

private:
  mlir::InFlightDiagnostic refuse(int32_t root) const;
  mlir::FailureOr<HandedTensor>
  tensorOf(int32_t root, llvm::ArrayRef<WindowRef> windows) const;

  const HomeLayouts &layouts;
  const Machine &machine;
  std::vector<PlannedGroup> groups;
  llvm::MapVector<int32_t, llvm::SmallVector<WindowRef, 4>> windowsOf;
  llvm::SmallDenseSet<int32_t> atHome; ///< Roots that are not kept.
  std::vector<HandedTensor> tensors;
  llvm::SmallVector<int32_t> roots; ///< Of the tensors.
};

} // namespace ridge

#endif // RIDGE_LIB_TRANSFORMS_TILE_KEEPTENSORS_H
