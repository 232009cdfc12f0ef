//===- WordsTest.cpp - broken programs and images to assemble -------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "../Encoding/TestWords.h"
#include "../Sanitizers.h"
#include "Mutator.h"
#include "gtest/gtest.h"

using namespace ridge;
using namespace ridge::test;

static ProgramOp &anyOp(Block &block, std::mt19937_64 &random) {
  ProgramOp &op = block[random() % block.size()];
  return op.kind == ProgramOp::Kind::Loop && random() % 4 && !op.body.empty()
             ? anyOp(op.body, random)
             : op;
}

/// Some numbers of some operations become others: what the text's mutator
/// leaves is mostly no program.
static void changeNumbers(Program &program, std::mt19937_64 &random) {
  auto change = [&](int64_t &number) {
    const int64_t others[] = {
        0,          1,    -1,         2,          16,
        number + 1, 1000, number * 2, number - 1, int64_t(1) << 40};
    number = others[random() % std::size(others)];
  };
  for (size_t changes = random() % 4; changes > 0; --changes) {
    Block &body = program.queues[random() % program.queues.size()].body;
    ProgramOp &op = anyOp(body, random);
    switch (random() % 8) {
    case 0:
      change(op.trip);
      break;
    case 1:
      change(op.value.constant);
      break;
    case 2:
      if (!op.sizes.empty())
        change(op.sizes[random() % op.sizes.size()].values[0].constant);
      break;
    case 3:
      body.push_back(op);
      break;
    case 4:
      op.layer = static_cast<LayerId>(random() % 3) - 1;
      break;
    default: {
      if (op.operands.empty())
        break;
      Access &access = op.operands[random() % op.operands.size()];
      if (random() % 2 && !access.strides.empty())
        change(access.strides[random() % access.strides.size()]);
      else if (random() % 2 && !access.offset.terms.empty())
        change(access.offset.terms[0].second);
      else
        change(random() % 2 ? access.offset.constant
                            : access.instance.constant);
    }
    }
  }
}

/// A program that is well formed has an image or one error, and from the image
/// comes a program that has the same one.
TEST(Fuzz, Assembler) {
  MatmulPipeline matmul(40), longer(100, 3);
  GatherPipeline gather;
  Machine looped = matmul.machine, unrolled = looped;
  addWords(looped);
  addWords(unrolled, /*loops=*/false);
  Mutator mutator({printProgram(matmul.program, matmul.machine),
                   printProgram(longer.program, longer.machine),
                   printProgram(gather.program, gather.machine)},
                  {"for t0 in 3 {", "}", "min(", "[", "constant nan", "#0",
                   "#7", "@x", "t0", "t9", "wait @full >= ", " layer 0",
                   "signal @free", " after_reads", "65536", "-256"});
  const Program *whole[] = {&matmul.program, &longer.program, &gather.program};
  std::mt19937_64 random(5);
  int assembled = 0;
  const int runs = fuzzRuns(static_cast<int>(tries(4000)));
  for (int run = 0; run < runs; ++run) {
    llvm::Expected<Program> program = *whole[random() % 3];
    if (random() % 4)
      changeNumbers(*program, random);
    else
      program = parseProgram(mutator.next(), looped);
    if (!program) {
      llvm::consumeError(program.takeError());
      continue;
    }
    if (!checkProgram(*program, looped).empty())
      continue;
    const Machine &machine = run % 2 ? looped : unrolled;
    llvm::Expected<Image> image = assemble(*program, machine);
    if (!image) {
      EXPECT_NE(llvm::toString(image.takeError()), "");
      continue;
    }
    ++assembled;
    llvm::Expected<Program> back = disassemble(*image, machine);
    if (!back) {
      ADD_FAILURE() << llvm::toString(back.takeError()) << "\n"
                    << printProgram(*program, machine);
      continue;
    }
    llvm::Expected<Image> again = assemble(*back, machine);
    ASSERT_TRUE(bool(again)) << llvm::toString(again.takeError());
    ASSERT_EQ(again->streams.size(), image->streams.size());
    for (auto [a, b] : llvm::zip(again->streams, image->streams))
      EXPECT_EQ(a.bytes, b.bytes);
  }
  EXPECT_GT(assembled, runs / 10);
}

/// Bytes are a program that checks, or one error with its place.
TEST(Fuzz, Disassembler) {
  MatmulPipeline matmul(100, 2);
  GatherPipeline gather;
  Machine machine = matmul.machine;
  addWords(machine);
  std::vector<std::string> seeds;
  for (const Program *program : {&matmul.program, &gather.program}) {
    llvm::Expected<Image> image = assemble(*program, machine);
    ASSERT_TRUE(bool(image)) << llvm::toString(image.takeError());
    seeds.push_back(writeImage(*image, machine));
  }
  Mutator mutator(seeds, {std::string("\xf0\x02\x00\x00", 4), "\xf1",
                          std::string(8, '\0'), std::string(8, '\xff')});
  std::mt19937_64 random(3);
  int accepted = 0, words = 0;
  for (int run = 0; run < fuzzRuns(); ++run) {
    std::string bytes;
    if (run % 2) {
      bytes = mutator.next();
    } else { // Of the words alone, so that the file around them is right.
      bytes = seeds[random() % seeds.size()];
      size_t begin = bytes.rfind("semaphore");
      for (size_t i = 1 + random() % 3; i > 0; --i)
        bytes[begin + random() % (bytes.size() - begin)] ^=
            static_cast<char>(1 << random() % 8);
    }
    llvm::Expected<Image> image = readImage(bytes, machine);
    if (!image) {
      EXPECT_EQ(llvm::toString(image.takeError()).rfind("byte ", 0), 0u);
      continue;
    }
    ++words;
    llvm::Expected<Program> program = disassemble(*image, machine);
    std::string listing;
    llvm::raw_string_ostream stream(listing);
    llvm::consumeError(printListing(*image, machine, stream));
    if (!program) {
      EXPECT_EQ(llvm::toString(program.takeError()).rfind("byte ", 0), 0u);
      continue;
    }
    ++accepted;
    EXPECT_TRUE(checkProgram(*program, machine).empty());
    EXPECT_NE(printProgram(*program, machine), "");
  }
  EXPECT_GT(words, 0);
  EXPECT_GT(accepted, 0);
}

/// A field is read and bound to what it says, or one error says why not.
TEST(Fuzz, FieldsOfWords) {
  Machine machine = testMachine();
  addWords(machine);
  Mutator mutator({"opcode [7:0] = 0x21",
                   "a_at [24:8] = address(A) in 16 bytes",
                   "rows [40:25] = size(m) minus 1", "[87:41] = stride(A, *)",
                   "always stride(B, n) = -1",
                   "[99:88] = step(address(C), inner) signed log2"},
                  {"[", "]", ":", "=", "(", ")", ",", "*", "in", "bytes",
                   "always", "step(", "code", "-", "0x"});
  int accepted = 0;
  for (int run = 0; run < fuzzRuns(); ++run) {
    EncodingText text{256, {"m", "n", "k"}, {mutator.next()}, 5};
    llvm::Expected<Encoding> encoding =
        bindEncoding(machine, {TargetKind::Instruction, mma}, text,
                     machine.codeLoops(array));
    ASSERT_FALSE(bool(encoding)); // One field is never all.
    std::string error = llvm::toString(encoding.takeError());
    EXPECT_NE(error, "");
    accepted += error.rfind("no field of", 0) == 0;
  }
  EXPECT_GT(accepted, 0);
}
