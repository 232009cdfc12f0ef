//===- Interpreter.h - values of a model, straight from its IR --*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Runs a function of linalg on tensors, or of the ridge tensor form, as MLIR
/// defines it. It is what programs are compared with, and shares no code with
/// the executor of programs save the codes of number formats.
///
/// Meaning:
///   * every scalar operation rounds to its own type: f32 and f64 as IEEE does,
///     narrower floats as f32 and then to nearest even;
///   * functions like exp are computed in f64 and rounded once;
///   * reductions add in loop order: for each result element, reduction dims in
///     the order of the iteration space, last one fastest;
///   * integers wrap; a float that does not fit an integer saturates, NaN gives
///     0 (MLIR leaves both open);
///   * a tensor.empty that is read gives NaN, or the byte 0xA5 in integers.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_REFERENCE_INTERPRETER_H
#define RIDGE_REFERENCE_INTERPRETER_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "ridge/Numerics/Array.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/Support/Error.h"
#include <map>
#include <memory>
#include <vector>

namespace ridge {

/// Runs `function` on `arguments` and gives its results in order. Errors start
/// with the location of the operation: a number, format or shape of arguments
/// that differs, an operation without a meaning here, a cf.assert that fails,
/// an index out of range.
llvm::Expected<std::vector<Array>> interpret(mlir::func::FuncOp function,
                                             llvm::ArrayRef<Array> arguments);

/// Results, and how far those of a right program may be from them.
struct BoundedResults {
  std::vector<Array> values;
  /// For each result one deviation an element, in f32; none if all are exact:
  /// the program takes sums in another order and does nothing else otherwise.
  /// lib/Reference/Deviation.h derives them.
  std::vector<std::vector<float>> bounds;
  /// For each format the most terms that one float sum in it has.
  std::map<Format, int64_t> longestSums;
};

/// As interpret, and the bounds of its results.
llvm::Expected<BoundedResults>
interpretWithBounds(mlir::func::FuncOp function,
                    llvm::ArrayRef<Array> arguments);

/// Operations of a function, and what computes their results instead.
using Replacements = llvm::DenseMap<mlir::Operation *, mlir::func::FuncOp>;

/// Every value of one run of a function in tensor form, to look at and to
/// change: what precision costs in one place shows at the results.
class Evaluation {
public:
  /// `arguments` must outlive the evaluation.
  static llvm::Expected<Evaluation> run(mlir::func::FuncOp function,
                                        llvm::ArrayRef<Array> arguments);
  ~Evaluation();
  Evaluation(Evaluation &&);
  Evaluation &operator=(Evaluation &&);

  /// A value of the function's body or an argument.
  const Array &at(mlir::Value value) const;
  std::vector<Array> results() const;

  /// The same run if operations had been computed by functions of their
  /// operands, those of `replacements` and no others: what that changes is
  /// computed anew, all else is shared.
  llvm::Expected<Evaluation> with(Replacements replacements) const;

private:
  struct Impl;
  explicit Evaluation(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl;
};

} // namespace ridge

#endif // RIDGE_REFERENCE_INTERPRETER_H
