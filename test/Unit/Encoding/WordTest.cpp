//===- WordTest.cpp - fields of instruction words -------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TestWords.h"
#include "gtest/gtest.h"
#include <random>

using namespace ridge;
using namespace ridge::test;

namespace {
struct Fields : testing::Test {
  Machine machine = testMachine();

  /// The encoding of @mma with `changed` in place of the field that holds the
  /// same, and more.
  llvm::Expected<Encoding> bind(std::vector<std::string> more,
                                llvm::StringRef without = "",
                                int64_t bits = 320) {
    std::vector<std::string> fields;
    for (const char *field :
         {"[7:0] = 1", "[12:8] = size(m)", "[17:13] = size(n)",
          "[22:18] = size(k)", "[38:23] = address(A)", "[54:39] = address(B)",
          "[70:55] = address(C)", "[102:71] = stride(A, *)",
          "[134:103] = stride(B, *)", "[166:135] = stride(C, *)"})
      if (without.empty() || !llvm::StringRef(field).contains(without))
        fields.push_back(field);
    fields.insert(fields.end(), more.begin(), more.end());
    return bindEncoding(machine, {TargetKind::Instruction, mma},
                        {bits, {"m", "n", "k"}, fields, std::nullopt}, {});
  }
  /// Bits of a field of A's stride along m, or what is wrong.
  std::string strideAs(const std::string &field, int64_t value) {
    llvm::Expected<Encoding> encoding =
        bind({field, "[180:179] = stride(A, k)"}, "stride(A");
    if (!encoding)
      return llvm::toString(encoding.takeError());
    Quantity stride{QuantityOf::Stride, 0, 0, -1};
    llvm::Expected<uint64_t> raw =
        encodeField(*encoding, {}, *encoding->find(stride), value, 32);
    return raw ? std::to_string(*raw) : llvm::toString(raw.takeError());
  }
};
} // namespace

TEST_F(Fields, HoldValuesInTheirUnits) {
  EXPECT_EQ(strideAs("s [87:80] = stride(A, m)", 200), "200");
  EXPECT_EQ(strideAs("s [87:80] = stride(A, m) minus 1", 256), "255");
  // 48 elements of 4 bytes are 12 times 16 bytes.
  EXPECT_EQ(strideAs("s [87:80] = stride(A, m) in 16 bytes", 48), "12");
  EXPECT_EQ(strideAs("s [87:80] = stride(A, m) in 16 elements", 48), "3");
  EXPECT_EQ(strideAs("s [87:80] = stride(A, m) signed", -1), "255");
  EXPECT_EQ(strideAs("s [87:80] = stride(A, m) log2", 64), "6");
  EXPECT_EQ(strideAs("s [87:80] = stride(A, m) in bytes log2", 64), "8");
}

TEST_F(Fields, SayWhatDoesNotFit) {
  std::string end = "; widen it in the machine file, or change what the "
                    "instruction takes";
  std::string field = "field 's' [87:80] of @mma, stride(A, m), holds ";
  EXPECT_EQ(strideAs("s [87:80] = stride(A, m)", 256),
            field + "from 0 to 255, and the value is 256" + end);
  EXPECT_EQ(strideAs("s [87:80] = stride(A, m) signed", -129),
            field + "from -128 to 127, and the value is -129" + end);
  EXPECT_EQ(strideAs("s [87:80] = stride(A, m) in 16 bytes", 2),
            field +
                "multiples of 16 bytes from 0 to 4080 bytes, and the value "
                "is 8" +
                end);
  EXPECT_EQ(strideAs("s [87:80] = stride(A, m) log2", 48),
            field + "powers of 2 from 1 to 2^62, and the value is 48" + end);
  EXPECT_EQ(strideAs("always stride(A, m) = 16", 8),
            "the hardware takes stride(A, m) as 16 ('always'), and it is 8; "
            "give it a field in the encoding");
}

TEST_F(Fields, AreRefusedWhereTheyMeanNothing) {
  struct Case {
    std::vector<std::string> more;
    llvm::StringRef without, error;
  };
  const Case cases[] = {
      {{"[200:199] = 4"},
       "",
       "field '[200:199] = 4': constant 4 does not fit into the 2 bits of "
       "field 'constant'"},
      {{"x [40:36] = 0"},
       "",
       "fields 'address(A)' [38:23] and 'x' [40:36] overlap in bit 36"},
      {{"[320] = 1"},
       "",
       "field '[320] = 1': field 'constant' ends in bit 320, the word has 320"},
      {{"[180:170] = colour"},
       "",
       "field '[180:170] = colour': a field of @mma cannot hold 'colour', "
       "expected one of a number, code, size, address, stride, memory, source, "
       "immediate"},
      {{"[180:170] = stride(D, m)"},
       "",
       "field '[180:170] = stride(D, m)': no operand of @mma is called 'D', "
       "there are: A, B, C"},
      {{"[180:170] = stride(A, n)"},
       "",
       "field '[180:170] = stride(A, n)': A does not depend on the dim of "
       "level 'n'"},
      {{"[180:170] = size(q)"},
       "",
       "field '[180:170] = size(q)': no level is called 'q', there are: m, n, "
       "k"},
      {{"[180:170] = size(m)"},
       "",
       "field '[180:170] = size(m)': two fields hold size(m)"},
      {{"[178:170] = stride(C, *)"},
       "stride(C",
       "field '[178:170] = stride(C, *)': 'stride(C, *)' stands for 2 fields, "
       "which do not divide its 9 bits"},
      {{"[7:0 = code"},
       "",
       "field '[7:0 = code': expected ']', found '=' at column 6"},
      {{"[180] = code"},
       "",
       "field '[180] = code': 'code' is used, and @mma has none; write it as "
       "in "
       "{name = 1}"},
      {{"[180:170] = step(address(A), i)"},
       "",
       "field '[180:170] = step(address(A), i)': the loop word of its engine "
       "has no level 'i', there are: none"},
      {{},
       "stride(C",
       "no field of @mma holds stride(C, m); add one, or 'always stride(C, m) "
       "= ...' if the hardware takes it as given"},
  };
  for (const Case &one : cases)
    EXPECT_EQ(errorOf(bind(one.more, one.without)), one.error);
  EXPECT_EQ(errorOf(bind({}, "", 12)),
            "'bits': found 12, expected a multiple of 8 up to 65536");
}

TEST_F(Fields, TellWordsApart) {
  addWords(machine);
  const Encoding *wait = machine.findEncoding({TargetKind::Wait, array});
  const Encoding *signal = machine.findEncoding({TargetKind::Signal, array});
  EXPECT_EQ(findAmbiguity(*wait, *signal), "");
  Encoding same = *signal;
  same.fields.front().constant = wait->fields.front().constant;
  EXPECT_EQ(findAmbiguity(*wait, same),
            "words of wait and signal cannot be told apart: in no bit that "
            "both have are their constants different; give them different "
            "codes");
}

/// What fields print is what they are made from.
TEST_F(Fields, PrintAsTheyAreRead) {
  addWords(machine);
  for (const Encoding &encoding : machine.encodings) {
    auto loops = machine.codeLoops(machine.engineOf(encoding.target));
    EncodingText text{encoding.bits, encoding.levels, {}, std::nullopt};
    for (const EncodingField &field : encoding.fields) {
      // Names that were not given are not names.
      EncodingField plain = field;
      plain.name.clear();
      text.fields.push_back(printField(encoding, loops, plain));
    }
    if (encoding.target.kind == TargetKind::Loop)
      loops = {};
    llvm::Expected<Encoding> again =
        bindEncoding(machine, encoding.target, text, loops);
    ASSERT_TRUE(bool(again)) << llvm::toString(again.takeError());
    ASSERT_EQ(again->fields.size(), encoding.fields.size());
    for (auto [a, b] : llvm::zip(again->fields, encoding.fields))
      EXPECT_TRUE(a.holds == b.holds && a.low == b.low && a.high == b.high &&
                  a.constant == b.constant && a.isSigned == b.isSigned &&
                  a.minusOne == b.minusOne);
  }
}

/// Any word of any values comes back from its bits.
TEST_F(Fields, ComeBackFromTheirBits) {
  addWords(machine);
  std::mt19937_64 random(7);
  for (const Encoding &encoding : machine.encodings) {
    auto loops = machine.codeLoops(machine.engineOf(encoding.target));
    for (int run = 0; run < 200; ++run) {
      std::vector<uint8_t> bytes(encoding.bytes());
      for (const EncodingField &field : encoding.fields) {
        uint64_t bits = field.isConstant() ? field.constant : random();
        if (field.holds.kind == QuantityOf::Source)
          bits = random() % 2;
        if (field.holds.kind == QuantityOf::Format)
          bits = random() % 2;
        if (field.holds.kind == QuantityOf::Lists)
          bits = random() % 2;
        if (field.holds.kind == QuantityOf::Immediate)
          bits = 0; // Shares its bits.
        if (field.holds.kind == QuantityOf::Size)
          bits |= 1;
        for (unsigned i = 0; i < field.width(); ++i)
          if (bits >> i & 1)
            bytes[(field.low + i) / 8] |= 1 << ((field.low + i) % 8);
      }
      ByteProblem problem;
      std::optional<Word> word = decodeWord(machine, encoding, bytes, problem);
      if (!word) // A bit of what is not used.
        continue;
      llvm::Expected<std::vector<uint8_t>> again =
          encodeWord(machine, encoding, *word);
      ASSERT_TRUE(bool(again)) << llvm::toString(again.takeError());
      EXPECT_EQ(*again, bytes) << encoding.name;
    }
    EXPECT_EQ(loops.size(), 2u);
  }
}
