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

TilingCache *ContextTilings::of(MLIRContext &context) {
  auto *dialect = context.getLoadedDialect<RidgeDialect>();
  auto *tilings =
      dialect ? dialect->getRegisteredInterface<ContextTilings>() : nullptr;
  return tilings ? &tilings->cache : nullptr;
}

void ridge::registerContextTilings(DialectRegistry &registry) {
  registry.addExtension(+[](MLIRContext *, RidgeDialect *dialect) {
    dialect->addInterfaces<ContextTilings>();
  });
}
