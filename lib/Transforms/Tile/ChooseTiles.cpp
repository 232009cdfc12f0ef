//===- ChooseTiles.cpp - groups and tile sizes by cost --------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Entry and exit form: tensor. Leaves every structured computation in a
/// ridge.group with tile sizes. Time: one coarse search per computation and
/// producer group, one fine search per group; groups of equal shape are
/// searched once. Long groups grow by several operations at a time.
///
//===----------------------------------------------------------------------===//

#include "KeepTensors.h"
#include "ReplayMapping.h"
#include "dialects/Ridge/RidgeAttributes.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/Remarks.h"
#include "ridge/Analysis/ContextTilings.h"
#include "ridge/Analysis/CriticalPath.h"
#include "ridge/Analysis/GatherGroup.h"
#include "ridge/Analysis/Group.h"
#include "ridge/Analysis/MappingRecord.h"
#include "ridge/Analysis/PassMachine.h"
#include "ridge/Transforms/Tile/Passes.h"

namespace ridge {
#define GEN_PASS_DEF_CHOOSETILES
#include "lib/Transforms/Tile/Passes.h.inc"
} // namespace ridge

using namespace mlir;
using namespace ridge;

namespace {

struct TiledGroup {
  SmallVector<StructuredOpInterface> ops; ///< Empty for a gather.
  std::optional<Tiling> tiling;
  std::optional<Group> group;         ///< Of the finished group.
  std::optional<GatherWorkload> rows; ///< Of a gather.
  GatherOp gather;
  bool isClosed = false; ///< It is long, and something could not join.
  int32_t replay = -1;   ///< The group of the text that it is.
};

/// From this size on operations join a group several at a time, and only until
/// one cannot: a chain's time then grows with its length.
constexpr size_t kLongGroup = 64;

/// Collects computations into groups, greedily and in order.
class Grouper {
public:
  /// `known` is where searches are looked up first; none: nothing was searched.
  Grouper(const HomeLayouts &layouts, const MachineHandle &machine,
          const ReplayMapping &replay, TilingCache *known)
      : layouts(layouts), machine(*machine), parts(machine.parts()),
        replay(replay), candidates(*machine), known(known ? *known : ownCache) {
  }

  LogicalResult add(StructuredOpInterface op);
  LogicalResult add(GatherOp op);
  LogicalResult finish();
  std::vector<TiledGroup> groups;
  CandidateTable &candidateTable() { return candidates; }

private:
  LogicalResult addClaimed(StructuredOpInterface op);
  LogicalResult finish(TiledGroup &group);
  LogicalResult keepTensors();
  std::optional<unsigned> joinable(StructuredOpInterface op) const;
  std::optional<Tiling> bestTiling(ArrayRef<StructuredOpInterface> ops,
                                   bool thorough, std::string &reason);
  std::optional<Tiling> tileAlone(SmallVectorImpl<StructuredOpInterface> &ops);
  bool join(unsigned target, ArrayRef<StructuredOpInterface> ops, double apart,
            std::string &why);
  bool joinMany(StructuredOpInterface op, unsigned target, double apart,
                std::string &why);
  SmallVector<std::pair<StructuredOpInterface, double>>
  followers(StructuredOpInterface op, unsigned target);
  void noteViews(Value value, SmallVectorImpl<unsigned> &producers) const;

  const HomeLayouts &layouts;
  const Machine &machine;
  const PartHashes &parts;
  const ReplayMapping &replay;
  CandidateTable candidates;
  llvm::DenseMap<Operation *, unsigned> groupOf;
  TilingCache ownCache;
  TilingCache &known;
};

} // namespace

std::optional<Tiling> Grouper::bestTiling(ArrayRef<StructuredOpInterface> ops,
                                          bool thorough, std::string &reason) {
  std::optional<Group> group = Group::build(ops, layouts, candidates, reason);
  if (!group || !group->workload.bind(/*tiles=*/{}, reason))
    return std::nullopt;
  return known.search(group->workload, parts, thorough, reason);
}

/// Groups that `value` comes from through views.
void Grouper::noteViews(Value value,
                        SmallVectorImpl<unsigned> &producers) const {
  Operation *op = value.getDefiningOp();
  if (!op)
    return;
  auto found = groupOf.find(op);
  if (found != groupOf.end()) {
    producers.push_back(found->second);
    return;
  }
  for (Value operand : op->getOperands())
    noteViews(operand, producers);
}

static bool isAlone(StructuredOpInterface op) {
  auto map = dyn_cast<MapOp>(op.getOperation());
  return map && map.getAlone();
}

/// The group that the operation may join: the latest that it depends on, if it
/// reads that one directly alone. All others it needs then come before.
std::optional<unsigned> Grouper::joinable(StructuredOpInterface op) const {
  if (isAlone(op))
    return std::nullopt;
  std::optional<unsigned> direct;
  SmallVector<unsigned> throughViews;
  for (Value input : op.getInputTensors()) {
    Operation *producer = input.getDefiningOp();
    auto found = groupOf.find(producer);
    if (found == groupOf.end())
      noteViews(input, throughViews);
    else if (!direct || found->second > *direct)
      direct = found->second;
  }
  if (!direct || groups[*direct].gather || groups[*direct].isClosed ||
      isAlone(groups[*direct].ops.front()) ||
      groups[*direct].replay != replay.groupOf(op))
    return std::nullopt;
  for (unsigned producer : throughViews)
    if (producer >= *direct)
      return std::nullopt;
  return direct;
}

/// The tiling of one operation, or an error. Where it is none alone, `ops`
/// grows by those that it needs.
std::optional<Tiling>
Grouper::tileAlone(SmallVectorImpl<StructuredOpInterface> &ops) {
  StructuredOpInterface op = ops.front();
  std::string reason;
  std::optional<Tiling> alone = bestTiling(ops, /*thorough=*/false, reason);
  // Copies of the inputs come before their reader, that of the result behind.
  std::string more;
  constexpr size_t kMostNeeded = 4;
  while (!alone && ops.size() < kMostNeeded) {
    auto next =
        dyn_cast_or_null<StructuredOpInterface>(ops.back()->getNextNode());
    if (!next || isAlone(next) || replay.groupOf(next) >= 0)
      break;
    ops.push_back(next);
    alone = bestTiling(ops, /*thorough=*/false, more);
  }
  if (!alone)
    op->emitError() << "cannot be tiled for machine '" << machine.name
                    << "': " << reason
                    << "; enlarge that memory, add what is missing to the "
                       "machine or split the computation";
  return alone;
}

/// Adds `ops` to the group if that costs no more than `apart`, what they cost
/// alone; else `why` says what forbids it.
bool Grouper::join(unsigned target, ArrayRef<StructuredOpInterface> ops,
                   double apart, std::string &why) {
  TiledGroup &group = groups[target];
  SmallVector<StructuredOpInterface> joint(group.ops);
  llvm::append_range(joint, ops);
  std::optional<Tiling> together = bestTiling(joint, false, why);
  if (!together)
    return false;
  // The group's price changes too: what it made for `ops` alone stays local.
  std::string prices =
      std::to_string(int64_t(together->cycles)) + " cycles together, ";
  if (together->cycles > group.tiling->cycles + apart) {
    why = prices + std::to_string(int64_t(group.tiling->cycles + apart)) +
          " apart";
    return false;
  }
  remark::passed(
      ops.front()->getLoc(),
      remark::RemarkOpts::name("fused").category("ridge-choose-tiles"))
      << "joins group " << std::to_string(target) << ": " << prices
      << std::to_string(int64_t(group.tiling->cycles)) << " + "
      << std::to_string(int64_t(apart)) << " apart";
  group.ops = std::move(joint);
  group.tiling = together;
  return true;
}

/// Operations that follow `op` in the block and would all join its group, as
/// many as half of the group has; with their prices alone.
SmallVector<std::pair<StructuredOpInterface, double>>
Grouper::followers(StructuredOpInterface op, unsigned target) {
  SmallVector<std::pair<StructuredOpInterface, double>> run;
  size_t most = groups[target].ops.size() / 2;
  for (Operation *next = op->getNextNode(); next && run.size() < most;
       next = next->getNextNode()) {
    auto structured = dyn_cast<StructuredOpInterface>(next);
    if (!structured && !isa<GatherOp>(next))
      continue; // A view.
    if (!structured || joinable(structured) != target)
      break;
    std::string reason;
    std::optional<Tiling> alone = bestTiling(structured, false, reason);
    if (!alone)
      break;
    run.push_back({structured, alone->cycles});
    groupOf[structured] = target;
  }
  for (auto &[structured, cycles] : run)
    groupOf.erase(structured);
  return run;
}

/// Joins `op` and what follows it, half as many while that does not pay; true
/// if at least `op` has joined. Alone, each addition to a long chain would look
/// at the whole of it again.
bool Grouper::joinMany(StructuredOpInterface op, unsigned target, double apart,
                       std::string &why) {
  groupOf[op] = target;
  auto run = followers(op, target);
  for (size_t count = run.size();; count /= 2) {
    SmallVector<StructuredOpInterface> ops{op};
    double sum = apart;
    for (auto &[next, cycles] : ArrayRef(run).take_front(count)) {
      ops.push_back(next);
      sum += cycles;
    }
    if (join(target, ops, sum, why)) {
      for (StructuredOpInterface member : ops)
        groupOf[member] = target;
      return true;
    }
    if (count == 0)
      break;
  }
  groupOf.erase(op);
  groups[target].isClosed = true;
  return false;
}

/// Adds an operation to the group that a text puts it into.
LogicalResult Grouper::addClaimed(StructuredOpInterface op) {
  int32_t claim = replay.groupOf(op);
  auto begun = llvm::find_if(
      groups, [&](const TiledGroup &group) { return group.replay == claim; });
  if (begun == groups.end()) {
    groupOf[op] = groups.size();
    TiledGroup &group = groups.emplace_back();
    group.ops.push_back(op);
    group.replay = claim;
    return success();
  }
  auto number = static_cast<unsigned>(begun - groups.begin());
  if (joinable(op) != number)
    return replay.refuseJoin(op);
  groupOf[op] = number;
  begun->ops.push_back(op);
  return success();
}

LogicalResult Grouper::add(StructuredOpInterface op) {
  if (groupOf.contains(op))
    return success(); // It came with another.
  if (replay.groupOf(op) >= 0)
    return addClaimed(op);
  SmallVector<StructuredOpInterface> ops{op};
  std::optional<Tiling> alone = tileAlone(ops);
  if (!alone)
    return failure();
  if (std::optional<unsigned> target = joinable(op)) {
    std::string why;
    bool isLong = groups[*target].ops.size() >= kLongGroup;
    if (isLong && ops.size() == 1 ? joinMany(op, *target, alone->cycles, why)
                                  : join(*target, ops, alone->cycles, why)) {
      for (StructuredOpInterface member : ops)
        groupOf[member] = *target;
      return success();
    }
    remark::missed(
        op->getLoc(),
        remark::RemarkOpts::name("not-fused").category("ridge-choose-tiles"))
        << "stays apart from group " << std::to_string(*target) << ": " << why;
  }
  for (StructuredOpInterface member : ops)
    groupOf[member] = groups.size();
  TiledGroup &group = groups.emplace_back();
  group.ops = std::move(ops);
  group.tiling = alone;
  return success();
}

/// Rows come from wherever the positions point, so a gather shares no loops.
LogicalResult Grouper::add(GatherOp op) {
  std::string reason;
  std::optional<GatherWorkload> workload =
      buildGather(op, layouts, machine, reason);
  std::optional<Tiling> tiling;
  int32_t claim = replay.groupOf(op);
  if (workload && claim >= 0) {
    FailureOr<Tiling> said = replay.apply(claim, op, *workload);
    if (failed(said))
      return failure();
    tiling = *said;
  } else if (workload) {
    tiling = workload->search(reason);
  }
  if (!tiling)
    return op.emitError() << "cannot be done by machine '" << machine.name
                          << "': " << reason;
  groupOf[op] = groups.size();
  TiledGroup &group = groups.emplace_back();
  group.tiling = tiling;
  group.rows = std::move(workload);
  group.gather = op;
  group.replay = claim;
  return success();
}

LogicalResult Grouper::finish() {
  for (TiledGroup &group : groups)
    if (!group.gather && failed(finish(group)))
      return failure();
  return keepTensors();
}

LogicalResult Grouper::keepTensors() {
  TensorHandover handover(layouts, machine);
  for (TiledGroup &group : groups) {
    if (!group.gather) {
      handover.add(*group.group, *group.tiling, group.replay >= 0);
      continue;
    }
    SmallVector<int64_t, 4> bytes(machine.memories.size(), 0);
    bytes[group.rows->memory] = group.rows->footprint(*group.tiling);
    handover.addGather(group.gather, std::move(bytes));
  }
  return handover.keep([&](Workload &workload) {
    std::string reason;
    return known.search(workload, parts, /*thorough=*/true, reason);
  });
}

LogicalResult Grouper::finish(TiledGroup &group) {
  Operation *first = group.ops.front();
  std::string reason;
  if (group.replay < 0) {
    group.tiling = bestTiling(group.ops, /*thorough=*/true, reason);
    if (!group.tiling)
      return first->emitError() << "cannot be tiled: " << reason;
  }
  group.group = Group::build(group.ops, layouts, candidates, reason);
  if (!group.group)
    return first->emitError() << "begins no group: " << reason;
  if (group.replay >= 0) {
    FailureOr<Tiling> said = replay.apply(group.replay, *group.group);
    if (failed(said))
      return failure();
    group.tiling = *said;
    return success();
  }
  [[maybe_unused]] bool isBound =
      group.group->workload.bind(group.tiling->tiles, reason);
  assert(isBound && "the search bound it with these sizes");
  return success();
}

//===----------------------------------------------------------------------===//
// Rewriting
//===----------------------------------------------------------------------===//

/// What reports call a group: its heaviest kind of computation.
static std::string labelOf(ArrayRef<StructuredOpInterface> ops,
                           unsigned index) {
  StringRef kind = "map";
  for (Operation *op : ops) {
    if (isa<ContractOp>(op))
      kind = "contract";
    else if (kind == "map" && isa<ReduceOp>(op))
      kind = "reduce";
  }
  std::string label = kind.str() + std::to_string(index);
  if (ops.size() > 1)
    label += "+" + std::to_string(ops.size() - 1);
  return label;
}

static GroupOp createGroup(OpBuilder &builder, Location loc, TypeRange results,
                           StringRef label, ArrayRef<int64_t> extents,
                           MappingAttr mapping, const Tiling &tiling) {
  auto group =
      GroupOp::create(builder, loc, results, builder.getStringAttr(label),
                      builder.getDenseI64ArrayAttr(extents), mapping,
                      /*numbers=*/DenseI64ArrayAttr(), /*alone=*/false);
  builder.createBlock(&group.getBody());
  bool overlaps =
      llvm::any_of(tiling.slots, [](int32_t slots) { return slots > 1; });
  remark::passed(
      loc, remark::RemarkOpts::name("tiled").category("ridge-choose-tiles"))
      << label.str() << ": " << std::to_string(int64_t(tiling.cycles))
      << " cycles estimated"
      << (overlaps ? ", transfers overlap" : ", one slot each");
  return group;
}

/// Who runs an operation, and what else could have.
static void explainChoice(StructuredOpInterface op, const Workload &workload,
                          const GroupOperation &operation,
                          const Tiling &tiling) {
  const Machine &machine = *workload.machine;
  TileRange range = workload.rangeOf(tiling.tiles, operation);
  auto cyclesOf = [&](const Match &match) {
    return kernelTime(machine, match, *operation.kernel, range.most).occupancy;
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

static void wrapGroup(TiledGroup &group, unsigned index,
                      const ReplayMapping &replay) {
  const Workload &workload = group.group->workload;
  Operation *terminator = group.ops.front()->getBlock()->getTerminator();
  OpBuilder builder(terminator);

  SmallVector<Value> results;
  for (auto [op, operation] : llvm::zip_equal(group.ops, workload.operations))
    if (operation.write.kind == GroupOperand::Kind::Window)
      results.push_back(op.getResultTensor());
  // The location of the heaviest computation is that of the group.
  Location loc = group.ops.front()->getLoc();
  for (Operation *op : group.ops)
    if (isa<ContractOp>(op)) {
      loc = op->getLoc();
      break;
    }
  auto wrapped =
      createGroup(builder, loc, ValueRange(results).getTypes(),
                  labelOf(group.ops, index), workload.extents,
                  recordMapping(workload, *group.tiling, builder.getContext()),
                  *group.tiling);
  wrapped.setAlone(isAlone(group.ops.front()));
  wrapped.setNumbers(
      llvm::map_to_vector(group.ops, [&](StructuredOpInterface op) {
        return replay.numberOf(op);
      }));
  Block *body = &wrapped.getBody().front();
  for (auto [op, operation] : llvm::zip_equal(group.ops, workload.operations)) {
    explainChoice(op, workload, operation, *group.tiling);
    op->moveBefore(body, body->end());
    SmallVector<int64_t> dims(operation.dims.begin(), operation.dims.end());
    op.setDimsInGroup(dims);
  }
  builder.setInsertionPointToEnd(body);
  YieldOp::create(builder, loc, results);
  for (auto [inner, outer] : llvm::zip(results, wrapped.getResults()))
    inner.replaceUsesWithIf(outer, [&](OpOperand &use) {
      return use.getOwner()->getBlock() != body;
    });
}

static void wrapGather(TiledGroup &group, unsigned index,
                       const ReplayMapping &replay) {
  GatherOp gather = group.gather;
  OpBuilder builder(gather->getBlock()->getTerminator());
  auto wrapped = createGroup(
      builder, gather.getLoc(), gather->getResultTypes(),
      "gather" + std::to_string(index), gather.getExtents(),
      recordMapping(*group.rows, *group.tiling, builder.getContext()),
      *group.tiling);
  wrapped.setNumbers(ArrayRef<int64_t>{replay.numberOf(gather)});
  Block &body = wrapped.getBody().front();
  gather->moveBefore(&body, body.end());
  gather.setGroupDims(
      llvm::to_vector(llvm::seq<int64_t>(0, gather.getExtents().size())));
  gather.getResult().replaceAllUsesWith(wrapped.getResult(0));
  builder.setInsertionPointToEnd(&body);
  YieldOp::create(builder, gather.getLoc(), ValueRange{gather.getResult()});
}

/// Views follow what they show; groups stay in their order.
static void placeViews(Block &block) {
  SmallVector<Operation *> views;
  for (Operation &op : block.without_terminator())
    if (!isa<GroupOp>(op))
      views.push_back(&op);
  for (Operation *view : views) {
    Operation *latest = nullptr;
    for (Value operand : view->getOperands())
      if (Operation *source = operand.getDefiningOp())
        if (!latest || latest->isBeforeInBlock(source))
          latest = source;
    if (latest)
      view->moveAfter(latest);
    else
      view->moveBefore(&block, block.begin());
  }
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
    Grouper grouper(*layouts, *target, replay,
                    ContextTilings::of(getContext()));
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
    for (auto [index, group] : llvm::enumerate(grouper.groups))
      group.gather ? wrapGather(group, index, replay)
                   : wrapGroup(group, index, replay);
    placeViews(func.getBody().front());
  }
};
} // namespace
