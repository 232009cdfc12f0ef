//===- Passes.td - passes of the Schedule stage ------------*- tablegen -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_TRANSFORMS_SCHEDULE_PASSES_TD
#define RIDGE_TRANSFORMS_SCHEDULE_PASSES_TD

include "mlir/Pass/PassBase.td"

def ScheduleQueues : Pass<"ridge-schedule", "::mlir::ModuleOp"> {
  let summary = "Turn the selected form into queues with semaphores";
  let description = [{
    Every engine gets a queue: the loops of the function with its own operations
    only. What the one program order said is said again by semaphores:

    * Inside a layer, a buffer that several engines touch is handed from one to
      the next in program order. A buffer whose instance counts the iterations of a
      loop (its scope) is handed over once per iteration, and the engine that
      fills a slot again waits until the last user of its previous instance is
      done: with two slots, fills overlap uses.
    * A buffer whose instances are no such count, or that engines pass to and fro in
      an inner loop, is handed over at each iteration of that loop, in order.
    * A queue whose engine hands something over and takes what comes back runs the
      first for iteration n + 1 before the second for iteration n, as far as slots
      allow (software pipelining).
    * Between layers each engine signals the end of its part; an engine waits for
      the latest part of another that used the same data or the same addresses,
      before the first of its loops that needs it.

    Remarks (category `ridge-schedule`) say what was overlapped, what was not and
    why, and which loops were skewed. The result is checked: see OverlapSafety.h.
  }];
  let options = [
    Option<"machineName", "machine", "std::string", /*default=*/"",
           "Name or file of the machine; the attribute `ridge.machine` if empty">
  ];
  let dependentDialects = ["::mlir::affine::AffineDialect",
                           "::ridge::isa::IsaDialect"];
}

#endif // RIDGE_TRANSFORMS_SCHEDULE_PASSES_TD
