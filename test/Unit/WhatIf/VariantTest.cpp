//===- VariantTest.cpp - changes of a machine, in words -------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/WhatIf/Variant.h"
#include "ridge/WhatIf/Trials.h"
#include <gtest/gtest.h>

using namespace ridge;

namespace {

std::string refusal(llvm::StringRef edit) {
  Session session;
  llvm::Expected<std::vector<Variant>> variants = parseEdit(edit, session);
  return variants ? "" : sentenceOf(variants.takeError());
}

TEST(Variant, NumbersOfOneVariant) {
  Session session;
  std::vector<Variant> variants = llvm::cantFail(parseEdit(
      " sram.size = 1 MiB; dram->sram.setup=4 cycles;clock=2 GHz", session));
  ASSERT_EQ(variants.size(), 1u);
  const std::vector<MachineChange> &changes = variants.front().changes;
  ASSERT_EQ(changes.size(), 3u);
  EXPECT_EQ(changes[0].print(), "sram.size=1 MiB");
  EXPECT_EQ(changes[1].part, "dram->sram");
  EXPECT_EQ(changes[2].part, "");
  EXPECT_EQ(changes[2].attribute, "clock");
  MachineHandle toy = llvm::cantFail(session.loadMachine("toy"));
  MachineHandle changed =
      llvm::cantFail(makeVariant(variants.front(), toy, session));
  EXPECT_EQ(changed->hertz, 2'000'000'000);
  EXPECT_EQ(changed->memories[changed->findMemory("sram")].bytes, 1 << 20);
}

TEST(Variant, PartsOfAMachineFile) {
  Session session;
  Variant variant =
      llvm::cantFail(parseEdit("arch.remove @fold", session)).front();
  EXPECT_EQ(variant.name, "arch.remove @fold");
  MachineHandle toy = llvm::cantFail(session.loadMachine("toy"));
  MachineHandle changed = llvm::cantFail(makeVariant(variant, toy, session));
  EXPECT_EQ(changed->instructions.size() + 1, toy->instructions.size());
}

TEST(Variant, WhatIsNone) {
  EXPECT_NE(refusal("sram").find("expected PART.ATTRIBUTE=VALUE"),
            std::string::npos);
  EXPECT_NE(refusal("sram.size=").find("expected PART.ATTRIBUTE=VALUE"),
            std::string::npos);
  EXPECT_NE(refusal("no/such/file.mlir").find("cannot read the file"),
            std::string::npos);
}

} // namespace
