//===- CoverBodies.cpp - instructions that do several operations ----------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Entry and exit form: tensor. A function is covered from its end, the longest
/// bodies first, on a copy in which every map is one scalar operation. A cover
/// is taken if it is less work for the engines than what it replaces. Which
/// instructions do cover is decided by the program as a whole: all of them,
/// none, and all but each one are tried.
///
//===----------------------------------------------------------------------===//

#include "BodyCover.h"
#include "SplitBody.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/Remarks.h"
#include "ridge/Analysis/ContextTilings.h"
#include "ridge/Analysis/OperationKernel.h"
#include "ridge/Analysis/PassMachine.h"
#include "ridge/Mapping/Candidates.h"
#include "ridge/Mapping/InstructionChoice.h"
#include "ridge/Timing/Timing.h"
#include "ridge/Transforms/Tile/Passes.h"
#include <map>
#include <set>

namespace ridge {
#define GEN_PASS_DEF_COVERBODIES
#include "lib/Transforms/Tile/Passes.h.inc"
} // namespace ridge

using namespace mlir;
using namespace ridge;

/// Instructions that are tried one by one to be left out.
static constexpr size_t kMostLeftOut = 4;

using Ids = SmallVector<InstructionId, 4>;

namespace {

class FunctionCoverer {
public:
  FunctionCoverer(const Machine &machine, ArrayRef<InstructionId> ids)
      : machine(machine), ids(ids) {}

  /// What remarks are left about.
  enum class Says { Nothing, Covers, Misses };
  /// Covers what gains.
  void run(func::FuncOp func, Says says);
  /// Instructions that cover something now.
  const Ids &used() const { return found; }
  /// Says of instructions that are found nowhere what comes nearest.
  void explainMisses() const;

private:
  StructuredOpInterface tryCover(StructuredOpInterface root);
  std::optional<int64_t> cyclesOf(StructuredOpInterface op) const;
  std::optional<int64_t> cyclesOf(StructuredOpInterface op,
                                  InstructionId id) const;
  std::optional<int64_t> replacedCycles(StructuredOpInterface root,
                                        StructuredOpInterface cover) const;

  const Machine &machine;
  ArrayRef<InstructionId> ids; ///< The longest bodies first.
  Ids found;
  Says says = Says::Nothing;
  std::map<InstructionId, CoverMiss> misses; ///< The nearest.
  std::set<InstructionId>
      covered; ///< Found somewhere, whether it gained or not.
};

} // namespace

/// Of a price in ticks: cycles of the machine's clock.
static std::string cyclesText(std::optional<int64_t> ticks,
                              const Machine &machine) {
  return ticks ? std::to_string(machine.cyclesOf(*ticks)) : "no";
}

static int64_t fastest(const Machine &machine, ArrayRef<Match> matches,
                       const Kernel &kernel, ArrayRef<int64_t> extents) {
  int64_t least = std::numeric_limits<int64_t>::max();
  for (const Match &match : matches)
    least =
        std::min(least, kernelTime(machine, match, kernel, extents).occupancy);
  return least;
}

/// What the operation holds engines for at least, over its whole extents, its
/// fill included; nothing if no instruction runs it.
std::optional<int64_t>
FunctionCoverer::cyclesOf(StructuredOpInterface op) const {
  FailureOr<OperationKernel> kernel = operationKernel(op);
  if (failed(kernel))
    return std::nullopt;
  Candidates candidates =
      candidatesOf(machine, kernel->kernel, kernel->immediates,
                   static_cast<bool>(op.getInitialValue()));
  if (candidates.matches.empty() ||
      (candidates.fill && candidates.fillMatches.empty()))
    return std::nullopt;
  ArrayRef<int64_t> extents = op.getIterationExtents();
  int64_t cycles =
      fastest(machine, candidates.matches, kernel->kernel, extents);
  if (!candidates.fill)
    return cycles;
  SmallVector<int64_t> kept;
  uint32_t reductions = op.getReductionDims();
  for (auto [d, extent] : llvm::enumerate(extents))
    if (!(reductions >> d & 1))
      kept.push_back(extent);
  return cycles +
         fastest(machine, candidates.fillMatches, *candidates.fill, kept);
}

/// The same by one instruction, if it can do the extents: what it folds in one
/// issue.
std::optional<int64_t> FunctionCoverer::cyclesOf(StructuredOpInterface op,
                                                 InstructionId id) const {
  FailureOr<OperationKernel> kernel = operationKernel(op);
  if (failed(kernel))
    return std::nullopt;
  SmallVector<int64_t, 6> extents(op.getIterationExtents());
  TileRange range{extents, extents};
  std::optional<int64_t> least;
  std::string why;
  for (const Match &match :
       matchKernel(machine, kernel->kernel, kernel->immediates)) {
    if (match.instruction != id ||
        !keepsLimits(machine, match, cutTile(machine, match, range), why))
      continue;
    int64_t cycles =
        kernelTime(machine, match, kernel->kernel, extents).occupancy;
    least = std::min(least.value_or(cycles), cycles);
  }
  if (!least && says == Says::Misses)
    remark::missed(
        op->getLoc(),
        remark::RemarkOpts::name("not-covered").category("ridge-cover-bodies"))
        << why;
  if (!least || !op.getInitialValue())
    return least;
  std::optional<int64_t> all = cyclesOf(op);
  return all ? std::optional<int64_t>(std::max(*all, *least)) : std::nullopt;
}

/// Adds `op` and what only it and what is in `gone` read.
static void collectDead(Operation *op, llvm::SetVector<Operation *> &gone) {
  gone.insert(op);
  for (Value operand : op->getOperands()) {
    auto producer = operand.getDefiningOp<StructuredOpInterface>();
    if (producer && !gone.contains(producer) &&
        llvm::all_of(producer->getUsers(),
                     [&](Operation *user) { return gone.contains(user); }))
      collectDead(producer, gone);
  }
}

/// Cycles of what goes if `cover` takes the place of `root`; nothing if some of
/// it has no instruction.
std::optional<int64_t>
FunctionCoverer::replacedCycles(StructuredOpInterface root,
                                StructuredOpInterface cover) const {
  llvm::SetVector<Operation *> gone;
  collectDead(root, gone);
  // What the cover reads itself stays.
  for (Value input : cover.getInputTensors())
    if (Operation *producer = input.getDefiningOp())
      gone.remove(producer);
  int64_t sum = 0;
  for (Operation *op : gone) {
    std::optional<int64_t> cycles = cyclesOf(cast<StructuredOpInterface>(op));
    if (!cycles)
      return std::nullopt;
    sum += *cycles;
  }
  return sum;
}

/// What stands for `root` now, with one instruction for more than it was; null
/// if there is none that gains.
StructuredOpInterface FunctionCoverer::tryCover(StructuredOpInterface root) {
  FailureOr<OperationKernel> kernel = operationKernel(root);
  for (InstructionId id : ids) {
    if (succeeded(kernel) && canRun(machine, id, *kernel))
      continue;
    CoverMiss miss;
    StructuredOpInterface cover = coverBody(machine, id, root, &miss);
    if (!cover) {
      CoverMiss &nearest = misses[id];
      if (!miss.difference.empty() &&
          (nearest.difference.empty() || miss.agreed > nearest.agreed))
        nearest = std::move(miss);
      continue;
    }
    covered.insert(id);
    std::optional<int64_t> before = replacedCycles(root, cover);
    std::optional<int64_t> after = cyclesOf(cover, id);
    std::string prices = cyclesText(after, machine) + " cycles for " +
                         cyclesText(before, machine) + " apart";
    if (!after || (before && *before <= *after)) {
      if (says == Says::Misses && after)
        remark::missed(root->getLoc(), remark::RemarkOpts::name("not-covered")
                                           .category("ridge-cover-bodies"))
            << "@" << machine.instructions[id].name
            << " gains nothing: " << prices;
      cover->erase();
      continue;
    }
    if (says == Says::Covers)
      remark::passed(
          root->getLoc(),
          remark::RemarkOpts::name("covered").category("ridge-cover-bodies"))
          << "@" << machine.instructions[id].name << " covers this: " << prices;
    if (!llvm::is_contained(found, id))
      found.push_back(id);
    root->getResult(0).replaceAllUsesWith(cover->getResult(0));
    return cover;
  }
  return nullptr;
}

/// Erases `op` and what only it read.
static void eraseDead(Operation *op) {
  llvm::SetVector<Operation *> gone;
  collectDead(op, gone);
  // An operation goes after those that read it.
  while (!gone.empty())
    for (Operation *dead : llvm::to_vector(gone))
      if (dead->use_empty()) {
        gone.remove(dead);
        dead->erase();
      }
}

void FunctionCoverer::run(func::FuncOp func, Says says) {
  this->says = says;
  found.clear();
  SmallVector<MapOp> maps(func.getBody().front().getOps<MapOp>());
  for (MapOp map : maps) {
    SmallVector<MapOp> parts;
    if (canSplit(map))
      splitBody(map, parts);
  }
  Block &block = func.getBody().front();
  Operation *op = &block.back();
  while (op) {
    auto root = dyn_cast<StructuredOpInterface>(op);
    StructuredOpInterface cover = root ? tryCover(root) : nullptr;
    if (!cover) {
      op = op->getPrevNode();
      continue;
    }
    eraseDead(root);
    op = cover->getPrevNode();
  }
}

void FunctionCoverer::explainMisses() const {
  for (const auto &[id, miss] : misses) {
    if (covered.count(id) || miss.difference.empty())
      continue;
    const Instruction &instruction = machine.instructions[id];
    remark::missed(
        *miss.location,
        remark::RemarkOpts::name("not-found").category("ridge-cover-bodies"))
        << "@" << instruction.name
        << " is found nowhere; nearest is this: " << std::to_string(miss.agreed)
        << " of " << std::to_string(instruction.kernel.nodes.size())
        << " values of its body agree, then " << miss.difference;
  }
}

//===----------------------------------------------------------------------===//
// Choice
//===----------------------------------------------------------------------===//

/// The instructions that say more than one operation does, the longest first.
static Ids coveringInstructions(const Machine &machine) {
  Ids ids;
  for (size_t id = 0; id < machine.instructions.size(); ++id)
    if (isCovering(machine.instructions[id]))
      ids.push_back(static_cast<InstructionId>(id));
  llvm::stable_sort(ids, [&](InstructionId a, InstructionId b) {
    return machine.instructions[a].kernel.nodes.size() >
           machine.instructions[b].kernel.nodes.size();
  });
  return ids;
}

namespace {
class CoverChooser {
public:
  CoverChooser(func::FuncOp func, const MachineHandle &machine)
      : func(func), machine(machine),
        price(ContextTilings::modelPriceOf(*func.getContext())) {}

  /// The instructions that are to cover; none: the function stays.
  Ids choose();

private:
  struct Trial {
    Ids used;
    std::optional<int64_t> cycles;
  };
  Trial tryWith(ArrayRef<InstructionId> ids, bool explains = false);

  func::FuncOp func;
  const MachineHandle &machine;
  const ContextTilings::PriceProgram *price;
};
} // namespace

CoverChooser::Trial CoverChooser::tryWith(ArrayRef<InstructionId> ids,
                                          bool explains) {
  Location loc = UnknownLoc::get(func.getContext());
  OwningOpRef<ModuleOp> module = ModuleOp::create(loc);
  func::FuncOp copy = func.clone();
  module->push_back(copy);
  FunctionCoverer coverer(machine, ids);
  using Says = FunctionCoverer::Says;
  if (!ids.empty())
    coverer.run(copy, explains ? Says::Misses : Says::Nothing);
  if (explains)
    coverer.explainMisses();
  Trial trial{coverer.used(), std::nullopt};
  if (price && (ids.empty() || !trial.used.empty())) {
    // The program is the same wherever the model says what.
    module->walk([&](Operation *op) { op->setLoc(loc); });
    trial.cycles = (*price)(*module, machine);
  }
  return trial;
}

Ids CoverChooser::choose() {
  Trial best = tryWith(coveringInstructions(machine), /*explains=*/true);
  if (best.used.empty() || !price)
    return best.used;
  auto isBetter = [](const Trial &a, const Trial &b) {
    return a.cycles && (!b.cycles || *a.cycles < *b.cycles);
  };
  Ids all = best.used;
  if (all.size() > 1 && all.size() <= kMostLeftOut)
    for (InstructionId left : all) {
      Ids others(all);
      llvm::erase(others, left);
      Trial trial = tryWith(others);
      if (isBetter(trial, best))
        best = std::move(trial);
    }
  Trial plain = tryWith({});
  if (isBetter(plain, best)) {
    for (InstructionId id : all)
      remark::missed(func.getLoc(), remark::RemarkOpts::name("not-covered")
                                        .category("ridge-cover-bodies"))
          << "@" << machine->instructions[id].name
          << " covers nothing: the program takes "
          << cyclesText(plain.cycles, *machine) << " cycles without, "
          << cyclesText(best.cycles, *machine) << " with it";
    return {};
  }
  return best.used;
}

namespace {
struct CoverBodiesPass : ridge::impl::CoverBodiesBase<CoverBodiesPass> {
  using CoverBodiesBase::CoverBodiesBase;

  void runOnOperation() override {
    FailureOr<MachineHandle> target =
        recordMachine(getOperation(), machineName);
    if (failed(target))
      return signalPassFailure();
    if (coveringInstructions(*target).empty())
      return;
    Ids ids = CoverChooser(getOperation(), *target).choose();
    if (!ids.empty())
      FunctionCoverer(*target, ids)
          .run(getOperation(), FunctionCoverer::Says::Covers);
  }
};
} // namespace
