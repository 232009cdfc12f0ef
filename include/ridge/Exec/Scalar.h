//===- Scalar.h - meaning of the scalar operations --------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The one place that gives the operations of ScalarOps.def their values.
///
/// Floats narrower than f32 are computed in f32 and rounded once to their own
/// format (what MLIR's lowering does); f32 and f64 natively. Integers wrap.
/// What MLIR leaves undefined has a value here, so that a run is deterministic:
/// division by zero gives 0, a shift by the width or more gives 0 (the sign for
/// shrsi), float to integer clamps and takes NaN to 0. Signed operations read
/// the i1 value 1 as -1, as MLIR does.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_EXEC_SCALAR_H
#define RIDGE_EXEC_SCALAR_H

#include "ridge/Exec/Column.h"
#include "ridge/Machine/Kernel.h"

namespace ridge {

/// An operand column and the format of its values.
struct ColumnValue {
  Format format;
  const void *values;
};

/// The position an Index node reads: first + i * step for element i.
struct IndexRun {
  int64_t first = 0;
  int64_t step = 0;
};

/// `result[i]` = node(operands[...][i]) for i < count. `result` may be one of
/// the operand columns only if it is of the same storage.
void evaluateColumn(const Node &node, llvm::ArrayRef<ColumnValue> operands,
                    IndexRun index, int64_t count, void *result);

} // namespace ridge

#endif // RIDGE_EXEC_SCALAR_H
