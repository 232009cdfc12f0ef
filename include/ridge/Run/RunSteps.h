//===- RunSteps.h - the steps of one run, without its pages -----*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What `ridge run` and `ridge.run` of Python have in common: choose formats,
/// compile, simulate, execute, compare, in one order and with one set of
/// conditions that the numbers have to meet. Nothing is printed.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_RUN_RUNSTEPS_H
#define RIDGE_RUN_RUNSTEPS_H

#include "ridge/Report/Report.h"
#include "ridge/Session/Session.h"

namespace ridge {

struct RunRequest {
  bool check = false;       ///< Execute the program and compare.
  bool checkStages = false; ///< Execute the IR after each pass as well.
  bool executes = false;    ///< Execute the program; `check` implies it.
  bool evaluates = false;   ///< Run the reference, whoever asks for it or not.
  ValueOptions values;

  std::optional<double> errorBudget;     ///< dB: choose formats by cost.
  Objective minimized = Objective::Time; ///< What that cost is.
  std::optional<TextSource> formats;     ///< Formats chosen before.
  bool narrowLogits = false; ///< Products that are results change as well.
  CodecRequests codecs;      ///< Of tensors that are stored in one.
  std::optional<TextSource> mapping; ///< Mappings of groups to carry out.

  /// Ends with the IR of a stage, with the mappings, or with the program.
  std::optional<Stage> last;
  bool onlyMapping = false, onlyProgram = false;
  bool keepsMapping = false; ///< Leaves mappings in the compilation.

  std::string tracePath; ///< Perfetto trace; empty: none.
  PassObserver observer; ///< Looks at the IR after each pass.
  /// Hears of each pass that `checkStages` has executed.
  std::function<void(llvm::StringRef pass, const CheckResult &)> onPassChecked;
  ProgressHandler progress;

  bool changesValues() const {
    return errorBudget || formats || !codecs.empty();
  }
  bool endsEarly() const { return last || onlyMapping || onlyProgram; }
};

/// What a run was of, and what it made. `report` points into it: it stays where
/// it is.
struct RunOutcome {
  MachineHandle machine; ///< None if the tensor form is as far as it goes.
  Model model;
  Values values;
  Compiled compiled;
  RunResult report;
  std::optional<Execution> executed;

  RunOutcome() = default;
  RunOutcome(const RunOutcome &) = delete;
  RunOutcome &operator=(const RunOutcome &) = delete;
};

/// Fills `outcome`, whose machine and model are given. A comparison that failed
/// is a result, not an error; numbers that contradict each other are.
llvm::Error runSteps(Session &session, const RunRequest &request,
                     RunOutcome &outcome);

/// The arguments of a program by index: given, from files, or drawn without a
/// rule, since there is no model to follow one from.
llvm::Expected<std::vector<Array>>
programArguments(const Session &session, const Compiled &compiled,
                 const ValueOptions &options);

/// Simulates a program and writes what its engines do when to a Perfetto trace;
/// none if the path is empty.
llvm::Expected<SimResult> simulateTraced(Session &session,
                                         const Compiled &compiled,
                                         llvm::StringRef tracePath);

} // namespace ridge

#endif // RIDGE_RUN_RUNSTEPS_H
