//===- Model.h - a model as it was read -------------------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// One function of linalg on tensors. A Model is a handle: copies are cheap and
/// show the same IR, which nobody changes; compilations work on copies of it.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_PIPELINE_MODEL_H
#define RIDGE_PIPELINE_MODEL_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include "ridge/Pipeline/FileErrors.h"
#include "ridge/Transforms/Import/Passes.h"
#include <memory>

namespace ridge {

struct ModelOptions {
  /// The function to run, public or private; what it does not call leaves the
  /// model. Empty: the only public function.
  std::string function;
  /// Weights that the file leaves out (dense_resource<__elided__>) become
  /// arguments after the model's own, to be drawn like these.
  bool drawElided = false;
  /// Sums of products that accumulate in a float narrower than f32 or an
  /// integer narrower than i32 do so in these, and are converted once at the
  /// end. The reference reads the model so, too.
  bool accumulateWider = false;
  /// Constants of more than 64 elements become arguments after the model's own.
  bool outlineWeights = false;
  /// Sizes of dims of the arguments that the file leaves open.
  std::vector<DimSize> dims;
};

class Model {
public:
  Model() = default; ///< No model.

  /// Reads a file in MLIR's text form.
  static mlir::FailureOr<Model> read(llvm::StringRef path,
                                     const ModelOptions &options,
                                     mlir::MLIRContext &context);
  /// The same from its text; `file` names it in locations.
  static mlir::FailureOr<Model> parse(llvm::StringRef text,
                                      llvm::StringRef file,
                                      const ModelOptions &options,
                                      mlir::MLIRContext &context);

  explicit operator bool() const { return content != nullptr; }
  llvm::StringRef file() const { return content->file; }
  /// The function as it was read.
  mlir::func::FuncOp function() const { return content->function; }
  /// How many of its last arguments stand for elided weights.
  int64_t elidedWeights() const { return content->elidedWeights; }
  /// The values of its last arguments but for those of elided weights, with
  /// ModelOptions::outlineWeights.
  llvm::ArrayRef<NamedWeight> weights() const { return content->weights; }
  /// How many sums of products accumulate in a wider type than in the file.
  int64_t widenedSums() const { return content->widenedSums; }
  /// A module to compile.
  mlir::OwningOpRef<mlir::ModuleOp> copy() const {
    return llvm::cast<mlir::ModuleOp>(content->module.get()->clone());
  }
  /// A copy in tensor form. That form is the same for all machines: it is made
  /// when first asked for, and kept.
  mlir::FailureOr<mlir::OwningOpRef<mlir::ModuleOp>> tensorForm() const;

private:
  struct Content {
    std::string file;
    mlir::OwningOpRef<mlir::ModuleOp> module;
    mlir::func::FuncOp function;
    int64_t elidedWeights = 0;
    int64_t widenedSums = 0;
    std::vector<NamedWeight> weights;
    mlir::OwningOpRef<mlir::ModuleOp> tensor;
  };

  std::shared_ptr<Content> content;
};

} // namespace ridge

#endif // RIDGE_PIPELINE_MODEL_H
