//===- PartHashes.h - what parts of a machine say ---------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A result that depends on some instructions of a machine holds for every
/// machine that has those, whatever else it has. These hashes, made from the
/// printed machine, say which those are.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_MACHINE_PARTHASHES_H
#define RIDGE_MACHINE_PARTHASHES_H

#include "ridge/Machine/Machine.h"

namespace ridge {

struct PartHashes {
  /// The clock, the memories, engines and paths, in their order.
  uint64_t shared = 0;
  /// Per instruction all that it says, its engine and its peers.
  llvm::SmallVector<uint64_t> instructions;
};

PartHashes hashParts(const Machine &machine);

} // namespace ridge

#endif // RIDGE_MACHINE_PARTHASHES_H
