//===- LayerFormats.h - number formats of each layer ------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_REPORT_LAYERFORMATS_H
#define RIDGE_LIB_REPORT_LAYERFORMATS_H

#include "ridge/Report/Report.h"

namespace ridge {

/// "bf16 x bf16 -> f32": what a layer's product reads and writes, or, if it has
/// none, the instruction that works longest in it, at its first issue; of a
/// layer that only moves data, what it moves. By layer; empty where it does
/// nothing.
std::vector<std::string> layerFormats(const RunResult &run);

} // namespace ridge

#endif // RIDGE_LIB_REPORT_LAYERFORMATS_H
