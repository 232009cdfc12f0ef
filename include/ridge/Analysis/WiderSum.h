//===- WiderSum.h - what narrow sums add up in ------------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_ANALYSIS_WIDERSUM_H
#define RIDGE_ANALYSIS_WIDERSUM_H

#include "mlir/IR/Types.h"

namespace ridge {

/// f32 for a narrower float, i32 for a narrower integer; null for any other.
mlir::Type widerSum(mlir::Type type);

} // namespace ridge

#endif // RIDGE_ANALYSIS_WIDERSUM_H
