//===- Limit.h - what limits a run ------------------------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// One clause about the unit that is in the way, for example
///
///     @load (dram->sram bandwidth): busy 93.1 %
///     @array (@mma): busy 88.0 %
///     dependences: no unit is busy more than 41.0 % (@array), @full holds
///     queues for 1 200 cycles
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_REPORT_LIMIT_H
#define RIDGE_LIB_REPORT_LIMIT_H

#include "ridge/Report/Report.h"

namespace ridge {

std::string describeLimit(const RunResult &run);

} // namespace ridge

#endif // RIDGE_LIB_REPORT_LIMIT_H
