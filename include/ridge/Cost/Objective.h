//===- Objective.h - what a search minimises --------------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_COST_OBJECTIVE_H
#define RIDGE_COST_OBJECTIVE_H

namespace ridge {

/// What a search minimises under its error budget.
enum class Objective {
  Time,  ///< Simulated cycles.
  Energy ///< Femtojoules, as Cost sums them.
};

} // namespace ridge

#endif // RIDGE_COST_OBJECTIVE_H
