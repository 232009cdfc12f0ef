//===- WordToOperation.h - words as operations of a program -----*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_ENCODING_WORDTOOPERATION_H
#define RIDGE_LIB_ENCODING_WORDTOOPERATION_H

#include "FindBuffer.h"
#include "ridge/Encoding/Word.h"
#include <map>

namespace ridge {

/// Makes operations of words, and the kernels that they need in `program`,
/// whose layers, buffers and semaphores are there.
class OperationMaker {
public:
  OperationMaker(Program &program, const Machine &machine)
      : program(program), machine(machine), buffers(program, machine) {}

  /// An operation inside loops of these trip counts. The error is a clause.
  llvm::Expected<ProgramOp> make(const Encoding &encoding, const Word &word,
                                 LayerId layer, llvm::ArrayRef<int64_t> trips);

private:
  struct Body {
    KernelId kernel;
    Match match;
  };
  /// The word at hand.
  struct Subject {
    const Encoding &encoding;
    const Word &word;
    llvm::ArrayRef<int64_t> trips;
    llvm::SmallVector<int32_t, 8> levels; ///< That run, or have to be there.
  };

  llvm::Error makeIssue(Subject &subject, ProgramOp &op);
  llvm::Error makeMove(Subject &subject, ProgramOp &op);
  llvm::Error makeControl(const Subject &subject, ProgramOp &op);
  llvm::Error findLevels(Subject &subject);
  llvm::Error checkDims(const Subject &subject);
  llvm::Expected<Body> findBody(const Subject &subject);
  llvm::Expected<Kernel> exactKernel(const Subject &subject) const;
  llvm::Expected<Kernel> laneKernel(const Subject &subject) const;
  llvm::Expected<Access> makeAccess(const Subject &subject, int32_t operand,
                                    MemoryId memory, const ProgramOp &op);
  llvm::Expected<Access> makeOperand(const Subject &subject, int32_t operand,
                                     Format format, const ProgramOp &op);
  llvm::Expected<Affine> affineOf(const Subject &subject, int64_t constant,
                                  llvm::ArrayRef<int64_t> steps,
                                  int64_t unit) const;
  llvm::Error checkWindow(const Subject &subject, const Access &access,
                          const ProgramOp &op) const;

  Program &program;
  const Machine &machine;
  BufferMap buffers;
  std::map<std::string, Body> bodies;
};

} // namespace ridge

#endif // RIDGE_LIB_ENCODING_WORDTOOPERATION_H
