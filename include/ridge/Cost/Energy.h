//===- Energy.h - the energy of a program, by part --------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The one place where a program's energy is summed. Each part that the machine
/// file gives an energy counts with its source; what has done something and has
/// none is named, never taken as zero.
///
///  E-instruction-1  each issue: the instruction's own expression.
///  E-path-1         each byte on a path, whole bursts: the path's `energy`;
///                   each byte of values through its codec: `codec_energy`.
///  E-memory-1       each byte that a transfer reads or writes, as it occupies
///                   the memory's rate, and each element that an instruction's
///                   operand holds, once (an update reads and writes). What a
///                   unit looks at more than once within an instruction is for
///                   the instruction's own energy.
///  E-static-2       static power of chip, memories and engines for all cycles.
///                   That of the chip covers the parts that state none.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_COST_ENERGY_H
#define RIDGE_COST_ENERGY_H

#include "ridge/Cost/Cost.h"
#include <array>

namespace ridge {

enum class EnergyCause : uint8_t { Instructions, Paths, Memories, Static };
constexpr unsigned numEnergyCauses = 4;
llvm::StringRef energyCauseName(EnergyCause cause); ///< "instructions", ...

struct EnergyItem {
  EnergyCause cause;
  std::string part; ///< "@matmul", "dram->sram", "reads of @sram", ...
  int64_t femtojoules = 0;
  std::string source; ///< As the machine file has it.
};

struct ProgramEnergy {
  int64_t total = 0; ///< Of all items, saturating.
  std::array<int64_t, numEnergyCauses> byCause = {};
  std::vector<EnergyItem> items; ///< In the order of the machine file.
  /// Parts that have done something and state no energy of it.
  std::vector<std::string> missing;

  int64_t of(EnergyCause cause) const {
    return byCause[static_cast<unsigned>(cause)];
  }
};

/// The energy of work that takes `cycles`.
ProgramEnergy energyOf(const PartWork &work, const Machine &machine,
                       int64_t cycles);

/// Square micrometres of all parts that state an area; 0 if none does.
int64_t statedArea(const Machine &machine);

} // namespace ridge

#endif // RIDGE_COST_ENERGY_H
