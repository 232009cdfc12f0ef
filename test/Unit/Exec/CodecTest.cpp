//===- CodecTest.cpp - values that moves encode ---------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What lies in a buffer in a codec after a move, and what comes out of it.
///
//===----------------------------------------------------------------------===//

#include "lib/Exec/Move.h"
#include "ridge/Exec/Executor.h"
#include "test/Unit/Program/TestProgram.h"
#include "gtest/gtest.h"
#include <cstring>
#include <random>

using namespace ridge;
using namespace ridge::test;

namespace {

std::unique_ptr<Codec> codecOf(llvm::StringRef name) {
  return cantFail(Codec::create(name));
}

Array makeArray(llvm::ArrayRef<int64_t> shape, llvm::ArrayRef<float> values) {
  Array array;
  array.shape.assign(shape.begin(), shape.end());
  array.bytes.resize(values.size() * 4);
  std::memcpy(array.bytes.data(), values.data(), array.bytes.size());
  return array;
}

std::vector<float> floatsOf(const Array &array) {
  std::vector<float> values(array.elements());
  std::memcpy(values.data(), array.bytes.data(), array.bytes.size());
  return values;
}

std::vector<float> normalValues(size_t count, uint64_t seed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<float> normal;
  std::vector<float> values(count);
  for (float &value : values)
    value = normal(random);
  return values;
}

/// What the codec makes of each row of 64 apart.
std::vector<float> recodedRows(llvm::StringRef name,
                               llvm::ArrayRef<float> values) {
  auto codec = codecOf(name);
  std::vector<float> result;
  for (size_t row = 0; row < values.size(); row += 64) {
    auto part = values.slice(row, 64);
    auto decoded = cantFail(codec->decode(codec->encode(part), 64));
    result.insert(result.end(), decoded.begin(), decoded.end());
  }
  return result;
}

/// @x [8, 64] by way of @a to @y, which are in codecs.
struct Copy : Builder {
  BufferId x, y, a;

  Copy(llvm::StringRef from, llvm::StringRef to) {
    machine.paths[dramToSram].codecs = {from.str()};
    machine.paths[sramToDram].codecs = {to.str()};
    x = argument("x", 0, {8, 64});
    y = result("y", 0, {8, 64});
    a = temporary("a", sram, 8 * 64);
    setCodec(x, from);
    setCodec(y, to);
    SemaphoreId full = semaphore("full");
    queue(load,
          {move(dramToSram, {8, 64}, at(x, 0, {64, 1}), at(a, 0, {64, 1})),
           signal(full)});
    queue(ridge::test::store,
          {wait(full, 1),
           move(sramToDram, {8, 64}, at(a, 0, {64, 1}), at(y, 0, {64, 1}))});
  }
  void setCodec(BufferId id, llvm::StringRef name) {
    if (name.empty())
      return;
    auto codec = codecOf(name);
    Buffer &buffer = program.buffers[id];
    buffer.codec = name.str();
    buffer.codecUnit = codec->unit();
    buffer.codecBits = codec->fixedBitsPerValue();
    if (buffer.codecBits == 0)
      buffer.codecBits = 11;
  }
  std::vector<float> run(llvm::ArrayRef<float> values,
                         ExecStats *stats = nullptr) {
    EXPECT_EQ(checkProgram(program, machine), std::vector<std::string>());
    auto results =
        execute(program, machine, {makeArray({8, 64}, values)}, {}, stats);
    return floatsOf(cantFail(std::move(results))[0]);
  }
};

} // namespace

TEST(ExecCodec, AMoveIntoTheBufferEncodes) {
  std::vector<float> values = normalValues(512, 1);
  for (const char *name : {"mxfp4", "sparse<2:4,f8E4M3FN>", "transform<8>",
                           "entropy<bf16>", "f8E4M3FN", "sparse<2:4,mxfp4>"}) {
    SCOPED_TRACE(name);
    std::vector<float> found = Copy("", name).run(values);
    EXPECT_EQ(found, recodedRows(name, values));
    EXPECT_NE(found, values);
  }
}

TEST(ExecCodec, AMoveOutOfTheBufferCopies) {
  std::vector<float> values = normalValues(512, 2);
  EXPECT_EQ(Copy("mxfp4", "").run(values), values);
}

TEST(ExecCodec, CountsTheBytesOfCodes) {
  // 512 values in mxfp4: 272 bytes; in 2:4 of 8 bits 5 bits each: 320 bytes.
  Copy copy("mxfp4", "sparse<2:4,f8E4M3FN>");
  ExecStats stats;
  copy.run(normalValues(512, 3), &stats);
  EXPECT_EQ(stats.pathBytes[dramToSram], 272);
  EXPECT_EQ(stats.pathBytes[sramToDram], 320);
}

TEST(ExecCodec, TransposedRowsAreEncodedAsTheyLie) {
  // @a is read column by column; the units are those of the rows of @y.
  Copy copy("", "mxfp4");
  ProgramOp &out = copy.program.queues[1].body[1];
  out.sizes = {Size(64), Size(8)};
  out.operands[0].strides = {1, 64};
  out.operands[1].strides = {1, 64};
  std::vector<float> values = normalValues(512, 4);
  EXPECT_EQ(copy.run(values), recodedRows("mxfp4", values));
}

TEST(ExecCodec, PiecesAreEncodedLikeTheWhole) {
  Copy copy("", "sparse<2:4,mxfp4>"); // Units of 64.
  copy.program.queues[1].body[1] =
      loop(8, {move(sramToDram, {64}, at(copy.a, t(0, 64), {1}),
                    at(copy.y, t(0, 64), {1}))});
  std::vector<float> values = normalValues(512, 5);
  EXPECT_EQ(copy.run(values), recodedRows("sparse<2:4,mxfp4>", values));
}

TEST(ExecCodec, WindowsBetweenOthersLeaveThemAlone) {
  // Units of 4 in rows of 12, of which 4 to 7 are written.
  auto codec = codecOf("sparse<2:4,f32>");
  std::vector<float> window = {1, 2, 3, 4, 8, 5, 6, 7, 1, 2, 3, 4,
                               1, 2, 3, 4, 5, 8, 7, 6, 1, 2, 3, 4};
  recodeWindow(*codec, Format::F32,
               reinterpret_cast<uint8_t *>(window.data() + 4), {12, 1}, {2, 4});
  EXPECT_EQ(window, (std::vector<float>{1, 2, 3, 4, 8, 0, 0, 7, 1, 2, 3, 4,
                                        1, 2, 3, 4, 0, 8, 7, 0, 1, 2, 3, 4}));
}

TEST(ExecCodec, PackedElementsComeBackToTheirPlaces) {
  // f4E2M1FN, two in a byte: 6 and 4 are kept of each four.
  Builder builder;
  builder.machine.paths[sramToDram].codecs = {"sparse<2:4,f4E2M1FN>"};
  BufferId x = builder.argument("x", 0, {16}, Format::F4E2M1FN);
  BufferId y = builder.result("y", 0, {16}, Format::F4E2M1FN);
  BufferId a = builder.temporary("a", sram, 16, 1, Format::F4E2M1FN);
  Buffer &buffer = builder.program.buffers[y];
  buffer.codec = "sparse<2:4,f4E2M1FN>";
  buffer.codecUnit = 4;
  buffer.codecBits = 3;
  SemaphoreId full = builder.semaphore("full");
  builder.queue(load, {move(dramToSram, {16}, at(x, 0, {1}), at(a, 0, {1})),
                       signal(full)});
  builder.queue(
      ridge::test::store,
      {wait(full, 1), move(sramToDram, {16}, at(a, 0, {1}), at(y, 0, {1}))});
  ASSERT_EQ(checkProgram(builder.program, builder.machine),
            std::vector<std::string>());
  Array array;
  array.format = Format::F4E2M1FN;
  array.shape = {16};
  // Codes 7 and 6 are 6 and 4, 1 and 2 are 0.5 and 1.
  for (int i = 0; i < 4; ++i)
    array.bytes.insert(array.bytes.end(), {7, 1, 6, 2});
  auto results = cantFail(execute(builder.program, builder.machine, {array}));
  std::vector<uint8_t> expected;
  for (int i = 0; i < 4; ++i)
    expected.insert(expected.end(), {7, 0, 6, 0});
  EXPECT_EQ(results[0].bytes, expected);
}
