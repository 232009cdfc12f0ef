//===- AffineValues.cpp - values of affine expressions --------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "AffineValues.h"
#include "mlir/IR/AffineExpr.h"
#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace ridge;

static int64_t evaluate(AffineExpr expr, ArrayRef<int64_t> dims,
                        ArrayRef<int64_t> symbols) {
  if (auto constant = dyn_cast<AffineConstantExpr>(expr))
    return constant.getValue();
  if (auto dim = dyn_cast<AffineDimExpr>(expr))
    return dims[dim.getPosition()];
  if (auto symbol = dyn_cast<AffineSymbolExpr>(expr))
    return symbols[symbol.getPosition()];
  auto binary = cast<AffineBinaryOpExpr>(expr);
  int64_t a = evaluate(binary.getLHS(), dims, symbols);
  int64_t b = evaluate(binary.getRHS(), dims, symbols);
  switch (binary.getKind()) {
  case AffineExprKind::Add:
    return static_cast<int64_t>(uint64_t(a) + uint64_t(b));
  case AffineExprKind::Mul:
    return static_cast<int64_t>(uint64_t(a) * uint64_t(b));
  case AffineExprKind::FloorDiv:
    return b ? llvm::divideFloorSigned(a, b) : 0;
  case AffineExprKind::CeilDiv:
    return b ? llvm::divideCeilSigned(a, b) : 0;
  case AffineExprKind::Mod:
    return b > 0 ? llvm::mod(a, b) : 0;
  default:
    llvm_unreachable("no other binary expression");
  }
}

SmallVector<int64_t> reference::evaluateMap(AffineMap map,
                                            ArrayRef<int64_t> operands) {
  ArrayRef<int64_t> dims = operands.take_front(map.getNumDims());
  ArrayRef<int64_t> symbols = operands.drop_front(map.getNumDims());
  SmallVector<int64_t> results;
  for (AffineExpr expr : map.getResults())
    results.push_back(evaluate(expr, dims, symbols));
  return results;
}
