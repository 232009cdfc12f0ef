//===- ProductFormat.h - formats a machine multiplies in --------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The candidates of precision choice: every exact instruction of a machine
/// whose body is
///
///     acc + side(a) * side(b)
///
/// where a side is an operand, widened or not, or ridge.dequantize of an
/// operand and a scale. The dims of an element that its scale lacks are the
/// block; they are reductions of one fixed size.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_ANALYSIS_PRODUCTFORMAT_H
#define RIDGE_ANALYSIS_PRODUCTFORMAT_H

#include "ridge/Machine/Machine.h"
#include <optional>

namespace ridge {

/// One factor of a product.
struct ProductSide {
  Format element = Format::F32;
  std::optional<Format> scale;
  int64_t block = 1; ///< Elements that share a scale.

  bool operator==(const ProductSide &other) const {
    return element == other.element && scale == other.scale &&
           block == other.block;
  }
  /// Bits per value, the scale's share included.
  double bitsPerValue() const;
};

struct ProductFormat {
  InstructionId instruction = -1;
  std::string name; ///< Of the instruction.
  ProductSide sides[2];
  Format product = Format::F32;     ///< In which side(a) * side(b) is computed.
  Format accumulator = Format::F32; ///< Of the result.

  int64_t block() const { return std::max(sides[0].block, sides[1].block); }
  /// "f8E4M3FN", "bf16 x f4E2M1FN/32 f8E8M0FNU".
  std::string describe() const;
};

/// In machine file order.
std::vector<ProductFormat> productFormats(const Machine &machine);

} // namespace ridge

#endif // RIDGE_ANALYSIS_PRODUCTFORMAT_H
