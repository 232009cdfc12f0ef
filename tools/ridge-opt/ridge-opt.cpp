//===- ridge-opt.cpp - run Ridge's passes on a file -----------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// mlir-opt with Ridge's dialects, passes and pipelines beside MLIR's own.
///
//===----------------------------------------------------------------------===//

#include "mlir/InitAllDialects.h"
#include "mlir/InitAllExtensions.h"
#include "mlir/InitAllPasses.h"
#include "mlir/Tools/mlir-opt/MlirOptMain.h"
#include "ridge/Pipeline/Register.h"

// MlirOptMain puts this text above the list of options of --help.
static constexpr llvm::StringLiteral helpHeader =
    "Ridge's passes on MLIR files\n"
    "\n"
    "A model walks through these stages; each pass of a stage is named\n"
    "--ridge-<pass>, and the verifier of a stage stands after it:\n"
    "\n"
    "  Import     linalg on tensors      -> ridge ops on tensors\n"
    "  Tile       ridge ops on tensors   -> loops over tiles\n"
    "  Place      tiles                  -> memories, addresses, transfers\n"
    "  Select     placed tile ops        -> the machine's instructions\n"
    "  Schedule   selected instructions  -> isa: queues, order, semaphores\n"
    "\n"
    "The `ridge` tool runs all of them, simulates and checks the result.\n";

int main(int argc, char **argv) {
  mlir::DialectRegistry registry;
  mlir::registerAllDialects(registry);
  mlir::registerAllExtensions(registry);
  ridge::registerRidgeDialects(registry);

  mlir::registerAllPasses();
  ridge::registerRidgePasses();

  return mlir::asMainReturnCode(
      mlir::MlirOptMain(argc, argv, helpHeader, registry));
}
