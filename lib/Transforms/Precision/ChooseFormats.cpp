//===- ChooseFormats.cpp - in which format each product is computed -------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Entry and exit form: tensor. Adds attributes, nothing more. See Passes.td.
///
//===----------------------------------------------------------------------===//

#include "mlir/IR/Remarks.h"
#include "ridge/Analysis/PassMachine.h"
#include "ridge/Transforms/Precision/FormatChoice.h"
#include "ridge/Transforms/Precision/Passes.h"
#include "llvm/ADT/StringExtras.h"

namespace ridge {
#define GEN_PASS_DEF_CHOOSEFORMATS
#include "lib/Transforms/Precision/Passes.h.inc"
} // namespace ridge

using namespace mlir;
using namespace ridge;

namespace {
struct ChooseFormatsPass : ridge::impl::ChooseFormatsBase<ChooseFormatsPass> {
  using ChooseFormatsBase::ChooseFormatsBase;

  void runOnOperation() override {
    ArrayAttr recorded = getOperation()->getAttrOfType<ArrayAttr>(kFormatsAttr);
    if (instruction.empty() && !recorded)
      return;
    FailureOr<MachineHandle> target =
        recordMachine(getOperation(), machineName);
    if (failed(target))
      return signalPassFailure();
    formats = productFormats(*target);
    for (auto function : getOperation().getOps<func::FuncOp>()) {
      SmallVector<ContractOp> products = numberedProducts(function);
      LogicalResult chosen = instruction.empty()
                                 ? applyRecorded(products, recorded)
                                 : applyUniform(products);
      if (failed(chosen))
        return signalPassFailure();
    }
  }

private:
  const ProductFormat *find(StringRef name) const {
    auto found = llvm::find_if(formats, [&](const ProductFormat &format) {
      return format.name == name;
    });
    return found == formats.end() ? nullptr : &*found;
  }
  LogicalResult unknown(Operation *op, StringRef name) const;
  void stamp(ContractOp product, const FormatChoice &choice) const;
  LogicalResult applyUniform(ArrayRef<ContractOp> products);
  LogicalResult applyRecorded(ArrayRef<ContractOp> products, ArrayAttr choices);

  std::vector<ProductFormat> formats;
};
} // namespace

LogicalResult ChooseFormatsPass::unknown(Operation *op, StringRef name) const {
  SmallVector<std::string> names;
  for (const ProductFormat &format : formats)
    names.push_back("@" + format.name + " (" + format.describe() + ")");
  return op->emitError()
         << "no instruction @" << name
         << " of the machine multiplies and adds floats; it has "
         << (names.empty() ? std::string("none") : llvm::join(names, ", "));
}

void ChooseFormatsPass::stamp(ContractOp product,
                              const FormatChoice &choice) const {
  product.setFormatAttr(choice.toAttribute(product.getContext()));
  remark::passed(product.getLoc(), remark::RemarkOpts::name("formats").category(
                                       "ridge-choose-formats"))
      << "operands in " << find(choice.instruction)->describe() << " for @"
      << choice.instruction;
}

LogicalResult ChooseFormatsPass::applyUniform(ArrayRef<ContractOp> products) {
  const ProductFormat *format = find(instruction);
  if (!format)
    return unknown(getOperation(), instruction);
  std::optional<BlockScaleRule> parsed = symbolizeBlockScaleRule(rule);
  if (!parsed)
    return getOperation().emitError()
           << "'" << rule
           << "' is no scale rule; expected floor, ceil, round_up or even";
  FormatChoice choice;
  choice.instruction = instruction;
  choice.rule = *parsed;
  for (ContractOp product : products) {
    std::string reason;
    if (planProduct(product, *format, reason))
      stamp(product, choice);
    else
      remark::missed(
          product.getLoc(),
          remark::RemarkOpts::name("formats").category("ridge-choose-formats"))
          << "not in " << format->describe() << ": " << reason;
  }
  return success();
}

LogicalResult ChooseFormatsPass::applyRecorded(ArrayRef<ContractOp> products,
                                               ArrayAttr choices) {
  for (auto entry : choices.getAsRange<ProductAttr>()) {
    int64_t number = entry.getNumber();
    FormatChoice choice = FormatChoice::fromAttribute(entry.getFormat());
    if (number >= int64_t(products.size()))
      return getOperation().emitError()
             << "formats are chosen for product " << number
             << ", the model has " << products.size();
    ContractOp product = products[number];
    const ProductFormat *format = find(choice.instruction);
    if (!format)
      return unknown(product, choice.instruction);
    std::string reason;
    if (!planProduct(product, *format, reason))
      return product.emitError()
             << "product " << number << " does not admit " << format->describe()
             << " of @" << choice.instruction << ": " << reason;
    stamp(product, choice);
  }
  return success();
}
