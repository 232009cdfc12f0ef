//===- Trace.cpp - Perfetto trace of a simulation -------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A hand-written encoder for the few messages of Perfetto's trace format that
/// tracks and slices need; field numbers are those of its trace_packet.proto,
/// track_descriptor.proto, track_event.proto, interned_data.proto and
/// debug_annotation.proto.
///
///   * One packet sequence. The first packet clears the interning state; names,
///     categories and layer names are interned when first used.
///   * One process track "ridge: <machine>", below it a thread track per
///     engine.
///   * A slice is a begin and an end packet. Slices of one engine never
///     overlap: they span begin to release, and the engine does one thing at a
///     time.
///
/// Packets leave as they are made: a trace is never held in memory.
///
//===----------------------------------------------------------------------===//

#include "ridge/Report/Report.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringMap.h"

using namespace ridge;

namespace {

/// One protobuf message under construction.
class Message {
public:
  void varint(unsigned field, uint64_t value) {
    raw(field << 3);
    raw(value);
  }
  void bytes(unsigned field, llvm::StringRef value) {
    raw(field << 3 | 2);
    raw(value.size());
    data.append(value);
  }
  void message(unsigned field, const Message &value) {
    bytes(field, value.data);
  }
  void clear() { data.clear(); }
  bool empty() const { return data.empty(); }
  llvm::StringRef str() const { return data; }

private:
  void raw(uint64_t value) {
    for (; value >= 0x80; value >>= 7)
      data.push_back(static_cast<char>(value | 0x80));
    data.push_back(static_cast<char>(value));
  }
  llvm::SmallString<128> data;
};

// Field numbers and enumerators, by message.
namespace trace {
enum { packet = 1 };
} // namespace trace
namespace packet {
enum {
  timestamp = 8,
  sequenceId = 10,
  trackEvent = 11,
  internedData = 12,
  sequenceFlags = 13,
  trackDescriptor = 60
};
enum { stateCleared = 1, needsState = 2 };
} // namespace packet
namespace descriptor {
enum { uuid = 1, process = 3, thread = 4, parentUuid = 5 };
enum { processPid = 1, processName = 6 };
enum { threadPid = 1, threadTid = 2, threadName = 5 };
} // namespace descriptor
namespace event {
enum {
  categoryIids = 3,
  annotations = 4,
  type = 9,
  nameIid = 10,
  trackUuid = 11
};
enum { sliceBegin = 1, sliceEnd = 2 };
enum {
  annotationNameIid = 1,
  annotationIntValue = 4,
  annotationStringIid = 17
};
} // namespace event
namespace interned {
enum { categories = 1, names = 2, annotationNames = 3, annotationStrings = 29 };
enum { iid = 1, text = 2 };
} // namespace interned

constexpr uint64_t processUuid = 1;
constexpr uint64_t firstEngineUuid = 2;
constexpr uint64_t pid = 1;
constexpr uint64_t sequence = 1;

/// Strings of one interned field. New ones go into the next packet.
class Interner {
public:
  explicit Interner(unsigned field) : field(field) {}

  uint64_t iid(llvm::StringRef text, Message &added) {
    auto [it, isNew] = iids.try_emplace(text, iids.size() + 1);
    if (isNew) {
      Message entry;
      entry.varint(interned::iid, it->second);
      entry.bytes(interned::text, text);
      added.message(field, entry);
    }
    return it->second;
  }

private:
  unsigned field;
  llvm::StringMap<uint64_t> iids; ///< Looked up, never walked.
};

class TraceWriter : public SimListener {
public:
  TraceWriter(const Program &program, const Machine &machine,
              llvm::raw_ostream &os);
  ~TraceWriter() override { os.flush(); }
  void onEvent(const SimEvent &event) override;

private:
  void describeProcess();
  void describeEngine(EngineId engine);
  std::string nameOf(const SimEvent &event) const;
  uint64_t nanoseconds(int64_t cycles) const;
  void annotate(Message &slice, const SimEvent &event, Message &added);
  void emit(Message &packet);

  const Program &program;
  const Machine &machine;
  llvm::raw_ostream &os;
  Interner categories{interned::categories};
  Interner names{interned::names};
  Interner annotationNames{interned::annotationNames};
  Interner annotationStrings{interned::annotationStrings};
};

} // namespace

TraceWriter::TraceWriter(const Program &program, const Machine &machine,
                         llvm::raw_ostream &os)
    : program(program), machine(machine), os(os) {
  describeProcess();
  for (EngineId engine = 0, e = machine.engines.size(); engine != e; ++engine)
    describeEngine(engine);
}

void TraceWriter::emit(Message &packet) {
  packet.varint(packet::sequenceId, sequence);
  Message whole;
  whole.message(trace::packet, packet);
  os << whole.str();
}

void TraceWriter::describeProcess() {
  Message process, track, packet;
  process.varint(descriptor::processPid, pid);
  process.bytes(descriptor::processName, "ridge: " + machine.name);
  track.varint(descriptor::uuid, processUuid);
  track.message(descriptor::process, process);
  packet.varint(packet::sequenceFlags, packet::stateCleared);
  packet.message(packet::trackDescriptor, track);
  emit(packet);
}

void TraceWriter::describeEngine(EngineId engine) {
  Message thread, track, packet;
  thread.varint(descriptor::threadPid, pid);
  thread.varint(descriptor::threadTid, engine + 1);
  thread.bytes(descriptor::threadName, "@" + machine.engines[engine].name);
  track.varint(descriptor::uuid, firstEngineUuid + engine);
  track.varint(descriptor::parentUuid, processUuid);
  track.message(descriptor::thread, thread);
  packet.message(packet::trackDescriptor, track);
  emit(packet);
}

std::string TraceWriter::nameOf(const SimEvent &event) const {
  const ProgramOp &op = *event.op;
  switch (event.state) {
  case UnitState::WaitSemaphore:
    return "wait @" + program.semaphores[op.semaphore].name;
  case UnitState::WaitData:
    return "wait for data";
  case UnitState::WaitQueue:
    return "wait for room in the queue";
  default:
    return op.kind == ProgramOp::Kind::Move
               ? machine.paths[op.path].name
               : machine.instructions[op.instruction].name;
  }
}

/// Floor of the exact quotient: order is kept, neighbours stay neighbours.
uint64_t TraceWriter::nanoseconds(int64_t cycles) const {
  return static_cast<unsigned __int128>(cycles) * 1000000000u /
         (static_cast<unsigned __int128>(machine.hertz) *
          static_cast<uint64_t>(machine.ticksPerCycle));
}

void TraceWriter::annotate(Message &slice, const SimEvent &event,
                           Message &added) {
  auto number = [&](llvm::StringRef name, int64_t value) {
    Message annotation;
    annotation.varint(event::annotationNameIid,
                      annotationNames.iid(name, added));
    annotation.varint(event::annotationIntValue, value);
    slice.message(event::annotations, annotation);
  };
  if (event.op->layer >= 0) {
    Message annotation;
    annotation.varint(event::annotationNameIid,
                      annotationNames.iid("layer", added));
    annotation.varint(
        event::annotationStringIid,
        annotationStrings.iid(program.layers[event.op->layer].name, added));
    slice.message(event::annotations, annotation);
  }
  number("cycles", event.end - event.begin);
  if (event.state == UnitState::Busy)
    number("complete", event.complete);
}

void TraceWriter::onEvent(const SimEvent &event) {
  bool holds = event.state != UnitState::Busy;
  bool moves = !holds && event.op->kind == ProgramOp::Kind::Move;
  uint64_t track = firstEngineUuid + event.engine;

  Message begin, added, packet;
  begin.varint(event::type, event::sliceBegin);
  begin.varint(event::trackUuid, track);
  begin.varint(event::categoryIids, categories.iid(holds   ? "hold"
                                                   : moves ? "move"
                                                           : "issue",
                                                   added));
  begin.varint(event::nameIid, names.iid(nameOf(event), added));
  annotate(begin, event, added);
  packet.varint(packet::timestamp, nanoseconds(event.begin));
  packet.varint(packet::sequenceFlags, packet::needsState);
  if (!added.empty())
    packet.message(packet::internedData, added);
  packet.message(packet::trackEvent, begin);
  emit(packet);

  Message end;
  packet.clear();
  end.varint(event::type, event::sliceEnd);
  end.varint(event::trackUuid, track);
  packet.varint(packet::timestamp, nanoseconds(event.end));
  packet.varint(packet::sequenceFlags, packet::needsState);
  packet.message(packet::trackEvent, end);
  emit(packet);
}

std::unique_ptr<SimListener> ridge::createTraceWriter(const Program &program,
                                                      const Machine &machine,
                                                      llvm::raw_ostream &os) {
  return std::make_unique<TraceWriter>(program, machine, os);
}
