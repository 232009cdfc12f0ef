//===- CriticalChain.h - what a simulated time consists of ------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// From the last result back to cycle 0 there is a chain of operations, each of
/// which began when the one before it let it: by freeing the engine, by being
/// complete, or by a signal. Its spans leave no cycle out, so the program takes
/// as long as they are together, and it gets no faster unless one of them does.
/// Where two causes end in the same cycle, one of them is taken.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_SIM_CRITICALCHAIN_H
#define RIDGE_SIM_CRITICALCHAIN_H

#include "ridge/Sim/Simulator.h"
#include <tuple>

namespace ridge {

/// What a cycle of the chain is spent on.
enum class ChainPart : uint8_t {
  Occupied,  ///< The engine works, or sends at the rate that it has alone.
  Contended, ///< Sends slower than alone.
  Latency,   ///< The engine is free, what it made is not there yet.
};
llvm::StringRef chainPartName(ChainPart part); ///< "occupied", ...

/// The cycles of the chain that have one cause.
struct ChainShare {
  EngineId engine = -1;
  InstructionId instruction = -1; ///< Of an issue.
  PathId path = -1;               ///< Of a move.
  LayerId layer = -1;
  ChainPart part = ChainPart::Occupied;
  int64_t cycles = 0;

  auto key() const {
    return std::make_tuple(engine, instruction, path, layer, part);
  }
};

/// Listens to one simulation. It keeps some 80 bytes an operation.
class CriticalChain : public SimListener {
public:
  void onEvent(const SimEvent &event) override;

  /// The shares of a program that ran to its end, by their key in ascending
  /// order, in cycles of the machine's clock: together as many as its
  /// simulated time.
  std::vector<ChainShare> shares(const Machine &machine) const;

private:
  std::vector<std::vector<SimEvent>> events; ///< By engine.
};

} // namespace ridge

#endif // RIDGE_SIM_CRITICALCHAIN_H
