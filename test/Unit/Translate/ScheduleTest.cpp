//===- ScheduleTest.cpp - queues keep the one program order ---------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Random loop nests give the same values from queues as from one queue,
/// without races or deadlocks. The executor's vector clocks see every pair of
/// accesses that no semaphore orders.
///
//===----------------------------------------------------------------------===//

#include "PlacedModel.h"
#include "RandomNest.h"
#include "dialects/Ridge/RidgeDialect.h"
#include "ridge/Exec/Executor.h"
#include "ridge/Sim/Simulator.h"
#include "ridge/Translate/Translate.h"
#include "gtest/gtest.h"

using namespace mlir;
using namespace ridge;
using namespace ridge::test;

namespace {

class Schedule : public ::testing::TestWithParam<uint64_t> {
protected:
  std::unique_ptr<MLIRContext> context = makeContext();
  Machine machine = toy(*context);

  std::vector<uint8_t> valuesOf(const Program &program) {
    llvm::Expected<std::vector<Array>> results =
        execute(program, machine, {integers({256}, 7)});
    if (!results) {
      ADD_FAILURE() << llvm::toString(results.takeError());
      return {};
    }
    return results->front().bytes;
  }
};

TEST_P(Schedule, RandomNestKeepsItsValues) {
  for (uint64_t seed = GetParam(); seed < GetParam() + 20; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::string text = randomNest(seed);
    auto placed = compile(*context, text, "");
    auto queues = compile(*context, text, toIsa);
    ASSERT_TRUE(placed && queues) << text;
    FailureOr<Program> sequential = sequentialProgram(*placed, machine);
    FailureOr<Program> parallel = translateToProgram(*queues, machine);
    ASSERT_TRUE(succeeded(sequential) && succeeded(parallel)) << text;
    for (const std::string &violation : checkProgram(*parallel, machine))
      ADD_FAILURE() << violation << "\n" << text;
    EXPECT_TRUE(valuesOf(*sequential) == valuesOf(*parallel)) << text;
    EXPECT_EQ(simulate(*parallel, machine).deadlock, "") << text;
    if (HasFailure())
      return; // One text is enough to read.
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, Schedule,
                         ::testing::Range<uint64_t>(0, 400, 20));

} // namespace
