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

/// Of a `configuration` the name of what it writes, if others write it, too.
inline llvm::StringRef sharedConfiguration(mlir::ArrayAttr parts) {
  if (!parts || parts.size() < 2)
    return "";
  llvm::StringRef name = llvm::cast<mlir::StringAttr>(parts[1]).getValue();
  return name.consume_front("@") ? name : "";
}

/// `a: f32 [m, k] in [@sram] unit_stride broadcast immediate`
mlir::FailureOr<OperandAttr> parseOperand(mlir::AsmParser &parser);
void printOperand(mlir::AsmPrinter &printer, OperandAttr operand);

} // namespace ridge::arch

#endif // RIDGE_DIALECTS_ARCH_INSTRUCTIONTEXT_H
