//===- StatedTimes.h - rules for times that are stated ----------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What an instruction says of its time and energy has to make sense wherever
/// its dims may go. For all sizes within the limits of the dims:
///
///   * no step of an expression leaves 64 bits, where it would saturate;
///   * 1 <= occupancy <= latency <= kLongestInstruction;
///   * 0 <= energy.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_MACHINE_STATEDTIMES_H
#define RIDGE_MACHINE_STATEDTIMES_H

#include "ridge/Machine/Machine.h"

namespace ridge {

/// Largest numbers of one thing in a machine. Far above any hardware, and low
/// enough that products of two and sums of many stay within 64 bits.
constexpr int64_t kLongestTime = int64_t(1) << 40;  ///< Cycles.
constexpr int64_t kMostBytes = int64_t(1) << 50;    ///< Of a memory.
constexpr int64_t kHighestRate = int64_t(1) << 40;  ///< Bytes per cycle.
constexpr int64_t kHighestClock = int64_t(1) << 40; ///< Hertz.
constexpr int64_t kMostEqualEngines = 64;           ///< That a part stands for.
constexpr int64_t kHighestCount = int64_t(1) << 40; ///< Banks, bursts.
constexpr int64_t kMostBanks = 4096; ///< Each is simulated, if it has a rate.
constexpr int64_t kMostByteEnergy = int64_t(1) << 40; ///< Attojoules per byte.
constexpr int64_t kMostPower = int64_t(1) << 40;      ///< Microwatts.
constexpr int64_t kLargestArea = int64_t(1) << 40;    ///< Square micrometres.
/// Cycles, exact in a double. Limits of dims are often far above what fits a
/// memory, so an instruction may be longer on paper than any that is issued.
constexpr int64_t kLongestInstruction = int64_t(1) << 53;

/// The first rule that `instruction` breaks, as a clause that names the sizes
/// where it does: "has a negative occupancy, -9 at n = 1". Empty if none is.
/// `bits` are those that its operands can have, `ops` the operations of its
/// body; `dims` and the expressions are all that is read of `instruction`.
///
/// What is reported as negative or too low is a real case; what the search does
/// not reach is clamped by Timing. What cannot be shown to stay within 64 bits
/// is refused.
std::string timesProblem(const Instruction &instruction,
                         llvm::ArrayRef<int64_t> bits, int64_t ops);

} // namespace ridge

#endif // RIDGE_MACHINE_STATEDTIMES_H
