//===- ArchTypes.td - types that speak of hardware ---------*- tablegen -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_DIALECTS_ARCH_ARCHTYPES_TD
#define RIDGE_DIALECTS_ARCH_ARCHTYPES_TD

include "dialects/Arch/ArchDialect.td"
include "mlir/IR/AttrTypeBase.td"

def Arch_BufferType : TypeDef<Arch_Dialect, "Buffer"> {
  let mnemonic = "buffer";
  let summary = "Elements of one format, without shape";
  let description = [{
    `!arch.buffer<12288 x bf16>` holds 12288 elements per slot. Shape lies in
    the accesses, which are strided windows; memory, address and number of slots
    are decided by passes and stand on the operation that makes the buffer.
  }];
  let parameters = (ins "int64_t":$elements, "::mlir::Type":$elementType);
  let assemblyFormat = "`<` $elements `x` $elementType `>`";
}

#endif // RIDGE_DIALECTS_ARCH_ARCHTYPES_TD
