//===- ArchDialect.cpp - registration of the arch dialect -----------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialects/Arch/ArchOps.h"
#include "dialects/Arch/MachineRegistry.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/DialectImplementation.h"
#include "ridge/Numerics/Codec.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace ridge::arch;

#include "dialects/Arch/ArchDialect.cpp.inc"

#define GET_ATTRDEF_CLASSES
#include "dialects/Arch/ArchAttrs.cpp.inc"

#define GET_TYPEDEF_CLASSES
#include "dialects/Arch/ArchTypes.cpp.inc"

void ArchDialect::initialize() {
  addInterfaces<MachineRegistry>();
  addAttributes<
#define GET_ATTRDEF_LIST
#include "dialects/Arch/ArchAttrs.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "dialects/Arch/ArchOps.cpp.inc"
      >();
  addTypes<
#define GET_TYPEDEF_LIST
#include "dialects/Arch/ArchTypes.cpp.inc"
      >();
}

mlir::LogicalResult
CodecAttr::verify(llvm::function_ref<mlir::InFlightDiagnostic()> emitError,
                  llvm::StringRef name, mlir::FloatAttr bits) {
  // codec-c1
  auto codec = Codec::create(name);
  if (!codec)
    return emitError() << llvm::toString(codec.takeError());
  if ((*codec)->unit() == 0)
    return emitError() << "codec '" << name
                       << "' encodes whole runs, expected one with units of "
                          "fixed size: no scale of the tensor, no block '*'";
  // codec-c2
  bool isFixed = (*codec)->fixedBitsPerValue() != 0;
  if (isFixed && bits)
    return emitError() << "codec '" << name << "' has "
                       << (*codec)->fixedBitsPerValue()
                       << " bits per value, remove the given ones";
  if (!isFixed && (!bits || !(bits.getValueAsDouble() > 0)))
    return emitError() << "the rate of codec '" << name
                       << "' depends on the values: give bits per value, as in "
                          "<\""
                       << name << "\", 10.5 : f64>";
  return mlir::success();
}

double CodecAttr::getBitsPerValue() const {
  if (getBits())
    return getBits().getValueAsDouble();
  return cantFail(Codec::create(getName()))->fixedBitsPerValue();
}

int64_t CodecAttr::getUnit() const {
  return cantFail(Codec::create(getName()))->unit();
}
