//===- Relayout.h - elements that change places -----------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_REFERENCE_RELAYOUT_H
#define RIDGE_LIB_REFERENCE_RELAYOUT_H

#include "Environment.h"

namespace ridge::reference {

/// Runs linalg.pack and unpack, tensor.gather and scatter. `handled` is false,
/// and nothing done, for any other operation.
llvm::Error runRelayout(mlir::Operation &op, Environment &environment,
                        bool &handled);

} // namespace ridge::reference

#endif // RIDGE_LIB_REFERENCE_RELAYOUT_H
