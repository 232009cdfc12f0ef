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
#include "ridge/Driver/ImportVerb.h"
#include "ridge/Driver/Invocation.h"
#include "ridge/Driver/Machines.h"
#include "ridge/Driver/ProgramVerbs.h"
#include "ridge/Driver/WhatIfVerb.h"
#include "ridge/Support/OutputFile.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/InitLLVM.h"

using namespace ridge;
using llvm::StringRef;

static constexpr StringRef help =
    R"(ridge: how fast a model is on a machine, why, and whether the answer holds

  ridge run MODEL --machine NAME|FILE [options]
      Compiles MODEL (linalg on tensors, in a .mlir file) for the machine,
      bounds, estimates and simulates it, and prints one page.

      --machine NAME|FILE  a shipped machine, or a machine file (.mlir)
      --check              execute the program on data and compare with the model
      --check-stages       and the IR after each pass, to find the wrong one
      --inputs FILE        values of arguments: FILE.safetensors with tensors
                           arg0, arg1, ...; or argN=FILE.npy (may be repeated)
      --input-names FILE   other names: lines of "INDEX NAME"
      --seed N             draw arguments that no file gives (default 0)
      --function NAME      the function to run, public or private (default: the
                           only public one); what it calls is inlined
      --dim NAME=SIZE      the size of a dim that the file leaves open ('?'):
                           arg0.1 is dim 1 of argument 0, any other name all
                           that are not named so (may be repeated)
      --draw-elided        draw values for weights that the file leaves out
                           (dense_resource<__elided__>), as for arguments
      --accumulate-wider   products that sum in less than f32 or i32 do so in
                           these and are converted once at the end
      --outputs PATH       write what the program computes: result0, result1, ...
                           in a .safetensors file, or a directory of .npy files
      --reference-outputs PATH
                           the same of what the model gives
      --error-budget DB    choose a format for each product: the fastest program
                           whose results keep a signal to noise ratio of DB
      --minimize WHAT      time (default), or energy: the program that needs the
                           least within the budget
      --formats FILE       formats as an earlier run's --json has them
      --codec T=CODEC      tensors T (weights, activations, or an argument as
                           arg3) lie encoded in the home memory, and paths that
                           have the codec decode and encode (may be repeated)
      --weights LIST       arguments that hold weights, as 2,5-8: converted ahead
                           of time (default: second operands of products)
      --narrow-logits      change products whose sums are results, too
      --pareto FILE        the choices tried as a picture (SVG)
      --json FILE          the page as a JSON document ("-": standard output)
      --report FILE        the page for a browser: one HTML file with roofline,
                           layers, units, timeline, memory and mappings
      --trace FILE         what every engine does when, for ui.perfetto.dev
      --emit=STAGE         print the IR of a stage instead: tensor, typed, tile,
                           placed, selected, isa; or the mappings of all groups
                           (mapping), or the program (program)
      --mapping FILE       mappings of groups to carry out, as --emit=mapping prints
                           them; the other groups are searched
      --remarks            what the passes decided and why, on standard error
      --progress           say what is going on when it takes over two seconds
      --timing             what the run itself took, step by step, on the page and
                           in the document (which then differ from run to run)

  ridge import MODEL -o FILE.mlir [--weights FILE.safetensors] [options]
      Reads a model (.mlir with linalg or TOSA; .onnx and .pt2 by way of Python
      and torch-mlir, RIDGE_PYTHON names the interpreter) and writes it as linalg
      whose weights are arguments with names. `ridge run FILE.mlir --inputs
      FILE.safetensors --seed 0` takes them from the other file.

      --dim NAME=SIZE, --function NAME, --accumulate-wider
                           as above; names of dims are those of the file, where
                           it has some

  ridge whatif MODEL --machine NAME|FILE --edit EDIT [--edit EDIT ...]
      What changes of the machine are worth: compiles and simulates the model on
      it and on each variant, all in one process. EDIT is PART.ATTRIBUTE=VALUE as
      in machine files, several of one variant with ';' between them.

      --json FILE          the same as a document; "-" is standard output
      --dim NAME=SIZE, --function NAME, --draw-elided, --accumulate-wider
                           as above

  ridge bound|estimate|simulate|execute PROGRAM --machine NAME|FILE [options]
      The same for a program in text form, as --emit=program prints it, whoever
      made it: a time that no order of its work beats; the analytic estimate;
      the page of a simulation; its values, and whether semaphores order them.

      --json FILE          a JSON document ("-": standard output)
      --trace FILE         of simulate: as above
      --inputs FILE, --seed N, --outputs PATH
                           of execute: as above

  ridge machines [NAME|FILE]
      Lists the shipped machines, prints the file of one, or checks a machine
      file and prints what it comes to.

  ridge numerics table FORMAT [--json FILE]
      What a number format holds: its parameters and special values, and every
      code of formats of up to 8 bits. docs/Numerics.md has the names.

  ridge numerics convert --format F [options] VALUE...
      The code of each value, what it stands for, and the error; in formats of
      blocks (mxfp4, nvfp4, ...) the values are one array, with its scales.

      --rounding R         nearest-even (default), nearest-away, toward-zero,
                           up, down, to-odd or stochastic
      --random-bits N      of stochastic rounding, 1 to 32 (default 32)
      --seed N             of stochastic rounding (default 0)
      --overflow O         infinity (default: IEEE 754) or saturate
      --nan P              largest (default) or zero, in formats without NaN
      --json FILE          a JSON document ("-": standard output)

  ridge numerics error FILE --format F [--format F ...] [options]
      What formats do to the tensors of a .npy or .safetensors file: signal to
      noise, errors, saturated and flushed values, bits a value, and the gates
      of a decoder. Any number of --format, --quantize and --codec.

      --format F           a format, or one of blocks: mxfp4, nvfp4, ...
      --block N            blocks of N along the last dim, or ROWSxCOLUMNS of
                           the last two; a plain format gets a shared power of
                           two for each
      --axis A             of blocks along another dim, and of groups
      --scale-rule R       floor, ceil, round-up, even or search
      --reciprocal         multiply by the inverse of a scale, do not divide
      --quantize Q         integers with scales: i8, or
                           STORAGE,asymmetric,percentile=P|mse,channel=A|group=N
      --codec C            sparse<2:4,f8E4M3FN>, entropy<bf16>, transform<8>,
                           and formats
      --rounding R, --random-bits N, --seed N, --json FILE
                           as above, for --format; overflows saturate

  ridge numerics dot FILE --accumulate MODEL --format F [options]
      Counts the rows of a CSV of measured inner products that a model of
      accumulation gives in every bit (columns a_codes_hex, b_codes_hex,
      c_f32_hex, d_f32_hex, d_f16_as_f32_hex).

      --accumulate MODEL   a preset, or accumulate<[PRESET,] field=value, ...>
      --format F           of a and b: f16, bf16, tf32, f8E4M3FN, ...
      --zero-addend        the f32 results were taken with an addend of 0
      --json FILE          the counts as a JSON document ("-": standard output)

  ridge numerics presets [--json FILE]
      The presets of --accumulate: what each says, which measured rows it gives,
      and where it is from.

  ridge --help, ridge --version

Exit status: 0 done; 1 the input was refused or a check failed, with one message
FILE:LINE:COL: error: ... on standard error; 2 wrong usage.
)";

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

/// What --dim says; an empty text or what is wrong.
static std::string setDims(llvm::ArrayRef<std::string> texts,
                           ModelOptions &options) {
  for (StringRef text : texts) {
    auto [name, number] = text.split('=');
    int64_t size;
    if (name.empty() || number.getAsInteger(10, size) || size < 1)
      return ("--dim takes NAME=SIZE as arg0.1=128, not '" + text + "'").str();
    for (const DimSize &other : options.dims)
      if (other.name == name)
        return ("--dim says twice how large " + name + " is").str();
    options.dims.push_back({name.str(), size});
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

/// True if `word` is a flag that says how a model is read.
static bool takesModelFlag(CommandLine &line, StringRef word,
                           ModelOptions &options,
                           std::vector<std::string> &dims) {
  std::string dim;
  if (line.isSwitch(word, "--accumulate-wider"))
    options.accumulateWider = true;
  else if (line.isSwitch(word, "--draw-elided"))
    options.drawElided = true;
  else if (line.takesValue(word, "--dim", dim))
    dims.push_back(dim);
  else
    return line.takesValue(word, "--function", options.function);
  return true;
}

/// Fills `options`; gives what is wrong, or an empty text.
static std::string parseRun(CommandLine line, RunOptions &options) {
  std::string seed, emit, budget, minimize, weights;
  std::vector<std::string> codecs, dims;
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
    else if (takesModelFlag(line, word, options.modelOptions, dims))
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
    problem = setDims(dims, options.modelOptions);
  if (problem.empty())
    problem = setFormats(budget, minimize, weights, options);
  if (!problem.empty())
    return problem;
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
static void takeModel(CommandLine &line, StringRef word, StringRef verb,
                      std::string &model) {
  if (word.starts_with("-"))
    line.problem = ("unknown option " + word + " of " + verb).str();
  else if (!model.empty())
    line.problem =
        (verb + " takes one model, not '" + model + "' and '" + word + "'")
            .str();
  else
    model = word.str();
}

/// What is wrong with a line of such a verb; nothing: empty.
static std::string modelProblem(const CommandLine &line, StringRef verb,
                                StringRef model,
                                const std::vector<std::string> &dims,
                                ModelOptions &options) {
  std::string problem = line.problem;
  if (problem.empty())
    problem = setDims(dims, options);
  if (problem.empty() && model.empty())
    problem = (verb + " needs a model").str();
  return problem;
}

static int importVerb(llvm::ArrayRef<StringRef> words) {
  ImportOptions options;
  std::vector<std::string> dims;
  CommandLine line(words);
  while (!line.isEmpty()) {
    StringRef word = line.next();
    if (line.takesValue(word, "-o", options.outputPath) ||
        line.takesValue(word, "--weights", options.weightsPath) ||
        takesModelFlag(line, word, options.modelOptions, dims))
      continue;
    takeModel(line, word, "import", options.model);
  }
  std::string problem =
      modelProblem(line, "import", options.model, dims, options.modelOptions);
  if (problem.empty() && options.outputPath.empty())
    problem = "import needs -o FILE.mlir";
  if (!problem.empty())
    return usageError(problem);
  return importModel(options, llvm::outs(), llvm::errs());
}

static int whatIfVerb(llvm::ArrayRef<StringRef> words) {
  WhatIfOptions options;
  std::vector<std::string> dims;
  CommandLine line(words);
  while (!line.isEmpty()) {
    StringRef word = line.next();
    std::string edit;
    if (line.takesValue(word, "--machine", options.machine) ||
        line.takesValue(word, "--json", options.jsonPath) ||
        takesModelFlag(line, word, options.modelOptions, dims))
      continue;
    if (line.takesValue(word, "--edit", edit)) {
      options.edits.push_back(edit);
      continue;
    }
    takeModel(line, word, "whatif", options.model);
  }
  std::string problem =
      modelProblem(line, "whatif", options.model, dims, options.modelOptions);
  if (problem.empty() && options.machine.empty())
    problem = "whatif needs --machine; `ridge machines` lists the shipped ones";
  if (problem.empty() && options.edits.empty())
    problem = "whatif needs --edit PART.ATTRIBUTE=VALUE";
  if (!problem.empty())
    return usageError(problem);
  options.progress = llvm::errs().is_displayed();
  return whatIf(options, llvm::outs(), llvm::errs());
}

static int machines(llvm::ArrayRef<StringRef> words) {
  if (words.size() > 1)
    return usageError("machines takes at most one name or file");
  if (words.empty())
    return listMachines(llvm::outs(), llvm::errs());
  return showMachine(words.front(), llvm::outs(), llvm::errs());
}

static int runVerb(llvm::ArrayRef<StringRef> words) {
  if (words.empty())
    return usageError("needs a verb: run, import, whatif, bound, estimate, "
                      "simulate, execute, machines or numerics");
  auto asksForHelp = [](StringRef word) {
    return word == "--help" || word == "-h";
  };
  if (words.front() == "help" || llvm::any_of(words, asksForHelp)) {
    llvm::outs() << help;
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
  if (words.front() == "import")
    return importVerb(rest);
  if (words.front() == "whatif")
    return whatIfVerb(rest);
  if (words.front() == "machines")
    return machines(rest);
  if (words.front() == "numerics")
    return runNumerics(rest);
  return usageError("no verb is named '" + words.front() +
                    "'; there are run, bound, estimate, simulate, execute, "
                    "machines and numerics");
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
