//===- BlockFormat.h - small elements with a shared scale -------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Blocks of codes that share a scale: MX formats, NVFP4, block floating point,
/// and tensors with one scale per row, column or group. What an element stands
/// for is tensor scale * block scale * value of its code, where a code c of an
/// n-bit integer format has the value c * 2^(2-n), as in MXINT8: all elements
/// are fractions of about 1 to a power of two.
///
/// What a block without a largest value becomes:
///  * all zeros: the least scale of its format, elements +0 or -0;
///  * a NaN or Inf inside: the scale is NaN, and so is every element; where the
///    scale's format has no NaN, the elements are NaN; where theirs has none
///    either, NaNPolicy decides;
///  * a scale below or above what its format has: the least or largest scale;
///    elements then round to zero or saturate as their format says.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_NUMERICS_BLOCKFORMAT_H
#define RIDGE_NUMERICS_BLOCKFORMAT_H

#include "ridge/Numerics/Conversion.h"
#include "llvm/ADT/SmallVector.h"

namespace ridge {

/// How a block's scale follows from amax, its largest magnitude. `largest` is
/// the largest value of the element format, emax its exponent. Scales that are
/// powers of two:
enum class ScaleRule : uint8_t {
  Floor,   ///< 2^(floor(log2 amax) - emax): OCP MX 1.0, section 6.3. Saturates.
  Ceil,    ///< 2^(ceil(log2 amax) - emax).
  RoundUp, ///< 2^ceil(log2(amax / largest)): the least that saturates nothing.
  Even,    ///< Floor of amax rounded to the element's precision.
  Search,  ///< Of Floor's scale and its two neighbours, the one of least square
           ///< error; at a tie the first of (floor, double, half).
};
// Other scale formats take amax / largest, rounded: down for Floor, up for Ceil
// and RoundUp, to nearest for Even; Search compares the nearest code and its
// neighbours.

struct BlockFormat {
  Format element = Format::F8E4M3FN;
  Format scale = Format::F8E8M0FNU;
  /// Extent of a block. `rows` other than 1 makes 2-D blocks over the last two
  /// dims. 0: the whole extent.
  int64_t rows = 1, columns = 32;
  ScaleRule rule = ScaleRule::Floor;
  /// A second, f32 scale for the whole array: amax of the array / (largest
  /// element * largest scale).
  bool tensorScale = false;
  /// Multiply by the f32 reciprocal of the whole scale where others divide.
  bool reciprocal = false;
  /// The least scale that is used; 0: the least positive one of the format.
  double leastScale = 0;
  /// Integer elements use -max .. max only.
  bool symmetric = true;
  RoundingRule rounding = {Rounding::NearestEven, Overflow::Saturate,
                           NaNPolicy::Zero, 32};
  uint64_t seed = 0; ///< Stochastic rounding; indices are element numbers.

  /// Largest value of an element.
  double largestElement() const;
  /// An empty text, or what makes no sense.
  std::string check() const;
};

/// The format of a name: mxfp8e4m3, mxfp8e5m2, mxfp6e2m3, mxfp6e3m2, mxfp4,
/// mxint8, nvfp4, bfp<BITS,BLOCK> (signed mantissas of so many bits), or
/// block<ELEMENT,SCALE,COLUMNS> or block<ELEMENT,SCALE,ROWSxCOLUMNS>, where
/// '*' is the whole extent and "+tensor" after the name adds a tensor scale.
std::optional<BlockFormat> parseBlockFormat(llvm::StringRef name);

llvm::StringRef scaleRuleName(ScaleRule rule);
/// "floor", "ceil", "round-up" (or "rceil"), "even", "search".
std::optional<ScaleRule> parseScaleRule(llvm::StringRef name);

/// Where the blocks of an array lie: it is seen as outer x rows x columns x
/// inner, with blocks in the middle two.
struct BlockGrid {
  /// Blocks of `format` in an array of `shape`; 1-D blocks lie along `axis`
  /// (negative: counted from the last). The shape has the dims that this needs.
  static BlockGrid of(const BlockFormat &format, llvm::ArrayRef<int64_t> shape,
                      int64_t axis = -1);

  int64_t outer = 1, rows = 1, columns = 1, inner = 1;
  int64_t blockRows = 1, blockColumns = 1;

  int64_t gridRows() const { return (rows + blockRows - 1) / blockRows; }
  int64_t gridColumns() const {
    return (columns + blockColumns - 1) / blockColumns;
  }
  int64_t blocks() const { return outer * gridRows() * gridColumns() * inner; }
  int64_t elements() const { return outer * rows * columns * inner; }
  /// Numbers of the elements of block `b`, ascending. Blocks count row-major:
  /// outer, grid row, grid column, inner. Blocks at the end may be short.
  void elementsOf(int64_t b, std::vector<int64_t> &numbers) const;
};

/// An encoded array. Elements are packed in row-major order, low bits first;
/// elements of over eight bits take bytesOf(element) bytes each. Scales lie
/// apart, one of bytesOf(scale) bytes a block.
struct BlockArray {
  BlockFormat format;
  BlockGrid grid;
  float tensorScale = 1;
  std::vector<uint8_t> elements, scales;

  /// Packed bits of elements, scales and tensor scale over the elements.
  double bitsPerValue() const;
};

/// The format has to check().
BlockArray encodeBlocks(const BlockFormat &format, llvm::ArrayRef<float> values,
                        llvm::ArrayRef<int64_t> shape, int64_t axis = -1);
/// Values, rounded to f32 where they are none.
std::vector<float> decodeBlocks(const BlockArray &array);

/// Blocks of 32 along the last axis with scales that are powers of two and
/// nothing special asked for, in vector code; what encodeBlocks gives. False
/// if the format is not of this kind.
bool encodeBlocksFast(const BlockFormat &format, llvm::ArrayRef<float> values,
                      uint8_t *packed, uint8_t *scales);

} // namespace ridge

#endif // RIDGE_NUMERICS_BLOCKFORMAT_H
