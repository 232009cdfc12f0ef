//===- ProgramTextTest.cpp - programs as text and back --------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TestProgram.h"
#include "gtest/gtest.h"
#include <limits>
#include <random>

using namespace ridge;
using namespace ridge::test;

static std::string errorOf(llvm::StringRef text) {
  llvm::Expected<Program> program = parseProgram(text, testMachine());
  return program ? "" : llvm::toString(program.takeError());
}

static Program roundTrip(const Builder &builder) {
  std::string text = printProgram(builder.program, builder.machine);
  llvm::Expected<Program> parsed = parseProgram(text, builder.machine);
  if (!parsed) {
    ADD_FAILURE() << llvm::toString(parsed.takeError()) << "\n" << text;
    return {};
  }
  EXPECT_EQ(printProgram(*parsed, builder.machine), text);
  return *parsed;
}

TEST(ProgramText, ReadsAsAPerson) {
  Builder builder;
  BufferId x = builder.argument("x", 0, {40, 8});
  BufferId a = builder.temporary("a", sram, 128, 2);
  SemaphoreId full = builder.semaphore("full"),
              free = builder.semaphore("free");
  builder.queue(
      load, {loop(3, {wait(free, t(0, 1, -1)),
                      move(dramToSram, {least(Term(16), t(0, -16, 40)), 8},
                           at(x, t(0, 128), {8, 1}), at(a, 0, {8, 1}, t(0))),
                      signal(full)})});
  EXPECT_EQ(printProgram(builder.program, builder.machine),
            R"(program @main on @toy
layer "first" at "model.mlir:1:1" kind "map" macs 0
buffer @x argument 0 f32 [40, 8] elements 320 in @dram at 0 slot 1280 layers 0 to 0
buffer @a temporary f32 elements 128 depth 2 in @sram at 0 slot 512 layers 0 to 0
semaphore @full
semaphore @free
queue @load {
  for t0 in 3 {
    wait @free >= t0 - 1
    move @"dram->sram" layer 0 sizes [min(16, -16*t0 + 40), 8]
        @x[128*t0 : 8, 1] -> @a[0 : 8, 1; t0]
    signal @full
  }
}
)");
}

TEST(ProgramText, PipelineComesBackEqual) {
  MatmulPipeline pipeline(40);
  Program parsed = roundTrip(pipeline);
  ASSERT_EQ(parsed.queues.size(), 4u);
  const ProgramOp &before = pipeline.program.queues[2].body[0].body[2];
  const ProgramOp &after = parsed.queues[2].body[0].body[2];
  EXPECT_EQ(after.match, before.match);
  EXPECT_EQ(after.sizes, before.sizes);
  EXPECT_EQ(after.operands[0].instance, before.operands[0].instance);
  EXPECT_EQ(after.operands[1].strides, before.operands[1].strides);
  EXPECT_EQ(parsed.kernels, pipeline.program.kernels);
  EXPECT_EQ(parsed.buffers[2].shape, pipeline.program.buffers[2].shape);
  EXPECT_TRUE(checkProgram(parsed, pipeline.machine).empty());
}

TEST(ProgramText, GathersReadAsAPerson) {
  GatherPipeline pipeline;
  std::string text = printProgram(pipeline.program, pipeline.machine);
  EXPECT_NE(text.find(R"(sizes [min(4, -4*t0 + 10), 8]
        @table[0 : 0, 1] at @ids[4*t0 : 1, 0] by 8 below 100 -> @tile[0 : 8, 1; t0])"),
            std::string::npos)
      << text;
  Program parsed = roundTrip(pipeline);
  const ProgramOp &before = pipeline.program.queues[0].body[0].body[1];
  const ProgramOp &after = parsed.queues[0].body[0].body[1];
  EXPECT_EQ(after.indices, before.indices);
  ASSERT_EQ(after.operands.size(), 3u);
  EXPECT_EQ(after.operands[1].buffer, pipeline.tile);
  EXPECT_EQ(after.operands[2].buffer, pipeline.ids);
  EXPECT_TRUE(checkProgram(parsed, pipeline.machine).empty());
}

// Whatever the lists, and however broken the operation, text keeps it.
TEST(ProgramText, AnyGatherComesBackEqual) {
  std::mt19937_64 random(5);
  for (int i = 0; i < 200; ++i) {
    Builder builder;
    BufferId table = builder.argument("table", 0, {4});
    BufferId a = builder.temporary("a", sram, 4);
    ProgramOp op = move(dramToSram, {4}, at(table, 0, {1}), at(a, 0, {1}));
    if (random() % 8 == 0)
      op.operands.pop_back();
    for (size_t k = random() % 4; k-- > 0;) {
      op.operands.push_back(at(BufferId(random() % 2), int64_t(random() % 9),
                               {int64_t(random() % 5) - 2}));
      op.indices.push_back(
          {int64_t(random() % 200) - 100, int64_t(random() % 50) - 1});
    }
    builder.queue(load, {op});
    Program parsed = roundTrip(builder);
    ASSERT_EQ(parsed.queues.size(), 1u);
    const ProgramOp &after = parsed.queues[0].body[0];
    EXPECT_EQ(after.indices, op.indices);
    ASSERT_EQ(after.operands.size(), op.operands.size());
    for (size_t n = 0; n < op.operands.size(); ++n) {
      EXPECT_EQ(after.operands[n].buffer, op.operands[n].buffer);
      EXPECT_EQ(after.operands[n].offset, op.operands[n].offset);
      EXPECT_EQ(after.operands[n].strides, op.operands[n].strides);
    }
  }
}

TEST(ProgramText, OddNamesAreQuoted) {
  Builder builder;
  builder.program.name = "my model";
  builder.program.layers[0].name = "say \"hi\"\n\\";
  builder.program.layers[0].location = "";
  builder.semaphore("");
  builder.semaphore("a b");
  Program parsed = roundTrip(builder);
  EXPECT_EQ(parsed.name, "my model");
  EXPECT_EQ(parsed.layers[0].name, "say \"hi\"\n\\");
  EXPECT_EQ(parsed.semaphores[0].name, "");
  EXPECT_EQ(parsed.semaphores[1].name, "a b");
}

TEST(ProgramText, EqualNamesGoByNumber) {
  Builder builder;
  builder.semaphore("s");
  builder.semaphore("s");
  builder.queue(load, {signal(1), wait(0, 0), signal(0)});
  builder.program.queues[0].body[2].afterReads = true;
  std::string text = printProgram(builder.program, builder.machine);
  EXPECT_NE(text.find("signal #1\n"), std::string::npos) << text;
  Program parsed = roundTrip(builder);
  EXPECT_EQ(parsed.queues[0].body[0].semaphore, 1);
  EXPECT_EQ(parsed.queues[0].body[1].semaphore, 0);
  EXPECT_FALSE(parsed.queues[0].body[0].afterReads);
  EXPECT_TRUE(parsed.queues[0].body[2].afterReads);
}

TEST(ProgramText, CriticalPathIsKept) {
  Builder builder;
  EXPECT_EQ(printProgram(builder.program, builder.machine).find("critical"),
            std::string::npos);
  builder.program.criticalPath = 254;
  EXPECT_EQ(roundTrip(builder).criticalPath, 254);
}

TEST(ProgramText, ImmediatesKeepTheirBits) {
  double infinity = std::numeric_limits<double>::infinity();
  Builder builder;
  KernelId fill = builder.kernel(fillKernel());
  BufferId a = builder.temporary("a", sram, 64);
  Block body;
  double values[] = {0.1,       -0.0, 1e-300, infinity, -infinity,
                     1.0 / 3.0, 1e20, 5e-324, 16777217};
  for (double value : values)
    body.push_back(builder.issue(lanes, fill, {64},
                                 {immediate(value, -7), at(a, 0, {1})}));
  builder.queue(vector, body);
  Program parsed = roundTrip(builder);
  for (size_t i = 0; i < body.size(); ++i) {
    double back = parsed.queues[0].body[i].operands[0].floatValue;
    EXPECT_EQ(memcmp(&back, &values[i], 8), 0) << values[i];
    EXPECT_EQ(parsed.queues[0].body[i].operands[0].intValue, -7);
  }
}

TEST(ProgramText, ConstantsKeepTheirBytes) {
  Builder builder;
  BufferId w = builder.temporary("w", dram, 2);
  builder.program.buffers[w].kind = Buffer::Kind::Constant;
  builder.program.buffers[w].data = {0x00, 0xff, 0x1a, 0x80, 1, 2, 3, 4};
  std::string text = printProgram(builder.program, builder.machine);
  EXPECT_NE(text.find("data \"00ff1a8001020304\""), std::string::npos) << text;
  EXPECT_EQ(roundTrip(builder).buffers[w].data,
            builder.program.buffers[w].data);
}

TEST(ProgramText, WorkOfLayers) {
  Builder builder;
  Layer::Work work;
  work.alternatives.push_back({mma, {64, 16, 16}, 3, 32, 2});
  work.alternatives.push_back({lanes, {1024}, 1, 32, 1});
  work.alternatives.push_back({lanes, {1024}, 1, 32, 1, 600});
  builder.program.layers[0].work = {work, {}};
  builder.program.layers[0].skipped = {3, 28};
  Program parsed = roundTrip(builder);
  ASSERT_EQ(parsed.layers[0].work.size(), 2u);
  ASSERT_EQ(parsed.layers[0].work[0].alternatives.size(), 3u);
  EXPECT_EQ(parsed.layers[0].work[0].alternatives[1].points, 0);
  EXPECT_EQ(parsed.layers[0].work[0].alternatives[2].points, 600);
  EXPECT_EQ(parsed.layers[0].skipped.skipped, 3);
  EXPECT_EQ(parsed.layers[0].skipped.useless, 28);
  EXPECT_EQ(parsed.layers[0].work[0].alternatives[0].totals[0], 64);
  EXPECT_EQ(parsed.layers[0].work[0].alternatives[0].repeats, 3);
  EXPECT_EQ(parsed.layers[0].work[0].alternatives[1].instruction, lanes);
  EXPECT_TRUE(parsed.layers[0].work[1].alternatives.empty());
}

TEST(ProgramText, CommentsAndBlanksDoNotMatter) {
  llvm::Expected<Program> parsed = parseProgram(
      "// a comment\nprogram @p on @toy semaphore @s // and one more\n"
      "queue @load{signal @s wait @s>=1 for t0 in 2{wait @s>=-t0+2*t0-3}}",
      testMachine());
  ASSERT_TRUE(bool(parsed)) << llvm::toString(parsed.takeError());
  const ProgramOp &wait = parsed->queues[0].body[2].body[0];
  EXPECT_EQ(wait.value.terms.size(), 2u);
  EXPECT_EQ(wait.value.evaluate({5}), 2); // -5 + 10 - 3
}

TEST(ProgramText, ErrorsHaveLineAndColumn) {
  EXPECT_EQ(errorOf("program @p on @toy\nsemaphor @s"),
            "2:1: found 'semaphor', expected layer, kernel, buffer, semaphore "
            "or queue");
  EXPECT_EQ(errorOf("program @p on @toy\n  queue @nobody {}"),
            "2:9: no engine is called @nobody");
  EXPECT_EQ(errorOf("program @p on @toy\nqueue @load {\n  wait @s >= 1\n}"),
            "3:8: no semaphore is called @s");
  EXPECT_EQ(errorOf("program @p on @toy\nsemaphore @s\nqueue @load {\n"
                    "  wait @s >= t0 }"),
            "4:14: loop counter 't0' is used in 0 loops");
  EXPECT_EQ(errorOf("program @p on @toy queue @load {"),
            "1:33: found the end of the text, expected for, issue, move, wait, "
            "signal or '}'");
  EXPECT_EQ(errorOf("program @p on @toy\nqueue @load { for t1 in 3 {} }"),
            "2:19: found 't1', expected loop counter 't0'");
}

TEST(ProgramText, ErrorsInDeclarations) {
  EXPECT_EQ(errorOf("program @p on @toy\nbuffer @b temporary f33"),
            "2:21: found 'f33', expected a format");
  EXPECT_EQ(errorOf("program @p on @toy\nbuffer @b spare f32"),
            "2:11: found 'spare', expected argument, result, constant or "
            "temporary");
  EXPECT_EQ(errorOf("program @p on @toy\nkernel 1 (d0)"),
            "2:8: kernel 1, expected 0");
  std::string kernel = errorOf("program @p on @toy\nkernel 0 (d0) nonsense");
  EXPECT_EQ(kernel.compare(0, 12, "2:10: kernel"), 0) << kernel;
  EXPECT_EQ(errorOf("program @p on @toy buffer @b constant f32 elements 1 in "
                    "@dram at 0 slot 4 layers 0 to 0 data \"0g\""),
            "1:94: found '0g', expected pairs of hex digits");
  EXPECT_EQ(errorOf("program @p on @toy semaphore @s semaphore @s\n"
                    "queue @load { signal @s }"),
            "2:22: more than one semaphore is called @s; refer to it as #id");
}

TEST(ProgramText, IntegersOutOfRangeAreErrors) {
  EXPECT_EQ(errorOf("program @p on @toy\n"
                    "layer \"l\" at \"x\" kind \"k\" macs 9223372036854775808"),
            "2:32: the integer is out of range");
  EXPECT_EQ(errorOf("program @p on @toy\n"
                    "layer \"l\" at \"x\" kind \"k\" macs "
                    "-9223372036854775808"),
            "");
}

//===----------------------------------------------------------------------===//
// Random programs
//===----------------------------------------------------------------------===//

namespace {
/// Programs of every construct, sense aside.
class RandomProgram : public Builder {
public:
  explicit RandomProgram(uint64_t seed) : random(seed) {
    kernel(matmulKernel());
    kernel(addKernel());
    for (int64_t i = below(3); i >= 0; --i)
      addLayer("layer" + std::to_string(below(3)));
    for (int64_t i = below(6); i >= 0; --i)
      addBuffer();
    for (int64_t i = below(4); i >= 0; --i)
      semaphore("s" + std::to_string(below(4)));
    for (EngineId e = 0; e < 4; ++e)
      if (below(4) != 0)
        queue(e, block(0));
  }

private:
  int64_t below(int64_t bound) { return int64_t(random() % uint64_t(bound)); }
  int64_t integer() {
    int64_t magnitude = int64_t(random() >> (below(62) + 2));
    return below(2) ? -magnitude : magnitude;
  }
  void addBuffer() {
    BufferId id = temporary("b" + std::to_string(below(8)), MemoryId(below(3)),
                            below(100) + 1, below(3) + 1,
                            namedFormats()[below(namedFormats().size())]);
    Buffer &buffer = program.buffers[id];
    buffer.kind = Buffer::Kind(below(4));
    if (buffer.kind < Buffer::Kind::Constant) {
      buffer.index = int32_t(below(5));
      buffer.shape = {below(9), below(9)};
    }
    if (buffer.kind == Buffer::Kind::Constant)
      for (int64_t i = below(20); i > 0; --i)
        buffer.data.push_back(uint8_t(random()));
  }
  Affine affine(int32_t depth) {
    Affine value;
    value.constant = below(3) ? integer() : 0;
    for (int32_t d = 0; d < depth; ++d)
      if (below(2))
        value.terms.push_back({d, below(3) ? integer() : below(3) - 1});
    return value;
  }
  Access access(int32_t depth) {
    if (below(4) == 0)
      return immediate(double(integer()) / 7.0, integer());
    Access value = at(BufferId(below(program.buffers.size())), affine(depth),
                      {}, affine(depth));
    for (int64_t i = below(4); i > 0; --i)
      value.strides.push_back(integer());
    return value;
  }
  ProgramOp operation(int32_t depth) {
    ProgramOp op;
    op.kind = ProgramOp::Kind(below(depth < 4 ? 5 : 4) + (depth < 4 ? 0 : 1));
    op.layer = LayerId(below(program.layers.size() + 1)) - 1;
    op.semaphore = SemaphoreId(below(program.semaphores.size()));
    op.value = affine(depth);
    op.trip = below(1000);
    if (op.kind == ProgramOp::Kind::Loop)
      op.body = block(depth + 1);
    if (op.kind != ProgramOp::Kind::Issue && op.kind != ProgramOp::Kind::Move)
      return op;
    op.path = PathId(below(3));
    op.instruction = op.match.instruction = InstructionId(below(3));
    op.kernel = KernelId(below(2));
    for (int64_t i = below(4); i > 0; --i) {
      op.match.dims.push_back(int32_t(below(4)) - 1);
      op.match.operands.push_back(int32_t(below(3)));
      op.origins.push_back(affine(depth));
      Extent &size = op.sizes.emplace_back();
      for (int64_t j = below(3); j >= 0; --j)
        size.values.push_back(affine(depth));
    }
    for (int i = 0; i < 2; ++i)
      op.operands.push_back(access(depth));
    return op;
  }
  Block block(int32_t depth) {
    Block ops;
    for (int64_t i = below(4); i > 0; --i)
      ops.push_back(operation(depth));
    return ops;
  }

  std::mt19937_64 random;
};
} // namespace

static void expectSame(const Block &a, const Block &b) {
  ASSERT_EQ(a.size(), b.size());
  for (size_t i = 0; i < a.size(); ++i) {
    EXPECT_EQ(a[i].kind, b[i].kind);
    EXPECT_EQ(a[i].layer, b[i].layer);
    EXPECT_EQ(a[i].sizes, b[i].sizes);
    ASSERT_EQ(a[i].operands.size(), b[i].operands.size());
    for (size_t j = 0; j < a[i].operands.size(); ++j) {
      EXPECT_EQ(a[i].operands[j].buffer, b[i].operands[j].buffer);
      EXPECT_EQ(a[i].operands[j].offset, b[i].operands[j].offset);
      EXPECT_EQ(a[i].operands[j].strides, b[i].operands[j].strides);
      EXPECT_EQ(a[i].operands[j].instance, b[i].operands[j].instance);
      EXPECT_EQ(a[i].operands[j].floatValue, b[i].operands[j].floatValue);
      EXPECT_EQ(a[i].operands[j].intValue, b[i].operands[j].intValue);
    }
    switch (a[i].kind) {
    case ProgramOp::Kind::Loop:
      EXPECT_EQ(a[i].trip, b[i].trip);
      expectSame(a[i].body, b[i].body);
      break;
    case ProgramOp::Kind::Issue:
      EXPECT_EQ(a[i].match, b[i].match);
      EXPECT_EQ(a[i].kernel, b[i].kernel);
      EXPECT_EQ(a[i].origins, b[i].origins);
      break;
    case ProgramOp::Kind::Move:
      EXPECT_EQ(a[i].path, b[i].path);
      break;
    case ProgramOp::Kind::Wait:
      EXPECT_EQ(a[i].value, b[i].value);
      [[fallthrough]];
    case ProgramOp::Kind::Signal:
      EXPECT_EQ(a[i].semaphore, b[i].semaphore);
      break;
    }
  }
}

TEST(ProgramText, RandomProgramsComeBackEqual) {
  for (uint64_t seed = 0; seed < 300; ++seed) {
    RandomProgram source(seed);
    Program parsed = roundTrip(source);
    ASSERT_EQ(parsed.queues.size(), source.program.queues.size()) << seed;
    for (size_t q = 0; q < parsed.queues.size(); ++q)
      expectSame(source.program.queues[q].body, parsed.queues[q].body);
    ASSERT_EQ(parsed.buffers.size(), source.program.buffers.size());
    for (size_t b = 0; b < parsed.buffers.size(); ++b) {
      EXPECT_EQ(parsed.buffers[b].data, source.program.buffers[b].data);
      EXPECT_EQ(parsed.buffers[b].format, source.program.buffers[b].format);
      EXPECT_EQ(parsed.buffers[b].address, source.program.buffers[b].address);
      EXPECT_EQ(parsed.buffers[b].kind, source.program.buffers[b].kind);
    }
  }
}

TEST(ProgramText, DamagedTextNeverCrashes) {
  // Any cut or change gives a program or an error with a position.
  MatmulPipeline pipeline(40);
  std::string text = printProgram(pipeline.program, pipeline.machine);
  std::mt19937_64 random(7);
  for (int i = 0; i < 2000; ++i) {
    std::string damaged = text;
    damaged[random() % damaged.size()] = char(' ' + random() % 95);
    if (i % 2)
      damaged.resize(random() % damaged.size());
    std::string error = errorOf(damaged);
    if (!error.empty()) {
      EXPECT_TRUE(error[0] >= '1' && error[0] <= '9') << error;
      EXPECT_NE(error.find(": "), std::string::npos) << error;
    }
  }
}

TEST(ProgramText, RefusesWhatNestsTooDeepOrLeavesItsRange) {
  std::string loops = "program @main on @toy\nqueue @load {\n";
  for (int depth = 0; depth < 1000; ++depth)
    loops += "for t" + std::to_string(depth) + " in 2 {\n";
  EXPECT_EQ(errorOf(loops), "67:5: loops nest deeper than 64 levels");

  auto waiting = [](llvm::StringRef value) {
    return ("program @main on @toy\nsemaphore @s\nqueue @load {\nwait @s >= " +
            value + "\n}\n")
        .str();
  };
  EXPECT_EQ(errorOf(waiting("-9223372036854775808")), "");
  EXPECT_NE(errorOf(waiting("9223372036854775808")), "");
  EXPECT_EQ(errorOf(waiting("9223372036854775807 + 1")),
            "4:34: the sum of constants leaves 64 bits");
}
