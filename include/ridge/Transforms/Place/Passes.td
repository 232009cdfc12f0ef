//===- Passes.td - memories, addresses and transfers -------*- tablegen -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_TRANSFORMS_PLACE_PASSES_TD
#define RIDGE_TRANSFORMS_PLACE_PASSES_TD

include "mlir/Pass/PassBase.td"

class Ridge_PlacePass<string flag> : Pass<flag, "::mlir::func::FuncOp"> {
  let options = [
    Option<"machineName", "machine", "std::string", /*default=*/"",
           "Name of a shipped machine or a machine file; default: the "
           "function's ridge.machine attribute">
  ];
  let dependentDialects = ["::ridge::RidgeDialect", "::ridge::arch::ArchDialect",
                           "::mlir::affine::AffineDialect"];
}

def InsertTransfers : Pass<"ridge-insert-transfers", "::mlir::func::FuncOp"> {
  let summary = "Give every home operand a local tile and move it";
  let description = [{
    A window on a buffer of the home memory becomes a window on a local buffer of
    tile size. The tile is moved in before its first reader, at the loop depth at
    which the window stands still, and out after its last writer. Windows that
    show the same tile share it.
  }];
  let dependentDialects = ["::ridge::RidgeDialect", "::ridge::arch::ArchDialect"];
}

def AssignMemories : Ridge_PlacePass<"ridge-assign-memories"> {
  let summary = "Put local buffers into their memories";
  let description = [{
    Memory and slots of a buffer are those of its `place`, which comes from the
    mapping of its group. More than one slot is refused where contents never
    change.
  }];
}

def AllocateBuffers : Ridge_PlacePass<"ridge-allocate-buffers"> {
  let summary = "Assign addresses by live range";
  let description = [{
    Arguments, results and constants of the home memory live throughout;
    temporaries of the home memory from their first to their last layer; local
    buffers in their layer. Larger buffers are placed first, each at the lowest
    aligned address that no live neighbour holds; local buffers of every second
    layer are placed from the top of the memory, so that the next layer can be
    prefetched beside the running one. What does not fit is an error that says
    the bytes needed and held.
  }];
}

#endif // RIDGE_TRANSFORMS_PLACE_PASSES_TD
