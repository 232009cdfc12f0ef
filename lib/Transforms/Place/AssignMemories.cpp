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
#include "ridge/Analysis/Windows.h"
#include "ridge/Timing/Timing.h"
#include "ridge/Transforms/Place/Passes.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/MapVector.h"

namespace ridge {
#define GEN_PASS_DEF_ASSIGNMEMORIES
#include "lib/Transforms/Place/Passes.h.inc"
} // namespace ridge

using namespace mlir;
using namespace ridge;

namespace {

/// What the operations of a layer say about a local buffer.
struct Demands {
  llvm::SmallDenseSet<EngineId, 4> engines; ///< That compute on it.
  bool changes = false;                     ///< Its epoch varies.
};

/// Chooses the instructions of one layer, for the memories that they use; what
/// Tile decided with the same question for the same tiles comes out again.
class MemoryAssigner {
public:
  MemoryAssigner(LayerOp layer, const Machine &machine)
      : layer(layer), machine(machine) {
    problem.machine = &machine;
  }
  LogicalResult run();

private:
  int32_t placeOf(Value buffer);
  void noteEpoch(int32_t place, Attribute access);
  LogicalResult note(ComputeOp compute);
  void note(MoveOp move);
  LogicalResult refuse(int32_t place, StringRef reason);
  void noteEngines(const InstructionChoice &choice);
  void assign(int32_t place, MemoryId memory);

  LayerOp layer;
  const Machine &machine;
  ChoiceProblem problem;
  llvm::MapVector<Value, int32_t> places;
  std::vector<Demands> demands; ///< Per place.
};

} // namespace

int32_t MemoryAssigner::placeOf(Value value) {
  auto [entry, isNew] =
      places.insert({value, static_cast<int32_t>(places.size())});
  if (isNew) {
    demands.emplace_back();
    OperandPlace &place = problem.places.emplace_back();
    auto buffer = value.getDefiningOp<BufferOp>();
    if (buffer.getMemory())
      place.memory = machine.findMemory(*buffer.getMemory());
  }
  return entry->second;
}

void MemoryAssigner::noteEpoch(int32_t place, Attribute access) {
  AffineMap epoch = cast<arch::AccessAttr>(access).getEpoch();
  demands[place].changes |= !epoch.isConstant();
}

LogicalResult MemoryAssigner::note(ComputeOp compute) {
  FailureOr<Kernel> kernel = kernelOf(compute);
  FailureOr<TileRange> range = tileRange(compute);
  FailureOr<SmallVector<int64_t, 4>> trips =
      tripsOfCounters(compute, compute.getCounters());
  if (failed(kernel) || failed(range) || failed(trips))
    return failure();
  uint32_t immediates = immediatesOf(compute.getAccesses());
  Computation &computation = problem.computations.emplace_back();
  std::string why;
  double repeats = 1;
  for (int64_t count : *trips)
    repeats *= double(count);
  for (const Match &match : matchKernel(machine, *kernel, immediates)) {
    if (!keepsLimits(machine, match, cutTile(machine, match, *range), why))
      continue;
    computation.matches.push_back(match);
    computation.cycles.push_back(
        repeats *
        double(kernelTime(machine, match, *kernel, range->most).occupancy));
  }
  if (computation.matches.empty())
    return compute.emitError()
           << "no instruction of machine '" << machine.name << "' runs this: "
           << (why.empty() ? explainNoMatch(machine, *kernel, immediates)
                           : why);
  size_t read = 0;
  for (Attribute access : compute.getAccesses().getValue().drop_back()) {
    bool isImmediate = !isa<arch::AccessAttr>(access);
    computation.places.push_back(
        isImmediate ? -1 : placeOf(compute.getReads()[read++]));
    if (!isImmediate)
      noteEpoch(computation.places.back(), access);
  }
  computation.places.push_back(placeOf(compute.getWrite()));
  noteEpoch(computation.places.back(), compute.getAccesses().getValue().back());
  return success();
}

void MemoryAssigner::note(MoveOp move) {
  int32_t source = placeOf(move.getSource()),
          target = placeOf(move.getTarget());
  noteEpoch(source, move.getAccesses()[0]);
  noteEpoch(target, move.getAccesses()[1]);
  problem.places[source].isStored = true;
  problem.places[target].isLoaded = true;
  problem.places[target].isIndexed |= !move.getIndices().empty();
  problem.places[target].loadCodec = codecOf(move).str();
  problem.places[source].storeCodec = codecOf(move).str();
}

LogicalResult MemoryAssigner::refuse(int32_t place, StringRef reason) {
  if (place < 0)
    return layer.emitError() << "cannot be placed on machine '" << machine.name
                             << "': " << reason;
  auto buffer = places.begin()[place].first.getDefiningOp<BufferOp>();
  InFlightDiagnostic error =
      buffer.emitError() << "no memory of machine '" << machine.name
                         << "' is reached by every instruction and path that "
                            "touches buffer '"
                         << buffer.getLabel()
                         << "'; add a path or widen an operand's memories";
  error.attachNote(layer.getLoc()) << reason;
  return error;
}

void MemoryAssigner::noteEngines(const InstructionChoice &choice) {
  for (auto [computation, match] :
       llvm::zip_equal(problem.computations, choice.matches)) {
    const Match &chosen = computation.matches[match];
    for (int32_t place : computation.places)
      if (place >= 0)
        demands[place].engines.insert(
            machine.instructions[chosen.instruction].engine);
  }
}

void MemoryAssigner::assign(int32_t number, MemoryId memory) {
  auto buffer = places.begin()[number].first.getDefiningOp<BufferOp>();
  if (buffer.getMemory())
    return;
  const OperandPlace &place = problem.places[number];
  const Demands &demand = demands[number];
  buffer.setMemory(machine.memories[memory].name);
  bool isHandedOver =
      demand.engines.size() > 1 || place.isLoaded || place.isStored;
  bool overlaps = layer.getOverlap();
  int64_t depth = overlaps && demand.changes && isHandedOver ? 2 : 1;
  buffer.setDepth(depth);
  remark::passed(buffer.getLoc(), remark::RemarkOpts::name("placed").category(
                                      "ridge-assign-memories"))
      << buffer.getLabel().str() << " in @" << machine.memories[memory].name
      << ", slots " << std::to_string(depth);
}

LogicalResult MemoryAssigner::run() {
  WalkResult noted = layer.walk([&](Operation *op) {
    if (auto move = dyn_cast<MoveOp>(op))
      note(move);
    auto compute = dyn_cast<ComputeOp>(op);
    if (compute && failed(note(compute)))
      return WalkResult::interrupt();
    return WalkResult::advance();
  });
  if (noted.wasInterrupted())
    return failure();
  std::string reason;
  int32_t missing = -1;
  std::optional<InstructionChoice> choice =
      chooseInstructions(problem, reason, &missing);
  if (!choice)
    return refuse(missing, reason);
  noteEngines(*choice);
  for (auto [number, memories] : llvm::enumerate(choice->memories))
    assign(static_cast<int32_t>(number), memories.find_first());
  return success();
}

namespace {
struct AssignMemoriesPass
    : ridge::impl::AssignMemoriesBase<AssignMemoriesPass> {
  using AssignMemoriesBase::AssignMemoriesBase;

  void runOnOperation() override {
    FailureOr<MachineHandle> target = recordMachine(getOperation(), machine);
    if (failed(target))
      return signalPassFailure();
    for (LayerOp layer : getOperation().getOps<LayerOp>())
      if (failed(MemoryAssigner(layer, **target).run()))
        return signalPassFailure();
    // What nobody touches goes with AllocateBuffers, from wherever it is.
    for (BufferOp buffer : getOperation().getOps<BufferOp>())
      if (!buffer.getMemory())
        buffer.setMemory((*target)->memories[(*target)->home()].name);
  }
};
} // namespace
