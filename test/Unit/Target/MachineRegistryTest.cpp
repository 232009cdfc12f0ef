//===- MachineRegistryTest.cpp - machines that a context knows ------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// One load for each context, edits of a file change nothing, and what nobody
/// holds is forgotten.
///
//===----------------------------------------------------------------------===//

#include "dialects/Arch/MachineRegistry.h"
#include "dialects/Arch/ArchDialect.h"
#include "mlir/IR/Location.h"
#include "ridge/Target/Catalog.h"
#include "ridge/Target/MachineVariant.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "gtest/gtest.h"

using namespace mlir;
using namespace ridge;
using namespace ridge::arch;

namespace {

/// A machine file that a test may edit.
class MachineFile {
public:
  MachineFile() {
    EXPECT_FALSE(llvm::sys::fs::createUniqueDirectory("ridge", directory));
    llvm::sys::path::append(directory, "mine.mlir");
  }
  ~MachineFile() {
    llvm::sys::fs::remove(directory);
    llvm::sys::fs::remove(llvm::sys::path::parent_path(directory));
  }
  llvm::StringRef name() const { return directory; }
  void write(llvm::StringRef text) {
    std::error_code code;
    llvm::raw_fd_ostream(directory, code) << text;
    ASSERT_FALSE(code);
  }
  void writeSram(llvm::StringRef size) {
    write("arch.machine @mine derives @toy {\n"
          "  arch.memory @sram {size = \"" +
          size.str() + "\", source = \"assumed\"}\n}\n");
  }

private:
  llvm::SmallString<128> directory;
};

class Registry : public ::testing::Test {
protected:
  Registry() { context.loadDialect<ArchDialect>(); }

  FailureOr<MachineHandle> ask(llvm::StringRef word) {
    return machineOfWord(word, context,
                         [&] { return emitError(UnknownLoc::get(&context)); });
  }
  MachineHandle load(llvm::StringRef name) {
    FailureOr<MachineHandle> machine = loadMachineByName(
        name, context, [&] { return emitError(UnknownLoc::get(&context)); });
    EXPECT_TRUE(succeeded(machine));
    return *machine;
  }

  MLIRContext context{MLIRContext::Threading::DISABLED};
  MachineRegistry &registry =
      (context.loadDialect<ArchDialect>(), MachineRegistry::of(context));
};

TEST_F(Registry, LoadsANameOnce) {
  FailureOr<MachineHandle> first = ask("toy"), second = ask("toy");
  ASSERT_TRUE(succeeded(first) && succeeded(second));
  EXPECT_EQ(&**first, &**second);
  EXPECT_EQ(registry.loads(), 1u);
}

TEST_F(Registry, AnEditOfTheFileChangesNothing) {
  MachineFile file;
  file.writeSram("128 KiB");
  FailureOr<MachineHandle> first = ask(file.name());
  ASSERT_TRUE(succeeded(first));
  file.write("no machine at all");
  FailureOr<MachineHandle> second = ask(file.name());
  ASSERT_TRUE(succeeded(second));
  EXPECT_EQ((*second)->memories[1].bytes, 128 * 1024);
  EXPECT_EQ(registry.loads(), 1u);
}

TEST_F(Registry, AFileThatCannotBeReadIsAskedForAgain) {
  MachineFile file;
  ScopedDiagnosticHandler quiet(&context,
                                [](Diagnostic &) { return success(); });
  EXPECT_TRUE(failed(ask(file.name())));
  file.writeSram("128 KiB");
  EXPECT_TRUE(succeeded(ask(file.name())));
  EXPECT_EQ(registry.loads(), 1u);
}

TEST_F(Registry, LentMachinesAreNotLoaded) {
  MachineHandle toy = load("toy");
  EXPECT_EQ(machineWord(toy, context).getValue(), "toy");
  EXPECT_EQ(machineWord(toy, context).getValue(), "toy");
  FailureOr<MachineHandle> found = ask("toy");
  ASSERT_TRUE(succeeded(found));
  EXPECT_EQ(&**found, &*toy);
  EXPECT_EQ(registry.loads(), 0u);
}

TEST_F(Registry, LentMachinesGoWithTheirLastHandle) {
  {
    MachineHandle toy = load("toy");
    machineWord(toy, context);
    EXPECT_EQ(registry.size(), 1u);
    EXPECT_TRUE(registry.find("toy"));
  }
  EXPECT_FALSE(registry.find("toy"));
  EXPECT_EQ(registry.size(), 0u);
}

/// Two equal machines by one name: either keeps the word.
TEST_F(Registry, EqualMachinesShareAWord) {
  MachineHandle first = load("toy"), second = load("toy");
  EXPECT_EQ(machineWord(first, context), machineWord(second, context));
  EXPECT_EQ(registry.size(), 1u);
  second = MachineHandle();
  EXPECT_TRUE(registry.find("toy"));
  first = MachineHandle();
  EXPECT_FALSE(registry.find("toy"));
}

/// Loaded, edited, loaded again: both are known at the same time.
TEST_F(Registry, TwoVersionsOfAFileHaveTwoWords) {
  MachineFile file;
  file.writeSram("128 KiB");
  MachineHandle first = load(file.name());
  StringAttr firstWord = machineWord(first, context);
  file.writeSram("64 KiB");
  MachineHandle second = load(file.name());
  StringAttr secondWord = machineWord(second, context);
  EXPECT_EQ(firstWord.getValue(), file.name());
  EXPECT_EQ(secondWord.getValue(),
            file.name().str() + "#" + second.hash().str());
  EXPECT_EQ(registry.find(firstWord)->memories[1].bytes, 128 * 1024);
  EXPECT_EQ(registry.find(secondWord)->memories[1].bytes, 64 * 1024);
}

TEST_F(Registry, VariantsAreKnownByTheirHash) {
  FailureOr<MachineHandle> variant = deriveMachine(
      load("toy"), MachineChange{"sram", "size", "64 KiB"}, context);
  ASSERT_TRUE(succeeded(variant));
  StringAttr word = machineWord(*variant, context);
  EXPECT_EQ(&**ask(word), &**variant);
  variant = MachineHandle();

  std::string message;
  ScopedDiagnosticHandler handler(&context, [&](Diagnostic &diagnostic) {
    message = diagnostic.str();
    return success();
  });
  EXPECT_TRUE(failed(ask(word)));
  EXPECT_EQ(message, "the machine '" + word.str() +
                         "' is a variant, which only the process that made it "
                         "knows; write it as a machine file and name that");
}

TEST_F(Registry, VariantsThatWentLeaveNoEntry) {
  MachineHandle toy = load("toy");
  for (int i = 0; i < 100; ++i) {
    FailureOr<MachineHandle> variant = deriveMachine(
        toy, MachineChange{"sram", "size", std::to_string(64 + 4 * i) + " KiB"},
        context);
    ASSERT_TRUE(succeeded(variant));
    machineWord(*variant, context);
    EXPECT_EQ(registry.size(), 1u);
  }
}

} // namespace
