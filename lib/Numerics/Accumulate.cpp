//===- Accumulate.cpp - how a machine adds up products --------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What a model may say, and models as text. One table of fields drives
/// equality, printing and parsing.
///
//===----------------------------------------------------------------------===//

#include "ridge/Numerics/Accumulate.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MathExtras.h"
#include <cmath>

using namespace ridge;
using Order = AccumulateModel::Order;
using Rounding = AccumulateModel::Rounding;
using Addend = AccumulateModel::Addend;

//===----------------------------------------------------------------------===//
// Fields
//===----------------------------------------------------------------------===//

namespace {

/// A word of an enumeration, or two words of a bool.
struct Words {
  llvm::ArrayRef<llvm::StringLiteral> list;

  std::optional<unsigned> find(llvm::StringRef word) const {
    for (auto [i, candidate] : llvm::enumerate(list))
      if (candidate == word)
        return static_cast<unsigned>(i);
    return std::nullopt;
  }
  std::string expected() const { return llvm::join(list, " or "); }
};

} // namespace

static constexpr llvm::StringLiteral orderWords[] = {
    "align", "even-odd", "pairwise", "sequential", "exact"};
static constexpr llvm::StringLiteral roundingWords[] = {"zero", "down", "even"};
static constexpr llvm::StringLiteral addendWords[] = {"with", "after"};
static constexpr llvm::StringLiteral scaleWords[] = {"after", "before"};
static constexpr llvm::StringLiteral productWords[] = {"rounded", "exact"};
static constexpr llvm::StringLiteral flagWords[] = {"no", "yes"};

/// Calls visitor(name, field, ...) for every field, in the order of the text.
template <typename Model, typename Visitor>
static void visitFields(Model &model, Visitor &&visit) {
  visit.word("order", model.order, Words{orderWords});
  visit.number("fraction", model.fraction);
  visit.number("terms", model.terms);
  visit.number("interleave", model.interleave);
  visit.number("run", model.run);
  visit.number("group", model.group);
  visit.word("align", model.align, Words{roundingWords});
  visit.word("addend", model.addend, Words{addendWords});
  visit.number("sum-fraction", model.sumFraction);
  visit.number("addend-fraction", model.addendFraction);
  visit.number("addend-window", model.addendWindow);
  visit.word("late", model.late, Words{roundingWords});
  visit.word("scale", model.scaleBeforeAlign, Words{scaleWords});
  visit.word("products", model.exactProducts, Words{productWords});
  visit.word("infinite-products", model.infiniteProducts, Words{flagWords});
  visit.word("flush-inputs", model.flushInputs, Words{flagWords});
  visit.word("flush-outputs", model.flushOutputs, Words{flagWords});
  visit.format("result", model.result);
  visit.number("mantissa", model.mantissa);
  visit.word("rounding", model.rounding, Words{roundingWords});
  visit.number("promote", model.promote);
  visit.format("promote-format", model.promoteFormat);
}

namespace {

/// All fields as text, name by name.
struct FieldTexts {
  llvm::SmallVector<std::pair<llvm::StringRef, std::string>, 20> texts;

  template <typename T> void number(llvm::StringRef name, T value) {
    texts.push_back({name, std::to_string(value)});
  }
  template <typename T> void word(llvm::StringRef name, T value, Words words) {
    texts.push_back({name, words.list[static_cast<unsigned>(value)].str()});
  }
  void format(llvm::StringRef name, Format value) {
    texts.push_back({name, formatName(value)});
  }
};

/// Sets the field that has the name.
struct FieldSetter {
  llvm::StringRef name, text;
  bool found = false;
  std::string error;

  void expect(const std::string &what) {
    error = "'" + name.str() + "' is " + what + ", not '" + text.str() + "'";
  }
  template <typename T> void number(llvm::StringRef field, T &value) {
    if (field != name)
      return;
    found = true;
    if (text.getAsInteger(10, value))
      expect("a number");
  }
  template <typename T>
  void word(llvm::StringRef field, T &value, Words words) {
    if (field != name)
      return;
    found = true;
    // A flag may stand alone.
    bool alone = text.empty() && words.list.data() == flagWords;
    if (std::optional<unsigned> i = words.find(alone ? "yes" : text))
      value = static_cast<T>(*i);
    else
      expect(words.expected());
  }
  void format(llvm::StringRef field, Format &value) {
    if (field != name)
      return;
    found = true;
    std::optional<Format> parsed = parseFormat(text);
    if (parsed && formatInfo(*parsed).isFloat)
      value = *parsed;
    else
      expect("a float format");
  }
};

} // namespace

static auto textsOf(const AccumulateModel &model) {
  FieldTexts visitor;
  visitFields(model, visitor);
  return std::move(visitor.texts);
}

bool AccumulateModel::operator==(const AccumulateModel &other) const {
  return textsOf(*this) == textsOf(other);
}

std::string AccumulateModel::print() const {
  std::string text;
  for (auto [field, standard] :
       llvm::zip_equal(textsOf(*this), textsOf(AccumulateModel())))
    if (field.second != standard.second)
      text += (text.empty() ? "" : ", ") + field.first.str() +
              (field.second == "yes" ? "" : "=" + field.second);
  return "accumulate<" + text + ">";
}

static std::string fieldNames() {
  return llvm::join(
      llvm::map_range(textsOf(AccumulateModel()),
                      [](const auto &field) { return field.first.str(); }),
      ", ");
}

static const AccumulatePreset *findPreset(llvm::StringRef name) {
  for (const AccumulatePreset &preset : accumulatePresets())
    if (preset.name == name)
      return &preset;
  return nullptr;
}

/// Sets `fields`, separated by commas; the first may be a preset.
static bool setFields(AccumulateModel &model, llvm::StringRef fields,
                      std::string &error) {
  bool first = true;
  while (!fields.trim().empty()) {
    auto [field, rest] = fields.split(',');
    auto [name, text] = field.split('=');
    FieldSetter setter{name.trim(), text.trim(), false, ""};
    visitFields(model, setter);
    const AccumulatePreset *preset =
        first && !setter.found ? findPreset(setter.name) : nullptr;
    if (preset && !setFields(model, preset->fields, error))
      return false;
    if (!setter.found && !preset && first)
      setter.error = formerAccumulatePreset(setter.name);
    if (!setter.found && !preset && setter.error.empty())
      setter.error =
          "'" + setter.name.str() + "' is no field" +
          (first ? " and no preset" : "") + "; there are the fields " +
          fieldNames() +
          (first ? "; and the presets " + accumulatePresetNames() : "");
    if (!setter.error.empty()) {
      error = setter.error;
      return false;
    }
    // The bits that a format keeps come with it; `mantissa` may follow.
    if (setter.name == "result")
      model.mantissa = formatInfo(model.result).mantissaBits;
    first = false;
    fields = rest;
  }
  return true;
}

std::optional<AccumulateModel> AccumulateModel::parse(llvm::StringRef text,
                                                      std::string &error) {
  text = text.trim();
  AccumulateModel model;
  if (text.consume_front("accumulate<")) {
    if (!text.consume_back(">")) {
      error = "expected '>' at the end of a model of accumulation";
      return std::nullopt;
    }
    if (!setFields(model, text, error))
      return std::nullopt;
  } else if (const AccumulatePreset *preset = findPreset(text)) {
    if (!setFields(model, preset->fields, error))
      return std::nullopt;
  } else if (std::string former = formerAccumulatePreset(text);
             !former.empty()) {
    error = former;
    return std::nullopt;
  } else {
    error = "no model of accumulation is named '" + text.str() +
            "'; there are " + accumulatePresetNames() +
            ", and accumulate<field=value, ...>";
    return std::nullopt;
  }
  error = model.check();
  if (!error.empty())
    return std::nullopt;
  return model;
}

//===----------------------------------------------------------------------===//
// Rules
//===----------------------------------------------------------------------===//

static bool aligns(Order order) {
  return order == Order::Align || order == Order::EvenOdd;
}

static std::string outside(const char *name, int64_t value, int64_t low,
                           int64_t high) {
  return std::string(name) + " is " + std::to_string(value) +
         ", expected from " + std::to_string(low) + " to " +
         std::to_string(high);
}

std::string AccumulateModel::check() const {
  constexpr int64_t most = 1 << 20;
  int64_t leastTerms = order == Order::Exact ? 0 : 1;
  if (terms < leastTerms || terms > most)
    return outside("terms", terms, leastTerms, most);
  if (fraction < 1 || fraction > 60)
    return outside("fraction", fraction, 1, 60);
  if (sumFraction < 1 || sumFraction > 60)
    return outside("sum-fraction", sumFraction, 1, 60);
  if (addendFraction < 1 || addendFraction > 60)
    return outside("addend-fraction", addendFraction, 1, 60);
  if (addendWindow < 0 || addendWindow > 300)
    return outside("addend-window", addendWindow, 0, 300);
  int stored = formatInfo(result).mantissaBits;
  if (mantissa < 1 || mantissa > stored)
    return outside("mantissa", mantissa, 1, stored);
  if (group < 1 || (terms && terms % group != 0))
    return "terms is " + std::to_string(terms) +
           ", expected a multiple of group, which is " + std::to_string(group);
  if (group > 1 && order != Order::Align)
    return "group needs order=align";
  if (interleave < 1 || interleave > most)
    return outside("interleave", interleave, 1, most);
  if (interleave > 1 && (terms == 0 || group > 1))
    return "interleave needs terms other than 0 and group=1";
  if (run < 1 || (terms && terms % run != 0))
    return "run is " + std::to_string(run) +
           ", expected a divisor of terms, which is " + std::to_string(terms);
  if (order == Order::EvenOdd && addend != Addend::After)
    return "order=even-odd needs addend=after";
  if (addend == Addend::After && !aligns(order))
    return "addend=after needs order=align or even-odd";
  int64_t dealt = terms * interleave;
  if (promote < 0 || (promote && (dealt == 0 || promote % dealt != 0)))
    return "promote is " + std::to_string(promote) +
           ", expected a multiple of terms" +
           (interleave > 1 ? " * interleave" : "") + ", which is " +
           std::to_string(dealt);
  return "";
}

/// Why the sum of a group, with so many bits of scales, and the aligned sum of
/// a step are too wide for 128 bits; empty if they are not.
static std::string checkGroup(const AccumulateModel &model, Format a, Format b,
                              int scaleBits) {
  int range = 0, largest = 0;
  for (Format format : {a, b}) {
    FormatInfo info = formatInfo(format);
    range += (1 << info.exponentBits) + int(info.mantissaBits);
    largest += (1 << info.exponentBits) - info.bias;
  }
  int carries = int(llvm::Log2_64_Ceil(model.group)) + (scaleBits ? 2 : 0);
  int steps = int(llvm::Log2_64_Ceil(model.terms / model.group + 1));
  if (range <= 80 && range + carries + scaleBits <= 120 &&
      model.fraction + largest + carries + steps <= 120)
    return "";
  return "a group of products of " + formatName(a) + " and " + formatName(b) +
         " spans too many bits to be exact, expected narrower formats";
}

std::string AccumulateModel::checkOperands(Format a, Format b) const {
  for (Format format : {a, b}) {
    FormatInfo info = formatInfo(format);
    if (!info.isFloat)
      return "operand is " + formatName(format) + ", expected a float format";
    if (info.mantissaBits > 23 && aligns(order))
      return "operand is " + formatName(format) +
             ", expected at most 23 fraction bits to align";
  }
  return group > 1 ? checkGroup(*this, a, b, 0) : "";
}

std::string AccumulateModel::checkScales(Format a, Format b,
                                         std::optional<Format> scaleA,
                                         std::optional<Format> scaleB) const {
  int bits = 0;
  for (std::optional<Format> scale : {scaleA, scaleB}) {
    if (!scale)
      continue;
    FormatInfo info = formatInfo(*scale);
    if (!info.isFloat || info.mantissaBits > 23)
      return "scale is " + formatName(*scale) +
             ", expected a float format of at most 23 fraction bits";
    bits += int(info.mantissaBits) + 1;
  }
  // f64 holds the product of a step's sum and its scales.
  if (!scaleBeforeAlign && mantissa + 1 + bits > 53)
    return "scale=after multiplies " + std::to_string(mantissa + 1) +
           " bits of a sum by " + std::to_string(bits) +
           " bits of scales, expected at most 53 together";
  return group > 1 ? checkGroup(*this, a, b, bits) : "";
}

std::string AccumulateModel::checkBlock(int64_t block) const {
  if (block % group != 0)
    return "group is " + std::to_string(group) +
           ", expected a divisor of the products with one scale, which are " +
           std::to_string(block);
  int64_t step = terms * interleave;
  if (!scaleBeforeAlign && (step == 0 || block % step != 0))
    return "scale=after needs steps within one block, but a step takes " +
           (step ? std::to_string(step) : "all") +
           " products and a block has " + std::to_string(block);
  return "";
}

bool AccumulateModel::isPlain() const {
  return order == Order::Sequential && !exactProducts && !flushInputs &&
         !flushOutputs && result == Format::F32 && mantissa == 23 &&
         rounding == Rounding::Even && promote == 0;
}

AccumulateModel AccumulateModel::withResult(Format format) const {
  AccumulateModel model = *this;
  model.result = format;
  model.mantissa = formatInfo(format).mantissaBits;
  model.rounding = Rounding::Even;
  return model;
}

double AccumulateModel::unitError() const {
  double unit = std::ldexp(1.0, -mantissa);
  if (rounding == Rounding::Even)
    unit /= 2;
  if (!aligns(order))
    return unit;
  // Each term loses less than one unit of 2^-F of the largest.
  return unit + std::ldexp(static_cast<double>(terms + 1), -fraction);
}
