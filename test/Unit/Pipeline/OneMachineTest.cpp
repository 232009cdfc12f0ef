//===- OneMachineTest.cpp - a run has one machine -------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A machine file is read once, whatever becomes of it while the stages run,
/// and whoever brings a machine has none read.
///
//===----------------------------------------------------------------------===//

#include "dialects/Arch/ArchDialect.h"
#include "dialects/Arch/MachineRegistry.h"
#include "mlir/InitAllDialects.h"
#include "mlir/Parser/Parser.h"
#include "ridge/Analysis/PassMachine.h"
#include "ridge/Pipeline/Compilation.h"
#include "ridge/Pipeline/Register.h"
#include "ridge/Target/Catalog.h"
#include "ridge/Target/MachineVariant.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "gtest/gtest.h"

using namespace mlir;
using namespace ridge;

namespace {

/// A product with something behind it: every stage has work.
constexpr const char *model = R"(
func.func @model(%a: tensor<64x96xf32>, %b: tensor<96x80xf32>)
    -> tensor<64x80xf32> {
  %zero = arith.constant 0.0 : f32
  %empty = tensor.empty() : tensor<64x80xf32>
  %init = linalg.fill ins(%zero : f32) outs(%empty : tensor<64x80xf32>)
      -> tensor<64x80xf32>
  %product = linalg.matmul
      ins(%a, %b : tensor<64x96xf32>, tensor<96x80xf32>)
      outs(%init : tensor<64x80xf32>) -> tensor<64x80xf32>
  %exp = linalg.exp ins(%product : tensor<64x80xf32>)
      outs(%empty : tensor<64x80xf32>) -> tensor<64x80xf32>
  return %exp : tensor<64x80xf32>
}
)";

class OneMachine : public ::testing::Test {
protected:
  void SetUp() override {
    ASSERT_FALSE(llvm::sys::fs::createUniqueDirectory("ridge", directory));
    machineFile = pathOf("mine.mlir");
    modelFile = pathOf("model.mlir");
    write(modelFile, model);
    writeMachine("128 KiB");
  }
  void TearDown() override {
    llvm::sys::fs::remove(machineFile);
    llvm::sys::fs::remove(modelFile);
    llvm::sys::fs::remove(directory);
  }

  static std::unique_ptr<MLIRContext> makeContext() {
    [[maybe_unused]] static bool once = (registerRidgePasses(), true);
    DialectRegistry registry;
    registerAllDialects(registry);
    registerRidgeDialects(registry);
    return std::make_unique<MLIRContext>(registry,
                                         MLIRContext::Threading::DISABLED);
  }
  std::string pathOf(llvm::StringRef name) const {
    llvm::SmallString<128> path = directory;
    llvm::sys::path::append(path, name);
    return path.str().str();
  }
  static void write(const std::string &path, llvm::StringRef text) {
    std::error_code code;
    llvm::raw_fd_ostream(path, code) << text;
    ASSERT_FALSE(code);
  }
  void writeMachine(llvm::StringRef sram) {
    write(machineFile, "arch.machine @mine derives @toy {\n"
                       "  arch.memory @sram {size = \"" +
                           sram.str() + "\", source = \"assumed\"}\n}\n");
  }
  static MachineHandle load(llvm::StringRef name, MLIRContext &context) {
    FailureOr<MachineHandle> machine = loadMachineByName(
        name, context, [&] { return emitError(UnknownLoc::get(&context)); });
    EXPECT_TRUE(succeeded(machine));
    return succeeded(machine) ? *machine : MachineHandle();
  }

  /// The program of the model, by the way that a run takes. `between` is called
  /// before each pass.
  std::string compile(MLIRContext &context, const MachineHandle &machine,
                      llvm::function_ref<void()> between) {
    FailureOr<Model> read = Model::read(modelFile, {}, context);
    if (failed(read))
      return "";
    Compilation compilation(*read, machine);
    for (const StageInfo &stage : stages())
      for (llvm::StringRef pass : stage.passes) {
        between();
        if (failed(runPass(pass, compilation.module())))
          return "";
      }
    FailureOr<Program> program = compilation.translate();
    return succeeded(program) ? printProgram(*program, machine) : "";
  }

  llvm::SmallString<128> directory;
  std::string machineFile, modelFile;
};

TEST_F(OneMachine, AnEditDuringARunChangesNothing) {
  auto context = makeContext();
  MachineHandle machine = load(machineFile, *context);
  std::string undisturbed = compile(*context, machine, [] {});
  ASSERT_FALSE(undisturbed.empty());

  // Each pass would find another file: less memory, then none at all.
  int edits = 0;
  std::string disturbed = compile(*context, machine, [&] {
    if (++edits < 10)
      writeMachine("8 KiB");
    else
      write(machineFile, "no machine");
  });
  EXPECT_GT(edits, 12);
  EXPECT_EQ(disturbed, undisturbed);
  EXPECT_EQ(arch::MachineRegistry::of(*context).loads(), 0u);
}

/// What `ridge-opt` does: the IR names a file, and some pass needs it first.
TEST_F(OneMachine, PassesLoadANameOnce) {
  auto context = makeContext();
  OwningOpRef<ModuleOp> module = parseSourceString<ModuleOp>(model, &*context);
  ASSERT_TRUE(module);
  (*module)->setAttr(kMachineAttr, StringAttr::get(&*context, machineFile));
  auto &registry = (context->loadDialect<arch::ArchDialect>(),
                    arch::MachineRegistry::of(*context));
  for (const StageInfo &stage : stages())
    for (llvm::StringRef pass : stage.passes) {
      PassManager manager(&*context);
      std::string reason;
      llvm::raw_string_ostream errors(reason);
      ASSERT_TRUE(succeeded(addPass(pass, manager, errors)));
      ASSERT_TRUE(succeeded(manager.run(*module))) << pass.str();
      if (registry.loads() > 0)
        write(machineFile, "no machine");
    }
  EXPECT_EQ(registry.loads(), 1u);
}

/// Variants of one machine, compiled in one context: each for itself, and gone
/// with its handle.
TEST_F(OneMachine, VariantsCompileSideBySide) {
  auto context = makeContext();
  MachineHandle base = load("toy", *context);
  std::string small, large, again;
  {
    auto variant =
        deriveMachine(base, MachineChange{"sram", "size", "16 KiB"}, *context);
    ASSERT_TRUE(succeeded(variant));
    small = compile(*context, *variant, [] {});
  }
  large = compile(*context, base, [] {});
  {
    auto variant =
        deriveMachine(base, MachineChange{"sram", "size", "16 KiB"}, *context);
    ASSERT_TRUE(succeeded(variant));
    again = compile(*context, *variant, [] {});
  }
  EXPECT_FALSE(small.empty());
  EXPECT_NE(small, large);
  EXPECT_EQ(small, again);
  auto &registry = arch::MachineRegistry::of(*context);
  EXPECT_EQ(registry.loads(), 0u);
  EXPECT_EQ(registry.size(), 1u);
}

} // namespace
