//===- outside-opt.cpp - an outside project that runs Ridge's passes ------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mlir/InitAllDialects.h"
#include "mlir/Tools/mlir-opt/MlirOptMain.h"
#include "ridge/Pipeline/Register.h"

int main(int argc, char **argv) {
  mlir::DialectRegistry registry;
  mlir::registerAllDialects(registry);
  ridge::registerRidgeDialects(registry);
  ridge::registerRidgePasses();
  return mlir::asMainReturnCode(
      mlir::MlirOptMain(argc, argv, "Outside\n", registry));
}
