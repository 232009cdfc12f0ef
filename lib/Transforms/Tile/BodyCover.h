//===- BodyCover.h - a body in several operations ---------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Finds the body of an instruction in the bodies of an operation and of those
/// that it reads, and makes one computation of what it covers.
///
/// The body is followed from what it yields to its operands: through results of
/// maps, whose dims become those of the reader, and at a fold through the
/// result of a reduction, whose folded dims become dims of their own or ones
/// that the body has walked already, as the row of a softmax. Where an
/// operation commutes, both orders are tried. What the walk meets twice has to
/// be the same value at the same points.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_TRANSFORMS_TILE_BODYCOVER_H
#define RIDGE_LIB_TRANSFORMS_TILE_BODYCOVER_H

#include "dialects/Ridge/RidgeDialect.h"
#include "ridge/Analysis/OperationKernel.h"
#include "ridge/Machine/Machine.h"

namespace ridge {

/// True if the instruction's body is more than one operation of a tensor form's
/// body can say: several operations, constants or folds, and one output.
bool isCovering(const Instruction &instruction);

/// True if the instruction runs the operation as it stands.
bool canRun(const Machine &machine, InstructionId id,
            const OperationKernel &kernel);

/// What was in the way of a body, at the value that was reached last.
struct CoverMiss {
  unsigned agreed = 0; ///< Values of the instruction's body that were found.
  std::string difference = {}; ///< One clause; empty: nothing was compared.
  std::optional<mlir::Location> location = {};
};

/// A computation like that of `root` by the instruction's own body, before
/// `root` and in place of nothing yet; null, with the reason in `miss`, if the
/// body is another.
StructuredOpInterface coverBody(const Machine &machine, InstructionId id,
                                StructuredOpInterface root,
                                CoverMiss *miss = nullptr);

} // namespace ridge

#endif // RIDGE_LIB_TRANSFORMS_TILE_BODYCOVER_H
