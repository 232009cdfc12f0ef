//===- CodecTest.cpp - programs with buffers in codecs --------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The part of rule P3 that speaks of codecs, and the text form of buffers.
///
//===----------------------------------------------------------------------===//

#include "ridge/Numerics/Codec.h"
#include "TestProgram.h"
#include "ridge/Program/OperationTime.h"
#include "gtest/gtest.h"

using namespace ridge;
using namespace ridge::test;

namespace {

/// The test machine, whose paths to and from @dram have codecs.
struct CodecBuilder : Builder {
  CodecBuilder() {
    for (PathId path : {dramToSram, sramToDram})
      machine.paths[path].codecs = {"sparse<2:4,f8E4M3FN>", "mxfp4",
                                    "entropy<bf16>", "bf16"};
  }
  void store(BufferId id, llvm::StringRef name, double bits = 0) {
    auto codec = cantFail(Codec::create(name));
    Buffer &buffer = program.buffers[id];
    buffer.codec = name.str();
    buffer.codecUnit = codec->unit();
    buffer.codecBits = bits != 0 ? bits : codec->fixedBitsPerValue();
  }
  std::string check() const {
    std::string text;
    for (const std::string &violation : checkProgram(program, machine))
      text += violation + "\n";
    return text;
  }
  /// One violation, of P3, that says `words`.
  void expectViolation(const std::string &words) const {
    auto violations = checkProgram(program, machine);
    ASSERT_EQ(violations.size(), 1u) << check();
    EXPECT_EQ(violations[0].compare(0, 3, "P3:"), 0) << violations[0];
    EXPECT_NE(violations[0].find(words), std::string::npos) << violations[0];
  }
};

/// Rows of @x, 8 x 64 in mxfp4 (units of 32), go to @a and from there to @y,
/// which is in the same codec.
struct RowsThroughCodecs : CodecBuilder {
  BufferId x, y, a;

  RowsThroughCodecs() {
    x = argument("x", 0, {8, 64});
    y = result("y", 0, {8, 64});
    a = temporary("a", sram, 64 * 8);
    store(x, "mxfp4");
    store(y, "mxfp4");
    queue(load, {loop(8, {move(dramToSram, {64}, at(x, t(0, 64), {1}),
                               at(a, t(0, 64), {1}))})});
    queue(ridge::test::store, {});
    write(move(sramToDram, {8, 64}, at(a, 0, {64, 1}), at(y, 0, {64, 1})));
  }
  /// The store queue is this operation alone.
  void write(ProgramOp op) { program.queues[1].body = {std::move(op)}; }
};

} // namespace

TEST(ProgramCodec, AcceptsRowsOfWholeUnits) {
  EXPECT_EQ(RowsThroughCodecs().check(), "");
}

TEST(ProgramCodec, ReadsNeedNotBeWholeUnits) {
  RowsThroughCodecs rows;
  rows.program.queues[0].body = {
      move(dramToSram, {8, 3}, at(rows.x, 5, {64, 7}), at(rows.a, 0, {3, 1}))};
  EXPECT_EQ(rows.check(), "");
}

TEST(ProgramCodec, WritesOfRunsOverSeveralDimsAreWholeUnits) {
  // 4 x 8 neighbours make a unit of 32; pairs of such runs are 64 apart.
  RowsThroughCodecs rows;
  rows.write(move(sramToDram, {2, 4, 8}, at(rows.a, 0, {32, 8, 1}),
                  at(rows.y, 32, {64, 8, 1})));
  EXPECT_EQ(rows.check(), "");
}

TEST(ProgramCodec, WritesMayVaryByWholeUnits) {
  // Tiles of 2 units over 64 + 32 values of 3: min(64, 96 - 64 t).
  CodecBuilder builder;
  BufferId y = builder.result("y", 0, {96});
  BufferId a = builder.temporary("a", sram, 64);
  builder.store(y, "mxfp4");
  builder.queue(store,
                {loop(2, {move(sramToDram, {least(Term(64), t(0, -64, 96))},
                               at(a, 0, {1}), at(y, t(0, 64), {1}))})});
  EXPECT_EQ(builder.check(), "");
}

TEST(ProgramCodec, WritesOfPartsOfUnitsAreRefused) {
  struct {
    const char *what;
    ProgramOp op;
  } cases[] = {
      {"size", move(sramToDram, {48}, at(2, 0, {1}), at(1, 0, {1}))},
      {"offset", move(sramToDram, {32}, at(2, 0, {1}), at(1, 16, {1}))},
      {"coefficient",
       loop(2, {move(sramToDram, {32}, at(2, 0, {1}), at(1, t(0, 16), {1}))})},
      {"stride",
       move(sramToDram, {2, 32}, at(2, 0, {32, 1}), at(1, 0, {48, 1}))},
      {"scattered", move(sramToDram, {32}, at(2, 0, {1}), at(1, 0, {2}))},
      {"varies within a run",
       loop(2, {move(sramToDram, {4, least(Term(8), t(0, -1, 8))},
                     at(2, 0, {8, 1}), at(1, 0, {8, 1}))})},
      {"size of some iterations",
       loop(5, {move(sramToDram, {least(Term(64), t(0, -16, 96))},
                     at(2, 0, {1}), at(1, 0, {1}))})}};
  for (auto &[what, op] : cases) {
    SCOPED_TRACE(what);
    RowsThroughCodecs rows;
    rows.write(op);
    rows.expectViolation("is not shown to be whole units of 32 neighbours");
  }
}

TEST(ProgramCodec, PathsKnowTheCodec) {
  RowsThroughCodecs rows;
  rows.machine.paths[dramToSram].codecs = {"bf16"};
  rows.expectViolation("@x is in codec mxfp4, which the path does not have");
}

TEST(ProgramCodec, OnlyTheHomeMemoryHoldsCodes) {
  RowsThroughCodecs rows;
  rows.store(rows.a, "bf16");
  std::string text = rows.check();
  EXPECT_NE(text.find("buffer @a is in codec bf16 in @sram, expected the "
                      "machine's home memory"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("both buffers are in codecs"), std::string::npos);
}

TEST(ProgramCodec, BuffersSayWhatTheCodecIs) {
  auto expect = [](auto change, const std::string &words) {
    CodecBuilder builder;
    BufferId x = builder.argument("x", 0, {64});
    builder.store(x, "mxfp4");
    change(builder.program.buffers[x]);
    builder.expectViolation(words);
  };
  expect([](Buffer &b) { b.codec = "mxfp9"; }, "no codec is named 'mxfp9'");
  expect([](Buffer &b) { b.codec = "nvfp4"; }, "encodes whole runs");
  expect(
      [](Buffer &b) {
        b.codec = "sparse<2:4, f8E4M3FN>", b.codecUnit = 4, b.codecBits = 5;
      },
      "its name is 'sparse<2:4,f8E4M3FN>'");
  expect([](Buffer &b) { b.codecUnit = 16; }, "units of 16 elements");
  expect([](Buffer &b) { b.codecBits = 4; }, "4 bits per value, codec mxfp4");
  expect(
      [](Buffer &b) {
        b.codec = "entropy<bf16>", b.codecUnit = 1, b.codecBits = 0;
      },
      "expected more than 0");
  expect([](Buffer &b) { b.format = Format::I32; }, "expected floats");
  expect([](Buffer &b) { b.elements = 48, b.shape = {48}, b.slotBytes = 192; },
         "48 elements, expected whole units of 32");
}

TEST(ProgramCodec, InstructionsAndListsTouchNoCodes) {
  CodecBuilder gather;
  BufferId table = gather.argument("table", 0, {32, 64});
  BufferId list = gather.argument("list", 1, {8}, Format::I32);
  BufferId a = gather.temporary("a", sram, 512);
  gather.store(table, "mxfp4");
  gather.queue(load, {ridge::test::gather(
                         dramToSram, {8, 64}, at(table, 0, {0, 1}),
                         at(list, 0, {1, 0}), 64, 32, at(a, 0, {64, 1}))});
  EXPECT_EQ(gather.check(), "");
  gather.store(list, "bf16");
  EXPECT_NE(gather.check().find("the positions in @list are in a codec"),
            std::string::npos);

  MatmulPipeline pipeline;
  for (Buffer &buffer : pipeline.program.buffers)
    if (buffer.memory == sram) {
      buffer.codec = "bf16";
      buffer.codecBits = 16;
    }
  std::string text;
  for (const std::string &violation :
       checkProgram(pipeline.program, pipeline.machine))
    text += violation + "\n";
  EXPECT_NE(text.find("is in codec bf16; only moves decode and encode"),
            std::string::npos)
      << text;
}

//===----------------------------------------------------------------------===//
// Text
//===----------------------------------------------------------------------===//

TEST(ProgramCodec, TextComesBackEqual) {
  CodecBuilder builder;
  BufferId x = builder.argument("x", 0, {8, 64});
  BufferId w = builder.argument("w", 1, {64});
  BufferId v = builder.argument("v", 2, {64});
  builder.store(x, "sparse<2:4,f8E4M3FN>");
  builder.store(w, "entropy<bf16>", 10.53);
  builder.store(v, "entropy<bf16>", 1.0 / 3);
  std::string text = printProgram(builder.program, builder.machine);
  EXPECT_NE(text.find(" codec \"sparse<2:4,f8E4M3FN>\"\n"), std::string::npos)
      << text;
  EXPECT_NE(text.find(" codec \"entropy<bf16>\" bits 10.53\n"),
            std::string::npos)
      << text;
  Program parsed = cantFail(parseProgram(text, builder.machine));
  EXPECT_EQ(printProgram(parsed, builder.machine), text);
  for (BufferId id : {x, w, v}) {
    EXPECT_EQ(parsed.buffers[id].codec, builder.program.buffers[id].codec);
    EXPECT_EQ(parsed.buffers[id].codecBits,
              builder.program.buffers[id].codecBits);
    EXPECT_EQ(parsed.buffers[id].codecUnit,
              builder.program.buffers[id].codecUnit);
  }
}

TEST(ProgramCodec, TextErrorsSayWhere) {
  Machine machine = testMachine();
  auto errorOf = [&](llvm::StringRef codec) {
    std::string text =
        ("program @p on @toy\nbuffer @x argument 0 f32 [64] elements 64 in "
         "@dram at 0 slot 256 layers 0 to 0 codec " +
         codec + "\n")
            .str();
    auto program = parseProgram(text, machine);
    return program ? std::string() : llvm::toString(program.takeError());
  };
  EXPECT_EQ(errorOf("\"mxfp4\""), "");
  EXPECT_EQ(
      errorOf("\"mxfp9\"").compare(0, 32, "2:86: no codec is named 'mxfp9';"),
      0)
      << errorOf("\"mxfp9\"");
  EXPECT_NE(errorOf("\"nvfp4\"").find("encodes whole runs"), std::string::npos);
  EXPECT_NE(errorOf("\"entropy<bf16>\"").find("expected 'bits'"),
            std::string::npos);
  EXPECT_NE(errorOf("\"mxfp4\" bits 4").find("found 'bits'"),
            std::string::npos);
}

//===----------------------------------------------------------------------===//
// What a move asks of its path
//===----------------------------------------------------------------------===//

TEST(ProgramCodec, DemandFollowsTheBufferInACodec) {
  // A row of 64 values in mxfp4 is two units: 64 * 4.25 / 8 = 34 bytes; eight
  // rows are one run of 272 bytes.
  RowsThroughCodecs rows;
  const ProgramOp &in = rows.program.queues[0].body[0].body[0];
  TransferDemand demand = moveDemand(rows.program, rows.machine, in, {64});
  EXPECT_EQ(demand.payload, 34);
  EXPECT_EQ(demand.sourceBytes, 34);
  EXPECT_EQ(demand.targetBytes, 256);
  const ProgramOp &out = rows.program.queues[1].body[0];
  demand = moveDemand(rows.program, rows.machine, out, {8, 64});
  EXPECT_EQ(demand.payload, 272);
  EXPECT_EQ(demand.sourceBytes, 2048);
  EXPECT_EQ(demand.targetBytes, 272);
}

TEST(ProgramCodec, OffsetsThatMayCutUnitsCountThem) {
  // 32 values from 16 t on: where t is odd they lie in two units.
  RowsThroughCodecs rows;
  ProgramOp &in = rows.program.queues[0].body[0].body[0];
  in.operands[0].offset = t(0, 16);
  EXPECT_EQ(moveDemand(rows.program, rows.machine, in, {32}).payload, 34);
  in.operands[0].offset = t(0, 32);
  EXPECT_EQ(moveDemand(rows.program, rows.machine, in, {32}).payload, 17);
}
