//===- Combiner.h - acc op x, however it is written -------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_TRANSFORMS_IMPORT_COMBINER_H
#define RIDGE_LIB_TRANSFORMS_IMPORT_COMBINER_H

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/IR/Operation.h"

namespace ridge {

/// The operation that joins the accumulator of result `number` with a value. A
/// subtraction and a choice by comparison are rewritten in the body to the
/// operation they mean; null where the body is no such operation.
mlir::Operation *canonicalCombiner(mlir::linalg::GenericOp op, unsigned number);

} // namespace ridge

#endif // RIDGE_LIB_TRANSFORMS_IMPORT_COMBINER_H
