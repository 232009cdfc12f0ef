//===- ParseText.cpp - IR from texts of strangers -------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Target/ParseText.h"

#include "mlir/IR/Diagnostics.h"
#include "mlir/Parser/Parser.h"
#include "ridge/Support/TextPosition.h"

using namespace mlir;

OwningOpRef<ModuleOp> ridge::parseModuleText(StringRef text, StringRef file,
                                             MLIRContext &context,
                                             bool verify) {
  if (std::optional<size_t> offset = findTooDeep(text)) {
    TextPosition place = positionOf(text, *offset);
    emitError(FileLineColLoc::get(&context, file, place.line, place.column))
        << "brackets nest deeper than " << maxIrDepth << " levels";
    return nullptr;
  }
  return parseSourceString<ModuleOp>(text, ParserConfig(&context, verify),
                                     file);
}
