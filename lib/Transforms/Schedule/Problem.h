//===- Problem.h - what has to be scheduled ---------------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The selected form as Schedule sees it: who runs each operation, what it
/// touches, and, as the result, which waits and signals stand around which
/// operations.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_TRANSFORMS_SCHEDULE_PROBLEM_H
#define RIDGE_TRANSFORMS_SCHEDULE_PROBLEM_H

#include "dialects/Ridge/RidgeDialect.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "ridge/Analysis/LinearForm.h"
#include "ridge/Machine/Machine.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/SmallBitVector.h"
#include "llvm/ADT/StringSet.h"

namespace ridge {

/// One access of an operation to a buffer.
struct Use {
  mlir::Operation *op;
  EngineId engine;
  int buffer;
  bool reads, writes;
  Affine instance;        ///< Over the operation's counters.
  mlir::AffineMap offset; ///< Of the window, over the same.
  /// Number of the computation of which equal engines do parts; -1: of none.
  int64_t dealt = -1;
};

/// A sum of multiples of loop counters, plus a constant.
using CounterSum = AffineSum<mlir::Operation *>;

/// Largest value over all iterations.
int64_t greatest(const CounterSum &sum);
/// Equal for all iterations: terms of loops that run once do not count.
bool areSame(const CounterSum &a, const CounterSum &b);

/// A wait or signal of one engine's queue.
struct SyncAction {
  EngineId engine;
  int semaphore;
  bool isWait;
  CounterSum value; ///< Of a wait.
  int buffer = -1;  ///< For which it is; -1: for a layer.
  /// Of a signal: the engine only reads the buffer in its layer.
  bool afterReads = false;
};

/// Loops in which queues run some children ahead of others (SkewLoops.cpp).
/// Counted through from the first to the last iteration of the whole nest, step
/// n runs iteration n of the children of stage 0, then iteration n - 1 of those
/// of stage 1, and so on.
struct Skew {
  /// Outermost first.
  llvm::SmallVector<mlir::affine::AffineForOp, 2> loops;
  /// Of what works in the innermost body, and of what stands in the others
  /// before and behind the inner loop: that belongs to its first or last
  /// iteration.
  llvm::DenseMap<mlir::Operation *, int> stages;
  int last = 0;                 ///< The greatest stage.
  llvm::SmallBitVector engines; ///< Those with children of several stages.
  /// Per inner loop, engine and buffer the stages of the first and last use
  /// inside of the loop.
  using UseKey = std::tuple<mlir::Operation *, EngineId, int>;
  llvm::DenseMap<UseKey, std::pair<int, int>> uses;

  /// -1: nobody works there.
  int stageOf(mlir::Operation &op) const {
    auto found = stages.find(&op);
    return found == stages.end() ? -1 : found->second;
  }
  /// Of what stands around `loop`.
  int firstUse(mlir::Operation *loop, const SyncAction &action) const {
    return uses.lookup({loop, action.engine, action.buffer}).first;
  }
  int lastUse(mlir::Operation *loop, const SyncAction &action) const {
    return uses.lookup({loop, action.engine, action.buffer}).second;
  }
};

struct Problem {
  Problem(const Machine &machine, mlir::func::FuncOp func)
      : machine(machine), func(func) {}

  const Machine &machine;
  mlir::func::FuncOp func;
  std::vector<BufferOp> buffers;
  std::vector<LayerOp> layers;
  llvm::DenseMap<mlir::Value, int> bufferIds;
  /// Per operation (loops too) the engines that work in it.
  llvm::DenseMap<mlir::Operation *, llvm::SmallBitVector> engines;
  /// Per layer its uses in program order.
  std::vector<std::vector<Use>> uses;

  // The result.
  std::vector<std::string> semaphores;
  llvm::DenseMap<mlir::Operation *, std::vector<SyncAction>> before, after;
  /// Buffers whose accesses stand in one order although they have slots.
  llvm::StringSet<> serialised;
  /// The blocks each run of which is one instance of a buffer, next slot.
  llvm::DenseMap<int, llvm::SmallSetVector<mlir::Block *, 4>> rotating;
  /// Of those of them in which each run touches other bytes of the one slot:
  /// how many runs there are until one comes back to them; 0: none does.
  llvm::DenseMap<std::pair<int, mlir::Block *>, int64_t> period;
  /// By the outermost loop of each.
  llvm::DenseMap<mlir::Operation *, Skew> skews;

  bool runs(mlir::Operation *op, EngineId engine) const {
    auto found = engines.find(op);
    return found != engines.end() && found->second.test(engine);
  }
  int addSemaphore(std::string name);
  /// Runs of the block that the buffer has room for at a time.
  int64_t roomOf(int buffer, mlir::Block *block) const;
};

/// Reads the function. Errors: no memory, no path, no such instruction.
mlir::FailureOr<Problem> buildProblem(mlir::func::FuncOp func,
                                      const Machine &machine);

/// Adds what keeps engines in step inside each layer.
mlir::LogicalResult synchroniseLayers(Problem &problem);

/// Adds what keeps parts of different layers in step.
void synchroniseAcrossLayers(Problem &problem);

/// Finds loops in which a queue need not finish one iteration before it begins
/// the next: `skews`. After synchroniseLayers, which says how slots rotate.
void skewLoops(Problem &problem);

} // namespace ridge

#endif // RIDGE_TRANSFORMS_SCHEDULE_PROBLEM_H
