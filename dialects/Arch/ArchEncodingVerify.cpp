//===- ArchEncodingVerify.cpp - instruction words by themselves -----------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What is wrong with an encoding whatever it encodes. Fields mean something
/// with the instruction alone: lib/Target binds them.
///
//===----------------------------------------------------------------------===//

#include "dialects/Arch/Verify.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace ridge::arch;

static constexpr llvm::StringLiteral controlWords[] = {"wait", "signal", "loop",
                                                       "end"};

static LogicalResult verifyTargets(EncodingOp op) {
  if (!op.getTargetsAttr())
    return success();
  if (op.getTargetsAttr().empty())
    return op.emitOpError("encodes nothing; name what it stands for, as in "
                          "'of {matmul = 1}'");
  for (NamedAttribute entry : op.getTargetsAttr()) {
    StringRef name = entry.getName().getValue();
    if (op.getControl() && !llvm::is_contained(controlWords, name))
      return op.emitOpError("encodes a control word '")
             << name << "', expected one of "
             << llvm::join(llvm::ArrayRef<llvm::StringLiteral>(controlWords),
                           ", ");
    auto code = dyn_cast<IntegerAttr>(entry.getValue());
    if (!code && !isa<UnitAttr>(entry.getValue()))
      return op.emitOpError("gives '")
             << name << "' the code " << entry.getValue()
             << ", expected an integer, or none";
    if (code && code.getValue().isNegative())
      return op.emitOpError("gives '")
             << name << "' the code " << code.getValue().getSExtValue()
             << ", expected at least 0";
  }
  return success();
}

LogicalResult EncodingOp::verify() {
  if (failed(verifyKnownAttributes(*this)) ||
      failed(verifySources(*this, getNumberNames())) ||
      failed(verifyTargets(*this)))
    return failure();
  if (getEnginesAttr() && !getControl())
    return emitOpError("names engines; an instruction and a path have theirs "
                       "already, only a control word has none");
  if (!standsAlone(*this))
    return success();
  if (!getTargetsAttr() || !getBits() || !getFieldsAttr())
    return emitOpError("does not state '")
           << (!getTargetsAttr() ? "of"
               : !getBits()      ? "bits"
                                 : "fields")
           << "'; a word has targets, a length and fields";
  return success();
}
