//===- ProgramPrice.cpp - cycles of groups as a program -------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ProgramPrice.h"
#include "mlir/Bytecode/BytecodeWriter.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Pass/PassManager.h"
#include "ridge/Analysis/PassMachine.h"
#include "ridge/Cost/Cost.h"
#include "ridge/Pipeline/Pipelines.h"
#include "ridge/Target/Catalog.h"
#include "ridge/Translate/Translate.h"
#include "llvm/Support/xxhash.h"
#include <map>
#include <mutex>

using namespace mlir;
using namespace ridge;

namespace {
class Trials {
public:
  /// With the passes from the one of that name on, or those behind it.
  Trials(StringRef pass, bool isIncluded)
      : pass(pass), isIncluded(isIncluded) {}
  std::optional<int64_t> price(ModuleOp module, const MachineHandle &machine);

private:
  std::optional<int64_t> compile(StringRef bytes, const MachineHandle &machine);
  void begin(MLIRContext &source);

  /// After so many trials the context is made anew, without their attributes,
  /// and prices of long ago are forgotten.
  static constexpr int kMostTrials = 512;
  static constexpr size_t kMostPrices = 8192;

  StringRef pass;
  bool isIncluded;
  std::mutex mutex;
  std::unique_ptr<MLIRContext> context;
  std::unique_ptr<PassManager> passes;
  int trials = 0;
  std::map<std::pair<uint64_t, uint64_t>, std::optional<int64_t>> known;
};
} // namespace

void Trials::begin(MLIRContext &source) {
  if (context && ++trials < kMostTrials)
    return;
  passes.reset();
  context = std::make_unique<MLIRContext>(source.getDialectRegistry(),
                                          MLIRContext::Threading::DISABLED);
  trials = 0;
  passes = std::make_unique<PassManager>(context.get());
  passes->enableVerifier(false);
  bool isTaken = false;
  for (const StageInfo &stage : stages())
    for (StringRef next : stage.passes) {
      isTaken |= isIncluded && next.contains(pass);
      // What a stage's verifier would find, the real compilation finds.
      if (isTaken && !next.contains("ridge-verify-stage") &&
          failed(addPass(next, *passes, llvm::errs())))
        llvm_unreachable("stages have passes that parse");
      isTaken |= next.contains(pass);
    }
}

std::optional<int64_t> Trials::compile(StringRef bytes,
                                       const MachineHandle &machine) {
  ScopedDiagnosticHandler silence(context.get(),
                                  [](Diagnostic &) { return success(); });
  OwningOpRef<ModuleOp> module = parseSourceString<ModuleOp>(
      bytes, ParserConfig(context.get(), /*verifyAfterParse=*/false));
  if (!module)
    return std::nullopt;
  (*module)->setAttr(kMachineAttr, machineWord(machine, *context));
  if (failed(passes->run(*module)))
    return std::nullopt;
  FailureOr<Program> program = translateToProgram(*module, machine);
  if (failed(program))
    return std::nullopt;
  return estimate(*program, machine).estimate;
}

std::optional<int64_t> Trials::price(ModuleOp module,
                                     const MachineHandle &machine) {
  std::string bytes;
  llvm::raw_string_ostream stream(bytes);
  if (failed(writeBytecodeToFile(module, stream)))
    return std::nullopt;
  llvm::XXH128_hash_t hash = llvm::xxh3_128bits(
      llvm::arrayRefFromStringRef(bytes + machine.hash().str()));
  std::lock_guard lock(mutex);
  auto [entry, isNew] = known.try_emplace({hash.low64, hash.high64});
  if (!isNew)
    return entry->second;
  begin(*module.getContext());
  std::optional<int64_t> cycles = compile(bytes, machine);
  entry->second = cycles;
  if (known.size() > kMostPrices)
    known.clear();
  return cycles;
}

static ContextTilings::PriceProgram priceOf(StringRef pass, bool isIncluded) {
  auto trials = std::make_shared<Trials>(pass, isIncluded);
  return [trials](ModuleOp module, const MachineHandle &machine) {
    return trials->price(module, machine);
  };
}

ContextTilings::PriceProgram ridge::createProgramPrice() {
  return priceOf("ridge-choose-tiles", /*isIncluded=*/false);
}

ContextTilings::PriceProgram ridge::createModelPrice() {
  return priceOf("ridge-split-bodies", /*isIncluded=*/true);
}
