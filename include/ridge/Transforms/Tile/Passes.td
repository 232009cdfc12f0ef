//===- Passes.td - from computations to loops over tiles ---*- tablegen -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_TRANSFORMS_TILE_PASSES_TD
#define RIDGE_TRANSFORMS_TILE_PASSES_TD

include "mlir/Pass/PassBase.td"

class Ridge_MachinePass<string flag> : Pass<flag, "::mlir::func::FuncOp"> {
  list<Option> machineOption = [
    Option<"machineName", "machine", "std::string", /*default=*/"",
           "Name of a shipped machine or a machine file; default: the "
           "function's ridge.machine attribute">
  ];
  let options = machineOption;
  let dependentDialects = ["::ridge::RidgeDialect", "::ridge::arch::ArchDialect",
                           "::mlir::arith::ArithDialect",
                           "::mlir::math::MathDialect",
                           "::mlir::affine::AffineDialect"];
}

def CoverBodies : Ridge_MachinePass<"ridge-cover-bodies"> {
  let summary = "Make one computation of what one instruction does";
  let description = [{
    An instruction may do what a model says in several operations: a product, its
    bias and its activation, the largest of a row and what is computed of it. Where
    its body is found in an operation and those that it reads, one computation with
    that body takes their place. Constants of the instruction's body are
    `ridge.literal`, reductions inside it `ridge.fold`.

    Covers are taken from the end of the function, long bodies first, if they hold
    engines for less time than what they replace. Programs decide which
    instructions cover: all that gain, all but one of them (of up to 4), or none. On
    a machine without such instructions nothing changes.
  }];
}

def SplitBodies : Ridge_MachinePass<"ridge-split-bodies"> {
  let summary = "Cut scalar bodies into what one instruction can do";
  let description = [{
    A computation whose body some instruction runs as a whole stays as it is. Any
    other map is cut into one map per scalar operation; an operation whose
    operands do not vary along a dim is computed without that dim. A contraction
    whose operands no instruction takes as they are (u8 x i8, f8) has them widened
    by maps before it, as its body would, and no further than an instruction asks for
    (i4 to i8, f8 to f16). A sum narrower than any that instructions have adds up in
    f32 or i32 and is converted once at the end: its order is open. Sums of products
    of 64 bits are a map of products and a reduction. Extents that no instruction
    takes, as it takes only multiples or no less than some size, are padded with
    zeros, and a part of the result is read. A fill that no instruction takes
    as an immediate becomes a constant, which lies in memory. What no instruction runs
    is an error that names the nearest instruction.
  }];
}

def MaterializeViews : Pass<"ridge-materialize-views", "::mlir::func::FuncOp"> {
  let summary = "Copy what no strided window can show";
  let description = [{
    Inserts an identity map wherever a value must lie in two places, where an
    argument is returned or joined, and where a reshape cannot be said in strides.
    Padding with a constant becomes concats with fills, so that a producer writes
    straight into the padded tensor. Afterwards every view is an offset and
    strides on a buffer of the home memory.
  }];
  let dependentDialects = ["::ridge::RidgeDialect"];
}

def InsertCopies : Ridge_MachinePass<"ridge-insert-copies"> {
  let summary = "Copy by instructions where no paths lead";
  let description = [{
    Where an instruction takes an operand in memories that no paths join with the
    home memory, and another instruction copies between one of them and one that
    paths do join, the operand gets an identity map. Tiling puts the two into one
    group. A value that its readers take from where it is made needs none. Where an
    instruction takes neighbours from next to one another and they lie elsewhere, an
    input or the result gets a map, too; of several instructions the one is prepared that takes
    the least with its copies, a quarter less than what does without. On a machine
    whose operands all have their paths and any strides nothing changes.
  }];
}

def MarkMasked : Pass<"ridge-mark-masked", "::mlir::func::FuncOp"> {
  let summary = "Find what a causal mask makes useless";
  let description = [{
    Where scores of later positions are masked with -inf before a softmax, they,
    and all that is computed from them until it is summed up, change nothing. Each
    such computation says so in `masked`. A group that holds all of them, with the
    rows cut and the columns whole, leaves the columns behind the last row of each
    tile out.
  }];
  let dependentDialects = ["::ridge::RidgeDialect"];
}

def ChooseTiles : Ridge_MachinePass<"ridge-choose-tiles"> {
  let summary = "Choose fused groups, tile sizes and loop order by cost";
  let description = [{
    Walks the computations in order. Each joins the group of its latest producer
    where that is legal and where the best tiling of the joint group costs no more
    than the best tilings apart; costs come from Timing and the machine's
    capacities. Then every group gets its final tile sizes from a finer search.
    The choice stands in the IR as `ridge.group`: its `mapping` says the tiles, the
    loops, the instructions, and where each buffer lies in how many slots.
  }];
}

def ApplyTiling : Ridge_MachinePass<"ridge-apply-tiling"> {
  let summary = "Turn groups into loops over tiles of buffers";
  let description = [{
    Tensors become windows on buffers, groups become layers: loop nests of
    `ridge.compute`. Accumulators are filled before their reduction loops. The
    mapping is checked first; a refusal names its rule (docs/CostModel.md).
  }];
}

#endif // RIDGE_TRANSFORMS_TILE_PASSES_TD
