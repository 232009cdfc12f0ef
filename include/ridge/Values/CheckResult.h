//===- CheckResult.h - values compared with the reference -------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_VALUES_CHECKRESULT_H
#define RIDGE_VALUES_CHECKRESULT_H

#include <cstdint>
#include <string>
#include <vector>

namespace ridge {

/// Outcome of comparing Exec with the reference, element by element. The worst
/// element is the one whose error is the largest part of its bound, or exceeds
/// it most; if no element differs, the one with the largest bound.
struct CheckResult {
  bool pass = false;
  int64_t compared = 0;      ///< Elements.
  double maxError = 0;       ///< |exec - reference| at the worst element.
  double tolerance = 0;      ///< Its bound.
  std::string toleranceRule; ///< How the bounds were derived.
  std::string detail;        ///< On failure: which result, index, both values.

  int64_t worstResult = 0;
  std::vector<int64_t> worstIndex;
  double largestError = 0;    ///< Of all elements.
  double medianTolerance = 0; ///< Of all elements.
  int64_t exact = 0;          ///< Elements with the bound 0.
  /// Integers, i1 among them, that follow from comparisons or roundings so near
  /// a tie that another outcome is right, too.
  int64_t nearTie = 0;
  int64_t unbounded = 0; ///< Elements that may have any value.
};

} // namespace ridge

#endif // RIDGE_VALUES_CHECKRESULT_H
