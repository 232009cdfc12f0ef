//===- ScalarKernels.h - what one scalar operation does ---------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_REFERENCE_SCALARKERNELS_H
#define RIDGE_LIB_REFERENCE_SCALARKERNELS_H

#include "Lanes.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

namespace ridge::reference {

/// Computes `count` lanes of `result` from the operands. `attribute` is the
/// predicate of a comparison. The caller rounds the result.
using ScalarKernel = void (*)(Lanes &result,
                              llvm::ArrayRef<const Lanes *> operands,
                              int64_t attribute, unsigned count);

/// The kernel of an operation of arith or math, by name, for operands of format
/// `operand` and results of format `result`; null where there is none.
ScalarKernel findKernel(llvm::StringRef name, Format operand, Format result);

} // namespace ridge::reference

#endif // RIDGE_LIB_REFERENCE_SCALARKERNELS_H
