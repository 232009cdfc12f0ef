//===- ValueCheck.h - runs a model's values against the reference ---------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Arguments, the reference's results on them, and comparisons of whatever can
/// be executed: programs, and the IR between any two passes.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_CHECK_VALUECHECK_H
#define RIDGE_CHECK_VALUECHECK_H

#include "ridge/Check/Check.h"
#include "ridge/Exec/Executor.h"
#include "ridge/Pipeline/Compilation.h"
#include "ridge/Pipeline/FileErrors.h"
#include "ridge/Values/ArrayFiles.h"

namespace ridge {

/// Where the values of the arguments come from.
struct ValueOptions {
  InputFiles inputs;
  /// Values that the caller has, by argument (null: none); before those of
  /// files.
  std::vector<std::shared_ptr<const Array>> given;
  std::string namesFile;        ///< Of parseArgumentNames; empty: none.
  std::optional<uint64_t> seed; ///< Draws what no file gives; 0 if no file.
  /// Arguments that hold trained weights; nothing: second operands of products.
  std::optional<std::vector<int64_t>> weights;
  /// Whose home memory the arguments and results have to fit; null where they
  /// lie there in other formats.
  const Machine *machine = nullptr;

  /// Someone who brings weights and forgets one must not get a random one.
  bool mayDraw() const;
};

/// Puts the values that a caller has among those of files; gives what is wrong,
/// or an empty text.
std::string takeGiven(llvm::ArrayRef<std::shared_ptr<const Array>> given,
                      llvm::ArrayRef<ArgumentShape> shapes,
                      std::vector<std::optional<Array>> &values);

class ValueCheck {
public:
  explicit ValueCheck(FileErrors errors) : errors(std::move(errors)) {}

  /// Reads or draws the arguments of `model` and runs it.
  mlir::LogicalResult prepare(mlir::func::FuncOp model,
                              const ValueOptions &options);

  /// From here on, programs are compared with this model: its arguments include
  /// what is prepared from weights, its values are in the chosen formats.
  mlir::LogicalResult setTyped(const TypedModel &typed);

  /// The arguments of a typed model: the model's own, and what is prepared.
  mlir::FailureOr<std::vector<Array>>
  argumentsOf(const TypedModel &typed) const;

  /// Arguments and results of the model as it was read.
  llvm::ArrayRef<Array> modelArguments() const { return arguments; }
  llvm::ArrayRef<Array> modelResults() const { return reference.values; }
  /// Arguments of the typed model; after setTyped.
  llvm::ArrayRef<Array> typedModelArguments() const { return typedArguments; }
  llvm::Error setWeights(std::vector<int64_t> numbers);
  /// Numbers of the arguments that hold trained weights.
  llvm::ArrayRef<int64_t> weights() const { return weightNumbers; }
  /// What programs are compared with.
  llvm::ArrayRef<Array> expected() const { return expectation().values; }

  /// What programs are run on.
  llvm::ArrayRef<Array> programArguments() const {
    return isTyped ? typedArguments : arguments;
  }
  /// What a program gave, against what the reference gave.
  CheckResult compare(llvm::ArrayRef<Array> results) const {
    return compareResults(expectation(), results);
  }

  /// Executes a module in any form but isa: tensor forms by the interpreter,
  /// later ones one operation after the other.
  mlir::FailureOr<CheckResult> check(mlir::ModuleOp module,
                                     const Machine &machine) const;

private:
  mlir::LogicalResult readArguments(mlir::func::FuncOp model,
                                    const ValueOptions &options);

  const BoundedResults &expectation() const {
    return isTyped ? typedReference : reference;
  }

  FileErrors errors;
  std::vector<Array> arguments;
  BoundedResults reference;
  std::vector<int64_t> weightNumbers;
  bool isTyped = false;
  std::vector<Array> typedArguments;
  BoundedResults typedReference;
};

} // namespace ridge

#endif // RIDGE_CHECK_VALUECHECK_H
