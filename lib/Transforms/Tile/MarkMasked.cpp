//===- MarkMasked.cpp - what a causal mask makes useless ------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Entry and exit form: tensor. After bodies have been cut, since each part has
/// its own points.
///
//===----------------------------------------------------------------------===//

#include "ridge/Analysis/MaskedPoints.h"
#include "ridge/Transforms/Tile/Passes.h"

namespace ridge {
#define GEN_PASS_DEF_MARKMASKED
#include "lib/Transforms/Tile/Passes.h.inc"
} // namespace ridge

namespace {
struct MarkMaskedPass : ridge::impl::MarkMaskedBase<MarkMaskedPass> {
  void runOnOperation() override { ridge::markMaskedPoints(getOperation()); }
};
} // namespace
