//===- PrepareModel.h - parts of ridge-prepare-model ------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_TRANSFORMS_IMPORT_PREPAREMODEL_H
#define RIDGE_LIB_TRANSFORMS_IMPORT_PREPAREMODEL_H

#include "mlir/IR/BuiltinOps.h"

namespace ridge {

/// Writes out what the reference has no meaning for: scf.while whose condition
/// follows from constants, scf.forall of known bounds, tensor.generate
/// (PrepareControl.cpp).
mlir::LogicalResult writeOutControl(mlir::ModuleOp module);

/// Tensors of indices become tensors of i64 (IndexTensors.cpp).
void convertIndexTensors(mlir::ModuleOp module);

} // namespace ridge

#endif // RIDGE_LIB_TRANSFORMS_IMPORT_PREPAREMODEL_H
