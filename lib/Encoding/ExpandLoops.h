//===- ExpandLoops.h - loops that words can say -----------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The same program with those loops alone that the engines' words have: others
/// are unrolled. A loop stays where its body says the same in each iteration,
/// but for addresses, values of waits and origins whose words have a field for
/// the step. Two things are done so that more of them can:
///
///  * a buffer of d slots takes d turns to come back to the same slot: the body
///    is there so many times, each with its slots, and the loop goes on by that
///    many iterations (modulo variable expansion);
///  * the last iteration, whose tile is often ragged, is peeled off, and so is
///    what is left over of the turns.
///
/// The operations that run, and their order, are those of the program.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_ENCODING_EXPANDLOOPS_H
#define RIDGE_LIB_ENCODING_EXPANDLOOPS_H

#include "ridge/Program/Program.h"

namespace ridge {

/// Operations that a program is unrolled to at most: a kilobyte of memory each.
constexpr int64_t kMostUnrolled = int64_t(1) << 20;

/// In the result counters are those of loop words, by their depth; sizes,
/// instances and the rest are constants. The error says what there is too much
/// of.
llvm::Expected<Program> expandLoops(const Program &program,
                                    const Machine &machine);

} // namespace ridge

#endif // RIDGE_LIB_ENCODING_EXPANDLOOPS_H
