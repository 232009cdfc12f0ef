//===- MachineNumbers.h - the numbers that a machine states -----*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Every number of a machine file by the names that MachineChange gives parts
/// and attributes, and how to make one a little larger or smaller.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_TARGET_MACHINENUMBERS_H
#define RIDGE_TARGET_MACHINENUMBERS_H

#include "mlir/IR/MLIRContext.h"
#include "ridge/Machine/MachineHandle.h"
#include <optional>
#include <string>
#include <vector>

namespace ridge {

struct MachineNumber {
  std::string part;      ///< "sram", "dram->sram", "dram->sram on load", "".
  std::string attribute; ///< "size", "occupancy", ...
  std::string value;     ///< As the file has it, without quotes.

  /// "sram.size"; "clock" of the machine itself.
  std::string name() const {
    return part.empty() ? attribute : part + "." + attribute;
  }
};

/// In the order of the file. What is no single number or expression, limits of
/// dims and lists of formats, is left out.
std::vector<MachineNumber> machineNumbers(const MachineHandle &machine,
                                          mlir::MLIRContext &context);

/// A number with its unit, or an expression, times a factor.
struct ScaledNumber {
  std::string value;
  double ratio = 1; ///< Of the new number to the old one.
};
/// `factor` above 1 gives more and below 1 less: whole numbers of cycles and
/// bytes are rounded, and change by at least one. Nothing: 0 stays 0, and
/// nothing is between a count of 1 and 0.
std::optional<ScaledNumber> scaleNumber(llvm::StringRef value, double factor);

/// "512 KiB" in its parts.
struct NumberWithUnit {
  double number = 0;
  int decimals = 0; ///< Digits behind the point, as written.
  std::string unit; ///< "KiB"; may be empty.

  std::string print() const;
};
/// Nothing: the text is an expression.
std::optional<NumberWithUnit> parseNumberWithUnit(llvm::StringRef text);

} // namespace ridge

#endif // RIDGE_TARGET_MACHINENUMBERS_H
