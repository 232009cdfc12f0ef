//===- Passes.td - passes of the Import stage --------------*- tablegen -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_TRANSFORMS_IMPORT_PASSES_TD
#define RIDGE_TRANSFORMS_IMPORT_PASSES_TD

include "mlir/Pass/PassBase.td"

def PrepareModel : Pass<"ridge-prepare-model", "::mlir::ModuleOp"> {
  let summary = "Bring what front ends write to linalg on tensors";
  let description = [{
    TOSA is lowered by upstream's passes. A global of ml_program that nobody writes
    is the constant that it begins as; one that is written is an error. Scalar
    arguments and results of the model, indices too, become tensors of rank 0
    (indices of i64), and tensors of indices or of integers with a sign in their type
    those of plain integers. Loops of known bounds inside bodies are unrolled, scf.while
    whose condition follows from constants and scf.forall are written out,
    tensor.generate is a generic, and scalar operations of two results
    (mulsi_extended) become operations of one.

    Done when a model is read, so that the reference runs what comes out.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect",
                           "::mlir::linalg::LinalgDialect",
                           "::mlir::tensor::TensorDialect"];
}

def ExpandForms : Pass<"ridge-expand-forms", "::mlir::func::FuncOp"> {
  let summary = "Say rarer forms by generics, slices and shape changes";
  let description = [{
    Loops of known bounds are unrolled, and both sides of a condition computed and
    selected from. linalg.pack and unpack become padding, reshapes and transposes;
    slices and insertions at computed offsets or with negative strides, gathers and
    scatters become generics that extract elements; a generic that writes at an
    offset writes a tensor that is then inserted; affine.apply becomes arith; scalar
    operations that others say exactly (floordivsi, clampf, isnan) become those.
    Values do not change.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect",
                           "::mlir::linalg::LinalgDialect",
                           "::mlir::math::MathDialect",
                           "::mlir::scf::SCFDialect",
                           "::mlir::tensor::TensorDialect"];
}

def LowerQuantized : Pass<"ridge-lower-quantized", "::mlir::ModuleOp"> {
  let summary = "Turn quantised types into their integers";
  let description = [{
    `quant.dcast` becomes (q - zero point) * scale in the expressed format, each
    step rounded to nearest even, with one scale for the tensor or one for each
    index of an axis. `quant.scast` goes, and every `!quant.uniform` becomes its
    storage type, in the types of functions as well. `quant.qcast`, whose rounding
    the dialect leaves open, and scales of blocks are refused.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect",
                           "::mlir::linalg::LinalgDialect",
                           "::mlir::tensor::TensorDialect"];
}

def AccumulateWider : Pass<"ridge-accumulate-wider"> {
  let summary = "Let narrow sums of products add up in f32 or i32";
  let description = [{
    A sum of products that accumulates in a float narrower than f32 or an integer
    narrower than i32 starts from its initial value in the wider type, adds there
    what is multiplied there, and is converted once at the end. Values of floats
    change by that, which is why it is asked for (`ridge run --accumulate-wider`)
    and done before the reference reads the model; integers wrap to the same.
    (Where no instruction adds in the narrow format, `ridge-split-bodies` does it
    without asking, and the reference keeps to the model.)
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect",
                           "::mlir::linalg::LinalgDialect",
                           "::mlir::tensor::TensorDialect"];
  let statistics = [Statistic<"numWidened", "num-widened",
                              "Sums of products that add up in a wider type">];
}

def NormalizeLinalg : Pass<"ridge-normalize-linalg", "::mlir::func::FuncOp"> {
  let summary = "Bring linalg to one form: generics without unit dims";
  let description = [{
    The same layer arrives as a named operation, as a generic, as map, reduce and
    broadcast, with scalars as constants, splats or rank-0 tensors. This pass
    leaves `linalg.generic`, `linalg.fill` and shape operations, folds constants
    into bodies and drops dims of extent 1. A splat or a fill that is the factor
    of a product is data and becomes a `ridge.constant`. Values do not change,
    but for one liberty: a power with the constant exponent 2 becomes a product.
  }];
  let dependentDialects = ["::ridge::RidgeDialect",
                           "::mlir::affine::AffineDialect",
                           "::mlir::arith::ArithDialect",
                           "::mlir::linalg::LinalgDialect",
                           "::mlir::math::MathDialect",
                           "::mlir::tensor::TensorDialect"];
}

def AlignShapes : Pass<"ridge-align-shapes", "::mlir::func::FuncOp"> {
  let summary = "Give neighbours the same dims";
  let description = [{
    Moves changes of shape (collapse, expand) through computations, so that what is
    computed before and behind a product can share its loops. A batch of products gets
    the batch dims of its neighbours, as [2x12, 64, 32] from [24, 64, 32]; rows, columns
    and summed dims of a product that lie side by side in all operands are merged, as
    [2x64, 384] to [128, 384]; other computations are merged where a neighbour is.
    Values do not change, nor the order in which they are summed.
  }];
  let dependentDialects = ["::mlir::affine::AffineDialect",
                           "::mlir::arith::ArithDialect",
                           "::mlir::linalg::LinalgDialect",
                           "::mlir::tensor::TensorDialect"];
}

def ResolvePositions : Pass<"ridge-resolve-positions", "::mlir::func::FuncOp"> {
  let summary = "Make known positions affine in the iteration";
  let description = [{
    A `tensor.extract` whose index follows from the iteration and from constants
    (a table of row numbers, a float quotient rounded down) gets an index that is
    a sum of multiples of `linalg.index`. Where that needs the quotient or the
    remainder of a dim by a constant, the dim is split and the generic iterates
    over the parts. A position outside its tensor is an error, and so is a
    `cf.assert` that fails for every input; one that always holds goes.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect",
                           "::mlir::linalg::LinalgDialect",
                           "::mlir::tensor::TensorDialect"];
}

def ConvertLinalg : Pass<"ridge-convert-linalg", "::mlir::ModuleOp"> {
  let summary = "Turn linalg on tensors into the ridge tensor form";
  let description = [{
    Recognises computations by their maps, iterator types and body: all parallel
    is a `ridge.map` (or a view, if the body does nothing), acc + a * b a
    `ridge.contract`, any other acc op x a `ridge.reduce`. What cannot be said in
    the tensor form is refused with one error at its location; nothing is dropped
    silently. A `tensor.extract` at positions from data is a `ridge.gather`, which
    stops at a position out of range; assertions on positions are its limits. Any
    other `cf.assert` is dropped with a remark (category `ridge-import`).
  }];
  let dependentDialects = ["::ridge::RidgeDialect",
                           "::mlir::arith::ArithDialect",
                           "::mlir::math::MathDialect"];
}

def FoldConversions : Pass<"ridge-fold-conversions", "::mlir::ModuleOp"> {
  let summary = "Let contractions read narrow operands and sum in what is used";
  let description = [{
    Front ends that lack a mixed product widen the operands first and narrow the
    sum afterwards. A contraction takes the narrow operand where its operand is
    nothing but a widening conversion, and sums integers in the least width of at
    least 32 bits that has all that users keep: in i32 where they keep only the
    low 32 bits, or fewer, of an i64 sum. Both are exact: integers are sums modulo
    a power of two.
  }];
  let dependentDialects = ["::ridge::RidgeDialect",
                           "::mlir::arith::ArithDialect"];
}

def SplitZeroPoints : Pass<"ridge-split-zero-points", "::mlir::ModuleOp"> {
  let summary = "Multiply integers with zero points as they are stored";
  let description = [{
    A contraction of operands ext(x) - z, where z does not vary along what is
    summed, becomes the contraction of the narrow x, corrected by sums of one
    operand each:

        sum (a - za) (b - zb) = sum a b - za sum (b - zb) - zb sum a

    Exact, since all of it is modulo 2 to the width of the sum. The zero points
    are constants or tensors. Nothing changes if an operand is as wide as the sum.
  }];
  let dependentDialects = ["::ridge::RidgeDialect",
                           "::mlir::arith::ArithDialect"];
}

#endif // RIDGE_TRANSFORMS_IMPORT_PASSES_TD
