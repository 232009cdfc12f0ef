//===- ArchProductsVerify.cpp - what makes a family valid -----------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Checks of a family by itself. Its members are verified as the instructions
/// that they are, once lib/Target has made those.
///
//===----------------------------------------------------------------------===//

#include "dialects/Arch/FormatTypes.h"
#include "dialects/Arch/Verify.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace ridge;
using namespace ridge::arch;

std::string ProductsOp::getMemberName(DictionaryAttr member) {
  if (auto name = member.getAs<StringAttr>("name"))
    return name.str();
  auto element = member.getAs<TypeAttr>("element");
  // A name is made of the words of builtin formats alone.
  if (!element || !isa<FloatType, IntegerType>(element.getValue()))
    return "";
  std::string name = (getSymName() + "_").str();
  llvm::raw_string_ostream(name) << element.getValue();
  return name;
}

/// Words of expressions that a member must not give a meaning.
static bool isTaken(ProductsOp op, StringRef word) {
  if (llvm::is_contained({"bits", "ops", "occupancy", "min", "max", "ceildiv",
                          "floordiv", "mod"},
                         word))
    return true;
  return op.getDimsAttr() &&
         llvm::any_of(op.getDimsAttr().getAsRange<DimAttr>(), [&](DimAttr dim) {
           return dim.getName().getValue() == word;
         });
}

static LogicalResult verifyEntry(ProductsOp op, NamedAttribute entry) {
  StringRef key = entry.getName().getValue();
  Attribute value = entry.getValue();
  if (llvm::is_contained({"element", "other", "sum"}, key)) {
    auto type = dyn_cast<TypeAttr>(value);
    if (type && formatOf(type.getValue()))
      return success();
    return op.emitOpError("'formats': ")
           << key << " is " << value << ", expected a number format";
  }
  if (llvm::is_contained(
          {"name", "accumulate", "occupancy", "latency", "energy"}, key)) {
    if (isa<StringAttr>(value))
      return success();
    return op.emitOpError("'formats': ")
           << key << " is " << value << ", expected a text";
  }
  auto number = dyn_cast<IntegerAttr>(value);
  if (!number || number.getValue().isNegative())
    return op.emitOpError("'formats': ")
           << key << " is " << value << ", expected an integer of at least 0 "
           << "that times and energies speak of";
  if (isTaken(op, key))
    return op.emitOpError("'formats': ")
           << key << " means something else in times; choose another word";
  return success();
}

/// c += a * b in the format of c.
static LogicalResult verifyWidths(ProductsOp op, DictionaryAttr member) {
  auto sum = member.getAs<TypeAttr>("sum");
  if (!sum)
    return op.emitOpError("'formats': a member has no 'sum', expected the "
                          "format of the accumulator");
  for (StringRef key : {"element", "other"}) {
    auto factor = member.getAs<TypeAttr>(key);
    if (!factor)
      continue;
    Format from = *formatOf(factor.getValue()), to = *formatOf(sum.getValue());
    if (isFloat(from) == isFloat(to) && bitsOf(from) <= bitsOf(to) &&
        (from == to || bitsOf(from) < bitsOf(to)))
      continue;
    return op.emitOpError("'formats': sums of ")
           << factor << " are " << sum << ", expected a wider format of its "
           << "kind";
  }
  return success();
}

static LogicalResult verifyMembers(ProductsOp op) {
  if (!op.getFormatsAttr() || op.getFormatsAttr().empty())
    return op.emitOpError("does not state 'formats'; add the clause formats "
                          "[{element = bf16, sum = f32}, ...]");
  std::vector<std::string> names;
  for (auto member : op.getFormatsAttr().getAsRange<DictionaryAttr>()) {
    for (NamedAttribute entry : member)
      if (failed(verifyEntry(op, entry)))
        return failure();
    std::string name = op.getMemberName(member);
    if (name.empty())
      return op.emitOpError("'formats': a member has neither an 'element' of a "
                            "builtin format nor a 'name'");
    if (llvm::is_contained(names, name))
      return op.emitOpError("'formats': two members are @") << name;
    names.push_back(name);
    if (op.getReadsAttr() && !member.get("element"))
      return op.emitOpError("'formats': @") << name << " has no 'element'";
    if (op.getReadsAttr() && failed(verifyWidths(op, member)))
      return failure();
  }
  return success();
}

static LogicalResult verifyOperandList(ProductsOp op, StringRef clause,
                                       ArrayAttr operands, size_t expected) {
  if (!operands)
    return success();
  if (operands.size() != expected)
    return op.emitOpError("has ") << operands.size() << " operands in "
                                  << clause << ", expected " << expected;
  for (auto operand : operands.getAsRange<OperandAttr>())
    if (!isa<NoneType>(operand.getFormat()))
      return op.emitOpError("operand '")
             << operand.getName().getValue() << "' is " << operand.getFormat()
             << "; its format is that of each member";
  return success();
}

LogicalResult ProductsOp::verify() {
  if (failed(verifyKnownAttributes(*this)) ||
      failed(verifySources(*this, getNumberNames())) ||
      failed(verifyMembers(*this)) ||
      failed(verifyOperandList(*this, "reads", getReadsAttr(), 2)) ||
      failed(verifyOperandList(*this, "updates", getUpdatesAttr(), 1)))
    return failure();
  if (!getReadsAttr() != !getUpdatesAttr())
    return emitOpError("states one of 'reads' and 'updates'; a family states "
                       "both or, to change another, none");
  if (standsAlone(*this) && !getReadsAttr())
    return emitOpError("has no operands; add the clauses reads and updates");
  return success();
}
