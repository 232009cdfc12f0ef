//===- FormatModel.h - what a choice of formats would do --------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Predicts cost and error of a whole choice from its options, and names the
/// choice to execute next.
///
/// Costs, cycles or femtojoules, add up. Errors are vectors: e_i is what option
/// i alone does to the results. Part of an error stays when other products
/// change, as that of weights does; part is drawn anew, since other inputs
/// round elsewhere. The former add up as vectors, the latter as squares:
///
///     error = factor * (sum |e_i|^2 + coherence * sum_{i != j} e_i . e_j)
///
/// `coherence`, `factor` and the spread about it come from choices that were
/// executed. What is left, the spread, is chance as far as the model knows, so
/// the next choice to execute is the one with the largest expected saving,
/// (cheapest so far - cost) * P(error <= bound) for log-normal errors.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_EXPLORE_FORMATMODEL_H
#define RIDGE_EXPLORE_FORMATMODEL_H

#include "ridge/Explore/FormatSolve.h"
#include <optional>
#include <set>

namespace ridge {

/// Per variable, one of its options.
using FormatOptions = std::vector<int32_t>;

/// A choice that was executed.
struct ExecutedFormats {
  FormatOptions options;
  double error = 0; ///< Mean square at the results.
};

class FormatModel {
public:
  using Variables = std::vector<std::vector<FormatOption>>;

  FormatModel() = default;
  /// `vectors`: per variable and option, an error vector whose square is the
  /// option's error, all of one length; empty if nothing is known of it or it
  /// is too small to matter.
  FormatModel(Variables variables,
              llvm::ArrayRef<std::vector<std::vector<float>>> vectors);

  const Variables &variables() const { return options; }
  /// Cost of an option, from here on.
  void setCost(size_t variable, size_t option, double cost) {
    options[variable][option].cost = cost;
  }
  /// Cost that no option has.
  double base = 0;

  double cost(const FormatOptions &choice) const;
  double error(const FormatOptions &choice) const;

  /// Fits coherence, factor and spread to executed choices; those without an
  /// error, or an infinite one, say nothing.
  void calibrate(llvm::ArrayRef<ExecutedFormats> executed);
  double coherence() const { return share; }
  double factor() const { return scale; }
  /// Standard deviation of ln(error / predicted).
  double spread() const { return deviation; }

  /// The choice with the largest expected saving over `cheapest` under
  /// `bound` on the error, none of `tried`. Nothing if less than `least`
  /// are to be expected. Of up to `enumerated` combinations all are looked at;
  /// of more, those that moves of one and two variables lead to from `seeds`.
  std::optional<FormatOptions> propose(double bound, double cheapest,
                                       double least,
                                       llvm::ArrayRef<FormatOptions> seeds,
                                       const std::set<FormatOptions> &tried,
                                       size_t enumerated = 4096) const;

  /// (cheapest - cost) * P(error <= bound).
  double expectedSaving(double cost, double error, double bound,
                        double cheapest) const;

private:
  class Climb;
  class Best;

  bool hasAtMost(size_t combinations) const;
  bool advance(FormatOptions &choice) const;
  size_t row(size_t variable, size_t option) const {
    return firstRow[variable] + option;
  }
  double product(size_t row, size_t other) const {
    return products[row * numRows + other];
  }
  double squares(const FormatOptions &choice) const;
  double crossTerms(const FormatOptions &choice) const;
  double combine(double squares, double cross) const;

  Variables options;
  std::vector<size_t> firstRow; ///< Of each variable, options are rows.
  size_t numRows = 0;
  std::vector<double> products; ///< Of vectors; 0 within a variable.
  double share = 0.5, scale = 1, deviation = 0.07;
};

} // namespace ridge

#endif // RIDGE_EXPLORE_FORMATMODEL_H
