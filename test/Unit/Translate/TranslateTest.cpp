//===- TranslateTest.cpp - IR as programs ---------------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Each fact of an isa.program arrives in the Program; what the machine does
/// not have is an error where it stands.
///
//===----------------------------------------------------------------------===//

#include "ridge/Translate/Translate.h"
#include "PlacedModel.h"
#include "mlir/IR/Diagnostics.h"
#include "gtest/gtest.h"

using namespace mlir;
using namespace ridge;
using namespace ridge::test;

namespace {

class Translate : public ::testing::Test {
protected:
  std::unique_ptr<MLIRContext> context = makeContext();
  Machine machine = toy(*context);
  std::string errors;

  FailureOr<Program> translate(const std::string &body) {
    std::string text = "isa.program @p machine \"toy\" {\n"
                       "isa.layer @l \"the layer\" kind \"map\" macs 12 "
                       "loc(\"model.mlir\":3:7)\n" +
                       body + "}\n";
    auto module = compile(*context, text, "");
    EXPECT_TRUE(module) << text;
    if (!module)
      return failure();
    ScopedDiagnosticHandler handler(context.get(), [&](Diagnostic &diagnostic) {
      errors += diagnostic.str() + "\n";
      return success();
    });
    return translateToProgram(*module, machine);
  }

  void expectError(const std::string &body, llvm::StringRef message) {
    EXPECT_TRUE(failed(translate(body)));
    EXPECT_TRUE(llvm::StringRef(errors).contains(message))
        << errors << "expected: " << message.str();
  }

  std::vector<uint8_t> constant(const std::string &value,
                                const std::string &type) {
    FailureOr<Program> program = translate(
        "isa.buffer @w : !arch.buffer<" + type +
        "> in \"dram\" at 0 of 64 layers [0, 0] value " + value + "\n");
    return succeeded(program) ? program->buffers[0].data
                              : std::vector<uint8_t>();
  }
  using Bytes = std::vector<uint8_t>;
};

constexpr const char *buffers =
    "isa.buffer @x : !arch.buffer<64 x f32> in \"dram\" at 128 of 256 layers "
    "[0, 0] argument 0 shape [4, 16]\n"
    "isa.buffer @t : !arch.buffer<16 x f32> in \"sram\" at 64 slots 2 of 64 "
    "layers [0, 0]\n";

TEST_F(Translate, LayerKeepsLabelAndLocation) {
  FailureOr<Program> program = translate("");
  ASSERT_TRUE(succeeded(program));
  EXPECT_EQ(program->name, "p");
  EXPECT_EQ(program->machineName, "toy");
  ASSERT_EQ(program->layers.size(), 1u);
  EXPECT_EQ(program->layers[0].name, "the layer");
  EXPECT_EQ(program->layers[0].kind, "map");
  EXPECT_EQ(program->layers[0].macs, 12);
  EXPECT_EQ(program->layers[0].location, "model.mlir:3:7");
}

TEST_F(Translate, BufferKeepsEveryFact) {
  FailureOr<Program> program = translate(buffers);
  ASSERT_TRUE(succeeded(program));
  const Buffer &x = program->buffers[0], &t = program->buffers[1];
  EXPECT_EQ(x.kind, Buffer::Kind::Argument);
  EXPECT_EQ(x.index, 0);
  EXPECT_EQ(llvm::ArrayRef(x.shape), llvm::ArrayRef<int64_t>({4, 16}));
  EXPECT_EQ(x.elements, 64);
  EXPECT_EQ(x.address, 128);
  EXPECT_EQ(x.slotBytes, 256);
  EXPECT_EQ(x.format, Format::F32);
  EXPECT_EQ(t.kind, Buffer::Kind::Temporary);
  EXPECT_EQ(t.depth, 2);
  EXPECT_EQ(t.memory, machine.findMemory("sram"));
}

TEST_F(Translate, FloatConstant) {
  // 1.0 is 0x3f800000, -2.0 is 0xc0000000, little end first.
  EXPECT_EQ(constant("dense<[1.0, -2.0]> : tensor<2xf32>", "2 x f32"),
            (Bytes{0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0}));
}

TEST_F(Translate, SplatConstant) {
  // 1.5 in bf16 is 0x3fc0.
  EXPECT_EQ(constant("dense<1.5> : tensor<3xbf16>", "3 x bf16"),
            (Bytes{0xc0, 0x3f, 0xc0, 0x3f, 0xc0, 0x3f}));
}

TEST_F(Translate, IntegerConstant) {
  EXPECT_EQ(constant("dense<[-1, 2]> : tensor<2xi16>", "2 x i16"),
            (Bytes{0xff, 0xff, 2, 0}));
}

TEST_F(Translate, BitsTakeAByteEach) {
  EXPECT_EQ(constant("dense<[true, false, true]> : tensor<3xi1>", "3 x i1"),
            (Bytes{1, 0, 1}));
}

TEST_F(Translate, ResourceConstant) {
  // A header of the alignment, 4, then the two elements.
  FailureOr<Program> program = failure();
  auto module = compile(
      *context,
      "isa.program @p machine \"toy\" {\n"
      "isa.buffer @w : !arch.buffer<2 x i32> in \"dram\" at 0 of 64 layers "
      "[0, 0] value dense_resource<blob> : tensor<2xi32>\n}\n"
      "{-# dialect_resources: { builtin: { blob: "
      "\"0x040000000100000007000000\" } } #-}\n",
      "");
  ASSERT_TRUE(module);
  program = translateToProgram(*module, machine);
  ASSERT_TRUE(succeeded(program));
  EXPECT_EQ(program->buffers[0].data, (Bytes{1, 0, 0, 0, 7, 0, 0, 0}));
}

TEST_F(Translate, CountersBecomeLoopDepths) {
  FailureOr<Program> program = translate(
      std::string(buffers) +
      "isa.queue \"load\" { affine.for %i = 0 to 2 { affine.for %j = 0 to 2 {\n"
      "isa.move \"dram->sram\" @x to @t counters(%j, %i) sizes "
      "[affine_map<(j, i) -> (16, 20 - 4 * j)>] accesses "
      "[#arch.access<(j, i) -> (32 * i + 16 * j), [1], (j, i) -> (0)>, "
      "#arch.access<(j, i) -> (0), [1], (j, i) -> (2 * i + j)>] layer @l\n"
      "}}}\n");
  ASSERT_TRUE(succeeded(program));
  const ProgramOp &outer = program->queues[0].body[0];
  EXPECT_EQ(outer.trip, 2);
  EXPECT_EQ(outer.layer, 0);
  const ProgramOp &move = outer.body[0].body[0];
  // i is the loop at depth 0, j at depth 1, whatever the order of the list.
  EXPECT_EQ(move.operands[0].offset.evaluate({1, 0}), 32);
  EXPECT_EQ(move.operands[0].offset.evaluate({0, 1}), 16);
  EXPECT_EQ(move.operands[1].instance.evaluate({1, 1}), 3);
  EXPECT_EQ(move.sizes[0].evaluate({0, 1}), 16);
  EXPECT_EQ(move.path, machine.findPath(machine.findMemory("dram"),
                                        machine.findMemory("sram")));
}

TEST_F(Translate, QueuesGoByEngine) {
  FailureOr<Program> program =
      translate("isa.queue \"array\" {\n}\nisa.queue \"load\" {\n}\n");
  ASSERT_TRUE(succeeded(program));
  EXPECT_EQ(program->queues[0].engine, machine.findEngine("load"));
  EXPECT_EQ(program->queues[1].engine, machine.findEngine("array"));
}

TEST_F(Translate, IntegerImmediateKeepsItsSign) {
  FailureOr<Program> program = translate(
      "isa.kernel @k reduction [false] dims [[], [0]] {\n^bb0(%v: i8):\n"
      "isa.yield %v : i8\n}\n"
      "isa.buffer @t : !arch.buffer<16 x i8> in \"sram\" at 0 of 64 layers "
      "[0, 0]\n"
      "isa.queue \"vector\" {\nisa.issue \"simple\" @k on [@t] sizes "
      "[affine_map<() -> (16)>] accesses [#arch.immediate<-3 : i8>, "
      "#arch.access<() -> (0), [1], () -> (0)>] dims [0] operands [0, 1] "
      "total [16] layer @l\n}\n");
  ASSERT_TRUE(succeeded(program));
  EXPECT_EQ(program->queues[0].body[0].operands[0].intValue, -3);
  EXPECT_TRUE(program->queues[0].body[0].operands[0].isImmediate());
}

TEST_F(Translate, UnknownMemory) {
  expectError("isa.buffer @t : !arch.buffer<16 x f32> in \"attic\" at 0 of 64 "
              "layers [0, 0]\n",
              "is in memory 'attic', which @toy does not have");
}

TEST_F(Translate, UnknownEngine) {
  expectError("isa.queue \"horse\" {\n}\n",
              "is of engine 'horse', which @toy does not have");
}

TEST_F(Translate, PathOfOtherMemories) {
  expectError(std::string(buffers) +
                  "isa.queue \"load\" {\nisa.move \"dram->acc\" @x to @t sizes "
                  "[affine_map<() -> (16)>] accesses [#arch.access<() -> (0), "
                  "[1], () -> (0)>, #arch.access<() -> (0), [1], () -> (0)>] "
                  "layer @l\n}\n",
              "goes over 'dram->acc', which is not the path of @toy");
}

TEST_F(Translate, UnknownInstruction) {
  expectError(std::string(buffers) +
                  "isa.kernel @k reduction [false] dims [[], [0]] {\n"
                  "^bb0(%v: f32):\nisa.yield %v : f32\n}\n"
                  "isa.queue \"array\" {\nisa.issue \"dance\" @k on [@t] sizes "
                  "[affine_map<() -> (16)>] accesses [#arch.immediate<0.0 : "
                  "f32>, #arch.access<() -> (0), [1], () -> (0)>] dims [0] "
                  "operands [0, 1] total [16] layer @l\n}\n",
              "names 'dance', which @toy does not have");
}

TEST_F(Translate, MapThatDivides) {
  expectError(std::string(buffers) +
                  "isa.queue \"load\" { affine.for %i = 0 to 4 {\n"
                  "isa.move \"dram->sram\" @x to @t counters(%i) sizes "
                  "[affine_map<(i) -> (16)>] accesses [#arch.access<(i) -> (i "
                  "floordiv 2), [1], (i) -> (0)>, #arch.access<(i) -> (0), "
                  "[1], (i) -> (0)>] layer @l\n}}\n",
              "has a map that is not linear in its counters");
}

TEST_F(Translate, ModuleWithoutProgram) {
  auto module = compile(*context, "module {}", "");
  ScopedDiagnosticHandler handler(context.get(), [&](Diagnostic &diagnostic) {
    errors += diagnostic.str();
    return success();
  });
  EXPECT_TRUE(failed(translateToProgram(*module, machine)));
  EXPECT_EQ(errors, "holds 0 programs in isa form, expected 1");
}

TEST_F(Translate, UnplacedBuffersGetTheirOwnAddresses) {
  auto module =
      compile(*context,
              "func.func @f() {\n"
              "%x = ridge.buffer \"x\" {memory = \"dram\", address = 64 : i64, "
              "slot_bytes = 64 : i64} : !arch.buffer<16 x f32>\n"
              "%y = ridge.buffer \"y\" : !arch.buffer<17 x f32>\n"
              "%z = ridge.buffer \"z\" : !arch.buffer<1 x f32>\n"
              "ridge.layer \"l\" \"map\" macs 0 {\n}\nreturn\n}\n",
              "");
  ASSERT_TRUE(module);
  FailureOr<Program> program = sequentialProgram(*module, machine);
  ASSERT_TRUE(succeeded(program));
  // x ends at 128; y takes 68 bytes from there; z begins at the next 64.
  EXPECT_EQ(program->buffers[1].address, 128);
  EXPECT_EQ(program->buffers[1].memory, machine.home());
  EXPECT_EQ(program->buffers[2].address, 256);
}

} // namespace
