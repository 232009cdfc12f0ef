//===- NumericsCommands.cpp - command lines of ridge numerics -------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CommandLine.h"
#include "ridge/Driver/Numerics.h"
#include "ridge/Driver/NumericsDot.h"

using namespace ridge;
using llvm::StringRef;

//===----------------------------------------------------------------------===//
// What the verbs share
//===----------------------------------------------------------------------===//

namespace {
/// How to round, as words.
struct RoundingWords {
  std::string rounding, randomBits, seed, overflow, nan;

  bool take(CommandLine &line, StringRef word) {
    return line.takesValue(word, "--rounding", rounding) ||
           line.takesValue(word, "--random-bits", randomBits) ||
           line.takesValue(word, "--seed", seed);
  }

  /// Fills both; gives what is wrong, or an empty text.
  std::string parse(RoundingRule &rule, uint64_t &number) const {
    if (!rounding.empty()) {
      std::optional<Rounding> parsed = parseRounding(rounding);
      if (!parsed)
        return "--rounding takes nearest-even, nearest-away, toward-zero, up, "
               "down, to-odd or stochastic, not '" +
               rounding + "'";
      rule.rounding = *parsed;
    }
    unsigned bits;
    if (!randomBits.empty()) {
      if (StringRef(randomBits).getAsInteger(10, bits) || bits < 1 || bits > 32)
        return "--random-bits takes a number from 1 to 32, not '" + randomBits +
               "'";
      rule.randomBits = uint8_t(bits);
    }
    if (!seed.empty() && StringRef(seed).getAsInteger(10, number))
      return "--seed takes a number from 0 to 2^64 - 1, not '" + seed + "'";
    if (!overflow.empty() && overflow != "infinity" && overflow != "saturate")
      return "--overflow takes infinity or saturate, not '" + overflow + "'";
    if (!nan.empty() && nan != "largest" && nan != "zero")
      return "--nan takes largest or zero, not '" + nan + "'";
    if (overflow == "saturate")
      rule.overflow = Overflow::Saturate;
    if (nan == "zero")
      rule.nan = NaNPolicy::Zero;
    return "";
  }
};
} // namespace

static std::string noFormat(StringRef name) {
  return ("'" + name +
          "' is no format; there are f32, bf16, f8E4M3FN, i8, "
          "binary8p4se, float_e5m1, in blocks mxfp4, nvfp4 and others: see "
          "docs/Numerics.md")
      .str();
}

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
  std::optional<Format> format = parseFormat(name);
  if (!format)
    return usageError(noFormat(name));
  options.conversion.format = *format;
  return numericsConvert(options, llvm::outs(), llvm::errs());
}

/// Adds one --format; gives what is wrong, or an empty text.
static std::string addFormat(StringRef name, int64_t block,
                             std::optional<ScaleRule> rule,
                             const Conversion &like,
                             NumericsErrorOptions &options) {
  TriedFormat tried;
  tried.name = name.str();
  std::optional<BlockFormat> blocks = parseBlockFormat(name);
  std::optional<Format> format = parseFormat(name);
  if (!blocks && !format)
    return "--format: " + noFormat(name);
  if (!blocks && block) {
    blocks = BlockFormat();
    blocks->element = *format;
    if (std::string wrong = blocks->check(); !wrong.empty())
      return "--block: " + wrong;
  }
  if (blocks) {
    if (block)
      blocks->rows = 1, blocks->columns = block;
    if (rule)
      blocks->rule = *rule;
    if (like.rule.rounding != Rounding::NearestEven)
      blocks->rounding.rounding = like.rule.rounding;
    blocks->rounding.randomBits = like.rule.randomBits;
    blocks->seed = like.seed;
    tried.blocks = blocks;
  } else {
    if (rule)
      return "--scale-rule is for blocks; " + tried.name +
             " has none without --block";
    tried.plain = like;
    tried.plain.format = *format;
    tried.plain.rule.overflow = Overflow::Saturate;
  }
  options.formats.push_back(tried);
  return "";
}

static int error(llvm::ArrayRef<StringRef> words) {
  CommandLine line(words);
  NumericsErrorOptions options;
  RoundingWords rounding;
  std::vector<std::string> names;
  std::string blockText, ruleText;
  while (!line.isEmpty()) {
    StringRef word = line.next();
    std::string name;
    if (line.takesValue(word, "--format", name))
      names.push_back(name);
    else if (rounding.take(line, word) ||
             line.takesValue(word, "--block", blockText) ||
             line.takesValue(word, "--scale-rule", ruleText) ||
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
  Conversion like;
  std::string problem = line.problem;
  if (problem.empty())
    problem = rounding.parse(like.rule, like.seed);
  if (!problem.empty())
    return usageError(problem);
  if (options.file.empty() || names.empty())
    return usageError("numerics error needs a file and --format");
  int64_t block = 0;
  if (!blockText.empty() &&
      (StringRef(blockText).getAsInteger(10, block) || block < 1))
    return usageError("--block takes a number of elements from 1, not '" +
                      blockText + "'");
  std::optional<ScaleRule> rule = parseScaleRule(ruleText);
  if (!ruleText.empty() && !rule)
    return usageError("--scale-rule takes floor, ceil, round-up, even or "
                      "search, not '" +
                      ruleText + "'");
  for (const std::string &name : names)
    if (std::string wrong = addFormat(name, block, rule, like, options);
        !wrong.empty())
      return usageError(wrong);
  return numericsError(options, llvm::outs(), llvm::errs());
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

int ridge::runNumerics(llvm::ArrayRef<StringRef> words) {
  if (words.empty())
    return usageError("numerics needs what to do: table, convert, error or "
                      "dot");
  llvm::ArrayRef<StringRef> rest = words.drop_front();
  if (words.front() == "table")
    return table(rest);
  if (words.front() == "convert")
    return convert(rest);
  if (words.front() == "error")
    return error(rest);
  if (words.front() == "dot")
    return dot(rest);
  return usageError("numerics does table, convert, error and dot, not '" +
                    words.front() + "'");
}
