//===- LayerRemarks.cpp - what passes said of each layer ------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Session/LayerRemarks.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"
#include <optional>

using namespace ridge;
using llvm::StringRef;

/// "ridge-choose-tiles: tiled: contract0+1: 7924 cycles ..." in its parts.
static std::pair<StringRef, StringRef> nameAndText(StringRef remark) {
  auto [pass, rest] = remark.split(": ");
  return rest.split(": ");
}

/// A group is tiled, and then its operations are named one by one: these places
/// are its own, whatever else is said of them.
std::vector<std::vector<std::string>>
ridge::remarksByLayer(llvm::ArrayRef<Message> messages,
                      llvm::ArrayRef<LayerPlace> layers,
                      std::vector<std::string> &ofNone) {
  llvm::StringMap<size_t> byName, byPlace;
  for (auto [i, layer] : llvm::enumerate(layers)) {
    byName[layer.name] = i;
    byPlace.try_emplace(layer.location, i);
  }
  std::optional<size_t> tiled;
  for (const Message &message : messages) {
    auto [name, text] = nameAndText(message.text);
    if (name == "tiled") {
      auto known = byName.find(text.split(": ").first);
      tiled = known == byName.end() ? std::nullopt
                                    : std::optional<size_t>(known->second);
    } else if (name == "instruction" && tiled) {
      byPlace[message.place] = *tiled;
    }
  }
  std::vector<std::vector<std::string>> remarks(layers.size());
  for (const Message &message : messages) {
    auto [name, text] = nameAndText(message.text);
    auto known = name == "tiled" ? byName.find(text.split(": ").first)
                                 : byPlace.find(message.place);
    bool isOf = known != (name == "tiled" ? byName.end() : byPlace.end());
    (isOf ? remarks[known->second] : ofNone)
        .push_back((message.place + ": " + name + ": " + text).str());
  }
  return remarks;
}
