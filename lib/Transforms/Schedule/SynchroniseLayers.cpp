//===- SynchroniseLayers.cpp - hand buffers from engine to engine ---------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Inside a layer. The uses of a buffer below a block form a chain of the
/// block's children in program order; where the chain goes from one engine to
/// another, the first signals behind its child and the second waits before its
/// own. Where equal engines do parts of one computation (`dealt`), each of them
/// is handed the buffer and each hands it on.
///
///     for t in 4 { load a[t]; mma a[t] -> c[t]; store c[t] }
///
/// with two slots each becomes
///
///     queue   waits                        does       signals
///     load    a.free >= t - 1              move a[t]  a.load.array
///     array   a.load.array >= t + 1,
///             c.free >= t - 1              issue mma  a.free, c.array.store
///     store   c.array.store >= t + 1       move c[t]  c.free
///
/// The order of all waits and signals is the one program order, so they cannot
/// wait in a circle: whatever the first unfinished operation of that order
/// waits for is behind it.
///
//===----------------------------------------------------------------------===//

#include "Problem.h"
#include "mlir/IR/Remarks.h"
#include "ridge/Analysis/Windows.h"
#include "ridge/Support/Saturate.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;
using namespace ridge;

namespace {
/// An engine's part of a child of a block.
struct Site {
  Operation *op;
  EngineId engine;
};
using Sites = llvm::SmallVector<Site, 1>;

/// A child of a block that touches the buffer, or several that are parts of one
/// computation on equal engines, in no order. One engine begins and one ends,
/// or each of those does.
struct Link {
  llvm::SmallVector<Operation *, 1> children;
  Sites first, last;
  bool mixed;    ///< Several engines touch it below, in an order.
  int64_t dealt; ///< Of what computation all uses are parts; -1: of none.
  llvm::SmallVector<const Use *> uses;
};
using Chain = std::vector<Link>;
using Blocks = llvm::SmallSetVector<Block *, 4>;

/// Synchronises the uses of one buffer in one layer.
class BufferSync {
public:
  BufferSync(Problem &problem, LayerOp layer, int buffer,
             std::vector<const Use *> uses)
      : problem(problem), layer(layer), buffer(buffer), uses(std::move(uses)) {}

  void run();

private:
  /// The body of the innermost loop whose iterations the instance counts.
  Block *scopeOf(const Use &use);
  /// Blocks whose every run is one instance; empty, with the reason, if
  /// instances cannot be told apart that way.
  Blocks instanceScopes(std::string &why);
  bool instancesCount(const Blocks &scopes);

  void handOver(const Blocks &blocks);
  void handOverInLoop(Operation *loop);
  void reuseSlots(const Blocks &scopes);
  int64_t periodOf(Block *scope);
  bool isKept();

  Chain chainOf(Block *block);
  void addEnds(Link &link);
  std::vector<const Use *> usesBelow(Block *block);
  int64_t runsOf(Block *block, const Blocks &counted);
  CounterSum runningNumber(Block *block, const Blocks &counted);

  void signal(Operation *behind, EngineId engine, int semaphore);
  bool wait(Operation *ahead, EngineId engine, int semaphore, CounterSum value);
  int semaphoreFor(const Twine &suffix);

  Problem &problem;
  LayerOp layer;
  int buffer;
  std::vector<const Use *> uses;
};
} // namespace

//===----------------------------------------------------------------------===//
// Running numbers
//===----------------------------------------------------------------------===//

/// How often blocks of `counted` run in one run of `block`.
int64_t BufferSync::runsOf(Block *block, const Blocks &counted) {
  if (counted.contains(block))
    return 1;
  int64_t runs = 0;
  for (auto loop : block->getOps<affine::AffineForOp>())
    runs += *countedTrips(loop) * runsOf(loop.getBody(), counted);
  return runs;
}

/// How many runs of blocks of `counted` lie before the current run of `block`.
CounterSum BufferSync::runningNumber(Block *block, const Blocks &counted) {
  CounterSum number;
  while (block != &layer.getBody().front()) {
    auto loop = cast<affine::AffineForOp>(block->getParentOp());
    number.terms.push_back({loop, runsOf(block, counted)});
    block = loop->getBlock();
    for (auto earlier : block->getOps<affine::AffineForOp>()) {
      if (earlier == loop)
        break;
      number.constant +=
          *countedTrips(earlier) * runsOf(earlier.getBody(), counted);
    }
  }
  return number;
}

//===----------------------------------------------------------------------===//
// Scopes
//===----------------------------------------------------------------------===//

static OperandRange countersOf(Operation *op) {
  if (auto invoke = dyn_cast<InvokeOp>(op))
    return invoke.getCounters();
  return cast<MoveOp>(op).getCounters();
}

static CounterSum sumOf(const Affine &form, OperandRange counters) {
  CounterSum sum;
  sum.constant = form.constant;
  for (auto [counter, coefficient] : form.terms)
    sum.terms.push_back({loopOfCounter(counters[counter]), coefficient});
  return sum;
}

Block *BufferSync::scopeOf(const Use &use) {
  CounterSum instance = sumOf(use.instance, countersOf(use.op));
  for (Operation *op = use.op->getParentOp(); op != layer;
       op = op->getParentOp())
    for (auto [loop, coefficient] : instance.terms)
      if (loop == op)
        return cast<affine::AffineForOp>(op).getBody();
  return &layer.getBody().front();
}

bool BufferSync::instancesCount(const Blocks &scopes) {
  for (const Use *use : uses)
    if (!areSame(runningNumber(scopeOf(*use), scopes),
                 sumOf(use->instance, countersOf(use->op))))
      return false;
  return true;
}

Blocks BufferSync::instanceScopes(std::string &why) {
  Blocks scopes;
  for (const Use *use : uses)
    scopes.insert(scopeOf(*use));
  for (Block *outer : scopes)
    for (Block *inner : scopes)
      if (outer != inner &&
          outer->getParentOp()->isProperAncestor(inner->getParentOp())) {
        why = "its instances count loops at several levels";
        return {};
      }
  if (scopes.size() == 1 && scopes.front() == &layer.getBody().front())
    return scopes;
  if (!instancesCount(scopes)) {
    why = "its instances do not count the runs of one loop body";
    return {};
  }
  Sites last = chainOf(scopes.front()).back().last;
  for (Block *scope : scopes)
    if (!llvm::equal(chainOf(scope).back().last, last,
                     [](const Site &a, const Site &b) {
                       return a.engine == b.engine;
                     })) {
      why = "its instances end on different engines";
      return {};
    }
  return scopes;
}

//===----------------------------------------------------------------------===//
// Chains
//===----------------------------------------------------------------------===//

std::vector<const Use *> BufferSync::usesBelow(Block *block) {
  std::vector<const Use *> below;
  for (const Use *use : uses)
    if (block->findAncestorOpInBlock(*use->op))
      below.push_back(use);
  return below;
}

/// Each engine once: of its parts the first or, with `isLast`, the last.
static void addSite(Sites &sites, Site site, bool isLast) {
  auto found = llvm::find_if(
      sites, [&](const Site &other) { return other.engine == site.engine; });
  if (found == sites.end())
    sites.push_back(site);
  else if (isLast)
    *found = site;
}

/// True if no loop that holds parts of several engines moves what they write:
/// in its next iteration each of them goes on with what is its own.
static bool haveEqualParts(const Link &link) {
  for (const Use *use : link.uses) {
    if (!use->writes)
      continue;
    auto invoke = cast<InvokeOp>(use->op);
    auto access =
        cast<arch::AccessAttr>(invoke.getAccesses().getValue().back());
    for (auto [i, counter] : llvm::enumerate(invoke.getCounters())) {
      Operation *loop = loopOfCounter(counter);
      if (access.getOffset().isFunctionOfDim(i) &&
          llvm::any_of(link.uses,
                       [&](const Use *other) {
                         return other->engine != use->engine &&
                                loop->isAncestor(other->op);
                       }) &&
          llvm::any_of(link.children, [&](Operation *child) {
            return child->isAncestor(loop);
          }))
        return false;
    }
  }
  return true;
}

/// Who begins and who ends a link: of a loop, who does in its body.
void BufferSync::addEnds(Link &link) {
  for (Operation *child : link.children) {
    if (auto loop = dyn_cast<affine::AffineForOp>(child)) {
      Chain inner = chainOf(loop.getBody());
      for (Site site : inner.front().first)
        addSite(link.first, {child, site.engine}, /*isLast=*/false);
      for (Site site : inner.back().last)
        addSite(link.last, {child, site.engine}, /*isLast=*/true);
      continue;
    }
    const Use *own = *llvm::find_if(
        link.uses, [&](const Use *use) { return use->op == child; });
    addSite(link.first, {child, own->engine}, /*isLast=*/false);
    addSite(link.last, {child, own->engine}, /*isLast=*/true);
  }
}

Chain BufferSync::chainOf(Block *block) {
  Chain chain;
  for (const Use *use : usesBelow(block)) {
    Operation *child = block->findAncestorOpInBlock(*use->op);
    Link *link = chain.empty() ? nullptr : &chain.back();
    bool same = link && link->children.back() == child;
    if (!same && link && use->dealt >= 0 && link->dealt == use->dealt) {
      link->children.push_back(child);
      same = true;
    }
    if (!same) {
      chain.push_back({{child}, {}, {}, false, use->dealt, {}});
      link = &chain.back();
    }
    if (link->dealt != use->dealt)
      link->dealt = -1;
    link->uses.push_back(use);
  }
  for (Link &link : chain) {
    addEnds(link);
    bool several = llvm::any_of(link.uses, [&](const Use *use) {
      return use->engine != link.uses.front()->engine;
    });
    link.mixed = several && (link.dealt < 0 || !haveEqualParts(link));
  }
  return chain;
}

int BufferSync::semaphoreFor(const Twine &suffix) {
  StringRef label = problem.buffers[buffer].getLabel();
  return problem.addSemaphore((label + "." + suffix).str());
}

void BufferSync::signal(Operation *behind, EngineId engine, int semaphore) {
  bool onlyReads = llvm::none_of(uses, [&](const Use *use) {
    return use->engine == engine && use->writes;
  });
  problem.after[behind].push_back(
      {engine, semaphore, false, {}, buffer, onlyReads});
}

/// False if the wait is for nothing: the value is never above 0.
bool BufferSync::wait(Operation *ahead, EngineId engine, int semaphore,
                      CounterSum value) {
  if (greatest(value) <= 0)
    return false;
  problem.before[ahead].push_back(
      {engine, semaphore, true, std::move(value), buffer});
  return true;
}

/// Between children of each of `blocks`, which run one after the other. Equal
/// hand-overs of several blocks share a semaphore.
void BufferSync::handOver(const Blocks &blocks) {
  struct HandOver {
    Blocks blocks;
    std::vector<std::pair<Operation *, Operation *>> sites;
  };
  llvm::MapVector<std::tuple<unsigned, EngineId, EngineId>, HandOver> all;
  llvm::SmallSetVector<Operation *, 4> mixedLoops;
  for (Block *block : blocks) {
    Chain chain = chainOf(block);
    unsigned position = 0;
    for (size_t i = 0; i < chain.size(); ++i) {
      if (chain[i].mixed)
        mixedLoops.insert_range(chain[i].children);
      if (i + 1 == chain.size())
        continue;
      for (Site from : chain[i].last)
        for (Site to : chain[i + 1].first) {
          if (from.engine == to.engine)
            continue; // Its own queue keeps them in order.
          HandOver &entry = all[{position++, from.engine, to.engine}];
          entry.blocks.insert(block);
          entry.sites.push_back({from.op, to.op});
        }
    }
  }
  for (auto &[key, entry] : all) {
    auto [position, from, to] = key;
    int semaphore = semaphoreFor(problem.machine.engines[from].name + "." +
                                 problem.machine.engines[to].name);
    for (auto [source, target] : entry.sites) {
      CounterSum value = runningNumber(source->getBlock(), entry.blocks);
      ++value.constant;
      signal(source, from, semaphore);
      wait(target, to, semaphore, std::move(value));
    }
  }
  for (Operation *loop : mixedLoops)
    handOverInLoop(loop);
}

/// In a loop whose iterations pass the buffer to and fro: within an iteration,
/// and from its last engines to the first of the next.
void BufferSync::handOverInLoop(Operation *op) {
  auto loop = dyn_cast<affine::AffineForOp>(op);
  if (!loop)
    return; // One operation of one engine is never mixed.
  Blocks body;
  body.insert(loop.getBody());
  handOver(body);
  Chain chain = chainOf(loop.getBody());
  CounterSum earlier = runningNumber(loop.getBody(), body);
  if (greatest(earlier) <= 0)
    return;
  for (Site last : chain.back().last)
    for (Site first : chain.front().first) {
      if (first.engine == last.engine)
        continue;
      int semaphore =
          semaphoreFor(problem.machine.engines[last.engine].name + "." +
                       problem.machine.engines[first.engine].name + ".next");
      signal(last.op, last.engine, semaphore);
      wait(first.op, first.engine, semaphore, earlier);
    }
}

/// The first engines of instance n wait for the last of instance n - slots.
void BufferSync::reuseSlots(const Blocks &scopes) {
  llvm::SmallMapVector<EngineId, int, 2> free;
  for (Block *scope : scopes) {
    Chain chain = chainOf(scope);
    CounterSum value = runningNumber(scope, scopes);
    value.constant += 1 - problem.roomOf(buffer, scope);
    if (greatest(value) <= 0)
      continue;
    const Sites &ends = chain.back().last;
    for (Site first : chain.front().first)
      for (Site last : ends) {
        if (first.engine == last.engine)
          continue; // Its own queue keeps them in order.
        auto [entry, isNew] = free.try_emplace(last.engine, -1);
        if (isNew)
          entry->second = semaphoreFor(
              ends.size() == 1
                  ? "free"
                  : problem.machine.engines[last.engine].name + ".free");
        wait(first.op, first.engine, entry->second, value);
      }
  }
  for (Block *scope : scopes) {
    Chain chain = chainOf(scope);
    for (Site last : chain.back().last)
      if (auto entry = free.find(last.engine); entry != free.end())
        signal(last.op, last.engine, entry->second);
  }
}

//===----------------------------------------------------------------------===//
// Tensors that are kept
//===----------------------------------------------------------------------===//

/// How many runs of the block touch other elements of the buffer each: as long
/// as the loops around move every window below it. (What Tile writes it writes
/// in tiles that do not overlap.) 0: all of them.
int64_t BufferSync::periodOf(Block *scope) {
  auto moves = [](const Use &use, affine::AffineForOp loop) {
    for (auto [position, counter] : llvm::enumerate(countersOf(use.op)))
      if (loopOfCounter(counter) == loop &&
          use.offset.isFunctionOfDim(position))
        return true;
    return false;
  };
  int64_t period = 1;
  for (Operation *op = scope->getParentOp(); op != layer;
       op = op->getParentOp()) {
    auto loop = cast<affine::AffineForOp>(op);
    int64_t trips = *countedTrips(loop);
    if (trips > 1 && !llvm::all_of(usesBelow(scope), [&](const Use *use) {
          return moves(*use, loop);
        }))
      return period;
    period = saturatingMul(period, trips);
  }
  return 0;
}

/// What lives through several layers is kept there whole: its instances number
/// tiles of the one slot.
bool BufferSync::isKept() {
  BufferOp op = problem.buffers[buffer];
  std::optional<ArrayRef<int64_t>> lives = op.getLayers();
  MemoryId memory = problem.machine.findMemory(*op.getMemory());
  return !problem.machine.memories[memory].home && lives &&
         lives->front() < lives->back() && op.getDepth().value_or(1) == 1;
}

//===----------------------------------------------------------------------===//
// One buffer
//===----------------------------------------------------------------------===//

void BufferSync::run() {
  bool written = llvm::any_of(uses, [](const Use *use) { return use->writes; });
  bool shared = llvm::any_of(uses, [&](const Use *use) {
    return use->engine != uses.front()->engine;
  });
  if (!written || (!shared && !isKept()))
    return;

  BufferOp op = problem.buffers[buffer];
  std::string why;
  Blocks scopes = instanceScopes(why);
  bool rotates = !scopes.empty() && scopes.front() != &layer.getBody().front();
  if (rotates)
    for (Block *scope : scopes) {
      problem.rotating[buffer].insert(scope);
      // Where Select split a loop, the count of runs goes on in the next.
      if (isKept() && scopes.size() == 1)
        problem.period[{buffer, scope}] = periodOf(scope);
    }
  if (!shared)
    return; // Its own queue keeps its uses in order.
  if (scopes.empty()) {
    // In one order at every level: right for any instances, without overlap.
    remark::missed(
        layer.getLoc(),
        remark::RemarkOpts::name("serialised").category("ridge-schedule"))
        << remark::metric("Buffer", op.getLabel())
        << remark::reason("{0}", why);
    problem.serialised.insert(op.getLabel());
    scopes.insert(&layer.getBody().front());
    handOver(scopes);
    return;
  }
  handOver(scopes);
  if (rotates)
    reuseSlots(scopes);
  remark::passed(
      layer.getLoc(),
      remark::RemarkOpts::name("handed-over").category("ridge-schedule"))
      << remark::metric("Buffer", op.getLabel())
      << remark::metric("Slots",
                        static_cast<int64_t>(op.getDepth().value_or(1)))
      << remark::reason("{0}",
                        rotates && problem.roomOf(buffer, scopes.front()) > 1
                            ? "filled and used at the same time"
                            : "one engine after the other");
}

LogicalResult ridge::synchroniseLayers(Problem &problem) {
  for (auto [layer, uses] : llvm::zip_equal(problem.layers, problem.uses)) {
    // By buffer, in order of first use.
    llvm::MapVector<int, std::vector<const Use *>> byBuffer;
    for (const Use &use : uses)
      byBuffer[use.buffer].push_back(&use);
    for (auto &[buffer, own] : byBuffer)
      BufferSync(problem, layer, buffer, own).run();
  }
  return success();
}
