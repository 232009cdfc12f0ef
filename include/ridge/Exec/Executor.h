//===- Executor.h - values of a program -------------------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Executes a program on real data, queue by queue, at the addresses that the
/// program gives: two buffers that wrongly overlap corrupt each other here as
/// they would on the machine.
///
/// A buffer in a codec (Codec.h) holds elements at the addresses that they have
/// without, each as it comes back from the codec: a move into it encodes and
/// decodes (`recode`), a move out of it copies. Arguments and constants in a
/// codec are taken as they are given: whoever made them has encoded them once
/// (ridge.encode), and Exec checks nothing.
///
/// Semaphores are the only order between queues, and the executor checks that
/// they suffice: each queue carries a vector clock, a signal hands it over and
/// a wait takes it in; each buffer slot remembers its last write and its reads.
/// An access that is not ordered after a conflicting access of another queue is
/// a race, an error that names both operations. A program without races gives
/// the same values in whatever order the queues run.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_EXEC_EXECUTOR_H
#define RIDGE_EXEC_EXECUTOR_H

#include "ridge/Numerics/Array.h"
#include "ridge/Program/Program.h"
#include "llvm/Support/Error.h"

namespace ridge {

struct ExecStats {
  std::vector<int64_t> pathBytes; ///< Payload copied per path.
  int64_t operations = 0;         ///< Issues and moves that ran.
};

struct ExecOptions {
  bool checkRaces = true;
};

/// Runs `program` on `arguments` (by argument index) and returns the results by
/// result index. Errors: argument count, format or shape that differs, a race,
/// a deadlock (naming the semaphores), a read of a slot never written.
llvm::Expected<std::vector<Array>> execute(const Program &program,
                                           const Machine &machine,
                                           llvm::ArrayRef<Array> arguments,
                                           const ExecOptions &options = {},
                                           ExecStats *stats = nullptr);

} // namespace ridge

#endif // RIDGE_EXEC_EXECUTOR_H
