//===- Loads.h - what a layer asks of memories ------------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Bytes by what limits them, for C-estimate-1 b: all that crosses a memory,
/// what reads it, what writes it, and what touches each of its banks.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_COST_LOADS_H
#define RIDGE_LIB_COST_LOADS_H

#include "ridge/Cost/Cost.h"

namespace ridge {

class MemoryLoads {
public:
  explicit MemoryLoads(const Machine &machine);

  /// `n` transfers of `demand` along `op`'s path.
  void addMove(const Program &program, const Machine &machine,
               const ProgramOp &op, const TransferDemand &demand, int64_t n);
  /// `n` issues over `sizes`: they load banks alone.
  void addIssue(const Program &program, const Machine &machine,
                const ProgramOp &op, llvm::ArrayRef<int64_t> sizes,
                UnitTime time, int64_t n);

  /// Cycles that the fullest of all limits takes.
  int64_t cycles(const Machine &machine) const;

private:
  void addBanks(const Program &program, const Machine &machine,
                const Access &access, double bytes, double most);

  struct Load {
    int64_t all = 0, read = 0, written = 0;
    std::vector<double> banks; ///< Empty if they have no rate.
  };
  std::vector<Load> loads; ///< By memory.
  bool anyBanks;
};

} // namespace ridge

#endif // RIDGE_LIB_COST_LOADS_H
