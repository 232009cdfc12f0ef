//===- Passes.td - passes of Translate ---------------------*- tablegen -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_TRANSLATE_PASSES_TD
#define RIDGE_TRANSLATE_PASSES_TD

include "mlir/Pass/PassBase.td"

def PrintProgram : Pass<"ridge-print-program", "::mlir::ModuleOp"> {
  let summary = "Print each isa.program as a Program, on standard output";
  let description = [{
    Translates, checks the program against the machine (a violation is an error)
    and prints its text form.
  }];
  let options = [
    Option<"machineName", "machine", "std::string", /*default=*/"",
           "Name or file of the machine; that of the isa.program if empty">
  ];
}

#endif // RIDGE_TRANSLATE_PASSES_TD
