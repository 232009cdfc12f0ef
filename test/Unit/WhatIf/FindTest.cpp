//===- FindTest.cpp - the value where something holds ---------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/WhatIf/Find.h"
#include "Product.h"

using namespace ridge;

namespace {

class FindTest : public product::Test {
protected:
  Found find(llvm::StringRef number, llvm::StringRef first,
             llvm::StringRef last, llvm::StringRef property) {
    return findValue(
        trials,
        llvm::cantFail(parseRange(number, first, last, machine, session)),
        llvm::cantFail(parseProperty(property)));
  }

  std::string refusal(llvm::StringRef number, llvm::StringRef first,
                      llvm::StringRef last) {
    auto range = parseRange(number, first, last, machine, session);
    return range ? "" : sentenceOf(range.takeError());
  }
};

// 196,608 bytes in 8,192 cycles: 24 bytes a cycle.
TEST_F(FindTest, WhereTheProductIsBoundByCompute) {
  Found found =
      find("dram.bandwidth", "1 B/cycle", "64 B/cycle", "bound-by=engine");
  EXPECT_EQ(found.value, "24 B/cycle");
  EXPECT_FALSE(found.endsToHold);
  EXPECT_TRUE(found.isMonotone);
}

TEST_F(FindTest, TheGreatestWhereItEndsToHold) {
  Found found = find("dram.bandwidth", "1 B/cycle", "64 B/cycle",
                     "bound-by=memory @dram");
  EXPECT_EQ(found.value, "23 B/cycle");
  EXPECT_TRUE(found.endsToHold);
}

TEST_F(FindTest, EverywhereAndNowhere) {
  EXPECT_EQ(find("dram.bandwidth", "8 B/cycle", "64 B/cycle", "runs").value,
            "8 B/cycle");
  Found none =
      find("dram.bandwidth", "8 B/cycle", "64 B/cycle", "cycles<=8191");
  EXPECT_EQ(none.value, std::nullopt);
  EXPECT_GT(none.probes.size(), 4u);
}

TEST_F(FindTest, UnitsOfSizesAreOneKind) {
  SearchRange range = llvm::cantFail(
      parseRange("sram.size", "16 KiB", "1 MiB", machine, session));
  EXPECT_EQ(range.numSteps(), 1008);
  EXPECT_EQ(range.valueAt(3), "19 KiB");
  SearchRange tenths =
      llvm::cantFail(parseRange("clock", "0.5 GHz", "2 GHz", machine, session));
  EXPECT_EQ(tenths.numSteps(), 15);
  EXPECT_EQ(tenths.valueAt(1), "0.6 GHz");
}

TEST_F(FindTest, WhatIsNoRange) {
  EXPECT_NE(refusal("sram.width", "1 B", "2 B").find("no such number"),
            std::string::npos);
  EXPECT_NE(refusal("sram.size", "16 KiB", "2 GHz").find("units of one kind"),
            std::string::npos);
  EXPECT_NE(refusal("sram.size", "2 KiB", "1 KiB").find("to be greater"),
            std::string::npos);
}

TEST(Property, WhatIsNone) {
  for (llvm::StringRef text : {"", "fast", "cycles=3", "cycles<=", "colour>=1",
                               "bound-by=", "cycles<9"}) {
    llvm::Expected<Property> property = parseProperty(text);
    EXPECT_FALSE(static_cast<bool>(property)) << text.str();
    llvm::consumeError(property.takeError());
  }
}

} // namespace
