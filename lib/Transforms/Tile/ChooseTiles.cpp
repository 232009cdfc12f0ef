//===- ChooseTiles.cpp - groups and tile sizes by cost --------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Entry and exit form: tensor. Leaves every structured computation in a
/// ridge.group with its mapping.
///
//===----------------------------------------------------------------------===//

#include "Grouper.h"
#include "dialects/Ridge/RidgeAttributes.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/Remarks.h"
#include "ridge/Analysis/ContextTilings.h"
#include "ridge/Analysis/CriticalPath.h"
#include "ridge/Analysis/PassMachine.h"
#include "ridge/Transforms/Tile/Passes.h"

namespace ridge {
#define GEN_PASS_DEF_CHOOSETILES
#include "lib/Transforms/Tile/Passes.h.inc"
} // namespace ridge

using namespace mlir;
using namespace ridge;

/// Who runs an operation, and what else could have.
static void explainChoice(StructuredOpInterface op, const Workload &workload,
                          const GroupOperation &operation,
                          const Tiling &tiling) {
  const Machine &machine = *workload.machine;
  TileRange range = workload.rangeOf(tiling.tiles, operation);
  auto cyclesOf = [&](const Match &match) {
    return machine.cyclesOf(
        kernelTime(machine, match, *operation.kernel, range.most).occupancy);
  };
  std::string alternatives;
  for (const Match &other : operation.candidates->matches)
    if (!(other == operation.match))
      alternatives += (alternatives.empty() ? "@" : ", @") +
                      machine.instructions[other.instruction].name + " at " +
                      std::to_string(cyclesOf(other)) + " cycles";
  if (alternatives.empty())
    alternatives = "none";
  remark::passed(
      op->getLoc(),
      remark::RemarkOpts::name("instruction").category("ridge-choose-tiles"))
      << remark::metric("Instruction",
                        machine.instructions[operation.match.instruction].name)
      << remark::metric("Cycles", cyclesOf(operation.match))
      << remark::reason("at the full tile; alternatives: {0}", alternatives);
}

/// What was decided, and what else could have been.
static void explain(const TiledGroup &group, GroupOp wrapped) {
  bool overlaps = llvm::any_of(group.tiling->slots,
                               [](int32_t slots) { return slots > 1; });
  const Machine &machine =
      group.gather ? *group.rows->machine : *group.group->workload.machine;
  remark::passed(wrapped.getLoc(), remark::RemarkOpts::name("tiled").category(
                                       "ridge-choose-tiles"))
      << wrapped.getLabel().str() << ": "
      << std::to_string(
             machine.cyclesOf(static_cast<int64_t>(group.tiling->cycles)))
      << " cycles estimated"
      << (overlaps ? ", transfers overlap" : ", one slot each");
  if (group.gather)
    return;
  const Workload &workload = group.group->workload;
  for (auto [op, operation] : llvm::zip_equal(group.ops, workload.operations))
    explainChoice(op, workload, operation, *group.tiling);
}

//===----------------------------------------------------------------------===//
// Instructions that nothing uses
//===----------------------------------------------------------------------===//

namespace {
/// Where an instruction comes nearest to being used.
struct NearestUse {
  StructuredOpInterface op;
  MatchDistance distance;
  int64_t cycles = 0, chosenCycles = 0; ///< If it could run the operation.
  InstructionId chosen = -1;
};

/// Says of each instruction that the function does not use why.
class UnusedInstructions {
public:
  explicit UnusedInstructions(const Machine &machine)
      : machine(machine), isUsed(machine.instructions.size(), false),
        nearest(machine.instructions.size()) {}

  void add(const TiledGroup &group);
  void explain() const;

private:
  void note(const Match &match);
  void compare(StructuredOpInterface op, const OperationKernel &kernel,
               const Workload &workload, const GroupOperation &operation,
               const Tiling &tiling);

  const Machine &machine;
  std::vector<bool> isUsed;
  std::vector<NearestUse> nearest;
};
} // namespace

void UnusedInstructions::note(const Match &match) {
  isUsed[match.instruction] = true;
  for (InstructionId peer : machine.instructions[match.instruction].peers)
    isUsed[peer] = true;
}

void UnusedInstructions::compare(StructuredOpInterface op,
                                 const OperationKernel &kernel,
                                 const Workload &workload,
                                 const GroupOperation &operation,
                                 const Tiling &tiling) {
  TileRange range = workload.rangeOf(tiling.tiles, operation);
  auto cyclesOf = [&](const Match &match) {
    return machine.cyclesOf(
        kernelTime(machine, match, *operation.kernel, range.most).occupancy);
  };
  for (InstructionId id = 0; id < InstructionId(nearest.size()); ++id) {
    if (isUsed[id])
      continue;
    NearestUse use{op,
                   distanceOf(machine, id, kernel.kernel, kernel.immediates)};
    for (const Match &match : operation.candidates->matches)
      if (match.instruction == id && use.chosen < 0) {
        use.chosen = operation.match.instruction;
        use.cycles = cyclesOf(match);
        use.chosenCycles = cyclesOf(operation.match);
      }
    if (!nearest[id].op || use.distance.stage > nearest[id].distance.stage)
      nearest[id] = std::move(use);
  }
}

void UnusedInstructions::add(const TiledGroup &group) {
  if (group.gather)
    return;
  const Workload &workload = group.group->workload;
  for (const GroupOperation &operation : workload.operations) {
    note(operation.match);
    if (operation.fill)
      note(*operation.fill);
  }
  for (auto [op, kernel, operation] :
       llvm::zip_equal(group.ops, group.group->kernels, workload.operations))
    compare(op, *kernel, workload, operation, *group.tiling);
}

void UnusedInstructions::explain() const {
  for (auto [id, use] : llvm::enumerate(nearest)) {
    if (isUsed[id] || !use.op)
      continue;
    std::string why = use.distance.difference;
    if (use.chosen >= 0)
      why = "it could run this in " + std::to_string(use.cycles) +
            " cycles at the full tile, @" +
            machine.instructions[use.chosen].name + " takes " +
            std::to_string(use.chosenCycles);
    StructuredOpInterface op = use.op;
    remark::missed(op.getLoc(), remark::RemarkOpts::name("unused").category(
                                    "ridge-choose-tiles"))
        << "@" << machine.instructions[id].name
        << " is not used; nearest is this "
        << op->getName().stripDialect().str() << ": " << why;
  }
}

static void wrap(const TiledGroup &group, unsigned index,
                 const ReplayMapping &replay) {
  SmallVector<int64_t> numbers;
  if (group.gather)
    numbers.push_back(replay.numberOf(group.gather));
  for (StructuredOpInterface op : group.ops)
    numbers.push_back(replay.numberOf(op));
  GroupOp wrapped =
      group.gather
          ? wrapGather(group.gather, *group.rows, *group.tiling, index)
          : wrapGroup(group.ops, group.group->workload, *group.tiling, index);
  wrapped.setNumbers(numbers);
  explain(group, wrapped);
}

namespace {
struct ChooseTilesPass : ridge::impl::ChooseTilesBase<ChooseTilesPass> {
  using ChooseTilesBase::ChooseTilesBase;

  void runOnOperation() override {
    func::FuncOp func = getOperation();
    FailureOr<MachineHandle> target = recordMachine(func, machineName);
    if (failed(target))
      return signalPassFailure();
    FailureOr<HomeLayouts> layouts =
        HomeLayouts::compute(func, [](OpOperand &) { return Value(); });
    if (failed(layouts)) {
      func.emitError("has views that no window can show; run "
                     "ridge-materialize-views first");
      return signalPassFailure();
    }
    ReplayMapping replay(func);
    if (failed(replay.read()))
      return signalPassFailure();
    Grouper grouper(*layouts, *target, replay, ContextTilings::of(getContext()),
                    ContextTilings::priceOf(getContext()));
    for (Operation &op : func.getBody().front()) {
      auto structured = dyn_cast<StructuredOpInterface>(op);
      auto gather = dyn_cast<GatherOp>(op);
      if ((structured && failed(grouper.add(structured))) ||
          (gather && failed(grouper.add(gather))))
        return signalPassFailure();
    }
    if (failed(grouper.finish()))
      return signalPassFailure();
    func->setAttr(kCriticalPathAttr, Builder(&getContext())
                                         .getI64IntegerAttr(criticalPath(
                                             func, grouper.candidateTable())));
    if (getContext().getRemarkEngine()) {
      UnusedInstructions unused(*target);
      for (const TiledGroup &group : grouper.groups)
        unused.add(group);
      unused.explain();
    }
    for (auto [index, group] : llvm::enumerate(grouper.groups))
      wrap(group, index, replay);
    placeViews(func.getBody().front());
  }
};
} // namespace
