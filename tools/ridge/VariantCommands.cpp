//===- VariantCommands.cpp - whatif, sensitivity, find and explain --------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ModelFlags.h"
#include "ridge/Driver/VariantVerbs.h"

using namespace ridge;
using llvm::StringRef;

namespace {
/// What the four verbs have in common.
class VariantLine {
public:
  VariantLine(StringRef verb, llvm::ArrayRef<StringRef> words, bool many)
      : line(words), verb(verb), many(many) {}

  CommandLine line;
  VariantOptions options;

  /// Takes every word; `own` takes the flags of this verb alone. An empty text,
  /// or what is wrong.
  std::string read(llvm::function_ref<bool(StringRef)> own);

private:
  StringRef verb;
  bool many;
};
} // namespace

std::string VariantLine::read(llvm::function_ref<bool(StringRef)> own) {
  ModelFlags flags;
  std::string jobs;
  while (!line.isEmpty()) {
    StringRef word = line.next();
    if (line.takesValue(word, "--machine", options.machine) ||
        line.takesValue(word, "--json", options.jsonPath) ||
        line.takesValue(word, "--jobs", jobs) || flags.take(line, word) ||
        own(word))
      continue;
    flags.takeModel(line, word, verb, many);
  }
  std::string problem = flags.finish(line, verb);
  if (!problem.empty())
    return problem;
  constexpr unsigned mostJobs = 1024;
  if (!jobs.empty() && (StringRef(jobs).getAsInteger(10, options.jobs) ||
                        options.jobs < 1 || options.jobs > mostJobs))
    return "--jobs takes a number from 1 to 1024, not '" + jobs + "'";
  if (options.machine.empty())
    return (verb + " needs --machine; `ridge machines` lists the shipped ones")
        .str();
  options.models = std::move(flags.models);
  options.modelOptions = flags.options;
  options.progress = llvm::errs().is_displayed();
  return "";
}

/// True if `word` is the flag `name`, which may be repeated.
static bool takesEach(CommandLine &line, StringRef word, StringRef name,
                      std::vector<std::string> &values) {
  std::string value;
  if (!line.takesValue(word, name, value))
    return false;
  values.push_back(value);
  return true;
}

static int whatIfVerb(llvm::ArrayRef<StringRef> words) {
  VariantLine line("whatif", words, /*many=*/true);
  std::vector<std::string> edits;
  std::string problem = line.read([&](StringRef word) {
    return takesEach(line.line, word, "--edit", edits) ||
           line.line.takesValue(word, "--report", line.options.reportPath);
  });
  if (problem.empty() && edits.empty())
    problem = "whatif needs --edit PART.ATTRIBUTE=VALUE";
  if (!problem.empty())
    return usageError(problem);
  return whatIf(line.options, edits, llvm::outs(), llvm::errs());
}

static int sensitivityVerb(llvm::ArrayRef<StringRef> words) {
  VariantLine line("sensitivity", words, /*many=*/false);
  std::vector<std::string> numbers;
  std::string step;
  std::string problem = line.read([&](StringRef word) {
    return takesEach(line.line, word, "--number", numbers) ||
           line.line.takesValue(word, "--report", line.options.reportPath) ||
           line.line.takesValue(word, "--step", step);
  });
  double percent = 10;
  if (problem.empty() && !step.empty() &&
      (StringRef(step).getAsDouble(percent) || !(percent > 0) || percent > 900))
    problem = "--step takes a number of percent above 0, at most 900, not '" +
              step + "'";
  if (!problem.empty())
    return usageError(problem);
  return sensitivity(line.options, numbers, percent / 100, llvm::outs(),
                     llvm::errs());
}

static int findVerb(llvm::ArrayRef<StringRef> words) {
  VariantLine line("find", words, /*many=*/false);
  FindRequest request;
  std::string problem = line.read([&](StringRef word) {
    return line.line.takesValue(word, "--number", request.number) ||
           line.line.takesValue(word, "--from", request.first) ||
           line.line.takesValue(word, "--to", request.last) ||
           line.line.takesValue(word, "--until", request.property);
  });
  bool isWhole = !request.number.empty() && !request.first.empty() &&
                 !request.last.empty() && !request.property.empty();
  if (problem.empty() && !isWhole)
    problem =
        "find needs --number PART.ATTRIBUTE, --from VALUE, --to VALUE and "
        "--until PROPERTY";
  if (!problem.empty())
    return usageError(problem);
  return findNumber(line.options, request, llvm::outs(), llvm::errs());
}

static int explainVerb(llvm::ArrayRef<StringRef> words) {
  VariantLine line("explain", words, /*many=*/false);
  std::string layer;
  std::string problem = line.read([&](StringRef word) {
    return line.line.takesValue(word, "--layer", layer);
  });
  if (!problem.empty())
    return usageError(problem);
  return explainLayers(line.options, layer, llvm::outs(), llvm::errs());
}

std::optional<int> ridge::runVariants(llvm::ArrayRef<StringRef> words) {
  StringRef verb = words.front();
  llvm::ArrayRef<StringRef> rest = words.drop_front();
  if (verb == "whatif")
    return whatIfVerb(rest);
  if (verb == "sensitivity")
    return sensitivityVerb(rest);
  if (verb == "find")
    return findVerb(rest);
  if (verb == "explain")
    return explainVerb(rest);
  return std::nullopt;
}
