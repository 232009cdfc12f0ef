//===- RidgeInterfaces.td - what structured operations share --------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_DIALECTS_RIDGE_RIDGEINTERFACES_TD
#define RIDGE_DIALECTS_RIDGE_RIDGEINTERFACES_TD

include "mlir/IR/OpBase.td"

def StructuredOpInterface : OpInterface<"StructuredOpInterface"> {
  let cppNamespace = "::ridge";
  let description = [{
    An iteration space, an affine map per operand, a scalar body. Implemented by
    `ridge.map`, `ridge.reduce` and `ridge.contract`. Dims that the result map
    does not use and the body does not fold along are reductions.
  }];
  let methods = [
    InterfaceMethod<"Sizes of the iteration dims.",
      "::llvm::ArrayRef<int64_t>", "getIterationExtents">,
    InterfaceMethod<"Maps from iteration point to element: one per input, in order, then the result's.",
      "::llvm::SmallVector<::mlir::AffineMap>", "getOperandMaps">,
    InterfaceMethod<"The tensors that are read.",
      "::mlir::OperandRange", "getInputTensors">,
    InterfaceMethod<"The tensor that is made.",
      "::mlir::Value", "getResultTensor">,
    InterfaceMethod<"What a reduction starts from; null for a map.",
      "::mlir::TypedAttr", "getInitialValue">,
    InterfaceMethod<"The scalar body: inputs, then the accumulator of a reduction.",
      "::mlir::Region &", "getScalarBody">,
    InterfaceMethod<"The group dim of each dim; nothing outside of a group.",
      "::std::optional<::llvm::ArrayRef<int64_t>>", "getDimsInGroup", (ins),
      [{ return $_op.getGroupDims(); }]>,
    InterfaceMethod<"Says which dims of a group its dims are.",
      "void", "setDimsInGroup", (ins "::llvm::ArrayRef<int64_t>":$dims),
      [{ $_op.setGroupDims(dims); }]>,
    InterfaceMethod<"The points that change nothing; null: none are known.",
      "::ridge::MaskedAttr", "getMaskedPoints", (ins),
      [{ return $_op.getMaskedAttr(); }]>,
    InterfaceMethod<"Says which points change nothing.",
      "void", "setMaskedPoints", (ins "::ridge::MaskedAttr":$masked),
      [{ $_op.setMaskedAttr(masked); }]>
  ];
  let extraSharedClassDeclaration = [{
    /// Bit d is set if the body folds along dim d.
    uint32_t getFoldedDims() { return ::ridge::foldedDims($_op.getScalarBody()); }
    /// Bit d is set if dim d is a reduction: no result names it, and no fold of
    /// the body completes it.
    uint32_t getReductionDims() {
      ::mlir::AffineMap result = $_op.getOperandMaps().back();
      uint32_t used = 0;
      for (::mlir::AffineExpr expr : result.getResults())
        expr.walk([&](::mlir::AffineExpr e) {
          if (auto dim = ::llvm::dyn_cast<::mlir::AffineDimExpr>(e))
            used |= 1u << dim.getPosition();
        });
      uint32_t all = (1u << result.getNumDims()) - 1;
      return all & ~used & ~getFoldedDims();
    }
  }];
}

#endif // RIDGE_DIALECTS_RIDGE_RIDGEINTERFACES_TD
