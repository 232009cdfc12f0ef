//===- ArgumentDims.cpp - sizes for dims that a model leaves open ---------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The arguments get their sizes, and casts to what they were; upstream's
/// canonicalisations carry the sizes on, as far as they follow.
///
//===----------------------------------------------------------------------===//

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/Transforms/Passes.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Transforms/Passes.h"
#include "ridge/Transforms/Import/Passes.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace ridge;

/// "arg2.1": argument 2, dim 1.
static bool isPlace(StringRef name) {
  auto [argument, dim] = name.split('.');
  unsigned number;
  return argument.consume_front("arg") && !argument.getAsInteger(10, number) &&
         !dim.getAsInteger(10, number);
}

/// The size that a name gives to all dims that are not named by their place;
/// nothing where there is none. An error where two names would.
static FailureOr<std::optional<int64_t>> commonSize(func::FuncOp model,
                                                    ArrayRef<DimSize> dims) {
  const DimSize *common = nullptr;
  for (const DimSize &dim : dims) {
    if (isPlace(dim.name))
      continue;
    if (common)
      return model.emitError("the dims of this file have no names, so it is "
                             "open which are '")
             << common->name << "' and which are '" << dim.name
             << "'; name them by their place, as arg0.1 for dim 1 of argument "
                "0";
    common = &dim;
  }
  return common ? std::optional<int64_t>(common->size) : std::nullopt;
}

/// A size for each dynamic dim of the arguments; names that fit none are
/// errors.
static LogicalResult setArguments(func::FuncOp model, ArrayRef<DimSize> dims) {
  FailureOr<std::optional<int64_t>> common = commonSize(model, dims);
  if (failed(common))
    return failure();
  llvm::SmallDenseSet<StringRef> unused;
  for (const DimSize &dim : dims)
    if (isPlace(dim.name))
      unused.insert(dim.name);
  mlir::Block &body = model.getBody().front();
  OpBuilder builder = OpBuilder::atBlockBegin(&body);
  for (BlockArgument argument : body.getArguments()) {
    auto type = dyn_cast<RankedTensorType>(argument.getType());
    if (!type || type.hasStaticShape())
      continue;
    SmallVector<int64_t> shape(type.getShape());
    for (auto [place, extent] : llvm::enumerate(shape)) {
      if (!ShapedType::isDynamic(extent))
        continue;
      std::string name =
          ("arg" + Twine(argument.getArgNumber()) + "." + Twine(place)).str();
      const auto *found = llvm::find_if(
          dims, [&](const DimSize &dim) { return dim.name == name; });
      unused.erase(name);
      if (found != dims.end())
        extent = found->size;
      else if (*common)
        extent = **common;
    }
    argument.setType(type.clone(shape));
    Value open =
        tensor::CastOp::create(builder, argument.getLoc(), type, argument);
    argument.replaceAllUsesExcept(open, open.getDefiningOp());
  }
  if (unused.empty())
    return success();
  return model.emitError("has no open dim '")
         << *unused.begin()
         << "'; a size belongs to a dim that is '?' in the "
            "type of an argument";
}

/// The signature as the body has it. What a result forgets is known again.
static void setSignature(func::FuncOp model) {
  mlir::Block &body = model.getBody().front();
  Operation *terminator = body.getTerminator();
  for (OpOperand &result : terminator->getOpOperands())
    if (auto cast = result.get().getDefiningOp<tensor::CastOp>())
      if (tensor::canFoldIntoConsumerOp(cast))
        result.set(cast.getSource());
  model.setType(
      FunctionType::get(model.getContext(), body.getArgumentTypes(),
                        TypeRange(ValueRange(terminator->getOperands()))));
}

LogicalResult ridge::setOpenDims(func::FuncOp model, ArrayRef<DimSize> dims) {
  if (!model.getBody().hasOneBlock())
    return success();
  if (failed(setArguments(model, dims)))
    return failure();
  setSignature(model);
  return success();
}

LogicalResult ridge::carrySizes(func::FuncOp model) {
  PassManager manager(model.getContext(), func::FuncOp::getOperationName());
  // Extents of results follow from those of operands, and these from results.
  for (int round = 0; round < 2; ++round) {
    manager.addPass(memref::createResolveShapedTypeResultDimsPass());
    manager.addPass(createCanonicalizerPass());
    manager.addPass(createCSEPass());
  }
  if (failed(manager.run(model)))
    return failure();
  setSignature(model);
  return success();
}
