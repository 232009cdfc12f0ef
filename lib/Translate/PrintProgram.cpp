//===- PrintProgram.cpp - the pass ridge-print-program --------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Translate, check, print.
///
//===----------------------------------------------------------------------===//

#include "ridge/Analysis/PassMachine.h"
#include "ridge/Translate/Passes.h"
#include "ridge/Translate/Translate.h"
#include "llvm/Support/raw_ostream.h"

namespace ridge {
#define GEN_PASS_DEF_PRINTPROGRAM
#include "lib/Translate/Passes.h.inc"
#define GEN_PASS_REGISTRATION
#include "lib/Translate/Passes.h.inc"
} // namespace ridge

using namespace mlir;
using namespace ridge;

static LogicalResult print(isa::ProgramOp op, StringRef option) {
  FailureOr<MachineHandle> machine =
      machineFor(op, option.empty() ? op.getMachine() : option);
  if (failed(machine))
    return failure();
  FailureOr<Program> program = translateToProgram(op, *machine);
  if (failed(program))
    return failure();
  std::vector<std::string> violations = checkProgram(*program, *machine);
  for (const std::string &violation : violations)
    op.emitError("makes a wrong program: ") << violation;
  llvm::outs() << printProgram(*program, *machine);
  return success(violations.empty());
}

namespace {
struct PrintProgramPass : ridge::impl::PrintProgramBase<PrintProgramPass> {
  using PrintProgramBase::PrintProgramBase;

  void runOnOperation() override {
    for (auto program : getOperation().getOps<isa::ProgramOp>())
      if (failed(print(program, machineName)))
        return signalPassFailure();
  }
};
} // namespace

void ridge::registerTranslatePasses() { registerRidgeTranslatePasses(); }
