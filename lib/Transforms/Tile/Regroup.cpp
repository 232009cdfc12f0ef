//===- Regroup.cpp - better groups from neighbours ------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Whoever joins in order does not know what comes: a product takes what comes
/// before it into its loops for little, and then cannot take what comes behind
/// it, which would gain much; or an operation stays apart whose readers could
/// have joined with it. So groups are split where what comes next gains by it,
/// and once all are there, parts go from one group to another as long as that
/// gains. Coarse searches propose; what they propose is carried out if the
/// programs of the groups say so, too.
///
//===----------------------------------------------------------------------===//

#include "Grouper.h"
#include "TrialModule.h"
#include "mlir/IR/Remarks.h"

using namespace mlir;
using namespace ridge;

/// Operations that are moved at a time, and times that all groups are visited.
constexpr size_t kMostMoved = 2;
constexpr int kMostRounds = 3;
/// Of the cycles before: what gains less is not worth its trial.
constexpr double kLeastGain = 0.002;
/// Proposals that are tried as programs, for one group in one round.
constexpr size_t kMostTried = 3;

/// Whether the group stays as it is.
bool Grouper::isSettled(const TiledGroup &group) const {
  return group.gather || group.replay >= 0 || group.isClosed ||
         isAlone(group.ops.front());
}

/// Adds `next` to the best if it costs less than `before` by more than that
/// share of it, which may be negative.
void Grouper::consider(Regrouping next, double before, double leastGain,
                       Regroupings &best) {
  next.gain = before;
  double least = leastGain * before;
  if (best.size() == kMostTried)
    least = std::max(least, best.back().gain);
  for (auto [ops, tiling] : llvm::zip(next.ops, next.tilings)) {
    if (ops.empty())
      continue;
    std::string reason;
    tiling = bestTiling(ops, /*thorough=*/false, reason);
    if (!tiling)
      return;
    next.gain -= tiling->cycles;
    if (next.gain <= least)
      return;
  }
  auto *place = llvm::upper_bound(
      best, next.gain,
      [](double gain, const Regrouping &other) { return gain > other.gain; });
  best.insert(place, std::move(next));
  if (best.size() > kMostTried)
    best.pop_back();
}

static size_t countProducts(ArrayRef<StructuredOpInterface> ops) {
  return llvm::count_if(ops, [](StructuredOpInterface op) {
    return isa<ContractOp>(op.getOperation());
  });
}

static bool hasProduct(ArrayRef<StructuredOpInterface> ops) {
  return countProducts(ops) != 0;
}

/// Splits the group, whose end takes `more`, which cost `apart` alone. It is
/// cut before and behind its products: what comes before one may keep it from
/// what comes behind, or asks for other tiles.
void Grouper::trySplits(unsigned number, ArrayRef<StructuredOpInterface> more,
                        double apart, Regroupings &best) {
  ArrayRef<StructuredOpInterface> ops(groups[number].ops);
  // Estimates of groups in which products share loops are far off: they say
  // what to try, and not whether.
  double leastGain = countProducts(ops) > 1 ? -1 : kLeastGain;
  for (size_t cut = 1; cut < ops.size(); ++cut) {
    if (!hasProduct(ops.slice(cut - 1, 2)))
      continue;
    Regrouping next;
    next.first = number;
    next.second = number + 1;
    next.isSplit = true;
    next.ops[0].assign(ops.begin(), ops.begin() + cut);
    next.ops[1].assign(ops.begin() + cut, ops.end());
    next.ops[1].append(more.begin(), more.end());
    consider(std::move(next), groups[number].tiling->cycles + apart, leastGain,
             best);
  }
}

/// Splits the group where its end and `ops`, which cost `apart` alone, are
/// better off without its beginning.
bool Grouper::splitFor(ArrayRef<StructuredOpInterface> ops, unsigned target,
                       double apart) {
  if (isSettled(groups[target]))
    return false;
  Regroupings best;
  trySplits(target, ops, apart, best);
  return applyBest(best, ops);
}

namespace {
/// Numbers of groups in which something is read or written.
struct Neighbours {
  SmallVector<unsigned> direct, throughViews;
};
} // namespace

static void noteReaders(Value value, bool throughView,
                        const llvm::DenseMap<Operation *, unsigned> &groupOf,
                        const llvm::SmallPtrSetImpl<Operation *> &moved,
                        Neighbours &readers) {
  for (Operation *user : value.getUsers()) {
    auto found = groupOf.find(user);
    if (found != groupOf.end()) {
      if (throughView || !moved.contains(user))
        (throughView ? readers.throughViews : readers.direct)
            .push_back(found->second);
      continue;
    }
    for (Value result : user->getResults())
      noteReaders(result, /*throughView=*/true, groupOf, moved, readers);
  }
}

/// Whether the operations of other groups could be in that one: what they read
/// comes before it or from it, and what reads them comes behind it or is in it.
/// Nobody reads a tensor of its own group through a view.
bool Grouper::canBeIn(ArrayRef<StructuredOpInterface> ops,
                      unsigned target) const {
  llvm::SmallPtrSet<Operation *, 8> moved;
  for (StructuredOpInterface op : ops)
    moved.insert(op);
  for (StructuredOpInterface op : ops) {
    for (Value input : op.getInputTensors()) {
      Operation *producer = input.getDefiningOp();
      auto found = groupOf.find(producer);
      if (moved.contains(producer) ||
          (found != groupOf.end() && found->second <= target))
        continue;
      if (found != groupOf.end())
        return false;
      SmallVector<unsigned> producers;
      noteViews(input, producers);
      for (unsigned other : producers)
        if (other >= target)
          return false;
    }
    Neighbours readers;
    noteReaders(op.getResultTensor(), false, groupOf, moved, readers);
    for (unsigned reader : readers.direct)
      if (reader < target)
        return false;
    for (unsigned reader : readers.throughViews)
      if (reader <= target)
        return false;
  }
  return true;
}

static void sortByPlace(SmallVectorImpl<StructuredOpInterface> &ops) {
  llvm::sort(ops, [](StructuredOpInterface a, StructuredOpInterface b) {
    return a->isBeforeInBlock(b);
  });
}

/// The beginning of the reader's group into the producer's, and the end of the
/// producer's into the reader's.
void Grouper::tryMoves(unsigned number, unsigned reader, Regroupings &best) {
  ArrayRef<StructuredOpInterface> own(groups[number].ops),
      others(groups[reader].ops);
  double before = groups[number].tiling->cycles + groups[reader].tiling->cycles;
  auto consideredWith = [&](ArrayRef<StructuredOpInterface> first,
                            ArrayRef<StructuredOpInterface> more,
                            ArrayRef<StructuredOpInterface> second,
                            unsigned grown) {
    // Joining two products was tried when the second came.
    if (hasProduct(more) && hasProduct(grown == 0 ? first : second))
      return;
    Regrouping next;
    next.first = number;
    next.second = reader;
    next.ops[0].assign(first.begin(), first.end());
    next.ops[1].assign(second.begin(), second.end());
    next.ops[grown].append(more.begin(), more.end());
    sortByPlace(next.ops[grown]);
    // Convolutions have long searches and gained nothing in all models here.
    if (llvm::any_of(next.ops[grown], [](StructuredOpInterface op) {
          constexpr size_t kMostDims = 5;
          return op.getIterationExtents().size() > kMostDims;
        }))
      return;
    consider(std::move(next), before, kLeastGain, best);
  };
  for (size_t count = 1; count <= std::min(others.size(), kMostMoved); ++count)
    if (canBeIn(others.take_front(count), number))
      consideredWith(own, others.take_front(count), others.drop_front(count),
                     /*grown=*/0);
  for (size_t count = 1; count <= std::min(own.size(), kMostMoved); ++count)
    if (canBeIn(own.take_back(count), reader))
      consideredWith(own.drop_back(count), own.take_back(count), others,
                     /*grown=*/1);
}

/// Cycles of the groups, one after the other, as a program of their own.
std::optional<int64_t> Grouper::programPrice(ArrayRef<GroupOps> groups) {
  SmallVector<ArrayRef<StructuredOpInterface>> lists(groups);
  auto [entry, isNew] = prices.try_emplace(contents.of(lists));
  if (isNew)
    entry->second = computePrice(groups);
  return entry->second;
}

/// What others touch, too, comes from the home memory and goes there.
void Grouper::leaveOthersAtHome(ArrayRef<Group> own, TensorHandover &handover) {
  llvm::SmallPtrSet<Operation *, 16> members;
  for (const Group &group : own)
    members.insert(group.ops.begin(), group.ops.end());
  if (touching.empty())
    for (Operation &op : *own.front().ops.front()->getBlock()) {
      auto note = [&](Value value) {
        if (layouts.has(value))
          touching[layouts.of(value).root].insert(&op);
      };
      if (!isa<StructuredOpInterface, GatherOp>(op) &&
          !op.hasTrait<OpTrait::IsTerminator>())
        continue; // A view.
      llvm::for_each(op.getOperands(), note);
      llvm::for_each(op.getResults(), note);
    }
  for (const Group &group : own)
    for (Value tensor : group.tensors) {
      int32_t root = layouts.of(tensor).root;
      if (llvm::any_of(touching[root],
                       [&](Operation *op) { return !members.contains(op); }))
        handover.leaveAtHome(root);
    }
}

std::optional<int64_t> Grouper::computePrice(ArrayRef<GroupOps> groups) {
  std::vector<Group> built;
  std::vector<Tiling> tilings;
  std::string reason;
  for (ArrayRef<StructuredOpInterface> ops : groups) {
    auto tiling = bestTiling(ops, /*thorough=*/true, reason);
    auto group = Group::build(ops, layouts, candidates, reason);
    if (!tiling || !group || !group->workload.bind(*tiling, reason))
      return std::nullopt;
    built.push_back(std::move(*group));
    tilings.push_back(std::move(*tiling));
  }
  auto priced = [&] {
    std::vector<TrialGroup> trial;
    for (auto [ops, group, tiling] : llvm::zip_equal(groups, built, tilings))
      trial.push_back({ops, &group.workload, &tiling});
    return (*price)(*makeTrialModule(trial, layouts), handle);
  };
  std::optional<int64_t> plain = priced();
  if (groups.size() == 1)
    return plain;
  // What they hand to one another would be kept in the whole function, too.
  TensorHandover handover(layouts, machine);
  for (auto [group, tiling] : llvm::zip_equal(built, tilings))
    handover.add(group, tiling, /*isSettled=*/false);
  leaveOthersAtHome(built, handover);
  if (failed(keep(handover)) || !handover.keepsAny())
    return plain;
  std::optional<int64_t> kept = priced();
  return plain && kept ? std::min(*plain, *kept) : plain;
}

/// By how much the programs of the groups that are there, and of `apart` behind
/// them, are slower.
std::optional<int64_t>
Grouper::programGain(const Regrouping &regrouping,
                     ArrayRef<StructuredOpInterface> apart) {
  SmallVector<GroupOps, 2> before{groups[regrouping.first].ops}, after;
  if (!regrouping.isSplit)
    before.push_back(groups[regrouping.second].ops);
  if (!apart.empty())
    before.push_back(GroupOps(apart));
  for (const GroupOps &ops : regrouping.ops)
    if (!ops.empty())
      after.push_back(ops);
  std::optional<int64_t> own = programPrice(before),
                         other = programPrice(after);
  if (!own || !other)
    return std::nullopt;
  return *own - *other;
}

/// Estimates of groups that differ by little may be wrong: carries out what
/// gains most by the programs of the groups, if any does.
bool Grouper::applyBest(Regroupings &proposed,
                        ArrayRef<StructuredOpInterface> apart) {
  if (!price)
    return false;
  Regrouping *best = nullptr;
  for (Regrouping &next : proposed) {
    next.gain = double(programGain(next, apart).value_or(0));
    if (next.gain > 0 && (!best || next.gain > best->gain))
      best = &next;
  }
  if (best)
    apply(*best);
  return best;
}

void Grouper::apply(Regrouping &regrouping) {
  auto sizeOf = [](ArrayRef<StructuredOpInterface> ops) {
    return std::to_string(ops.size());
  };
  remark::passed(
      regrouping.ops[regrouping.ops[0].empty()].front()->getLoc(),
      remark::RemarkOpts::name("regrouped").category("ridge-choose-tiles"))
      << (regrouping.isSplit ? "splits group " : "changes group ")
      << std::to_string(regrouping.first)
      << (regrouping.isSplit
              ? std::string()
              : " and group " + std::to_string(regrouping.second))
      << " into groups of " << sizeOf(regrouping.ops[0]) << " and "
      << sizeOf(regrouping.ops[1])
      << " operations: " << cyclesText(regrouping.gain) << " cycles less";
  if (regrouping.isSplit)
    groups.insert(groups.begin() + regrouping.second, TiledGroup());
  unsigned numbers[] = {regrouping.first, regrouping.second};
  size_t firstNew = regrouping.isSplit ? regrouping.second : groups.size();
  for (int i : {1, 0}) {
    TiledGroup &group = groups[numbers[i]];
    group.ops = std::move(regrouping.ops[i]);
    group.tiling = std::move(regrouping.tilings[i]);
    for (StructuredOpInterface op : group.ops)
      groupOf[op] = numbers[i];
    if (group.ops.empty()) {
      groups.erase(groups.begin() + numbers[i]);
      firstNew = numbers[i];
    }
  }
  // Those behind a group that came or went have new numbers.
  for (size_t number = firstNew; number < groups.size(); ++number) {
    if (groups[number].gather)
      groupOf[groups[number].gather] = number;
    for (StructuredOpInterface op : groups[number].ops)
      groupOf[op] = number;
  }
}

bool Grouper::improve(unsigned number) {
  Regroupings best;
  if (isSettled(groups[number]))
    return false;
  trySplits(number, /*more=*/{}, /*apart=*/0, best);
  llvm::SmallSetVector<unsigned, 4> readers;
  for (StructuredOpInterface op : groups[number].ops)
    for (Operation *user : op.getResultTensor().getUsers())
      if (auto found = groupOf.find(user); found != groupOf.end() &&
                                           found->second != number &&
                                           !isSettled(groups[found->second]))
        readers.insert(found->second);
  for (unsigned reader : readers)
    tryMoves(number, reader, best);
  return applyBest(best, /*apart=*/{});
}

void Grouper::improve() {
  for (int round = 0; round < kMostRounds; ++round) {
    bool isBetter = false;
    for (unsigned number = 0; number < groups.size(); ++number)
      isBetter |= improve(number);
    if (!isBetter)
      break;
  }
}
