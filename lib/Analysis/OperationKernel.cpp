//===- OperationKernel.cpp - kernels of tensor operations -----------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Analysis/OperationKernel.h"
#include "ridge/Analysis/LinearForm.h"
#include "ridge/Target/KernelFromRegion.h"

using namespace mlir;
using namespace ridge;

DimSet ridge::dimsOf(AffineMap map) {
  DimSet dims = 0;
  for (AffineExpr expr : map.getResults())
    for (auto [dim, coefficient] : linearForm(expr, map.getNumDims())->terms)
      dims |= DimSet(1) << dim;
  return dims;
}

/// The attribute that a Constant node stands for. It came from arith.constant,
/// so its type is a builtin one.
static TypedAttr valueOf(const Node &node, MLIRContext *context) {
  Type type = typeOf(node.format, context);
  if (auto floatType = dyn_cast<FloatType>(type))
    return FloatAttr::get(floatType, node.floatValue);
  return IntegerAttr::get(type, node.intValue);
}

/// Turns Constant nodes into inputs, but for `literals`: value numbers are
/// renumbered.
static void hoistConstants(OperationKernel &result, ArrayRef<size_t> literals,
                           MLIRContext *context) {
  Kernel &kernel = result.kernel;
  Kernel hoisted;
  hoisted.reduction = kernel.reduction;
  hoisted.inputs = kernel.inputs;
  hoisted.outputs = kernel.outputs;
  auto isHoisted = [&](size_t n) {
    return kernel.nodes[n].op == ScalarOp::Constant &&
           !llvm::is_contained(literals, n);
  };
  for (auto [n, node] : llvm::enumerate(kernel.nodes)) {
    if (!isHoisted(n))
      continue;
    result.immediates |= uint32_t(1) << hoisted.inputs.size();
    result.inputs.push_back(-1);
    result.values.push_back(valueOf(node, context));
    hoisted.inputs.push_back({node.format, 0, false});
  }
  SmallVector<int32_t> renumbered;
  for (unsigned i = 0; i < kernel.inputs.size(); ++i)
    renumbered.push_back(i);
  for (unsigned o = 0; o < kernel.outputs.size(); ++o)
    renumbered.push_back(hoisted.inputs.size() + o);
  int32_t nextConstant = kernel.inputs.size();
  int32_t nextNode = hoisted.inputs.size() + hoisted.outputs.size();
  for (unsigned n = 0; n < kernel.nodes.size(); ++n) {
    const Node &node = kernel.nodes[n];
    if (isHoisted(n)) {
      renumbered.push_back(nextConstant++);
      continue;
    }
    Node moved = node;
    for (int32_t &operand : moved.operands)
      operand = renumbered[operand];
    hoisted.nodes.push_back(std::move(moved));
    renumbered.push_back(nextNode++);
  }
  for (int32_t yield : kernel.yields)
    hoisted.yields.push_back(renumbered[yield]);
  kernel = std::move(hoisted);
}

FailureOr<OperationKernel> ridge::operationKernel(StructuredOpInterface op,
                                                  bool keepsUnitDims) {
  SmallVector<AffineMap> maps = op.getOperandMaps();
  ArrayRef<int64_t> extents = op.getIterationExtents();
  DimSet unit = 0;
  for (auto [dim, extent] : llvm::enumerate(extents))
    if (extent == 1 && !keepsUnitDims)
      unit |= DimSet(1) << dim;

  OperationKernel result;
  SmallVector<KernelOperand> inputs, outputs;
  for (auto [position, input] : llvm::enumerate(op.getInputTensors())) {
    Type element = cast<RankedTensorType>(input.getType()).getElementType();
    std::optional<Format> format = formatOf(element);
    if (!format)
      return op->emitOpError()
             << "has an input of " << element << ", which no format describes";
    KernelOperand operand{*format, dimsOf(maps[position]) & ~unit, false};
    result.inputs.push_back(position);
    result.values.push_back(TypedAttr());
    if (auto fill = input.getDefiningOp<FillOp>()) {
      result.immediates |= uint32_t(1) << position;
      result.values.back() = fill.getValue();
      operand.dims = 0;
    }
    inputs.push_back(operand);
  }
  Type element =
      cast<RankedTensorType>(op.getResultTensor().getType()).getElementType();
  std::optional<Format> format = formatOf(element);
  if (!format)
    return op->emitOpError()
           << "has a result of " << element << ", which no format describes";
  outputs.push_back({*format, dimsOf(maps.back()) & ~unit,
                     static_cast<bool>(op.getInitialValue())});
  SmallVector<bool> reduction;
  uint32_t reductions = op.getReductionDims();
  for (unsigned dim = 0; dim < extents.size(); ++dim)
    reduction.push_back((reductions >> dim) & 1);

  SmallVector<size_t> literals;
  FailureOr<Kernel> kernel = kernelFromRegion(
      op.getScalarBody(), inputs, outputs, reduction,
      [&] { return op->emitOpError(); }, &literals);
  if (failed(kernel))
    return failure();
  result.kernel = std::move(*kernel);
  hoistConstants(result, literals, op->getContext());
  return result;
}

bool ridge::hasInstruction(StructuredOpInterface op, const Machine &machine) {
  FailureOr<OperationKernel> kernel = operationKernel(op);
  return succeeded(kernel) &&
         !matchKernel(machine, kernel->kernel, kernel->immediates).empty();
}
