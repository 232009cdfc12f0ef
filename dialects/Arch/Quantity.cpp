//===- Quantity.cpp - numbers with units in machine files -----------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialects/Arch/Quantity.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "ridge/Machine/StatedTimes.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace ridge;
using namespace ridge::arch;

namespace {
/// One unit: a value in it times `scale` / `divisor` is in the kind's own unit;
/// seconds come in besides with power +1 (times) or -1 (rates).
struct Unit {
  llvm::StringLiteral name;
  QuantityKind kind;
  int64_t scale;
  int64_t divisor;
  int secondsPower;
};

/// mantissa / divisor, both positive.
struct Decimal {
  int64_t mantissa;
  int64_t divisor;
};
} // namespace

static constexpr Unit units[] = {
    {"B", QuantityKind::Size, 1, 1, 0},
    {"kB", QuantityKind::Size, 1000, 1, 0},
    {"MB", QuantityKind::Size, 1000000, 1, 0},
    {"GB", QuantityKind::Size, 1000000000, 1, 0},
    {"KiB", QuantityKind::Size, 1024, 1, 0},
    {"MiB", QuantityKind::Size, 1024 * 1024, 1, 0},
    {"GiB", QuantityKind::Size, 1024 * 1024 * 1024, 1, 0},
    {"B/cycle", QuantityKind::Rate, 1, 1, 0},
    {"MB/s", QuantityKind::Rate, 1000000, 1, -1},
    {"GB/s", QuantityKind::Rate, 1000000000, 1, -1},
    {"GiB/s", QuantityKind::Rate, 1024 * 1024 * 1024, 1, -1},
    {"cycles", QuantityKind::Time, 1, 1, 0},
    {"ns", QuantityKind::Time, 1, 1000000000, 1},
    {"us", QuantityKind::Time, 1, 1000000, 1},
    {"Hz", QuantityKind::Frequency, 1, 1, 0},
    {"kHz", QuantityKind::Frequency, 1000, 1, 0},
    {"MHz", QuantityKind::Frequency, 1000000, 1, 0},
    {"GHz", QuantityKind::Frequency, 1000000000, 1, 0},
    {"fJ/B", QuantityKind::ByteEnergy, 1000, 1, 0},
    {"pJ/B", QuantityKind::ByteEnergy, 1000000, 1, 0},
    {"nJ/B", QuantityKind::ByteEnergy, 1000000000, 1, 0},
    {"fJ/bit", QuantityKind::ByteEnergy, 8000, 1, 0},
    {"pJ/bit", QuantityKind::ByteEnergy, 8000000, 1, 0},
    {"uW", QuantityKind::Power, 1, 1, 0},
    {"mW", QuantityKind::Power, 1000, 1, 0},
    {"W", QuantityKind::Power, 1000000, 1, 0},
    {"um2", QuantityKind::Area, 1, 1, 0},
    {"mm2", QuantityKind::Area, 1000000, 1, 0},
};

static StringRef describe(QuantityKind kind) {
  switch (kind) {
  case QuantityKind::Size:
    return "a size such as \"64 KiB\"";
  case QuantityKind::Rate:
    return "a rate such as \"64 B/cycle\" or \"614 GB/s\"";
  case QuantityKind::Time:
    return "a time such as \"100 cycles\" or \"120 ns\"";
  case QuantityKind::Frequency:
    return "a frequency such as \"1 GHz\"";
  case QuantityKind::Count:
    return "a bare integer of at least 0";
  case QuantityKind::ByteEnergy:
    return "an energy per byte such as \"0.5 pJ/B\"";
  case QuantityKind::Power:
    return "a power such as \"150 mW\"";
  case QuantityKind::Area:
    return "an area such as \"1.5 mm2\"";
  }
  llvm_unreachable("unknown kind of quantity");
}

/// "units: B, kB, ..." of a kind.
static std::string listUnits(QuantityKind kind) {
  std::string list;
  for (const Unit &unit : units)
    if (unit.kind == kind)
      list += (list.empty() ? "" : ", ") + unit.name.str();
  return list;
}

/// Digits with at most one point. More than 12 digits are no measured number,
/// and keep the products below within 128 bits.
static std::optional<Decimal> parseDecimal(StringRef text) {
  auto [whole, fraction] = text.split('.');
  bool digits = llvm::all_of(whole, llvm::isDigit) &&
                llvm::all_of(fraction, llvm::isDigit);
  bool point = text.contains('.');
  if (!digits || whole.empty() || (point && fraction.empty()) ||
      whole.size() + fraction.size() > 12)
    return std::nullopt;
  Decimal decimal{0, 1};
  for (char digit : whole)
    decimal.mantissa = decimal.mantissa * 10 + (digit - '0');
  for (char digit : fraction) {
    decimal.mantissa = decimal.mantissa * 10 + (digit - '0');
    decimal.divisor *= 10;
  }
  return decimal;
}

static const Unit *findUnit(StringRef name, QuantityKind kind) {
  for (const Unit &unit : units)
    if (unit.kind == kind && unit.name == name)
      return &unit;
  return nullptr;
}

/// What may come to nothing, and is rounded up.
static bool isSpent(QuantityKind kind) {
  return kind == QuantityKind::Time || kind == QuantityKind::ByteEnergy ||
         kind == QuantityKind::Power || kind == QuantityKind::Area;
}

/// What is spent rounds up, the rest down; `exact` tells whether there was a
/// remainder.
static FailureOr<int64_t> convert(Decimal decimal, const Unit &unit,
                                  int64_t hertz, bool &exact) {
  __int128 numerator = static_cast<__int128>(decimal.mantissa) * unit.scale;
  __int128 denominator = static_cast<__int128>(decimal.divisor) * unit.divisor;
  if (unit.secondsPower > 0)
    numerator *= hertz;
  if (unit.secondsPower < 0)
    denominator *= hertz;
  __int128 quotient = numerator / denominator;
  exact = quotient * denominator == numerator;
  if (!exact && isSpent(unit.kind))
    ++quotient;
  if (quotient > INT64_MAX / 2)
    return failure();
  return static_cast<int64_t>(quotient);
}

/// The largest number of a kind: ridge/Machine/StatedTimes.h.
static int64_t mostOf(QuantityKind kind) {
  switch (kind) {
  case QuantityKind::Size:
    return kMostBytes;
  case QuantityKind::Rate:
    return kHighestRate;
  case QuantityKind::Time:
    return kLongestTime;
  case QuantityKind::Frequency:
    return kHighestClock;
  case QuantityKind::Count:
    return kHighestCount;
  case QuantityKind::ByteEnergy:
    return kMostByteEnergy;
  case QuantityKind::Power:
    return kMostPower;
  case QuantityKind::Area:
    return kLargestArea;
  }
  llvm_unreachable("unknown kind of quantity");
}

/// "B", "cycles", ...: what numbers of a kind count.
static StringRef unitOf(QuantityKind kind) {
  switch (kind) {
  case QuantityKind::Size:
    return " B";
  case QuantityKind::Rate:
    return " B/cycle";
  case QuantityKind::Time:
    return " cycles";
  case QuantityKind::Frequency:
    return " Hz";
  case QuantityKind::Count:
    return "";
  case QuantityKind::ByteEnergy:
    return " aJ/B";
  case QuantityKind::Power:
    return " uW";
  case QuantityKind::Area:
    return " um2";
  }
  llvm_unreachable("unknown kind of quantity");
}

static InFlightDiagnostic
failAsTooLarge(Attribute attribute, QuantityKind kind,
               function_ref<InFlightDiagnostic()> emitError) {
  InFlightDiagnostic error = emitError();
  error << "found " << attribute << ", expected at most " << mostOf(kind)
        << unitOf(kind);
  return error;
}

static FailureOr<int64_t>
readCount(Attribute attribute, function_ref<InFlightDiagnostic()> emitError) {
  auto count = dyn_cast<IntegerAttr>(attribute);
  if (!count || count.getValue().isNegative())
    return emitError() << "found " << attribute << ", expected "
                       << describe(QuantityKind::Count);
  if (count.getValue().getActiveBits() > 63 ||
      count.getValue().getSExtValue() > mostOf(QuantityKind::Count))
    return failAsTooLarge(attribute, QuantityKind::Count, emitError);
  return count.getValue().getSExtValue();
}

FailureOr<int64_t>
ridge::arch::readQuantity(Attribute attribute, QuantityKind kind,
                          std::optional<int64_t> hertz,
                          function_ref<InFlightDiagnostic()> emitError) {
  if (kind == QuantityKind::Count)
    return readCount(attribute, emitError);

  auto text = dyn_cast<StringAttr>(attribute);
  StringRef number, name;
  if (text)
    std::tie(number, name) = text.getValue().split(' ');
  std::optional<Decimal> decimal = parseDecimal(number);
  const Unit *unit = findUnit(name, kind);
  if (!text || !decimal || !unit)
    return emitError() << "found " << attribute << ", expected "
                       << describe(kind) << " (units: " << listUnits(kind)
                       << ")";
  if (unit->secondsPower != 0 && !hertz)
    return 0;

  bool exact = true;
  FailureOr<int64_t> value = convert(*decimal, *unit, hertz.value_or(1), exact);
  if (failed(value) || *value > mostOf(kind))
    return failAsTooLarge(attribute, kind, emitError);
  bool mayRound =
      unit->secondsPower != 0 || (isSpent(kind) && kind != QuantityKind::Time);
  if (!exact && !mayRound)
    return emitError() << "found " << attribute
                       << ", expected a whole number of "
                       << (kind == QuantityKind::Size   ? "bytes"
                           : kind == QuantityKind::Rate ? "bytes per cycle"
                           : kind == QuantityKind::Time ? "cycles"
                                                        : "hertz");
  if (*value < 1 && !isSpent(kind))
    return emitError() << "found " << attribute
                       << ", which comes to less than 1" << unitOf(kind);
  return *value;
}
