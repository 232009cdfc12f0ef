//===- Invocation.cpp - one run of the driver -----------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Compile, estimate, simulate, execute, compare, report: each once, in order.
///
//===----------------------------------------------------------------------===//

#include "ridge/Driver/Invocation.h"

#include "Outputs.h"
#include "Progress.h"
#include "ridge/Explore/FormatFile.h"
#include "ridge/Report/Report.h"
#include "ridge/Session/Session.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace mlir;
using namespace ridge;

std::optional<Emission> ridge::parseEmission(StringRef name) {
  if (name == "program")
    return Emission{};
  if (name == "mapping")
    return Emission{std::nullopt, /*isMapping=*/true};
  if (std::optional<Stage> stage = parseStage(name))
    return Emission{stage, /*isMapping=*/false};
  return std::nullopt;
}

//===----------------------------------------------------------------------===//
// Run
//===----------------------------------------------------------------------===//

namespace {
class Run {
public:
  Run(const RunOptions &options, llvm::raw_ostream &out, llvm::raw_ostream &err)
      : options(options), out(out), err(err), progress(err, options.progress) {
    session.onMessage([&](const Message &message) { message.print(err); });
    session.onProgress([&](const Twine &step) { progress.begin(step); });
  }

  llvm::Error run();

private:
  llvm::Error load();
  llvm::Error evaluate();
  llvm::Error decideFormats();
  llvm::Expected<FormatDecision> readFormats();
  llvm::Error readMapping(CompileOptions &compileOptions) const;
  llvm::Error compile();
  LogicalResult comparePass(StringRef pass, ModuleOp module);
  llvm::Error checkCodecs() const;
  llvm::Error simulateProgram();
  llvm::Error execute();
  llvm::Error writeOutputs();
  llvm::Error checkInvariants() const;
  llvm::Error report();

  llvm::Error fail(const Twine &message) const {
    return session.error(options.model, message);
  }
  bool choosesFormats() const {
    return options.errorBudget || !options.formatsFile.empty();
  }
  bool changesValues() const {
    return choosesFormats() || !options.codecs.empty();
  }
  bool executes() const {
    return options.check || options.checkStages || !options.outputsPath.empty();
  }
  bool needsReference() const {
    return changesValues() || executes() ||
           !options.referenceOutputsPath.empty();
  }

  const RunOptions &options;
  llvm::raw_ostream &out, &err;
  Session session;
  Progress progress;
  MachineHandle machine;
  Model model;
  Values values;
  std::optional<Assignment> formats;
  Compiled compiled;
  RunResult result;
  std::optional<Execution> executed;
};
} // namespace

llvm::Error Run::load() {
  if (options.remarks)
    if (llvm::Error error = session.enableRemarks())
      return error;
  // The tensor form is the same for all machines.
  if (!options.machine.empty())
    if (llvm::Error error =
            session.loadMachine(options.machine).moveInto(machine))
      return error;
  return session.loadModel(options.model, options.modelOptions).moveInto(model);
}

llvm::Error Run::evaluate() {
  ValueOptions valueOptions = options.values;
  // In other formats or codecs the values may fit all the same.
  if (!options.machine.empty() && !changesValues())
    valueOptions.machine = &*machine;
  return session.evaluate(model, valueOptions).moveInto(values);
}

llvm::Expected<FormatDecision> Run::readFormats() {
  auto buffer = llvm::MemoryBuffer::getFile(options.formatsFile);
  if (!buffer)
    return session.error(options.formatsFile, buffer.getError().message());
  llvm::Expected<FormatFile> file = parseFormatFile((*buffer)->getBuffer());
  if (!file)
    return session.error(options.formatsFile, llvm::toString(file.takeError()));
  if (file->weights && !options.values.weights)
    if (llvm::Error error = values->setWeights(*file->weights))
      return fail(llvm::toString(std::move(error)));
  return session.describeFormats(model, machine, values,
                                 std::move(file->assignment),
                                 file->withoutExponents);
}

llvm::Error Run::decideFormats() {
  FormatDecision decision;
  auto decided =
      options.errorBudget
          ? session.chooseFormats(model, machine, values,
                                  {*options.errorBudget, options.minimized,
                                   options.narrowLogits, options.codecs})
          : readFormats();
  if (llvm::Error error = std::move(decided).moveInto(decision))
    return error;
  formats = std::move(decision.assignment);
  result.precision = std::move(decision.report);
  return llvm::Error::success();
}

/// Executes what the pass has made, so that the first wrong pass is named.
LogicalResult Run::comparePass(StringRef pass, ModuleOp module) {
  progress.begin("executing the IR after " + pass);
  FailureOr<CheckResult> check = values->check(module, machine);
  if (failed(check))
    return failure();
  err << "ridge: after " << pass << ": largest error "
      << llvm::format("%.3g", check->maxError) << ", tolerance "
      << llvm::format("%.3g", check->tolerance) << "\n";
  if (check->pass)
    return success();
  return FileErrors(session.context(), options.model)
      .fail("pass " + pass + " changed the values: " + check->detail);
}

/// A codec that was asked for and stores nothing is a mistake of the request.
llvm::Error Run::checkCodecs() const {
  // A search may find formats that no codec makes smaller.
  if (options.errorBudget)
    return llvm::Error::success();
  for (const auto &request : options.codecs)
    if (llvm::none_of(compiled.stored, [&](const StoredTensor &tensor) {
          return tensor.tensors == request.first;
        }))
      return fail("codec '" + request.second + "' for " + request.first +
                  " stores no tensor: expected " +
                  (request.first == "activations"
                       ? "operands of products that the model computes"
                       : "weights that products or gathers read") +
                  ", of floats with more bits, in whole units; --remarks says "
                  "why tensors were left");
  return llvm::Error::success();
}

llvm::Error Run::readMapping(CompileOptions &compileOptions) const {
  if (options.mappingFile.empty())
    return llvm::Error::success();
  auto buffer =
      llvm::MemoryBuffer::getFile(options.mappingFile, /*IsText=*/true);
  if (!buffer)
    return session.error(options.mappingFile, "cannot read the mapping: " +
                                                  buffer.getError().message());
  compileOptions.mapping = {options.mappingFile, (*buffer)->getBuffer().str()};
  return llvm::Error::success();
}

llvm::Error Run::compile() {
  CompileOptions compileOptions;
  compileOptions.formats = formats;
  compileOptions.codecs = options.codecs;
  compileOptions.values = values;
  if (options.emission) {
    compileOptions.last = options.emission->stage;
    compileOptions.onlyMapping = options.emission->isMapping;
  }
  if (llvm::Error error = readMapping(compileOptions))
    return error;
  if (options.checkStages)
    compileOptions.observer = [this](StringRef pass, ModuleOp module) {
      // Queues cannot be executed one operation after the other; the program
      // that comes of them is. Casts change values by intention: from the typed
      // model on, it is what the rest is compared with.
      bool executes = !pass.starts_with("ridge-verify-stage") &&
                      !llvm::is_contained(stageInfo(Stage::Isa).passes, pass) &&
                      !llvm::is_contained(stageInfo(Stage::Typed).passes, pass);
      return executes ? comparePass(pass, module) : success();
    };
  if (llvm::Error error =
          session.compile(model, machine, compileOptions).moveInto(compiled))
    return error;
  if (compileOptions.last || compileOptions.onlyMapping)
    return llvm::Error::success();
  if (llvm::Error error = checkCodecs())
    return error;
  if (result.precision && compiled.error)
    result.precision->error = *compiled.error;
  if (!options.codecs.empty())
    result.codecs = {compiled.stored, *compiled.error};
  return llvm::Error::success();
}

llvm::Error Run::simulateProgram() {
  if (llvm::Error error = session.estimate(compiled).moveInto(result.cost))
    return error;
  return simulateTraced(session, compiled, options.tracePath)
      .moveInto(result.sim);
}

llvm::Error Run::execute() {
  executed.emplace();
  return session.check(compiled, values, &*executed).moveInto(result.check);
}

llvm::Error Run::writeOutputs() {
  if (!options.outputsPath.empty())
    if (llvm::Error error = writeArrays(options.outputsPath, executed->results))
      return error;
  if (!options.referenceOutputsPath.empty())
    return writeArrays(options.referenceOutputsPath, values->modelResults());
  return llvm::Error::success();
}

/// What holds for every program and machine (section 3 of the design). A run
/// that breaks it has numbers that nobody should read.
llvm::Error Run::checkInvariants() const {
  const ProgramCost &cost = result.cost;
  const SimResult &sim = result.sim;
  auto contradiction = [&](const Twine &what) {
    return fail("the numbers contradict each other, please report it: " + what);
  };
  if (sim.cycles < cost.bound)
    return contradiction("simulated " + Twine(sim.cycles) + " cycles, bound " +
                         Twine(cost.bound));
  if (sim.cycles > cost.serial)
    return contradiction("simulated " + Twine(sim.cycles) +
                         " cycles, serial sum " + Twine(cost.serial));
  for (size_t path = 0; path < machine->paths.size(); ++path) {
    int64_t simulated = sim.pathBytes[path], estimated = cost.pathBytes[path];
    int64_t copied = executed ? executed->stats.pathBytes[path] : simulated;
    if (simulated != estimated || simulated != copied)
      return contradiction("path " + machine->paths[path].name + " moves " +
                           Twine(simulated) + " bytes simulated, " +
                           Twine(estimated) + " estimated, " + Twine(copied) +
                           " executed");
  }
  return llvm::Error::success();
}

llvm::Error Run::report() {
  if (options.timing)
    result.hostSeconds = progress.times();
  result.model = options.model;
  result.elidedWeights = model.elidedWeights();
  result.widenedSums = model.widenedSums();
  result.program = &compiled.program;
  result.machine = &*machine;
  if (!options.check && !options.checkStages)
    result.check.reset();
  if (options.jsonPath != "-")
    printText(result, out);
  if (!options.paretoPath.empty() && result.precision)
    if (llvm::Error error =
            writeFileAt(options.paretoPath, [&](llvm::raw_ostream &os) {
              drawPrecision(*result.precision, os);
            }))
      return error;
  if (options.jsonPath.empty())
    return llvm::Error::success();
  return writeOutput(options.jsonPath, out,
                     [&](llvm::raw_ostream &os) { printJson(result, os); });
}

llvm::Error Run::run() {
  if (llvm::Error error = load())
    return error;
  // What codecs, formats and checked stages need values for comes first; else
  // whoever only checks sees an error of the compiler sooner.
  bool evaluatesFirst = changesValues() || options.checkStages;
  if (evaluatesFirst)
    if (llvm::Error error = evaluate())
      return error;
  if (choosesFormats())
    if (llvm::Error error = decideFormats())
      return error;
  if (llvm::Error error = compile())
    return error;
  if (options.emission) {
    if (options.emission->isMapping)
      out << compiled.mapping;
    else
      out << (options.emission->stage
                  ? compiled.ir
                  : printProgram(compiled.program, machine));
    return llvm::Error::success();
  }
  if (llvm::Error error = simulateProgram())
    return error;
  if (needsReference() && !evaluatesFirst)
    if (llvm::Error error = evaluate())
      return error;
  if (executes())
    if (llvm::Error error = execute())
      return error;
  if (llvm::Error error = checkInvariants())
    return error;
  if (llvm::Error error = writeOutputs())
    return error;
  if (llvm::Error error = report())
    return error;
  if (result.check && !result.check->pass)
    return fail("check failed: " + result.check->detail);
  return llvm::Error::success();
}

ExitStatus ridge::runModel(const RunOptions &options, llvm::raw_ostream &out,
                           llvm::raw_ostream &err) {
  return exitStatus(Run(options, out, err).run(), err);
}
