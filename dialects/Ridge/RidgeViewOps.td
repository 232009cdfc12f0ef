//===- RidgeViewOps.td - the tensor form: views and data ---*- tablegen -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

//
// The idea of the family: what moves no data if it can be helped. Tiling turns
// views into offsets and strides of the buffers beneath them. All are in value
// semantics and row-major order of the shape.
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_DIALECTS_RIDGE_RIDGEVIEWOPS_TD
#define RIDGE_DIALECTS_RIDGE_RIDGEVIEWOPS_TD

include "dialects/Ridge/RidgeDialect.td"
include "mlir/Interfaces/SideEffectInterfaces.td"
include "mlir/IR/BuiltinAttributeInterfaces.td"

class Ridge_ViewOp<string mnemonic> : Ridge_Op<mnemonic, [Pure, TensorForm]> {
  let results = (outs AnyStaticShapeTensor:$result);
  let hasVerifier = 1;
}

def Ridge_ReshapeOp : Ridge_ViewOp<"reshape"> {
  let summary = "Same elements in row-major order, other shape";
  let description = [{
    * reshape-c1: as many elements, of the same type.
  }];
  let arguments = (ins AnyStaticShapeTensor:$source);
  let assemblyFormat = "$source attr-dict `:` type($source) `->` type($result)";
}

def Ridge_TransposeOp : Ridge_ViewOp<"transpose"> {
  let summary = "Permuted dims: dim d of the result is dim permutation[d] of the source";
  let description = [{
    * transpose-c1: `permutation` is one of the source's dims;
    * transpose-c2: the result has the shape that follows, and the elements.
  }];
  let arguments = (ins AnyStaticShapeTensor:$source, DenseI64ArrayAttr:$permutation);
  let assemblyFormat = "$source `by` $permutation attr-dict `:` type($source) `->` type($result)";
}

def Ridge_BroadcastOp : Ridge_ViewOp<"broadcast"> {
  let summary = "New dims along which the elements repeat";
  let description = [{
    `dimensions` lists the dims of the result that the source does not have.

    * broadcast-c1: they are dims of the result, in ascending order;
    * broadcast-c2: the other dims are those of the source; elements are the same.
  }];
  let arguments = (ins AnyStaticShapeTensor:$source, DenseI64ArrayAttr:$dimensions);
  let assemblyFormat = "$source `along` $dimensions attr-dict `:` type($source) `->` type($result)";
}

def Ridge_SliceOp : Ridge_ViewOp<"slice"> {
  let summary = "A strided box of a tensor";
  let description = [{
    `result[p] = source[offsets + p * strides]`; the result has the source's rank.

    * slice-c1: an offset of at least 0 and a stride of at least 1 per dim;
    * slice-c2: the box ends inside the source; elements are the same.
  }];
  let arguments = (ins AnyStaticShapeTensor:$source, DenseI64ArrayAttr:$offsets,
                       DenseI64ArrayAttr:$strides);
  let assemblyFormat = "$source `at` $offsets `by` $strides attr-dict `:` type($source) `->` type($result)";
}

def Ridge_ConcatOp : Ridge_ViewOp<"concat"> {
  let summary = "Tensors side by side along one dim";
  let description = [{
    * concat-c1: at least one source, and `dim` is a dim of the result;
    * concat-c2: sources have the rank, the elements and, but for `dim`, the
      extents of the first;
    * concat-c3: the result has their extents, summed along `dim`.
  }];
  let arguments = (ins Variadic<AnyStaticShapeTensor>:$sources, I64Attr:$dim);
  let assemblyFormat = "$sources `along` $dim attr-dict `:` type($sources) `->` type($result)";
}

def Ridge_InsertOp : Ridge_ViewOp<"insert"> {
  let summary = "A tensor with a strided box of it replaced";
  let description = [{
    `result = target`, then `result[offsets + p * strides] = source[p]`. Padding
    is an insert into a `ridge.fill`.

    * insert-c1: the result has the type of the target;
    * insert-c2: an offset of at least 0 and a stride of at least 1 per dim; the
      box ends inside the target; elements are the same.
  }];
  let arguments = (ins AnyStaticShapeTensor:$source, AnyStaticShapeTensor:$target,
                       DenseI64ArrayAttr:$offsets, DenseI64ArrayAttr:$strides);
  let assemblyFormat = [{
    $source `into` $target `at` $offsets `by` $strides attr-dict
    `:` type($source) `into` type($target) `->` type($result)
  }];
}

def Ridge_EncodeOp : Ridge_ViewOp<"encode"> {
  let summary = "A tensor as it comes back from a codec";
  let description = [{
    The result is stored in the codec that its type names, and read through it:
    each unit of neighbours in row-major order is encoded, and its elements are
    what decoding gives, rounded once to the element's format (where a value
    overflows: the largest). Whoever computes the source writes it encoded; a
    source that has other readers, too, is copied. `tensors` are those of the
    `#ridge.stored` that asked for it.

    * encode-c1: source and result differ in the encoding alone, which the source
      lacks;
    * encode-c2: elements are floats;
    * encode-c3: the elements are a whole number of units.

    ```mlir
    %c = ridge.encode %w : tensor<256x512xf32>
        -> tensor<256x512xf32, #arch.codec<"sparse<2:4,f8E4M3FN>">>
    ```
  }];
  let arguments = (ins AnyStaticShapeTensor:$source,
                       OptionalAttr<StrAttr>:$tensors);
  let assemblyFormat = [{
    $source (`for` $tensors^)? attr-dict `:` type($source) `->` type($result)
  }];
  let extraClassDeclaration = [{
    ::ridge::arch::CodecAttr getCodec();
  }];
}

def Ridge_FillOp : Ridge_ViewOp<"fill"> {
  let summary = "A tensor of one value";
  let description = [{
    * fill-c1: the value has the element type.
  }];
  let arguments = (ins TypedAttrInterface:$value);
  let assemblyFormat = "$value attr-dict `->` type($result)";
}

def Ridge_ConstantOp : Ridge_ViewOp<"constant"> {
  let summary = "A tensor known at compile time";
  let description = [{
    * constant-c1: the value has the type of the result.
  }];
  let arguments = (ins ElementsAttr:$value);
  let assemblyFormat = "$value attr-dict `->` type($result)";
}

#endif // RIDGE_DIALECTS_RIDGE_RIDGEVIEWOPS_TD
