//===- Table.cpp - aligned columns and units for people -------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Column widths and number spelling.
///
//===----------------------------------------------------------------------===//

#include "ridge/Report/Table.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/FormatVariadic.h"
#include <algorithm>
#include <cmath>

using namespace ridge;

void Table::print(llvm::raw_ostream &os) const {
  std::vector<size_t> widths(rows.front().size(), 0);
  for (const auto &row : rows)
    for (auto [width, cell] : llvm::zip(widths, row))
      width = std::max(width, cell.size());
  for (const auto &row : rows) {
    std::string line;
    for (auto [column, cell] : llvm::enumerate(row)) {
      std::string padding(widths[column] - cell.size(), ' ');
      line += "  ";
      line += column < leftColumns ? cell + padding : padding + cell;
    }
    os << llvm::StringRef(line).rtrim() << "\n";
  }
}

std::string ridge::formatDecimal(double value, const char *format) {
  std::string text;
  llvm::raw_string_ostream(text) << llvm::format(format, value);
  return text;
}

std::string ridge::formatDecibels(double value) {
  if (std::isnan(value))
    return "-";
  if (std::isinf(value))
    return value > 0 ? "exact" : "none";
  return formatDecimal(value, "%.2f");
}

std::string ridge::describeSqnr(double value) {
  if (std::isinf(value) && value > 0)
    return "results are exactly those of the model as it is";
  return "results have " +
         (std::isfinite(value)
              ? "an SQNR of " + formatDecimal(value, "%.2f") + " dB"
              : std::string("no SQNR")) +
         " against the model as it is";
}

std::string ridge::formatCount(int64_t value) {
  std::string digits = std::to_string(value);
  int64_t first = value < 0 ? 1 : 0;
  for (int64_t at = static_cast<int64_t>(digits.size()) - 3; at > first;
       at -= 3)
    digits.insert(at, " ");
  return digits;
}

/// Three significant digits and a unit.
static std::string scaled(double value, llvm::StringRef unit) {
  int decimals = value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
  std::string text;
  llvm::raw_string_ostream os(text);
  os << llvm::format("%.*f", decimals, value) << " " << unit;
  return text;
}

std::string ridge::formatBytes(int64_t bytes) {
  if (bytes < 1024)
    return std::to_string(bytes) + " B";
  static constexpr llvm::StringLiteral units[] = {"KiB", "MiB", "GiB",
                                                  "TiB", "PiB", "EiB"};
  double value = static_cast<double>(bytes) / 1024;
  size_t unit = 0;
  // 1023.5 would print as "1024".
  while (value >= 1023.5 && unit + 1 < std::size(units)) {
    value /= 1024;
    ++unit;
  }
  return scaled(value, units[unit]);
}

/// `value` in the first of `units` (each 1000 times the one before).
static std::string inThousands(double value,
                               llvm::ArrayRef<llvm::StringLiteral> units) {
  size_t unit = 0;
  while (value >= 999.5 && unit + 1 < units.size()) {
    value /= 1000;
    ++unit;
  }
  return scaled(value, units[unit]);
}

std::string ridge::formatSeconds(double seconds) {
  static constexpr llvm::StringLiteral units[] = {"ns", "us", "ms", "s"};
  return inThousands(seconds * 1e9, units);
}

std::string ridge::formatEnergy(int64_t femtojoules) {
  static constexpr llvm::StringLiteral units[] = {"fJ", "pJ", "nJ", "uJ",
                                                  "mJ", "J",  "kJ", "MJ"};
  return inThousands(static_cast<double>(femtojoules), units);
}

std::string ridge::formatShare(int64_t part, int64_t whole) {
  if (whole == 0)
    return "-";
  double percent = 100.0 * static_cast<double>(part) / whole;
  return llvm::formatv("{0:F1} %", percent).str();
}

std::string ridge::formatDifference(int64_t value, int64_t reference) {
  if (reference == 0)
    return "-";
  double percent = 100.0 * (static_cast<double>(value) - reference) / reference;
  std::string text = llvm::formatv("{0:F1} %", percent).str();
  return percent > 0 ? "+" + text : text;
}

std::string ridge::formatChange(double ratio) {
  return formatDecimal(100 * (ratio - 1), "%+.1f") + " %";
}

std::string ridge::shorten(llvm::StringRef text, size_t width) {
  if (text.size() <= width)
    return text.str();
  return (text.take_front(width - 2) + "..").str();
}
