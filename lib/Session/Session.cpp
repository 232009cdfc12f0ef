//===- Session.cpp - Ridge as a library -----------------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Session/Session.h"

#include "Messages.h"
#include "dialects/Ridge/RidgeDialect.h"
#include "mlir/InitAllDialects.h"
#include "mlir/InitAllExtensions.h"
#include "ridge/Analysis/ContextTilings.h"
#include "ridge/Analysis/DescribeGroups.h"
#include "ridge/Check/StoredTensors.h"
#include "ridge/Exec/Executor.h"
#include "ridge/Pipeline/Register.h"
#include "ridge/Target/Catalog.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace mlir;
using namespace ridge;

static const DialectRegistry &inputDialects() {
  static const DialectRegistry registry = [] {
    DialectRegistry all;
    registerAllDialects(all);
    registerAllExtensions(all);
    registerRidgeDialects(all);
    registerRidgePasses();
    return all;
  }();
  return registry;
}

Session::Session()
    : mlirContext(std::make_unique<MLIRContext>(
          inputDialects(), MLIRContext::Threading::DISABLED)),
      messages(std::make_unique<Messages>(*mlirContext)) {
  // The place says which operation it is; its text has no end in models.
  mlirContext->printOpOnDiagnostic(false);
}

Session::~Session() = default;

TilingCache::Counts Session::tilingSearches() const {
  TilingCache *tilings = ContextTilings::of(*mlirContext);
  return tilings ? tilings->counts() : TilingCache::Counts();
}

std::set<TilingCache::Key> Session::takeSearches() {
  mlirContext->getOrLoadDialect<RidgeDialect>();
  return ContextTilings::of(*mlirContext)->takeAsked();
}

void Session::shareSearches(Session &other) {
  for (MLIRContext *each : {mlirContext.get(), other.mlirContext.get()})
    each->getOrLoadDialect<RidgeDialect>();
  ContextTilings::of(*mlirContext)
      ->shareWith(*ContextTilings::of(*other.mlirContext));
}

MLIRContext &Session::context() { return *mlirContext; }

void Session::onMessage(std::function<void(const Message &)> handler) {
  messages->handler = std::move(handler);
}

void Session::onProgress(ProgressHandler handler) {
  progress = std::move(handler);
}

void Session::stopWhen(std::function<bool()> asked) {
  stopAsked = std::move(asked);
}

llvm::Error Session::checkStopped() const {
  if (stopAsked && stopAsked())
    return llvm::make_error<StoppedError>();
  return llvm::Error::success();
}

void Session::say(const Twine &step) const {
  if (progress)
    progress(step);
}

llvm::Error Session::enableRemarks() {
  if (succeeded(ridge::enableRemarks(*mlirContext)))
    return llvm::Error::success();
  return llvm::createStringError("remarks cannot be enabled");
}

//===----------------------------------------------------------------------===//
// Errors
//===----------------------------------------------------------------------===//

llvm::Error Session::error(StringRef file, const Twine &message) const {
  return inputError(file, oneLine(message.str()));
}

/// The first error of the step that failed.
llvm::Error Session::takeError(StringRef file) {
  std::optional<Message> first = messages->takeError();
  if (llvm::Error stopped = checkStopped())
    return stopped;
  if (!first)
    return error(file, "a step failed and did not say why, please report it");
  if (first->place.empty())
    first->place = (file + ":1:1").str();
  return llvm::make_error<InputError>(std::move(*first));
}

template <typename T>
llvm::Expected<T> Session::finish(FailureOr<T> result, StringRef file) {
  if (failed(result))
    return takeError(file);
  return std::move(*result);
}

//===----------------------------------------------------------------------===//
// Machines and models
//===----------------------------------------------------------------------===//

llvm::Expected<MachineHandle> Session::loadMachine(StringRef name) {
  FileErrors errors(*mlirContext, name);
  return finish(
      loadMachineByName(name, *mlirContext,
                        [&] { return emitError(errors.wholeFile()); }),
      name);
}

llvm::Expected<MachineHandle> Session::parseMachine(StringRef text,
                                                    StringRef file) {
  FileErrors errors(*mlirContext, file);
  return finish(
      loadMachineFromText(text, file, *mlirContext,
                          [&] { return emitError(errors.wholeFile()); }),
      file);
}

llvm::Expected<MachineHandle>
Session::deriveMachine(const MachineHandle &base,
                       ArrayRef<MachineChange> changes) {
  return finish(ridge::deriveMachine(base, changes, *mlirContext), base.name());
}

llvm::Expected<MachineHandle> Session::deriveMachine(const MachineHandle &base,
                                                     StringRef text,
                                                     StringRef file,
                                                     StringRef machine) {
  return finish(ridge::deriveMachine(base, text, file, *mlirContext, machine),
                file);
}

std::vector<MachineNumber>
Session::machineNumbers(const MachineHandle &machine) {
  return ridge::machineNumbers(machine, *mlirContext);
}

llvm::Expected<std::vector<std::string>>
Session::machinesOfText(StringRef text, StringRef file) {
  return finish(ridge::machinesOfText(text, file, *mlirContext), file);
}

llvm::Expected<Model> Session::loadModel(StringRef path,
                                         const ModelOptions &options) {
  say("reading the model");
  return finish(Model::read(path, options, *mlirContext), path);
}

llvm::Expected<Model> Session::parseModel(StringRef text, StringRef file,
                                          const ModelOptions &options) {
  return finish(Model::parse(text, file, options, *mlirContext), file);
}

//===----------------------------------------------------------------------===//
// Values and formats
//===----------------------------------------------------------------------===//

llvm::Expected<Values> Session::evaluate(const Model &model,
                                         const ValueOptions &options) {
  if (llvm::Error stopped = checkStopped())
    return stopped;
  say("running the reference");
  auto values =
      std::make_shared<ValueCheck>(FileErrors(*mlirContext, model.file()));
  if (failed(values->prepare(model.function(), options)))
    return takeError(model.file());
  return values;
}

llvm::Expected<FormatDecision>
Session::chooseFormats(const Model &model, const MachineHandle &machine,
                       const Values &values, const FormatRequest &request) {
  return finish(
      FormatSearch(model, machine, request.codecs, *values,
                   [this](const Twine &step) { say(step); })
          .search(request.budget, request.minimized, request.narrowLogits),
      model.file());
}

llvm::Expected<FormatDecision>
Session::describeFormats(const Model &model, const MachineHandle &machine,
                         const Values &values, Assignment assignment,
                         ArrayRef<int64_t> withoutExponents) {
  return finish(FormatSearch(model, machine, {}, *values,
                             [this](const Twine &step) { say(step); })
                    .describe(std::move(assignment), withoutExponents),
                model.file());
}

//===----------------------------------------------------------------------===//
// Compilation
//===----------------------------------------------------------------------===//

/// The typed form is complete: runs the model in it, and gives codecs the rates
/// that they need for these values.
LogicalResult Session::recordTyped(const Model &model,
                                   const CompileOptions &options,
                                   Compilation &compilation,
                                   Compiled &compiled) {
  ValueCheck &values = *options.values;
  TypedModel typed = compilation.typed();
  say("running the model in its formats");
  if (failed(values.setTyped(typed)))
    return failure();
  compiled.error = measureResultError(values.modelResults(), values.expected());
  if (!options.codecs.empty()) {
    say("measuring what is stored in codecs");
    auto stored = measureStored(typed, values.modelArguments(),
                                values.typedModelArguments());
    if (!stored)
      return FileErrors(*mlirContext, model.file()).fail(stored.takeError());
    if (failed(compilation.setRates(ratesOf(*stored))))
      return failure();
    compiled.stored = std::move(*stored);
  }
  compilation.dropPreparation();
  return success();
}

/// After tiles are chosen, the text of all mappings.
static LogicalResult describeMapping(StringRef pass, ModuleOp module,
                                     const Machine &machine,
                                     std::string &text) {
  if (!pass.contains("ridge-choose-tiles"))
    return success();
  for (auto func : module.getOps<func::FuncOp>()) {
    FailureOr<std::string> groups = describeGroups(func, machine);
    if (failed(groups))
      return failure();
    text += *groups;
  }
  return success();
}

FailureOr<Compiled> Session::compileStages(const Model &model,
                                           const MachineHandle &machine,
                                           const CompileOptions &options) {
  // Whoever looks at each pass sees those of the first stage as well.
  bool shares = !options.observer;
  FailureOr<Compilation> compilation =
      shares ? Compilation::fromTensorForm(model, machine)
             : FailureOr<Compilation>(Compilation(model, machine));
  if (failed(compilation))
    return failure();
  bool changesValues = options.formats || !options.codecs.empty();
  if (changesValues)
    compilation->setFormats(
        formatsAttribute(options.formats.value_or(Assignment()),
                         mlirContext.get()),
        options.values->weights());
  if (failed(compilation->setCodecs(options.codecs)))
    return failure();
  if (options.mapping)
    compilation->setMapping(options.mapping->file, options.mapping->text);

  Compiled compiled;
  compiled.file = model.file().str();
  compiled.machine = machine;
  PassObserver observer = options.observer;
  if (options.onlyMapping || options.keepsMapping || stopAsked)
    observer = [&](StringRef pass, ModuleOp module) {
      if (stopAsked && stopAsked())
        return failure();
      if (options.observer && failed(options.observer(pass, module)))
        return failure();
      return options.onlyMapping || options.keepsMapping
                 ? describeMapping(pass, module, machine, compiled.mapping)
                 : success();
    };
  for (const StageInfo &stage : stages()) {
    say("compiling to the " + stage.name + " form");
    if (!(shares && stage.stage == Stage::Tensor) &&
        failed(compilation->runStage(stage, observer)))
      return failure();
    if (options.onlyMapping && stage.stage == Stage::Tile)
      return compiled;
    if (options.last == stage.stage) {
      llvm::raw_string_ostream os(compiled.ir);
      compilation->module()->print(os);
      os << "\n";
      return compiled;
    }
    // Who looks at the typed form sees what is prepared, too.
    if (stage.stage == Stage::Typed && changesValues &&
        failed(recordTyped(model, options, *compilation, compiled)))
      return failure();
  }
  FailureOr<Program> program = compilation->translate();
  if (failed(program))
    return failure();
  compiled.program = std::move(*program);
  return compiled;
}

llvm::Expected<Compiled> Session::compile(const Model &model,
                                          const MachineHandle &machine,
                                          const CompileOptions &options) {
  return finish(compileStages(model, machine, options), model.file());
}

llvm::Expected<Compiled> Session::loadProgram(StringRef path,
                                              const MachineHandle &machine) {
  auto buffer = llvm::MemoryBuffer::getFile(path, /*IsText=*/true);
  if (!buffer)
    return error(path,
                 "cannot read the program: " + buffer.getError().message());
  return parseProgram((*buffer)->getBuffer(), path, machine);
}

llvm::Expected<Compiled> Session::parseProgram(StringRef text, StringRef file,
                                               const MachineHandle &machine) {
  llvm::Expected<Program> program = ridge::parseProgram(text, machine);
  if (!program)
    return programError(file, program.takeError());
  std::vector<std::string> wrong = checkProgram(*program, machine);
  if (!wrong.empty())
    return error(file, "the program does not fit machine '" +
                           Twine(machine->name) + "': " + wrong.front());
  return Compiled{file.str(), machine, std::move(*program), {}, {}, {}, {}};
}

//===----------------------------------------------------------------------===//
// Words of programs
//===----------------------------------------------------------------------===//

llvm::Expected<Image> Session::assemble(const Compiled &compiled) {
  if (llvm::Error stopped = checkStopped())
    return stopped;
  say("assembling");
  llvm::Expected<Image> image =
      ridge::assemble(compiled.program, *compiled.machine);
  if (!image)
    return error(compiled.file, llvm::toString(image.takeError()));
  return image;
}

llvm::Expected<Image> Session::readImage(StringRef bytes, StringRef file,
                                         const MachineHandle &machine) {
  llvm::Expected<Image> image = ridge::readImage(bytes, *machine);
  if (!image)
    return error(file, llvm::toString(image.takeError()));
  return image;
}

llvm::Expected<Compiled> Session::disassemble(const Image &image,
                                              StringRef file,
                                              const MachineHandle &machine) {
  if (llvm::Error stopped = checkStopped())
    return stopped;
  say("disassembling");
  llvm::Expected<Program> program = ridge::disassemble(image, *machine);
  if (!program)
    return error(file, llvm::toString(program.takeError()));
  return Compiled{file.str(), machine, std::move(*program), {}, {}, {}, {}};
}

//===----------------------------------------------------------------------===//
// Running programs
//===----------------------------------------------------------------------===//

llvm::Expected<ProgramCost> Session::estimate(const Compiled &compiled) {
  if (llvm::Error stopped = checkStopped())
    return stopped;
  say("estimating");
  ProgramCost cost = ridge::estimate(compiled.program, compiled.machine);
  if (std::string wrong = overflowProblem(cost, compiled.machine);
      !wrong.empty())
    return error(compiled.file, wrong);
  return inCycles(std::move(cost), *compiled.machine);
}

llvm::Expected<SimResult> Session::simulate(const Compiled &compiled,
                                            SimListener *listener) {
  // No simulated time is beyond the serial sum: where that fits, all do.
  if (llvm::Error stopped = checkStopped())
    return stopped;
  say("simulating");
  ProgramCost cost = serialCost(compiled.program, compiled.machine);
  if (std::string wrong = overflowProblem(cost, compiled.machine);
      !wrong.empty())
    return error(compiled.file, wrong);
  SimResult sim = ridge::simulate(compiled.program, compiled.machine, listener);
  if (!sim.deadlock.empty())
    return error(compiled.file, "the program does not end: " + sim.deadlock);
  return inCycles(std::move(sim), *compiled.machine);
}

llvm::Expected<Execution> Session::execute(const Compiled &compiled,
                                           ArrayRef<Array> arguments) {
  if (llvm::Error stopped = checkStopped())
    return stopped;
  say("executing the program");
  Execution execution;
  auto results = ridge::execute(compiled.program, compiled.machine, arguments,
                                {}, &execution.stats);
  if (!results)
    return error(compiled.file, "executing the program: " +
                                    llvm::toString(results.takeError()));
  execution.results = std::move(*results);
  return execution;
}

llvm::Expected<CheckResult> Session::check(const Compiled &compiled,
                                           const Values &values,
                                           Execution *execution) {
  llvm::Expected<Execution> run = execute(compiled, values->programArguments());
  if (!run)
    return run.takeError();
  CheckResult result = values->compare(run->results);
  if (execution)
    *execution = std::move(*run);
  return result;
}
