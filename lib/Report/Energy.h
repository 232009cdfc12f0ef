//===- Energy.h - energy and area on the page and in JSON -------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_REPORT_ENERGY_H
#define RIDGE_LIB_REPORT_ENERGY_H

#include "ridge/Cost/Energy.h"
#include "ridge/Report/Report.h"
#include "ridge/Support/Json.h"

namespace ridge {

/// That of the run's simulated time.
ProgramEnergy energyOf(const RunResult &run);

/// For the head of the page: the sum by cause, and what is missing in it.
void printEnergySum(const ProgramEnergy &energy, llvm::raw_ostream &os);
/// A line a part, with its source; then the areas that the machine states.
void printEnergyTable(const ProgramEnergy &energy, const Machine &machine,
                      llvm::raw_ostream &os);
/// The attributes "energy" and, where one is stated, "area".
void printEnergyJson(const ProgramEnergy &energy, const Machine &machine,
                     llvm::json::OStream &json);

} // namespace ridge

#endif // RIDGE_LIB_REPORT_ENERGY_H
