//===- Grouper.cpp - computations that share loops ------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Time: one coarse search per computation and producer group, one fine search
/// per group; groups of equal shape are searched once. Long groups grow by
/// several operations at a time.
///
//===----------------------------------------------------------------------===//

#include "Grouper.h"
#include "TrialModule.h"
#include "mlir/IR/Remarks.h"
#include <list>

using namespace mlir;
using namespace ridge;

/// From this size on operations join a group several at a time, and only until
/// one cannot: a chain's time then grows with its length.
constexpr size_t kLongGroup = 64;

std::optional<Tiling>
Grouper::computeTiling(ArrayRef<StructuredOpInterface> ops, bool thorough,
                       std::string &reason) {
  std::optional<Group> group = Group::build(ops, layouts, candidates, reason);
  if (!group || !group->workload.bind(/*tiling=*/{}, reason))
    return std::nullopt;
  return known.search(group->workload, parts, thorough, reason);
}

std::optional<Tiling> Grouper::bestTiling(ArrayRef<StructuredOpInterface> ops,
                                          bool thorough, std::string &reason) {
  auto [entry, isNew] = tilings.try_emplace({contents.of(ops), thorough});
  Found &found = entry->second;
  if (isNew)
    found.tiling = computeTiling(ops, thorough, found.reason);
  if (!found.tiling)
    reason = found.reason;
  return found.tiling;
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

/// The tiling of one operation, or the reason why there is none. Where it is
/// none alone, `ops` grows by those that it needs.
std::optional<Tiling>
Grouper::tileAlone(SmallVectorImpl<StructuredOpInterface> &ops,
                   std::string &reason) {
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
  return alone;
}

/// Adds to the group of what it reads an operation that needs it there: nothing
/// but an instruction of the group brings it to where it is read.
bool Grouper::joinNeeded(StructuredOpInterface op) {
  std::optional<unsigned> target = joinable(op);
  if (!target)
    return false;
  SmallVector<StructuredOpInterface> joint(groups[*target].ops);
  joint.push_back(op);
  std::string reason;
  std::optional<Tiling> together =
      bestTiling(joint, /*thorough=*/false, reason);
  if (!together)
    return false;
  groups[*target].ops = std::move(joint);
  groups[*target].tiling = together;
  groupOf[op] = *target;
  return true;
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
  std::string prices = cyclesText(together->cycles) + " cycles together, ";
  if (together->cycles > group.tiling->cycles + apart) {
    why = prices + cyclesText(group.tiling->cycles + apart) + " apart";
    return false;
  }
  remark::passed(
      ops.front()->getLoc(),
      remark::RemarkOpts::name("fused").category("ridge-choose-tiles"))
      << "joins group " << std::to_string(target) << ": " << prices
      << cyclesText(group.tiling->cycles) << " + " << cyclesText(apart)
      << " apart";
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
  std::string reason;
  std::optional<Tiling> alone = tileAlone(ops, reason);
  if (!alone && joinNeeded(op))
    return success();
  if (!alone)
    return op->emitError() << "cannot be tiled for machine '" << machine.name
                           << "': " << reason
                           << "; enlarge that memory, add what is missing to "
                              "the machine or split the computation";
  if (std::optional<unsigned> target = joinable(op)) {
    std::string why;
    bool isLong = groups[*target].ops.size() >= kLongGroup;
    if (isLong && ops.size() == 1 ? joinMany(op, *target, alone->cycles, why)
                                  : join(*target, ops, alone->cycles, why)) {
      for (StructuredOpInterface member : ops)
        groupOf[member] = *target;
      return success();
    }
    if (!isLong && splitFor(ops, *target, alone->cycles))
      return success();
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
  improve();
  for (TiledGroup &group : groups)
    if (!group.gather && failed(finish(group)))
      return failure();
  return settle();
}

/// Functions of more groups are not tried as a whole.
constexpr size_t kMostGroupsTried = 128;

/// What is best for a group need not be for its neighbours: the function as a
/// whole says whether groups go by their own programs and tensors are kept.
LogicalResult Grouper::settle() {
  auto isSaid = [](const TiledGroup &group) { return group.replay >= 0; };
  bool isTried = price && groups.size() <= kMostGroupsTried &&
                 !llvm::all_of(groups, isSaid);
  bool mustKeep = llvm::any_of(groups, [&](const TiledGroup &group) {
    return isSaid(group) && group.group && group.group->workload.keepsTensors();
  });
  std::vector<TiledGroup> plain;
  if (isTried)
    plain = groups;
  for (TiledGroup &group : groups)
    if (!group.gather && group.replay < 0)
      compareSearches(group);
  std::list<Variant> variants;
  variants.push_back({groups, std::nullopt});
  if (isTried)
    variants.push_back({std::move(plain), std::nullopt});
  for (Variant &variant : variants)
    if (failed(keepTensors(variant)))
      return failure();
  if (isTried && !mustKeep)
    variants.push_back({groups, std::nullopt});
  Variant *best = &variants.front();
  std::optional<int64_t> least;
  if (isTried)
    for (Variant &variant : variants) {
      std::optional<int64_t> cycles = functionPrice(variant.groups);
      if (!cycles || (least && *cycles >= *least))
        continue;
      least = cycles;
      best = &variant;
    }
  groups = std::move(best->groups);
  if (best->handover)
    best->handover->explain();
  return success();
}

std::optional<int64_t> Grouper::functionPrice(ArrayRef<TiledGroup> own) const {
  std::vector<TrialGroup> trial;
  for (const TiledGroup &group : own) {
    TrialGroup &next = trial.emplace_back();
    next.tiling = &*group.tiling;
    if (group.gather) {
      next.gather = group.gather;
      next.rows = &*group.rows;
    } else {
      next.ops = group.ops;
      next.workload = &group.group->workload;
    }
  }
  if (trial.empty())
    return std::nullopt;
  GatherOp gather = own.front().gather;
  Operation *first = gather;
  if (!gather)
    first = StructuredOpInterface(own.front().ops.front());
  return (*price)(
      *makeTrialModule(first->getParentOfType<func::FuncOp>(), trial), handle);
}

LogicalResult Grouper::keepTensors(Variant &variant) {
  TensorHandover &handover = variant.handover.emplace(layouts, machine);
  for (TiledGroup &group : variant.groups) {
    if (!group.gather) {
      handover.add(*group.group, *group.tiling, group.replay >= 0);
      continue;
    }
    SmallVector<int64_t, 4> bytes(machine.memories.size(), 0);
    bytes[group.rows->memory] = group.rows->footprint(*group.tiling);
    handover.addGather(group.gather, std::move(bytes));
  }
  return keep(handover);
}

LogicalResult Grouper::keep(TensorHandover &handover) {
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
      group.group->workload.bind(*group.tiling, reason);
  assert(isBound && "the search bound it with these sizes");
  return success();
}

static bool areEqual(const Tiling &a, const Tiling &b) {
  return a.goal == b.goal && a.tiles == b.tiles && a.order == b.order &&
         a.steps == b.steps && a.slots == b.slots && a.depths == b.depths &&
         a.turns == b.turns;
}

/// The tiling of another search, where it differs; and its program's price.
std::optional<std::pair<Tiling, int64_t>>
Grouper::otherTiling(const TiledGroup &group, const Otherwise &otherwise) {
  std::string reason;
  auto other = Group::build(group.ops, layouts, candidates, reason);
  if (!other || !other->workload.bind(/*tiling=*/{}, reason))
    return std::nullopt;
  other->workload.withoutChain = otherwise.withoutChain;
  other->workload.withoutRelief = otherwise.withoutRelief;
  if (otherwise.inHalf)
    for (const Memory &memory : machine.memories)
      other->workload.reserved.push_back(memory.home ? 0 : memory.bytes / 2);
  std::optional<Tiling> tiling =
      known.search(other->workload, parts, /*thorough=*/true, reason);
  other->workload.reserved.clear();
  if (!tiling || areEqual(*tiling, *group.tiling) ||
      !other->workload.bind(*tiling, reason))
    return std::nullopt;
  std::optional<int64_t> cycles = tiledPrice(group, other->workload, *tiling);
  if (!cycles)
    return std::nullopt;
  return std::make_pair(*tiling, *cycles);
}

std::optional<int64_t> Grouper::tiledPrice(const TiledGroup &group,
                                           const Workload &workload,
                                           const Tiling &tiling) const {
  TrialGroup trial{group.ops, &workload, &tiling};
  return (*price)(*makeTrialModule(trial, layouts), handle);
}

/// Whether its tiles take more than half of some memory.
static bool isLarge(const TiledGroup &group, const Machine &machine) {
  auto bytes = group.group->workload.footprint(*group.tiling);
  return llvm::any_of(llvm::zip(machine.memories, bytes), [](auto both) {
    auto &[memory, taken] = both;
    return !memory.home && taken > memory.bytes / 2;
  });
}

/// The best of other searches, if its program takes less.
std::optional<Grouper::Otherwise> Grouper::betterOtherwise(TiledGroup &group) {
  SmallVector<Otherwise, 3> searches(1);
  searches.back().withoutChain = true;
  if (group.tiling->goal == ChoiceGoal::LeastBusiest)
    searches.emplace_back().withoutRelief = true;
  if (isLarge(group, machine))
    searches.emplace_back().inHalf = true;
  std::optional<int64_t> least;
  std::optional<Otherwise> best;
  for (Otherwise &otherwise : searches) {
    auto found = otherTiling(group, otherwise);
    if (!found)
      continue;
    if (!least)
      least = tiledPrice(group, group.group->workload, *group.tiling);
    if (!least || found->second >= *least)
      continue;
    least = found->second;
    otherwise.tiling = std::move(found->first);
    best = std::move(otherwise);
  }
  return best;
}

/// What M-9 asks for is too much for some groups and right for others, and an
/// engine that relieves another one may be late for it: where a search without
/// these finds other tiles, their programs decide.
void Grouper::compareSearches(TiledGroup &group) {
  if (!price)
    return;
  auto [entry, isNew] = better.try_emplace(contents.of(group.ops));
  if (isNew)
    entry->second = betterOtherwise(group);
  if (!entry->second)
    return;
  group.tiling = entry->second->tiling;
  group.group->workload.withoutChain = entry->second->withoutChain;
  group.group->workload.withoutRelief = entry->second->withoutRelief;
  std::string reason;
  [[maybe_unused]] bool isBound =
      group.group->workload.bind(*group.tiling, reason);
  assert(isBound && "it was bound with these sizes before");
}
