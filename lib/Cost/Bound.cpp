//===- Bound.cpp - times that no mapping can beat -------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Work that only one engine can do, and the arguments and results that have to
/// cross the home memory's port, and one of its paths, at least once.
///
/// A bound must hold for every simulated time, so the home traffic counts only
/// what a transfer has to carry: a buffer that an instruction reads in place
/// has none, and a buffer of which the model uses a part counts with the hull
/// of the elements touched.
///
//===----------------------------------------------------------------------===//

#include "Bound.h"
#include "SizeClasses.h"
#include "ridge/Numerics/Packing.h"
#include "ridge/Program/OperationTime.h"
#include "ridge/Support/Saturate.h"
#include "ridge/Support/StridedBox.h"
#include "llvm/ADT/STLExtras.h"
#include <limits>
#include <map>
#include <numeric>

using namespace ridge;

/// The engine that runs every alternative of `work`, or the equal engines, in
/// order: whatever is done of it is done by these. None if there are others.
static std::vector<EngineId> enginesOf(const Machine &machine,
                                       const Layer::Work &work) {
  std::vector<EngineId> engines;
  size_t peers = 1;
  for (const Layer::Alternative &alternative : work.alternatives) {
    const Instruction &one = machine.instructions[alternative.instruction];
    engines.push_back(one.engine);
    peers = std::max(peers, one.peers.size());
  }
  llvm::sort(engines);
  engines.erase(llvm::unique(engines), engines.end());
  if (engines.size() > peers)
    engines.clear();
  return engines;
}

static int64_t leastOccupancy(const Machine &machine, const Layer::Work &work) {
  int64_t least = std::numeric_limits<int64_t>::max();
  for (const Layer::Alternative &a : work.alternatives)
    least = std::min(least, occupancyBound(machine, a.instruction, a.totals,
                                           a.repeats, a.bits, a.ops, a.points));
  return least;
}

namespace {

/// What transfers do with one argument or result.
struct HomeUse {
  int64_t moved = 0;    ///< Elements carried, every time counted.
  Interval touched;     ///< Hull of the elements carried.
  bool inPlace = false; ///< An instruction touches it directly.
  LayerId layer = -1;   ///< The one layer that touches it, or -2: several.
};

/// Walks the program for the uses of arguments and results.
class HomeTraffic {
public:
  HomeTraffic(const Program &program, const Machine &machine)
      : program(program), machine(machine), home(machine.home()),
        uses(program.buffers.size()) {
    for (const Queue &queue : program.queues)
      visit(queue.body);
  }

  /// Bytes that must cross the home memory's port for `buffer`.
  int64_t bytes(BufferId buffer) const;
  LayerId onlyLayer(BufferId buffer) const { return uses[buffer].layer; }

private:
  void visit(const Block &block);
  void visitMove(const ProgramOp &op);
  void touch(const ProgramOp &op, const Access &access, bool carried);
  bool counts(BufferId id, Buffer::Kind kind) const {
    const Buffer &buffer = program.buffers[id];
    return buffer.memory == home && buffer.kind == kind;
  }

  const Program &program;
  const Machine &machine;
  MemoryId home;
  std::vector<HomeUse> uses;
  llvm::SmallVector<int64_t, 6> trips;
};

} // namespace

void HomeTraffic::visit(const Block &block) {
  for (const ProgramOp &op : block) {
    switch (op.kind) {
    case ProgramOp::Kind::Loop:
      if (op.trip <= 0)
        break;
      trips.push_back(op.trip);
      visit(op.body);
      trips.pop_back();
      break;
    case ProgramOp::Kind::Issue:
      for (const Access &access : op.operands)
        if (!access.isImmediate())
          uses[access.buffer].inPlace = true;
      break;
    case ProgramOp::Kind::Move:
      visitMove(op);
      break;
    case ProgramOp::Kind::Wait:
    case ProgramOp::Kind::Signal:
      break;
    }
  }
}

void HomeTraffic::visitMove(const ProgramOp &op) {
  // All positions of a list may be the same: nothing of a table has to move.
  if (counts(op.operands[0].buffer, Buffer::Kind::Argument))
    touch(op, op.operands[0], op.indices.empty());
  for (const Access &list : llvm::ArrayRef(op.operands).drop_front(2))
    if (counts(list.buffer, Buffer::Kind::Argument))
      touch(op, list, true);
  // A copy inside the home memory crosses its port once: it is the source's.
  const Path &path = machine.paths[op.path];
  if (counts(op.operands[1].buffer, Buffer::Kind::Result))
    touch(op, op.operands[1], path.from != path.to);
}

void HomeTraffic::touch(const ProgramOp &op, const Access &access,
                        bool carried) {
  HomeUse &use = uses[access.buffer];
  use.layer = use.layer == -1 || use.layer == op.layer ? op.layer : -2;
  if (!carried)
    return;
  bool isFirst = use.moved == 0;
  llvm::SmallVector<int64_t, 6> largest(op.sizes.size(), 1);
  forEachSizeClass(op, trips, [&](llvm::ArrayRef<int64_t> sizes, int64_t n) {
    int64_t elements = n;
    for (auto [size, most, stride] :
         llvm::zip(sizes, largest, access.strides)) {
      elements = saturatingMul(elements, stride == 0 ? 1 : size);
      most = std::max(most, size);
    }
    use.moved = saturatingAdd(use.moved, elements);
  });
  Interval touched =
      rangeOf(access.offset, trips) + spanOf(largest, access.strides);
  use.touched = isFirst ? touched : hull(use.touched, touched);
}

int64_t HomeTraffic::bytes(BufferId id) const {
  const HomeUse &use = uses[id];
  const Buffer &buffer = program.buffers[id];
  if (use.inPlace || use.moved == 0)
    return 0;
  Interval touched{std::max<int64_t>(use.touched.low, 0),
                   std::min(use.touched.high, buffer.elements - 1)};
  int64_t elements = std::min(use.moved, touched.count());
  if (buffer.codec.empty())
    return storedBytes(buffer.format, elements);
  // Runs and bursts round up, this does not.
  return static_cast<int64_t>(static_cast<double>(elements) * buffer.codecBits /
                              8);
}

namespace {
/// `bytes` in so many ticks; none: no limit.
struct Rate {
  int64_t bytes = 0, ticks = 1;

  int64_t ticksOf(int64_t moved) const {
    return static_cast<int64_t>(static_cast<__int128>(moved) * ticks / bytes);
  }
  bool operator<(const Rate &other) const {
    return static_cast<__int128>(bytes) * other.ticks <
           static_cast<__int128>(other.bytes) * ticks;
  }
};

struct HomeRates {
  Rate shared, read, written;
};

/// What has to cross the home memory's port, by direction.
struct HomeBytes {
  int64_t read = 0, written = 0;

  void add(int64_t bytes, bool isWritten) {
    int64_t &sum = isWritten ? written : read;
    sum = saturatingAdd(sum, bytes);
  }
  int64_t cycles(const HomeRates &rates) const {
    int64_t most = rates.shared.ticksOf(saturatingAdd(read, written));
    if (rates.read.bytes > 0)
      most = std::max(most, rates.read.ticksOf(read));
    if (rates.written.bytes > 0)
      most = std::max(most, rates.written.ticksOf(written));
    return most;
  }
};
} // namespace

/// What all paths from (or to) the home memory carry at a time: those of an
/// engine one after the other.
static Rate rateOfPaths(const Machine &machine, MemoryId home, bool isWritten) {
  std::vector<Rate> most(machine.engines.size());
  Rate sum;
  for (const Path &path : machine.paths) {
    if ((isWritten ? path.to : path.from) != home)
      continue;
    most[path.engine] =
        std::max(most[path.engine], Rate{path.bytesPerCycle, path.period});
    sum.ticks = std::lcm(sum.ticks, path.period);
  }
  for (const Rate &rate : most)
    sum.bytes = saturatingAdd(
        sum.bytes, saturatingMul(rate.bytes, sum.ticks / rate.ticks));
  return sum;
}

static HomeRates homeRates(const Machine &machine, MemoryId home) {
  const Memory &memory = machine.memories[home];
  auto least = [&](int64_t stated, bool isWritten) {
    Rate paths = rateOfPaths(machine, home, isWritten);
    Rate own{stated, memory.period};
    if (stated == 0 || paths.bytes == 0)
      return stated == 0 ? paths : own;
    return std::min(own, paths);
  };
  return {{memory.bytesPerCycle, memory.period},
          least(memory.readBytesPerCycle, false),
          least(memory.writeBytesPerCycle, true)};
}

void ridge::computeBounds(const Program &program, const Machine &machine,
                          ProgramCost &cost) {
  // Ordered: of equal bounds the first engine's is told.
  using Occupancies = std::map<std::vector<EngineId>, int64_t>;
  Occupancies total;
  auto cyclesOf = [](const Occupancies::value_type &entry) {
    return entry.second / static_cast<int64_t>(entry.first.size());
  };
  for (auto [layer, layerCost] : llvm::zip(program.layers, cost.layers)) {
    Occupancies mine;
    for (const Layer::Work &work : layer.work) {
      std::vector<EngineId> engines = enginesOf(machine, work);
      if (engines.empty())
        continue;
      int64_t least = leastOccupancy(machine, work);
      for (Occupancies *sums : {&mine, &total}) {
        int64_t &sum = (*sums)[engines];
        sum = saturatingAdd(sum, least);
      }
      layerCost.bound =
          std::max(layerCost.bound, cyclesOf(*mine.find(engines)));
    }
  }
  for (const auto &entry : total) {
    if (cyclesOf(entry) <= cost.bound)
      continue;
    cost.bound = cyclesOf(entry);
    cost.boundBy = "engine @" + machine.engines[entry.first.front()].name;
  }

  if (program.criticalPath > cost.bound) {
    cost.bound = program.criticalPath;
    cost.boundBy = "dependences";
  }

  MemoryId home = machine.home();
  if (home < 0)
    return;
  HomeTraffic traffic(program, machine);
  HomeBytes moved;
  std::vector<HomeBytes> byLayer(program.layers.size());
  for (BufferId id = 0, e = program.buffers.size(); id != e; ++id) {
    int64_t bytes = traffic.bytes(id);
    bool isWritten = program.buffers[id].kind == Buffer::Kind::Result;
    moved.add(bytes, isWritten);
    LayerId layer = traffic.onlyLayer(id);
    if (layer >= 0)
      byLayer[layer].add(bytes, isWritten);
  }
  HomeRates rates = homeRates(machine, home);
  for (auto [layerCost, bytes] : llvm::zip(cost.layers, byLayer))
    layerCost.bound = std::max(layerCost.bound, bytes.cycles(rates));
  if (moved.cycles(rates) > cost.bound) {
    cost.bound = moved.cycles(rates);
    cost.boundBy = "memory @" + machine.memories[home].name;
  }
}
