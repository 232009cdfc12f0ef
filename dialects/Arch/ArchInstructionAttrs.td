//===- ArchInstructionAttrs.td - dims and operands ---------*- tablegen -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_DIALECTS_ARCH_ARCHINSTRUCTIONATTRS_TD
#define RIDGE_DIALECTS_ARCH_ARCHINSTRUCTIONATTRS_TD

include "dialects/Arch/ArchDialect.td"
include "mlir/IR/AttrTypeBase.td"

def Arch_DimAttr : AttrDef<Arch_Dialect, "Dim"> {
  let mnemonic = "dim";
  let summary = "An iteration dim of an instruction, with its limits";
  let description = [{
    `#arch.dim<m: 1 to 4096>` is a dim that one instruction can run from 1 up to
    4096 points of; `#arch.dim<k: 128>` always runs 128, and
    `#arch.dim<n: 16 to 128 by 16>` a multiple of 16.
  }];
  let parameters = (ins "::mlir::StringAttr":$name, "int64_t":$low,
                        "int64_t":$high, "int64_t":$step);
  let hasCustomAssemblyFormat = 1;
}

def Arch_OperandAttr : AttrDef<Arch_Dialect, "Operand"> {
  let mnemonic = "operand";
  let summary = "An operand of an instruction: format, dims, places";
  let description = [{
    `#arch.operand<a: f32 [m, k] in [@sram] broadcast>` is an operand whose
    element depends on the dims m and k and which may sit in @sram.
    `unit_stride`: neighbours along its last dim lie next to one another. `broadcast`:
    a read may stand still along dims it names. `immediate`: a read may be a
    constant in the instruction word, and `in` may be left away. In a family of
    instructions the format is left away, too: `a [m, k] in [@sram]`.
  }];
  let parameters = (ins
    "::mlir::StringAttr":$name, "::mlir::Type":$format,
    ArrayRefParameter<"::mlir::StringAttr">:$dims,
    ArrayRefParameter<"::mlir::FlatSymbolRefAttr">:$memories,
    "bool":$unitStride, "bool":$broadcast, "bool":$immediate);
  let hasCustomAssemblyFormat = 1;
}

#endif // RIDGE_DIALECTS_ARCH_ARCHINSTRUCTIONATTRS_TD
