//===- ridge.cpp - the driver's command line ------------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Reads verbs and flags and calls the driver. Written by hand: llvm::cl would
/// offer every option that the libraries beneath register.
///
//===----------------------------------------------------------------------===//

#include "CommandLine.h"
#include "ModelFlags.h"
#include "ridge/Driver/AssembleVerbs.h"
#include "ridge/Driver/CompareVerb.h"
#include "ridge/Driver/ImportVerb.h"
#include "ridge/Driver/Invocation.h"
#include "ridge/Driver/Machines.h"
#include "ridge/Driver/ProgramVerbs.h"
#include "ridge/Driver/PythonVerbs.h"
#include "ridge/Support/OutputFile.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/InitLLVM.h"

using namespace ridge;
using llvm::StringRef;

/// Numbers and ranges: "2,5-8".
static std::optional<std::vector<int64_t>> parseNumbers(StringRef list) {
  std::vector<int64_t> numbers;
  llvm::SmallVector<StringRef> parts;
  list.split(parts, ',');
  for (StringRef part : parts) {
    auto [low, high] = part.split('-');
    unsigned first, last;
    if (low.getAsInteger(10, first))
      return std::nullopt;
    last = first;
    if (part.contains('-') && high.getAsInteger(10, last))
      return std::nullopt;
    // No model has so many arguments; a range must not fill the memory.
    if (last < first || last > 100000)
      return std::nullopt;
    for (unsigned number = first; number <= last; ++number)
      numbers.push_back(number);
  }
  return numbers;
}

/// What --codec says; an empty text or what is wrong.
static std::string setCodecs(llvm::ArrayRef<std::string> texts,
                             RunOptions &options) {
  for (StringRef text : texts) {
    auto [tensors, codec] = text.split('=');
    if (tensors.empty() || codec.empty())
      return ("--codec takes TENSORS=CODEC as weights=sparse<2:4,bf16>, not '" +
              text + "'")
          .str();
    for (const auto &other : options.codecs)
      if (other.first == tensors)
        return ("--codec says twice what " + tensors + " are stored in").str();
    options.codecs.push_back({tensors.str(), codec.str()});
  }
  return "";
}

/// What --error-budget, --minimize, --formats and --weights say; an empty text
/// or what is wrong.
static std::string setFormats(StringRef budget, StringRef minimize,
                              StringRef weights, RunOptions &options) {
  if (!budget.empty()) {
    double value;
    if (budget.getAsDouble(value) || !(value > 0) || value > 1000)
      return ("--error-budget takes a number of dB above 0, not '" + budget +
              "'")
          .str();
    options.errorBudget = value;
  }
  if (!minimize.empty()) {
    if (minimize != "time" && minimize != "energy")
      return ("--minimize takes time or energy, not '" + minimize + "'").str();
    if (!options.errorBudget)
      return "--minimize belongs to --error-budget";
    if (minimize == "energy")
      options.minimized = Objective::Energy;
  }
  if (options.errorBudget && !options.formatsFile.empty())
    return "--error-budget chooses formats and --formats gives them: one of "
           "the two";
  bool decides = options.errorBudget || !options.formatsFile.empty();
  if (!weights.empty()) {
    options.values.weights = parseNumbers(weights);
    if (!options.values.weights)
      return ("--weights takes numbers of arguments as 2,5-8, not '" + weights +
              "'")
          .str();
  }
  if (!decides && options.codecs.empty() && options.values.weights)
    return "--weights belongs to --error-budget, --formats or --codec";
  if (!decides && options.narrowLogits)
    return "--narrow-logits belongs to --error-budget or --formats";
  if (!options.errorBudget && !options.paretoPath.empty())
    return "--pareto draws what --error-budget has tried";
  if (decides && options.machine.empty())
    return "formats are chosen for a machine: --machine is missing";
  return "";
}

/// What --emit says; an empty text or what is wrong.
static std::string setEmission(StringRef emit, RunOptions &options) {
  if (emit.empty())
    return "";
  options.emission = parseEmission(emit);
  if (options.emission)
    return "";
  return ("--emit takes tensor, typed, mapping, tile, placed, selected, isa or "
          "program, not '" +
          emit + "'")
      .str();
}

/// Fills `options`; gives what is wrong, or an empty text.
static std::string parseRun(CommandLine line, RunOptions &options) {
  std::string seed, emit, budget, minimize, weights;
  std::vector<std::string> codecs;
  ModelFlags flags;
  while (!line.isEmpty()) {
    StringRef word = line.next();
    std::string file;
    if (line.isSwitch(word, "--check"))
      options.check = true;
    else if (line.isSwitch(word, "--check-stages"))
      options.checkStages = true;
    else if (line.isSwitch(word, "--remarks"))
      options.remarks = true;
    else if (line.isSwitch(word, "--narrow-logits"))
      options.narrowLogits = true;
    else if (flags.take(line, word))
      continue;
    else if (line.isSwitch(word, "--progress"))
      options.progress = true;
    else if (line.isSwitch(word, "--timing"))
      options.timing = true;
    else if (line.takesValue(word, "--inputs", file))
      options.values.inputs.files.push_back(file);
    else if (line.takesValue(word, "--codec", file))
      codecs.push_back(file);
    else if (line.takesValue(word, "--machine", options.machine) ||
             line.takesValue(word, "--input-names", options.values.namesFile) ||
             line.takesValue(word, "--outputs", options.outputsPath) ||
             line.takesValue(word, "--reference-outputs",
                             options.referenceOutputsPath) ||
             line.takesValue(word, "--json", options.jsonPath) ||
             line.takesValue(word, "--report", options.reportPath) ||
             line.takesValue(word, "--trace", options.tracePath) ||
             line.takesValue(word, "--error-budget", budget) ||
             line.takesValue(word, "--minimize", minimize) ||
             line.takesValue(word, "--formats", options.formatsFile) ||
             line.takesValue(word, "--weights", weights) ||
             line.takesValue(word, "--mapping", options.mappingFile) ||
             line.takesValue(word, "--pareto", options.paretoPath) ||
             line.takesValue(word, "--seed", seed) ||
             line.takesValue(word, "--emit", emit))
      continue;
    else if (word.starts_with("-"))
      return ("unknown option " + word).str();
    else if (!options.model.empty())
      return ("one model a run, not '" + options.model + "' and '" + word + "'")
          .str();
    else
      options.model = word.str();
  }
  if (!line.problem.empty())
    return line.problem;

  uint64_t number;
  if (!seed.empty()) {
    if (StringRef(seed).getAsInteger(10, number))
      return "--seed takes a number from 0 to 2^64 - 1, not '" + seed + "'";
    options.values.seed = number;
  }
  if (std::string problem = setEmission(emit, options); !problem.empty())
    return problem;
  if (options.model.empty())
    return "run needs a model";
  std::string problem = setCodecs(codecs, options);
  if (problem.empty())
    problem = flags.setDims();
  if (problem.empty())
    problem = setFormats(budget, minimize, weights, options);
  if (!problem.empty())
    return problem;
  options.modelOptions = flags.options;
  bool machineFree =
      options.emission && options.emission->stage == Stage::Tensor;
  if (options.machine.empty() && !machineFree)
    return "run needs --machine; `ridge machines` lists the shipped ones";
  return "";
}

static int run(llvm::ArrayRef<StringRef> words) {
  RunOptions options;
  std::string problem = parseRun(CommandLine(words), options);
  if (!problem.empty())
    return usageError(problem);
  options.progress |= llvm::errs().is_displayed();
  return runModel(options, llvm::outs(), llvm::errs());
}

static std::optional<ProgramVerb> parseProgramVerb(StringRef word) {
  return llvm::StringSwitch<std::optional<ProgramVerb>>(word)
      .Case("bound", ProgramVerb::Bound)
      .Case("estimate", ProgramVerb::Estimate)
      .Case("simulate", ProgramVerb::Simulate)
      .Case("execute", ProgramVerb::Execute)
      .Default(std::nullopt);
}

/// Fills `options`; gives what is wrong, or an empty text.
static std::string parseProgramLine(StringRef verb, CommandLine line,
                                    ProgramOptions &options) {
  bool simulates = options.verb == ProgramVerb::Simulate;
  bool executes = options.verb == ProgramVerb::Execute;
  std::string seed;
  while (!line.isEmpty()) {
    StringRef word = line.next();
    std::string file;
    if (line.takesValue(word, "--machine", options.machine) ||
        line.takesValue(word, "--json", options.jsonPath) ||
        (simulates && line.takesValue(word, "--trace", options.tracePath)) ||
        (executes && (line.takesValue(word, "--outputs", options.outputsPath) ||
                      line.takesValue(word, "--seed", seed))))
      continue;
    if (executes && line.takesValue(word, "--inputs", file))
      options.inputs.files.push_back(file);
    else if (word.starts_with("-"))
      return ("unknown option " + word + " of " + verb).str();
    else if (!options.program.empty())
      return ("one program a run, not '" + options.program + "' and '" + word +
              "'")
          .str();
    else
      options.program = word.str();
  }
  if (!line.problem.empty())
    return line.problem;
  uint64_t number;
  if (!seed.empty()) {
    if (StringRef(seed).getAsInteger(10, number))
      return "--seed takes a number from 0 to 2^64 - 1, not '" + seed + "'";
    options.seed = number;
  }
  if (options.program.empty())
    return (verb + " needs a program").str();
  if (options.machine.empty())
    return (verb + " needs --machine; `ridge machines` lists the shipped ones")
        .str();
  return "";
}

static int program(StringRef word, ProgramVerb verb,
                   llvm::ArrayRef<StringRef> words) {
  ProgramOptions options;
  options.verb = verb;
  std::string problem = parseProgramLine(word, CommandLine(words), options);
  if (!problem.empty())
    return usageError(problem);
  options.progress = llvm::errs().is_displayed();
  return runProgram(options, llvm::outs(), llvm::errs());
}

/// Takes a word that is no flag as the one model of a verb.
static int importVerb(llvm::ArrayRef<StringRef> words) {
  ImportOptions options;
  ModelFlags flags;
  CommandLine line(words);
  while (!line.isEmpty()) {
    StringRef word = line.next();
    if (line.takesValue(word, "-o", options.outputPath) ||
        line.takesValue(word, "--weights", options.weightsPath) ||
        flags.take(line, word))
      continue;
    flags.takeModel(line, word, "import");
  }
  std::string problem = flags.finish(line, "import");
  if (problem.empty() && options.outputPath.empty())
    problem = "import needs -o FILE.mlir";
  if (!problem.empty())
    return usageError(problem);
  options.model = flags.models.front();
  options.modelOptions = flags.options;
  return importModel(options, llvm::outs(), llvm::errs());
}

static int compareVerb(llvm::ArrayRef<StringRef> words) {
  CompareOptions options;
  CommandLine line(words);
  while (!line.isEmpty()) {
    StringRef word = line.next();
    if (line.takesValue(word, "--json", options.jsonPath) ||
        line.takesValue(word, "--report", options.reportPath))
      continue;
    if (word.starts_with("-") && word != "-")
      line.problem = ("unknown option " + word + " of compare").str();
    else if (!options.after.empty())
      line.problem = "compare takes two documents, not three";
    else
      (options.before.empty() ? options.before : options.after) = word.str();
  }
  if (line.problem.empty() && options.after.empty())
    line.problem = "compare needs two documents of ridge run --json";
  if (!line.problem.empty())
    return usageError(line.problem);
  return compareDocuments(options, llvm::outs(), llvm::errs());
}

static int assembler(StringRef verb, llvm::ArrayRef<StringRef> words) {
  AssembleOptions options;
  options.backwards = verb == "disassemble";
  ModelFlags flags;
  CommandLine line(words);
  while (!line.isEmpty()) {
    StringRef word = line.next();
    if (line.isSwitch(word, "--list")) {
      options.lists = true;
      continue;
    }
    if (line.takesValue(word, "--machine", options.machine) ||
        line.takesValue(word, "-o", options.outputPath) ||
        (!options.backwards && flags.take(line, word)))
      continue;
    flags.takeModel(line, word, verb);
  }
  std::string problem = flags.finish(line, verb);
  if (problem.empty() && options.machine.empty())
    problem = (verb + " needs --machine; `ridge machines` lists the shipped "
                      "ones")
                  .str();
  if (!problem.empty())
    return usageError(problem);
  options.input = flags.models.front();
  options.modelOptions = flags.options;
  options.progress = llvm::errs().is_displayed();
  return runAssembler(options, llvm::outs(), llvm::errs());
}

static int machines(llvm::ArrayRef<StringRef> words) {
  if (words.size() == 2 && words.back() == "--manual")
    return showManual(words.front(), llvm::outs(), llvm::errs());
  if (words.size() > 1)
    return usageError("machines takes at most one name or file, and --manual "
                      "behind it");
  if (words.empty())
    return listMachines(llvm::outs(), llvm::errs());
  return showMachine(words.front(), llvm::outs(), llvm::errs());
}

/// All but the last.
static constexpr const char *kVerbs =
    "run, compare, import, whatif, sensitivity, find, explain, sweep, zoo, "
    "from-scalesim, from-timeloop, from-zigzag, bound, estimate, simulate, "
    "execute, assemble, disassemble, machines";

static int runVerb(llvm::ArrayRef<StringRef> words) {
  if (words.empty())
    return usageError(llvm::Twine("needs a verb: ") + kVerbs + " or numerics");
  // Their help is their own.
  if (isPythonVerb(words.front()))
    return runPython(words, words.front().str() + ":1:1: error: ",
                     "it carries this verb out", llvm::errs());
  auto asksForHelp = [](StringRef word) {
    return word == "--help" || word == "-h";
  };
  if (words.front() == "help" || llvm::any_of(words, asksForHelp)) {
    llvm::outs() << helpText();
    return ExitDone;
  }
  if (words.front() == "--version") {
    llvm::outs() << "ridge " RIDGE_VERSION "\n";
    return ExitDone;
  }
  llvm::ArrayRef<StringRef> rest = words.drop_front();
  if (words.front() == "run")
    return run(rest);
  if (std::optional<ProgramVerb> verb = parseProgramVerb(words.front()))
    return program(words.front(), *verb, rest);
  if (words.front() == "assemble" || words.front() == "disassemble")
    return assembler(words.front(), rest);
  if (words.front() == "import")
    return importVerb(rest);
  if (words.front() == "compare")
    return compareVerb(rest);
  if (std::optional<int> status = runVariants(words))
    return *status;
  if (words.front() == "machines")
    return machines(rest);
  if (words.front() == "numerics")
    return runNumerics(rest);
  return usageError("no verb is named '" + words.front() + "'; there are " +
                    kVerbs + " and numerics");
}

int main(int argc, char **argv) {
  reserveStandardStreams();
  llvm::InitLLVM init(argc, argv);
  std::vector<StringRef> words(argv + 1, argv + argc);
  int status = runVerb(words);
  // What standard output could not take is no output.
  if (llvm::Error error = flushChecked(llvm::outs())) {
    llvm::errs() << "<stdout>:1:1: error: " << llvm::toString(std::move(error))
                 << "\n";
    status = status == ExitDone ? ExitRefused : status;
  }
  // Nobody is left to be told of an error stream that is full.
  llvm::consumeError(flushChecked(llvm::errs()));
  return status;
}
