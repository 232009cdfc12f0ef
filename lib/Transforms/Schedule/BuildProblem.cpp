//===- BuildProblem.cpp - read the selected form --------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Every invoke belongs to its instruction's engine, every move to the engine
/// of the path between its buffers' memories.
///
//===----------------------------------------------------------------------===//

#include "Problem.h"
#include "ridge/Analysis/MovePath.h"
#include "ridge/Analysis/Windows.h"
#include <limits>

using namespace mlir;
using namespace ridge;

//===----------------------------------------------------------------------===//
// Sums of counters
//===----------------------------------------------------------------------===//

static int64_t tripsOf(Operation *loop) {
  return *countedTrips(cast<affine::AffineForOp>(loop));
}

int64_t ridge::greatest(const CounterSum &sum) {
  return sum.range([](Operation *loop) { return counterRange(tripsOf(loop)); })
      .high;
}

bool ridge::areSame(const CounterSum &a, const CounterSum &b) {
  CounterSum difference;
  difference.add(a);
  difference.add(b, -1);
  return difference.constant == 0 &&
         llvm::all_of(difference.terms, [](const auto &term) {
           return tripsOf(term.first) <= 1;
         });
}

int Problem::addSemaphore(std::string name) {
  semaphores.push_back(std::move(name));
  return static_cast<int>(semaphores.size()) - 1;
}

int64_t Problem::roomOf(int buffer, mlir::Block *block) const {
  auto found = period.find({buffer, block});
  if (found == period.end())
    return BufferOp(buffers[buffer]).getDepth().value_or(1);
  return found->second > 0 ? found->second
                           : std::numeric_limits<int32_t>::max();
}

//===----------------------------------------------------------------------===//
// Reading
//===----------------------------------------------------------------------===//

namespace {
class Reader {
public:
  explicit Reader(Problem &problem) : problem(problem) {}
  LogicalResult read();

private:
  LogicalResult readBuffers();
  LogicalResult readLayer(LayerOp layer);
  LogicalResult readInvoke(InvokeOp invoke, std::vector<Use> &uses);
  LogicalResult readMove(MoveOp move, std::vector<Use> &uses);
  LogicalResult addUse(Operation *op, EngineId engine, Value buffer,
                       arch::AccessAttr access, bool reads, bool writes,
                       std::vector<Use> &uses);
  /// Marks `op` and the loops around it as work of `engine`.
  void mark(Operation *op, EngineId engine);
  FailureOr<MemoryId> memoryOf(Operation *user, Value buffer);
  int placeOf(Value buffer);

  Problem &problem;
  /// By layer and number the largest buffer of those that take turns.
  llvm::DenseMap<std::pair<int64_t, int64_t>, int> turns;
};
} // namespace

FailureOr<MemoryId> Reader::memoryOf(Operation *user, Value value) {
  auto buffer = value.getDefiningOp<BufferOp>();
  if (!buffer)
    return user->emitOpError("has an operand that is no ridge.buffer");
  StringRef name = buffer.getMemory().value_or("");
  MemoryId memory = problem.machine.findMemory(name);
  if (memory < 0)
    return buffer.emitOpError()
           << "is in memory '" << name << "', which @" << problem.machine.name
           << " does not have; place the buffers first";
  return memory;
}

void Reader::mark(Operation *op, EngineId engine) {
  for (; op && !llvm::isa<LayerOp>(op); op = op->getParentOp()) {
    llvm::SmallBitVector &set = problem.engines[op];
    set.resize(problem.machine.engines.size());
    set.set(engine);
  }
}

/// Buffers that take turns in one place are one: whoever fills it next waits
/// for those who use what is there.
int Reader::placeOf(Value value) {
  int id = problem.bufferIds.lookup(value);
  BufferOp buffer = problem.buffers[id];
  std::optional<int64_t> turn = buffer.getTurn();
  if (!turn)
    return id;
  auto [entry, isNew] =
      turns.try_emplace({buffer.getLayers()->front(), *turn}, id);
  return entry->second;
}

LogicalResult Reader::addUse(Operation *op, EngineId engine, Value buffer,
                             arch::AccessAttr access, bool reads, bool writes,
                             std::vector<Use> &uses) {
  AffineMap map = access.getInstance();
  std::optional<Affine> instance =
      linearForm(map.getResult(0), map.getNumDims());
  if (!instance)
    return op->emitOpError() << "has instance " << AffineMapAttr::get(map)
                             << ", which is not linear in its counters";
  int64_t dealt = -1;
  if (auto invoke = dyn_cast<InvokeOp>(op))
    dealt = invoke.getDealt().value_or(-1);
  uses.push_back({op, engine, placeOf(buffer), reads, writes,
                  std::move(*instance), access.getOffset(), dealt});
  return success();
}

LogicalResult Reader::readInvoke(InvokeOp invoke, std::vector<Use> &uses) {
  InstructionId id = problem.machine.findInstruction(invoke.getInstruction());
  if (id < 0)
    return invoke.emitOpError()
           << "names @" << invoke.getInstruction() << ", which @"
           << problem.machine.name << " does not have";
  EngineId engine = problem.machine.instructions[id].engine;
  mark(invoke, engine);
  size_t nextRead = 0;
  ArrayRef<Attribute> accesses = invoke.getAccesses().getValue();
  for (Attribute attribute : accesses.drop_back()) {
    auto access = dyn_cast<arch::AccessAttr>(attribute);
    if (access && failed(addUse(invoke, engine, invoke.getReads()[nextRead++],
                                access, true, false, uses)))
      return failure();
  }
  return addUse(invoke, engine, invoke.getWrite(),
                cast<arch::AccessAttr>(accesses.back()), invoke.readsOutput(),
                true, uses);
}

LogicalResult Reader::readMove(MoveOp move, std::vector<Use> &uses) {
  FailureOr<MemoryId> from = memoryOf(move, move.getSource());
  FailureOr<MemoryId> to = memoryOf(move, move.getTarget());
  if (failed(from) || failed(to))
    return failure();
  PathId path = pathOf(move, *from, *to, problem.machine);
  if (path < 0)
    return move.emitOpError()
           << "goes from '" << problem.machine.memories[*from].name << "' to '"
           << problem.machine.memories[*to].name << "', which no path of @"
           << problem.machine.name << " joins";
  EngineId engine = problem.machine.paths[path].engine;
  mark(move, engine);
  ArrayRef<Attribute> accesses = move.getAccesses().getValue();
  if (failed(addUse(move, engine, move.getSource(),
                    cast<arch::AccessAttr>(accesses[0]), true, false, uses)))
    return failure();
  for (auto [list, access] :
       llvm::zip(move.getIndices(), accesses.drop_front(2)))
    if (failed(addUse(move, engine, list, cast<arch::AccessAttr>(access), true,
                      false, uses)))
      return failure();
  return addUse(move, engine, move.getTarget(),
                cast<arch::AccessAttr>(accesses[1]), false, true, uses);
}

LogicalResult Reader::readLayer(LayerOp layer) {
  problem.layers.push_back(layer);
  std::vector<Use> &uses = problem.uses.emplace_back();
  WalkResult walk = layer.walk([&](Operation *op) {
    LogicalResult result = success();
    if (auto invoke = dyn_cast<InvokeOp>(op))
      result = readInvoke(invoke, uses);
    else if (auto move = dyn_cast<MoveOp>(op))
      result = readMove(move, uses);
    else if (auto loop = dyn_cast<affine::AffineForOp>(op);
             loop && !countedTrips(loop))
      result = op->emitOpError("must count from 0 to a constant in steps of 1 "
                               "and carry no values");
    else if (llvm::isa<ComputeOp>(op))
      result = op->emitOpError("is not selected; run ridge-apply-selection");
    return succeeded(result) ? WalkResult::advance() : WalkResult::interrupt();
  });
  return failure(walk.wasInterrupted());
}

LogicalResult Reader::readBuffers() {
  for (auto buffer : problem.func.getOps<BufferOp>()) {
    if (!buffer.getMemory() || !buffer.getAddress() || !buffer.getSlotBytes())
      return buffer.emitOpError("has no memory, address or slot_bytes; place "
                                "the buffers first");
    problem.bufferIds[buffer] = problem.buffers.size();
    problem.buffers.push_back(buffer);
  }
  for (BufferOp buffer : problem.buffers)
    if (failed(memoryOf(buffer, buffer)))
      return failure();
  for (auto [id, buffer] : llvm::enumerate(problem.buffers)) {
    if (!buffer.getTurn())
      continue;
    if (!buffer.getLayers())
      return buffer.emitOpError("takes turns and does not say in which layer");
    auto [entry, isNew] = turns.try_emplace(
        {buffer.getLayers()->front(), *buffer.getTurn()}, int(id));
    BufferOp other = problem.buffers[entry->second];
    if (*buffer.getSlotBytes() > *other.getSlotBytes())
      entry->second = int(id);
  }
  return success();
}

LogicalResult Reader::read() {
  if (!problem.func.getBody().hasOneBlock())
    return problem.func.emitOpError("has more than one block");
  if (failed(readBuffers()))
    return failure();
  for (Operation &op : problem.func.getBody().front()) {
    if (auto layer = dyn_cast<LayerOp>(op)) {
      if (failed(readLayer(layer)))
        return failure();
    } else if (!llvm::isa<BufferOp, func::ReturnOp>(op)) {
      return op.emitOpError("stands outside of a layer");
    }
  }
  return success();
}

FailureOr<Problem> ridge::buildProblem(func::FuncOp func,
                                       const Machine &machine) {
  Problem problem(machine, func);
  if (failed(Reader(problem).read()))
    return failure();
  return problem;
}
