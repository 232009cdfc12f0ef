//===- ExecutorTest.cpp - values of whole programs ------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Exec/Executor.h"
#include "test/Unit/Program/TestProgram.h"
#include "gtest/gtest.h"
#include <cmath>
#include <cstring>
#include <random>

using namespace ridge;
using namespace ridge::test;

static Array makeArray(llvm::ArrayRef<int64_t> shape,
                       llvm::ArrayRef<float> values) {
  Array array;
  array.shape.assign(shape.begin(), shape.end());
  array.bytes.resize(values.size() * 4);
  std::memcpy(array.bytes.data(), values.data(), array.bytes.size());
  return array;
}
/// first, first + step, ... so that every element tells where it came from.
static Array countingArray(llvm::ArrayRef<int64_t> shape, float first,
                           float step) {
  Array array;
  array.shape.assign(shape.begin(), shape.end());
  std::vector<float> values;
  for (int64_t i = 0; i < array.elements(); ++i)
    values.push_back(first + step * float(i));
  return makeArray(shape, values);
}
static std::vector<float> floatsOf(const Array &array) {
  std::vector<float> values(array.elements());
  std::memcpy(values.data(), array.bytes.data(), array.bytes.size());
  return values;
}

static std::vector<Array> runProgram(const Builder &builder,
                                     llvm::ArrayRef<Array> arguments,
                                     ExecStats *stats = nullptr) {
  llvm::Expected<std::vector<Array>> results =
      execute(builder.program, builder.machine, arguments, {}, stats);
  if (results)
    return *results;
  ADD_FAILURE() << llvm::toString(results.takeError());
  return {};
}
static std::string errorOf(const Builder &builder,
                           llvm::ArrayRef<Array> arguments,
                           ExecOptions options = {}) {
  llvm::Expected<std::vector<Array>> results =
      execute(builder.program, builder.machine, arguments, options);
  return results ? "" : llvm::toString(results.takeError());
}
static void expectError(const std::string &error, const std::string &words) {
  EXPECT_NE(error.find(words), std::string::npos) << error;
}

/// x * w for x [rows, 16], w [16, 16].
static std::vector<float> product(const std::vector<float> &x,
                                  const std::vector<float> &w) {
  std::vector<float> out(x.size(), 0);
  for (size_t r = 0; r < x.size() / 16; ++r)
    for (size_t c = 0; c < 16; ++c)
      for (size_t k = 0; k < 16; ++k)
        out[r * 16 + c] += x[r * 16 + k] * w[k * 16 + c];
  return out;
}

static std::vector<Array> pipelineArguments(int64_t rows) {
  return {countingArray({rows, 16}, -3, 0.25f),
          countingArray({16, 16}, 1, -0.125f)};
}

//===----------------------------------------------------------------------===//
// Values
//===----------------------------------------------------------------------===//

TEST(Executor, DoubleBufferedPipeline) {
  MatmulPipeline pipeline(64, 2);
  std::vector<Array> arguments = pipelineArguments(64);
  std::vector<Array> results = runProgram(pipeline, arguments);
  ASSERT_EQ(results.size(), 1u);
  EXPECT_EQ(results[0].shape, (llvm::SmallVector<int64_t, 4>{64, 16}));
  EXPECT_EQ(floatsOf(results[0]),
            product(floatsOf(arguments[0]), floatsOf(arguments[1])));
}

TEST(Executor, RaggedTilesAndOtherDepths) {
  for (int64_t rows : {1, 15, 16, 17, 40, 100})
    for (int64_t depth : {1, 2, 3}) {
      MatmulPipeline pipeline(rows, depth);
      ASSERT_TRUE(checkProgram(pipeline.program, pipeline.machine).empty());
      std::vector<Array> arguments = pipelineArguments(rows);
      std::vector<Array> results = runProgram(pipeline, arguments);
      ASSERT_EQ(results.size(), 1u) << rows << " " << depth;
      EXPECT_EQ(floatsOf(results[0]),
                product(floatsOf(arguments[0]), floatsOf(arguments[1])));
    }
}

TEST(Executor, QueueOrderDoesNotMatter) {
  std::vector<Array> arguments = pipelineArguments(70);
  std::vector<uint8_t> expected =
      runProgram(MatmulPipeline(70), arguments)[0].bytes;
  std::mt19937_64 random(1);
  for (int round = 0; round < 10; ++round) {
    MatmulPipeline pipeline(70);
    std::shuffle(pipeline.program.queues.begin(), pipeline.program.queues.end(),
                 random);
    EXPECT_EQ(runProgram(pipeline, arguments)[0].bytes, expected);
  }
}

TEST(Executor, TextRunsLikeTheOriginal) {
  MatmulPipeline pipeline(40);
  std::vector<Array> arguments = pipelineArguments(40);
  std::vector<uint8_t> expected = runProgram(pipeline, arguments)[0].bytes;
  llvm::Expected<Program> parsed = parseProgram(
      printProgram(pipeline.program, pipeline.machine), pipeline.machine);
  ASSERT_TRUE(bool(parsed));
  pipeline.program = *parsed;
  EXPECT_EQ(runProgram(pipeline, arguments)[0].bytes, expected);
}

TEST(Executor, CountsBytesAndOperations) {
  // 40 rows: w is 1024 bytes; x comes in and out goes as 40 * 64 bytes. One
  // move of w, 3 of x, 3 of out, 3 products, 12 fills.
  MatmulPipeline pipeline(40);
  ExecStats stats;
  runProgram(pipeline, pipelineArguments(40), &stats);
  EXPECT_EQ(stats.pathBytes[dramToSram], 1024 + 2560);
  EXPECT_EQ(stats.pathBytes[accToDram], 2560);
  EXPECT_EQ(stats.pathBytes[sramToDram], 0);
  EXPECT_EQ(stats.operations, 22);
}

/// Loads x (16 floats), runs `body` on it in @vector and stores 16 floats.
struct VectorProgram : Builder {
  BufferId x, y, a, b;
  SemaphoreId loaded, computed;
  VectorProgram() {
    x = argument("x", 0, {16});
    y = result("y", 0, {16});
    a = temporary("a", sram, 16);
    b = temporary("b", sram, 16);
    loaded = semaphore("loaded");
    computed = semaphore("computed");
    queue(load, {move(dramToSram, {16}, at(x, 0, {1}), at(a, 0, {1})),
                 signal(loaded)});
    queue(store, {wait(computed, 1),
                  move(sramToDram, {16}, at(b, 0, {1}), at(y, 0, {1}))});
    queue(vector, {});
  }
  Block &body() { return program.queues[2].body; }
  void compute(Block ops) {
    body() = {wait(loaded, 1)};
    body().insert(body().end(), ops.begin(), ops.end());
    body().push_back(signal(computed));
  }
};

static Array positions(llvm::ArrayRef<int64_t> values) {
  Array array;
  array.format = Format::I64;
  array.shape.assign(1, int64_t(values.size()));
  array.bytes.resize(values.size() * 8);
  std::memcpy(array.bytes.data(), values.data(), array.bytes.size());
  return array;
}

TEST(Executor, GathersRows) {
  GatherPipeline pipeline(10, 100);
  std::vector<int64_t> ids = {99, 0, 7, 7, 50, 1, 98, 2, 3, 99};
  Array table = countingArray({100, 8}, 0, 1);
  ExecStats stats;
  std::vector<Array> results =
      runProgram(pipeline, {table, positions(ids)}, &stats);
  ASSERT_EQ(results.size(), 1u);
  std::vector<float> values = floatsOf(results[0]);
  for (size_t i = 0; i < ids.size(); ++i)
    for (size_t j = 0; j < 8; ++j)
      EXPECT_EQ(values[i * 8 + j], float(ids[i] * 8 + int64_t(j)));
  // Rows and positions both come over the path.
  EXPECT_EQ(stats.pathBytes[dramToSram], 10 * 8 * 4 + 10 * 8);
}

TEST(Executor, PositionOutOfRangeNamesEverything) {
  GatherPipeline pipeline(10, 100);
  Array table = countingArray({100, 8}, 0, 1);
  expectError(
      errorOf(pipeline, {table, positions({1, 2, 3, 4, 5, 100, 7, 8, 9, 10})}),
      "move @\"dram->sram\" of layer 'first' (@table, @ids -> @tile) in queue "
      "@load at t0 = 1: element 5 of @ids is 100, expected a position 0 to 99 "
      "of @table");
  expectError(
      errorOf(pipeline, {table, positions({0, 0, 0, 0, 0, 0, 0, 0, 0, -1})}),
      "element 9 of @ids is -1, expected a position 0 to 99");
}

// A race with whoever writes the list shows like any other.
TEST(Executor, ListsAreReadInOrder) {
  GatherPipeline pipeline(4, 100);
  pipeline.program.buffers[pipeline.ids].kind = Buffer::Kind::Temporary;
  pipeline.program.buffers[pipeline.ids].shape.clear();
  pipeline.program.buffers[pipeline.ids].index = -1;
  expectError(errorOf(pipeline, {countingArray({100, 8}, 0, 1)}),
              "reads @ids slot 0, which was never written");
}

TEST(Executor, ImmediatesAndBroadcasts) {
  // y[i] = x[i] + 2, then y[i] = y[i] + x[3].
  VectorProgram test;
  KernelId add = test.kernel(addKernel());
  test.compute(
      {test.issue(lanes, add, {16},
                  {at(test.a, 0, {1}), immediate(2), at(test.b, 0, {1})}),
       test.issue(
           lanes, add, {16},
           {at(test.b, 0, {1}), at(test.a, 3, {0}), at(test.b, 0, {1})})});
  std::vector<float> y =
      floatsOf(runProgram(test, {countingArray({16}, 10, 1)})[0]);
  EXPECT_EQ(y[0], 10 + 2 + 13);
  EXPECT_EQ(y[15], 25 + 2 + 13);
}

TEST(Executor, UpdateKeepsTheOldValueAndWriteDoesNot) {
  Kernel accumulate = parseKernel("(d0) in f32[0] out f32[0] update { "
                                  "%2 = arith.addf %1, %0 : f32; yield %2 }");
  Kernel copy = parseKernel("(d0) in f32[0] out f32[0] { yield %0 }");
  for (bool update : {false, true}) {
    VectorProgram test;
    KernelId first = test.kernel(copy);
    KernelId second = test.kernel(update ? accumulate : copy);
    Access from = at(test.a, 0, {1}), to = at(test.b, 0, {1});
    test.compute({test.issue(lanes, first, {16}, {from, to}),
                  test.issue(lanes, second, {16}, {from, to})});
    std::vector<float> y =
        floatsOf(runProgram(test, {countingArray({16}, 1, 1)})[0]);
    EXPECT_EQ(y[4], update ? 10 : 5);
  }
}

TEST(Executor, OriginsFollowTheLoops) {
  // Four tiles of 4 positions make 3 * (0, 1, ..., 15).
  Builder builder;
  BufferId out = builder.result("out", 0, {16}, Format::I32);
  BufferId tile = builder.temporary("tile", sram, 16, 1, Format::I32);
  SemaphoreId done = builder.semaphore("done");
  ProgramOp count = builder.issue(iota, builder.kernel(iotaKernel()), {4},
                                  {at(tile, t(0, 4), {1})});
  count.origins = {t(0, 4)};
  builder.queue(store, {wait(done, 1), move(sramToDram, {16}, at(tile, 0, {1}),
                                            at(out, 0, {1}))});
  builder.queue(vector, {loop(4, {count}), signal(done)});
  ASSERT_TRUE(checkProgram(builder.program, builder.machine).empty());
  std::vector<Array> results = runProgram(builder, {});
  int32_t values[16];
  std::memcpy(values, results[0].bytes.data(), sizeof(values));
  for (int i = 0; i < 16; ++i)
    EXPECT_EQ(values[i], 3 * i);
}

TEST(Executor, InstancesTurnThroughTheSlots) {
  // Slot of instance e is e mod 3: 5 tiles leave instances 3, 4, 2 in slots 0,
  // 1, 2.
  Builder builder;
  BufferId x = builder.argument("x", 0, {5, 4});
  BufferId y = builder.result("y", 0, {3, 4});
  BufferId ring = builder.temporary("ring", sram, 4, 3);
  SemaphoreId done = builder.semaphore("done");
  builder.queue(load, {loop(5, {move(dramToSram, {4}, at(x, t(0, 4), {1}),
                                     at(ring, 0, {1}, t(0)))}),
                       signal(done)});
  builder.queue(store, {wait(done, 1),
                        loop(3, {move(sramToDram, {4}, at(ring, 0, {1}, t(0)),
                                      at(y, t(0, 4), {1}))})});
  std::vector<float> y0 =
      floatsOf(runProgram(builder, {countingArray({5, 4}, 0, 1)})[0]);
  EXPECT_EQ(y0[0], 12);
  EXPECT_EQ(y0[4], 16);
  EXPECT_EQ(y0[8], 8);
}

TEST(Executor, ConstantsAreThereFromTheStart) {
  Builder builder;
  BufferId w = builder.temporary("w", dram, 2);
  builder.program.buffers[w].kind = Buffer::Kind::Constant;
  builder.program.buffers[w].data = makeArray({2}, {1.5f, -2}).bytes;
  BufferId a = builder.temporary("a", sram, 2);
  BufferId y = builder.result("y", 0, {2});
  SemaphoreId done = builder.semaphore("done");
  builder.queue(load, {move(dramToSram, {2}, at(w, 1, {-1}), at(a, 0, {1})),
                       signal(done)});
  builder.queue(store, {wait(done, 1),
                        move(sramToDram, {2}, at(a, 0, {1}), at(y, 0, {1}))});
  EXPECT_EQ(floatsOf(runProgram(builder, {})[0]),
            (std::vector<float>{-2, 1.5f}));
}

TEST(Executor, OverlappingBuffersCorruptEachOther) {
  // checkProgram rejects the overlap; at these addresses b is a, so that adding
  // x to b in place doubles x. Without race checks the machine would run it.
  VectorProgram test;
  KernelId add = test.kernel(addKernel());
  Kernel fill = fillKernel();
  test.compute({test.issue(lanes, test.kernel(fill), {16},
                           {immediate(100), at(test.b, 0, {1})}),
                test.issue(lanes, add, {16},
                           {at(test.b, 0, {1}), at(test.a, 0, {1}),
                            at(test.b, 0, {1})})});
  Array x = countingArray({16}, 1, 1);
  EXPECT_EQ(floatsOf(runProgram(test, {x})[0])[2], 103);
  test.program.buffers[test.b].address = test.program.buffers[test.a].address;
  EXPECT_FALSE(checkProgram(test.program, test.machine).empty());
  ExecOptions unchecked;
  unchecked.checkRaces = false;
  auto results = execute(test.program, test.machine, {x}, unchecked);
  ASSERT_TRUE(bool(results));
  EXPECT_EQ(floatsOf((*results)[0])[2], 200);
  expectError(errorOf(test, {x}), "whose addresses another buffer has taken");
}

//===----------------------------------------------------------------------===//
// Refusals
//===----------------------------------------------------------------------===//

TEST(Executor, ArgumentsMustFit) {
  MatmulPipeline pipeline(16);
  std::vector<Array> good = pipelineArguments(16);
  EXPECT_EQ(errorOf(pipeline, {good[0]}),
            "1 arguments were given, @main takes 2");
  std::vector<Array> wrong = good;
  wrong[1].shape = {8, 32};
  EXPECT_EQ(errorOf(pipeline, wrong),
            "argument 1 (@w) has shape [8, 32], expected [16, 16]");
  wrong = good;
  wrong[0].format = Format::I32;
  EXPECT_EQ(errorOf(pipeline, wrong), "argument 0 (@x) is i32, expected f32");
  wrong = good;
  wrong[0].bytes.pop_back();
  EXPECT_EQ(errorOf(pipeline, wrong),
            "argument 0 (@x) has 1023 bytes, expected 1024");
}

TEST(Executor, AccessOutsideItsSlotIsAnError) {
  MatmulPipeline pipeline(64);
  pipeline.program.queues[1].body[0].body[1].operands[1].offset = t(0, 257);
  expectError(errorOf(pipeline, pipelineArguments(64)),
              "at t0 = 3 touches elements 771 to 1026 of @out, which has 1024 "
              "per slot");
}

TEST(Executor, EmptySizeIsAnError) {
  MatmulPipeline pipeline(64);
  pipeline.program.queues[1].body[0].body[1].sizes[0] =
      least(Term(16), t(0, -16, 32));
  expectError(errorOf(pipeline, pipelineArguments(64)),
              "at t0 = 2: size 0 is 0, expected at least 1");
}

TEST(Executor, DeadlockNamesWhoWaitsForWhat) {
  // The array asks for one tile more than there is, and so do all after it.
  MatmulPipeline pipeline(64);
  pipeline.program.queues[2].body[0].body[0].value = t(0, 1, 2);
  std::string error = errorOf(pipeline, pipelineArguments(64));
  expectError(error, "deadlock: ");
  expectError(error, "wait @full in queue @array at t0 = 3 needs @full >= 5, "
                     "its count is 4");
}

TEST(Executor, DeadlockNamesEveryQueue) {
  Builder builder;
  SemaphoreId a = builder.semaphore("a"), b = builder.semaphore("b");
  builder.queue(load, {wait(b, 1), signal(a)});
  builder.queue(store, {wait(a, 1), signal(b)});
  EXPECT_EQ(errorOf(builder, {}),
            "deadlock: wait @b in queue @load needs @b >= 1, its count is 0; "
            "wait @a in queue @store needs @a >= 1, its count is 0");
}

TEST(Executor, SemaphoreOfTwoQueuesIsRefused) {
  Builder builder;
  SemaphoreId a = builder.semaphore("a");
  builder.queue(load, {signal(a)});
  builder.queue(store, {signal(a)});
  expectError(errorOf(builder, {}), "@a is signalled in two queues");
}

TEST(Executor, ResultThatNobodyWrites) {
  Builder builder;
  builder.result("y", 0, {4});
  expectError(errorOf(builder, {}), "result @y was never written");
}

/// The program's kernel names no model; the instruction that runs it has one,
/// and that is what the values show.
TEST(Executor, InstructionsAddAsTheirModelSays) {
  for (const char *text : {"accumulate<fraction=4, terms=8, mantissa=6>",
                           "accumulate<fraction=9, terms=4, mantissa=8>"}) {
    std::string error;
    std::optional<AccumulateModel> model = AccumulateModel::parse(text, error);
    ASSERT_TRUE(model) << error;
    MatmulPipeline pipeline(20);
    std::vector<Array> arguments = pipelineArguments(20);
    std::vector<float> plain = floatsOf(runProgram(pipeline, arguments)[0]);
    int modelled = 0;
    for (Instruction &instruction : pipeline.machine.instructions)
      if (!instruction.isLanes() && multiplyAccumulate(instruction.kernel)) {
        instruction.kernel.accumulate = model;
        ++modelled;
      }
    ASSERT_EQ(modelled, 1);
    std::vector<float> found = floatsOf(runProgram(pipeline, arguments)[0]);
    EXPECT_NE(found, plain);
    for (int64_t r = 0; r < 20; ++r)
      for (int64_t c = 0; c < 16; ++c) {
        Codes a = {Format::F32, &arguments[0].bytes[r * 64], 4};
        Codes b = {Format::F32, &arguments[1].bytes[c * 4], 64};
        ASSERT_EQ(found[r * 16 + c], dot(*model, a, b, 16, 0, Format::F32));
      }
  }
}
