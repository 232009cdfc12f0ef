//===- OutlineWeights.cpp - weights as arguments --------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialects/Arch/FormatTypes.h"
#include "dialects/Ridge/RidgeAttributes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "ridge/Transforms/Import/Passes.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/StringSet.h"

using namespace mlir;
using namespace ridge;

/// Elements in row-major order, a whole number of bytes each; empty where they
/// lie otherwise.
static ArrayRef<char> bytesOfElements(ElementsAttr elements) {
  if (auto dense = dyn_cast<DenseElementsAttr>(elements))
    return dense.isSplat() ? ArrayRef<char>() : dense.getRawData();
  auto resource = dyn_cast<DenseResourceElementsAttr>(elements);
  AsmResourceBlob *blob =
      resource ? resource.getRawHandle().getBlob() : nullptr;
  return blob ? blob->getData() : ArrayRef<char>();
}

/// The name of the resource that holds the elements, else a number.
static std::string nameOf(ElementsAttr elements, size_t number,
                          llvm::StringSet<> &taken) {
  std::string name = "constant" + std::to_string(number);
  if (auto resource = dyn_cast<DenseResourceElementsAttr>(elements))
    name = resource.getRawHandle().getKey().str();
  std::string unique = name;
  for (unsigned copy = 2; !taken.insert(unique).second; ++copy)
    unique = name + "." + std::to_string(copy);
  return unique;
}

static std::optional<Array> valuesOf(ElementsAttr elements) {
  auto type = dyn_cast<RankedTensorType>(elements.getType());
  constexpr int64_t few = 64;
  if (!type || type.getNumElements() <= few)
    return std::nullopt;
  std::optional<Format> format = formatOf(type.getElementType());
  ArrayRef<char> bytes = bytesOfElements(elements);
  if (!format || bitsOf(*format) % 8 != 0 ||
      static_cast<int64_t>(bytes.size()) !=
          type.getNumElements() * bytesOf(*format))
    return std::nullopt;
  Array array;
  array.format = *format;
  array.shape.assign(type.getShape().begin(), type.getShape().end());
  array.bytes.assign(bytes.begin(), bytes.end());
  return array;
}

std::vector<NamedWeight> ridge::outlineWeights(func::FuncOp model) {
  // A constant that stands twice is one weight.
  llvm::MapVector<Attribute, SmallVector<arith::ConstantOp>> constants;
  model.walk([&](arith::ConstantOp constant) {
    if (isa<ElementsAttr>(constant.getValue()))
      constants[constant.getValue()].push_back(constant);
  });
  std::vector<NamedWeight> weights;
  llvm::StringSet<> taken;
  mlir::Block &body = model.getBody().front();
  for (auto &[value, uses] : constants) {
    auto elements = cast<ElementsAttr>(value);
    std::optional<Array> values = valuesOf(elements);
    if (!values)
      continue;
    Value argument =
        body.addArgument(elements.getType(), uses.front().getLoc());
    for (arith::ConstantOp use : uses) {
      use.replaceAllUsesWith(argument);
      use.erase();
    }
    weights.push_back(
        {nameOf(elements, weights.size(), taken), std::move(*values)});
  }
  model.setType(FunctionType::get(model.getContext(), body.getArgumentTypes(),
                                  model.getFunctionType().getResults()));
  Builder builder(model.getContext());
  SmallVector<Attribute> attributes;
  if (ArrayAttr own = model.getArgAttrsAttr())
    llvm::append_range(attributes, own);
  unsigned first = model.getNumArguments() - weights.size();
  attributes.resize(first, builder.getDictionaryAttr({}));
  for (const NamedWeight &weight : weights)
    attributes.push_back(builder.getDictionaryAttr(
        builder.getNamedAttr(kNameAttr, builder.getStringAttr(weight.name))));
  model.setArgAttrsAttr(builder.getArrayAttr(attributes));
  return weights;
}
