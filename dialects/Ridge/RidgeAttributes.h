//===- RidgeAttributes.h - names of discardable attributes ------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Attributes that give operations of the tensor form a meaning beyond their
/// own.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_DIALECTS_RIDGE_RIDGEATTRIBUTES_H
#define RIDGE_DIALECTS_RIDGE_RIDGEATTRIBUTES_H

#include "llvm/ADT/StringRef.h"

namespace ridge {

/// On a contraction: a string, the model of accumulation (Accumulate.h) of the
/// unit that is to add it. Without it, sums are rounded to their own format
/// after each addition.
constexpr llvm::StringLiteral kAccumulateAttr = "ridge.accumulate";

} // namespace ridge

#endif // RIDGE_DIALECTS_RIDGE_RIDGEATTRIBUTES_H
