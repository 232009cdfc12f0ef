//===- PrintMapping.cpp - mappings to text --------------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// In two steps: numbers become names, names become text.
///
//===----------------------------------------------------------------------===//

#include "ridge/Mapping/MappingText.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"

using namespace ridge;
using llvm::raw_ostream;

//===----------------------------------------------------------------------===//
// Numbers to names
//===----------------------------------------------------------------------===//

static std::string nameOf(const GroupOperand &operand) {
  switch (operand.kind) {
  case GroupOperand::Kind::Window:
    return "w" + std::to_string(operand.index);
  case GroupOperand::Kind::Local:
    return "t" + std::to_string(operand.index);
  case GroupOperand::Kind::Immediate:
    return "const";
  }
  llvm_unreachable("all kinds are covered");
}

static MappingText::Call callOf(const Machine &machine, const Match &match) {
  const Instruction &instruction = machine.instructions[match.instruction];
  MappingText::Call call;
  call.instruction = instruction.name;
  for (int32_t operand : match.operands)
    call.operands.push_back(instruction.operands[operand].name);
  return call;
}

static MappingText begin(llvm::StringRef label, llvm::ArrayRef<int64_t> extents,
                         const Mapping &mapping) {
  MappingText text;
  text.label = label.str();
  text.extents.assign(extents.begin(), extents.end());
  for (auto [loop, dim] : llvm::enumerate(mapping.order))
    text.loops.push_back({static_cast<int32_t>(dim), mapping.stepOf(loop), {}});
  return text;
}

static MappingText::Buffer bufferOf(const Machine &machine,
                                    const BufferPlan &plan, Format format,
                                    int32_t number) {
  MappingText::Buffer buffer;
  buffer.numbers.push_back(number);
  buffer.format = formatName(format);
  buffer.memory = machine.memories[plan.memory].name;
  buffer.slots = plan.slots;
  buffer.address = plan.address;
  buffer.turn = plan.turn;
  return buffer;
}

MappingText ridge::describeMapping(const Workload &workload,
                                   const Mapping &mapping,
                                   llvm::StringRef label,
                                   llvm::ArrayRef<RunName> names) {
  const Machine &machine = *workload.machine;
  MappingText text = begin(label, workload.extents, mapping);
  for (auto [i, window] : llvm::enumerate(workload.windows)) {
    MappingText::Buffer &buffer = text.buffers.emplace_back(
        bufferOf(machine, mapping.windows[i], window.format, int32_t(i)));
    buffer.isRead = window.isRead;
    buffer.isWritten = window.isWritten;
    for (size_t dim = 0; dim < workload.extents.size(); ++dim)
      if ((window.dims >> dim) & 1)
        buffer.dims.push_back(static_cast<int32_t>(dim));
    for (const StagingPlan &plan : mapping.stagings)
      if (plan.window == static_cast<int32_t>(i))
        buffer.stagings.push_back(
            {machine.memories[plan.memory].name, plan.slots, plan.depth, {}});
  }
  llvm::SmallVector<size_t> bufferOfLocal;
  for (auto [i, local] : llvm::enumerate(workload.locals)) {
    int32_t storage = mapping.storages[i];
    if (storage != int32_t(i)) {
      bufferOfLocal.push_back(bufferOfLocal[storage]);
      text.buffers[bufferOfLocal.back()].numbers.push_back(int32_t(i));
      continue;
    }
    bufferOfLocal.push_back(text.buffers.size());
    MappingText::Buffer &buffer = text.buffers.emplace_back(
        bufferOf(machine, mapping.locals[i], local.format, int32_t(i)));
    buffer.isWindow = false;
    buffer.dims.assign(local.dims.begin(), local.dims.end());
  }
  for (auto [operation, plan, name] :
       llvm::zip_equal(workload.operations, mapping.operations, names)) {
    MappingText::Run &run = text.runs.emplace_back();
    run.operation = name.number;
    run.kind = name.kind;
    for (const GroupOperand &read : operation.reads)
      run.reads.push_back(nameOf(read));
    run.write = nameOf(operation.write);
    run.by = callOf(machine, plan.match);
    if (plan.fill)
      run.fill = callOf(machine, *plan.fill);
  }
  return text;
}

MappingText ridge::describeMapping(const GatherWorkload &workload,
                                   const Mapping &mapping,
                                   llvm::StringRef label, const RunName &name) {
  MappingText text = begin(label, workload.extents, mapping);
  MappingText::Buffer &buffer = text.buffers.emplace_back(
      bufferOf(*workload.machine, mapping.locals.front(), workload.table.format,
               /*number=*/0));
  buffer.isWindow = false;
  for (size_t dim = 0; dim < workload.extents.size(); ++dim)
    buffer.dims.push_back(static_cast<int32_t>(dim));
  MappingText::Run &run = text.runs.emplace_back();
  run.operation = name.number;
  run.kind = name.kind;
  run.write = "t0";
  return text;
}

//===----------------------------------------------------------------------===//
// Names to text
//===----------------------------------------------------------------------===//

/// A symbol as it is, or in quotes where its characters would mislead.
static void printSymbol(llvm::StringRef name, raw_ostream &stream) {
  bool isPlain = !name.empty() && llvm::all_of(name, [](char c) {
    return llvm::isAlnum(c) || c == '_';
  });
  stream << '@' << (isPlain ? "" : "\"") << name << (isPlain ? "" : "\"");
}

static void printCall(const MappingText::Call &call, raw_ostream &stream) {
  printSymbol(call.instruction, stream);
  stream << '(' << llvm::join(call.operands, ", ") << ')';
}

static void printBuffer(const MappingText::Buffer &buffer,
                        raw_ostream &stream) {
  stream << (buffer.isWindow ? "  window " : "  local ");
  for (auto [i, number] : llvm::enumerate(buffer.numbers))
    stream << (i == 0 ? "" : ", ") << (buffer.isWindow ? 'w' : 't') << number;
  stream << (buffer.isRead ? " read" : "") << (buffer.isWritten ? " write" : "")
         << " [";
  for (auto [i, dim] : llvm::enumerate(buffer.dims))
    stream << (i == 0 ? "d" : ", d") << dim;
  stream << "] " << buffer.format << " in ";
  printSymbol(buffer.memory, stream);
  if (buffer.address)
    stream << " at " << *buffer.address;
  else
    stream << " slots " << buffer.slots;
  if (buffer.turn >= 0)
    stream << " turn " << buffer.turn;
  for (const MappingText::Staging &staging : buffer.stagings) {
    stream << " over ";
    printSymbol(staging.memory, stream);
    stream << " slots " << staging.slots << " inside " << staging.depth;
  }
  stream << '\n';
}

static void printRun(const MappingText::Run &run, raw_ostream &stream) {
  stream << "  run " << run.operation << ' ' << run.kind << " ("
         << llvm::join(run.reads, ", ") << ") -> " << run.write;
  if (run.by) {
    stream << " by ";
    printCall(*run.by, stream);
  }
  if (run.fill) {
    stream << " fill ";
    printCall(*run.fill, stream);
  }
  stream << '\n';
}

static void printNames(llvm::StringRef keyword,
                       llvm::ArrayRef<MappingText::Factors::Name> names,
                       raw_ostream &stream) {
  if (names.empty())
    return;
  stream << "\n      " << keyword << " (";
  for (auto [i, name] : llvm::enumerate(names)) {
    stream << (i == 0 ? "" : ", ") << name.name << " = ";
    llvm::StringRef meaning = name.meaning;
    if (meaning.consume_front("@"))
      printSymbol(meaning, stream);
    else
      stream << meaning;
  }
  stream << ')';
}

static void printFactors(const MappingText::Factors &factors,
                         raw_ostream &stream) {
  stream << "  factors \"";
  for (auto [i, level] : llvm::enumerate(factors.levels)) {
    stream << (i == 0 ? "" : " - ") << level.name << '['
           << llvm::join(level.kept, "") << ']';
    for (const MappingText::Factors::Factor &factor : level.factors)
      stream << ' ' << factor.dim << factor.count
             << (factor.isSpatial ? "X" : "");
  }
  stream << '"';
  printNames("dims", factors.dims, stream);
  printNames("levels", factors.memories, stream);
  printNames("tensors", factors.tensors, stream);
  stream << '\n';
}

void ridge::printMapping(const MappingText &mapping, raw_ostream &stream) {
  stream << "group \"" << mapping.label << "\" {\n  dims";
  for (auto [dim, extent] : llvm::enumerate(mapping.extents))
    stream << (dim == 0 ? " d" : ", d") << dim << " = " << extent;
  stream << '\n';
  for (const MappingText::Loop &loop : mapping.loops)
    stream << "  for d" << loop.dim << " by " << loop.tile << '\n';
  if (mapping.factors)
    printFactors(*mapping.factors, stream);
  for (const MappingText::Buffer &buffer : mapping.buffers)
    printBuffer(buffer, stream);
  for (const MappingText::Run &run : mapping.runs)
    printRun(run, stream);
  stream << "}\n";
}

llvm::StringMap<llvm::StringRef> ridge::mappingsByGroup(llvm::StringRef text) {
  llvm::StringMap<llvm::StringRef> mappings;
  constexpr llvm::StringRef begin = "group \"";
  while (text.starts_with(begin)) {
    llvm::StringRef name = text.drop_front(begin.size()).split('"').first;
    size_t end = text.find("\n}");
    size_t next = end == llvm::StringRef::npos ? text.size() : end + 2;
    mappings[name] = text.take_front(next);
    text = text.drop_front(next).ltrim();
  }
  return mappings;
}
