//===- Pipelines.cpp - the stages as lists of passes ----------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Builds pass managers from Stages.def.
///
//===----------------------------------------------------------------------===//

#include "ridge/Pipeline/Pipelines.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/Pass.h"
#include "mlir/Pass/PassRegistry.h"
#include "ridge/Analysis/PassMachine.h"

using namespace mlir;
using namespace ridge;

static std::vector<StageInfo> listStages() {
  std::vector<StageInfo> list;
#define RIDGE_STAGE(Enum, Name, Summary)                                       \
  list.push_back({Stage::Enum, Name, Summary, "ridge-to-" Name, {}});
#define RIDGE_PASS(Text) list.back().passes.push_back(Text);
#include "ridge/Pipeline/Stages.def"
  return list;
}

ArrayRef<StageInfo> ridge::stages() {
  static const std::vector<StageInfo> list = listStages();
  return list;
}

const StageInfo &ridge::stageInfo(Stage stage) {
  return stages()[static_cast<size_t>(stage)];
}

std::optional<Stage> ridge::parseStage(StringRef name) {
  for (const StageInfo &info : stages())
    if (name == info.name)
      return info.stage;
  return std::nullopt;
}

LogicalResult ridge::addPass(StringRef text, OpPassManager &manager,
                             raw_ostream &errors) {
  return parsePassPipeline(text, manager, errors);
}

//===----------------------------------------------------------------------===//
// The machine of a module
//===----------------------------------------------------------------------===//

namespace {
struct SetMachinePass : PassWrapper<SetMachinePass, OperationPass<ModuleOp>> {
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(SetMachinePass)

  SetMachinePass() = default;
  SetMachinePass(const SetMachinePass &other) : PassWrapper(other) {}
  explicit SetMachinePass(StringRef name) { machineName = name.str(); }

  StringRef getArgument() const final { return "ridge-set-machine"; }
  StringRef getDescription() const final {
    return "Name the machine that later passes compile for";
  }

  void runOnOperation() override {
    if (machineName.empty())
      return;
    getOperation()->setAttr(kMachineAttr,
                            StringAttr::get(&getContext(), machineName));
  }

  Option<std::string> machineName{
      *this, "machine",
      llvm::cl::desc("A shipped machine or a machine file; empty: leave the "
                     "module as it is")};
};
} // namespace

std::unique_ptr<Pass> ridge::createSetMachine(StringRef machine) {
  return std::make_unique<SetMachinePass>(machine);
}

//===----------------------------------------------------------------------===//
// Named pipelines
//===----------------------------------------------------------------------===//

namespace {
struct CompileOptions : PassPipelineOptions<CompileOptions> {
  Option<std::string> machineName{
      *this, "machine",
      llvm::cl::desc("A shipped machine or a machine file; empty: the "
                     "attribute ridge.machine of the module"),
      llvm::cl::init("")};
  Option<std::string> to{*this, "to",
                         llvm::cl::desc("Stage to stop after: tensor, tile, "
                                        "placed, typed, selected or isa"),
                         llvm::cl::init("isa")};
};

struct StageOptions : PassPipelineOptions<StageOptions> {
  Option<std::string> machineName{
      *this, "machine",
      llvm::cl::desc("A shipped machine or a machine file; empty: the "
                     "attribute ridge.machine of the module"),
      llvm::cl::init("")};
};
} // namespace

static LogicalResult addStage(const StageInfo &info, OpPassManager &manager,
                              raw_ostream &errors) {
  for (StringRef pass : info.passes)
    if (failed(addPass(pass, manager, errors)))
      return failure();
  return success();
}

static LogicalResult
buildCompile(OpPassManager &manager, const CompileOptions &options,
             function_ref<LogicalResult(const Twine &)> fail) {
  std::optional<Stage> last = parseStage(options.to);
  if (!last)
    return fail("no stage is named '" + options.to + "'");
  std::string reason;
  llvm::raw_string_ostream errors(reason);
  manager.addPass(createSetMachine(options.machineName));
  for (const StageInfo &info : stages())
    if (info.stage <= *last && failed(addStage(info, manager, errors)))
      return fail(reason);
  return success();
}

static LogicalResult
buildStage(const StageInfo &info, OpPassManager &manager,
           const StageOptions &options,
           function_ref<LogicalResult(const Twine &)> fail) {
  std::string reason;
  llvm::raw_string_ostream errors(reason);
  manager.addPass(createSetMachine(options.machineName));
  return failed(addStage(info, manager, errors)) ? fail(reason) : success();
}

/// registerPassPipeline with parsed options and a builder that may fail.
template <typename Options, typename Builder>
static void registerPipeline(StringRef name, StringRef summary,
                             Builder builder) {
  registerPassPipeline(
      name, summary,
      [builder](
          OpPassManager &manager, StringRef text,
          function_ref<LogicalResult(const Twine &)> fail) -> LogicalResult {
        Options options;
        if (failed(options.parseFromString(text)))
          return failure();
        return builder(manager, options, fail);
      },
      [](function_ref<void(const detail::PassOptions &)> show) {
        show(Options());
      });
}

void ridge::registerPipelines() {
  registerPass([] { return createSetMachine(); });
  registerPipeline<CompileOptions>(
      "ridge-compile", "From linalg on tensors to the queues of a machine",
      buildCompile);
  for (const StageInfo &info : stages())
    registerPipeline<StageOptions>(
        info.pipeline, info.summary,
        [&info](OpPassManager &manager, const StageOptions &options,
                function_ref<LogicalResult(const Twine &)> fail) {
          return buildStage(info, manager, options, fail);
        });
}
