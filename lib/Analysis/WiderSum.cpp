//===- WiderSum.cpp - what narrow sums add up in --------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Analysis/WiderSum.h"
#include "mlir/IR/BuiltinTypes.h"

using namespace mlir;

Type ridge::widerSum(Type type) {
  constexpr unsigned wide = 32;
  if (!type.isIntOrFloat() || type.getIntOrFloatBitWidth() >= wide ||
      type.isInteger(1))
    return {};
  MLIRContext *context = type.getContext();
  return isa<FloatType>(type) ? Type(Float32Type::get(context))
                              : Type(IntegerType::get(context, wide));
}
