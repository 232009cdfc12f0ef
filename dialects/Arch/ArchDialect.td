//===- ArchDialect.td - machines as IR ---------------------*- tablegen -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_DIALECTS_ARCH_ARCHDIALECT_TD
#define RIDGE_DIALECTS_ARCH_ARCHDIALECT_TD

include "mlir/IR/DialectBase.td"

def Arch_Dialect : Dialect {
  let name = "arch";
  let cppNamespace = "::ridge::arch";
  let summary = "Accelerators as IR: memories, engines, paths, instructions";
  let description = [{
    A machine file is a module with an `arch.machine`. It states everything
    that Ridge knows of the hardware; no number about it lives anywhere else.
    Operations of this dialect describe; they are never executed or lowered.
    `lib/Target` resolves a machine once into plain data (`ridge::Machine`).

    Its attributes and types are the words that the compiler's dialects share
    when they speak of hardware: a window on a memory buffer, a constant in an
    instruction word, a buffer, a number format of one's own.
  }];
  // Bodies of instructions are written with these.
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::math::MathDialect"
  ];
  let useDefaultAttributePrinterParser = 1;
  let useDefaultTypePrinterParser = 1;
}

#endif // RIDGE_DIALECTS_ARCH_ARCHDIALECT_TD
