//===- GatherGroup.h - the workload of a ridge.gather -----------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_ANALYSIS_GATHERGROUP_H
#define RIDGE_ANALYSIS_GATHERGROUP_H

#include "ridge/Analysis/HomeLayout.h"
#include "ridge/Mapping/GatherWorkload.h"

namespace ridge {

/// On failure `reason` says what the machine lacks.
std::optional<GatherWorkload> buildGather(GatherOp op,
                                          const HomeLayouts &layouts,
                                          const Machine &machine,
                                          std::string &reason);

} // namespace ridge

#endif // RIDGE_ANALYSIS_GATHERGROUP_H
