//===- OverlapSafetyTest.cpp - each condition refuses what breaks it ------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A double buffered copy that is safe, and one change per condition that makes
/// it unsafe. Conditions c3 and c4 are also refused by the verifier of
/// isa.queue, which runs at parsing, so they have no case of their own.
///
//===----------------------------------------------------------------------===//

#include "ridge/Transforms/Schedule/OverlapSafety.h"
#include "PlacedModel.h"
#include "mlir/IR/Diagnostics.h"
#include "gtest/gtest.h"

using namespace mlir;
using namespace ridge;
using namespace ridge::test;

namespace {

/// What the copy says at the places that a case may change.
struct Copy {
  std::string loadWait = "isa.wait @free until affine_map<(i) -> (i - 1)> "
                         "counters(%i) layer @l\n";
  std::string loadSignal = "isa.signal @full layer @l\n";
  std::string loadInstance = "(i) -> (i)";
  std::string storeWait = "isa.wait @full until affine_map<(i) -> (i + 1)> "
                          "counters(%i) layer @l\n";
  std::string storeSignal = "isa.signal @free layer @l\n";
  std::string storeInstance = "(i) -> (i)";
  int loadTrips = 4;
  bool loads = true;

  std::string text() const;
};

std::string Copy::text() const {
  std::string sizes =
      " counters(%i) sizes [affine_map<(i) -> (16)>] accesses [";
  std::string home = "#arch.access<(i) -> (16 * i), [1], (i) -> (0)>";
  auto tile = [](const std::string &instance) {
    return "#arch.access<(i) -> (0), [1], " + instance + ">";
  };
  std::string move = loads ? "isa.move \"dram->sram\" @x to @t" + sizes + home +
                                 ", " + tile(loadInstance) + "] layer @l\n"
                           : "isa.move \"sram->dram\" @t to @x" + sizes +
                                 tile(loadInstance) + ", " + home +
                                 "] layer @l\n";
  return "isa.program @p machine \"toy\" {\n"
         "isa.buffer @x : !arch.buffer<64 x f32> in \"dram\" at 0 of 256 "
         "layers [0, 0]\n"
         "isa.buffer @y : !arch.buffer<64 x f32> in \"dram\" at 256 of 256 "
         "layers [0, 0]\n"
         "isa.buffer @t : !arch.buffer<16 x f32> in \"sram\" at 0 slots 2 of "
         "64 layers [0, 0]\n"
         "isa.layer @l \"l\" kind \"copy\" macs 0\n"
         "isa.semaphore @full\nisa.semaphore @free\n"
         "isa.queue \"load\" {\naffine.for %i = 0 to " +
         std::to_string(loadTrips) + " {\n" + loadWait + move + loadSignal +
         "}\n}\n"
         "isa.queue \"store\" {\naffine.for %i = 0 to 4 {\n" +
         storeWait + "isa.move \"sram->dram\" @t to @y" + sizes +
         tile(storeInstance) + ", " + home + "] layer @l\n" + storeSignal +
         "}\n}\n}\n";
}

/// The error, or nothing for a safe copy.
std::string check(const Copy &copy, const llvm::StringSet<> &serialised = {}) {
  auto context = makeContext();
  auto module = compile(*context, copy.text(), "");
  if (!module)
    return "does not parse";
  std::string error;
  ScopedDiagnosticHandler handler(context.get(), [&](Diagnostic &diagnostic) {
    error += diagnostic.str();
    return success();
  });
  auto program = *module->getOps<isa::ProgramOp>().begin();
  LogicalResult result = checkOverlapSafety(program, serialised);
  EXPECT_EQ(failed(result), !error.empty());
  return error;
}

void expectCondition(const Copy &copy, const char *condition) {
  std::string error = check(copy);
  EXPECT_NE(error.find(condition), std::string::npos)
      << "expected " << condition << ", found: " << error;
}

TEST(OverlapSafety, DoubleBufferedCopyIsSafe) { EXPECT_EQ(check({}), ""); }

TEST(OverlapSafety, C1NothingFillsTheBuffer) {
  Copy copy;
  copy.loads = false;
  expectCondition(copy, "overlap-c1: is read before it is written");
}

TEST(OverlapSafety, C2InstancesWithoutAFill) {
  Copy copy;
  copy.loadTrips = 3;
  expectCondition(copy, "overlap-c2: uses instances 0 to 3, queue 'load' fills "
                        "0 to 2");
}

TEST(OverlapSafety, C5InstancesThatGoBackwards) {
  Copy copy;
  copy.storeInstance = "(i) -> (3 - i)";
  expectCondition(copy, "overlap-c5");
}

TEST(OverlapSafety, C6NoSignalOfTheFill) {
  Copy copy;
  copy.loadSignal = "";
  expectCondition(copy, "overlap-c6: no semaphore leads from its fill in queue "
                        "'load' to queue 'store'");
}

TEST(OverlapSafety, C6NoWaitForTheFill) {
  Copy copy;
  copy.storeWait = "";
  expectCondition(copy, "overlap-c6: no semaphore leads from its fill");
}

TEST(OverlapSafety, C6NoSignalOfTheUse) {
  Copy copy;
  copy.storeSignal = "";
  expectCondition(copy,
                  "overlap-c6: no semaphore leads from queue 'store' back "
                  "to its fill in queue 'load', and slots are used again");
}

TEST(OverlapSafety, C6NoWaitBeforeTheSlotIsFilledAgain) {
  Copy copy;
  copy.loadWait = "";
  expectCondition(copy,
                  "overlap-c6: no semaphore leads from queue 'store' back");
}

TEST(OverlapSafety, C6SignalAheadOfTheUse) {
  // The same semaphores, but the signal no longer says that the use is over.
  Copy copy;
  copy.storeWait += copy.storeSignal;
  copy.storeSignal = "";
  expectCondition(copy,
                  "overlap-c6: no semaphore leads from queue 'store' back");
}

TEST(OverlapSafety, SlotsAreFreeWhenTheyAreRead) {
  Copy copy;
  copy.storeSignal = "isa.signal @free after_reads layer @l\n";
  EXPECT_EQ(check(copy), "");
}

TEST(OverlapSafety, C6FillsMustBeThere) {
  Copy copy;
  copy.loadSignal = "isa.signal @full after_reads layer @l\n";
  expectCondition(copy, "overlap-c6: no semaphore leads from its fill in queue "
                        "'load' to queue 'store'");
}

TEST(OverlapSafety, SerialisedBuffersAreLeftToTheirOrder) {
  Copy copy;
  copy.storeInstance = "(i) -> (3 - i)";
  llvm::StringSet<> serialised;
  serialised.insert("t");
  EXPECT_EQ(check(copy, serialised), "");
}

} // namespace
