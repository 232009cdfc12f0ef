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

def Arch_DeclaredFloatType : TypeDef<Arch_Dialect, "DeclaredFloat"> {
  let mnemonic = "float";
  let summary = "A float format that no builtin type has";
  let description = [{
    The text is a spelling of docs/Numerics.md; two spellings of one format are
    one type, which prints the name that Ridge gives the format. A machine file
    declares a format by an alias:

    ```mlir
    !tiny = !arch.float<"float_e3m2_bias4_finite">
    !probability = !arch.float<"binary7p3uf">
    ```

    Values of the type are stored, moved and converted: `ridge.cast` makes them
    and widens them, `ridge.scale`, `ridge.quantize` and `ridge.dequantize` take
    them. Arithmetic is not theirs, as arith admits builtin floats alone.

    * float-c1: the text spells a format, a float of 3 to 32 bits;
    * float-c2: no builtin type has it.
  }];
  let parameters = (ins "::ridge::Format":$format);
  let hasCustomAssemblyFormat = 1;
  let genVerifyDecl = 1;
}

#endif // RIDGE_DIALECTS_ARCH_ARCHTYPES_TD
