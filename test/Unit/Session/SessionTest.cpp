//===- SessionTest.cpp - the steps of a run, each alone -------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Session/Session.h"
#include "llvm/Support/Process.h"
#include <gtest/gtest.h>

using namespace ridge;

namespace {

constexpr const char *product = R"(
func.func @product(%x: tensor<24x40xf32>, %w: tensor<40x16xf32>)
    -> tensor<24x16xf32> {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<24x16xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<24x16xf32>)
      -> tensor<24x16xf32>
  %r = linalg.matmul ins(%x, %w : tensor<24x40xf32>, tensor<40x16xf32>)
      outs(%f : tensor<24x16xf32>) -> tensor<24x16xf32>
  return %r : tensor<24x16xf32>
}
)";

template <typename T> Message errorOf(llvm::Expected<T> value) {
  Message found;
  if (value) {
    ADD_FAILURE() << "no error";
    return found;
  }
  llvm::handleAllErrors(value.takeError(),
                        [&](const InputError &error) { found = error.said(); });
  return found;
}

TEST(Session, EachStepAlone) {
  Session session;
  MachineHandle toy = cantFail(session.loadMachine("toy"));
  Model model = cantFail(session.parseModel(product, "product.mlir"));
  Compiled compiled = cantFail(session.compile(model, toy));
  ProgramCost cost = cantFail(session.estimate(compiled));
  SimResult sim = cantFail(session.simulate(compiled));
  EXPECT_LE(cost.bound, sim.cycles);
  EXPECT_LE(sim.cycles, cost.serial);

  Values values = cantFail(session.evaluate(model));
  Execution execution;
  CheckResult check = cantFail(session.check(compiled, values, &execution));
  EXPECT_TRUE(check.pass) << check.detail;
  EXPECT_EQ(check.compared, 24 * 16);
  EXPECT_EQ(execution.stats.pathBytes, sim.pathBytes);

  // Execution and comparison apart, on the same arguments.
  Execution again =
      cantFail(session.execute(compiled, values->programArguments()));
  EXPECT_EQ(again.results[0].bytes, execution.results[0].bytes);
  again.results[0].bytes[3] ^= 0x40; // The exponent of the first element.
  EXPECT_FALSE(values->compare(again.results).pass);
}

/// A model is compiled from its kept tensor form, or pass by pass from the
/// start if somebody looks: the program is the same.
TEST(Session, SharedTensorFormGivesTheSameProgram) {
  Session session;
  Model model = cantFail(session.parseModel(product, "product.mlir"));
  for (const char *name : {"toy", "systolic-128"}) {
    MachineHandle machine = cantFail(session.loadMachine(name));
    std::vector<std::string> passes;
    CompileOptions observed;
    observed.observer = [&](llvm::StringRef pass, mlir::ModuleOp) {
      passes.push_back(pass.str());
      return mlir::success();
    };
    Compiled slow = cantFail(session.compile(model, machine, observed));
    Compiled shared = cantFail(session.compile(model, machine));
    EXPECT_EQ(passes.front(), "ridge-import");
    EXPECT_EQ(printProgram(slow.program, machine),
              printProgram(shared.program, machine));
  }
}

/// Programs and numbers outlive the model, the session and one another.
TEST(Session, ResultsAreValues) {
  Compiled compiled;
  {
    Session session;
    Model model = cantFail(session.parseModel(product, "product.mlir"));
    compiled =
        cantFail(session.compile(model, cantFail(session.loadMachine("toy"))));
  }
  Session other;
  SimResult sim = cantFail(other.simulate(compiled));
  EXPECT_GT(sim.cycles, 0);
  EXPECT_EQ(compiled.machine->name, "toy");
}

TEST(Session, StopsAfterAStage) {
  Session session;
  Model model = cantFail(session.parseModel(product, "product.mlir"));
  CompileOptions options;
  options.last = Stage::Tensor;
  Compiled compiled = cantFail(session.compile(model, {}, options));
  EXPECT_NE(compiled.ir.find("ridge.contract"), std::string::npos);
  EXPECT_TRUE(compiled.program.queues.empty());
}

/// Asked after each pass: the compilation ends, and the session goes on.
TEST(Session, StopsWhenAsked) {
  Session session;
  MachineHandle toy = cantFail(session.loadMachine("toy"));
  Model model = cantFail(session.parseModel(product, "product.mlir"));
  int asked = 0;
  session.stopWhen([&] { return ++asked >= 5; });
  llvm::Expected<Compiled> stopped = session.compile(model, toy);
  ASSERT_FALSE(stopped);
  EXPECT_TRUE(stopped.errorIsA<StoppedError>());
  llvm::consumeError(stopped.takeError());
  session.stopWhen(nullptr);
  Compiled compiled = cantFail(session.compile(model, toy));
  EXPECT_GT(cantFail(session.simulate(compiled)).cycles, 0);
}

TEST(Session, ProgramsAndMappingsComeBackFromTheirText) {
  Session session;
  MachineHandle toy = cantFail(session.loadMachine("toy"));
  Model model = cantFail(session.parseModel(product, "product.mlir"));
  CompileOptions keeps;
  keeps.keepsMapping = true;
  Compiled compiled = cantFail(session.compile(model, toy, keeps));
  std::string text = printProgram(compiled.program, toy);
  Compiled read = cantFail(session.parseProgram(text, "product.txt", toy));
  EXPECT_EQ(printProgram(read.program, toy), text);
  EXPECT_EQ(errorOf(session.parseProgram("nonsense", "wrong.txt", toy)).place,
            "wrong.txt:1:1");
  CompileOptions replays;
  replays.mapping = TextSource{"mapping.txt", compiled.mapping};
  Compiled replayed = cantFail(session.compile(model, toy, replays));
  EXPECT_EQ(printProgram(replayed.program, toy), text);
}

TEST(Session, ArgumentsMayBeGiven) {
  Session session;
  Model model = cantFail(session.parseModel(product, "product.mlir"));
  ValueOptions options;
  auto ones = std::make_shared<Array>(
      cantFail(session.evaluate(model))->modelArguments()[1]);
  options.given = {nullptr, ones};
  EXPECT_NE(errorOf(session.evaluate(model, options)).text.find("argument 0"),
            std::string::npos);
  options.seed = 7;
  Values values = cantFail(session.evaluate(model, options));
  EXPECT_EQ(values->modelArguments()[1].bytes, ones->bytes);
  options.given = {ones};
  EXPECT_NE(errorOf(session.evaluate(model, options)).text.find("40x16xf32"),
            std::string::npos);
}

TEST(Session, ErrorsSayWhereAndWhat) {
  Session session;
  Message message = errorOf(session.loadMachine("nosuch"));
  EXPECT_EQ(message.kind, Message::Kind::Error);
  EXPECT_NE(message.text.find("nosuch"), std::string::npos) << message.text;

  message = errorOf(session.parseModel("func.func @f(", "broken.mlir"));
  EXPECT_EQ(message.place.substr(0, 12), "broken.mlir:") << message.place;

  // A step that fails leaves the session as it was.
  Model model = cantFail(session.parseModel(product, "product.mlir"));
  MachineHandle integers = cantFail(session.loadMachine("gemmini-16"));
  message = errorOf(session.compile(model, integers));
  EXPECT_EQ(message.place.substr(0, 13), "product.mlir:") << message.place;
  MachineHandle toy = cantFail(session.loadMachine("toy"));
  EXPECT_TRUE(bool(session.compile(model, toy)));
}

/// Each instruction is within the limits of a machine file, all of them are
/// not: 1024 x 1024 x 1024 are at least 8 * 16 * 16 products of 128 x 64 x 64.
TEST(Session, SumsThatLeave64BitsAreRefused) {
  std::string large = product;
  for (llvm::StringRef shape : {"24x40x", "40x16x", "24x16x"})
    for (size_t at; (at = large.find(shape)) != std::string::npos;)
      large.replace(at, shape.size(), "1024x1024x");
  Session session;
  Model model = cantFail(session.parseModel(large, "large.mlir"));
  for (auto [what, number] :
       {std::pair("times", "latency \"occupancy + 9000000000000000\""),
        std::pair("energies", "energy \"m * n * k * 8796093022207\"")}) {
    std::string text = std::string("arch.machine @late derives @toy { "
                                   "arch.instruction @matmul_f32 ") +
                       number + " {source = \"assumed\"} }";
    MachineHandle late = cantFail(session.parseMachine(text, "late.mlir"));
    Compiled compiled = cantFail(session.compile(model, late));
    for (const Message &message : {errorOf(session.estimate(compiled)),
                                   errorOf(session.simulate(compiled))}) {
      EXPECT_EQ(message.place.substr(0, 11), "large.mlir:");
      EXPECT_NE(message.text.find(what + std::string(" of all instructions")),
                std::string::npos)
          << message.text;
    }
  }
}

/// Variants come and go: what one leaves behind does not grow with their
/// number.
TEST(Session, VariantsLeaveNothingBehind) {
  Session session;
  Model model = cantFail(session.parseModel(product, "product.mlir"));
  MachineHandle toy = cantFail(session.loadMachine("toy"));
  auto tryOne = [&](int number) {
    MachineChange change;
    change.part = "sram";
    change.attribute = "size";
    change.value = std::to_string(256 + number) + " KiB";
    MachineHandle variant = cantFail(session.deriveMachine(toy, {change}));
    Compiled compiled = cantFail(session.compile(model, variant));
    EXPECT_GT(cantFail(session.simulate(compiled)).cycles, 0);
  };
  for (int number = 0; number < 20; ++number)
    tryOne(number);
  size_t before = llvm::sys::Process::GetMallocUsage();
  for (int number = 20; number < 60; ++number)
    tryOne(number);
  size_t after = llvm::sys::Process::GetMallocUsage();
  // Names of variants and a few attributes stay with the context.
  EXPECT_LT(after - before, 40 * 16 * 1024u);
}

} // namespace
