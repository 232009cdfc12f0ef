//===- FileErrors.cpp - errors about a file as a whole --------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Pipeline/FileErrors.h"
#include "mlir/IR/BuiltinAttributes.h"

using namespace mlir;
using namespace ridge;

Location FileErrors::beginningOf(StringRef path) const {
  return FileLineColLoc::get(&context, path, 1, 1);
}

LogicalResult FileErrors::failAt(StringRef other, const Twine &message) const {
  return emitError(beginningOf(other)) << message;
}
