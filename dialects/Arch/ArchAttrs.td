//===- ArchAttrs.td - words shared by the compiler's dialects -------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_DIALECTS_ARCH_ARCHATTRS_TD
#define RIDGE_DIALECTS_ARCH_ARCHATTRS_TD

include "dialects/Arch/ArchDialect.td"
include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/BuiltinAttributeInterfaces.td"

def Arch_AccessAttr : AttrDef<Arch_Dialect, "Access"> {
  let mnemonic = "access";
  let summary = "A strided window on one slot of a buffer";
  let description = [{
    The element touched at point (p0, p1, ...) of an operation's box lies
    `offset(counters) + p0 * strides[0] + p1 * strides[1] + ...` elements into
    the slot `instance(counters) mod depth` of the buffer. The counters are those
    of the enclosing loops that the operation lists; both maps have as many dims
    as the operation has counters, and one result.

    Example, row tile t0 of a 512x768 matrix, transposed:

    ```mlir
    #arch.access<(d0) -> (d0 * 98304), [1, 768], (d0) -> (d0)>
    ```
  }];
  let parameters = (ins "::mlir::AffineMap":$offset,
                        OptionalArrayRefParameter<"int64_t">:$strides,
                        "::mlir::AffineMap":$instance);
  let assemblyFormat = "`<` $offset `,` `[` (`]`) : ($strides^ `]`)? `,` $instance `>`";
}

def Arch_CodecAttr : AttrDef<Arch_Dialect, "Codec"> {
  let mnemonic = "codec";
  let summary = "How the elements of a buffer or tensor are stored";
  let description = [{
    `name` is that of a codec (ridge/Numerics/Codec.h) which encodes units of
    neighbours along the innermost dim apart from one another. `bits` per value
    stand where the codec's rate depends on the values (entropy): as measured, or
    assumed. As the encoding of a tensor type it says that the elements are those
    which came back from the codec.

    * codec-c1: the codec exists and its units do not depend on the run;
    * codec-c2: `bits` are there, and above 0, if and only if the rate is not
      fixed.

    ```mlir
    tensor<256x512xf32, #arch.codec<"sparse<2:4,f8E4M3FN>">>
    tensor<256x512xbf16, #arch.codec<"entropy<bf16>", 10.5 : f64>>
    ```
  }];
  let parameters = (ins StringRefParameter<>:$name,
                        OptionalParameter<"::mlir::FloatAttr">:$bits);
  let assemblyFormat = "`<` $name (`,` $bits^)? `>`";
  let genVerifyDecl = 1;
  let extraClassDeclaration = [{
    /// Bits per value, metadata included.
    double getBitsPerValue() const;
    /// Neighbours that are encoded together.
    int64_t getUnit() const;
  }];
}

def Arch_ImmediateAttr : AttrDef<Arch_Dialect, "Immediate"> {
  let mnemonic = "immediate";
  let summary = "A constant in the instruction word";
  let parameters = (ins "::mlir::TypedAttr":$value);
  let assemblyFormat = "`<` $value `>`";
}

#endif // RIDGE_DIALECTS_ARCH_ARCHATTRS_TD
