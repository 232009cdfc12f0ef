//===- RidgeAttrs.td - decisions that operations carry -----*- tablegen -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

//
// What one pass decides and a later one carries out is an attribute of its own
// kind, verified when it is made, and an operand of the operation it is about:
// neither a misspelt nor a lost decision goes unnoticed.
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_DIALECTS_RIDGE_RIDGEATTRS_TD
#define RIDGE_DIALECTS_RIDGE_RIDGEATTRS_TD

include "dialects/Ridge/RidgeDialect.td"
include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/BuiltinAttributeInterfaces.td"
include "mlir/IR/EnumAttr.td"

// The numbers are those of ridge::ScaleRule in ridge/Numerics/Block.h.
def Ridge_BlockScaleRule : I32EnumAttr<"BlockScaleRule",
    "how a block's scale follows from its largest magnitude", [
    I32EnumAttrCase<"Floor", 0, "floor">,
    I32EnumAttrCase<"Ceil", 1, "ceil">,
    I32EnumAttrCase<"RoundUp", 2, "round_up">,
    I32EnumAttrCase<"Even", 3, "even">]> {
  let cppNamespace = "::ridge";
  let genSpecializedAttr = 0;
}

class Ridge_Decision<string name, string attrMnemonic>
    : AttrDef<Ridge_Dialect, name> {
  let mnemonic = attrMnemonic;
  let genVerifyDecl = 1;
}

def Ridge_PlaceAttr : Ridge_Decision<"Place", "place"> {
  let summary = "Where the tiles of a buffer lie";
  let description = [{
    In `memory` of the machine, `slots` of them at a time: with two, one tile is
    filled while another is used. With an `address` there are no tiles: the whole
    tensor stays there, from its first layer to its last.

    Buffers of one layer that take turns in a place have the number of that place,
    `turn`: each lies there while the others do not.

    * place-c1: at least one slot;
    * place-c2: an address is at least 0, and has one slot;
    * place-c3: what takes turns has one slot and no address.

    ```mlir
    #ridge.place<"sram" slots 2>
    #ridge.place<"sram" slots 1 turn 0>
    #ridge.place<"sram" at 65536>
    ```
  }];
  let parameters = (ins StringRefParameter<>:$memory, "int64_t":$slots,
                        OptionalParameter<"std::optional<int64_t>">:$address,
                        OptionalParameter<"std::optional<int64_t>">:$turn);
  let assemblyFormat = [{
    `<` $memory custom<Room>($slots, $address) (`turn` $turn^)? `>`
  }];
  let builders = [AttrBuilder<
      (ins "::llvm::StringRef":$memory, "int64_t":$slots,
           "std::optional<int64_t>":$address), [{
    return $_get($_ctxt, memory, slots, address, std::nullopt);
  }]>];
}

def Ridge_StagingAttr : Ridge_Decision<"Staging", "staging"> {
  let summary = "Where a window is staged on its way";
  let description = [{
    A box around several tiles of window `window` lies in `place`, and moves in
    the outer `depth` loops of the group.

    * staging-c1: the window's number and the depth are at least 0.

    ```mlir
    #ridge.staging<0 in <"l1" slots 2> depth 1>
    ```
  }];
  let parameters = (ins "int64_t":$window, "::ridge::PlaceAttr":$place,
                        "int64_t":$depth);
  let assemblyFormat = "`<` $window `in` $place `depth` $depth `>`";
}

def Ridge_StagedBoxAttr : Ridge_Decision<"StagedBox", "staged_box"> {
  let summary = "A box that holds a window's on its way";
  let description = [{
    It lies in `place` and stands still in all but the outer loops: `sizes` has
    per dim of the window's box the size of this one, the least of the results
    over the counters of those loops.

    * staged_box-c1: the sizes have as many counters each and no symbols.

    ```mlir
    #ridge.staged_box<in <"l1" slots 2> sizes [(d0) -> (64, 1000 - d0 * 64), (d0) -> (32)]>
    ```
  }];
  let parameters = (ins "::ridge::PlaceAttr":$place,
                        OptionalArrayRefParameter<"::mlir::AffineMap">:$sizes);
  let assemblyFormat = [{
    `<` `in` $place `sizes` ` ` `[` (`]`) : ($sizes^ `]`)? `>`
  }];
  let extraClassDeclaration = [{
    /// Loops around the box's transfers.
    unsigned getDepth() const;
  }];
}

def Ridge_BoxAttr : Ridge_Decision<"Box", "box"> {
  let summary = "The box of the home memory beneath a window";
  let description = [{
    In the tile form an operand of the home memory is a strided window. To copy
    its tile the box beneath must be known: strides alone do not tell two dims
    that walk the same dim of the tensor (a convolution's output row and kernel
    row) from two dims of the tensor. `map` takes a point of the layer's dims to a
    point of the box, `strides` are the steps of the box's dims in the home
    memory. An immediate, a local buffer and a single element have no dims.
    `place` says where the copy is to lie; what is no window of the home memory
    has none. What comes or goes by way of other memories has a box in each of
    them, `staged` from the home memory on, and `starts`: where in the tensor the
    tile begins along each dim of the box, over the counters of the loops.

    * box-c1: a stride per result of the map, which has no symbols;
    * box-c2: a result is a sum of multiples of different dims;
    * box-c3: with boxes on the way there is a start per dim, linear in the
      counters, and each of them has a size per dim.

    Example, a tile of an image that a window of 3 x 3 walks with the steps 2 and 1
    (dims: output row, output column, kernel row, kernel column), in rows of 64:

    ```mlir
    #ridge.box<(d0, d1, d2, d3) -> (d0 * 2 + d2, d1 + d3), [64, 1] in <"sram" slots 2>>
    ```
  }];
  let parameters = (ins "::mlir::AffineMap":$map,
                        OptionalArrayRefParameter<"int64_t">:$strides,
                        OptionalParameter<"::ridge::PlaceAttr">:$place,
                        OptionalArrayRefParameter<"::ridge::StagedBoxAttr">:$staged,
                        OptionalArrayRefParameter<"::mlir::AffineMap">:$starts);
  let assemblyFormat = [{
    `<` $map `,` `[` (`]`) : ($strides^ `]`)? (`in` $place^)?
    (`over` ` ` `[` $staged^ `]` `starts` ` ` `[` $starts `]`)? `>`
  }];
  let extraClassDeclaration = [{
    /// A dim of the layer and how far one step along it goes in a box dim.
    using Term = std::pair<int64_t, int64_t>;
    /// The terms of box dim d, as they stand in the map.
    ::llvm::SmallVector<Term, 2> getTerms(unsigned d) const;
  }];
}

def Ridge_ChoiceAttr : Ridge_Decision<"Choice", "choice"> {
  let summary = "The instruction that is to run a computation";
  let description = [{
    `dims` gives for each dim of the computation the dim of the instruction that
    it is (part of), -1 for none; `operands` the instruction operand of each
    access; `cycles` what the instruction occupies its engine at the full tile.

    * choice-c1: dims are at least -1, operands and cycles at least 0.

    ```mlir
    #ridge.choice<"mma16" dims [0, 1, 2] operands [0, 1, 2] cycles 96>
    ```
  }];
  let parameters = (ins StringRefParameter<>:$instruction,
                        OptionalArrayRefParameter<"int64_t">:$dims,
                        OptionalArrayRefParameter<"int64_t">:$operands,
                        "int64_t":$cycles);
  let assemblyFormat = [{
    `<` $instruction `dims` ` ` `[` (`]`) : ($dims^ `]`)?
    `operands` ` ` `[` (`]`) : ($operands^ `]`)? `cycles` $cycles `>`
  }];
}

def Ridge_MappingAttr : Ridge_Decision<"Mapping", "mapping"> {
  let summary = "All that is decided about a group";
  let description = [{
    Dim d of the group is cut into tiles of `tiles[d]` (the last one ragged);
    `order` lists the dims that have loops, outermost first. `windows` says where
    the tiles of each window on the home memory lie, in the order in which the
    group's computations name them (what they read, then what they write);
    `locals` where each value lies that stays in the group, and `storages` the
    first of the locals that share its buffer in turn. `instructions` has one
    entry per computation, `fills` one per computation whose sum starts from a
    value: who writes it. A dim that stands in `order` several times has loops
    from larger boxes to its tiles, and `steps` says per loop by how much it steps.
    `stagings` lists what windows there are on their way, window by window, from
    the home memory on.

    ridge/Mapping/Mapping.h is the same as plain data, and docs/CostModel.md has
    the rules that it keeps.

    * mapping-c1: a storage per local, the first of its sharers, which lie in one
      place;
    * mapping-c2: no more fills than instructions;
    * mapping-c3: steps are those of all loops or none.

    ```mlir
    #ridge.mapping<tiles [16, 32, 32] order [0, 2]
        windows [<"sram" slots 2>, <"sram" slots 2>, <"sram" slots 1>]
        locals [<"acc" slots 2>] storages [0]
        instructions [<"mma16" dims [0, 1, 2] operands [0, 1, 2] cycles 96>]
        fills [<"zero16" dims [0, 1] operands [0, 1] cycles 16>]>
    ```
  }];
  let parameters = (ins OptionalArrayRefParameter<"int64_t">:$tiles,
                        OptionalArrayRefParameter<"int64_t">:$order,
                        OptionalArrayRefParameter<"::ridge::PlaceAttr">:$windows,
                        OptionalArrayRefParameter<"::ridge::PlaceAttr">:$locals,
                        OptionalArrayRefParameter<"int64_t">:$storages,
                        OptionalArrayRefParameter<"::ridge::ChoiceAttr">:$instructions,
                        OptionalArrayRefParameter<"::ridge::ChoiceAttr">:$fills,
                        OptionalArrayRefParameter<"int64_t">:$steps,
                        OptionalArrayRefParameter<"::ridge::StagingAttr">:$stagings);
  let assemblyFormat = [{
    `<` `tiles` ` ` `[` (`]`) : ($tiles^ `]`)?
    `order` ` ` `[` (`]`) : ($order^ `]`)?
    (`steps` ` ` `[` $steps^ `]`)?
    `windows` ` ` `[` (`]`) : ($windows^ `]`)?
    `locals` ` ` `[` (`]`) : ($locals^ `]`)?
    `storages` ` ` `[` (`]`) : ($storages^ `]`)?
    (`stagings` ` ` `[` $stagings^ `]`)?
    `instructions` ` ` `[` (`]`) : ($instructions^ `]`)?
    `fills` ` ` `[` (`]`) : ($fills^ `]`)? `>`
  }];
}

def Ridge_FormatAttr : Ridge_Decision<"Format", "format"> {
  let summary = "The formats in which a product is to be computed";
  let description = [{
    Those of the operands of `instruction`. Side s is divided by 2^exponents[s]
    before its cast and the result multiplied by both; zero where the instruction
    has scales of its own, which follow from `rule`.

    * format-c1: two exponents.

    ```mlir
    #ridge.format<"mma16_mx" exponents [0, 0] rule floor>
    ```
  }];
  let parameters = (ins StringRefParameter<>:$instruction,
                        ArrayRefParameter<"int64_t">:$exponents,
                        EnumParameter<Ridge_BlockScaleRule>:$rule);
  let assemblyFormat = [{
    `<` $instruction `exponents` ` ` `[` $exponents `]` `rule` $rule `>`
  }];
}

def Ridge_ProductAttr : Ridge_Decision<"Product", "product"> {
  let summary = "The formats of one product of a model";
  let description = [{
    An entry of a module's `ridge.formats`. Products of floats are numbered from 0
    in program order.

    * product-c1: the number is at least 0.

    ```mlir
    #ridge.product<3 in <"mma16_half" exponents [0, 0] rule round_up>>
    ```
  }];
  let parameters = (ins "int64_t":$number, "::ridge::FormatAttr":$format);
  let assemblyFormat = "`<` $number `in` $format `>`";
}

def Ridge_StoredAttr : Ridge_Decision<"Stored", "stored"> {
  let summary = "The codec in which tensors of a model are to be stored";
  let description = [{
    An entry of a module's `ridge.codecs`. `tensors` says which: "weights",
    "activations", or "arg3" for what follows from argument 3. `bits` per value
    stand for a codec whose rate depends on the values, once that is known.

    * stored-c1: the tensors are one of these;
    * stored-c2: the codec exists and its units do not depend on the run;
    * stored-c3: bits are above 0.

    ```mlir
    #ridge.stored<"weights" in "entropy<bf16>" bits 10.5 : f64>
    ```
  }];
  let parameters = (ins StringRefParameter<>:$tensors,
                        StringRefParameter<>:$codec,
                        OptionalParameter<"::mlir::FloatAttr">:$bits);
  let assemblyFormat = "`<` $tensors `in` $codec (`bits` $bits^)? `>`";
}

def Ridge_MaskedAttr : Ridge_Decision<"Masked", "masked"> {
  let summary = "Points of a computation that change nothing";
  let description = [{
    Those whose index along dim `column` is greater than that along dim `row` plus
    `ahead`: what they make is masked before anything depends on it, as the scores
    of later positions are in causal attention. A group need not compute them
    where nobody outside of it reads them.

    * masked-c1: two dims, at least 0, and `ahead` at least 0.

    ```mlir
    #ridge.masked<row 2 column 3 ahead 0>
    ```
  }];
  let parameters = (ins "int64_t":$row, "int64_t":$column, "int64_t":$ahead);
  let assemblyFormat = "`<` `row` $row `column` $column `ahead` $ahead `>`";
}

def Ridge_BoxArrayAttr
    : TypedArrayAttrBase<Ridge_BoxAttr, "boxes, one per access">;

#endif // RIDGE_DIALECTS_RIDGE_RIDGEATTRS_TD
