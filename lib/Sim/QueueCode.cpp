//===- QueueCode.cpp - a queue ready to be run in time --------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Translation of blocks to steps, and the cache of Timing's answers.
///
//===----------------------------------------------------------------------===//

#include "QueueCode.h"

using namespace ridge;
using Use = Step::Operand::Use;

/// How an issue or move uses its operand at `position`.
static Use useOf(const Program &program, const Op &op, unsigned position) {
  if (op.kind == Op::Kind::Move)
    return position == 1 ? Use::Write : Use::Read;
  const Kernel &kernel = program.kernels[op.kernel];
  if (position < kernel.inputs.size())
    return Use::Read;
  bool updated = kernel.outputs[position - kernel.inputs.size()].updated;
  return updated ? Use::Update : Use::Write;
}

static bool hasOperands(const Op &op) {
  return op.kind == Op::Kind::Issue || op.kind == Op::Kind::Move;
}

QueueCode::QueueCode(const Program &program, const Machine &machine,
                     const Queue &queue)
    : program(program), machine(machine) {
  std::vector<int32_t> firstSlot(program.buffers.size(), -1);
  numberSlots(queue.body, firstSlot);
  append(queue.body, 0, firstSlot);
  steps.emplace_back();
}

void QueueCode::numberSlots(const Block &block,
                            std::vector<int32_t> &firstSlot) {
  for (const Op &op : block) {
    numberSlots(op.body, firstSlot);
    if (!hasOperands(op))
      continue;
    for (auto [position, access] : llvm::enumerate(op.operands)) {
      if (access.isImmediate() || useOf(program, op, position) == Use::Read ||
          firstSlot[access.buffer] >= 0)
        continue;
      firstSlot[access.buffer] = numSlots;
      numSlots += program.buffers[access.buffer].depth;
    }
  }
}

void QueueCode::addOperands(Step &step, llvm::ArrayRef<int32_t> firstSlot) {
  for (auto [position, access] : llvm::enumerate(step.op->operands)) {
    if (access.isImmediate() || firstSlot[access.buffer] < 0)
      continue;
    step.operands.push_back({useOf(program, *step.op, position),
                             static_cast<int32_t>(position),
                             firstSlot[access.buffer],
                             program.buffers[access.buffer].depth, &access});
  }
}

void QueueCode::append(const Block &block, int32_t depth,
                       llvm::ArrayRef<int32_t> firstSlot) {
  for (const Op &op : block) {
    Step step;
    step.op = &op;
    switch (op.kind) {
    case Op::Kind::Loop: {
      if (op.trip <= 0)
        continue;
      numCounters = std::max(numCounters, depth + 1);
      step.kind = Step::Kind::LoopBegin;
      step.depth = depth;
      step.trip = op.trip;
      steps.push_back(step);
      int32_t first = steps.size();
      append(op.body, depth + 1, firstSlot);
      step.kind = Step::Kind::LoopEnd;
      step.target = first;
      steps.push_back(step);
      steps[first - 1].target = steps.size();
      continue;
    }
    case Op::Kind::Wait:
      step.kind = Step::Kind::Wait;
      break;
    case Op::Kind::Signal:
      step.kind = Step::Kind::Signal;
      break;
    case Op::Kind::Issue:
    case Op::Kind::Move:
      step.kind =
          op.kind == Op::Kind::Issue ? Step::Kind::Issue : Step::Kind::Move;
      step.fixedSizes = llvm::all_of(op.sizes, [](const Extent &extent) {
        return llvm::all_of(extent.values,
                            [](const Affine &v) { return v.isConstant(); });
      });
      addOperands(step, firstSlot);
      break;
    }
    steps.push_back(std::move(step));
  }
}

/// Least and greatest element of a strided box, relative to its first.
static Interval spanOf(llvm::ArrayRef<int64_t> sizes, const Access &access) {
  Interval span;
  for (auto [size, stride] : llvm::zip(sizes, access.strides)) {
    int64_t reach = (size - 1) * stride;
    (reach < 0 ? span.low : span.high) += reach;
  }
  return span;
}

/// What an indexed move may read beyond its box: any position of its lists.
static void widenByLists(Interval &span, const Op &op) {
  for (const IndexList &index : op.indices) {
    int64_t reach = (index.limit - 1) * index.stride;
    (reach < 0 ? span.low : span.high) += reach;
  }
}

Variant QueueCode::makeVariant(const Step &step,
                               llvm::ArrayRef<int64_t> counters) const {
  Variant variant;
  const Op &op = *step.op;
  variant.sizes = evaluateSizes(op, counters);
  if (step.kind == Step::Kind::Issue) {
    variant.time = issueTime(program, machine, *step.op, variant.sizes);
  } else {
    variant.demand = moveDemand(program, machine, *step.op, variant.sizes);
    variant.time = transferTime(variant.demand);
  }
  for (const Access &access : step.op->operands)
    variant.spans.push_back(spanOf(variant.sizes, access));
  if (!op.indices.empty())
    widenByLists(variant.spans.front(), op);
  return variant;
}

static bool hasSizes(const Variant &variant, const Op &op,
                     llvm::ArrayRef<int64_t> counters) {
  for (auto [size, extent] : llvm::zip(variant.sizes, op.sizes))
    if (extent.evaluate(counters) != size)
      return false;
  return true;
}

const Variant &QueueCode::variant(Step &step,
                                  llvm::ArrayRef<int64_t> counters) {
  if (!step.variants.empty()) {
    if (step.fixedSizes ||
        hasSizes(step.variants[step.lastVariant], *step.op, counters))
      return step.variants[step.lastVariant];
    for (auto [number, variant] : llvm::enumerate(step.variants)) {
      if (!hasSizes(variant, *step.op, counters))
        continue;
      step.lastVariant = number;
      return variant;
    }
  }
  step.lastVariant = step.variants.size();
  step.variants.push_back(makeVariant(step, counters));
  return step.variants.back();
}
