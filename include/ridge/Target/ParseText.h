//===- ParseText.h - IR from texts of strangers -----------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_TARGET_PARSETEXT_H
#define RIDGE_TARGET_PARSETEXT_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"

namespace ridge {

/// The module that `text` is, read in `context`. What nests deeper than
/// maxIrDepth is refused at its place, before MLIR's parser, which recurses,
/// sees it. Null after an error, which has been reported.
mlir::OwningOpRef<mlir::ModuleOp> parseModuleText(llvm::StringRef text,
                                                  llvm::StringRef file,
                                                  mlir::MLIRContext &context,
                                                  bool verify = true);

} // namespace ridge

#endif // RIDGE_TARGET_PARSETEXT_H
