//===- Program.h - scheduled queues of instructions -------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The narrow waist: what the compiler makes and Cost, Sim and Exec read. One
/// in-order queue per engine; loops stay loops; addresses are final.
///
/// Execution model.
///  * A queue runs its operations in order. A loop runs its body `trip` times;
///    its counter t goes 0, 1, ..., trip - 1. Everything that varies is affine
///    in the counters of the enclosing loops (variable 0 of an Affine is the
///    counter of the outermost loop of the queue that holds the operation).
///  * Within a queue the engine interlocks: an operation starts when the engine
///    is free and the earlier operations *of this queue* whose results it reads
///    are complete. An update of a slot last updated by the same engine does
///    not wait (accumulators are pipelined).
///  * Between queues only semaphores order. A semaphore counts from 0; `signal`
///    adds one when every earlier operation of its queue is complete and does
///    not hold the queue; `wait` holds its queue until the count is at least a
///    value that is affine in the counters. Counts never go down.
///  * A buffer has `depth` slots of equal size. An access names the slot by an
///    `instance`, affine in the counters: slot = instance mod depth.
///
/// Example, double buffered load of tiles into an array engine:
///
///     queue @load  { for t0 in 4 { wait @free >= t0 - 1
///                                  move @dram->@sram ... [instance t0]
///                                  signal @full } }
///     queue @array { for t0 in 4 { wait @full >= t0 + 1
///                                  issue @matmul ... [instance t0]
///                                  signal @free } }
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_PROGRAM_PROGRAM_H
#define RIDGE_PROGRAM_PROGRAM_H

#include "ridge/Machine/Machine.h"
#include "ridge/Machine/Match.h"
#include "ridge/Support/Affine.h"
#include "llvm/ADT/SmallVector.h"
#include <string>
#include <utility>
#include <vector>

namespace ridge {

using BufferId = int32_t;
using SemaphoreId = int32_t;
using KernelId = int32_t;
using LayerId = int32_t;

struct Buffer {
  enum class Kind : uint8_t { Argument, Result, Constant, Temporary };
  std::string name;
  Kind kind = Kind::Temporary;
  Format format = Format::F32;
  int64_t elements = 0; ///< Per slot.
  int64_t depth = 1;    ///< Slots.
  MemoryId memory = -1;
  int64_t address =
      0;              ///< Of slot 0, in bytes; slot s starts slotBytes() later.
  int32_t index = -1; ///< Arguments and results: position in the function.
  /// Arguments and results: the shape as the user sees it.
  llvm::SmallVector<int64_t, 4> shape;
  std::vector<uint8_t> data; ///< Constants: elements * bytesOf(format) bytes.
  /// First and last layer that uses the buffer; two buffers of a memory may
  /// share addresses only if these ranges do not meet.
  LayerId firstLayer = 0;
  LayerId lastLayer = 0;
  /// Temporaries of one layer and one number take turns: they share an address,
  /// and each is done with before the next is filled. -1: it lies alone.
  int32_t turn = -1;
  /// Name (Codec.h) of the codec that the elements are stored in; empty: none.
  /// A move out of the buffer decodes, a move into it encodes. Addresses are
  /// those of the elements as they are: a codec saves traffic, not room.
  std::string codec = {};
  /// With a codec: bits per value and how many neighbours are encoded together.
  double codecBits = 0;
  int64_t codecUnit = 1;
  /// Bytes between slots: the elements rounded up to the memory's alignment.
  int64_t slotBytes = 0;

  int64_t bytes() const { return slotBytes * depth; }
};

/// A strided window on one slot of a buffer, or a constant.
struct Access {
  BufferId buffer = -1; ///< -1: the constant below.
  Affine offset;        ///< Elements from the start of the slot.
  llvm::SmallVector<int64_t, 4> strides; ///< Elements per step of each dim.
  Affine instance;
  double floatValue = 0;
  int64_t intValue = 0;

  bool isImmediate() const { return buffer < 0; }
};

/// A list of positions that an indexed move reads: element (p) of the list adds
/// list[p] * stride to where the source's element p lies.
struct IndexList {
  int64_t stride = 0; ///< Elements of the source from one position to the next.
  int64_t limit = 0;  ///< Positions are 0 to limit - 1; any other is an error.

  bool operator==(const IndexList &o) const {
    return stride == o.stride && limit == o.limit;
  }
};

struct ProgramOp; // forward
using Block = std::vector<ProgramOp>;

struct ProgramOp {
  enum class Kind : uint8_t { Loop, Issue, Move, Wait, Signal };
  Kind kind = Kind::Issue;
  LayerId layer = -1;

  // Loop.
  int64_t trip = 0;
  Block body;

  // Issue: one instruction. `sizes` per kernel dim; `operands` are kernel
  // inputs then outputs; `origins` (only where the kernel reads its position)
  // give the value of Index per dim at the first point.
  InstructionId instruction = -1;
  KernelId kernel = -1;
  Match match;
  llvm::SmallVector<Affine, 1> origins;

  // Move: operands[0] is read, operands[1] written, over `sizes`. An indexed
  // move also reads operands[2 + k], the list that indices[k] speaks of; lists
  // lie in the memory that the path comes from and hold integers.
  PathId path = -1;
  llvm::SmallVector<IndexList, 1> indices;

  // Issue and Move.
  llvm::SmallVector<Extent, 4> sizes;
  llvm::SmallVector<Access, 3> operands;

  // Wait and Signal.
  SemaphoreId semaphore = -1;
  Affine value; ///< Wait: until count >= value.
  /// Signal: counts when all before it has read its operands, not when all
  /// before it is complete.
  bool afterReads = false;
};

struct Queue {
  EngineId engine = -1;
  Block body;
};

struct Semaphore {
  std::string name;
};

/// One step of the model as reports show it: a fused group of model operations.
struct Layer {
  std::string name;
  std::string location; ///< "file:line:col" of its anchor in the input.
  std::string kind;     ///< "matmul", "map", "reduce", "copy", ...
  int64_t macs = 0;     ///< Multiply-accumulates.
  /// What must be computed, for bounds: per operation, what could run it.
  struct Alternative {
    InstructionId instruction;
    llvm::SmallVector<int64_t, 4>
        totals;      ///< Whole size of each instruction dim.
    int64_t repeats; ///< Product of the loop dims.
    int64_t bits, ops;
    int64_t points = 0; ///< Of all these, those that must be; 0: all.
  };
  struct Work {
    llvm::SmallVector<Alternative, 2> alternatives;
  };
  std::vector<Work> work;
  /// Points that a mask makes useless and tiles leave out, and how many points
  /// there are that it makes useless; points of what is masked, as scores.
  struct Skipped {
    int64_t skipped = 0, useless = 0;
  };
  Skipped skipped = {};
};

struct Program {
  std::string name; ///< Of the model's function.
  std::string machineName;
  /// Cycles that the model's dependences alone ask for (C-bound-4).
  int64_t criticalPath = 0;
  std::vector<Kernel> kernels;
  std::vector<Buffer> buffers;
  std::vector<Semaphore> semaphores;
  std::vector<Layer> layers;
  std::vector<Queue> queues; ///< One per engine that has work, by engine id.
};

/// Calls `fn(op, counters)` for every operation of the queue that is not a
/// loop, in order of execution. `counters[d]` is the counter of the loop at
/// depth d.
void forEachOp(
    const Queue &queue,
    llvm::function_ref<void(const ProgramOp &, llvm::ArrayRef<int64_t>)> fn);

/// Static operations, loops included: does not grow with trip counts.
int64_t countStaticOps(const Program &program);

/// Proves the program well formed for the machine, trusting no pass. Empty, or
/// one sentence per violation:
///  P1 ids in range, one queue per engine, engine of each op is its queue's, no
///     affine value and no window leaves 64 bits, whatever is added first;
///  P2 each issue's kernel matches its instruction as Match says, sizes keep to
///     the instruction's limits, operand memories are allowed;
///  P3 each move's path joins the memories of its buffers, formats agree; an
///     indexed move's path takes lists; a move from or to a buffer in a codec
///     (one of both at most) has a path with that codec, only the home memory
///     holds such buffers, of floats, codecs exist and have the units and rates
///     stated, and what is written to one is whole units. What is read need not
///     be; no instruction and no list touches such a buffer;
///  P4 every access stays inside its slot for all counter values (the corners
///     of its ranges) and all positions within the limits of its lists, sizes
///     are never below 1;
///  P5 buffers are aligned, inside their memory, and two buffers of one memory
///     overlap in addresses only if their layer ranges do not meet;
///  P6 each semaphore is signalled in one queue only, and signalled in all at
///     least as often as the largest value waited for.
std::vector<std::string> checkProgram(const Program &program,
                                      const Machine &machine);

/// Text form. parse(print(p)) gives an equal program and print(parse(t)) == t
/// for printed t. The machine resolves names. Errors carry line and column.
std::string printProgram(const Program &program, const Machine &machine);
llvm::Expected<Program> parseProgram(llvm::StringRef text,
                                     const Machine &machine);

/// Highest address in use per memory, and the lower bound on it that no
/// placement can beat: the largest sum of bytes live in one layer.
struct MemoryPeak {
  int64_t peak = 0;
  int64_t lowerBound = 0;
};
std::vector<MemoryPeak> memoryPeaks(const Program &program,
                                    const Machine &machine);

} // namespace ridge

#endif // RIDGE_PROGRAM_PROGRAM_H
