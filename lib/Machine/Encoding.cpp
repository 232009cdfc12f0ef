//===- Encoding.cpp - instruction words as a machine states them ----------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Machine/Encoding.h"
#include "ridge/Machine/Machine.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace ridge;
using llvm::StringRef;

StringRef ridge::quantityName(QuantityOf kind) {
  static constexpr llvm::StringLiteral names[] = {
#define RIDGE_QUANTITY(Enum, Name, Arguments) Name,
#include "ridge/Machine/Quantities.def"
  };
  return names[static_cast<size_t>(kind)];
}

const EncodingField *Encoding::find(const Quantity &quantity) const {
  auto found = llvm::find_if(fields, [&](const EncodingField &field) {
    return field.holds == quantity;
  });
  return found == fields.end() ? nullptr : &*found;
}

std::string ridge::describeQuantity(const Encoding &encoding,
                                    llvm::ArrayRef<std::string> loops,
                                    const Quantity &quantity) {
  std::string text = quantityName(quantity.kind).str();
  llvm::SmallVector<std::string> arguments;
  bool isOfList = quantity.kind == QuantityOf::ListStride ||
                  quantity.kind == QuantityOf::ListLimit;
  if (isOfList)
    arguments.push_back(std::to_string(quantity.operand - 2));
  else if (quantity.operand >= 0)
    arguments.push_back(encoding.operands[quantity.operand]);
  if (quantity.level >= 0)
    arguments.push_back(encoding.levels[quantity.level]);
  if (!arguments.empty())
    text += "(" + llvm::join(arguments, ", ") + ")";
  if (quantity.loop < 0)
    return text;
  return "step(" + text + ", " +
         (static_cast<size_t>(quantity.loop) < loops.size()
              ? loops[quantity.loop]
              : std::to_string(quantity.loop)) +
         ")";
}

std::string ridge::printField(const Encoding &encoding,
                              llvm::ArrayRef<std::string> loops,
                              const EncodingField &field) {
  std::string held = describeQuantity(encoding, loops, field.holds);
  if (!field.hasBits())
    return "always " + held + " = " + std::to_string(field.constant);
  std::string text = field.name.empty() ? "" : field.name + " ";
  text += "[" + std::to_string(field.high);
  if (field.low != field.high)
    text += ":" + std::to_string(field.low);
  text += "] = ";
  if (field.isConstant())
    return text + "0x" + llvm::utohexstr(static_cast<uint64_t>(field.constant));
  text += held;
  if (field.inBytes)
    text += " in " + (field.unit == 1 ? "" : std::to_string(field.unit) + " ") +
            "bytes";
  else if (field.unit != 1)
    text += " in " + std::to_string(field.unit) + " elements";
  text += field.isLog2 ? " log2" : "";
  text += field.minusOne ? " minus 1" : "";
  text += field.isSigned ? " signed" : "";
  return text;
}

unsigned ridge::laneReads(const Instruction &lanes) {
  unsigned most = 1; // Identity reads one element, whatever its row says.
  if (!lanes.laneReduce)
    for (ScalarOp op : lanes.laneOps)
      most = std::max(most, scalarOpOperands(op));
  return most;
}

std::string ridge::findAmbiguity(const Encoding &a, const Encoding &b) {
  for (const EncodingField &left : a.fields) {
    if (!left.isConstant() || !left.hasBits())
      continue;
    for (const EncodingField &right : b.fields) {
      if (!right.isConstant() || !right.hasBits())
        continue;
      int32_t low = std::max(left.low, right.low);
      int32_t high = std::min({left.high, right.high, low + 63});
      for (int32_t bit = low; bit <= high; ++bit) {
        auto at = [&](const EncodingField &field) {
          return static_cast<uint64_t>(field.constant) >> (bit - field.low) & 1;
        };
        if (bit - left.low < 64 && bit - right.low < 64 &&
            at(left) != at(right))
          return "";
      }
    }
  }
  return "words of " + a.name + " and " + b.name +
         " cannot be told apart: in no bit that both have are their constants "
         "different; give them different codes";
}
