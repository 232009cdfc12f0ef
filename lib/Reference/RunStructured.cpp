//===- RunStructured.cpp - bodies over iteration spaces -------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// linalg, the structured operations of the ridge tensor form, and arith and
/// math on whole tensors, as loop nests.
///
//===----------------------------------------------------------------------===//

#include "DynamicShapes.h"
#include "FunctionRunner.h"
#include "ModelledProduct.h"
#include "ScaledProduct.h"
#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;
using namespace ridge;
using namespace ridge::reference;

//===----------------------------------------------------------------------===//
// Deviations
//===----------------------------------------------------------------------===//

namespace {
/// Arrays for what a nest's outputs deviate by, where something makes them.
class OutputDeviations {
public:
  /// `nest` is complete; an output starts from values that deviate by
  /// `initial`.
  OutputDeviations(LoopNest &nest, LongestSums *sums,
                   ArrayRef<std::shared_ptr<Array>> outputs,
                   ArrayRef<ArrayPtr> initial);

  /// Of output `number` after the run; null if it is exact.
  ArrayPtr of(size_t number) const;

private:
  std::vector<std::shared_ptr<Array>> arrays;
};
} // namespace

OutputDeviations::OutputDeviations(LoopNest &nest, LongestSums *sums,
                                   ArrayRef<std::shared_ptr<Array>> outputs,
                                   ArrayRef<ArrayPtr> initial)
    : arrays(outputs.size()) {
  bool reduces = nest.reductionPoints() > 1 &&
                 llvm::any_of(nest.outputs, [](const Access &output) {
                   return isFloat(output.format);
                 });
  bool begins = llvm::any_of(
      initial, [](const ArrayPtr &array) { return array != nullptr; });
  if (!sums ||
      !(reduces || begins || nest.deviates() || nest.body.hasOwnDeviations()))
    return;
  nest.sums = sums;
  for (size_t number = 0; number < outputs.size(); ++number) {
    arrays[number] = initial[number] ? std::make_shared<Array>(*initial[number])
                                     : makeDeviations(*outputs[number]);
    nest.outputs[number].deviations = deviationsOf(*arrays[number]);
  }
}

ArrayPtr OutputDeviations::of(size_t number) const {
  if (!arrays[number])
    return nullptr;
  const float *first = deviationsOf(*arrays[number]);
  bool isExact = std::all_of(first, first + arrays[number]->elements(),
                             [](float deviation) { return deviation == 0; });
  return isExact ? nullptr : arrays[number];
}

/// Reads what `tensor` deviates by, too.
static void addDeviations(Access &access, const Tensor &tensor) {
  if (tensor.deviations)
    access.deviations = const_cast<float *>(deviationsOf(*tensor.deviations));
}

//===----------------------------------------------------------------------===//
// Loop nests
//===----------------------------------------------------------------------===//

llvm::Error FunctionRunner::addInput(LoopNest &nest, Value value,
                                     AffineMap map) {
  Tensor tensor = environment.findTensor(value);
  if (!tensor.values)
    return errorAt(nest.location, "reads a value that is not known");
  auto access = makeAccess(map, *tensor.values, nest.extents, nest.location);
  if (!access)
    return access.takeError();
  addDeviations(*access, tensor);
  nest.inputs.push_back(*access);
  return llvm::Error::success();
}

/// linalg: outputs start as copies of the init operands.
llvm::Error FunctionRunner::runLinalg(linalg::LinalgOp op) {
  if (!op.hasPureTensorSemantics())
    return errorAt(op.getLoc(), "works on memory; expected tensors");
  auto body = ScalarProgram::compile(*op.getBlock(), environment);
  if (!body)
    return body.takeError();
  auto extents = loopExtents(op, environment);
  if (!extents)
    return extents.takeError();
  LoopNest nest{op.getLoc(), std::move(*extents), {}, {}, {}, std::move(*body)};
  for (utils::IteratorType type : op.getIteratorTypesArray())
    nest.reduction.push_back(type != utils::IteratorType::parallel);

  std::vector<std::shared_ptr<Array>> outputs;
  SmallVector<ArrayPtr> initial;
  for (OpOperand &operand : op->getOpOperands()) {
    AffineMap map = op.getMatchingIndexingMap(&operand);
    if (!op.isDpsInit(&operand)) {
      if (llvm::Error error = addInput(nest, operand.get(), map))
        return error;
      continue;
    }
    auto tensor = get(operand.get(), *op);
    if (!tensor)
      return tensor.takeError();
    outputs.push_back(std::make_shared<Array>(*tensor->values));
    initial.push_back(tensor->deviations);
    auto access = makeAccess(map, *outputs.back(), nest.extents, op.getLoc());
    if (!access)
      return access.takeError();
    nest.outputs.push_back(*access);
  }
  OutputDeviations deviations(nest, environment.longestSums(), outputs,
                              initial);
  if (llvm::Error error = nest.run())
    return error;
  for (auto [number, result] : llvm::enumerate(op->getResults()))
    environment.set(result, outputs[number], deviations.of(number));
  return llvm::Error::success();
}

/// Under the model of accumulation that a contraction names, which its verifier
/// has parsed.
static llvm::Error runModelled(ContractOp op, LoopNest &nest) {
  std::string problem;
  auto model = AccumulateModel::parse(*op.getAccumulate(), problem);
  auto factors = modelledFactors(op.getBody().front());
  if (!factors)
    return errorAt(op.getLoc(), "accumulate needs two factors");
  return runModelledProduct(nest, *factors, *model);
}

/// ridge: the output starts as its initial value, and is not an argument of the
/// body of a map.
llvm::Error FunctionRunner::runStructured(StructuredOpInterface op) {
  auto body = ScalarProgram::compile(op.getScalarBody().front(), environment);
  if (!body)
    return body.takeError();
  LoopNest nest{op.getLoc(), SmallVector<int64_t>(op.getIterationExtents()),
                {},          {},
                {},          std::move(*body)};
  uint32_t reductions = op.getReductionDims();
  for (unsigned dim = 0; dim < nest.extents.size(); ++dim)
    nest.reduction.push_back((reductions >> dim) & 1);

  SmallVector<AffineMap> maps = op.getOperandMaps();
  for (auto [value, map] : llvm::zip(op.getInputTensors(), maps))
    if (llvm::Error error = addInput(nest, value, map))
      return error;
  auto output = makeArray(op.getResultTensor().getType(), op.getLoc());
  if (!output)
    return output.takeError();
  if (TypedAttr init = op.getInitialValue())
    if (llvm::Error error = fillArray(**output, init, op.getLoc()))
      return error;
  auto access = makeAccess(maps.back(), **output, nest.extents, op.getLoc());
  if (!access)
    return access.takeError();
  nest.outputs.push_back(*access);
  OutputDeviations deviations(nest, environment.longestSums(), {*output},
                              {nullptr});
  auto contract = dyn_cast<ContractOp>(op.getOperation());
  bool isModelled = contract && contract.getAccumulate();
  if (llvm::Error error = isModelled ? runModelled(contract, nest) : nest.run())
    return error;
  environment.set(op.getResultTensor(), *output, deviations.of(0));
  return llvm::Error::success();
}

/// Scaled elements are dequantised before the product, which is then as fast as
/// any other; a model of accumulation takes them apart.
llvm::Error FunctionRunner::runContract(ContractOp op) {
  if (op.getAccumulate())
    return runStructured(op);
  Block scratch;
  std::optional<ScaledProduct> parts = dequantiseFirst(op, scratch);
  if (!parts)
    return runStructured(op);
  llvm::Error error = llvm::Error::success();
  for (MapOp side : parts->sides)
    if (!error)
      error = runStructured(side);
  if (!error)
    error = runStructured(parts->product);
  if (!error)
    environment.set(op.getResult(),
                    environment.findTensor(parts->product.getResult()));
  for (MapOp side : parts->sides)
    environment.erase(side.getResult());
  environment.erase(parts->product.getResult());
  scratch.dropAllReferences();
  return error;
}

/// An operation of arith or math outside bodies: on scalars, or on tensors
/// element by element.
llvm::Error FunctionRunner::runScalarOrElementwise(Operation &op) {
  auto program = ScalarProgram::compile(op);
  if (!program)
    return program.takeError();
  auto output = makeResult(op, environment);
  if (!output)
    return output.takeError();
  int64_t elements = (*output)->elements();
  LoopNest nest{op.getLoc(), {elements}, {false}, {}, {}, std::move(*program)};
  for (Value operand : op.getOperands()) {
    auto tensor = get(operand, op);
    if (!tensor)
      return tensor.takeError();
    const Array &array = *tensor->values;
    Access access;
    access.format = array.format;
    access.data = const_cast<uint8_t *>(array.bytes.data());
    addDeviations(access, *tensor);
    // select takes one condition for all elements.
    bool scalar = array.elements() == 1 && elements != 1;
    access.strides = {scalar ? 0
                             : static_cast<int64_t>(bytesOf(access.format))};
    nest.inputs.push_back(access);
  }
  Access access;
  access.format = (*output)->format;
  access.data = (*output)->bytes.data();
  access.strides = {static_cast<int64_t>(bytesOf(access.format))};
  nest.outputs.push_back(access);
  OutputDeviations deviations(nest, environment.longestSums(), {*output},
                              {nullptr});
  if (llvm::Error error = nest.run())
    return error;
  environment.set(op.getResult(0), *output, deviations.of(0));
  return llvm::Error::success();
}
