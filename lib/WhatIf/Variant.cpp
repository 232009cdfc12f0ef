//===- Variant.cpp - changes of a machine, in words -----------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/WhatIf/Variant.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

using namespace ridge;
using llvm::StringRef;

/// How tables call a text: its first words.
static std::string firstWords(StringRef text) {
  constexpr size_t most = 40;
  llvm::SmallVector<StringRef> words;
  llvm::SplitString(text, words);
  std::string joined = llvm::join(words, " ");
  return joined.size() > most ? joined.substr(0, most - 2) + ".." : joined;
}

static llvm::Expected<Variant> parseNumbers(StringRef edit) {
  Variant variant;
  variant.name = edit.str();
  llvm::SmallVector<StringRef> parts;
  edit.split(parts, ';');
  for (StringRef one : parts) {
    auto [place, value] = one.split('=');
    auto [part, attribute] = place.trim().rsplit('.');
    if (attribute.empty()) // "clock=2 GHz": of the machine itself.
      std::swap(part, attribute);
    if (attribute.empty() || value.trim().empty())
      return inputError(edit,
                        "found '" + one.trim() +
                            "', expected PART.ATTRIBUTE=VALUE such as "
                            "sram.size=512 KiB, parts of a machine file "
                            "such as 'arch.remove @fold', or a .mlir file "
                            "of them");
    MachineChange &change = variant.changes.emplace_back();
    change.part = part.str();
    change.attribute = attribute.str();
    change.value = value.trim().str();
  }
  return variant;
}

/// A file of parts is one variant, one of machines is each of them that the
/// machine at hand, or another one of the file, is the base of.
static llvm::Expected<std::vector<Variant>> readVariants(StringRef path,
                                                         Session &session) {
  auto buffer = llvm::MemoryBuffer::getFile(path);
  if (!buffer)
    return session.error(path, "cannot read the file: " +
                                   buffer.getError().message());
  Variant variant;
  variant.text = {path.str(), (*buffer)->getBuffer().str()};
  variant.name = llvm::sys::path::stem(path).str();
  llvm::Expected<std::vector<std::string>> machines =
      session.machinesOfText(variant.text.text, path);
  if (!machines)
    return machines.takeError();
  if (machines->empty())
    return std::vector<Variant>{variant};
  std::vector<Variant> variants;
  for (const std::string &name : *machines) {
    variant.name = variant.machine = name;
    variants.push_back(variant);
  }
  return variants;
}

MachineChange ridge::changeOf(const MachineNumber &number, StringRef value) {
  MachineChange change;
  change.part = number.part;
  change.attribute = number.attribute;
  change.value = value.str();
  return change;
}

Variant ridge::variantOf(const MachineNumber &number, StringRef value) {
  Variant variant;
  variant.changes.push_back(changeOf(number, value));
  variant.name = variant.changes.front().print();
  return variant;
}

llvm::Expected<std::vector<Variant>> ridge::parseEdit(StringRef edit,
                                                      Session &session) {
  StringRef trimmed = edit.trim();
  if (trimmed.starts_with("arch.")) {
    Variant variant;
    variant.name = firstWords(trimmed);
    variant.text = {variant.name, trimmed.str()};
    return std::vector<Variant>{variant};
  }
  if (trimmed.ends_with(".mlir") && !trimmed.contains('='))
    return readVariants(trimmed, session);
  llvm::Expected<Variant> variant = parseNumbers(trimmed);
  if (!variant)
    return variant.takeError();
  return std::vector<Variant>{*variant};
}

llvm::Expected<MachineHandle> ridge::makeVariant(const Variant &variant,
                                                 const MachineHandle &base,
                                                 Session &session) {
  if (variant.text.text.empty())
    return session.deriveMachine(base, variant.changes);
  return session.deriveMachine(base, variant.text.text, variant.text.file,
                               variant.machine);
}
