//===- FormatType.cpp - number formats as IR types ------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// MLIR prints a float type by the name that the format table uses, so the
/// table's names are the mapping for the small floats.
///
//===----------------------------------------------------------------------===//

#include "ridge/Target/FormatType.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinTypes.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;

std::optional<ridge::Format> ridge::formatOf(Type type) {
  if (!type || !type.isSignlessIntOrFloat())
    return std::nullopt;
  std::string name;
  llvm::raw_string_ostream(name) << type;
  return parseFormat(name);
}

Type ridge::typeOf(Format format, MLIRContext *context) {
  Builder builder(context);
  switch (format) {
  case Format::F8E4M3FN:
    return Float8E4M3FNType::get(context);
  case Format::F8E5M2:
    return Float8E5M2Type::get(context);
  case Format::F16:
    return builder.getF16Type();
  case Format::BF16:
    return builder.getBF16Type();
  case Format::F32:
    return builder.getF32Type();
  case Format::F64:
    return builder.getF64Type();
  default:
    assert(!formatInfo(format).isFloat && "float format without an IR type");
    return builder.getIntegerType(formatInfo(format).bits);
  }
}
