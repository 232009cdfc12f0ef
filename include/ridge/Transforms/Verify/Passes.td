//===- Passes.td - the verifier between stages -------------*- tablegen -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_TRANSFORMS_VERIFY_PASSES_TD
#define RIDGE_TRANSFORMS_VERIFY_PASSES_TD

include "mlir/Pass/PassBase.td"

def VerifyStage : Pass<"ridge-verify-stage", "::mlir::ModuleOp"> {
  let summary = "Check that a module is in the form a stage promises";
  let description = [{
    Each form is a row of a table: the operations it may hold (by the form traits
    of the ridge dialect, plus upstream loops and scalar bodies), and what must
    hold beyond the verifiers of single operations:

    * tile: loops count from 0 in steps of 1, sizes stay at 1 or more;
    * placed: and every buffer has a memory, an aligned address and room, no two
      buffers of one layer share addresses, every move has a path;
    * selected: and every ridge.invoke matches its instruction, within its limits
      and with operands where it takes them from;
    * isa: every wait is signalled often enough.
  }];
  let options = [
    Option<"form", "form", "std::string", /*default=*/"",
           "tensor, tile, placed, selected or isa">,
    Option<"machineName", "machine", "std::string", /*default=*/"",
           "Name or file of the machine; the attribute `ridge.machine` if empty">
  ];
  let dependentDialects = ["::ridge::arch::ArchDialect"];
}

#endif // RIDGE_TRANSFORMS_VERIFY_PASSES_TD
