//===- Sensitivity.h - what each number of a machine is worth ---*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Elasticities of time and energy: by how many percent they change when one
/// number changes by one percent, d ln T / d ln x, from compiling and
/// simulating again with the number a step larger and a step smaller. Beside
/// them stands what part of the simulated time the number's part has on the
/// critical chain (CriticalChain.h): as long as no decision changes, no number
/// of a part can move the time by more.
///
/// Numbers that only energy knows need no run, and those of instructions and
/// paths that the program has no use for are tried many together first.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_WHATIF_SENSITIVITY_H
#define RIDGE_WHATIF_SENSITIVITY_H

#include "ridge/WhatIf/Trials.h"

namespace ridge {

struct Sensitivity {
  MachineNumber number;
  /// One step: what it was tried with, the ratio to the number, and times and
  /// energies as ratios to the base. Nothing: there is no such machine.
  struct Side {
    std::string value;
    double ratio = 1, time = 1, energy = 1;
  };
  std::optional<Side> more, less;
  double timeElasticity = 0, energyElasticity = 0;
  /// Of the part, 0 to 1; nothing where no cycles are a part's (sizes of
  /// memories, clocks).
  std::optional<double> chainShare;
  bool triedTogether = false; ///< With others of no effect.
};

struct Sensitivities {
  /// Those of the greatest elasticity of time first, then of energy.
  std::vector<Sensitivity> numbers;
  int64_t runs = 0; ///< Compilations, that of the base left out.
};

/// The numbers of a machine whose names begin with one of `prefixes`; all, if
/// there are none. Fails where a prefix begins no name.
llvm::Expected<std::vector<MachineNumber>>
numbersBegunBy(llvm::ArrayRef<std::string> prefixes,
               const MachineHandle &machine, Session &session);

/// `step`: 0.1 tries 1.1 times and 1 / 1.1 times each number; where that is no
/// machine, or no other number, twice and half.
Sensitivities measureSensitivities(Trials &trials,
                                   llvm::ArrayRef<MachineNumber> numbers,
                                   Session &session, double step);

void printSensitivities(const Sensitivities &found, const TrialResult &base,
                        llvm::raw_ostream &os);
void printSensitivitiesJson(const Sensitivities &found, const TrialResult &base,
                            llvm::json::OStream &json);

} // namespace ridge

#endif // RIDGE_WHATIF_SENSITIVITY_H
