//===- NumericsCommands.cpp - command lines of ridge numerics -------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Numerics.h"
#include "NumericsDot.h"
#include "NumericsWords.h"

using namespace ridge;
using llvm::StringRef;

//===----------------------------------------------------------------------===//
// The verbs
//===----------------------------------------------------------------------===//

static int table(llvm::ArrayRef<StringRef> words) {
  CommandLine line(words);
  std::string name, jsonPath;
  while (!line.isEmpty()) {
    StringRef word = line.next();
    if (line.takesValue(word, "--json", jsonPath))
      continue;
    if (word.starts_with("-"))
      return usageError("unknown option " + word);
    if (!name.empty())
      return usageError("one format a table, not '" + name + "' and '" + word +
                        "'");
    name = word.str();
  }
  if (!line.problem.empty())
    return usageError(line.problem);
  if (name.empty())
    return usageError("numerics table needs a format");
  std::optional<Format> format = parseFormat(name);
  if (!format)
    return usageError(noFormat(name));
  return printFormatTable(*format, jsonPath, llvm::outs(), llvm::errs());
}

/// A number, "nan" or "inf"; with a sign or without.
static bool parseValue(StringRef word, double &value) {
  return !word.getAsDouble(value, /*AllowInexact=*/true);
}

static int convert(llvm::ArrayRef<StringRef> words) {
  CommandLine line(words);
  NumericsConvertOptions options;
  RoundingWords rounding;
  std::string name;
  while (!line.isEmpty()) {
    StringRef word = line.next();
    double value;
    if (parseValue(word, value))
      options.values.push_back({word.str(), value});
    else if (rounding.take(line, word) ||
             line.takesValue(word, "--overflow", rounding.overflow) ||
             line.takesValue(word, "--nan", rounding.nan) ||
             line.takesValue(word, "--format", name) ||
             line.takesValue(word, "--json", options.jsonPath))
      continue;
    else if (word.starts_with("-"))
      return usageError("unknown option " + word);
    else
      return usageError("'" + word + "' is no number");
  }
  std::string problem = line.problem;
  if (problem.empty())
    problem = rounding.parse(options.conversion.rule, options.conversion.seed);
  if (!problem.empty())
    return usageError(problem);
  if (name.empty() || options.values.empty())
    return usageError("numerics convert needs --format and values");
  options.formatName = name;
  options.blocks = parseBlockFormat(name);
  if (std::optional<Format> format = parseFormat(name)) {
    options.conversion.format = *format;
  } else if (!options.blocks) {
    return usageError(noFormat(name));
  } else if (!rounding.overflow.empty() || !rounding.nan.empty()) {
    return usageError("--overflow and --nan are for single values; those of "
                      "blocks saturate, and their NaN is zero");
  } else {
    options.blocks->rounding.rounding = options.conversion.rule.rounding;
    options.blocks->rounding.randomBits = options.conversion.rule.randomBits;
    options.blocks->seed = options.conversion.seed;
  }
  return numericsConvert(options, llvm::outs(), llvm::errs());
}

static int dot(llvm::ArrayRef<StringRef> words) {
  CommandLine line(words);
  NumericsDotOptions options;
  while (!line.isEmpty()) {
    StringRef word = line.next();
    if (line.isSwitch(word, "--zero-addend"))
      options.zeroAddend = true;
    else if (line.takesValue(word, "--accumulate", options.accumulate) ||
             line.takesValue(word, "--format", options.format) ||
             line.takesValue(word, "--json", options.jsonPath))
      continue;
    else if (word.starts_with("-"))
      return usageError("unknown option " + word);
    else if (!options.file.empty())
      return usageError("one file a run, not '" + options.file + "' and '" +
                        word + "'");
    else
      options.file = word.str();
  }
  if (!line.problem.empty())
    return usageError(line.problem);
  if (options.file.empty() || options.accumulate.empty() ||
      options.format.empty())
    return usageError("numerics dot needs a file, --accumulate and --format");
  return numericsDot(options, llvm::outs(), llvm::errs());
}

static int presets(llvm::ArrayRef<StringRef> words) {
  CommandLine line(words);
  std::string jsonPath;
  while (!line.isEmpty()) {
    StringRef word = line.next();
    if (!line.takesValue(word, "--json", jsonPath))
      return usageError("numerics presets takes --json FILE, not '" + word +
                        "'");
  }
  if (!line.problem.empty())
    return usageError(line.problem);
  return printAccumulatePresets(jsonPath, llvm::outs(), llvm::errs());
}

int ridge::runNumerics(llvm::ArrayRef<StringRef> words) {
  if (words.empty())
    return usageError("numerics needs what to do: table, convert, error, dot "
                      "or presets");
  llvm::ArrayRef<StringRef> rest = words.drop_front();
  if (words.front() == "table")
    return table(rest);
  if (words.front() == "convert")
    return convert(rest);
  if (words.front() == "error")
    return runNumericsError(rest);
  if (words.front() == "dot")
    return dot(rest);
  if (words.front() == "presets")
    return presets(rest);
  return usageError("numerics does table, convert, error, dot and presets, "
                    "not '" +
                    words.front() + "'");
}
