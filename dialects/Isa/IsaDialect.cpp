//===- IsaDialect.cpp - registration of the isa dialect -------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialects/Isa/IsaDialect.h"
#include "mlir/IR/Builders.h"

using namespace ridge::isa;

#include "dialects/Isa/IsaDialect.cpp.inc"

#define GET_OP_CLASSES
#include "dialects/Isa/IsaOps.cpp.inc"

void IsaDialect::initialize() {
  addOperations<
#define GET_OP_LIST
#include "dialects/Isa/IsaOps.cpp.inc"
      >();
}

std::optional<int64_t>
ridge::isa::countedTrips(mlir::affine::AffineForOp loop) {
  if (!loop.hasConstantBounds() || loop.getConstantLowerBound() != 0 ||
      loop.getStepAsInt() != 1 || loop.getNumIterOperands() != 0 ||
      loop.getConstantUpperBound() < 0)
    return std::nullopt;
  return loop.getConstantUpperBound();
}
