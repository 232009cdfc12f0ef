//===- WindowBox.h - the box of a tile in the home memory -------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// In tile form an operand of the home memory is a strided window. To copy its
/// tile the box beneath the window must be known: the strides alone do not tell
/// two dims that walk the same tensor dim (a convolution's output row and
/// kernel row) from two tensor dims. The tile form therefore keeps, in
/// discardable attributes that later stages drop:
///
///   ridge.dims    the group dim of each dim of the operation
///   ridge.boxes   per access a list of box dims, each
///                 [home stride, group dim, coefficient, group dim, ...];
///                 an empty list for an immediate or a local buffer
///   ridge.total   whole extent of each dim of the operation, for bounds
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_ANALYSIS_WINDOWBOX_H
#define RIDGE_ANALYSIS_WINDOWBOX_H

#include "llvm/ADT/StringRef.h"

namespace ridge {

constexpr llvm::StringLiteral kDimsAttr = "ridge.dims";
constexpr llvm::StringLiteral kBoxesAttr = "ridge.boxes";
constexpr llvm::StringLiteral kTotalAttr = "ridge.total";
/// On a ridge.layer: transfers are to overlap computation.
constexpr llvm::StringLiteral kOverlapAttr = "overlap";

} // namespace ridge

#endif // RIDGE_ANALYSIS_WINDOWBOX_H
