//===- FormatChoice.cpp - the format of one product -----------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Transforms/Precision/FormatChoice.h"
#include "dialects/Arch/FormatTypes.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using namespace ridge;

//===----------------------------------------------------------------------===//
// Attributes
//===----------------------------------------------------------------------===//

FormatAttr FormatChoice::toAttribute(MLIRContext *context) const {
  return FormatAttr::get(context, instruction, exponents, rule);
}

FormatChoice FormatChoice::fromAttribute(FormatAttr attribute) {
  ArrayRef<int64_t> exponents = attribute.getExponents();
  return {attribute.getInstruction().str(),
          {exponents[0], exponents[1]},
          attribute.getRule()};
}

//===----------------------------------------------------------------------===//
// Products
//===----------------------------------------------------------------------===//

SmallVector<ContractOp> ridge::numberedProducts(func::FuncOp function) {
  SmallVector<ContractOp> products;
  for (ContractOp op : function.getOps<ContractOp>())
    if (isa<FloatType>(getElementTypeOrSelf(op.getType())))
      products.push_back(op);
  return products;
}

/// The result of `map` that is dim d alone; -1 if d is not there or part of a
/// window.
static int64_t positionOf(AffineMap map, unsigned dim) {
  int64_t position = -1;
  for (auto [result, expr] : llvm::enumerate(map.getResults())) {
    if (!expr.isFunctionOfDim(dim))
      continue;
    if (!isa<AffineDimExpr>(expr) || position >= 0)
      return -1;
    position = result;
  }
  return position;
}

/// The largest contracted dim that both sides have as it is and that blocks
/// divide.
static int64_t findBlockDim(ContractOp product, int64_t block,
                            std::string &reason) {
  SmallVector<AffineMap> maps = product.getOperandMaps();
  ArrayRef<int64_t> extents = product.getIterationExtents();
  uint32_t reductions =
      cast<StructuredOpInterface>(product.getOperation()).getReductionDims();
  int64_t found = -1, contracted = 0;
  for (unsigned dim = 0; dim < extents.size(); ++dim) {
    if (!(reductions >> dim & 1))
      continue;
    contracted = std::max(contracted, extents[dim]);
    if (extents[dim] % block == 0 && positionOf(maps[0], dim) >= 0 &&
        positionOf(maps[1], dim) >= 0 &&
        (found < 0 || extents[dim] > extents[found]))
      found = dim;
  }
  if (found < 0)
    reason = "no contracted dim is a multiple of the block of " +
             std::to_string(block) + " (the largest is " +
             std::to_string(contracted) + ")";
  return found;
}

/// The body is acc + ext(a) * ext(b): two inputs, no scales yet.
std::optional<ProductPlan> ridge::planProduct(ContractOp product,
                                              const ProductFormat &format,
                                              std::string &reason) {
  if (product.getInputs().size() != 2) {
    reason = "it has scales already";
    return std::nullopt;
  }
  std::optional<Format> accumulator =
      formatOf(getElementTypeOrSelf(product.getType()));
  if (accumulator != format.accumulator) {
    reason = "it sums in " + (accumulator ? formatName(*accumulator) : "?") +
             ", the instruction in " + formatName(format.accumulator);
    return std::nullopt;
  }
  for (unsigned side = 0; side < 2; ++side) {
    Type element = getElementTypeOrSelf(product.getInputs()[side]);
    std::optional<Format> source = formatOf(element);
    if (!source || !formatInfo(*source).isFloat) {
      reason = "an operand is no float";
      return std::nullopt;
    }
    // Wider operands would be exact, and only cost more.
    if (!format.sides[side].scale &&
        formatInfo(format.sides[side].element).bits >
            formatInfo(*source).bits) {
      reason = "operand " + std::to_string(side) + " is " +
               formatName(*source) + ", narrower than " +
               formatName(format.sides[side].element);
      return std::nullopt;
    }
  }
  ProductPlan plan;
  if (format.block() > 1) {
    plan.blockDim = findBlockDim(product, format.block(), reason);
    if (plan.blockDim < 0)
      return std::nullopt;
  }
  return plan;
}
