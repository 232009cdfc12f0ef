//===- Transfer.cpp - the time of transfers -------------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A transfer as contiguous runs, what it asks of its path, and its time alone.
///
//===----------------------------------------------------------------------===//

#include "ridge/Numerics/Packing.h"
#include "ridge/Support/Saturate.h"
#include "ridge/Timing/Timing.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>
#include <cmath>

using namespace ridge;

namespace {

/// The contiguous runs of a strided copy, in elements.
struct Runs {
  int64_t count = 1;
  int64_t elements = 1;
  int64_t equal = 1;                      ///< TransferShape::equalRuns.
  int64_t sourceStep = 0, targetStep = 0; ///< Between these.
  llvm::SmallVector<size_t, 6> others;    ///< Dims that no run walks.
};

} // namespace

/// Dims of `runs` that continue one another on both sides, from the one with
/// the least step at the source on.
static void addEqualRuns(Runs &runs, llvm::ArrayRef<int64_t> sizes,
                         llvm::ArrayRef<int64_t> sourceStrides,
                         llvm::ArrayRef<int64_t> targetStrides) {
  const auto *first = llvm::min_element(runs.others, [&](size_t a, size_t b) {
    return sourceStrides[a] < sourceStrides[b];
  });
  if (first == runs.others.end())
    return;
  int64_t source = sourceStrides[*first], target = targetStrides[*first];
  int64_t &equal = runs.equal;
  equal = sizes[*first];
  runs.sourceStep = source;
  runs.targetStep = target;
  while (true) {
    const auto *next = llvm::find_if(runs.others, [&](size_t d) {
      return sourceStrides[d] == saturatingMul(source, equal) &&
             targetStrides[d] == saturatingMul(target, equal);
    });
    if (equal == 0 || next == runs.others.end())
      return;
    equal = saturatingMul(equal, sizes[*next]);
  }
}

static Runs runsOf(llvm::ArrayRef<int64_t> sizes,
                   llvm::ArrayRef<int64_t> sourceStrides,
                   llvm::ArrayRef<int64_t> targetStrides) {
  Runs runs;
  // Dims of size 1 do not move, whatever their stride.
  for (size_t d = 0; d < sizes.size(); ++d)
    if (sizes[d] != 1)
      runs.others.push_back(d);
  // A run grows by any dim that continues it on both sides.
  while (true) {
    auto *next = llvm::find_if(runs.others, [&](size_t d) {
      return sourceStrides[d] == runs.elements &&
             targetStrides[d] == runs.elements;
    });
    if (next == runs.others.end())
      break;
    runs.elements = saturatingMul(runs.elements, sizes[*next]);
    runs.others.erase(next);
  }
  for (size_t d : runs.others)
    runs.count = saturatingMul(runs.count, sizes[d]);
  addEqualRuns(runs, sizes, sourceStrides, targetStrides);
  return runs;
}

TransferShape ridge::transferShape(llvm::ArrayRef<int64_t> sizes,
                                   llvm::ArrayRef<int64_t> sourceStrides,
                                   llvm::ArrayRef<int64_t> targetStrides,
                                   int64_t elementBytes) {
  Runs runs = runsOf(sizes, sourceStrides, targetStrides);
  TransferShape shape;
  shape.runs = runs.count;
  shape.equalRuns = runs.equal;
  shape.sourceStep =
      saturatingMul(saturatingAbs(runs.sourceStep), elementBytes);
  shape.targetStep =
      saturatingMul(saturatingAbs(runs.targetStep), elementBytes);
  shape.runBytes = saturatingMul(runs.elements, elementBytes);
  return shape;
}

/// T-codec-1. Rates like 8.5 bits are exact in f64; of others, dust is cut off.
static int64_t codedBytes(int64_t elements, const CodedSide &coded,
                          bool isAligned) {
  int64_t more = isAligned ? coded.unit - 1 : 2 * coded.unit - 2;
  int64_t units = saturatingAdd(elements, more) / coded.unit;
  double bytes = static_cast<double>(saturatingMul(units, coded.unit)) *
                 coded.bitsPerValue / 8;
  double nearest = std::nearbyint(bytes);
  double whole = std::abs(bytes - nearest) <= 1e-9 ? nearest : std::ceil(bytes);
  constexpr double most = 9.2e18; // Within int64_t.
  return static_cast<int64_t>(std::clamp(whole, 1.0, most));
}

TransferShape ridge::transferShape(llvm::ArrayRef<int64_t> sizes,
                                   llvm::ArrayRef<int64_t> sourceStrides,
                                   llvm::ArrayRef<int64_t> targetStrides,
                                   Format format, const CodedSide &coded) {
  Runs runs = runsOf(sizes, sourceStrides, targetStrides);
  TransferShape shape;
  shape.runs = runs.count;
  shape.equalRuns = runs.equal;
  shape.runBytes = saturatingMul(runs.elements, storedBits(format)) / 8 +
                   (runs.elements * storedBits(format) % 8 != 0);
  auto stepOf = [&](int64_t elements) {
    return saturatingMul(saturatingAbs(elements), storedBits(format)) / 8;
  };
  shape.sourceStep = stepOf(runs.sourceStep);
  shape.targetStep = stepOf(runs.targetStep);
  shape.coded = coded.side;
  if (coded.side == CodedSide::Side::None)
    return shape;
  bool isSource = coded.side == CodedSide::Side::Source;
  (isSource ? shape.sourceStep : shape.targetStep) =
      static_cast<int64_t>(static_cast<double>(saturatingAbs(
                               isSource ? runs.sourceStep : runs.targetStep)) *
                           coded.bitsPerValue / 8);
  llvm::ArrayRef<int64_t> strides =
      coded.side == CodedSide::Side::Source ? sourceStrides : targetStrides;
  bool isAligned = coded.isAligned && llvm::all_of(runs.others, [&](size_t d) {
                     return strides[d] % coded.unit == 0;
                   });
  shape.codedRunBytes = codedBytes(runs.elements, coded, isAligned);
  return shape;
}

static int64_t divideUp(int64_t value, int64_t unit) {
  return value / unit + (value % unit > 0);
}

static int64_t wholeBursts(const Path &path, int64_t runs, int64_t runBytes) {
  int64_t bursts = divideUp(runBytes, path.burst);
  return saturatingMul(runs, saturatingMul(bursts, path.burst));
}

/// Bytes per tick.
static double perTick(int64_t bytesPerCycle, int64_t period) {
  return static_cast<double>(bytesPerCycle) / static_cast<double>(period);
}

/// T-memory-1, in bytes on the wire, for what has `weight` bytes at the memory
/// for each and `loadWeight` of its bandwidth; `own` is the rate of the
/// direction.
static double memoryRate(const Memory &memory, int64_t own, double weight,
                         double loadWeight) {
  double ports = static_cast<double>(std::max<int64_t>(1, memory.ports));
  double rate =
      perTick(memory.bytesPerCycle, memory.period) / ports / loadWeight;
  if (own > 0)
    rate = std::min(rate, perTick(own, memory.period) / ports / weight);
  if (memory.bankBytesPerCycle > 0)
    rate = std::min(rate,
                    perTick(memory.bankBytesPerCycle, memory.period) / weight);
  return rate;
}

/// Pages that the runs of `runBytes` touch at a side where equal ones are
/// `step` bytes apart.
static int64_t pagesOf(const Memory &memory, const TransferShape &shape,
                       int64_t runBytes, int64_t step) {
  if (shape.runs == 0 || runBytes == 0)
    return 0;
  int64_t apart =
      saturatingMul(shape.equalRuns, divideUp(runBytes, memory.pageBytes));
  if (step >= 0) {
    int64_t span =
        saturatingAdd(saturatingMul(shape.equalRuns - 1, step), runBytes);
    apart = std::min(apart, divideUp(span, memory.pageBytes));
  }
  return saturatingMul(shape.runs / shape.equalRuns, apart);
}

/// T-memory-2: bytes that the memory could have moved while it is busy with
/// `bytes` of `pages` and `requests`.
static int64_t loadOf(const Memory &memory, int64_t bytes, int64_t pages,
                      int64_t requests, bool isWritten) {
  auto real = [](int64_t value) { return static_cast<double>(value); };
  double rate = perTick(memory.bytesPerCycle, memory.period),
         least = real(bytes) / rate;
  double cycles = least;
  if (memory.openPages > 0)
    cycles = std::max(cycles, real(pages) * real(memory.pageCycles) /
                                  real(memory.openPages));
  if (memory.requests > 0)
    cycles = std::max(cycles, real(requests) * real(memory.latency) /
                                  real(memory.requests));
  if (isWritten && memory.writeBatchBytes > 0)
    cycles +=
        real(divideUp(bytes, memory.writeBatchBytes)) * real(memory.turnCycles);
  constexpr double most = 9.2e18; // Within int64_t.
  // As many bytes as there are, wherever no pattern costs more.
  return cycles == least
             ? bytes
             : static_cast<int64_t>(std::min(std::ceil(cycles * rate), most));
}

/// T-transfer-3, T-transfer-6, T-transfer-7, T-memory-1 and T-codec-2, once all
/// bytes are known.
static void limitRate(const Machine &machine, const Path &way,
                      TransferDemand &demand) {
  const Memory &from = machine.memories[way.from],
               &to = machine.memories[way.to];
  double wire = static_cast<double>(demand.wire);
  demand.rate =
      std::min({perTick(way.bytesPerCycle, way.period),
                memoryRate(from, from.readBytesPerCycle, demand.sourceWeight(),
                           demand.sourceLoadWeight()),
                memoryRate(to, to.writeBytesPerCycle, demand.targetWeight(),
                           demand.targetLoadWeight())});
  auto limit = [&](double rate) { demand.rate = std::min(demand.rate, rate); };
  if (demand.wire == 0)
    return;
  if (demand.decoded > 0 && way.codecBytesPerCycle > 0)
    limit(perTick(way.codecBytesPerCycle, way.period) /
          (static_cast<double>(demand.decoded) / wire));
  // Little's law: what is outstanding arrives once per latency.
  if (way.inFlight > 0 && demand.latency > 0)
    limit(static_cast<double>(way.inFlight) * wire /
          static_cast<double>(demand.requests) /
          static_cast<double>(demand.latency));
  if (way.rowCycles > 0)
    limit(wire / (static_cast<double>(demand.rows) *
                  static_cast<double>(way.rowCycles)));
  if (demand.commands > 0)
    limit(wire * static_cast<double>(way.commandsInFlight) /
          (static_cast<double>(demand.commands) *
               static_cast<double>(demand.latency) +
           wire / demand.rate));
}

/// ceil(bytes / rate) where a quotient that is whole up to rounding counts as
/// whole: 1024 bytes at 1024 / 300 bytes per cycle take 300 cycles.
static int64_t cyclesAtRate(int64_t bytes, double rate) {
  double cycles = static_cast<double>(bytes) / rate;
  double nearest = std::nearbyint(cycles);
  double whole = std::abs(cycles - nearest) <= cycles * 1e-12
                     ? nearest
                     : std::ceil(cycles);
  return static_cast<int64_t>(whole);
}

/// T-fetch-1, for the time that the transfer takes alone.
static void holdForWord(const Machine &machine, const Path &way,
                        TransferDemand &demand) {
  int64_t fetch = fetchTime(machine.engines[way.engine], way.wordBytes);
  if (fetch > demand.setup)
    demand.setup = std::max(demand.setup, demand.setup + fetch -
                                              transferTime(demand).occupancy);
}

TransferDemand ridge::transferDemand(const Machine &machine, PathId path,
                                     const TransferShape &shape) {
  using Side = CodedSide::Side;
  const Path &way = machine.paths[path];
  TransferDemand demand;
  bool isCoded = shape.coded != Side::None;
  int64_t runBytes = isCoded ? shape.codedRunBytes : shape.runBytes;
  int64_t decoded = wholeBursts(way, shape.runs, shape.runBytes);
  demand.payload = saturatingMul(shape.runs, runBytes);
  demand.wire = wholeBursts(way, shape.runs, runBytes);
  demand.sourceBytes = shape.coded == Side::Target ? decoded : demand.wire;
  demand.targetBytes = shape.coded == Side::Source ? decoded : demand.wire;
  demand.decoded = isCoded ? decoded : 0;
  demand.runs = shape.runs;
  int64_t runRows = way.rowBytes > 0 ? divideUp(runBytes, way.rowBytes) : 1;
  demand.rows = saturatingMul(shape.runs, std::max<int64_t>(1, runRows));
  if (way.commandRows > 0 && shape.runs > 0)
    demand.commands =
        saturatingMul(saturatingMul(shape.runs / shape.equalRuns, runRows),
                      divideUp(shape.equalRuns, way.commandRows));
  int64_t request = way.requestBytes > 0 ? way.requestBytes : way.burst;
  int64_t wireRun = wholeBursts(way, 1, runBytes);
  demand.requests =
      saturatingMul(shape.runs, wireRun / request + (wireRun % request > 0));
  const Memory &from = machine.memories[way.from],
               &to = machine.memories[way.to];
  auto pages = [&](const Memory &memory, Side side, int64_t step) {
    return memory.pageBytes == 0
               ? 0
               : pagesOf(memory, shape,
                         shape.coded == side ? shape.codedRunBytes
                                             : shape.runBytes,
                         step);
  };
  demand.sourceLoad = loadOf(from, demand.sourceBytes,
                             pages(from, Side::Source, shape.sourceStep),
                             demand.requests, /*isWritten=*/false);
  demand.targetLoad =
      loadOf(to, demand.targetBytes, pages(to, Side::Target, shape.targetStep),
             demand.requests, /*isWritten=*/true);
  demand.setup = way.setup + machine.engines[way.engine].issueCycles;
  demand.latency = way.latency + machine.memories[way.from].latency +
                   machine.memories[way.to].latency;
  limitRate(machine, way, demand);
  holdForWord(machine, way, demand);
  return demand;
}

TransferDemand ridge::indexedDemand(const Machine &machine, PathId path,
                                    llvm::ArrayRef<int64_t> sizes,
                                    llvm::ArrayRef<int64_t> sourceStrides,
                                    llvm::ArrayRef<int64_t> targetStrides,
                                    Format format,
                                    llvm::ArrayRef<IndexListShape> lists,
                                    const CodedSide &coded) {
  using Side = CodedSide::Side;
  llvm::SmallVector<int64_t, 6> unmerged(sourceStrides);
  CodedSide rowSide = coded;
  int64_t rows = 1;
  for (size_t d = 0; d < sizes.size(); ++d) {
    if (llvm::none_of(lists, [&](const IndexListShape &list) {
          return list.strides[d] != 0;
        }))
      continue;
    rows = saturatingMul(rows, sizes[d]);
    unmerged[d] = 0; // No run has this stride.
    if (coded.side == Side::Source && sourceStrides[d] % coded.unit != 0)
      rowSide.isAligned = false;
  }
  TransferShape shape =
      transferShape(sizes, unmerged, targetStrides, format, rowSide);
  shape.sourceStep = -1; // Wherever the positions point.
  TransferDemand demand = transferDemand(machine, path, shape);
  for (const IndexListShape &list : lists) {
    llvm::SmallVector<int64_t, 6> walked(sizes);
    for (auto [size, stride] : llvm::zip(walked, list.strides))
      size = stride == 0 ? 1 : size;
    TransferDemand own = transferDemand(
        machine, path,
        transferShape(walked, list.strides, list.strides, list.elementBytes));
    for (int64_t TransferDemand::*bytes :
         {&TransferDemand::payload, &TransferDemand::wire,
          &TransferDemand::sourceBytes, &TransferDemand::targetBytes,
          &TransferDemand::sourceLoad, &TransferDemand::targetLoad,
          &TransferDemand::runs, &TransferDemand::rows,
          &TransferDemand::commands, &TransferDemand::requests})
      demand.*bytes = saturatingAdd(demand.*bytes, own.*bytes);
  }
  const Path &way = machine.paths[path];
  limitRate(machine, way, demand);
  demand.setup =
      saturatingAdd(way.setup + machine.engines[way.engine].issueCycles +
                        way.latency + machine.memories[way.from].latency,
                    saturatingMul(rows, way.cyclesPerIndex));
  holdForWord(machine, way, demand);
  return demand;
}

UnitTime ridge::transferTime(const TransferDemand &demand) {
  int64_t moving =
      demand.wire == 0 ? 0 : cyclesAtRate(demand.wire, demand.rate);
  int64_t occupancy = demand.setup + moving;
  return {occupancy, occupancy + demand.latency};
}
