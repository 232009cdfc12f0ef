//===- ScalarProgram.h - a body, ready to run -------------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A block of scalar operations as a list of steps over registers of lanes.
/// Registers 0.. are the block's arguments; each captured scalar and each
/// result has one more.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_REFERENCE_SCALARPROGRAM_H
#define RIDGE_LIB_REFERENCE_SCALARPROGRAM_H

#include "Environment.h"
#include "Lanes.h"
#include "ScalarKernels.h"
#include "mlir/IR/Block.h"

namespace ridge::reference {

/// ext(argument), or ext(argument) - zero in the format of the product.
struct ProductFactor {
  unsigned argument;
  /// Another argument, or a scalar from outside: their registers.
  std::optional<unsigned> zero;
};

/// acc + a * b.
struct ProductBody {
  ProductFactor a, b;
  unsigned accumulator; ///< The number of the argument.
};

class ScalarProgram {
public:
  /// Reads `body`; scalars and tensors from outside come from `environment`.
  static llvm::Expected<ScalarProgram> compile(mlir::Block &body,
                                               const Environment &environment);

  Lanes &argument(unsigned number) { return registers[number]; }
  unsigned numArguments() const { return arguments; }
  const Lanes &scalar(unsigned number) const { return registers[number]; }
  /// False if no step reads the argument.
  bool usesArgument(unsigned number) const { return used[number]; }
  const Lanes &yielded(unsigned number) const {
    return registers[yields[number]];
  }
  unsigned numYields() const { return yields.size(); }

  /// Runs all steps on `count` points that begin at `position` and go along
  /// `dim`.
  llvm::Error run(llvm::ArrayRef<int64_t> position, unsigned dim,
                  unsigned count);

  /// The arguments of acc + a * b, where factors are widened arguments less
  /// their zero points, if that is the whole body.
  std::optional<ProductBody> asProduct() const;

private:
  enum class StepKind { Scalar, Position, Extract, Assert };
  struct Step {
    StepKind kind = StepKind::Scalar;
    llvm::StringRef name;
    ScalarKernel kernel = nullptr;
    int64_t attribute = 0; ///< Predicate, or dim of a position.
    unsigned result = 0;
    llvm::SmallVector<unsigned, 3> operands;
    ArrayPtr tensor; ///< What an extract reads.
    mlir::Operation *op = nullptr;
  };

  llvm::Expected<unsigned> registerOf(mlir::Value value, mlir::Operation *user,
                                      const Environment &environment);
  llvm::Error addStep(mlir::Operation &op, const Environment &environment);
  llvm::Error addYields(mlir::Operation &op, const Environment &environment);
  llvm::Expected<unsigned> addRegister(mlir::Value value);
  llvm::Error runExtract(const Step &step, unsigned count);
  llvm::Error runAssert(const Step &step, unsigned count);
  const Step *stepThatGives(unsigned number) const;
  /// What is under widening conversions, if no step computes it.
  std::optional<unsigned> widened(unsigned number) const;
  std::optional<ProductFactor> factor(unsigned number, Format product) const;

  unsigned arguments = 0;
  std::vector<Lanes> registers;
  std::vector<Step> steps;
  llvm::SmallVector<unsigned, 2> yields;
  llvm::SmallVector<bool> used;
  llvm::DenseMap<mlir::Value, unsigned> numbers;
};

} // namespace ridge::reference

#endif // RIDGE_LIB_REFERENCE_SCALARPROGRAM_H
