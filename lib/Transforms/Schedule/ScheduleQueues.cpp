//===- ScheduleQueues.cpp - one program order becomes queues --------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// In: selected form. Out: an isa.program in place of the function.
///
//===----------------------------------------------------------------------===//

#include "EmitIsa.h"
#include "Problem.h"
#include "mlir/Pass/PassManager.h"
#include "ridge/Analysis/PassMachine.h"
#include "ridge/Transforms/Schedule/OverlapSafety.h"
#include "ridge/Transforms/Schedule/Passes.h"

namespace ridge {
#define GEN_PASS_DEF_SCHEDULEQUEUES
#include "lib/Transforms/Schedule/Passes.h.inc"
#define GEN_PASS_REGISTRATION
#include "lib/Transforms/Schedule/Passes.h.inc"
} // namespace ridge

using namespace mlir;
using namespace ridge;

static LogicalResult scheduleFunction(func::FuncOp func, StringRef option) {
  FailureOr<std::string> name = machineNameFor(func, option);
  FailureOr<MachineHandle> machine =
      failed(name) ? FailureOr<MachineHandle>() : machineFor(func, option);
  if (failed(machine))
    return failure();
  FailureOr<Problem> problem = buildProblem(func, *machine);
  if (failed(problem) || failed(synchroniseLayers(*problem)))
    return failure();
  synchroniseAcrossLayers(*problem);
  skewLoops(*problem);
  FailureOr<isa::ProgramOp> program = emitIsa(*problem, *name);
  if (failed(program) ||
      failed(checkOverlapSafety(*program, problem->serialised)))
    return failure();
  func.erase();
  return success();
}

namespace {
struct ScheduleQueuesPass
    : ridge::impl::ScheduleQueuesBase<ScheduleQueuesPass> {
  using ScheduleQueuesBase::ScheduleQueuesBase;

  void runOnOperation() override {
    for (auto func :
         llvm::make_early_inc_range(getOperation().getOps<func::FuncOp>()))
      if (failed(scheduleFunction(func, machineName)))
        return signalPassFailure();
  }
};
} // namespace

void ridge::buildSchedulePipeline(OpPassManager &manager, StringRef machine) {
  ScheduleQueuesOptions options;
  options.machineName = machine.str();
  manager.addPass(createScheduleQueues(options));
}

void ridge::registerSchedulePasses() { registerRidgeSchedulePasses(); }
