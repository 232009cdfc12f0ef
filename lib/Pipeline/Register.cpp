//===- Register.cpp - everything a Ridge tool registers -------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Lists Ridge's dialects, and its passes by stage in the order of the data
/// flow.
///
//===----------------------------------------------------------------------===//

#include "ridge/Pipeline/Register.h"

#if __has_include("dialects/Arch/ArchDialect.h")
#include "dialects/Arch/ArchDialect.h"
#define RIDGE_HAVE_ARCH
#endif
#if __has_include("dialects/Isa/IsaDialect.h")
#include "dialects/Isa/IsaDialect.h"
#define RIDGE_HAVE_ISA
#endif
#if __has_include("dialects/Ridge/RidgeDialect.h")
#include "dialects/Ridge/RidgeDialect.h"
#define RIDGE_HAVE_RIDGE
#endif
#include "mlir/IR/DialectRegistry.h"
#include "ridge/Pipeline/Pipelines.h"
#include "ridge/Target/Passes.h"
#include "ridge/Transforms/Import/Passes.h"
#include "ridge/Transforms/Place/Passes.h"
#include "ridge/Transforms/Tile/Passes.h"

void ridge::registerRidgeDialects(mlir::DialectRegistry &registry) {
#ifdef RIDGE_HAVE_ARCH
  registry.insert<arch::ArchDialect>();
#endif
#ifdef RIDGE_HAVE_RIDGE
  registry.insert<RidgeDialect>();
#endif
#ifdef RIDGE_HAVE_ISA
  registry.insert<isa::IsaDialect>();
#endif
}

void ridge::registerRidgePasses() {
  registerTargetPasses();
  registerImport();
  registerTilePasses();
  registerPlacePasses();
  registerPipelines();
}
