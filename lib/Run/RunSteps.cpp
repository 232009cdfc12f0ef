//===- RunSteps.cpp - the steps of one run, without its pages -------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Run/RunSteps.h"

#include "ridge/Check/DrawnValues.h"
#include "ridge/Explore/FormatFile.h"
#include "ridge/Run/WriteFile.h"

using namespace mlir;
using namespace ridge;

namespace {
class RunSteps {
public:
  RunSteps(Session &session, const RunRequest &request, RunOutcome &outcome)
      : session(session), request(request), model(outcome.model),
        machine(outcome.machine), values(outcome.values),
        compiled(outcome.compiled), result(outcome.report),
        executed(outcome.executed) {}

  llvm::Error run();

private:
  llvm::Error evaluate();
  llvm::Error decideFormats();
  llvm::Expected<FormatDecision> readFormats();
  llvm::Error compile();
  LogicalResult comparePass(StringRef pass, ModuleOp module);
  llvm::Error checkCodecs() const;
  llvm::Error simulateProgram();
  llvm::Error execute();
  llvm::Error checkInvariants() const;

  llvm::Error fail(const Twine &message) const {
    return session.error(model.file(), message);
  }
  bool executes() const {
    return request.check || request.checkStages || request.executes;
  }
  bool needsReference() const {
    return request.changesValues() || executes() || request.evaluates;
  }

  Session &session;
  const RunRequest &request;
  const Model &model;
  const MachineHandle &machine;
  Values &values;
  std::optional<Assignment> formats;
  Compiled &compiled;
  RunResult &result;
  std::optional<Execution> &executed;
};
} // namespace

llvm::Error RunSteps::evaluate() {
  ValueOptions valueOptions = request.values;
  // In other formats or codecs the values may fit all the same.
  if (machine && !request.changesValues())
    valueOptions.machine = &*machine;
  return session.evaluate(model, valueOptions).moveInto(values);
}

llvm::Expected<FormatDecision> RunSteps::readFormats() {
  llvm::Expected<FormatFile> file = parseFormatFile(request.formats->text);
  if (!file)
    return session.error(request.formats->file,
                         llvm::toString(file.takeError()));
  if (file->weights && !request.values.weights)
    if (llvm::Error error = values->setWeights(*file->weights))
      return fail(llvm::toString(std::move(error)));
  return session.describeFormats(model, machine, values,
                                 std::move(file->assignment),
                                 file->withoutExponents);
}

llvm::Error RunSteps::decideFormats() {
  FormatDecision decision;
  auto decided =
      request.errorBudget
          ? session.chooseFormats(model, machine, values,
                                  {*request.errorBudget, request.minimized,
                                   request.narrowLogits, request.codecs})
          : readFormats();
  if (llvm::Error error = std::move(decided).moveInto(decision))
    return error;
  formats = std::move(decision.assignment);
  result.precision = std::move(decision.report);
  return llvm::Error::success();
}

/// Executes what the pass has made, so that the first wrong pass is named.
LogicalResult RunSteps::comparePass(StringRef pass, ModuleOp module) {
  if (request.progress)
    request.progress("executing the IR after " + pass);
  FailureOr<CheckResult> check = values->check(module, machine);
  if (failed(check))
    return failure();
  if (request.onPassChecked)
    request.onPassChecked(pass, *check);
  if (check->pass)
    return success();
  return FileErrors(session.context(), model.file())
      .fail("pass " + pass + " changed the values: " + check->detail);
}

/// A codec that was asked for and stores nothing is a mistake of the request.
llvm::Error RunSteps::checkCodecs() const {
  // A search may find formats that no codec makes smaller.
  if (request.errorBudget)
    return llvm::Error::success();
  for (const auto &request : request.codecs)
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

llvm::Error RunSteps::compile() {
  CompileOptions options;
  options.formats = formats;
  options.codecs = request.codecs;
  options.values = values;
  options.last = request.last;
  options.onlyMapping = request.onlyMapping;
  options.keepsMapping = request.keepsMapping;
  options.mapping = request.mapping;
  options.observer = request.observer;
  if (request.checkStages)
    options.observer = [this](StringRef pass, ModuleOp module) {
      if (request.observer && failed(request.observer(pass, module)))
        return failure();
      // Queues cannot be executed one operation after the other; the program
      // that comes of them is. Casts change values by intention: from the typed
      // model on, it is what the rest is compared with.
      bool executes = !pass.starts_with("ridge-verify-stage") &&
                      !llvm::is_contained(stageInfo(Stage::Isa).passes, pass) &&
                      !llvm::is_contained(stageInfo(Stage::Typed).passes, pass);
      return executes ? comparePass(pass, module) : success();
    };
  if (llvm::Error error =
          session.compile(model, machine, options).moveInto(compiled))
    return error;
  if (options.last || options.onlyMapping)
    return llvm::Error::success();
  result.mapping = compiled.mapping;
  if (llvm::Error error = checkCodecs())
    return error;
  if (result.precision && compiled.error)
    result.precision->error = *compiled.error;
  if (!request.codecs.empty())
    result.codecs = {compiled.stored, *compiled.error};
  return llvm::Error::success();
}

llvm::Error RunSteps::simulateProgram() {
  if (llvm::Error error = session.estimate(compiled).moveInto(result.cost))
    return error;
  result.code = codeSize(compiled.program, *compiled.machine);
  return simulateTraced(session, compiled, request.tracePath)
      .moveInto(result.sim);
}

llvm::Error RunSteps::execute() {
  executed.emplace();
  return session.check(compiled, values, &*executed).moveInto(result.check);
}

/// What holds for every program and machine (section 3 of the design). A run
/// that breaks it has numbers that nobody should read.
llvm::Error RunSteps::checkInvariants() const {
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

llvm::Error RunSteps::run() {
  result.model = model.file().str();
  result.elidedWeights = model.elidedWeights();
  result.widenedSums = model.widenedSums();
  result.program = &compiled.program;
  result.machine = machine ? &*machine : nullptr;
  // What codecs, formats and checked stages need values for comes first; else
  // whoever only checks sees an error of the compiler sooner.
  bool evaluatesFirst = request.changesValues() || request.checkStages;
  if (evaluatesFirst)
    if (llvm::Error error = evaluate())
      return error;
  if (request.errorBudget || request.formats)
    if (llvm::Error error = decideFormats())
      return error;
  if (llvm::Error error = compile())
    return error;
  if (request.endsEarly())
    return llvm::Error::success();
  if (llvm::Error error = simulateProgram())
    return error;
  if (needsReference() && !evaluatesFirst)
    if (llvm::Error error = evaluate())
      return error;
  if (executes())
    if (llvm::Error error = execute())
      return error;
  return checkInvariants();
}

llvm::Error ridge::runSteps(Session &session, const RunRequest &request,
                            RunOutcome &outcome) {
  return RunSteps(session, request, outcome).run();
}

llvm::Expected<std::vector<Array>>
ridge::programArguments(const Session &session, const Compiled &compiled,
                        const ValueOptions &options) {
  std::vector<const Buffer *> buffers;
  for (const Buffer &buffer : compiled.program.buffers)
    if (buffer.kind == Buffer::Kind::Argument)
      buffers.push_back(&buffer);
  llvm::sort(buffers, [](const Buffer *a, const Buffer *b) {
    return a->index < b->index;
  });
  std::vector<ArgumentShape> shapes;
  for (const Buffer *buffer : buffers)
    shapes.push_back({buffer->format, buffer->shape});
  auto fail = [&](const Twine &message) {
    return session.error(compiled.file, message);
  };
  auto values = readArguments(options.inputs, shapes);
  if (!values)
    return fail(llvm::toString(values.takeError()));
  if (std::string wrong = takeGiven(options.given, shapes, *values);
      !wrong.empty())
    return fail(wrong);
  std::vector<Array> arguments;
  for (auto [index, value] : llvm::enumerate(*values)) {
    if (!value && !options.mayDraw())
      return fail("argument " + Twine(index) +
                  " has no value: no file holds 'arg" + Twine(index) +
                  "'; add one, or --seed to draw what is missing");
    arguments.push_back(value ? std::move(*value)
                              : drawArgument(plainRule(shapes[index].format,
                                                       shapes[index].shape),
                                             options.seed.value_or(0), index));
  }
  return arguments;
}

llvm::Expected<SimResult> ridge::simulateTraced(Session &session,
                                                const Compiled &compiled,
                                                llvm::StringRef tracePath) {
  if (tracePath.empty())
    return session.simulate(compiled);
  SimResult result;
  llvm::Error failed = llvm::Error::success();
  llvm::Error written = writeFileAt(tracePath, [&](llvm::raw_ostream &os) {
    auto listener = createTraceWriter(compiled.program, compiled.machine, os);
    failed = session.simulate(compiled, listener.get()).moveInto(result);
  });
  if (llvm::Error error =
          llvm::joinErrors(std::move(failed), std::move(written)))
    return error;
  return result;
}
