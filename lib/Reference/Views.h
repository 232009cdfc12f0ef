//===- Views.h - elements that move -----------------------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_REFERENCE_VIEWS_H
#define RIDGE_LIB_REFERENCE_VIEWS_H

#include "Environment.h"

namespace ridge::reference {

/// Runs an operation of tensor or ridge that moves elements, or makes them from
/// constants. `handled` is false, and nothing done, for any other operation.
llvm::Error runView(mlir::Operation &op, Environment &environment,
                    bool &handled);

} // namespace ridge::reference

#endif // RIDGE_LIB_REFERENCE_VIEWS_H
