//===- Stages.cpp - kernels with folds, fold by fold ----------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Stages.h"
#include "ridge/Exec/Column.h"
#include "llvm/ADT/STLExtras.h"
#include <numeric>

using namespace ridge;

namespace {
/// The kernel of a stage: what its roots need, down to operands and folds.
class StageBuilder {
public:
  /// `folds` are the values of folds that stages before have computed.
  StageBuilder(const Kernel &kernel, llvm::ArrayRef<DimSet> dims,
               llvm::ArrayRef<int32_t> folds)
      : kernel(kernel), dims(dims), folds(folds), numbers(dims.size(), -1),
        firstNode(kernel.inputs.size() + kernel.outputs.size()) {}

  void need(int32_t value);
  /// The number of a value in the stage, whose outputs are as many.
  int32_t numberOf(int32_t value) const { return numbers[value]; }
  void build(llvm::ArrayRef<KernelOperand> outputs, bool keepsOutputs);

  Kernel stage;
  llvm::SmallVector<int32_t, 4> inputs; ///< As in StagedKernel::Stage.

private:
  const Kernel &kernel;
  llvm::ArrayRef<DimSet> dims;
  llvm::ArrayRef<int32_t> folds;
  std::vector<bool> needed = std::vector<bool>(dims.size(), false);
  std::vector<int32_t> numbers;
  size_t firstNode;
};
} // namespace

void StageBuilder::need(int32_t value) {
  if (needed[value])
    return;
  needed[value] = true;
  if (size_t(value) < firstNode || llvm::is_contained(folds, value))
    return;
  for (int32_t operand : kernel.nodes[value - firstNode].operands)
    need(operand);
}

/// With `keepsOutputs` the outputs are those of the kernel; else old values of
/// its outputs are read as inputs.
void StageBuilder::build(llvm::ArrayRef<KernelOperand> outputs,
                         bool keepsOutputs) {
  stage.reduction.assign(kernel.numDims(), false);
  stage.outputs.assign(outputs.begin(), outputs.end());
  size_t own = keepsOutputs ? kernel.inputs.size() : firstNode;
  auto addInput = [&](int32_t value, int32_t source) {
    numbers[value] = int32_t(stage.inputs.size());
    stage.inputs.push_back({kernel.valueFormat(value), dims[value], false});
    inputs.push_back(source);
  };
  for (size_t value = 0; value < own; ++value)
    if (needed[value])
      addInput(int32_t(value), int32_t(value));
  for (auto [number, value] : llvm::enumerate(folds))
    if (needed[value])
      addInput(value, int32_t(firstNode + number));
  int32_t next = int32_t(stage.inputs.size());
  for (size_t value = own; value < firstNode; ++value)
    numbers[value] = next++;
  next = int32_t(stage.inputs.size() + stage.outputs.size());
  for (auto [n, node] : llvm::enumerate(kernel.nodes)) {
    auto value = int32_t(firstNode + n);
    if (!needed[value] || numbers[value] >= 0)
      continue;
    Node copy = node;
    for (int32_t &operand : copy.operands)
      operand = numbers[operand];
    stage.nodes.push_back(std::move(copy));
    numbers[value] = next++;
  }
}

void StagedKernel::addStage(const Kernel &kernel, llvm::ArrayRef<DimSet> dims,
                            const Node *fold, llvm::ArrayRef<int32_t> folds) {
  StageBuilder builder(kernel, dims, folds);
  llvm::SmallVector<KernelOperand, 2> outputs(kernel.outputs.begin(),
                                              kernel.outputs.end());
  DimSet walked = 0, result = 0;
  if (fold) {
    FoldRule rule = FoldRule::unpack(fold->attribute);
    result = dims[fold->operands[0]] & ~rule.dims;
    walked = result | rule.dims;
    builder.need(fold->operands[0]);
    outputs.assign({{fold->format, result, true}});
    builder.build(outputs, /*keepsOutputs=*/false);
    Kernel &stage = builder.stage;
    for (unsigned d = 0; d < kernel.numDims(); ++d)
      stage.reduction[d] = rule.dims >> d & 1;
    Node join{rule.joins, fold->format, {}};
    join.operands = {int32_t(stage.inputs.size()),
                     builder.numberOf(fold->operands[0])};
    stage.nodes.push_back(join);
    stage.yields = {int32_t(stage.inputs.size() + 1 + stage.nodes.size()) - 1};
  } else {
    for (int32_t value : kernel.yields)
      builder.need(value);
    builder.build(outputs, /*keepsOutputs=*/true);
    for (int32_t value : kernel.yields)
      builder.stage.yields.push_back(builder.numberOf(value));
    for (const KernelOperand &output : kernel.outputs)
      walked |= output.dims;
  }
  stages.push_back({KernelEvaluator(builder.stage), builder.inputs, walked,
                    result, fold ? *fold : Node{}});
}

StagedKernel::StagedKernel(const Kernel &kernel)
    : numInputs(kernel.inputs.size()),
      numOperands(kernel.inputs.size() + kernel.outputs.size()) {
  llvm::SmallVector<DimSet> dims = kernel.valueDims();
  llvm::SmallVector<int32_t, 4> folds;
  for (auto [n, node] : llvm::enumerate(kernel.nodes)) {
    if (node.op != ScalarOp::Fold)
      continue;
    addStage(kernel, dims, &node, folds);
    folds.push_back(int32_t(numOperands + n));
  }
  addStage(kernel, dims, nullptr, folds);
}

/// The array of a fold, over the dims of the kernel.
OperandView StagedKernel::viewOf(Stage &stage,
                                 llvm::ArrayRef<int64_t> sizes) const {
  OperandView view;
  view.base = stage.result.data();
  view.strides.assign(sizes.size(), 0);
  int64_t elements = 1;
  for (size_t d = sizes.size(); d-- > 0;)
    if (stage.dims >> d & 1) {
      view.strides[d] = elements;
      elements *= sizes[d];
    }
  return view;
}

/// Fills a fold's array with what it starts from.
void StagedKernel::begin(Stage &stage, llvm::ArrayRef<int64_t> sizes) {
  int64_t elements = 1;
  for (auto [d, size] : llvm::enumerate(sizes))
    if (stage.dims >> d & 1)
      elements *= size;
  Format format = stage.fold.format;
  unsigned bytes = bytesOf(format);
  stage.result.resize(size_t(elements) * bytes);
  int64_t chunk = std::min(elements, columnLength);
  std::vector<uint64_t> values(static_cast<size_t>(chunk));
  fillColumn(format, stage.fold.floatValue, stage.fold.intValue, chunk,
             values.data());
  for (int64_t first = 0; first < elements; first += chunk)
    storeColumn(format, stage.result.data() + first * bytes, 1,
                std::min(chunk, elements - first), values.data());
}

KernelEvaluator::Way StagedKernel::run(llvm::ArrayRef<int64_t> sizes,
                                       llvm::ArrayRef<int64_t> origins,
                                       llvm::ArrayRef<OperandView> operands,
                                       KernelEvaluator::Way way) {
  KernelEvaluator::Way taken = way;
  for (Stage &stage : stages) {
    bool isLast = &stage == &stages.back();
    llvm::SmallVector<OperandView, 4> own;
    for (int32_t input : stage.inputs)
      own.push_back(size_t(input) < numOperands
                        ? operands[input]
                        : viewOf(stages[input - numOperands], sizes));
    if (isLast) {
      own.append(operands.begin() + numInputs, operands.end());
    } else {
      begin(stage, sizes);
      own.push_back(viewOf(stage, sizes));
    }
    llvm::SmallVector<int64_t, 6> walked(sizes);
    for (auto [d, size] : llvm::enumerate(walked))
      if (!(stage.walked >> d & 1))
        size = 1;
    taken = stage.evaluator.run(walked, origins, own, way);
  }
  return taken;
}
