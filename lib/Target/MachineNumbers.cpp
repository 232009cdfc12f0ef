//===- MachineNumbers.cpp - the numbers that a machine states -------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Target/MachineNumbers.h"
#include "MachineText.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"
#include <cmath>

using namespace mlir;
using namespace ridge;
using namespace ridge::arch;

//===----------------------------------------------------------------------===//
// Which there are
//===----------------------------------------------------------------------===//

/// "dram->sram", with the engine where several paths join the two.
static std::string pathName(PathOp path, MachineOp machine) {
  std::string ends = (path.getFrom() + "->" + path.getTo()).str();
  auto same = llvm::count_if(machine.getOps<PathOp>(), [&](PathOp other) {
    return other.getFrom() == path.getFrom() && other.getTo() == path.getTo();
  });
  return same == 1 ? ends : ends + " on " + path.getEngine().value_or("").str();
}

static std::string partName(Operation *part, MachineOp machine) {
  if (part == machine)
    return "";
  if (auto path = dyn_cast<PathOp>(part))
    return pathName(path, machine);
  return SymbolTable::getSymbolName(part).str();
}

/// As the file has it; nothing: a list or a dictionary.
static std::optional<std::string> textOf(Attribute value) {
  if (auto text = dyn_cast<StringAttr>(value))
    return text.getValue().str();
  if (auto number = dyn_cast<IntegerAttr>(value))
    return std::to_string(number.getInt());
  return std::nullopt;
}

std::vector<MachineNumber> ridge::machineNumbers(const MachineHandle &machine,
                                                 MLIRContext &context) {
  MachineTextContext apart(context);
  OwningOpRef<ModuleOp> module =
      apart.parse(machine.text(), machine.name(), /*verify=*/false);
  MachineOp given = lastMachine(*module);
  std::vector<MachineNumber> numbers;
  auto addPart = [&](Operation *part) {
    for (StringRef attribute : numbersOf(part))
      if (Attribute value = part->getAttr(attribute))
        if (std::optional<std::string> text = textOf(value))
          numbers.push_back(
              {partName(part, given), attribute.str(), std::move(*text)});
  };
  addPart(given);
  // The length of a word is no number to vary: its fields would not fit.
  for (Operation &part : given.getBody().front())
    if (!isa<EncodingOp>(part))
      addPart(&part);
  return numbers;
}

//===----------------------------------------------------------------------===//
// Their neighbours
//===----------------------------------------------------------------------===//

std::string NumberWithUnit::print() const {
  std::string text;
  llvm::raw_string_ostream(text) << llvm::format("%.*f", decimals, number)
                                 << (unit.empty() ? "" : " ") << unit;
  return text;
}

std::optional<NumberWithUnit> ridge::parseNumberWithUnit(StringRef text) {
  text = text.trim();
  size_t digits = text.find_first_not_of("0123456789");
  StringRef number = text.take_front(digits), rest = text.substr(number.size());
  NumberWithUnit parsed;
  if (rest.consume_front(".")) {
    StringRef behind = rest.take_front(rest.find_first_not_of("0123456789"));
    parsed.decimals = static_cast<int>(behind.size());
    rest = rest.substr(behind.size());
    number = text.take_front(text.size() - rest.size());
  }
  rest = rest.trim();
  bool isUnit =
      llvm::all_of(rest, [](char c) { return llvm::isAlnum(c) || c == '/'; });
  if (number.empty() || !llvm::isDigit(number.front()) ||
      number.getAsDouble(parsed.number) || !isUnit)
    return std::nullopt;
  parsed.unit = rest.str();
  return parsed;
}

/// Bytes are whole, cycles are, and of what is counted there are no parts.
static bool isWhole(const NumberWithUnit &number) {
  return llvm::is_contained({"", "cycles", "B", "B/cycle"}, number.unit);
}

/// The next smaller unit of sizes, so that a tenth more of 4 MiB is a whole
/// number of something.
static void splitSize(NumberWithUnit &number) {
  static constexpr std::pair<StringRef, StringRef> smaller[] = {{"GiB", "MiB"},
                                                                {"MiB", "KiB"}};
  for (auto [unit, part] : smaller)
    if (number.unit == unit) {
      number.number *= 1024;
      number.unit = part.str();
      return;
    }
}

/// A latency may be so much more than the occupancy: this much is its own.
static std::optional<ScaledNumber> scaleExpression(StringRef text,
                                                   double factor) {
  constexpr int64_t denominator = 1000;
  constexpr StringRef occupancy = "occupancy";
  if (text == occupancy)
    return std::nullopt;
  std::string sum = (occupancy + " + ").str();
  StringRef own = text;
  bool isMore = own.consume_front(sum);
  if (isMore && own.trim() == "0")
    return std::nullopt;
  int64_t numerator = std::llround(factor * denominator);
  std::string scaled = ((isMore ? sum : "") + "((" + own + ") * " +
                        Twine(numerator) + ") ceildiv " + Twine(denominator))
                           .str();
  return ScaledNumber{scaled, static_cast<double>(numerator) / denominator};
}

std::optional<ScaledNumber> ridge::scaleNumber(StringRef value, double factor) {
  std::optional<NumberWithUnit> number = parseNumberWithUnit(value);
  if (!number)
    return scaleExpression(value, factor);
  if (number->number == 0)
    return std::nullopt;
  splitSize(*number);
  double before = number->number;
  if (isWhole(*number) || StringRef(number->unit).ends_with("iB")) {
    double least = before + (factor > 1 ? 1 : -1);
    double scaled = std::round(before * factor);
    number->number =
        factor > 1 ? std::max(scaled, least) : std::min(scaled, least);
    number->decimals = 0;
  } else {
    number->number = before * factor;
    number->decimals += 3;
  }
  if (number->number <= 0)
    return std::nullopt;
  std::string text = number->print();
  return ScaledNumber{text, number->number / before};
}
