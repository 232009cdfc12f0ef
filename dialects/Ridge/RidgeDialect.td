//===- RidgeDialect.td - models on their way to a machine --*- tablegen -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_DIALECTS_RIDGE_RIDGEDIALECT_TD
#define RIDGE_DIALECTS_RIDGE_RIDGEDIALECT_TD

include "mlir/IR/DialectBase.td"
include "mlir/IR/OpBase.td"

def Ridge_Dialect : Dialect {
  let name = "ridge";
  let cppNamespace = "::ridge";
  let summary = "A model in the forms between linalg and the instructions";
  let description = [{
    The accelerator dialect. It receives lowered linalg and carries a model
    through four forms; a verifier stands between any two of them.

    * *tensor*: structured computations (`ridge.map`, `ridge.reduce`,
      `ridge.contract`) and views on tensors, in value semantics. A structured
      computation is an iteration space (`extents`), an affine map per operand
      from iteration point to element, and a scalar body. Fused groups and their
      tile sizes are decided here and stand in the IR as `ridge.group`.
    * *tile*: loops over tiles. Operations are `ridge.compute`: the same scalar
      bodies over boxes of at most tile size, reading and writing strided windows
      of `ridge.buffer`s. Layouts, slices and transposes are gone: they became
      strides and offsets.
    * *placed*: every buffer has a memory, an address and a number of slots, every
      transfer between memories is a `ridge.move`.
    * *selected*: every computation is a `ridge.invoke`, which names an
      instruction of the machine and binds its dims.

    It is not for describing machines (`arch`) and not for queues and
    synchronisation (`isa`).
  }];
  let useDefaultAttributePrinterParser = 1;
  // Attributes of modules and functions: RidgeAttributes.cpp.
  let hasOperationAttrVerify = 1;
  let dependentDialects = ["::ridge::arch::ArchDialect"];
}

/// Forms. An operation may belong to more than one.
class Ridge_Form<string name> : NativeOpTrait<name> {
  let cppNamespace = "::ridge";
}
def TensorForm : Ridge_Form<"TensorForm">;
def TileForm : Ridge_Form<"TileForm">;
def PlacedForm : Ridge_Form<"PlacedForm">;
def SelectedForm : Ridge_Form<"SelectedForm">;

class Ridge_Op<string mnemonic, list<Trait> traits = []>
    : Op<Ridge_Dialect, mnemonic, traits>;

#endif // RIDGE_DIALECTS_RIDGE_RIDGEDIALECT_TD
