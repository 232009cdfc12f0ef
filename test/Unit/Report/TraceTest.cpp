//===- TraceTest.cpp - Perfetto traces decoded ----------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A tiny reader of protobuf's wire format, and the slices it finds against
/// what Sim says.
///
//===----------------------------------------------------------------------===//

#include "ridge/Report/Report.h"
#include "test/Unit/Sim/Toy.h"
#include <gtest/gtest.h>
#include <map>

using namespace ridge;
using namespace toy;

namespace {

struct Field {
  unsigned number;
  uint64_t value = 0;    ///< Varint.
  llvm::StringRef bytes; ///< Length delimited.
};

uint64_t readVarint(llvm::StringRef &data) {
  uint64_t value = 0;
  for (unsigned shift = 0;; shift += 7) {
    uint8_t byte = data.front();
    data = data.drop_front();
    value |= static_cast<uint64_t>(byte & 0x7f) << shift;
    if (!(byte & 0x80))
      return value;
  }
}

std::vector<Field> fields(llvm::StringRef data) {
  std::vector<Field> result;
  while (!data.empty()) {
    uint64_t key = readVarint(data);
    Field field{static_cast<unsigned>(key >> 3), 0, {}};
    uint64_t value = readVarint(data);
    if ((key & 7) == 2) {
      EXPECT_LE(value, data.size());
      field.bytes = data.take_front(value);
      data = data.drop_front(value);
    } else {
      EXPECT_EQ(key & 7, 0u) << "only varints and bytes are written";
      field.value = value;
    }
    result.push_back(field);
  }
  return result;
}

/// The one field of that number; number 0 if there is none.
Field find(const std::vector<Field> &all, unsigned number) {
  for (const Field &field : all)
    if (field.number == number)
      return field;
  return {0, 0, {}};
}

struct Slice {
  uint64_t track, begin, end;
  std::string category, name, layer;
};

struct Trace {
  std::map<uint64_t, std::string> tracks;
  std::vector<Slice> slices;
  std::string process;
};

Trace decode(llvm::StringRef data) {
  Trace trace;
  std::map<unsigned, std::map<uint64_t, std::string>> interned;
  std::map<uint64_t, Slice> open;
  bool first = true;
  for (const Field &entry : fields(data)) {
    EXPECT_EQ(entry.number, 1u);
    std::vector<Field> packet = fields(entry.bytes);
    EXPECT_EQ(find(packet, 10).value, 1u) << "one packet sequence";
    uint64_t flags = find(packet, 13).value;
    EXPECT_EQ(first, (flags & 1) == 1) << "the first packet clears the state";
    first = false;
    if (Field track = find(packet, 60); track.number) {
      std::vector<Field> descriptor = fields(track.bytes);
      if (Field process = find(descriptor, 3); process.number)
        trace.process = find(fields(process.bytes), 6).bytes.str();
      if (Field thread = find(descriptor, 4); thread.number)
        trace.tracks[find(descriptor, 1).value] =
            find(fields(thread.bytes), 5).bytes.str();
    }
    if (Field added = find(packet, 12); added.number)
      for (const Field &entry : fields(added.bytes)) {
        auto pair = fields(entry.bytes);
        interned[entry.number][find(pair, 1).value] = find(pair, 2).bytes.str();
      }
    Field event = find(packet, 11);
    if (!event.number)
      continue;
    EXPECT_EQ(flags, 2u);
    std::vector<Field> parts = fields(event.bytes);
    uint64_t track = find(parts, 11).value, time = find(packet, 8).value;
    if (find(parts, 9).value == 2) {
      EXPECT_EQ(open.count(track), 1u) << "an end without a begin";
      open[track].end = time;
      trace.slices.push_back(open[track]);
      open.erase(track);
      continue;
    }
    EXPECT_EQ(find(parts, 9).value, 1u);
    EXPECT_EQ(open.count(track), 0u) << "slices of a track do not overlap";
    Slice slice{track,
                time,
                0,
                interned[1][find(parts, 3).value],
                interned[2][find(parts, 10).value],
                ""};
    for (const Field &part : parts) {
      if (part.number != 4)
        continue;
      auto annotation = fields(part.bytes);
      if (interned[3][find(annotation, 1).value] == "layer")
        slice.layer = interned[29][find(annotation, 17).value];
    }
    open[track] = slice;
  }
  EXPECT_TRUE(open.empty()) << "a begin without an end";
  return trace;
}

Trace traceOf(const Program &program, const ridge::Machine &m,
              SimResult *result = nullptr) {
  std::string bytes;
  llvm::raw_string_ostream os(bytes);
  {
    std::unique_ptr<SimListener> writer = createTraceWriter(program, m, os);
    SimResult r = simulate(program, m, writer.get());
    if (result)
      *result = r;
  }
  return decode(os.str());
}

TEST(Trace, TracksAreTheEngines) {
  Trace trace = traceOf(pipeline(64, 32, 2), machine());
  EXPECT_EQ(trace.process, "ridge: toy");
  std::vector<std::string> names;
  for (auto &[uuid, name] : trace.tracks)
    names.push_back(name);
  EXPECT_EQ(names,
            (std::vector<std::string>{"@load", "@array", "@vector", "@store"}));
}

TEST(Trace, SlicesOfATimelineDoneByHand) {
  // The first three events of Simulator.DoubleBufferedPipeline, at 500 MHz:
  // two nanoseconds per cycle.
  ridge::Machine m = machine();
  m.hertz = 500000000;
  Trace trace = traceOf(pipeline(64, 32, 2), m);
  ASSERT_EQ(trace.slices.size(), 10u);
  const Slice &move = trace.slices[0], &hold = trace.slices[1];
  EXPECT_EQ(move.name, "dram->sram");
  EXPECT_EQ(move.category, "move");
  EXPECT_EQ(move.layer, "layer0");
  EXPECT_EQ(move.begin, 0u);
  EXPECT_EQ(move.end, 68u);
  EXPECT_EQ(hold.name, "wait @full0");
  EXPECT_EQ(hold.category, "hold");
  EXPECT_EQ(hold.end, 88u);
  EXPECT_EQ(trace.slices[3].name, "mac");
  EXPECT_EQ(trace.slices[3].category, "issue");
  EXPECT_EQ(trace.tracks[trace.slices[3].track], "@array");
}

TEST(Trace, SlicesAddUpToTheStates) {
  for (uint64_t seed = 0; seed != 40; ++seed) {
    ridge::Machine m = randomMachine(seed); // 1 GHz: a cycle is a nanosecond.
    SimResult result;
    Trace trace = traceOf(randomProgram(seed), m, &result);
    std::map<std::string, uint64_t> busy, held, free;
    for (const Slice &slice : trace.slices) {
      std::string engine = trace.tracks[slice.track];
      EXPECT_GE(slice.begin, free[engine]);
      free[engine] = slice.end;
      (slice.category == "hold" ? held : busy)[engine] +=
          slice.end - slice.begin;
    }
    for (size_t id = 0; id != m.engines.size(); ++id) {
      const auto &states = result.states[id];
      std::string name = "@" + m.engines[id].name;
      EXPECT_EQ(busy[name], static_cast<uint64_t>(states[0] + states[1]));
      EXPECT_EQ(held[name], static_cast<uint64_t>(states[2] + states[3]));
    }
  }
}

TEST(Trace, ClocksThatDoNotDivideANanosecondKeepOrder) {
  for (int64_t hertz : {940000000, 1755000000, 333333333, 7}) {
    ridge::Machine m = machine();
    m.hertz = hertz;
    Trace trace = traceOf(pipeline(300, 17, 2, 2), m);
    std::map<uint64_t, uint64_t> free;
    for (const Slice &slice : trace.slices) {
      EXPECT_GE(slice.begin, free[slice.track]);
      EXPECT_GE(slice.end, slice.begin);
      free[slice.track] = slice.end;
    }
  }
}

TEST(Trace, NamesAreWrittenOnce) {
  std::string bytes;
  llvm::raw_string_ostream os(bytes);
  Program program = pipeline(32 * 100, 32, 2);
  ridge::Machine m = machine();
  simulate(program, m, createTraceWriter(program, m, os).get());
  llvm::StringRef text = os.str();
  EXPECT_EQ(text.count("dram->sram"), 1u);
  EXPECT_EQ(text.count("layer0"), 1u);
}

TEST(Trace, SameBytesTwice) {
  std::string a, b;
  llvm::raw_string_ostream first(a), second(b);
  Program program = randomProgram(9);
  ridge::Machine m = randomMachine(9);
  simulate(program, m, createTraceWriter(program, m, first).get());
  simulate(program, m, createTraceWriter(program, m, second).get());
  EXPECT_EQ(first.str(), second.str());
  EXPECT_FALSE(a.empty());
}

} // namespace
