//===- SkewLoops.cpp - begin an iteration before the last one is done -----===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A queue keeps its order, so in
///
///     for t { @vector clears c[t]; @array adds to c[t]; @vector takes c[t] }
///
/// the array's tile t + 1 waits for the vector unit to finish tile t. With two
/// slots of c the vector unit can clear c[t + 1] before it takes c[t]. Every
/// child of a loop gets a stage, here 0, 0 and 1, and a queue with children of
/// several stages runs in step n those of stage 0 for iteration n, then those
/// of stage 1 for iteration n - 1, and so on. (Software pipelining with the
/// loop's own order as the schedule of one iteration; the interval is whatever
/// semaphores make of it.)
///
/// Stages are the least that satisfy
///
///  * skew-c1: uses of a buffer that the layer writes keep their order, which
///    semaphores rely on: a later one has at least the stage of an earlier one;
///  * skew-c2: the last use is less than `slots` stages behind the first, which
///    takes the slot again `slots` iterations later (comes back to the same
///    elements, of a tensor that is kept); a buffer that does not change its
///    slot from iteration to iteration is used in one stage;
///  * what makes them useful: an engine that works on something, hands it to
///    another and works on what comes back, does the latter a stage later.
///
/// By c1 and c2 there is one order of all children of all iterations, that of
/// steps, in which every wait is for something earlier: nothing can deadlock.
/// What c1 and c2 do not allow is left away, in program order.
///
/// Loops around such a loop are counted through: the last iterations of one run
/// overlap the first of the next. What stands around the inner loop belongs to
/// its first or last iteration.
///
//===----------------------------------------------------------------------===//

#include "Problem.h"
#include "mlir/IR/Remarks.h"
#include "ridge/Analysis/Windows.h"
#include "llvm/ADT/MapVector.h"

using namespace mlir;
using namespace ridge;

namespace {

/// What a layer does with buffers.
struct LayerUses {
  explicit LayerUses(ArrayRef<Use> uses);

  /// By the loop body that they stand in, at any depth.
  llvm::DenseMap<Block *, std::vector<const Use *>> byBlock;
  /// Buffers that semaphores pass on, in every loop that uses them.
  llvm::DenseSet<int> written;
};

/// stage(to) >= stage(from) + least
struct StageEdge {
  int from, to, least;
};

class NestStages {
public:
  NestStages(Problem &problem, ArrayRef<affine::AffineForOp> loops,
             const LayerUses &layer)
      : problem(problem), loops(loops),
        uses(layer.byBlock.find(this->loops[0].getBody())->second),
        written(layer.written) {}

  /// The nest with its stages; nothing if all are equal for every engine.
  std::optional<Skew> find();

private:
  /// What one engine does of a node.
  using Part = std::pair<int, EngineId>;
  /// The nodes that use a buffer, in program order.
  using Chain = llvm::SmallVector<int>;

  void collectNodes(size_t level);
  int nodeOf(Operation *op) const;
  void collectChains();
  void addDependences();
  size_t scopeOf(int buffer, const Chain &chain);
  bool isInside(int node, Operation *loop) const {
    return loop->isProperAncestor(nodes[node]);
  }
  void wantReturn(Part part);
  bool relax();
  void noteUses(Skew &skew);

  Problem &problem;
  SmallVector<affine::AffineForOp> loops;
  const std::vector<const Use *> &uses;
  const llvm::DenseSet<int> &written;
  std::vector<Operation *> nodes; ///< In program order.
  llvm::DenseMap<Operation *, int> numbers;
  llvm::MapVector<int, Chain> chains;
  /// Parts whose results a part reads.
  llvm::DenseMap<Part, llvm::SmallSetVector<Part, 4>> sources;
  std::vector<StageEdge> edges;
  std::vector<int> stages;
};

} // namespace

//===----------------------------------------------------------------------===//
// Children and what they share
//===----------------------------------------------------------------------===//

/// What stands around the inner loops belongs to the first or last of their
/// iterations.
void NestStages::collectNodes(size_t level) {
  for (Operation &op : *loops[level].getBody()) {
    if (level + 1 < loops.size() && &op == loops[level + 1])
      collectNodes(level + 1);
    else if (problem.engines.contains(&op)) {
      numbers[&op] = nodes.size();
      nodes.push_back(&op);
    }
  }
}

int NestStages::nodeOf(Operation *op) const {
  while (!numbers.contains(op))
    op = op->getParentOp();
  return numbers.lookup(op);
}

void NestStages::collectChains() {
  llvm::DenseMap<int, Part> writers;
  for (const Use *use : uses) {
    int node = nodeOf(use->op);
    Chain &chain = chains[use->buffer];
    Part part{node, use->engine};
    if (auto writer = writers.find(use->buffer);
        use->reads && writer != writers.end() && writer->second != part)
      sources[part].insert(writer->second);
    if (use->writes)
      writers[use->buffer] = part;
    if (chain.empty() || chain.back() != node)
      chain.push_back(node);
  }
}

/// The loop of the nest whose iterations change the slot of a buffer, and all
/// that uses the buffer stands in; the number of loops if there is none.
size_t NestStages::scopeOf(int buffer, const Chain &chain) {
  auto found = problem.rotating.find(buffer);
  for (size_t level = 0; level < loops.size(); ++level)
    if (found != problem.rotating.end() &&
        found->second.contains(loops[level].getBody()) &&
        llvm::all_of(chain,
                     [&](int node) { return isInside(node, loops[level]); }))
      return level;
  return loops.size();
}

void NestStages::addDependences() {
  for (const auto &[buffer, chain] : chains) {
    if (!written.contains(buffer))
      continue;
    // skew-c1
    for (size_t i = 1; i < chain.size(); ++i)
      edges.push_back({chain[i - 1], chain[i], 0});
    // skew-c2
    size_t scope = scopeOf(buffer, chain);
    int64_t slots = scope < loops.size()
                        ? problem.roomOf(buffer, loops[scope].getBody())
                        : 1;
    edges.push_back({chain.back(), chain.front(), int(1 - slots)});
    // Iterations of loops inside pass the one instance on in order.
    if (scope + 1 >= loops.size())
      continue;
    int first = -1, last = -1;
    for (int node : chain)
      if (isInside(node, loops[scope + 1])) {
        first = first < 0 ? node : first;
        last = node;
      }
    if (first != last)
      edges.push_back({last, first, 0});
  }
}

//===----------------------------------------------------------------------===//
// Stages
//===----------------------------------------------------------------------===//

/// Raises stages until all edges hold; false, with the stages as they were, if
/// they never do or a stage is later than the loop has iterations.
bool NestStages::relax() {
  std::vector<int> raised = stages;
  int64_t greatest = *countedTrips(loops.back()) - 1;
  for (bool changed = true; changed;) {
    changed = false;
    for (const StageEdge &edge : edges) {
      int least = raised[edge.from] + edge.least;
      if (raised[edge.to] >= least)
        continue;
      // The least is 0 somewhere: what rises above all nodes goes in a circle.
      if (least > greatest || least > static_cast<int>(nodes.size()))
        return false;
      raised[edge.to] = least;
      changed = true;
    }
  }
  stages = std::move(raised);
  return true;
}

/// Asks that a node be a stage behind what its engine did for it before others
/// took over.
void NestStages::wantReturn(Part part) {
  llvm::SmallSetVector<Part, 8> others; // What it needs of other engines.
  auto visit = [&](Part user) {
    for (Part source : sources.lookup(user)) {
      if (source.second != part.second) {
        others.insert(source);
      } else if (user != part && source.first != part.first) {
        edges.push_back({source.first, part.first, 1});
        if (!relax())
          edges.pop_back();
      }
    }
  };
  visit(part);
  for (size_t i = 0; i < others.size(); ++i)
    visit(others[i]);
}

std::optional<Skew> NestStages::find() {
  collectNodes(0);
  collectChains();
  addDependences();
  stages.assign(nodes.size(), 0);
  for (auto [number, node] : llvm::enumerate(nodes)) {
    llvm::SmallBitVector engines = problem.engines.lookup(node);
    for (unsigned engine : engines.set_bits())
      wantReturn({int(number), EngineId(engine)});
  }

  Skew skew;
  skew.loops.assign(loops.begin(), loops.end());
  size_t numEngines = problem.machine.engines.size();
  skew.engines.resize(numEngines);
  std::vector<int> first(numEngines, -1);
  for (auto [node, stage] : llvm::zip_equal(nodes, stages)) {
    skew.last = std::max(skew.last, stage);
    skew.stages[node] = stage;
    llvm::SmallBitVector engines = problem.engines.lookup(node);
    for (unsigned engine : engines.set_bits()) {
      if (first[engine] < 0)
        first[engine] = stage;
      else if (first[engine] != stage)
        skew.engines.set(engine);
    }
  }
  if (skew.engines.none())
    return std::nullopt;
  noteUses(skew);
  return skew;
}

void NestStages::noteUses(Skew &skew) {
  for (const Use *use : uses) {
    int node = nodeOf(use->op), stage = stages[node];
    for (affine::AffineForOp loop : llvm::drop_begin(loops)) {
      if (!isInside(node, loop))
        break;
      auto [entry, isNew] =
          skew.uses.try_emplace({loop, use->engine, use->buffer}, stage, stage);
      entry->second.first = std::min(entry->second.first, stage);
      entry->second.second = std::max(entry->second.second, stage);
    }
  }
}

//===----------------------------------------------------------------------===//
// All loops
//===----------------------------------------------------------------------===//

LayerUses::LayerUses(ArrayRef<Use> uses) {
  for (const Use &use : uses) {
    if (use.writes)
      written.insert(use.buffer);
    for (Operation *op = use.op; !isa<LayerOp>(op); op = op->getParentOp())
      byBlock[op->getBlock()].push_back(&use);
  }
}

/// Loops of a nest that is skewed go to `taken`.
static void skewLoop(Problem &problem, affine::AffineForOp loop,
                     const LayerUses &uses,
                     llvm::DenseSet<Operation *> &taken) {
  SmallVector<affine::AffineForOp> loops = {loop};
  if (!uses.byBlock.contains(loop.getBody()))
    return;
  std::optional<Skew> skew = NestStages(problem, loops, uses).find();
  if (!skew)
    return;
  while (auto parent = dyn_cast<affine::AffineForOp>(loops[0]->getParentOp())) {
    if (taken.contains(parent))
      break;
    loops.insert(loops.begin(), parent);
    std::optional<Skew> wider = NestStages(problem, loops, uses).find();
    if (!wider)
      break;
    skew = std::move(wider);
  }
  std::string names;
  for (unsigned engine : skew->engines.set_bits())
    names +=
        (names.empty() ? "@" : ", @") + problem.machine.engines[engine].name;
  remark::passed(loop.getLoc(),
                 remark::RemarkOpts::name("skewed").category("ridge-schedule"))
      << remark::metric("Engines", names)
      << remark::metric("Stages", int64_t(skew->last + 1))
      << remark::reason("the next iteration begins before this one is done");
  taken.insert_range(skew->loops);
  problem.skews[skew->loops.front()] = std::move(*skew);
}

void ridge::skewLoops(Problem &problem) {
  for (auto [layer, uses] : llvm::zip_equal(problem.layers, problem.uses)) {
    LayerUses layerUses(uses);
    llvm::DenseSet<Operation *> taken;
    layer.walk([&](affine::AffineForOp loop) {
      if (!taken.contains(loop) && *countedTrips(loop) > 1)
        skewLoop(problem, loop, layerUses, taken);
    });
  }
}
