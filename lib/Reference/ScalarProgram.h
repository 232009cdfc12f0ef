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
/// result has one more. Both sides of a condition run on all lanes, and what
/// they give is selected.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_REFERENCE_SCALARPROGRAM_H
#define RIDGE_LIB_REFERENCE_SCALARPROGRAM_H

#include "Environment.h"
#include "Gather.h"
#include "Lanes.h"
#include "ScalarDeviation.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
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

/// An output that adds up or multiplies floats: acc + term, acc - term, acc +
/// x * y in one rounding, acc * term.
struct SumBody {
  enum class Kind : uint8_t { Add, Subtract, Fused, Multiply };
  Kind kind;
  unsigned term;       ///< Register.
  unsigned factor = 0; ///< Register, of Fused: times this one.
  Format format;       ///< Each step rounds to it.
};

class ScalarProgram {
public:
  /// Reads `body`; scalars and tensors from outside come from `environment`.
  static llvm::Expected<ScalarProgram> compile(mlir::Block &body,
                                               const Environment &environment);
  /// The operation alone, on one element of each operand.
  static llvm::Expected<ScalarProgram> compile(mlir::Operation &op);

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

  //===--------------------------------------------------------------------===//
  // Deviations (ScalarProgramDeviation.cpp)
  //===--------------------------------------------------------------------===//

  /// From here on, run computes what each register deviates by. What argument i
  /// deviates by, argument origin[i] may, too, if the two are the same number.
  void trackDeviations(llvm::ArrayRef<unsigned> origin);
  DeviationLanes &deviation(unsigned number) { return deviations[number]; }
  const DeviationLanes &deviation(unsigned number) const {
    return deviations[number];
  }
  const DeviationLanes &yieldedDeviation(unsigned number) const {
    return deviations[yields[number]];
  }
  const Lanes &lanes(unsigned number) const { return registers[number]; }
  /// Yields something that deviates although no argument does.
  bool hasOwnDeviations() const;
  /// How output `number` of `count` accumulates, in the last arguments.
  std::optional<SumBody> asSum(unsigned number, unsigned count) const;
  /// An accumulator of floats that is more than chosen from what is there.
  bool computesWithAccumulator(unsigned number, unsigned count) const;

private:
  enum class StepKind { Scalar, Position, Extract, Assert, Affine };
  struct Step {
    StepKind kind = StepKind::Scalar;
    llvm::StringRef name;
    ScalarKernel kernel = nullptr;
    DeviationRule rule = nullptr;
    int64_t attribute = 0; ///< Predicate, or dim of a position.
    unsigned result = 0;
    llvm::SmallVector<unsigned, 3> operands;
    std::optional<unsigned> guard; ///< Of asserts and extracts: where it is 0,
                                   ///< they do nothing.
    Tensor tensor;                 ///< What an extract reads.
    mlir::Operation *op = nullptr;
  };

  llvm::Expected<unsigned> registerOf(mlir::Value value, mlir::Operation *user,
                                      const Environment &environment);
  llvm::Error addBlock(mlir::Block &block, const Environment &environment,
                       llvm::SmallVectorImpl<unsigned> &results);
  llvm::Error addStep(mlir::Operation &op, const Environment &environment);
  llvm::Error addConditional(mlir::scf::IfOp op,
                             const Environment &environment);
  llvm::Error addDim(mlir::tensor::DimOp op, const Environment &environment);
  llvm::Error addConstant(mlir::Value value, const Array &scalar);
  llvm::Error addScalarStep(Step step, mlir::Operation &op);
  unsigned addNamedStep(llvm::StringRef name, llvm::ArrayRef<unsigned> operands,
                        Format format);
  llvm::Expected<unsigned> addRegister(mlir::Value value);
  unsigned addRegister(Format format);
  llvm::Error runStep(const Step &step, llvm::ArrayRef<int64_t> position,
                      unsigned dim, unsigned count);
  llvm::Error runExtract(const Step &step, unsigned count);
  llvm::Error runAssert(const Step &step, unsigned count);
  void runAffine(const Step &step, unsigned count);
  void deviate(const Step &step, unsigned count);
  void deviateScalar(const Step &step, unsigned count);
  void deviateExtract(const Step &step, unsigned count);
  bool isGuarded(const Step &step, unsigned lane) const;
  const Step *stepThatGives(unsigned number) const;
  /// What is under widening conversions, if no step computes it.
  std::optional<unsigned> widened(unsigned number) const;
  std::optional<ProductFactor> factor(unsigned number, Format product) const;
  /// What is under conversions between formats of floats.
  unsigned converted(unsigned number) const;

  unsigned arguments = 0;
  std::vector<Lanes> registers;
  std::vector<Step> steps;
  llvm::SmallVector<unsigned, 2> yields;
  llvm::SmallVector<bool> used;
  llvm::SmallVector<bool> constant; ///< Registers that no argument changes.
  llvm::DenseMap<mlir::Value, unsigned> numbers;
  std::optional<unsigned> guard; ///< While steps are added: of the block.

  bool tracks = false;
  std::vector<DeviationLanes> deviations;
  llvm::SmallVector<std::pair<unsigned, float>> captured; ///< That deviate.
  /// Arguments that a register depends on, a bit each; the last stands for
  /// many.
  std::vector<uint64_t> origins;
};

} // namespace ridge::reference

#endif // RIDGE_LIB_REFERENCE_SCALARPROGRAM_H
