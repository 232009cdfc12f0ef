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

#include "DiagnosticPrinter.h"
#include "Progress.h"
#include "mlir/IR/Remarks.h"
#include "mlir/InitAllDialects.h"
#include "mlir/InitAllExtensions.h"
#include "ridge/Check/StoredTensors.h"
#include "ridge/Check/ValueCheck.h"
#include "ridge/Explore/FormatFile.h"
#include "ridge/Explore/FormatSearch.h"
#include "ridge/Pipeline/Compilation.h"
#include "ridge/Pipeline/Register.h"
#include "ridge/Report/Report.h"
#include "ridge/Support/OutputFile.h"
#include "ridge/Target/Catalog.h"
#include "ridge/Values/ErrorSums.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace mlir;
using namespace ridge;

std::optional<Emission> ridge::parseEmission(StringRef name) {
  if (name == "program")
    return Emission{};
  if (std::optional<Stage> stage = parseStage(name))
    return Emission{stage};
  return std::nullopt;
}

//===----------------------------------------------------------------------===//
// Context
//===----------------------------------------------------------------------===//

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

namespace {
/// Prints each remark as a line: its words in order, then what has a name.
class RemarkPrinter : public remark::detail::MLIRRemarkStreamerBase {
public:
  void streamOptimizationRemark(const remark::detail::Remark &remark) override {
    std::string text;
    std::vector<std::string> named;
    for (const remark::detail::Remark::Arg &arg : remark.getArgs()) {
      if (arg.key == "Remark")
        text += arg.val;
      else
        named.push_back(arg.key + " = " + arg.val);
    }
    if (!text.empty())
      named.insert(named.begin(), text);
    emitRemark(remark.getLocation())
        << remark.getCombinedCategoryName() << ": " << remark.getRemarkName()
        << ": " << llvm::join(named, ", ");
  }
};
} // namespace

static LogicalResult enableRemarks(MLIRContext &context) {
  remark::RemarkCategories every;
  // A kind without a pattern of its own is left out, whatever `all` says.
  every.passed = every.missed = every.analysis = every.failed = ".*";
  return remark::enableOptimizationRemarks(
      context, std::make_unique<RemarkPrinter>(),
      std::make_unique<remark::RemarkEmittingPolicyAll>(), every);
}

//===----------------------------------------------------------------------===//
// Run
//===----------------------------------------------------------------------===//

namespace {
class Run {
public:
  Run(const RunOptions &options, llvm::raw_ostream &out, llvm::raw_ostream &err)
      : options(options), out(out), err(err),
        context(inputDialects(), MLIRContext::Threading::DISABLED),
        printer(context, options.model, err), errors(context, options.model),
        progress(err, options.progress), compilation(context, errors),
        values(errors) {}

  LogicalResult run();

private:
  LogicalResult loadMachine();
  LogicalResult compile();
  LogicalResult compileStage(const StageInfo &stage);
  LogicalResult comparePass(StringRef pass);
  LogicalResult decideFormats();
  FailureOr<FormatDecision> readFormats();
  FormatSearch formatSearch() {
    return FormatSearch(compilation, values, machine, errors,
                        [this](const Twine &step) { progress.begin(step); });
  }
  LogicalResult recordTyped();
  LogicalResult simulateProgram();
  LogicalResult checkValues();
  LogicalResult checkInvariants() const;
  LogicalResult report();
  LogicalResult writeFile(StringRef path,
                          function_ref<void(llvm::raw_ostream &)> write);
  LogicalResult recordCodecs();
  bool choosesFormats() const {
    return options.errorBudget || !options.formatsFile.empty();
  }
  bool changesValues() const {
    return choosesFormats() || !options.codecs.empty();
  }
  bool stopsAt(Stage stage) const {
    return options.emission && options.emission->stage == stage;
  }

  const RunOptions &options;
  llvm::raw_ostream &out, &err;
  MLIRContext context;
  DiagnosticPrinter printer;
  FileErrors errors;
  Progress progress;
  Compilation compilation;
  ValueCheck values;
  /// Without a name where none is asked for.
  MachineHandle machine = MachineHandle::create(Machine(), "", "");
  Program program;
  RunResult result;
  std::optional<ExecStats> executed;
};
} // namespace

LogicalResult Run::loadMachine() {
  // The tensor form is the same for all machines.
  if (options.machine.empty())
    return success();
  FailureOr<MachineHandle> loaded =
      loadMachineByName(options.machine, context, [&]() -> InFlightDiagnostic {
        return emitError(errors.wholeFile());
      });
  if (failed(loaded))
    return failure();
  machine = std::move(*loaded);
  return success();
}

/// Executes what the pass has made, so that the first wrong pass is named.
LogicalResult Run::comparePass(StringRef pass) {
  progress.begin("executing the IR after " + pass);
  FailureOr<CheckResult> check = values.check(compilation.module(), machine);
  if (failed(check))
    return failure();
  err << "ridge: after " << pass << ": largest error "
      << llvm::format("%.3g", check->maxError) << ", tolerance "
      << llvm::format("%.3g", check->tolerance) << "\n";
  if (check->pass)
    return success();
  return errors.fail("pass " + pass + " changed the values: " + check->detail);
}

LogicalResult Run::compileStage(const StageInfo &stage) {
  progress.begin("compiling to the " + stage.name + " form");
  // Queues cannot be executed one operation after the other; the program that
  // comes of them is.
  bool executes = options.checkStages && stage.stage != Stage::Isa;
  for (StringRef pass : stage.passes) {
    if (failed(compilation.runPass(pass)))
      return failure();
    // Casts change values by intention: from the typed model on, it is what the
    // rest is compared with.
    bool changes =
        !pass.starts_with("ridge-verify-stage") && stage.stage != Stage::Typed;
    if (executes && changes && failed(comparePass(pass)))
      return failure();
  }
  // Who looks at the typed form sees what is prepared, too.
  return stage.stage == Stage::Typed && !stopsAt(stage.stage) ? recordTyped()
                                                              : success();
}

//===----------------------------------------------------------------------===//
// Formats
//===----------------------------------------------------------------------===//

FailureOr<FormatDecision> Run::readFormats() {
  auto buffer = llvm::MemoryBuffer::getFile(options.formatsFile);
  if (!buffer)
    return errors.failAt(options.formatsFile, buffer.getError().message());
  llvm::Expected<FormatFile> file = parseFormatFile((*buffer)->getBuffer());
  if (!file)
    return errors.failAt(options.formatsFile, llvm::toString(file.takeError()));
  if (file->weights && !options.values.weights &&
      failed(values.setWeights(*file->weights)))
    return failure();
  return formatSearch().describe(std::move(file->assignment),
                                 file->withoutExponents);
}

LogicalResult Run::decideFormats() {
  FailureOr<FormatDecision> decision =
      options.errorBudget
          ? formatSearch().search(*options.errorBudget, options.minimized,
                                  options.narrowLogits)
          : readFormats();
  if (failed(decision))
    return failure();
  compilation.setFormats(formatsAttribute(decision->assignment, &context),
                         values.weights());
  result.precision = std::move(decision->report);
  return success();
}

/// The tensor form is complete: what there is to prepare leaves the module.
LogicalResult Run::recordTyped() {
  if (!changesValues())
    return success();
  TypedModel typed = compilation.takeTyped();
  progress.begin("running the model in its formats");
  if (failed(values.setTyped(typed)))
    return failure();
  ErrorMeasure error = measureError(values.modelResults(), values.expected());
  if (result.precision)
    result.precision->error = error;
  if (options.codecs.empty())
    return success();
  progress.begin("measuring what is stored in codecs");
  auto stored = measureStored(typed, values.modelArguments(),
                              values.typedModelArguments());
  if (!stored)
    return errors.fail(stored.takeError());
  // A search may find formats that no codec makes smaller.
  if (!options.errorBudget)
    for (const auto &request : options.codecs)
      if (llvm::none_of(*stored, [&](const StoredTensor &tensor) {
            return tensor.tensors == request.first;
          }))
        return errors.fail(
            "codec '" + request.second + "' for " + request.first +
            " stores no tensor: expected " +
            (request.first == "activations"
                 ? "operands of products that the model computes"
                 : "weights that products or gathers read") +
            ", of floats with more bits, in whole units; --remarks says why "
            "tensors were left");
  setRates(compilation.module(), typed, *stored);
  result.codecs = {std::move(*stored), error};
  return success();
}

/// Tensors go into their codecs in every compilation of the model.
LogicalResult Run::recordCodecs() {
  Builder builder(&context);
  SmallVector<Attribute> entries;
  for (const auto &[tensors, codec] : options.codecs) {
    Attribute entry = StoredAttr::getChecked(
        [&] { return compilation.module().emitError(); }, &context,
        StringRef(tensors), StringRef(codec), FloatAttr());
    if (!entry)
      return failure();
    entries.push_back(entry);
  }
  compilation.setCodecs(builder.getArrayAttr(entries));
  return success();
}

LogicalResult Run::compile() {
  for (const StageInfo &stage : stages()) {
    if (failed(compileStage(stage)))
      return failure();
    if (stopsAt(stage.stage)) {
      compilation.module()->print(out);
      out << "\n";
      return success();
    }
  }
  FailureOr<Program> translated = compilation.translate(machine);
  if (failed(translated))
    return failure();
  program = std::move(*translated);
  return success();
}

LogicalResult Run::writeFile(StringRef path,
                             function_ref<void(llvm::raw_ostream &)> write) {
  if (llvm::Error error = ridge::writeFile(path, write))
    return errors.failAt(path, llvm::toString(std::move(error)));
  return success();
}

LogicalResult Run::simulateProgram() {
  progress.begin("estimating");
  result.cost = estimate(program, machine);
  progress.begin("simulating");
  if (options.tracePath.empty()) {
    result.sim = simulate(program, machine);
  } else if (failed(writeFile(options.tracePath, [&](llvm::raw_ostream &os) {
               auto listener = createTraceWriter(program, machine, os);
               result.sim = simulate(program, machine, listener.get());
             }))) {
    return failure();
  }
  if (!result.sim.deadlock.empty())
    return errors.fail("the program does not end: " + result.sim.deadlock);
  return success();
}

LogicalResult Run::checkValues() {
  progress.begin("executing the program");
  executed.emplace();
  FailureOr<CheckResult> check = values.check(program, machine, &*executed);
  if (failed(check))
    return failure();
  result.check = std::move(*check);
  return success();
}

/// What holds for every program and machine (section 3 of the design). A run
/// that breaks it has numbers that nobody should read.
LogicalResult Run::checkInvariants() const {
  const ProgramCost &cost = result.cost;
  const SimResult &sim = result.sim;
  auto fail = [&](const Twine &what) {
    return errors.fail("the numbers contradict each other, please report it: " +
                       what);
  };
  if (sim.cycles < cost.bound)
    return fail("simulated " + Twine(sim.cycles) + " cycles, bound " +
                Twine(cost.bound));
  if (sim.cycles > cost.serial)
    return fail("simulated " + Twine(sim.cycles) + " cycles, serial sum " +
                Twine(cost.serial));
  for (size_t path = 0; path < machine->paths.size(); ++path) {
    int64_t simulated = sim.pathBytes[path], estimated = cost.pathBytes[path];
    int64_t copied = executed ? executed->pathBytes[path] : simulated;
    if (simulated != estimated || simulated != copied)
      return fail("path " + machine->paths[path].name + " moves " +
                  Twine(simulated) + " bytes simulated, " + Twine(estimated) +
                  " estimated, " + Twine(copied) + " executed");
  }
  return success();
}

LogicalResult Run::report() {
  result.model = options.model;
  result.program = &program;
  result.machine = &*machine;
  if (options.jsonPath != "-")
    printText(result, out);
  if (!options.paretoPath.empty() && result.precision &&
      failed(writeFile(options.paretoPath, [&](llvm::raw_ostream &os) {
        drawPrecision(*result.precision, os);
      })))
    return failure();
  if (options.jsonPath.empty())
    return success();
  auto write = [&](llvm::raw_ostream &os) { printJson(result, os); };
  if (options.jsonPath != "-")
    return writeFile(options.jsonPath, write);
  write(out);
  return success();
}

LogicalResult Run::run() {
  // The place says which operation it is; its text has no end in models.
  context.printOpOnDiagnostic(false);
  if (options.remarks && failed(enableRemarks(context)))
    return errors.fail("remarks cannot be enabled");
  if (failed(loadMachine()))
    return failure();
  progress.begin("reading the model");
  if (failed(compilation.parse(options.model, machine)))
    return failure();
  if (changesValues() || options.checkStages) {
    progress.begin("running the reference");
    if (failed(values.prepare(compilation.input(), options.values)))
      return failure();
  }
  if (!options.codecs.empty()) {
    compilation.setFormats(ArrayAttr::get(&context, {}), values.weights());
    if (failed(recordCodecs()))
      return failure();
  }
  if (choosesFormats() && failed(decideFormats()))
    return failure();
  if (failed(compile()))
    return failure();
  if (options.emission) {
    if (!options.emission->stage)
      out << printProgram(program, machine);
    return success();
  }

  if (failed(simulateProgram()))
    return failure();
  if (options.check || options.checkStages) {
    progress.begin("running the reference");
    if (!options.checkStages && !changesValues() &&
        failed(values.prepare(compilation.input(), options.values)))
      return failure();
    if (failed(checkValues()))
      return failure();
  }
  if (failed(checkInvariants()) || failed(report()))
    return failure();
  if (result.check && !result.check->pass)
    return errors.fail("check failed: " + result.check->detail);
  return success();
}

ExitStatus ridge::runModel(const RunOptions &options, llvm::raw_ostream &out,
                           llvm::raw_ostream &err) {
  return succeeded(Run(options, out, err).run()) ? ExitDone : ExitRefused;
}
