//===- Invocation.cpp - one run of the driver -----------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Loads, runs the steps, and writes what was asked for.
///
//===----------------------------------------------------------------------===//

#include "ridge/Driver/Invocation.h"

#include "Outputs.h"
#include "ridge/Run/Progress.h"
#include "ridge/Run/RunSteps.h"
#include "ridge/Run/WriteFile.h"
#include "ridge/Session/LayerRemarks.h"
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
    session.onMessage([&](const Message &message) { take(message); });
    session.onProgress([&](const Twine &step) { progress.begin(step); });
  }

  llvm::Error run();

private:
  llvm::Error load();
  llvm::Expected<RunRequest> request();
  llvm::Error readText(StringRef path, StringRef what,
                       std::optional<TextSource> &text) const;
  void emit();
  llvm::Error writeOutputs();
  void take(const Message &message);
  std::vector<std::vector<std::string>> notes() const;
  llvm::Error report();

  const RunOptions &options;
  llvm::raw_ostream &out, &err;
  Session session;
  Progress progress;
  RunOutcome outcome;
  std::vector<Message> remarks; ///< For the page in a browser.
};
} // namespace

void Run::take(const Message &message) {
  bool isRemark = message.kind == Message::Kind::Remark;
  if (isRemark && !options.reportPath.empty())
    remarks.push_back(message);
  if (!isRemark || options.remarks)
    message.print(err);
}

llvm::Error Run::load() {
  if (options.remarks || !options.reportPath.empty())
    if (llvm::Error error = session.enableRemarks())
      return error;
  // The tensor form is the same for all machines.
  if (!options.machine.empty())
    if (llvm::Error error =
            session.loadMachine(options.machine).moveInto(outcome.machine))
      return error;
  return session.loadModel(options.model, options.modelOptions)
      .moveInto(outcome.model);
}

llvm::Error Run::readText(StringRef path, StringRef what,
                          std::optional<TextSource> &text) const {
  if (path.empty())
    return llvm::Error::success();
  auto buffer = llvm::MemoryBuffer::getFile(path, /*IsText=*/true);
  if (!buffer)
    return session.error(path, "cannot read the " + what + ": " +
                                   buffer.getError().message());
  text = {path.str(), (*buffer)->getBuffer().str()};
  return llvm::Error::success();
}

llvm::Expected<RunRequest> Run::request() {
  RunRequest request;
  request.check = options.check;
  request.checkStages = options.checkStages;
  request.executes = !options.outputsPath.empty();
  request.evaluates = !options.referenceOutputsPath.empty();
  request.values = options.values;
  request.errorBudget = options.errorBudget;
  request.minimized = options.minimized;
  request.narrowLogits = options.narrowLogits;
  request.codecs = options.codecs;
  request.tracePath = options.tracePath;
  request.keepsMapping =
      !options.reportPath.empty() || !options.jsonPath.empty();
  if (options.emission) {
    request.last = options.emission->stage;
    request.onlyMapping = options.emission->isMapping;
    request.onlyProgram = !request.last && !request.onlyMapping;
  }
  request.progress = [this](const Twine &step) { progress.begin(step); };
  request.onPassChecked = [this](StringRef pass, const CheckResult &check) {
    err << "ridge: after " << pass << ": largest error "
        << llvm::format("%.3g", check.maxError) << ", tolerance "
        << llvm::format("%.3g", check.tolerance) << "\n";
  };
  if (llvm::Error error =
          readText(options.formatsFile, "formats", request.formats))
    return error;
  if (llvm::Error error =
          readText(options.mappingFile, "mapping", request.mapping))
    return error;
  return request;
}

void Run::emit() {
  if (options.emission->isMapping)
    out << outcome.compiled.mapping;
  else
    out << (options.emission->stage
                ? outcome.compiled.ir
                : printProgram(outcome.compiled.program, outcome.machine));
}

llvm::Error Run::writeOutputs() {
  if (!options.outputsPath.empty())
    if (llvm::Error error =
            writeArrays(options.outputsPath, outcome.executed->results))
      return error;
  if (!options.referenceOutputsPath.empty())
    return writeArrays(options.referenceOutputsPath,
                       outcome.values->modelResults());
  return llvm::Error::success();
}

/// Why each layer is as it is.
std::vector<std::vector<std::string>> Run::notes() const {
  std::vector<LayerPlace> places;
  for (const Layer &layer : outcome.compiled.program.layers)
    places.push_back({layer.name, layer.location});
  std::vector<std::string> ofNone;
  return remarksByLayer(remarks, places, ofNone);
}

llvm::Error Run::report() {
  RunResult &result = outcome.report;
  if (options.timing)
    result.hostSeconds = progress.times();
  // Whoever asks for outputs alone is told of no comparison.
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
  if (!options.reportPath.empty())
    if (llvm::Error error =
            writeFileAt(options.reportPath, [&](llvm::raw_ostream &os) {
              printHtml(result, notes(), os);
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
  llvm::Expected<RunRequest> asked = request();
  if (!asked)
    return asked.takeError();
  if (llvm::Error error = runSteps(session, *asked, outcome))
    return error;
  if (options.emission) {
    emit();
    return llvm::Error::success();
  }
  if (llvm::Error error = writeOutputs())
    return error;
  if (llvm::Error error = report())
    return error;
  const std::optional<CheckResult> &check = outcome.report.check;
  if (check && !check->pass)
    return session.error(options.model, "check failed: " + check->detail);
  return llvm::Error::success();
}

ExitStatus ridge::runModel(const RunOptions &options, llvm::raw_ostream &out,
                           llvm::raw_ostream &err) {
  return exitStatus(Run(options, out, err).run(), err);
}
