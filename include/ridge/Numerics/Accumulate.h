//===- Accumulate.h - how a machine adds up products ------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A matrix unit does not add in f32 one product after another. An
/// AccumulateModel says as plain data what it does instead, and `dot` evaluates
/// it bit for bit in integer arithmetic.
///
/// Meaning. One issue of an instruction computes, for each output element,
/// d = c + sum over k of a[k] * b[k], with k in row-major order of the
/// reduction dims of the issue:
///
///   * c is the value stored in the accumulator operand;
///   * the products are cut, from the first on, into steps of `terms` (the last
///     one may be shorter; 0: one step takes all); each step adds its products
///     to the running value and rounds it once to the result format;
///   * with `interleave` = W > 1, each W * terms products in turn are dealt to
///     W steps, `run` neighbours at a time: step j of them takes the runs j,
///     j + W, j + 2 W, ... in this order. A step left without products is none;
///   * without promotion the running value starts as c and ends as d;
///   * with `promote` = P the running value starts as 0, and after each P
///     products (and after the last one) it is added to a second sum, which
///     starts as c and rounds to nearest even in `promoteFormat`, and starts
///     from 0 again. That sum ends as d. P is a multiple of W * terms.
///
/// So the bits do not depend on how a reduction is cut into issues, as long as
/// each cut is at a multiple of the interval (`cutInterval`) in that order.
///
/// One step in the order Align, with products p[i] = s[i] * 2^e[i], where e[i]
/// is the sum of the factors' exponents (not normalised; a subnormal factor has
/// the least normal exponent) and s[i] the product of their significands:
///
///     E = max(-126, e of the addend, e[i] of nonzero products)
///     S = A(s_addend * 2^(F + e_addend - E)) +
///         sum over i of A(s[i] * 2^(F + e[i] - E))
///     d = R(S * 2^(E - F))
///
/// A rounds to an integer (`align`), R to `mantissa` bits of `result`
/// (`rounding`). With `addend` After the sum of products is made alone, at the
/// largest e[i] = E, and then with G = `sumFraction`, H = `addendFraction`,
/// M = max(E, e_addend) and B the rounding `late`
///
///     d = R((B(S * 2^(G - F + E - M)) * 2^-G +
///            B(s_addend * 2^(H + e_addend - M)) * 2^-H) * 2^M)
///
/// where the addend is dropped if `addendWindow` is not 0 and e_addend < M -
/// addendWindow. EvenOdd is the same with the products of even and odd index
/// summed apart, each at its own E, and joined by B at F bits of the larger.
///
/// Pairwise: products round to `result`, are added as a binary tree (first half
/// plus second half; absent products are +0), the tree is added to the running
/// value; each addition rounds. Sequential: one product after another, each
/// rounded first or exact (`products`). Exact: no rounding but R (Kulisch).
///
/// A NaN, Inf * 0 or Inf - Inf gives NaN, else an infinite product or addend
/// gives that infinity; what exceeds the result format becomes infinite, with
/// any rounding. A sum that is exactly zero is +0. A NaN has all bits but the
/// sign set (0x7FFFFFFF in f32) where R follows an alignment.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_NUMERICS_ACCUMULATE_H
#define RIDGE_NUMERICS_ACCUMULATE_H

#include "ridge/Numerics/Format.h"
#include "llvm/ADT/ArrayRef.h"
#include <string>

namespace ridge {

struct AccumulateModel {
  enum class Order : uint8_t { Align, EvenOdd, Pairwise, Sequential, Exact };
  enum class Rounding : uint8_t { Zero, Down, Even };
  enum class Addend : uint8_t { With, After };

  Order order = Order::Align;
  int64_t terms = 1;      ///< Products a step; 0: all of an issue (Exact only).
  int64_t interleave = 1; ///< Steps that neighbouring products are dealt to.
  int64_t run = 1;        ///< Products dealt to one of them at a time.
  // Align and EvenOdd.
  int fraction = 24; ///< F: fraction bits below the largest exponent.
  Rounding align = Rounding::Zero;
  Addend addend = Addend::With;
  int sumFraction = 31;    ///< G, with After.
  int addendFraction = 24; ///< H, with After.
  int addendWindow = 0;    ///< With After; 0: the addend is never dropped.
  Rounding late = Rounding::Down;
  /// Products summed exactly, and then scaled, before the alignment sees them
  /// as one term with the exponent of the scales.
  int64_t group = 1;
  /// Block scales: their exponents are added before the alignment, or the
  /// products are aligned without them and the sum of a step, from 0 on, is
  /// rounded, scaled, and added to the running value, which rounds again.
  bool scaleBeforeAlign = true;
  // Pairwise and Sequential.
  bool exactProducts = true; ///< Sequential: a fused multiply-add.
  // All.
  bool infiniteProducts = false; ///< Products beyond f32 are infinite.
  bool flushInputs = false;      ///< Subnormal operands are zero (sign kept).
  bool flushOutputs = false;     ///< Subnormal results are zero (sign kept).
  Format result = Format::F32;
  int mantissa = 23; ///< Fraction bits that R keeps, at most the format's.
  Rounding rounding = Rounding::Zero;
  int64_t promote = 0; ///< Products between promotions; 0: none.
  Format promoteFormat = Format::F32;

  bool operator==(const AccumulateModel &other) const;
  bool operator!=(const AccumulateModel &other) const {
    return !(*this == other);
  }

  /// Empty, or what is wrong with the fields, as one clause.
  std::string check() const;
  /// Empty, or why products of these formats cannot be added so.
  std::string checkOperands(Format a, Format b) const;
  /// Empty, or why such products cannot have scales of these formats (nothing:
  /// that side has none).
  std::string checkScales(Format a, Format b, std::optional<Format> scaleA,
                          std::optional<Format> scaleB) const;
  /// Empty, or why blocks of so many products cannot have a scale each: groups,
  /// and steps that are scaled afterwards, lie in one block.
  std::string checkBlock(int64_t block) const;
  /// Products between places where a reduction may be cut without a change of
  /// bits; 0: nowhere.
  int64_t cutInterval() const { return promote ? promote : terms * interleave; }
  /// The format that an accumulator is kept in between issues.
  Format stored() const { return promote ? promoteFormat : result; }
  /// True if it is, for every input, acc = acc + a * b in f32, each operation
  /// rounded to nearest even.
  bool isPlain() const;
  /// The unit that gives its results in another format: rounded once, to
  /// nearest even, to all bits of that format.
  AccumulateModel withResult(Format format) const;
  /// Largest relative error of one step against the larger of its addend and
  /// its largest product: what the alignment and the rounding can lose.
  double unitError() const;

  /// `accumulate<fraction=13, terms=32, mantissa=13>`: the fields that are not
  /// as above. Parses a preset's name, or a spelling that may start from a
  /// preset: `accumulate<hopper-fp8-f32, promote=128>`.
  std::string print() const;
  static std::optional<AccumulateModel> parse(llvm::StringRef text,
                                              std::string &error);
};

/// A unit that was measured or described.
struct AccumulatePreset {
  llvm::StringLiteral name;
  llvm::StringLiteral fields;   ///< What stands between < and >.
  llvm::StringLiteral measured; ///< Which rows of which machine it gives.
  llvm::StringLiteral source;
};
llvm::ArrayRef<AccumulatePreset> accumulatePresets();
/// The presets' names, separated by commas.
std::string accumulatePresetNames();
/// Empty, or which presets say now what a former name did not say clearly.
std::string formerAccumulatePreset(llvm::StringRef name);

/// Elements of one format, `stride` bytes apart.
struct Codes {
  Format format = Format::F32;
  const uint8_t *bytes = nullptr;
  int64_t stride = 0;
  /// A wider format that memory holds the values in; nothing: their own.
  std::optional<Format> held = std::nullopt;

  double at(int64_t i) const {
    return decodeFloat(held.value_or(format), bytes + i * stride);
  }
};

/// Scales of blocks of `block` consecutive products, one code each; no codes:
/// that side has none. Signs of the scales are ignored.
struct BlockScales {
  Codes a, b;
  int64_t block = 0;
};

/// d of the definition above, exact in the result format (the promotion format
/// if there is promotion). `count` products; `addend` is a value of
/// `addendFormat`. The model must check(), checkOperands(), and with scales
/// checkScales() and checkBlock().
double dot(const AccumulateModel &model, const Codes &a, const Codes &b,
           int64_t count, double addend, Format addendFormat,
           const BlockScales *scales = nullptr);

/// Bits of a result of `dot` in `format`, NaN as the unit gives it.
uint64_t accumulateBits(const AccumulateModel &model, Format format,
                        double result);

} // namespace ridge

#endif // RIDGE_NUMERICS_ACCUMULATE_H
