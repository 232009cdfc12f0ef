//===- Code.h - code of a run in page and document --------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_REPORT_CODE_H
#define RIDGE_LIB_REPORT_CODE_H

#include "ridge/Encoding/Image.h"
#include "llvm/Support/JSON.h"

namespace ridge {

/// Words, bytes and time of fetching, by queue.
void printCode(const CodeSize &code, const Machine &machine,
               llvm::raw_ostream &os);
/// The members of "code".
void printCode(const CodeSize &code, const Machine &machine,
               llvm::json::OStream &json);

} // namespace ridge

#endif // RIDGE_LIB_REPORT_CODE_H
