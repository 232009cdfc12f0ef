//===- PrepareModel.cpp - a model as front ends write it ------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What the reference reads, too, since it comes before it: other dialects are
/// lowered by upstream's passes, globals become constants, and the arguments
/// and results of the model tensors.
///
//===----------------------------------------------------------------------===//

#include "PrepareModel.h"
#include "mlir/Conversion/AffineToStandard/AffineToStandard.h"
#include "mlir/Conversion/TosaToArith/TosaToArith.h"
#include "mlir/Conversion/TosaToLinalg/TosaToLinalg.h"
#include "mlir/Conversion/TosaToSCF/TosaToSCF.h"
#include "mlir/Conversion/TosaToTensor/TosaToTensor.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/MLProgram/IR/MLProgram.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/SCF/Utils/Utils.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Tosa/IR/TosaOps.h"
#include "mlir/Dialect/Tosa/Transforms/Passes.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/Pass/PassManager.h"
#include "ridge/Transforms/Import/Passes.h"

namespace ridge {
#define GEN_PASS_DEF_PREPAREMODEL
#include "lib/Transforms/Import/Passes.h.inc"
} // namespace ridge

using namespace mlir;
using namespace ridge;

//===----------------------------------------------------------------------===//
// TOSA
//===----------------------------------------------------------------------===//

static bool holdsTosa(ModuleOp module) {
  return module
      ->walk([](Operation *op) {
        return isa_and_nonnull<tosa::TosaDialect>(op->getDialect())
                   ? WalkResult::interrupt()
                   : WalkResult::advance();
      })
      .wasInterrupted();
}

/// Whether integers have signs is what operations say, not their types.
static bool holdsSigned(ModuleOp module) {
  auto isSigned = [](Type type) {
    auto integer = dyn_cast<IntegerType>(getElementTypeOrSelf(type));
    return integer && !integer.isSignless();
  };
  return module
      ->walk([&](func::FuncOp function) {
        FunctionType type = function.getFunctionType();
        return llvm::any_of(type.getInputs(), isSigned) ||
                       llvm::any_of(type.getResults(), isSigned)
                   ? WalkResult::interrupt()
                   : WalkResult::advance();
      })
      .wasInterrupted();
}

/// Upstream's pipeline, without a profile that the model must keep to: what can
/// be lowered is.
static void addTosaPasses(OpPassManager &manager) {
  tosa::addTosaToLinalgPasses(manager, TosaToLinalgOptions(),
                              TosaToLinalgNamedOptions(), std::nullopt);
  TosaToArithPassOptions arithmetic;
  arithmetic.includeApplyRescale = true;
  manager.addNestedPass<func::FuncOp>(createTosaToArithPass(arithmetic));
  manager.addNestedPass<func::FuncOp>(createTosaToTensorPass());
  manager.addNestedPass<func::FuncOp>(createTosaToSCFPass());
}

//===----------------------------------------------------------------------===//
// Globals
//===----------------------------------------------------------------------===//

/// A global that is never written is the constant that it begins as.
static LogicalResult resolveGlobal(ml_program::GlobalOp global,
                                   ModuleOp module) {
  std::optional<SymbolTable::UseRange> uses =
      SymbolTable::getSymbolUses(global, module);
  if (!uses)
    return global.emitError("has uses that cannot be followed");
  SmallVector<Operation *> loads;
  for (SymbolTable::SymbolUse use : *uses) {
    Operation *user = use.getUser();
    if (!isa<ml_program::GlobalLoadOp, ml_program::GlobalLoadConstOp>(user))
      return user->emitError("writes or passes on the global '@")
             << global.getSymName()
             << "'; a model keeps no state between runs: make the global an "
                "argument of the model, and its new value a result";
    loads.push_back(user);
  }
  auto value = dyn_cast_or_null<TypedAttr>(
      global.getValue() ? *global.getValue() : Attribute());
  if (!loads.empty() &&
      !isa_and_nonnull<ElementsAttr, IntegerAttr, FloatAttr>(value))
    return global.emitError("has no value in the file: expected a constant of ")
           << global.getType() << ", or an argument of the model instead";
  for (Operation *load : loads) {
    OpBuilder builder(load);
    auto constant = arith::ConstantOp::create(builder, load->getLoc(), value);
    load->getResult(0).replaceAllUsesWith(constant);
    load->erase();
  }
  global.erase();
  return success();
}

//===----------------------------------------------------------------------===//
// Scalars
//===----------------------------------------------------------------------===//

/// The element of a tensor that stands for a scalar of `type`; null for what is
/// no number.
static Type elementFor(Type type) {
  if (type.isIndex())
    return IntegerType::get(type.getContext(), 64);
  return type.isIntOrFloat() ? type : Type();
}

/// Scalar arguments are tensors of rank 0, read where the function begins.
static void tensorArguments(func::FuncOp function) {
  mlir::Block &body = function.getBody().front();
  OpBuilder builder = OpBuilder::atBlockBegin(&body);
  for (BlockArgument argument : body.getArguments()) {
    Type scalar = argument.getType(), element = elementFor(scalar);
    if (!element)
      continue;
    Location loc = argument.getLoc();
    argument.setType(RankedTensorType::get({}, element));
    Value read = tensor::ExtractOp::create(builder, loc, argument, {});
    Operation *first = read.getDefiningOp();
    if (scalar != element)
      read = arith::IndexCastOp::create(builder, loc, scalar, read);
    argument.replaceAllUsesExcept(read, first);
  }
}

/// And scalar results tensors of one element.
static void tensorResults(func::FuncOp function) {
  Operation *terminator = function.getBody().front().getTerminator();
  OpBuilder builder(terminator);
  Location loc = terminator->getLoc();
  for (OpOperand &operand : terminator->getOpOperands()) {
    Value scalar = operand.get();
    Type element = elementFor(scalar.getType());
    if (!element)
      continue;
    if (scalar.getType() != element)
      scalar = arith::IndexCastOp::create(builder, loc, element, scalar);
    operand.set(tensor::FromElementsOp::create(
        builder, loc, RankedTensorType::get({}, element), scalar));
  }
}

static void makeTensors(func::FuncOp function) {
  if (!function.getBody().hasOneBlock())
    return;
  tensorArguments(function);
  tensorResults(function);
  mlir::Block &body = function.getBody().front();
  function.setType(FunctionType::get(
      function.getContext(), body.getArgumentTypes(),
      TypeRange(ValueRange(body.getTerminator()->getOperands()))));
}

//===----------------------------------------------------------------------===//
// Bodies
//===----------------------------------------------------------------------===//

/// affine.for and affine.if, which are scf's in another form.
static bool holdsAffineControl(ModuleOp module) {
  return module
      ->walk([](Operation *op) {
        return isa<affine::AffineForOp, affine::AffineIfOp>(op)
                   ? WalkResult::interrupt()
                   : WalkResult::advance();
      })
      .wasInterrupted();
}

/// Loops inside bodies become straight code.
static void unrollBodies(ModuleOp module) {
  SmallVector<scf::ForOp> loops;
  module->walk([&](scf::ForOp loop) {
    if (loop->getParentOfType<linalg::LinalgOp>())
      loops.push_back(loop);
  });
  // Inner loops come first. What has no known bounds stays, and is refused.
  for (scf::ForOp loop : loops)
    (void)loopUnrollFull(loop);
}

/// (low, high) of a product of integers: the product in twice the width.
template <typename MulOp, typename ExtOp> static void expandProduct(MulOp op) {
  OpBuilder builder(op);
  Location loc = op.getLoc();
  Type type = op.getLhs().getType();
  auto element = dyn_cast<IntegerType>(type);
  // In 64 bits there is nothing wider to take the high half from.
  if (!element || element.getWidth() > 32)
    return;
  unsigned width = element.getWidth();
  Type wide = builder.getIntegerType(2 * width);
  Value product = arith::MulIOp::create(
      builder, loc, ExtOp::create(builder, loc, wide, op.getLhs()),
      ExtOp::create(builder, loc, wide, op.getRhs()));
  Value bits = arith::ConstantOp::create(builder, loc,
                                         builder.getIntegerAttr(wide, width));
  Value high = arith::ShRUIOp::create(builder, loc, product, bits);
  op.getLow().replaceAllUsesWith(
      arith::TruncIOp::create(builder, loc, type, product));
  op.getHigh().replaceAllUsesWith(
      arith::TruncIOp::create(builder, loc, type, high));
  op.erase();
}

/// (sum, carry): the sum wraps, and is less than a term where it did.
static void expandSum(arith::AddUIExtendedOp op) {
  OpBuilder builder(op);
  Location loc = op.getLoc();
  Value sum = arith::AddIOp::create(builder, loc, op.getLhs(), op.getRhs());
  op.getSum().replaceAllUsesWith(sum);
  op.getOverflow().replaceAllUsesWith(arith::CmpIOp::create(
      builder, loc, arith::CmpIPredicate::ult, sum, op.getLhs()));
  op.erase();
}

static void expandSinCos(math::SincosOp op) {
  OpBuilder builder(op);
  Value x = op.getOperand();
  op.getSin().replaceAllUsesWith(math::SinOp::create(builder, op.getLoc(), x));
  op.getCos().replaceAllUsesWith(math::CosOp::create(builder, op.getLoc(), x));
  op.erase();
}

/// Scalar operations of two results.
static void expandPairs(ModuleOp module) {
  module->walk([](Operation *op) {
    if (auto product = dyn_cast<arith::MulSIExtendedOp>(op))
      expandProduct<arith::MulSIExtendedOp, arith::ExtSIOp>(product);
    else if (auto product = dyn_cast<arith::MulUIExtendedOp>(op))
      expandProduct<arith::MulUIExtendedOp, arith::ExtUIOp>(product);
    else if (auto both = dyn_cast<math::SincosOp>(op))
      expandSinCos(both);
    else if (auto sum = dyn_cast<arith::AddUIExtendedOp>(op))
      expandSum(sum);
  });
}

//===----------------------------------------------------------------------===//
// Pass
//===----------------------------------------------------------------------===//

namespace {
struct PrepareModel : ridge::impl::PrepareModelBase<PrepareModel> {
  void getDependentDialects(DialectRegistry &registry) const override {
    PrepareModelBase::getDependentDialects(registry);
    OpPassManager tosa(ModuleOp::getOperationName());
    addTosaPasses(tosa);
    tosa.getDependentDialects(registry);
    createLowerAffinePass()->getDependentDialects(registry);
  }

  void runOnOperation() override {
    ModuleOp module = getOperation();
    if (holdsSigned(module)) {
      OpPassManager signless(ModuleOp::getOperationName());
      signless.addNestedPass<func::FuncOp>(
          tosa::createTosaConvertIntegerTypeToSignless());
      if (failed(runPipeline(signless, module)))
        return signalPassFailure();
    }
    if (holdsTosa(module)) {
      OpPassManager tosa(ModuleOp::getOperationName());
      addTosaPasses(tosa);
      if (failed(runPipeline(tosa, module)))
        return signalPassFailure();
    }
    for (auto global :
         llvm::make_early_inc_range(module.getOps<ml_program::GlobalOp>()))
      if (failed(resolveGlobal(global, module)))
        return signalPassFailure();
    convertIndexTensors(module);
    if (holdsAffineControl(module)) {
      OpPassManager affine(ModuleOp::getOperationName());
      affine.addPass(createLowerAffinePass());
      if (failed(runPipeline(affine, module)))
        return signalPassFailure();
    }
    if (failed(writeOutControl(module)))
      return signalPassFailure();
    unrollBodies(module);
    expandPairs(module);
    for (auto function : module.getOps<func::FuncOp>())
      if (function.isPublic() && !function.isExternal())
        makeTensors(function);
  }
};
} // namespace
