//===- ComparisonTest.cpp - what differs between two runs -----------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Documents written by hand: which layers meet, what is said to have changed,
/// and what no document of a run is.
///
//===----------------------------------------------------------------------===//

#include "ridge/Report/Comparison.h"
#include "ridge/Support/Json.h"
#include <gtest/gtest.h>

using namespace ridge;

namespace {

/// A layer at a line of the model, with a tile of `tile` in its only dim.
std::string layer(const std::string &name, int line, int cycles, int tile,
                  const std::string &instruction = "mma") {
  return R"({"name": ")" + name + R"(", "location": "m.mlir:)" +
         std::to_string(line) + R"(:1", "instruction": ")" + instruction +
         R"(", "bound": 1, "simulated": )" + std::to_string(cycles) +
         R"(, "bytes": 64, "energy_femtojoules": 5, "formats": "f32 -> f32",)" +
         R"( "mapping": "group \")" + name +
         R"(\" {\n  dims d0 = 64\n  for d0 by )" + std::to_string(tile) +
         R"(\n}\n"})";
}

std::string document(const std::string &ops, int cycles,
                     const std::string &sram = "100") {
  return R"({"model": "m.mlir", "machine": "toy", "limited_by": "@array",
    "seconds": )" +
         std::to_string(cycles * 1e-9) + R"(, "energy_femtojoules": 7,
    "cycles": {"bound": 1, "estimate": 2, "simulated": )" +
         std::to_string(cycles) + R"(},
    "traffic": {"dram->sram": 128}, "ops": [)" +
         ops + R"(],
    "hardware": {"hertz": 1000000000, "memories": [
      {"name": "sram", "bytes": )" +
         sram + R"(, "home": false}]}})";
}

RunDocument read(const std::string &text) {
  llvm::Expected<llvm::json::Value> json = parseJson(text);
  EXPECT_TRUE(bool(json)) << llvm::toString(json.takeError());
  llvm::Expected<RunDocument> run = RunDocument::read(*json);
  EXPECT_TRUE(bool(run)) << llvm::toString(run.takeError());
  return std::move(*run);
}

std::string problemOf(const std::string &text) {
  llvm::Expected<llvm::json::Value> json = parseJson(text);
  EXPECT_TRUE(bool(json)) << llvm::toString(json.takeError());
  llvm::Expected<RunDocument> run = RunDocument::read(*json);
  return run ? "" : llvm::toString(run.takeError());
}

using Changed = std::vector<std::string>;

TEST(Comparison, LayersMeetByNameThenByPlace) {
  Comparison found = compareRuns(
      read(document(layer("a", 1, 10, 8) + "," + layer("b+1", 2, 20, 8) + "," +
                        layer("c", 3, 30, 8),
                    60)),
      read(document(layer("a", 1, 5, 16) + "," + layer("b+2", 2, 25, 8), 30)));
  ASSERT_EQ(found.layers.size(), 3u);
  EXPECT_EQ(found.layers[0].before, 0u);
  EXPECT_EQ(found.layers[0].changed, Changed{"tile"});
  EXPECT_NEAR(found.layers[0].secondsLost, -5e-9, 1e-15);
  EXPECT_EQ(found.layers[1].before, 1u);
  EXPECT_EQ(found.layers[1].changed, Changed{"operations"});
  // What is lost stands at the end.
  EXPECT_EQ(found.layers[2].before, 2u);
  EXPECT_FALSE(found.layers[2].after);
  EXPECT_NEAR(found.layers[2].secondsLost, -30e-9, 1e-15);
}

TEST(Comparison, SaysWhatChangedAndOnWhatMachine) {
  Comparison found =
      compareRuns(read(document(layer("a", 1, 10, 8), 10)),
                  read(document(layer("a", 1, 10, 8, "fast"), 10, "200")));
  EXPECT_EQ(found.layers[0].changed, Changed{"instruction"});
  ASSERT_EQ(found.hardware.size(), 1u);
  EXPECT_EQ(found.hardware[0].part, "@sram");
  EXPECT_EQ(found.hardware[0].number, "bytes");
  EXPECT_EQ(found.hardware[0].after, "200");
  EXPECT_EQ(found.before.layers[0].tile, "d0 8");
}

TEST(Comparison, OfARunAndItselfIsNothing) {
  std::string text = document(layer("a", 1, 10, 8), 10);
  Comparison found = compareRuns(read(text), read(text));
  EXPECT_TRUE(found.layers[0].changed.empty());
  EXPECT_TRUE(found.hardware.empty());
  for (const ComparedFigure &figure : found.figures)
    EXPECT_EQ(figure.before, figure.after) << figure.name;
}

TEST(Comparison, RefusesWhatIsNoRun) {
  EXPECT_NE(problemOf("[]").find("'cycles'"), std::string::npos);
  EXPECT_NE(problemOf(document("3", 10)).find("'ops' holds"),
            std::string::npos);
  EXPECT_NE(problemOf(document(layer("a", 1, -1, 8), 10)).find("'simulated'"),
            std::string::npos);
  // A text of a mapping that nobody checked has no tile.
  std::string text = document(layer("a", 1, 10, 8), 10);
  text.replace(text.find("for d0"), 6, "for d7");
  EXPECT_EQ(read(text).layers[0].tile, "");
}

} // namespace
