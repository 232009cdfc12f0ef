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
#include <optional>

namespace ridge::reference {

/// The inputs of a nest that one side of the products is made of.
struct ModelledFactor {
  unsigned element;
  std::optional<unsigned> scale; ///< One for a block of elements.
};

struct ModelledFactors {
  ModelledFactor sides[2];
};

/// Those of a body acc + x * y, where x and y are arguments, extended or scaled
/// ones; nothing if it is another.
std::optional<ModelledFactors> modelledFactors(mlir::Block &body);

/// The nest has float inputs and one output, whose elements are the first
/// addends; reduction points count in row-major order. Fails where a group or a
/// step of the model, which has one scale, meets several.
llvm::Error runModelledProduct(LoopNest &nest, const ModelledFactors &factors,
                               const AccumulateModel &model);

} // namespace ridge::reference

#endif // RIDGE_LIB_REFERENCE_MODELLEDPRODUCT_H
