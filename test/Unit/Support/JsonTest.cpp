//===- JsonTest.cpp - documents that strangers give -----------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Support/Json.h"
#include "llvm/Support/raw_ostream.h"
#include "gtest/gtest.h"
#include <cmath>

using namespace ridge;

/// What parseJson has against the text; empty if nothing.
static std::string complaint(llvm::StringRef text) {
  llvm::Expected<llvm::json::Value> value = parseJson(text);
  return value ? "" : llvm::toString(value.takeError());
}

static std::string nested(unsigned depth) {
  return std::string(depth, '[') + std::string(depth, ']');
}

TEST(Json, NestsUpToTheLimit) {
  EXPECT_EQ(complaint(nested(maxJsonDepth)), "");
  EXPECT_EQ(complaint(nested(maxJsonDepth + 1)),
            "1:65: brackets nest deeper than 64 levels");
  EXPECT_EQ(complaint("{\"a\":" + nested(200000) + "}"),
            "1:69: brackets nest deeper than 64 levels");
  // Brackets one after the other are not one in the other, and in texts they
  // are none.
  std::string row = "[";
  for (int i = 0; i < 1000; ++i)
    row += "[],";
  EXPECT_EQ(complaint(row + "\"" + std::string(1000, '[') + "\\\"[\"]"), "");
}

TEST(Json, RefusesAKeyTwice) {
  EXPECT_EQ(complaint("{\"a\": 1, \"b\": 2,\n \"a\": 3}"),
            "2:5: key 'a' stands twice in one object");
  EXPECT_EQ(complaint(R"({"a": 1, "\u0061": 3})"),
            "1:18: key 'a' stands twice in one object");
  // Each object has keys of its own; a text that is no key may be there twice.
  EXPECT_EQ(complaint(R"({"a": {"a": "a"}, "b": ["a", "a", {"a": 1}]})"), "");
}

TEST(Json, UnfinishedTextsAreTheParsersBusiness) {
  for (llvm::StringRef text : {"{\"", "{\"a\\", "[", "\"", "{\"a\": \"", "]]"})
    EXPECT_NE(complaint(text), "") << text.str();
}

TEST(Json, WritesNumbersThatJsonDoesNotHave) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  llvm::json::OStream json(stream);
  json.object([&] {
    writeNumber(json, "a", 0.5);
    writeNumber(json, "b", -0.0);
    writeNumber(json, "c", 0.0);
    writeNumber(json, "d", NAN);
    writeNumber(json, "e", -HUGE_VAL);
    json.attributeArray("f", [&] { writeNumber(json, HUGE_VAL); });
  });
  EXPECT_EQ(text,
            R"({"a":0.5,"b":-0.0,"c":0,"d":"nan","e":"-inf","f":["inf"]})");
}
