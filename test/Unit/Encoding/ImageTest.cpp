//===- ImageTest.cpp - programs to images and back ------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TestWords.h"
#include "llvm/Support/raw_ostream.h"
#include "gtest/gtest.h"

using namespace ridge;
using namespace ridge::test;

/// All operations in the order in which queues run them, without loops and
/// names of kernels.
static std::string trace(const Program &program, const Machine &machine) {
  std::string text;
  for (const Queue &queue : program.queues)
    forEachOp(queue, [&](const ProgramOp &op, llvm::ArrayRef<int64_t> at) {
      text += std::to_string(queue.engine) + ":" +
              std::to_string(static_cast<int>(op.kind)) + "/" +
              std::to_string(op.layer) + " " + std::to_string(op.instruction) +
              " " + std::to_string(op.path) + " " +
              std::to_string(op.semaphore) + " " +
              std::to_string(op.value.evaluate(at)) +
              (op.afterReads ? " reads" : "");
      for (const Extent &size : op.sizes)
        text += " " + std::to_string(size.evaluate(at));
      for (const Access &access : op.operands) {
        text += " (" + std::to_string(access.buffer);
        if (access.isImmediate()) {
          text += " = " + std::to_string(access.floatValue) + ")";
          continue;
        }
        text += " [" +
                std::to_string(access.instance.evaluate(at) %
                               program.buffers[access.buffer].depth) +
                "] " + std::to_string(access.offset.evaluate(at));
        for (auto [d, stride] : llvm::enumerate(access.strides))
          if (op.sizes[d].evaluate(at) != 1)
            text += " " + std::to_string(stride);
        text += ")";
      }
      text += "\n";
    });
  return text;
}

static Program roundTrip(const Program &program, const Machine &machine) {
  llvm::Expected<Image> image = assemble(program, machine);
  if (!image)
    llvm::report_fatal_error(image.takeError());
  std::string bytes = writeImage(*image, machine);
  llvm::Expected<Image> again = readImage(bytes, machine);
  if (!again)
    llvm::report_fatal_error(again.takeError());
  EXPECT_EQ(writeImage(*again, machine), bytes);
  llvm::Expected<Program> back = disassemble(*again, machine);
  if (!back)
    llvm::report_fatal_error(back.takeError());
  return std::move(*back);
}

/// With loops of the code and without, for tiles that divide and that do not,
/// and for slots that take turns.
TEST(Image, HoldsWhatRuns) {
  for (bool loops : {true, false})
    for (int64_t rows : {16, 40, 64, 100, 320})
      for (int64_t depth : {1, 2, 3}) {
        MatmulPipeline pipeline(rows, depth);
        addWords(pipeline.machine, loops);
        Program back = roundTrip(pipeline.program, pipeline.machine);
        EXPECT_EQ(trace(back, pipeline.machine),
                  trace(pipeline.program, pipeline.machine))
            << rows << " rows, depth " << depth << ", loops " << loops;
        EXPECT_EQ(back.buffers.size(), pipeline.program.buffers.size());
      }
}

/// Whether a buffer lives in one layer or in all, and whatever lies at its
/// address in another layer.
TEST(Image, HoldsBuffersOfAnyLife) {
  for (LayerId last : {0, 1, 15, 16, 1000})
    for (LayerId other : {last + 1, last + 1000}) {
      MatmulPipeline pipeline;
      addWords(pipeline.machine);
      Program &program = pipeline.program;
      program.buffers[pipeline.weights].lastLayer = last;
      for (BufferId id : {pipeline.tile, pipeline.weights}) {
        Buffer later = program.buffers[id];
        later.name += "_later";
        later.firstLayer = last + 1;
        later.lastLayer = other;
        program.buffers.push_back(later);
      }
      Program back = roundTrip(program, pipeline.machine);
      EXPECT_EQ(trace(back, pipeline.machine), trace(program, pipeline.machine))
          << last << " and " << other;
    }
}

TEST(Image, HoldsListsOfRows) {
  for (bool loops : {true, false}) {
    GatherPipeline gather;
    addWords(gather.machine, loops);
    Program back = roundTrip(gather.program, gather.machine);
    EXPECT_EQ(trace(back, gather.machine),
              trace(gather.program, gather.machine));
    bool found = false;
    for (const Queue &queue : back.queues)
      forEachOp(queue, [&](const ProgramOp &op, llvm::ArrayRef<int64_t>) {
        if (op.indices.empty())
          return;
        found = true;
        EXPECT_EQ(op.indices[0].stride, 8);
        EXPECT_EQ(op.indices[0].limit, 100);
      });
    EXPECT_TRUE(found);
  }
}

/// 20 tiles of 2 slots are 10 turns of a loop of the code; of 20 and a rest
/// the rest is peeled off. By hand for the array: wait, wait, product, signal
/// and signal are 12 + 12 + 40 + 3 + 3 = 70 bytes an iteration, twice in a loop
/// of 4 and an end of 1: 145.
TEST(Image, KeepsLoops) {
  MatmulPipeline even(320, 2), uneven(330, 2);
  for (MatmulPipeline *pipeline : {&even, &uneven}) {
    addWords(pipeline->machine);
    std::optional<CodeSize> size =
        codeSize(pipeline->program, pipeline->machine);
    ASSERT_TRUE(size.has_value());
    EXPECT_EQ(size->problem, "");
    int64_t rest = pipeline == &even ? 0 : 70;
    EXPECT_EQ(size->streams[array].bytes, 145 + rest);
    EXPECT_EQ(size->streams[array].fetched, 4 + 10 * (2 * 70 + 1) + rest);
    llvm::Expected<Image> image =
        assemble(pipeline->program, pipeline->machine);
    ASSERT_TRUE(bool(image));
    EXPECT_EQ(image->codeBytes(), size->bytes());
  }
}

/// The size is that of the code, with loops and without.
TEST(Image, KnowsItsSize) {
  for (bool loops : {true, false}) {
    MatmulPipeline pipeline(100, 2);
    addWords(pipeline.machine, loops);
    std::optional<CodeSize> size = codeSize(pipeline.program, pipeline.machine);
    llvm::Expected<Image> image = assemble(pipeline.program, pipeline.machine);
    ASSERT_TRUE(size.has_value() && bool(image));
    ASSERT_EQ(size->streams.size(), image->streams.size());
    for (auto [own, stream] : llvm::zip(size->streams, image->streams)) {
      EXPECT_EQ(own.engine, stream.engine);
      EXPECT_EQ(own.words, stream.words());
      EXPECT_EQ(own.bytes, int64_t(stream.bytes.size()));
    }
  }
}

TEST(Image, SaysWhatHasNoWord) {
  MatmulPipeline pipeline;
  EXPECT_EQ(errorOf(assemble(pipeline.program, pipeline.machine)),
            "machine 'toy' has no instruction words; state them with "
            "arch.encoding (docs/Machine.md)");
  EXPECT_FALSE(codeSize(pipeline.program, pipeline.machine).has_value());
  addWords(pipeline.machine);
  llvm::erase_if(pipeline.machine.encodings, [](const Encoding &encoding) {
    return encoding.target == EncodingTarget{TargetKind::Instruction, mma};
  });
  EXPECT_EQ(errorOf(assemble(pipeline.program, pipeline.machine)),
            "word 3 of queue @array, issue @mma of layer 'first' (@tile, "
            "@weights -> @sums): the machine file gives @mma no word; name it "
            "in an arch.encoding");
}

TEST(Image, SaysWhatDoesNotFit) {
  MatmulPipeline pipeline;
  addWords(pipeline.machine);
  for (Encoding &encoding : pipeline.machine.encodings)
    for (EncodingField &field : encoding.fields)
      if (field.name == "rows")
        field.high = field.low + 3; // 16 does not fit into 4 bits.
  EXPECT_EQ(errorOf(assemble(pipeline.program, pipeline.machine)),
            "word 3 of queue @array, issue @mma of layer 'first' (@tile, "
            "@weights -> @sums): field 'rows' [11:8] of @mma, size(m), holds "
            "from 0 to 15, and the value is 16; widen it in the machine file, "
            "or change what the instruction takes");
}

TEST(Image, UnrollsNoMoreThanItCan) {
  MatmulPipeline pipeline;
  addWords(pipeline.machine, /*loops=*/false);
  pipeline.program.queues[array].body = {
      loop(1000000, {loop(1000000, {wait(pipeline.full, 0)})})};
  EXPECT_EQ(errorOf(assemble(pipeline.program, pipeline.machine)),
            "its loops unroll to more than 1048576 words by queue @array; give "
            "the machine words for loops (arch.encoding control {loop, end}), "
            "or more levels of them");
}

namespace {
/// An image of which single bytes are changed.
struct BrokenImage : testing::Test {
  MatmulPipeline pipeline;
  Image image;
  std::string bytes;

  BrokenImage() {
    addWords(pipeline.machine);
    llvm::Expected<Image> made = assemble(pipeline.program, pipeline.machine);
    if (!made)
      llvm::report_fatal_error(made.takeError());
    bytes = writeImage(*made, pipeline.machine);
    image = *readImage(bytes, pipeline.machine);
  }
  std::string read(llvm::StringRef changed) {
    llvm::Expected<Image> again = readImage(changed, pipeline.machine);
    if (!again)
      return llvm::toString(again.takeError());
    return errorOf(disassemble(*again, pipeline.machine));
  }
  /// One byte of the stream of `engine` set.
  std::string set(EngineId engine, size_t at, uint8_t value) {
    std::string changed = bytes;
    changed[image.streams[engine].bytesAt + at] = static_cast<char>(value);
    return read(changed);
  }
  std::string place(EngineId engine, size_t at) {
    size_t offset = image.streams[engine].bytesAt + at;
    std::string hex;
    llvm::raw_string_ostream(hex).write_hex(offset);
    return "byte " + std::to_string(offset) + " (0x" + hex + "): ";
  }
};
} // namespace

TEST_F(BrokenImage, IsRefusedAtItsFirstByte) {
  EXPECT_EQ(read(""), "byte 0 (0x0): found no \"RIDGEIMG\", expected an image "
                      "that `ridge assemble` wrote");
  EXPECT_EQ(read(bytes.substr(0, 20)),
            "byte 20 (0x14): the file ends within its header of 24 bytes");
  std::string changed = bytes;
  changed[8] = 2;
  EXPECT_EQ(read(changed), "byte 8 (0x8): found version 2, expected 1");
  changed = bytes;
  changed[16] ^= 1;
  EXPECT_EQ(read(changed),
            "byte 16 (0x10): the image is of other instruction words than "
            "those of machine 'toy'; assemble the program again for it");
  changed = bytes + "x";
  EXPECT_EQ(read(changed), "byte " + std::to_string(bytes.size()) + " (0x" +
                               llvm::utohexstr(bytes.size(), true) +
                               "): 1 bytes stand behind the last section");
}

/// The array: a loop of 4 bytes, then wait (12), wait (12), product (40).
TEST_F(BrokenImage, IsRefusedAtTheWord) {
  EXPECT_EQ(set(array, 4, 0x77),
            place(array, 4) +
                "no word of engine @array begins with these bits");
  EXPECT_EQ(set(array, 5, 9), place(array, 4) +
                                  "the word wait: semaphore 9 does not exist, "
                                  "there are 5");
  // Bit 319 of the product's word is in no field.
  EXPECT_EQ(set(array, 28 + 39, 0x80),
            place(array, 28 + 39) +
                "bit 319 of the word @mma is set, where no field that it uses "
                "is; expected 0");
  // 17 rows.
  EXPECT_EQ(set(array, 28 + 1, 0x11),
            place(array, 28) + "the word @mma: dim m has size 17, the "
                               "instruction takes 1 to 16");
}
