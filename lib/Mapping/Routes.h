//===- Routes.h - ways between the home memory and windows ------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_MAPPING_ROUTES_H
#define RIDGE_LIB_MAPPING_ROUTES_H

#include "ridge/Mapping/Workload.h"

namespace ridge {

/// Sets the route of each window, whose memory is settled, by the memories that
/// are recorded or by as few as can be; and the stagings on them. False if no
/// paths lead by those that are recorded.
bool settleRoutes(Workload &workload, const Mapping *mapping);

/// The same for a mapping, or why it cannot be (M-15, M-20): memories on the
/// way, of windows that are there, in their order.
std::optional<Refusal> takeRoutes(Workload &workload, const Mapping &mapping);

} // namespace ridge

#endif // RIDGE_LIB_MAPPING_ROUTES_H
