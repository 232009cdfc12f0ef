//===- ContextTilings.cpp - the tilings that a context knows --------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Analysis/ContextTilings.h"
#include "dialects/Ridge/RidgeDialect.h"

using namespace mlir;
using namespace ridge;

static ContextTilings *interfaceOf(MLIRContext &context) {
  auto *dialect = context.getLoadedDialect<RidgeDialect>();
  return dialect ? dialect->getRegisteredInterface<ContextTilings>() : nullptr;
}

TilingCache *ContextTilings::of(MLIRContext &context) {
  ContextTilings *tilings = interfaceOf(context);
  return tilings ? &tilings->cache : nullptr;
}

const ContextTilings::PriceProgram *
ContextTilings::modelPriceOf(MLIRContext &context) {
  ContextTilings *tilings = interfaceOf(context);
  return tilings && tilings->modelPrice ? &tilings->modelPrice : nullptr;
}

const ContextTilings::PriceProgram *
ContextTilings::priceOf(MLIRContext &context) {
  ContextTilings *tilings = interfaceOf(context);
  return tilings && tilings->price ? &tilings->price : nullptr;
}
