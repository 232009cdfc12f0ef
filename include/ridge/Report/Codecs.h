//===- Codecs.h - what is stored in codecs ----------------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_REPORT_CODECS_H
#define RIDGE_REPORT_CODECS_H

#include "ridge/Values/StoredTensor.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

namespace ridge {

struct CodecResult {
  std::vector<StoredTensor> tensors;
  ErrorMeasure error; ///< Of the results, against the model as it is.
};

void printCodecs(const CodecResult &result, llvm::raw_ostream &os);
/// The members of the JSON document's "codecs".
void printCodecs(const CodecResult &result, llvm::json::OStream &json);

} // namespace ridge

#endif // RIDGE_REPORT_CODECS_H
