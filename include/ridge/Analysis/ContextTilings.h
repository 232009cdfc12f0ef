//===- ContextTilings.h - the tilings that a context knows ------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Passes of one context share what their searches found (TilingCache.h): in
/// all functions and models, for all machines, as long as the context lives.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_ANALYSIS_CONTEXTTILINGS_H
#define RIDGE_ANALYSIS_CONTEXTTILINGS_H

#include "mlir/IR/Dialect.h"
#include "ridge/Mapping/TilingCache.h"

namespace ridge {

class ContextTilings : public mlir::DialectInterface::Base<ContextTilings> {
public:
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(ContextTilings)

  ContextTilings(mlir::Dialect *dialect) : Base(dialect) {}

  /// That of `context`, which has loaded the ridge dialect from a registry with
  /// registerContextTilings; else null.
  static TilingCache *of(mlir::MLIRContext &context);

private:
  TilingCache cache;
};

void registerContextTilings(mlir::DialectRegistry &registry);

} // namespace ridge

#endif // RIDGE_ANALYSIS_CONTEXTTILINGS_H
