//===- Table.h - aligned columns and units for people -----------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A small text table and the spelling of numbers in it.
///
///     unit      busy  idle
///     @load   93.1 %  0.2 %
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_REPORT_TABLE_H
#define RIDGE_REPORT_TABLE_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/raw_ostream.h"
#include <string>
#include <vector>

namespace ridge {

class Table {
public:
  /// `leftColumns`: how many columns, from the left, are aligned left.
  Table(std::vector<std::string> header, unsigned leftColumns)
      : leftColumns(leftColumns) {
    rows.push_back(std::move(header));
  }
  void add(std::vector<std::string> row) { rows.push_back(std::move(row)); }
  /// Two spaces before each line and between columns, none at the end.
  void print(llvm::raw_ostream &os) const;

private:
  unsigned leftColumns;
  std::vector<std::vector<std::string>> rows;
};

/// As printf prints it.
std::string formatDecimal(double value, const char *format);
/// "25.20"; "exact" of infinity, "none" of minus infinity, "-" of NaN.
std::string formatDecibels(double value);
/// What this SQNR says of a model's results, as the end of a sentence.
std::string describeSqnr(double value);
/// "12 345 678".
std::string formatCount(int64_t value);
/// "640 B", "12.0 KiB", "3.50 MiB".
std::string formatBytes(int64_t bytes);
/// "640 ns", "12.3 us", "4.56 ms".
std::string formatSeconds(double seconds);
/// "12.3 MJ" down to "5 fJ".
std::string formatEnergy(int64_t femtojoules);
/// "93.1 %" of the whole; "-" of nothing.
std::string formatShare(int64_t part, int64_t whole);
/// "+12.5 %": how far `value` is off `reference`; "-" if that is 0.
std::string formatDifference(int64_t value, int64_t reference);
/// "+12.5 %" of 1.125: a ratio as a change.
std::string formatChange(double ratio);
/// At most `width` columns; what is cut shows as "..".
std::string shorten(llvm::StringRef text, size_t width);

} // namespace ridge

#endif // RIDGE_REPORT_TABLE_H
