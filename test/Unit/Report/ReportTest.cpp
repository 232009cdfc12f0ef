//===- ReportTest.cpp - the page and the document -------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Both views of runs on the toy machine; the JSON is parsed back.
///
//===----------------------------------------------------------------------===//

#include "ridge/Report/Report.h"
#include "lib/Report/Limit.h"
#include "test/Unit/Sim/Toy.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/JSON.h"
#include <gtest/gtest.h>
#include <limits>

using namespace ridge;
using namespace toy;

namespace {

/// A program, its machine and what Cost and Sim say about it.
struct Scored {
  Program program;
  ridge::Machine target;
  RunResult result;

  explicit Scored(Program p, ridge::Machine m = machine())
      : program(std::move(p)), target(std::move(m)) {
    result.model = "toy.mlir";
    result.program = &program;
    result.machine = &target;
    result.cost = estimate(program, target);
    result.sim = simulate(program, target);
  }
  std::string text() const {
    std::string page;
    llvm::raw_string_ostream os(page);
    printText(result, os);
    return page;
  }
  std::string json() const {
    std::string document;
    llvm::raw_string_ostream os(document);
    printJson(result, os);
    return document;
  }
  llvm::json::Object parsed() const {
    llvm::json::Value value = llvm::cantFail(llvm::json::parse(json()));
    return std::move(*value.getAsObject());
  }
};

std::vector<std::string> keys(const llvm::json::Object &object) {
  std::vector<std::string> names;
  for (const auto &entry : object)
    names.push_back(entry.first.str());
  std::sort(names.begin(), names.end());
  return names;
}

bool has(const llvm::json::Object &object,
         std::initializer_list<const char *> names) {
  for (const char *name : names)
    if (!object.get(name))
      return false;
  return true;
}

TEST(Json, FieldsThatScriptsRelyOn) {
  Scored run(pipeline(64, 32, 2));
  llvm::json::Object document = run.parsed();
  EXPECT_TRUE(has(document, {"schema", "model", "machine", "cycles", "seconds",
                             "traffic", "memory", "units", "ops"}));
  EXPECT_EQ(document.getInteger("schema"), 1);
  EXPECT_EQ(document.getString("model"), "toy.mlir");
  EXPECT_EQ(document.getString("machine"), "toy");
  EXPECT_EQ(
      keys(*document.getObject("cycles")),
      (std::vector<std::string>{"bound", "estimate", "serial", "simulated"}));
  EXPECT_EQ(document.getObject("cycles")->getInteger("simulated"), 158);
  EXPECT_FALSE(document.get("check"));
  EXPECT_FALSE(document.get("deadlock"));
}

TEST(Json, SecondsAreOfTheMachinesClock) {
  ridge::Machine m = machine();
  m.hertz = 500000000;
  Scored run(pipeline(64, 32, 2), m);
  EXPECT_DOUBLE_EQ(*run.parsed().getNumber("seconds"), 158 / 5e8);
}

TEST(Json, UnitsListStatesThatSumToTheCycles) {
  for (uint64_t seed = 0; seed != 20; ++seed) {
    Scored run(randomProgram(seed), randomMachine(seed));
    llvm::json::Object document = run.parsed();
    const llvm::json::Array &units = *document.getArray("units");
    ASSERT_EQ(units.size(), 4u);
    for (const llvm::json::Value &unit : units) {
      int64_t sum = 0;
      const auto *states = unit.getAsObject()->getObject("states");
      ASSERT_EQ(states->size(), numUnitStates);
      for (const auto &state : *states)
        sum += *state.second.getAsInteger();
      EXPECT_EQ(sum, document.getObject("cycles")->getInteger("simulated"));
    }
    EXPECT_EQ(units[1].getAsObject()->getString("name"), "array");
  }
}

TEST(Json, TrafficByPath) {
  Scored run(pipeline(40, 32, 2));
  llvm::json::Object document = run.parsed();
  const llvm::json::Object &traffic = *document.getObject("traffic");
  EXPECT_EQ(traffic.getInteger("dram->sram"), 160);
  EXPECT_EQ(traffic.getInteger("acc->dram"), 160);
}

TEST(Json, PathsOfOneNameAreOneField) {
  ridge::Machine m = machine();
  m.paths[out].name = m.paths[in].name;
  Scored run(pipeline(40, 32, 2), m);
  llvm::json::Object document = run.parsed();
  EXPECT_EQ(document.getObject("traffic")->size(), 1u);
  EXPECT_EQ(document.getObject("traffic")->getInteger("dram->sram"), 320);
}

TEST(Json, MemoryPeaks) {
  // Two slots of 32 elements in each of @sram and @acc.
  Scored run(pipeline(64, 32, 2));
  llvm::json::Object document = run.parsed();
  const llvm::json::Object &sram =
      *document.getObject("memory")->getObject("sram");
  EXPECT_EQ(sram.getInteger("peak"), 256);
  EXPECT_EQ(sram.getInteger("capacity"), 1 << 20);
  EXPECT_LE(*sram.getInteger("lower_bound"), 256);
  EXPECT_EQ(document.getObject("memory")->size(), 3u);
}

TEST(Json, OpsAreLayers) {
  Scored run(pipeline(64, 32, 2, 3));
  llvm::json::Object document = run.parsed();
  const llvm::json::Array &ops = *document.getArray("ops");
  ASSERT_EQ(ops.size(), 1u);
  const llvm::json::Object &op = *ops[0].getAsObject();
  EXPECT_TRUE(has(op, {"name", "location", "kind", "instruction", "bound",
                       "estimate", "simulated", "bytes", "macs"}));
  EXPECT_EQ(op.getString("name"), "layer0");
  EXPECT_EQ(op.getString("location"), "toy.mlir:1:1");
  EXPECT_EQ(op.getString("instruction"), "mac");
  EXPECT_EQ(op.getInteger("simulated"), run.result.sim.cycles);
  EXPECT_EQ(op.getInteger("bytes"), 512);
  EXPECT_EQ(op.getInteger("macs"), 192);
}

TEST(Json, CheckWhenChecked) {
  Scored run(pipeline(64, 32, 2));
  run.result.check = CheckResult{true,   64,   1e-6, 2e-5, "k * eps", "", 0,
                                 {1, 2}, 1e-6, 1e-5, 3,    2,         0};
  llvm::json::Object document = run.parsed();
  const llvm::json::Object &check = *document.getObject("check");
  EXPECT_EQ(keys(check),
            (std::vector<std::string>{"compared", "exact", "largest_error",
                                      "max_error", "median_tolerance",
                                      "near_tie", "status", "tolerance",
                                      "tolerance_rule", "unbounded", "worst"}));
  EXPECT_EQ(check.getString("status"), "pass");
  EXPECT_EQ(check.getInteger("compared"), 64);
  EXPECT_DOUBLE_EQ(*check.getNumber("max_error"), 1e-6);
  const llvm::json::Object &worst = *check.getObject("worst");
  EXPECT_EQ(*worst.getArray("index"), (llvm::json::Array{1, 2}));
}

TEST(Json, FailedCheckWithInfiniteErrorIsStillJson) {
  Scored run(pipeline(64, 32, 2));
  CheckResult check;
  check.maxError = std::numeric_limits<double>::infinity();
  check.detail = "result 0 at [3]: 1 instead of 2";
  run.result.check = check;
  llvm::json::Object document = run.parsed();
  const llvm::json::Object &object = *document.getObject("check");
  EXPECT_EQ(object.getString("status"), "fail");
  EXPECT_EQ(object.getString("max_error"), "inf");
  EXPECT_EQ(object.getString("detail"), check.detail);
}

TEST(Json, SameBytesTwice) {
  Scored run(randomProgram(3), randomMachine(3)),
      again(randomProgram(3), randomMachine(3));
  EXPECT_EQ(run.json(), again.json());
  EXPECT_EQ(run.text(), again.text());
}

TEST(Json, StringsThatAreNotUtf8) {
  Scored run(pipeline(64, 32, 2));
  run.result.model = "mod\xff.mlir";
  EXPECT_TRUE(run.parsed().get("model"));
}

TEST(Limit, TransferEngineNamesItsPath) {
  // 34 of every 34 cycles load; the path is as narrow as the memory.
  Scored run(pipeline(32 * 50, 32, 4));
  ridge::Machine wide = machine();
  wide.memories[dram].bytesPerCycle = 100;
  Scored free(pipeline(32 * 50, 32, 4), wide);
  EXPECT_EQ(describeLimit(free.result).find("@load (dram->sram bandwidth)"), 0u)
      << describeLimit(free.result);
  EXPECT_NE(describeLimit(run.result).find("shared with other transfers"),
            std::string::npos)
      << describeLimit(run.result);
}

TEST(Limit, NarrowMemoryIsNamed) {
  ridge::Machine m = machine();
  m.paths[in].bytesPerCycle = 8;
  m.memories[dram].bytesPerCycle = 4;
  Builder b;
  b.layer("copy");
  BufferId x = b.argument(1000), a = b.buffer(sram, 10, 2);
  b.queue(load,
          {loop(100, {move(in, at(x, affine(0, 10)),
                           at(a, affine(0), affine(0, 1)), extent(10))})});
  Scored run(std::move(b.program), m);
  EXPECT_EQ(describeLimit(run.result).find("@load (@dram bandwidth): busy"), 0u)
      << describeLimit(run.result);
}

TEST(Limit, BurstsInFlightAreNamed) {
  // 1 burst of 4 bytes per 10 cycles of latency.
  ridge::Machine m = machine();
  m.paths[in].inFlight = 1;
  Scored run(pipeline(320, 32, 4), m);
  EXPECT_EQ(
      describeLimit(run.result).find("@load (dram->sram bursts in flight)"), 0u)
      << describeLimit(run.result);
}

TEST(Limit, ComputeEngineNamesItsInstruction) {
  Scored run(pipeline(320, 32, 2, 10));
  EXPECT_EQ(describeLimit(run.result).find("@array (@mac): busy 9"), 0u)
      << describeLimit(run.result);
}

TEST(Limit, WaitingIsALimitToo) {
  // A single slot and long latencies: nobody is busy for half of the time.
  ridge::Machine m = machine();
  m.paths[in].latency = 500;
  Scored run(pipeline(320, 32, 1), m);
  std::string text = describeLimit(run.result);
  EXPECT_EQ(text.find("dependences: no unit is busy more than"), 0u) << text;
  EXPECT_NE(text.find("holds queues for"), std::string::npos) << text;
}

TEST(Text, SaysWhatALongRunNeeds) {
  Scored run(pipeline(320, 32, 2, 10));
  std::string page = run.text();
  EXPECT_EQ(page.find("toy.mlir on toy at 1000 MHz\n"), 0u) << page;
  for (const char *part :
       {"limited by @array (@mac): busy 9", "bound", "engine @array",
        "estimate", "simulated", "serial", "wait semaphore", "layer0", "@mac",
        "dram->sram", "live peak", "1.00 MiB", "buffers in @sram"})
    EXPECT_NE(page.find(part), std::string::npos) << part << "\n" << page;
}

TEST(Text, MemoryIsAsFullAsWhatIsAliveAtOnce) {
  // 32 elements of 4 bytes in layer 0, 16 elements in layer 1, and these far
  // up: 128 bytes are alive at once in a memory used up to its middle.
  Builder b;
  addPipeline(b, 64, 32, 1);
  ridge::LayerId second = b.layer("second");
  BufferId late = b.buffer(sram, 16, 1, second);
  int64_t middle = machine().memories[sram].bytes / 2;
  b.program.buffers[late].address = middle - 64;
  Scored run(std::move(b.program));
  const llvm::json::Object document = run.parsed();
  const llvm::json::Object *memory =
      document.getObject("memory")->getObject("sram");
  EXPECT_EQ(memory->getInteger("live_peak"), 128);
  EXPECT_EQ(memory->getInteger("peak"), middle);
  EXPECT_NE(run.text().find("@sram       128 B  1.00 MiB"), std::string::npos)
      << run.text();
}

TEST(Text, FitsNinetyColumns) {
  Builder b;
  addPipeline(b, 400, 32, 2);
  b.program.layers[0].name = std::string(100, 'n');
  b.program.layers[0].kind = std::string(100, 'k');
  Scored run(std::move(b.program));
  llvm::SmallVector<llvm::StringRef> lines;
  std::string page = run.text();
  llvm::SplitString(page, lines, "\n");
  for (llvm::StringRef line : lines)
    EXPECT_LE(line.size(), 90u) << line.str();
}

TEST(Text, SaysDeadlock) {
  Builder b;
  b.layer("stuck");
  SemaphoreId full = b.semaphore("full");
  b.queue(array, {wait(full, affine(1))});
  Scored run(std::move(b.program));
  EXPECT_NE(run.text().find("deadlock at cycle 0: queue @array"),
            std::string::npos);
  EXPECT_NE(run.json().find("deadlock at cycle 0: queue @array"),
            std::string::npos);
}

TEST(Text, SaysCheck) {
  Scored run(pipeline(64, 32, 2));
  run.result.check =
      CheckResult{false, 64,   0.5, 2e-5, "k * eps", "y[3] differs", 0, {3},
                  0.5,   1e-5, 0,   0,    0};
  EXPECT_NE(run.text().find("check FAILED: 64 elements, largest error 0.5, "
                            "tolerance 2e-05 (k * eps)\n  y[3] differs\n"),
            std::string::npos)
      << run.text();
}

} // namespace
