//===- ReplaceProduct.h - other forms of a sum of products ------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What a contraction can be where no instruction of the machine does it as it
/// stands. Everything here is built before the contraction and replaces
/// nothing: whoever asks tries the parts, and then replaces or erases.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_TRANSFORMS_TILE_REPLACEPRODUCT_H
#define RIDGE_LIB_TRANSFORMS_TILE_REPLACEPRODUCT_H

#include "dialects/Ridge/RidgeDialect.h"
#include <array>
#include <vector>

namespace ridge {

/// Computations in order; the last one gives the value of the contraction.
using ProductParts = llvm::SmallVector<StructuredOpInterface, 4>;

/// The sum in f32 or i32, and a map that brings it back to its format: of sums
/// in narrower formats, whose order is open, so that what is kept between two
/// additions is, too. Integers wrap to the same value. Empty where the sum is
/// not narrower.
ProductParts sumInWider(ContractOp op);

/// A map of the products and the `ridge.reduce` that adds them up, operands
/// widened by maps of their own: for sums of 64 bits, which arrays do not have.
/// Empty for others, and for products of scaled blocks.
ProductParts multiplyThenReduce(ContractOp op);

/// What each operand is widened to before the product; null where it stays.
using OperandTypes = std::array<mlir::Type, 2>;

/// The ways of widening operands before a product of the same values, those of
/// the fewest bits first: i4 by i8 is also a product of i8.
std::vector<OperandTypes> widenings(ContractOp op);

/// Maps that widen operands, and the contraction of what they give.
ProductParts widenBefore(ContractOp op, const OperandTypes &types);

/// Takes the place of `op`, which goes.
void replaceBy(ContractOp op, llvm::ArrayRef<StructuredOpInterface> parts);

/// Last to first.
void eraseParts(llvm::ArrayRef<StructuredOpInterface> parts);

} // namespace ridge

#endif // RIDGE_LIB_TRANSFORMS_TILE_REPLACEPRODUCT_H
