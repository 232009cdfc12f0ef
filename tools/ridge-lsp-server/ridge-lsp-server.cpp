//===- ridge-lsp-server.cpp - editor support for Ridge's files ------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// mlir-lsp-server that knows Ridge's dialects: diagnostics, hover and
/// go-to-definition in models, machine files and compiled programs.
///
//===----------------------------------------------------------------------===//

#include "mlir/IR/DialectRegistry.h"
#include "mlir/InitAllDialects.h"
#include "mlir/InitAllExtensions.h"
#include "mlir/Tools/mlir-lsp-server/MlirLspServerMain.h"
#include "ridge/Pipeline/Register.h"

int main(int argc, char **argv) {
  mlir::DialectRegistry registry;
  mlir::registerAllDialects(registry);
  mlir::registerAllExtensions(registry);
  ridge::registerRidgeDialects(registry);
  return failed(mlir::MlirLspServerMain(argc, argv, registry));
}
