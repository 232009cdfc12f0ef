//===- LayerKind.h - what reports call a group ------------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_TRANSFORMS_TILE_LAYERKIND_H
#define RIDGE_LIB_TRANSFORMS_TILE_LAYERKIND_H

#include "ridge/Analysis/Group.h"

namespace ridge {

/// The kind of the group's layer, and the multiply-accumulates that `tiling`
/// leaves of it.
std::pair<llvm::StringRef, int64_t> describeLayer(const Group &group,
                                                  const Tiling &tiling);

} // namespace ridge

#endif // RIDGE_LIB_TRANSFORMS_TILE_LAYERKIND_H
