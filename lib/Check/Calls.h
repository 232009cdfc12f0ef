//===- Calls.h - values that pass into and out of functions -----*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_CHECK_CALLS_H
#define RIDGE_LIB_CHECK_CALLS_H

#include "mlir/IR/Value.h"

namespace ridge {

/// Where a value goes on to that a call passes to its callee, or a function
/// returns to its callers; nothing for other uses.
llvm::SmallVector<mlir::Value, 1> followCall(mlir::OpOperand &use);

/// Where a value comes from that a call gives, or a caller passes: the other
/// direction. Of several callers the first.
mlir::Value behindCall(mlir::Value value);

} // namespace ridge

#endif // RIDGE_LIB_CHECK_CALLS_H
