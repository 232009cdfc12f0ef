//===- TensorForm.h - functions in tensor form, from text -------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_TEST_UNIT_ANALYSIS_TENSORFORM_H
#define RIDGE_TEST_UNIT_ANALYSIS_TENSORFORM_H

#include "ridge/Target/Catalog.h"
#include "test/Unit/Reference/RunModule.h"

namespace ridge::test {

class TensorForm : public ::testing::Test {
protected:
  /// The last function of `text`, which may use the maps below.
  mlir::func::FuncOp parse(const std::string &text) {
    module = mlir::parseSourceString<mlir::ModuleOp>(
        "#id1 = affine_map<(d0) -> (d0)>\n"
        "#id2 = affine_map<(d0, d1) -> (d0, d1)>\n"
        "#row = affine_map<(d0, d1) -> (d0)>\n"
        "#col = affine_map<(d0, d1) -> (d1)>\n"
        "#ik = affine_map<(d0, d1, d2) -> (d0, d2)>\n"
        "#kj = affine_map<(d0, d1, d2) -> (d2, d1)>\n"
        "#ij = affine_map<(d0, d1, d2) -> (d0, d1)>\n" +
            text,
        &context);
    mlir::func::FuncOp last;
    if (module)
      for (auto function : module->getOps<mlir::func::FuncOp>())
        last = function;
    EXPECT_TRUE(last) << text;
    return last;
  }

  /// A shipped machine, or the machine of a text.
  MachineHandle machine(const std::string &text) {
    auto error = [&] {
      return mlir::emitError(mlir::UnknownLoc::get(&context));
    };
    auto loaded = llvm::StringRef(text).contains(' ')
                      ? loadMachineFromText(text, "test.mlir", context, error)
                      : loadMachineByName(text, context, error);
    EXPECT_TRUE(mlir::succeeded(loaded)) << text;
    return mlir::succeeded(loaded) ? *loaded : MachineHandle();
  }

  /// All operations of a kind in the function, in order.
  template <typename OpT> std::vector<OpT> all(mlir::func::FuncOp function) {
    std::vector<OpT> found;
    function.walk([&](OpT op) { found.push_back(op); });
    return found;
  }

  /// What the errors of the context say while `fn` runs.
  std::string errorsOf(llvm::function_ref<void()> fn) {
    std::string text;
    mlir::ScopedDiagnosticHandler handler(&context,
                                          [&](mlir::Diagnostic &diagnostic) {
                                            text += diagnostic.str() + "\n";
                                            return mlir::success();
                                          });
    fn();
    return text;
  }

  std::unique_ptr<mlir::MLIRContext> owned = makeContext();
  mlir::MLIRContext &context = *owned;
  mlir::OwningOpRef<mlir::ModuleOp> module;
};

} // namespace ridge::test

#endif // RIDGE_TEST_UNIT_ANALYSIS_TENSORFORM_H
