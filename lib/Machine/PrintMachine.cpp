//===- PrintMachine.cpp - machines as text --------------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// One thing a line, numbers in the units of Machine. Every field is there, as
/// the content hash (MachineHandle.h) is made from this text:
///
///     machine @toy: 1000000000 Hz
///     memory @sram: 262144 B, 128 B/cycle, latency 0, alignment 64, banks 4
///     path dram->sram on @load: 64 B/cycle, latency 0, burst 64, ...
///     instruction @matmul on @array: m 1..128, n 1..64, k 1..64
///       a in @sram
///       kernel (d0, d1, r2) in f32[0,2] ...
///       occupancy m * (n ceildiv 16)
///
//===----------------------------------------------------------------------===//

#include "ridge/Machine/PartHashes.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Support/xxhash.h"

using namespace ridge;

/// ", name value unit (source)" of what is stated.
static void printStated(const Stated &number, llvm::StringRef name,
                        llvm::StringRef unit, llvm::raw_ostream &stream) {
  if (number.isStated())
    stream << ", " << name << ' ' << number.value << ' ' << unit << " ("
           << number.source << ')';
}

static void printPower(const Stated &power, const Stated &area,
                       llvm::raw_ostream &stream) {
  printStated(power, "static power", "uW", stream);
  printStated(area, "area", "um2", stream);
}

/// ", name value" of what is a limit.
static void printLimit(int64_t value, llvm::StringRef name,
                       llvm::StringRef unit, llvm::raw_ostream &stream) {
  if (value > 0)
    stream << ", " << name << ' ' << value << unit;
}

static void printPeriod(int64_t ticks, llvm::raw_ostream &stream) {
  if (ticks > 1)
    stream << ", " << ticks << " ticks a cycle";
}

static void printMemory(const Memory &memory, llvm::raw_ostream &stream) {
  stream << "memory @" << memory.name << ": " << memory.bytes << " B, "
         << memory.bytesPerCycle << " B/cycle, latency " << memory.latency
         << ", alignment " << memory.alignment;
  if (memory.banks > 0)
    stream << ", banks " << memory.banks;
  printPeriod(memory.period, stream);
  printLimit(memory.bankBytesPerCycle, "bank", " B/cycle", stream);
  printLimit(memory.readBytesPerCycle, "read", " B/cycle", stream);
  printLimit(memory.writeBytesPerCycle, "write", " B/cycle", stream);
  printLimit(memory.ports, "ports", "", stream);
  printLimit(memory.reservedBytes, "reserved", " B", stream);
  printLimit(memory.pageBytes, "pages of", " B", stream);
  printLimit(memory.pageCycles, "page time", "", stream);
  printLimit(memory.openPages, "open pages", "", stream);
  printLimit(memory.turnCycles, "turn", "", stream);
  printLimit(memory.writeBatchBytes, "write batch", " B", stream);
  printLimit(memory.requests, "requests", "", stream);
  printStated(memory.readEnergy, "read energy", "aJ/B", stream);
  printStated(memory.writeEnergy, "write energy", "aJ/B", stream);
  printPower(memory.staticPower, memory.area, stream);
  stream << (memory.home ? ", home" : "") << '\n';
}

static void printPath(const Machine &machine, const Path &path,
                      llvm::raw_ostream &stream) {
  std::string ends =
      machine.memories[path.from].name + "->" + machine.memories[path.to].name;
  stream << "path " << path.name;
  if (path.name != ends)
    stream << " (" << ends << ')';
  stream << " on @" << machine.engines[path.engine].name << ": "
         << path.bytesPerCycle << " B/cycle, latency " << path.latency
         << ", burst " << path.burst << ", in flight " << path.inFlight
         << ", setup " << path.setup;
  printPeriod(path.period, stream);
  if (path.isIndexed())
    stream << ", indexed " << path.cyclesPerIndex;
  for (llvm::StringRef codec : path.codecs)
    stream << ", codec " << codec;
  if (path.codecBytesPerCycle > 0)
    stream << ", codecs " << path.codecBytesPerCycle << " B/cycle";
  printLimit(path.rowCycles, "row", "", stream);
  printLimit(path.requestBytes, "request", " B", stream);
  printLimit(path.rowBytes, "row of", " B", stream);
  printLimit(path.commandRows, "rows a command", "", stream);
  printLimit(path.commandsInFlight, "commands", "", stream);
  printStated(path.energy, "energy", "aJ/B", stream);
  printStated(path.codecEnergy, "codec energy", "aJ/B", stream);
  printPower({}, path.area, stream);
  printLimit(path.wordBytes, "word of", " B", stream);
  stream << '\n';
}

static void printOperand(const Machine &machine, const Instruction &instruction,
                         const InstructionOperand &operand,
                         llvm::raw_ostream &stream) {
  stream << "  " << operand.name << " in";
  for (MemoryId memory : operand.memories)
    stream << " @" << machine.memories[memory].name;
  if (operand.unitStride >= 0)
    stream << " unit_stride " << instruction.dims[operand.unitStride].name;
  stream << (operand.broadcast ? " broadcast" : "")
         << (operand.immediate ? " immediate" : "") << '\n';
}

static void printLanes(const Instruction &instruction,
                       llvm::raw_ostream &stream) {
  stream << "  lanes";
  for (ScalarOp op : instruction.laneOps)
    stream << ' ' << scalarOpName(op);
  stream << "\n  formats";
  for (Format format : instruction.laneFormats)
    stream << ' ' << formatName(format);
  stream << '\n';
}

static void printInstruction(const Machine &machine,
                             const Instruction &instruction,
                             llvm::raw_ostream &stream) {
  stream << "instruction @" << instruction.name << " on @"
         << machine.engines[instruction.engine].name
         << (instruction.laneReduce ? " reduce" : "")
         << (instruction.ordered ? " ordered:" : ":");
  llvm::SmallVector<llvm::StringRef> names;
  for (const InstructionDim &dim : instruction.dims) {
    stream << (names.empty() ? " " : ", ") << dim.name << ' ' << dim.low << ".."
           << dim.high;
    if (dim.step > 1)
      stream << " by " << dim.step;
    names.push_back(dim.name);
  }
  stream << '\n';
  for (const InstructionOperand &operand : instruction.operands)
    printOperand(machine, instruction, operand, stream);
  if (instruction.isLanes())
    printLanes(instruction, stream);
  else
    stream << "  kernel " << instruction.kernel.print() << '\n';
  names.append({"bits", "ops"});
  stream << "  occupancy " << instruction.occupancy.print(names) << '\n'
         << "  latency " << instruction.latency.print(names) << '\n'
         << "  energy " << instruction.energy.print(names);
  if (!instruction.energySource.empty())
    stream << " (" << instruction.energySource << ')';
  if (instruction.wordBytes > 0)
    stream << "\n  word " << instruction.wordBytes << " B";
  if (instruction.configurationCycles > 0) {
    stream << "\n  configuration " << instruction.configurationCycles;
    if (!instruction.configuration.empty())
      stream << " of " << instruction.configuration;
    if (!instruction.configurationValue.empty())
      stream << " is " << instruction.configurationValue;
    if (instruction.configurationDrains)
      stream << " drained";
    for (int32_t dim : instruction.configuredBy)
      stream << ' '
             << (dim < int32_t(instruction.dims.size())
                     ? instruction.dims[dim].name
                     : "bits");
  }
  stream << '\n';
}

static void printShared(const Machine &machine, llvm::raw_ostream &stream) {
  stream << machine.hertz << " Hz";
  printPeriod(machine.ticksPerCycle, stream);
  printPower(machine.staticPower, machine.area, stream);
  stream << '\n';
  for (const Memory &memory : machine.memories)
    printMemory(memory, stream);
  for (const Engine &engine : machine.engines) {
    stream << "engine @" << engine.name;
    printPeriod(engine.period, stream);
    printLimit(engine.queueDepth, "queue", "", stream);
    printLimit(engine.issueCycles, "issue", "", stream);
    printLimit(engine.fetchBytesPerCycle, "fetch", " B/cycle", stream);
    printLimit(engine.codeBytes, "code memory", " B", stream);
    printPower(engine.staticPower, engine.area, stream);
    stream << '\n';
  }
  for (const Path &path : machine.paths)
    printPath(machine, path, stream);
}

static void printEncoding(const Machine &machine, const Encoding &encoding,
                          llvm::raw_ostream &stream) {
  EngineId engine = machine.engineOf(encoding.target);
  stream << "word " << encoding.name << " on @" << machine.engines[engine].name
         << ": " << encoding.bits << " bits\n";
  for (const EncodingField &field : encoding.fields)
    stream << "  " << printField(encoding, machine.codeLoops(engine), field)
           << '\n';
}

void ridge::printMachine(const Machine &machine, llvm::raw_ostream &stream) {
  stream << "machine @" << machine.name << ": ";
  printShared(machine, stream);
  for (const Instruction &instruction : machine.instructions)
    printInstruction(machine, instruction, stream);
  for (const Encoding &encoding : machine.encodings)
    printEncoding(machine, encoding, stream);
}

PartHashes ridge::hashParts(const Machine &machine) {
  PartHashes parts;
  std::string text;
  llvm::raw_string_ostream stream(text);
  printShared(machine, stream);
  parts.shared = llvm::xxh3_64bits(text);
  for (const Instruction &instruction : machine.instructions) {
    text.clear();
    printInstruction(machine, instruction, stream);
    // Peers are equal but for their names.
    for (InstructionId peer : instruction.peers)
      stream << '@' << machine.instructions[peer].name << " on @"
             << machine.engines[machine.instructions[peer].engine].name << '\n';
    parts.instructions.push_back(llvm::xxh3_64bits(text));
  }
  return parts;
}
