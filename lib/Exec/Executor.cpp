//===- Executor.cpp - values of a program ---------------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// One cursor per queue walks the loops as they stand. A queue runs until a
/// wait holds it, then the next one does; when none can go on, either all are
/// done or the program is deadlocked.
///
//===----------------------------------------------------------------------===//

#include "ridge/Exec/Executor.h"
#include "Cursor.h"
#include "Gather.h"
#include "Memories.h"
#include "Move.h"
#include "Race.h"
#include "ridge/Exec/Evaluate.h"
#include "ridge/Numerics/Packing.h"
#include "ridge/Program/Describe.h"
#include "ridge/Program/OperationTime.h"
#include "ridge/Support/StridedBox.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Twine.h"
#include <map>
#include <optional>

using namespace ridge;
using llvm::Error;
using llvm::Twine;

static Error makeError(const Twine &what) {
  return llvm::createStringError(llvm::inconvertibleErrorCode(), what);
}

namespace {

/// What an operand touches of a packed buffer, a byte to an element: evaluation
/// knows no smaller unit. Empty for other buffers.
struct UnpackedWindow {
  Format format = Format::I1;
  uint8_t *slot = nullptr;
  int64_t offset = 0; ///< Element of the window's start,
  int64_t first = 0;  ///< and its lowest one.
  std::vector<uint8_t> codes;

  void writeBack() const {
    if (!codes.empty())
      packCodes(format, codes.data(), first, codes.size(), slot);
  }
};

class Executor {
public:
  Executor(const Program &program, const Machine &machine,
           const ExecOptions &options, ExecStats &stats)
      : program(program), machine(machine), stats(stats),
        memories(program, machine), semaphores(program.semaphores.size(), 0) {
    if (options.checkRaces)
      races.emplace(program, machine);
    stats.pathBytes.assign(machine.paths.size(), 0);
    stats.operations = 0;
  }

  Error prepare(llvm::ArrayRef<Array> arguments);
  Error run();
  llvm::Expected<std::vector<Array>> results();

private:
  Error checkSignallers() const;
  Error runQueue(int32_t queue, bool &progress);
  Error step(int32_t queue, const ProgramOp &op,
             llvm::ArrayRef<int64_t> counters);
  Error issue(int32_t queue, const ProgramOp &op,
              llvm::ArrayRef<int64_t> counters);
  Error move(int32_t queue, const ProgramOp &op,
             llvm::ArrayRef<int64_t> counters);
  Error gather(int32_t queue, const ProgramOp &op,
               llvm::ArrayRef<int64_t> counters);
  void encodeTarget(const ProgramOp &op);
  Error evaluateSizes(int32_t queue, const ProgramOp &op,
                      llvm::ArrayRef<int64_t> counters);
  Error resolve(int32_t queue, const ProgramOp &op, size_t operand,
                llvm::ArrayRef<int64_t> counters);
  void unpack(size_t operand, const Interval &elements);
  Error checkAccess(int32_t queue, const ProgramOp &op, const Access &access,
                    llvm::ArrayRef<int64_t> counters, bool isWrite,
                    bool update);
  Error deadlock() const;
  std::string where(int32_t queue, const ProgramOp &op,
                    llvm::ArrayRef<int64_t> counters) const;
  KernelEvaluator &evaluatorOf(KernelId kernel, InstructionId instruction);

  const Program &program;
  const Machine &machine;
  ExecStats &stats;
  Memories memories;
  std::vector<std::unique_ptr<Codec>> codecs; ///< By buffer; null: none.
  std::vector<Cursor> cursors;
  std::vector<int64_t> semaphores;
  std::optional<RaceDetector> races;
  /// Per kernel and, where the instruction's model of accumulation counts, per
  /// instruction; else -1.
  std::map<std::pair<KernelId, InstructionId>, KernelEvaluator> evaluators;
  // Of the operation at hand; kept to save allocations.
  llvm::SmallVector<int64_t, 6> sizes, origins;
  llvm::SmallVector<OperandView, 4> views;
  llvm::SmallVector<UnpackedWindow, 4> unpacked; ///< Per operand.
};

} // namespace

//===----------------------------------------------------------------------===//
// Start and end
//===----------------------------------------------------------------------===//

/// A wait for v means "the v-th signal has happened", which needs one
/// signaller.
Error Executor::checkSignallers() const {
  std::vector<int32_t> signaller(program.semaphores.size(), -1);
  for (auto [q, queue] : llvm::enumerate(program.queues)) {
    llvm::SmallVector<const Block *, 8> blocks = {&queue.body};
    while (!blocks.empty()) {
      const Block &block = *blocks.pop_back_val();
      for (const ProgramOp &op : block) {
        if (op.kind == ProgramOp::Kind::Loop)
          blocks.push_back(&op.body);
        if (op.kind != ProgramOp::Kind::Signal)
          continue;
        int32_t &first = signaller[op.semaphore];
        if (first >= 0 && first != int32_t(q))
          return makeError("semaphore " +
                           symbolText(program.semaphores[op.semaphore].name) +
                           " is signalled in two queues, expected one");
        first = int32_t(q);
      }
    }
  }
  return Error::success();
}

Error Executor::prepare(llvm::ArrayRef<Array> arguments) {
  if (Error error = checkSignallers())
    return error;
  for (const Buffer &buffer : program.buffers) {
    codecs.emplace_back();
    if (buffer.codec.empty())
      continue;
    auto codec = Codec::create(buffer.codec);
    if (!codec)
      return codec.takeError();
    codecs.back() = std::move(*codec);
  }
  if (Error error = memories.fill(arguments))
    return error;
  for (const Queue &queue : program.queues)
    cursors.emplace_back(queue.body);
  return Error::success();
}

llvm::Expected<std::vector<Array>> Executor::results() {
  std::vector<const Buffer *> buffers;
  for (const Buffer &buffer : program.buffers) {
    if (buffer.kind != Buffer::Kind::Result)
      continue;
    if (buffer.index < 0)
      return makeError("result " + symbolText(buffer.name) +
                       " has no position");
    buffers.resize(std::max<size_t>(buffers.size(), buffer.index + 1));
    buffers[buffer.index] = &buffer;
  }
  std::vector<Array> results;
  for (const Buffer *buffer : buffers) {
    if (!buffer)
      return makeError("result " + Twine(results.size()) + " has no buffer");
    if (races && !races->isWritten(BufferId(buffer - program.buffers.data())))
      return makeError("result " + symbolText(buffer->name) +
                       " was never written, or its addresses were taken by "
                       "another buffer since");
    results.push_back(memories.read(*buffer));
  }
  return results;
}

//===----------------------------------------------------------------------===//
// Operands
//===----------------------------------------------------------------------===//

std::string Executor::where(int32_t queue, const ProgramOp &op,
                            llvm::ArrayRef<int64_t> counters) const {
  std::string text =
      describeOp(program, machine, op) + " in queue " +
      symbolText(machine.engines[program.queues[queue].engine].name);
  for (auto [d, count] : llvm::enumerate(counters))
    text += (d == 0 ? " at t" : ", t") + std::to_string(d) + " = " +
            std::to_string(count);
  return text;
}

/// The unit adds as it does, whatever the model of the network says.
KernelEvaluator &Executor::evaluatorOf(KernelId kernel,
                                       InstructionId instruction) {
  const Kernel &stated = program.kernels[kernel];
  const std::optional<AccumulateModel> *unit = nullptr;
  if (!stated.accumulate && instruction >= 0)
    unit = &machine.instructions[instruction].kernel.accumulate;
  bool modelled = unit && *unit;
  std::pair<KernelId, InstructionId> key = {kernel,
                                            modelled ? instruction : -1};
  auto found = evaluators.find(key);
  if (found != evaluators.end())
    return found->second;
  Kernel evaluated = stated;
  if (modelled)
    evaluated.accumulate = *unit;
  return evaluators.emplace(key, KernelEvaluator(evaluated)).first->second;
}

Error Executor::evaluateSizes(int32_t queue, const ProgramOp &op,
                              llvm::ArrayRef<int64_t> counters) {
  sizes.clear();
  for (const Extent &extent : op.sizes) {
    sizes.push_back(extent.evaluate(counters));
    if (sizes.back() < 1)
      return makeError(where(queue, op, counters) + ": size " +
                       Twine(sizes.size() - 1) + " is " + Twine(sizes.back()) +
                       ", expected at least 1");
  }
  return Error::success();
}

/// The view of an operand whose window lies inside its slot.
Error Executor::resolve(int32_t queue, const ProgramOp &op, size_t operand,
                        llvm::ArrayRef<int64_t> counters) {
  const Access &access = op.operands[operand];
  OperandView &view = views[operand];
  unpacked[operand].codes.clear();
  view.base = nullptr;
  view.floatValue = access.floatValue;
  view.intValue = access.intValue;
  if (access.isImmediate())
    return Error::success();
  const Buffer &buffer = program.buffers[access.buffer];
  int64_t offset = access.offset.evaluate(counters);
  Interval touched = Interval{offset, offset} + spanOf(sizes, access.strides);
  if (touched.low < 0 || touched.high >= buffer.elements)
    return makeError(where(queue, op, counters) + " touches elements " +
                     Twine(touched.low) + " to " + Twine(touched.high) +
                     " of " + symbolText(buffer.name) + ", which has " +
                     Twine(buffer.elements) + " per slot");
  view.strides.assign(access.strides.begin(), access.strides.end());
  uint8_t *slot = memories.slot(buffer, slotOf(program, access, counters));
  if (!isPacked(buffer.format)) {
    view.base = slot + offset * int64_t(bytesOf(buffer.format));
    return Error::success();
  }
  unpacked[operand] = {buffer.format, slot, offset, touched.low, {}};
  unpack(operand, touched);
  return Error::success();
}

/// Elements of a packed operand.
void Executor::unpack(size_t operand, const Interval &elements) {
  UnpackedWindow &window = unpacked[operand];
  window.first = elements.low;
  window.codes.resize(elements.count());
  unpackCodes(window.format, window.slot, window.first, window.codes.size(),
              window.codes.data());
  views[operand].base = window.codes.data() + (window.offset - window.first);
}

Error Executor::checkAccess(int32_t queue, const ProgramOp &op,
                            const Access &access,
                            llvm::ArrayRef<int64_t> counters, bool isWrite,
                            bool update) {
  if (!races || access.isImmediate())
    return Error::success();
  int64_t slot = slotOf(program, access, counters);
  StridedBox bytes = touchedBytes(program, op, &access - op.operands.begin(),
                                  sizes, access.offset.evaluate(counters));
  std::string wrong =
      isWrite ? races->write(queue, op, access.buffer, slot, bytes, update)
              : races->read(queue, op, access.buffer, slot, bytes);
  if (wrong.empty())
    return Error::success();
  return makeError(wrong + "; found at " + where(queue, op, counters));
}

//===----------------------------------------------------------------------===//
// Operations
//===----------------------------------------------------------------------===//

Error Executor::issue(int32_t queue, const ProgramOp &op,
                      llvm::ArrayRef<int64_t> counters) {
  const Kernel &kernel = program.kernels[op.kernel];
  if (Error error = evaluateSizes(queue, op, counters))
    return error;
  size_t inputs = kernel.inputs.size();
  views.resize(op.operands.size());
  unpacked.resize(op.operands.size());
  for (auto [i, access] : llvm::enumerate(op.operands)) {
    bool isWrite = i >= inputs;
    bool update = isWrite && kernel.outputs[i - inputs].updated;
    if (Error error = checkAccess(queue, op, access, counters, isWrite, update))
      return error;
    if (Error error = resolve(queue, op, i, counters))
      return error;
  }
  origins.clear();
  for (const Affine &origin : op.origins)
    origins.push_back(origin.evaluate(counters));
  evaluatorOf(op.kernel, op.instruction).run(sizes, origins, views);
  for (size_t i = inputs; i < op.operands.size(); ++i)
    unpacked[i].writeBack();
  return Error::success();
}

Error Executor::move(int32_t queue, const ProgramOp &op,
                     llvm::ArrayRef<int64_t> counters) {
  if (Error error = evaluateSizes(queue, op, counters))
    return error;
  views.resize(op.operands.size());
  unpacked.resize(op.operands.size());
  for (unsigned i = 0; i < op.operands.size(); ++i) {
    if (Error error = checkAccess(queue, op, op.operands[i], counters,
                                  /*isWrite=*/i == 1, /*update=*/false))
      return error;
    if (Error error = resolve(queue, op, i, counters))
      return error;
  }
  if (!op.indices.empty())
    return gather(queue, op, counters);
  Format format = program.buffers[op.operands[0].buffer].format;
  copyWindow(views[0].base, views[0].strides, views[1].base, views[1].strides,
             sizes, bytesOf(format));
  encodeTarget(op);
  stats.pathBytes[op.path] += moveDemand(program, machine, op, sizes).payload;
  return Error::success();
}

/// What a move has written goes to its slot, through the codec of the buffer.
void Executor::encodeTarget(const ProgramOp &op) {
  BufferId target = op.operands[1].buffer;
  if (const Codec *codec = codecs[target].get())
    recodeWindow(*codec, program.buffers[target].format, views[1].base,
                 views[1].strides, sizes);
  unpacked[1].writeBack();
}

/// The views of an indexed move are resolved.
Error Executor::gather(int32_t queue, const ProgramOp &op,
                       llvm::ArrayRef<int64_t> counters) {
  const Buffer &table = program.buffers[op.operands[0].buffer];
  // The table's window lies in its slot; so it must wherever a list points.
  int64_t offset = op.operands[0].offset.evaluate(counters);
  Interval touched =
      Interval{offset, offset} + spanOf(sizes, op.operands[0].strides);
  std::vector<PositionList> lists;
  for (auto [k, index] : llvm::enumerate(op.indices)) {
    lists.push_back({views[2 + k],
                     program.buffers[op.operands[2 + k].buffer].format, index});
    touched = touched + index.stride * counterRange(index.limit);
  }
  if (touched.low < 0 || touched.high >= table.elements)
    return makeError(where(queue, op, counters) + " may touch elements " +
                     Twine(touched.low) + " to " + Twine(touched.high) +
                     " of " + symbolText(table.name) + ", which has " +
                     Twine(table.elements) + " per slot");
  if (isPacked(table.format))
    unpack(0, touched);
  if (std::optional<BadPosition> bad = gatherWindow(
          views[0], views[1], lists, sizes, bytesOf(table.format))) {
    const Access &list = op.operands[2 + bad->list];
    int64_t element = list.offset.evaluate(counters);
    for (auto [at, stride] : llvm::zip(bad->point, list.strides))
      element += at * stride;
    const Buffer &positions = program.buffers[list.buffer];
    return makeError(
        where(queue, op, counters) + ": element " + Twine(element) + " of " +
        symbolText(positions.name) + " is " + Twine(bad->position) +
        ", expected a position 0 to " + Twine(op.indices[bad->list].limit - 1) +
        " of " + symbolText(table.name));
  }
  encodeTarget(op);
  stats.pathBytes[op.path] += moveDemand(program, machine, op, sizes).payload;
  return Error::success();
}

Error Executor::step(int32_t queue, const ProgramOp &op,
                     llvm::ArrayRef<int64_t> counters) {
  switch (op.kind) {
  case ProgramOp::Kind::Issue:
    ++stats.operations;
    return issue(queue, op, counters);
  case ProgramOp::Kind::Move:
    ++stats.operations;
    return move(queue, op, counters);
  case ProgramOp::Kind::Signal:
    ++semaphores[op.semaphore];
    if (races)
      races->signal(queue, op.semaphore, op.afterReads);
    break;
  case ProgramOp::Kind::Wait:
    if (races)
      races->wait(queue, op.semaphore, op.value.evaluate(counters));
    break;
  case ProgramOp::Kind::Loop:
    break; // The cursor enters loops itself.
  }
  return Error::success();
}

//===----------------------------------------------------------------------===//
// Queues
//===----------------------------------------------------------------------===//

Error Executor::runQueue(int32_t queue, bool &progress) {
  Cursor &cursor = cursors[queue];
  while (!cursor.done()) {
    const ProgramOp &op = cursor.op();
    if (op.kind == ProgramOp::Kind::Wait &&
        semaphores[op.semaphore] < op.value.evaluate(cursor.counters()))
      break;
    if (Error error = step(queue, op, cursor.counters()))
      return error;
    cursor.advance();
    progress = true;
  }
  if (races && cursor.done())
    races->finish(queue);
  return Error::success();
}

Error Executor::deadlock() const {
  std::string text = "deadlock:";
  for (auto [q, cursor] : llvm::enumerate(cursors)) {
    if (cursor.done())
      continue;
    const ProgramOp &op = cursor.op();
    text += (text.back() == ':' ? " " : "; ") +
            where(int32_t(q), op, cursor.counters()) + " needs " +
            symbolText(program.semaphores[op.semaphore].name) +
            " >= " + std::to_string(op.value.evaluate(cursor.counters())) +
            ", its count is " + std::to_string(semaphores[op.semaphore]);
  }
  return makeError(text);
}

Error Executor::run() {
  bool progress = true;
  while (progress) {
    progress = false;
    for (size_t q = 0; q < cursors.size(); ++q)
      if (Error error = runQueue(int32_t(q), progress))
        return error;
  }
  if (llvm::all_of(cursors, [](const Cursor &c) { return c.done(); }))
    return Error::success();
  return deadlock();
}

llvm::Expected<std::vector<Array>>
ridge::execute(const Program &program, const Machine &machine,
               llvm::ArrayRef<Array> arguments, const ExecOptions &options,
               ExecStats *stats) {
  ExecStats unused;
  Executor executor(program, machine, options, stats ? *stats : unused);
  if (Error error = executor.prepare(arguments))
    return error;
  if (Error error = executor.run())
    return error;
  return executor.results();
}
