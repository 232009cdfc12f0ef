//===- Find.h - the value of a number where something holds -----*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The inverse of a what-if: at which value of a number a stated property
/// begins to hold, or ends to. A few values over the whole range are tried
/// first, then the range is narrowed, a few values at a time on all cores.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_WHATIF_FIND_H
#define RIDGE_WHATIF_FIND_H

#include "ridge/WhatIf/Trials.h"

namespace ridge {

/// What may hold of a program:
///
///     runs                          there is a program
///     bound-by = engine @array      what limits the bound; "engine" alone is
///                                   any of them, as "memory" is
///     cycles <= 100000              a figure and a number: cycles, seconds,
///                                   bound, energy (joules), area (mm2), or
///                                   speedup (of the machine as it is)
struct Property {
  enum class Kind : uint8_t { Runs, BoundBy, Figure };
  Kind kind = Kind::Runs;
  std::string figure;
  bool isAtMost = false; ///< Of a figure: "<=", else ">=".
  double limit = 0;
  std::string limitedBy; ///< BoundBy: "engine @array" or its beginning.
  std::string text;

  bool holds(const TrialResult &result, const TrialResult &base) const;
  /// "127 617 cycles", or why there is no program.
  std::string describe(const TrialResult &result,
                       const TrialResult &base) const;
};
llvm::Expected<Property> parseProperty(llvm::StringRef text);

/// From one value to another, in steps of the last digit of the first.
struct SearchRange {
  MachineNumber number;
  NumberWithUnit first, last;

  std::string valueAt(int64_t step) const;
  int64_t numSteps() const;
};
/// "sram.size", "64 KiB", "4 MiB". Fails where the machine has no such number,
/// units are none of one kind, or the range is empty.
llvm::Expected<SearchRange>
parseRange(llvm::StringRef number, llvm::StringRef first, llvm::StringRef last,
           const MachineHandle &machine, Session &session);

struct Found {
  struct Probe {
    std::string value;
    bool holds;
    std::string figure; ///< Property::describe.
  };
  std::vector<Probe> probes; ///< In ascending order of values.
  /// The least value where it holds; with `endsToHold` the greatest. Nothing:
  /// it holds at none that was tried.
  std::optional<std::string> value;
  bool endsToHold = false;
  bool isMonotone = true; ///< In what was tried.
};

Found findValue(Trials &trials, const SearchRange &range,
                const Property &property);

void printFound(const Found &found, const SearchRange &range,
                const Property &property, llvm::raw_ostream &os);
void printFoundJson(const Found &found, const SearchRange &range,
                    const Property &property, llvm::json::OStream &json);

} // namespace ridge

#endif // RIDGE_WHATIF_FIND_H
