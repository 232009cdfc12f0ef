//===- RidgeTileOps.td - tile, placed and selected forms ---*- tablegen -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

//
// The idea of the family: computations and transfers on strided windows of flat
// buffers, inside `affine.for` loops that count tiles (0 to trips, step 1).
// Everything that varies is affine in the counters an operation lists. The next
// forms only add facts: memories, addresses, moves, instructions.
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_DIALECTS_RIDGE_RIDGETILEOPS_TD
#define RIDGE_DIALECTS_RIDGE_RIDGETILEOPS_TD

include "dialects/Arch/ArchAttrs.td"
include "dialects/Arch/ArchTypes.td"
include "dialects/Ridge/RidgeAttrs.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

def Ridge_BufferOp : Ridge_Op<"buffer", [TileForm, PlacedForm, SelectedForm]> {
  let summary = "A buffer of the program";
  let description = [{
    Stands at the top of the function. `argument` or `result_index` give the position of
    a model argument or result (with its `shape`), `value` the data of a constant;
    a buffer with none of these is temporary.

    * buffer-c1: at most one of `argument`, `result_index` and `value`; `shape` with
      the first two, as many elements as the buffer has;
    * buffer-c2: address at least 0, slots and their bytes at least 1; `layers` are
      two, in order;
    * buffer-c3: it stands at the top of a function;
    * buffer-c4: it has a place or a memory, not both.

    Facts added by placement: `memory`, the name of a memory of the machine;
    `address` of slot 0 in bytes; `slot_bytes` from one slot to the next; `depth`,
    the number of slots (1 if absent); `layers`, the first and last layer (counted
    from 0) that use it; `turn`, the number of the place, of its layer, in which it
    takes turns with others. Until then `place` says where it is to lie.

    `codec` says that the elements are stored in a codec: a move out of the buffer
    decodes, a move into it encodes. Addresses are those of the elements as they
    are, so that windows stay windows; a codec saves traffic, not room.
  }];
  let arguments = (ins StrAttr:$label,
                       OptionalAttr<I64Attr>:$argument,
                       OptionalAttr<I64Attr>:$result_index,
                       OptionalAttr<ElementsAttr>:$value,
                       OptionalAttr<DenseI64ArrayAttr>:$shape,
                       OptionalAttr<Ridge_PlaceAttr>:$place,
                       OptionalAttr<StrAttr>:$memory,
                       OptionalAttr<I64Attr>:$address,
                       OptionalAttr<I64Attr>:$slot_bytes,
                       OptionalAttr<I64Attr>:$depth,
                       OptionalAttr<I64Attr>:$turn,
                       OptionalAttr<DenseI64ArrayAttr>:$layers,
                       OptionalAttr<Arch_CodecAttr>:$codec);
  let results = (outs Arch_BufferType:$buffer);
  let hasVerifier = 1;
  let assemblyFormat = "$label attr-dict `:` type($buffer)";
  let builders = [
    OpBuilder<(ins "::ridge::arch::BufferType":$type, "::llvm::StringRef":$label), [{
      $_state.addTypes(type);
      $_state.addAttribute("label", $_builder.getStringAttr(label));
    }]>
  ];
}

def Ridge_LayerOp : Ridge_Op<"layer", [TileForm, PlacedForm, SelectedForm,
    NoTerminator, SingleBlock]> {
  let summary = "One step of the model: a loop nest over tiles";
  let description = [{
    Layers run in order. `kind` is what reports call it, `macs` the number of
    multiply-accumulates. Of `skipped[1]` points that a mask makes useless the
    tiles leave out `skipped[0]`. The location is that of the model operation it stands
    for.

    * layer-c1: it stands at the top of a function;
    * layer-c2: macs are at least 0;
    * layer-c3: two numbers of points, no more skipped than there are.
  }];
  let arguments = (ins StrAttr:$label, StrAttr:$kind, I64Attr:$macs,
                       OptionalAttr<DenseI64ArrayAttr>:$skipped);
  let hasVerifier = 1;
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = [{
    $label $kind `macs` $macs (`skipped` $skipped^)?
    attr-dict-with-keyword $body
  }];
}

class Ridge_WindowOp<string mnemonic, list<Trait> traits>
    : Ridge_Op<mnemonic, traits> {
  let hasVerifier = 1;
  code windowDeclarations = [{
    /// Value of the box size of dim d: the least result of sizes[d].
    ::mlir::AffineMap getSizeMap(unsigned d) {
      return ::llvm::cast<::mlir::AffineMapAttr>(getSizes()[d]).getValue();
    }
    /// Greatest constant among the results of sizes[d]: the full tile size.
    int64_t getFullSize(unsigned d);
    unsigned getNumDims() { return getSizes().size(); }
  }];
}

class Ridge_ComputingOp<string mnemonic, list<Trait> traits>
    : Ridge_WindowOp<mnemonic, !listconcat(traits, [
        AttrSizedOperandSegments, IsolatedFromAbove,
        SingleBlockImplicitTerminator<"::ridge::YieldOp">])> {
  let regions = (region SizedRegion<1>:$body);
}

def Ridge_ComputeOp : Ridge_ComputingOp<"compute", [TileForm, PlacedForm]> {
  let summary = "A scalar body over a box of points";
  let description = [{
    For every point p of the box, in row-major order:
    `write[w(p)] = body(reads[r_i(p)]..., write[w(p)])`, where the last body
    argument is there only if `reduction` has a dim set or `update` is given.

    `accesses` has one entry per body input, in order, then one for the output:
    an `#arch.access` takes the next buffer of `reads` (the output: `write`), an
    `#arch.immediate` is a constant and takes none. `sizes` gives the box: one map
    per dim over the counters, the least of its results is the size. `origins`
    (only where the body has `ridge.index`) gives the position of the box's first
    point per dim.

    * compute-c1: sizes are maps over the counters with a constant of at least 1
      among their results; one reduction flag per dim;
    * compute-c2: one immediate or access per input, the accesses as many as
      buffers read, then an access for the output;
    * compute-c3: accesses have a stride per dim, and maps over the counters with
      one result;
    * compute-c4: body arguments are the elements of the accesses, then that of an
      output that is read; the yielded value that of the output;
    * compute-c5: one origin per dim, or none;
    * compute-c6: it stands in a layer, and its buffers are `ridge.buffer`s;
    * compute-c7: one group dim per dim and one box per access, or neither; boxes
      are over these group dims;
    * compute-c8: one total per dim, at least 1, or it is a part; points are of
      totals, at least 1 and at most all of them;
    * compute-c9: one chosen dim per dim, one chosen operand per access.

    What passes tell one another: in the tile form `group_dims` are the dims of the
    layer's group, and `boxes` say per access what lies beneath its window;
    `total` is the whole extent of each dim, which bounds count as work, of which
    `points` are all that must be computed if there are less. Where a
    loop is split, one half keeps it and the other becomes a `part`, which counts
    for nothing more. `choice` is the instruction that Select is to apply, that of
    the group's mapping.

    Example, a ragged tile of C += A * B:

    ```mlir
    affine.for %t = 0 to 3 {
      ridge.compute reads(%a, %b : !arch.buffer<38400 x f32>, !arch.buffer<16384 x f32>)
          write(%c : !arch.buffer<38400 x f32>) counters(%t)
          sizes [affine_map<(t) -> (128, t * -128 + 300)>, affine_map<(t) -> (128)>,
                 affine_map<(t) -> (128)>]
          reduction [false, false, true]
          accesses [#arch.access<(t) -> (t * 16384), [128, 0, 1], (t) -> (0)>,
                    #arch.access<(t) -> (0), [0, 1, 128], (t) -> (0)>,
                    #arch.access<(t) -> (t * 16384), [128, 1, 0], (t) -> (0)>] {
      ^bb0(%x: f32, %y: f32, %acc: f32):
        %p = arith.mulf %x, %y : f32
        %s = arith.addf %acc, %p : f32
        ridge.yield %s : f32
      }
    }
    ```
  }];
  let arguments = (ins Variadic<Arch_BufferType>:$reads, Arch_BufferType:$write,
                       Variadic<Index>:$counters, AffineMapArrayAttr:$sizes,
                       DenseBoolArrayAttr:$reduction, ArrayAttr:$accesses,
                       UnitAttr:$update,
                       OptionalAttr<AffineMapArrayAttr>:$origins,
                       OptionalAttr<DenseI64ArrayAttr>:$group_dims,
                       OptionalAttr<Ridge_BoxArrayAttr>:$boxes,
                       OptionalAttr<DenseI64ArrayAttr>:$total,
                       OptionalAttr<I64Attr>:$points, UnitAttr:$part,
                       OptionalAttr<Ridge_ChoiceAttr>:$choice);
  let assemblyFormat = [{
    `reads` `(` ($reads^ `:` type($reads))? `)` `write` `(` $write `:` type($write) `)`
    (`counters` `(` $counters^ `)`)? `sizes` $sizes `reduction` $reduction
    (`update` $update^)? `accesses` $accesses (`origins` $origins^)?
    (`group_dims` $group_dims^)? (`boxes` $boxes^)? (`total` $total^)?
    (`points` $points^)? (`part` $part^)? (`choice` $choice^)? attr-dict-with-keyword $body
  }];
  let extraClassDeclaration = windowDeclarations # [{
    bool readsOutput() {
      return getUpdate() || ::llvm::is_contained(getReduction(), true);
    }
  }];
}

def Ridge_InvokeOp : Ridge_ComputingOp<"invoke", [SelectedForm]> {
  let summary = "An instruction of the machine, bound to operands";
  let description = [{
    A `ridge.compute` that names who runs it. `dims` gives for each dim of the box
    the dim of the instruction that it is (part of), -1 for a dim of size 1 that
    has a loop around; `operands_map` the instruction operand of each access. The
    body stays: the program is executed by it and checked against the
    instruction's own meaning. Parts of one computation that equal engines do at
    the same time have a number in common, `dealt`.

    * invoke-c1 to invoke-c6: those of `ridge.compute`;
    * invoke-c7: one instruction dim per dim, one instruction operand per access;
    * invoke-c8: totals as in compute-c8.
  }];
  let arguments = (ins StrAttr:$instruction, Variadic<Arch_BufferType>:$reads,
                       Arch_BufferType:$write, Variadic<Index>:$counters,
                       AffineMapArrayAttr:$sizes, DenseBoolArrayAttr:$reduction,
                       ArrayAttr:$accesses, UnitAttr:$update,
                       OptionalAttr<AffineMapArrayAttr>:$origins,
                       DenseI64ArrayAttr:$dims, DenseI64ArrayAttr:$operands_map,
                       OptionalAttr<DenseI64ArrayAttr>:$total,
                       OptionalAttr<I64Attr>:$points, UnitAttr:$part,
                       OptionalAttr<I64Attr>:$dealt);
  let assemblyFormat = [{
    $instruction `reads` `(` ($reads^ `:` type($reads))? `)`
    `write` `(` $write `:` type($write) `)`
    (`counters` `(` $counters^ `)`)? `sizes` $sizes `reduction` $reduction
    (`update` $update^)? `accesses` $accesses (`origins` $origins^)?
    `dims` $dims `operands` $operands_map (`total` $total^)?
    (`points` $points^)? (`part` $part^)? (`dealt` $dealt^)? attr-dict-with-keyword $body
  }];
  let extraClassDeclaration = windowDeclarations # [{
    bool readsOutput() {
      return getUpdate() || ::llvm::is_contained(getReduction(), true);
    }
  }];
}

def Ridge_MoveOp : Ridge_WindowOp<"move", [TileForm, PlacedForm, SelectedForm,
    AttrSizedOperandSegments]> {
  let summary = "A strided copy between two memories";
  let description = [{
    Copies the box from a window of `source` to a window of `target` over the path
    that joins their memories. `accesses` has two entries, source then target.

    With `indices` the source is addressed by data: `accesses` has one more entry
    per list, and element p of the box is read at source(p) + sum of
    indices[k](p) * index_strides[k]. Positions are 0 to index_limits[k] - 1. In
    the tile form, where transfers are still to come, moves stand for gathers
    alone.

    * move-c1: sizes and accesses are as in compute-c1 and compute-c3;
    * move-c2: an access for source, target and each list;
    * move-c3: a stride and a limit of at least 1 per list, positions are integers
      of at least 8 bits;
    * move-c4: source and target have one element type;
    * move-c5: it stands in a layer, and its buffers are `ridge.buffer`s.

    Example, 64 rows of a table of 100 rows of 32:

    ```mlir
    ridge.move %table at %ids : !arch.buffer<64 x i64> by [32] below [100] to %rows
        : !arch.buffer<3200 x f32> to !arch.buffer<2048 x f32>
        sizes [affine_map<() -> (64)>, affine_map<() -> (32)>]
        accesses [#arch.access<() -> (0), [0, 1], () -> (0)>,
                  #arch.access<() -> (0), [32, 1], () -> (0)>,
                  #arch.access<() -> (0), [1, 0], () -> (0)>]
    ```
  }];
  let arguments = (ins Arch_BufferType:$source, Arch_BufferType:$target,
                       Variadic<Arch_BufferType>:$indices,
                       Variadic<Index>:$counters, AffineMapArrayAttr:$sizes,
                       ArrayAttr:$accesses,
                       OptionalAttr<DenseI64ArrayAttr>:$index_strides,
                       OptionalAttr<DenseI64ArrayAttr>:$index_limits);
  let builders = [
    OpBuilder<(ins "::mlir::Value":$source, "::mlir::Value":$target,
                   "::mlir::ValueRange":$counters, "::mlir::ArrayAttr":$sizes,
                   "::mlir::ArrayAttr":$accesses), [{
      build($_builder, $_state, source, target, ::mlir::ValueRange(), counters,
            sizes, accesses, ::mlir::DenseI64ArrayAttr(),
            ::mlir::DenseI64ArrayAttr());
    }]>
  ];
  let assemblyFormat = [{
    $source (`at` $indices^ `:` type($indices) `by` $index_strides
    `below` $index_limits)? `to` $target `:` type($source) `to` type($target)
    (`counters` `(` $counters^ `)`)? `sizes` $sizes `accesses` $accesses attr-dict
  }];
  let extraClassDeclaration = windowDeclarations;
}

#endif // RIDGE_DIALECTS_RIDGE_RIDGETILEOPS_TD
