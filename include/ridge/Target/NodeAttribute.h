//===- NodeAttribute.h - attributes of scalar operations --------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_TARGET_NODEATTRIBUTE_H
#define RIDGE_TARGET_NODEATTRIBUTE_H

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Operation.h"
#include "ridge/Numerics/Rounding.h"

namespace ridge {

/// How an operation of arith rounds: to nearest even unless it says otherwise.
Rounding roundingOf(std::optional<mlir::arith::RoundingMode> mode);

/// What Node::attribute says of a scalar operation in a body: the predicate of
/// a comparison, the packed ConversionRule of a change of format, else 0. An
/// element type that no format describes is an error at `op`.
mlir::FailureOr<int64_t> nodeAttribute(mlir::Operation &op);

} // namespace ridge

#endif // RIDGE_TARGET_NODEATTRIBUTE_H
