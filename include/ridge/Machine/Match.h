//===- Match.h - which instructions can run a kernel ------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Instruction selection by meaning. A kernel matches an exact instruction if
/// the bodies are equal up to commutativity and order of inputs, formats agree,
/// and every kernel dim finds an instruction dim with the same footprint (the
/// same set of operands depends on it and both are reductions or both are not).
/// Several kernel dims may share an instruction dim: operand addresses are
/// strided, so (oh, ow) of a convolution together are the m of a matrix
/// product. A kernel dim without a partner becomes a loop around the
/// instruction. Where an instruction has several dims of one footprint (the
/// channels and taps of a convolution) each may be any kernel dim of it: each
/// way is a match, those in which a dim of fixed size has no partner are not.
/// A fold goes along the same dims in both, in one issue.
///
/// Where an operation commutes, inputs may change places and take their dims
/// with them: a product's m is its n then. Not in an instruction that is
/// `ordered`. There several dims that the same operands depend on take a kernel
/// dim each, too, the last the last; what is left goes to the first.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_MACHINE_MATCH_H
#define RIDGE_MACHINE_MATCH_H

#include "ridge/Machine/Machine.h"

namespace ridge {

struct Match {
  InstructionId instruction = -1;
  /// Per kernel dim: the instruction dim that it is (part of), or -1: a loop.
  llvm::SmallVector<int32_t, 6> dims;
  /// Per kernel operand (inputs then outputs): the instruction operand.
  llvm::SmallVector<int32_t, 4> operands;

  bool operator==(const Match &other) const {
    return instruction == other.instruction && dims == other.dims &&
           operands == other.operands;
  }
};

/// Every match, in machine file order. `immediates` says which kernel inputs
/// are constants in the instruction word (bit i for input i): they need an
/// operand that takes immediates and have no memory.
llvm::SmallVector<Match, 2> matchKernel(const Machine &machine,
                                        const Kernel &kernel,
                                        uint32_t immediates = 0);
/// The same of one instruction.
llvm::SmallVector<Match, 2> matchInstruction(const Machine &machine,
                                             InstructionId instruction,
                                             const Kernel &kernel,
                                             uint32_t immediates = 0);

/// Why nothing matched: the nearest instruction and the first thing that
/// differs, as one clause, for example "nearest is @matmul: input 0 is f32,
/// instruction takes i8".
std::string explainNoMatch(const Machine &machine, const Kernel &kernel,
                           uint32_t immediates = 0);

/// How far the kernel gets on an instruction that does not run it: of two that
/// differ the nearer one has the greater `stage`.
struct MatchDistance {
  int stage = 0;
  std::string difference; ///< One clause; empty: it matches.
};
MatchDistance distanceOf(const Machine &machine, InstructionId id,
                         const Kernel &kernel, uint32_t immediates = 0);

/// Sizes of the instruction's dims when kernel dim d has size sizes[d]: the
/// product of the kernel dims bound to each.
llvm::SmallVector<int64_t, 4> boundSizes(const Machine &machine,
                                         const Match &match,
                                         llvm::ArrayRef<int64_t> sizes);

/// The kernel dim, with sizes[d] of dim d, along which neighbours of operand
/// `access` (inputs then outputs) have to lie next to one another, or stand
/// still; -1: there is none.
int32_t unitStrideDim(const Machine &machine, const Match &match, size_t access,
                      llvm::ArrayRef<int64_t> sizes);

/// Product of the kernel dims that are loops around the instruction.
int64_t loopCount(const Match &match, llvm::ArrayRef<int64_t> sizes);

/// Largest box, dim by dim at most `sizes`, that one instruction can do, and
/// whose bound products keep to the instruction's upper limits. Loop dims get
/// 1. Dims later in the kernel are filled first; one that has to be cut is cut
/// at a multiple of the instruction's step, and so that nothing is left of it
/// where the instruction's size is fixed.
llvm::SmallVector<int64_t, 6> largestBox(const Machine &machine,
                                         const Match &match,
                                         llvm::ArrayRef<int64_t> sizes);

} // namespace ridge

#endif // RIDGE_MACHINE_MATCH_H
