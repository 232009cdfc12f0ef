//===- CheckCodec.h - what buffers in codecs must keep ----------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The part of rule P3 (Program.h) that speaks of codecs.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_PROGRAM_CHECKCODEC_H
#define RIDGE_LIB_PROGRAM_CHECKCODEC_H

#include "ridge/Program/Program.h"

namespace ridge {

/// One sentence per thing that is wrong with how `buffer` is stored; its memory
/// exists.
std::vector<std::string> codecProblems(const Buffer &buffer,
                                       const Machine &machine);

/// The same for a move within loops of these trip counts; its path and buffers
/// exist.
std::vector<std::string> codecProblems(const ProgramOp &move,
                                       llvm::ArrayRef<int64_t> trips,
                                       const Program &program,
                                       const Machine &machine);

/// True if what `access` touches over a box of `sizes` is proved to be whole
/// units: the offset is a multiple of the unit, and dims from stride 1 on, each
/// with as large a stride as all before it have elements, make runs of whole
/// units (the last of them may vary in size); the strides of all other dims are
/// multiples. Dims of size 1 do not matter.
bool touchesWholeUnits(const Access &access, llvm::ArrayRef<Extent> sizes,
                       llvm::ArrayRef<int64_t> trips, int64_t unit);

} // namespace ridge

#endif // RIDGE_LIB_PROGRAM_CHECKCODEC_H
