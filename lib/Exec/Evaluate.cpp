//===- Evaluate.cpp - runs a kernel over a box ----------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Points and rows; see Contraction.h for the third way. All three compute with
/// evaluateColumn, a point being a column of one value.
///
//===----------------------------------------------------------------------===//

#include "ridge/Exec/Evaluate.h"
#include "Contraction.h"
#include "LoopNest.h"
#include "Stages.h"
#include "ridge/Exec/Scalar.h"
#include <cstring>

using namespace ridge;

/// A parallel loop this long fills columns well enough to take the innermost
/// one, which is contiguous more often than not.
static constexpr int64_t goodRun = 32;
/// Below this a run along a parallel loop gains less than folding does.
static constexpr int64_t poorRun = 4;

struct KernelEvaluator::Impl {
  explicit Impl(const Kernel &kernel);

  void runPoints(llvm::ArrayRef<Loop> loops);
  void runRows(llvm::ArrayRef<Loop> loops, const Loop &vector);
  void runFold(llvm::ArrayRef<Loop> loops, const Loop &fold);
  const Loop *chooseVector(llvm::ArrayRef<Loop> loops) const;
  const Loop *chooseFold(llvm::ArrayRef<Loop> loops) const;

  Odometer outerLoops(llvm::ArrayRef<Loop> loops, const Loop *without);
  void prepareImmediates();
  void loadInputs(llvm::ArrayRef<uint8_t *> addresses, const Loop *vector,
                  int64_t first, int64_t count);
  void loadOutputs(llvm::ArrayRef<uint8_t *> addresses, const Loop *vector,
                   int64_t first, int64_t count);
  void storeOutputs(llvm::ArrayRef<uint8_t *> addresses, const Loop *vector,
                    int64_t first, int64_t count);
  void evaluateNode(size_t n, const Odometer &odometer, const Loop *vector,
                    int64_t first, int64_t count, int64_t element);
  IndexRun indexOf(int64_t dim, const Odometer &odometer, const Loop *vector,
                   int64_t first) const;

  size_t numInputs() const { return kernel.inputs.size(); }
  size_t numOperands() const { return numInputs() + kernel.outputs.size(); }
  uint8_t *column(int32_t v) { return columns[v].data(); }
  /// Element `i` of a column: where a value does not change along a fold it
  /// sits in element 0.
  uint8_t *element(int32_t v, int64_t i) {
    return column(v) + (folded[v] ? 0 : i * valueBytes[v]);
  }

  Kernel kernel;
  std::unique_ptr<StagedKernel> staged; ///< If the kernel folds.
  std::optional<Contraction> contraction;
  llvm::SmallVector<unsigned, 4> elementBytes; ///< In memory, per operand.
  // Per value of the body.
  std::vector<Format> formats;
  std::vector<unsigned> valueBytes;
  std::vector<bool> folded; ///< Depends on the outputs' old values.
  std::vector<std::vector<uint8_t>> columns;
  // Of the run at hand.
  llvm::ArrayRef<OperandView> operands;
  llvm::ArrayRef<int64_t> origins;
  llvm::SmallVector<const Loop *, 6> outer;
};

KernelEvaluator::Impl::Impl(const Kernel &kernel)
    : kernel(kernel), contraction(Contraction::recognize(kernel)) {
  if (kernel.foldedDims() != 0) {
    staged = std::make_unique<StagedKernel>(kernel);
    return;
  }
  for (const KernelOperand &input : kernel.inputs)
    elementBytes.push_back(bytesOf(input.format));
  for (const KernelOperand &output : kernel.outputs)
    elementBytes.push_back(bytesOf(output.format));
  size_t values = numOperands() + kernel.nodes.size();
  columns.resize(values);
  folded.resize(values, false);
  for (size_t v = 0; v < values; ++v) {
    formats.push_back(kernel.valueFormat(v));
    valueBytes.push_back(storageBytes(storageOf(formats[v])));
    columns[v].resize(columnLength * valueBytes[v]);
  }
  std::fill(folded.begin() + numInputs(), folded.begin() + numOperands(), true);
  for (auto [n, node] : llvm::enumerate(kernel.nodes)) {
    for (int32_t operand : node.operands)
      if (folded[operand])
        folded[numOperands() + n] = true;
    if (node.op == ScalarOp::Constant)
      evaluateColumn(node, {}, {}, columnLength, column(numOperands() + n));
  }
}

//===----------------------------------------------------------------------===//
// Columns of a run
//===----------------------------------------------------------------------===//

void KernelEvaluator::Impl::prepareImmediates() {
  for (size_t i = 0; i < numInputs(); ++i)
    if (!operands[i].base)
      fillColumn(formats[i], operands[i].floatValue, operands[i].intValue,
                 columnLength, column(i));
}

static int64_t strideOf(const Loop *vector, size_t operand) {
  return vector ? vector->strides[operand] : 0;
}

void KernelEvaluator::Impl::loadInputs(llvm::ArrayRef<uint8_t *> addresses,
                                       const Loop *vector, int64_t first,
                                       int64_t count) {
  for (size_t i = 0; i < numInputs(); ++i) {
    if (!addresses[i])
      continue;
    int64_t stride = strideOf(vector, i);
    loadColumn(formats[i], addresses[i] + first * stride * elementBytes[i],
               stride, count, column(i));
  }
}

void KernelEvaluator::Impl::loadOutputs(llvm::ArrayRef<uint8_t *> addresses,
                                        const Loop *vector, int64_t first,
                                        int64_t count) {
  for (size_t i = numInputs(); i < numOperands(); ++i) {
    if (!kernel.outputs[i - numInputs()].updated)
      continue;
    int64_t stride = strideOf(vector, i);
    loadColumn(formats[i], addresses[i] + first * stride * elementBytes[i],
               stride, count, column(i));
  }
}

void KernelEvaluator::Impl::storeOutputs(llvm::ArrayRef<uint8_t *> addresses,
                                         const Loop *vector, int64_t first,
                                         int64_t count) {
  for (size_t i = numInputs(); i < numOperands(); ++i) {
    int64_t stride = strideOf(vector, i);
    storeColumn(formats[i], addresses[i] + first * stride * elementBytes[i],
                stride, count, column(kernel.yields[i - numInputs()]));
  }
}

IndexRun KernelEvaluator::Impl::indexOf(int64_t dim, const Odometer &odometer,
                                        const Loop *vector,
                                        int64_t first) const {
  IndexRun run;
  run.first = origins.empty() ? 0 : origins[dim];
  if (vector && vector->dim == dim) {
    run.first += first;
    run.step = 1;
    return run;
  }
  for (auto [l, loop] : llvm::enumerate(outer))
    if (loop->dim == dim)
      run.first += odometer.position(l);
  return run;
}

/// Node n over `count` points from point `first` of `vector`; its columns are
/// read and written from `element` on.
void KernelEvaluator::Impl::evaluateNode(size_t n, const Odometer &odometer,
                                         const Loop *vector, int64_t first,
                                         int64_t count, int64_t element) {
  const Node &node = kernel.nodes[n];
  if (node.op == ScalarOp::Constant)
    return;
  IndexRun index;
  if (node.op == ScalarOp::Index)
    index = indexOf(node.attribute, odometer, vector, first);
  ColumnValue values[3];
  for (auto [i, operand] : llvm::enumerate(node.operands))
    values[i] = {formats[operand], element == 0
                                       ? column(operand)
                                       : this->element(operand, element)};
  evaluateColumn(node, llvm::ArrayRef(values, node.operands.size()), index,
                 count, column(numOperands() + n));
}

Odometer KernelEvaluator::Impl::outerLoops(llvm::ArrayRef<Loop> loops,
                                           const Loop *without) {
  outer.clear();
  for (const Loop &loop : loops)
    if (&loop != without)
      outer.push_back(&loop);
  return Odometer(outer, operands, elementBytes);
}

//===----------------------------------------------------------------------===//
// The ways
//===----------------------------------------------------------------------===//

void KernelEvaluator::Impl::runPoints(llvm::ArrayRef<Loop> loops) {
  Odometer odometer = outerLoops(loops, nullptr);
  do {
    loadInputs(odometer.current(), nullptr, 0, 1);
    loadOutputs(odometer.current(), nullptr, 0, 1);
    for (size_t n = 0; n < kernel.nodes.size(); ++n)
      evaluateNode(n, odometer, nullptr, 0, 1, 0);
    storeOutputs(odometer.current(), nullptr, 0, 1);
  } while (odometer.advance());
}

/// Along a parallel loop: each output element is in one place of the column,
/// and the other loops keep their order around it.
void KernelEvaluator::Impl::runRows(llvm::ArrayRef<Loop> loops,
                                    const Loop &vector) {
  Odometer odometer = outerLoops(loops, &vector);
  do {
    for (int64_t first = 0; first < vector.size; first += columnLength) {
      int64_t count = std::min(columnLength, vector.size - first);
      loadInputs(odometer.current(), &vector, first, count);
      loadOutputs(odometer.current(), &vector, first, count);
      for (size_t n = 0; n < kernel.nodes.size(); ++n)
        evaluateNode(n, odometer, &vector, first, count, 0);
      storeOutputs(odometer.current(), &vector, first, count);
    }
  } while (odometer.advance());
}

/// Along the last reduction loop: what does not depend on the old outputs is
/// computed for the whole column, the rest element by element in order.
void KernelEvaluator::Impl::runFold(llvm::ArrayRef<Loop> loops,
                                    const Loop &fold) {
  Odometer odometer = outerLoops(loops, &fold);
  do {
    loadOutputs(odometer.current(), nullptr, 0, 1);
    for (int64_t first = 0; first < fold.size; first += columnLength) {
      int64_t count = std::min(columnLength, fold.size - first);
      loadInputs(odometer.current(), &fold, first, count);
      for (size_t n = 0; n < kernel.nodes.size(); ++n)
        if (!folded[numOperands() + n])
          evaluateNode(n, odometer, &fold, first, count, 0);
      for (int64_t i = 0; i < count; ++i) {
        for (size_t n = 0; n < kernel.nodes.size(); ++n)
          if (folded[numOperands() + n])
            evaluateNode(n, odometer, &fold, first + i, 1, i);
        // All yields are read before any output changes.
        uint64_t next[16];
        for (size_t o = 0; o < kernel.outputs.size(); ++o)
          std::memcpy(&next[o], element(kernel.yields[o], i),
                      valueBytes[numInputs() + o]);
        for (size_t o = 0; o < kernel.outputs.size(); ++o)
          std::memcpy(column(numInputs() + o), &next[o],
                      valueBytes[numInputs() + o]);
      }
    }
    for (size_t i = numInputs(); i < numOperands(); ++i)
      storeColumn(formats[i], odometer.current()[i], 0, 1, column(i));
  } while (odometer.advance());
}

/// A parallel loop that moves every output, or none.
const Loop *
KernelEvaluator::Impl::chooseVector(llvm::ArrayRef<Loop> loops) const {
  const Loop *best = nullptr;
  for (const Loop &loop : loops) {
    bool movesOutputs = true;
    for (size_t i = numInputs(); i < numOperands(); ++i)
      movesOutputs &= loop.strides[i] != 0;
    if (loop.reduction || !movesOutputs)
      continue;
    // Later loops are preferred once they are long enough.
    if (!best || loop.size >= std::min(best->size, goodRun))
      best = &loop;
  }
  return best;
}

/// The last reduction loop, if every output is a running value along it.
const Loop *
KernelEvaluator::Impl::chooseFold(llvm::ArrayRef<Loop> loops) const {
  const Loop *last = nullptr;
  for (const Loop &loop : loops)
    if (loop.reduction)
      last = &loop;
  if (!last || kernel.outputs.size() > 16)
    return nullptr;
  for (size_t i = numInputs(); i < numOperands(); ++i)
    if (last->strides[i] != 0 || !kernel.outputs[i - numInputs()].updated)
      return nullptr;
  return last;
}

//===----------------------------------------------------------------------===//
// KernelEvaluator
//===----------------------------------------------------------------------===//

KernelEvaluator::KernelEvaluator(const Kernel &kernel)
    : impl(std::make_unique<Impl>(kernel)) {}
KernelEvaluator::~KernelEvaluator() = default;
KernelEvaluator::KernelEvaluator(KernelEvaluator &&) = default;

KernelEvaluator::Way KernelEvaluator::run(llvm::ArrayRef<int64_t> sizes,
                                          llvm::ArrayRef<int64_t> origins,
                                          llvm::ArrayRef<OperandView> operands,
                                          Way way) {
  if (impl->staged)
    return impl->staged->run(sizes, origins, operands, way);
  impl->operands = operands;
  impl->origins = origins;
  // Merged loops have lost the dims that Index asks for.
  bool merge = way != Way::Points && !impl->kernel.usesIndex();
  LoopList loops = makeLoops(impl->kernel, sizes, operands, merge);
  bool any = way == Way::Fastest;
  bool modelled =
      impl->kernel.accumulate && !impl->kernel.accumulate->isPlain();
  if (modelled) {
    // A kernel that checks is a contraction; Points: sum by sum.
    impl->contraction->run(impl->kernel, loops, operands, /*force=*/true,
                           /*vector=*/way != Way::Points);
    return way == Way::Points ? Way::Points : Way::Contraction;
  }
  if ((any || way == Way::Contraction) && impl->contraction &&
      impl->contraction->run(impl->kernel, loops, operands, !any, true))
    return Way::Contraction;
  impl->prepareImmediates();
  if (any || way == Way::Rows) {
    const Loop *vector = impl->chooseVector(loops);
    const Loop *fold = impl->chooseFold(loops);
    if (fold &&
        (!vector || (vector->size < poorRun && fold->size > vector->size))) {
      impl->runFold(loops, *fold);
      return Way::Rows;
    }
    if (vector) {
      impl->runRows(loops, *vector);
      return Way::Rows;
    }
  }
  impl->runPoints(loops);
  return Way::Points;
}
