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
/// Whoever knows how to make programs lends them a price for what estimates of
/// single groups leave open.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_ANALYSIS_CONTEXTTILINGS_H
#define RIDGE_ANALYSIS_CONTEXTTILINGS_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/Dialect.h"
#include "ridge/Machine/MachineHandle.h"
#include "ridge/Mapping/TilingCache.h"

namespace ridge {

class ContextTilings : public mlir::DialectInterface::Base<ContextTilings> {
public:
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(ContextTilings)

  ContextTilings(mlir::Dialect *dialect) : Base(dialect) {}

  /// Cycles of the program that a module of groups becomes on a machine, or
  /// nothing if it cannot become one.
  using PriceProgram = std::function<std::optional<int64_t>(
      mlir::ModuleOp, const MachineHandle &)>;
  void setPrice(PriceProgram own) { price = std::move(own); }
  /// That of `context`; may be null.
  static const PriceProgram *priceOf(mlir::MLIRContext &context);
  /// The same of a module in the tensor form, before bodies are cut.
  void setModelPrice(PriceProgram own) { modelPrice = std::move(own); }
  static const PriceProgram *modelPriceOf(mlir::MLIRContext &context);

  /// That of `context`, which has loaded the ridge dialect from a registry with
  /// registerRidgeDialects; else null.
  static TilingCache *of(mlir::MLIRContext &context);

private:
  TilingCache cache;
  PriceProgram price, modelPrice;
};

} // namespace ridge

#endif // RIDGE_ANALYSIS_CONTEXTTILINGS_H
