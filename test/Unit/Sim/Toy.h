//===- Toy.h - a machine and programs to do by hand -------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The teaching machine of the Sim, Cost and Report tests, and helpers that
/// write programs for it as they read. One f32 element per cycle on each path:
///
///   move of n elements dram->sram on @load:  occupancy 2 + n, latency 12 + n
///   move of n elements acc->dram on @store:  occupancy n,     latency 8 + n
///   @mac of n elements on @array:            occupancy n,     latency n + 8
///   @twice of n elements on @vector:         occupancy n,     latency n + 3
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_TEST_UNIT_SIM_TOY_H
#define RIDGE_TEST_UNIT_SIM_TOY_H

#include "ridge/Program/Program.h"
#include <random>

namespace toy {

enum Memory : ridge::MemoryId { dram, sram, acc };
enum Engine : ridge::EngineId { load, array, vector, store };
enum Path : ridge::PathId { in, out };
enum Instruction : ridge::InstructionId { mac, twice };

inline ridge::Expression expression(llvm::StringRef text) {
  llvm::StringRef names[] = {"n", "bits", "ops"};
  return llvm::cantFail(ridge::Expression::parse(text, names));
}

inline ridge::Kernel kernel(llvm::StringRef text) {
  std::string error;
  auto kernel = ridge::Kernel::parse(text, error);
  if (!kernel)
    llvm::report_fatal_error(llvm::Twine(error));
  return *kernel;
}

/// c[i] += a[i] * b[i].
inline ridge::Kernel macKernel() {
  return kernel("(d0) in f32[0] f32[0] out f32[0] update { "
                "%3 = arith.mulf %0, %1 : f32; %4 = arith.addf %2, %3 : f32; "
                "yield %4 }");
}

/// c[i] = a[i] + a[i].
inline ridge::Kernel twiceKernel() {
  return kernel("(d0) in f32[0] out f32[0] { "
                "%2 = arith.addf %0, %0 : f32; yield %2 }");
}

/// c[i, j] = a[i, j] + a[i, j].
inline ridge::Kernel tileKernel() {
  return kernel("(d0, d1) in f32[0,1] out f32[0,1] { "
                "%2 = arith.addf %0, %0 : f32; yield %2 }");
}

inline ridge::Machine machine() {
  ridge::Machine m;
  m.name = "toy";
  m.hertz = 1000000000;
  m.memories = {{"dram", 1 << 24, 4, 5, 4, 1, true},
                {"sram", 1 << 20, 8, 1, 4, 1, false},
                {"acc", 1 << 20, 8, 0, 4, 1, false}};
  m.engines = {{"load"}, {"array"}, {"vector"}, {"store"}};
  m.paths = {{"dram->sram", dram, sram, load, 4, 4, 4, 0, 2},
             {"acc->dram", acc, dram, store, 4, 3, 4, 0, 0}};
  auto instruction = [&](llvm::StringRef name, Engine engine,
                         ridge::Kernel kernel, llvm::StringRef latency) {
    ridge::Instruction i;
    i.name = name.str();
    i.engine = engine;
    i.dims = {{"n", 1, 64}};
    i.kernel = std::move(kernel);
    i.occupancy = expression("n");
    i.latency = expression(latency);
    i.energy = expression("3 * n");
    return i;
  };
  m.instructions = {instruction("mac", array, macKernel(), "n + 8"),
                    instruction("twice", vector, twiceKernel(), "n + 3")};
  m.instructions[mac].operands = {{"a", {sram}, false, false},
                                  {"b", {sram}, false, false},
                                  {"c", {acc}, false, false}};
  m.instructions[twice].operands = {{"a", {acc}, false, false},
                                    {"c", {acc}, false, false}};
  return m;
}

/// constant + coefficient * counter of the loop at `depth`.
inline ridge::Affine affine(int64_t constant, int64_t coefficient = 0,
                            int32_t depth = 0) {
  ridge::Affine value;
  value.constant = constant;
  if (coefficient)
    value.terms.push_back({depth, coefficient});
  return value;
}

inline ridge::Extent extent(int64_t size) { return {{affine(size)}}; }

/// min(tile, total - tile * t).
inline ridge::Extent ragged(int64_t tile, int64_t total, int32_t depth = 0) {
  return {{affine(tile), affine(total, -tile, depth)}};
}

inline ridge::Access at(ridge::BufferId buffer,
                        ridge::Affine offset = affine(0),
                        ridge::Affine instance = affine(0)) {
  ridge::Access access;
  access.buffer = buffer;
  access.offset = offset;
  access.strides = {1};
  access.instance = instance;
  return access;
}

inline ridge::ProgramOp issue(Instruction instruction,
                              std::initializer_list<ridge::Access> operands,
                              ridge::Extent size, ridge::LayerId layer = 0) {
  ridge::ProgramOp op;
  op.kind = ridge::ProgramOp::Kind::Issue;
  op.layer = layer;
  op.instruction = instruction;
  op.kernel = instruction;
  op.match.instruction = instruction;
  op.match.dims = {0};
  for (int32_t i = 0, e = operands.size(); i != e; ++i)
    op.match.operands.push_back(i);
  op.operands.append(operands.begin(), operands.end());
  op.sizes = {size};
  return op;
}

/// @twice of `rows` x `columns` elements of buffers whose rows are `width`
/// long.
inline ridge::ProgramOp issueTile(ridge::Access source, ridge::Access target,
                                  int64_t rows, int64_t columns, int64_t width,
                                  ridge::LayerId layer = 0) {
  source.strides = target.strides = {width, 1};
  ridge::ProgramOp op = issue(twice, {source, target}, extent(rows), layer);
  op.kernel = 2;
  op.sizes.push_back(extent(columns));
  op.match.dims = {0, 0};
  return op;
}

inline ridge::ProgramOp move(Path path, ridge::Access source,
                             ridge::Access target, ridge::Extent size,
                             ridge::LayerId layer = 0) {
  ridge::ProgramOp op;
  op.kind = ridge::ProgramOp::Kind::Move;
  op.layer = layer;
  op.path = path;
  op.operands = {source, target};
  op.sizes = {size};
  return op;
}

inline ridge::ProgramOp wait(ridge::SemaphoreId semaphore, ridge::Affine value,
                             ridge::LayerId layer = 0) {
  ridge::ProgramOp op;
  op.kind = ridge::ProgramOp::Kind::Wait;
  op.layer = layer;
  op.semaphore = semaphore;
  op.value = value;
  return op;
}

inline ridge::ProgramOp signal(ridge::SemaphoreId semaphore,
                               ridge::LayerId layer = 0,
                               bool afterReads = false) {
  ridge::ProgramOp op;
  op.kind = ridge::ProgramOp::Kind::Signal;
  op.afterReads = afterReads;
  op.layer = layer;
  op.semaphore = semaphore;
  return op;
}

inline ridge::ProgramOp loop(int64_t trip, ridge::Block body,
                             ridge::LayerId layer = 0) {
  ridge::ProgramOp op;
  op.kind = ridge::ProgramOp::Kind::Loop;
  op.layer = layer;
  op.trip = trip;
  op.body = std::move(body);
  return op;
}

/// A program under construction: buffers get addresses one after the other.
struct Builder {
  ridge::Program program;
  std::vector<int64_t> top = std::vector<int64_t>(3, 0);

  Builder() {
    program.name = "main";
    program.machineName = "toy";
    program.kernels = {macKernel(), twiceKernel(), tileKernel()};
  }

  ridge::LayerId layer(llvm::StringRef name, llvm::StringRef kind = "map") {
    ridge::Layer layer;
    layer.name = name.str();
    layer.location = "toy.mlir:1:1";
    layer.kind = kind.str();
    program.layers.push_back(layer);
    return program.layers.size() - 1;
  }

  ridge::BufferId
  buffer(Memory memory, int64_t elements, int64_t depth = 1,
         ridge::LayerId layer = 0,
         ridge::Buffer::Kind kind = ridge::Buffer::Kind::Temporary) {
    ridge::Buffer buffer;
    buffer.name = "b" + std::to_string(program.buffers.size());
    buffer.kind = kind;
    buffer.elements = elements;
    buffer.depth = depth;
    buffer.memory = memory;
    buffer.address = top[memory];
    buffer.slotBytes = elements * 4;
    buffer.firstLayer = buffer.lastLayer = layer;
    top[memory] += buffer.bytes();
    if (kind != ridge::Buffer::Kind::Temporary) {
      buffer.shape = {elements};
      buffer.index = 0;
      for (const ridge::Buffer &other : program.buffers)
        buffer.index += other.kind == kind;
    }
    program.buffers.push_back(buffer);
    return program.buffers.size() - 1;
  }
  ridge::BufferId argument(int64_t elements, ridge::LayerId layer = 0) {
    return buffer(dram, elements, 1, layer, ridge::Buffer::Kind::Argument);
  }
  ridge::BufferId result(int64_t elements, ridge::LayerId layer = 0) {
    return buffer(dram, elements, 1, layer, ridge::Buffer::Kind::Result);
  }

  ridge::SemaphoreId semaphore(llvm::StringRef name) {
    program.semaphores.push_back({name.str()});
    return program.semaphores.size() - 1;
  }

  /// Appends to the queue of `engine`, which is made where it belongs.
  void queue(Engine engine, ridge::Block ops) {
    auto it = program.queues.begin();
    while (it != program.queues.end() && it->engine < engine)
      ++it;
    if (it == program.queues.end() || it->engine != engine)
      it = program.queues.insert(it, {engine, {}});
    for (ridge::ProgramOp &op : ops)
      it->body.push_back(std::move(op));
  }
};

/// load -> array -> store over `total` elements in tiles, `depth` slots each:
///
///   @load  for t { wait @free >= t-depth+1; move x -> a[t]; signal @full }
///   @array for t { wait @full >= t+1; wait @empty >= t-depth+1;
///                  for r in repeats { mac a[t] a[t] -> c[t] }
///                  signal @free; signal @done }
///   @store for t { wait @done >= t+1; move c[t] -> y; signal @empty }
///
/// With `afterReads` slots are free (@free, @empty) when they have been read.
inline void addPipeline(Builder &b, int64_t total, int64_t tile, int64_t depth,
                        int64_t repeats = 1, bool afterReads = false) {
  ridge::LayerId layer =
      b.layer("layer" + std::to_string(b.program.layers.size()));
  int64_t trip = (total + tile - 1) / tile;
  b.program.layers[layer].macs = total * repeats;
  b.program.layers[layer].work.push_back({{{mac, {total}, repeats, 32, 2}}});
  ridge::BufferId x = b.argument(total, layer), y = b.result(total, layer);
  ridge::BufferId a = b.buffer(sram, tile, depth, layer);
  ridge::BufferId c = b.buffer(acc, tile, depth, layer);
  auto sem = [&](llvm::StringRef name) {
    return b.semaphore(name.str() + std::to_string(layer));
  };
  ridge::SemaphoreId full = sem("full"), free = sem("free"), done = sem("done"),
                     empty = sem("empty");
  ridge::Affine t = affine(0, 1), behind = affine(1 - depth, 1);
  ridge::Affine ahead = affine(1, 1), offset = affine(0, tile);
  ridge::Extent size = ragged(tile, total);
  b.queue(load,
          {loop(trip,
                {wait(free, behind, layer),
                 move(in, at(x, offset), at(a, affine(0), t), size, layer),
                 signal(full, layer)},
                layer)});
  ridge::Access slot = at(a, affine(0), t);
  b.queue(
      array,
      {loop(trip,
            {wait(full, ahead, layer), wait(empty, behind, layer),
             loop(repeats,
                  {issue(mac, {slot, slot, at(c, affine(0), t)}, size, layer)},
                  layer),
             signal(free, layer, afterReads), signal(done, layer)},
            layer)});
  b.queue(store,
          {loop(trip,
                {wait(done, ahead, layer),
                 move(out, at(c, affine(0), t), at(y, offset), size, layer),
                 signal(empty, layer, afterReads)},
                layer)});
}

inline ridge::Program pipeline(int64_t total, int64_t tile, int64_t depth,
                               int64_t repeats = 1, bool afterReads = false) {
  Builder b;
  addPipeline(b, total, tile, depth, repeats, afterReads);
  return std::move(b.program);
}

/// One to three pipelines of random shape, next to each other in the queues.
inline ridge::Program randomProgram(uint64_t seed) {
  std::mt19937_64 random(seed);
  auto pick = [&](int64_t low, int64_t high) {
    return low + static_cast<int64_t>(random() % (high - low + 1));
  };
  Builder b;
  for (int64_t layers = pick(1, 3); layers > 0; --layers)
    addPipeline(b, pick(1, 400), pick(1, 64), pick(1, 4), pick(1, 3),
                /*afterReads=*/seed % 2 == 0);
  return std::move(b.program);
}

/// @array doing the work of @vector too.
inline ridge::Machine oneEngineMachine() {
  ridge::Machine m = machine();
  m.instructions[twice].engine = array;
  return m;
}

/// For it: one queue that writes and reads tiles, rows and columns of the same
/// few slots in a loop, next to and across one another.
inline ridge::Program randomTiles(uint64_t seed) {
  std::mt19937_64 random(seed);
  auto pick = [&](int64_t low, int64_t high) {
    return low + static_cast<int64_t>(random() % (high - low + 1));
  };
  Builder b;
  ridge::LayerId layer = b.layer("tiles");
  int64_t trip = pick(1, 6), rows = pick(2, 6), width = pick(2, 8);
  // Windows move by up to 2 a turn and stay inside.
  int64_t elements = rows * width + 2 * trip;
  ridge::BufferId a = b.buffer(sram, elements, 1, layer);
  ridge::BufferId slots[] = {b.buffer(acc, elements, pick(1, 3), layer),
                             b.buffer(acc, elements, 1, layer)};
  auto window = [&](ridge::BufferId buffer, int64_t row, int64_t column) {
    int64_t step = pick(0, 2), instance = pick(0, 2), turn = pick(0, 1);
    return at(buffer, affine(row * width + column, step),
              affine(instance, turn));
  };
  ridge::Block body;
  for (int64_t ops = pick(1, 8); ops > 0; --ops) {
    int64_t row = pick(0, rows - 1), column = pick(0, width - 1);
    int64_t tall = pick(1, rows - row), wide = pick(1, width - column);
    ridge::Access target = window(slots[pick(0, 1)], row, column);
    if (pick(0, 1) == 0) {
      ridge::Access source = window(slots[pick(0, 1)], row, column);
      body.push_back(issueTile(source, target, tall, wide, width, layer));
      continue;
    }
    bool isRow = pick(0, 1) == 0;
    target.strides = {isRow ? 1 : width};
    body.push_back(
        issue(mac, {at(a), at(a), target}, extent(isRow ? wide : tall), layer));
  }
  b.queue(array, {loop(trip, std::move(body), layer)});
  return std::move(b.program);
}

/// The toy with random rates, latencies and overheads.
inline ridge::Machine randomMachine(uint64_t seed) {
  std::mt19937_64 random(seed);
  auto pick = [&](int64_t low, int64_t high) {
    return low + static_cast<int64_t>(random() % (high - low + 1));
  };
  ridge::Machine m = machine();
  for (ridge::Memory &memory : m.memories) {
    memory.bytesPerCycle = pick(1, 40);
    memory.latency = pick(0, 60);
  }
  for (ridge::Path &path : m.paths) {
    path.bytesPerCycle = pick(1, 40);
    path.latency = pick(1, 60);
    path.burst = 1 << pick(0, 6);
    path.inFlight = pick(0, 8);
    path.setup = pick(0, 20);
  }
  return m;
}

/// The same with everything that a machine may limit besides.
inline ridge::Machine limitedMachine(uint64_t seed) {
  std::mt19937_64 random(seed + 5000);
  auto pick = [&](int64_t low, int64_t high) {
    return low + static_cast<int64_t>(random() % (high - low + 1));
  };
  ridge::Machine m = randomMachine(seed);
  for (ridge::Memory &memory : m.memories) {
    memory.readBytesPerCycle = pick(0, 1) * pick(1, 40);
    memory.writeBytesPerCycle = pick(0, 1) * pick(1, 40);
    memory.ports = pick(0, 3);
    memory.period = pick(1, 3);
    // Small, so that buffers lie in several banks, and some across.
    memory.bytes = memory.home ? 1 << 14 : 1 << 12;
    memory.banks = 1 << pick(0, 5);
    memory.bankBytesPerCycle = pick(0, 2) > 0 ? pick(1, 40) : 0;
    if (memory.home && pick(0, 1) > 0) {
      memory.pageBytes = 1 << pick(2, 8);
      memory.pageCycles = pick(1, 60);
      memory.openPages = pick(1, 8);
      memory.turnCycles = pick(0, 8);
      memory.writeBatchBytes = 1 << pick(4, 8);
      memory.requests = pick(0, 8);
    }
  }
  for (ridge::Path &path : m.paths) {
    path.period = pick(1, 3);
    path.rowCycles = pick(0, 1) * pick(1, 30);
    path.requestBytes = pick(0, 1) << pick(0, 8);
    path.rowBytes = pick(0, 1) * pick(1, 64);
    path.commandRows = pick(0, 1) * pick(1, 8);
    path.commandsInFlight = path.commandRows > 0 ? pick(1, 3) : 0;
  }
  for (ridge::Engine &engine : m.engines) {
    engine.period = pick(1, 3);
    engine.queueDepth = pick(0, 3);
    engine.issueCycles = pick(0, 1) * pick(1, 12);
  }
  return m;
}

} // namespace toy

#endif // RIDGE_TEST_UNIT_SIM_TOY_H
