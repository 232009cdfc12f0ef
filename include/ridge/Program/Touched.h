//===- Touched.h - what an operation touches, and how -----------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The bytes of a slot that an operand touches, for the rules of order: two
/// accesses to a slot of which one writes conflict if, and only if, they touch
/// a byte in common. Cost, Sim and Exec all ask here.
///
/// Example: the tiles of columns 0..63 and 64..127 of a slot of 128 rows lie
/// between one another row by row and share nothing.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_PROGRAM_TOUCHED_H
#define RIDGE_PROGRAM_TOUCHED_H

#include "ridge/Program/Program.h"
#include "ridge/Support/StridedBox.h"

namespace ridge {

enum class AccessUse : uint8_t {
  Read,
  Write,
  Update, ///< Written and read by the kernel: an accumulator.
};

/// How an issue or move uses its operand at `position`.
AccessUse useOf(const Program &program, const ProgramOp &op, size_t position);

/// The slot that an access names at these counters.
int64_t slotOf(const Program &program, const Access &access,
               llvm::ArrayRef<int64_t> counters);

/// The bytes of its slot that the operand, which is no constant, touches where
/// its window begins at element `offset`. The source of an indexed move may
/// touch whatever its lists can point to.
///
/// Exact, but for packed elements (StridedBox::bytes says where).
StridedBox touchedBytes(const Program &program, const ProgramOp &op,
                        size_t position, llvm::ArrayRef<int64_t> sizes,
                        int64_t offset);

} // namespace ridge

#endif // RIDGE_PROGRAM_TOUCHED_H
