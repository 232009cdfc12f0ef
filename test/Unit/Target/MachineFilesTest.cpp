//===- MachineFilesTest.cpp - broken machine files ------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "../Fuzz/Mutator.h"
#include "mlir/IR/MLIRContext.h"
#include "ridge/Target/Catalog.h"
#include "gtest/gtest.h"

using namespace mlir;
using namespace ridge;
using namespace ridge::test;

static constexpr llvm::StringLiteral wholeMachine = R"mlir(
#manual = "manual"
arch.machine @small {clock = "1.2 GHz", source = #manual} {
  arch.memory @dram {home, size = "4 GiB", bandwidth = "38.4 GB/s",
      latency = "80 ns", alignment = "64 B", banks = 1, source = "assumed"}
  arch.memory @sram {size = "128 KiB", bandwidth = "64 B/cycle",
      latency = "2 cycles", alignment = "32 B", banks = 8, source = #manual,
      bank_bandwidth = "8 B/cycle", sources = {latency = "measured"}}
  arch.engine @dma {queue_depth = 4, fetch = "4 B/cycle", code = "64 KiB",
                    source = "assumed"}
  arch.engine @core x 2 {source = "assumed"}
  arch.path @dram -> @sram on @dma {bandwidth = "32 B/cycle",
      latency = "0 cycles", burst = "64 B", in_flight = 64, indexed = "2 cycles",
      setup = "20 cycles", codecs = ["mxfp4"], source = "assumed"}
  arch.path @sram -> @dram on @dma {bandwidth = "32 B/cycle",
      latency = "0 cycles", burst = "64 B", in_flight = 64,
      setup = "20 cycles", source = "assumed"}
  arch.products @matmul on @core
      formats [{element = bf16, sum = f32, depth = 32, cost = 800},
               {element = i8, sum = i32, depth = 64, cost = 300}]
      dims (m: 1 to 4096, n: 16 to 512 by 16, k: 1 to 512)
      reads (a [m, k] in [@sram], b [k, n] in [@sram])
      updates (c [m, n] in [@sram])
      occupancy "m * (n ceildiv 32) * (k ceildiv depth)"
      latency "occupancy + 20" energy "m * n * k * cost" {source = "assumed"}
  arch.instruction @softmax on @core
      dims (m: 1 to 128, n: 1 to 4096)
      reads (x: f32 [m, n] in [@sram]) writes (y: f32 [m, n] in [@sram])
      configuration "10 cycles" by [n]
      occupancy "3 * ((m * n * 32) ceildiv 512)" latency "occupancy + 40"
      energy "m * n * 1000" {source = "assumed"}
      does (%x: f32) {
    %m = ridge.fold "arith.maximumf" %x over [1] from 0xFF800000 : f32
    %d = arith.subf %x, %m : f32
    %e = math.exp %d : f32
    %s = ridge.fold "arith.addf" %e over [1] from 0.0 : f32
    %q = arith.divf %e, %s : f32
    arch.yield %q : f32
  }
  arch.lanes @simple on @core
      ops ["ridge.identity", "arith.addf"] formats [bf16, f32]
      dims (n: 1 to 32768) in [@sram] occupancy "(n * bits) ceildiv 256"
      latency "occupancy + 6" energy "n * bits * 10" {source = "assumed"}
  arch.encoding control @loops of {loop = 1} {bits = 64, levels = ["i", "j"],
      source = "assumed", fields = ["[7:0] = code", "[39:8] = count"]}
  arch.encoding control @ends of {end = 2} {bits = 64, source = "assumed",
      fields = ["[7:0] = code"]}
  arch.encoding @loads of {"dram->sram" = 3, "sram->dram" = 4} {bits = 512,
      levels = ["y", "x"], source = "assumed",
      fields = ["[7:0] = code", "[15:8] = bits(from)", "[79:16] = size(*)",
                "[119:80] = address(from)", "[159:120] = address(to)",
                "[239:160] = stride(from, *) signed in 4 bytes",
                "[319:240] = stride(to, *)",
                "[399:320] = step(address(to), *) signed"]}
}
)mlir";

static constexpr llvm::StringLiteral derivedMachine = R"mlir(
arch.machine @large derives @toy attributes {clock = "1.5 GHz",
                                             source = "assumed"} {
  arch.memory @sram {size = "1 MiB", source = "assumed"}
  arch.path @dram -> @sram {in_flight = 128, source = "assumed"}
  arch.instruction @clear_f32 latency "occupancy + 2" {source = "assumed"}
  arch.encoding control @wait_words {bits = 160, source = "assumed"}
  arch.remove @fold
  arch.remove @acc -> @dram
}
)mlir";

/// A file is a machine, or one error at least says what is wrong.
TEST(Fuzz, MachineFiles) {
  Mutator mutator(
      {wholeMachine.str(), wholeMachine.str(), derivedMachine.str()},
      {"{",
       "}",
       "[",
       "]",
       "(",
       ")",
       "\"",
       "@",
       "@sram",
       "@core",
       "assumed",
       " cycles",
       "B/cycle",
       "->",
       " on ",
       "in [@dram]",
       "arch.remove @dram",
       "f32",
       "i8",
       "[7:0]",
       "size(*)",
       "step(",
       "always ",
       "= code",
       " x 3 ",
       "derives @small"});
  MLIRContext context;
  int accepted = 0, silent = 0;
  constexpr int usual = 300; // A millisecond each.
  for (int run = 0; run < fuzzRuns(usual); ++run) {
    int errors = 0;
    ScopedDiagnosticHandler handler(&context, [&](Diagnostic &diagnostic) {
      errors += diagnostic.getSeverity() == DiagnosticSeverity::Error;
      return success();
    });
    std::string text = mutator.next();
    FailureOr<MachineHandle> machine =
        loadMachineFromText(text, "fuzz.mlir", context, [&] {
          return emitError(UnknownLoc::get(&context));
        });
    accepted += succeeded(machine);
    if (failed(machine) && errors == 0 && silent++ < 3)
      ADD_FAILURE() << "refused without a word:\n" << text;
    if (succeeded(machine)) {
      EXPECT_EQ(errors, 0) << text;
      EXPECT_TRUE((*machine)->check().empty());
    }
  }
  EXPECT_GT(accepted, 0);
  EXPECT_EQ(silent, 0);
}
