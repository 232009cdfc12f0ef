//===- RidgeDialect.cpp - registration of the ridge dialect ---------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialects/Ridge/RidgeDialect.h"
#include "mlir/IR/Builders.h"

using namespace ridge;

#include "dialects/Ridge/RidgeDialect.cpp.inc"

#include "dialects/Ridge/RidgeInterfaces.cpp.inc"

#define GET_OP_CLASSES
#include "dialects/Ridge/RidgeOps.cpp.inc"

void RidgeDialect::initialize() {
  addOperations<
#define GET_OP_LIST
#include "dialects/Ridge/RidgeOps.cpp.inc"
      >();
}
