//===- SplitPreparation.cpp - what is computed when a model is loaded -----===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Entry and exit form: tensor. See Passes.td.
///
//===----------------------------------------------------------------------===//

#include "mlir/IR/IRMapping.h"
#include "ridge/Transforms/Precision/FormatChoice.h"
#include "ridge/Transforms/Precision/Passes.h"
#include "llvm/ADT/SetVector.h"

namespace ridge {
#define GEN_PASS_DEF_SPLITPREPARATION
#include "lib/Transforms/Precision/Passes.h.inc"
} // namespace ridge

using namespace mlir;
using namespace ridge;

namespace {

class Splitter {
public:
  Splitter(func::FuncOp function, ArrayRef<int64_t> weights)
      : function(function), body(function.getBody().front()) {
    for (int64_t weight : weights)
      known.insert(function.getArgument(weight));
  }

  /// False if nothing can be prepared.
  bool run();

private:
  void classify();
  void createPreparation();
  void replaceResults();
  void eraseUnused();

  func::FuncOp function;
  Block &body;
  llvm::DenseSet<Value> known;       ///< When the model is loaded.
  llvm::DenseSet<Operation *> moved; ///< Computed then.
  SmallVector<Value> prepared;       ///< What the model reads of that.
};

} // namespace

/// Views that copy nothing twice: a prepared tensor may as well lie as they
/// show it. A broadcast would only make it larger.
static bool keepsSize(Operation *op) {
  return isa<ReshapeOp, TransposeOp, SliceOp>(op);
}

void Splitter::classify() {
  for (Operation &op : body.without_terminator()) {
    bool fromKnown = llvm::all_of(
        op.getOperands(), [&](Value value) { return known.contains(value); });
    if (!fromKnown || op.getNumResults() != 1)
      continue;
    known.insert(op.getResult(0));
    bool viewOfMoved =
        keepsSize(&op) && moved.contains(op.getOperand(0).getDefiningOp());
    if (isa<StructuredOpInterface, EncodeOp>(op) || viewOfMoved)
      moved.insert(&op);
  }
  for (Operation &op : body.without_terminator())
    if (moved.contains(&op) &&
        llvm::any_of(op.getUsers(),
                     [&](Operation *user) { return !moved.contains(user); }))
      prepared.push_back(op.getResult(0));
}

/// A function of the model's arguments that gives what is prepared, in a module
/// of its own: passes over the model's functions leave it alone.
void Splitter::createPreparation() {
  auto module = function->getParentOfType<ModuleOp>();
  OpBuilder builder(module.getContext());
  builder.setInsertionPointToEnd(module.getBody());
  Location loc = function.getLoc();
  auto nested = ModuleOp::create(builder, loc, "preparation");
  nested->setAttr(kPreparationAttr, builder.getUnitAttr());
  builder.setInsertionPointToEnd(nested.getBody());
  TypeRange arguments = function.getArgumentTypes();
  auto prepare = func::FuncOp::create(
      builder, loc, "prepare",
      builder.getFunctionType(arguments, TypeRange(ValueRange(prepared))));
  Block *block = prepare.addEntryBlock();
  builder.setInsertionPointToEnd(block);

  llvm::DenseSet<Operation *> needed;
  for (Operation &op : llvm::reverse(body.without_terminator())) {
    if (op.getNumResults() != 1 || !known.contains(op.getResult(0)))
      continue;
    bool isNeeded = llvm::is_contained(prepared, op.getResult(0)) ||
                    llvm::any_of(op.getUsers(), [&](Operation *user) {
                      return needed.contains(user);
                    });
    if (isNeeded)
      needed.insert(&op);
  }
  IRMapping mapping;
  mapping.map(body.getArguments(), block->getArguments());
  for (Operation &op : body.without_terminator())
    if (needed.contains(&op))
      builder.clone(op, mapping);
  SmallVector<Value> results;
  for (Value value : prepared)
    results.push_back(mapping.lookup(value));
  func::ReturnOp::create(builder, loc, results);
}

void Splitter::replaceResults() {
  unsigned sources = function.getNumArguments();
  SmallVector<int64_t> numbers =
      llvm::to_vector(llvm::seq<int64_t>(0, sources));
  for (Value value : prepared) {
    unsigned position = function.getNumArguments();
    (void)function.insertArgument(position, value.getType(),
                                  DictionaryAttr::get(function.getContext()),
                                  value.getLoc());
    BlockArgument argument = function.getArgument(position);
    numbers.push_back(position);
    value.replaceUsesWithIf(argument, [&](OpOperand &use) {
      return !moved.contains(use.getOwner());
    });
  }
  eraseUnused();
  // Only a weight may go: who reads the model expects its inputs.
  llvm::BitVector unused(function.getNumArguments());
  for (unsigned i = 0; i < sources; ++i)
    if (known.contains(function.getArgument(i)) &&
        function.getArgument(i).use_empty())
      unused.set(i);
  SmallVector<int64_t> kept;
  for (auto [i, number] : llvm::enumerate(numbers))
    if (!unused.test(i))
      kept.push_back(number);
  (void)function.eraseArguments(unused);
  function->setAttr(kArgumentsAttr,
                    DenseI64ArrayAttr::get(function.getContext(), kept));
}

void Splitter::eraseUnused() {
  SmallVector<Operation *> operations;
  for (Operation &op : body.without_terminator())
    operations.push_back(&op);
  for (Operation *op : llvm::reverse(operations))
    if (op->use_empty() && op->getNumResults() == 1 &&
        known.contains(op->getResult(0)))
      op->erase();
}

bool Splitter::run() {
  classify();
  if (prepared.empty())
    return false;
  createPreparation();
  replaceResults();
  return true;
}

namespace {
struct SplitPreparationPass
    : ridge::impl::SplitPreparationBase<SplitPreparationPass> {
  using SplitPreparationBase::SplitPreparationBase;

  void runOnOperation() override {
    ModuleOp module = getOperation();
    auto weights = module->getAttrOfType<DenseI64ArrayAttr>(kWeightsAttr);
    auto functions = module.getOps<func::FuncOp>();
    if (!weights || functions.empty())
      return;
    func::FuncOp function = *functions.begin();
    for (int64_t weight : weights.asArrayRef())
      if (weight < 0 || weight >= int64_t(function.getNumArguments())) {
        function.emitError()
            << kWeightsAttr << " names argument " << weight
            << ", the model has " << function.getNumArguments();
        return signalPassFailure();
      }
    Splitter(function, weights.asArrayRef()).run();
  }
};
} // namespace
