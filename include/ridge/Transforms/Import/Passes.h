//===- Passes.h - passes of the Import stage --------------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Import: linalg on tensors becomes the ridge tensor form. The contract of the
/// stage is in lib/Transforms/Import/README.md.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_TRANSFORMS_IMPORT_PASSES_H
#define RIDGE_TRANSFORMS_IMPORT_PASSES_H

#include "mlir/Pass/Pass.h"
#include "ridge/Numerics/Array.h"
#include <string>
#include <vector>

namespace mlir {
class Operation;
class ModuleOp;
class OpPassManager;
namespace func {
class FuncOp;
} // namespace func
} // namespace mlir

namespace ridge {

#define GEN_PASS_DECL
#include "lib/Transforms/Import/Passes.h.inc"

/// The size of a dim of an argument that a model leaves open: "arg0.1", or a
/// name of the user's for all that have no other.
struct DimSize {
  std::string name;
  int64_t size = 0;
};

/// Gives the arguments of `model`, which calls nothing, their sizes.
mlir::LogicalResult setOpenDims(mlir::func::FuncOp model,
                                llvm::ArrayRef<DimSize> dims);
/// And all that follows from them the types that it then has.
mlir::LogicalResult carrySizes(mlir::func::FuncOp model);

struct NamedWeight {
  std::string name;
  Array values;
};

/// Makes arguments, after the model's own, of its constants of more than 64
/// elements, but for those of one value; `ridge.name` says what they are
/// called.
std::vector<NamedWeight> outlineWeights(mlir::func::FuncOp model);

/// What ridge-accumulate-wider does below `root`; how many sums of products add
/// up in a wider type.
int64_t accumulateWider(mlir::Operation *root);

/// The whole stage, registered as `ridge-import`.
void buildImportPipeline(mlir::OpPassManager &manager);

/// Makes the passes and the pipeline known to the pipeline parser.
void registerImportPasses();

} // namespace ridge

#endif // RIDGE_TRANSFORMS_IMPORT_PASSES_H
