//===- OverlapSafety.cpp - conditions for buffers with several slots ------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Works on the emitted queues alone: what it knows of order it reads from the
/// places of signals and waits.
///
//===----------------------------------------------------------------------===//

#include "ridge/Transforms/Schedule/OverlapSafety.h"
#include "ridge/Analysis/LinearForm.h"
#include "ridge/Analysis/Windows.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;
using namespace ridge;

namespace {
/// One access to the buffer under examination.
struct QueueAccess {
  Operation *op;
  isa::QueueOp queue;
  bool reads, writes;
  AffineMap instance;
  OperandRange counters;
};

/// The operations that name each symbol, in program order. Collected once: a
/// walk over all attributes for each buffer is most of the time of a
/// compilation.
class SymbolUsers {
public:
  explicit SymbolUsers(isa::ProgramOp program);

  bool known = true; ///< False if an operation may name anything.
  llvm::DenseMap<StringAttr, SmallVector<Operation *>> users;
  llvm::DenseMap<StringAttr, isa::KernelOp> kernels;
};

/// First and last place in a block: of a semaphore's signals or waits, or of
/// what holds accesses to the buffer.
struct Places {
  Operation *first, *last;

  void add(Operation *op) {
    if (op->isBeforeInBlock(first))
      first = op;
    if (last->isBeforeInBlock(op))
      last = op;
  }
};
using BlockPlaces = llvm::SmallMapVector<Block *, Places, 4>;

/// Where semaphores are signalled and waited for. Collected once, so that a
/// buffer asks about the blocks around its accesses alone and the time of all
/// checks grows with the program.
class SyncSites {
public:
  explicit SyncSites(isa::ProgramOp program);

  /// True if some semaphore is signalled in `from` behind `access`, and waited
  /// for in `to` ahead of `later`; with `complete` when results are there, too.
  bool lead(Block *from, Operation *access, Block *to, Operation *later,
            bool complete);

private:
  using Semaphores = llvm::MapVector<StringAttr, Places>;
  /// A semaphore's first wait in one block; its last signal in another, or a
  /// later one of the semaphores that are waited for before it.
  struct Link {
    Operation *wait, *signal;
  };
  const std::vector<Link> &linksOf(Block *from, Block *to, bool complete);

  /// Signals by whether they tell that results are there.
  llvm::DenseMap<Block *, Semaphores> signals[2], waits;
  llvm::DenseMap<std::pair<Block *, Block *>, std::vector<Link>> links[2];
};

class BufferCheck {
public:
  BufferCheck(isa::BufferOp buffer, const SymbolUsers &symbols,
              SyncSites &syncs)
      : buffer(buffer), symbols(symbols), syncs(syncs) {}
  LogicalResult run();

private:
  LogicalResult collect();
  void addIssue(isa::IssueOp issue);
  void addMove(isa::MoveOp move);
  bool fills(const QueueAccess &access) const;
  bool beginsWithFill(isa::QueueOp queue) const;
  LogicalResult findFiller();
  LogicalResult checkFills();
  LogicalResult checkLoops();
  LogicalResult checkInstances();
  LogicalResult checkOrder();
  bool leadsTo(isa::QueueOp from, isa::QueueOp to);
  bool handsTo(isa::QueueOp from, isa::QueueOp to);

  isa::BufferOp buffer;
  const SymbolUsers &symbols;
  SyncSites &syncs;
  std::vector<QueueAccess> accesses;
  /// Operations that read the buffer.
  llvm::DenseSet<Operation *> readers;
  /// Per queue with accesses, the blocks around them.
  llvm::SmallMapVector<isa::QueueOp, BlockPlaces, 4> queues;
  isa::QueueOp filler;
  int64_t instances = 1;
};
} // namespace

//===----------------------------------------------------------------------===//
// Accesses
//===----------------------------------------------------------------------===//

/// Calls `note` with each symbol that the operation names.
static void visitNames(Operation *op, function_ref<void(StringAttr)> note) {
  auto noteOne = [&](Attribute name) {
    note(cast<FlatSymbolRefAttr>(name).getAttr());
  };
  // Of these there are so many that their attributes are not searched.
  llvm::TypeSwitch<Operation *>(op)
      .Case([&](isa::IssueOp issue) {
        noteOne(issue.getKernelAttr());
        llvm::for_each(issue.getBuffers(), noteOne);
        noteOne(issue.getLayerAttr());
      })
      .Case([&](isa::MoveOp move) {
        noteOne(move.getSourceAttr());
        noteOne(move.getTargetAttr());
        llvm::for_each(move.getLists(), noteOne);
        noteOne(move.getLayerAttr());
      })
      .Case<isa::WaitOp, isa::SignalOp>([&](auto sync) {
        noteOne(sync.getSemaphoreAttr());
        noteOne(sync.getLayerAttr());
      })
      .Default([&](Operation *) {
        op->getAttrDictionary().walk(
            [&](SymbolRefAttr name) { note(name.getRootReference()); });
      });
}

SymbolUsers::SymbolUsers(isa::ProgramOp program) {
  for (auto kernel : program.getOps<isa::KernelOp>())
    kernels[kernel.getSymNameAttr()] = kernel;
  program.walk<WalkOrder::PreOrder>([&](Operation *op) {
    // It may be a table of symbols of its own.
    known &= op->getDialect() || op->getNumRegions() != 1;
    if (op == program)
      return;
    visitNames(op, [&](StringAttr name) {
      SmallVector<Operation *> &ops = users[name];
      if (ops.empty() || ops.back() != op)
        ops.push_back(op);
    });
  });
}

void BufferCheck::addIssue(isa::IssueOp issue) {
  isa::KernelOp kernel =
      symbols.kernels.lookup(issue.getKernelAttr().getAttr());
  auto queue = issue->getParentOfType<isa::QueueOp>();
  size_t next = 0, last = issue.getAccesses().size() - 1;
  for (auto [i, attribute] : llvm::enumerate(issue.getAccesses())) {
    auto access = dyn_cast<arch::AccessAttr>(attribute);
    if (!access)
      continue;
    auto name = cast<FlatSymbolRefAttr>(issue.getBuffers()[next++]);
    if (name.getAttr() != buffer.getSymNameAttr())
      continue;
    bool isOutput = i == last;
    accesses.push_back({issue, queue, !isOutput || kernel.updatesOutput(),
                        isOutput, access.getInstance(), issue.getCounters()});
  }
}

void BufferCheck::addMove(isa::MoveOp move) {
  auto queue = move->getParentOfType<isa::QueueOp>();
  SmallVector<Attribute> names = {move.getSourceAttr(), move.getTargetAttr()};
  llvm::append_range(names, move.getLists());
  for (auto [i, name] : llvm::enumerate(names))
    if (cast<FlatSymbolRefAttr>(name).getAttr() == buffer.getSymNameAttr())
      accesses.push_back(
          {move, queue, i != 1, i == 1,
           cast<arch::AccessAttr>(move.getAccesses()[i]).getInstance(),
           move.getCounters()});
}

/// overlap-c3: anything but an issue or a move that names the buffer.
LogicalResult BufferCheck::collect() {
  if (!symbols.known)
    return buffer.emitOpError("overlap-c3: some operation has unknown effects");
  for (Operation *user : symbols.users.lookup(buffer.getSymNameAttr())) {
    if (auto issue = dyn_cast<isa::IssueOp>(user))
      addIssue(issue);
    else if (auto move = dyn_cast<isa::MoveOp>(user))
      addMove(move);
    else
      return user->emitOpError()
             << "overlap-c3: touches " << buffer.getSymName()
             << " with unknown effects";
  }
  for (const QueueAccess &access : accesses) {
    if (access.reads)
      readers.insert(access.op);
    BlockPlaces &blocks = queues[access.queue];
    for (Operation *at = access.op; at != access.queue; at = at->getParentOp())
      blocks.try_emplace(at->getBlock(), Places{at, at}).first->second.add(at);
  }
  return success();
}

//===----------------------------------------------------------------------===//
// Conditions
//===----------------------------------------------------------------------===//

/// A plain write by an operation that does not read the buffer besides.
bool BufferCheck::fills(const QueueAccess &access) const {
  return access.writes && !readers.contains(access.op);
}

/// Accesses of a queue are in program order.
bool BufferCheck::beginsWithFill(isa::QueueOp queue) const {
  return fills(*llvm::find_if(accesses, [&](const QueueAccess &access) {
    return access.queue == queue;
  }));
}

/// overlap-c1: the first access of some queue is a fill; several may fill parts
/// beside one another. That other queues come behind is overlap-c6.
LogicalResult BufferCheck::findFiller() {
  for (isa::QueueOp queue : llvm::make_first_range(queues)) {
    if (!beginsWithFill(queue))
      continue;
    filler = queue;
    // Whoever is behind others in every instance does not begin it.
    if (llvm::all_of(llvm::make_first_range(queues), [&](isa::QueueOp other) {
          return beginsWithFill(other) || leadsTo(queue, other);
        }))
      return success();
  }
  if (filler)
    return success();
  return buffer.emitOpError("overlap-c1: is read before it is written in every "
                            "instance");
}

/// overlap-c2: the fills cover all instances that are used.
LogicalResult BufferCheck::checkFills() {
  std::optional<Interval> filled, used;
  for (const QueueAccess &access : accesses) {
    FailureOr<SmallVector<int64_t, 4>> trips =
        tripsOfCounters(access.op, access.counters);
    auto form =
        linearForm(access.instance.getResult(0), access.instance.getNumDims());
    if (failed(trips) || !form)
      return failure(); // overlap-c5 has said so.
    Interval own = rangeOf(*form, *trips);
    auto widen = [&](std::optional<Interval> &range) {
      range = range ? hull(*range, own) : own;
    };
    widen(used);
    if (access.queue == filler && fills(access))
      widen(filled);
  }
  if (filled == used)
    return success();
  return buffer.emitOpError()
         << "overlap-c2: uses instances " << used->low << " to " << used->high
         << ", queue '" << filler.getEngine() << "' fills " << filled->low
         << " to " << filled->high;
}

/// overlap-c2 (trip counts) and overlap-c4
LogicalResult BufferCheck::checkLoops() {
  for (const QueueAccess &access : accesses)
    for (Operation *op = access.op->getParentOp(); op != access.queue;
         op = op->getParentOp()) {
      auto loop = cast<affine::AffineForOp>(op);
      if (loop.getNumIterOperands() != 0)
        return loop.emitOpError()
               << "overlap-c4: carries values around accesses to "
               << buffer.getSymName();
      if (!countedTrips(loop))
        return loop.emitOpError()
               << "overlap-c2: has no constant trip count around accesses to "
               << buffer.getSymName();
    }
  return success();
}

/// overlap-c5: coefficients from the innermost loop out must exceed what the
/// loops inside can add up to.
LogicalResult BufferCheck::checkInstances() {
  for (const QueueAccess &access : accesses) {
    std::optional<Affine> form =
        linearForm(access.instance.getResult(0), access.instance.getNumDims());
    if (!form)
      return access.op->emitOpError("overlap-c5: has an instance that is not "
                                    "linear");
    int64_t inner = 0;
    bool inScope = false;
    for (Operation *op = access.op->getParentOp(); op != access.queue;
         op = op->getParentOp()) {
      auto loop = cast<affine::AffineForOp>(op);
      int64_t coefficient = 0, trips = *countedTrips(loop);
      for (auto [counter, c] : form->terms)
        if (access.counters[counter] == loop.getInductionVar())
          coefficient += c;
      if (trips <= 1)
        continue;
      bool repeats = coefficient == 0 && inScope;
      if (repeats || (coefficient != 0 && coefficient <= inner))
        return access.op->emitOpError()
               << "overlap-c5: instances of " << buffer.getSymName()
               << " start again in the loop of " << trips << " iterations";
      inScope |= coefficient != 0;
      inner += coefficient * (trips - 1);
    }
    instances = std::max(instances, form->constant + inner + 1);
  }
  return success();
}

//===----------------------------------------------------------------------===//
// Order
//===----------------------------------------------------------------------===//

SyncSites::SyncSites(isa::ProgramOp program) {
  auto note = [](llvm::DenseMap<Block *, Semaphores> &sites, Operation *op,
                 StringAttr semaphore) {
    sites[op->getBlock()]
        .try_emplace(semaphore, Places{op, op})
        .first->second.add(op);
  };
  program.walk([&](Operation *op) {
    if (auto signal = dyn_cast<isa::SignalOp>(op)) {
      note(signals[false], op, signal.getSemaphoreAttr().getAttr());
      if (!signal.getAfterReads())
        note(signals[true], op, signal.getSemaphoreAttr().getAttr());
    } else if (auto wait = dyn_cast<isa::WaitOp>(op))
      note(waits, op, wait.getSemaphoreAttr().getAttr());
  });
}

/// Links from `from` to `to`, those with the first waits first.
const std::vector<SyncSites::Link> &SyncSites::linksOf(Block *from, Block *to,
                                                       bool complete) {
  auto [entry, isNew] = links[complete].try_emplace({from, to});
  std::vector<Link> &found = entry->second;
  if (!isNew)
    return found;
  auto signalled = signals[complete].find(from), waited = waits.find(to);
  if (signalled == signals[complete].end() || waited == waits.end())
    return found;
  // A queue's own block has the semaphores of all layers, a loop body few.
  bool fewSignals = signalled->second.size() < waited->second.size();
  for (StringAttr semaphore : llvm::make_first_range(
           fewSignals ? signalled->second : waited->second)) {
    auto signal = signalled->second.find(semaphore);
    auto wait = waited->second.find(semaphore);
    if (signal != signalled->second.end() && wait != waited->second.end())
      found.push_back({wait->second.first, signal->second.last});
  }
  llvm::sort(found, [](const Link &a, const Link &b) {
    return a.wait != b.wait && a.wait->isBeforeInBlock(b.wait);
  });
  for (size_t i = 1; i < found.size(); ++i)
    if (found[i].signal->isBeforeInBlock(found[i - 1].signal))
      found[i].signal = found[i - 1].signal;
  return found;
}

bool SyncSites::lead(Block *from, Operation *access, Block *to,
                     Operation *later, bool complete) {
  const std::vector<Link> &all = linksOf(from, to, complete);
  auto end = llvm::partition_point(
      all, [&](const Link &link) { return link.wait->isBeforeInBlock(later); });
  return end != all.begin() && access->isBeforeInBlock(std::prev(end)->signal);
}

/// Some semaphore is signalled in `from` behind an access and waited for in
/// `to` ahead of one; of a queue that writes the buffer when that is done.
bool BufferCheck::handsTo(isa::QueueOp from, isa::QueueOp to) {
  bool writes = llvm::any_of(accesses, [&](const QueueAccess &access) {
    return access.queue == from && access.writes;
  });
  for (auto &[source, accessed] : queues[from])
    for (auto &[target, used] : queues[to])
      if (syncs.lead(source, accessed.first, target, used.last, writes))
        return true;
  return false;
}

bool BufferCheck::leadsTo(isa::QueueOp from, isa::QueueOp to) {
  llvm::SmallSetVector<isa::QueueOp, 4> reached;
  reached.insert(from);
  for (size_t i = 0; i < reached.size(); ++i)
    for (isa::QueueOp next : llvm::make_first_range(queues))
      if (handsTo(reached[i], next))
        reached.insert(next);
  return reached.contains(to);
}

/// overlap-c6
LogicalResult BufferCheck::checkOrder() {
  for (isa::QueueOp queue : llvm::make_first_range(queues)) {
    if (beginsWithFill(queue))
      continue;
    if (!leadsTo(filler, queue))
      return buffer.emitOpError()
             << "overlap-c6: no semaphore leads from its fill in queue '"
             << filler.getEngine() << "' to queue '" << queue.getEngine()
             << "'";
    if (instances > static_cast<int64_t>(buffer.getSlots()) &&
        !leadsTo(queue, filler))
      return buffer.emitOpError()
             << "overlap-c6: no semaphore leads from queue '"
             << queue.getEngine() << "' back to its fill in queue '"
             << filler.getEngine() << "', and slots are used again";
  }
  return success();
}

LogicalResult BufferCheck::run() {
  if (failed(collect()))
    return failure();
  if (queues.size() < 2)
    return success(); // One queue keeps its own order.
  return failure(failed(checkLoops()) || failed(checkInstances()) ||
                 failed(findFiller()) || failed(checkFills()) ||
                 failed(checkOrder()));
}

LogicalResult ridge::checkOverlapSafety(isa::ProgramOp program,
                                        const llvm::StringSet<> &serialised) {
  SymbolUsers symbols(program);
  SyncSites syncs(program);
  for (auto buffer : program.getOps<isa::BufferOp>())
    if (buffer.getSlots() > 1 && !serialised.contains(buffer.getSymName()) &&
        failed(BufferCheck(buffer, symbols, syncs).run()))
      return failure();
  return success();
}
