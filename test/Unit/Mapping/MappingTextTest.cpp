//===- MappingTextTest.cpp - mappings that people read and write ----------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Printed and read again, edited by hand, and refused at their place.
///
//===----------------------------------------------------------------------===//

#include "ridge/Mapping/MappingText.h"
#include "TestGroups.h"
#include "ridge/Mapping/TileSearch.h"
#include "llvm/Support/raw_ostream.h"

using namespace ridge;
using namespace ridge::test;

static const char *const productText = R"(group "product" {
  dims d0 = 8, d1 = 8, d2 = 8
  for d0 by 4
  for d2 by 2
  window w0 read [d0, d2] i8 in @sram slots 2
  window w1 read [d1, d2] i8 in @sram slots 3
  window w2 write [d0, d1] i32 in @sram slots 1
  local t0 [d0, d1] i32 in @acc slots 2
  run 3 contract (w0, w1) -> t0 by @matmul(A, B, C) fill @lanes(in, out)
  run 4 map (t0) -> w2 by @lanes(in, out)
}
)";

namespace {
class MappingTextTest : public testing::Test {
public:
  MappingTextTest() { completeForMappings(group); }

  /// Reads the text, carries it out and prints what came of it; or the error.
  std::string apply(std::string text) {
    auto parsed = parseMappings(text);
    if (!parsed)
      return llvm::toString(parsed.takeError());
    if (auto refusal =
            applyMapping(parsed->front(), names, group.workload, mapping))
      return std::to_string(refusal->at.line) + ":" +
             std::to_string(refusal->at.column) + ": " +
             refusal->refusal.print();
    std::string printed;
    llvm::raw_string_ostream stream(printed);
    printMapping(
        describeMapping(group.workload, mapping, parsed->front().label, names),
        stream);
    return printed;
  }
  /// productText with `from` replaced.
  static std::string with(const std::string &from, const std::string &to) {
    std::string text = productText;
    size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return text.replace(at, from.size(), to);
  }

  TestGroup group = productGroup(8, 8, 8);
  Mapping mapping;
  std::vector<RunName> names{{3, "contract"}, {4, "map"}};
};
} // namespace

TEST_F(MappingTextTest, IsCarriedOutAndPrintedAgain) {
  EXPECT_EQ(apply(productText), productText);
  EXPECT_EQ(mapping.windows[1].slots, 3);
  EXPECT_EQ(mapping.tiles[2], 2);
}

/// Every tiling that the search looks at is one that can be written.
TEST_F(MappingTextTest, WhateverIsFound) {
  struct Reader : SearchObserver {
    MappingTextTest &test;
    int count = 0;
    explicit Reader(MappingTextTest &test) : test(test) {}
    void evaluated(const Tiling &tiling) override {
      ++count;
      Workload workload = test.group.workload;
      Mapping wanted = workload.mappingOf(tiling), found;
      MappingText text = describeMapping(workload, wanted, "g", test.names);
      std::string printed;
      llvm::raw_string_ostream stream(printed);
      printMapping(text, stream);
      auto parsed = parseMappings(printed);
      ASSERT_TRUE(bool(parsed)) << llvm::toString(parsed.takeError());
      auto refusal = applyMapping(parsed->front(), test.names, workload, found);
      EXPECT_FALSE(refusal) << refusal->refusal.print() << printed;
      EXPECT_EQ(found, wanted) << printed;
    }
  };
  std::string reason;
  ASSERT_TRUE(group.workload.bind({}, reason)) << reason;
  Reader reader(*this);
  for (int64_t bytes : {700, 900, 1800}) {
    group.machine->memories[1].bytes = bytes;
    EXPECT_TRUE(searchTiles(group.workload, true, reason, &reader)) << reason;
  }
  EXPECT_GT(reader.count, 40);
}

TEST_F(MappingTextTest, CommentsAndLinesAreFree) {
  std::string text = with("  for d0 by 4\n", "// outermost\nfor d0\n by 4 ");
  EXPECT_EQ(apply(text), productText);
}

TEST_F(MappingTextTest, SyntaxErrorsHaveTheirPlace) {
  EXPECT_EQ(apply(with("for d0 by 4", "for d0 by x")),
            "3:13: found 'x', expected a tile size");
  EXPECT_EQ(apply(with("@matmul(A", "matmul(A")),
            "9:36: found 'matmul', expected an instruction as @matmul");
  EXPECT_EQ(apply(with("d1 = 8", "d2 = 8")),
            "2:16: found 'd2', expected d1: dims are listed in order");
  EXPECT_EQ(apply("group \"half"),
            "1:7: found '\"', expected a name in quotes");
  EXPECT_EQ(apply("group \"g\" { dims d0 = 1"),
            "1:24: found the end of the text, expected for, factors, window, "
            "local, run or '}'");
}

TEST_F(MappingTextTest, RulesHaveTheirPlace) {
  EXPECT_EQ(apply(with("for d0 by 4", "for d0 by 9")),
            "3:7: M-12: d0 has tiles of 9, expected 1 to its extent, 8");
  EXPECT_EQ(apply(with("for d0 by 4", "for d7 by 4")),
            "3:7: M-12: d7 is no dim of the group, which has 3");
  EXPECT_EQ(apply(with("@acc slots 2", "@sram slots 2")),
            "9:7: M-15: operand C is taken from @acc, not from @sram");
  EXPECT_EQ(apply(with("@acc slots 2", "@attic slots 2")),
            "8:9: M-15: machine 'test' has no memory @attic");
  EXPECT_EQ(apply(with("@sram slots 3", "@sram slots 30")),
            "6:10: M-16: 30 slots, expected 1 to the number of tiles, 8");
  EXPECT_EQ(apply(with("by @lanes", "by @matmul")),
            "10:7: M-14: @matmul has no operand in");
  EXPECT_EQ(apply(with("by @lanes", "by @dance")),
            "10:7: M-14: machine 'test' has no instruction @dance");
  EXPECT_EQ(apply(with("by @lanes(in, out)", "by @lanes(in, in)")),
            "10:7: M-14: @lanes(in, in) does not run the operation; "
            "@lanes(in, out) does");
  EXPECT_EQ(apply(with(" fill @lanes(in, out)", "")),
            "9:7: M-14: the operation's sum starts from a value, and nobody is "
            "to write it");
  EXPECT_EQ(apply(with(" by @lanes(in, out)", "")),
            "10:7: M-14: nobody is to run the operation");
  group.machine->memories[1].bytes = 100;
  EXPECT_EQ(apply(productText), "1:1: M-1: the buffers take 192 bytes of "
                                "@sram, which holds 100");
}

/// What is no decision must be as it is.
TEST_F(MappingTextTest, FactsAreHeldToTheGroup) {
  EXPECT_EQ(apply(with("d2 = 8", "d2 = 9")),
            "1:1: M-18: the group's dims have the extents 8, 8, 8");
  EXPECT_EQ(apply(with("read [d0, d2] i8", "read [d0] i8")),
            "5:10: M-18: w0 is [d0, d2] i8, not [d0] i8");
  EXPECT_EQ(apply(with("w0 read", "w0 write")), "5:10: M-18: w0 is read");
  EXPECT_EQ(apply(with("run 3 contract", "run 5 contract")),
            "9:7: M-18: operation 3 is a contract and comes here");
  EXPECT_EQ(apply(with("(w0, w1)", "(w1, w0)")),
            "9:7: M-18: operation 3 is (w0, w1) -> t0");
  EXPECT_EQ(apply(with("window w1", "window w0")),
            "6:10: M-18: w0 is said twice");
  EXPECT_EQ(apply(with("window w1", "window w5")),
            "6:10: M-18: the group has no w5");
  EXPECT_EQ(apply(with("  local t0 [d0, d1] i32 in @acc slots 2\n", "")),
            "1:1: M-18: nothing is said of t0");
  std::string text = productText;
  EXPECT_EQ(apply(text.substr(0, text.find("  run 4")) + "}"),
            "1:1: M-18: 1 operations are run, the group has 2");
}
