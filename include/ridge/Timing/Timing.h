//===- Timing.h - the time of one unit of work ------------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The only place where a duration or an energy is computed. Search, Cost and
/// Sim all call these functions, so they can disagree about contention and
/// overlap alone.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_TIMING_TIMING_H
#define RIDGE_TIMING_TIMING_H

#include "ridge/Machine/Machine.h"
#include "ridge/Machine/Match.h"
#include <vector>

namespace ridge {

/// All times here are in ticks of the machine (Machine.h); with one clock they
/// are its cycles. T-clock-1: an instruction takes its cycles times the ticks
/// of its engine's, a rate of b bytes per cycle is b / ticks of that cycle.
///
/// Cycles until the engine is free again, and until the result is there.
struct UnitTime {
  int64_t occupancy = 0;
  int64_t latency = 0;
};

/// T-instruction-1. The instruction's own expressions at the sizes `dims` of
/// its dims; `bits` and `ops` are the pseudo dims of Instruction.
/// T-issue-1. Both times begin with the engine's issue time, for instructions
/// and transfers alike.
/// T-fetch-1. The next word comes while an operation holds the engine, which it
/// does for fetchTime of its own word at least; a transfer holds it longer
/// before its first byte. Words of waits, signals and loops come beside these.
UnitTime instructionTime(const Machine &machine, InstructionId instruction,
                         llvm::ArrayRef<int64_t> dims, int64_t bits,
                         int64_t ops);

/// Ticks in which an engine gets so many bytes of instruction words, whole
/// cycles of its clock; 0 where the machine states no rate.
int64_t fetchTime(const Engine &engine, int64_t bytes);

/// What an engine is configured for.
class EngineConfiguration {
public:
  /// T-configuration-1. Cycles that the engine is held before an issue at the
  /// sizes `dims` of the instruction's dims and elements of `bits`, and is
  /// configured for it then: 0 if it is already, or if the instruction has no
  /// configuration. `busy`: until what the engine has begun is complete, for
  /// which a configuration waits that drains it.
  int64_t change(const Machine &machine, InstructionId instruction,
                 llvm::ArrayRef<int64_t> dims, int64_t bits, int64_t busy = 0);

private:
  InstructionId instruction = -1;
  std::vector<int64_t> sizes; ///< Of the dims that it is for.
};

/// Femtojoules of an issue.
int64_t instructionEnergy(const Machine &machine, InstructionId instruction,
                          llvm::ArrayRef<int64_t> dims, int64_t bits,
                          int64_t ops);

/// Widest operand element of a kernel in bits, at least 8.
int64_t kernelBits(const Kernel &kernel);
/// Nodes of a kernel that are not constants, at least 1.
int64_t kernelOps(const Kernel &kernel);

/// How a box is dealt to the instruction's peers: parts of `part` along `dim`,
/// the last may be less; part i is done by peer i. No dim: one engine does all.
struct Deal {
  int32_t dim = -1;
  int64_t part = 0, parts = 1;
};

/// T-deal-1. As many parts as there are peers, equal but for the last, along
/// the dim of the result that leaves each of them least to do; none if that is
/// no less than the whole. All parts keep to the instruction's limits.
Deal dealOf(const Machine &machine, const Match &match, const Kernel &kernel,
            llvm::ArrayRef<int64_t> sizes);

/// A kernel over a box of `sizes`, dealt to peers and cut into instructions as
/// Select does: boxes of largestBox, ragged boxes at the ends. Occupancies of
/// one engine add up; latency is that of the total occupancy plus the last
/// instruction's own tail.
UnitTime kernelTime(const Machine &machine, const Match &match,
                    const Kernel &kernel, llvm::ArrayRef<int64_t> sizes);

/// The side of a transfer, if any, whose elements are stored in a codec.
struct CodedSide {
  enum class Side : uint8_t { None, Source, Target };
  Side side = Side::None;
  double bitsPerValue = 0;
  int64_t unit = 1; ///< Neighbours that are encoded together.
  /// The first element is the first of a unit, whatever counters and positions
  /// of lists are. Strides are looked at by those who are told them.
  bool isAligned = false;
};

/// A strided copy as a transfer engine sees it: `runs` contiguous runs of
/// `runBytes` each on the side with the shorter runs.
struct TransferShape {
  int64_t runs = 0;
  int64_t runBytes = 0; ///< Of elements as they are.
  /// Runs that follow one another at one step on both sides, as many as can be
  /// from the least step at the source on.
  int64_t equalRuns = 1;
  /// Bytes from one of these to the next at either side; -1: anywhere.
  int64_t sourceStep = -1, targetStep = -1;
  /// The side that holds codes, and the bytes that a run takes there.
  CodedSide::Side coded = CodedSide::Side::None;
  int64_t codedRunBytes = 0;

  int64_t bytes() const { return runs * runBytes; }
};

/// The runs of a copy of `sizes` elements of `elementBytes`, laid out with
/// `sourceStrides` and `targetStrides` (elements). Dims are merged wherever
/// both sides are contiguous, in any order of the dims.
TransferShape transferShape(llvm::ArrayRef<int64_t> sizes,
                            llvm::ArrayRef<int64_t> sourceStrides,
                            llvm::ArrayRef<int64_t> targetStrides,
                            int64_t elementBytes);
/// The same for elements of a format, which may be narrower than a byte: each
/// run takes a whole number of bytes.
/// T-codec-1: a run of n coded elements takes whole units: ceil(n / unit) where
/// all runs begin at one, else as many as it can touch, (n + unit - 2) / unit
/// + 1; they take ceil(units * unit * bitsPerValue / 8) bytes.
TransferShape transferShape(llvm::ArrayRef<int64_t> sizes,
                            llvm::ArrayRef<int64_t> sourceStrides,
                            llvm::ArrayRef<int64_t> targetStrides,
                            Format format, const CodedSide &coded = {});

/// What a transfer asks of its path.
struct TransferDemand {
  int64_t payload = 0; ///< Bytes on the path that were asked for.
  int64_t wire = 0;    ///< Bytes that occupy its bandwidth: whole bursts.
  /// Bytes that occupy the bandwidths of the memories: `wire`, but where the
  /// other memory holds codes.
  int64_t sourceBytes = 0, targetBytes = 0;
  /// The same as far as the memory could have moved them in the time that it is
  /// busy with the transfer (T-memory-2).
  int64_t sourceLoad = 0, targetLoad = 0;
  int64_t setup = 0;    ///< Cycles before the first byte.
  int64_t latency = 0;  ///< Cycles from the last byte sent to it being there.
  double rate = 0;      ///< Wire bytes per cycle with nobody else on the
                        ///< memories: min of path, both memories, in-flight
                        ///< limit, rows and codec.
  int64_t runs = 0;     ///< Contiguous, those of lists included.
  int64_t rows = 0;     ///< That these are cut into.
  int64_t commands = 0; ///< That these take; 0 where there are none.
  int64_t requests = 0; ///< That these take.
  int64_t decoded = 0;  ///< Bytes of values that pass a codec.

  /// Bytes at a memory per byte on the wire; 1 without a codec.
  double sourceWeight() const { return weight(sourceBytes); }
  double targetWeight() const { return weight(targetBytes); }
  /// The same of what it could have moved: the part of its bandwidth.
  double sourceLoadWeight() const { return weight(sourceLoad); }
  double targetLoadWeight() const { return weight(targetLoad); }
  /// How many times as long a memory is busy as its bandwidth says; 1 where
  /// patterns cost nothing.
  double sourceSlowdown() const { return slowdown(sourceLoad, sourceBytes); }
  double targetSlowdown() const { return slowdown(targetLoad, targetBytes); }

private:
  double weight(int64_t bytes) const {
    return wire == 0 ? 1
                     : static_cast<double>(bytes) / static_cast<double>(wire);
  }
  static double slowdown(int64_t load, int64_t bytes) {
    return load == bytes
               ? 1
               : static_cast<double>(load) / static_cast<double>(bytes);
  }
};

/// T-transfer-1: wire = runs * burst * ceil(runBytes / burst).
/// T-transfer-2: latency = path latency + both memories' latencies.
/// T-transfer-3: rate <= wire / requests * inFlight / latency where in-flight
/// is limited; requests = runs * ceil(wire bytes of a run / request size),
/// whose size is the burst where none is stated.
/// T-transfer-6: rows begin at least a row time apart: rate <= wire / (rows *
/// row time). A run is rows of at most the row's bytes, where these are stated.
/// T-transfer-7: with commands of r rows at one step, of which c are
/// outstanding, each until its last byte is there: commands = runs / equal runs
/// * rows of a run * ceil(equal runs / r), and wire / rate >= (commands *
/// latency + wire / r0) / c, where r0 is the rate that the other rules leave.
/// T-memory-1: rate <= each of the memory's rates for its direction, and a
/// bank's. With p ports, at most 1/p of those that are not a bank's.
/// T-memory-2: a memory is busy with a transfer for the greatest of its bytes /
/// bandwidth, its pages * page time / open pages, and its requests * latency /
/// requests in work; and, where it is written, for a turn for each batch of its
/// bytes, the last one not less. Runs at one step that is less than a page
/// share pages; all others have pages of their own. What the memory could have
/// moved meanwhile is the part of its bandwidth that the transfer takes.
/// T-codec-2: with a codec, payload, wire and the memory that holds the codes
/// count the runs' coded bytes; the other memory and the codec's own rate count
/// what the wire would carry without a codec. Each of them limits the rate to
/// its bandwidth over its bytes per wire byte.
TransferDemand transferDemand(const Machine &machine, PathId path,
                              const TransferShape &shape);

/// A list of positions as its reader sees it.
struct IndexListShape {
  llvm::ArrayRef<int64_t>
      strides; ///< Elements of the list, per dim of the box.
  int64_t elementBytes = 0;
};

/// The demand of a transfer whose source is addressed by lists of positions.
/// Dims along which a list moves are dims of rows: what lies in different rows
/// is in different runs, wherever the positions point.
/// T-transfer-5: the lists come over the same path first: payload and wire are
/// those of the data plus those of every list; setup = path setup + path
/// latency + source latency (the round trip of the first position) + rows *
/// cycles per index. Lists are never in a codec.
TransferDemand indexedDemand(const Machine &machine, PathId path,
                             llvm::ArrayRef<int64_t> sizes,
                             llvm::ArrayRef<int64_t> sourceStrides,
                             llvm::ArrayRef<int64_t> targetStrides,
                             Format format,
                             llvm::ArrayRef<IndexListShape> lists,
                             const CodedSide &coded = {});

/// E-byte-1: femtojoules of `bytes` at `attojoules` each, rounded up.
int64_t byteEnergy(int64_t bytes, int64_t attojoules);

/// E-static-1: femtojoules that `microwatts` come to in `cycles`, rounded up.
int64_t staticEnergy(const Machine &machine, int64_t microwatts,
                     int64_t cycles);

/// T-transfer-4, alone on the machine: occupancy = setup + ceil(wire / rate),
/// latency = occupancy + demand.latency.
UnitTime transferTime(const TransferDemand &demand);

/// A lower bound on the cycles an engine spends on `repeats` kernels of total
/// instruction-dim sizes `totals`, however they are cut: the product of the
/// totals times the least occupancy per point of any box within the limits and
/// the totals. Proved by interval arithmetic (branch and bound to within 1 %).
/// Of all points only `needed` count, if that is not 0.
int64_t occupancyBound(const Machine &machine, InstructionId instruction,
                       llvm::ArrayRef<int64_t> totals, int64_t repeats,
                       int64_t bits, int64_t ops, int64_t needed = 0);

} // namespace ridge

#endif // RIDGE_TIMING_TIMING_H
