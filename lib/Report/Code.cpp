//===- Code.cpp - code of a run in page and document ----------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Code.h"
#include "ridge/Report/Table.h"
#include "ridge/Timing/Timing.h"

using namespace ridge;

/// Cycles of the machine's clock.
static int64_t fetchCycles(const CodeSize::Stream &stream,
                           const Machine &machine) {
  return machine.cyclesOf(
      fetchTime(machine.engines[stream.engine], stream.fetched));
}

void ridge::printCode(const CodeSize &code, const Machine &machine,
                      llvm::raw_ostream &os) {
  os << "\ncode\n";
  if (!code.problem.empty()) {
    os << "  none: " << code.problem << "\n";
    return;
  }
  Table table(
      {"queue", "words", "bytes", "fetched", "cycles to fetch", "code memory"},
      1);
  int64_t words = 0, fetched = 0;
  for (const CodeSize::Stream &stream : code.streams) {
    const Engine &engine = machine.engines[stream.engine];
    words += stream.words;
    fetched += stream.fetched;
    table.add({"@" + engine.name, formatCount(stream.words),
               formatBytes(stream.bytes), formatBytes(stream.fetched),
               engine.fetchBytesPerCycle > 0
                   ? formatCount(fetchCycles(stream, machine))
                   : "-",
               engine.codeBytes > 0
                   ? formatShare(stream.bytes, engine.codeBytes)
                   : "-"});
  }
  table.add({"all", formatCount(words), formatBytes(code.bytes()),
             formatBytes(fetched), "", ""});
  table.print(os);
  for (const CodeSize::Stream &stream : code.streams) {
    const Engine &engine = machine.engines[stream.engine];
    if (engine.codeBytes > 0 && stream.bytes > engine.codeBytes)
      os << "  warning: the code of @" << engine.name << ", "
         << formatBytes(stream.bytes) << ", does not fit into its memory of "
         << formatBytes(engine.codeBytes) << "\n";
  }
}

void ridge::printCode(const CodeSize &code, const Machine &machine,
                      llvm::json::OStream &json) {
  if (!code.problem.empty()) {
    json.attribute("problem", llvm::json::fixUTF8(code.problem));
    return;
  }
  json.attribute("bytes", code.bytes());
  json.attributeArray("queues", [&] {
    for (const CodeSize::Stream &stream : code.streams)
      json.object([&] {
        const Engine &engine = machine.engines[stream.engine];
        json.attribute("engine", llvm::json::fixUTF8(engine.name));
        json.attribute("words", stream.words);
        json.attribute("bytes", stream.bytes);
        json.attribute("fetched_bytes", stream.fetched);
        if (engine.fetchBytesPerCycle > 0)
          json.attribute("fetch_cycles", fetchCycles(stream, machine));
        if (engine.codeBytes > 0)
          json.attribute("memory_bytes", engine.codeBytes);
      });
  });
}
