//===- RidgeTensorOps.td - the tensor form: computations ---*- tablegen -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

//
// The idea of the family: linalg.generic without its accidents. One result, no
// output operand, the iteration space stated (a window needs no shape operand),
// reductions that start from a constant, and a body that captures nothing.
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_DIALECTS_RIDGE_RIDGETENSOROPS_TD
#define RIDGE_DIALECTS_RIDGE_RIDGETENSOROPS_TD

include "dialects/Ridge/RidgeAttrs.td"
include "dialects/Ridge/RidgeInterfaces.td"
include "mlir/Interfaces/ControlFlowInterfaces.td"
include "mlir/Interfaces/SideEffectInterfaces.td"
include "mlir/IR/BuiltinAttributeInterfaces.td"

class Ridge_StructuredOp<string mnemonic>
    : Ridge_Op<mnemonic, [Pure, TensorForm, IsolatedFromAbove,
        SingleBlockImplicitTerminator<"::ridge::YieldOp">,
        DeclareOpInterfaceMethods<StructuredOpInterface>]> {
  let results = (outs AnyStaticShapeTensor:$result);
  let regions = (region SizedRegion<1>:$body);
  let hasVerifier = 1;
}

def Ridge_MapOp : Ridge_StructuredOp<"map"> {
  let summary = "Elementwise computation";
  let description = [{
    `result[r(p)] = body(inputs[m_i(p)]...)` for every point p of the box
    `extents`, where m_i are the first maps and r, the last map, is a permutation
    of all dims but those that the body folds away (`ridge.fold`). Map results are affine without division (broadcasts drop dims,
    windows add them), so each operand is read with constant strides.

    In a `ridge.group`, `group_dims` says which dim of the group each dim is.
    `masked` says which points change nothing.
    `alone` says that the computation stays a group of its own: the copy of what
    `ridge.insert` inserts may not move before the write of the target.

    * map-c1: one map per input and one for the result, each with as many dims as
      there are extents, which are at least 1 and at most 16 of them;
    * map-c2: every element that a map reaches lies inside its tensor;
    * map-c3: the result map is a permutation of all dims, or of all that the
      body does not fold along;
    * map-c4: body arguments are the element types of the inputs, the yielded
      value that of the result;
    * map-c5: the dims of `masked` are dims of the computation.

    Example:

    ```mlir
    %1 = ridge.map ins(%a, %bias : tensor<128x768xf32>, tensor<768xf32>)
        extents [128, 768]
        maps [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d1)>,
              affine_map<(d0, d1) -> (d0, d1)>] {
    ^bb0(%x: f32, %y: f32):
      %z = arith.addf %x, %y : f32
      ridge.yield %z : f32
    } -> tensor<128x768xf32>
    ```
  }];
  let arguments = (ins Variadic<AnyStaticShapeTensor>:$inputs,
                       DenseI64ArrayAttr:$extents, AffineMapArrayAttr:$maps,
                       OptionalAttr<DenseI64ArrayAttr>:$group_dims,
                       OptionalAttr<Ridge_MaskedAttr>:$masked,
                       UnitAttr:$alone);
  let builders = [
    OpBuilder<(ins "::mlir::Type":$result, "::mlir::ValueRange":$inputs,
                   "::llvm::ArrayRef<int64_t>":$extents,
                   "::mlir::ArrayAttr":$maps), [{
      build($_builder, $_state, result, inputs,
            $_builder.getDenseI64ArrayAttr(extents), maps,
            ::mlir::DenseI64ArrayAttr(), ::ridge::MaskedAttr(),
            ::mlir::UnitAttr());
    }]>
  ];
  let assemblyFormat = [{
    `ins` `(` ($inputs^ `:` type($inputs))? `)` `extents` $extents
    `maps` $maps (`group_dims` $group_dims^)? (`masked` $masked^)?
    (`alone` $alone^)? attr-dict-with-keyword $body `->` type($result)
  }];
}

class Ridge_ReducingOp<string mnemonic> : Ridge_StructuredOp<mnemonic> {
  let arguments = (ins Variadic<AnyStaticShapeTensor>:$inputs,
                       DenseI64ArrayAttr:$extents, AffineMapArrayAttr:$maps,
                       TypedAttrInterface:$init,
                       OptionalAttr<DenseI64ArrayAttr>:$group_dims,
                       OptionalAttr<Ridge_MaskedAttr>:$masked);
  let builders = [
    OpBuilder<(ins "::mlir::Type":$result, "::mlir::ValueRange":$inputs,
                   "::llvm::ArrayRef<int64_t>":$extents,
                   "::mlir::ArrayAttr":$maps, "::mlir::TypedAttr":$init), [{
      build($_builder, $_state, result, inputs,
            $_builder.getDenseI64ArrayAttr(extents), maps, init,
            ::mlir::DenseI64ArrayAttr(), ::ridge::MaskedAttr());
    }]>
  ];
  let assemblyFormat = [{
    `ins` `(` $inputs `:` type($inputs) `)` `init` $init `extents` $extents
    `maps` $maps (`group_dims` $group_dims^)? (`masked` $masked^)?
    attr-dict-with-keyword $body `->` type($result)
  }];
}

def Ridge_ReduceOp : Ridge_ReducingOp<"reduce"> {
  let summary = "Reduction, windows included";
  let description = [{
    `result[r(p)] = body(inputs[m_i(p)]..., result[r(p)])` over every point p of
    the box `extents`, starting from `init`. Dims that r does not use are
    reductions; r is a projected permutation. The order of the reduction is open:
    the body combines associatively up to rounding.

    Sums, maxima, means before division, pooling with windows.

    * reduce-c1: maps and extents as in map-c1;
    * reduce-c2: every element that a map reaches lies inside its tensor;
    * reduce-c3: the result map is a projected permutation;
    * reduce-c4: body arguments are the element types of the inputs, the yielded
      value that of the result;
    * reduce-c5: the body's last argument is the accumulator, of the result's
      element type, and `init` has that type;
    * reduce-c6: `masked` as in map-c5.
  }];
}

def Ridge_ContractOp : Ridge_ReducingOp<"contract"> {
  let summary = "Sum of products: matrix products, batched, convolutions";
  let description = [{
    A `ridge.reduce` of two inputs whose body is acc + ext(a) * ext(b), where ext
    is a widening conversion to the accumulator's type or nothing. In a product of
    blocks ext is a `ridge.dequantize`, and the scales are inputs too. What kind of
    product it is follows from the maps: a dim in both inputs and the result is a
    batch, a dim in neither result is contracted, windows make a convolution.

    * contract-c1 to contract-c5: those of `ridge.reduce`, reduce-c6 included;
    `format` says in which formats it is to be computed, until its operands are
    cast to them; `accumulate` names the model of accumulation
    (ridge/Numerics/Accumulate.h) of the unit that is to add it. Without one, sums
    are rounded to their own format after each addition.

    * contract-c6: two inputs, their scales if they have, and that body;
    * contract-c7: the model of accumulation exists.
  }];
  let arguments = (ins Variadic<AnyStaticShapeTensor>:$inputs,
                       DenseI64ArrayAttr:$extents, AffineMapArrayAttr:$maps,
                       TypedAttrInterface:$init,
                       OptionalAttr<DenseI64ArrayAttr>:$group_dims,
                       OptionalAttr<Ridge_MaskedAttr>:$masked,
                       OptionalAttr<Ridge_FormatAttr>:$format,
                       OptionalAttr<StrAttr>:$accumulate);
  let builders = [
    OpBuilder<(ins "::mlir::Type":$result, "::mlir::ValueRange":$inputs,
                   "::llvm::ArrayRef<int64_t>":$extents,
                   "::mlir::ArrayAttr":$maps, "::mlir::TypedAttr":$init), [{
      build($_builder, $_state, result, inputs,
            $_builder.getDenseI64ArrayAttr(extents), maps, init,
            ::mlir::DenseI64ArrayAttr(), ::ridge::MaskedAttr(),
            ::ridge::FormatAttr(), ::mlir::StringAttr());
    }]>
  ];
  let assemblyFormat = [{
    `ins` `(` $inputs `:` type($inputs) `)` `init` $init `extents` $extents
    `maps` $maps (`group_dims` $group_dims^)? (`masked` $masked^)?
    (`format` $format^)? (`accumulate` $accumulate^)? attr-dict-with-keyword $body
    `->` type($result)
  }];
}

def Ridge_GatherOp : Ridge_Op<"gather", [Pure, TensorForm]> {
  let summary = "Elements of a table at positions that data gives";
  let description = [{
    `result[r(p)] = table[t(p) + sum of indices[k][i_k(p)] * e(dims[k])]` for every
    point p of the box `extents`, where e(d) is the step by one along dim d of the
    table. Maps are those of the table, of each list of indices, and of the
    result. An embedding gathers whole rows: one list, dims [0].

    Positions along `dims[k]` are 0 to `limits[k]` - 1. A run that meets another
    one stops with an error; it is never moved into the range.

    * gather-c1: one map for the table, one per list, one for the result, each
      with as many dims as there are extents;
    * gather-c2: every element that a map reaches lies inside its tensor; the
      table's map is the constant 0 in `dims`;
    * gather-c3: the result map is a permutation of all dims;
    * gather-c4: one dim and one limit per list; dims differ; a limit is at least
      1 and at most the table's extent;
    * gather-c5: indices are integers of at least 8 bits;
    * gather-c6: the result has the elements of the table.

    Example, the embeddings of 64 tokens:

    ```mlir
    %rows = ridge.gather %table at %ids
        : tensor<30522x384xf32> at tensor<64xi64>
        extents [64, 384] dims [0] limits [30522]
        maps [affine_map<(d0, d1) -> (0, d1)>, affine_map<(d0, d1) -> (d0)>,
              affine_map<(d0, d1) -> (d0, d1)>] -> tensor<64x384xf32>
    ```
  }];
  let arguments = (ins AnyStaticShapeTensor:$table,
                       Variadic<AnyStaticShapeTensor>:$indices,
                       DenseI64ArrayAttr:$extents, DenseI64ArrayAttr:$dims,
                       DenseI64ArrayAttr:$limits, AffineMapArrayAttr:$maps,
                       OptionalAttr<DenseI64ArrayAttr>:$group_dims);
  let results = (outs AnyStaticShapeTensor:$result);
  let builders = [
    OpBuilder<(ins "::mlir::Type":$result, "::mlir::Value":$table,
                   "::mlir::ValueRange":$indices,
                   "::llvm::ArrayRef<int64_t>":$extents,
                   "::llvm::ArrayRef<int64_t>":$dims,
                   "::llvm::ArrayRef<int64_t>":$limits,
                   "::mlir::ArrayAttr":$maps), [{
      build($_builder, $_state, result, table, indices,
            $_builder.getDenseI64ArrayAttr(extents),
            $_builder.getDenseI64ArrayAttr(dims),
            $_builder.getDenseI64ArrayAttr(limits), maps,
            ::mlir::DenseI64ArrayAttr());
    }]>
  ];
  let assemblyFormat = [{
    $table `at` $indices `:` type($table) `at` type($indices)
    `extents` $extents `dims` $dims `limits` $limits `maps` $maps
    (`group_dims` $group_dims^)? attr-dict `->` type($result)
  }];
  let extraClassDeclaration = [{
    ::mlir::AffineMap getMap(unsigned number) {
      return ::llvm::cast<::mlir::AffineMapAttr>(getMaps()[number]).getValue();
    }
    ::mlir::AffineMap getTableMap() { return getMap(0); }
    ::mlir::AffineMap getIndexMap(unsigned list) { return getMap(1 + list); }
    ::mlir::AffineMap getResultMap() { return getMap(getMaps().size() - 1); }
  }];
  let hasVerifier = 1;
}

def Ridge_YieldOp : Ridge_Op<"yield", [Pure, Terminator, TensorForm, TileForm,
    PlacedForm, SelectedForm, ReturnLike]> {
  let summary = "Ends a scalar body or a group";
  let arguments = (ins Variadic<AnyType>:$values);
  let builders = [OpBuilder<(ins), [{ /* nothing to do */ }]>];
  let assemblyFormat = "($values^ `:` type($values))? attr-dict";
}

def Ridge_IndexOp : Ridge_Op<"index", [Pure, TensorForm, TileForm, PlacedForm,
    SelectedForm]> {
  let summary = "Position in the iteration space, inside a scalar body";
  let arguments = (ins I64Attr:$dim);
  let results = (outs AnySignlessInteger:$position);
  let assemblyFormat = "$dim attr-dict `:` type($position)";
}

def Ridge_LiteralOp : Ridge_Op<"literal", [Pure, TensorForm, TileForm,
    PlacedForm, SelectedForm, AllTypesMatch<["value", "result"]>]> {
  let summary = "A constant that belongs to an instruction's meaning";
  let description = [{
    Inside a scalar body that an instruction covers: a constant of the
    instruction's own body. Any other constant of a body is an operand, an
    immediate.

    ```mlir
    %h = ridge.literal 5.000000e-01 : f32
    ```
  }];
  let arguments = (ins TypedAttrInterface:$value);
  let results = (outs AnyType:$result);
  let assemblyFormat = "$value attr-dict";
}

def Ridge_FoldOp : Ridge_Op<"fold", [Pure, TensorForm, TileForm, PlacedForm,
    SelectedForm, AllTypesMatch<["init", "value", "result"]>]> {
  let summary = "A value joined with itself along dims, inside a scalar body";
  let description = [{
    `init`, joined with `value` at every point of `dims`, in row-major order:
    result = joins(...joins(init, value(p0))..., value(pn)). The result depends on
    none of `dims`, is complete before anything uses it, and may be used at
    points of `dims` again: the largest of a row is subtracted from each of its
    elements.

    * fold-c1: `joins` is an operation on two values of the type that gives one;
    * fold-c2: at least one dim, no dim twice, none negative.

    ```mlir
    %m = ridge.fold "arith.maximumf" %x over [1] from 0xFF800000 : f32
    %d = arith.subf %x, %m : f32
    ```
  }];
  let arguments = (ins StrAttr:$joins, AnyType:$value, DenseI64ArrayAttr:$dims,
                       TypedAttrInterface:$init);
  let results = (outs AnyType:$result);
  let assemblyFormat = "$joins $value `over` $dims `from` $init attr-dict";
  let hasVerifier = 1;
}

def Ridge_GroupOp : Ridge_Op<"group", [Pure, TensorForm,
    SingleBlockImplicitTerminator<"::ridge::YieldOp">]> {
  let summary = "Computations that share one loop nest, and their mapping";
  let description = [{
    Decided by `ridge-choose-tiles`, carried out by `ridge-apply-tiling`. The body
    holds structured computations in order; values that only the body uses never
    reach the home memory.

    The group has its own dims, `extents` long. Each computation of the body says
    in `group_dims` which group dim each of its iteration dims is. `mapping` says
    all that is decided about them; `alone` is that of its `ridge.map`. `numbers`
    are those of the operations among all computations and gathers of the function,
    as they stood before they were grouped: by them the text form of mappings names
    them.

    * group-c1: one tile per extent, at least 1 and at most the extent;
    * group-c2: the order names dims of the group, each at most once where no
      steps tell its loops apart;
    * group-c3: the body holds structured computations, or one gather alone;
    * group-c4: each computation has one group dim per extent, of that extent;
    * group-c5: what the body yields has the types of the results;
    * group-c6: an instruction per structured computation, none for a gather;
    * group-c7: a number per operation, or none.
  }];
  let arguments = (ins StrAttr:$label, DenseI64ArrayAttr:$extents,
                       Ridge_MappingAttr:$mapping,
                       OptionalAttr<DenseI64ArrayAttr>:$numbers,
                       UnitAttr:$alone);
  let results = (outs Variadic<AnyStaticShapeTensor>:$results);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = [{
    $label `extents` $extents `mapping` $mapping (`numbers` $numbers^)?
    (`alone` $alone^)?
    attr-dict-with-keyword $body (`->` type($results)^)?
  }];
  let hasVerifier = 1;
}

#endif // RIDGE_DIALECTS_RIDGE_RIDGETENSOROPS_TD
