//===- TrialModule.h - a few groups as a model ------------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_TRANSFORMS_TILE_TRIALMODULE_H
#define RIDGE_LIB_TRANSFORMS_TILE_TRIALMODULE_H

#include "dialects/Ridge/RidgeDialect.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "ridge/Analysis/HomeLayout.h"
#include "ridge/Mapping/GatherWorkload.h"
#include "ridge/Mapping/Workload.h"

namespace ridge {

struct TrialGroup {
  llvm::ArrayRef<StructuredOpInterface> ops; ///< None: a gather.
  const Workload *workload = nullptr;
  const Tiling *tiling = nullptr;
  GatherOp gather = nullptr;
  const GatherWorkload *rows = nullptr;
};

/// A module with one function that computes the groups, in their order, and
/// nothing else: what they read and others make are its arguments, stored as
/// the others store it, what others read its results. Names and places of the
/// model are left out, so that equal groups make equal modules.
mlir::OwningOpRef<mlir::ModuleOp>
makeTrialModule(llvm::ArrayRef<TrialGroup> groups, const HomeLayouts &layouts);

/// A module with the function as these groups, which are all of it.
mlir::OwningOpRef<mlir::ModuleOp>
makeTrialModule(mlir::func::FuncOp func, llvm::ArrayRef<TrialGroup> groups);

} // namespace ridge

#endif // RIDGE_LIB_TRANSFORMS_TILE_TRIALMODULE_H
