//===- Quantized.h - values of quantised tensors ----------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_REFERENCE_QUANTIZED_H
#define RIDGE_LIB_REFERENCE_QUANTIZED_H

#include "Environment.h"
#include "mlir/Dialect/Quant/IR/Quant.h"
#include "mlir/Dialect/Quant/IR/QuantTypes.h"

namespace ridge::reference {

/// Runs `op` on what `environment` holds and adds its result. Quantised tensors
/// are arrays of their storage type.
llvm::Error runDequantize(mlir::quant::DequantizeCastOp op,
                          Environment &environment);

} // namespace ridge::reference

#endif // RIDGE_LIB_REFERENCE_QUANTIZED_H
