//===- RunModule.h - small modules and their values -------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_TEST_UNIT_REFERENCE_RUNMODULE_H
#define RIDGE_TEST_UNIT_REFERENCE_RUNMODULE_H

#include "dialects/Ridge/RidgeDialect.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlowOps.h"
#include "mlir/Dialect/Func/Extensions/InlinerExtension.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Quant/IR/Quant.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Parser/Parser.h"
#include "ridge/Reference/Interpreter.h"
#include "gtest/gtest.h"
#include <initializer_list>
#include <string>

namespace ridge {

/// A context with all that models hold.
inline std::unique_ptr<mlir::MLIRContext> makeContext() {
  mlir::DialectRegistry registry;
  registry.insert<mlir::affine::AffineDialect, mlir::arith::ArithDialect,
                  mlir::cf::ControlFlowDialect, mlir::func::FuncDialect,
                  mlir::linalg::LinalgDialect, mlir::math::MathDialect,
                  mlir::quant::QuantDialect, mlir::scf::SCFDialect,
                  mlir::tensor::TensorDialect, RidgeDialect>();
  mlir::func::registerInlinerExtension(registry);
  auto context = std::make_unique<mlir::MLIRContext>(
      registry, mlir::MLIRContext::Threading::DISABLED);
  context->loadAllAvailableDialects();
  return context;
}

inline Array makeArray(Format format, llvm::ArrayRef<int64_t> shape,
                       llvm::ArrayRef<double> values) {
  Array array;
  array.format = format;
  array.shape.assign(shape.begin(), shape.end());
  unsigned size = bytesOf(format);
  array.bytes.resize(values.size() * size);
  for (size_t i = 0; i < values.size(); ++i) {
    if (isFloat(format))
      encodeFloat(format, values[i], &array.bytes[i * size]);
    else
      encodeInteger(format, static_cast<int64_t>(values[i]),
                    &array.bytes[i * size]);
  }
  return array;
}

inline std::vector<double> valuesOf(const Array &array) {
  std::vector<double> values;
  unsigned size = bytesOf(array.format);
  for (int64_t i = 0; i < array.elements(); ++i)
    values.push_back(isFloat(array.format)
                         ? decodeFloat(array.format, &array.bytes[i * size])
                         : static_cast<double>(decodeInteger(
                               array.format, &array.bytes[i * size])));
  return values;
}

/// Runs the last function of `text`.
class ModuleTest : public testing::Test {
protected:
  llvm::Expected<std::vector<Array>> tryRun(llvm::StringRef text,
                                            llvm::ArrayRef<Array> arguments) {
    module = mlir::parseSourceString<mlir::ModuleOp>(text, context.get());
    if (!module)
      return llvm::createStringError("the test's module does not parse");
    mlir::func::FuncOp last;
    for (auto function : module->getOps<mlir::func::FuncOp>())
      last = function;
    return interpret(last, arguments);
  }

  /// The values of the first result.
  std::vector<double> run(llvm::StringRef text,
                          llvm::ArrayRef<Array> arguments) {
    auto results = tryRun(text, arguments);
    if (!results) {
      ADD_FAILURE() << llvm::toString(results.takeError());
      return {};
    }
    return valuesOf(results->front());
  }

  std::string errorOf(llvm::StringRef text, llvm::ArrayRef<Array> arguments) {
    auto results = tryRun(text, arguments);
    return results ? "no error" : llvm::toString(results.takeError());
  }

  std::unique_ptr<mlir::MLIRContext> context = makeContext();
  mlir::OwningOpRef<mlir::ModuleOp> module;
};

using Values = std::vector<double>;

} // namespace ridge

#endif // RIDGE_TEST_UNIT_REFERENCE_RUNMODULE_H
