//===- NumericsErrorCommand.cpp - command line of ridge numerics error ----===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Numerics.h"
#include "NumericsWords.h"

using namespace ridge;
using llvm::StringRef;

namespace {

/// The command line as words.
struct ErrorWords {
  struct Tried {
    enum Kind { Format, Quantize, Codec } kind;
    std::string name;
  };
  std::string file, block, axis, rule, json;
  std::vector<Tried> tried; ///< In the order of the command line.
  RoundingWords rounding;
  bool reciprocal = false;

  /// Gives what is wrong, or an empty text.
  std::string take(CommandLine line);

private:
  bool takeTried(CommandLine &line, StringRef word);
};

/// Makes the formats that were asked for.
class FormatsToTry {
public:
  /// Both give what is wrong, or an empty text.
  std::string parse(const ErrorWords &words);
  std::string add(const ErrorWords::Tried &tried);

  std::vector<StorageFormat> formats;

private:
  std::string addFormat(StringRef name);
  std::string addBlocks(StringRef name, BlockFormat blocks);
  std::string addQuantization(StringRef name);
  std::string addCodec(StringRef name);
  void append(StringRef name, decltype(StorageFormat::how) how);

  std::optional<int64_t> rows, columns; ///< 0: the whole extent.
  std::optional<int64_t> axis;
  std::optional<ScaleRule> rule;
  Conversion like;
  bool reciprocal = false, rounds = false;
};

} // namespace

//===----------------------------------------------------------------------===//
// Words
//===----------------------------------------------------------------------===//

bool ErrorWords::takeTried(CommandLine &line, StringRef word) {
  std::string name;
  if (line.takesValue(word, "--format", name))
    tried.push_back({Tried::Format, name});
  else if (line.takesValue(word, "--quantize", name))
    tried.push_back({Tried::Quantize, name});
  else if (line.takesValue(word, "--codec", name))
    tried.push_back({Tried::Codec, name});
  else
    return false;
  return true;
}

std::string ErrorWords::take(CommandLine line) {
  while (!line.isEmpty()) {
    StringRef word = line.next();
    if (line.isSwitch(word, "--reciprocal"))
      reciprocal = true;
    else if (takeTried(line, word) || rounding.take(line, word) ||
             line.takesValue(word, "--block", block) ||
             line.takesValue(word, "--axis", axis) ||
             line.takesValue(word, "--scale-rule", rule) ||
             line.takesValue(word, "--json", json))
      continue;
    else if (word.starts_with("-"))
      return ("unknown option " + word).str();
    else if (!file.empty())
      return ("one file a run, not '" + file + "' and '" + word + "'").str();
    else
      file = word.str();
  }
  if (!line.problem.empty())
    return line.problem;
  if (file.empty() || tried.empty())
    return "numerics error needs a file and --format, --quantize or --codec";
  return "";
}

//===----------------------------------------------------------------------===//
// Formats
//===----------------------------------------------------------------------===//

/// An extent, or '*' for all of it.
static bool parseExtent(StringRef text, std::optional<int64_t> &extent) {
  int64_t value = 0;
  if (text != "*" && (text.getAsInteger(10, value) || value < 1))
    return false;
  extent = value;
  return true;
}

std::string FormatsToTry::parse(const ErrorWords &words) {
  reciprocal = words.reciprocal;
  rounds = !words.rounding.isEmpty();
  if (std::string wrong = words.rounding.parse(like.rule, like.seed);
      !wrong.empty())
    return wrong;
  if (!words.block.empty()) {
    auto [first, second] = StringRef(words.block).split('x');
    bool isTwo = StringRef(words.block).contains('x');
    rows = 1;
    if ((isTwo && !parseExtent(first, rows)) ||
        !parseExtent(isTwo ? second : first, columns))
      return "--block takes N or ROWSxCOLUMNS, of elements from 1 or '*' for "
             "all, not '" +
             words.block + "'";
  }
  int64_t number;
  if (!words.axis.empty()) {
    if (StringRef(words.axis).getAsInteger(10, number))
      return "--axis takes the number of a dim, not '" + words.axis + "'";
    axis = number;
  }
  rule = parseScaleRule(words.rule);
  if (!words.rule.empty() && !rule)
    return "--scale-rule takes floor, ceil, round-up, even or search, not '" +
           words.rule + "'";
  return "";
}

void FormatsToTry::append(StringRef name, decltype(StorageFormat::how) how) {
  formats.push_back({name.str(), std::move(how), axis.value_or(-1)});
}

std::string FormatsToTry::addBlocks(StringRef name, BlockFormat blocks) {
  if (columns)
    blocks.rows = *rows, blocks.columns = *columns;
  if (axis && blocks.rows != 1)
    return "--axis is for blocks along one dim; those of " + name.str() +
           " lie in the last two";
  if (rule)
    blocks.rule = *rule;
  blocks.reciprocal = reciprocal;
  if (like.rule.rounding != Rounding::NearestEven)
    blocks.rounding.rounding = like.rule.rounding;
  blocks.rounding.randomBits = like.rule.randomBits;
  blocks.seed = like.seed;
  append(name, blocks);
  return "";
}

/// What is no format may be something that another flag takes.
static std::string noFormatToTry(StringRef name) {
  llvm::Expected<std::unique_ptr<Codec>> codec = Codec::create(name);
  if (codec)
    return "'" + name.str() + "' is a codec; give it as --codec";
  llvm::consumeError(codec.takeError());
  llvm::Expected<QuantizationScheme> scheme = QuantizationScheme::parse(name);
  if (scheme)
    return "'" + name.str() + "' is a quantisation; give it as --quantize";
  llvm::consumeError(scheme.takeError());
  return "--format: " + noFormat(name);
}

std::string FormatsToTry::addFormat(StringRef name) {
  if (std::optional<BlockFormat> blocks = parseBlockFormat(name))
    return addBlocks(name, *blocks);
  std::optional<Format> format = parseFormat(name);
  if (!format)
    return noFormatToTry(name);
  if (columns) {
    BlockFormat blocks;
    blocks.element = *format;
    std::string wrong = blocks.check();
    return wrong.empty() ? addBlocks(name, blocks) : "--block: " + wrong;
  }
  const char *flag = rule         ? "--scale-rule"
                     : axis       ? "--axis"
                     : reciprocal ? "--reciprocal"
                                  : nullptr;
  if (flag)
    return std::string(flag) + " is for blocks; " + name.str() +
           " has none without --block";
  Conversion plain = like;
  plain.format = *format;
  plain.rule.overflow = Overflow::Saturate;
  append(name, plain);
  return "";
}

std::string FormatsToTry::addQuantization(StringRef name) {
  if (rounds)
    return "--rounding is for --format; --quantize rounds to nearest even";
  llvm::Expected<QuantizationScheme> scheme = QuantizationScheme::parse(name);
  if (!scheme)
    return "--quantize: " + llvm::toString(scheme.takeError());
  append(name, *scheme);
  return "";
}

std::string FormatsToTry::addCodec(StringRef name) {
  if (rounds)
    return "--rounding is for --format; --codec rounds to nearest even";
  llvm::Expected<std::unique_ptr<Codec>> codec = Codec::create(name);
  if (!codec)
    return "--codec: " + llvm::toString(codec.takeError());
  append(name, std::shared_ptr<const Codec>(std::move(*codec)));
  return "";
}

std::string FormatsToTry::add(const ErrorWords::Tried &tried) {
  switch (tried.kind) {
  case ErrorWords::Tried::Format:
    return addFormat(tried.name);
  case ErrorWords::Tried::Quantize:
    return addQuantization(tried.name);
  case ErrorWords::Tried::Codec:
    return addCodec(tried.name);
  }
  return "";
}

int ridge::runNumericsError(llvm::ArrayRef<StringRef> given) {
  ErrorWords words;
  if (std::string wrong = words.take(CommandLine(given)); !wrong.empty())
    return usageError(wrong);
  FormatsToTry formats;
  if (std::string wrong = formats.parse(words); !wrong.empty())
    return usageError(wrong);
  for (const ErrorWords::Tried &tried : words.tried)
    if (std::string wrong = formats.add(tried); !wrong.empty())
      return usageError(wrong);
  return numericsError({words.file, std::move(formats.formats), words.json},
                       llvm::outs(), llvm::errs());
}
