//===- Cursor.h - where a queue is in its loops -----------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Walks one queue's operations in order of execution, loops as they stand.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_EXEC_CURSOR_H
#define RIDGE_LIB_EXEC_CURSOR_H

#include "ridge/Program/Program.h"

namespace ridge {

/// Where a queue is: the open blocks, from the queue's body inwards.
class Cursor {
public:
  explicit Cursor(const Block &body) {
    frames.push_back({&body, 0, 1});
    settle();
  }

  bool done() const { return frames.empty(); }
  const ProgramOp &op() const {
    return (*frames.back().block)[frames.back().next];
  }
  llvm::ArrayRef<int64_t> counters() const { return counts; }
  void advance() {
    ++frames.back().next;
    settle();
  }

private:
  struct Frame {
    const Block *block;
    size_t next;
    int64_t trip;
  };

  /// Enters and leaves loops until an operation stands next.
  void settle() {
    while (!frames.empty()) {
      Frame &frame = frames.back();
      if (frame.next < frame.block->size()) {
        const ProgramOp &op = (*frame.block)[frame.next];
        if (op.kind != ProgramOp::Kind::Loop)
          return;
        ++frame.next; // Where to go on once the loop is over.
        if (op.trip > 0 && !op.body.empty()) {
          counts.push_back(0);
          frames.push_back({&op.body, 0, op.trip});
        }
        continue;
      }
      if (frames.size() > 1 && ++counts.back() < frame.trip) {
        frame.next = 0;
        continue;
      }
      if (frames.size() > 1)
        counts.pop_back();
      frames.pop_back();
    }
  }

  llvm::SmallVector<Frame, 8> frames;
  llvm::SmallVector<int64_t, 8> counts;
};

} // namespace ridge

#endif // RIDGE_LIB_EXEC_CURSOR_H
