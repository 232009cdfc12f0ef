//===- LinearForm.cpp - affine expressions as coefficients ----------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Structural recursion over sums, products with constants and dims.
///
//===----------------------------------------------------------------------===//

#include "ridge/Analysis/LinearForm.h"

using namespace mlir;
using namespace ridge;

/// Adds `factor` times `expr`; false if it is not linear.
static bool addTo(Affine &form, AffineExpr expr, int64_t factor,
                  unsigned numDims) {
  if (auto constant = dyn_cast<AffineConstantExpr>(expr)) {
    form.constant += factor * constant.getValue();
    return true;
  }
  if (auto dim = dyn_cast<AffineDimExpr>(expr)) {
    if (dim.getPosition() >= numDims)
      return false;
    form.add(static_cast<int32_t>(dim.getPosition()), factor);
    return true;
  }
  auto binary = dyn_cast<AffineBinaryOpExpr>(expr);
  if (!binary)
    return false;
  if (binary.getKind() == AffineExprKind::Add)
    return addTo(form, binary.getLHS(), factor, numDims) &&
           addTo(form, binary.getRHS(), factor, numDims);
  if (binary.getKind() != AffineExprKind::Mul)
    return false;
  Affine lhs, rhs;
  if (!addTo(lhs, binary.getLHS(), 1, numDims) ||
      !addTo(rhs, binary.getRHS(), 1, numDims))
    return false;
  if (lhs.isConstant())
    std::swap(lhs, rhs);
  if (!rhs.isConstant())
    return false;
  form.add(lhs, factor * rhs.constant);
  return true;
}

std::optional<Affine> ridge::linearForm(AffineExpr expr, unsigned numDims) {
  Affine form;
  if (!addTo(form, expr, 1, numDims))
    return std::nullopt;
  llvm::sort(form.terms);
  return form;
}

AffineExpr ridge::affineExpr(const Affine &form, MLIRContext *context) {
  AffineExpr sum = getAffineConstantExpr(form.constant, context);
  for (auto [dim, coefficient] : form.terms)
    sum = sum + getAffineDimExpr(dim, context) * coefficient;
  return sum;
}
