//===- FormatSolve.h - which formats for which cost -------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A multiple-choice knapsack: every variable (products that share an operand)
/// takes one option, costs and errors add up. The front of all choices that
/// nothing beats in both is built variable by variable: a partial choice that
/// another one beats is part of no point of the front, so dropping it loses
/// nothing. While the lists stay within their limit the front is exact. Beyond,
/// a partial choice also goes if a cheaper one has at most f times its error;
/// the factors of all variables multiply to a bound that the front carries.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_EXPLORE_FORMATSOLVE_H
#define RIDGE_EXPLORE_FORMATSOLVE_H

#include "llvm/ADT/ArrayRef.h"
#include <cstdint>
#include <vector>

namespace ridge {

struct FormatOption {
  double cost = 0;  ///< Of what is minimised: cycles, or femtojoules.
  double error = 0; ///< Mean square at the results; independent ones add up.
};

struct FormatPoint {
  std::vector<int32_t> options; ///< Per variable.
  double cost = 0, error = 0;
};

struct FormatFront {
  /// From the cheapest to the most accurate: costs rise, errors fall, both
  /// strictly.
  std::vector<FormatPoint> points;
  /// For every choice there is a point that is no dearer and has at most so
  /// many times its error. 1: the front is exact.
  double errorFactor = 1;
};

/// The front of `variables`, each with at least one option; `limit` points at
/// most on the way, 3 or more.
FormatFront solveFormats(llvm::ArrayRef<std::vector<FormatOption>> variables,
                         size_t limit = 16384);

/// Positions in `front` of the points on its lower convex hull: those that are
/// best for some price of error in cost (Lagrangian relaxation). The first
/// and the last point are among them.
std::vector<size_t> convexPoints(const FormatFront &front);

} // namespace ridge

#endif // RIDGE_EXPLORE_FORMATSOLVE_H
