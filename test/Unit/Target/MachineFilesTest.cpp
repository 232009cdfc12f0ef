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

/// Breaks the structure of shipped files: their parts and the quoted texts in
/// them change places, come twice or are gone. What it makes parses more often
/// than what the Mutator makes of bytes, so that verifiers and loaders meet it.
class PartMutator {
public:
  PartMutator() {
    for (llvm::StringRef name : shippedMachines())
      files.push_back(partsOf(*shippedMachineSource(name)));
  }

  std::string next() {
    std::vector<std::string> parts = files[below(files.size())];
    for (size_t changes = 1 + below(4); changes > 0; --changes)
      change(parts);
    std::string text;
    for (const std::string &part : parts)
      text += part;
    return text;
  }

private:
  /// The head of the file, then each part of the machine; the last one ends it.
  static std::vector<std::string> partsOf(llvm::StringRef text) {
    std::vector<std::string> parts;
    while (true) {
      size_t end = text.find("\n  arch.", 1);
      parts.push_back(text.substr(0, end).str());
      if (end == llvm::StringRef::npos)
        return parts;
      text = text.substr(end);
    }
  }

  size_t below(size_t limit) { return limit ? random() % limit : 0; }

  std::string &any(std::vector<std::string> &parts) {
    return parts[below(parts.size())];
  }

  void change(std::vector<std::string> &parts) {
    size_t at = below(parts.size());
    switch (below(7)) {
    case 0:
      if (parts.size() > 1)
        parts.erase(parts.begin() + long(at));
      break;
    case 1:
      parts.insert(parts.begin() + long(at), std::string(any(parts)));
      break;
    case 2:
      std::swap(parts[at], any(parts));
      break;
    case 3: // A part of another machine.
      parts.insert(parts.begin() + long(at),
                   std::string(any(files[below(files.size())])));
      break;
    case 4:
      replaceQuoted(parts[at], quotedIn(any(parts)));
      break;
    case 5: { // Of another machine, a unit or an expression that is elsewhere.
      replaceQuoted(parts[at], quotedIn(any(files[below(files.size())])));
      break;
    }
    case 6: { // Without one line.
      size_t begin = parts[at].find('\n', below(parts[at].size()));
      if (begin != std::string::npos)
        parts[at].erase(begin, parts[at].find('\n', begin + 1) - begin);
      break;
    }
    }
  }

  /// Begin and length of a quoted text, or of nothing.
  std::pair<size_t, size_t> findQuoted(llvm::StringRef part) {
    size_t begin = part.find('"', below(part.size()));
    size_t end =
        begin == llvm::StringRef::npos ? begin : part.find('"', begin + 1);
    return end == llvm::StringRef::npos ? std::pair(size_t(0), size_t(0))
                                        : std::pair(begin, end + 1 - begin);
  }

  std::string quotedIn(const std::string &part) {
    auto [begin, length] = findQuoted(part);
    return part.substr(begin, length);
  }

  void replaceQuoted(std::string &part, const std::string &with) {
    auto [begin, length] = findQuoted(part);
    if (length > 0 && !with.empty())
      part.replace(begin, length, with);
  }

  std::vector<std::vector<std::string>> files;
  std::mt19937_64 random{2};
};

/// Each of `runs` texts is a machine, or at least one error says what is wrong.
static void expectMachinesOrErrors(llvm::function_ref<std::string()> next,
                                   int runs) {
  MLIRContext context;
  int accepted = 0, silent = 0;
  for (int run = 0; run < runs; ++run) {
    int errors = 0;
    ScopedDiagnosticHandler handler(&context, [&](Diagnostic &diagnostic) {
      errors += diagnostic.getSeverity() == DiagnosticSeverity::Error;
      return success();
    });
    std::string text = next();
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
  constexpr int usual = 300; // A millisecond each.
  expectMachinesOrErrors([&] { return mutator.next(); }, fuzzRuns(usual));
}

/// Of shipped files most bytes are comments and lists of operations, so there
/// are fewer of these, and more with other parts.
TEST(Fuzz, ShippedMachineFiles) {
  std::vector<std::string> texts;
  for (llvm::StringRef name : shippedMachines())
    texts.push_back(shippedMachineSource(name)->str());
  Mutator mutator(texts, {"{", "}", "[", "(", "\"", "@sram", " cycles", "->",
                          "in [@dram]", "f32", "is \"x\"", "drained", "by [m]",
                          "unit_stride", "ordered", "size(*)", "derives @toy"});
  PartMutator parts;
  constexpr int usual = 100; // Five milliseconds each.
  int run = 0;
  expectMachinesOrErrors(
      [&] { return run++ % 4 == 0 ? mutator.next() : parts.next(); },
      fuzzRuns(usual));
}
