//===- InstructionText.h - surface of dims and operands ---------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_DIALECTS_ARCH_INSTRUCTIONTEXT_H
#define RIDGE_DIALECTS_ARCH_INSTRUCTIONTEXT_H

#include "dialects/Arch/ArchDialect.h"
#include "mlir/IR/OpImplementation.h"

namespace ridge::arch {

/// `m: 1 to 4096`, or `k: 128`.
mlir::FailureOr<DimAttr> parseDim(mlir::AsmParser &parser);
void printDim(mlir::AsmPrinter &printer, DimAttr dim);

/// `[@sram, @acc]`
mlir::ParseResult
parseMemories(mlir::AsmParser &parser,
              llvm::SmallVectorImpl<mlir::FlatSymbolRefAttr> &memories);
void printMemories(mlir::AsmPrinter &printer,
                   llvm::ArrayRef<mlir::FlatSymbolRefAttr> memories);

/// What the strings of a `configuration` say: the time, then in this order
/// what is stated of "@vtype" (what it writes, if others write it, too),
/// "=wide" (the value) and "!drained", then the dims.
struct ConfigurationParts {
  explicit ConfigurationParts(mlir::ArrayAttr parts)
      : rest(parts ? parts.getValue().drop_front(!parts.empty())
                   : llvm::ArrayRef<mlir::Attribute>()) {
    shared = take("@");
    value = take("=");
    drained = take("!") == "drained";
  }

  llvm::StringRef shared, value;
  bool drained = false;
  llvm::ArrayRef<mlir::Attribute> dims() const { return rest; }

private:
  llvm::StringRef take(llvm::StringRef mark) {
    if (rest.empty())
      return "";
    llvm::StringRef text =
        llvm::cast<mlir::StringAttr>(rest.front()).getValue();
    if (!text.consume_front(mark))
      return "";
    rest = rest.drop_front();
    return text;
  }

  llvm::ArrayRef<mlir::Attribute> rest;
};

/// `a: f32 [m, k] in [@sram] unit_stride broadcast immediate`
mlir::FailureOr<OperandAttr> parseOperand(mlir::AsmParser &parser);
void printOperand(mlir::AsmPrinter &printer, OperandAttr operand);

} // namespace ridge::arch

#endif // RIDGE_DIALECTS_ARCH_INSTRUCTIONTEXT_H
