//===- MachineJson.h - a machine as a JSON document -------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_REPORT_MACHINEJSON_H
#define RIDGE_LIB_REPORT_MACHINEJSON_H

#include "ridge/Machine/Machine.h"
#include "llvm/Support/JSON.h"

namespace ridge {

/// Sizes, rates and parts as members of an object.
void printHardware(const Machine &machine, llvm::json::OStream &json);

} // namespace ridge

#endif // RIDGE_LIB_REPORT_MACHINEJSON_H
