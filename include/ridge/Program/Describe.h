//===- Describe.h - how messages name parts of a program --------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// One phrase per operation, for errors and reports: what runs, for which
/// layer, between which buffers. Safe on programs that did not pass
/// checkProgram: an id out of range shows as #id.
///
///     issue @mma of layer 'matmul' (@a, @b -> @acc)
///     move @"dram->sram" of layer 'matmul' (@x -> @a)
///     wait @full of layer 'matmul'
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_PROGRAM_DESCRIBE_H
#define RIDGE_PROGRAM_DESCRIBE_H

#include "ridge/Program/Program.h"

namespace ridge {

std::string describeOp(const Program &program, const Machine &machine,
                       const ProgramOp &op);

/// "@name", "@"odd name"" where it is no identifier.
std::string symbolText(llvm::StringRef name);

/// "text" in quotes; what does not print, quotes and backslashes as \hh.
std::string quotedText(llvm::StringRef text);

/// True if the two take turns at one address of one layer. Whether each is done
/// with before the other is filled is for the executor to prove, by its clocks.
bool takeTurns(const Buffer &a, const Buffer &b);

/// First and last layer in which the bytes of `buffer` must stay untouched:
/// arguments and constants are there from the start, results stay to the end.
std::pair<LayerId, LayerId> liveLayers(const Program &program,
                                       const Buffer &buffer);

} // namespace ridge

#endif // RIDGE_PROGRAM_DESCRIBE_H
