//===- FunctionRunner.h - runs one function ---------------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_REFERENCE_FUNCTIONRUNNER_H
#define RIDGE_LIB_REFERENCE_FUNCTIONRUNNER_H

#include "Environment.h"
#include "LoopNest.h"
#include "dialects/Ridge/RidgeDialect.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "ridge/Reference/Interpreter.h"

namespace ridge::reference {

class FunctionRunner {
public:
  /// Tracks deviations if there is somewhere to note sums.
  explicit FunctionRunner(LongestSums *sums = nullptr,
                          const FunctionRunner *caller = nullptr)
      : caller(caller), environment(sums) {}

  llvm::Expected<std::vector<Tensor>> run(mlir::func::FuncOp function,
                                          llvm::ArrayRef<Tensor> arguments);
  /// Operations of the function that ran get other replacements; they and what
  /// depends on them run again.
  llvm::Error replace(Replacements others);

  const Environment &values() const { return environment; }

private:
  // Interpreter.cpp
  llvm::Error runBlock(mlir::Block &block, std::vector<Tensor> &results);
  llvm::Error runOperation(mlir::Operation &op);
  llvm::Error runOther(mlir::Operation &op);
  llvm::Error runSoftmax(mlir::linalg::SoftmaxOp op);
  llvm::Error runGroup(GroupOp group);
  llvm::Error runCall(mlir::func::CallOp call);
  llvm::Error runFunction(mlir::Operation &op, mlir::func::FuncOp function);
  llvm::Expected<Tensor> get(mlir::Value value, mlir::Operation &user);
  bool isRunning(mlir::func::FuncOp function) const {
    return function == running || (caller && caller->isRunning(function));
  }

  // RunStructured.cpp
  llvm::Error runLinalg(mlir::linalg::LinalgOp op);
  llvm::Error runStructured(StructuredOpInterface op);
  llvm::Error runContract(ContractOp op);
  llvm::Error runScalarOrElementwise(mlir::Operation &op);
  llvm::Error addInput(LoopNest &nest, mlir::Value value, mlir::AffineMap map);

  // RunScalars.cpp
  llvm::Error runExtract(mlir::Operation &op, mlir::Value tensor,
                         mlir::ValueRange indices);
  llvm::Error runDim(mlir::tensor::DimOp op);
  llvm::Error runAffine(mlir::Operation &op);
  llvm::Error runConditional(mlir::scf::IfOp op);
  llvm::Error runLoop(mlir::scf::ForOp op);
  llvm::Expected<int64_t> getInteger(mlir::Value value, mlir::Operation &user);
  llvm::Error setInteger(mlir::Value value, int64_t integer);

  const FunctionRunner *caller;
  Replacements replacements;
  mlir::func::FuncOp running;
  Environment environment;
};

} // namespace ridge::reference

#endif // RIDGE_LIB_REFERENCE_FUNCTIONRUNNER_H
