//===- ProgramVerbs.cpp - what can be asked of a program alone ------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Driver/ProgramVerbs.h"

#include "Outputs.h"
#include "ridge/Run/Progress.h"
#include "ridge/Run/RunSteps.h"

using namespace ridge;
using llvm::StringRef;
using llvm::Twine;

namespace {
class ProgramRun {
public:
  ProgramRun(const ProgramOptions &options, llvm::raw_ostream &out,
             llvm::raw_ostream &err)
      : options(options), out(out), progress(err, options.progress) {
    session.onMessage([&](const Message &message) { message.print(err); });
    session.onProgress([&](const Twine &step) { progress.begin(step); });
  }

  llvm::Error run();

private:
  void printSubject(llvm::json::OStream &json) const;
  llvm::Error printCost(StringRef name, int64_t cycles, StringRef boundBy);
  llvm::Error simulate();
  llvm::Error execute();
  llvm::Error printBoth(llvm::function_ref<void(llvm::raw_ostream &)> text,
                        llvm::function_ref<void(llvm::raw_ostream &)> json);

  const ProgramOptions &options;
  llvm::raw_ostream &out;
  Session session;
  Progress progress;
  Compiled compiled;
};
} // namespace

llvm::Error
ProgramRun::printBoth(llvm::function_ref<void(llvm::raw_ostream &)> text,
                      llvm::function_ref<void(llvm::raw_ostream &)> json) {
  if (options.jsonPath != "-")
    text(out);
  if (options.jsonPath.empty())
    return llvm::Error::success();
  return writeOutput(options.jsonPath, out, json);
}

/// What a document speaks of.
void ProgramRun::printSubject(llvm::json::OStream &json) const {
  json.attribute("schema", 1);
  json.attribute("program", options.program);
  json.attribute("machine", compiled.machine->name);
}

llvm::Error ProgramRun::printCost(StringRef name, int64_t cycles,
                                  StringRef boundBy) {
  return printBoth(
      [&](llvm::raw_ostream &os) {
        os << options.program << " on " << compiled.machine->name << ": "
           << name << " " << cycles << " cycles";
        if (!boundBy.empty())
          os << ", by " << boundBy;
        os << "\n";
      },
      [&](llvm::raw_ostream &os) {
        llvm::json::OStream json(os, /*IndentSize=*/2);
        json.object([&] {
          printSubject(json);
          json.attributeObject("cycles", [&] { json.attribute(name, cycles); });
          if (!boundBy.empty())
            json.attribute("bound_by", boundBy);
        });
        os << "\n";
      });
}

llvm::Error ProgramRun::simulate() {
  RunResult result;
  result.model = options.program;
  result.program = &compiled.program;
  result.machine = &*compiled.machine;
  if (llvm::Error error = session.estimate(compiled).moveInto(result.cost))
    return error;
  result.code = codeSize(compiled.program, *compiled.machine);
  if (llvm::Error error = simulateTraced(session, compiled, options.tracePath)
                              .moveInto(result.sim))
    return error;
  return printBoth([&](llvm::raw_ostream &os) { printText(result, os); },
                   [&](llvm::raw_ostream &os) { printJson(result, os); });
}

llvm::Error ProgramRun::execute() {
  ValueOptions valueOptions;
  valueOptions.inputs = options.inputs;
  valueOptions.seed = options.seed;
  auto values = programArguments(session, compiled, valueOptions);
  if (!values)
    return values.takeError();
  Execution execution;
  if (llvm::Error error =
          session.execute(compiled, *values).moveInto(execution))
    return error;
  if (!options.outputsPath.empty())
    if (llvm::Error error = writeArrays(options.outputsPath, execution.results))
      return error;
  auto perPath = [&](llvm::function_ref<void(const Path &, int64_t)> fn) {
    for (auto [path, bytes] :
         llvm::zip_equal(compiled.machine->paths, execution.stats.pathBytes))
      fn(path, bytes);
  };
  return printBoth(
      [&](llvm::raw_ostream &os) {
        os << options.program << " on " << compiled.machine->name
           << ": executed " << execution.stats.operations
           << " operations without a race, " << execution.results.size()
           << " results\n";
        perPath([&](const Path &path, int64_t bytes) {
          os << "  " << path.name << " moved " << bytes << " bytes\n";
        });
      },
      [&](llvm::raw_ostream &os) {
        llvm::json::OStream json(os, /*IndentSize=*/2);
        json.object([&] {
          printSubject(json);
          json.attribute("operations", execution.stats.operations);
          json.attributeObject("traffic", [&] {
            perPath([&](const Path &path, int64_t bytes) {
              json.attribute(path.name, bytes);
            });
          });
        });
        os << "\n";
      });
}

llvm::Error ProgramRun::run() {
  MachineHandle machine;
  if (llvm::Error error =
          session.loadMachine(options.machine).moveInto(machine))
    return error;
  if (llvm::Error error =
          session.loadProgram(options.program, machine).moveInto(compiled))
    return error;
  if (options.verb == ProgramVerb::Simulate)
    return simulate();
  if (options.verb == ProgramVerb::Execute)
    return execute();
  ProgramCost cost;
  if (llvm::Error error = session.estimate(compiled).moveInto(cost))
    return error;
  if (options.verb == ProgramVerb::Bound)
    return printCost("bound", cost.bound, cost.boundBy);
  return printCost("estimate", cost.estimate, "");
}

ExitStatus ridge::runProgram(const ProgramOptions &options,
                             llvm::raw_ostream &out, llvm::raw_ostream &err) {
  return exitStatus(ProgramRun(options, out, err).run(), err);
}
