//===- RunningSums.h - what a nest's outputs deviate by ---------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_REFERENCE_RUNNINGSUMS_H
#define RIDGE_LIB_REFERENCE_RUNNINGSUMS_H

#include "LoopNest.h"

namespace ridge::reference {

/// One output of a chunk while its reduction points run. What chooses among its
/// terms, and integers, deviate as the body's steps say; float sums and
/// products by their terms, in any order.
class RunningSums {
public:
  /// Output `number` of the nest, whose body updates it.
  RunningSums(const LoopNest &nest, unsigned number);

  /// From what the accumulators hold.
  void begin(const ScalarProgram &body, unsigned count);
  /// After each point; `body` has run on it.
  void add(const ScalarProgram &body, unsigned count);
  /// After the last one: to `deviations`, one of each lane.
  void end(const ScalarProgram &body, unsigned count, double *deviations) const;

  /// The accumulator's own deviation is not passed on from point to point.
  bool isSum() const { return sum.has_value(); }

private:
  enum class Kind : uint8_t { Chosen, Sum, Product, Unknown };
  void addIncrements(const ScalarProgram &body, unsigned count);
  void addFactors(const ScalarProgram &body, unsigned count);

  Kind kind = Kind::Chosen;
  unsigned accumulator, number; ///< Argument, and output.
  std::optional<SumBody> sum;
  SumRule rule;
  std::vector<RunningSum> sums;
  std::vector<double> initial, ofInitial, last;
};

} // namespace ridge::reference

#endif // RIDGE_LIB_REFERENCE_RUNNINGSUMS_H
