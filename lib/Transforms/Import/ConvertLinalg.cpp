//===- ConvertLinalg.cpp - linalg on tensors becomes the tensor form ------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Walks the model once in order: whatever an operation reads has been
/// converted before it.
///
//===----------------------------------------------------------------------===//

#include "Convert.h"
#include "ScalarBody.h"
#include "dialects/Arch/FormatTypes.h"
#include "dialects/Ridge/RidgeDialect.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlowOps.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Remarks.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "ridge/Transforms/Import/Passes.h"

namespace ridge {
#define GEN_PASS_DEF_CONVERTLINALG
#include "lib/Transforms/Import/Passes.h.inc"
} // namespace ridge

using namespace mlir;
using namespace ridge;

//===----------------------------------------------------------------------===//
// What a model may be
//===----------------------------------------------------------------------===//

static LogicalResult checkTensor(Type type,
                                 function_ref<InFlightDiagnostic()> emitError) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  if (!tensor)
    return emitError() << "has type " << type
                       << ", expected a tensor of known rank"
                       << (isa<BaseMemRefType>(type)
                               ? "; give the model as it is before it is "
                                 "bufferized"
                               : "");
  if (!tensor.hasStaticShape())
    return emitError() << "has the dynamic shape " << type
                       << ", expected static extents; give the sizes (--dim "
                          "arg0.0=128), or export the model with fixed ones";
  if (llvm::is_contained(tensor.getShape(), 0))
    return emitError() << "has no elements: " << type
                       << ", expected extents of at least 1";
  if (!formatOf(tensor.getElementType()))
    return emitError() << "has elements of type " << tensor.getElementType()
                       << ", expected i1 to i64 or a float of at most 64 bits"
                       << (isa<ComplexType>(tensor.getElementType())
                               ? "; carry real and imaginary parts as tensors "
                                 "of their own"
                               : "");
  return success();
}

/// The one function of the module.
static FailureOr<func::FuncOp> findModel(ModuleOp module) {
  func::FuncOp model;
  for (Operation &op : *module.getBody()) {
    auto function = dyn_cast<func::FuncOp>(op);
    if (!function)
      return op.emitError("'") << op.getName()
                               << "' beside the model; expected one func.func "
                                  "and nothing else";
    if (function.isPrivate() && !function.symbolKnownUseEmpty(module))
      return function.emitError(
          "is called and could not be inlined: it calls itself or has no body; "
          "expected calls of functions that end");
    if (model) {
      InFlightDiagnostic error = function.emitError(
          "is a second function; expected one model a module: make the others "
          "private so that they are inlined");
      error.attachNote(model.getLoc()) << "first function";
      return error;
    }
    model = function;
  }
  if (!model)
    return module.emitError("has no function; expected one func.func");
  if (model.isExternal() || !model.getBody().hasOneBlock())
    return model.emitError("expected a body of one block; control flow between "
                           "blocks is not supported");
  return model;
}

static LogicalResult checkSignature(func::FuncOp model) {
  for (BlockArgument argument : model.getArguments()) {
    auto emitError = [&] {
      return mlir::emitError(argument.getLoc(), "argument ")
             << argument.getArgNumber() << " of the model ";
    };
    if (failed(checkTensor(argument.getType(), emitError)))
      return failure();
  }
  if (model.getNumResults() == 0)
    return model.emitError("returns nothing; expected at least one tensor");
  return success();
}

/// Scalar operations outside bodies are read by bodies, and end as dead code.
static bool isScalarCode(Operation *op) {
  return op->getNumRegions() == 0 && isMemoryEffectFree(op) &&
         llvm::none_of(op->getResultTypes(), llvm::IsaPred<ShapedType>);
}

//===----------------------------------------------------------------------===//
// Conversion
//===----------------------------------------------------------------------===//

static LogicalResult refuse(Operation *op) {
  return op->emitError("'")
         << op->getName()
         << "' is not supported; expected linalg operations, the shape "
            "operations of tensor, and arith and math on static tensors; "
            "rewrite the model without it";
}

/// Says what becomes of a check on values: gathers stop at positions out of
/// range, nothing else traps.
static void noteAssertion(linalg::GenericOp op, cf::AssertOp check) {
  bool isKept = isCheckedByGather(op, check);
  remark::passed(
      check.getLoc(),
      remark::RemarkOpts::name(isKept ? "assertion-kept" : "assertion-dropped")
          .category(importCategory))
      << remark::reason("{0}; the check was: {1}",
                        isKept ? "the gather stops at such a position"
                               : "programs do not trap",
                        check.getMsg().str());
}

/// Any other effect than a check is refused.
static LogicalResult checkEffects(linalg::GenericOp op) {
  for (Operation &inner : *op.getBody()) {
    if (auto check = dyn_cast<cf::AssertOp>(inner))
      noteAssertion(op, check);
    else if (!isMemoryEffectFree(&inner))
      return inner.emitError("'") << inner.getName()
                                  << "' has an effect; expected bodies that "
                                     "only compute";
  }
  return success();
}

static LogicalResult convertOperation(Operation *op) {
  // Splats that products read are converted already.
  if (isa<tensor::EmptyOp>(op) || isScalarCode(op) ||
      op->hasTrait<TensorForm>())
    return success();
  for (Type type : op->getResultTypes())
    if (failed(checkTensor(type, [&] { return op->emitError("result "); })))
      return failure();
  auto generic = dyn_cast<linalg::GenericOp>(op);
  if (generic && failed(checkEffects(generic)))
    return failure();
  if (generic)
    return generic.hasPureTensorSemantics() ? convertGeneric(generic)
                                            : refuse(op);
  bool handled = false;
  if (failed(convertView(op, handled)))
    return failure();
  return handled ? success() : refuse(op);
}

static LogicalResult convertReturn(Operation *terminator) {
  for (Value value : terminator->getOperands())
    if (failed(checkTensor(value.getType(),
                           [&] { return terminator->emitError("result "); })) ||
        failed(checkDefined(value, terminator)))
      return failure();
  return success();
}

/// Operations that are not of the tensor form must have lost their users.
static LogicalResult eraseDead(Block &block) {
  for (Operation &op : llvm::make_early_inc_range(llvm::reverse(block))) {
    if (op.hasTrait<OpTrait::IsTerminator>())
      continue;
    if (op.use_empty() && isMemoryEffectFree(&op))
      op.erase();
    else if (!op.hasTrait<TensorForm>())
      return refuse(&op);
  }
  return success();
}

static LogicalResult convertModel(func::FuncOp model) {
  if (failed(defineInserts(model)))
    return failure();
  Block &block = model.getBody().front();
  for (Operation &op : llvm::make_early_inc_range(block.without_terminator())) {
    if (failed(convertOperation(&op)))
      return failure();
    if (op.use_empty() && !op.hasTrait<TensorForm>())
      op.erase();
  }
  if (failed(convertReturn(block.getTerminator())))
    return failure();
  return eraseDead(block);
}

//===----------------------------------------------------------------------===//
// Pass
//===----------------------------------------------------------------------===//

namespace {
struct ConvertLinalgPass : ridge::impl::ConvertLinalgBase<ConvertLinalgPass> {
  void runOnOperation() override {
    FailureOr<func::FuncOp> model = findModel(getOperation());
    if (failed(model) || failed(checkSignature(*model)) ||
        failed(convertModel(*model)))
      signalPassFailure();
  }
};
} // namespace
