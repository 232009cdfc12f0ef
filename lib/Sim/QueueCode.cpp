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
#include "ridge/Numerics/Packing.h"
#include "ridge/Program/Banks.h"

using namespace ridge;

static bool hasOperands(const ProgramOp &op) {
  return op.kind == ProgramOp::Kind::Issue || op.kind == ProgramOp::Kind::Move;
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
  for (const ProgramOp &op : block) {
    numberSlots(op.body, firstSlot);
    if (!hasOperands(op))
      continue;
    for (auto [position, access] : llvm::enumerate(op.operands)) {
      if (access.isImmediate() ||
          useOf(program, op, position) == AccessUse::Read ||
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
    const Buffer &buffer = program.buffers[access.buffer];
    step.operands.push_back({useOf(program, *step.op, position),
                             static_cast<int32_t>(position),
                             firstSlot[access.buffer], buffer.depth,
                             storedBits(buffer.format), &access});
  }
}

void QueueCode::append(const Block &block, int32_t depth,
                       llvm::ArrayRef<int32_t> firstSlot) {
  for (const ProgramOp &op : block) {
    Step step;
    step.op = &op;
    switch (op.kind) {
    case ProgramOp::Kind::Loop: {
      if (op.trip <= 0)
        continue;
      numCounters = std::max(numCounters, depth + 1);
      step.kind = Step::Kind::LoopBegin;
      step.depth = depth;
      steps.push_back(std::move(step));
      int32_t first = steps.size();
      append(op.body, depth + 1, firstSlot);
      Step &end = steps.emplace_back();
      end.op = &op;
      end.kind = Step::Kind::LoopEnd;
      end.depth = depth;
      end.trip = op.trip;
      end.target = first;
      steps[first - 1].target = steps.size();
      continue;
    }
    case ProgramOp::Kind::Wait:
      step.kind = Step::Kind::Wait;
      break;
    case ProgramOp::Kind::Signal:
      step.kind = Step::Kind::Signal;
      break;
    case ProgramOp::Kind::Issue:
    case ProgramOp::Kind::Move:
      step.kind = op.kind == ProgramOp::Kind::Issue ? Step::Kind::Issue
                                                    : Step::Kind::Move;
      step.fixedSizes = hasFixedSizes(op);
      addOperands(step, firstSlot);
      break;
    }
    steps.push_back(std::move(step));
  }
}

void QueueCode::addBankWeights(const Step &step, Variant &variant) const {
  const ProgramOp &op = *step.op;
  bool isMove = step.kind == Step::Kind::Move;
  for (auto [position, access] : llvm::enumerate(op.operands)) {
    if (access.isImmediate() || (isMove && position > 1))
      continue; // Lists are in the source's bytes.
    MemoryId memory = program.buffers[access.buffer].memory;
    if (machine.memories[memory].bankBytesPerCycle == 0)
      continue;
    double weight = !isMove ? static_cast<double>(operandBytes(
                                  program, op, position, variant.sizes)) /
                                  static_cast<double>(variant.time.occupancy)
                    : position == 0 ? variant.demand.sourceWeight()
                                    : variant.demand.targetWeight();
    variant.bankWeights.push_back({static_cast<int32_t>(position), weight});
  }
  variant.usesBanks = !variant.bankWeights.empty();
}

std::unique_ptr<Variant>
QueueCode::makeVariant(const Step &step,
                       llvm::ArrayRef<int64_t> counters) const {
  auto variant = std::make_unique<Variant>();
  const ProgramOp &op = *step.op;
  variant->sizes = evaluateSizes(op, counters);
  if (step.kind == Step::Kind::Issue) {
    variant->time = issueTime(program, machine, op, variant->sizes);
  } else {
    variant->demand = moveDemand(program, machine, op, variant->sizes);
    variant->time = transferTime(variant->demand);
  }
  addBankWeights(step, *variant);
  for (const Step::Operand &operand : step.operands) {
    int64_t offset = operand.access->offset.evaluate(counters);
    variant->windows.push_back(
        {offset,
         touchedBytes(program, op, operand.position, variant->sizes, offset)});
  }
  return variant;
}

const Variant &QueueCode::variant(Step &step,
                                  llvm::ArrayRef<int64_t> counters) {
  if (!step.variants.empty()) {
    if (step.fixedSizes ||
        hasSizes(*step.op, step.variants[step.lastVariant]->sizes, counters))
      return *step.variants[step.lastVariant];
    for (auto [number, variant] : llvm::enumerate(step.variants)) {
      if (!hasSizes(*step.op, variant->sizes, counters))
        continue;
      step.lastVariant = number;
      return *variant;
    }
  }
  step.lastVariant = step.variants.size();
  step.variants.push_back(makeVariant(step, counters));
  return *step.variants.back();
}
