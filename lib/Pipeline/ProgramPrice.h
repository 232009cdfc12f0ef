//===- ProgramPrice.h - cycles of groups as a program -----------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_PIPELINE_PROGRAMPRICE_H
#define RIDGE_LIB_PIPELINE_PROGRAMPRICE_H

#include "ridge/Analysis/ContextTilings.h"

namespace ridge {

/// A price that compiles in a context of its own, with the passes behind
/// ridge-choose-tiles: nothing is said, and attributes of trials do not stay.
/// Prices are kept by module and machine.
ContextTilings::PriceProgram createProgramPrice();

/// The same of a model in the tensor form, with the passes from
/// ridge-split-bodies on.
ContextTilings::PriceProgram createModelPrice();

} // namespace ridge

#endif // RIDGE_LIB_PIPELINE_PROGRAMPRICE_H
