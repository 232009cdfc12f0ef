//===- ExitStatus.h - how a verb of the tool ends ---------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_DRIVER_EXITSTATUS_H
#define RIDGE_DRIVER_EXITSTATUS_H

namespace ridge {

/// Exit statuses that scripts rely on.
enum ExitStatus : int { ExitDone = 0, ExitRefused = 1, ExitUsage = 2 };

} // namespace ridge

#endif // RIDGE_DRIVER_EXITSTATUS_H
