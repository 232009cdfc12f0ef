//===- Gather.h - elements at positions that data gives ---------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_REFERENCE_GATHER_H
#define RIDGE_LIB_REFERENCE_GATHER_H

#include "Environment.h"
#include "dialects/Ridge/RidgeDialect.h"

namespace ridge::reference {

/// Runs `op` on what `environment` holds and adds its result. A position that
/// is not below its limit is an error.
llvm::Error runGather(GatherOp op, Environment &environment);

} // namespace ridge::reference

#endif // RIDGE_LIB_REFERENCE_GATHER_H
