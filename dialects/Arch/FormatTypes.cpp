//===- FormatTypes.cpp - number formats as IR types -----------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// MLIR prints a builtin type by the name that Numerics uses, so one list of
/// types maps both ways. A float that MLIR has no type for has one of ours.
///
//===----------------------------------------------------------------------===//

#include "dialects/Arch/FormatTypes.h"
#include "dialects/Arch/ArchDialect.h"
#include "mlir/IR/BuiltinTypes.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;

// Formats that MLIR has a type for.
#define RIDGE_FLOAT_TYPES(X)                                                   \
  X(F4E2M1FN, Float4E2M1FNType)                                                \
  X(F6E2M3FN, Float6E2M3FNType)                                                \
  X(F6E3M2FN, Float6E3M2FNType)                                                \
  X(F8E3M4, Float8E3M4Type)                                                    \
  X(F8E4M3, Float8E4M3Type)                                                    \
  X(F8E4M3FN, Float8E4M3FNType)                                                \
  X(F8E4M3FNUZ, Float8E4M3FNUZType)                                            \
  X(F8E4M3B11FNUZ, Float8E4M3B11FNUZType)                                      \
  X(F8E5M2, Float8E5M2Type)                                                    \
  X(F8E5M2FNUZ, Float8E5M2FNUZType)                                            \
  X(F8E8M0FNU, Float8E8M0FNUType)                                              \
  X(F16, Float16Type)                                                          \
  X(BF16, BFloat16Type)                                                        \
  X(TF32, FloatTF32Type)                                                       \
  X(F32, Float32Type)                                                          \
  X(F64, Float64Type)

std::optional<ridge::Format> ridge::formatOf(Type type) {
  if (auto declared = llvm::dyn_cast_if_present<arch::DeclaredFloatType>(type))
    return declared.getFormat();
  if (!type || !type.isSignlessIntOrFloat())
    return std::nullopt;
  if (auto integer = llvm::dyn_cast<IntegerType>(type))
    return parseFormat("i" + std::to_string(integer.getWidth()));
#define X(FORMAT, TYPE)                                                        \
  if (llvm::isa<TYPE>(type))                                                   \
    return Format::FORMAT;
  RIDGE_FLOAT_TYPES(X)
#undef X
  return std::nullopt;
}

static Type floatTypeOf(ridge::Format format, MLIRContext *context) {
  using ridge::Format;
  switch (format) {
#define X(FORMAT, TYPE)                                                        \
  case Format::FORMAT:                                                         \
    return TYPE::get(context);
    RIDGE_FLOAT_TYPES(X)
#undef X
  default:
    return ridge::arch::DeclaredFloatType::get(context, format);
  }
}

Type ridge::typeOf(Format format, MLIRContext *context) {
  FormatInfo info = formatInfo(format);
  if (info.isFloat)
    return floatTypeOf(format, context);
  return IntegerType::get(context, info.bits,
                          info.isSigned ? IntegerType::Signless
                                        : IntegerType::Unsigned);
}

bool ridge::isFloatFormat(Type type) {
  std::optional<Format> format = formatOf(type);
  return format && isFloat(*format);
}
