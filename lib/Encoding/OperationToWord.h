//===- OperationToWord.h - operations of a program as words -----*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What the word of one operation says. Loops of the operation are loops of
/// the code here, and its sizes are numbers: ExpandLoops.h sees to both.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_ENCODING_OPERATIONTOWORD_H
#define RIDGE_LIB_ENCODING_OPERATIONTOWORD_H

#include "ridge/Encoding/Word.h"
#include "ridge/Program/Program.h"

namespace ridge {

/// What the word for `op` in the queue of `engine` encodes.
EncodingTarget targetOf(const ProgramOp &op, EngineId engine);

/// Per operand of `op` which of its word's operands it is; -1: none, its
/// kernel does not read it. A constant within a kernel of lanes is none of
/// these.
llvm::SmallVector<int32_t, 4> wordOperands(const Program &program,
                                           const Machine &machine,
                                           const ProgramOp &op);

/// Bits of addresses that one step of the affine offset of an access is.
int64_t addressBits(const Program &program, const Access &access);

struct OperationWord {
  const Encoding *encoding;
  Word word;
};
/// The error is a clause.
llvm::Expected<OperationWord> operationWord(const Program &program,
                                            const Machine &machine,
                                            const ProgramOp &op,
                                            EngineId engine);

/// Of the operation of a kernel that lanes run.
struct LaneBody {
  const Node *node = nullptr; ///< Null: the input or constant as it is.
  llvm::SmallVector<int32_t, 3> values; ///< That it reads, in its order.
};
LaneBody laneBody(const Kernel &kernel, bool reduces);

} // namespace ridge

#endif // RIDGE_LIB_ENCODING_OPERATIONTOWORD_H
