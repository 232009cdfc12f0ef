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
#include "ridge/Numerics/Saturate.h"
#include "ridge/Timing/Timing.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>
#include <cmath>

using namespace ridge;

TransferShape ridge::transferShape(llvm::ArrayRef<int64_t> sizes,
                                   llvm::ArrayRef<int64_t> sourceStrides,
                                   llvm::ArrayRef<int64_t> targetStrides,
                                   int64_t elementBytes) {
  // Dims of size 1 do not move, whatever their stride.
  llvm::SmallVector<size_t, 6> left;
  for (size_t d = 0; d < sizes.size(); ++d)
    if (sizes[d] != 1)
      left.push_back(d);
  // A run grows by any dim that continues it on both sides.
  int64_t runElements = 1;
  while (true) {
    auto *next = llvm::find_if(left, [&](size_t d) {
      return sourceStrides[d] == runElements && targetStrides[d] == runElements;
    });
    if (next == left.end())
      break;
    runElements = saturatingMul(runElements, sizes[*next]);
    left.erase(next);
  }
  TransferShape shape;
  shape.runs = 1;
  for (size_t d : left)
    shape.runs = saturatingMul(shape.runs, sizes[d]);
  shape.runBytes = saturatingMul(runElements, elementBytes);
  return shape;
}

TransferShape ridge::transferShape(llvm::ArrayRef<int64_t> sizes,
                                   llvm::ArrayRef<int64_t> sourceStrides,
                                   llvm::ArrayRef<int64_t> targetStrides,
                                   Format format) {
  // Runs counted in elements, then in the bytes that hold them.
  TransferShape shape = transferShape(sizes, sourceStrides, targetStrides, 1);
  shape.runBytes = saturatingMul(shape.runBytes, storedBits(format)) / 8 +
                   (shape.runBytes * storedBits(format) % 8 != 0);
  return shape;
}

TransferDemand ridge::transferDemand(const Machine &machine, PathId path,
                                     const TransferShape &shape) {
  const Path &way = machine.paths[path];
  const Memory &from = machine.memories[way.from];
  const Memory &to = machine.memories[way.to];
  TransferDemand demand;
  demand.payload = shape.bytes();
  int64_t bursts =
      shape.runBytes / way.burst + (shape.runBytes % way.burst > 0);
  demand.wire = saturatingMul(shape.runs, saturatingMul(bursts, way.burst));
  demand.setup = way.setup;
  demand.latency = way.latency + from.latency + to.latency;
  demand.rate = static_cast<double>(
      std::min({way.bytesPerCycle, from.bytesPerCycle, to.bytesPerCycle}));
  // Little's law: what is outstanding arrives once per latency.
  if (way.inFlight > 0 && demand.latency > 0)
    demand.rate =
        std::min(demand.rate, static_cast<double>(way.inFlight) *
                                  static_cast<double>(way.burst) /
                                  static_cast<double>(demand.latency));
  return demand;
}

TransferDemand ridge::indexedDemand(const Machine &machine, PathId path,
                                    llvm::ArrayRef<int64_t> sizes,
                                    llvm::ArrayRef<int64_t> sourceStrides,
                                    llvm::ArrayRef<int64_t> targetStrides,
                                    Format format,
                                    llvm::ArrayRef<IndexListShape> lists) {
  llvm::SmallVector<int64_t, 6> unmerged(sourceStrides);
  int64_t rows = 1;
  for (size_t d = 0; d < sizes.size(); ++d) {
    if (llvm::none_of(lists, [&](const IndexListShape &list) {
          return list.strides[d] != 0;
        }))
      continue;
    rows = saturatingMul(rows, sizes[d]);
    unmerged[d] = 0; // No run has this stride.
  }
  TransferDemand demand = transferDemand(
      machine, path, transferShape(sizes, unmerged, targetStrides, format));
  for (const IndexListShape &list : lists) {
    llvm::SmallVector<int64_t, 6> walked(sizes);
    for (auto [size, stride] : llvm::zip(walked, list.strides))
      size = stride == 0 ? 1 : size;
    TransferDemand own = transferDemand(
        machine, path,
        transferShape(walked, list.strides, list.strides, list.elementBytes));
    demand.payload = saturatingAdd(demand.payload, own.payload);
    demand.wire = saturatingAdd(demand.wire, own.wire);
  }
  const Path &way = machine.paths[path];
  demand.setup = saturatingAdd(demand.setup + way.latency +
                                   machine.memories[way.from].latency,
                               saturatingMul(rows, way.cyclesPerIndex));
  return demand;
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

UnitTime ridge::transferTime(const TransferDemand &demand) {
  int64_t moving =
      demand.wire == 0 ? 0 : cyclesAtRate(demand.wire, demand.rate);
  int64_t occupancy = demand.setup + moving;
  return {occupancy, occupancy + demand.latency};
}
