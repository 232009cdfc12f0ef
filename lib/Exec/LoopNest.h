//===- LoopNest.h - the loops of one run of a kernel ------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The loops that a kernel over a box really has: dims of size 1 are gone, and
/// neighbours that every operand walks as one are one. Outermost first; the
/// order of reduction loops among themselves is the order of the reduction.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_EXEC_LOOPNEST_H
#define RIDGE_LIB_EXEC_LOOPNEST_H

#include "ridge/Exec/Evaluate.h"
#include "llvm/ADT/STLExtras.h"

namespace ridge {

struct Loop {
  int64_t size;
  unsigned dim; ///< Of the kernel; of a merged loop the innermost.
  bool reduction;
  llvm::SmallVector<int64_t, 4> strides; ///< Elements, per operand.
};

using LoopList = llvm::SmallVector<Loop, 6>;

/// The loops of `kernel` over `sizes`.
LoopList makeLoops(const Kernel &kernel, llvm::ArrayRef<int64_t> sizes,
                   llvm::ArrayRef<OperandView> operands, bool merge);

/// Counts through loops in row-major order and carries one address per operand.
class Odometer {
public:
  Odometer(llvm::ArrayRef<const Loop *> loops,
           llvm::ArrayRef<OperandView> operands, llvm::ArrayRef<unsigned> bytes)
      : loops(loops.begin(), loops.end()), bytes(bytes),
        positions(loops.size(), 0) {
    for (const OperandView &operand : operands)
      addresses.push_back(operand.base);
  }

  llvm::ArrayRef<uint8_t *> current() const { return addresses; }
  int64_t position(unsigned loop) const { return positions[loop]; }

  /// To the next point; false after the last.
  bool advance() {
    for (size_t l = loops.size(); l-- > 0;) {
      if (++positions[l] < loops[l]->size) {
        step(*loops[l], 1);
        return true;
      }
      step(*loops[l], 1 - loops[l]->size);
      positions[l] = 0;
    }
    return false;
  }

private:
  void step(const Loop &loop, int64_t count) {
    for (size_t i = 0; i < addresses.size(); ++i)
      if (addresses[i])
        addresses[i] += count * loop.strides[i] * int64_t(bytes[i]);
  }

  llvm::SmallVector<const Loop *, 6> loops;
  llvm::ArrayRef<unsigned> bytes; ///< Of an element, per operand.
  llvm::SmallVector<int64_t, 6> positions;
  llvm::SmallVector<uint8_t *, 4> addresses;
};

} // namespace ridge

#endif // RIDGE_LIB_EXEC_LOOPNEST_H
