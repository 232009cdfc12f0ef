//===- Passes.h - passes of the Precision stage -----------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_TRANSFORMS_PRECISION_PASSES_H
#define RIDGE_TRANSFORMS_PRECISION_PASSES_H

#include "dialects/Ridge/RidgeDialect.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Pass/Pass.h"

namespace ridge {

#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "lib/Transforms/Precision/Passes.h.inc"

} // namespace ridge

#endif // RIDGE_TRANSFORMS_PRECISION_PASSES_H
