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

int64_t LinearForm::least(llvm::ArrayRef<int64_t> trips) const {
  int64_t value = constant;
  for (auto [coefficient, trip] : llvm::zip_equal(coefficients, trips))
    value += std::min<int64_t>(0, coefficient * (trip - 1));
  return value;
}

int64_t LinearForm::greatest(llvm::ArrayRef<int64_t> trips) const {
  int64_t value = constant;
  for (auto [coefficient, trip] : llvm::zip_equal(coefficients, trips))
    value += std::max<int64_t>(0, coefficient * (trip - 1));
  return value;
}

static bool isConstant(const LinearForm &form) {
  return llvm::all_of(form.coefficients, [](int64_t c) { return c == 0; });
}

std::optional<LinearForm> ridge::linearForm(AffineExpr expr, unsigned numDims) {
  LinearForm form;
  form.coefficients.assign(numDims, 0);
  if (auto constant = dyn_cast<AffineConstantExpr>(expr)) {
    form.constant = constant.getValue();
    return form;
  }
  if (auto dim = dyn_cast<AffineDimExpr>(expr)) {
    if (dim.getPosition() >= numDims)
      return std::nullopt;
    form.coefficients[dim.getPosition()] = 1;
    return form;
  }
  auto binary = dyn_cast<AffineBinaryOpExpr>(expr);
  if (!binary)
    return std::nullopt;
  std::optional<LinearForm> lhs = linearForm(binary.getLHS(), numDims);
  std::optional<LinearForm> rhs = linearForm(binary.getRHS(), numDims);
  if (!lhs || !rhs)
    return std::nullopt;
  if (binary.getKind() == AffineExprKind::Add) {
    for (auto [sum, term] : llvm::zip(lhs->coefficients, rhs->coefficients))
      sum += term;
    lhs->constant += rhs->constant;
    return lhs;
  }
  if (binary.getKind() != AffineExprKind::Mul)
    return std::nullopt;
  if (isConstant(*lhs))
    std::swap(lhs, rhs);
  if (!isConstant(*rhs))
    return std::nullopt;
  for (int64_t &coefficient : lhs->coefficients)
    coefficient *= rhs->constant;
  lhs->constant *= rhs->constant;
  return lhs;
}

AffineExpr ridge::affineExpr(const LinearForm &form, MLIRContext *context) {
  AffineExpr sum = getAffineConstantExpr(form.constant, context);
  for (auto [dim, coefficient] : llvm::enumerate(form.coefficients))
    sum = sum + getAffineDimExpr(dim, context) * coefficient;
  return sum;
}
