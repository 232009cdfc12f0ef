//===- TestProgram.h - a small machine and programs for tests ---*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A machine of four engines and a builder that writes programs for it by hand.
///
///     dram (home) --load--> sram --array (mma)--> acc --store--> dram
///                                --vector (lanes, iota)
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_TEST_UNIT_PROGRAM_TESTPROGRAM_H
#define RIDGE_TEST_UNIT_PROGRAM_TESTPROGRAM_H

#include "ridge/Program/Program.h"
#include "llvm/Support/ErrorHandling.h"

namespace ridge::test {

enum MemoryName : MemoryId { dram, sram, acc };
enum EngineName : EngineId { load, store, array, vector };
enum PathName : PathId { dramToSram, sramToDram, accToDram };
enum InstructionName : InstructionId { mma, lanes, iota };

inline Kernel parseKernel(llvm::StringRef text) {
  std::string error;
  std::optional<Kernel> kernel = Kernel::parse(text, error);
  if (!kernel)
    llvm::report_fatal_error(llvm::StringRef(error));
  return *kernel;
}

/// C[m,n] += A[m,k] * B[k,n].
inline Kernel matmulKernel() {
  return parseKernel("(d0, d1, r2) in f32[0,2] f32[1,2] out f32[0,1] update { "
                     "%3 = arith.mulf %0, %1 : f32; "
                     "%4 = arith.addf %2, %3 : f32; yield %4 }");
}
inline Kernel addKernel() {
  return parseKernel("(d0) in f32[0] f32[0] out f32[0] { "
                     "%3 = arith.addf %0, %1 : f32; yield %3 }");
}
inline Kernel fillKernel() {
  return parseKernel("(d0) in f32[] out f32[0] { yield %0 }");
}
/// out[i] = 3 * position.
inline Kernel iotaKernel() {
  return parseKernel("(d0) in out i32[0] { %1 = ridge.index 0 : i32; "
                     "%2 = arith.constant 3 : i32; "
                     "%3 = arith.muli %1, %2 : i32; yield %3 }");
}

inline Instruction makeInstruction(llvm::StringRef name, EngineId engine) {
  Instruction instruction;
  instruction.name = name.str();
  instruction.engine = engine;
  return instruction;
}

inline Machine testMachine() {
  Machine machine;
  machine.name = "toy";
  machine.hertz = 1000000000;
  machine.memories = {{"dram", 1 << 20, 64, 10, 64, 1, true},
                      {"sram", 1 << 16, 64, 1, 16, 1, false},
                      {"acc", 1 << 14, 64, 1, 16, 1, false}};
  machine.engines = {{"load"}, {"store"}, {"array"}, {"vector"}};
  machine.paths = {{"dram->sram", dram, sram, load, 32},
                   {"sram->dram", sram, dram, store, 32},
                   {"acc->dram", acc, dram, store, 32}};
  machine.paths[dramToSram].cyclesPerIndex = 2;
  Instruction multiply = makeInstruction("mma", array);
  multiply.dims = {{"m", 1, 16}, {"n", 1, 16}, {"k", 1, 16}};
  multiply.operands = {
      {"A", {sram}, false, false}, {"B", {sram}, false, false}, {"C", {acc}}};
  multiply.kernel = matmulKernel();
  Instruction map = makeInstruction("lanes", vector);
  map.dims = {{"n", 1, 64}};
  map.operands = {{"in", {sram, acc}, true, true}, {"out", {sram, acc}}};
  map.laneOps = {ScalarOp::Identity, ScalarOp::AddF, ScalarOp::MulF,
                 ScalarOp::MaximumF};
  map.laneFormats = {Format::F32};
  Instruction count = makeInstruction("iota", vector);
  count.dims = {{"i", 1, 16}};
  count.operands = {{"out", {sram}}};
  count.kernel = iotaKernel();
  machine.instructions = {multiply, map, count};
  return machine;
}

/// t(0), 8 * t(1) + 3, ...
struct Term : Affine {
  Term(int64_t value) { constant = value; } // NOLINT: reads as a number.
  Term(const Affine &value) : Affine(value) {}
};
inline Term t(int32_t depth, int64_t coefficient = 1, int64_t constant = 0) {
  Affine value;
  value.constant = constant;
  value.terms.push_back({depth, coefficient});
  return value;
}
inline Extent extent(Affine value) {
  Extent result;
  result.values.push_back(value);
  return result;
}
inline Extent least(Affine a, Affine b) {
  Extent result;
  result.values = {a, b};
  return result;
}
struct Size : Extent {
  Size(int64_t value) : Extent(extent(Term(value))) {} // NOLINT
  Size(const Extent &value) : Extent(value) {}         // NOLINT
};

inline Access at(BufferId buffer, Term offset, llvm::ArrayRef<int64_t> strides,
                 Term instance = 0) {
  Access access;
  access.buffer = buffer;
  access.offset = offset;
  access.strides.assign(strides.begin(), strides.end());
  access.instance = instance;
  return access;
}
inline Access immediate(double real, int64_t integer = 0) {
  Access access;
  access.floatValue = real;
  access.intValue = integer;
  return access;
}

inline ProgramOp loop(int64_t trip, Block body) {
  ProgramOp op;
  op.kind = ProgramOp::Kind::Loop;
  op.trip = trip;
  op.body = std::move(body);
  return op;
}
inline ProgramOp wait(SemaphoreId semaphore, Term value) {
  ProgramOp op;
  op.kind = ProgramOp::Kind::Wait;
  op.semaphore = semaphore;
  op.value = value;
  return op;
}
inline ProgramOp signal(SemaphoreId semaphore) {
  ProgramOp op;
  op.kind = ProgramOp::Kind::Signal;
  op.semaphore = semaphore;
  return op;
}
inline ProgramOp move(PathId path, llvm::ArrayRef<Size> sizes, Access from,
                      Access to, LayerId layer = 0) {
  ProgramOp op;
  op.kind = ProgramOp::Kind::Move;
  op.layer = layer;
  op.path = path;
  op.sizes.assign(sizes.begin(), sizes.end());
  op.operands = {from, to};
  return op;
}

/// Rows of `from` that `list` names; `stride` elements from row to row.
inline ProgramOp gather(PathId path, llvm::ArrayRef<Size> sizes, Access from,
                        Access list, int64_t stride, int64_t limit, Access to,
                        LayerId layer = 0) {
  ProgramOp op = move(path, sizes, from, to, layer);
  op.operands.push_back(list);
  op.indices.push_back({stride, limit});
  return op;
}

/// Owns what it builds; buffers are laid one after the other in their memory.
class Builder {
public:
  Machine machine = testMachine();
  Program program;

  Builder() {
    program.name = "main";
    program.machineName = machine.name;
    addLayer("first");
    next.assign(machine.memories.size(), 0);
  }

  void addLayer(llvm::StringRef name) {
    program.layers.push_back({name.str(), "model.mlir:1:1", "map", 0, {}});
  }
  BufferId temporary(llvm::StringRef name, MemoryId memory, int64_t elements,
                     int64_t depth = 1, Format format = Format::F32) {
    Buffer buffer;
    buffer.name = name.str();
    buffer.format = format;
    buffer.elements = elements;
    buffer.depth = depth;
    buffer.memory = memory;
    int64_t alignment = machine.memories[memory].alignment;
    buffer.slotBytes =
        (elements * bytesOf(format) + alignment - 1) / alignment * alignment;
    buffer.address = next[memory];
    buffer.lastLayer = LayerId(program.layers.size()) - 1;
    next[memory] += buffer.bytes();
    program.buffers.push_back(buffer);
    return BufferId(program.buffers.size()) - 1;
  }
  BufferId home(llvm::StringRef name, Buffer::Kind kind, int32_t index,
                llvm::ArrayRef<int64_t> shape, Format format = Format::F32) {
    int64_t elements = 1;
    for (int64_t size : shape)
      elements *= size;
    BufferId id = temporary(name, dram, elements, 1, format);
    Buffer &buffer = program.buffers[id];
    buffer.kind = kind;
    buffer.index = index;
    buffer.shape.assign(shape.begin(), shape.end());
    return id;
  }
  BufferId argument(llvm::StringRef name, int32_t index,
                    llvm::ArrayRef<int64_t> shape,
                    Format format = Format::F32) {
    return home(name, Buffer::Kind::Argument, index, shape, format);
  }
  BufferId result(llvm::StringRef name, int32_t index,
                  llvm::ArrayRef<int64_t> shape, Format format = Format::F32) {
    return home(name, Buffer::Kind::Result, index, shape, format);
  }
  SemaphoreId semaphore(llvm::StringRef name) {
    program.semaphores.push_back({name.str()});
    return SemaphoreId(program.semaphores.size()) - 1;
  }
  KernelId kernel(const Kernel &kernel) {
    program.kernels.push_back(kernel);
    return KernelId(program.kernels.size()) - 1;
  }
  ProgramOp issue(InstructionId instruction, KernelId kernel,
                  llvm::ArrayRef<Size> sizes, llvm::ArrayRef<Access> operands,
                  LayerId layer = 0) {
    ProgramOp op;
    op.kind = ProgramOp::Kind::Issue;
    op.layer = layer;
    op.instruction = instruction;
    op.kernel = kernel;
    op.sizes.assign(sizes.begin(), sizes.end());
    op.operands.assign(operands.begin(), operands.end());
    uint32_t immediates = 0;
    for (size_t i = 0; i < operands.size(); ++i)
      if (operands[i].isImmediate())
        immediates |= 1u << i;
    for (const Match &match :
         matchKernel(machine, program.kernels[kernel], immediates))
      if (match.instruction == instruction && op.match.instruction < 0)
        op.match = match;
    return op;
  }
  void queue(EngineId engine, Block body) {
    program.queues.push_back({engine, std::move(body)});
  }

private:
  std::vector<int64_t> next;
};

/// out = x * w, rows of 16 of x streamed through `depth` slots while the array
/// works: x[rows, 16], w[16, 16] and out[rows, 16]. Rows need not divide by 16.
///
///     load:  w; for t0: wait @free >= t0 - depth + 1; x tile; signal @full
///     array: for t0: wait @full >= t0 + 1; wait @drained >= t0 - depth + 1;
///            fill and mma; signal @free; signal @ready
///     store: for t0: wait @ready >= t0 + 1; move tile; signal @drained
struct MatmulPipeline : Builder {
  BufferId x, w, out, tile, weights, sums;
  SemaphoreId full, free, ready, drained;

  explicit MatmulPipeline(int64_t rows = 64, int64_t depth = 2) {
    int64_t trip = (rows + 15) / 16;
    x = argument("x", 0, {rows, 16});
    w = argument("w", 1, {16, 16});
    out = result("out", 0, {rows, 16});
    tile = temporary("tile", sram, 256, depth);
    weights = temporary("weights", sram, 256);
    sums = temporary("sums", acc, 256, depth);
    full = semaphore("full");
    free = semaphore("free");
    ready = semaphore("ready");
    drained = semaphore("drained");
    SemaphoreId zeroed = semaphore("zeroed");
    KernelId product = kernel(matmulKernel()), fill = kernel(fillKernel());
    // The last tile may have fewer rows.
    Size height = least(Term(16), t(0, -16, rows));
    queue(
        load,
        {move(dramToSram, {16, 16}, at(w, 0, {16, 1}), at(weights, 0, {16, 1})),
         loop(trip, {wait(free, t(0, 1, 1 - depth)),
                     move(dramToSram, {height, 16}, at(x, t(0, 256), {16, 1}),
                          at(tile, 0, {16, 1}, t(0))),
                     signal(full)})});
    queue(store,
          {loop(trip, {wait(ready, t(0, 1, 1)),
                       move(accToDram, {height, 16}, at(sums, 0, {16, 1}, t(0)),
                            at(out, t(0, 256), {16, 1})),
                       signal(drained)})});
    queue(array, {loop(trip, {wait(full, t(0, 1, 1)), wait(zeroed, t(0, 1, 1)),
                              issue(mma, product, {height, 16, 16},
                                    {at(tile, 0, {16, 0, 1}, t(0)),
                                     at(weights, 0, {0, 1, 16}),
                                     at(sums, 0, {16, 1, 0}, t(0))}),
                              signal(free), signal(ready)})});
    queue(vector, {loop(trip, {wait(drained, t(0, 1, 1 - depth)),
                               loop(4, {issue(lanes, fill, {64},
                                              {immediate(0), at(sums, t(1, 64),
                                                                {1}, t(0))})}),
                               signal(zeroed)})});
  }
};

/// out[i] = table[ids[i]]: rows of 8, four a tile, through two slots. The last
/// tile may have fewer rows.
struct GatherPipeline : Builder {
  BufferId table, ids, out, tile;

  explicit GatherPipeline(int64_t rows = 10, int64_t tableRows = 100) {
    table = argument("table", 0, {tableRows, 8});
    ids = argument("ids", 1, {rows}, Format::I64);
    out = result("out", 0, {rows, 8});
    tile = temporary("tile", sram, 32, 2);
    SemaphoreId full = semaphore("full"), free = semaphore("free");
    int64_t trip = (rows + 3) / 4;
    Size height = least(Term(4), t(0, -4, rows));
    queue(load,
          {loop(trip, {wait(free, t(0, 1, -1)),
                       gather(dramToSram, {height, 8}, at(table, 0, {0, 1}),
                              at(ids, t(0, 4), {1, 0}), 8, tableRows,
                              at(tile, 0, {8, 1}, t(0))),
                       signal(full)})});
    queue(store,
          {loop(trip, {wait(full, t(0, 1, 1)),
                       move(sramToDram, {height, 8}, at(tile, 0, {8, 1}, t(0)),
                            at(out, t(0, 32), {8, 1})),
                       signal(free)})});
  }
};

} // namespace ridge::test

#endif // RIDGE_TEST_UNIT_PROGRAM_TESTPROGRAM_H
