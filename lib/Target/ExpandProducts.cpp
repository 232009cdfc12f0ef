//===- ExpandProducts.cpp - families become instructions ------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A family of a machine file is a short way to write instructions; after this
/// there are instructions alone. They keep the family's place in the file, as
/// the order of a file ranks equals, and its location.
///
//===----------------------------------------------------------------------===//

#include "ExpandProducts.h"
#include "dialects/Ridge/RidgeDialect.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Builders.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace ridge;
using namespace ridge::arch;

/// `text` with the words that `member` gives a number in their place.
static StringAttr withNumbers(StringAttr text, DictionaryAttr member) {
  std::string result;
  StringRef rest = text.getValue();
  while (!rest.empty()) {
    StringRef word =
        rest.take_while([](char c) { return llvm::isAlnum(c) || c == '_'; });
    if (word.empty())
      word = rest.take_front(1);
    auto number = member.getAs<IntegerAttr>(word);
    result += number ? llvm::toString(number.getValue(), 10, /*Signed=*/false)
                     : word.str();
    rest = rest.drop_front(word.size());
  }
  return StringAttr::get(text.getContext(), result);
}

namespace {
class MemberBuilder {
public:
  MemberBuilder(ProductsOp family, DictionaryAttr member)
      : family(family), member(member), builder(family.getContext()),
        sum(typeOf("sum")), factors{typeOf("element"), typeOf("other")} {
    if (!factors[1])
      factors[1] = factors[0];
  }

  OwningOpRef<InstructionOp> build();

private:
  Type typeOf(StringRef key) const {
    auto type = member.getAs<TypeAttr>(key);
    return type ? type.getValue() : Type();
  }
  ArrayAttr operands(ArrayAttr list, ArrayRef<Type> formats);
  void addTexts(NamedAttrList &attributes);
  void addSources(NamedAttrList &attributes);
  void buildBody(Region &body);
  Value widen(Value value);

  ProductsOp family;
  DictionaryAttr member;
  OpBuilder builder;
  Type sum;
  Type factors[2];
};
} // namespace

ArrayAttr MemberBuilder::operands(ArrayAttr list, ArrayRef<Type> formats) {
  SmallVector<Attribute> typed;
  for (auto [operand, format] :
       llvm::zip_equal(list.getAsRange<OperandAttr>(), formats))
    typed.push_back(OperandAttr::get(
        builder.getContext(), operand.getName(), format, operand.getDims(),
        operand.getMemories(), operand.getUnitStride(), operand.getBroadcast(),
        operand.getImmediate()));
  return builder.getArrayAttr(typed);
}

/// A member's own text goes before that of the family.
void MemberBuilder::addTexts(NamedAttrList &attributes) {
  for (StringRef name : {"accumulate", "occupancy", "latency", "energy"}) {
    auto text = member.getAs<StringAttr>(name);
    if (!text)
      text = family->getAttrOfType<StringAttr>(name);
    if (text)
      attributes.set(name,
                     name == "accumulate" ? text : withNumbers(text, member));
  }
}

/// What speaks of `formats` speaks of the words that are numbers now.
void MemberBuilder::addSources(NamedAttrList &attributes) {
  if (Attribute source = family.getSourceAttr())
    attributes.set("source", source);
  if (!family.getSourcesAttr())
    return;
  NamedAttrList sources(family.getSourcesAttr());
  Attribute ofFormats = sources.erase("formats");
  for (StringRef name : {"occupancy", "latency", "energy"})
    if (ofFormats && attributes.get(name) && !sources.get(name) &&
        !family.getSourceAttr())
      sources.set(name, ofFormats);
  if (!sources.empty())
    attributes.set("sources", sources.getDictionary(builder.getContext()));
}

Value MemberBuilder::widen(Value value) {
  Location location = family.getLoc();
  if (value.getType() == sum)
    return value;
  if (isa<IntegerType>(sum))
    return arith::ExtSIOp::create(builder, location, sum, value);
  if (isa<FloatType>(value.getType()))
    return arith::ExtFOp::create(builder, location, sum, value);
  return ridge::CastOp::create(builder, location, sum, value);
}

void MemberBuilder::buildBody(Region &body) {
  Location location = family.getLoc();
  Block &block = body.emplaceBlock();
  for (Type type : {factors[0], factors[1], sum})
    block.addArgument(type, location);
  builder.setInsertionPointToEnd(&block);
  Value a = widen(block.getArgument(0)), b = widen(block.getArgument(1));
  Value c = block.getArgument(2);
  Value total;
  if (isa<IntegerType>(sum)) {
    Value product = arith::MulIOp::create(builder, location, a, b);
    total = arith::AddIOp::create(builder, location, c, product);
  } else {
    Value product = arith::MulFOp::create(builder, location, a, b);
    total = arith::AddFOp::create(builder, location, c, product);
  }
  arch::YieldOp::create(builder, location, total);
}

OwningOpRef<InstructionOp> MemberBuilder::build() {
  OperationState state(family.getLoc(), InstructionOp::getOperationName());
  NamedAttrList attributes;
  attributes.set("sym_name",
                 builder.getStringAttr(family.getMemberName(member)));
  for (StringRef name : {"engine", "ordered", "dims", "configuration"})
    if (Attribute attribute = family->getAttr(name))
      attributes.set(name, attribute);
  addTexts(attributes);
  addSources(attributes);
  if (family.getReadsAttr()) {
    attributes.set("reads", operands(family.getReadsAttr(), factors));
    attributes.set("updates", operands(family.getUpdatesAttr(), sum));
  }
  state.addAttributes(attributes);
  Region *body = state.addRegion();
  if (family.getReadsAttr())
    buildBody(*body);
  return cast<InstructionOp>(Operation::create(state));
}

SmallVector<OwningOpRef<InstructionOp>> ridge::membersOf(ProductsOp family) {
  SmallVector<OwningOpRef<InstructionOp>> members;
  for (auto member : family.getFormatsAttr().getAsRange<DictionaryAttr>())
    members.push_back(MemberBuilder(family, member).build());
  return members;
}

void ridge::expandProducts(MachineOp machine) {
  for (ProductsOp family :
       llvm::make_early_inc_range(machine.getOps<ProductsOp>())) {
    for (OwningOpRef<InstructionOp> &member : membersOf(family))
      family->getBlock()->getOperations().insert(family->getIterator(),
                                                 member.release());
    family.erase();
  }
}
