//===- Session.cpp - a session as Python sees it --------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Session.h"

#include "State.h"
#include "ridge/Check/DrawnValues.h"
#include "ridge/Explore/FormatSearch.h"
#include "ridge/Target/Catalog.h"

using namespace ridge;
using namespace ridge::python;
using llvm::Twine;

//===----------------------------------------------------------------------===//
// Machines
//===----------------------------------------------------------------------===//

std::vector<std::string> python::shippedMachines() {
  std::vector<std::string> names;
  for (llvm::StringRef name : ridge::shippedMachines())
    names.push_back(name.str());
  return names;
}

static Outcome<python::Machine> wrap(llvm::Expected<MachineHandle> machine) {
  if (!machine)
    return diagnosticOf(machine.takeError());
  return python::Machine(
      std::make_shared<const MachineHandle>(std::move(*machine)));
}

std::string python::Machine::name() const { return handle->name().str(); }
std::string python::Machine::hash() const { return handle->hash().str(); }
std::string python::Machine::text() const { return handle->text().str(); }

std::string python::Machine::describe() const {
  std::string text;
  llvm::raw_string_ostream os(text);
  printMachine(**handle, os);
  return text;
}

std::string python::Machine::json() const {
  std::string text;
  llvm::raw_string_ostream os(text);
  printJson(**handle, os);
  return text;
}

Outcome<python::Machine> python::Session::loadMachine(const std::string &name) {
  return wrap(state->session.loadMachine(name));
}

Outcome<python::Machine> python::Session::parseMachine(const Text &source) {
  return wrap(state->session.parseMachine(source.text, source.file));
}

Outcome<python::Machine>
python::Session::deriveMachine(const Machine &base,
                               const std::vector<MachineChange> &changes) {
  std::vector<ridge::MachineChange> all;
  for (const MachineChange &change : changes)
    all.push_back({change.part, change.attribute, change.value, change.source});
  return wrap(state->session.deriveMachine(*base.handle, all));
}

Outcome<python::Machine> python::Session::deriveMachine(const Machine &base,
                                                        const Text &changes) {
  return wrap(
      state->session.deriveMachine(*base.handle, changes.text, changes.file));
}

//===----------------------------------------------------------------------===//
// Models
//===----------------------------------------------------------------------===//

static std::string typeText(mlir::Type type) {
  std::string text;
  llvm::raw_string_ostream os(text);
  type.print(os);
  return text;
}

std::string python::Model::file() const { return model->file().str(); }

std::string python::Model::text() const {
  std::string text;
  llvm::raw_string_ostream os(text);
  model->copy()->print(os);
  return text + "\n";
}

std::vector<std::string> python::Model::argumentTypes() const {
  std::vector<std::string> types;
  for (mlir::Type type : model->function().getArgumentTypes())
    types.push_back(typeText(type));
  return types;
}

std::vector<std::string> python::Model::resultTypes() const {
  std::vector<std::string> types;
  for (mlir::Type type : model->function().getResultTypes())
    types.push_back(typeText(type));
  return types;
}

static Outcome<python::Model> wrap(llvm::Expected<ridge::Model> model,
                                   const std::shared_ptr<SessionState> &state) {
  if (!model)
    return diagnosticOf(model.takeError());
  python::Model result;
  result.session = state;
  result.model = std::make_shared<const ridge::Model>(std::move(*model));
  return result;
}

ridge::ModelOptions python::optionsOf(const python::ModelOptions &options) {
  ridge::ModelOptions result;
  result.function = options.function;
  result.drawElided = options.drawElided;
  result.accumulateWider = options.accumulateWider;
  for (const auto &[name, size] : options.dims)
    result.dims.push_back({name, size});
  return result;
}

Outcome<python::Model> python::Session::loadModel(const std::string &path,
                                                  const ModelOptions &options) {
  Outcome<python::Model> model =
      wrap(state->session.loadModel(path, optionsOf(options)), state);
  if (auto *loaded = std::get_if<python::Model>(&model)) {
    loaded->path = path;
    loaded->options = options;
  }
  return model;
}

Outcome<python::Model>
python::Session::parseModel(const Text &source, const ModelOptions &options) {
  Outcome<python::Model> model = wrap(
      state->session.parseModel(source.text, source.file, optionsOf(options)),
      state);
  if (auto *parsed = std::get_if<python::Model>(&model)) {
    parsed->path = source.file;
    parsed->source = source.text;
    parsed->options = options;
  }
  return model;
}

//===----------------------------------------------------------------------===//
// Runs
//===----------------------------------------------------------------------===//

static std::optional<TextSource> sourceOf(const std::optional<Text> &text) {
  if (!text)
    return std::nullopt;
  return TextSource{text->file, text->text};
}

static ValueOptions valuesOf(const RunOptions &options) {
  ValueOptions values;
  values.inputs.files = options.inputFiles;
  values.namesFile = options.namesFile;
  values.seed = options.seed;
  values.weights = options.weights;
  for (const auto &[number, array] : options.given) {
    if (size_t(number) >= values.given.size())
      values.given.resize(number + 1);
    values.given[number] = array;
  }
  return values;
}

static llvm::Expected<RunRequest> requestOf(const RunOptions &options) {
  RunRequest request;
  request.check = options.check;
  request.checkStages = options.checkStages;
  request.executes = options.executes;
  request.evaluates = options.evaluates;
  request.errorBudget = options.errorBudget;
  if (options.minimizesEnergy)
    request.minimized = Objective::Energy;
  request.narrowLogits = options.narrowLogits;
  request.formats = sourceOf(options.formats);
  request.mapping = sourceOf(options.mapping);
  request.codecs = options.codecs;
  request.tracePath = options.tracePath;
  request.onlyMapping = options.last == "mapping";
  request.onlyProgram = options.last == "program";
  request.keepsMapping = options.last.empty();
  if (!options.last.empty() && !request.onlyMapping && !request.onlyProgram) {
    request.last = parseStage(options.last);
    if (!request.last)
      return llvm::createStringError(
          "a stage is tensor, typed, tile, placed, selected or isa, not '" +
          options.last + "'");
  }
  request.values = valuesOf(options);
  return request;
}

Outcome<Run> python::Session::run(const Model &model,
                                  const std::optional<Machine> &machine,
                                  const RunOptions &options) {
  llvm::Expected<RunRequest> request = requestOf(options);
  if (!request)
    return diagnosticOf(state->session.error(
        model.file(), llvm::toString(request.takeError())));
  if (options.remarks && !state->remarksEnabled) {
    if (llvm::Error error = state->session.enableRemarks())
      return diagnosticOf(std::move(error));
    state->remarksEnabled = true;
  }
  state->wantsRemarks = options.remarks;
  state->messages.clear();
  Run run;
  run.session = state;
  run.outcome = std::make_shared<RunOutcome>();
  run.outcome->model = *model.model;
  if (machine)
    run.outcome->machine = *machine->handle;
  if (llvm::Error error = runSteps(state->session, *request, *run.outcome))
    return diagnosticOf(std::move(error));
  run.messages = std::move(state->messages);
  return run;
}

Outcome<python::Values> python::Session::evaluate(const Model &model,
                                                  const RunOptions &options) {
  llvm::Expected<ridge::Values> values =
      state->session.evaluate(*model.model, valuesOf(options));
  if (!values)
    return diagnosticOf(values.takeError());
  python::Values result;
  result.session = state;
  result.values = std::move(*values);
  return result;
}

//===----------------------------------------------------------------------===//
// Programs
//===----------------------------------------------------------------------===//

Outcome<python::Program> python::Session::parseProgram(const Text &source,
                                                       const Machine &machine) {
  llvm::Expected<Compiled> compiled =
      state->session.parseProgram(source.text, source.file, *machine.handle);
  if (!compiled)
    return diagnosticOf(compiled.takeError());
  Program program;
  program.session = state;
  program.compiled = std::make_shared<const Compiled>(std::move(*compiled));
  return program;
}

Outcome<std::string> python::Session::estimate(const Program &program) {
  llvm::Expected<ProgramCost> cost = state->session.estimate(*program.compiled);
  if (!cost)
    return diagnosticOf(cost.takeError());
  RunResult result;
  result.model = program.file();
  result.program = &program.compiled->program;
  result.machine = &*program.compiled->machine;
  result.cost = std::move(*cost);
  std::string text;
  llvm::raw_string_ostream os(text);
  printCostJson(result, os);
  return text;
}

Outcome<std::string> python::Session::simulate(const Program &program,
                                               const std::string &tracePath) {
  RunResult result;
  result.model = program.file();
  result.program = &program.compiled->program;
  result.machine = &*program.compiled->machine;
  if (llvm::Error error =
          state->session.estimate(*program.compiled).moveInto(result.cost))
    return diagnosticOf(std::move(error));
  result.code = codeSize(*result.program, *result.machine);
  if (llvm::Error error =
          simulateTraced(state->session, *program.compiled, tracePath)
              .moveInto(result.sim))
    return diagnosticOf(std::move(error));
  std::string text;
  llvm::raw_string_ostream os(text);
  printJson(result, os);
  return text;
}

static Outcome<std::vector<Tensor>> wrap(llvm::Expected<Execution> execution) {
  if (!execution)
    return diagnosticOf(execution.takeError());
  auto owner = std::make_shared<Execution>(std::move(*execution));
  return tensorsOf(owner->results, owner);
}

Outcome<std::vector<Tensor>>
python::Session::execute(const Program &program, const RunOptions &options) {
  llvm::Expected<std::vector<Array>> arguments =
      programArguments(state->session, *program.compiled, valuesOf(options));
  if (!arguments)
    return diagnosticOf(arguments.takeError());
  return wrap(state->session.execute(*program.compiled, *arguments));
}

static ridge::Values sharedOf(const python::Values &values) {
  return std::static_pointer_cast<ValueCheck>(values.values);
}

Outcome<std::vector<Tensor>> python::Session::execute(const Program &program,
                                                      const Values &values) {
  return wrap(state->session.execute(*program.compiled,
                                     sharedOf(values)->programArguments()));
}

Outcome<std::string> python::Session::compare(const Program &program,
                                              const Values &values) {
  llvm::Expected<CheckResult> check =
      state->session.check(*program.compiled, sharedOf(values));
  if (!check)
    return diagnosticOf(check.takeError());
  std::string text;
  llvm::raw_string_ostream os(text);
  printJson(*check, os);
  return text;
}

//===----------------------------------------------------------------------===//
// The session itself
//===----------------------------------------------------------------------===//

python::Session::Session() : state(std::make_shared<SessionState>()) {
  SessionState *raw = state.get();
  raw->session.onMessage([raw](const Message &message) {
    if (message.kind != Message::Kind::Remark || raw->wantsRemarks)
      raw->messages.push_back(diagnosticOf(message));
  });
  raw->session.stopWhen([raw] { return raw->stops.load(); });
}

void python::Session::onProgress(
    std::function<void(const std::string &)> handler) {
  state->progress = handler;
  if (!handler)
    return state->session.onProgress(nullptr);
  state->session.onProgress([handler = std::move(handler)](const Twine &step) {
    handler(step.str());
  });
}

void python::Session::stop(bool stops) { state->stops = stops; }
