//===- EmitIsa.cpp - write the queues -------------------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Declarations first, then for each engine with work the loops of the function
/// with its own operations, waits and signals. Equal kernels are declared once.
///
//===----------------------------------------------------------------------===//

#include "EmitIsa.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/IRMapping.h"
#include "ridge/Analysis/MovePath.h"
#include "ridge/Analysis/WindowKernel.h"
#include "llvm/ADT/StringSet.h"

using namespace mlir;
using namespace ridge;

namespace {
class Emitter {
public:
  Emitter(Problem &problem, isa::ProgramOp program)
      : problem(problem), program(program),
        builder(OpBuilder::atBlockEnd(&program.getBody().front())) {}
  LogicalResult emit();

private:
  /// A symbol name like `wanted` that no declaration has yet.
  std::string unique(StringRef wanted);
  FlatSymbolRefAttr reference(StringRef name) {
    return FlatSymbolRefAttr::get(builder.getContext(), name);
  }

  LogicalResult declareKernels();
  void declareKernel(InvokeOp invoke, const Kernel &kernel);
  void declareBuffers();
  void declareLayers();
  void declareSemaphores();

  void emitQueue(EngineId engine);
  void emitBlock(Block &source, EngineId engine, IRMapping &mapping);
  void emitActions(
      const llvm::DenseMap<Operation *, std::vector<SyncAction>> &actions,
      Operation *at, EngineId engine, IRMapping &mapping);
  void emitAction(const SyncAction &action, Location loc, IRMapping &mapping);
  void emitLoop(affine::AffineForOp loop, EngineId engine, IRMapping &mapping);
  void emitInvoke(InvokeOp invoke, IRMapping &mapping);
  void emitMove(MoveOp move, IRMapping &mapping);
  MemoryId memoryOf(Value buffer);
  FlatSymbolRefAttr bufferRef(Value buffer) {
    return reference(bufferNames[problem.bufferIds.lookup(buffer)]);
  }

  Problem &problem;
  isa::ProgramOp program;
  OpBuilder builder;
  llvm::StringSet<> taken;
  std::vector<Kernel> kernels;
  llvm::DenseMap<Operation *, int> kernelIds;
  std::vector<std::string> kernelNames, bufferNames, semaphoreNames;
  FlatSymbolRefAttr layer; ///< Of what is being emitted.
};
} // namespace

std::string Emitter::unique(StringRef wanted) {
  std::string name = wanted.str();
  for (int n = 1; !taken.insert(name).second; ++n)
    name = (wanted + "_" + Twine(n)).str();
  return name;
}

//===----------------------------------------------------------------------===//
// Declarations
//===----------------------------------------------------------------------===//

static ArrayAttr dimsAttr(OpBuilder &builder, const Kernel &kernel) {
  SmallVector<Attribute> lists;
  for (const KernelOperand &operand :
       llvm::concat<const KernelOperand>(kernel.inputs, kernel.outputs)) {
    SmallVector<int64_t> dims;
    for (unsigned d = 0; d < kernel.numDims(); ++d)
      if (operand.dims >> d & 1)
        dims.push_back(d);
    lists.push_back(builder.getI64ArrayAttr(dims));
  }
  return builder.getArrayAttr(lists);
}

void Emitter::declareKernel(InvokeOp invoke, const Kernel &kernel) {
  kernels.push_back(kernel);
  kernelNames.push_back(unique("k" + std::to_string(kernelNames.size())));
  auto op = isa::KernelOp::create(
      builder, invoke.getLoc(), kernelNames.back(),
      SmallVector<bool>(kernel.reduction.begin(), kernel.reduction.end()),
      dimsAttr(builder, kernel));
  IRMapping mapping;
  invoke.getBody().cloneInto(&op.getBody(), mapping);
  Operation *yield = op.getBody().front().getTerminator();
  OpBuilder end(yield);
  isa::YieldOp::create(end, yield->getLoc(), yield->getOperands());
  yield->erase();
}

LogicalResult Emitter::declareKernels() {
  WalkResult walk = problem.func.walk([&](InvokeOp invoke) {
    FailureOr<Kernel> kernel = kernelOf(invoke);
    if (failed(kernel))
      return WalkResult::interrupt();
    auto known = llvm::find(kernels, *kernel);
    kernelIds[invoke] = known - kernels.begin();
    if (known == kernels.end())
      declareKernel(invoke, *kernel);
    return WalkResult::advance();
  });
  return failure(walk.wasInterrupted());
}

/// First and last layer that uses each buffer.
static std::vector<std::pair<int64_t, int64_t>>
usedLayers(const Problem &problem) {
  std::vector<std::pair<int64_t, int64_t>> layers(problem.buffers.size(),
                                                  {-1, -1});
  for (auto [id, uses] : llvm::enumerate(problem.uses))
    for (const Use &use : uses) {
      auto &[first, last] = layers[use.buffer];
      if (first < 0)
        first = id;
      last = id;
    }
  for (auto &[first, last] : layers)
    first = std::max<int64_t>(first, 0), last = std::max<int64_t>(last, 0);
  return layers;
}

void Emitter::declareBuffers() {
  std::vector<std::pair<int64_t, int64_t>> used = usedLayers(problem);
  for (auto [id, buffer] : llvm::enumerate(problem.buffers)) {
    bufferNames.push_back(unique(buffer.getLabel()));
    DenseI64ArrayAttr layers = buffer.getLayersAttr();
    if (!layers)
      layers = builder.getDenseI64ArrayAttr({used[id].first, used[id].second});
    auto op = isa::BufferOp::create(
        builder, buffer.getLoc(), bufferNames.back(),
        cast<arch::BufferType>(buffer.getType()), *buffer.getMemory(),
        *buffer.getAddress(), buffer.getDepth().value_or(1),
        *buffer.getSlotBytes(), layers.asArrayRef(), buffer.getArgumentAttr(),
        buffer.getResultIndexAttr(), buffer.getShapeAttr(),
        buffer.getValueAttr(), buffer.getCodecAttr());
    (void)op;
  }
}

void Emitter::declareLayers() {
  for (LayerOp op : problem.layers)
    isa::LayerOp::create(builder, op.getLoc(), unique(op.getLabel()),
                         op.getLabel(), op.getKind(), op.getMacs());
}

void Emitter::declareSemaphores() {
  for (const std::string &name : problem.semaphores) {
    semaphoreNames.push_back(unique(name));
    isa::SemaphoreOp::create(builder, problem.func.getLoc(),
                             semaphoreNames.back());
  }
}

//===----------------------------------------------------------------------===//
// Queues
//===----------------------------------------------------------------------===//

void Emitter::emitAction(const SyncAction &action, Location loc,
                         IRMapping &mapping) {
  FlatSymbolRefAttr semaphore = reference(semaphoreNames[action.semaphore]);
  if (!action.isWait) {
    isa::SignalOp::create(builder, loc, semaphore, layer);
    return;
  }
  SmallVector<Value> counters;
  AffineExpr value = builder.getAffineConstantExpr(action.value.constant);
  for (auto [loop, coefficient] : llvm::reverse(action.value.terms)) {
    value = value + builder.getAffineDimExpr(counters.size()) * coefficient;
    counters.push_back(
        mapping.lookup(cast<affine::AffineForOp>(loop).getInductionVar()));
  }
  AffineMap map = AffineMap::get(counters.size(), 0, value);
  isa::WaitOp::create(builder, loc, semaphore, AffineMapAttr::get(map),
                      counters, layer);
}

void Emitter::emitActions(
    const llvm::DenseMap<Operation *, std::vector<SyncAction>> &actions,
    Operation *at, EngineId engine, IRMapping &mapping) {
  auto found = actions.find(at);
  if (found == actions.end())
    return;
  for (const SyncAction &action : found->second)
    if (action.engine == engine)
      emitAction(action, at->getLoc(), mapping);
}

static SmallVector<Value> mapped(ValueRange values, IRMapping &mapping) {
  return llvm::map_to_vector(
      values, [&](Value value) { return mapping.lookup(value); });
}

void Emitter::emitInvoke(InvokeOp invoke, IRMapping &mapping) {
  SmallVector<Attribute> buffers;
  for (Value read : invoke.getReads())
    buffers.push_back(bufferRef(read));
  buffers.push_back(bufferRef(invoke.getWrite()));
  isa::IssueOp::create(
      builder, invoke.getLoc(), invoke.getInstructionAttr(),
      reference(kernelNames[kernelIds.lookup(invoke)]),
      builder.getArrayAttr(buffers), mapped(invoke.getCounters(), mapping),
      invoke.getSizesAttr(), invoke.getAccessesAttr(), invoke.getOriginsAttr(),
      invoke.getDimsAttr(), invoke.getOperandsMapAttr(), invoke.getTotalAttr(),
      invoke.getPartAttr(), layer);
}

MemoryId Emitter::memoryOf(Value buffer) {
  return problem.machine.findMemory(
      *buffer.getDefiningOp<BufferOp>().getMemory());
}

void Emitter::emitMove(MoveOp move, IRMapping &mapping) {
  SmallVector<Attribute> lists;
  for (Value list : move.getIndices())
    lists.push_back(bufferRef(list));
  PathId path = pathOf(move, memoryOf(move.getSource()),
                       memoryOf(move.getTarget()), problem.machine);
  isa::MoveOp::create(builder, move.getLoc(),
                      builder.getStringAttr(problem.machine.paths[path].name),
                      bufferRef(move.getSource()), bufferRef(move.getTarget()),
                      mapped(move.getCounters(), mapping), move.getSizesAttr(),
                      move.getAccessesAttr(), layer,
                      lists.empty() ? ArrayAttr() : builder.getArrayAttr(lists),
                      move.getIndexStridesAttr(), move.getIndexLimitsAttr());
}

void Emitter::emitLoop(affine::AffineForOp loop, EngineId engine,
                       IRMapping &mapping) {
  auto copy = affine::AffineForOp::create(builder, loop.getLoc(), 0,
                                          loop.getConstantUpperBound());
  mapping.map(loop.getInductionVar(), copy.getInductionVar());
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(copy.getBody());
  emitBlock(*loop.getBody(), engine, mapping);
}

void Emitter::emitBlock(Block &source, EngineId engine, IRMapping &mapping) {
  for (Operation &op : source) {
    if (!problem.runs(&op, engine))
      continue;
    emitActions(problem.before, &op, engine, mapping);
    if (auto loop = dyn_cast<affine::AffineForOp>(op))
      emitLoop(loop, engine, mapping);
    else if (auto invoke = dyn_cast<InvokeOp>(op))
      emitInvoke(invoke, mapping);
    else
      emitMove(cast<MoveOp>(op), mapping);
    emitActions(problem.after, &op, engine, mapping);
  }
}

void Emitter::emitQueue(EngineId engine) {
  OpBuilder::InsertionGuard guard(builder);
  auto queue = isa::QueueOp::create(builder, problem.func.getLoc(),
                                    problem.machine.engines[engine].name);
  builder.setInsertionPointToStart(&queue.getBody().emplaceBlock());
  IRMapping mapping;
  auto layers = llvm::to_vector(program.getOps<isa::LayerOp>());
  for (auto [op, declared] : llvm::zip_equal(problem.layers, layers)) {
    layer = reference(declared.getSymName());
    emitBlock(op.getBody().front(), engine, mapping);
    emitActions(problem.after, op, engine, mapping);
  }
}

LogicalResult Emitter::emit() {
  if (failed(declareKernels()))
    return failure();
  declareBuffers();
  declareLayers();
  declareSemaphores();
  for (size_t engine = 0; engine < problem.machine.engines.size(); ++engine) {
    bool hasWork = llvm::any_of(problem.uses, [&](const auto &uses) {
      return llvm::any_of(uses, [&](const Use &use) {
        return use.engine == static_cast<EngineId>(engine);
      });
    });
    if (hasWork)
      emitQueue(engine);
  }
  return success();
}

FailureOr<isa::ProgramOp> ridge::emitIsa(Problem &problem,
                                         StringRef machineName) {
  OpBuilder builder(problem.func);
  auto program = isa::ProgramOp::create(builder, problem.func.getLoc(),
                                        problem.func.getSymName(), machineName);
  program.getBody().emplaceBlock();
  if (failed(Emitter(problem, program).emit())) {
    program.erase();
    return failure();
  }
  return program;
}
