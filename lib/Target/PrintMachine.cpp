//===- PrintMachine.cpp - the pass ridge-print-machine --------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Load, print.
///
//===----------------------------------------------------------------------===//

#include "ridge/Target/Catalog.h"
#include "ridge/Target/LoadMachine.h"
#include "ridge/Target/Passes.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;

namespace ridge {
#define GEN_PASS_DEF_PRINTMACHINE
#include "lib/Target/Passes.h.inc"
} // namespace ridge

using namespace ridge;

namespace {
struct PrintMachinePass : ridge::impl::PrintMachineBase<PrintMachinePass> {
  using PrintMachineBase::PrintMachineBase;

  void runOnOperation() override {
    markAllAnalysesPreserved();
    if (!machineName.empty())
      return print(machineOfWord(machineName, getContext(), [&] {
        return mlir::emitError(getOperation().getLoc());
      }));
    for (arch::MachineOp op : getOperation().getOps<arch::MachineOp>())
      print(loadMachine(op));
  }

  template <typename MachineT> void print(FailureOr<MachineT> loaded) {
    if (failed(loaded))
      return signalPassFailure();
    printMachine(*loaded, llvm::outs());
  }
};
} // namespace
