//===- ScalarDeviation.h - deviations through scalar operations -*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_REFERENCE_SCALARDEVIATION_H
#define RIDGE_LIB_REFERENCE_SCALARDEVIATION_H

#include "Deviation.h"
#include "ScalarKernels.h"

namespace ridge::reference {

/// One step that has run, and what its operands deviate by.
struct ScalarStep {
  ScalarKernel kernel;
  int64_t attribute;
  llvm::ArrayRef<const Lanes *> operands;
  llvm::ArrayRef<const DeviationLanes *> deviations; ///< One for each operand.
  const Lanes &result;
  /// Two operands that deviate depend on one input.
  bool related;
  unsigned count;
};

/// Computes what the lanes of a step's result deviate by, given that some lane
/// of an operand does.
using DeviationRule = void (*)(const ScalarStep &step, double *deviations);

/// The rule of an operation, by name. Operations without one of their own are
/// monotone in each operand: the ends of their operands give the ends.
DeviationRule findDeviationRule(llvm::StringRef name, Format operand,
                                Format result);

/// Adds what the executor may round otherwise than the reference whatever the
/// operands: a power taken by products, or a function that the compiler folded.
/// False, and nothing done, for all other operations.
bool addOwnRounding(llvm::StringRef name, const ScalarStep &step,
                    bool isConstant, double *deviations);

} // namespace ridge::reference

#endif // RIDGE_LIB_REFERENCE_SCALARDEVIATION_H
