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
#include "dialects/Ridge/RidgeAttributes.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/IRMapping.h"
#include "ridge/Analysis/MovePath.h"
#include "ridge/Analysis/WindowKernel.h"
#include "ridge/Analysis/Windows.h"
#include "llvm/ADT/StringSet.h"

using namespace mlir;
using namespace ridge;

namespace {
/// The value of a loop counter in the queue: that of the queue's own loop, if
/// it stands in one, plus a constant.
struct CounterPlace {
  Value counter;
  int64_t shift = 0;
};
using CounterPlaces = llvm::DenseMap<Value, CounterPlace>;

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
  void emitBlock(Block &source);
  void emitOp(Operation &op);
  void
  emitActions(const llvm::DenseMap<Operation *, std::vector<SyncAction>> &list,
              Operation *at);
  void emitAction(const SyncAction &action, Location loc);
  void emitLoop(affine::AffineForOp loop);
  void emitInvoke(InvokeOp invoke);
  void emitMove(MoveOp move);
  SmallVector<Value> placed(ValueRange counters) const;
  void placeMaps(Operation *op, ValueRange counters) const;

  /// Position in a nest of loops, one place per loop.
  using NestPosition = SmallVector<CounterPlace, 2>;
  affine::AffineForOp createLoop(Location loc, int64_t trips);
  void emitSkewed(const Skew &skew);
  void emitSteps(const Skew &skew, size_t level, NestPosition at);
  void emitTurn(const Skew &skew, size_t level, const NestPosition *from,
                const NestPosition *to);
  void emitBegin(const Skew &skew, size_t level, int stage,
                 const NestPosition &at);
  void emitEnd(const Skew &skew, size_t level, int stage,
               const NestPosition &at);
  void emitStage(const Skew &skew, int stage, const NestPosition &at);
  void place(const Skew &skew, const NestPosition &at);
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
  // Of what is being emitted.
  FlatSymbolRefAttr layer;
  EngineId engine = -1;
  CounterPlaces places;
  llvm::DenseSet<Operation *> emitted; ///< Invokes.
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
        *buffer.getSlotBytes(), layers.asArrayRef(), buffer.getTurnAttr(),
        buffer.getArgumentAttr(), buffer.getResultIndexAttr(),
        buffer.getShapeAttr(), buffer.getValueAttr(), buffer.getCodecAttr());
    (void)op;
  }
}

void Emitter::declareLayers() {
  for (LayerOp op : problem.layers)
    isa::LayerOp::create(builder, op.getLoc(), unique(op.getLabel()),
                         op.getLabel(), op.getKind(), op.getMacs(),
                         op.getSkippedAttr());
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

void Emitter::emitAction(const SyncAction &action, Location loc) {
  FlatSymbolRefAttr semaphore = reference(semaphoreNames[action.semaphore]);
  if (!action.isWait) {
    isa::SignalOp::create(
        builder, loc, semaphore,
        action.afterReads ? builder.getUnitAttr() : UnitAttr(), layer);
    return;
  }
  SmallVector<Value> counters;
  AffineExpr value = builder.getAffineConstantExpr(0);
  int64_t constant = action.value.constant;
  for (auto [loop, coefficient] : llvm::reverse(action.value.terms)) {
    CounterPlace place =
        places.lookup(cast<affine::AffineForOp>(loop).getInductionVar());
    constant += coefficient * place.shift;
    if (!place.counter)
      continue;
    value = value + builder.getAffineDimExpr(counters.size()) * coefficient;
    counters.push_back(place.counter);
  }
  AffineMap map = AffineMap::get(counters.size(), 0, value + constant);
  isa::WaitOp::create(builder, loc, semaphore, AffineMapAttr::get(map),
                      counters, layer);
}

void Emitter::emitActions(
    const llvm::DenseMap<Operation *, std::vector<SyncAction>> &list,
    Operation *at) {
  auto found = list.find(at);
  if (found == list.end())
    return;
  for (const SyncAction &action : found->second)
    if (action.engine == engine)
      emitAction(action, at->getLoc());
}

SmallVector<Value> Emitter::placed(ValueRange counters) const {
  SmallVector<Value> values;
  for (Value counter : counters)
    if (Value value = places.lookup(counter).counter)
      values.push_back(value);
  return values;
}

/// Sizes, accesses and origins over `counters` become those over their places.
void Emitter::placeMaps(Operation *op, ValueRange counters) const {
  unsigned count = 0;
  SmallVector<AffineExpr> values;
  for (Value counter : counters) {
    CounterPlace place = places.lookup(counter);
    AffineExpr shift = getAffineConstantExpr(place.shift, op->getContext());
    values.push_back(place.counter
                         ? getAffineDimExpr(count++, op->getContext()) + shift
                         : shift);
  }
  rewriteMaps(op, [&](AffineMap map) {
    SmallVector<AffineExpr> results;
    std::optional<int64_t> least; // Of constants: the least counts.
    for (AffineExpr expr : map.getResults()) {
      expr = expr.replaceDims(values);
      if (std::optional<Affine> form = linearForm(expr, count)) {
        expr = affineExpr(*form, op->getContext());
        if (form->isConstant()) {
          least = std::min(least.value_or(form->constant), form->constant);
          continue;
        }
      }
      results.push_back(expr);
    }
    if (least)
      results.insert(results.begin(),
                     getAffineConstantExpr(*least, op->getContext()));
    return AffineMap::get(count, 0, results, op->getContext());
  });
}

void Emitter::emitInvoke(InvokeOp invoke) {
  SmallVector<Attribute> buffers;
  for (Value read : invoke.getReads())
    buffers.push_back(bufferRef(read));
  buffers.push_back(bufferRef(invoke.getWrite()));
  // A skewed loop has its operations in several places: the work counts once.
  bool isPart = invoke.getPart() || !emitted.insert(invoke).second;
  auto issue = isa::IssueOp::create(
      builder, invoke.getLoc(), invoke.getInstructionAttr(),
      reference(kernelNames[kernelIds.lookup(invoke)]),
      builder.getArrayAttr(buffers), placed(invoke.getCounters()),
      invoke.getSizesAttr(), invoke.getAccessesAttr(), invoke.getOriginsAttr(),
      invoke.getDimsAttr(), invoke.getOperandsMapAttr(),
      isPart ? DenseI64ArrayAttr() : invoke.getTotalAttr(),
      isPart ? IntegerAttr() : invoke.getPointsAttr(),
      isPart ? builder.getUnitAttr() : UnitAttr(), layer);
  placeMaps(issue, invoke.getCounters());
}

MemoryId Emitter::memoryOf(Value buffer) {
  return problem.machine.findMemory(
      *buffer.getDefiningOp<BufferOp>().getMemory());
}

void Emitter::emitMove(MoveOp move) {
  SmallVector<Attribute> lists;
  for (Value list : move.getIndices())
    lists.push_back(bufferRef(list));
  PathId path = pathOf(move, memoryOf(move.getSource()),
                       memoryOf(move.getTarget()), problem.machine);
  auto copy = isa::MoveOp::create(
      builder, move.getLoc(),
      builder.getStringAttr(problem.machine.paths[path].name),
      bufferRef(move.getSource()), bufferRef(move.getTarget()),
      placed(move.getCounters()), move.getSizesAttr(), move.getAccessesAttr(),
      layer, lists.empty() ? ArrayAttr() : builder.getArrayAttr(lists),
      move.getIndexStridesAttr(), move.getIndexLimitsAttr());
  placeMaps(copy, move.getCounters());
}

affine::AffineForOp Emitter::createLoop(Location loc, int64_t trips) {
  auto loop = affine::AffineForOp::create(builder, loc, 0, trips);
  builder.setInsertionPointToStart(loop.getBody());
  return loop;
}

void Emitter::emitLoop(affine::AffineForOp loop) {
  OpBuilder::InsertionGuard guard(builder);
  auto copy = createLoop(loop.getLoc(), loop.getConstantUpperBound());
  places[loop.getInductionVar()] = {copy.getInductionVar(), 0};
  emitBlock(*loop.getBody());
}

void Emitter::emitOp(Operation &op) {
  if (!problem.runs(&op, engine))
    return;
  emitActions(problem.before, &op);
  auto skew = problem.skews.find(&op);
  if (skew != problem.skews.end() && skew->second.engines.test(engine))
    emitSkewed(skew->second);
  else if (auto loop = dyn_cast<affine::AffineForOp>(op))
    emitLoop(loop);
  else if (auto invoke = dyn_cast<InvokeOp>(op))
    emitInvoke(invoke);
  else
    emitMove(cast<MoveOp>(op));
  emitActions(problem.after, &op);
}

void Emitter::emitBlock(Block &source) {
  for (Operation &op : source)
    emitOp(op);
}

//===----------------------------------------------------------------------===//
// Skewed loops
//===----------------------------------------------------------------------===//

void Emitter::place(const Skew &skew, const NestPosition &at) {
  for (auto [loop, counter] : llvm::zip_equal(skew.loops, at)) {
    affine::AffineForOp nested = loop;
    places[nested.getInductionVar()] = counter;
  }
}

/// The engine's children of one stage, for one iteration.
void Emitter::emitStage(const Skew &skew, int stage, const NestPosition &at) {
  place(skew, at);
  affine::AffineForOp innermost = skew.loops.back();
  for (Operation &op : *innermost.getBody())
    if (skew.stageOf(op) == stage)
      emitOp(op);
}

/// What stands before inner loops that begin a run, from `level` on, and is for
/// `stage`: children of the bodies around them, and waits for buffers that this
/// stage is the first to use.
void Emitter::emitBegin(const Skew &skew, size_t level, int stage,
                        const NestPosition &at) {
  place(skew, at);
  for (size_t depth = std::max<size_t>(level, 1); depth < skew.loops.size();
       ++depth) {
    affine::AffineForOp inner = skew.loops[depth];
    for (Operation &op : *inner->getBlock()) {
      if (&op == inner)
        break;
      if (skew.stageOf(op) == stage)
        emitOp(op);
    }
    for (const SyncAction &action : problem.before.lookup(inner))
      if (action.engine == engine && skew.firstUse(inner, action) == stage)
        emitAction(action, inner.getLoc());
  }
}

/// The same behind inner loops that end a run.
void Emitter::emitEnd(const Skew &skew, size_t level, int stage,
                      const NestPosition &at) {
  place(skew, at);
  for (size_t depth = skew.loops.size();
       --depth >= std::max<size_t>(level, 1);) {
    affine::AffineForOp inner = skew.loops[depth];
    for (const SyncAction &action : problem.after.lookup(inner))
      if (action.engine == engine && skew.lastUse(inner, action) == stage)
        emitAction(action, inner.getLoc());
    for (Operation *op = inner->getNextNode(); op; op = op->getNextNode())
      if (skew.stageOf(*op) == stage)
        emitOp(*op);
  }
}

/// The steps in which the loops from `level` on begin a run, at `to`, and end
/// the one before, at `from`; null: there is none.
void Emitter::emitTurn(const Skew &skew, size_t level, const NestPosition *from,
                       const NestPosition *to) {
  NestPosition begin, end;
  for (auto [depth, loop] : llvm::enumerate(skew.loops)) {
    affine::AffineForOp nested = loop;
    int64_t trips = *ridge::countedTrips(nested);
    bool outer = depth < level;
    begin.push_back(outer && to ? (*to)[depth] : CounterPlace{{}, 0});
    end.push_back(outer && from ? (*from)[depth] : CounterPlace{{}, trips - 1});
  }
  int64_t trips = end.back().shift + 1;
  if (from)
    emitEnd(skew, level, 0, end);
  for (int step = 0; step < skew.last; ++step)
    for (int stage = 0; stage <= skew.last; ++stage) {
      NestPosition at = stage <= step ? begin : end;
      at.back().shift = stage <= step ? step - stage : trips + step - stage;
      if (to && stage == step)
        emitBegin(skew, level, stage, at);
      if (stage <= step ? to : from)
        emitStage(skew, stage, at);
      if (from && stage == step + 1)
        emitEnd(skew, level, stage, at);
    }
  if (to)
    emitBegin(skew, level, skew.last, begin);
}

/// All steps of the loops from `level` on, without the turns before and after.
void Emitter::emitSteps(const Skew &skew, size_t level, NestPosition at) {
  affine::AffineForOp loop = skew.loops[level];
  int64_t trips = *ridge::countedTrips(loop);
  bool innermost = level + 1 == skew.loops.size();
  int64_t repeats = trips - (innermost ? skew.last : 1);
  if (repeats > 0) {
    OpBuilder::InsertionGuard guard(builder);
    Value counter; // What happens once needs no loop.
    if (repeats > 1)
      counter = createLoop(loop.getLoc(), repeats).getInductionVar();
    if (innermost) {
      for (int stage = 0; stage <= skew.last; ++stage) {
        at[level] = {counter, skew.last - stage};
        emitStage(skew, stage, at);
      }
    } else {
      at[level] = {counter, 0};
      emitSteps(skew, level + 1, at);
      NestPosition next = at;
      next[level].shift = 1;
      emitTurn(skew, level + 1, &at, &next);
    }
  }
  if (!innermost) {
    at[level] = {{}, trips - 1};
    emitSteps(skew, level + 1, at);
  }
}

void Emitter::emitSkewed(const Skew &skew) {
  NestPosition none(skew.loops.size());
  emitTurn(skew, 0, nullptr, &none);
  emitSteps(skew, 0, none);
  emitTurn(skew, 0, &none, nullptr);
}

void Emitter::emitQueue(EngineId id) {
  OpBuilder::InsertionGuard guard(builder);
  auto queue = isa::QueueOp::create(builder, problem.func.getLoc(),
                                    problem.machine.engines[id].name);
  builder.setInsertionPointToStart(&queue.getBody().emplaceBlock());
  engine = id;
  auto layers = llvm::to_vector(program.getOps<isa::LayerOp>());
  for (auto [op, declared] : llvm::zip_equal(problem.layers, layers)) {
    layer = reference(declared.getSymName());
    emitBlock(op.getBody().front());
    emitActions(problem.after, op);
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
  auto program = isa::ProgramOp::create(
      builder, problem.func.getLoc(), problem.func.getSymName(), machineName,
      problem.func->getAttrOfType<IntegerAttr>(kCriticalPathAttr));
  program.getBody().emplaceBlock();
  if (failed(Emitter(problem, program).emit())) {
    program.erase();
    return failure();
  }
  return program;
}
