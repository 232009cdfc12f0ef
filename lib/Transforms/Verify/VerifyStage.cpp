//===- VerifyStage.cpp - the verifier between stages ----------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// In and out: any form, unchanged. Which operations may stand in a form is
/// read from their form traits; a new form is a new row of the table.
///
//===----------------------------------------------------------------------===//

#include "Rules.h"
#include "dialects/Ridge/RidgeAttributes.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/Verifier.h"
#include "ridge/Analysis/PassMachine.h"
#include "ridge/Transforms/Verify/Passes.h"

namespace ridge {
#define GEN_PASS_DEF_VERIFYSTAGE
#include "lib/Transforms/Verify/Passes.h.inc"
#define GEN_PASS_REGISTRATION
#include "lib/Transforms/Verify/Passes.h.inc"
} // namespace ridge

using namespace mlir;
using namespace ridge;

//===----------------------------------------------------------------------===//
// Table
//===----------------------------------------------------------------------===//

namespace {
struct FormRule {
  StringLiteral name;
  bool (*isOwn)(Operation *); ///< An operation of the form.
  bool loops, functions, needsMachine;
};
} // namespace

template <template <typename> class Trait> static bool has(Operation *op) {
  return op->hasTrait<Trait>();
}

/// Transfers come with Place; until then moves stand for gathers alone: they
/// take what data addresses, or pass it on.
static bool isTile(Operation *op) {
  auto move = dyn_cast<MoveOp>(op);
  if (!move)
    return op->hasTrait<TileForm>();
  return !move.getIndices().empty() ||
         llvm::any_of(move.getSource().getUsers(), [&](Operation *user) {
           auto gather = dyn_cast<MoveOp>(user);
           return gather && !gather.getIndices().empty() &&
                  gather.getTarget() == move.getSource();
         });
}

static bool isIsa(Operation *op) {
  return llvm::isa_and_nonnull<isa::IsaDialect>(op->getDialect());
}

static constexpr FormRule table[] = {
    {"tensor", has<TensorForm>, false, true, false},
    {"tile", isTile, true, true, false},
    {"placed", has<PlacedForm>, true, true, true},
    {"selected", has<SelectedForm>, true, true, true},
    {"isa", isIsa, true, false, false},
};

//===----------------------------------------------------------------------===//
// Operations
//===----------------------------------------------------------------------===//

/// Bodies of computations and kernels are isolated and hold scalar code.
static bool inScalarBody(Operation *op) {
  Operation *parent = op->getParentOp();
  return parent->hasTrait<OpTrait::IsIsolatedFromAbove>() &&
         !llvm::isa<func::FuncOp, ModuleOp, isa::ProgramOp>(parent);
}

static bool isAllowed(const FormRule &rule, Operation *op) {
  if (llvm::isa<ModuleOp>(op))
    return true;
  if (llvm::isa<func::FuncOp, func::ReturnOp>(op))
    return rule.functions;
  if (llvm::isa<affine::AffineForOp, affine::AffineYieldOp>(op))
    return rule.loops;
  if (llvm::isa_and_nonnull<arith::ArithDialect, math::MathDialect>(
          op->getDialect()))
    return inScalarBody(op);
  // Positions and changes of format stand in bodies, in every form.
  if (llvm::isa<IndexOp, LiteralOp, FoldOp, CastOp, StochasticCastOp, ScaleOp,
                QuantizeOp, DequantizeOp>(op))
    return inScalarBody(op);
  return rule.isOwn(op);
}

static LogicalResult checkOperations(const FormRule &rule, ModuleOp module) {
  WalkResult walk = module.walk<WalkOrder::PreOrder>([&](Operation *op) {
    // What runs when the model is loaded is no part of the program.
    if (op->hasAttr(kPreparationAttr))
      return WalkResult::skip();
    if (isAllowed(rule, op))
      return WalkResult::advance();
    op->emitError("'") << op->getName() << "' does not belong to the "
                       << rule.name << " form";
    return WalkResult::interrupt();
  });
  return failure(walk.wasInterrupted());
}

//===----------------------------------------------------------------------===//
// Pass
//===----------------------------------------------------------------------===//

static LogicalResult checkFunction(const FormRule &rule, func::FuncOp func,
                                   StringRef option) {
  if (!rule.loops)
    return success();
  if (failed(checkTileRules(func, /*isPlaced=*/rule.needsMachine)))
    return failure();
  if (!rule.needsMachine)
    return success();
  FailureOr<MachineHandle> machine = machineFor(func, option);
  if (failed(machine) || failed(checkPlacedRules(func, *machine)))
    return failure();
  return rule.name == "selected" ? checkSelectedRules(func, *machine)
                                 : success();
}

static LogicalResult checkModule(const FormRule &rule, ModuleOp module,
                                 StringRef option) {
  if (failed(checkOperations(rule, module)))
    return failure();
  for (auto func : module.getOps<func::FuncOp>())
    if (failed(checkFunction(rule, func, option)))
      return failure();
  for (auto program : module.getOps<isa::ProgramOp>())
    if (failed(checkIsaRules(program)))
      return failure();
  return success();
}

namespace {
struct VerifyStagePass : ridge::impl::VerifyStageBase<VerifyStagePass> {
  using VerifyStageBase::VerifyStageBase;

  void runOnOperation() override {
    markAllAnalysesPreserved();
    const FormRule *rule = llvm::find_if(
        table, [&](const FormRule &row) { return row.name == form; });
    if (rule == std::end(table)) {
      getOperation().emitError("no form is called '")
          << form << "'; forms are tensor, tile, placed, selected and isa";
      return signalPassFailure();
    }
    // What makes an operation valid at all comes first: the rules rely on it.
    if (failed(verify(getOperation())) ||
        failed(checkModule(*rule, getOperation(), machineName)))
      signalPassFailure();
  }
};
} // namespace

void ridge::registerVerifyPasses() { registerRidgeVerifyPasses(); }
