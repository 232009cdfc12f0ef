//===- TableTest.cpp - spelling of numbers and tables ---------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Each spelling at its edges.
///
//===----------------------------------------------------------------------===//

#include "ridge/Report/Table.h"
#include <gtest/gtest.h>

using namespace ridge;

namespace {

TEST(Table, Counts) {
  EXPECT_EQ(formatCount(0), "0");
  EXPECT_EQ(formatCount(999), "999");
  EXPECT_EQ(formatCount(1000), "1 000");
  EXPECT_EQ(formatCount(12345678), "12 345 678");
  EXPECT_EQ(formatCount(-123456), "-123 456");
}

TEST(Table, Bytes) {
  EXPECT_EQ(formatBytes(0), "0 B");
  EXPECT_EQ(formatBytes(1023), "1023 B");
  EXPECT_EQ(formatBytes(1024), "1.00 KiB");
  EXPECT_EQ(formatBytes(12 * 1024), "12.0 KiB");
  EXPECT_EQ(formatBytes(1024 * 1024 - 1), "1.00 MiB");
  EXPECT_EQ(formatBytes(int64_t(8) << 30), "8.00 GiB");
}

TEST(Table, Seconds) {
  EXPECT_EQ(formatSeconds(640e-9), "640 ns");
  EXPECT_EQ(formatSeconds(12.34e-6), "12.3 us");
  EXPECT_EQ(formatSeconds(4.567e-3), "4.57 ms");
  EXPECT_EQ(formatSeconds(90), "90.0 s");
}

TEST(Table, Energy) {
  EXPECT_EQ(formatEnergy(5), "5.00 fJ");
  EXPECT_EQ(formatEnergy(1234000), "1.23 nJ");
}

TEST(Table, Shares) {
  EXPECT_EQ(formatShare(1, 3), "33.3 %");
  EXPECT_EQ(formatShare(3, 3), "100.0 %");
  EXPECT_EQ(formatShare(0, 0), "-");
}

TEST(Table, Differences) {
  EXPECT_EQ(formatDifference(110, 100), "+10.0 %");
  EXPECT_EQ(formatDifference(90, 100), "-10.0 %");
  EXPECT_EQ(formatDifference(100, 100), "0.0 %");
  EXPECT_EQ(formatDifference(5, 0), "-");
}

TEST(Table, LongTextIsCut) {
  EXPECT_EQ(shorten("matmul", 6), "matmul");
  EXPECT_EQ(shorten("matmul_1", 6), "matm..");
}

TEST(Table, ColumnsAlign) {
  Table table({"unit", "busy"}, 1);
  table.add({"@load", "7 %"});
  table.add({"@x", ""});
  std::string text;
  llvm::raw_string_ostream os(text);
  table.print(os);
  EXPECT_EQ(text, "  unit   busy\n"
                  "  @load   7 %\n"
                  "  @x\n");
}

} // namespace
