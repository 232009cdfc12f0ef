//===- IsaToProgram.cpp - an isa.program as a Program ---------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// In: isa. Out: Program, ids in order of declaration, queues in order of
/// engines.
///
//===----------------------------------------------------------------------===//

#include "Convert.h"
#include "dialects/Arch/FormatTypes.h"
#include "ridge/Analysis/WindowKernel.h"
#include "ridge/Analysis/Windows.h"
#include "ridge/Target/KernelFromRegion.h"
#include "ridge/Timing/Timing.h"
#include "ridge/Translate/Translate.h"

using namespace mlir;
using namespace ridge;

namespace {
class Translator {
public:
  Translator(isa::ProgramOp op, const Machine &machine)
      : op(op), machine(machine) {}
  FailureOr<Program> run();

private:
  LogicalResult declareKernel(isa::KernelOp kernel);
  LogicalResult declareBuffer(isa::BufferOp buffer);
  void declareLayer(isa::LayerOp layer);
  LogicalResult declare();

  LogicalResult translateQueue(isa::QueueOp queue);
  LogicalResult translateBlock(mlir::Block &source, isa::QueueOp queue,
                               ridge::Block &target);
  FailureOr<ProgramOp> translateIssue(isa::IssueOp issue, isa::QueueOp queue);
  FailureOr<ProgramOp> translateMove(isa::MoveOp move, isa::QueueOp queue);
  FailureOr<ProgramOp> translateWait(isa::WaitOp wait, isa::QueueOp queue);
  FailureOr<ProgramOp> translateOne(Operation &entry, isa::QueueOp queue);
  LogicalResult addWork(isa::IssueOp issue, const Match &match);

  int32_t idOf(FlatSymbolRefAttr name) const {
    return ids.lookup(name.getAttr());
  }

  isa::ProgramOp op;
  const Machine &machine;
  Program program;
  /// Ids of kernels, buffers, layers and semaphores; symbols are unique.
  llvm::DenseMap<StringAttr, int32_t> ids;
};
} // namespace

//===----------------------------------------------------------------------===//
// Declarations
//===----------------------------------------------------------------------===//

static DimSet dimSet(Attribute list) {
  DimSet dims = 0;
  for (Attribute dim : cast<ArrayAttr>(list))
    dims |= DimSet(1) << cast<IntegerAttr>(dim).getInt();
  return dims;
}

LogicalResult Translator::declareKernel(isa::KernelOp kernel) {
  SmallVector<KernelOperand> inputs, outputs;
  auto operand = [&](size_t i, Type type,
                     bool updated) -> FailureOr<KernelOperand> {
    std::optional<Format> format = formatOf(type);
    if (!format)
      return kernel.emitOpError() << "has an operand of type " << type
                                  << ", which is no number format";
    return KernelOperand{*format, dimSet(kernel.getDims()[i]), updated};
  };
  unsigned numInputs = kernel.getNumInputs();
  for (unsigned i = 0; i < numInputs; ++i) {
    auto input = operand(i, kernel.getBody().getArgument(i).getType(), false);
    if (failed(input))
      return failure();
    inputs.push_back(*input);
  }
  Operation *yield = kernel.getBody().front().getTerminator();
  auto output = operand(numInputs, yield->getOperand(0).getType(),
                        kernel.updatesOutput());
  if (failed(output))
    return failure();
  outputs.push_back(*output);
  FailureOr<Kernel> result =
      kernelFromRegion(kernel.getBody(), inputs, outputs, kernel.getReduction(),
                       [&] { return kernel.emitOpError(); });
  if (failed(result))
    return failure();
  ids[kernel.getSymNameAttr()] = program.kernels.size();
  program.kernels.push_back(std::move(*result));
  return success();
}

LogicalResult Translator::declareBuffer(isa::BufferOp source) {
  Buffer buffer;
  buffer.name = source.getSymName().str();
  auto type = cast<arch::BufferType>(source.getType());
  std::optional<Format> format = formatOf(type.getElementType());
  if (!format)
    return source.emitOpError() << "holds " << type.getElementType()
                                << ", which is no number format";
  buffer.format = *format;
  buffer.elements = type.getElements();
  buffer.depth = source.getSlots();
  buffer.memory = machine.findMemory(source.getMemory());
  if (buffer.memory < 0)
    return source.emitOpError()
           << "is in memory '" << source.getMemory() << "', which @"
           << machine.name << " does not have";
  buffer.address = source.getAddress();
  buffer.slotBytes = source.getSlotBytes();
  buffer.firstLayer = source.getLayers()[0];
  buffer.lastLayer = source.getLayers()[1];
  buffer.turn = static_cast<int32_t>(source.getTurn().value_or(-1));
  if (auto shape = source.getShape())
    buffer.shape.assign(shape->begin(), shape->end());
  setCodec(buffer, source.getCodecAttr());
  if (source.getArgument()) {
    buffer.kind = Buffer::Kind::Argument;
    buffer.index = *source.getArgument();
  } else if (source.getResultIndex()) {
    buffer.kind = Buffer::Kind::Result;
    buffer.index = *source.getResultIndex();
  } else if (auto value = source.getValue()) {
    buffer.kind = Buffer::Kind::Constant;
    FailureOr<std::vector<uint8_t>> data =
        constantBytes(source, *value, buffer.format);
    if (failed(data))
      return failure();
    buffer.data = std::move(*data);
  }
  ids[source.getSymNameAttr()] = program.buffers.size();
  program.buffers.push_back(std::move(buffer));
  return success();
}

void Translator::declareLayer(isa::LayerOp source) {
  Layer layer;
  layer.name = source.getLabel().str();
  layer.kind = source.getKind().str();
  layer.macs = source.getMacs();
  if (auto skipped = source.getSkipped())
    layer.skipped = {(*skipped)[0], (*skipped)[1]};
  layer.location = locationText(source.getLoc());
  ids[source.getSymNameAttr()] = program.layers.size();
  program.layers.push_back(std::move(layer));
}

LogicalResult Translator::declare() {
  for (Operation &entry : op.getBody().front()) {
    if (auto kernel = dyn_cast<isa::KernelOp>(entry)) {
      if (failed(declareKernel(kernel)))
        return failure();
    } else if (auto buffer = dyn_cast<isa::BufferOp>(entry)) {
      if (failed(declareBuffer(buffer)))
        return failure();
    } else if (auto layer = dyn_cast<isa::LayerOp>(entry)) {
      declareLayer(layer);
    } else if (auto semaphore = dyn_cast<isa::SemaphoreOp>(entry)) {
      ids[semaphore.getSymNameAttr()] = program.semaphores.size();
      program.semaphores.push_back({semaphore.getSymName().str()});
    }
  }
  return success();
}

//===----------------------------------------------------------------------===//
// Work of layers
//===----------------------------------------------------------------------===//

/// What must be computed, whoever does it: every match of the whole operation,
/// and the one that was chosen.
LogicalResult Translator::addWork(isa::IssueOp issue, const Match &match) {
  if (issue.getPart())
    return success();
  if (!issue.getTotal())
    return issue.emitOpError(
        "has neither totals nor is it a part: bounds would "
        "not count its work");
  ArrayRef<int64_t> totals = *issue.getTotal();
  auto kernelOp =
      op.lookupSymbol<isa::KernelOp>(issue.getKernelAttr().getAttr());
  FailureOr<Kernel> kernel = kernelOfWindows(
      kernelOp.getBody(), issue.getAccesses(), totals, kernelOp.getReduction(),
      kernelOp.updatesOutput(), [&] { return issue.emitOpError(); });
  if (failed(kernel))
    return failure();
  Layer::Work work;
  auto add = [&](const Match &candidate) {
    Layer::Alternative alternative;
    alternative.instruction = candidate.instruction;
    alternative.totals = boundSizes(machine, candidate, totals);
    alternative.repeats = loopCount(candidate, totals);
    alternative.points = issue.getPoints().value_or(0);
    alternative.bits = kernelBits(*kernel);
    alternative.ops = kernelOps(*kernel);
    for (const Layer::Alternative &known : work.alternatives)
      if (known.instruction == alternative.instruction &&
          known.totals == alternative.totals &&
          known.repeats == alternative.repeats)
        return;
    work.alternatives.push_back(std::move(alternative));
  };
  add(match);
  for (const Match &other :
       matchKernel(machine, *kernel, immediatesOf(issue.getAccesses())))
    add(other);
  program.layers[idOf(issue.getLayerAttr())].work.push_back(std::move(work));
  return success();
}

//===----------------------------------------------------------------------===//
// Queues
//===----------------------------------------------------------------------===//

FailureOr<ProgramOp> Translator::translateIssue(isa::IssueOp issue,
                                                isa::QueueOp queue) {
  ProgramOp result;
  result.kind = ProgramOp::Kind::Issue;
  result.layer = idOf(issue.getLayerAttr());
  result.kernel = idOf(issue.getKernelAttr());
  result.instruction = machine.findInstruction(issue.getInstruction());
  if (result.instruction < 0)
    return issue.emitOpError()
           << "names '" << issue.getInstruction() << "', which @"
           << machine.name << " does not have";
  result.match.instruction = result.instruction;
  result.match.dims.assign(issue.getDims().begin(), issue.getDims().end());
  result.match.operands.assign(issue.getOperandsMap().begin(),
                               issue.getOperandsMap().end());
  SmallVector<BufferId> buffers;
  for (Attribute name : issue.getBuffers())
    buffers.push_back(idOf(cast<FlatSymbolRefAttr>(name)));
  auto converter = MapConverter::create(issue, queue, issue.getCounters());
  if (failed(converter) ||
      failed(converter->windows(issue.getSizes(), issue.getOriginsAttr(),
                                result)) ||
      failed(converter->operands(issue.getAccesses(), buffers, result)) ||
      failed(addWork(issue, result.match)))
    return failure();
  return result;
}

FailureOr<ProgramOp> Translator::translateMove(isa::MoveOp move,
                                               isa::QueueOp queue) {
  ProgramOp result;
  result.kind = ProgramOp::Kind::Move;
  result.layer = idOf(move.getLayerAttr());
  SmallVector<BufferId> buffers = {idOf(move.getSourceAttr()),
                                   idOf(move.getTargetAttr())};
  for (auto [k, name] : llvm::enumerate(move.getLists())) {
    buffers.push_back(idOf(cast<FlatSymbolRefAttr>(name)));
    result.indices.push_back(
        {(*move.getIndexStrides())[k], (*move.getIndexLimits())[k]});
  }
  const Buffer &source = program.buffers[buffers[0]];
  const Buffer &target = program.buffers[buffers[1]];
  result.path =
      machine.findPath(source.memory, target.memory,
                       /*indexed=*/!result.indices.empty(),
                       source.codec.empty() ? target.codec : source.codec);
  if (result.path < 0 || machine.paths[result.path].name != move.getPath())
    return move.emitOpError()
           << "goes over '" << move.getPath() << "', which is not the path of @"
           << machine.name << " between the memories of its buffers";
  auto converter = MapConverter::create(move, queue, move.getCounters());
  if (failed(converter) ||
      failed(converter->windows(move.getSizes(), {}, result)) ||
      failed(converter->operands(move.getAccesses(), buffers, result)))
    return failure();
  return result;
}

FailureOr<ProgramOp> Translator::translateWait(isa::WaitOp wait,
                                               isa::QueueOp queue) {
  ProgramOp result;
  result.kind = ProgramOp::Kind::Wait;
  result.layer = idOf(wait.getLayerAttr());
  result.semaphore = idOf(wait.getSemaphoreAttr());
  auto converter = MapConverter::create(wait, queue, wait.getCounters());
  if (failed(converter))
    return failure();
  FailureOr<Affine> value = converter->affine(wait.getValue());
  if (failed(value))
    return failure();
  result.value = std::move(*value);
  return result;
}

FailureOr<ProgramOp> Translator::translateOne(Operation &entry,
                                              isa::QueueOp queue) {
  if (auto issue = dyn_cast<isa::IssueOp>(entry))
    return translateIssue(issue, queue);
  if (auto move = dyn_cast<isa::MoveOp>(entry))
    return translateMove(move, queue);
  if (auto wait = dyn_cast<isa::WaitOp>(entry))
    return translateWait(wait, queue);
  ProgramOp result;
  if (auto signal = dyn_cast<isa::SignalOp>(entry)) {
    result.kind = ProgramOp::Kind::Signal;
    result.layer = idOf(signal.getLayerAttr());
    result.semaphore = idOf(signal.getSemaphoreAttr());
    result.afterReads = signal.getAfterReads();
    return result;
  }
  auto loop = cast<affine::AffineForOp>(entry);
  result.kind = ProgramOp::Kind::Loop;
  result.trip = *countedTrips(loop);
  if (failed(translateBlock(*loop.getBody(), queue, result.body)))
    return failure();
  result.layer = result.body.empty() ? -1 : result.body.front().layer;
  return result;
}

LogicalResult Translator::translateBlock(mlir::Block &source,
                                         isa::QueueOp queue,
                                         ridge::Block &target) {
  for (Operation &entry : source) {
    if (llvm::isa<affine::AffineYieldOp>(entry))
      continue;
    FailureOr<ProgramOp> result = translateOne(entry, queue);
    if (failed(result))
      return failure();
    target.push_back(std::move(*result));
  }
  return success();
}

LogicalResult Translator::translateQueue(isa::QueueOp source) {
  Queue queue;
  queue.engine = machine.findEngine(source.getEngine());
  if (queue.engine < 0)
    return source.emitOpError()
           << "is of engine '" << source.getEngine() << "', which @"
           << machine.name << " does not have";
  if (failed(translateBlock(source.getBody().front(), source, queue.body)))
    return failure();
  program.queues.push_back(std::move(queue));
  return success();
}

FailureOr<Program> Translator::run() {
  program.name = op.getSymName().str();
  program.machineName = machine.name;
  program.criticalPath = op.getCriticalPath().value_or(0);
  if (failed(declare()))
    return failure();
  for (auto queue : op.getBody().front().getOps<isa::QueueOp>())
    if (failed(translateQueue(queue)))
      return failure();
  llvm::sort(program.queues, [](const Queue &a, const Queue &b) {
    return a.engine < b.engine;
  });
  return std::move(program);
}

FailureOr<Program> ridge::translateToProgram(isa::ProgramOp op,
                                             const Machine &machine) {
  return Translator(op, machine).run();
}

FailureOr<Program> ridge::translateToProgram(ModuleOp module,
                                             const Machine &machine) {
  auto programs = llvm::to_vector(module.getOps<isa::ProgramOp>());
  if (programs.size() != 1)
    return module.emitError() << "holds " << programs.size()
                              << " programs in isa form, expected 1";
  return translateToProgram(programs.front(), machine);
}
