//===- Passes.td - number formats of products --------------*- tablegen -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_TRANSFORMS_PRECISION_PASSES_TD
#define RIDGE_TRANSFORMS_PRECISION_PASSES_TD

include "mlir/Pass/PassBase.td"

def ChooseFormats : Pass<"ridge-choose-formats", "::mlir::ModuleOp"> {
  let summary = "Say in which format each product is computed";
  let description = [{
    Gives each `ridge.contract` that is to change its format a `#ridge.format`:
    the instruction whose operand formats it gets, the powers of two by which its
    two sides are scaled (only where the instruction has no scales of its own),
    and the rule for the scales of blocks. Where it comes from, in this order:

    * the option `instruction`: every product that can take that instruction's
      formats takes them;
    * the attribute `ridge.formats` of the module, an array of `#ridge.product`:
      such a format and the number of a contraction in program order.
      `ridge run --error-budget` writes it after a search by measured cost and
      error.

    A choice that the machine or the shape of the product does not admit is an
    error at the product.
  }];
  let options = [
    Option<"machineName", "machine", "std::string", /*default=*/"",
           "Name of a shipped machine or a machine file; default: the module's "
           "ridge.machine attribute">,
    Option<"instruction", "instruction", "std::string", /*default=*/"",
           "Formats of this instruction for every product that can take them">,
    Option<"rule", "rule", "std::string", /*default=*/"\"round_up\"",
           "Scale rule of blocks: floor, ceil, round_up or even">];
  let dependentDialects = ["::ridge::RidgeDialect", "::ridge::arch::ArchDialect"];
}

def InsertCasts : Pass<"ridge-insert-casts", "::mlir::ModuleOp"> {
  let summary = "Carry out the choice of formats: casts and scales";
  let description = [{
    Each contraction with a `format` reads operands in the chosen formats.
    A plain side is cast element by element, above the views that lead to the
    product, so that every reader of the tensor shares one cast. A side in blocks
    is cut along the contracted dim: a reduction finds the largest magnitude of a
    block, `ridge.scale` its scale, `ridge.quantize` the elements, and the
    contraction gets a dim for the position within a block. What follows treats
    the new computations as any other: tiling fuses them where that saves
    traffic. Equal casts become one.
  }];
  let options = [
    Option<"machineName", "machine", "std::string", /*default=*/"",
           "Name of a shipped machine or a machine file; default: the module's "
           "ridge.machine attribute">];
  let dependentDialects = ["::ridge::RidgeDialect", "::ridge::arch::ArchDialect",
                           "::mlir::arith::ArithDialect",
                           "::mlir::math::MathDialect"];
}

def InsertCodecs : Pass<"ridge-insert-codecs", "::mlir::ModuleOp"> {
  let summary = "Store operands of products in codecs";
  let description = [{
    For each `#ridge.stored` of the module's `ridge.codecs`, `ridge.encode`
    stands where a tensor of that kind is stored:

    * `weights`: operands of products, and tables of gathers, that follow from the
      arguments in `ridge.weights` and from constants alone, as they are read;
      `arg3` is the same for what follows from that argument and goes before
      `weights`;
    * `activations`: all other operands of products that the model computes,
      beneath the views between; every reader gets what comes from the codec, but
      results of the model stay as they are.

    Tensors of other elements than floats, that are not a whole number of the
    codec's units (activations: with such an innermost extent), and with no more
    bits than the codec has are left as they are; scales of blocks, too. A codec that no path of the machine
    has is an error. Where the rate
    depends on the values, `bits` of the entry are taken, or else as many as the
    elements have.
  }];
  let options = [
    Option<"machineName", "machine", "std::string", /*default=*/"",
           "Name of a shipped machine or a machine file; default: the module's "
           "ridge.machine attribute">];
  let dependentDialects = ["::ridge::RidgeDialect", "::ridge::arch::ArchDialect"];
}

def SplitPreparation : Pass<"ridge-split-preparation", "::mlir::ModuleOp"> {
  let summary = "Compute ahead of time what depends on weights alone";
  let description = [{
    Trained weights do not change from run to run: their casts belong to the time
    when a model is loaded. The arguments in the module's attribute
    `ridge.weights` and constants are weights. Casts of weights, and what they
    need, move into the function @prepare of a nested module; their results are
    new arguments of the model, and weights that nothing else reads are arguments
    no more. `ridge.arguments` on the model gives for each argument its number in
    the list (arguments of the source, then results of @prepare).
  }];
  let dependentDialects = ["::ridge::RidgeDialect"];
}

def SetCodecRates : Pass<"ridge-set-codec-rates", "::mlir::ModuleOp"> {
  let summary = "Give codecs the rates that were measured on values";
  let description = [{
    Some codecs take more or less room by the values that they hold (entropy). The
    option `bits` has one number for each `ridge.encode`, in program order: those
    of the preparation first, then those of the model. It becomes the rate of the
    encoded type where that has one; codecs of a fixed rate keep theirs. Types of
    arguments and of the function follow.
  }];
  let options = [ListOption<"bits", "bits", "double", "Bits per value">];
  let dependentDialects = ["::ridge::RidgeDialect", "::ridge::arch::ArchDialect"];
}

#endif // RIDGE_TRANSFORMS_PRECISION_PASSES_TD
