//===- AssignMemories.cpp - memory and slots per buffer -------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Entry: tile form with moves. Exit: every buffer says its memory and depth.
///
//===----------------------------------------------------------------------===//

#include "mlir/IR/Builders.h"
#include "mlir/IR/Remarks.h"
#include "ridge/Analysis/MovePath.h"
#include "ridge/Analysis/PassMachine.h"
#include "ridge/Analysis/WindowKernel.h"
#include "ridge/Timing/Timing.h"
#include "ridge/Transforms/Place/Passes.h"
#include "llvm/ADT/MapVector.h"

namespace ridge {
#define GEN_PASS_DEF_ASSIGNMEMORIES
#include "lib/Transforms/Place/Passes.h.inc"
} // namespace ridge

using namespace mlir;
using namespace ridge;

namespace {

/// What the operations of the function say about a local buffer.
struct Demands {
  explicit Demands(const Machine &machine)
      : memories(machine.memories.size(), true),
        engines(machine.engines.size()) {}

  MemorySet memories; ///< Where every instruction reaches it.
  EngineSet engines;  ///< Engines that compute on it.
  bool isLoaded = false;
  bool isStored = false;
  SmallVector<MoveOp> moves; ///< Of which it is source or target.
  bool changes = false;      ///< Its epoch varies.
  bool overlaps = false;     ///< Its layer overlaps transfers.
};

class MemoryAssigner {
public:
  explicit MemoryAssigner(const Machine &machine) : machine(machine) {}
  LogicalResult note(ComputeOp compute);
  void note(MoveOp move);
  LogicalResult assign(BufferOp buffer);

private:
  void noteEpoch(Value buffer, Attribute access, Operation *op);
  Demands &demandsOf(Value buffer) {
    return demands.try_emplace(buffer, machine).first->second;
  }

  const Machine &machine;
  llvm::MapVector<Value, Demands> demands;
};

} // namespace

void MemoryAssigner::noteEpoch(Value buffer, Attribute access, Operation *op) {
  Demands &demand = demandsOf(buffer);
  AffineMap epoch = cast<arch::AccessAttr>(access).getEpoch();
  demand.changes |= !epoch.isConstant();
  demand.overlaps |= op->getParentOfType<LayerOp>().getOverlap();
}

LogicalResult MemoryAssigner::note(ComputeOp compute) {
  FailureOr<Kernel> kernel = kernelOf(compute);
  if (failed(kernel))
    return failure();
  SmallVector<int64_t, 6> sizes = fullSizes(compute.getSizes());
  uint32_t immediates = immediatesOf(compute.getAccesses());
  std::optional<Match> best;
  int64_t least = 0;
  for (const Match &match : matchKernel(machine, *kernel, immediates)) {
    int64_t time = kernelTime(machine, match, *kernel, sizes).occupancy;
    if (best && time >= least)
      continue;
    best = match;
    least = time;
  }
  if (!best)
    return compute.emitError()
           << "no instruction of machine '" << machine.name
           << "' runs this: " << explainNoMatch(machine, *kernel, immediates);
  // A fill goes where its result must be, whoever writes it: any instruction
  // that fills will do.
  bool isFill = kernel->nodes.empty() && compute.getReads().empty();
  const Instruction &instruction = machine.instructions[best->instruction];
  auto restrict = [&](Value buffer, unsigned operand, Attribute access) {
    noteEpoch(buffer, access, compute);
    Demands &demand = demandsOf(buffer);
    demand.engines.set(instruction.engine);
    if (isFill)
      return;
    MemorySet set(machine.memories.size());
    for (MemoryId memory :
         instruction.operands[best->operands[operand]].memories)
      set.set(memory);
    demand.memories &= set;
  };
  unsigned read = 0, operand = 0;
  for (Attribute access : compute.getAccesses().getValue().drop_back()) {
    if (isa<arch::AccessAttr>(access))
      restrict(compute.getReads()[read++], operand, access);
    ++operand;
  }
  restrict(compute.getWrite(), operand,
           compute.getAccesses().getValue().back());
  return success();
}

void MemoryAssigner::note(MoveOp move) {
  noteEpoch(move.getSource(), move.getAccesses()[0], move);
  noteEpoch(move.getTarget(), move.getAccesses()[1], move);
  Demands &target = demandsOf(move.getTarget());
  target.isLoaded = true;
  target.moves.push_back(move);
  Demands &source = demandsOf(move.getSource());
  source.isStored = true;
  source.moves.push_back(move);
}

LogicalResult MemoryAssigner::assign(BufferOp buffer) {
  if (buffer.getMemory())
    return success();
  const Demands &demand = demandsOf(buffer.getBuffer());
  MemoryId home = machine.home();
  for (MemoryId memory = 0; memory < MemoryId(machine.memories.size());
       ++memory) {
    if (!demand.memories.test(memory) || memory == home ||
        !llvm::all_of(demand.moves, [&](MoveOp move) {
          bool loads = move.getTarget() == buffer.getBuffer();
          return pathOf(move, loads ? home : memory, loads ? memory : home,
                        machine) >= 0;
        }))
      continue;
    buffer.setMemory(machine.memories[memory].name);
    bool isHandedOver =
        demand.engines.count() > 1 || demand.isLoaded || demand.isStored;
    int64_t depth = demand.overlaps && demand.changes && isHandedOver ? 2 : 1;
    buffer.setDepth(depth);
    remark::passed(buffer.getLoc(), remark::RemarkOpts::name("placed").category(
                                        "ridge-assign-memories"))
        << buffer.getLabel().str() << " in @" << machine.memories[memory].name
        << ", slots " << std::to_string(depth);
    return success();
  }
  return buffer.emitError()
         << "no memory of machine '" << machine.name
         << "' is reached by every instruction and path that touches buffer '"
         << buffer.getLabel() << "'; add a path or widen an operand's memories";
}

namespace {
struct AssignMemoriesPass
    : ridge::impl::AssignMemoriesBase<AssignMemoriesPass> {
  using AssignMemoriesBase::AssignMemoriesBase;

  void runOnOperation() override {
    FailureOr<MachineHandle> target = recordMachine(getOperation(), machine);
    if (failed(target))
      return signalPassFailure();
    MemoryAssigner assigner(*target);
    WalkResult noted = getOperation().walk([&](Operation *op) {
      if (auto move = dyn_cast<MoveOp>(op))
        assigner.note(move);
      auto compute = dyn_cast<ComputeOp>(op);
      if (compute && failed(assigner.note(compute)))
        return WalkResult::interrupt();
      return WalkResult::advance();
    });
    if (noted.wasInterrupted())
      return signalPassFailure();
    for (BufferOp buffer : getOperation().getOps<BufferOp>())
      if (failed(assigner.assign(buffer)))
        return signalPassFailure();
  }
};
} // namespace
