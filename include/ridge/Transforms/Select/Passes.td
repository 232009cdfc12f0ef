//===- Passes.td - passes of the Select stage --------------*- tablegen -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_TRANSFORMS_SELECT_PASSES_TD
#define RIDGE_TRANSFORMS_SELECT_PASSES_TD

include "mlir/Pass/PassBase.td"

class Select_MachinePass<string name> : Pass<name, "::mlir::func::FuncOp"> {
  let options = [
    Option<"machineName", "machine", "std::string", /*default=*/"",
           "Name or file of the machine; the attribute `ridge.machine` if empty">
  ];
  let dependentDialects = ["::mlir::affine::AffineDialect",
                           "::ridge::RidgeDialect"];
}

def ApplySelection : Select_MachinePass<"ridge-apply-selection"> {
  let summary = "Turn each ridge.compute into ridge.invoke as chosen";
  let description = [{
    The `choice` of a computation comes from the mapping of its group. Where the
    instruction does not run the tile as it stands, the error says why.

    A tile that is larger than one instruction gets loops around: one per dim
    that is cut, sizes become min(box, rest). Where the last tile of a loop is so
    short that it needs fewer of those than the others, that loop is split into
    all tiles but the last, and the last. Every `ridge.invoke` is matched again
    before the `ridge.compute` goes.
  }];
}

#endif // RIDGE_TRANSFORMS_SELECT_PASSES_TD
