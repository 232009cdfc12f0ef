//===- Passes.td - passes over machine files ---------------*- tablegen -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_TARGET_PASSES_TD
#define RIDGE_TARGET_PASSES_TD

include "mlir/Pass/PassBase.td"

def PrintMachine : Pass<"ridge-print-machine", "::mlir::ModuleOp"> {
  let summary = "Print machines as every part of Ridge sees them";
  let description = [{
    Resolves each `arch.machine` of the module (derivations merged, units
    converted to cycles and bytes, times as expressions over the dims) and prints
    it. With `machine` prints that machine instead, a shipped one or one of
    a file.
  }];
  let dependentDialects = ["::ridge::arch::ArchDialect"];
  let options = [
    Option<"machineName", "machine", "std::string", /*default=*/"\"\"",
           "A shipped machine or a .mlir file to print, instead of the module's">,
  ];
}

#endif // RIDGE_TARGET_PASSES_TD
