//===- IsaQueueOps.td - what queues do ---------------------*- tablegen -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

//
// The idea of the family: two operations that work on windows of buffers, two
// that keep queues in step. All name the layer they belong to. Values that vary
// are affine maps over the counters an operation lists.
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_DIALECTS_ISA_ISAQUEUEOPS_TD
#define RIDGE_DIALECTS_ISA_ISAQUEUEOPS_TD

include "dialects/Arch/ArchAttrs.td"
include "dialects/Isa/IsaProgramOps.td"

class Isa_QueueEntryOp<string mnemonic, list<Trait> traits = []>
    : Isa_Op<mnemonic, !listconcat(traits, [ParentOneOf<["QueueOp",
        "::mlir::affine::AffineForOp"]>,
        DeclareOpInterfaceMethods<SymbolUserOpInterface>])>;

def Isa_IssueOp : Isa_QueueEntryOp<"issue"> {
  let summary = "Issues one instruction";
  let description = [{
    Runs `kernel` over a box of points on windows of buffers:
    `sizes` has a map per dim over the counters, the least of its results is the
    size. `accesses` has an entry per kernel input, then one for the output; an
    `#arch.access` takes the next of `buffers`, an `#arch.immediate` takes none.
    `origins`, where the kernel reads its position, gives the position of the
    first point per dim. `dims` and `operands` bind the kernel to the
    instruction: the instruction dim of each kernel dim (-1: size 1, a loop is
    around), the instruction operand of each access.

    * issue-c1: lists have the lengths that the kernel asks for;
    * issue-c2: maps are over the counters, with one result (sizes: at least
      one);
    * issue-c3: buffer formats are those of the kernel;
    * issue-c4: a part has no totals and no points.

    `total` is the whole extent of each dim, the work that bounds count; `points`
    are those of them that must be computed if not all must. A `part`
    counts for nothing: it was split off an issue that has the totals.
  }];
  let arguments = (ins StrAttr:$instruction, FlatSymbolRefAttr:$kernel,
                       ArrayAttr:$buffers, Variadic<Index>:$counters,
                       AffineMapArrayAttr:$sizes, ArrayAttr:$accesses,
                       OptionalAttr<AffineMapArrayAttr>:$origins,
                       DenseI64ArrayAttr:$dims, DenseI64ArrayAttr:$operands_map,
                       OptionalAttr<DenseI64ArrayAttr>:$total,
                       OptionalAttr<I64Attr>:$points, UnitAttr:$part,
                       FlatSymbolRefAttr:$layer);
  let assemblyFormat = [{
    $instruction $kernel `on` $buffers (`counters` `(` $counters^ `)`)?
    `sizes` $sizes `accesses` $accesses (`origins` $origins^)? `dims` $dims
    `operands` $operands_map (`total` $total^)? (`points` $points^)?
    (`part` $part^)? `layer` $layer attr-dict
  }];
  let hasVerifier = 1;
}

def Isa_MoveOp : Isa_QueueEntryOp<"move"> {
  let summary = "A strided copy over a path";
  let description = [{
    Copies the box from a window of `source` to a window of `target`. `accesses`
    has two entries, source then target. `path` is named by the machine.

    With `indices` the source is addressed by data: `accesses` has one more entry
    per list, and element p of the box is read at source(p) + sum of
    indices[k](p) * index_strides[k], positions being 0 to index_limits[k] - 1.

    * move-c1: two accesses, and one per list, with a stride per dim;
    * move-c2: maps as for `isa.issue`;
    * move-c3: both buffers have one element type;
    * move-c4: a stride and a limit of at least 1 per list of integers.
  }];
  let arguments = (ins StrAttr:$path, FlatSymbolRefAttr:$source,
                       FlatSymbolRefAttr:$target, Variadic<Index>:$counters,
                       AffineMapArrayAttr:$sizes, ArrayAttr:$accesses,
                       FlatSymbolRefAttr:$layer,
                       OptionalAttr<ArrayAttr>:$indices,
                       OptionalAttr<DenseI64ArrayAttr>:$index_strides,
                       OptionalAttr<DenseI64ArrayAttr>:$index_limits);
  let builders = [
    OpBuilder<(ins "::mlir::StringAttr":$path,
                   "::mlir::FlatSymbolRefAttr":$source,
                   "::mlir::FlatSymbolRefAttr":$target,
                   "::mlir::ValueRange":$counters, "::mlir::ArrayAttr":$sizes,
                   "::mlir::ArrayAttr":$accesses,
                   "::mlir::FlatSymbolRefAttr":$layer), [{
      build($_builder, $_state, path, source, target, counters, sizes, accesses,
            layer, ::mlir::ArrayAttr(), ::mlir::DenseI64ArrayAttr(),
            ::mlir::DenseI64ArrayAttr());
    }]>
  ];
  let assemblyFormat = [{
    $path $source (`at` $indices^ `by` $index_strides `below` $index_limits)?
    `to` $target (`counters` `(` $counters^ `)`)? `sizes` $sizes
    `accesses` $accesses `layer` $layer attr-dict
  }];
  let extraClassDeclaration = [{
    /// Symbols of the lists of positions; empty for a plain copy.
    ::llvm::ArrayRef<::mlir::Attribute> getLists() {
      return getIndices() ? getIndices()->getValue()
                          : ::llvm::ArrayRef<::mlir::Attribute>();
    }
  }];
  let hasVerifier = 1;
}

def Isa_WaitOp : Isa_QueueEntryOp<"wait"> {
  let summary = "Holds the queue until a semaphore has counted to a value";
  let description = [{
    * wait-c1: the value is a map over the counters with one result.
  }];
  let arguments = (ins FlatSymbolRefAttr:$semaphore, AffineMapAttr:$value,
                       Variadic<Index>:$counters, FlatSymbolRefAttr:$layer);
  let assemblyFormat = [{
    $semaphore `until` $value (`counters` `(` $counters^ `)`)? `layer` $layer
    attr-dict
  }];
  let hasVerifier = 1;
}

def Isa_SignalOp : Isa_QueueEntryOp<"signal"> {
  let summary = "Adds one to a semaphore when all before it is complete";
  let description = [{
    With `after_reads` it does so when all before it has read its operands: what
    was read alone may then be overwritten, results need not be there yet.
  }];
  let arguments = (ins FlatSymbolRefAttr:$semaphore, UnitAttr:$after_reads,
                       FlatSymbolRefAttr:$layer);
  let assemblyFormat = [{
    $semaphore (`after_reads` $after_reads^)? `layer` $layer attr-dict
  }];
}

#endif // RIDGE_DIALECTS_ISA_ISAQUEUEOPS_TD
