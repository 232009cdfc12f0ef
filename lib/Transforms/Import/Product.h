//===- Product.h - sums of products in linalg bodies ------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// acc + lhs * rhs, where each factor is a function of tensors. What producers
/// were fused into a factor does not matter: it is computed on the dims that
/// the factor has, and the product stays one.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_TRANSFORMS_IMPORT_PRODUCT_H
#define RIDGE_LIB_TRANSFORMS_IMPORT_PRODUCT_H

#include "Space.h"

namespace ridge {

struct Product {
  mlir::Value factors[2];
};

/// `term` as a product to contract: of two tensors, or of functions of tensors
/// of which one lacks a dim of the other. Nothing where a map and a sum do as
/// well: the square of an element, factors over all of the iteration.
std::optional<Product> findProduct(mlir::linalg::GenericOp op,
                                   mlir::Value term);

/// What `op` adds to the accumulator of result `number`, or takes from it; null
/// if it does anything else.
mlir::Value findTerm(mlir::linalg::GenericOp op, unsigned number);

/// `value` before the conversions that do nothing but widen it.
mlir::Value stripWidening(mlir::Value value);

} // namespace ridge

#endif // RIDGE_LIB_TRANSFORMS_IMPORT_PRODUCT_H
