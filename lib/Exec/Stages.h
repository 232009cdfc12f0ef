//===- Stages.h - kernels with folds, fold by fold --------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A kernel with folds is a sequence of kernels without: one for each fold,
/// which reduces into an array of its own, and one for what is yielded, which
/// reads those arrays. What lies between two folds is computed anew in each
/// stage that needs it; the bits are the same.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_EXEC_STAGES_H
#define RIDGE_LIB_EXEC_STAGES_H

#include "ridge/Exec/Evaluate.h"

namespace ridge {

class StagedKernel {
public:
  explicit StagedKernel(const Kernel &kernel);

  /// As KernelEvaluator::run; the way is that of the last stage.
  KernelEvaluator::Way run(llvm::ArrayRef<int64_t> sizes,
                           llvm::ArrayRef<int64_t> origins,
                           llvm::ArrayRef<OperandView> operands,
                           KernelEvaluator::Way way);

private:
  struct Stage {
    KernelEvaluator evaluator;
    /// Per input of the stage the operand of the kernel that it is, or behind
    /// those the number of the fold.
    llvm::SmallVector<int32_t, 4> inputs;
    DimSet walked = 0; ///< All other dims have one point.
    DimSet dims = 0;   ///< Of a fold's result.
    Node fold{};       ///< Of a fold: its format and what it starts from.
    std::vector<uint8_t> result = {}; ///< Of a fold: row-major over `dims`.
  };

  void addStage(const Kernel &kernel, llvm::ArrayRef<DimSet> dims,
                const Node *fold, llvm::ArrayRef<int32_t> folds);
  OperandView viewOf(Stage &stage, llvm::ArrayRef<int64_t> sizes) const;
  static void begin(Stage &stage, llvm::ArrayRef<int64_t> sizes);

  size_t numInputs, numOperands;
  std::vector<Stage> stages; ///< The folds in order, then the yields.
};

} // namespace ridge

#endif // RIDGE_LIB_EXEC_STAGES_H
