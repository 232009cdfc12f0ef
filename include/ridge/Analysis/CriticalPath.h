//===- CriticalPath.h - what dependences alone ask for ----------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_ANALYSIS_CRITICALPATH_H
#define RIDGE_ANALYSIS_CRITICALPATH_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "ridge/Analysis/CandidateTable.h"

namespace ridge {

/// C-bound-4: cycles that no program for these computations is faster than,
/// whatever its tiles, groups and queues are: along each chain of computations
/// one element of each comes from one of the one before, and takes the shortest
/// latency of the instructions that could make it. What is read of the home
/// memory and what ends there takes the shortest transfer, where no such
/// instruction works in that memory.
int64_t criticalPath(mlir::func::FuncOp func, CandidateTable &candidates);

} // namespace ridge

#endif // RIDGE_ANALYSIS_CRITICALPATH_H
