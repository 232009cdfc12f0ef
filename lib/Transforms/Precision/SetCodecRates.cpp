//===- SetCodecRates.cpp - measured rates of codecs -----------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Entry and exit form: typed. See Passes.td.
///
//===----------------------------------------------------------------------===//

#include "dialects/Arch/FormatTypes.h"
#include "dialects/Ridge/RidgeAttributes.h"
#include "dialects/Ridge/RidgeDialect.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Builders.h"
#include "ridge/Transforms/Precision/Passes.h"
#include "llvm/Support/FormatVariadic.h"

namespace ridge {
#define GEN_PASS_DEF_SETCODECRATES
#include "lib/Transforms/Precision/Passes.h.inc"
} // namespace ridge

using namespace mlir;
using namespace ridge;

static RankedTensorType withRate(Type stored, double bits) {
  auto type = cast<RankedTensorType>(stored);
  auto codec = cast<arch::CodecAttr>(type.getEncoding());
  if (!codec.getBits())
    return type;
  Builder builder(type.getContext());
  return RankedTensorType::get(
      type.getShape(), type.getElementType(),
      arch::CodecAttr::get(type.getContext(), codec.getName(),
                           builder.getF64FloatAttr(bits)));
}

static SmallVector<EncodeOp> encodesOf(func::FuncOp function) {
  SmallVector<EncodeOp> encodes;
  if (function)
    llvm::append_range(encodes, function.getOps<EncodeOp>());
  return encodes;
}

static func::FuncOp firstFunction(ModuleOp module) {
  auto functions = module.getOps<func::FuncOp>();
  return functions.empty() ? func::FuncOp() : *functions.begin();
}

static func::FuncOp preparationOf(ModuleOp module) {
  for (auto nested : module.getOps<ModuleOp>())
    if (nested->hasAttr(kPreparationAttr))
      return firstFunction(nested);
  return {};
}

static void updateType(func::FuncOp function) {
  Block &body = function.getBody().front();
  function.setType(FunctionType::get(
      function.getContext(), body.getArgumentTypes(),
      llvm::to_vector(body.getTerminator()->getOperandTypes())));
}

/// Arguments of `model` that are results of the preparation get their types.
static LogicalResult passOn(func::FuncOp preparation, func::FuncOp model) {
  auto numbers = model->getAttrOfType<DenseI64ArrayAttr>(kArgumentsAttr);
  if (!numbers || numbers.size() != int64_t(model.getNumArguments()))
    return model.emitError()
           << "needs " << kArgumentsAttr << " with a number for each of its "
           << model.getNumArguments()
           << " arguments, as ridge-split-preparation writes it";
  int64_t sources = preparation.getNumArguments();
  auto results = preparation.getFunctionType().getResults();
  for (auto [argument, number] : llvm::enumerate(numbers.asArrayRef())) {
    if (number - sources >= int64_t(results.size()))
      return model.emitError() << kArgumentsAttr << " names result "
                               << number - sources << " of the preparation, "
                               << "which has " << results.size();
    if (number >= sources)
      model.getArgument(argument).setType(results[number - sources]);
  }
  return success();
}

namespace {
struct SetCodecRatesPass : ridge::impl::SetCodecRatesBase<SetCodecRatesPass> {
  using SetCodecRatesBase::SetCodecRatesBase;

  void runOnOperation() override {
    ModuleOp module = getOperation();
    func::FuncOp model = firstFunction(module);
    func::FuncOp preparation = preparationOf(module);
    SmallVector<EncodeOp> encodes = encodesOf(preparation);
    llvm::append_range(encodes, encodesOf(model));
    if (encodes.size() != bits.size()) {
      module.emitError() << "option 'bits' has " << bits.size()
                         << " rates, the module has " << encodes.size()
                         << " ridge.encode; give one for each";
      return signalPassFailure();
    }
    for (auto [encode, rate] : llvm::zip_equal(encodes, bits)) {
      if (!(rate > 0)) {
        encode.emitError() << "a codec needs more than 0 bits a value, not "
                           << llvm::formatv("{0}", rate).str();
        return signalPassFailure();
      }
      encode.getResult().setType(withRate(encode.getResult().getType(), rate));
    }
    if (preparation) {
      updateType(preparation);
      if (failed(passOn(preparation, model)))
        return signalPassFailure();
    }
    if (model)
      updateType(model);
  }
};
} // namespace
