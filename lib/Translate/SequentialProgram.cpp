//===- SequentialProgram.cpp - any form as one queue ----------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// In: tile, placed or selected form. Out: a Program whose only queue runs
/// everything in program order.
///
//===----------------------------------------------------------------------===//

#include "Convert.h"
#include "dialects/Arch/FormatTypes.h"
#include "dialects/Ridge/RidgeDialect.h"
#include "ridge/Analysis/MovePath.h"
#include "ridge/Analysis/WindowKernel.h"
#include "ridge/Analysis/Windows.h"
#include "ridge/Numerics/Packing.h"
#include "ridge/Translate/Translate.h"
#include <map>

using namespace mlir;
using namespace ridge;

namespace {
class Sequencer {
public:
  Sequencer(func::FuncOp func, const Machine &machine)
      : func(func), machine(machine), ends(machine.memories.size(), 0) {}
  FailureOr<Program> run();

private:
  LogicalResult declareBuffer(ridge::BufferOp source);
  MemoryId memoryOf(ridge::BufferOp source) const;
  MemoryId chooseMemory(ridge::BufferOp source) const;
  void placeBuffer(Buffer &buffer);
  LogicalResult translateLayer(ridge::LayerOp layer);
  LogicalResult translateBlock(mlir::Block &source, ridge::LayerOp layer,
                               ridge::Block &target);
  template <typename OpTy>
  FailureOr<ProgramOp> translateComputing(OpTy op, ridge::LayerOp layer);
  FailureOr<ProgramOp> translateMove(ridge::MoveOp move, ridge::LayerOp layer);
  FailureOr<BufferId> idOf(Operation *user, Value buffer);
  BufferId plainOf(BufferId coded);
  std::optional<ProgramOp> encodingOf(const ProgramOp &op) const;

  func::FuncOp func;
  const Machine &machine;
  Program program;
  Queue queue;
  llvm::DenseMap<Value, BufferId> ids;
  std::vector<int64_t> ends;          ///< Per memory the first free address.
  std::map<BufferId, BufferId> plain; ///< Of buffers in a codec.
};
} // namespace

//===----------------------------------------------------------------------===//
// Buffers
//===----------------------------------------------------------------------===//

LogicalResult Sequencer::declareBuffer(ridge::BufferOp source) {
  Buffer buffer;
  buffer.name = source.getLabel().str();
  auto type = cast<arch::BufferType>(source.getBuffer().getType());
  std::optional<Format> format = formatOf(type.getElementType());
  if (!format)
    return source.emitOpError() << "holds " << type.getElementType()
                                << ", which is no number format";
  buffer.format = *format;
  buffer.elements = type.getElements();
  buffer.depth = source.getDepth().value_or(1);
  buffer.memory = source.getMemory() ? machine.findMemory(*source.getMemory())
                                     : chooseMemory(source);
  if (buffer.memory < 0)
    return source.emitOpError()
           << "is in a memory that @" << machine.name << " does not have";
  buffer.slotBytes =
      source.getSlotBytes().value_or(storedBytes(*format, buffer.elements));
  buffer.address = source.getAddress() ? int64_t(*source.getAddress()) : -1;
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
  if (buffer.address >= 0)
    ends[buffer.memory] =
        std::max(ends[buffer.memory], buffer.address + buffer.bytes());
  ids[source.getBuffer()] = program.buffers.size();
  program.buffers.push_back(std::move(buffer));
  return success();
}

/// Where a buffer is; -1 if that has not been decided.
MemoryId Sequencer::memoryOf(ridge::BufferOp source) const {
  if (source.getMemory())
    return machine.findMemory(*source.getMemory());
  if (source.getArgument() || source.getResultIndex() || source.getValue())
    return machine.home();
  auto known = ids.find(source.getBuffer());
  return known == ids.end() ? -1 : program.buffers[known->second].memory;
}

/// A memory for a buffer that has none yet: the first that paths join with the
/// other ends of its moves, as far as those are known. Values ask for no more.
MemoryId Sequencer::chooseMemory(ridge::BufferOp source) const {
  auto joins = [&](MemoryId memory) {
    return llvm::all_of(source.getBuffer().getUsers(), [&](Operation *user) {
      auto move = dyn_cast<ridge::MoveOp>(user);
      bool reads = move && move.getSource() == source.getBuffer();
      bool writes = move && move.getTarget() == source.getBuffer();
      if (reads == writes)
        return true; // Computed on, or a list of positions.
      Value end = reads ? move.getTarget() : move.getSource();
      MemoryId other = memoryOf(end.getDefiningOp<ridge::BufferOp>());
      return other < 0 || pathOf(move, reads ? memory : other,
                                 reads ? other : memory, machine) >= 0;
    });
  };
  if (memoryOf(source) >= 0)
    return memoryOf(source);
  for (size_t memory = 0; memory < machine.memories.size(); ++memory)
    if (joins(memory))
      return memory;
  return machine.home();
}

void Sequencer::placeBuffer(Buffer &buffer) {
  // Exec asks for nothing but disjoint addresses; 64 suits every format.
  constexpr int64_t spacing = 64;
  int64_t &end = ends[buffer.memory];
  buffer.address = (end + spacing - 1) / spacing * spacing;
  end = buffer.address + buffer.bytes();
}

//===----------------------------------------------------------------------===//
// Operations
//===----------------------------------------------------------------------===//

FailureOr<BufferId> Sequencer::idOf(Operation *user, Value buffer) {
  auto found = ids.find(buffer);
  if (found == ids.end())
    return user->emitOpError("has an operand that is no ridge.buffer at the "
                             "top of the function");
  Buffer &known = program.buffers[found->second];
  LayerId layer = program.layers.size() - 1;
  if (known.firstLayer < 0)
    known.firstLayer = layer;
  known.lastLayer = layer;
  return found->second;
}

/// Only moves encode. Before there are any, computations write to a buffer that
/// is not encoded, and a move follows each of them.
BufferId Sequencer::plainOf(BufferId coded) {
  auto [known, isNew] = plain.try_emplace(coded, program.buffers.size());
  if (isNew) {
    Buffer buffer = program.buffers[coded];
    buffer.name += ".plain";
    buffer.kind = Buffer::Kind::Temporary;
    buffer.codec.clear();
    placeBuffer(buffer);
    program.buffers.push_back(std::move(buffer));
  }
  return known->second;
}

/// The move that follows a computation, if it wrote to such a buffer.
std::optional<ProgramOp> Sequencer::encodingOf(const ProgramOp &op) const {
  if (op.kind != ProgramOp::Kind::Issue)
    return std::nullopt;
  for (auto [coded, buffer] : plain) {
    if (op.operands.back().buffer != buffer)
      continue;
    ProgramOp move;
    move.kind = ProgramOp::Kind::Move;
    move.layer = op.layer;
    for (auto [path, way] : llvm::enumerate(machine.paths))
      if (way.to == program.buffers[coded].memory &&
          llvm::is_contained(way.codecs, program.buffers[coded].codec))
        move.path = path;
    // A dim along which the result stands still is one that it sums over.
    Access written = op.operands.back();
    written.strides.clear();
    for (auto [size, stride] : llvm::zip(op.sizes, op.operands.back().strides))
      if (stride != 0) {
        move.sizes.push_back(size);
        written.strides.push_back(stride);
      }
    move.operands.assign(2, written);
    move.operands.back().buffer = coded;
    return move;
  }
  return std::nullopt;
}

template <typename OpTy>
FailureOr<ProgramOp> Sequencer::translateComputing(OpTy op,
                                                   ridge::LayerOp layer) {
  FailureOr<Kernel> kernel = kernelOf(op);
  if (failed(kernel))
    return failure();
  ProgramOp result;
  result.kind = ProgramOp::Kind::Issue;
  result.layer = program.layers.size() - 1;
  auto known = llvm::find(program.kernels, *kernel);
  result.kernel = known - program.kernels.begin();
  if (known == program.kernels.end())
    program.kernels.push_back(std::move(*kernel));
  SmallVector<BufferId> buffers;
  SmallVector<Value> values(op.getReads());
  values.push_back(op.getWrite());
  for (Value value : values) {
    FailureOr<BufferId> id = idOf(op, value);
    if (failed(id))
      return failure();
    buffers.push_back(*id);
  }
  if (!program.buffers[buffers.back()].codec.empty())
    buffers.back() = plainOf(buffers.back());
  auto converter = MapConverter::create(op, layer, op.getCounters());
  if (failed(converter) ||
      failed(converter->windows(op.getSizes(), op.getOriginsAttr(), result)) ||
      failed(converter->operands(op.getAccesses(), buffers, result)))
    return failure();
  return result;
}

FailureOr<ProgramOp> Sequencer::translateMove(ridge::MoveOp move,
                                              ridge::LayerOp layer) {
  FailureOr<BufferId> source = idOf(move, move.getSource());
  FailureOr<BufferId> target = idOf(move, move.getTarget());
  if (failed(source) || failed(target))
    return failure();
  ProgramOp result;
  result.kind = ProgramOp::Kind::Move;
  result.layer = program.layers.size() - 1;
  SmallVector<BufferId> buffers = {*source, *target};
  for (auto [k, value] : llvm::enumerate(move.getIndices())) {
    FailureOr<BufferId> list = idOf(move, value);
    if (failed(list))
      return failure();
    buffers.push_back(*list);
    result.indices.push_back(
        {(*move.getIndexStrides())[k], (*move.getIndexLimits())[k]});
  }
  result.path = pathOf(move, program.buffers[*source].memory,
                       program.buffers[*target].memory, machine);
  if (result.path < 0)
    return move.emitOpError("joins two memories between which the machine has "
                            "no path");
  auto converter = MapConverter::create(move, layer, move.getCounters());
  if (failed(converter) ||
      failed(converter->windows(move.getSizes(), {}, result)) ||
      failed(converter->operands(move.getAccesses(), buffers, result)))
    return failure();
  return result;
}

LogicalResult Sequencer::translateBlock(mlir::Block &source,
                                        ridge::LayerOp layer,
                                        ridge::Block &target) {
  for (Operation &entry : source) {
    if (entry.hasTrait<OpTrait::IsTerminator>())
      continue;
    FailureOr<ProgramOp> result = failure();
    if (auto compute = dyn_cast<ridge::ComputeOp>(entry)) {
      result = translateComputing(compute, layer);
    } else if (auto invoke = dyn_cast<ridge::InvokeOp>(entry)) {
      result = translateComputing(invoke, layer);
    } else if (auto move = dyn_cast<ridge::MoveOp>(entry)) {
      result = translateMove(move, layer);
    } else if (auto loop = dyn_cast<affine::AffineForOp>(entry);
               loop && countedTrips(loop)) {
      ProgramOp inner;
      inner.kind = ProgramOp::Kind::Loop;
      inner.layer = program.layers.size() - 1;
      inner.trip = *countedTrips(loop);
      if (succeeded(translateBlock(*loop.getBody(), layer, inner.body)))
        result = std::move(inner);
    } else {
      return entry.emitOpError("cannot be run; expected counted loops, "
                               "ridge.compute, ridge.invoke or ridge.move");
    }
    if (failed(result))
      return failure();
    std::optional<ProgramOp> encoding = encodingOf(*result);
    target.push_back(std::move(*result));
    if (encoding)
      target.push_back(std::move(*encoding));
  }
  return success();
}

LogicalResult Sequencer::translateLayer(ridge::LayerOp source) {
  Layer layer;
  layer.name = source.getLabel().str();
  layer.kind = source.getKind().str();
  layer.macs = source.getMacs();
  if (auto skipped = source.getSkipped())
    layer.skipped = {(*skipped)[0], (*skipped)[1]};
  layer.location = locationText(source.getLoc());
  program.layers.push_back(std::move(layer));
  return translateBlock(source.getBody().front(), source, queue.body);
}

FailureOr<Program> Sequencer::run() {
  program.name = func.getSymName().str();
  program.machineName = machine.name;
  for (auto buffer : func.getOps<ridge::BufferOp>())
    if (failed(declareBuffer(buffer)))
      return failure();
  for (Buffer &buffer : program.buffers) {
    if (buffer.address < 0)
      placeBuffer(buffer);
    buffer.firstLayer = buffer.lastLayer = -1;
  }
  for (auto layer : func.getOps<ridge::LayerOp>())
    if (failed(translateLayer(layer)))
      return failure();
  for (Buffer &buffer : program.buffers)
    if (buffer.firstLayer < 0)
      buffer.firstLayer = buffer.lastLayer = 0;
  queue.engine = 0;
  program.queues.push_back(std::move(queue));
  return std::move(program);
}

FailureOr<Program> ridge::sequentialProgram(func::FuncOp func,
                                            const Machine &machine) {
  return Sequencer(func, machine).run();
}

FailureOr<Program> ridge::sequentialProgram(ModuleOp module,
                                            const Machine &machine) {
  SmallVector<func::FuncOp> functions;
  for (auto func : module.getOps<func::FuncOp>())
    if (!func.isExternal() && !func.getOps<ridge::LayerOp>().empty())
      functions.push_back(func);
  if (functions.size() != 1)
    return module.emitError() << "holds " << functions.size()
                              << " functions with layers, expected 1";
  return sequentialProgram(functions.front(), machine);
}
