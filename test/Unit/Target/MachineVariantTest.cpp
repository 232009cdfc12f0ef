//===- MachineVariantTest.cpp - machines derived in memory ----------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A variant differs from its base in what was changed and in nothing else, is
/// checked like a file, and leaves nothing behind.
///
//===----------------------------------------------------------------------===//

#include "ridge/Target/MachineVariant.h"
#include "ridge/Target/Catalog.h"
#include "llvm/Support/MemoryBuffer.h"
#include "gtest/gtest.h"

using namespace mlir;
using namespace ridge;

namespace {

class MachineVariant : public ::testing::Test {
protected:
  MachineHandle load(llvm::StringRef name) {
    FailureOr<MachineHandle> machine = loadMachineByName(
        name, context, [&] { return emitError(UnknownLoc::get(&context)); });
    return succeeded(machine) ? *machine : MachineHandle();
  }
  MachineHandle change(llvm::ArrayRef<MachineChange> changes) {
    FailureOr<MachineHandle> variant = deriveMachine(base, changes, context);
    return succeeded(variant) ? *variant : MachineHandle();
  }
  MachineHandle change(llvm::StringRef text) {
    FailureOr<MachineHandle> variant =
        deriveMachine(base, text, "what-if", context);
    return succeeded(variant) ? *variant : MachineHandle();
  }
  void expectError(const MachineHandle &variant, llvm::StringRef error) {
    EXPECT_FALSE(variant);
    ASSERT_EQ(errors.size(), 1u) << error.str();
    EXPECT_EQ(errors.front(), error.str());
    errors.clear();
  }

  MLIRContext context{MLIRContext::Threading::DISABLED};
  std::vector<std::string> errors;
  ScopedDiagnosticHandler handler{&context, [this](Diagnostic &diagnostic) {
                                    std::string text;
                                    llvm::raw_string_ostream stream(text);
                                    stream << diagnostic.getLocation() << ": "
                                           << diagnostic;
                                    errors.push_back(text);
                                    return success();
                                  }};
  MachineHandle base = load("toy");
};

TEST_F(MachineVariant, ChangesWhatItSays) {
  MachineHandle variant = change({{"sram", "size", "512 KiB"},
                                  {"", "clock", "2 GHz"},
                                  {"dram->sram", "in_flight", "16"},
                                  {"dram->sram", "setup", "\"4 cycles\""},
                                  {"simple", "occupancy", "n ceildiv 8"}});
  ASSERT_TRUE(variant) << errors.front();
  Machine expected = *base;
  expected.memories[1].bytes = 512 * 1024;
  expected.hertz = 2000000000;
  expected.paths[0].inFlight = 16;
  expected.paths[0].setup = 4;
  Instruction &simple =
      expected.instructions[expected.findInstruction("simple")];
  std::vector<llvm::StringRef> names = {"n", "bits", "ops"};
  simple.occupancy = cantFail(Expression::parse("n ceildiv 8", names));
  simple.latency = cantFail(Expression::parse("n ceildiv 8 + 10", names));
  EXPECT_EQ(variant.hash(), contentHash(expected));
  EXPECT_EQ(variant->name, "toy");
  EXPECT_EQ(variant.name(), "toy#" + variant.hash().take_front(12).str());
}

TEST_F(MachineVariant, NoChangeIsTheSameMachine) {
  MachineHandle same = change(llvm::ArrayRef<MachineChange>());
  ASSERT_TRUE(same);
  EXPECT_EQ(same.hash(), base.hash());
  // The same number by another unit, by text.
  same = change("arch.memory @sram {size = \"0.25 MiB\", source = \"x\"}");
  ASSERT_TRUE(same) << errors.front();
  EXPECT_EQ(same.hash(), base.hash());
}

TEST_F(MachineVariant, LimitsOfDimsAreAttributes) {
  MachineHandle variant = change(
      {{"matmul_f32", "dims",
        "[#arch.dim<m: 1 to 8>, #arch.dim<n: 1 to 8>, #arch.dim<k: 8>]"}});
  ASSERT_TRUE(variant) << errors.front();
  const Instruction &matmul =
      variant->instructions[variant->findInstruction("matmul_f32")];
  EXPECT_EQ(matmul.dims[0].high, 8);
  EXPECT_EQ(matmul.dims[2].low, 8);
}

TEST_F(MachineVariant, OfAVariantOfAFile) {
  MachineHandle first = change({{"sram", "size", "512 KiB"}});
  ASSERT_TRUE(first);
  base = first;
  MachineHandle second = change({{"acc", "size", "32 KiB"}});
  ASSERT_TRUE(second);
  EXPECT_EQ(second->memories[1].bytes, 512 * 1024);
  EXPECT_EQ(second->memories[2].bytes, 32 * 1024);
  EXPECT_EQ(second.name(), "toy#" + second.hash().take_front(12).str());
}

TEST_F(MachineVariant, TextAddsRemovesAndNames) {
  MachineHandle variant =
      change("arch.machine @small derives @toy {\n"
             "  arch.remove @fold\n"
             "  arch.memory @sram {banks = 8, source = \"assumed\"}\n"
             "  arch.engine @other\n"
             "}\n");
  ASSERT_TRUE(variant) << errors.front();
  EXPECT_EQ(variant->name, "small");
  EXPECT_EQ(variant->findInstruction("fold"), -1);
  EXPECT_EQ(variant->memories[1].banks, 8);
  EXPECT_EQ(variant->engines.back().name, "other");
}

TEST_F(MachineVariant, TextInStepsOfItsOwn) {
  MachineHandle variant =
      change("arch.machine @a derives @toy {\n"
             "  arch.memory @sram {banks = 8, source = \"assumed\"}\n"
             "}\n"
             "arch.machine @b derives @a {\n"
             "  arch.memory @acc {banks = 2, source = \"assumed\"}\n"
             "}\n");
  ASSERT_TRUE(variant) << errors.front();
  EXPECT_EQ(variant->memories[1].banks, 8);
  EXPECT_EQ(variant->memories[2].banks, 2);
}

TEST_F(MachineVariant, ErrorsOfChangesStandAtThem) {
  expectError(change({{"srma", "size", "1 KiB"}}),
              "loc(\"srma.size=1 KiB\":1:1): machine @toy has no part 'srma'; "
              "it has dram, sram, acc, load, store, array, vector, matmul_f32, "
              "matmul_bf16, matmul_f16, matmul_f64, matmul_i8, matmul_i32, "
              "clear_f32, clear_f64, clear_i32, simple, hard, fold, and paths, "
              "as in 'from->to'");
  expectError(change({{"sram->acc", "setup", "0 cycles"}}),
              "loc(\"sram->acc.setup=0 cycles\":1:1): machine @toy has no path "
              "'sram->acc'");
  expectError(
      change({{"sram", "sizes", "1 KiB"}}),
      "loc(\"sram.sizes=1 KiB\":1:1): 'arch.memory' op has no attribute "
      "'sizes', expected one of alignment, area, bandwidth, bank_bandwidth, "
      "banks, clock, home, latency, open_pages, page, page_time, ports, "
      "read_bandwidth, read_energy, requests, reserved, size, source, sources, "
      "static_power, sym_name, turn, write_bandwidth, write_batch, "
      "write_energy");
  expectError(change({{"sram", "size", "1 KiB/s"}}),
              "loc(\"sram.size=1 KiB/s\":1:1): 'arch.memory' op 'size': found "
              "\"1 KiB/s\", expected a size such as \"64 KiB\" (units: B, kB, "
              "MB, GB, KiB, MiB, GiB)");
  expectError(change({{"sram", "banks", "four"}}),
              "loc(\"sram.banks=four\":1:1): cannot read 'four', expected "
              "something like 4 : i64");
  expectError(change({{"matmul_f32", "dims", "7"}}),
              "loc(\"matmul_f32.dims=7\":1:1): found 7 : i64 for 'dims', "
              "expected something like [#arch.dim<m: 1 to 128>, "
              "#arch.dim<n: 1 to 64>, #arch.dim<k: 1 to 64>]");
  expectError(change({{"sram", "sym_name", "other"}}),
              "loc(\"sram.sym_name=other\":1:1): cannot change 'sym_name', "
              "expected an attribute that states something of the part");
  // 96 KiB do not divide into 5: the whole machine is checked, too.
  expectError(change({{"sram", "size", "96 KiB"}, {"sram", "banks", "5"}}),
              "loc(\"sram.banks=5\":1:1): machine @toy: memory @sram has 98304 "
              "bytes, which do not divide into 5 equal banks");
}

TEST_F(MachineVariant, ErrorsOfTextStandInIt) {
  expectError(change("\n  arch.memory @sram {size = 7, source = \"x\"}"),
              "loc(\"what-if\":2:3): 'arch.memory' op 'size': found 7 : i64, "
              "expected a size such as \"64 KiB\" (units: B, kB, MB, GB, KiB, "
              "MiB, GiB)");
  expectError(change("arch.machine @v derives @\"gemmini-16\" {}"),
              "loc(\"what-if\":1:1): 'arch.machine' op changes nothing of the "
              "machine at hand, expected 'derives @toy'");
  expectError(change(""), "loc(\"what-if\":1:1): holds neither a machine nor a "
                          "part of one");
  expectError(change("arch.engine @e\narch.machine @v derives @toy {}"),
              "loc(\"what-if\":1:1): stands beside a machine, expected all "
              "parts inside a machine or none");
}

/// What does not fit any more stands where it is stated, in the base's file.
TEST_F(MachineVariant, ErrorsInTheBaseStandInItsFile) {
  EXPECT_FALSE(change("arch.remove @acc"));
  ASSERT_EQ(errors.size(), 1u);
  EXPECT_TRUE(llvm::StringRef(errors.front()).starts_with("loc(\"toy\":"));
  EXPECT_TRUE(llvm::StringRef(errors.front())
                  .ends_with("'arch.path' op refers to @acc, expected an "
                             "arch.memory"));
}

int64_t residentBytes() {
  auto file = llvm::MemoryBuffer::getFileAsStream("/proc/self/statm");
  if (!file)
    return -1;
  int64_t pages = 0;
  llvm::StringRef text = (*file)->getBuffer().split(' ').second;
  (void)text.split(' ').first.getAsInteger(10, pages);
  return pages * 4096;
}

TEST_F(MachineVariant, AThousandLeaveNothingBehind) {
  auto makeOne = [&](int64_t i) {
    std::string size = std::to_string(64 + 4 * i) + " KiB";
    MachineHandle variant = change({{"sram", "size", size}});
    ASSERT_TRUE(variant);
    EXPECT_EQ(variant->memories[1].bytes, (64 + 4 * i) * 1024);
  };
  for (int64_t i = 0; i < 100; ++i) // The allocator finds its size.
    makeOne(i);
  int64_t before = residentBytes();
  if (before < 0)
    GTEST_SKIP() << "no /proc here";
  for (int64_t i = 0; i < 1000; ++i)
    makeOne(i);
  // One variant holds some 100 kB while it lives: a tenth kept would be 10 MB.
  EXPECT_LT(residentBytes() - before, 2 << 20);
}

} // namespace
