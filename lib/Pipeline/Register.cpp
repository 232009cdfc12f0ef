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

#include "ProgramPrice.h"

#include "dialects/Arch/ArchDialect.h"
#include "dialects/Isa/IsaDialect.h"
#include "dialects/Ridge/RidgeDialect.h"
#include "mlir/IR/DialectRegistry.h"
#include "ridge/Pipeline/Pipelines.h"
#include "ridge/Target/LoadMachine.h"
#include "ridge/Target/Passes.h"
#include "ridge/Transforms/Import/Passes.h"
#include "ridge/Transforms/Place/Passes.h"
#include "ridge/Transforms/Precision/Passes.h"
#include "ridge/Transforms/Schedule/Passes.h"
#include "ridge/Transforms/Select/Passes.h"
#include "ridge/Transforms/Tile/Passes.h"
#include "ridge/Transforms/Verify/Passes.h"
#include "ridge/Translate/Passes.h"

void ridge::registerRidgeDialects(mlir::DialectRegistry &registry) {
  registry.insert<arch::ArchDialect>();
  registry.insert<RidgeDialect>();
  registry.insert<isa::IsaDialect>();
  registerMachineChecks(registry);
  registry.addExtension(+[](mlir::MLIRContext *, RidgeDialect *dialect) {
    dialect->addInterfaces<ContextTilings>();
    auto *tilings = dialect->getRegisteredInterface<ContextTilings>();
    tilings->setPrice(createProgramPrice());
    tilings->setModelPrice(createModelPrice());
  });
}

void ridge::registerRidgePasses() {
  registerTargetPasses();
  registerImportPasses();
  registerPrecisionPasses();
  registerTilePasses();
  registerPlacePasses();
  registerSelectPasses();
  registerSchedulePasses();
  registerVerifyPasses();
  registerTranslatePasses();
  registerPipelines();
}
