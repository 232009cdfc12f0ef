//===- ModelledProduct.h - products under a model of accumulation ---------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Runs a product as a unit adds it, each sum on its own.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_REFERENCE_MODELLEDPRODUCT_H
#define RIDGE_LIB_REFERENCE_MODELLEDPRODUCT_H

#include "LoopNest.h"
#include "ridge/Numerics/Accumulate.h"

namespace ridge::reference {

/// The nest has two inputs of floats and one output, whose elements are the
/// first addends; reduction points count in row-major order.
void runModelledProduct(LoopNest &nest, const AccumulateModel &model);

} // namespace ridge::reference

#endif // RIDGE_LIB_REFERENCE_MODELLEDPRODUCT_H
