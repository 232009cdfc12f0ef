//===- Evaluate.h - runs a kernel over a box --------------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Evaluates a Kernel on strided operands in memory. Three ways, which agree
/// bit for bit because each output element sees its reduction in row-major
/// order:
///
///  * Points: point by point, as Kernel.h defines it;
///  * Rows: node by node over a run of points (a parallel dim, or a reduction
///    dim folded in order);
///  * Contraction: acc + f(a) * g(b) blocked as a matrix product.
///
/// A kernel that names a model of accumulation is always run as a contraction:
/// as Points each sum by the model's definition, else in vectors where they
/// give the same bits.
///
/// A kernel with folds is run fold by fold (lib/Exec/Stages.h), each in one of
/// these ways.
///
/// A kernel must be well formed (Kernel::check) and an output element must be
/// written at one point of the parallel dims only.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_EXEC_EVALUATE_H
#define RIDGE_EXEC_EVALUATE_H

#include "ridge/Machine/Kernel.h"
#include <memory>

namespace ridge {

/// Where one operand lies: the element of the first point and, per kernel dim,
/// the elements from one point to the next. An immediate has no base.
struct OperandView {
  uint8_t *base = nullptr;
  llvm::SmallVector<int64_t, 6> strides;
  double floatValue = 0;
  int64_t intValue = 0;
};

/// A kernel made ready to run many times. Keeps scratch memory: one thread.
class KernelEvaluator {
public:
  enum class Way : uint8_t { Fastest, Points, Rows, Contraction };

  explicit KernelEvaluator(const Kernel &kernel);
  ~KernelEvaluator();
  KernelEvaluator(KernelEvaluator &&);

  /// Runs over the box `sizes` (all at least 1). `operands` are inputs then
  /// outputs; `origins`, per dim or empty, give Index at the first point.
  /// Returns the way taken: a way that was asked for and does not apply gives
  /// Points.
  Way run(llvm::ArrayRef<int64_t> sizes, llvm::ArrayRef<int64_t> origins,
          llvm::ArrayRef<OperandView> operands, Way way = Way::Fastest);

private:
  struct Impl;
  std::unique_ptr<Impl> impl;
};

} // namespace ridge

#endif // RIDGE_EXEC_EVALUATE_H
