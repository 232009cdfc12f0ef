//===- FormatFile.cpp - formats that were chosen before -------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Explore/FormatFile.h"
#include "ridge/Support/Json.h"

using namespace ridge;

static llvm::Error makeError(const llvm::Twine &message) {
  return llvm::createStringError(llvm::inconvertibleErrorCode(), message);
}

/// Sets `choice` unless the product stays as it is.
static llvm::Error parseChoice(const llvm::json::Object &entry,
                               const std::string &where,
                               std::optional<FormatChoice> &choice) {
  std::optional<llvm::StringRef> instruction = entry.getString("instruction");
  if (!instruction || instruction->empty())
    return llvm::Error::success();
  FormatChoice parsed;
  parsed.instruction = instruction->str();
  if (const llvm::json::Array *exponents = entry.getArray("exponents")) {
    for (unsigned side = 0; side < 2; ++side) {
      std::optional<int64_t> exponent;
      if (exponents->size() == 2)
        exponent = (*exponents)[side].getAsInteger();
      if (!exponent || *exponent < -200 || *exponent > 200)
        return makeError(where + " has exponents that are not two integers "
                                 "from -200 to 200");
      parsed.exponents[side] = *exponent;
    }
  }
  llvm::StringRef rule = entry.getString("rule").value_or("");
  if (!rule.empty()) {
    std::optional<BlockScaleRule> known = symbolizeBlockScaleRule(rule);
    if (!known)
      return makeError(where + " has the rule '" + rule +
                       "'; expected floor, ceil, round_up or even");
    parsed.rule = *known;
  }
  choice = parsed;
  return llvm::Error::success();
}

llvm::Expected<FormatFile> ridge::parseFormatFile(llvm::StringRef contents) {
  llvm::Expected<llvm::json::Value> value = parseJson(contents);
  if (!value)
    return value.takeError();
  const llvm::json::Object *object = value->getAsObject();
  if (object && object->getObject("precision"))
    object = object->getObject("precision");
  const llvm::json::Array *products =
      object ? object->getArray("products") : nullptr;
  if (!products)
    return makeError("no list 'products'; expected the object 'precision' that "
                     "--json writes");
  FormatFile file;
  for (auto [i, item] : llvm::enumerate(*products)) {
    std::string where = "products[" + std::to_string(i) + "]";
    const llvm::json::Object *entry = item.getAsObject();
    std::optional<int64_t> number;
    if (entry)
      number = entry->getInteger("product");
    if (!number || *number < 0 || *number > 100000)
      return makeError(where + " has no number 'product'");
    if (file.assignment.size() <= size_t(*number))
      file.assignment.resize(*number + 1);
    if (llvm::Error error =
            parseChoice(*entry, where, file.assignment[*number]))
      return error;
    if (!entry->getArray("exponents"))
      file.withoutExponents.push_back(*number);
  }
  if (const llvm::json::Array *weights = object->getArray("weights")) {
    file.weights.emplace();
    for (const llvm::json::Value &weight : *weights) {
      std::optional<int64_t> number = weight.getAsInteger();
      if (!number)
        return makeError("'weights' holds something that is no integer");
      file.weights->push_back(*number);
    }
  }
  return file;
}
