//===- FactorListTest.cpp - mappings as factors of levels -----------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Loops and tiles of lists of factors by hand, and what is refused where.
///
//===----------------------------------------------------------------------===//

#include "TestGroups.h"
#include "ridge/Mapping/MappingText.h"
#include "llvm/Support/raw_ostream.h"

using namespace ridge;
using namespace ridge::test;

/// A product of 8 x 8 x 8 and what follows; the middle level has no memory.
static const char *const factorText = R"(group "product" {
  dims d0 = 8, d1 = 8, d2 = 8
  factors "L2[ABD] M2 K4 - L1[AB] N2 K2 - L0[C] M4 N4X"
      dims (M = d0, N = d1, K = d2)
      levels (L2 = @dram, L1 = @sram, L0 = @acc)
      tensors (A = w0, B = w1, D = w2, C = t0)
  run 3 contract (w0, w1) -> t0
  run 4 map (t0) -> w2
}
)";

namespace {
class FactorListTest : public testing::Test {
public:
  FactorListTest() { completeForMappings(group); }

  static std::string print(const MappingText &text) {
    std::string printed;
    llvm::raw_string_ostream stream(printed);
    printMapping(text, stream);
    return printed;
  }
  /// Reads the text, carries it out and prints what came of it; or the error.
  std::string apply(const std::string &text) {
    auto parsed = parseMappings(text);
    if (!parsed)
      return llvm::toString(parsed.takeError());
    if (auto refusal =
            applyMapping(parsed->front(), names, group.workload, mapping))
      return std::to_string(refusal->at.line) + ":" +
             std::to_string(refusal->at.column) + ": " +
             refusal->refusal.print();
    return print(
        describeMapping(group.workload, mapping, parsed->front().label, names));
  }
  static std::string with(const std::string &from, const std::string &to) {
    std::string text = factorText;
    size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return text.replace(at, from.size(), to);
  }

  TestGroup group = productGroup(8, 8, 8);
  Mapping mapping;
  std::vector<RunName> names{{3, "contract"}, {4, "map"}};
};
} // namespace

/// What lies at the home memory is a loop, what lies below is the tile.
TEST_F(FactorListTest, OuterFactorsAreLoops) {
  std::string printed = apply(factorText);
  EXPECT_EQ(mapping.order, (llvm::SmallVector<int64_t, 6>{0, 2})) << printed;
  EXPECT_EQ(mapping.tiles, (llvm::SmallVector<int64_t, 6>{4, 8, 2}));
  EXPECT_TRUE(mapping.steps.empty());
  EXPECT_EQ(mapping.windows[0].slots, 2);
  // It does not move.
  EXPECT_EQ(mapping.windows[2].slots, 2);
  // What it comes to can be written out, and means the same.
  Mapping first = mapping;
  EXPECT_EQ(apply(printed), printed);
  EXPECT_EQ(mapping, first);
}

TEST_F(FactorListTest, IsPrintedAsItWasRead) {
  auto parsed = parseMappings(factorText);
  ASSERT_TRUE(bool(parsed)) << llvm::toString(parsed.takeError());
  EXPECT_EQ(print(parsed->front()), factorText);
}

/// The order of a level's loops is the list's, and a dim may have several.
TEST_F(FactorListTest, LoopsKeepTheirOrder) {
  std::string printed = apply(with("M2 K4 - L1", "K2 M2 K2 - L1"));
  EXPECT_EQ(mapping.order, (llvm::SmallVector<int64_t, 6>{2, 0, 2})) << printed;
  EXPECT_EQ(mapping.steps, (llvm::SmallVector<int64_t, 6>{4, 4, 2}));
}

/// Factors of more than the extent leave a ragged tile.
TEST_F(FactorListTest, TilesMayBeRagged) {
  std::string printed = apply(with("M2 K4 - L1[AB] N2 K2 - L0[C] M4",
                                   "M3 K4 - L1[AB] N2 K2 - L0[C] M3"));
  EXPECT_EQ(mapping.tiles[0], 3) << printed;
}

TEST_F(FactorListTest, SyntaxErrorsHaveTheirPlace) {
  EXPECT_EQ(apply(with("K4 - L1", "Kx - L1")),
            "3:23: found 'Kx', expected a factor as K8 or K8X");
  EXPECT_EQ(apply(with("M2 K4 - L1", "M0 K4 - L1")),
            "3:20: found 'M0', expected a factor as K8 or K8X");
  EXPECT_EQ(apply(with("L2[ABD]", "L2 ABD")),
            "3:12: found 'L2 ABD M2 K4', expected a level as L1[AB] M2 K4");
  EXPECT_EQ(apply(with("L2 = @dram", "L2 @dram")),
            "5:18: found '@', expected '='");
  EXPECT_EQ(apply(with("factors \"L2", "factors L2")),
            "3:11: found 'L2', expected levels in quotes");
}

TEST_F(FactorListTest, RulesHaveTheirPlace) {
  EXPECT_EQ(apply(with("M2 K4 - L1", "M1 K4 - L1")),
            "3:11: M-12: d0 has factors of 4 in all, expected at least its "
            "extent, 8");
  EXPECT_EQ(apply(with("M2 K4 - L1", "M2X K4 - L1")),
            "3:20: M-12: M is spatial, and no array lies above the memories of "
            "the operands");
  EXPECT_EQ(apply(with("M2 K4 - L1", "M2 Z4 - L1")),
            "3:23: M-12: Z has a factor of 4, and `dims` does not say which "
            "dim it is");
  EXPECT_EQ(apply(with("K = d2", "K = d5")),
            "4:29: M-12: d5 is no dim of the group, which has 3");
  EXPECT_EQ(apply(with("L1 = @sram", "L1 = @attic")),
            "5:27: M-15: machine 'test' has no memory @attic");
  EXPECT_EQ(apply(with("L2 = @dram", "L2 = @sram")),
            "3:12: M-15: the first level is @dram, where the tensors lie: "
            "`levels` must say so");
  EXPECT_EQ(apply(with("L0[C]", "L0[A]")),
            "3:43: M-15: w0 is kept in @acc by L0, and lies in @sram");
  EXPECT_EQ(apply(with("A = w0", "A = w9")), "6:16: M-18: the group has no w9");
  EXPECT_EQ(apply(with("d1 = 8", "d1 = 9")),
            "1:1: M-18: the group's dims have other extents");
  EXPECT_EQ(apply(with("  run 3", "  for d0 by 4\n  run 3")),
            "7:7: M-12: loops are said twice: by factors, and by this line");
  EXPECT_EQ(apply(with("-> t0\n", "-> t0 by @matmul(A, B, C)\n")),
            "7:7: M-18: instructions follow from the factors: --emit=mapping "
            "prints them, to be changed in place of the factors");
  EXPECT_EQ(apply(with("  run 3", "  local t0 [d0, d1] i32 in @acc slots 2\n"
                                  "  run 3")),
            "7:9: M-18: buffers follow from the factors: --emit=mapping prints "
            "them, to be changed in place of the factors");
  group.machine->memories[1].bytes = 100;
  EXPECT_EQ(apply(factorText).substr(0, 10), "3:11: M-1:");
}
