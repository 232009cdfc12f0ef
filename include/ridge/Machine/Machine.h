//===- Machine.h - a resolved machine description ---------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A machine as every part of Ridge sees it: plain data with integer ids, made
/// once from a machine file (lib/Target) and never changed. Sizes are in bytes,
/// all times in ticks: where parts have clocks of their own, a time in which
/// the cycles of all are whole, else the cycles of the one clock. What the
/// parts of Ridge call a cycle is a tick; what people read is in cycles of the
/// machine's clock (`cyclesOf`).
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_MACHINE_MACHINE_H
#define RIDGE_MACHINE_MACHINE_H

#include "ridge/Machine/Encoding.h"
#include "ridge/Machine/Expression.h"
#include "ridge/Machine/Kernel.h"
#include "llvm/ADT/SmallBitVector.h"
#include <string>
#include <vector>

namespace llvm {
class raw_ostream;
} // namespace llvm

namespace ridge {

using MemoryId = int32_t;
using EngineId = int32_t;
using PathId = int32_t;
using InstructionId = int32_t;

/// Sets of memories and of engines, bit i for number i.
using MemorySet = llvm::SmallBitVector;
using EngineSet = llvm::SmallBitVector;

/// A number that a machine file may leave out, and where it comes from.
struct Stated {
  int64_t value = -1; ///< -1: not stated.
  std::string source = {};

  bool isStated() const { return value >= 0; }
};

/// A memory. Rates are per cycle of its clock. All transfers that touch it
/// share `bytesPerCycle`, and those of one direction what is stated for it.
struct Memory {
  std::string name;
  int64_t bytes = 0;         ///< That programs may use, from address 0.
  int64_t bytesPerCycle = 0; ///< Shared by all transfers that read or write it.
  int64_t latency = 0;       ///< Cycles from request to first byte.
  int64_t alignment = 1;     ///< Of buffers, in bytes.
  /// Equal; bank b holds bytes [b, b+1) * bankBytes(). 0: not stated.
  int64_t banks = 0;
  bool home = false; ///< Arguments and results of a model live here.
  int64_t readBytesPerCycle = 0;  ///< Shared by what reads it; 0: no limit.
  int64_t writeBytesPerCycle = 0; ///< Shared by what writes it; 0: no limit.
  /// A transfer uses one of them: at most this part of each rate. 0: all.
  int64_t ports = 0;
  /// Of one bank, shared by transfers and instructions that touch it; 0: no
  /// limit. A transfer is in one bank at a time.
  int64_t bankBytesPerCycle = 0;
  int64_t reservedBytes = 0; ///< Behind `bytes`, for nobody here.
  /// Bytes that one opening makes ready, at most so many openings in work at a
  /// time, each for so many cycles; 0: they cost nothing.
  int64_t pageBytes = 0, pageCycles = 0, openPages = 0;
  /// Cycles in which nothing moves for each so many bytes written; 0: none.
  int64_t turnCycles = 0, writeBatchBytes = 0;
  int64_t requests = 0;   ///< In work at most, each for `latency`; 0: no limit.
  int64_t period = 1;     ///< Ticks of a cycle of its clock.
  Stated readEnergy = {}; ///< Attojoules per byte.
  Stated writeEnergy = {}; ///< Attojoules per byte.
  Stated staticPower = {}; ///< Microwatts.
  Stated area = {};        ///< Square micrometres.

  int64_t bankBytes() const { return (bytes + reservedBytes) / banks; }
};

/// An in-order queue: compute engines and transfer engines alike.
struct Engine {
  std::string name;
  int64_t queueDepth = 0;  ///< Operations not complete at most; 0: no limit.
  int64_t issueCycles = 0; ///< The engine is held by each before it begins.
  /// Bytes of instruction words that it gets per cycle, and that its
  /// instruction memory holds; 0: no limit.
  int64_t fetchBytesPerCycle = 0, codeBytes = 0;
  int64_t period = 1;      ///< Ticks of a cycle of its clock.
  Stated staticPower = {}; ///< Microwatts.
  Stated area = {};        ///< Square micrometres.
};

/// A way for data from one memory to another, driven by one engine.
struct Path {
  std::string name; ///< "dram->sram"
  MemoryId from = -1;
  MemoryId to = -1;
  EngineId engine = -1;
  int64_t bytesPerCycle = 0; ///< Peak of this path alone, in its own cycles.
  int64_t latency = 0;       ///< Added to the latencies of both memories.
  int64_t burst = 1;         ///< Bytes; a contiguous run moves in whole bursts.
  int64_t inFlight = 0;      ///< Requests outstanding at most; 0: no limit.
  int64_t setup = 0; ///< Cycles the engine is held before the first byte.
  /// Cycles per position of a list that says what to move; -1: the path takes
  /// no lists.
  int64_t cyclesPerIndex = -1;
  /// Names (Codec.h) of what units on this path decode and encode.
  std::vector<std::string> codecs = {};
  /// Bytes of values, not of codes, per cycle of those units; 0: no limit.
  int64_t codecBytesPerCycle = 0;
  int64_t rowCycles = 0;    ///< At least from one contiguous run to the next.
  int64_t requestBytes = 0; ///< Of one request at most; 0: a burst.
  /// Bytes of a row at most: a longer run is several rows; 0: a run is a row.
  int64_t rowBytes = 0;
  /// Transfers are made of commands of at most so many rows; 0: there are none.
  int64_t commandRows = 0;
  int64_t commandsInFlight = 0; ///< Outstanding at most; with commandRows.
  int64_t period = 1;           ///< Ticks of a cycle of its clock.
  Stated energy = {};           ///< Attojoules per byte on the path.
  int64_t wordBytes = 0;        ///< Of its instruction word; 0: not stated.
  Stated codecEnergy = {};      ///< Attojoules per byte of values, in a codec.
  Stated area = {};             ///< Square micrometres.

  bool isIndexed() const { return cyclesPerIndex >= 0; }
};

/// Limits of an instruction's dim: low <= size <= high, a multiple of step.
struct InstructionDim {
  std::string name;
  int64_t low = 1;
  int64_t high = 1;
  int64_t step = 1; ///< Both limits are multiples, too.

  bool takes(int64_t size) const {
    return low <= size && size <= high && size % step == 0;
  }
  std::string describe() const; ///< "1 to 64", "64", "8 to 64 by 8".
};

struct InstructionOperand {
  std::string name;
  llvm::SmallVector<MemoryId, 2> memories; ///< Where it may sit.
  bool broadcast = false; ///< A read may have stride 0 along dims it names.
  bool immediate = false; ///< A read may be a constant in the instruction word.
  /// The dim along which neighbours lie next to one another, or stand still;
  /// -1: its elements may lie anywhere.
  int32_t unitStride = -1;
};

/// What an engine executes. Two kinds share this struct:
///  * exact: `kernel` is the meaning; operands correspond to kernel inputs then
///    outputs, and kernel dims are the instruction's dims.
///  * lanes: `laneOps` and `laneFormats` are not empty; the instruction applies
///    any one of the operations to operands of those formats (and i1), element
///    by element over its single dim. The kernel is empty; operands[0] speaks
///    for all inputs and operands[1] for the output.
///    With `laneReduce` the instruction folds: two dims (m kept, n folded),
///    output[m] = op(output[m], input[m, n]).
struct Instruction {
  std::string name;
  EngineId engine = -1;
  std::vector<InstructionDim> dims;
  std::vector<InstructionOperand> operands;
  Kernel kernel;
  std::vector<ScalarOp> laneOps;
  std::vector<Format> laneFormats;
  bool laneReduce = false;
  /// Over the dims and then the names "bits" (widest operand element, at least
  /// 8) and "ops" (nodes of the body, at least 1).
  Expression occupancy; ///< Cycles until the engine takes the next instruction.
  Expression latency;   ///< Cycles until the results are there; >= occupancy.
  Expression energy;    ///< Femtojoules.
  std::string energySource = {};
  /// The engine is held this long before an issue, if the last one that has a
  /// configuration was of another instruction, or had other sizes of the dims
  /// `configuredBy`; the number of dims stands for the bits of its elements. 0:
  /// it has none.
  int64_t configurationCycles = 0;
  /// What it writes, by name: instructions of one name go on with what another
  /// of them has written. Empty: nobody else writes it.
  std::string configuration = {};
  /// What it writes there, besides `configuredBy`: a mode.
  std::string configurationValue = {};
  /// It is written when all that the engine has begun is complete.
  bool configurationDrains = false;
  llvm::SmallVector<int32_t, 2> configuredBy = {};
  int64_t wordBytes = 0; ///< Of its instruction word; 0: not stated.
  /// Inputs correspond in the order in which they are stated: no two of them
  /// change places, as they may where an operation commutes.
  bool ordered = false;
  /// The same on equal engines, by engine, this one included; empty: it is
  /// alone. Set by findPeers.
  std::vector<InstructionId> peers = {};

  bool isLanes() const { return !laneOps.empty(); }
};

struct Machine {
  std::string name;
  int64_t hertz = 0;         ///< Clock.
  int64_t ticksPerCycle = 1; ///< Of that clock.
  std::vector<Memory> memories;
  std::vector<Engine> engines;
  std::vector<Path> paths;
  std::vector<Instruction> instructions;
  Stated staticPower = {};         ///< Microwatts, of all that is in no part.
  Stated area = {};                ///< Square micrometres, the same.
  std::vector<Encoding> encodings; ///< At most one for each target.

  /// Cycles of the machine's clock that `ticks` are, rounded up.
  int64_t cyclesOf(int64_t ticks) const {
    return ticks / ticksPerCycle + (ticks % ticksPerCycle > 0);
  }

  MemoryId home() const; ///< -1 if none is marked.
  MemoryId findMemory(llvm::StringRef name) const;
  EngineId findEngine(llvm::StringRef name) const;
  /// First in file order; with `indexed`, of those that take lists, with a
  /// `codec` of those that have it. -1: none.
  PathId findPath(MemoryId from, MemoryId to, bool indexed = false,
                  llvm::StringRef codec = "") const;
  /// Paths from one memory to another, in the order in which data take them:
  /// as few as can be, of equal ones those that come first in the file, and
  /// none through the home memory. The one that touches the home memory has
  /// the `codec`; a list of positions takes a single path. Empty: none.
  llvm::SmallVector<PathId, 2> findRoute(MemoryId from, MemoryId to,
                                         bool indexed = false,
                                         llvm::StringRef codec = "") const;
  InstructionId findInstruction(llvm::StringRef name) const;
  /// Null: the machine file has none.
  const Encoding *findEncoding(EncodingTarget target) const;
  /// The engine that fetches words of the target.
  EngineId engineOf(EncodingTarget target) const;
  /// The levels of the engine's loop words, outermost first; empty: it has no
  /// such words, and loops are unrolled.
  llvm::ArrayRef<std::string> codeLoops(EngineId engine) const;

  /// Empty, or one sentence per thing that is wrong (ids in range, exactly one
  /// home memory, every engine's operands reachable by some path from home,
  /// positive sizes and rates, kernels that check, latency >= occupancy over
  /// the whole range of dims, expressions never negative).
  std::vector<std::string> check() const;
};

/// Finds the instructions of `machine` that differ in name and engine alone, on
/// engines that differ in name alone: work is dealt to them (T-deal-1).
void findPeers(Machine &machine);

/// Sizes, rates, limits and expressions of `machine`, one thing a line. The
/// text holds all of the machine.
void printMachine(const Machine &machine, llvm::raw_ostream &stream);

} // namespace ridge

#endif // RIDGE_MACHINE_MACHINE_H
