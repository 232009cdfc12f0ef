//===- Rules.h - what must hold in a form -----------------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Each function checks one row of the table in VerifyStage.cpp and emits an
/// error at the operation that breaks it. They trust no pass and share no code
/// with any.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_TRANSFORMS_VERIFY_RULES_H
#define RIDGE_TRANSFORMS_VERIFY_RULES_H

#include "dialects/Isa/IsaDialect.h"
#include "dialects/Ridge/RidgeDialect.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "ridge/Machine/Machine.h"

namespace ridge {

/// What bounds count as work must not get lost on the way: an error at `op`
/// unless it has totals or is part of an operation that has.
template <typename OpTy> mlir::LogicalResult checkTotal(OpTy op) {
  if (op.getTotal() || op.getPart())
    return mlir::success();
  return op.emitOpError("has neither totals nor is it a part: bounds would not "
                        "count its work");
}

mlir::LogicalResult checkTileRules(mlir::func::FuncOp func, bool isPlaced);
mlir::LogicalResult checkPlacedRules(mlir::func::FuncOp func,
                                     const Machine &machine);
mlir::LogicalResult checkSelectedRules(mlir::func::FuncOp func,
                                       const Machine &machine);
mlir::LogicalResult checkIsaRules(isa::ProgramOp program);

} // namespace ridge

#endif // RIDGE_TRANSFORMS_VERIFY_RULES_H
