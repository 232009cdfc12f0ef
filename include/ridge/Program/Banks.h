//===- Banks.h - where in a banked memory a slot lies -----------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// R-bank-1: what touches a slot of a buffer in a memory whose banks have a
/// rate is spread evenly over the banks that hold bytes of the slot. Cost and
/// Sim both ask here.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_PROGRAM_BANKS_H
#define RIDGE_PROGRAM_BANKS_H

#include "ridge/Numerics/Packing.h"
#include "ridge/Program/Program.h"
#include "ridge/Support/Saturate.h"

namespace ridge {

/// The first and last bank of one slot.
struct BankRange {
  int64_t first = 0, last = 0;

  int64_t count() const { return last - first + 1; }
};

inline bool hasBankRates(const Machine &machine) {
  return llvm::any_of(machine.memories, [](const Memory &memory) {
    return memory.bankBytesPerCycle > 0;
  });
}

inline BankRange banksOf(const Machine &machine, const Buffer &buffer,
                         int64_t slot) {
  int64_t bank = machine.memories[buffer.memory].bankBytes();
  int64_t begin = buffer.address + slot * buffer.slotBytes;
  int64_t bytes =
      std::max<int64_t>(1, storedBytes(buffer.format, buffer.elements));
  return {begin / bank, (begin + bytes - 1) / bank};
}

/// Bytes that operand `position` of an issue holds: each element of its window
/// once, however often the instruction looks at it.
inline int64_t operandBytes(const Program &program, const ProgramOp &op,
                            size_t position, llvm::ArrayRef<int64_t> sizes) {
  const Access &access = op.operands[position];
  int64_t elements = 1;
  for (auto [size, stride] : llvm::zip(sizes, access.strides))
    if (stride != 0)
      elements = saturatingMul(elements, size);
  return storedBytes(program.buffers[access.buffer].format, elements);
}

} // namespace ridge

#endif // RIDGE_PROGRAM_BANKS_H
