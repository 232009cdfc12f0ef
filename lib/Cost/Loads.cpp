//===- Loads.cpp - what a layer asks of memories --------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Sums, and the largest quotient of them and the rates. A buffer of several
/// slots loads the banks of all of them alike: it takes turns.
///
//===----------------------------------------------------------------------===//

#include "Loads.h"
#include "ridge/Program/Banks.h"
#include "ridge/Support/Saturate.h"
#include <algorithm>
#include <cmath>
#include <limits>

using namespace ridge;

MemoryLoads::MemoryLoads(const Machine &machine)
    : loads(machine.memories.size()), anyBanks(hasBankRates(machine)) {
  for (auto [load, memory] : llvm::zip(loads, machine.memories))
    if (memory.bankBytesPerCycle > 0)
      load.banks.resize(memory.banks, 0);
}

static void add(int64_t &sum, int64_t value, int64_t count) {
  sum = saturatingAdd(sum, saturatingMul(value, count));
}

void MemoryLoads::addBanks(const Program &program, const Machine &machine,
                           const Access &access, double bytes, double most) {
  const Buffer &buffer = program.buffers[access.buffer];
  std::vector<double> &banks = loads[buffer.memory].banks;
  if (banks.empty())
    return;
  double turns = static_cast<double>(buffer.depth);
  for (int64_t slot = 0; slot < buffer.depth; ++slot) {
    BankRange range = banksOf(machine, buffer, slot);
    for (int64_t bank = range.first; bank <= range.last; ++bank)
      banks[bank] +=
          std::min(bytes / static_cast<double>(range.count()), most) / turns;
  }
}

void MemoryLoads::addMove(const Program &program, const Machine &machine,
                          const ProgramOp &op, const TransferDemand &demand,
                          int64_t n) {
  const Path &path = machine.paths[op.path];
  Load &from = loads[path.from], &to = loads[path.to];
  add(from.read, demand.sourceBytes, n);
  add(to.written, demand.targetBytes, n);
  // Inside one memory bytes are counted once: the more of codes and values.
  if (path.to == path.from) {
    add(from.all, std::max(demand.sourceLoad, demand.targetLoad), n);
  } else {
    add(from.all, demand.sourceLoad, n);
    add(to.all, demand.targetLoad, n);
  }
  if (!anyBanks)
    return;
  double count = static_cast<double>(n);
  double any = std::numeric_limits<double>::infinity();
  addBanks(program, machine, op.operands[0],
           count * static_cast<double>(demand.sourceBytes), any);
  addBanks(program, machine, op.operands[1],
           count * static_cast<double>(demand.targetBytes), any);
}

/// An operand loads a bank with no more than its rate (S-bank-1).
void MemoryLoads::addIssue(const Program &program, const Machine &machine,
                           const ProgramOp &op, llvm::ArrayRef<int64_t> sizes,
                           UnitTime time, int64_t n) {
  if (!anyBanks)
    return;
  double count = static_cast<double>(n);
  for (auto [position, access] : llvm::enumerate(op.operands)) {
    if (access.isImmediate())
      continue;
    MemoryId memory = program.buffers[access.buffer].memory;
    double rate =
        static_cast<double>(machine.memories[memory].bankBytesPerCycle) /
        static_cast<double>(machine.memories[memory].period);
    addBanks(
        program, machine, access,
        count * static_cast<double>(operandBytes(program, op, position, sizes)),
        count * rate * static_cast<double>(time.occupancy));
  }
}

int64_t MemoryLoads::cycles(const Machine &machine) const {
  int64_t most = 0;
  for (auto [load, memory] : llvm::zip(loads, machine.memories)) {
    int64_t period = memory.period;
    auto limit = [&](int64_t bytes, int64_t rate) {
      if (bytes > 0 && rate > 0)
        most = std::max(most, (saturatingMul(bytes, period) - 1) / rate + 1);
    };
    limit(load.all, memory.bytesPerCycle);
    limit(load.read, memory.readBytesPerCycle);
    limit(load.written, memory.writeBytesPerCycle);
    for (double bytes : load.banks)
      limit(static_cast<int64_t>(std::min(std::ceil(bytes), 9e18)),
            memory.bankBytesPerCycle);
  }
  return most;
}
