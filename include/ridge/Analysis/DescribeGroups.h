//===- DescribeGroups.h - mappings of groups as text ------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_ANALYSIS_DESCRIBEGROUPS_H
#define RIDGE_ANALYSIS_DESCRIBEGROUPS_H

#include "dialects/Ridge/RidgeDialect.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "ridge/Machine/Machine.h"

namespace ridge {

/// "contract", "map", "reduce" or "gather".
std::string kindOf(mlir::Operation *op);

/// The text form (MappingText.h) of the mappings of all groups.
mlir::FailureOr<std::string> describeGroups(mlir::func::FuncOp func,
                                            const Machine &machine);

} // namespace ridge

#endif // RIDGE_ANALYSIS_DESCRIBEGROUPS_H
