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

/// `a: f32 [m, k] in [@sram] broadcast immediate`
mlir::FailureOr<OperandAttr> parseOperand(mlir::AsmParser &parser);
void printOperand(mlir::AsmPrinter &printer, OperandAttr operand);

} // namespace ridge::arch

#endif // RIDGE_DIALECTS_ARCH_INSTRUCTIONTEXT_H
