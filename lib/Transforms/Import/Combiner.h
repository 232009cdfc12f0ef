//===- Combiner.h - acc op x, however it is written -------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_TRANSFORMS_IMPORT_COMBINER_H
#define RIDGE_LIB_TRANSFORMS_IMPORT_COMBINER_H

#include "mlir/IR/Operation.h"
#include "mlir/IR/Value.h"

namespace ridge {

/// The operation that joins the accumulator with a value. A subtraction and an
/// integer select by comparison are rewritten before `op` to the operation they
/// mean; null where `op` is no combiner.
mlir::Operation *canonicalCombiner(mlir::Operation *op,
                                   mlir::Value accumulator);

} // namespace ridge

#endif // RIDGE_LIB_TRANSFORMS_IMPORT_COMBINER_H
