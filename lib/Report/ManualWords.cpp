//===- ManualWords.cpp - instruction words in the manual ------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ManualWords.h"
#include "ridge/Encoding/Word.h"
#include "ridge/Report/Table.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"

using namespace ridge;
using Kind = EncodingTarget::Kind;

/// What a field holds, without its bits and its name.
static std::string heldText(const Encoding &encoding,
                            llvm::ArrayRef<std::string> loops,
                            const EncodingField &field) {
  std::string text = printField(encoding, loops, field);
  return llvm::StringRef(text).split(" = ").second.str();
}

static std::string bitsText(const EncodingField &field) {
  std::string text = std::to_string(field.high);
  return field.high == field.low ? text
                                 : text + ":" + std::to_string(field.low);
}

static void printTable(const Encoding &encoding,
                       llvm::ArrayRef<std::string> loops,
                       llvm::raw_ostream &os) {
  os << "Word of " << encoding.bits << " bits";
  if (!encoding.levels.empty())
    os << ", levels " << llvm::join(encoding.levels, ", ");
  os << ":\n\n| bits | field | holds |\n|---|---|---|\n";
  for (const EncodingField &field : encoding.fields) {
    if (!field.hasBits())
      continue;
    std::string held = heldText(encoding, loops, field);
    bool isNamed = field.name != describeQuantity(encoding, loops, field.holds);
    os << "| " << bitsText(field) << " | " << (isNamed ? field.name : "")
       << " | `" << held << "` |\n";
  }
  bool isFirst = true;
  for (const EncodingField &field : encoding.fields)
    if (!field.hasBits())
      os << (std::exchange(isFirst, false) ? "\nAlways " : ", ") << "`"
         << describeQuantity(encoding, loops, field.holds) << " = "
         << field.constant << "`";
  os << (isFirst ? "\n" : ".\n\n");
}

void ridge::printWord(const Machine &machine, EncodingTarget target,
                      llvm::raw_ostream &os) {
  const Encoding *encoding = machine.findEncoding(target);
  if (!encoding)
    return;
  printTable(*encoding, machine.codeLoops(machine.engineOf(target)), os);
  Word word = exampleWord(machine, *encoding);
  llvm::Expected<std::vector<uint8_t>> bytes =
      encodeWord(machine, *encoding, word);
  if (!bytes) {
    // A field may hold none of the example's numbers.
    llvm::consumeError(bytes.takeError());
    return;
  }
  os << "```text\n" << encoding->name;
  printFields(machine, *encoding, word, os);
  os << "\n";
  printBits(*bytes, "  ", os);
  os << "```\n\n";
}

void ridge::printOtherWords(const Machine &machine, llvm::raw_ostream &os) {
  if (machine.encodings.empty())
    return;
  os << "\n## Words of transfers\n\n";
  for (auto [id, path] : llvm::enumerate(machine.paths)) {
    EncodingTarget target{Kind::Path, static_cast<int32_t>(id)};
    if (!machine.findEncoding(target))
      continue;
    os << "### " << path.name << " on @" << machine.engines[path.engine].name
       << "\n\n";
    printWord(machine, target, os);
  }
  os << "## Words of control\n\n";
  for (Kind kind : {Kind::Wait, Kind::Signal, Kind::Loop, Kind::End}) {
    // Engines mostly have the same.
    std::string last;
    for (size_t id = 0; id < machine.engines.size(); ++id) {
      EncodingTarget target{kind, static_cast<int32_t>(id)};
      const Encoding *encoding = machine.findEncoding(target);
      std::string text;
      llvm::raw_string_ostream stream(text);
      printWord(machine, target, stream);
      if (encoding && text != std::exchange(last, text))
        os << "### " << encoding->name << " on @" << machine.engines[id].name
           << (id == 0 ? " and those that follow" : "") << "\n\n"
           << text;
    }
  }
}
